#include "apps/scan_input.h"

#include "base/hash.h"
#include "base/lines.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define PEEK_LINES 200    /* lines looked at for a first time */
#define TICK_LINES 100000 /* lines between two words of progress */
#define PROGRAM_SLOTS 512 /* a power of two, above twice PROGRAMS_MAX */

struct source {
    const char *path;
    int64_t first_ms; /* INT64_MIN: no time found; read first */
    uint64_t size;
    uint64_t bytes; /* of a closed one */
    struct lines *lines;
    struct maillog *maillog;
    struct maillog_line next; /* valid when has_next */
    bool has_next;
    bool done;
};

struct scan_input {
    struct scan_input_setup setup;
    scan_input_trouble *trouble;
    void *trouble_ctx;
    struct source *sources; /* by first_ms */
    size_t source_count;
    size_t opened; /* the first of them */
    size_t last;   /* source of the event given last */
    bool given;    /* that event is with the caller: read on there first */
    size_t active; /* opened and not done */
    uint64_t since_tick;
    struct scan_input_counts counts;
    uint64_t program_hash[PROGRAM_SLOTS]; /* 0: empty */
    uint32_t program_row[PROGRAM_SLOTS];
    struct program_count programs[PROGRAMS_MAX + 1];
    struct program_count sorted[PROGRAMS_MAX + 1];
    uint64_t rest_lines; /* of programs beyond PROGRAMS_MAX */
};

static int open_exit_code(const struct err *e)
{
    return e->code == ERR_CONFIG ? EX_CONFIG : EX_NOINPUT;
}

static bool open_source(struct scan_input *in, struct source *s, struct err *e)
{
    struct maillog_options options = {.year = in->setup.year, .zone = in->setup.zone};

    if (!lines_open(s->path, in->setup.follow, &s->lines, e)) {
        return false;
    }
    options.reference_ms = in->setup.follow ? in->setup.now_ms : lines_modified_ms(s->lines);
    if (!maillog_new(&options, &s->maillog, e)) {
        lines_free(&s->lines);
        return false;
    }
    s->size = lines_size(s->lines);
    return true;
}

static void close_source(struct source *s)
{
    s->bytes = s->lines == NULL ? s->bytes : lines_bytes(s->lines);
    lines_free(&s->lines);
    maillog_free(&s->maillog);
}

/* The first time in the file; the file is closed again, except standard input, which is read from
 * where it stands. */
static bool peek(struct scan_input *in, struct source *s, struct err *e)
{
    struct span line;

    s->first_ms = INT64_MIN;
    if (!open_source(in, s, e)) {
        return false;
    }
    if (strcmp(s->path, "-") == 0 || in->setup.follow) {
        return true;
    }
    for (int i = 0; i < PEEK_LINES; i++) {
        enum lines_result got = lines_next(s->lines, &line, e);

        if (got == LINES_END || got == LINES_ERROR || got == LINES_WAIT) {
            break;
        }
        if (got == LINES_LINE && maillog_peek_time(s->maillog, line, &s->first_ms)) {
            break;
        }
    }
    close_source(s);
    s->bytes = 0;
    return true;
}

static int by_first(const void *a, const void *b)
{
    const struct source *x = a;
    const struct source *y = b;

    if (x->first_ms != y->first_ms) {
        return x->first_ms < y->first_ms ? -1 : 1;
    }
    return strcmp(x->path, y->path);
}

bool scan_input_open(const struct scan_input_setup *setup, scan_input_trouble *trouble, void *ctx,
                     struct scan_input **out, struct err *e)
{
    struct scan_input *in = memory_new(1, sizeof *in);
    struct err why = {0};

    in->setup = *setup;
    in->trouble = trouble;
    in->trouble_ctx = ctx;
    in->sources = memory_new(setup->path_count, sizeof *in->sources);
    for (size_t i = 0; i < setup->path_count; i++) {
        struct source *s = &in->sources[in->source_count];

        *s = (struct source){.path = setup->paths[i]};
        if (peek(in, s, &why)) {
            in->counts.size += s->size;
            in->source_count++;
            continue;
        }
        if (why.code == ERR_CONFIG) {
            scan_input_free(&in);
            *e = why;
            return false;
        }
        trouble(ctx, &why, open_exit_code(&why));
    }
    if (in->source_count > 0) {
        qsort(in->sources, in->source_count, sizeof *in->sources, by_first);
    }
    in->counts.files = in->source_count;
    *out = in;
    return true;
}

void scan_input_free(struct scan_input **in)
{
    if (*in == NULL) {
        return;
    }
    for (size_t i = 0; i < (*in)->source_count; i++) {
        close_source(&(*in)->sources[i]);
    }
    for (size_t i = 0; i < (*in)->counts.program_count; i++) {
        memory_free((*in)->programs[i].program.at);
    }
    free((*in)->sources);
    free(*in);
    *in = NULL;
}

static struct program_count *program_new(struct scan_input *in, struct span program)
{
    struct program_count *row = &in->programs[in->counts.program_count++];
    char *name = memory_new(program.len + 1, 1);

    if (program.len > 0) {
        memcpy(name, program.at, program.len);
    }
    *row = (struct program_count){.program = {.at = name, .len = program.len}};
    return row;
}

static void count_program(struct scan_input *in, struct span program)
{
    uint64_t hash = hash_span(&HASH_KEY_STABLE, program) | 1;
    size_t at = (size_t)(hash >> 8) % PROGRAM_SLOTS;

    in->counts.unknown++;
    while (in->program_hash[at] != 0 && in->program_hash[at] != hash) {
        at = (at + 1) % PROGRAM_SLOTS;
    }
    if (in->program_hash[at] == 0) {
        if (in->counts.program_count == PROGRAMS_MAX) {
            in->rest_lines++;
            return;
        }
        in->program_hash[at] = hash;
        in->program_row[at] = (uint32_t)in->counts.program_count;
        (void)program_new(in, program);
    }
    in->programs[in->program_row[at]].lines++;
}

static bool is_event(const struct maillog_line *line)
{
    return line->kind == MAILLOG_SIGNIN || line->kind == MAILLOG_AUTH_DETAIL ||
           line->kind == MAILLOG_POLICY;
}

static void count_line(struct scan_input *in, const struct maillog_line *line)
{
    in->counts.lines++;
    in->since_tick++;
    if (line->kind == MAILLOG_UNKNOWN) {
        count_program(in, line->program);
    } else if (line->kind == MAILLOG_BAD || (is_event(line) && !line->has_time)) {
        in->counts.skipped++;
    }
}

static void finish(struct scan_input *in, struct source *s)
{
    close_source(s);
    s->done = true;
    in->active--;
}

static void count_long(struct scan_input *in)
{
    in->counts.lines++;
    in->counts.skipped++;
    in->since_tick++;
}

/* Reads on to the source's next event; false when there is none now. */
static bool advance(struct scan_input *in, struct source *s)
{
    struct span text;
    struct err e = {0};

    s->has_next = false;
    while (!s->has_next && in->since_tick < TICK_LINES) {
        switch (lines_next(s->lines, &text, &e)) {
        case LINES_LINE:
            maillog_parse(s->maillog, text, &s->next);
            count_line(in, &s->next);
            s->has_next = is_event(&s->next) && s->next.has_time;
            break;
        case LINES_LONG:
            count_long(in);
            break;
        case LINES_WAIT:
            return false;
        case LINES_ERROR:
            in->trouble(in->trouble_ctx, &e, e.code == ERR_INPUT ? EX_DATAERR : EX_IOERR);
            finish(in, s);
            return false;
        case LINES_END:
            finish(in, s);
            return false;
        }
    }
    return s->has_next;
}

static void open_next(struct scan_input *in)
{
    struct source *s = &in->sources[in->opened++];
    struct err e = {0};

    in->active++;
    if (s->lines == NULL && !open_source(in, s, &e)) {
        in->trouble(in->trouble_ctx, &e, open_exit_code(&e));
        s->done = true;
        in->active--;
        return;
    }
    (void)advance(in, s);
}

/* The source whose next event is the oldest; NULL when none has one. */
static struct source *oldest(struct scan_input *in)
{
    struct source *best = NULL;

    for (size_t i = 0; i < in->opened; i++) {
        struct source *s = &in->sources[i];

        if (s->has_next && (best == NULL || s->next.at_ms < best->next.at_ms)) {
            best = s;
        }
    }
    return best;
}

/* Reads on wherever no event is at hand; false when it is time for a word of progress. */
static bool fill(struct scan_input *in)
{
    for (size_t i = 0; i < in->opened; i++) {
        struct source *s = &in->sources[i];

        if (s->done || s->has_next) {
            continue;
        }
        (void)advance(in, s);
        if (in->since_tick >= TICK_LINES) {
            return false;
        }
    }
    return true;
}

/* With one log open and no other due, its next event is the next event. */
static bool alone(const struct scan_input *in, const struct source *s)
{
    return in->active == 1 &&
           (in->opened == in->source_count || in->sources[in->opened].first_ms > s->next.at_ms);
}

/* The next log may hold something older than what is at hand. Followed ones grow: all are open. */
static bool next_is_due(const struct scan_input *in, const struct source *s)
{
    return in->opened < in->source_count &&
           (s == NULL || in->setup.follow || in->sources[in->opened].first_ms <= s->next.at_ms);
}

static enum scan_input_result give(struct scan_input *in, const struct source *s,
                                   const struct maillog_line **out)
{
    in->last = (size_t)(s - in->sources);
    in->given = true;
    *out = &s->next;
    return SCAN_INPUT_EVENT;
}

enum scan_input_result scan_input_next(struct scan_input *in, const struct maillog_line **out)
{
    struct source *s = &in->sources[in->last];

    if (in->given) {
        in->given = false;
        if (advance(in, s) && alone(in, s)) {
            return give(in, s, out);
        }
    }
    for (;;) {
        if (in->since_tick >= TICK_LINES) {
            in->since_tick = 0;
            return SCAN_INPUT_TICK;
        }
        if (!fill(in)) {
            continue;
        }
        s = oldest(in);
        if (next_is_due(in, s)) {
            open_next(in);
            continue;
        }
        if (s != NULL) {
            return give(in, s, out);
        }
        return in->active > 0 ? SCAN_INPUT_WAIT : SCAN_INPUT_END;
    }
}

static int by_lines(const void *a, const void *b)
{
    const struct program_count *x = a;
    const struct program_count *y = b;

    return (x->lines < y->lines) - (x->lines > y->lines);
}

struct scan_input_counts scan_input_counts(struct scan_input *in)
{
    struct scan_input_counts out = in->counts;

    memcpy(in->sorted, in->programs, sizeof in->sorted);
    if (in->rest_lines > 0) {
        in->sorted[out.program_count++] =
            (struct program_count){.program = SPAN("..."), .lines = in->rest_lines};
    }
    qsort(in->sorted, out.program_count, sizeof *in->sorted, by_lines);
    out.programs = in->sorted;
    for (size_t i = 0; i < in->source_count; i++) {
        const struct source *s = &in->sources[i];

        out.bytes += s->lines == NULL ? s->bytes : lines_bytes(s->lines);
    }
    return out;
}
