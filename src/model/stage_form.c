#include "model/stage_form.h"

#include <string.h>

#define FORM_VERSION 1

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

void stage_pack(const struct stage *s, struct buf *out)
{
    const uint8_t small[] = {s->mode,     s->state,      s->percent,     s->origins,
                             s->services, s->move_count, s->group_count, s->network_count};

    put(out, FORM_VERSION, 1);
    put_text(out, s->id);
    put_text(out, s->name[0]);
    put_text(out, s->name[1]);
    put_text(out, s->announcement);
    put(out, (uint64_t)s->created_ms, 8);
    put(out, (uint64_t)s->changed_ms, 8);
    put(out, (uint64_t)s->starts_ms, 8);
    put(out, (uint64_t)s->nudges_ms, 8);
    buf_add(out, (struct span){.at = (const char *)small, .len = sizeof small});
    for (size_t i = 0; i < s->move_count; i++) {
        put(out, (uint64_t)s->moves[i].from_ms, 8);
        put(out, (uint64_t)s->moves[i].at_ms, 8);
    }
    for (size_t i = 0; i < s->group_count; i++) {
        put_text(out, s->groups[i]);
    }
    for (size_t i = 0; i < s->network_count; i++) {
        buf_add(out, (struct span){.at = (const char *)s->networks[i].prefix.bytes,
                                   .len = sizeof s->networks[i].prefix.bytes});
        put(out, s->networks[i].bits, 1);
    }
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

static void take_bytes(struct reader *r, void *out, size_t len)
{
    if (r->bad || r->rest.len < len) {
        r->bad = true;
        return;
    }
    memcpy(out, r->rest.at, len);
    r->rest = (struct span){.at = r->rest.at + len, .len = r->rest.len - len};
}

static void take_text(struct reader *r, char *out, size_t cap)
{
    size_t len = (size_t)take(r, 1);

    if (r->bad || len >= cap || r->rest.len < len || memchr(r->rest.at, '\0', len) != NULL) {
        r->bad = true;
        return;
    }
    take_bytes(r, out, len);
}

static void take_lists(struct reader *r, struct stage *s)
{
    r->bad = r->bad || s->move_count > STAGE_MOVES_MAX || s->group_count > STAGE_GROUPS_MAX ||
             s->network_count > STAGE_NETWORKS_MAX;
    for (size_t i = 0; !r->bad && i < s->move_count; i++) {
        s->moves[i].from_ms = (int64_t)take(r, 8);
        s->moves[i].at_ms = (int64_t)take(r, 8);
    }
    for (size_t i = 0; !r->bad && i < s->group_count; i++) {
        take_text(r, s->groups[i], sizeof s->groups[i]);
    }
    for (size_t i = 0; !r->bad && i < s->network_count; i++) {
        take_bytes(r, s->networks[i].prefix.bytes, sizeof s->networks[i].prefix.bytes);
        s->networks[i].bits = (uint8_t)take(r, 1);
    }
}

bool stage_unpack(struct span bytes, struct stage *out, struct err *e)
{
    struct reader r = {.rest = bytes};
    struct stage s = {0};

    if (take(&r, 1) != FORM_VERSION) {
        return err_set(e, ERR_INPUT, "a stored stage of a form nobody knows");
    }
    take_text(&r, s.id, sizeof s.id);
    take_text(&r, s.name[0], sizeof s.name[0]);
    take_text(&r, s.name[1], sizeof s.name[1]);
    take_text(&r, s.announcement, sizeof s.announcement);
    s.created_ms = (int64_t)take(&r, 8);
    s.changed_ms = (int64_t)take(&r, 8);
    s.starts_ms = (int64_t)take(&r, 8);
    s.nudges_ms = (int64_t)take(&r, 8);
    s.mode = (uint8_t)take(&r, 1);
    s.state = (uint8_t)take(&r, 1);
    s.percent = (uint8_t)take(&r, 1);
    s.origins = (uint8_t)take(&r, 1);
    s.services = (uint8_t)take(&r, 1);
    s.move_count = (uint8_t)take(&r, 1);
    s.group_count = (uint8_t)take(&r, 1);
    s.network_count = (uint8_t)take(&r, 1);
    take_lists(&r, &s);
    if (r.bad || r.rest.len > 0) {
        return err_set(e, ERR_INPUT, "a stored stage that is damaged");
    }
    if (!stage_check(&s, e)) {
        return err_context(e, "a stored stage");
    }
    *out = s;
    return true;
}
