/* Parsing alone, against counting with grep: bench_parse FILE.
 *
 * Both read the same file from the page cache; the best of three counts for each. Prints lines a
 * second, nanoseconds a line and the ratio. */
#include "base/lines.h"
#include "base/time.h"
#include "wire/maillog.h"

#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 3

struct counts {
    uint64_t lines;
    uint64_t kinds[MAILLOG_KIND_COUNT];
    uint64_t check; /* so that the work cannot be left out */
};

static double now_s(void)
{
    struct timespec t = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool parse(const char *path, struct counts *out, struct err *e)
{
    struct lines *l = NULL;
    struct maillog *m = NULL;
    struct maillog_options o = {0};
    struct counts c = {0};
    struct span line;
    enum lines_result r = LINES_END;
    bool ok;

    if (!lines_open(path, false, &l, e)) {
        return false;
    }
    o.reference_ms = lines_modified_ms(l);
    ok = maillog_new(&o, &m, e);
    while (ok && ((r = lines_next(l, &line, e)) == LINES_LINE || r == LINES_LONG)) {
        struct maillog_line parsed;

        maillog_parse(m, line, &parsed);
        c.lines++;
        c.kinds[parsed.kind]++;
        if (parsed.kind == MAILLOG_SIGNIN) {
            c.check +=
                parsed.signin.account.len + parsed.signin.remote.bytes[15] + parsed.signin.attempts;
        }
        c.check += (uint64_t)parsed.at_ms;
    }
    maillog_free(&m);
    lines_free(&l);
    *out = c;
    return ok && r == LINES_END;
}

/* Seconds `LC_ALL=C grep -c Login: FILE` takes; negative when it cannot be run. Its output goes to a
 * pipe: into /dev/null grep would stop at the first match. */
static double grep_s(char *path)
{
    char name[] = "grep";
    char count[] = "-c";
    char pattern[] = "Login:";
    char locale[] = "LC_ALL=C";
    char *const arguments[] = {name, count, pattern, path, NULL};
    char *const environment[] = {locale, NULL};
    posix_spawn_file_actions_t files;
    double start = now_s();
    pid_t child;
    int ends[2];
    int status = 1;

    if (pipe(ends) != 0 || posix_spawn_file_actions_init(&files) != 0 ||
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO) != 0 ||
        posix_spawnp(&child, name, &files, NULL, arguments, environment) != 0 ||
        waitpid(child, &status, 0) != child) {
        return -1;
    }
    (void)posix_spawn_file_actions_destroy(&files);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return WIFEXITED(status) && WEXITSTATUS(status) < 2 ? now_s() - start : -1;
}

int main(int argc, char **argv)
{
    struct counts c = {0};
    struct err e = {0};
    double ours = 1e9;
    double theirs = 1e9;

    if (argc != 2) {
        (void)fputs("usage: bench_parse FILE\n", stderr);
        return 64;
    }
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_s();
        double took;

        if (!parse(argv[1], &c, &e)) {
            (void)fprintf(stderr, "%s\n", e.text);
            return 65;
        }
        took = now_s() - start;
        ours = took < ours ? took : ours;
        took = grep_s(argv[1]);
        theirs = took >= 0 && took < theirs ? took : theirs;
    }
    (void)printf("%" PRIu64 " lines, check %" PRIu64 "\n", c.lines, c.check);
    for (int k = 0; k < MAILLOG_KIND_COUNT; k++) {
        (void)printf("  %-12s %" PRIu64 "\n", maillog_kind_code((enum maillog_kind)k), c.kinds[k]);
    }
    (void)printf("parse %.3f s, %.0f ns a line, %.2f million lines a second\n", ours,
                 ours * 1e9 / (double)c.lines, (double)c.lines / ours / 1e6);
    (void)printf("grep  %.3f s, ratio %.2f\n", theirs, ours / theirs);
    return 0;
}
