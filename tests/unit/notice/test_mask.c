#include "notice/mask.h"

#include "cmocka_all.h"

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void check(void (*mask)(struct buf *, struct span), const char *in, const char *expected)
{
    char bytes[256];
    struct buf out = BUF_ON(bytes);

    mask(&out, of(in));
    bytes[out.len] = '\0';
    assert_string_equal(bytes, expected);
}

static void an_account_shows_its_beginning_and_domain(void **state)
{
    (void)state;
    check(mask_account, "yamada@example.jp", "yam***@example.jp");
    check(mask_account, "abc@example.jp", "a***@example.jp");
    check(mask_account, "a@example.jp", "***@example.jp");
    check(mask_account, "yamada", "yam***");
    check(mask_account, "山田太郎花子@例.jp", "山田太***@例.jp");
    check(mask_account, "", "***");
}

static void a_number_shows_its_end(void **state)
{
    (void)state;
    check(mask_number, "12345678", "***678");
    check(mask_number, "+819012345678", "***678");
    check(mask_number, "1234", "***34");
    check(mask_number, "1", "***");
    check(mask_number, "", "");
}

static void what_would_move_a_cursor_is_made_visible(void **state)
{
    (void)state;
    check(mask_account, "\x1b[2Jxx@e\x1b.jp", "␛[2***@e␛.jp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_shows_its_beginning_and_domain),
        cmocka_unit_test(a_number_shows_its_end),
        cmocka_unit_test(what_would_move_a_cursor_is_made_visible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
