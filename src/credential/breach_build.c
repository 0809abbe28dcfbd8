/* Text list to compact form, one pass, into a file beside its place. */
#include "credential/breach.h"

#include "base/lines.h"
#include "base/quote.h"
#include "credential/breach_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_LINES 1048576

struct building {
    FILE *to;
    struct breach_tally tally;
    uint64_t blocks;
    size_t count; /* entries in the block */
    uint8_t block[BREACH_BLOCK_SIZE];
    uint8_t last[BREACH_HASH_SIZE];
};

static bool write_all(FILE *to, const void *at, size_t len, struct err *e)
{
    if (fwrite(at, 1, len, to) != len) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "writing: %s", strerror(errno));
    }
    return true;
}

static bool end_block(struct building *g, struct err *e)
{
    size_t body = sizeof g->block - 8;
    size_t used = g->count * BREACH_PREFIX_SIZE;

    if (g->count == 0) {
        return true;
    }
    memset(g->block + used, 0xff, body - used);
    breach_put64(g->block + body, breach_sum(g->blocks + 1, g->block, body));
    g->blocks++;
    g->count = 0;
    return write_all(g->to, g->block, sizeof g->block, e);
}

static bool add_hash(struct building *g, const uint8_t hash[static BREACH_HASH_SIZE], struct err *e)
{
    bool same = g->tally.entries > 0 && memcmp(g->last, hash, BREACH_PREFIX_SIZE) == 0;

    memcpy(g->last, hash, BREACH_HASH_SIZE);
    if (same) {
        return true; /* two hashes that begin alike: one entry says both */
    }
    memcpy(g->block + g->count * BREACH_PREFIX_SIZE, hash, BREACH_PREFIX_SIZE);
    g->count++;
    g->tally.entries++;
    return g->count < BREACH_ENTRIES || end_block(g, e);
}

static bool add_line(struct building *g, const char *name, struct span line, struct err *e)
{
    uint8_t hash[BREACH_HASH_SIZE];
    unsigned long long number = ++g->tally.lines;

    if (!breach_line(line, hash)) {
        return err_set(e, ERR_INPUT,
                       "%.100s:%llu: expected 40 hexadecimal digits of SHA-1, with or without "
                       "\":COUNT\", came %s",
                       name, number, quote(line).text);
    }
    if (number > 1 && memcmp(g->last, hash, sizeof hash) >= 0) {
        return err_set(e, ERR_INPUT,
                       "%.100s:%llu: expected hashes in ascending order (the list \"ordered by "
                       "hash\"), came %s",
                       name, number, quote(line).text);
    }
    return add_hash(g, hash, e);
}

static bool add_lines(struct building *g, struct lines *from, const char *name,
                      breach_progress *told, void *ctx, struct err *e)
{
    struct span line;

    for (;;) {
        switch (lines_next(from, &line, e)) {
        case LINES_LINE:
            if (!add_line(g, name, line, e)) {
                return false;
            }
            if (told != NULL && g->tally.lines % PROGRESS_LINES == 0) {
                told(ctx, lines_bytes(from), lines_size(from));
            }
            break;
        case LINES_LONG:
            return err_set(e, ERR_INPUT,
                           "%.100s:%llu: expected 40 hexadecimal digits, came a line "
                           "of more than %d bytes",
                           name, (unsigned long long)g->tally.lines + 1, LINES_MAX);
        case LINES_END:
        case LINES_WAIT:
            return g->tally.lines > 0 ||
                   err_set(e, ERR_INPUT, "%.100s: expected hashes, came an empty list", name);
        case LINES_ERROR:
            return false;
        }
    }
}

static bool write_head(struct building *g, struct err *e)
{
    uint8_t head[BREACH_HEAD_SIZE] = {0};

    memcpy(head, breach_magic, BREACH_MAGIC_SIZE);
    breach_put64(head + BREACH_MAGIC_SIZE, g->tally.entries);
    breach_put64(head + sizeof head - 8, breach_sum(0, head, sizeof head - 8));
    return write_all(g->to, head, sizeof head, e);
}

/* The head last: until it stands, the file is none. */
static bool fill(struct building *g, struct lines *from, const char *name, breach_progress *told,
                 void *ctx, struct err *e)
{
    static const uint8_t none[BREACH_HEAD_SIZE];

    if (!write_all(g->to, none, sizeof none, e) || !add_lines(g, from, name, told, ctx, e) ||
        !end_block(g, e)) {
        return false;
    }
    g->tally.bytes = BREACH_HEAD_SIZE + g->blocks * BREACH_BLOCK_SIZE;
    if (fseek(g->to, 0, SEEK_SET) != 0 || !write_head(g, e) || fflush(g->to) != 0 ||
        fsync(fileno(g->to)) != 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "writing: %s", strerror(errno));
    }
    return true;
}

/* A file beside `to`, that everybody may read: hashes of public lists are no secret. */
static FILE *open_beside(const char *to, char *path, size_t room, struct err *e)
{
    FILE *file = NULL;
    int fd;

    (void)snprintf(path, room, "%s.XXXXXX", to);
    fd = mkstemp(path);
    if (fd >= 0) {
        file = fchmod(fd, 0644) == 0 ? fdopen(fd, "wb") : NULL;
    }
    if (file == NULL) {
        e->sys = errno;
        (void)err_set(e, ERR_SYSTEM, "%.150s: %s", path, strerror(errno));
    }
    if (file == NULL && fd >= 0) {
        (void)close(fd);
        (void)unlink(path);
    }
    return file;
}

bool breach_build(const char *from, const char *to, breach_progress *told, void *ctx,
                  struct breach_tally *out, struct err *e)
{
    const char *name = strcmp(from, "-") == 0 ? "standard input" : from;
    struct building g = {0};
    struct lines *in = NULL;
    char path[4096];
    bool ok;

    if (strlen(to) + sizeof ".XXXXXX" > sizeof path) {
        return err_set(e, ERR_INPUT, "expected a shorter name of the file to make");
    }
    if (!lines_open(from, false, &in, e)) {
        return false;
    }
    g.to = open_beside(to, path, sizeof path, e);
    if (g.to == NULL) {
        lines_free(&in);
        return false;
    }
    ok = fill(&g, in, name, told, ctx, e);
    (void)fclose(g.to); /* everything was flushed and is on disk, or is given up */
    if (ok && rename(path, to) != 0) {
        e->sys = errno;
        ok = err_set(e, ERR_SYSTEM, "%.150s: %s", to, strerror(errno));
    }
    if (ok) {
        *out = g.tally;
    } else {
        (void)unlink(path);
    }
    lines_free(&in);
    return ok;
}
