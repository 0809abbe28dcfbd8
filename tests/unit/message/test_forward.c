#include "message/reading.h"

#include "read_it.h"

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define OUTER                                                                                      \
    "From: Owner <owner@isp.example>\nTo: check@isp.example\nSubject: Fwd: x\n"                    \
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
#define REPLY                                                                                      \
    "From: Owner <owner@isp.example>\nTo: check@isp.example\nSubject: Re: x\n"                     \
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"

static void assert_inline(const char *mail)
{
    struct message m = read_text(MESSAGE_MAIL, mail);

    if (m.forward != MESSAGE_FORWARD_INLINE) {
        fail_msg("not seen as forwarded: %s", mail);
    }
    assert_int_equal(m.from.count, 1);
    assert_span(m.from.at[0].name, "さくら");
    assert_span(m.from.at[0].address, "info@brand.example");
    assert_span(m.subject, "会員情報の確認");
    assert_span(m.outer_from.at[0].address, "owner@isp.example");
    assert_span(m.outer_subject, "Fwd: x");
    assert_true(has((struct span){.at = m.text.at + m.forward_at, .len = m.text.len - m.forward_at},
                    "本文です"));
    assert_false(
        has((struct span){.at = m.text.at + m.forward_at, .len = m.text.len - m.forward_at},
            "brand.example"));
    assert_int_equal(m.auth_count, 0);
}

static void gmail_forwards_are_read(void **state)
{
    (void)state;
    assert_inline(OUTER "見てください\n\n---------- Forwarded message ---------\n"
                        "From: さくら <info@brand.example>\nDate: Fri, Nov 28, 2025 at 4:21 AM\n"
                        "Subject: 会員情報の確認\nTo: <owner@isp.example>\n\n\n本文です\n");
    assert_inline(OUTER "---------- Forwarded message ---------\n"
                        "差出人: さくら <info@brand.example>\nDate: 2025年11月28日(金) 4:21\n"
                        "Subject: 会員情報の確認\nTo: <owner@isp.example>\n\n本文です\n");
}

static void apple_mail_forwards_are_read(void **state)
{
    (void)state;
    assert_inline(OUTER "Begin forwarded message:\n\n> From: さくら <info@brand.example>\n"
                        "> Subject: 会員情報の確認\n> Date: 28 November 2025 at 4:21:34 JST\n"
                        "> To: owner@isp.example\n> \n> 本文です\n");
    assert_inline(OUTER "転送されたメッセージ:\n\n差出人: さくら <info@brand.example>\n"
                        "件名: 会員情報の確認\n日付: 2025年11月28日 4:21:34 JST\n"
                        "宛先: owner@isp.example\n\n本文です\n");
}

static void outlook_forwards_are_read(void **state)
{
    (void)state;
    assert_inline(OUTER "________________________________\nFrom: さくら <info@brand.example>\n"
                        "Sent: Friday, November 28, 2025 4:21 AM\nTo: owner@isp.example "
                        "<owner@isp.example>\nSubject: 会員情報の確認\n\n本文です\n");
    assert_inline(OUTER "-----Original Message-----\nFrom: さくら [mailto:info@brand.example] \n"
                        "Sent: Friday, November 28, 2025 4:21 AM\nTo: owner@isp.example\n"
                        "Subject: 会員情報の確認\n\n本文です\n");
    assert_inline(OUTER "差出人: さくら <info@brand.example<mailto:info@brand.example>>\n"
                        "送信日時: 2025年11月28日 4:21\n宛先: owner@isp.example\n"
                        "件名: 会員情報の確認\n\n本文です\n");
    assert_inline(OUTER "-----元のメッセージ-----\n差出人： さくら <info@brand.example>\n"
                        "送信日時： 2025年11月28日 4:21\n宛先： owner@isp.example\n"
                        "件名： 会員情報の確認\n\n本文です\n");
}

static void thunderbird_forwards_are_read(void **state)
{
    (void)state;
    assert_inline(OUTER "-------- Forwarded Message --------\nSubject: \t会員情報の確認\n"
                        "Date: \tFri, 28 Nov 2025 04:21:34 +0900\n"
                        "From: \tさくら <info@brand.example>\nTo: \towner@isp.example\n\n\n"
                        "本文です\n");
    assert_inline(OUTER "-------- 転送されたメッセージ --------\n件名: \t会員情報の確認\n"
                        "日付: \tFri, 28 Nov 2025 04:21:34 +0900\n"
                        "送信者: \tさくら <info@brand.example>\n宛先: \towner@isp.example\n\n"
                        "本文です\n");
}

static void webmail_forwards_are_read(void **state)
{
    (void)state;
    assert_inline(OUTER "----- 転送メッセージ -----\n"
                        "差出人　：さくら <info@brand.example>\n宛先　：owner@isp.example\n"
                        "件名　：会員情報の確認\n日時　：2025/11/28 04:21\n\n本文です\n");
    assert_inline(OUTER "-------- オリジナルメッセージ --------\n件名: 会員情報の確認\n"
                        "日時: 2025-11-28 04:21\n差出人: さくら <info@brand.example>\n"
                        "宛先: owner@isp.example\n\n本文です\n");
    assert_inline(OUTER "--- 転送メール ---\n■差出人：さくら <info@brand.example>\n"
                        "■宛先：owner@isp.example\n■件名：会員情報の確認\n\n本文です\n");
}

static void forwards_in_html_are_read(void **state)
{
    struct message m =
        read_text(MESSAGE_MAIL,
                  "From: Owner <owner@isp.example>\nSubject: Fwd: x\nMIME-Version: 1.0\n"
                  "Content-Type: text/html; charset=utf-8\n\n"
                  "<div>---------- Forwarded message ---------<br>From: <b>さくら</b> &lt;"
                  "<a href='mailto:info@brand.example'>info@brand.example</a>&gt;<br>"
                  "Date: Fri<br>Subject: 会員情報の確認<br>To: &lt;owner@isp.example&gt;<br></div>"
                  "<div>本文です <a href='https://evil.example/'>ログイン</a></div>");

    (void)state;
    assert_int_equal(m.forward, MESSAGE_FORWARD_INLINE);
    assert_span(m.from.at[0].name, "さくら");
    assert_span(m.from.at[0].address, "info@brand.example");
    assert_span(m.subject, "会員情報の確認");
    assert_int_equal(m.link_count, 3);
    assert_true(m.links[1].at < m.forward_at); /* the recipient's own address */
    assert_span(m.links[2].host, "evil.example");
    assert_true(m.links[2].at >= m.forward_at);
}

static void an_answer_is_no_forward(void **state)
{
    struct message m = read_text(
        MESSAGE_MAIL, REPLY "Thanks!\n\n-----Original Message-----\nFrom: A <a@brand.example>\n"
                            "Sent: Friday\nTo: owner@isp.example\nSubject: x\n\nbody\n");

    (void)state;
    assert_int_equal(m.forward, MESSAGE_FORWARD_NONE);
    assert_span(m.from.at[0].address, "owner@isp.example");
    assert_int_equal(m.forward_at, 0);
}

static void headers_far_below_are_no_forward(void **state)
{
    static char mail[10000];
    struct buf b = BUF_ON(mail);
    struct message m;

    (void)state;
    buf_add(&b, SPAN(OUTER));
    for (size_t i = 0; i < 100; i++) {
        buf_add(&b, SPAN("a line of an honest letter, not of a note above another\n"));
    }
    buf_add(&b, SPAN("---------- Forwarded message ---------\nFrom: a@b.example\nSubject: y\n\n"));
    m = read_bytes(MESSAGE_MAIL, (struct span){.at = b.at, .len = b.len});
    assert_int_equal(m.forward, MESSAGE_FORWARD_NONE);
    assert_span(m.from.at[0].address, "owner@isp.example");
}

#define ATTACHED(type, note)                                                                       \
    "From: owner@isp.example\nSubject: Fwd: x\n"                                                   \
    "Authentication-Results: mx.isp.example; dmarc=pass\nMIME-Version: 1.0\n"                      \
    "Content-Type: multipart/" type "; boundary=o\n\n--o\n\n" note "\n--o\n"                       \
    "Content-Type: message/rfc822\n\n"                                                             \
    "From: =?UTF-8?B?44GV44GP44KJ?= <info@brand.example>\nSubject: inner\n"                        \
    "Received: x\nDate: Fri, 28 Nov 2025 04:21:34 +0800\n\nhttps://evil.example/\n--o--\n"

static void an_attached_mail_is_read_in_place_of_its_carrier(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, ATTACHED("mixed", "note"));

    (void)state;
    assert_int_equal(m.forward, MESSAGE_FORWARD_ATTACHED);
    assert_span(m.from.at[0].address, "info@brand.example");
    assert_span(m.subject, "inner");
    assert_span(m.outer_from.at[0].address, "owner@isp.example");
    assert_int_equal(m.auth_count, 0);
    assert_int_equal(m.date_ms, 1764274894000);
    assert_int_equal(m.link_count, 1);
    assert_true(m.links[0].at >= m.forward_at);
    assert_true(has((struct span){.at = m.text.at, .len = m.forward_at}, "note"));
}

static void a_report_that_brings_a_mail_back_is_no_forward(void **state)
{
    struct message m = read_text(MESSAGE_MAIL, ATTACHED("report", "not delivered"));

    (void)state;
    assert_int_equal(m.forward, MESSAGE_FORWARD_NONE);
    assert_span(m.from.at[0].address, "owner@isp.example");
    assert_int_equal(m.auth_count, 1);
    assert_int_equal(m.attachment_count, 1);
    assert_int_equal(m.attachments[0].content, MESSAGE_CONTENT_MESSAGE);
    assert_int_equal(m.link_count, 0);
}

static void headers_pasted_above_a_text_are_its_headers(void **state)
{
    struct message m = read_text(
        MESSAGE_TEXT, "件名：会員情報の確認\n差出人：さくら <info@brand.example>\n\n本文です\n");

    (void)state;
    assert_int_equal(m.forward, MESSAGE_FORWARD_NONE);
    assert_span(m.subject, "会員情報の確認");
    assert_span(m.from.at[0].address, "info@brand.example");
    m = read_text(MESSAGE_TEXT, "件名: ご利用のお知らせ\n本文です\n");
    assert_span(m.subject, "ご利用のお知らせ");
    assert_int_equal(m.from.count, 0);
    m = read_text(MESSAGE_TEXT, "こんにちは。From the desk of: nobody\n");
    assert_int_equal(m.from.count, 0);
    assert_span(m.subject, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(gmail_forwards_are_read),
        WITH_ARENA(apple_mail_forwards_are_read),
        WITH_ARENA(outlook_forwards_are_read),
        WITH_ARENA(thunderbird_forwards_are_read),
        WITH_ARENA(webmail_forwards_are_read),
        WITH_ARENA(forwards_in_html_are_read),
        WITH_ARENA(an_answer_is_no_forward),
        WITH_ARENA(headers_far_below_are_no_forward),
        WITH_ARENA(an_attached_mail_is_read_in_place_of_its_carrier),
        WITH_ARENA(a_report_that_brings_a_mail_back_is_no_forward),
        WITH_ARENA(headers_pasted_above_a_text_are_its_headers),
    };
    struct err e = {0};

    if (!message_warm(&e)) {
        return 1;
    }
    return cmocka_run_group_tests_name("message/forward", tests, NULL, NULL);
}
