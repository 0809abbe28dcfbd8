#include "service/self_test.h"

#include "base/buf.h"
#include "courier/round_trip.h"
#include "words/device.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#define MESSAGE_MAX 4096
#define TEXT_MAX 1024
#define PASSWORD_BYTES_MAX 256

static _Atomic int running;

static void put_base64(struct buf *out, struct span text)
{
    char bytes[sodium_base64_ENCODED_LEN(TEXT_MAX, sodium_base64_VARIANT_ORIGINAL)];

    (void)sodium_bin2base64(bytes, sizeof bytes, (const unsigned char *)text.at, text.len,
                            sodium_base64_VARIANT_ORIGINAL);
    buf_addf(out, "%s", bytes);
}

/* Mon, 02 Jan 2006 15:04:05 +0000: the locale's own names would be another language's. */
static void put_date(struct buf *out, int64_t now_ms)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm t;

    (void)gmtime_r(&seconds, &t);
    buf_addf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday,
             months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void compose(struct buf *out, const struct self_test_question *q, const char *mark)
{
    struct span domain = mail_domain_of(q->address);
    enum lang lang = q->japanese ? LANG_JA : LANG_EN;
    char bytes[TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    buf_addf(out, "From: <%.*s>\r\nTo: <%.*s>\r\n", (int)q->address.len, q->address.at,
             (int)q->address.len, q->address.at);
    put_date(out, q->now_ms);
    buf_addf(out, "Message-ID: <%s@%.*s>\r\nSubject: =?UTF-8?B?", mark, (int)domain.len, domain.at);
    put_base64(out, words_self_test_subject(lang));
    buf_addf(out, "?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                  "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
    words_self_test_text(&text, lang, q->setup->name);
    for (size_t at = 0; at < text.len; at += 54) {
        size_t len = text.len - at < 54 ? text.len - at : 54;

        put_base64(out, (struct span){.at = text.at + at, .len = len});
        buf_add(out, SPAN("\r\n"));
    }
}

static enum self_test_result result_of(enum round_trip_result r)
{
    switch (r) {
    case ROUND_TRIP_BACK:
        return SELF_TEST_BACK;
    case ROUND_TRIP_REFUSED:
        return SELF_TEST_REFUSED;
    case ROUND_TRIP_AWAY:
        return SELF_TEST_AWAY;
    case ROUND_TRIP_UNSENT:
        return SELF_TEST_UNSENT;
    case ROUND_TRIP_LATE:
        return SELF_TEST_LATE;
    }
    return SELF_TEST_AWAY;
}

static bool copy(struct span from, char *to, size_t size)
{
    if (from.len == 0 || from.len >= size || memchr(from.at, '\0', from.len) != NULL) {
        return false;
    }
    memcpy(to, from.at, from.len);
    to[from.len] = '\0';
    return true;
}

static void go(const struct self_test_question *q, struct self_test_answer *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    char address[MAIL_ADDRESS_MAX + 1];
    char user[MAIL_ADDRESS_MAX + 1];
    char password[PASSWORD_BYTES_MAX];
    char mark[ROUND_TRIP_MARK_BYTES + 1] = "";
    char bytes[MESSAGE_MAX];
    struct buf message = BUF_ON(bytes);
    struct round_trip t = {.setup = q->setup,
                           .ca_file = q->ca_file,
                           .address = address,
                           .user = user,
                           .password = password,
                           .mark = mark,
                           .within_ms = SELF_TEST_MS};

    if (mail_domain_of(q->address).len == 0 || q->setup->server[MAIL_IMAP].host.len == 0 ||
        !copy(q->address, address, sizeof address) || !copy(q->user, user, sizeof user) ||
        !copy(q->password, password, sizeof password)) {
        return;
    }
    for (size_t i = 0; i < ROUND_TRIP_MARK_BYTES; i++) {
        mark[i] = letters[randombytes_uniform(32)];
    }
    compose(&message, q, mark);
    t.message = (struct span){.at = message.at, .len = message.len};
    if (!message.full) {
        out->result = result_of(round_trip(&t, &out->took_ms));
    }
    sodium_memzero(password, sizeof password);
}

void self_test_run(const struct self_test_question *q, struct self_test_answer *out)
{
    *out = (struct self_test_answer){.result = SELF_TEST_AWAY};
    if (atomic_fetch_add(&running, 1) < SELF_TESTS_MAX) {
        go(q, out);
    }
    (void)atomic_fetch_sub(&running, 1);
}
