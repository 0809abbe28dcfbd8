#include "config/setting.h"

#include "cmocka_all.h"

#include <stdlib.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* What a print function prints; free() gives it back. */
static char *printed(void (*print)(FILE *to, bool ja), bool ja)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&bytes, &len);

    assert_non_null(to);
    print(to, ja);
    assert_int_equal(fclose(to), 0);
    return bytes;
}

static void every_row_is_complete_and_its_default_is_taken(void **state)
{
    static struct settings s;
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];

        assert_true(strlen(row->en) > 20);
        assert_true(strlen(row->ja) > 20);
        assert_true(row->type != SETTING_NUMBER || (row->lo < row->hi && row->unit != NULL));
        assert_true(i == 0 || row->group >= row[-1].group);
        if (row->group != SETTING_NETWORK && !setting_apply(row, span_of(row->fallback), &s, &e)) {
            fail_msg("%s", e.text);
        }
    }
}

static void keys_are_unique_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < setting_count; i++) {
        char bytes[64];
        struct buf key = BUF_ON(bytes);

        buf_addf(&key, "%s%s", setting_table[i].group == SETTING_NETWORK ? "network." : "",
                 setting_table[i].key);
        assert_ptr_equal(setting_find((struct span){bytes, key.len}), &setting_table[i]);
    }
    assert_null(setting_find(SPAN("trusted")));
    assert_null(setting_find(SPAN("network.policy")));
    assert_null(setting_find(SPAN("network.")));
    assert_null(setting_find(SPAN("")));
}

static void a_mistyped_key_finds_the_one_meant(void **state)
{
    static const struct {
        const char *typed;
        const char *meant;
    } cases[] = {
        {"histroy_days", "history_days"},
        {"color", "colour"},
        {"Policy", "policy"},
        {"timezone", "time_zone"},
        {"networks", "network"},
        {"trust", "trusted"},
        {"history-days", "history_days"},
        {"", NULL},
        {"xyz", NULL},
        {"frobnicate_everything", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *nearest = setting_nearest(span_of(cases[i].typed));

        if (cases[i].meant == NULL) {
            assert_null(nearest);
        } else {
            assert_non_null(nearest);
            assert_string_equal(nearest, cases[i].meant);
        }
    }
}

static void a_value_outside_its_bounds_is_refused_and_changes_nothing(void **state)
{
    static const struct {
        const char *key;
        const char *value;
        const char *why;
    } cases[] = {
        {"history_days", "forever",
         "history_days: expected a whole number of days from 1 to 3650, came \"forever\""},
        {"history_days", "0",
         "history_days: expected a whole number of days from 1 to 3650, came \"0\""},
        {"history_days", "3651",
         "history_days: expected a whole number of days from 1 to 3650, came \"3651\""},
        {"history_days", "-1",
         "history_days: expected a whole number of days from 1 to 3650, came \"-1\""},
        {"policy", "Strict", "policy: expected watch or strict, came \"Strict\""},
        {"language", "fr", "language: expected auto, en or ja, came \"fr\""},
        {"near_48", "1", "near_48: expected true or false, came \"1\""},
        {"database", "x.db",
         "database: expected a path that begins with /, shorter than 512 bytes, or nothing, came "
         "\"x.db\""},
        {"time_zone", "Asia/Tokio",
         "time_zone: expected a time zone such as Asia/Tokyo or +09:00, or nothing, came "
         "\"Asia/Tokio\""},
        {"time_zone", "+09:60",
         "time_zone: expected a time zone such as Asia/Tokyo or +09:00, or nothing, came "
         "\"+09:60\""},
        {"service_home", "http://example.jp/",
         "service_home: expected an address such as https://www.example.jp/security, or nothing, "
         "came \"http://example.jp/\""},
        {"service_home", "https://example.jp/<b>",
         "service_home: expected an address such as https://www.example.jp/security, or nothing, "
         "came \"https://example.jp/<b>\""},
        {"public_listen", "localhost:80",
         "public_listen: expected addresses with ports such as 127.0.0.1:8084 [::1]:8084, or "
         "nothing, came \"localhost:80\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        static struct settings before;
        static struct settings s;
        struct err e = {0};

        memset(&s, 0x5a, sizeof s);
        before = s;
        assert_false(
            setting_apply(setting_find(span_of(cases[i].key)), span_of(cases[i].value), &s, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_string_equal(e.text, cases[i].why);
        assert_memory_equal(&s, &before, sizeof s);
    }
}

static void zones_are_names_or_offsets(void **state)
{
    static const char *const good[] = {"", "UTC", "Asia/Tokyo", "Etc/GMT+9", "+09:00", "-0330"};
    static const char *const bad[] = {"JST-9JST",         "+9",     "09:00",
                                      "+0900x",           "Asia/",  "/etc/passwd",
                                      "../../etc/passwd", "+15:00", "時刻"};
    const struct setting *row = setting_find(SPAN("time_zone"));
    static struct settings s;
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(setting_apply(row, span_of(good[i]), &s, &e));
        assert_string_equal(s.time_zone, good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(setting_apply(row, span_of(bad[i]), &s, &e));
    }
}

static void a_text_of_511_bytes_fits_and_one_more_does_not(void **state)
{
    const struct setting *row = setting_find(SPAN("database"));
    char path[SETTINGS_TEXT_MAX];
    static struct settings s;
    struct err e = {0};

    (void)state;
    memset(path, '/', sizeof path);
    assert_true(setting_apply(row, (struct span){path, SETTINGS_TEXT_MAX - 1}, &s, &e));
    assert_int_equal(strlen(s.database), SETTINGS_TEXT_MAX - 1);
    assert_false(setting_apply(row, (struct span){path, SETTINGS_TEXT_MAX}, &s, &e));
    assert_int_equal(strlen(s.database), SETTINGS_TEXT_MAX - 1);
}

static void the_example_is_a_file_of_defaults(void **state)
{
    (void)state;
    for (int ja = 0; ja < 2; ja++) {
        char *text = printed(setting_print_example, ja == 1);
        struct settings *from_file = NULL;
        struct settings *defaults = NULL;
        struct err e = {0};

        if (!settings_read(span_of(text), "example", &from_file, &e)) {
            fail_msg("%s", e.text);
        }
        assert_true(settings_load(NULL, &defaults, &e));
        assert_int_equal(defaults->stated, 0);
        defaults->stated = from_file->stated;
        assert_memory_equal(from_file, defaults, sizeof *defaults);
        for (size_t i = 0; i < setting_count; i++) {
            assert_non_null(strstr(text, setting_table[i].key));
        }
        settings_free(&from_file);
        settings_free(&defaults);
        free(text);
    }
}

static void the_network_of_the_example_is_accepted_without_its_comment_marks(void **state)
{
    char *text = printed(setting_print_example, false);
    char *at = strstr(text, "#network \"sp mode\"");
    struct settings *s = NULL;
    struct err e = {0};

    (void)state;
    assert_non_null(at);
    for (char *c = at; (c = strchr(c, '#')) != NULL;) {
        *c = ' ';
    }
    if (!settings_read(span_of(at), "example", &s, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(s->network_count, 2);
    settings_free(&s);
    free(text);
}

static void lines_of_the_example_fit_a_terminal(void **state)
{
    char *text = printed(setting_print_example, false);
    struct span rest = span_of(text);
    struct span line;

    (void)state;
    while (span_cut(&rest, '\n', &line)) {
        assert_true(line.len <= 79);
    }
    assert_null(strstr(text, "asign-in"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete_and_its_default_is_taken),
        cmocka_unit_test(keys_are_unique_and_found),
        cmocka_unit_test(a_mistyped_key_finds_the_one_meant),
        cmocka_unit_test(a_value_outside_its_bounds_is_refused_and_changes_nothing),
        cmocka_unit_test(zones_are_names_or_offsets),
        cmocka_unit_test(a_text_of_511_bytes_fits_and_one_more_does_not),
        cmocka_unit_test(the_example_is_a_file_of_defaults),
        cmocka_unit_test(the_network_of_the_example_is_accepted_without_its_comment_marks),
        cmocka_unit_test(lines_of_the_example_fit_a_terminal),
    };

    return cmocka_run_group_tests_name("config/setting", tests, NULL, NULL);
}
