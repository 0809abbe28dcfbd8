/* Every line of the captured logs, against tests/data/maillog/<name>.want. After a new capture:
 * test_wire_maillog_fixtures <name> > tests/data/maillog/<name>.want, and read what changed. */
#include "wire/maillog.h"

#include "base/lines.h"
#include "maillog_text.h"

#include <stdio.h>
#include <stdlib.h>

static struct lines *must_open(const char *name, const char *kind)
{
    struct lines *l = NULL;
    struct err e = {0};
    char path[512];

    (void)snprintf(path, sizeof path, "%s/maillog/%s.%s", TEST_DATA, name, kind);
    if (!lines_open(path, false, &l, &e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        abort();
    }
    return l;
}

/* The next line of the log as text; false at its end. */
static bool next(struct lines *log, struct maillog *m, char *text, size_t cap)
{
    struct maillog_line parsed = {0};
    struct buf b = {.at = text, .cap = cap - 1};
    struct span line;
    struct span out;
    struct err e = {0};

    if (lines_next(log, &line, &e) != LINES_LINE) {
        return false;
    }
    maillog_parse(m, line, &parsed);
    maillog_text(&b, &parsed);
    assert_true(buf_span(&b, &out, &e));
    text[out.len] = '\0';
    return true;
}

static void compare(void **state)
{
    const char *name = *state;
    struct lines *log = must_open(name, "log");
    struct lines *want = must_open(name, "want");
    struct maillog *m = maillog_for_test("UTC");
    char text[2048];
    int number = 0;

    while (next(log, m, text, sizeof text)) {
        struct span line;
        struct err e = {0};

        number++;
        if (lines_next(want, &line, &e) != LINES_LINE ||
            !span_eq(line, (struct span){.at = text, .len = strlen(text)})) {
            fail_msg("%s.log:%d: got  %s\n        want %.*s", name, number, text, (int)line.len,
                     line.at);
        }
    }
    assert_true(number > 3);
    maillog_free(&m);
    lines_free(&log);
    lines_free(&want);
}

static int print(const char *name)
{
    struct lines *log = must_open(name, "log");
    struct maillog *m = maillog_for_test("UTC");
    char text[2048];

    while (next(log, m, text, sizeof text)) {
        (void)puts(text);
    }
    maillog_free(&m);
    lines_free(&log);
    return 0;
}

#define FIXTURE(log)                                                                               \
    {                                                                                              \
        .name = (log), .test_func = compare, .initial_state = (void *)(uintptr_t)(log)             \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        FIXTURE("dovecot-2.3"),
        FIXTURE("dovecot-2.3-rfc3339"),
        FIXTURE("dovecot-2.3-rfc5424"),
        FIXTURE("dovecot-2.3-own"),
        FIXTURE("dovecot-2.3-json"),
        FIXTURE("dovecot-2.3-short-iso"),
        FIXTURE("dovecot-2.3-short-iso-precise"),
        FIXTURE("dovecot-2.4"),
        FIXTURE("postfix"),
        FIXTURE("postfix-rfc3339"),
        FIXTURE("cyrus"),
        FIXTURE("exim"),
        FIXTURE("exim-syslog"),
    };

    if (argc == 2) {
        return print(argv[1]);
    }
    return cmocka_run_group_tests_name("wire/maillog_fixtures", tests, NULL, NULL);
}
