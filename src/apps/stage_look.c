#include "apps/stage_look.h"

#include "base/number.h"
#include "model/signin.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNTRIES (26 * 26 + 1) /* the last: unknown */
#define JSON_MAX ((size_t)32 << 10)
#define NAMES 30 /* columns of the names in front of fields */

struct seen {
    bool affected;
    bool has_app;
    uint64_t signins;
    size_t country; /* 0..COUNTRIES-1 */
    size_t service;
    char country_text[3];
    int64_t last_ms;
    struct span name;
    struct span account;
    char name_bytes[ACCOUNT_TEXT_MAX];
    char account_bytes[ACCOUNT_TEXT_MAX];
};

typedef void take_seen(void *ctx, const struct seen *s);

/* --- reading -------------------------------------------------------------------------------------- */

enum {
    FIELD_NAME,
    FIELD_ACCOUNT,
    FIELD_AFFECTED,
    FIELD_SIGNINS,
    FIELD_LAST,
    FIELD_SERVICE,
    FIELD_COUNTRY,
    FIELD_APP,
    FIELDS
};
static const struct span names[FIELDS] = {
    SPAN_INIT("name"), SPAN_INIT("account"), SPAN_INIT("affected"), SPAN_INIT("signins"),
    SPAN_INIT("last"), SPAN_INIT("service"), SPAN_INIT("country"),  SPAN_INIT("app_password_last"),
};

static void read_country(struct seen *s, const struct json_in_value *v)
{
    if (v->kind == JSON_IN_TEXT && v->raw.len == 2 && v->raw.at[0] >= 'A' && v->raw.at[0] <= 'Z' &&
        v->raw.at[1] >= 'A' && v->raw.at[1] <= 'Z') {
        memcpy(s->country_text, v->raw.at, 2);
        s->country = (size_t)(v->raw.at[0] - 'A') * 26 + (size_t)(v->raw.at[1] - 'A');
    }
}

static bool read_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct seen *s = ctx;

    switch (field) {
    case FIELD_NAME:
        s->name = json_in_text(v, s->name_bytes, sizeof s->name_bytes, NULL);
        return true;
    case FIELD_ACCOUNT:
        s->account = json_in_text(v, s->account_bytes, sizeof s->account_bytes, NULL);
        return true;
    case FIELD_AFFECTED:
        s->affected = span_eq(v->raw, SPAN("true"));
        return true;
    case FIELD_SIGNINS:
        return number_parse(v->raw, 0, INT64_MAX, &s->signins) ||
               json_in_refused(names[field], "a number", v, true, e);
    case FIELD_LAST:
        return api_json_read_time(v->raw, &s->last_ms) ||
               json_in_refused(names[field], "a time", v, true, e);
    case FIELD_SERVICE:
        for (size_t i = 0; i < SERVICE_COUNT; i++) {
            const char *code = service_code((enum service)i);

            s->service =
                span_eq(v->raw, (struct span){.at = code, .len = strlen(code)}) ? i : s->service;
        }
        return true;
    case FIELD_COUNTRY:
        read_country(s, v);
        return true;
    default:
        s->has_app = true;
        return true;
    }
}

static bool take_page(struct span answer, take_seen *take, void *ctx, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    bool more = true;

    if (!inquiry_member(answer, "accounts", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        struct seen s = {.country = COUNTRIES - 1, .country_text = "??"};
        const struct json_in_fields fields = {names, FIELDS, read_field, &s};

        if (!more) {
            return true;
        }
        if (!json_in_fields(item.raw, &fields, e)) {
            return false;
        }
        take(ctx, &s);
    }
    return false;
}

/* Page by page, so that a large service keeps answering mail servers meanwhile. */
static bool days_check(const char *days, struct err *e)
{
    uint64_t n = 0;

    return days == NULL ||
           number_parse((struct span){.at = days, .len = strlen(days)}, 1, 366, &n) ||
           err_set(e, ERR_CONFIG, "--days: expected a whole number from 1 to 366, came another");
}

static bool walk(struct inquiry *q, const char *id, const char *days, take_seen *take, void *ctx,
                 struct err *e)
{
    char after_bytes[ACCOUNT_TEXT_MAX];
    struct span after = SPAN("");
    uint64_t seen = 0;
    bool more = days_check(days, e);
    bool ok = more;

    while (more) {
        char query_bytes[4 * ACCOUNT_TEXT_MAX];
        struct buf query = BUF_ON(query_bytes);
        struct span answer = {0};
        struct json_in_value v = {0};
        uint64_t part = 0;

        buf_addf(&query, "/affected?days=%s&after=", days == NULL ? "30" : days);
        api_client_encode(&query, after);
        query_bytes[query.len < sizeof query_bytes ? query.len : sizeof query_bytes - 1] = '\0';
        if (!inquiry_get(q, "/v1/stages/", (struct span){.at = id, .len = strlen(id)}, query_bytes,
                         &answer, e) ||
            !take_page(answer, take, ctx, e) || !inquiry_member(answer, "names", &v, e) ||
            !number_parse(v.raw, 0, UINT64_MAX, &part) || !inquiry_member(answer, "more", &v, e)) {
            return false;
        }
        more = span_eq(v.raw, SPAN("true"));
        if (!inquiry_member(answer, "after", &v, e)) {
            return false;
        }
        after = json_in_text(&v, after_bytes, sizeof after_bytes, NULL);
        memmove(after_bytes, after.at, after.len);
        after.at = after_bytes;
        seen += part;
        if (more && isatty(STDERR_FILENO) != 0) {
            (void)fprintf(stderr, "\r%llu names looked at", (unsigned long long)seen);
        }
    }
    if (seen > 1000 && isatty(STDERR_FILENO) != 0) {
        (void)fputs("\n", stderr);
    }
    return ok;
}

/* --- preview -------------------------------------------------------------------------------------- */

struct preview {
    uint64_t affected;
    uint64_t mixed; /* of them with an app password somewhere already */
    uint64_t ready; /* use an app password alone */
    uint64_t signins;
    uint64_t country[COUNTRIES];
    uint64_t service[SERVICE_COUNT];
};

static void count(void *ctx, const struct seen *s)
{
    struct preview *p = ctx;

    if (!s->affected) {
        p->ready += s->has_app;
        return;
    }
    p->affected++;
    p->mixed += s->has_app;
    p->signins += s->signins;
    p->country[s->country]++;
    p->service[s->service]++;
}

static size_t most(const uint64_t *counts, size_t n, const bool *told)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++) {
        if (!told[i] && counts[i] > 0 && (best == n || counts[i] > counts[best])) {
            best = i;
        }
    }
    return best;
}

static void country_code(size_t i, char out[static 3])
{
    out[0] = (char)(i == COUNTRIES - 1 ? '?' : 'A' + (int)(i / 26));
    out[1] = (char)(i == COUNTRIES - 1 ? '?' : 'A' + (int)(i % 26));
    out[2] = '\0';
}

static bool put_json(struct inquiry *q, const struct preview *p, const char *id, struct err *e)
{
    struct buf out = {.at = arena_take(q->arena, JSON_MAX), .cap = JSON_MAX};
    struct json_out j;
    struct json_out by;
    char code[3];

    if (out.at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a preview");
    }
    j = json_out_open(&out);

    json_out_text(&j, "stage", (struct span){.at = id, .len = strlen(id)});
    json_out_number(&j, "affected", (int64_t)p->affected);
    json_out_number(&j, "affected_with_app_password", (int64_t)p->mixed);
    json_out_number(&j, "ready", (int64_t)p->ready);
    json_out_number(&j, "signins", (int64_t)p->signins);
    by = json_out_object(&j, "countries");
    for (size_t i = 0; i < COUNTRIES; i++) {
        if (p->country[i] > 0) {
            country_code(i, code);
            json_out_number(&by, code, (int64_t)p->country[i]);
        }
    }
    json_out_close(&by);
    by = json_out_object(&j, "services");
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        if (p->service[i] > 0) {
            json_out_number(&by, service_code((enum service)i), (int64_t)p->service[i]);
        }
    }
    json_out_close(&by);
    json_out_close(&j);
    inquiry_print(report_written(&out));
    return true;
}

static void put_count(const struct inquiry *q, enum label name, uint64_t n)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    words_number(&text, n);
    page_field(&q->page, inquiry_label(q, name), report_written(&text), NAMES);
}

static void put_countries(const struct inquiry *q, const struct preview *p)
{
    bool told[COUNTRIES] = {false};
    size_t i;

    while ((i = most(p->country, COUNTRIES, told)) < COUNTRIES) {
        char bytes[2][WORDS_MAX];
        struct buf name = BUF_ON(bytes[0]);
        struct buf text = BUF_ON(bytes[1]);
        char code[3];

        told[i] = true;
        country_code(i, code);
        words_country(&name, q->voice.lang,
                      i == COUNTRIES - 1 ? 0 : place_country(code[0], code[1]));
        words_number(&text, p->country[i]);
        page_field(&q->page, report_written(&name), report_written(&text), NAMES);
    }
}

static void put_services(const struct inquiry *q, const struct preview *p)
{
    bool told[SERVICE_COUNT] = {false};
    size_t i;

    while ((i = most(p->service, SERVICE_COUNT, told)) < SERVICE_COUNT) {
        char bytes[2][WORDS_MAX];
        struct buf name = BUF_ON(bytes[0]);
        struct buf text = BUF_ON(bytes[1]);

        told[i] = true;
        words_service(&name, q->voice.lang, (enum service)i);
        words_number(&text, p->service[i]);
        page_field(&q->page, report_written(&name), report_written(&text), NAMES);
    }
}

bool stage_preview(struct inquiry *q, const char *id, const char *days, struct err *e)
{
    struct preview p = {0};

    if (!walk(q, id, days, count, &p, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        return put_json(q, &p, id, e);
    }
    put_count(q, LABEL_STAGE_AFFECTED, p.affected);
    put_count(q, LABEL_STAGE_MIXED, p.mixed);
    put_count(q, LABEL_STAGE_READY, p.ready);
    if (p.affected > 0) {
        page_heading(&q->page, inquiry_label(q, LABEL_STAGE_BY_COUNTRY));
        put_countries(q, &p);
        page_heading(&q->page, inquiry_label(q, LABEL_STAGE_BY_SERVICE));
        put_services(q, &p);
    }
    return true;
}

/* --- affected ------------------------------------------------------------------------------------- */

static void put_line(void *ctx, const struct seen *s)
{
    const struct inquiry *q = ctx;
    char bytes[2 * WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (!s->affected) {
        return;
    }
    if (q->options.set[INQUIRY_JSON]) {
        struct json_out j = json_out_open(&text);

        json_out_text(&j, "name", s->name);
        if (s->account.len > 0) {
            json_out_text(&j, "account", s->account);
        }
        json_out_number(&j, "signins", (int64_t)s->signins);
        json_out_time(&j, "last", s->last_ms);
        json_out_code(&j, "service", service_code((enum service)s->service));
        json_out_code(&j, "country", s->country == COUNTRIES - 1 ? NULL : s->country_text);
        json_out_bool(&j, "has_app_password", s->has_app);
        json_out_close(&j);
        inquiry_print(report_written(&text));
        return;
    }
    clean_text(&text, s->name);
    buf_add(&text, SPAN("  "));
    words_time_bare(&text, q->zone, s->last_ms);
    buf_addf(&text, "  %s  %s", s->country_text, service_code((enum service)s->service));
    page_paragraph(&q->page, report_written(&text), 0);
}

bool stage_affected(struct inquiry *q, const char *id, const char *days, struct err *e)
{
    return walk(q, id, days, put_line, q, e);
}
