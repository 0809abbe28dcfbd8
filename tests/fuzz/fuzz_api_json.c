/* Bodies of the HTTP API: what is read prints and reads back the same; what is refused is explained and
 * leaves the output alone. The first byte chooses which kind of body the rest is. */
#undef NDEBUG
#include "wire/announcement_json.h"
#include "wire/api_json.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    KIND_PATCH,
    KIND_EVENT,
    KIND_PROFILE,
    KIND_LISTING,
    KIND_ANNOUNCEMENT,
    KIND_COUNT
};

union body {
    struct account_patch patch;
    struct event_story event;
    struct profile_story profile;
    struct listing listing;
    struct announcement_patch announcement;
};

#define ROOM ((size_t)1 << 20)

static bool body_read(unsigned kind, struct span text, struct arena *arena, union body *out,
                      struct err *e)
{
    switch (kind) {
    case KIND_PATCH:
        return api_json_read_patch(text, arena, &out->patch, e);
    case KIND_EVENT:
        return api_json_read_event(text, arena, &out->event, e);
    case KIND_PROFILE:
        return api_json_read_profile(text, arena, &out->profile, e);
    case KIND_LISTING:
        return api_json_read_listing(text, false, &out->listing, e);
    default:
        return announcement_json_read(text, arena, &out->announcement, e);
    }
}

static void body_print(unsigned kind, const union body *b, struct buf *out)
{
    struct json_out j = json_out_open(out);

    switch (kind) {
    case KIND_PATCH:
        api_json_patch(&j, &b->patch);
        break;
    case KIND_EVENT:
        api_json_event(&j, &b->event);
        break;
    case KIND_PROFILE:
        api_json_profile(&j, &b->profile);
        break;
    case KIND_LISTING:
        api_json_listing(&j, &b->listing);
        break;
    default:
        announcement_json_put_patch(&j, &b->announcement);
        break;
    }
    json_out_close(&j);
    assert(!out->full);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static union body first;
    static union body again;
    static const union body none;
    unsigned kind = size == 0 ? 0 : data[0] % KIND_COUNT;
    struct span text = {.at = (const char *)data + 1, .len = size - 1};
    struct arena *arena = arena_new((size_t)4 << 20);
    struct buf left = {.at = malloc(ROOM), .cap = ROOM};
    struct buf right = {.at = malloc(ROOM), .cap = ROOM};
    struct err e = {0};

    assert(arena != NULL && left.at != NULL && right.at != NULL);
    memset(&first, 0, sizeof first);
    if (size == 0) {
        /* nothing to read */
    } else if (body_read(kind, text, arena, &first, &e)) {
        body_print(kind, &first, &left);
        assert(body_read(kind, (struct span){.at = left.at, .len = left.len}, arena, &again, &e));
        body_print(kind, &again, &right);
        assert(span_eq((struct span){.at = left.at, .len = left.len},
                       (struct span){.at = right.at, .len = right.len}));
    } else {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
        /* untouched means to the last byte, padding too */
        /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
        assert(memcmp(&first, &none, sizeof first) == 0);
    }
    arena_free(&arena);
    free(left.at);
    free(right.at);
    return 0;
}
