#include "notice/mime.h"

#include "base/time.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdlib.h>

#define WORD_BYTES                                                                                 \
    39 /* of one encoded word: 52 of base64, 12 around them, behind "Subject: " below 78 */
#define PLAIN_BYTES 60  /* a header's words stay as they are up to here */
#define BASE64_BYTES 57 /* of one line: 76 of base64 */
#define QUOTED_LINE 73  /* a soft break is due when a line has so many: =XX and = follow */

static void crlf(struct buf *out)
{
    buf_add(out, SPAN("\r\n"));
}

/* --- headers --------------------------------------------------------------------------------------- */

static bool is_simple(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool marks = s.at[i] == '=' && i + 1 < s.len && s.at[i + 1] == '?';

        if (s.at[i] < ' ' || s.at[i] > '~' || marks) {
            return false;
        }
    }
    return s.len <= PLAIN_BYTES;
}

static void base64(struct buf *out, struct span bytes)
{
    char text[4 * ((BASE64_BYTES + 2) / 3) + 1];

    (void)sodium_bin2base64(text, sizeof text, (const unsigned char *)bytes.at, bytes.len,
                            sodium_base64_VARIANT_ORIGINAL);
    buf_add(out, (struct span){.at = text, .len = strlen(text)});
}

/* The longest beginning of whole characters within `max` bytes; at least one byte. */
static struct span whole(struct span s, size_t max)
{
    size_t end = 0;

    while (end < s.len) {
        uint32_t ignored;
        size_t len = utf8_take((struct span){.at = s.at + end, .len = s.len - end}, &ignored);

        len = len == 0 ? 1 : len;
        if (end + len > max) {
            break;
        }
        end += len;
    }
    return (struct span){.at = s.at, .len = end};
}

void mime_words(struct buf *out, struct span words)
{
    bool first = true;

    while (words.len > 0) {
        struct span head = whole(words, WORD_BYTES);

        buf_add(out, first ? SPAN("=?UTF-8?B?") : SPAN("\r\n =?UTF-8?B?"));
        base64(out, head);
        buf_add(out, SPAN("?="));
        words = (struct span){.at = words.at + head.len, .len = words.len - head.len};
        first = false;
    }
}

static void put_words(struct buf *out, struct span words)
{
    if (is_simple(words)) {
        buf_add(out, words);
    } else {
        mime_words(out, words);
    }
}

static bool has(struct span s, char c)
{
    return s.len > 0 && memchr(s.at, c, s.len) != NULL;
}

static void put_mailbox(struct buf *out, struct span name, struct span address)
{
    bool quoted = is_simple(name) && !has(name, '"') && !has(name, '\\');

    if (name.len > 0) {
        buf_add(out, quoted ? SPAN("\"") : SPAN(""));
        if (quoted) {
            buf_add(out, name);
        } else {
            mime_words(out, name);
        }
        buf_add(out, quoted ? SPAN("\" ") : SPAN("\r\n "));
    }
    buf_addf(out, "<%.*s>\r\n", (int)address.len, address.at);
}

static void put_date(struct buf *out, int64_t at_ms, int64_t offset_ms)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = time_to_civil(at_ms + offset_ms);
    int day = (int)(((time_day_of(at_ms + offset_ms) % 7) + 7) % 7);
    int minutes = abs((int)(offset_ms / (60 * TIME_SECOND_MS)));

    buf_addf(out, "Date: %s, %d %s %04d %02d:%02d:%02d %c%02d%02d\r\n", days[day], c.day,
             months[c.month - 1], c.year, c.hour, c.minute, c.second, offset_ms < 0 ? '-' : '+',
             minutes / 60, minutes % 60);
}

static bool is_atext(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Atoms with single dots between them. */
static bool is_dotted(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool dot = s.at[i] == '.' && i > 0 && i + 1 < s.len && s.at[i - 1] != '.';

        if (!dot && !is_atext(s.at[i])) {
            return false;
        }
    }
    return s.len > 0;
}

bool mime_is_address(struct span s)
{
    struct span local;

    return s.len <= 320 && span_cut(&s, '@', &local) && is_dotted(local) && is_dotted(s);
}

/* --- bodies ---------------------------------------------------------------------------------------- */

static bool is_mostly_ascii(struct span text)
{
    size_t high = 0;

    for (size_t i = 0; i < text.len; i++) {
        high += (text.at[i] & 0x80) != 0;
    }
    return high * 6 < text.len; /* above that base64 is shorter */
}

static void put_quoted(struct buf *out, struct span text)
{
    size_t column = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool last = i + 1 == text.len || text.at[i + 1] == '\n';
        bool plain = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !last);

        if (c == '\n') {
            crlf(out);
            column = 0;
            continue;
        }
        if (column >= QUOTED_LINE) {
            buf_add(out, SPAN("=\r\n"));
            column = 0;
        }
        if (plain && !(c == '.' && column == 0)) {
            buf_add(out, (struct span){.at = &c, .len = 1});
            column++;
        } else {
            buf_addf(out, "=%02X", (unsigned)(unsigned char)c);
            column += 3;
        }
    }
    crlf(out);
}

/* Line ends are CRLF before they are encoded (RFC 2045 6.8). */
static void put_base64(struct buf *out, struct span text)
{
    char line[BASE64_BYTES];
    size_t used = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char pair[2] = {'\r', text.at[i]};
        size_t from = text.at[i] == '\n' ? 0 : 1;

        for (size_t k = from; k < 2; k++) {
            line[used++] = pair[k];
            if (used == sizeof line) {
                base64(out, (struct span){.at = line, .len = used});
                crlf(out);
                used = 0;
            }
        }
    }
    base64(out, (struct span){.at = line, .len = used});
    crlf(out);
}

static void put_part(struct buf *out, const struct mime_mail *m, const char *type, struct span text)
{
    bool quoted = is_mostly_ascii(text);

    buf_addf(out,
             "--=_%.*s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n"
             "Content-Language: %s\r\n\r\n",
             (int)m->id.len, m->id.at, type, quoted ? "quoted-printable" : "base64", m->lang);
    if (quoted) {
        put_quoted(out, text);
    } else {
        put_base64(out, text);
    }
}

/* Precedence and X-Auto-Response-Suppress are what older programs and Exchange look at (RFC 3834 3.1.8). */
static void put_reply(struct buf *out, const struct mime_mail *m)
{
    if (m->reply) {
        buf_add(out, SPAN("Precedence: auto_reply\r\nX-Auto-Response-Suppress: All\r\n"));
    }
    if (m->answers.len > 0) {
        buf_addf(out, "In-Reply-To: <%.*s>\r\nReferences: <%.*s>\r\n", (int)m->answers.len,
                 m->answers.at, (int)m->answers.len, m->answers.at);
    }
}

void mime_print(struct buf *out, const struct mime_mail *m)
{
    struct span domain = m->from;
    struct span local;

    (void)span_cut(&domain, '@', &local);
    buf_add(out, SPAN("From: "));
    put_mailbox(out, m->from_name, m->from);
    buf_add(out, SPAN("To: "));
    put_mailbox(out, m->to_name, m->to);
    buf_add(out, SPAN("Subject: "));
    put_words(out, m->subject);
    crlf(out);
    put_date(out, m->at_ms, m->offset_ms);
    put_reply(out, m);
    buf_addf(out,
             "Message-ID: <%.*s@%.*s>\r\nAuto-Submitted: %s\r\nContent-Language: %s\r\n"
             "MIME-Version: 1.0\r\n"
             "Content-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n",
             (int)m->id.len, m->id.at, (int)domain.len, domain.at,
             m->reply ? "auto-replied" : "auto-generated", m->lang, (int)m->id.len, m->id.at);
    put_part(out, m, "text/plain", m->text);
    put_part(out, m, "text/html", m->html);
    buf_addf(out, "--=_%.*s--\r\n", (int)m->id.len, m->id.at);
}
