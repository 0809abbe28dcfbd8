#include "model/device.h"

#include "base/utf8.h"

#define DEVICE_FORM 1
#define LINK_FORM 1

static const char *const codes[] = {
    [DEVICE_IPHONE] = "iphone",   [DEVICE_MAC] = "mac",
    [DEVICE_ANDROID] = "android", [DEVICE_THUNDERBIRD] = "thunderbird",
    [DEVICE_OUTLOOK] = "outlook", [DEVICE_OTHER] = "other"};
_Static_assert(COUNT(codes) == DEVICE_KIND_COUNT, "a code for each kind");

const char *device_kind_code(enum device_kind k)
{
    return codes[k];
}

bool device_kind_parse(struct span code, enum device_kind *out)
{
    for (unsigned i = 0; i < DEVICE_KIND_COUNT; i++) {
        if (span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
            *out = (enum device_kind)i;
            return true;
        }
    }
    return false;
}

bool device_name_take(struct device *d, struct span name)
{
    struct span rest = name;

    if (name.len == 0 || name.len > DEVICE_NAME_MAX) {
        return false;
    }
    while (rest.len > 0) {
        uint32_t point = 0;
        size_t used = utf8_take(rest, &point);

        if (used == 0 || !utf8_printable(point)) {
            return false;
        }
        rest = (struct span){.at = rest.at + used, .len = rest.len - used};
    }
    memcpy(d->name, name.at, name.len);
    d->name[name.len] = '\0';
    return true;
}

/* --- out ------------------------------------------------------------------------------------------ */

static void put(struct buf *out, uint64_t value, unsigned bytes)
{
    char at[8];

    for (unsigned i = 0; i < bytes; i++) {
        at[i] = (char)(value >> (8 * i) & 0xff);
    }
    buf_add(out, (struct span){.at = at, .len = bytes});
}

static void put_text(struct buf *out, const char *text)
{
    size_t len = strlen(text);

    put(out, len, 1);
    buf_add(out, (struct span){.at = text, .len = len});
}

void device_pack(const struct device *d, struct buf *out)
{
    put(out, DEVICE_FORM, 1);
    put(out, d->kind, 1);
    put(out, d->version, 4);
    put(out, (uint64_t)d->created_ms, 8);
    put(out, (uint64_t)d->issued_ms, 8);
    put_text(out, d->id);
    put_text(out, d->account);
    put_text(out, d->name);
    put_text(out, d->app_password);
}

void setup_link_pack(const struct setup_link *l, struct buf *out)
{
    put(out, LINK_FORM, 1);
    put(out, l->anywhere, 1);
    put(out, (uint64_t)l->expires_ms, 8);
    put_text(out, l->account);
    put_text(out, l->device);
}

/* --- in ------------------------------------------------------------------------------------------- */

/* What is left; `bad` stays once something was missing. */
struct reader {
    struct span rest;
    bool bad;
};

static uint64_t take(struct reader *r, unsigned bytes)
{
    uint64_t value = 0;

    if (r->bad || r->rest.len < bytes) {
        r->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint64_t)(unsigned char)r->rest.at[i] << (8 * i);
    }
    r->rest = (struct span){.at = r->rest.at + bytes, .len = r->rest.len - bytes};
    return value;
}

static void take_text(struct reader *r, char *out, size_t max)
{
    size_t len = (size_t)take(r, 1);

    if (r->bad || len > max || len > r->rest.len || memchr(r->rest.at, '\0', len) != NULL) {
        r->bad = true;
        return;
    }
    memcpy(out, r->rest.at, len);
    out[len] = '\0';
    r->rest = (struct span){.at = r->rest.at + len, .len = r->rest.len - len};
}

bool device_unpack(struct span in, struct device *out)
{
    struct reader r = {.rest = in};
    struct device d = {0};
    uint64_t form = take(&r, 1);
    uint64_t kind = take(&r, 1);

    d.version = (uint32_t)take(&r, 4);
    d.created_ms = (int64_t)take(&r, 8);
    d.issued_ms = (int64_t)take(&r, 8);
    take_text(&r, d.id, DEVICE_ID_BYTES);
    take_text(&r, d.account, ACCOUNT_ID_MAX);
    take_text(&r, d.name, DEVICE_NAME_MAX);
    take_text(&r, d.app_password, APP_PASSWORD_ID_BYTES);
    if (r.bad || r.rest.len > 0 || form != DEVICE_FORM || kind >= DEVICE_KIND_COUNT) {
        return false;
    }
    d.kind = (enum device_kind)kind;
    *out = d;
    return true;
}

bool setup_link_unpack(struct span in, struct setup_link *out)
{
    struct reader r = {.rest = in};
    struct setup_link l = {0};
    uint64_t form = take(&r, 1);
    uint64_t anywhere = take(&r, 1);

    l.expires_ms = (int64_t)take(&r, 8);
    take_text(&r, l.account, ACCOUNT_ID_MAX);
    take_text(&r, l.device, DEVICE_ID_BYTES);
    if (r.bad || r.rest.len > 0 || form != LINK_FORM || anywhere > 1) {
        return false;
    }
    l.anywhere = anywhere == 1;
    *out = l;
    return true;
}
