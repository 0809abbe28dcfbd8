#include "wire/api_json.h"

#include "wire/json_place.h"
#include "wire/json_value.h"
#include "wire/notice_json.h"

/* --- history -------------------------------------------------------------------------------------- */

struct entry_reader {
    struct arena *arena;
    struct event_story *story;
    size_t index; /* of the reason or usual place that is read */
};

enum {
    CLIENT_FIELD_TRUST,
    CLIENT_FIELD_FAMILY,
    CLIENT_FIELD_VERSION,
    CLIENT_FIELDS
};
static const struct span client_names[CLIENT_FIELDS] = {
    SPAN_INIT("trust"),
    SPAN_INIT("family"),
    SPAN_INIT("version"),
};

static bool read_client_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct client *c = ctx;

    switch (field) {
    case CLIENT_FIELD_TRUST:
        c->trust = json_value_is_code(v, "bound") ? CLIENT_BOUND : CLIENT_SPOOFABLE;
        return json_value_is_code(v, "bound") || json_value_is_code(v, "spoofable") ||
               json_in_refused(client_names[field], "bound or spoofable", v, true, e);
    case CLIENT_FIELD_FAMILY:
        return json_value_hash(client_names[field], v, &c->family, e);
    default:
        return json_value_hash(client_names[field], v, &c->version, e);
    }
}

enum {
    REASON_FIELD_CODE, /* in this order: value depends on it */
    REASON_FIELD_COUNTED,
    REASON_FIELD_TERM,
    REASON_FIELD_VALUE,
    REASON_FIELD_EN,
    REASON_FIELD_JA,
    REASON_FIELDS
};
static const struct span reason_names[REASON_FIELDS] = {
    SPAN_INIT("code"),  SPAN_INIT("counted"), SPAN_INIT("term"),
    SPAN_INIT("value"), SPAN_INIT("en"),      SPAN_INIT("ja"),
};

static const char *reason_of(unsigned n)
{
    return reason_code_text((enum reason_code)n);
}

static bool read_reason_value(struct reason *r, const struct json_in_value *v, struct err *e)
{
    struct span name = reason_names[REASON_FIELD_VALUE];
    int32_t score = 0;
    uint64_t n = 0;

    if (r->code == REASON_UNUSUAL_SCORE) {
        if (!json_value_score(name, v, &score, e)) {
            return false;
        }
        r->value = (uint32_t)score;
        return true;
    }
    if (!json_value_whole(name, v, UINT32_MAX, &n, e)) {
        return false;
    }
    r->value = (uint32_t)n;
    return true;
}

static bool read_reason_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    struct reason *reason = &r->story->entry.row.decision.reasons[r->index];
    int32_t score = 0;
    unsigned code = 0;

    switch (field) {
    case REASON_FIELD_CODE:
        if (!json_value_code(reason_names[field], v, reason_of, REASON_COUNT, &code, e)) {
            return false;
        }
        reason->code = (uint8_t)code;
        return true;
    case REASON_FIELD_COUNTED:
        reason->counted = v->kind == JSON_IN_BOOL && v->raw.at[0] == 't';
        return true;
    case REASON_FIELD_TERM:
        if (!json_value_score(reason_names[field], v, &score, e)) {
            return false;
        }
        reason->term = (int16_t)(score > INT16_MAX   ? INT16_MAX
                                 : score < INT16_MIN ? INT16_MIN
                                                     : score);
        return true;
    case REASON_FIELD_VALUE:
        return read_reason_value(reason, v, e);
    default:
        return json_value_text(r->arena, reason_names[field], v, 2 * (size_t)ACCOUNT_TEXT_MAX,
                               &r->story->why[r->index][field - REASON_FIELD_EN], e);
    }
}

static bool take_reason(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    const struct json_in_fields fields = {reason_names, REASON_FIELDS, read_reason_field, r};

    r->index = index;
    r->story->entry.row.decision.reason_count = (uint8_t)(index + 1);
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("reasons"), "objects", v, true, e);
}

static const struct span latest_names[] = {SPAN_INIT("at"), SPAN_INIT("remote")};

static bool read_latest_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    struct history_row *row = &r->story->entry.row;

    if (field == 0) {
        return json_value_time(latest_names[field], v, &row->latest[r->index].at_ms, e);
    }
    row->has_remote = true;
    return (v->kind == JSON_IN_TEXT && address_parse(v->raw, &row->latest[r->index].remote)) ||
           json_in_refused(latest_names[field], "an address", v, true, e);
}

static bool take_latest(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    const struct json_in_fields fields = {latest_names, COUNT(latest_names), read_latest_field, r};

    r->index = index;
    r->story->entry.row.latest_count = (uint8_t)(index + 1);
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("latest"), "objects", v, true, e);
}

enum {
    ENTRY_ID,
    ENTRY_ACCOUNT,
    ENTRY_FIRST,
    ENTRY_LAST,
    ENTRY_COUNT,
    ENTRY_SERVICE,
    ENTRY_OUTCOME,
    ENTRY_PLACE,
    ENTRY_CLIENT,
    ENTRY_DECISION,
    ENTRY_STRICT,
    ENTRY_SCORE,
    ENTRY_REASONS,
    ENTRY_LATEST,
    ENTRY_NOTICE,
    ENTRY_USUAL,
    ENTRY_FIELDS
};
static const struct span entry_names[ENTRY_FIELDS] = {
    SPAN_INIT("id"),      SPAN_INIT("account"),  SPAN_INIT("first"),   SPAN_INIT("last"),
    SPAN_INIT("count"),   SPAN_INIT("service"),  SPAN_INIT("outcome"), SPAN_INIT("place"),
    SPAN_INIT("client"),  SPAN_INIT("decision"), SPAN_INIT("strict"),  SPAN_INIT("score"),
    SPAN_INIT("reasons"), SPAN_INIT("latest"),   SPAN_INIT("notice"),  SPAN_INIT("usual"),
};

static const char *service_of(unsigned n)
{
    return service_code((enum service)n);
}

static const char *outcome_of(unsigned n)
{
    return outcome_code((enum outcome)n);
}

static const char *action_of(unsigned n)
{
    return action_code((enum action)n);
}

static bool read_entry_list(struct entry_reader *r, size_t field, const struct json_in_value *v,
                            struct err *e)
{
    struct usual_list usual = {.usual = r->story->usual, .count = &r->story->usual_count};

    switch (field) {
    case ENTRY_REASONS:
        return json_value_list(entry_names[field], v, REASONS_MAX, take_reason, r, e);
    case ENTRY_LATEST:
        return json_value_list(entry_names[field], v, HISTORY_LATEST, take_latest, r, e);
    default:
        return json_value_usual(entry_names[field], v, &usual, e);
    }
}

static bool read_entry_code(struct entry_reader *r, size_t field, const struct json_in_value *v,
                            struct err *e)
{
    struct history_row *row = &r->story->entry.row;
    struct span name = entry_names[field];
    unsigned n = 0;

    switch (field) {
    case ENTRY_SERVICE:
        if (!json_value_code(name, v, service_of, SERVICE_COUNT, &n, e)) {
            return false;
        }
        row->service = (enum service)n;
        return true;
    case ENTRY_OUTCOME:
        if (!json_value_code(name, v, outcome_of, OUTCOME_COUNT, &n, e)) {
            return false;
        }
        row->outcome = (enum outcome)n;
        return true;
    default:
        if (!json_value_code(name, v, action_of, ACTION_COUNT, &n, e)) {
            return false;
        }
        *(field == ENTRY_DECISION ? &row->decision.action : &row->decision.strict) = (uint8_t)n;
        return true;
    }
}

static bool read_entry_client(struct entry_reader *r, const struct json_in_value *v, struct err *e)
{
    const struct json_in_fields fields = {client_names, CLIENT_FIELDS, read_client_field,
                                          &r->story->entry.row.client};

    return v->kind == JSON_IN_OBJECT
               ? json_in_fields(v->raw, &fields, e)
               : json_in_refused(entry_names[ENTRY_CLIENT], "a client", v, true, e);
}

static bool read_entry_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    struct history_entry *entry = &r->story->entry;
    struct span name = entry_names[field];
    uint64_t n = 0;

    switch (field) {
    case ENTRY_ID:
        if (!json_value_whole(name, v, INT64_MAX, &n, e)) {
            return false;
        }
        entry->row.id = (int64_t)n;
        return true;
    case ENTRY_ACCOUNT:
        return json_value_text(r->arena, name, v, 2 * (size_t)ACCOUNT_TEXT_MAX, &entry->account, e);
    case ENTRY_FIRST:
        return json_value_time(name, v, &entry->row.first_ms, e);
    case ENTRY_LAST:
        return json_value_time(name, v, &entry->row.last_ms, e);
    case ENTRY_COUNT:
        return json_value_whole(name, v, INT64_MAX, &entry->row.count, e);
    case ENTRY_PLACE:
        return json_value_place(name, v, &entry->where, e);
    case ENTRY_CLIENT:
        return read_entry_client(r, v, e);
    case ENTRY_SCORE:
        entry->row.decision.scored = true;
        return json_value_score(name, v, &entry->row.decision.score, e);
    case ENTRY_NOTICE:
        return notice_json_read_told(v, &entry->told, e);
    case ENTRY_REASONS:
    case ENTRY_LATEST:
    case ENTRY_USUAL:
        return read_entry_list(r, field, v, e);
    default:
        return read_entry_code(r, field, v, e);
    }
}

bool api_json_read_event(struct span text, struct arena *arena, struct event_story *out,
                         struct err *e)
{
    struct event_story story = {0};
    struct entry_reader r = {.arena = arena, .story = &story};
    const struct json_in_fields fields = {entry_names, ENTRY_FIELDS, read_entry_field, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (story.entry.row.latest_count == 0) {
        return err_set(e, ERR_INPUT, "latest: expected one event or more, came none");
    }
    story.entry.row.place = story.entry.where.place;
    *out = story;
    return true;
}

bool api_json_read_entry(struct span text, struct arena *arena, struct history_entry *out,
                         struct err *e)
{
    struct event_story story;

    if (!api_json_read_event(text, arena, &story, e)) {
        return false;
    }
    *out = story.entry;
    return true;
}

/* --- habits --------------------------------------------------------------------------------------- */

struct profile_reader {
    struct arena *arena;
    struct profile_story *story;
    size_t index;
};

static const struct span usual_client_names[] = {SPAN_INIT("family"), SPAN_INIT("version"),
                                                 SPAN_INIT("days"), SPAN_INIT("last_day")};

static bool read_usual_client_field(void *ctx, size_t field, const struct json_in_value *v,
                                    struct err *e)
{
    struct profile_reader *r = ctx;
    struct usual_client *c = &r->story->clients[r->index];
    struct span name = usual_client_names[field];
    uint64_t n = 0;

    switch (field) {
    case 0:
        return json_value_hash(name, v, &c->family, e);
    case 1:
        return json_value_hash(name, v, &c->version, e);
    case 2:
        if (!json_value_whole(name, v, UINT32_MAX, &n, e)) {
            return false;
        }
        c->days = (uint32_t)n;
        return true;
    default:
        return json_value_day(name, v, &c->last_day, e);
    }
}

static bool take_client(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct profile_reader *r = ctx;
    const struct json_in_fields fields = {usual_client_names, COUNT(usual_client_names),
                                          read_usual_client_field, r};

    r->index = index;
    r->story->client_count = (uint8_t)(index + 1);
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("clients"), "objects", v, true, e);
}

enum {
    PROFILE_FIELD_ACCOUNT,
    PROFILE_FIELD_SIGNINS,
    PROFILE_FIELD_FIRST,
    PROFILE_FIELD_LAST,
    PROFILE_FIELD_USUAL,
    PROFILE_FIELD_CLIENTS,
    PROFILE_FIELD_ADDRESSES,
    PROFILE_FIELDS
};
static const struct span profile_names[PROFILE_FIELDS] = {
    SPAN_INIT("account"), SPAN_INIT("signins"), SPAN_INIT("first_day"), SPAN_INIT("last"),
    SPAN_INIT("usual"),   SPAN_INIT("clients"), SPAN_INIT("addresses"),
};

static bool read_profile_field(void *ctx, size_t field, const struct json_in_value *v,
                               struct err *e)
{
    struct profile_reader *r = ctx;
    struct profile_story *p = r->story;
    struct usual_list usual = {
        .usual = p->usual, .last_day = p->usual_last_day, .count = &p->usual_count};
    struct span name = profile_names[field];
    uint64_t n = 0;

    switch (field) {
    case PROFILE_FIELD_ACCOUNT:
        return json_value_text(r->arena, name, v, 2 * (size_t)ACCOUNT_TEXT_MAX, &p->account, e);
    case PROFILE_FIELD_SIGNINS:
        if (!json_value_whole(name, v, UINT32_MAX, &n, e)) {
            return false;
        }
        p->signins = (uint32_t)n;
        return true;
    case PROFILE_FIELD_FIRST:
        return json_value_day(name, v, &p->first_day, e);
    case PROFILE_FIELD_LAST:
        return json_value_time(name, v, &p->last_ms, e);
    case PROFILE_FIELD_USUAL:
        return json_value_usual(name, v, &usual, e);
    case PROFILE_FIELD_CLIENTS:
        return json_value_list(name, v, PROFILE_CLIENTS, take_client, r, e);
    default:
        if (!json_value_whole(name, v, UINT8_MAX, &n, e)) {
            return false;
        }
        p->address_count = (uint8_t)n;
        return true;
    }
}

bool api_json_read_profile(struct span text, struct arena *arena, struct profile_story *out,
                           struct err *e)
{
    struct profile_story story = {0};
    struct profile_reader r = {.arena = arena, .story = &story};
    const struct json_in_fields fields = {profile_names, PROFILE_FIELDS, read_profile_field, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = story;
    return true;
}
