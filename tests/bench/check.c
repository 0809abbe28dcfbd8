/* Times the checker on files of mail: bench_check FILE... prints one line of JSON. */
#include "base/memory.h"
#include "message/checker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define ROUNDS 3
#define BYTES_MAX ((size_t)16 << 20)

static int64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static size_t load(const char *path, char *bytes)
{
    FILE *f = fopen(path, "rbe");
    size_t len = 0;

    if (f != NULL) {
        len = fread(bytes, 1, BYTES_MAX, f);
        (void)fclose(f);
    }
    return len;
}

/* Processor time of this process and of the children that ended, seconds. */
static double processor_s(void)
{
    struct timespec t;
    struct rusage children;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    (void)getrusage(RUSAGE_CHILDREN, &children);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9 + (double)children.ru_utime.tv_sec +
           (double)children.ru_stime.tv_sec +
           (double)(children.ru_utime.tv_usec + children.ru_stime.tv_usec) / 1e6;
}

static int64_t resident_kib(int who)
{
    struct rusage use;

    return getrusage(who, &use) == 0 ? use.ru_maxrss : 0;
}

int main(int argc, char *argv[])
{
    const struct checker_settings settings = {0};
    struct checker *checker = NULL;
    struct observation *observation = memory_new(1, sizeof *observation);
    struct verdict *verdict = memory_new(1, sizeof *verdict);
    char *bytes = memory_new(BYTES_MAX, 1);
    size_t files = (size_t)(argc - 1);
    int64_t *times = memory_new(files * ROUNDS + 1, sizeof *times);
    int64_t all = 0;
    size_t count = 0;
    size_t median;
    size_t last;
    struct err e = {0};

    if (argc < 2 || !checker_open(&settings, &checker, &e)) {
        (void)fprintf(stderr, "bench_check FILE...: %s\n", e.text);
        return 1;
    }
    for (size_t i = 0; i < files * ROUNDS; i++) {
        struct message_source src = {.kind = MESSAGE_MAIL};
        int64_t begin;

        src.bytes = (struct span){.at = bytes, .len = load(argv[1 + i % files], bytes)};
        begin = now_ns();
        checker_observe(checker, &src, observation, NULL);
        checker_judge(checker, observation, verdict);
        times[count] = now_ns() - begin;
        all += times[count++];
    }
    median = count / 2;
    last = count * 99 / 100;
    qsort(times, count, sizeof *times, by_size);
    checker_close(&checker);
    (void)printf(
        "{\"messages\":%zu,\"per_second\":%.0f,\"per_processor_second\":%.0f,\"p50_ms\":%.3f,\"p99_"
        "ms\":%.3f,"
        "\"max_ms\":%.3f,\"resident_kib\":%" PRId64 ",\"child_resident_kib\":%" PRId64 "}\n",
        count, (double)count * 1e9 / (double)all, (double)count / processor_s(),
        (double)times[median] / 1e6, (double)times[last] / 1e6, (double)times[count - 1] / 1e6,
        resident_kib(RUSAGE_SELF), resident_kib(RUSAGE_CHILDREN));
    memory_free(times);
    memory_free(bytes);
    memory_free(verdict);
    memory_free(observation);
    return 0;
}
