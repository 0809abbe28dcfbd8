#include "apps/brand_print.h"

#include "apps/jsonl.h"

static const struct {
    const char *key;  /* in a file */
    const char *name; /* in JSON */
} kinds[BRAND_FACT_KINDS] = {
    [BRAND_NAME] = {"name", "names"},
    [BRAND_TOKEN] = {"token", "tokens"},
    [BRAND_DOMAIN] = {"domain", "domains"},
    [BRAND_HOST] = {"host", "hosts"},
    [BRAND_USES] = {"uses", "uses"},
    [BRAND_OPEN] = {"open", "open"},
    [BRAND_MAILBOXES] = {"mailboxes", "mailboxes"},
    [BRAND_SENDER] = {"sender", "senders"},
    [BRAND_SMS] = {"sms", "sms"},
    [BRAND_PROMISE] = {"promises", "promises"},
    [BRAND_PAGE] = {"page", "pages"},
};

void brand_print_json(FILE *to, const struct brand *b)
{
    struct jsonl j = jsonl_open(to);

    jsonl_text(&j, "id", b->id);
    jsonl_text(&j, "en", b->en);
    jsonl_text(&j, "ja", b->ja);
    jsonl_text(&j, "kind", b->kind);
    jsonl_text(&j, "group", b->group);
    jsonl_text(&j, "file", b->origin);
    for (size_t kind = 0; kind < BRAND_FACT_KINDS; kind++) {
        struct jsonl list = jsonl_array(&j, kinds[kind].name);

        for (size_t i = 0; i < b->facts[kind].count; i++) {
            const struct brand_fact *f = &b->facts[kind].at[i];
            struct jsonl item = jsonl_item(&list);

            jsonl_text(&item, "text", f->text);
            jsonl_text(&item, "source", f->source);
            jsonl_text(&item, "date", f->date);
            jsonl_close(&item);
        }
        jsonl_end_array(&list);
    }
    jsonl_bool(&j, "senders_all", b->senders_all);
    jsonl_close(&j);
    (void)fputc('\n', to);
}

static void put(FILE *to, const char *key, struct span text)
{
    (void)fprintf(to, "  %-8s %.*s\n", key, (int)text.len, text.at);
}

static bool same_source(const struct brand_fact *a, const struct brand_fact *b)
{
    return span_eq(a->source, b->source) && span_eq(a->date, b->date);
}

/* A line for each fact; the source again whenever it changes. */
static void print_facts(FILE *to, const struct brand *b)
{
    const struct brand_fact *last = NULL;

    for (size_t kind = 0; kind < BRAND_FACT_KINDS; kind++) {
        for (size_t i = 0; i < b->facts[kind].count; i++) {
            const struct brand_fact *f = &b->facts[kind].at[i];
            bool again = last != NULL && same_source(last, f);

            if (!again) {
                (void)fprintf(to, "  source   %.*s %.*s\n", (int)f->source.len, f->source.at,
                              (int)f->date.len, f->date.at);
            }
            put(to, kinds[kind].key, f->text);
            last = f;
        }
    }
}

void brand_print_file(FILE *to, const struct brand *b)
{
    (void)fprintf(to, "brand %.*s\n", (int)b->id.len, b->id.at);
    put(to, "en", b->en);
    if (!span_eq(b->ja, b->en)) {
        put(to, "ja", b->ja);
    }
    put(to, "kind", b->kind);
    if (!span_eq(b->group, b->id)) {
        put(to, "group", b->group);
    }
    if (b->senders_all) {
        put(to, "senders", SPAN("all"));
    }
    print_facts(to, b);
}
