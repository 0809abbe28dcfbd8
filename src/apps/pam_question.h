/* apps/pam_question.h - one question of saslauthd's kind, answered by the host's PAM, in a process that
 * ends afterwards: what a PAM module does to it concerns nobody else. */
#ifndef APPS_PAM_QUESTION_H
#define APPS_PAM_QUESTION_H

#include "base/attr.h"
#include "base/span.h"

#define PAM_SERVICES_MAX 8

/* PAM services that may be asked; the first when the question names none of them. */
struct pam_services {
    const char *name[PAM_SERVICES_MAX];
    size_t count;
};

/* Reads the question from the connection, asks PAM, answers. Nothing is answered when the question is
 * none or PAM cannot say: whoever asked takes that for "not available". Blocks for as long as the peer
 * and the modules do: whoever calls ends the process when its time is over. Closes nothing.
 *
 * returns  NULL, or what went wrong in one sentence, without login or password; static */
const char *pam_question_serve(int fd, const struct pam_services *services) MUST_CHECK;

#endif
