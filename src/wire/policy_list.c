#include "wire/policy_list.h"

#include "base/number.h"
#include "base/time.h"
#include "wire/json_fields.h"
#include "wire/json_text.h"
#include "wire/policy_parts.h"

enum field {
    FIELD_IP,
    FIELD_NETMASK,
    FIELD_LOGIN,
    FIELD_EXPIRE_SECS,
    FIELD_REASON,
    FIELD_JA3,
    FIELD_COUNT
};

static const struct span names[] = {
    [FIELD_IP] = SPAN_INIT("ip"),         [FIELD_NETMASK] = SPAN_INIT("netmask"),
    [FIELD_LOGIN] = SPAN_INIT("login"),   [FIELD_EXPIRE_SECS] = SPAN_INIT("expire_secs"),
    [FIELD_REASON] = SPAN_INIT("reason"), [FIELD_JA3] = SPAN_INIT("ja3"),
};

_Static_assert(COUNT(names) == FIELD_COUNT, "every field has its name");

struct entry_read {
    struct listing listing;
    uint64_t expire_s; /* 0: not given */
    bool has_ip;
    bool has_netmask;
    bool has_reason;
};

/* Reading ----------------------------------------------------------------------------------------- */

static bool ip_read(struct entry_read *r, const struct json_in_value *v, struct err *e)
{
    char room[ADDRESS_TEXT_MAX + 64];
    struct listing *l = &r->listing;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(SPAN("ip"), "an IPv4 or IPv6 address", v, false, e);
    }
    if (v->raw.len == 0) {
        return true;
    }
    if (!address_parse(json_in_text(v, room, sizeof room, NULL), &l->prefix)) {
        return json_in_refused(SPAN("ip"), "an IPv4 or IPv6 address (a network goes into netmask)",
                               v, true, e);
    }
    l->bits = address_is_v4(&l->prefix) ? 32 : 128;
    r->has_ip = true;
    return true;
}

/* "::ffff:203.0.113.0/120" counts from the first IPv6 bit; ours counts IPv4 bits. */
static bool netmask_parse(struct span text, struct listing *l)
{
    struct span length = text;
    struct span host = text;
    struct address a;
    uint64_t lo = 0;
    uint64_t hi;
    uint64_t bits;
    bool has_length = span_cut(&length, '/', &host);

    if (!address_parse(host, &a)) {
        return false;
    }
    hi = 128;
    if (address_is_v4(&a)) {
        bool folded = memchr(host.at, ':', host.len) != NULL;

        lo = folded ? 96 : 0;
        hi = folded ? 128 : 32;
    }
    bits = hi;
    if (has_length && (length.len > 3 || !number_parse(length, lo, hi, &bits))) {
        return false;
    }
    l->bits = (uint8_t)(bits - lo);
    l->prefix = address_prefix(&a, l->bits);
    return true;
}

static bool netmask_read(struct entry_read *r, const struct json_in_value *v, struct err *e)
{
    char room[ADDRESS_TEXT_MAX + 64];

    if (v->kind == JSON_IN_TEXT && v->raw.len == 0) {
        return true;
    }
    if (v->kind != JSON_IN_TEXT ||
        !netmask_parse(json_in_text(v, room, sizeof room, NULL), &r->listing)) {
        return json_in_refused(SPAN("netmask"), "a block like 203.0.113.0/24 or 2001:db8::/32", v,
                               true, e);
    }
    r->has_netmask = true;
    return true;
}

static bool login_read(struct entry_read *r, const struct json_in_value *v, struct err *e)
{
    char room[ATTEMPT_LOGIN_MAX];
    struct span login = {0};

    if (!policy_login_read(v, room, &login, e)) {
        return false;
    }
    memcpy(r->listing.login, login.at, login.len);
    r->listing.login[login.len] = '\0';
    policy_lower(r->listing.login, login.len);
    r->listing.has_login = login.len > 0;
    return true;
}

static bool expire_read(struct entry_read *r, const struct json_in_value *v, struct err *e)
{
    if (v->kind != JSON_IN_NUMBER ||
        !number_parse(v->raw, 1, (uint64_t)POLICY_EXPIRE_MAX_S, &r->expire_s)) {
        return json_in_refused(SPAN("expire_secs"), "a whole number from 1 to 2147483647", v, true,
                               e);
    }
    return true;
}

static bool reason_read(struct entry_read *r, const struct json_in_value *v, struct err *e)
{
    char room[LISTING_REASON_MAX];
    struct span reason;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(SPAN("reason"), "a text", v, false, e);
    }
    reason = json_in_text(v, room, sizeof room, NULL);
    memcpy(r->listing.reason, reason.at, reason.len);
    r->listing.reason[reason.len] = '\0';
    r->has_reason = true;
    return true;
}

static bool field_read(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct entry_read *r = ctx;

    switch ((enum field)field) {
    case FIELD_IP:
        return ip_read(r, v, e);
    case FIELD_NETMASK:
        return netmask_read(r, v, e);
    case FIELD_LOGIN:
        return login_read(r, v, e);
    case FIELD_EXPIRE_SECS:
        return expire_read(r, v, e);
    case FIELD_REASON:
        return reason_read(r, v, e);
    case FIELD_JA3:
        return err_set(e, ERR_INPUT, "field ja3: fingerprints of TLS clients are not kept here");
    case FIELD_COUNT:
        break;
    }
    return err_set(e, ERR_BUG, "field %zu has no reader", field);
}

/* What every list command's body must keep to. */
static bool body_read(struct span body, struct entry_read *r, struct err *e)
{
    struct json_in_fields fields = {
        .names = names, .count = FIELD_COUNT, .read = field_read, .ctx = r};

    if (!policy_body_check(body, e) || !json_in_fields(body, &fields, e)) {
        return false;
    }
    if (r->has_ip && r->has_netmask) {
        return err_set(e, ERR_INPUT, "fields ip and netmask: expected one of them, got both");
    }
    r->listing.has_network = r->has_ip || r->has_netmask;
    if (!r->listing.has_network && !r->listing.has_login) {
        return err_set(e, ERR_INPUT, "neither ip nor netmask nor login is given");
    }
    return true;
}

bool policy_list_parse_entry(struct span body, enum listing_kind kind, int64_t now_ms,
                             struct listing *out, struct err *e)
{
    struct entry_read r = {.listing = {.kind = kind}};

    if (!body_read(body, &r, e)) {
        return false;
    }
    if (r.expire_s == 0) {
        return err_set(e, ERR_INPUT, "field expire_secs is missing: every entry ends by itself");
    }
    if (!r.has_reason) {
        return err_set(e, ERR_INPUT, "field reason is missing");
    }
    r.listing.expires_ms = now_ms + (int64_t)r.expire_s * TIME_SECOND_MS;
    *out = r.listing;
    return true;
}

bool policy_list_parse_key(struct span body, enum listing_kind kind, struct listing *out,
                           struct err *e)
{
    struct entry_read r = {.listing = {.kind = kind}};

    if (!body_read(body, &r, e)) {
        return false;
    }
    r.listing.reason[0] = '\0';
    *out = r.listing;
    return true;
}

bool policy_list_parse_subject(struct span body, struct policy_subject *out, struct err *e)
{
    struct entry_read r = {0};

    if (!body_read(body, &r, e)) {
        return false;
    }
    if (r.has_netmask) {
        return err_set(e, ERR_INPUT, "field netmask: expected ip, one address, and/or login here");
    }
    *out = (struct policy_subject){.has_remote = r.has_ip, .remote = r.listing.prefix};
    memcpy(out->login, r.listing.login, sizeof out->login);
    return true;
}

/* Printing ---------------------------------------------------------------------------------------- */

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

/* "2026-Nov-21 18:00:00", UTC. */
static void moment_add(struct buf *out, int64_t at_ms)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = time_to_civil(at_ms);

    buf_addf(out, "%04d-%.3s-%02d %02d:%02d:%02d", (int)c.year,
             months + (ptrdiff_t)3 * (c.month - 1), c.day, c.hour, c.minute, c.second);
}

/* "ip":"203.0.113.0/24", "login":"bob" or "iplogin":"203.0.113.7:bob". */
static void key_add(struct buf *out, const struct listing *l)
{
    char bytes[ADDRESS_TEXT_MAX + 8 + LISTING_LOGIN_MAX];
    struct buf key = BUF_ON(bytes);
    bool host = l->bits == (address_is_v4(&l->prefix) ? 32 : 128);

    if (l->has_network) {
        address_print(&key, &l->prefix);
        if (!l->has_login || !host) {
            buf_addf(&key, "/%u", (unsigned)l->bits);
        }
    }
    if (l->has_network && l->has_login) {
        buf_add(&key, SPAN(":"));
    }
    buf_add(&key, text_of(l->login));
    if (!l->has_network) {
        buf_add(out, SPAN("\"login\":"));
    } else {
        buf_add(out, l->has_login ? SPAN("\"iplogin\":") : SPAN("\"ip\":"));
    }
    json_text_add(out, (struct span){.at = key.at, .len = key.len});
}

void policy_list_print_begin(struct buf *out, enum listing_kind kind)
{
    buf_add(out, kind == LISTING_BLOCK ? SPAN("{\"bl_entries\":[") : SPAN("{\"wl_entries\":["));
}

void policy_list_print_row(struct buf *out, const struct listing *l, bool first)
{
    buf_add(out, first ? SPAN("{") : SPAN(",{"));
    key_add(out, l);
    buf_add(out, SPAN(",\"expiration\":\""));
    moment_add(out, l->expires_ms);
    buf_add(out, SPAN("\",\"reason\":"));
    json_text_add(out, text_of(l->reason));
    buf_add(out, SPAN("}"));
}

void policy_list_print_end(struct buf *out)
{
    buf_add(out, SPAN("]}"));
}

static void listed_add(struct buf *out, struct span name, struct span head, bool listed,
                       const struct listing *l)
{
    buf_add(out, SPAN(",\""));
    buf_add(out, name);
    buf_add(out, listed ? SPAN("\":true,\"") : SPAN("\":false,\""));
    buf_add(out, head);
    buf_add(out, SPAN("_reason\":"));
    json_text_add(out, l == NULL ? SPAN("") : text_of(l->reason));
    buf_add(out, SPAN(",\""));
    buf_add(out, head);
    buf_add(out, SPAN("_expire\":\""));
    if (l != NULL) {
        moment_add(out, l->expires_ms);
    }
    buf_add(out, SPAN("\""));
}

/* {"ip":"203.0.113.7", "login":"bob" or "ip_login":"203.0.113.7:bob" */
static void subject_add(struct buf *out, const struct policy_subject *s)
{
    char bytes[ADDRESS_TEXT_MAX + 1 + LISTING_LOGIN_MAX];
    struct buf key = BUF_ON(bytes);
    bool both = s->has_remote && s->login[0] != '\0';

    if (s->has_remote) {
        address_print(&key, &s->remote);
        buf_add(&key, both ? SPAN(":") : SPAN(""));
    }
    buf_add(&key, text_of(s->login));
    buf_add(out, SPAN("{\""));
    if (both) {
        buf_add(out, SPAN("ip_login"));
    } else {
        buf_add(out, s->has_remote ? SPAN("ip") : SPAN("login"));
    }
    buf_add(out, SPAN("\":"));
    json_text_add(out, (struct span){.at = key.at, .len = key.len});
}

void policy_list_print_counters(struct buf *out, const struct policy_subject *s,
                                const struct policy_counters *c)
{
    bool login = s->login[0] != '\0';

    subject_add(out, s);
    listed_add(out, SPAN("whitelisted"), SPAN("wl"), c->allow_listed, c->allow);
    listed_add(out, SPAN("blacklisted"), SPAN("bl"), c->block_listed, c->block);
    buf_add(out, SPAN(",\"stats\":{"));
    if (s->has_remote) {
        buf_addf(out, "\"source\":{\"failures\":%u,\"accounts\":%u,\"guesses\":%d}",
                 c->source_failures, c->source_accounts, c->source_guesses);
    }
    if (login) {
        buf_addf(out, "%s\"account\":{\"failures_today\":%u}", s->has_remote ? "," : "",
                 c->account_failures_today);
    }
    if (login && s->has_remote) {
        buf_addf(out, ",\"account_and_source\":{\"failures\":%u}", c->pair_failures);
    }
    buf_add(out, SPAN("}}"));
}

void policy_list_print_totals(struct buf *out, const struct policy_totals *t)
{
    buf_add(out, SPAN("{\"reports\":"));
    json_text_number(out, (int64_t)t->reports);
    buf_add(out, SPAN(",\"allows\":"));
    json_text_number(out, (int64_t)t->allows);
    buf_add(out, SPAN(",\"denieds\":"));
    json_text_number(out, (int64_t)t->refused);
    buf_add(out, SPAN(",\"uptime\":"));
    json_text_number(out, (int64_t)t->uptime_s);
    buf_add(out, SPAN("}"));
}
