#include "wire/verdict_header.h"

#include "base/number.h"
#include "wire/hex.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>

#define HUNDREDTHS 100
#define SCORE_MAX 1000000 /* hundredths */
#define MAC_MARK "; mac="

static const struct span words_own[] = {SPAN_INIT("no"), SPAN_INIT("own")};

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void verdict_queue_id(struct span id, char out[static FILTER_QUEUE_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < id.len && len + 1 < FILTER_QUEUE_MAX; i++) {
        if (is_alnum(id.at[i])) {
            out[len++] = id.at[i];
        }
    }
    out[len] = '\0';
}

/* --- printing --------------------------------------------------------------------------------- */

static void put_hex(struct buf *out, const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buf_addf(out, "%02x", at[i]);
    }
}

/* All in front of the seal, with one blank between fields. */
static void put_fields(struct buf *out, const struct filter_mark *m)
{
    buf_addf(out, "v=1; verdict=%s; notice=%s; state=%s; leaning=%s; rule=%s; score=%s%d.%02d",
             verdict_code_text(m->verdict), words_own[m->own].at, filter_state_code(m->state),
             leaning_code(m->leaning), verdict_rule_code(m->rule), m->score < 0 ? "-" : "",
             abs(m->score) / HUNDREDTHS, abs(m->score) % HUNDREDTHS);
    buf_addf(out, "; t=%" PRId64 "; q=%s; r=", m->at_s, m->queue_id);
    put_hex(out, m->recipients, sizeof m->recipients);
    buf_add(out, SPAN("; b="));
    put_hex(out, m->message, sizeof m->message);
}

static void seal_of(struct span fields, const uint8_t key[static VERDICT_KEY_SIZE],
                    uint8_t out[static crypto_auth_hmacsha256_BYTES])
{
    crypto_auth_hmacsha256_state s;

    (void)crypto_auth_hmacsha256_init(&s, key, VERDICT_KEY_SIZE);
    (void)crypto_auth_hmacsha256_update(&s, (const unsigned char *)fields.at, fields.len);
    (void)crypto_auth_hmacsha256_final(&s, out);
    sodium_memzero(&s, sizeof s);
}

/* Folded in front of the fields that make a line too long to look at. */
static void put_folded(struct buf *out, struct span fields)
{
    size_t column = sizeof VERDICT_HEADER_NAME + 1;

    while (fields.len > 0) {
        struct span rest = fields;
        struct span one;

        if (!span_cut(&rest, ' ', &one)) {
            one = fields;
            rest = SPAN("");
        }
        if (column + one.len + 1 > 76) {
            buf_add(out, SPAN("\n\t"));
            column = 8;
        } else if (column > sizeof VERDICT_HEADER_NAME + 1) {
            buf_add(out, SPAN(" "));
        }
        buf_add(out, one);
        column += one.len + 1;
        fields = rest;
    }
}

void verdict_header_print(struct buf *out, const struct filter_mark *m,
                          const uint8_t key[static VERDICT_KEY_SIZE])
{
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    char bytes[VERDICT_HEADER_MAX];
    struct buf fields = BUF_ON(bytes);

    put_fields(&fields, m);
    seal_of((struct span){.at = fields.at, .len = fields.len}, key, mac);
    put_folded(out, (struct span){.at = fields.at, .len = fields.len});
    buf_add(out, SPAN(";\n\tmac="));
    put_hex(out, mac, sizeof mac);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Each run of white space becomes one blank; none at the ends. False when it is too long. */
static bool flatten(struct span in, struct buf *out)
{
    bool blank = false;

    for (size_t i = 0; i < in.len; i++) {
        char c = in.at[i];

        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            blank = out->len > 0;
            continue;
        }
        if (blank) {
            buf_add(out, SPAN(" "));
            blank = false;
        }
        buf_add(out, (struct span){.at = &c, .len = 1});
    }
    return !out->full;
}

static bool take_hex(struct span in, uint8_t *out, size_t size)
{
    if (in.len != 2 * size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(in.at[2 * i]);
        int low = hex_digit(in.at[2 * i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "KEY=value" and "; " behind it, unless it is the last. */
static bool take_field(struct span *rest, struct span key, struct span *value)
{
    struct span one;

    if (!span_cut(rest, ';', &one)) {
        one = *rest;
        *rest = (struct span){.at = one.at + one.len, .len = 0};
    } else if (rest->len > 0 && rest->at[0] == ' ') {
        *rest = (struct span){.at = rest->at + 1, .len = rest->len - 1};
    } else {
        return false;
    }
    if (one.len < key.len || memcmp(one.at, key.at, key.len) != 0) {
        return false;
    }
    *value = (struct span){.at = one.at + key.len, .len = one.len - key.len};
    return true;
}

static bool read_code(struct span value, const char *(*code)(unsigned), unsigned count,
                      unsigned *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (span_eq(value, text_of(code(i)))) {
            *out = i;
            return true;
        }
    }
    return false;
}

static const char *verdict_name(unsigned i)
{
    return verdict_code_text((enum verdict_code)i);
}

static const char *leaning_name(unsigned i)
{
    return leaning_code((enum leaning)i);
}

static const char *rule_name(unsigned i)
{
    return verdict_rule_code((enum verdict_rule)i);
}

static bool read_score(struct span value, int32_t *out)
{
    bool minus = value.len > 0 && value.at[0] == '-';
    struct span rest = {.at = value.at + minus, .len = value.len - minus};
    struct span whole;
    uint64_t before = 0;
    uint64_t behind = 0;

    if (!span_cut(&rest, '.', &whole) || rest.len != 2 ||
        !number_parse(whole, 0, SCORE_MAX / HUNDREDTHS, &before) ||
        !number_parse(rest, 0, HUNDREDTHS - 1, &behind)) {
        return false;
    }
    *out = (int32_t)(before * HUNDREDTHS + behind);
    *out = minus ? -*out : *out;
    return true;
}

static bool read_queue_id(struct span value, char out[static FILTER_QUEUE_MAX])
{
    verdict_queue_id(value, out);
    return span_eq(value, text_of(out));
}

static bool read_judgement(struct span *rest, struct filter_mark *m)
{
    struct span v;
    unsigned verdict = 0;
    unsigned leaning = 0;
    unsigned rule = 0;

    if (!take_field(rest, SPAN("v="), &v) || !span_eq(v, SPAN("1")) ||
        !take_field(rest, SPAN("verdict="), &v) ||
        !read_code(v, verdict_name, VERDICT_COUNT, &verdict) ||
        !take_field(rest, SPAN("notice="), &v) ||
        !(span_eq(v, words_own[0]) || span_eq(v, words_own[1]))) {
        return false;
    }
    m->own = span_eq(v, words_own[1]);
    m->verdict = (enum verdict_code)verdict;
    if (!take_field(rest, SPAN("state="), &v) || !filter_state_parse(v, &m->state) ||
        !take_field(rest, SPAN("leaning="), &v) ||
        !read_code(v, leaning_name, LEANING_COUNT, &leaning) ||
        !take_field(rest, SPAN("rule="), &v) || !read_code(v, rule_name, RULE_COUNT, &rule)) {
        return false;
    }
    m->leaning = (enum leaning)leaning;
    m->rule = (enum verdict_rule)rule;
    return take_field(rest, SPAN("score="), &v) && read_score(v, &m->score);
}

static bool read_binding(struct span *rest, struct filter_mark *m)
{
    uint64_t t = 0;
    struct span v;

    if (!take_field(rest, SPAN("t="), &v) || !number_parse(v, 0, INT64_MAX / 1000, &t)) {
        return false;
    }
    m->at_s = (int64_t)t;
    return take_field(rest, SPAN("q="), &v) && read_queue_id(v, m->queue_id) &&
           take_field(rest, SPAN("r="), &v) && take_hex(v, m->recipients, sizeof m->recipients) &&
           take_field(rest, SPAN("b="), &v) && take_hex(v, m->message, sizeof m->message) &&
           rest->len == 0;
}

bool verdict_header_read(struct span value, const uint8_t key[static VERDICT_KEY_SIZE],
                         struct filter_mark *out, enum verdict_seal *seal, struct err *e)
{
    char bytes[VERDICT_HEADER_MAX];
    struct buf flat = BUF_ON(bytes);
    uint8_t stated[crypto_auth_hmacsha256_BYTES];
    uint8_t right[crypto_auth_hmacsha256_BYTES];
    struct filter_mark m = {.own = false};
    const size_t tail = sizeof MAC_MARK - 1 + 2 * sizeof stated;
    struct span fields;
    struct span rest;

    if (!flatten(value, &flat) || flat.len <= tail ||
        memcmp(flat.at + flat.len - tail, MAC_MARK, sizeof MAC_MARK - 1) != 0 ||
        !take_hex(
            (struct span){.at = flat.at + flat.len - 2 * sizeof stated, .len = 2 * sizeof stated},
            stated, sizeof stated)) {
        return err_set(e, ERR_INPUT, "expected a verdict that ends in mac= and 64 digits");
    }
    fields = (struct span){.at = flat.at, .len = flat.len - tail};
    rest = fields;
    if (!read_judgement(&rest, &m) || !read_binding(&rest, &m)) {
        return err_set(e, ERR_INPUT, "expected the fields of a verdict in their order");
    }
    seal_of(fields, key, right);
    *seal =
        sodium_memcmp(stated, right, sizeof right) == 0 ? VERDICT_SEAL_RIGHT : VERDICT_SEAL_WRONG;
    *out = m;
    return true;
}
