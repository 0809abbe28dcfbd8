#include "service/token.h"

#include "cmocka_all.h"

#include <sodium.h>

static struct span text_of(const char text[static TOKEN_TEXT_BYTES + 1])
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void a_token_is_known_again_and_no_other_is(void **state)
{
    struct token one = {.scopes = TOKEN_METRICS};
    struct token other = {0};
    char text[TOKEN_TEXT_BYTES + 1];
    char second[TOKEN_TEXT_BYTES + 1];

    (void)state;
    token_make(&one, text);
    token_make(&other, second);
    assert_int_equal(strlen(text), TOKEN_TEXT_BYTES);
    assert_memory_equal(text, "mio_", 4);
    assert_true(token_matches(&one, text_of(text), 0));
    assert_true(token_matches(&other, text_of(second), 0));
    assert_false(token_matches(&one, text_of(second), 0));
    assert_false(token_matches(&other, text_of(text), 0));
    assert_int_equal(one.scopes, TOKEN_METRICS);
}

static void any_other_byte_is_another_token(void **state)
{
    struct token t = {0};
    char text[TOKEN_TEXT_BYTES + 1];

    (void)state;
    token_make(&t, text);
    for (size_t i = 0; i < TOKEN_TEXT_BYTES; i++) {
        char kept = text[i];

        for (int flip = 1; flip < 256; flip <<= 1) {
            text[i] = (char)(kept ^ flip);
            assert_false(token_matches(&t, text_of(text), 0));
        }
        text[i] = kept;
    }
    assert_true(token_matches(&t, text_of(text), 0));
    for (size_t len = 0; len < TOKEN_TEXT_BYTES; len++) {
        assert_false(token_matches(&t, (struct span){.at = text, .len = len}, 0));
    }
}

static void a_token_ends_when_it_says(void **state)
{
    struct token t = {.expires_ms = 1000};
    char text[TOKEN_TEXT_BYTES + 1];

    (void)state;
    token_make(&t, text);
    assert_true(token_matches(&t, text_of(text), 999));
    assert_false(token_matches(&t, text_of(text), 1000));
}

static void what_is_kept_does_not_hold_the_secret_and_belongs_to_the_id(void **state)
{
    struct token t = {0};
    char text[TOKEN_TEXT_BYTES + 1];
    char id[TOKEN_ID_BYTES + 1] = "untouched";
    uint8_t hash[TOKEN_HASH_BYTES] = {7};
    uint8_t secret[32];

    (void)state;
    token_make(&t, text);
    assert_int_equal(sodium_base642bin(secret, sizeof secret, text + 15, 43, NULL, NULL, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    assert_true(memcmp(secret, t.hash, sizeof secret) != 0);
    assert_false(token_read(SPAN("mio_short"), id, hash));
    assert_string_equal(id, "untouched");
    assert_int_equal(hash[0], 7);
    text[4] = text[4] == 'a' ? 'b' : 'a'; /* the same secret under another ID */
    assert_true(token_read(text_of(text), id, hash));
    assert_true(memcmp(hash, t.hash, sizeof hash) != 0);
}

static void scopes_are_read_by_their_names(void **state)
{
    uint32_t scopes = 99;

    (void)state;
    assert_true(token_scopes_parse(SPAN("accounts:read,metrics"), &scopes));
    assert_int_equal(scopes, TOKEN_ACCOUNTS_READ | TOKEN_METRICS);
    assert_false(token_scopes_parse(SPAN("metrics,"), &scopes));
    assert_false(token_scopes_parse(SPAN(""), &scopes));
    assert_false(token_scopes_parse(SPAN("all"), &scopes));
    assert_int_equal(scopes, TOKEN_ACCOUNTS_READ | TOKEN_METRICS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_known_again_and_no_other_is),
        cmocka_unit_test(any_other_byte_is_another_token),
        cmocka_unit_test(a_token_ends_when_it_says),
        cmocka_unit_test(what_is_kept_does_not_hold_the_secret_and_belongs_to_the_id),
        cmocka_unit_test(scopes_are_read_by_their_names),
    };

    if (sodium_init() < 0) {
        return 1;
    }
    return cmocka_run_group_tests_name("service/token", tests, NULL, NULL);
}
