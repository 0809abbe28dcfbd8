#include "credential/app_password.h"

#include "base/attr.h"
#include "cmocka_all.h"

#include <sodium.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct credential_key key_of(uint8_t fill)
{
    uint8_t bytes[CREDENTIAL_KEY_SIZE];
    struct credential_key key;

    memset(bytes, fill, sizeof bytes);
    credential_key_derive(bytes, &key);
    return key;
}

static void made_ones_are_read_back_and_no_two_are_alike(void **state)
{
    char before[APP_TEXT_BYTES + 1] = "";

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct app_letters made;
        struct app_letters read;
        char text[APP_TEXT_BYTES + 1];

        app_letters_make(&made);
        app_letters_print(&made, text);
        assert_int_equal(strlen(text), APP_TEXT_BYTES);
        assert_int_equal(app_letters_read(span_of(text), &read), APP_FORM_RIGHT);
        assert_memory_equal(&made, &read, sizeof made);
        assert_string_not_equal(text, before);
        memcpy(before, text, sizeof text);
    }
}

static void no_letter_looks_like_another_or_like_a_digit(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        struct app_letters made;

        app_letters_make(&made);
        for (size_t k = 0; k < APP_LETTERS; k++) {
            assert_true(made.at[k] >= 'a' && made.at[k] <= 'z');
            assert_null(strchr("ilo", made.at[k]));
        }
    }
}

/* The letters "aaaa..." are a code word: all values 0. */
static void every_way_a_phone_gives_them_is_read(void **state)
{
    static const char *const typed[] = {
        "aaaa-aaaa-aaaa-aaaa-aaaa",
        "aaaaaaaaaaaaaaaaaaaa",
        "AAAA AAAA AAAA AAAA AAAA",
        "Aaaa-aaaa-aaaa-aaaa-aaaa ",
        "  aaaa  aaaa aaaa\taaaa aaaa",
        "ａａａａ－ａａａａ－ＡＡＡＡ－ａａａａ－ａａａａ",
        "ａａａａーａａａａーａａａａーａａａａーａａａａ",
        "aaaa　aaaa　aaaa　aaaa　aaaa",
        "aaaa–aaaa—aaaa−aaaa\u2011aaaa",
        "aaaa\u200baaaa\u00a0aaaa\u00adaaaa\ufeffaaaa",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++) {
        struct app_letters read;

        if (app_letters_read(span_of(typed[i]), &read) != APP_FORM_RIGHT) {
            fail_msg("%s", typed[i]);
        }
        assert_memory_equal(read.at, "aaaaaaaaaaaaaaaaaaaa", APP_LETTERS);
    }
}

static void what_has_another_form_is_something_else(void **state)
{
    static const char *const typed[] = {
        "",
        "-",
        "aaaa-aaaa-aaaa-aaaa-aaa",
        "aaaa-aaaa-aaaa-aaaa-aaaaa",
        "aaaa-aaaa-aaaa-aaaa-aaa1",
        "aaaa-aaaa-aaaa-aaaa-aaal",
        "correct horse battery staple",
        "aaaa-aaaa-aaaa-aaaa-aaa\xff",
        "１ａａａ－ａａａａ－ａａａａ－ａａａａ－ａａａａ",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++) {
        struct app_letters read = {"untouched"};

        assert_int_equal(app_letters_read(span_of(typed[i]), &read), APP_FORM_NONE);
        assert_string_equal(read.at, "untouched");
    }
}

static void one_wrong_letter_and_two_swapped_ones_are_a_slip(void **state)
{
    static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz";
    struct app_letters made;
    struct app_letters read;

    (void)state;
    app_letters_make(&made);
    for (size_t i = 0; i < APP_LETTERS; i++) {
        for (size_t k = 0; k < sizeof alphabet - 1; k++) {
            struct app_letters wrong = made;

            wrong.at[i] = alphabet[k];
            assert_int_equal(
                app_letters_read((struct span){.at = wrong.at, .len = APP_LETTERS}, &read),
                wrong.at[i] == made.at[i] ? APP_FORM_RIGHT : APP_FORM_SLIP);
        }
        for (size_t k = 0; k < i; k++) {
            struct app_letters wrong = made;

            wrong.at[i] = made.at[k];
            wrong.at[k] = made.at[i];
            assert_int_equal(
                app_letters_read((struct span){.at = wrong.at, .len = APP_LETTERS}, &read),
                made.at[i] == made.at[k] ? APP_FORM_RIGHT : APP_FORM_SLIP);
        }
    }
}

static void a_hash_belongs_to_its_key_and_its_account(void **state)
{
    struct credential_key key = key_of(1);
    struct credential_key other = key_of(2);
    struct app_letters letters;
    uint8_t hash[3][APP_PASSWORD_HASH_BYTES];

    (void)state;
    app_letters_make(&letters);
    app_password_hash(&key, SPAN("u-1"), &letters, hash[0]);
    app_password_hash(&key, SPAN("u-1"), &letters, hash[1]);
    assert_memory_equal(hash[0], hash[1], sizeof hash[0]);
    app_password_hash(&key, SPAN("u-2"), &letters, hash[1]);
    app_password_hash(&other, SPAN("u-1"), &letters, hash[2]);
    assert_memory_not_equal(hash[0], hash[1], sizeof hash[0]);
    assert_memory_not_equal(hash[0], hash[2], sizeof hash[0]);
}

static void a_sealed_copy_opens_only_where_it_was_made(void **state)
{
    struct credential_key key = key_of(1);
    struct credential_key other = key_of(2);
    struct app_password p = {.account = "u-1"};
    struct app_password moved;
    struct app_letters letters;
    struct app_letters again;

    (void)state;
    app_password_id(p.id);
    app_letters_make(&letters);
    assert_false(app_password_unseal(&key, &p, &again));
    app_password_seal(&key, &letters, &p);
    assert_memory_not_equal(p.sealed + 24, letters.at, APP_LETTERS);
    assert_true(app_password_unseal(&key, &p, &again));
    assert_memory_equal(&letters, &again, sizeof letters);
    assert_false(app_password_unseal(&other, &p, &again));
    moved = p;
    memcpy(moved.account, "u-2", 4);
    assert_false(app_password_unseal(&key, &moved, &again));
    moved = p;
    moved.id[0] = moved.id[0] == 'a' ? 'b' : 'a';
    assert_false(app_password_unseal(&key, &moved, &again));
    moved = p;
    moved.sealed[30] ^= 1;
    assert_false(app_password_unseal(&key, &moved, &again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_ones_are_read_back_and_no_two_are_alike),
        cmocka_unit_test(no_letter_looks_like_another_or_like_a_digit),
        cmocka_unit_test(every_way_a_phone_gives_them_is_read),
        cmocka_unit_test(what_has_another_form_is_something_else),
        cmocka_unit_test(one_wrong_letter_and_two_swapped_ones_are_a_slip),
        cmocka_unit_test(a_hash_belongs_to_its_key_and_its_account),
        cmocka_unit_test(a_sealed_copy_opens_only_where_it_was_made),
    };

    return sodium_init() < 0
               ? 1
               : cmocka_run_group_tests_name("credential/app_password", tests, NULL, NULL);
}
