/* Personal data out of any text: whatever it is, no address and no number of
 * four digits is left outside of placeholders. */
#undef NDEBUG
#include "message/fake.h"
#include "message/scrub.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SCRUBBED_MAX ((size_t)512 << 10)

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool stands(struct span text, size_t at, const char *mark)
{
    return text.len - at >= 3 && memcmp(text.at + at, mark, 3) == 0;
}

/* Outside of placeholders. */
static void check_shown(struct span text)
{
    size_t digits = 0;
    size_t local = 0;
    bool inside = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        inside = (inside || stands(text, i, FAKE_HOLE_OPEN)) && !stands(text, i, FAKE_HOLE_CLOSE);
        digits = !inside && c >= '0' && c <= '9' ? digits + 1 : 0;
        assert(digits < 4);
        assert(inside || c != '@' || local == 0 || local > 200);
        local = !inside && is_alnum(c) ? local + 1 : 0;
    }
}

static void check_print(const struct fake_print *p)
{
    assert(p->count <= FAKE_RUNS_MAX);
    for (uint32_t i = 1; i < p->count; i++) {
        assert(p->runs[i - 1] < p->runs[i]);
    }
    assert(fake_alike(p, p) == (p->count < FAKE_PRINT_MIN ? 0 : 100));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scrub_names names;
    struct arena *a = arena_new((size_t)16 << 20);
    char *room = malloc(2 * SCRUBBED_MAX);
    struct buf shown = {.at = room, .cap = SCRUBBED_MAX};
    struct buf bare = {.at = room + SCRUBBED_MAX, .cap = SCRUBBED_MAX};
    struct span text = {.at = (const char *)data, .len = size};
    struct span name = {.at = text.at, .len = size < 24 ? size : 24};
    struct fake_print print;

    assert(a != NULL && room != NULL);
    names.count = 0;
    scrub_add_name(&names, name);
    scrub_add_address(&names, name);
    scrub_find_names(&names, text, a);
    assert(names.count <= SCRUB_NAMES_MAX);
    scrub_text(&names, text, a, &shown, &bare);
    assert(arena_taken(a) == 0);
    assert(!shown.full && !bare.full);
    check_shown((struct span){.at = shown.at, .len = shown.len});
    fake_print_make((struct span){.at = bare.at, .len = bare.len}, a, &print);
    check_print(&print);
    assert(arena_taken(a) == 0);
    arena_free(&a);
    free(room);
    return 0;
}
