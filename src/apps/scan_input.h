/* apps/scan_input.h - several logs read as one, in order of time.
 *
 * Duty      put files in order by the first time in them, open each when its time comes, merge those
 *           whose times overlap, count what is not a sign-in.
 * Owns      the readers and the counts by program.
 * Threads   one.
 * Limits    PROGRAMS_MAX programs counted by name; the rest together as "...".
 */
#ifndef APPS_SCAN_INPUT_H
#define APPS_SCAN_INPUT_H

#include "model/finding.h"
#include "wire/maillog.h"

#define PROGRAMS_MAX 200

struct scan_input_setup {
    char *const *paths; /* "-" is standard input */
    size_t path_count;
    bool follow;
    int32_t year;     /* of lines without one; 0 inferred */
    const char *zone; /* of times without one */
    int64_t now_ms;
};

struct scan_input;

/* A trouble with one file: the others are read on. The sentence lives for the call only. */
typedef void scan_input_trouble(void *ctx, const struct err *e, int exit_code);

/* Looks into every file once. Those that cannot be read are told to `trouble`.
 * errors   ERR_CONFIG the zone is not known */
bool scan_input_open(const struct scan_input_setup *setup, scan_input_trouble *trouble, void *ctx,
                     struct scan_input **out, struct err *e) MUST_CHECK;

void scan_input_free(struct scan_input **in);

enum scan_input_result {
    SCAN_INPUT_EVENT,
    SCAN_INPUT_WAIT,
    SCAN_INPUT_TICK,
    SCAN_INPUT_END
};

/* The next line that tells of a sign-in, valid until the next call. WAIT: nothing new in any
 * followed log. TICK: many lines were read and none told of a sign-in: time for a word of progress. */
enum scan_input_result scan_input_next(struct scan_input *in, const struct maillog_line **out);

struct scan_input_counts {
    uint64_t lines;
    uint64_t bytes;   /* as they are in the files, packed or not */
    uint64_t size;    /* of all files together; 0 when unknown */
    uint64_t skipped; /* too long, cut short, full of NUL, without a time */
    uint64_t unknown;
    size_t files; /* that could be read */
    size_t empty; /* of them, without a line */
    size_t program_count;
    const struct program_count *programs; /* unread lines, most first */
};

/* cost: a sort of the programs; valid until the next call of anything here. */
struct scan_input_counts scan_input_counts(struct scan_input *in);

#endif
