/* How well prints tell campaigns apart, and what they cost: bench_fakes FILE... prints a line of tabs for
 * each pair of messages that have something in common, then one line of JSON. docs/fakes.md. */
#include "base/memory.h"
#include "message/checker.h"
#include "message/fake.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BYTES_MAX ((size_t)16 << 20)
#define SHOWN_FROM 20 /* percent */

struct kept {
    const char *path;
    struct fake_reading fake;
};

static int64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
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

/* The first domain both link to; "" for none. */
static const char *shared_link(const struct fake_reading *a, const struct fake_reading *b)
{
    for (size_t i = 0; i < a->link_count; i++) {
        for (size_t j = 0; j < b->link_count; j++) {
            if (strcmp(a->links[i].text, b->links[j].text) == 0) {
                return a->links[i].text;
            }
        }
    }
    return "";
}

static void compare(const struct kept *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            unsigned alike = fake_alike(&at[i].fake.print, &at[j].fake.print);
            const char *link = shared_link(&at[i].fake, &at[j].fake);

            if (alike >= SHOWN_FROM || link[0] != '\0') {
                (void)printf("%u\t%s\t%s\t%s\t%s\t%s\n", alike, link, at[i].fake.brand,
                             at[j].fake.brand, at[i].path, at[j].path);
            }
        }
    }
}

int main(int argc, char *argv[])
{
    struct checker_settings settings = {.without_sandbox = true};
    struct observation *o = memory_new(1, sizeof *o);
    struct kept *at = memory_new((size_t)argc, sizeof *at);
    char *bytes = memory_new(BYTES_MAX, 1);
    struct checker *checker = NULL;
    struct err e = {0};
    size_t count = 0;
    int64_t began;
    int64_t took;

    if (!checker_open(&settings, &checker, &e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        struct record_question q = {.fake = NULL};
        struct message_source src = {.bytes = {.at = bytes, .len = load(argv[i], bytes)}};

        src.kind = message_guess(src.bytes);
        checker_observe(checker, &src, o, &q);
        if (q.fake != NULL) {
            at[count] = (struct kept){.path = argv[i], .fake = *q.fake};
            at[count].fake.subject = at[count].fake.text = SPAN("");
            count++;
        }
    }
    began = now_ns();
    compare(at, count);
    took = now_ns() - began;
    (void)printf("{\"messages\":%zu,\"pairs_ns\":%" PRId64 "}\n", count,
                 took / (int64_t)(count < 2 ? 1 : count * (count - 1) / 2));
    checker_close(&checker);
    memory_free(bytes);
    memory_free(at);
    memory_free(o);
    return 0;
}
