#include "words/clean.h"
#include "words/words.h"

#define CLIENT_TEXT_MAX 96 /* bytes; a client names itself, so longer names are cut */

struct told {
    const struct reason *reason;
    const struct reason_context *context;
};

static const struct named_place nowhere = {.place = {.kind = NETWORK_UNKNOWN}};

static const struct named_place *where(const struct told *t)
{
    return t->context->where != NULL ? t->context->where : &nowhere;
}

static void put_country(struct buf *out, enum lang l, const struct told *t)
{
    words_country(out, l, where(t)->place.country);
}

static void put_provider(struct buf *out, enum lang l, const struct told *t)
{
    words_provider(out, l, where(t));
}

static void put_place(struct buf *out, enum lang l, const struct told *t)
{
    words_place(out, l, where(t));
}

static void put_usual(struct buf *out, enum lang l, const struct told *t)
{
    words_country(out, l, t->context->usual->place.country);
}

static void put_address(struct buf *out, enum lang l, const struct told *t)
{
    if (t->context->remote != NULL) {
        address_print(out, t->context->remote);
    } else {
        catalogue_put(out, catalogue_phrase(PHRASE_NO_ADDRESS)->text[l], NULL, 0);
    }
}

static void put_client(struct buf *out, enum lang l, const struct told *t)
{
    struct span name = t->context->client;

    (void)l;
    name.len = name.len > CLIENT_TEXT_MAX ? CLIENT_TEXT_MAX : name.len;
    clean_text(out, name);
}

static void put_service(struct buf *out, enum lang l, const struct told *t)
{
    words_service(out, l, t->context->service);
}

static void put_history(struct buf *out, enum lang l, const struct told *t)
{
    uint32_t days = t->context->days;

    words_counted(out, l, COUNTED_DAYS, days != 0 ? days : WORDS_HISTORY_DAYS);
}

static void put_score(struct buf *out, enum lang l, const struct told *t)
{
    (void)l;
    words_score(out, (int32_t)t->reason->value);
}

static void put_days(struct buf *out, enum lang l, const struct told *t)
{
    words_counted(out, l, COUNTED_DAYS, t->reason->value);
}

static void put_time(struct buf *out, enum lang l, const struct told *t)
{
    int64_t minutes = t->reason->value > 0 ? t->reason->value : 1;

    words_duration(out, l, minutes * 60 * TIME_SECOND_MS);
}

static void put_failures(struct buf *out, enum lang l, const struct told *t)
{
    words_counted(out, l, COUNTED_FAILURES, t->reason->value);
}

static void put_accounts(struct buf *out, enum lang l, const struct told *t)
{
    words_counted(out, l, COUNTED_ACCOUNTS, t->reason->value);
}

/* What a reason's sentence may name. Only what it does name is looked up. */
static const struct {
    const char *name;
    const char *hole;
    void (*put)(struct buf *out, enum lang l, const struct told *t);
} fields[] = {
    {"country", "{country}", put_country},
    {"provider", "{provider}", put_provider},
    {"place", "{place}", put_place},
    {"usual", "{usual}", put_usual},
    {"address", "{address}", put_address},
    {"client", "{client}", put_client},
    {"service", "{service}", put_service},
    {"days", "{days}", put_history},
    {"score", "{score}", put_score},
    {"value_days", "{value_days}", put_days},
    {"value_time", "{value_time}", put_time},
    {"value_failures", "{value_failures}", put_failures},
    {"value_accounts", "{value_accounts}", put_accounts},
};

static void tell(struct buf *out, enum lang l, enum phrase p, const struct told *t)
{
    const char *text = catalogue_phrase(p)->text[l];
    char bytes[WORDS_MAX];
    struct buf values = BUF_ON(bytes);
    struct arg args[COUNT(fields)];
    size_t count = 0;

    for (size_t i = 0; i < COUNT(fields); i++) {
        size_t from = values.len;

        if (strstr(text, fields[i].hole) == NULL) {
            continue;
        }
        fields[i].put(&values, l, t);
        args[count++] = (struct arg){fields[i].name, {bytes + from, values.len - from}};
    }
    catalogue_put(out, text, args, count);
}

/* By reason code. */
static const enum phrase sentences[] = {
    [REASON_NEW_COUNTRY] = PHRASE_NEW_COUNTRY,
    [REASON_NEW_PROVIDER] = PHRASE_NEW_PROVIDER,
    [REASON_NEW_ADDRESS] = PHRASE_NEW_ADDRESS,
    [REASON_NEW_CLIENT] = PHRASE_NEW_CLIENT,
    [REASON_NEW_VERSION] = PHRASE_NEW_VERSION,
    [REASON_UNUSUAL_SCORE] = PHRASE_UNUSUAL_SCORE,
    [REASON_FIRST_SIGNIN] = PHRASE_FIRST_SIGNIN,
    [REASON_RARE_PLACE] = PHRASE_RARE_PLACE,
    [REASON_DORMANT] = PHRASE_DORMANT,
    [REASON_TWO_COUNTRIES] = PHRASE_TWO_COUNTRIES,
    [REASON_AFTER_FAILURES] = PHRASE_AFTER_FAILURES,
    [REASON_ANONYMISER] = PHRASE_ANONYMISER,
    [REASON_HOSTILE_NETWORK] = PHRASE_HOSTILE_NETWORK,
    [REASON_UNKNOWN_PLACE] = PHRASE_UNKNOWN_PLACE,
    [REASON_GUESSING_SOURCE] = PHRASE_GUESSING_SOURCE,
    [REASON_STAGE_ABROAD] = PHRASE_STAGE_ABROAD,
    [REASON_STAGE_HOME] = PHRASE_STAGE_HOME,
};

_Static_assert(COUNT(sentences) == REASON_COUNT, "every reason has its sentence");

static enum phrase sentence(const struct told *t)
{
    bool unnamed = t->context->client.len == 0;

    if (unnamed && t->reason->code == REASON_NEW_CLIENT) {
        return PHRASE_NEW_CLIENT_UNNAMED;
    }
    if (unnamed && t->reason->code == REASON_NEW_VERSION) {
        return PHRASE_NEW_VERSION_UNNAMED;
    }
    return sentences[t->reason->code];
}

void words_reason(struct buf *out, enum lang l, const struct reason *r,
                  const struct reason_context *c)
{
    const struct told t = {.reason = r, .context = c};

    tell(out, l, sentence(&t), &t);
    if (r->code == REASON_NEW_COUNTRY && c->usual != NULL && c->usual->place.country != 0 &&
        c->usual->place.country != where(&t)->place.country) {
        tell(out, l, PHRASE_USUALLY, &t);
    }
}

struct reason_context words_reason_context(const struct finding_signin *f)
{
    return (struct reason_context){
        .where = &f->where, .usual = &f->usual, .remote = &f->remote, .service = f->service};
}
