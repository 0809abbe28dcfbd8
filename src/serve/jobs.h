/* serve/jobs.h - worker threads behind a bounded queue, for handlers that may block.
 *
 * Threads   jobs_put from any; jobs_new and jobs_free from one.
 */
#ifndef SERVE_JOBS_H
#define SERVE_JOBS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct jobs;

typedef void job_run(void *job);

/* ERR_SYSTEM: no thread. */
bool jobs_new(unsigned workers, size_t waiting_max, job_run *run, struct jobs **out,
              struct err *e) MUST_CHECK;

/* False when `waiting_max` wait already, or after jobs_free began. */
bool jobs_put(struct jobs *j, void *job) MUST_CHECK;

size_t jobs_waiting(struct jobs *j);

/* Runs what waits, ends the threads. *j becomes NULL; NULL is fine. */
void jobs_free(struct jobs **j);

#endif
