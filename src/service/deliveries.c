#include "service/deliveries.h"

#include <sodium.h>

static bool due(void *ctx, const struct courier_due *what, courier_visit *visit, void *visit_ctx,
                struct err *e)
{
    const struct store_due same = {
        .channel = what->channel, .now_ms = what->now_ms, .limit = what->limit};

    return store_deliveries_due(ctx, &same, visit, visit_ctx, e);
}

static bool next(void *ctx, int64_t *next_ms, struct err *e)
{
    return store_deliveries_next(ctx, next_ms, e);
}

static bool change(void *ctx, struct delivery_change *changes, size_t count, struct err *e)
{
    return store_deliveries_change(ctx, changes, count, e);
}

static bool release(void *ctx, int64_t now_ms, uint64_t *released, struct err *e)
{
    return store_deliveries_release(ctx, now_ms, released, e);
}

struct courier_outbox deliveries_outbox(struct store *s)
{
    return (struct courier_outbox){
        .ctx = s, .due = due, .next = next, .change = change, .release = release};
}

void deliveries_key(const uint8_t secret[static GATEWAY_KEY_SIZE],
                    uint8_t out[static GATEWAY_KEY_SIZE])
{
    static const unsigned char use[] = "mioboe delivery reports";

    (void)crypto_generichash(out, GATEWAY_KEY_SIZE, use, sizeof use - 1, secret, GATEWAY_KEY_SIZE);
}

static bool exists(void *ctx, const struct delivery *d, const struct notice *n)
{
    (void)ctx;
    (void)d;
    (void)n;
    return false;
}

bool deliveries_report(struct store *s, const uint8_t key[static GATEWAY_KEY_SIZE],
                       const struct delivery_report *r, int64_t now_ms, struct err *e)
{
    struct delivery_change told = {
        .id = r->id,
        .state = r->state,
        .at_ms = now_ms,
        .detail = {r->text, r->text_len},
    };

    if (!gateway_token_is(key, r->id, r->token)) {
        return err_set(e, ERR_ABSENT, "there is no such delivery");
    }
    if (!store_delivery(s, r->id, exists, NULL, e)) {
        return e->code == ERR_ABSENT ? err_set(e, ERR_ABSENT, "there is no such delivery") : false;
    }
    return store_deliveries_change(s, &told, 1, e);
}
