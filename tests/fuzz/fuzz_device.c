/* What the store keeps of a device and of a link, and what somebody asks for. Invariants: what is read
 * packs to the same bytes again; texts end inside their room; a refusal changes nothing and never quotes
 * a PIN. */
#include "model/device.h"
#include "wire/device_json.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_device(struct span in)
{
    struct device d;
    char bytes[DEVICE_FORM_MAX];
    struct buf out = BUF_ON(bytes);

    if (device_unpack(in, &d)) {
        assert(strlen(d.id) <= DEVICE_ID_BYTES && strlen(d.account) <= ACCOUNT_ID_MAX);
        assert(strlen(d.name) <= DEVICE_NAME_MAX && d.kind < DEVICE_KIND_COUNT);
        device_pack(&d, &out);
        assert(span_eq((struct span){out.at, out.len}, in));
    }
}

static void check_link(struct span in)
{
    struct setup_link l;
    char bytes[DEVICE_FORM_MAX];
    struct buf out = BUF_ON(bytes);

    if (setup_link_unpack(in, &l)) {
        setup_link_pack(&l, &out);
        assert(span_eq((struct span){out.at, out.len}, in));
    }
}

static void check_order(struct span in)
{
    struct arena *arena = arena_new((size_t)64 << 10);
    struct device_order o = {.kind = DEVICE_KIND_COUNT};
    struct err e = {0};

    if (arena == NULL) {
        abort();
    }
    if (device_json_read(in, arena, &o, &e)) {
        assert(o.kind < DEVICE_KIND_COUNT && o.device.len <= DEVICE_ID_BYTES);
        assert(o.name.len <= DEVICE_NAME_MAX && (o.has_pin || o.pin.len == 0));
    } else {
        assert(e.code == ERR_INPUT && o.kind == DEVICE_KIND_COUNT);
        assert(strstr(e.text, "s3cret") == NULL);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_device(in);
    check_link(in);
    check_order(in);
    return 0;
}
