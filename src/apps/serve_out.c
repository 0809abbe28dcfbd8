#include "apps/serve_out.h"

#include "apps/notice_setup.h"
#include "service/deliveries.h"

#include <sodium.h>

static struct telling_parts parts_of(const struct outgoing *o, const struct settings *s,
                                     const struct places *places)
{
    return (struct telling_parts){
        .settings = s, .places = places, .key = &o->key, .lang = build_lang(s)};
}

static bool dispatch_open(const struct settings *s, struct store *store, struct outgoing *o,
                          struct err *e)
{
    uint8_t reports[GATEWAY_KEY_SIZE];
    bool ok;

    deliveries_key(o->key.bytes, reports);
    ok = dispatch_new(s, store, reports, &o->dispatch, e);
    sodium_memzero(reports, sizeof reports);
    return ok;
}

bool outgoing_new(const struct build_wishes *w, const struct settings *s, struct store *store,
                  struct outgoing *out, struct err *e)
{
    const struct telling_parts parts = parts_of(out, s, NULL);
    char database[PATH_BYTES_MAX];

    return build_database(w, s, database, e) && notice_setup_key(s, database, &out->key, e) &&
           dispatch_open(s, store, out, e) && telling_new(&parts, store, &out->telling, e);
}

void outgoing_reports(const struct outgoing *o, struct api *api)
{
    uint8_t reports[GATEWAY_KEY_SIZE];

    deliveries_key(o->key.bytes, reports);
    api_set_report_key(api, reports);
    fakes_set_key(api_fakes(api), o->key.bytes);
    sodium_memzero(reports, sizeof reports);
}

bool outgoing_places(struct outgoing *o, const struct settings *s, const struct places *places,
                     struct err *e)
{
    const struct telling_parts parts = parts_of(o, s, places);

    return telling_set(o->telling, &parts, e);
}

bool outgoing_set(struct outgoing *o, const struct settings *old, const struct settings *s,
                  const struct places *places, struct err *e)
{
    struct err ignored;

    if (!dispatch_set(o->dispatch, s, e)) {
        return false;
    }
    if (!outgoing_places(o, s, places, e)) {
        (void)!dispatch_set(o->dispatch, old, &ignored);
        return false;
    }
    return true;
}

void outgoing_metrics(const struct outgoing *o, struct buf *out)
{
    dispatch_metrics(o->dispatch, out);
    telling_metrics(o->telling, out);
}

void outgoing_stop(struct outgoing *o, uint32_t within_ms)
{
    dispatch_stop(o->dispatch, within_ms);
}

void outgoing_hush(struct outgoing *o)
{
    telling_free(&o->telling);
}

void outgoing_free(struct outgoing *o)
{
    dispatch_free(&o->dispatch);
    sodium_memzero(&o->key, sizeof o->key);
}
