#include "courier/gateway_parts.h"

#include "courier/detail.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

/* '*' is anything; after a mismatch the last star takes one byte more. */
static bool fits_pattern(const char *pattern, struct span text)
{
    const char *star = NULL;
    size_t from = 0;
    size_t i = 0;

    while (i < text.len) {
        if (*pattern == '*') {
            star = pattern++;
            from = i;
        } else if (*pattern != '\0' && *pattern == text.at[i]) {
            pattern++;
            i++;
        } else if (star != NULL) {
            pattern = star + 1;
            i = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static struct span without_ends(struct span s)
{
    while (s.len > 0 && (s.at[s.len - 1] == '\n' || s.at[s.len - 1] == '\r')) {
        s.len--;
    }
    return gateway_trimmed(s);
}

enum gateway_verdict gateway_judge(const struct gateway *g, unsigned status, struct span body)
{
    struct span text = without_ends(body);

    for (size_t i = 0; i < g->answer_count; i++) {
        const struct gateway_answer *a = &g->answers[i];

        if (status >= a->lo && status <= a->hi &&
            (a->pattern[0] == '\0' || fits_pattern(a->pattern, text))) {
            return a->verdict;
        }
    }
    return GATEWAY_RETRY;
}

void gateway_detail(const struct gateway *g, unsigned status, struct span body, struct buf *out)
{
    char coded[3 * SECRET_TEXT_MAX];
    struct buf percent = BUF_ON(coded);
    struct span secret = secret_reveal(&g->password);
    struct span hidden[2];

    gateway_percent(&percent, secret);
    hidden[0] = (struct span){percent.at, percent.len};
    hidden[1] = secret;
    buf_addf(out, "%u ", status);
    detail_add(out, body, hidden, COUNT(hidden));
    sodium_memzero(coded, sizeof coded);
}

void gateway_token(const uint8_t key[static GATEWAY_KEY_SIZE], int64_t id,
                   char out[static GATEWAY_TOKEN_MAX])
{
    uint8_t hash[(GATEWAY_TOKEN_MAX - 1) / 2];
    char text[48];
    struct buf what = BUF_ON(text);

    buf_addf(&what, "delivery report %" PRId64, id);
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)what.at, what.len, key,
                             GATEWAY_KEY_SIZE);
    (void)sodium_bin2hex(out, GATEWAY_TOKEN_MAX, hash, sizeof hash);
}

bool gateway_token_is(const uint8_t key[static GATEWAY_KEY_SIZE], int64_t id, struct span token)
{
    char right[GATEWAY_TOKEN_MAX];

    gateway_token(key, id, right);
    return token.len == GATEWAY_TOKEN_MAX - 1 && sodium_memcmp(token.at, right, token.len) == 0;
}

uint32_t gateway_slots(const struct gateway *g)
{
    return g->slots;
}

uint32_t gateway_timeout_ms(const struct gateway *g)
{
    return g->timeout_ms;
}

const struct backoff *gateway_backoff(const struct gateway *g)
{
    return &g->backoff;
}

bool gateway_reports(const struct gateway *g)
{
    return g->report_url[0] != '\0';
}
