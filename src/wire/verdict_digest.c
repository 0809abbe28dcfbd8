#include "wire/verdict_digest.h"

#include <stdlib.h>

#define PIECE 512 /* bytes hashed at once */

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        c = (char)(c + ('a' - 'A'));
    }
    return c;
}

bool verdict_is_name(struct span name, struct span wanted)
{
    if (name.len != wanted.len) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (lower(name.at[i]) != lower(wanted.at[i])) {
            return false;
        }
    }
    return true;
}

static void add(struct verdict_digest *d, const char *at, size_t len)
{
    (void)crypto_generichash_update(&d->hash, (const unsigned char *)at, len);
}

void verdict_digest_begin(struct verdict_digest *d)
{
    *d = (struct verdict_digest){.from_len = 0};
    (void)crypto_generichash_init(&d->hash, NULL, 0, FILTER_DIGEST_SIZE);
}

static size_t take_value(struct span value, char out[static VERDICT_DIGEST_VALUE_MAX])
{
    size_t len = 0;
    bool blank = false;

    for (size_t i = 0; i < value.len && len + 2 <= VERDICT_DIGEST_VALUE_MAX; i++) {
        char c = value.at[i];

        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            blank = len > 0;
            continue;
        }
        if (blank) {
            out[len++] = ' ';
            blank = false;
        }
        out[len++] = c;
    }
    return len;
}

void verdict_digest_header(struct verdict_digest *d, struct span name, struct span value)
{
    if (!d->has_from && verdict_is_name(name, SPAN("From"))) {
        d->has_from = true;
        d->from_len = take_value(value, d->from);
    } else if (!d->has_message_id && verdict_is_name(name, SPAN("Message-ID"))) {
        d->has_message_id = true;
        d->message_id_len = take_value(value, d->message_id);
    }
}

void verdict_digest_body_begin(struct verdict_digest *d)
{
    add(d, d->from, d->from_len);
    add(d, "\n", 1);
    add(d, d->message_id, d->message_id_len);
    add(d, "\n", 1);
}

static void add_line_ends(struct verdict_digest *d)
{
    char ends[PIECE];

    memset(ends, '\n', sizeof ends);
    while (d->line_ends > 0) {
        size_t n = d->line_ends < sizeof ends ? d->line_ends : sizeof ends;

        add(d, ends, n);
        d->line_ends -= n;
    }
}

void verdict_digest_body(struct verdict_digest *d, struct span piece)
{
    size_t at = 0;

    while (at < piece.len) {
        size_t from = at;

        while (at < piece.len && piece.at[at] != '\r' && piece.at[at] != '\n') {
            at++;
        }
        if (at > from) {
            add_line_ends(d);
            add(d, piece.at + from, at - from);
        }
        for (; at < piece.len && (piece.at[at] == '\r' || piece.at[at] == '\n'); at++) {
            d->line_ends += piece.at[at] == '\n';
        }
    }
}

void verdict_digest_end(struct verdict_digest *d, uint8_t out[static FILTER_DIGEST_SIZE])
{
    (void)crypto_generichash_final(&d->hash, out, FILTER_DIGEST_SIZE);
}

static int order(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    size_t len = x->len < y->len ? x->len : y->len;

    for (size_t i = 0; i < len; i++) {
        unsigned char p = (unsigned char)lower(x->at[i]);
        unsigned char q = (unsigned char)lower(y->at[i]);

        if (p != q) {
            return p < q ? -1 : 1;
        }
    }
    return (x->len > y->len) - (x->len < y->len);
}

void verdict_digest_recipients(struct span *addresses, size_t count,
                               uint8_t out[static FILTER_DIGEST_SIZE])
{
    crypto_generichash_state hash;

    (void)crypto_generichash_init(&hash, NULL, 0, FILTER_DIGEST_SIZE);
    if (count > 0) {
        qsort(addresses, count, sizeof *addresses, order);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k <= addresses[i].len; k++) {
            unsigned char c = k < addresses[i].len ? (unsigned char)lower(addresses[i].at[k])
                                                   : (unsigned char)'\n';

            (void)crypto_generichash_update(&hash, &c, 1);
        }
    }
    (void)crypto_generichash_final(&hash, out, FILTER_DIGEST_SIZE);
}
