#include "message/grow.h"

#define FIRST_ROOM 256 /* bytes */
#define FIRST_ITEMS 4

static bool make_room(struct grow *g, size_t more)
{
    size_t cap = g->cap == 0 ? FIRST_ROOM : g->cap;
    char *at;

    if (more <= g->cap - g->len) {
        return true;
    }
    while (cap - g->len < more) {
        cap *= 2;
    }
    at = arena_take(g->arena, cap);
    if (at == NULL) {
        g->starved = true;
        return false;
    }
    if (g->len > 0) {
        memcpy(at, g->at, g->len);
    }
    g->at = at;
    g->cap = cap;
    return true;
}

/* The longest front of text with at most `len` bytes that ends between characters. */
static struct span whole_front(struct span text, size_t len)
{
    while (len > 0 && ((unsigned char)text.at[len] & 0xC0u) == 0x80) {
        len--;
    }
    return (struct span){.at = text.at, .len = len};
}

void grow_add(struct grow *g, struct span text)
{
    if (text.len == 0 || g->full || g->starved) {
        return;
    }
    if (text.len > g->max - g->len) {
        g->full = true;
        text = whole_front(text, g->max - g->len);
    }
    if (text.len > 0 && make_room(g, text.len)) {
        memcpy(g->at + g->len, text.at, text.len);
        g->len += text.len;
    }
}

void grow_char(struct grow *g, char c)
{
    grow_add(g, (struct span){.at = &c, .len = 1});
}

void *grow_item(struct arena *a, void **items, size_t count, size_t size)
{
    bool is_full = count == 0 || (count >= FIRST_ITEMS && (count & (count - 1)) == 0);

    if (is_full) {
        size_t room = count == 0 ? FIRST_ITEMS : 2 * count;
        void *at = arena_take(a, room * size);

        if (at == NULL) {
            return NULL;
        }
        if (count > 0) {
            memcpy(at, *items, count * size);
        }
        *items = at;
    }
    return (char *)*items + count * size;
}
