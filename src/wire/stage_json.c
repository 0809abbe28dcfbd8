#include "wire/stage_json.h"

#include "base/quote.h"
#include "base/time.h"
#include "model/network.h"
#include "wire/json_value.h"

#include <string.h>

enum {
    FIELD_ID,
    FIELD_NAME,
    FIELD_ANNOUNCEMENT,
    FIELD_STARTS,
    FIELD_NUDGES,
    FIELD_MODE,
    FIELD_STATE,
    FIELD_PERCENT,
    FIELD_ORIGINS,
    FIELD_SERVICES,
    FIELD_GROUPS,
    FIELD_NETWORKS,
    FIELD_MOVES,
    FIELD_CREATED,
    FIELD_CHANGED,
    FIELD_PHASE,
    FIELD_DAYS_LEFT,
    FIELDS
};
static const char *const names[FIELDS] = {
    "id",    "name",    "announcement", "starts",   "nudges",    "mode",
    "state", "percent", "origins",      "services", "groups",    "exempt_networks",
    "moves", "created", "changed",      "phase",    "days_left",
};
static const char *const langs[2] = {"en", "ja"};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static const char *service_name(unsigned service)
{
    return service_code((enum service)service);
}

/* --- out ------------------------------------------------------------------------------------------ */

static void put_names(struct json_out *j, const struct stage *s, bool en, bool ja)
{
    const bool wanted[2] = {en, ja};
    struct json_out both;

    if (!en && !ja) {
        return;
    }
    both = json_out_object(j, names[FIELD_NAME]);
    for (size_t l = 0; l < COUNT(langs); l++) {
        if (wanted[l]) {
            json_out_text(&both, langs[l], span_of(s->name[l]));
        }
    }
    json_out_close(&both);
}

static void put_bits(struct json_out *j, size_t field, unsigned bits, unsigned count,
                     const char *(*code)(unsigned))
{
    struct json_out list = json_out_list(j, names[field]);

    for (unsigned i = 0; i < count; i++) {
        if ((bits & 1u << i) != 0) {
            json_out_item_text(&list, span_of(code(i)));
        }
    }
    json_out_end_list(&list);
}

static void put_groups(struct json_out *j, const struct stage *s)
{
    struct json_out list = json_out_list(j, names[FIELD_GROUPS]);

    for (size_t i = 0; i < s->group_count; i++) {
        json_out_item_text(&list, span_of(s->groups[i]));
    }
    json_out_end_list(&list);
}

static void put_networks(struct json_out *j, const struct stage *s)
{
    struct json_out list = json_out_list(j, names[FIELD_NETWORKS]);

    for (size_t i = 0; i < s->network_count; i++) {
        char bytes[CIDR_TEXT_MAX + 1];
        struct buf text = BUF_ON(bytes);

        address_print(&text, &s->networks[i].prefix);
        buf_addf(&text, "/%u", s->networks[i].bits);
        json_out_item_text(&list, (struct span){.at = text.at, .len = text.len});
    }
    json_out_end_list(&list);
}

static void put_moves(struct json_out *j, const struct stage *s)
{
    struct json_out list = json_out_list(j, names[FIELD_MOVES]);

    for (size_t i = 0; i < s->move_count; i++) {
        struct json_out item = json_out_item(&list);

        json_out_time(&item, "from", s->moves[i].from_ms);
        json_out_time(&item, "at", s->moves[i].at_ms);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

void stage_json_put_patch(struct json_out *j, const struct stage_patch *p)
{
    const struct stage *s = &p->stage;

    if (s->id[0] != '\0') {
        json_out_text(j, names[FIELD_ID], span_of(s->id));
    }
    put_names(j, s, (p->stated & STAGE_STATES_NAME_EN) != 0,
              (p->stated & STAGE_STATES_NAME_JA) != 0);
    if ((p->stated & STAGE_STATES_ANNOUNCEMENT) != 0) {
        json_out_text(j, names[FIELD_ANNOUNCEMENT], span_of(s->announcement));
    }
    if ((p->stated & STAGE_STATES_STARTS) != 0) {
        json_out_time(j, names[FIELD_STARTS], s->starts_ms);
    }
    if ((p->stated & STAGE_STATES_NUDGES) != 0 && s->nudges_ms != 0) {
        json_out_time(j, names[FIELD_NUDGES], s->nudges_ms);
    } else if ((p->stated & STAGE_STATES_NUDGES) != 0) {
        json_out_code(j, names[FIELD_NUDGES], NULL);
    }
    if ((p->stated & STAGE_STATES_MODE) != 0) {
        json_out_code(j, names[FIELD_MODE], stage_mode_code(s->mode));
    }
    if ((p->stated & STAGE_STATES_STATE) != 0) {
        json_out_code(j, names[FIELD_STATE], stage_state_code(s->state));
    }
    if ((p->stated & STAGE_STATES_PERCENT) != 0) {
        json_out_number(j, names[FIELD_PERCENT], s->percent);
    }
    if ((p->stated & STAGE_STATES_ORIGINS) != 0) {
        put_bits(j, FIELD_ORIGINS, s->origins, STAGE_ORIGIN_COUNT, stage_origin_code);
    }
    if ((p->stated & STAGE_STATES_SERVICES) != 0) {
        put_bits(j, FIELD_SERVICES, s->services, SERVICE_COUNT, service_name);
    }
    if ((p->stated & STAGE_STATES_GROUPS) != 0) {
        put_groups(j, s);
    }
    if ((p->stated & STAGE_STATES_NETWORKS) != 0) {
        put_networks(j, s);
    }
}

void stage_json_put(struct json_out *j, const struct stage *s, int64_t now_ms)
{
    struct stage_patch all = {.stage = *s, .stated = UINT32_MAX};
    enum stage_phase phase = stage_phase(s, now_ms);

    if (s->announcement[0] == '\0') {
        all.stated &= ~(uint32_t)STAGE_STATES_ANNOUNCEMENT;
    }
    if (s->nudges_ms == 0) {
        all.stated &= ~(uint32_t)STAGE_STATES_NUDGES;
    }
    stage_json_put_patch(j, &all);
    put_moves(j, s);
    json_out_time(j, names[FIELD_CREATED], s->created_ms);
    json_out_time(j, names[FIELD_CHANGED], s->changed_ms);
    json_out_code(j, names[FIELD_PHASE], stage_phase_code(phase));
    if (now_ms < s->starts_ms) {
        json_out_number(j, names[FIELD_DAYS_LEFT],
                        (s->starts_ms - now_ms + TIME_DAY_MS - 1) / TIME_DAY_MS);
    }
}

/* --- in ------------------------------------------------------------------------------------------- */

struct reader {
    struct stage_patch patch;
    uint32_t seen; /* fields */
};

static bool read_text(const char *name, const struct json_in_value *v, char *out, size_t cap,
                      struct err *e)
{
    char room[256];
    bool cut = false;
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(span_of(name), "a text", v, true, e);
    }
    text = json_in_text(v, room, sizeof room, &cut);
    return (!cut && memchr(text.at, '\0', text.len) == NULL && stage_text_take(text, out, cap)) ||
           err_set(e, ERR_INPUT, "%s: expected at most %zu bytes, came more", name, cap - 1);
}

static bool read_name(void *ctx, size_t lang, const struct json_in_value *v, struct err *e)
{
    struct stage_patch *p = ctx;

    p->stated |= lang == 0 ? STAGE_STATES_NAME_EN : STAGE_STATES_NAME_JA;
    return read_text(names[FIELD_NAME], v, p->stage.name[lang], sizeof p->stage.name[lang], e);
}

static bool read_names(struct stage_patch *p, const struct json_in_value *v, struct err *e)
{
    static const struct span both[] = {SPAN_INIT("en"), SPAN_INIT("ja")};
    const struct json_in_fields fields = {both, COUNT(both), read_name, p};

    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(span_of(names[FIELD_NAME]), "an object of en and ja", v, true, e);
    }
    return json_in_fields(v->raw, &fields, e) || err_context(e, "%s", names[FIELD_NAME]);
}

static bool take_origin(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct stage_patch *p = ctx;
    unsigned bit = 0;

    (void)index;
    if (!json_value_code(SPAN("origins"), v, stage_origin_code, STAGE_ORIGIN_COUNT, &bit, e)) {
        return false;
    }
    p->stage.origins |= (uint8_t)(1u << bit);
    return true;
}

static bool take_service(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct stage_patch *p = ctx;
    unsigned bit = 0;

    (void)index;
    if (!json_value_code(SPAN("services"), v, service_name, SERVICE_COUNT, &bit, e)) {
        return false;
    }
    p->stage.services |= (uint8_t)(1u << bit);
    return true;
}

static bool take_group(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct stage_patch *p = ctx;

    p->stage.group_count = (uint8_t)(index + 1);
    return read_text(names[FIELD_GROUPS], v, p->stage.groups[index], sizeof p->stage.groups[index],
                     e);
}

static bool take_network(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct stage_patch *p = ctx;
    char bytes[CIDR_TEXT_MAX + 1];
    struct own_network n;

    if (!read_text(names[FIELD_NETWORKS], v, bytes, sizeof bytes, e)) {
        return false;
    }
    if (!own_network_parse(span_of(bytes), &n, e)) {
        return err_context(e, "%s", names[FIELD_NETWORKS]);
    }
    p->stage.network_count = (uint8_t)(index + 1);
    p->stage.networks[index] = (struct stage_network){.prefix = n.prefix, .bits = n.bits};
    return true;
}

static bool read_move(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct stage_move *m = ctx;

    return json_value_time(SPAN("moves"), v, field == 0 ? &m->from_ms : &m->at_ms, e);
}

static bool take_move(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    static const struct span members[] = {SPAN_INIT("from"), SPAN_INIT("at")};
    struct stage_patch *p = ctx;
    const struct json_in_fields fields = {members, COUNT(members), read_move,
                                          &p->stage.moves[index]};

    p->stage.move_count = (uint8_t)(index + 1);
    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(SPAN("moves"), "objects of from and at", v, true, e);
    }
    return json_in_fields(v->raw, &fields, e);
}

static bool read_mode(struct stage_patch *p, const struct json_in_value *v, struct err *e)
{
    unsigned mode = 0;

    if (!json_value_code(SPAN("mode"), v, stage_mode_code, STAGE_MODE_COUNT, &mode, e)) {
        return false;
    }
    p->stage.mode = (uint8_t)mode;
    return true;
}

static bool read_state(struct stage_patch *p, const struct json_in_value *v, struct err *e)
{
    unsigned state = 0;

    if (!json_value_code(SPAN("state"), v, stage_state_code, STAGE_STATE_COUNT, &state, e)) {
        return false;
    }
    p->stage.state = (uint8_t)state;
    return true;
}

static bool read_percent(struct stage_patch *p, const struct json_in_value *v, struct err *e)
{
    uint64_t percent = 0;

    if (!json_value_whole(SPAN("percent"), v, 100, &percent, e)) {
        return false;
    }
    p->stage.percent = (uint8_t)percent;
    return true;
}

static bool read_list(struct stage_patch *p, size_t field, const struct json_in_value *v,
                      struct err *e)
{
    static const struct {
        size_t most;
        json_value_item *take;
    } lists[FIELDS] = {
        [FIELD_ORIGINS] = {STAGE_ORIGIN_COUNT, take_origin},
        [FIELD_SERVICES] = {SERVICE_COUNT, take_service},
        [FIELD_GROUPS] = {STAGE_GROUPS_MAX, take_group},
        [FIELD_NETWORKS] = {STAGE_NETWORKS_MAX, take_network},
        [FIELD_MOVES] = {STAGE_MOVES_MAX, take_move},
    };

    return json_value_list(span_of(names[field]), v, lists[field].most, lists[field].take, p, e);
}

static bool read_member(struct stage_patch *p, size_t field, const struct json_in_value *v,
                        struct err *e)
{
    struct stage *s = &p->stage;
    struct span name = span_of(names[field]);

    switch (field) {
    case FIELD_ID:
        return read_text(names[field], v, s->id, sizeof s->id, e);
    case FIELD_NAME:
        return read_names(p, v, e);
    case FIELD_ANNOUNCEMENT:
        return read_text(names[field], v, s->announcement, sizeof s->announcement, e);
    case FIELD_STARTS:
        return json_value_time(name, v, &s->starts_ms, e);
    case FIELD_NUDGES:
        return v->kind == JSON_IN_NULL || json_value_time(name, v, &s->nudges_ms, e);
    case FIELD_MODE:
        return read_mode(p, v, e);
    case FIELD_STATE:
        return read_state(p, v, e);
    case FIELD_PERCENT:
        return read_percent(p, v, e);
    case FIELD_CREATED:
        return json_value_time(name, v, &s->created_ms, e);
    case FIELD_CHANGED:
        return json_value_time(name, v, &s->changed_ms, e);
    case FIELD_PHASE:
    case FIELD_DAYS_LEFT:
        return true;
    default:
        return read_list(p, field, v, e);
    }
}

/* Fields somebody may state besides the name, whose two halves state themselves. */
static uint32_t stated_by(size_t field)
{
    static const uint32_t bits[FIELDS] = {
        [FIELD_ANNOUNCEMENT] = STAGE_STATES_ANNOUNCEMENT,
        [FIELD_STARTS] = STAGE_STATES_STARTS,
        [FIELD_NUDGES] = STAGE_STATES_NUDGES,
        [FIELD_MODE] = STAGE_STATES_MODE,
        [FIELD_STATE] = STAGE_STATES_STATE,
        [FIELD_PERCENT] = STAGE_STATES_PERCENT,
        [FIELD_ORIGINS] = STAGE_STATES_ORIGINS,
        [FIELD_SERVICES] = STAGE_STATES_SERVICES,
        [FIELD_GROUPS] = STAGE_STATES_GROUPS,
        [FIELD_NETWORKS] = STAGE_STATES_NETWORKS,
    };

    return bits[field];
}

static bool take_member(struct reader *r, struct span name, const struct json_in_value *v,
                        struct err *e)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (!span_eq(name, span_of(names[i]))) {
            continue;
        }
        if ((r->seen & 1u << i) != 0) {
            return err_set(e, ERR_INPUT, "%s: stands there twice", names[i]);
        }
        r->seen |= 1u << i;
        r->patch.stated |= stated_by(i);
        return read_member(&r->patch, i, v, e);
    }
    return err_set(e, ERR_INPUT, "%s: no member of a stage", quote(name).text);
}

bool stage_json_read(struct span text, struct stage_patch *out, struct err *e)
{
    struct reader r = {.seen = 0};
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value value = {0};
    bool more = true;

    if (!json_in_open(text, JSON_IN_OBJECT, &in, e)) {
        return false;
    }
    for (;;) {
        char bytes[64];

        if (!json_in_next(&in, &key, &value, &more, e)) {
            return false;
        }
        if (!more) {
            *out = r.patch;
            return true;
        }
        if (!take_member(&r, json_in_text(&key, bytes, sizeof bytes, NULL), &value, e)) {
            return false;
        }
    }
}
