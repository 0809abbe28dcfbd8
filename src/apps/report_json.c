#include "apps/report_json.h"

#include "apps/jsonl.h"
#include "words/words.h"

static const char *const widths[SOURCE_WIDTH_COUNT] = {
    [SOURCE_ADDRESS] = "address",
    [SOURCE_V4_24] = "v4_24",
    [SOURCE_V6_64] = "v6_64",
    [SOURCE_V6_48] = "v6_48",
};

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

static void put_country(struct jsonl *j, uint16_t country)
{
    char letters[3];

    if (country == 0) {
        jsonl_null(j, "country");
        return;
    }
    place_country_text(country, letters);
    jsonl_text(j, "country", (struct span){.at = letters, .len = 2});
}

static void put_place(struct jsonl *in, const char *name, const struct named_place *p)
{
    struct jsonl place = jsonl_object(in, name);
    struct jsonl list;

    put_country(&place, p->place.country);
    if (p->place.asn != 0) {
        jsonl_count(&place, "asn", p->place.asn);
    } else {
        jsonl_null(&place, "asn");
    }
    if (p->provider[0] != '\0') {
        jsonl_text(&place, "provider",
                   (struct span){.at = p->provider, .len = strlen(p->provider)});
    } else {
        jsonl_null(&place, "provider");
    }
    jsonl_code(&place, "network", network_kind_code((enum network_kind)p->place.kind));
    list = jsonl_array(&place, "flags");
    for (unsigned i = 0; i < PLACE_FLAG_COUNT; i++) {
        if ((p->place.flags & 1u << i) != 0) {
            jsonl_item_code(&list, place_flag_code(i));
        }
    }
    jsonl_end_array(&list);
    jsonl_close(&place);
}

static void put_address(struct jsonl *j, const char *name, const struct address *a)
{
    static const struct address none;
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    if (address_eq(a, &none)) {
        jsonl_null(j, name);
        return;
    }
    address_print(&text, a);
    jsonl_text(j, name, written(&text));
}

static void put_client(struct jsonl *in, const struct client *c)
{
    char bytes[24];
    struct buf text = BUF_ON(bytes);
    struct jsonl client;

    if (c->trust == CLIENT_UNSEEN) {
        jsonl_null(in, "client");
        return;
    }
    client = jsonl_object(in, "client");
    jsonl_code(&client, "trust", c->trust == CLIENT_BOUND ? "bound" : "spoofable");
    buf_addf(&text, "%08x", (unsigned)c->family);
    jsonl_text(&client, "family", written(&text));
    text.len = 0;
    buf_addf(&text, "%08x", (unsigned)c->version);
    jsonl_text(&client, "version", written(&text));
    jsonl_close(&client);
}

static void put_score(struct jsonl *j, const char *name, int32_t score)
{
    char bytes[24];
    struct buf text = BUF_ON(bytes);

    words_score(&text, score);
    jsonl_raw(j, name, written(&text));
}

static void put_sentence(struct jsonl *j, enum lang l, const struct reason *r,
                         const struct reason_context *c)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    words_reason(&text, l, r, c);
    jsonl_text(j, lang_code(l), written(&text));
}

static void put_reason(struct jsonl *list, const struct reason *r, const struct reason_context *c)
{
    struct jsonl item = jsonl_item(list);

    jsonl_code(&item, "code", reason_code_text((enum reason_code)r->code));
    jsonl_bool(&item, "counted", r->counted);
    put_score(&item, "term", r->term);
    if (r->code == REASON_UNUSUAL_SCORE) {
        put_score(&item, "value", (int32_t)r->value);
    } else {
        jsonl_count(&item, "value", r->value);
    }
    put_sentence(&item, LANG_JA, r, c);
    put_sentence(&item, LANG_EN, r, c);
    jsonl_close(&item);
}

static struct jsonl begin(FILE *to, const char *type)
{
    struct jsonl j = jsonl_open(to);

    jsonl_code(&j, "type", type);
    return j;
}

static void end(struct jsonl *j)
{
    jsonl_close(j);
    (void)putc('\n', j->to);
}

void report_json_signin(FILE *to, const struct finding_signin *f)
{
    struct reason_context context = words_reason_context(f);
    struct jsonl j = begin(to, "signin");
    struct jsonl list;

    jsonl_time(&j, "at", f->at_ms);
    jsonl_text(&j, "account", f->account);
    jsonl_code(&j, "service", service_code(f->service));
    put_address(&j, "remote", &f->remote);
    put_place(&j, "place", &f->where);
    put_client(&j, &f->client);
    jsonl_code(&j, "outcome", outcome_code(f->outcome));
    if (f->decision.scored) {
        put_score(&j, "score", f->decision.score);
    } else {
        jsonl_null(&j, "score");
    }
    jsonl_code(&j, "decision", action_code((enum action)f->decision.action));
    jsonl_code(&j, "strict", action_code((enum action)f->decision.strict));
    jsonl_count(&j, "count", f->count);
    jsonl_time(&j, "last", f->last_ms);
    list = jsonl_array(&j, "reasons");
    for (size_t i = 0; i < f->decision.reason_count; i++) {
        put_reason(&list, &f->decision.reasons[i], &context);
    }
    jsonl_end_array(&list);
    if (f->usual.place.kind != NETWORK_UNKNOWN) {
        put_place(&j, "usual", &f->usual);
    } else {
        jsonl_null(&j, "usual");
    }
    end(&j);
}

void report_json_source(FILE *to, const struct finding_source *f)
{
    struct jsonl j = begin(to, "source");
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    words_prefix(&text, f);
    jsonl_text(&j, "prefix", written(&text));
    jsonl_code(&j, "width", widths[f->width]);
    put_place(&j, "place", &f->where);
    jsonl_count(&j, "failures", f->failures);
    jsonl_count(&j, "accounts", f->accounts);
    jsonl_bool(&j, "accounts_estimated", f->accounts_estimated);
    jsonl_count(&j, "addresses", f->addresses);
    jsonl_count(&j, "successes", f->successes);
    jsonl_time(&j, "first", f->first_ms);
    jsonl_time(&j, "last", f->last_ms);
    for (unsigned l = LANG_COUNT; l-- > 0;) {
        text = BUF_ON(bytes);
        words_source(&text, (enum lang)l, f);
        jsonl_text(&j, lang_code((enum lang)l), written(&text));
    }
    end(&j);
}

static void put_success(struct jsonl *j, const struct finding_account *f)
{
    jsonl_time(j, "at", f->at_ms);
    put_address(j, "remote", &f->remote);
    put_place(j, "place", &f->where);
    jsonl_code(j, "service", service_code(f->service));
}

static void put_no_success(struct jsonl *j)
{
    static const char *const names[] = {"at", "remote", "place", "service"};

    for (size_t i = 0; i < COUNT(names); i++) {
        jsonl_null(j, names[i]);
    }
}

void report_json_account(FILE *to, const struct finding_account *f)
{
    struct jsonl j = begin(to, "account");
    bool found = f->trouble == TROUBLE_PASSWORD_FOUND;
    char bytes[WORDS_MAX];

    jsonl_code(&j, "finding", found ? "password_found" : "under_attack");
    jsonl_text(&j, "account", f->account);
    jsonl_count(&j, "failures", f->failures);
    jsonl_count(&j, "sources", f->sources);
    jsonl_time(&j, "first", f->first_ms);
    jsonl_time(&j, "last", f->last_ms);
    if (found) {
        put_success(&j, f);
    } else {
        put_no_success(&j);
    }
    for (unsigned l = LANG_COUNT; l-- > 0;) {
        struct buf text = BUF_ON(bytes);

        words_trouble(&text, (enum lang)l, f);
        jsonl_text(&j, lang_code((enum lang)l), written(&text));
    }
    end(&j);
}

void report_json_account_summary(FILE *to, const struct account_summary *s)
{
    struct jsonl j = begin(to, "account_summary");
    struct jsonl list;

    jsonl_text(&j, "account", s->account);
    jsonl_count(&j, "signins", s->signins);
    jsonl_count(&j, "failures", s->failures);
    jsonl_time_or_null(&j, "first", s->first_ms, s->signins > 0);
    jsonl_time_or_null(&j, "last", s->last_ms, s->signins > 0);
    list = jsonl_array(&j, "usual");
    for (size_t i = 0; i < s->usual_count; i++) {
        struct jsonl item = jsonl_item(&list);

        put_place(&item, "place", &s->usual[i].where);
        jsonl_count(&item, "days", s->usual[i].days);
        jsonl_close(&item);
    }
    jsonl_end_array(&list);
    end(&j);
}

static void put_days(struct jsonl *in, const struct scan_summary *s)
{
    struct jsonl list = jsonl_array(in, "days");

    for (size_t i = 0; i < s->day_count; i++) {
        struct jsonl item = jsonl_item(&list);
        struct civil day = time_to_civil((int64_t)s->days[i].day * TIME_DAY_MS);
        char bytes[40];
        struct buf text = BUF_ON(bytes);

        buf_addf(&text, "%04d-%02d-%02d", day.year, day.month, day.day);
        jsonl_text(&item, "day", written(&text));
        jsonl_count(&item, "signins", s->days[i].signins);
        jsonl_count(&item, "failures", s->days[i].failures);
        jsonl_count(&item, "unusual", s->days[i].unusual);
        jsonl_close(&item);
    }
    jsonl_end_array(&list);
}

static void put_countries(struct jsonl *in, const struct scan_summary *s)
{
    struct jsonl list = jsonl_array(in, "countries");

    for (size_t i = 0; i < s->country_count; i++) {
        struct jsonl item = jsonl_item(&list);

        put_country(&item, s->countries[i].country);
        jsonl_count(&item, "signins", s->countries[i].signins);
        jsonl_count(&item, "failures", s->countries[i].failures);
        jsonl_count(&item, "accounts", s->countries[i].accounts);
        jsonl_close(&item);
    }
    jsonl_end_array(&list);
}

static void put_programs(struct jsonl *in, const struct scan_summary *s)
{
    struct jsonl list = jsonl_array(in, "programs");

    for (size_t i = 0; i < s->program_count; i++) {
        struct jsonl item = jsonl_item(&list);

        jsonl_text(&item, "program", s->programs[i].program);
        jsonl_count(&item, "lines", s->programs[i].lines);
        jsonl_close(&item);
    }
    jsonl_end_array(&list);
}

/* With three decimals, whatever the process's locale. */
static void put_seconds(struct jsonl *j, double seconds)
{
    char bytes[40];
    struct buf text = BUF_ON(bytes);
    unsigned long long ms = seconds > 0 ? (unsigned long long)(seconds * 1000 + 0.5) : 0;

    buf_addf(&text, "%llu.%03llu", ms / 1000, ms % 1000);
    jsonl_raw(j, "seconds", written(&text));
}

void report_json_summary(FILE *to, const struct scan_summary *s)
{
    struct jsonl j = begin(to, "summary");
    bool events = s->first_ms != 0;

    jsonl_count(&j, "lines", s->lines);
    jsonl_count(&j, "bytes", s->bytes);
    jsonl_count(&j, "skipped", s->skipped);
    jsonl_count(&j, "unknown", s->unknown);
    jsonl_count(&j, "repeated", s->repeated);
    jsonl_count(&j, "signins", s->signins);
    jsonl_count(&j, "failures", s->failures);
    jsonl_count(&j, "accounts", s->accounts);
    jsonl_count(&j, "unusual", s->unusual);
    jsonl_count(&j, "sources", s->sources);
    jsonl_count(&j, "attacked", s->attacked);
    jsonl_count(&j, "found", s->found);
    jsonl_time_or_null(&j, "first", s->first_ms, events);
    jsonl_time_or_null(&j, "last", s->last_ms, events);
    put_seconds(&j, s->seconds);
    jsonl_text(&j, "places",
               (struct span){.at = s->places, .len = s->places == NULL ? 0 : strlen(s->places)});
    put_days(&j, s);
    put_countries(&j, s);
    put_programs(&j, s);
    end(&j);
}
