#include "apps/report_json.h"

#include "cmocka_all.h"
#include "report_sample.h"

#include <jansson.h>
#include <locale.h>
#include <stdlib.h>

static struct sample sample;

static int fill(void **state)
{
    (void)state;
    sample_fill(&sample, LANG_EN, 21);
    return 0;
}

/* What was printed; the caller frees it. */
struct printed {
    char *text;
    size_t len;
    FILE *to;
};

static void start(struct printed *p)
{
    *p = (struct printed){0};
    p->to = open_memstream(&p->text, &p->len);
    assert_non_null(p->to);
}

/* One line that is one object, no name twice. */
static json_t *finish(struct printed *p)
{
    json_error_t e;
    json_t *root;

    assert_int_equal(fclose(p->to), 0);
    assert_true(p->len > 0 && p->text[p->len - 1] == '\n');
    assert_ptr_equal(memchr(p->text, '\n', p->len), p->text + p->len - 1);
    for (size_t i = 0; i < p->len - 1; i++) {
        assert_true((unsigned char)p->text[i] >= ' ' && p->text[i] != 0x7f);
    }
    root = json_loads(p->text, JSON_REJECT_DUPLICATES, &e);
    if (root == NULL) {
        fail_msg("%s: %s", e.text, p->text);
    }
    free(p->text);
    return root;
}

static json_t *signin(size_t i)
{
    struct printed p;

    start(&p);
    report_json_signin(p.to, &sample.signins[i]);
    return finish(&p);
}

static json_t *source(size_t i)
{
    struct printed p;

    start(&p);
    report_json_source(p.to, &sample.sources[i]);
    return finish(&p);
}

static json_t *account(size_t i)
{
    struct printed p;

    start(&p);
    report_json_account(p.to, &sample.accounts[i]);
    return finish(&p);
}

static json_t *account_summary(size_t i)
{
    struct printed p;

    start(&p);
    report_json_account_summary(p.to, &sample.summaries[i]);
    return finish(&p);
}

static json_t *summary(const struct scan_summary *s)
{
    struct printed p;

    start(&p);
    report_json_summary(p.to, s);
    return finish(&p);
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    assert_non_null(value);
    return value;
}

static long long number(const json_t *object, const char *name)
{
    assert_true(json_is_integer(json_object_get(object, name)));
    return json_integer_value(json_object_get(object, name));
}

static void check_null(const json_t *object, const char *name)
{
    assert_true(json_is_null(json_object_get(object, name)));
}

/* Exactly these members, in this order: "a b c". */
static void check_names(json_t *object, const char *names)
{
    char got[512];
    struct buf out = BUF_ON(got);
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        buf_addf(&out, "%s%s", out.len > 0 ? " " : "", name);
    }
    buf_add(&out, (struct span){.at = "", .len = 1});
    assert_false(out.full);
    assert_string_equal(got, names);
}

#define PLACE "country asn provider network flags"

static void a_signin_tells_what_where_why_and_what_was_decided(void **state)
{
    json_t *root = signin(0);
    json_t *reasons = json_object_get(root, "reasons");

    (void)state;
    check_names(root, "type at account service remote place client outcome score decision strict "
                      "count last reasons usual");
    assert_string_equal(text(root, "type"), "signin");
    assert_string_equal(text(root, "at"), "2026-11-20T18:05:09Z");
    assert_string_equal(text(root, "account"), "hanako@example.jp");
    assert_string_equal(text(root, "service"), "imap");
    assert_string_equal(text(root, "remote"), "192.0.2.7");
    assert_string_equal(text(root, "outcome"), "success");
    assert_string_equal(text(root, "decision"), "notice");
    assert_string_equal(text(root, "strict"), "refuse");
    assert_string_equal(text(root, "last"), "2026-11-20T20:05:09Z");
    assert_int_equal(number(root, "count"), 12);
    assert_true(json_real_value(json_object_get(root, "score")) > 5.295 &&
                json_real_value(json_object_get(root, "score")) < 5.305);
    check_null(root, "client");
    check_names(json_object_get(root, "place"), PLACE);
    assert_string_equal(text(json_object_get(root, "place"), "country"), "US");
    assert_int_equal(number(json_object_get(root, "place"), "asn"), 64500);
    assert_string_equal(text(json_object_get(root, "place"), "network"), "public");
    assert_string_equal(text(json_object_get(root, "usual"), "country"), "JP");
    assert_int_equal(json_array_size(reasons), 4);
    check_names(json_array_get(reasons, 0), "code counted term value ja en");
    assert_string_equal(text(json_array_get(reasons, 0), "code"), "new_country");
    assert_true(json_is_true(json_object_get(json_array_get(reasons, 0), "counted")));
    assert_true(json_is_false(json_object_get(json_array_get(reasons, 1), "counted")));
    assert_int_equal(number(json_array_get(reasons, 3), "value"), 135);
    json_decref(root);
}

static void what_is_not_known_is_null(void **state)
{
    json_t *first = signin(1);
    json_t *lone = source(2);
    json_t *place = json_object_get(lone, "place");

    (void)state;
    check_null(first, "score");
    check_null(first, "usual");
    check_null(json_object_get(first, "place"), "provider");
    assert_string_equal(json_string_value(json_array_get(
                            json_object_get(json_object_get(first, "place"), "flags"), 0)),
                        "anonymiser");
    check_null(place, "country");
    check_null(place, "asn");
    check_null(place, "provider");
    assert_string_equal(text(place, "network"), "unknown");
    json_decref(first);
    json_decref(lone);
}

static void a_client_that_can_be_believed_is_told(void **state)
{
    json_t *root;
    json_t *client;

    (void)state;
    sample.signins[0].client =
        (struct client){.family = 0xabc, .version = 0x12345678, .trust = CLIENT_BOUND};
    root = signin(0);
    client = json_object_get(root, "client");
    check_names(client, "trust family version");
    assert_string_equal(text(client, "trust"), "bound");
    assert_string_equal(text(client, "family"), "00000abc");
    assert_string_equal(text(client, "version"), "12345678");
    json_decref(root);
}

static void hostile_names_come_back_as_they_were_typed_but_for_bytes_that_are_no_utf8(void **state)
{
    json_t *root = signin(2);
    struct printed p;

    (void)state;
    assert_string_equal(text(root, "account"), "<script>alert(1)</script>\033[2J\"'&\xef\xbf\xbd"
                                               "\xe2\x80\xae@example.org");
    assert_string_equal(text(json_object_get(root, "place"), "provider"), HOSTILE_PROVIDER);
    json_decref(root);
    start(&p);
    report_json_signin(p.to, &sample.signins[2]);
    assert_int_equal(fclose(p.to), 0);
    assert_null(strstr(p.text, "\xe2\x80\xae")); /* escaped: safe to look at in a terminal */
    assert_null(strstr(p.text, "\xc2\x9b"));
    assert_non_null(strstr(p.text, "\\u202e"));
    free(p.text);
}

static void a_character_beyond_the_first_plane_is_escaped_as_a_pair(void **state)
{
    json_t *root;

    (void)state;
    sample.signins[0].account = SPAN("a\xf3\xa0\x81\x81\xf0\x9f\x98\x80");
    root = signin(0);
    assert_string_equal(text(root, "account"), "a\xf3\xa0\x81\x81\xf0\x9f\x98\x80");
    json_decref(root);
}

static void a_source_tells_its_prefix_and_its_counts(void **state)
{
    const char *const widths[] = {"v4_24", "v6_64", "address"};
    const char *const prefixes[] = {"203.0.113.0/24", "2001:db8:bad::/64", "198.51.100.23"};

    (void)state;
    for (size_t i = 0; i < SAMPLE_SOURCES; i++) {
        json_t *root = source(i);

        check_names(root, "type prefix width place failures accounts accounts_estimated addresses "
                          "successes first last ja en");
        assert_string_equal(text(root, "type"), "source");
        assert_string_equal(text(root, "width"), widths[i]);
        assert_string_equal(text(root, "prefix"), prefixes[i]);
        json_decref(root);
    }
}

static void an_account_in_trouble_tells_which(void **state)
{
    json_t *found = account(0);
    json_t *attacked = account(1);

    (void)state;
    check_names(found, "type finding account failures sources first last at remote place service "
                       "ja en");
    check_names(attacked, "type finding account failures sources first last at remote place "
                          "service ja en");
    assert_string_equal(text(found, "finding"), "password_found");
    assert_string_equal(text(found, "remote"), "2001:db8:77:1::25");
    assert_string_equal(text(found, "service"), "submission");
    assert_string_equal(text(attacked, "finding"), "under_attack");
    check_null(attacked, "at");
    check_null(attacked, "remote");
    check_null(attacked, "place");
    check_null(attacked, "service");
    json_decref(found);
    json_decref(attacked);
}

static void an_account_summary_tells_the_usual_places(void **state)
{
    json_t *root = account_summary(0);
    json_t *none = account_summary(2);
    json_t *usual = json_object_get(root, "usual");

    (void)state;
    check_names(root, "type account signins failures first last usual");
    assert_int_equal(json_array_size(usual), 3);
    check_names(json_array_get(usual, 0), "place days");
    assert_int_equal(number(json_array_get(usual, 0), "days"), 290);
    check_null(none, "first");
    check_null(none, "last");
    assert_int_equal(json_array_size(json_object_get(none, "usual")), 0);
    json_decref(root);
    json_decref(none);
}

static void the_summary_has_every_number(void **state)
{
    json_t *root = summary(&sample.summary);

    (void)state;
    check_names(root, "type lines bytes skipped unknown repeated signins failures accounts unusual "
                      "sources attacked found first last seconds places days countries programs");
    assert_int_equal(number(root, "lines"), 1834211);
    assert_int_equal(number(root, "repeated"), 17);
    assert_int_equal(number(root, "found"), 1);
    assert_string_equal(text(root, "places"), "libloc 2022-10-29");
    assert_int_equal(json_array_size(json_object_get(root, "days")), 21);
    check_names(json_array_get(json_object_get(root, "days"), 0), "day signins failures unusual");
    assert_string_equal(text(json_array_get(json_object_get(root, "days"), 20), "day"),
                        "2026-11-21");
    check_names(json_array_get(json_object_get(root, "countries"), 0),
                "country signins failures accounts");
    check_null(json_array_get(json_object_get(root, "countries"), 4), "country");
    check_names(json_array_get(json_object_get(root, "programs"), 0), "program lines");
    assert_string_equal(text(json_array_get(json_object_get(root, "programs"), 1), "program"),
                        "\033[31mred");
    json_decref(root);
}

static void a_summary_of_nothing_is_still_complete(void **state)
{
    const struct scan_summary nothing = {.places = ""};
    json_t *root = summary(&nothing);

    (void)state;
    check_null(root, "first");
    check_null(root, "last");
    assert_string_equal(text(root, "places"), "");
    assert_int_equal(json_array_size(json_object_get(root, "days")), 0);
    json_decref(root);
}

static void numbers_do_not_follow_the_locale(void **state)
{
    json_t *root;

    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        skip(); /* no such locale here */
    }
    root = summary(&sample.summary);
    assert_true(json_real_value(json_object_get(root, "seconds")) > 4.19);
    json_decref(root);
    (void)setlocale(LC_ALL, "C");
}

/* Fails unless the page has `word` in code quotes. */
static void check_word(const char *page, const char *word)
{
    char quoted[64];

    (void)snprintf(quoted, sizeof quoted, "`%s`", word);
    if (strstr(page, quoted) == NULL) {
        fail_msg("docs/scan.md does not explain %s", quoted);
    }
}

/* Every member of the object and of the objects inside it; of a list the first item. */
static void check_documented(const char *page, json_t *root)
{
    json_t *queue[64] = {root};
    size_t count = 1;

    while (count > 0) {
        json_t *value = queue[--count];
        void *at = json_object_iter(value);

        for (; at != NULL; at = json_object_iter_next(value, at)) {
            json_t *member = json_object_iter_value(at);

            check_word(page, json_object_iter_key(at));
            member = json_is_array(member) ? json_array_get(member, 0) : member;
            queue[count] = member;
            count += json_is_object(member) ? 1 : 0;
        }
    }
    json_decref(root);
}

static void every_field_and_code_is_documented(void **state)
{
    static char page[64 << 10];
    FILE *from = fopen(TEST_DATA "/../../docs/scan.md", "re");

    (void)state;
    assert_non_null(from);
    assert_true(fread(page, 1, sizeof page - 1, from) > 0);
    (void)fclose(from);
    sample.signins[0].client.trust = CLIENT_BOUND;
    check_documented(page, signin(0));
    check_documented(page, source(0));
    check_documented(page, account(0));
    check_documented(page, account_summary(0));
    check_documented(page, summary(&sample.summary));
    for (unsigned i = 0; i < REASON_COUNT; i++) {
        check_word(page, reason_code_text((enum reason_code)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_signin_tells_what_where_why_and_what_was_decided, fill),
        cmocka_unit_test_setup(what_is_not_known_is_null, fill),
        cmocka_unit_test_setup(a_client_that_can_be_believed_is_told, fill),
        cmocka_unit_test_setup(
            hostile_names_come_back_as_they_were_typed_but_for_bytes_that_are_no_utf8, fill),
        cmocka_unit_test_setup(a_character_beyond_the_first_plane_is_escaped_as_a_pair, fill),
        cmocka_unit_test_setup(a_source_tells_its_prefix_and_its_counts, fill),
        cmocka_unit_test_setup(an_account_in_trouble_tells_which, fill),
        cmocka_unit_test_setup(an_account_summary_tells_the_usual_places, fill),
        cmocka_unit_test_setup(the_summary_has_every_number, fill),
        cmocka_unit_test_setup(a_summary_of_nothing_is_still_complete, fill),
        cmocka_unit_test_setup(numbers_do_not_follow_the_locale, fill),
        cmocka_unit_test_setup(every_field_and_code_is_documented, fill),
    };

    return cmocka_run_group_tests_name("apps/report_json", tests, NULL, NULL);
}
