#include "wire/json_fields.h"
#include "wire/json_in.h"
#include "wire/json_text.h"

#include "cmocka_all.h"

#include <jansson.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Walks the whole object; true when it is one. */
static bool walk(struct span text, size_t *members, struct err *e)
{
    struct json_in in;
    struct json_in_value key;
    struct json_in_value value;
    bool more = true;

    *members = 0;
    if (!json_in_open(text, JSON_IN_OBJECT, &in, e)) {
        return false;
    }
    while (more) {
        if (!json_in_next(&in, &key, &value, &more, e)) {
            return false;
        }
        *members += more;
    }
    return true;
}

static const struct {
    const char *text;
    size_t members;
} good[] = {
    {"{}", 0},
    {" \t\r\n{ \t\r\n} \n", 0},
    {"{\"a\":1}", 1},
    {"{\"\":\"\"}", 1},
    {"{ \"a\" : [ ] , \"b\" : { } , \"c\" : [ 1 , 2.5e-3 , -0 ] }", 3},
    {"{\"a\":true,\"b\":false,\"c\":null}", 3},
    {"{\"a\":{\"b\":[{\"c\":[[\"}]\\\"\"]]}]},\"d\":0}", 2},
    {"{\"a\":\"\\u3042\\ud83d\\ude00\\\\\\/\\b\\f\\n\\r\\t\xe3\x81\x82\x7f\"}", 1},
    {"{\"a\":1e5,\"b\":1E+5,\"c\":-1.0e-5,\"d\":0.5,\"e\":10}", 5},
};

static void check_walked(const char *text, size_t expected)
{
    size_t members;
    struct err e = {0};

    if (!walk(span_of(text), &members, &e)) {
        fail_msg("%s: %s", text, e.text);
    }
    assert_int_equal(members, expected);
}

static void every_form_of_json_is_walked_member_by_member(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        check_walked(good[i].text, good[i].members);
    }
}

static const struct {
    const char *text;
    const char *says;
} broken[] = {
    {"", "byte 1: expected an object"},
    {"[]", "byte 1: expected an object"},
    {"{", "byte 2: expected a field's name"},
    {"{\"a\"}", "byte 5: expected ':'"},
    {"{\"a\":}", "byte 6: expected a value"},
    {"{\"a\":1", "byte 7: expected ','"},
    {"{\"a\":1,}", "byte 8: expected a field's name"},
    {"{\"a\":1 \"b\":2}", "byte 8: expected ','"},
    {"{,}", "byte 2: expected a field's name"},
    {"{a:1}", "byte 2: expected a field's name"},
    {"{'a':1}", "byte 2: expected a field's name"},
    {"{\"a\":1}x", "byte 8: expected nothing"},
    {"{\"a\":1}{}", "byte 8: expected nothing"},
    {"{\"a\":01}", "byte 6: expected a number"},
    {"{\"a\":-}", "byte 6: expected a number"},
    {"{\"a\":1.}", "byte 6: expected a number"},
    {"{\"a\":1e}", "byte 6: expected a number"},
    {"{\"a\":.5}", "byte 6: expected a value"},
    {"{\"a\":+1}", "byte 6: expected a value"},
    {"{\"a\":NaN}", "byte 6: expected a value"},
    {"{\"a\":True}", "byte 6: expected a value"},
    {"{\"a\":truex}", "byte 10: expected ','"},
    {"{\"a\":[1,]}", "byte 9: expected a value"},
    {"{\"a\":[,]}", "byte 7: expected a value"},
    {"{\"a\":[1 2]}", "byte 9: expected ','"},
    {"{\"a\":[1}", "byte 8: expected ','"},
    {"{\"a\":{\"b\":1]}", "byte 12: expected ','"},
    {"{\"a\":{\"b\"}}", "byte 10: expected ':'"},
    {"{\"a\":\"b}", "byte 9: a text without its closing quote"},
    {"{\"a\":\"\n\"}", "byte 7: a control character"},
    {"{\"a\":\"\\x\"}", "byte 7: an unknown escape"},
    {"{\"a\":\"\\", "byte 7: an unknown escape"},
    {"{\"a\":\"\\u12\"}", "byte 7: an unknown escape"},
    {"{\"a\":\"\\u12g4\"}", "byte 7: an unknown escape"},
    {"{\"a\":\"\\u0000\"}", "byte 7: a text may not hold the character NUL"},
    {"{\"a\":\"\\ud800\"}", "byte 7: half a surrogate pair"},
    {"{\"a\":\"\\ud800\\u0041\"}", "byte 7: half a surrogate pair"},
    {"{\"a\":\"\\udc00\"}", "byte 7: half a surrogate pair"},
    {"{\"a\":\"\xff\"}", "byte 7: bytes that are not UTF-8"},
    {"{\"a\":\"\xc0\xaf\"}", "byte 7: bytes that are not UTF-8"},
    {"{\"a\":\"\xed\xa0\x80\"}", "byte 7: bytes that are not UTF-8"},
    {"{\"a\":\"\xe3\x81\"}", "byte 7: bytes that are not UTF-8"},
    {"\xef\xbb\xbf{}", "byte 1: expected an object"},
};

static void check_refused(const char *text, const char *says)
{
    size_t members;
    struct err e = {0};

    assert_false(walk(span_of(text), &members, &e));
    assert_int_equal(e.code, ERR_INPUT);
    if (strstr(e.text, says) == NULL) {
        fail_msg("%s: %s", text, e.text);
    }
}

static void what_is_not_json_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(broken); i++) {
        check_refused(broken[i].text, broken[i].says);
    }
}

static void a_raw_nul_byte_is_refused_everywhere(void **state)
{
    static const char in_text[] = "{\"a\":\"x\0y\"}";
    static const char behind[] = "{\"a\":1}\0";
    static const char between[] = "{\"a\":\0 1}";
    static const char number[] = "{\"a\":2.5\0}";
    struct err e = {0};
    size_t members;

    (void)state;
    assert_false(walk((struct span){in_text, sizeof in_text - 1}, &members, &e));
    assert_false(walk((struct span){behind, sizeof behind - 1}, &members, &e));
    assert_false(walk((struct span){between, sizeof between - 1}, &members, &e));
    assert_false(walk((struct span){number, sizeof number - 1}, &members, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

/* {"a":[[[...]]]} with `levels` brackets in all. */
static struct span nested(struct buf *to, size_t levels)
{
    to->len = 0;
    buf_add(to, SPAN("{\"a\":"));
    for (size_t i = 1; i < levels; i++) {
        buf_add(to, SPAN("["));
    }
    for (size_t i = 1; i < levels; i++) {
        buf_add(to, SPAN("]"));
    }
    buf_add(to, SPAN("}"));
    return (struct span){.at = to->at, .len = to->len};
}

static void nesting_is_followed_to_its_limit_and_refused_beyond(void **state)
{
    static char bytes[40000];
    struct buf text = BUF_ON(bytes);
    struct err e = {0};
    size_t members;

    (void)state;
    assert_true(walk(nested(&text, JSON_IN_DEPTH), &members, &e));
    assert_false(walk(nested(&text, JSON_IN_DEPTH + 1), &members, &e));
    assert_non_null(strstr(e.text, "nested too deep"));
    assert_false(walk(nested(&text, 16000), &members, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void a_list_is_walked_item_by_item(void **state)
{
    struct json_in in;
    struct json_in_value v;
    struct err e = {0};
    bool more;

    (void)state;
    assert_true(json_in_open(SPAN("[\"a\", {\"b\":2}]"), JSON_IN_LIST, &in, &e));
    assert_true(json_in_next(&in, NULL, &v, &more, &e));
    assert_true(more && v.kind == JSON_IN_TEXT && span_eq(v.raw, SPAN("a")));
    assert_true(json_in_next(&in, NULL, &v, &more, &e));
    assert_true(more && v.kind == JSON_IN_OBJECT && span_eq(v.raw, SPAN("{\"b\":2}")));
    assert_true(json_in_next(&in, NULL, &v, &more, &e));
    assert_false(more);
}

static struct json_in_value text_value(const char *raw)
{
    return (struct json_in_value){
        .kind = JSON_IN_TEXT, .raw = span_of(raw), .escaped = strchr(raw, '\\') != NULL};
}

static void a_text_without_escapes_is_a_view_and_one_with_them_is_decoded(void **state)
{
    struct json_in_value plain = text_value("caf\xc3\xa9");
    struct json_in_value escaped =
        text_value("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u3042\\ud83d\\ude00x");
    char room[64];
    bool cut = false;
    struct span out;

    (void)state;
    out = json_in_text(&plain, room, sizeof room, &cut);
    assert_true(out.at == plain.raw.at && out.len == 5);
    out = json_in_text(&escaped, room, sizeof room, &cut);
    assert_true(out.at == room);
    assert_true(span_eq(out, SPAN("\"\\/\b\f\n\r\t\xc3\xa9\xe3\x81\x82\xf0\x9f\x98\x80x")));
    assert_false(cut);
}

static void a_text_that_is_too_long_is_cut_at_a_character(void **state)
{
    static const char *const raws[] = {"ab\xe3\x81\x82", "ab\\u3042", "a\\u0062\xe3\x81\x82"};
    char room[4];

    (void)state;
    for (size_t i = 0; i < COUNT(raws); i++) {
        struct json_in_value v = text_value(raws[i]);
        bool cut = false;

        assert_true(span_eq(json_in_text(&v, room, 4, &cut), SPAN("ab")));
        assert_true(cut);
        cut = false;
        assert_int_equal(json_in_text(&v, room, 0, &cut).len, 0);
        assert_true(cut);
    }
}

struct noted {
    char fields[16];
    size_t count;
};

static bool note(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct noted *n = ctx;

    if (v->kind == JSON_IN_LIST) {
        return json_in_refused(SPAN("b"), "anything but a list", v, true, e);
    }
    n->fields[n->count++] = (char)('0' + field);
    return true;
}

static const struct span abc[] = {SPAN_INIT("a"), SPAN_INIT("b"), SPAN_INIT("c")};

static bool read_abc(const char *text, struct noted *n, struct err *e)
{
    struct json_in_fields f = {.names = abc, .count = COUNT(abc), .read = note, .ctx = n};

    return json_in_fields(span_of(text), &f, e);
}

static void known_fields_are_read_in_any_order_and_others_skipped(void **state)
{
    struct noted n = {0};
    struct err e = {0};

    (void)state;
    assert_true(read_abc("{\"c\":1,\"z\":{\"a\":[1]},\"\\u0061\":2,\"b\":null,\"A\":3,"
                         "\"a\\u0062\":4,\"ab\":5}",
                         &n, &e));
    assert_string_equal(n.fields, "20");
}

static void a_known_field_that_stands_twice_is_refused(void **state)
{
    static const char *const texts[] = {"{\"a\":1,\"a\":1}", "{\"a\":null,\"b\":1,\"\\u0061\":2}"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct noted n = {0};
        struct err e = {0};

        assert_false(read_abc(texts[i], &n, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.text, "field a: stands there twice");
    }
}

static void a_refusal_names_the_field_what_was_expected_and_what_came(void **state)
{
    struct noted n = {0};
    struct err e = {0};

    (void)state;
    assert_false(read_abc("{\"a\":1,\"b\":[\"x\"]}", &n, &e));
    assert_string_equal(e.text, "field b: expected anything but a list, got a list: "
                                "\"[\\x22x\\x22]\"");
}

static void what_is_written_reads_back_and_holds_no_control_character(void **state)
{
    static const struct span texts[] = {
        SPAN_INIT(""),
        SPAN_INIT("plain"),
        SPAN_INIT("\"\\/"),
        SPAN_INIT("\x01\n\r\t\x7f\xc2\x85"),
        SPAN_INIT("\xe2\x80\xa8\xe2\x80\xae\xf3\xa0\x80\x81"),
        SPAN_INIT("\xe8\xba\xab\xe8\xa6\x9a\xe3\x81\x88"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        char bytes[256];
        struct buf out = BUF_ON(bytes);
        json_t *back;

        json_text_add(&out, texts[i]);
        for (size_t k = 0; k < out.len; k++) {
            assert_true((unsigned char)bytes[k] >= 0x20 && bytes[k] != 0x7f);
        }
        back = json_loadb(bytes, out.len, JSON_DECODE_ANY, NULL);
        assert_non_null(back);
        assert_true(
            span_eq((struct span){json_string_value(back), json_string_length(back)}, texts[i]));
        json_decref(back);
    }
}

static void bytes_that_are_not_utf8_are_written_as_replacement_characters(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    json_text_add(&out, SPAN("a\xff\xc3z"));
    assert_true(span_eq((struct span){out.at, out.len}, SPAN("\"a\xef\xbf\xbd\xef\xbf\xbdz\"")));
}

static void numbers_are_written_to_both_ends_of_their_range(void **state)
{
    char bytes[80];
    struct buf out = BUF_ON(bytes);

    (void)state;
    json_text_number(&out, INT64_MIN);
    json_text_number(&out, 0);
    json_text_number(&out, INT64_MAX);
    assert_true(
        span_eq((struct span){out.at, out.len}, SPAN("-922337203685477580809223372036854775807")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_json_is_walked_member_by_member),
        cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
        cmocka_unit_test(a_raw_nul_byte_is_refused_everywhere),
        cmocka_unit_test(nesting_is_followed_to_its_limit_and_refused_beyond),
        cmocka_unit_test(a_list_is_walked_item_by_item),
        cmocka_unit_test(a_text_without_escapes_is_a_view_and_one_with_them_is_decoded),
        cmocka_unit_test(a_text_that_is_too_long_is_cut_at_a_character),
        cmocka_unit_test(known_fields_are_read_in_any_order_and_others_skipped),
        cmocka_unit_test(a_known_field_that_stands_twice_is_refused),
        cmocka_unit_test(a_refusal_names_the_field_what_was_expected_and_what_came),
        cmocka_unit_test(what_is_written_reads_back_and_holds_no_control_character),
        cmocka_unit_test(bytes_that_are_not_utf8_are_written_as_replacement_characters),
        cmocka_unit_test(numbers_are_written_to_both_ends_of_their_range),
    };

    return cmocka_run_group_tests_name("wire/json_in", tests, NULL, NULL);
}
