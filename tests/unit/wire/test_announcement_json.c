#include "wire/announcement_json.h"

#include "cmocka_all.h"

#include <stdlib.h>

static struct arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 20);
    return arena == NULL;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void what_is_printed_reads_back_the_same(void **state)
{
    const struct announcement a = {
        .id = SPAN("sms-2026"),
        .version = 3,
        .title = {SPAN("A \"title\""), SPAN("題名")},
        .reason = {SPAN(""), SPAN("")},
        .body = {SPAN("Two\nlines"), SPAN("本文")},
        .apology = {SPAN("We are sorry."), SPAN("お詫びします。")},
        .published_ms = 1795284000000,
        .updated_ms = 1795284001000,
        .starts_ms = 1795370400000,
        .replaced_ms = 1795284000000,
        .withdrawn = true,
    };
    char bytes[2048];
    struct buf out = BUF_ON(bytes);
    struct json_out j = json_out_open(&out);
    struct announcement got;
    struct announcement_patch patch;
    struct err e = {0};

    (void)state;
    announcement_json_put(&j, &a);
    json_out_close(&j);
    assert_true(announcement_json_read_stored((struct span){out.at, out.len}, arena, &got, &e));
    assert_true(span_eq(got.id, a.id));
    assert_int_equal(got.version, 3);
    for (size_t l = 0; l < 2; l++) {
        assert_true(span_eq(got.title[l], a.title[l]));
        assert_true(span_eq(got.reason[l], a.reason[l]));
        assert_true(span_eq(got.body[l], a.body[l]));
        assert_true(span_eq(got.apology[l], a.apology[l]));
    }
    assert_int_equal(got.published_ms, a.published_ms);
    assert_int_equal(got.updated_ms, a.updated_ms);
    assert_int_equal(got.starts_ms, a.starts_ms);
    assert_int_equal(got.replaced_ms, a.replaced_ms);
    assert_true(got.withdrawn);
    assert_true(announcement_json_read((struct span){out.at, out.len}, arena, &patch, &e));
}

static void what_is_not_stated_is_not_taken_for_empty(void **state)
{
    struct announcement_patch p;
    struct err e = {0};

    (void)state;
    assert_true(announcement_json_read(SPAN("{\"title\":{\"ja\":\"\"}}"), arena, &p, &e));
    assert_null(p.id.at);
    assert_null(p.title[0].at);
    assert_non_null(p.title[1].at);
    assert_int_equal(p.title[1].len, 0);
    assert_false(p.has_starts);
    assert_false(p.has_withdrawn);
}

static void what_is_of_another_kind_or_too_long_is_refused_and_changes_nothing(void **state)
{
    static const char *const cases[] = {
        "",
        "[]",
        "{\"title\":\"text\"}",
        "{\"title\":{\"en\":1}}",
        "{\"starts\":\"tomorrow\"}",
        "{\"starts\":5}",
        "{\"withdrawn\":\"yes\"}",
        "{\"id\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"}",
        "{\"title\":{\"en\":\"a\",\"en\":\"b\"}}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct announcement_patch p = {.starts_ms = 77};
        struct err e = {0};

        assert_false(announcement_json_read(span_of(cases[i]), arena, &p, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(p.starts_ms, 77);
    }
}

static void the_longest_text_fits_and_one_byte_more_does_not(void **state)
{
    char *bytes = malloc(ANNOUNCEMENT_TEXT_MAX + 64);
    struct announcement_patch p;
    struct err e = {0};

    (void)state;
    assert_non_null(bytes);
    for (size_t more = 0; more < 2; more++) {
        struct buf out = {.at = bytes, .cap = ANNOUNCEMENT_TEXT_MAX + 64};

        buf_addf(&out, "{\"body\":{\"en\":\"");
        memset(out.at + out.len, 'a', ANNOUNCEMENT_TEXT_MAX + more);
        out.len += ANNOUNCEMENT_TEXT_MAX + more;
        buf_addf(&out, "\"}}");
        assert_int_equal(announcement_json_read((struct span){out.at, out.len}, arena, &p, &e),
                         more == 0);
    }
    assert_int_equal(p.body[0].len, ANNOUNCEMENT_TEXT_MAX);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_printed_reads_back_the_same, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_stated_is_not_taken_for_empty, begin, end),
        cmocka_unit_test_setup_teardown(
            what_is_of_another_kind_or_too_long_is_refused_and_changes_nothing, begin, end),
        cmocka_unit_test_setup_teardown(the_longest_text_fits_and_one_byte_more_does_not, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
