/* What the store keeps of a device and of a link, and what somebody asks for. Invariants: what is read
 * packs to the same bytes again; texts end inside their room; a refusal changes nothing; the error about a
 * PIN is the same whatever the PIN is. */
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

/* What was typed as a PIN, too long or of another kind, is in no error. */
static void check_pin(struct span in)
{
    static const char *const expected[] = {"field pin: expected at most 64 bytes",
                                           "field pin: expected a text, got a number"};
    char bytes[256] = "";
    struct buf text = BUF_ON(bytes);
    struct arena *arena = arena_new(4096);
    struct device_order o;
    struct err e = {0};
    bool number = in.len % 2 == 0;

    if (arena == NULL) {
        abort();
    }
    buf_addf(&text, number ? "{\"pin\":1" : "{\"pin\":\"");
    for (size_t i = 0; i < 80; i++) {
        buf_addf(&text, "%d", in.len == 0 ? 0 : (unsigned char)in.at[i % in.len] % 10);
    }
    buf_addf(&text, number ? "}" : "\"}");
    assert(!device_json_read((struct span){text.at, text.len}, arena, &o, &e));
    assert(strncmp(e.text, expected[number], strlen(expected[number])) == 0);
    assert(strlen(e.text) == strlen(expected[number]));
    arena_free(&arena);
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
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_device(in);
    check_link(in);
    check_order(in);
    check_pin(in);
    return 0;
}
