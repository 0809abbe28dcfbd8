#include "model/stage.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <string.h>

const char *stage_origin_code(unsigned bit)
{
    static const char *const codes[STAGE_ORIGIN_COUNT] = {"foreign", "domestic", "line", "inside"};

    return codes[bit];
}

const char *stage_mode_code(unsigned mode)
{
    static const char *const codes[STAGE_MODE_COUNT] = {"observe", "nudge", "refuse"};

    return codes[mode];
}

const char *stage_state_code(unsigned state)
{
    static const char *const codes[STAGE_STATE_COUNT] = {"on", "paused", "rolled_back"};

    return codes[state];
}

const char *stage_phase_code(enum stage_phase p)
{
    static const char *const codes[STAGE_PHASE_COUNT] = {"planned", "nudging", "in_force", "paused",
                                                         "rolled_back"};

    return codes[p];
}

enum stage_phase stage_phase(const struct stage *s, int64_t now_ms)
{
    if (s->state != STAGE_ON) {
        return s->state == STAGE_PAUSED ? STAGE_PHASE_PAUSED : STAGE_PHASE_ROLLED_BACK;
    }
    if (now_ms >= s->starts_ms) {
        return STAGE_PHASE_IN_FORCE;
    }
    return s->mode != STAGE_OBSERVE && s->nudges_ms != 0 && now_ms >= s->nudges_ms
               ? STAGE_PHASE_NUDGING
               : STAGE_PHASE_PLANNED;
}

bool stage_text_take(struct span text, char *out, size_t cap)
{
    if (text.len >= cap) {
        return false;
    }
    if (text.len > 0) {
        memcpy(out, text.at, text.len);
    }
    memset(out + text.len, 0, cap - text.len);
    return true;
}

/* --- checks --------------------------------------------------------------------------------------- */

static struct span span_of(const char *text, size_t cap)
{
    return (struct span){.at = text, .len = strnlen(text, cap)};
}

static bool is_word(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return text.len > 0;
}

static bool is_printable(struct span text)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t len = utf8_take(text, &point);

        if (len == 0 || !utf8_printable(point)) {
            return false;
        }
        text = (struct span){.at = text.at + len, .len = text.len - len};
    }
    return true;
}

static bool texts_check(const struct stage *s, struct err *e)
{
    struct span id = span_of(s->id, sizeof s->id);
    struct span announcement = span_of(s->announcement, sizeof s->announcement);

    if (id.len == sizeof s->id || !is_word(id)) {
        return err_set(e, ERR_INPUT, "id: expected 1 to %d of a-z, 0-9 and -, came %s",
                       STAGE_ID_MAX, quote(id).text);
    }
    if (announcement.len == sizeof s->announcement ||
        (announcement.len > 0 && !is_word(announcement))) {
        return err_set(e, ERR_INPUT, "announcement: expected the ID of one, came %s",
                       quote(announcement).text);
    }
    for (size_t l = 0; l < COUNT(s->name); l++) {
        struct span name = span_of(s->name[l], sizeof s->name[l]);

        if (name.len == sizeof s->name[l] || !is_printable(name)) {
            return err_set(e, ERR_INPUT,
                           "name: expected at most %d bytes of UTF-8 without control characters, "
                           "came %s",
                           STAGE_NAME_MAX, quote(name).text);
        }
    }
    return true;
}

static bool groups_check(const struct stage *s, struct err *e)
{
    if (s->group_count > STAGE_GROUPS_MAX) {
        return err_set(e, ERR_INPUT, "groups: expected at most %d, came %u", STAGE_GROUPS_MAX,
                       s->group_count);
    }
    for (size_t i = 0; i < s->group_count; i++) {
        struct span group = span_of(s->groups[i], sizeof s->groups[i]);

        if (group.len == 0 || group.len == sizeof s->groups[i] || !is_printable(group)) {
            return err_set(e, ERR_INPUT, "groups: expected names of 1 to %d bytes, came %s",
                           STAGE_GROUP_MAX, quote(group).text);
        }
    }
    return true;
}

static bool networks_check(const struct stage *s, struct err *e)
{
    if (s->network_count > STAGE_NETWORKS_MAX) {
        return err_set(e, ERR_INPUT, "exempt_networks: expected at most %d, came %u",
                       STAGE_NETWORKS_MAX, s->network_count);
    }
    for (size_t i = 0; i < s->network_count; i++) {
        const struct stage_network *n = &s->networks[i];
        unsigned most = address_is_v4(&n->prefix) ? 32 : 128;
        struct address kept = address_prefix(&n->prefix, n->bits <= most ? n->bits : most);

        if (n->bits > most || !address_eq(&kept, &n->prefix)) {
            return err_set(e, ERR_INPUT, "exempt_networks: expected blocks like 203.0.113.0/24");
        }
    }
    return true;
}

static bool is_time(int64_t at_ms)
{
    return at_ms >= 0 && at_ms <= STAGE_TIME_MAX;
}

static bool times_check(const struct stage *s, struct err *e)
{
    bool ok = is_time(s->created_ms) && is_time(s->changed_ms);

    if (s->starts_ms == 0 || !is_time(s->starts_ms)) {
        return err_set(e, ERR_INPUT, "starts: expected a time from 1970 to 9999");
    }
    if (!is_time(s->nudges_ms) || s->nudges_ms > s->starts_ms) {
        return err_set(e, ERR_INPUT, "nudges: expected a time before the start, came a later one");
    }
    if (s->move_count > STAGE_MOVES_MAX) {
        return err_set(e, ERR_INPUT, "moves: expected at most %d, came %u", STAGE_MOVES_MAX,
                       s->move_count);
    }
    for (size_t i = 0; ok && i < s->move_count; i++) {
        ok = is_time(s->moves[i].from_ms) && is_time(s->moves[i].at_ms);
    }
    return ok || err_set(e, ERR_INPUT, "moves: expected times from 1970 to 9999");
}

static bool numbers_check(const struct stage *s, struct err *e)
{
    if (s->mode >= STAGE_MODE_COUNT || s->state >= STAGE_STATE_COUNT) {
        return err_set(e, ERR_INPUT, "mode: expected observe, nudge or refuse, came another");
    }
    if (s->percent > 100) {
        return err_set(e, ERR_INPUT, "percent: expected 0 to 100, came %u", s->percent);
    }
    if (s->origins == 0 || s->origins > STAGE_ORIGIN_ALL) {
        return err_set(e, ERR_INPUT,
                       "origins: expected one or more of foreign, domestic, line and inside");
    }
    return (s->services != 0 && s->services <= STAGE_SERVICES_ALL) ||
           err_set(e, ERR_INPUT,
                   "services: expected one or more of imap, pop3, submission, sieve, dav, "
                   "web and unknown");
}

bool stage_check(const struct stage *s, struct err *e)
{
    return texts_check(s, e) && numbers_check(s, e) && groups_check(s, e) && networks_check(s, e) &&
           times_check(s, e);
}

/* --- changes -------------------------------------------------------------------------------------- */

static void take_lists(const struct stage_patch *p, struct stage *s)
{
    if ((p->stated & STAGE_STATES_GROUPS) != 0) {
        memcpy(s->groups, p->stage.groups, sizeof s->groups);
        s->group_count = p->stage.group_count;
    }
    if ((p->stated & STAGE_STATES_NETWORKS) != 0) {
        memcpy(s->networks, p->stage.networks, sizeof s->networks);
        s->network_count = p->stage.network_count;
    }
}

static void take_stated(const struct stage_patch *p, struct stage *s)
{
    const struct stage *from = &p->stage;

    if ((p->stated & STAGE_STATES_NAME_EN) != 0) {
        memcpy(s->name[0], from->name[0], sizeof s->name[0]);
    }
    if ((p->stated & STAGE_STATES_NAME_JA) != 0) {
        memcpy(s->name[1], from->name[1], sizeof s->name[1]);
    }
    if ((p->stated & STAGE_STATES_ANNOUNCEMENT) != 0) {
        memcpy(s->announcement, from->announcement, sizeof s->announcement);
    }
    s->nudges_ms = (p->stated & STAGE_STATES_NUDGES) != 0 ? from->nudges_ms : s->nudges_ms;
    s->mode = (p->stated & STAGE_STATES_MODE) != 0 ? from->mode : s->mode;
    s->state = (p->stated & STAGE_STATES_STATE) != 0 ? from->state : s->state;
    s->percent = (p->stated & STAGE_STATES_PERCENT) != 0 ? from->percent : s->percent;
    s->origins = (p->stated & STAGE_STATES_ORIGINS) != 0 ? from->origins : s->origins;
    s->services = (p->stated & STAGE_STATES_SERVICES) != 0 ? from->services : s->services;
    take_lists(p, s);
}

/* The oldest move makes room when there are too many; the newest is the one people were told. */
static void move_keep(struct stage *s, int64_t now_ms)
{
    if (s->move_count == STAGE_MOVES_MAX) {
        memmove(s->moves, s->moves + 1, sizeof s->moves - sizeof s->moves[0]);
        s->move_count--;
    }
    s->moves[s->move_count++] = (struct stage_move){.from_ms = s->starts_ms, .at_ms = now_ms};
}

bool stage_change(const struct stage *before, const struct stage_patch *p, int64_t now_ms,
                  struct stage *out, struct err *e)
{
    struct stage s = *before;
    bool moves = (p->stated & STAGE_STATES_STARTS) != 0 && p->stage.starts_ms != s.starts_ms;

    if (moves) {
        move_keep(&s, now_ms);
        s.starts_ms = p->stage.starts_ms;
        s.state = s.state == STAGE_ROLLED_BACK ? STAGE_ON : s.state;
    }
    take_stated(p, &s);
    if (before->state == STAGE_ROLLED_BACK && s.state != STAGE_ROLLED_BACK && !moves) {
        return err_set(e, ERR_INPUT,
                       "state: expected another start with it, because the stage was rolled back");
    }
    s.changed_ms = now_ms;
    if (!stage_check(&s, e)) {
        return false;
    }
    *out = s;
    return true;
}

bool stage_make(const struct stage_patch *p, int64_t now_ms, struct stage *out, struct err *e)
{
    struct stage s = {
        .created_ms = now_ms,
        .changed_ms = now_ms,
        .starts_ms = p->stage.starts_ms,
        .mode = STAGE_REFUSE,
        .percent = 100,
        .services = STAGE_SERVICES_USUAL,
    };

    memcpy(s.id, p->stage.id, sizeof s.id);
    if ((p->stated & STAGE_STATES_STARTS) == 0) {
        return err_set(e, ERR_INPUT, "starts: expected the time the stage begins, came none");
    }
    if ((p->stated & STAGE_STATES_ORIGINS) == 0) {
        return err_set(e, ERR_INPUT,
                       "origins: expected one or more of foreign, domestic, line and inside, came "
                       "none");
    }
    take_stated(p, &s);
    if (!stage_check(&s, e)) {
        return false;
    }
    *out = s;
    return true;
}
