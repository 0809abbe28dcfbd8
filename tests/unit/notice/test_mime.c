#include "notice/mime.h"

#include "cmocka_all.h"

#include <sodium.h>

static char bytes[65536];

static struct mime_mail mail(void)
{
    return (struct mime_mail){.from_name = SPAN("Example Mail"),
                              .from = SPAN("notice@notice.example.jp"),
                              .to_name = SPAN("Taro Yamada"),
                              .to = SPAN("yamada@example.jp"),
                              .subject = SPAN("Test"),
                              .id = SPAN("m7k29qxd4trw8c.1"),
                              .lang = "en",
                              .at_ms = 1795252509000,
                              .offset_ms = 9 * 3600000,
                              .text = SPAN("text\n"),
                              .html = SPAN("<p>text</p>\n")};
}

static const char *print(const struct mime_mail *m)
{
    struct buf out = {.at = bytes, .cap = sizeof bytes - 1};

    mime_print(&out, m);
    assert_false(out.full);
    bytes[out.len] = '\0';
    return bytes;
}

static void headers_say_who_when_and_that_nobody_wrote_it(void **state)
{
    const struct mime_mail m = mail();
    const char *text = print(&m);

    (void)state;
    assert_non_null(strstr(text, "From: \"Example Mail\" <notice@notice.example.jp>\r\n"));
    assert_non_null(strstr(text, "To: \"Taro Yamada\" <yamada@example.jp>\r\n"));
    assert_non_null(strstr(text, "Subject: Test\r\n"));
    assert_non_null(strstr(text, "Date: Sat, 21 Nov 2026 18:15:09 +0900\r\n"));
    assert_non_null(strstr(text, "Message-ID: <m7k29qxd4trw8c.1@notice.example.jp>\r\n"));
    assert_non_null(strstr(text, "Auto-Submitted: auto-generated\r\n"));
    assert_non_null(strstr(text, "MIME-Version: 1.0\r\n"));
}

static void a_zone_west_of_greenwich_has_a_minus(void **state)
{
    struct mime_mail m = mail();

    (void)state;
    m.offset_ms = -(3 * 3600000 + 30 * 60000);
    assert_non_null(strstr(print(&m), "Date: Sat, 21 Nov 2026 05:45:09 -0330\r\n"));
}

static void every_line_ends_in_crlf_and_is_short(void **state)
{
    struct mime_mail m = mail();
    const char *text;
    size_t column = 0;

    (void)state;
    m.subject =
        SPAN("【見本メール】国外からのログイン：成功（照会番号 M7K2-9QXD-4TRW-8C）とても長い件名");
    m.text = SPAN(
        "あいうえおあいうえおあいうえおあいうえおあいうえおあいうえおあいうえおあいうえお\nか\n");
    m.html =
        SPAN("<p>a very long line a very long line a very long line a very long line a very long "
             "line = \n.\n</p>");
    text = print(&m);
    for (size_t i = 0; text[i] != '\0'; i++) {
        column = text[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 79);
        assert_true((unsigned char)text[i] < 0x80);
        assert_true(text[i] != '\n' || text[i - 1] == '\r');
        assert_true(text[i] != '\r' || text[i + 1] == '\n');
    }
}

static void a_name_cannot_add_a_header(void **state)
{
    struct mime_mail m = mail();
    const char *text;

    (void)state;
    m.to_name = SPAN("x\r\nBcc: evil@example.jp");
    m.subject = SPAN("a\nBcc: evil@example.jp");
    m.from_name = SPAN("\" <evil@example.jp>\\");
    text = print(&m);
    assert_null(strstr(text, "\nBcc:"));
    assert_null(strstr(text, "<evil@"));
}

static void plain_addresses_are_written_to_and_no_others(void **state)
{
    (void)state;
    assert_true(mime_is_address(SPAN("a@b")));
    assert_true(mime_is_address(SPAN("taro.yamada+x@mail.example.jp")));
    assert_false(mime_is_address(SPAN("")));
    assert_false(mime_is_address(SPAN("yamada")));
    assert_false(mime_is_address(SPAN("@example.jp")));
    assert_false(mime_is_address(SPAN("yamada@")));
    assert_false(mime_is_address(SPAN("a@b@c")));
    assert_false(mime_is_address(SPAN("a b@example.jp")));
    assert_false(mime_is_address(SPAN("a,b@example.jp")));
    assert_false(mime_is_address(SPAN("a..b@example.jp")));
    assert_false(mime_is_address(SPAN("<a@example.jp>")));
    assert_false(mime_is_address(SPAN("a@example.jp\r\nX: y")));
    assert_false(mime_is_address(SPAN("山田@example.jp")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_say_who_when_and_that_nobody_wrote_it),
        cmocka_unit_test(a_zone_west_of_greenwich_has_a_minus),
        cmocka_unit_test(every_line_ends_in_crlf_and_is_short),
        cmocka_unit_test(a_name_cannot_add_a_header),
        cmocka_unit_test(plain_addresses_are_written_to_and_no_others),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
