#include "wire/api_json.h"

#include "wire/notice_json.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

void api_json_patch(struct json_out *j, const struct account_patch *p)
{
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        if ((p->stated & ACCOUNT_STATES_TEXT(i)) != 0) {
            json_out_text(j, account_text_code((enum account_text)i), p->account.text[i]);
        }
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        struct json_out list;

        if ((p->stated & ACCOUNT_STATES_LIST(l)) == 0) {
            continue;
        }
        list = json_out_list(j, account_list_code((enum account_list)l));
        for (size_t i = 0; i < p->account.list[l].count; i++) {
            json_out_item_text(&list, p->account.list[l].at[i]);
        }
        json_out_end_list(&list);
    }
}

void api_json_account(struct json_out *j, const struct account_record *a)
{
    const struct account_patch all = {.account = *a, .stated = ACCOUNT_STATES_ALL};

    api_json_patch(j, &all);
    json_out_time(j, "created", a->created_ms);
    json_out_time(j, "updated", a->updated_ms);
}

static void put_place(struct json_out *in, const char *name, const struct named_place *p)
{
    struct json_out place = json_out_object(in, name);
    struct json_out list;
    char letters[3];

    place_country_text(p->place.country, letters);
    json_out_code(&place, "country", p->place.country == 0 ? NULL : letters);
    if (p->place.asn != 0) {
        json_out_number(&place, "asn", p->place.asn);
    } else {
        json_out_code(&place, "asn", NULL);
    }
    if (p->provider[0] != '\0') {
        json_out_text(&place, "provider", span_of(p->provider));
    } else {
        json_out_code(&place, "provider", NULL);
    }
    json_out_code(&place, "network", network_kind_code((enum network_kind)p->place.kind));
    list = json_out_list(&place, "flags");
    for (unsigned i = 0; i < PLACE_FLAG_COUNT; i++) {
        if ((p->place.flags & 1u << i) != 0) {
            json_out_item_text(&list, span_of(place_flag_code(i)));
        }
    }
    json_out_end_list(&list);
    json_out_bool(&place, "estimated", true);
    json_out_close(&place);
}

static void put_hash(struct json_out *j, const char *name, uint32_t hash)
{
    char bytes[16];
    struct buf text = BUF_ON(bytes);

    buf_addf(&text, "%08x", (unsigned)hash);
    json_out_text(j, name, (struct span){.at = bytes, .len = text.len});
}

static void put_client(struct json_out *in, const struct client *c)
{
    struct json_out client;

    if (c->trust == CLIENT_UNSEEN) {
        json_out_code(in, "client", NULL);
        return;
    }
    client = json_out_object(in, "client");
    json_out_code(&client, "trust", c->trust == CLIENT_BOUND ? "bound" : "spoofable");
    put_hash(&client, "family", c->family);
    put_hash(&client, "version", c->version);
    json_out_close(&client);
}

static void put_address(struct json_out *j, const char *name, const struct address *a, bool there)
{
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    if (there) {
        address_print(&text, a);
        json_out_text(j, name, (struct span){.at = bytes, .len = text.len});
    } else {
        json_out_code(j, name, NULL);
    }
}

static void put_latest(struct json_out *in, const struct history_row *row)
{
    struct json_out list = json_out_list(in, "latest");

    for (size_t i = 0; i < row->latest_count; i++) {
        struct json_out item = json_out_item(&list);

        json_out_time(&item, "at", row->latest[i].at_ms);
        put_address(&item, "remote", &row->latest[i].remote, row->has_remote);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

static void put_reason(struct json_out *list, const struct reason *r, const struct span *why)
{
    struct json_out item = json_out_item(list);

    json_out_code(&item, "code", reason_code_text((enum reason_code)r->code));
    json_out_bool(&item, "counted", r->counted);
    json_out_score(&item, "term", r->term);
    if (r->code == REASON_UNUSUAL_SCORE) {
        json_out_score(&item, "value", (int32_t)r->value);
    } else {
        json_out_number(&item, "value", r->value);
    }
    if (why != NULL) {
        json_out_text(&item, "en", why[0]);
        json_out_text(&item, "ja", why[1]);
    }
    json_out_close(&item);
}

static void put_entry(struct json_out *j, const struct history_entry *h,
                      const struct span (*why)[STORY_LANGS])
{
    const struct history_row *row = &h->row;
    struct json_out list;

    json_out_number(j, "id", row->id);
    json_out_text(j, "account", h->account);
    json_out_time(j, "first", row->first_ms);
    json_out_time(j, "last", row->last_ms);
    json_out_number(j, "count", row->count > INT64_MAX ? INT64_MAX : (int64_t)row->count);
    json_out_code(j, "service", service_code(row->service));
    json_out_code(j, "outcome", outcome_code(row->outcome));
    put_place(j, "place", &h->where);
    put_client(j, &row->client);
    json_out_code(j, "decision", action_code((enum action)row->decision.action));
    json_out_code(j, "strict", action_code((enum action)row->decision.strict));
    if (row->decision.scored) {
        json_out_score(j, "score", row->decision.score);
    } else {
        json_out_code(j, "score", NULL);
    }
    list = json_out_list(j, "reasons");
    for (size_t i = 0; i < row->decision.reason_count; i++) {
        put_reason(&list, &row->decision.reasons[i], why == NULL ? NULL : why[i]);
    }
    json_out_end_list(&list);
    put_latest(j, row);
    notice_json_told(j, "notice", &h->told);
}

void api_json_entry(struct json_out *j, const struct history_entry *h)
{
    put_entry(j, h, NULL);
}

static void put_usual(struct json_out *in, const struct usual_place *usual,
                      const uint16_t *last_day, size_t count)
{
    struct json_out list = json_out_list(in, "usual");

    for (size_t i = 0; i < count; i++) {
        struct json_out item = json_out_item(&list);

        put_place(&item, "place", &usual[i].where);
        json_out_number(&item, "days", usual[i].days);
        if (last_day != NULL) {
            json_out_day(&item, "last_day", last_day[i]);
        }
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

void api_json_event(struct json_out *j, const struct event_story *s)
{
    put_entry(j, &s->entry, s->why);
    put_usual(j, s->usual, NULL, s->usual_count);
}

void api_json_profile(struct json_out *j, const struct profile_story *p)
{
    struct json_out list;

    json_out_text(j, "account", p->account);
    json_out_number(j, "signins", p->signins);
    json_out_day(j, "first_day", p->first_day);
    json_out_time(j, "last", p->last_ms);
    put_usual(j, p->usual, p->usual_last_day, p->usual_count);
    list = json_out_list(j, "clients");
    for (size_t i = 0; i < p->client_count; i++) {
        struct json_out item = json_out_item(&list);

        put_hash(&item, "family", p->clients[i].family);
        put_hash(&item, "version", p->clients[i].version);
        json_out_number(&item, "days", p->clients[i].days);
        json_out_day(&item, "last_day", p->clients[i].last_day);
        json_out_close(&item);
    }
    json_out_end_list(&list);
    json_out_number(j, "addresses", p->address_count);
}

void api_json_listing(struct json_out *j, const struct listing *l)
{
    char bytes[ADDRESS_TEXT_MAX + 8];
    struct buf text = BUF_ON(bytes);

    json_out_code(j, "list", l->kind == LISTING_ALLOW ? "allow" : "block");
    if (l->has_network) {
        address_print(&text, &l->prefix);
        buf_addf(&text, "/%u", (unsigned)l->bits);
        json_out_text(j, "network", (struct span){.at = bytes, .len = text.len});
    } else {
        json_out_code(j, "network", NULL);
    }
    if (l->has_login) {
        json_out_text(j, "login", span_of(l->login));
    } else {
        json_out_code(j, "login", NULL);
    }
    json_out_time(j, "expires", l->expires_ms);
    json_out_text(j, "reason", span_of(l->reason));
}
