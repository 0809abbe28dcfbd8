#include "config/settings.h"

#include "cmocka_all.h"
#include "model/place.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct settings *read_good(const char *text)
{
    struct settings *s = NULL;
    struct err e = {0};

    if (!settings_read((struct span){text, strlen(text)}, "mioboe.conf", &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static void refuses(const char *text, const char *why)
{
    struct settings *untouched = (struct settings *)&untouched;
    struct settings *s = untouched;
    struct err e = {0};

    assert_false(settings_read((struct span){text, strlen(text)}, "mioboe.conf", &s, &e));
    assert_ptr_equal(s, untouched);
    assert_int_equal(e.code, ERR_CONFIG);
    assert_string_equal(e.text, why);
}

static void without_a_file_the_defaults_hold(void **state)
{
    struct settings *s = NULL;
    struct err e = {0};

    (void)state;
    assert_true(settings_load(NULL, &s, &e));
    assert_int_equal(s->language, SETTING_LANGUAGE_AUTO);
    assert_int_equal(s->policy.mode, POLICY_WATCH);
    assert_true(s->policy.model.expire_400);
    assert_true(s->policy.model.near_48);
    assert_int_equal(s->policy.quantile_min, 2000);
    assert_int_equal(s->history_days, 400);
    assert_string_equal(s->time_zone, "");
    assert_int_equal(s->network_count, 0);
    assert_int_equal(s->stated, 0);
    settings_free(&s);
    assert_null(s);
}

#ifdef POLICY_DEFAULT
static void the_policy_is_the_model_s_own_default(void **state)
{
    const struct policy expected = POLICY_DEFAULT;
    struct settings *s = read_good("");

    (void)state;
    assert_int_equal(s->policy.mode, expected.mode);
    assert_memory_equal(&s->policy.model, &expected.model, sizeof expected.model);
    assert_int_equal(s->policy.quantile_min, expected.quantile_min);
    settings_free(&s);
}
#endif

static void a_file_changes_what_it_states(void **state)
{
    struct settings *s = read_good("\xef\xbb\xbf# ours\n"
                                   "language = ja\n"
                                   "time_zone = \"Asia/Tokyo\"\n"
                                   "colour = never\n"
                                   "policy = strict\n"
                                   "two_countries = yes\n"
                                   "expire_400 = off\n"
                                   "database = /var/lib/mioboe/mioboe.db\n"
                                   "place_mmdb = \"/a \\\"b\\\" \\\\ # c\"\n"
                                   "history_days = 3650\n"
                                   "guess_wide_addresses = 65536");

    (void)state;
    assert_int_equal(s->language, SETTING_LANGUAGE_JA);
    assert_string_equal(s->time_zone, "Asia/Tokyo");
    assert_int_equal(s->colour, SETTING_COLOUR_NEVER);
    assert_int_equal(s->policy.mode, POLICY_STRICT);
    assert_true(s->policy.model.two_countries);
    assert_false(s->policy.model.expire_400);
    assert_string_equal(s->database, "/var/lib/mioboe/mioboe.db");
    assert_string_equal(s->place_mmdb, "/a \"b\" \\ # c");
    assert_int_equal(s->history_days, 3650);
    assert_int_equal(s->guess.wide_addresses, 65536);
    assert_int_equal(s->stated, 10);
    settings_free(&s);
}

static void each_block_of_a_network_carries_its_name_and_marks(void **state)
{
    struct settings *s = read_good("network \"spモード\" {\n"
                                   "    addresses = {\"203.0.113.0/24\", 2001:db8::/32,\n"
                                   "                 198.51.100.7}\n"
                                   "    trusted = true\n"
                                   "    country = JP\n"
                                   "}\n"
                                   "history_days = 10\n"
                                   "network office { addresses = 192.0.2.0/25 }\n");

    (void)state;
    assert_int_equal(s->network_count, 4);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(s->networks[i].name, "spモード");
        assert_true(s->networks[i].trusted);
        assert_int_equal(s->networks[i].country, place_country('J', 'P'));
    }
    assert_int_equal(s->networks[0].bits, 24);
    assert_int_equal(s->networks[1].bits, 32);
    assert_int_equal(s->networks[2].bits, 32);
    assert_string_equal(s->networks[3].name, "office");
    assert_false(s->networks[3].trusted);
    assert_int_equal(s->networks[3].country, 0);
    assert_int_equal(s->networks[3].bits, 25);
    assert_int_equal(s->history_days, 10);
    assert_int_equal(s->stated, 3);
    settings_free(&s);
}

static void an_error_names_file_line_what_was_expected_and_what_came(void **state)
{
    (void)state;
    refuses("\n# a comment\n\nhistory_days = forever\n",
            "mioboe.conf:4: history_days: expected a whole number of days from 1 to 3650, came "
            "\"forever\"");
    refuses("histroy_days = 5\n",
            "mioboe.conf:1: expected a setting, came \"histroy_days\"; did you mean history_days?");
    refuses("\nwhatever = 5\n", "mioboe.conf:2: expected a setting, came \"whatever\"");
    refuses("policy = watch\n\npolicy = watch\n",
            "mioboe.conf:3: policy: expected each setting once, came it again");
    refuses("policy watch\n",
            "mioboe.conf:1: policy: expected = after the key, came something else");
    refuses("policy = = watch\n", "mioboe.conf:1: expected KEY = VALUE, came \"=\"");
    refuses("policy = {watch}\n", "mioboe.conf:1: expected KEY = VALUE, came \"{\"");
    refuses("policy =", "mioboe.conf:1: expected a value or }, came the end of the file");
    refuses("}\n", "mioboe.conf:1: expected a setting, came }");
    refuses("a = \"b\n",
            "mioboe.conf:1: expected \" to end the quotation, came the end of the line");
    refuses("policy = \"${HOME}\"",
            "mioboe.conf:1: expected a value written out, as variables are not read, came \"${\"");
    refuses("include = \"/etc/passwd\"", "mioboe.conf:1: expected a setting, came \"include\"");
}

static void an_error_in_a_network_names_its_line(void **state)
{
    (void)state;
    refuses("network \"a\" {\n  addresses = {\n    192.0.2.0/24,\n    192.0.2.1/24\n  }\n}\n",
            "mioboe.conf:4: addresses: network '192.0.2.1/24' has bits set behind its length; the "
            "block would be 192.0.2.0/24");
    refuses("network \"a\" {\n addresses = {192.0.2.0/24, 192.0.2.0/24}\n}\n",
            "mioboe.conf:2: addresses: expected each block once, came \"192.0.2.0/24\" again");
    refuses("network a {\n addresses = ::/0\n}\nnetwork b {\n\n addresses = ::/0\n}\n",
            "mioboe.conf:6: addresses: expected each block once, came \"::/0\" again");
    refuses("network \"a\" {\n trusted = true\n}\n",
            "mioboe.conf:3: network: expected addresses = {...} inside, came \"a\"");
    refuses("network \"a\" {\n trusted = maybe\n}\n",
            "mioboe.conf:2: trusted: expected true or false, came \"maybe\"");
    refuses("network \"a\" {\n trusted = true\n trusted = true\n}\n",
            "mioboe.conf:3: trusted: expected each setting once, came it again");
    refuses("network a {\n addresses = ::/0\n addresses = 10.0.0.0/8\n}\n",
            "mioboe.conf:3: addresses: expected each setting once, came it again");
    refuses("network \"a\" {\n policy = watch\n}\n",
            "mioboe.conf:2: expected a setting, came \"policy\"; it belongs outside of "
            "network");
    refuses("network {\n}\n",
            "mioboe.conf:1: network: expected a name before {, came something else");
    refuses("network \"\" { addresses = ::/0 }\n",
            "mioboe.conf:1: network: expected a name of 1 to 63 bytes, came \"\"");
    refuses("network a { addresses = ::/0 }\nnetwork a { addresses = ::/1 }",
            "mioboe.conf:2: network: expected each name once, came \"a\" again");
    refuses("\nnetwork a { addresses = ::/0\n",
            "mioboe.conf:2: expected } to end what begins here, came the end of the file");
    refuses("trusted = true\n", "mioboe.conf:1: expected a setting, came \"trusted\"; it belongs "
                                "inside network");
}

static void at_most_4096_blocks_are_taken(void **state)
{
    size_t room = (size_t)NETWORKS_MAX * 24 + 64;
    char *text = malloc(room);
    struct buf b = {.at = text, .cap = room};
    struct settings *s = NULL;
    struct err e = {0};

    (void)state;
    buf_add(&b, SPAN("network a { addresses = {10.255.255.255"));
    for (unsigned i = 0; i < NETWORKS_MAX - 1; i++) {
        buf_addf(&b, ",\n10.0.%u.%u", i / 256, i % 256);
    }
    buf_add(&b, SPAN("}}"));
    assert_true(settings_read((struct span){text, b.len}, "x", &s, &e));
    assert_int_equal(s->network_count, NETWORKS_MAX);
    settings_free(&s);
    b.len -= 2;
    buf_add(&b, SPAN(", ::1}}"));
    assert_false(settings_read((struct span){text, b.len}, "x", &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_string_equal(e.text, "x:4096: addresses: expected at most 4096 blocks, came more");
    assert_null(s);
    free(text);
}

static void errors_are_the_same_under_another_locale(void **state)
{
    (void)state;
    (void)setlocale(LC_ALL, "");
    refuses("\nwhatever = 5\n", "mioboe.conf:2: expected a setting, came \"whatever\"");
    (void)setlocale(LC_ALL, "C");
}

static void load_fails(const char *path, enum err_code code, const char *why)
{
    struct settings *s = NULL;
    struct err e = {0};

    assert_false(settings_load(path, &s, &e));
    assert_null(s);
    assert_int_equal(e.code, code);
    assert_non_null(strstr(e.text, why));
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    load_fails("/nonexistent/mioboe.conf", ERR_ABSENT,
               "/nonexistent/mioboe.conf: there is no such file");
    load_fails("/tmp", ERR_CONFIG, "/tmp: expected a file, came a directory");
    load_fails("/dev/zero", ERR_CONFIG, "/dev/zero: expected a file, came a device");
    load_fails("/etc/passwd/x", ERR_SYSTEM, "Not a directory");
}

static void write_file(char *path, const char *text, size_t len)
{
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    assert_int_equal(close(fd), 0);
}

static void a_file_is_read_and_a_binary_or_too_long_one_is_refused(void **state)
{
    char good[] = "/tmp/mioboe-settings-XXXXXX";
    char binary[] = "/tmp/mioboe-settings-XXXXXX";
    char large[] = "/tmp/mioboe-settings-XXXXXX";
    struct settings *s = NULL;
    struct err e = {0};

    (void)state;
    write_file(good, "history_days = 7\n", 17);
    write_file(binary,
               "\x7f"
               "ELF\0\0",
               6);
    write_file(large, "", 0);
    assert_int_equal(truncate(large, (off_t)SETTINGS_BYTES_MAX + 1), 0);
    assert_true(settings_load(good, &s, &e));
    assert_int_equal(s->history_days, 7);
    settings_free(&s);
    load_fails(binary, ERR_CONFIG, ":1: expected a text file without control characters");
    load_fails(large, ERR_CONFIG, "expected at most 1048576 bytes, came more");
    assert_int_equal(unlink(good) | unlink(binary) | unlink(large), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_the_defaults_hold),
#ifdef POLICY_DEFAULT
        cmocka_unit_test(the_policy_is_the_model_s_own_default),
#endif
        cmocka_unit_test(a_file_changes_what_it_states),
        cmocka_unit_test(each_block_of_a_network_carries_its_name_and_marks),
        cmocka_unit_test(an_error_names_file_line_what_was_expected_and_what_came),
        cmocka_unit_test(an_error_in_a_network_names_its_line),
        cmocka_unit_test(at_most_4096_blocks_are_taken),
        cmocka_unit_test(errors_are_the_same_under_another_locale),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
        cmocka_unit_test(a_file_is_read_and_a_binary_or_too_long_one_is_refused),
    };

    return cmocka_run_group_tests_name("config/settings", tests, NULL, NULL);
}
