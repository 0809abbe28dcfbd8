#include "message/read.h"

#include "read_it.h"

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const char MAIL[] =
    "Return-Path: <bounce@send.example>\r\n"
    "Delivered-To: owner@isp.example\r\n"
    "Authentication-Results: mx.isp.example 1; spf=pass smtp.mailfrom=send.example;\r\n"
    "\tdkim=pass header.d=send.example\r\n"
    "ARC-Authentication-Results: i=2; arc.example; dmarc=fail\r\n"
    "Authentication-Results: spf=softfail smtp.mailfrom=x.example; dkim=none\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=Send.Example; s=k1;\r\n b=abc\r\n"
    "From: =?UTF-8?B?44GV44GP44KJ?= <info@brand.example>\r\n"
    "Sender: s@send.example\r\n"
    "Reply-To: \"R\" <reply@other.example>\r\n"
    "To: owner@isp.example, b@isp.example\r\n"
    "Cc: c@isp.example\r\n"
    "Subject: =?iso-2022-jp?B?GyRCMnEwdz5wSnMkTjNORycbKEI=?=\r\n"
    "Date: Fri, 28 Nov 2025 04:21:34 +0800\r\n"
    "Message-ID: <1@send.example>\r\n"
    "List-Id: News <news.send.example>\r\n"
    "List-Unsubscribe: <https://send.example/u>\r\n"
    "X-Mailer: Foxmail 6\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"m\"\r\n"
    "\r\n"
    "preamble\r\n"
    "--m\r\n"
    "Content-Type: multipart/alternative; boundary=\"a\"\r\n"
    "\r\n"
    "--a\r\n"
    "Content-Type: text/plain; charset=iso-2022-jp\r\n"
    "\r\n"
    "\x1b$B3NG'\x1b(B https://plain.example/x\r\n"
    "--a\r\n"
    "Content-Type: text/html; charset=\"utf-8\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "PHA+SGVsbG8gPGEgaHJlZj0iaHR0cHM6Ly9odG1sLmV4YW1wbGUvIj5sb2cgaW48L2E+PC9wPg==\r\n"
    "--a--\r\n"
    "--m\r\n"
    "Content-Type: application/octet-stream; name=\"x\"\r\n"
    "Content-Disposition: attachment; filename=\"invoice.html\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "PGh0bWw+PC9odG1sPg==\r\n"
    "--m\r\n"
    "Content-Type: image/png\r\n"
    "Content-ID: <1>\r\n"
    "Content-Disposition: inline; filename=\"qr-code.png\"\r\n"
    "\r\n"
    "notapicture\r\n"
    "--m--\r\n";

static void headers_that_matter_are_decoded(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, MAIL);

    (void)state;
    assert_int_equal(m.limits, 0);
    assert_int_equal(m.damage, 0);
    assert_int_equal(m.from.count, 1);
    assert_span(m.from.at[0].name, "さくら");
    assert_span(m.from.at[0].domain, "brand.example");
    assert_span(m.sender.at[0].address, "s@send.example");
    assert_span(m.reply_to.at[0].domain, "other.example");
    assert_span(m.return_path.at[0].address, "bounce@send.example");
    assert_int_equal(m.to.count, 2);
    assert_int_equal(m.cc.count, 1);
    assert_span(m.delivered_to.at[0].address, "owner@isp.example");
    assert_span(m.subject, "会員情報の確認");
    assert_span(m.message_id, "1@send.example");
    assert_span(m.list_id, "News <news.send.example>");
    assert_span(m.list_unsubscribe, "<https://send.example/u>");
    assert_span(m.mailer, "Foxmail 6");
    assert_int_equal(m.date_ms, 1764274894000);
}

static void results_of_authentication_keep_server_and_order(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, MAIL);

    (void)state;
    assert_int_equal(m.auth_count, 3);
    assert_span(m.auths[0].server, "mx.isp.example");
    assert_span(m.auths[0].value, "spf=pass smtp.mailfrom=send.example; dkim=pass header.d=send."
                                  "example");
    assert_int_equal(m.auths[0].instance, 0);
    assert_span(m.auths[1].server, "arc.example");
    assert_int_equal(m.auths[1].instance, 2);
    assert_int_equal(m.auths[1].order, 1);
    assert_span(m.auths[2].server, "");
    assert_span(m.auths[2].value, "spf=softfail smtp.mailfrom=x.example; dkim=none");
    assert_int_equal(m.dkim_count, 1);
    assert_span(m.dkims[0].domain, "send.example");
    assert_span(m.dkims[0].selector, "k1");
}

static void text_and_links_of_both_forms_are_joined(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, MAIL);

    (void)state;
    assert_span(m.plain, "確認 https://plain.example/x");
    assert_span(m.html, "Hello log in\n");
    assert_ptr_equal(m.plain.at, m.text.at);
    assert_ptr_equal(m.html.at + m.html.len, m.text.at + m.text.len);
    assert_int_equal(m.link_count, 2);
    assert_span(m.links[0].host, "plain.example");
    assert_int_equal(m.links[0].at, strlen("確認 "));
    assert_span(m.links[1].host, "html.example");
    assert_memory_equal(m.text.at + m.links[1].at, "log in", 6);
    assert_true(m.has_plain && m.has_html && m.html_in_base64);
}

static void one_link_is_guessed_to_be_the_one_to_press(void **state)
{
    struct message m =
        read_text(MESSAGE_TEXT, "mail a@b.example\nhttps://one.example/\nhttps://two.example/\n");

    (void)state;
    assert_int_equal(m.link_count, 3);
    assert_int_equal(m.links[0].roles & MESSAGE_ROLE_BUTTON, 0);
    assert_int_equal(m.links[1].roles & MESSAGE_ROLE_BUTTON, MESSAGE_ROLE_BUTTON);
    assert_int_equal(m.links[2].roles & MESSAGE_ROLE_BUTTON, 0);
    m = read_text(MESSAGE_MAIL, "Subject: s\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
                                "<a href=https://one.example/>news</a> "
                                "<a href=https://two.example/>&#8203;V&#8203;erify</a>");
    assert_int_equal(m.links[0].roles & MESSAGE_ROLE_BUTTON, 0);
    assert_int_equal(m.links[1].roles & MESSAGE_ROLE_BUTTON, MESSAGE_ROLE_BUTTON);
}

static void attachments_are_noted(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, MAIL);

    (void)state;
    assert_int_equal(m.attachment_count, 2);
    assert_span(m.attachments[0].name, "invoice.html");
    assert_span(m.attachments[0].type, "application/octet-stream");
    assert_int_equal(m.attachments[0].content, MESSAGE_CONTENT_HTML);
    assert_false(m.attachments[0].shown_inline);
    assert_in_range(m.attachments[0].size, 12, 16);
    assert_int_equal(m.attachments[1].content, MESSAGE_CONTENT_IMAGE);
    assert_true(m.attachments[1].shown_inline);
    assert_span(m.qr, "qr-code.png");
}

static void match_form_folds_width_case_and_what_cannot_be_seen(void **state)
{
    struct message m = read_text(MESSAGE_TEXT, "Ｖｅｒｉｆｙ  ｱｶｳﾝﾄ\n\xE2\x80\x8B"
                                               "ver\xE2\x80\x8Bify㈱ \n\n\n\n\n①");

    (void)state;
    assert_span(m.match, "verify アカウント\nverify(株)\n\n\n1");
    assert_int_equal(m.invisible, 2);
    assert_span(message_match_form(arena, SPAN("ÄÖ ＡＢＣ")), "äö abc");
}

static void an_sms_has_a_sender_and_names_as_links(void **state)
{
    struct message_source src = {.kind = MESSAGE_SMS,
                                 .bytes = SPAN("お荷物のお届けに上がりました duckdns.example"),
                                 .sms_from = SPAN("+81 90-0000-0000")};
    struct message m;

    (void)state;
    message_read(arena, &src, &m);
    assert_int_equal(m.from.count, 1);
    assert_span(m.from.at[0].name, "+81 90-0000-0000");
    assert_span(m.from.at[0].address, "");
    assert_int_equal(m.link_count, 1);
    assert_span(m.links[0].host, "duckdns.example");
}

static void nothing_is_damage_not_failure(void **state)
{
    static const char *const nothing[] = {"", "\n", "\r\n\r\n", "x", ":", "--", "From ", "\n\n\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(nothing); i++) {
        struct message m = read_text(MESSAGE_MAIL, nothing[i]);

        assert_int_equal(m.from.count, 0);
        assert_int_equal(m.link_count, 0);
    }
    assert_int_equal(read_text(MESSAGE_MAIL, "").damage & MESSAGE_DAMAGE_EMPTY,
                     MESSAGE_DAMAGE_EMPTY);
    assert_int_equal(read_text(MESSAGE_TEXT, "").damage, MESSAGE_DAMAGE_EMPTY);
}

static void every_truncation_is_read(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof MAIL; len++) {
        struct arena_mark mark = arena_mark(arena);
        struct message m = read_bytes(MESSAGE_MAIL, (struct span){.at = MAIL, .len = len});

        assert_true(m.text.len <= sizeof MAIL);
        arena_release(arena, mark);
    }
}

static void two_senders_are_both_kept(void **state)
{
    struct message m =
        read_text(MESSAGE_MAIL, "From: a@x.example\nFrom: b@y.example\nSubject: s\nSubject: t\n\n");

    (void)state;
    assert_int_equal(m.from.count, 2);
    assert_span(m.subject, "s");
}

static void what_a_mail_begins_with_tells_it_from_text(void **state)
{
    (void)state;
    assert_int_equal(message_guess(span_of(MAIL)), MESSAGE_MAIL);
    assert_int_equal(message_guess(SPAN("From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b\n\n")),
                     MESSAGE_MAIL);
    assert_int_equal(message_guess(SPAN("件名: x\n差出人: a@b.example\n\nよろしく")), MESSAGE_TEXT);
    assert_int_equal(message_guess(SPAN("hello\n\nContent-Type: x\n")), MESSAGE_TEXT);
    assert_int_equal(message_guess(SPAN("")), MESSAGE_TEXT);
}

static void an_mbox_is_split(void **state)
{
    struct span rest = SPAN("From a@b Mon\nSubject: 1\n\nx\nFrom here\n>From y\n\nFrom c@d Tue\n"
                            "Subject: 2\n\nz\r\n\r\nFrom e\nSubject: 3\n");
    struct span one;

    (void)state;
    assert_true(message_is_mbox(rest));
    assert_true(message_mbox_take(&rest, &one));
    assert_span(one, "Subject: 1\n\nx\nFrom here\n>From y\n\n");
    assert_true(message_mbox_take(&rest, &one));
    assert_span(one, "Subject: 2\n\nz\r\n\r\n");
    assert_true(message_mbox_take(&rest, &one));
    assert_span(one, "Subject: 3\n");
    assert_false(message_mbox_take(&rest, &one));
    assert_false(message_is_mbox(SPAN("From: a\n")));
}

/* `front`, then `unit` so many times, then `end`. */
static struct message bomb(const char *front, const char *unit, size_t times, const char *end)
{
    size_t len = strlen(front) + strlen(unit) * times + strlen(end);
    char *text = memory_new(len + 1, 1);
    struct buf b = {.at = text, .cap = len + 1};
    struct message m;

    buf_add(&b, span_of(front));
    for (size_t i = 0; i < times; i++) {
        buf_add(&b, span_of(unit));
    }
    buf_add(&b, span_of(end));
    m = read_bytes(MESSAGE_MAIL, (struct span){.at = b.at, .len = b.len});
    memory_free(text);
    return m;
}

static void assert_bomb(struct message m, uint32_t limit)
{
    assert_int_equal(m.limits & limit, limit);
    assert_span(m.subject, "s");
}

#define HEAD "Subject: s\nMIME-Version: 1.0\n"

static void what_exceeds_a_bound_is_told(void **state)
{
    (void)state;
    assert_bomb(bomb(HEAD "\n", "0123456789abcdef\n", MESSAGE_BYTES_MAX / 17 + 1, ""),
                MESSAGE_LIMIT_BYTES);
    assert_bomb(bomb(HEAD "\n", "\n", MESSAGE_LINES_MAX + 1, ""), MESSAGE_LIMIT_LINES);
    assert_bomb(
        bomb(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 3000, "--b--\n"),
        MESSAGE_LIMIT_PARTS);
    assert_bomb(
        bomb(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 30000, "--b--\n"),
        MESSAGE_LIMIT_PARTS);
    assert_bomb(bomb(HEAD, "X-A: b\n", MESSAGE_HEADERS_MAX + 1, "\n\n"), MESSAGE_LIMIT_HEADERS);
    assert_bomb(bomb(HEAD "To: ", "abcdefghijklmnop", 2000, "\n\n"), MESSAGE_LIMIT_HEADERS);
    assert_bomb(bomb(HEAD "Content-Type: text/plain; ", "a=b; ", 100000, "\n\n"),
                MESSAGE_LIMIT_HEADERS);
    assert_bomb(bomb(HEAD "\n", "0123456789abcdef ", MESSAGE_TEXT_MAX / 17 + 1, ""),
                MESSAGE_LIMIT_TEXT);
    assert_bomb(bomb(HEAD "\n", "http://a.example/ ", 20000, ""), MESSAGE_LIMIT_LINKS);
    assert_bomb(bomb(HEAD "Content-Type: multipart/mixed; boundary=b\n\n",
                     "--b\nContent-Type: application/zip\n\nx\n", MESSAGE_ATTACHMENTS_MAX + 1,
                     "--b--\n"),
                MESSAGE_LIMIT_ATTACHMENTS);
}

static void parts_nested_too_deep_are_told(void **state)
{
    char *text = memory_new(100000, 1);
    struct buf b = {.at = text, .cap = 100000};
    struct message m;

    (void)state;
    buf_add(&b, SPAN(HEAD "Content-Type: multipart/mixed; boundary=b0\n\n"));
    for (unsigned i = 0; i < 100; i++) {
        buf_addf(&b, "--b%u\nContent-Type: multipart/mixed; boundary=b%u\n\n", i, i + 1);
    }
    buf_add(&b, SPAN("--b100\n\ndeep\n"));
    m = read_bytes(MESSAGE_MAIL, (struct span){.at = b.at, .len = b.len});
    memory_free(text);
    assert_bomb(m, MESSAGE_LIMIT_DEPTH);
}

static void a_full_arena_is_told(void **state)
{
    struct arena *small = arena_new(3000);
    struct message_source src = {
        .kind = MESSAGE_MAIL, .bytes = span_of(MAIL), .sms_from = SPAN("")};
    struct message m;

    (void)state;
    message_read(small, &src, &m);
    assert_int_equal(m.limits & MESSAGE_LIMIT_MEMORY, MESSAGE_LIMIT_MEMORY);
    arena_free(&small);
}

static void every_limit_has_a_name(void **state)
{
    (void)state;
    for (uint32_t bit = 1; bit <= MESSAGE_LIMIT_MEMORY; bit <<= 1) {
        assert_int_not_equal(message_limit_name((enum message_limit)bit).len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(headers_that_matter_are_decoded),
        WITH_ARENA(results_of_authentication_keep_server_and_order),
        WITH_ARENA(text_and_links_of_both_forms_are_joined),
        WITH_ARENA(one_link_is_guessed_to_be_the_one_to_press),
        WITH_ARENA(attachments_are_noted),
        WITH_ARENA(match_form_folds_width_case_and_what_cannot_be_seen),
        WITH_ARENA(an_sms_has_a_sender_and_names_as_links),
        WITH_ARENA(nothing_is_damage_not_failure),
        WITH_ARENA(every_truncation_is_read),
        WITH_ARENA(two_senders_are_both_kept),
        WITH_ARENA(what_a_mail_begins_with_tells_it_from_text),
        WITH_ARENA(an_mbox_is_split),
        WITH_ARENA(what_exceeds_a_bound_is_told),
        WITH_ARENA(parts_nested_too_deep_are_told),
        WITH_ARENA(a_full_arena_is_told),
        cmocka_unit_test(every_limit_has_a_name),
    };
    struct err e = {0};

    if (!message_warm(&e)) {
        return 1;
    }
    return cmocka_run_group_tests_name("message/read", tests, NULL, NULL);
}
