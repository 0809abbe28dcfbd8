#include "notice/reference.h"

#include "base/utf8.h"

#include <sodium.h>

#define CONTENT (NOTICE_REFERENCE_CHARS - 1)
#define GROUP 4
#define BREAK_MAX 24 /* characters between two groups: a line break and the marks of a quotation */
#define TYPED_MAX 256

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define NO_SYMBOL (-1)

/* --- the check character -------------------------------------------------------------------------- */

/* Times x in GF(32), modulo x^5 + x^2 + 1, which is primitive: the powers of x are 31 different
 * weights. */
static uint8_t times_x(uint8_t v)
{
    unsigned doubled = (unsigned)v << 1;

    return (uint8_t)((doubled & 0x20u) != 0 ? doubled ^ 0x25u : doubled);
}

/* Horner's rule over the characters: the last one has weight 1, the one before it x, and so on. A code
 * word gives 0. */
static uint8_t syndrome(const uint8_t *symbols, size_t count)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum = (uint8_t)(times_x(sum) ^ symbols[i]);
    }
    return sum;
}

static void print(const uint8_t symbols[static NOTICE_REFERENCE_CHARS],
                  char out[static NOTICE_REFERENCE_MAX])
{
    size_t at = 0;

    for (size_t i = 0; i < NOTICE_REFERENCE_CHARS; i++) {
        if (i > 0 && i % GROUP == 0) {
            out[at++] = '-';
        }
        out[at++] = alphabet[symbols[i]];
    }
    out[at] = '\0';
}

void reference_make(const struct notice_key *key, const struct notice_facts *facts,
                    struct span account, char out[static NOTICE_REFERENCE_MAX])
{
    const uint64_t fixed[] = {facts->identity, facts->kind, (uint64_t)facts->at_ms};
    uint8_t symbols[NOTICE_REFERENCE_CHARS];
    uint8_t hash[crypto_generichash_BYTES];
    uint8_t bytes[sizeof fixed];
    crypto_generichash_state state;

    for (size_t i = 0; i < sizeof fixed; i++) {
        bytes[i] = (uint8_t)(fixed[i / 8] >> (i % 8 * 8)); /* the same on every machine */
    }
    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    (void)crypto_generichash_update(&state, bytes, sizeof bytes);
    (void)crypto_generichash_update(&state, (const unsigned char *)account.at, account.len);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    for (size_t i = 0; i < CONTENT; i++) {
        symbols[i] = hash[i] & 31; /* 5 bits of each of 13 bytes */
    }
    symbols[CONTENT] = 0;
    symbols[CONTENT] = syndrome(symbols, NOTICE_REFERENCE_CHARS);
    print(symbols, out);
}

/* --- reading -------------------------------------------------------------------------------------- */

/* ASCII for a full-width form (U+FF01..FF5E), else the character itself. */
static uint32_t narrow(uint32_t c)
{
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

static bool is_word(uint32_t c)
{
    c = narrow(c);
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int symbol_of(uint32_t c)
{
    const char *hit;

    if (!is_word(c)) {
        return NO_SYMBOL;
    }
    c = narrow(c);
    if (c >= 'a') {
        c -= 'a' - 'A';
    }
    switch (c) {
    case 'O':
        c = '0';
        break;
    case 'I':
    case 'L':
        c = '1';
        break;
    case 'U':
        c = 'V';
        break;
    default:
        break;
    }
    hit = memchr(alphabet, (int)c, sizeof alphabet - 1);
    return hit == NULL ? NO_SYMBOL : (int)(hit - alphabet);
}

/* What may stand between two groups: hyphens of any kind, blanks, line breaks, invisible characters,
 * and the marks of quoted mail. */
static bool is_break(uint32_t c)
{
    static const uint32_t singles[] = {' ',    '\t',   '\r',   '\n',   '-',    '>',    '|',
                                       0x00A0, 0x00AD, 0x1680, 0x202F, 0x205F, 0x2060, 0x2212,
                                       0x2500, 0x2501, 0x3000, 0x30FC, 0xFE58, 0xFE63, 0xFEFF,
                                       0xFF0D, 0xFF1E, 0xFF5C, 0xFF70};

    for (size_t i = 0; i < COUNT(singles); i++) {
        if (c == singles[i]) {
            return true;
        }
    }
    return c >= 0x2000 && c <= 0x2015; /* spaces of all widths, zero-width ones, hyphens, dashes */
}

/* One character off the front; what is no UTF-8 is one byte that is nothing. */
static uint32_t next(struct span *rest)
{
    uint32_t c = 0xFFFD;
    size_t len = utf8_take(*rest, &c);

    len = len == 0 ? 1 : len;
    *rest = (struct span){.at = rest->at + len, .len = rest->len - len};
    return c;
}

static bool peek(struct span rest, uint32_t *c)
{
    if (rest.len == 0) {
        return false;
    }
    *c = next(&rest);
    return true;
}

static bool finish(const uint8_t symbols[static NOTICE_REFERENCE_CHARS],
                   char out[static NOTICE_REFERENCE_MAX])
{
    if (syndrome(symbols, NOTICE_REFERENCE_CHARS) != 0) {
        return false;
    }
    print(symbols, out);
    return true;
}

static void skip_breaks(struct span *rest)
{
    uint32_t c = 0;

    for (size_t i = 0; i < BREAK_MAX && peek(*rest, &c) && is_break(c); i++) {
        (void)next(rest);
    }
}

/* A reference that begins at *rest and ends at the end of a word; *rest moves on only then. */
static bool take(struct span *rest, char out[static NOTICE_REFERENCE_MAX])
{
    uint8_t symbols[NOTICE_REFERENCE_CHARS];
    struct span at = *rest;
    uint32_t c = 0;

    for (size_t i = 0; i < NOTICE_REFERENCE_CHARS; i++) {
        int symbol;

        if (i > 0 && i % GROUP == 0) {
            skip_breaks(&at);
        }
        if (at.len == 0) {
            return false;
        }
        symbol = symbol_of(next(&at));
        if (symbol == NO_SYMBOL) {
            return false;
        }
        symbols[i] = (uint8_t)symbol;
    }
    if ((peek(at, &c) && is_word(c)) || !finish(symbols, out)) {
        return false;
    }
    *rest = at;
    return true;
}

bool reference_find(struct span *rest, char out[static NOTICE_REFERENCE_MAX])
{
    bool inside = false; /* of a word: a reference stands alone */
    uint32_t c = 0;

    while (peek(*rest, &c)) {
        if (!inside && is_word(c) && take(rest, out)) {
            return true;
        }
        (void)next(rest);
        inside = is_word(c);
    }
    return false;
}

/* Exactly `wanted` characters, with breaks anywhere. */
static bool read_symbols(struct span in, uint8_t *symbols, size_t wanted)
{
    size_t count = 0;

    while (in.len > 0) {
        uint32_t c = next(&in);
        int symbol = symbol_of(c);

        if (is_break(c)) {
            continue;
        }
        if (symbol == NO_SYMBOL || count == wanted) {
            return false;
        }
        symbols[count++] = (uint8_t)symbol;
    }
    return count == wanted;
}

static bool read_bare(struct span in, char out[static NOTICE_REFERENCE_MAX])
{
    uint8_t symbols[NOTICE_REFERENCE_CHARS];

    return read_symbols(in, symbols, NOTICE_REFERENCE_CHARS) && finish(symbols, out);
}

char reference_letter(uint8_t bits)
{
    return alphabet[bits & 31];
}

bool reference_letters(struct span in, char *out, size_t count)
{
    in.len = in.len > TYPED_MAX ? TYPED_MAX : in.len;
    if (!read_symbols(in, (uint8_t *)out, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = alphabet[(uint8_t)out[i]];
    }
    return true;
}

bool reference_read(struct span in, char out[static NOTICE_REFERENCE_MAX])
{
    in.len = in.len > TYPED_MAX ? TYPED_MAX : in.len;
    return read_bare(in, out) || reference_find(&in, out);
}

void reference_plain(const char reference[static NOTICE_REFERENCE_MAX],
                     char out[static NOTICE_REFERENCE_CHARS + 1])
{
    size_t at = 0;

    for (size_t i = 0; reference[i] != '\0' && at < NOTICE_REFERENCE_CHARS; i++) {
        char c = reference[i];

        if (c != '-') {
            out[at++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    out[at] = '\0';
}
