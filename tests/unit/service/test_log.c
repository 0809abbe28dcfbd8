#include "service/log.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What the log wrote to stderr between begin() and end(). */
static char path[] = "/tmp/mioboe-log-XXXXXX";
static int saved = -1;

static void begin(enum log_level least)
{
    struct err e;
    int fd;

    memcpy(strrchr(path, '-') + 1, "XXXXXX", 6);
    fd = mkstemp(path);
    assert_true(fd >= 0);
    saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    assert_true(dup2(fd, STDERR_FILENO) >= 0);
    (void)close(fd);
    assert_true(log_open(least, &e));
}

static size_t end(char *out, size_t cap)
{
    FILE *in;
    size_t len;

    log_close();
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    (void)close(saved);
    in = fopen(path, "re");
    assert_non_null(in);
    len = fread(out, 1, cap - 1, in);
    (void)fclose(in);
    (void)unlink(path);
    out[len] = '\0';
    return len;
}

static void a_story_is_one_line_of_json_whatever_a_peer_sent(void **state)
{
    static const char nasty[] = "a\"b\\c\nd\0e\xff\x1b[31m";
    struct log_field fields[] = {
        LOG_FIELD_TEXT("login", ((struct span){nasty, sizeof nasty - 1})),
        LOG_FIELD_NUMBER("status", -1),
        LOG_FIELD_TEXT("empty", ((struct span){"", 0})),
    };
    char text[4096];
    json_t *line;
    json_error_t e;

    (void)state;
    begin(LOG_LEVEL_INFO);
    log_story(LOG_LEVEL_INFO, LOG_EVENT_JUDGED, "sign-in \"refused\"", fields, COUNT(fields));
    assert_true(end(text, sizeof text) > 0);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    line = json_loads(text, JSON_REJECT_DUPLICATES, &e);
    assert_non_null(line);
    assert_string_equal(json_string_value(json_object_get(line, "event")), "signin.judged");
    assert_int_equal(json_string_length(json_object_get(line, "event_id")), 32);
    assert_string_equal(json_string_value(json_object_get(line, "level")), "info");
    assert_string_equal(json_string_value(json_object_get(line, "message")), "sign-in \"refused\"");
    assert_string_equal(json_string_value(json_object_get(line, "login")),
                        "a\\x22b\\x5Cc\\x0Ad\\x00e\\xFF\\x1B[31m");
    assert_string_equal(json_string_value(json_object_get(line, "empty")), "");
    assert_int_equal(json_integer_value(json_object_get(line, "status")), -1);
    json_decref(line);
}

static void long_bytes_of_a_peer_are_cut(void **state)
{
    static char longer[5000];
    struct log_field field = LOG_FIELD_TEXT("login", ((struct span){longer, sizeof longer}));
    char text[4096];

    (void)state;
    memset(longer, 'x', sizeof longer);
    begin(LOG_LEVEL_INFO);
    log_story(LOG_LEVEL_INFO, LOG_EVENT_JUDGED, "refused", &field, 1);
    assert_true(end(text, sizeof text) < 512);
    assert_non_null(strstr(text, "xxx...\""));
}

static void what_is_below_the_level_is_not_written(void **state)
{
    char text[4096];

    (void)state;
    begin(LOG_LEVEL_WARNING);
    assert_false(log_wants(LOG_LEVEL_INFO));
    log_story(LOG_LEVEL_INFO, LOG_EVENT_JUDGED, "below", NULL, 0);
    log_story(LOG_LEVEL_WARNING, LOG_EVENT_OUTAGE, "at", NULL, 0);
    log_level_set(LOG_LEVEL_DEBUG);
    log_story(LOG_LEVEL_DEBUG, LOG_EVENT_ALLOWED, "after", NULL, 0);
    (void)end(text, sizeof text);
    assert_null(strstr(text, "below"));
    assert_non_null(strstr(text, "\"at\""));
    assert_non_null(strstr(text, "\"after\""));
}

static void nothing_is_lost_or_torn_between_two_threads_of_a_full_ring(void **state)
{
    static char text[1 << 20];
    uint64_t dropped;
    size_t lines = 0;

    (void)state;
    begin(LOG_LEVEL_INFO);
    dropped = log_dropped();
    for (int i = 0; i < 5000; i++) {
        log_story(LOG_LEVEL_INFO, LOG_EVENT_JUDGED, "again", NULL, 0);
    }
    dropped = log_dropped() - dropped;
    (void)end(text, sizeof text);
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    assert_int_equal(lines + dropped, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_is_one_line_of_json_whatever_a_peer_sent),
        cmocka_unit_test(long_bytes_of_a_peer_are_cut),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
        cmocka_unit_test(nothing_is_lost_or_torn_between_two_threads_of_a_full_ring),
    };

    return cmocka_run_group_tests_name("service/log", tests, NULL, NULL);
}
