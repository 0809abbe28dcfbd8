/* Reads every mail of a folder and of the folders in it, and every truncation of some of them.
 *
 *   bench_message_read FOLDER [TRUNCATED]
 *
 * First through a sandbox, one child: messages a second of parent and child together, p50, p99 and
 * the longest. Then in this process every truncation, at each 64th byte, of TRUNCATED mails spread
 * evenly (default 200; of those up to 128 KiB, as the work grows with the square). Fails when the folder is missing or empty, or when a reading is lost. */
#include "base/memory.h"
#include "message/read.h"
#include "message/sandbox.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define FILES_MAX 100000
#define STEP 64                            /* bytes between two truncations */
#define TRUNCATED_MAX ((size_t)128 * 1024) /* bytes of a mail that is truncated */

struct files {
    char *paths[FILES_MAX];
    size_t count;
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Adds the mails of one folder. */
static void list(struct files *f, const char *folder, const char *inside)
{
    char path[4096];
    DIR *dir;
    const struct dirent *entry;

    (void)snprintf(path, sizeof path, "%s/%s", folder, inside);
    dir = opendir(path);
    if (dir == NULL) {
        return;
    }
    while ((entry = readdir(dir)) != NULL && f->count < FILES_MAX) {
        size_t len = strlen(entry->d_name);
        size_t size = strlen(path) + len + 2;

        if (len > 4 && strcmp(entry->d_name + len - 4, ".eml") == 0) {
            f->paths[f->count] = memory_new(size, 1);
            (void)snprintf(f->paths[f->count++], size, "%s/%s", path, entry->d_name);
        }
    }
    (void)closedir(dir);
}

static void list_all(struct files *f, const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (dir == NULL) {
        return;
    }
    list(f, folder, ".");
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.') {
            list(f, folder, entry->d_name);
        }
    }
    (void)closedir(dir);
}

static struct span load(const char *path)
{
    FILE *in = fopen(path, "rbe");
    struct stat s;
    char *at;

    if (in == NULL || fstat(fileno(in), &s) != 0) {
        return SPAN("");
    }
    at = memory_new((size_t)s.st_size + 1, 1);
    struct span all = {.at = at, .len = fread(at, 1, (size_t)s.st_size, in)};

    (void)fclose(in);
    return all;
}

static bool prepare(void *context, struct err *e)
{
    (void)context;
    return message_warm(e);
}

static void read_one(void *context, struct span request, struct buf *answer)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    struct message_source src = {
        .kind = message_guess(request), .bytes = request, .sms_from = SPAN("")};
    struct message m;

    (void)context;
    if (a == NULL) {
        return;
    }
    message_read(a, &src, &m);
    buf_addf(answer, "%x %x %zu %zu", (unsigned)m.limits, (unsigned)m.damage, m.text.len,
             m.link_count);
    arena_free(&a);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Number of readings that were lost. */
static size_t through_sandbox(const struct files *f)
{
    struct sandbox_work work = {.prepare = prepare, .run = read_one};
    double *took = memory_new(f->count, sizeof *took);
    struct sandbox *s = NULL;
    struct err e = {0};
    size_t lost = 0;
    double all = 0;

    if (!sandbox_open(&work, &s, &e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        return f->count;
    }
    for (size_t i = 0; i < f->count; i++) {
        struct span mail = load(f->paths[i]);
        struct span answer;
        double began = now_s();
        enum sandbox_outcome o = sandbox_ask(s, mail, &answer);

        took[i] = now_s() - began;
        all += took[i];
        if (o != SANDBOX_DONE) {
            struct span name = sandbox_outcome_name(o);

            (void)printf("%s: %.*s\n", f->paths[i], (int)name.len, name.at);
            lost++;
        }
        memory_free(mail.at);
    }
    sandbox_close(&s);
    qsort(took, f->count, sizeof *took, by_size);
    (void)printf("%zu messages through one child: %.0f/s, p50 %.2f ms, p99 %.2f ms, longest %.2f "
                 "ms, lost %zu\n",
                 f->count, (double)f->count / all, 1e3 * took[f->count / 2],
                 1e3 * took[f->count * 99 / 100], 1e3 * took[f->count - 1], lost);
    memory_free(took);
    return lost;
}

static void truncations(const struct files *f, size_t wanted)
{
    size_t step = f->count / wanted == 0 ? 1 : f->count / wanted;
    size_t done = 0;
    char room[200];
    struct rusage use;

    for (size_t i = 0, mails = 0; i < f->count && mails < wanted; i += step, mails++) {
        struct span mail = load(f->paths[i]);

        for (size_t len = 0; mail.len <= TRUNCATED_MAX && len < mail.len; len += STEP) {
            struct buf answer = BUF_ON(room);
            /* A copy of its own, so that a sanitizer sees what is read behind its end. */
            char *cut = memory_new(len + 1, 1);

            memcpy(cut, mail.at, len);
            read_one(NULL, (struct span){.at = cut, .len = len}, &answer);
            memory_free(cut);
            done++;
        }
        memory_free(mail.at);
    }
    (void)getrusage(RUSAGE_SELF, &use);
    (void)printf("%zu truncations read, %ld MiB resident at most\n", done, use.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    static struct files files;
    struct err e = {0};
    char *end = NULL;
    unsigned long wanted = argc > 2 ? strtoul(argv[2], &end, 10) : 200;

    if (argc < 2 || wanted == 0) {
        (void)fprintf(stderr, "usage: bench_message_read FOLDER [TRUNCATED]\n");
        return 64;
    }
    list_all(&files, argv[1]);
    if (files.count == 0) {
        (void)fprintf(stderr, "no .eml files in %s\n", argv[1]);
        return 66;
    }
    qsort(files.paths, files.count, sizeof files.paths[0], by_path);
    if (through_sandbox(&files) > 0) {
        return 1;
    }
    if (!message_warm(&e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        return 1;
    }
    truncations(&files, wanted);
    return 0;
}
