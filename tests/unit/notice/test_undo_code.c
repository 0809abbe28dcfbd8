#include "notice/undo_code.h"

#include "cmocka_all.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct notice_key key = {.bytes = {1, 2, 3}};

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void make(uint64_t identity, const char *account, char out[static UNDO_CODE_MAX])
{
    struct notice_facts facts = {.kind = NOTICE_CREDENTIAL, .identity = identity, .at_ms = 1000};

    undo_code_make(&key, &facts, of(account), out);
}

static void the_same_change_has_the_same_code_and_others_another(void **state)
{
    char one[UNDO_CODE_MAX];
    char two[UNDO_CODE_MAX];
    char other[UNDO_CODE_MAX];
    char else_where[UNDO_CODE_MAX];

    (void)state;
    make(1, "u1", one);
    make(1, "u1", two);
    make(2, "u1", other);
    make(1, "u2", else_where);
    assert_string_equal(one, two);
    assert_string_not_equal(one, other);
    assert_string_not_equal(one, else_where);
    assert_int_equal(strlen(one), UNDO_CODE_MAX - 1);
}

static void what_people_type_is_understood(void **state)
{
    char code[UNDO_CODE_MAX];
    char read[UNDO_CODE_MAX];
    char typed[64];

    (void)state;
    for (uint64_t i = 0; i < 200; i++) {
        make(i, "u1", code);
        (void)snprintf(typed, sizeof typed, " %.5s %.5s\n%.5s ", code, code + 6, code + 12);
        for (size_t k = 0; typed[k] != '\0'; k++) {
            typed[k] = (char)(typed[k] >= 'A' && typed[k] <= 'Z' ? typed[k] + 32 : typed[k]);
            typed[k] = (char)(typed[k] == '0' ? 'o' : typed[k] == '1' ? 'l' : typed[k]);
        }
        assert_true(undo_code_read(of(typed), read));
        assert_string_equal(read, code);
    }
}

/* Or our own notices would seem to carry a reference nobody gave out. */
static void no_code_is_taken_for_a_reference(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 5000; i++) {
        char code[UNDO_CODE_MAX];
        char found[NOTICE_REFERENCE_MAX];
        char text[96];
        char plain[96];
        struct span rest;

        make(i, "u1", code);
        (void)snprintf(text, sizeof text, "undo code %s within 72 hours", code);
        (void)snprintf(plain, sizeof plain, "/undo/%.5s%.5s%.5s", code, code + 6, code + 12);
        rest = of(text);
        assert_false(reference_find(&rest, found));
        rest = of(plain);
        assert_false(reference_find(&rest, found));
    }
}

static void what_is_none_is_refused(void **state)
{
    static const char *const none[] = {"", "K7M29", "K7M29-QXD4T-RW8CB-1", "取り消しコード",
                                       "\xff"};
    char read[UNDO_CODE_MAX] = "untouched";

    (void)state;
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(undo_code_read(of(none[i]), read));
    }
    assert_string_equal(read, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_change_has_the_same_code_and_others_another),
        cmocka_unit_test(what_people_type_is_understood),
        cmocka_unit_test(no_code_is_taken_for_a_reference),
        cmocka_unit_test(what_is_none_is_refused),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
