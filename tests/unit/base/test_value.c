#include "base/value.h"

#include "cmocka_all.h"

static void an_object_gives_its_members(void **state)
{
    struct values *set = values_new(10000);
    struct value *o = value_object(set);

    (void)state;
    value_set_text(set, o, "name", SPAN("first"));
    value_set_text(set, o, "name", SPAN("second"));
    value_set_textf(set, o, "count", "%d", 7);
    value_set_bool(set, o, "new", true);
    assert_true(span_eq(value_shown(value_member(o, SPAN("name"))), SPAN("second")));
    assert_true(span_eq(value_shown(value_member(o, SPAN("count"))), SPAN("7")));
    assert_int_equal(value_kind(value_member(o, SPAN("new"))), VALUE_TRUE);
    assert_null(value_member(o, SPAN("nam")));
    assert_null(value_member(value_member(o, SPAN("name")), SPAN("name")));
    values_free(&set);
    assert_null(set);
}

static void a_list_is_walked_in_order(void **state)
{
    struct values *set = values_new(10000);
    struct value *list = value_list(set);
    struct value_place place;

    (void)state;
    assert_null(value_at(list, 0, &place, set));
    value_add(set, list, value_text(set, SPAN("a")));
    value_add(set, list, value_text(set, SPAN("b")));
    assert_true(span_eq(value_shown(value_at(list, 0, &place, set)), SPAN("a")));
    assert_true(span_eq(value_shown(value_at(list, 1, &place, set)), SPAN("b")));
    assert_null(value_at(list, 2, &place, set));
    values_free(&set);
}

static void copied_text_outlives_its_source(void **state)
{
    struct values *set = values_new(10000);
    char source[] = "text";
    const struct value *copy = value_text(set, (struct span){.at = source, .len = 4});
    const struct value *view = value_view(set, (struct span){.at = source, .len = 4});

    (void)state;
    source[0] = 'n';
    assert_true(span_eq(value_shown(copy), SPAN("text")));
    assert_true(span_eq(value_shown(view), SPAN("next")));
    values_free(&set);
}

static void formatted_text_of_any_length_is_whole(void **state)
{
    struct values *set = values_new(10000);

    (void)state;
    for (int width = 60; width < 70; width++) {
        struct span shown = value_shown(value_textf(set, "%*d|", width, 7));

        assert_int_equal(shown.len, width + 1);
        assert_int_equal(shown.at[width - 1], '7');
        assert_int_equal(shown.at[width], '|');
    }
    assert_false(values_full(set));
    values_free(&set);
}

static void a_full_set_gives_missing_values_and_says_so(void **state)
{
    struct values *set = values_new(200);
    struct value *list = value_list(set);
    struct value *last = list;

    (void)state;
    for (int i = 0; i < 10; i++) {
        last = value_textf(set, "item %d", i);
        value_add(set, list, last);
        value_set_text(set, last, "ignored", SPAN("not an object"));
    }
    assert_true(values_full(set));
    assert_int_equal(value_kind(last), VALUE_MISSING);
    assert_int_equal(value_shown(last).len, 0);
    values_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_gives_its_members),
        cmocka_unit_test(a_list_is_walked_in_order),
        cmocka_unit_test(copied_text_outlives_its_source),
        cmocka_unit_test(formatted_text_of_any_length_is_whole),
        cmocka_unit_test(a_full_set_gives_missing_values_and_says_so),
    };

    return cmocka_run_group_tests_name("base/value", tests, NULL, NULL);
}
