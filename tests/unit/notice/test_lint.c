#include "notice/lint.h"

#include "voice_sample.h"

#include "cmocka_all.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TOLD_MAX 1024

static char first[TOLD_MAX];

static void keep_first(void *ctx, const char *sentence)
{
    size_t *count = ctx;

    if ((*count)++ == 0) {
        (void)snprintf(first, sizeof first, "%s", sentence);
    }
}

/* Looks at `text` as the template `name`: the first mistake told, or "". */
static const char *look(const char *name, const char *text)
{
    const struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct template_set *set = NULL;
    struct err e = {0};
    size_t count = 0;
    size_t told;

    first[0] = '\0';
    assert_true(notice_voice_open(&setup, &v, &e));
    assert_true(template_set_with(name, (struct span){text, strlen(text)}, &set, &e));
    template_set_free(&v->templates);
    v->templates = set;
    told = lint_all(v, keep_first, &count);
    assert_int_equal(told, count);
    assert_int_equal(count > 0, !lint_overrides(v, &e));
    assert_true(count == 0 || e.code == ERR_CONFIG);
    notice_voice_free(&v);
    return first;
}

static void refused(const char *name, const char *text, const char *told)
{
    const char *came = look(name, text);

    if (strstr(came, told) == NULL) {
        fail_msg("expected \"%s\", came \"%s\"", told, came);
    }
}

/* A whole SMS, and what stands behind it. */
#define SMS                                                                                        \
    "{{service_name}} {{title}} {{name}} {{account}} {{member_id}} {{time}} {{service_short}} "    \
    "{{client_short}} {{place_short}} {{reasons_short}} {{benign_short}} {{if_you_short}} "        \
    "{{if_not_short}} {{reference}} {{check_host}} "

static void the_built_in_templates_are_in_order(void **state)
{
    const struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct err e = {0};
    size_t count = 0;

    (void)state;
    first[0] = '\0';
    assert_true(notice_voice_open(&setup, &v, &e));
    assert_int_equal(lint_all(v, keep_first, &count), 0);
    assert_string_equal(first, "");
    notice_voice_free(&v);
}

static void a_complete_override_is_in_order(void **state)
{
    (void)state;
    assert_string_equal(look("signin.sms.ja", SMS), "");
}

static void each_dropped_field_is_told(void **state)
{
    static const char *const names[] = {
        "service_name", "title",         "name",         "account",     "member_id",
        "time",         "service_short", "client_short", "place_short", "reasons_short",
        "benign_short", "if_you_short",  "if_not_short", "reference",   "check_host"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char text[] = SMS;
        char hole[40];
        char told[60];
        char *at;

        (void)snprintf(hole, sizeof hole, "{{%s}}", names[i]);
        at = strstr(text, hole);
        assert_non_null(at);
        memset(at, ' ', strlen(hole));
        (void)snprintf(told, sizeof told, "%s}}, came", names[i]);
        refused("signin.sms.ja", text, "built-in signin.sms.ja:1:1: expected {{");
        if (strstr(names[i], "_short") != NULL || strcmp(names[i], "reference") == 0) {
            continue; /* another name may stand for it, and is told first */
        }
        refused("signin.sms.ja", text, hole);
    }
}

static void a_field_behind_a_condition_that_is_never_true_is_dropped(void **state)
{
    (void)state;
    refused(
        "test.sms.en",
        "{{service_name}} {{title}} {{name}} {{account}} {{member_id}} {{#many}}{{time}}{{/many}} "
        "{{outcome}} {{if_you}} {{reference}} {{check_host}}",
        "expected {{time}}");
}

static void a_partial_is_told_of_itself(void **state)
{
    (void)state;
    refused("foot.text.en", "nothing", "built-in foot.text.en:1:1: expected");
}

static void links_lead_to_published_hosts_by_https(void **state)
{
    (void)state;
    refused("signin.sms.ja", SMS "http://www.example.jp/", ":1:");
    refused("signin.sms.ja", SMS "https://evil.example/", "expected a host of notice_hosts");
    refused("signin.sms.ja", SMS "\n\nsee evil.example now", ":3:5: expected a host");
    refused("signin.sms.ja", SMS "mailto:a", "https://");
    refused("signin.html.ja", "<a href=\"https://evil.example/\">x</a>",
            ":1:10: expected {{security_page}}");
    refused("signin.html.ja", "<a href=\"{{name}}\">x</a>", ":1:10: expected {{security_page}}");
    assert_string_equal(look("signin.sms.ja", SMS "www.example.jp"), "");
}

static void html_is_that_of_a_letter(void **state)
{
    (void)state;
    refused("signin.html.ja", "<p>{{{name}}}</p>", ":1:4: expected {{name}}");
    refused("signin.html.ja", "<p>{{&name}}</p>", ":1:4: expected {{name}}");
    refused("signin.html.ja", "<script>x</script>", ":1:1: expected an element");
    refused("signin.html.ja", "<img>", ":1:1: expected an element");
    refused("signin.html.ja", "<p onclick=\"x\">", ":1:4: expected an attribute");
    refused("signin.html.ja", "<p class=x>", ":1:4: expected an attribute's value");
    refused("signin.html.ja", "<p {{name}}>", ":1:4: expected no {{...}}");
    refused("signin.html.ja", "<style>p{color:{{name}}}</style>", ":1:16: expected style");
    refused("signin.html.ja", "<style>p{background:url(x)}</style>", ":1:21: expected style");
    refused("signin.html.ja", "{{=<% %>=}}", ":1:1: expected {{ and }}");
}

static void words_are_calm(void **state)
{
    (void)state;
    refused("signin.sms.ja", "至急\n" SMS, "built-in signin.sms.ja:1:1: expected calm words, came");
    refused("signin.sms.en", SMS "URGENT", "expected calm words");
    refused("signin.html.en", "<p class=\"urgent\">x</p><p>Act now</p>", ":1:27: expected calm");
}

static void a_short_message_stays_short(void **state)
{
    (void)state;
    refused(
        "signin.sms.ja",
        SMS
        "ああああああああああああああああああああああああああああああああああああああああああああ"
        "ああああああああああああああああああああああああああああああああああああああああああああ"
        "ああああああああああああああああああああああああああああああああああああああああああああ",
        "expected at most 4 short messages, came \"5");
}

static void a_folder_is_read_when_the_voice_is_opened(void **state)
{
    struct notice_setup setup = voice_sample_setup();
    char folder[] = "/tmp/mioboe-lint-XXXXXX";
    struct notice_voice *v = NULL;
    struct err e = {0};
    char path[96];
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    setup.templates = folder;
    assert_true(notice_voice_open(&setup, &v, &e));
    notice_voice_free(&v);
    (void)snprintf(path, sizeof path, "%s/signin.sms.ja.mustache", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("line\n  {{#name}}x", file);
    assert_int_equal(fclose(file), 0);
    assert_false(notice_voice_open(&setup, &v, &e));
    assert_null(v);
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "/signin.sms.ja.mustache:2:"));
    assert_int_equal(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%s/signin.smss.ja.mustache", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_false(notice_voice_open(&setup, &v, &e));
    assert_non_null(strstr(e.text, "came \"signin.smss.ja.mustache\""));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_false(notice_voice_open(&setup, &v, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
}

static void only_published_hosts_by_https_are_published(void **state)
{
    (void)state;
    assert_true(lint_is_published(SPAN("https://example.jp"), "example.jp"));
    assert_true(lint_is_published(SPAN("https://www.example.jp/a?b"), "x.jp example.jp"));
    assert_true(lint_is_published(SPAN("https://WWW.EXAMPLE.JP/"), "example.jp"));
    assert_false(lint_is_published(SPAN("http://example.jp"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://notexample.jp"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://example.jp.evil.example/"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://example.jp@evil.example/"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://example.jp:8443/"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://evil.example/?example.jp"), "example.jp"));
    assert_false(lint_is_published(SPAN("https://example.jp"), ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_templates_are_in_order),
        cmocka_unit_test(a_complete_override_is_in_order),
        cmocka_unit_test(each_dropped_field_is_told),
        cmocka_unit_test(a_field_behind_a_condition_that_is_never_true_is_dropped),
        cmocka_unit_test(a_partial_is_told_of_itself),
        cmocka_unit_test(links_lead_to_published_hosts_by_https),
        cmocka_unit_test(html_is_that_of_a_letter),
        cmocka_unit_test(words_are_calm),
        cmocka_unit_test(a_short_message_stays_short),
        cmocka_unit_test(a_folder_is_read_when_the_voice_is_opened),
        cmocka_unit_test(only_published_hosts_by_https_are_published),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
