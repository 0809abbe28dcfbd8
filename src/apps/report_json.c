#include "apps/report_json.h"

#include "apps/json_out.h"
#include "words/words.h"

static const char *const networks[NETWORK_KIND_COUNT] = {
    [NETWORK_UNKNOWN] = "unknown",
    [NETWORK_PUBLIC] = "public",
    [NETWORK_OWN] = "own",
    [NETWORK_PRIVATE] = "private",
    [NETWORK_LOOPBACK] = "loopback",
    [NETWORK_LINK_LOCAL] = "link_local",
    [NETWORK_CGNAT] = "cgnat",
    [NETWORK_ULA] = "ula",
    [NETWORK_DOCUMENTATION] = "documentation",
    [NETWORK_SPECIAL] = "special",
};

static const char *const flags[] = {"anonymiser", "satellite", "anycast", "hostile",
                                    "trusted_line"}; /* in the order of enum place_flag */

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

static void put_country(struct json_out *j, uint16_t country)
{
    char letters[3];

    if (country == 0) {
        json_null(j, "country");
        return;
    }
    place_country_text(country, letters);
    json_text(j, "country", (struct span){.at = letters, .len = 2});
}

static void put_place(struct json_out *in, const char *name, const struct named_place *p)
{
    struct json_out place = json_object(in, name);
    struct json_out list;

    put_country(&place, p->place.country);
    if (p->place.asn != 0) {
        json_count(&place, "asn", p->place.asn);
    } else {
        json_null(&place, "asn");
    }
    if (p->provider[0] != '\0') {
        json_text(&place, "provider", (struct span){.at = p->provider, .len = strlen(p->provider)});
    } else {
        json_null(&place, "provider");
    }
    json_code(&place, "network", networks[p->place.kind]);
    list = json_array(&place, "flags");
    for (unsigned i = 0; i < COUNT(flags); i++) {
        if ((p->place.flags & 1u << i) != 0) {
            json_item_code(&list, flags[i]);
        }
    }
    json_end_array(&list);
    json_close(&place);
}

static void put_address(struct json_out *j, const char *name, const struct address *a)
{
    static const struct address none;
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    if (address_eq(a, &none)) {
        json_null(j, name);
        return;
    }
    address_print(&text, a);
    json_text(j, name, written(&text));
}

static void put_client(struct json_out *in, const struct client *c)
{
    char bytes[24];
    struct buf text = BUF_ON(bytes);
    struct json_out client;

    if (c->trust == CLIENT_UNSEEN) {
        json_null(in, "client");
        return;
    }
    client = json_object(in, "client");
    json_code(&client, "trust", c->trust == CLIENT_BOUND ? "bound" : "spoofable");
    buf_addf(&text, "%08x", (unsigned)c->family);
    json_text(&client, "family", written(&text));
    text.len = 0;
    buf_addf(&text, "%08x", (unsigned)c->version);
    json_text(&client, "version", written(&text));
    json_close(&client);
}

static void put_score(struct json_out *j, const char *name, int32_t score)
{
    char bytes[24];
    struct buf text = BUF_ON(bytes);

    words_score(&text, score);
    json_raw(j, name, written(&text));
}

static void put_sentence(struct json_out *j, enum lang l, const struct reason *r,
                         const struct reason_context *c)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    words_reason(&text, l, r, c);
    json_text(j, lang_code(l), written(&text));
}

static void put_reason(struct json_out *list, const struct reason *r,
                       const struct reason_context *c)
{
    struct json_out item = json_item(list);

    json_code(&item, "code", reason_code_text((enum reason_code)r->code));
    json_bool(&item, "counted", r->counted);
    put_score(&item, "term", r->term);
    if (r->code == REASON_UNUSUAL_SCORE) {
        put_score(&item, "value", (int32_t)r->value);
    } else {
        json_count(&item, "value", r->value);
    }
    put_sentence(&item, LANG_JA, r, c);
    put_sentence(&item, LANG_EN, r, c);
    json_close(&item);
}

static struct json_out begin(FILE *to, const char *type)
{
    struct json_out j = json_open(to);

    json_code(&j, "type", type);
    return j;
}

static void end(struct json_out *j)
{
    json_close(j);
    (void)putc('\n', j->to);
}

void report_json_signin(FILE *to, const struct finding_signin *f)
{
    struct reason_context context = words_reason_context(f);
    struct json_out j = begin(to, "signin");
    struct json_out list;

    json_time(&j, "at", f->at_ms);
    json_text(&j, "account", f->account);
    json_code(&j, "service", service_code(f->service));
    put_address(&j, "remote", &f->remote);
    put_place(&j, "place", &f->where);
    put_client(&j, &f->client);
    json_code(&j, "outcome", outcome_code(f->outcome));
    if (f->decision.scored) {
        put_score(&j, "score", f->decision.score);
    } else {
        json_null(&j, "score");
    }
    json_code(&j, "decision", action_code((enum action)f->decision.action));
    json_code(&j, "strict", action_code((enum action)f->decision.strict));
    json_count(&j, "count", f->count);
    json_time(&j, "last", f->last_ms);
    list = json_array(&j, "reasons");
    for (size_t i = 0; i < f->decision.reason_count; i++) {
        put_reason(&list, &f->decision.reasons[i], &context);
    }
    json_end_array(&list);
    if (f->usual.place.kind != NETWORK_UNKNOWN) {
        put_place(&j, "usual", &f->usual);
    } else {
        json_null(&j, "usual");
    }
    end(&j);
}

void report_json_source(FILE *to, const struct finding_source *f)
{
    struct json_out j = begin(to, "source");
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    words_prefix(&text, f);
    json_text(&j, "prefix", written(&text));
    json_code(&j, "width", widths[f->width]);
    put_place(&j, "place", &f->where);
    json_count(&j, "failures", f->failures);
    json_count(&j, "accounts", f->accounts);
    json_bool(&j, "accounts_estimated", f->accounts_estimated);
    json_count(&j, "addresses", f->addresses);
    json_count(&j, "successes", f->successes);
    json_time(&j, "first", f->first_ms);
    json_time(&j, "last", f->last_ms);
    for (unsigned l = LANG_COUNT; l-- > 0;) {
        text = BUF_ON(bytes);
        words_source(&text, (enum lang)l, f);
        json_text(&j, lang_code((enum lang)l), written(&text));
    }
    end(&j);
}

static void put_success(struct json_out *j, const struct finding_account *f)
{
    json_time(j, "at", f->at_ms);
    put_address(j, "remote", &f->remote);
    put_place(j, "place", &f->where);
    json_code(j, "service", service_code(f->service));
}

static void put_no_success(struct json_out *j)
{
    static const char *const names[] = {"at", "remote", "place", "service"};

    for (size_t i = 0; i < COUNT(names); i++) {
        json_null(j, names[i]);
    }
}

void report_json_account(FILE *to, const struct finding_account *f)
{
    struct json_out j = begin(to, "account");
    bool found = f->trouble == TROUBLE_PASSWORD_FOUND;
    char bytes[WORDS_MAX];

    json_code(&j, "finding", found ? "password_found" : "under_attack");
    json_text(&j, "account", f->account);
    json_count(&j, "failures", f->failures);
    json_count(&j, "sources", f->sources);
    json_time(&j, "first", f->first_ms);
    json_time(&j, "last", f->last_ms);
    if (found) {
        put_success(&j, f);
    } else {
        put_no_success(&j);
    }
    for (unsigned l = LANG_COUNT; l-- > 0;) {
        struct buf text = BUF_ON(bytes);

        words_trouble(&text, (enum lang)l, f);
        json_text(&j, lang_code((enum lang)l), written(&text));
    }
    end(&j);
}

void report_json_account_summary(FILE *to, const struct account_summary *s)
{
    struct json_out j = begin(to, "account_summary");
    struct json_out list;

    json_text(&j, "account", s->account);
    json_count(&j, "signins", s->signins);
    json_count(&j, "failures", s->failures);
    json_time_or_null(&j, "first", s->first_ms, s->signins > 0);
    json_time_or_null(&j, "last", s->last_ms, s->signins > 0);
    list = json_array(&j, "usual");
    for (size_t i = 0; i < s->usual_count; i++) {
        struct json_out item = json_item(&list);

        put_place(&item, "place", &s->usual[i].where);
        json_count(&item, "days", s->usual[i].days);
        json_close(&item);
    }
    json_end_array(&list);
    end(&j);
}

static void put_days(struct json_out *in, const struct scan_summary *s)
{
    struct json_out list = json_array(in, "days");

    for (size_t i = 0; i < s->day_count; i++) {
        struct json_out item = json_item(&list);
        struct civil day = time_to_civil((int64_t)s->days[i].day * TIME_DAY_MS);
        char bytes[40];
        struct buf text = BUF_ON(bytes);

        buf_addf(&text, "%04d-%02d-%02d", day.year, day.month, day.day);
        json_text(&item, "day", written(&text));
        json_count(&item, "signins", s->days[i].signins);
        json_count(&item, "failures", s->days[i].failures);
        json_count(&item, "unusual", s->days[i].unusual);
        json_close(&item);
    }
    json_end_array(&list);
}

static void put_countries(struct json_out *in, const struct scan_summary *s)
{
    struct json_out list = json_array(in, "countries");

    for (size_t i = 0; i < s->country_count; i++) {
        struct json_out item = json_item(&list);

        put_country(&item, s->countries[i].country);
        json_count(&item, "signins", s->countries[i].signins);
        json_count(&item, "failures", s->countries[i].failures);
        json_count(&item, "accounts", s->countries[i].accounts);
        json_close(&item);
    }
    json_end_array(&list);
}

static void put_programs(struct json_out *in, const struct scan_summary *s)
{
    struct json_out list = json_array(in, "programs");

    for (size_t i = 0; i < s->program_count; i++) {
        struct json_out item = json_item(&list);

        json_text(&item, "program", s->programs[i].program);
        json_count(&item, "lines", s->programs[i].lines);
        json_close(&item);
    }
    json_end_array(&list);
}

/* With three decimals, whatever the process's locale. */
static void put_seconds(struct json_out *j, double seconds)
{
    char bytes[40];
    struct buf text = BUF_ON(bytes);
    unsigned long long ms = seconds > 0 ? (unsigned long long)(seconds * 1000 + 0.5) : 0;

    buf_addf(&text, "%llu.%03llu", ms / 1000, ms % 1000);
    json_raw(j, "seconds", written(&text));
}

void report_json_summary(FILE *to, const struct scan_summary *s)
{
    struct json_out j = begin(to, "summary");
    bool events = s->first_ms != 0;

    json_count(&j, "lines", s->lines);
    json_count(&j, "bytes", s->bytes);
    json_count(&j, "skipped", s->skipped);
    json_count(&j, "unknown", s->unknown);
    json_count(&j, "repeated", s->repeated);
    json_count(&j, "signins", s->signins);
    json_count(&j, "failures", s->failures);
    json_count(&j, "accounts", s->accounts);
    json_count(&j, "unusual", s->unusual);
    json_count(&j, "sources", s->sources);
    json_count(&j, "attacked", s->attacked);
    json_count(&j, "found", s->found);
    json_time_or_null(&j, "first", s->first_ms, events);
    json_time_or_null(&j, "last", s->last_ms, events);
    put_seconds(&j, s->seconds);
    json_text(&j, "places",
              (struct span){.at = s->places, .len = s->places == NULL ? 0 : strlen(s->places)});
    put_days(&j, s);
    put_countries(&j, s);
    put_programs(&j, s);
    end(&j);
}
