#include "wire/verdict_json.h"

#include "wire/json_fields.h"

#include <sodium.h>
#include <stdlib.h>

#define HUNDREDTHS 100
#define SENTENCE_MAX 4096 /* bytes of one */
#define LANGS 2

static const char *const lang_names[LANGS] = {"en", "ja"};

static const struct span question_names[QUESTION_COUNT] = {
    [QUESTION_MEMBER] = SPAN_INIT("member"), [QUESTION_ADDRESS] = SPAN_INIT("address"),
    [QUESTION_NAME] = SPAN_INIT("name"),     [QUESTION_UNNATURAL] = SPAN_INIT("unnatural"),
    [QUESTION_DONE] = SPAN_INIT("done"),
};

const char *question_code(enum question q)
{
    return question_names[q].at;
}

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

/* --- the verdict -------------------------------------------------------------------------------- */

static void put_hundredths(struct json_out *j, const char *name, int32_t score)
{
    json_out_raw(j, name);
    buf_addf(j->to, "%s%d.%02d", score < 0 ? "-" : "", abs(score) / HUNDREDTHS,
             abs(score) % HUNDREDTHS);
}

static void put_sentence(struct json_out *j, unsigned lang, const struct buf *sentence)
{
    json_out_text(j, lang_names[lang], (struct span){.at = sentence->at, .len = sentence->len});
}

static void put_evidence(struct json_out *list, const struct verdict *v, const struct evidence *e,
                         const struct verdict_words *words)
{
    struct json_out j = json_out_item(list);
    enum evidence_kind kind = (enum evidence_kind)e->kind;

    json_out_code(&j, "id", evidence_id(kind));
    json_out_code(&j, "name", evidence_code(kind));
    json_out_code(&j, "direction", direction_code(evidence_direction(kind)));
    put_hundredths(&j, "weight", e->weight);
    json_out_text(&j, "on", text_of(e->on));
    for (unsigned l = 0; l < LANGS; l++) {
        char bytes[SENTENCE_MAX];
        struct buf text = BUF_ON(bytes);

        words->evidence(&text, l, v, e);
        put_sentence(&j, l, &text);
    }
    json_out_close(&j);
}

static void put_both(struct json_out *j, const char *name, const struct verdict *v,
                     void (*words)(struct buf *out, unsigned lang, const struct verdict *v))
{
    struct json_out both = json_out_object(j, name);

    for (unsigned l = 0; l < LANGS; l++) {
        char bytes[SENTENCE_MAX];
        struct buf text = BUF_ON(bytes);

        words(&text, l, v);
        put_sentence(&both, l, &text);
    }
    json_out_close(&both);
}

static void put_lists(struct json_out *j, const struct verdict *v,
                      const struct verdict_words *words)
{
    struct json_out list = json_out_list(j, "evidence");

    for (size_t i = 0; i < v->evidence.count; i++) {
        put_evidence(&list, v, &v->evidence.at[i], words);
    }
    json_out_end_list(&list);
    list = json_out_list(j, "questions");
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        if ((v->questions & 1u << q) != 0) {
            json_out_item_text(&list, question_names[q]);
        }
    }
    json_out_end_list(&list);
}

void verdict_json(struct buf *out, struct span file, const struct verdict *v,
                  const struct verdict_words *words)
{
    struct json_out j = json_out_open(out);

    json_out_text(&j, "file", file);
    json_out_code(&j, "verdict", verdict_code_text(v->code));
    json_out_code(&j, "leaning", leaning_code(v->leaning));
    put_hundredths(&j, "score", v->score);
    json_out_code(&j, "rule", verdict_rule_code(v->rule));
    if (v->brand[0] == '\0') {
        json_out_code(&j, "brand", NULL);
    } else {
        json_out_text(&j, "brand", text_of(v->brand));
    }
    put_lists(&j, v, words);
    put_both(&j, "why", v, words->why);
    put_both(&j, "advice", v, words->advice);
    json_out_close(&j);
}

/* --- the question ------------------------------------------------------------------------------- */

enum {
    ASK_TEXT,
    ASK_MESSAGE,
    ASK_SMS_FROM,
    ASK_ANSWERS,
    ASK_FIELDS
};
static const struct span ask_names[ASK_FIELDS] = {
    SPAN_INIT("text"),
    SPAN_INIT("message"),
    SPAN_INIT("sms_from"),
    SPAN_INIT("answers"),
};

struct asking {
    struct arena *arena;
    struct verdict_ask ask;
    bool any[ASK_FIELDS];
};

bool verdict_answer_parse(struct span text, uint8_t *out)
{
    static const struct {
        struct span word;
        enum answer answer;
    } words[] = {
        {SPAN_INIT(""), ANSWER_UNKNOWN},
        {SPAN_INIT("unknown"), ANSWER_UNKNOWN},
        {SPAN_INIT("yes"), ANSWER_YES},
        {SPAN_INIT("no"), ANSWER_NO},
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        if (span_eq(words[i].word, text)) {
            *out = (uint8_t)words[i].answer;
            return true;
        }
    }
    return false;
}

static bool read_answer(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct answers *answers = ctx;

    return (v->kind == JSON_IN_TEXT && verdict_answer_parse(v->raw, &answers->to[field])) ||
           json_in_refused(question_names[field], "yes, no or unknown", v, true, e);
}

static bool take_text(struct asking *a, size_t field, const struct json_in_value *v,
                      struct span *out, struct err *e)
{
    struct span text;
    char *room;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(ask_names[field], "a text", v, false, e);
    }
    room = arena_take(a->arena, v->raw.len + 1);
    if (room == NULL) {
        return err_set(e, ERR_LIMIT, "%s: too long", ask_names[field].at);
    }
    text = json_in_text(v, room, v->raw.len, NULL);
    memmove(room, text.at, text.len);
    *out = (struct span){.at = room, .len = text.len};
    return true;
}

/* In its own place: what it says is shorter. */
static bool take_base64(struct asking *a, const struct json_in_value *v, struct err *e)
{
    struct span text = {0};
    unsigned char *room;
    size_t len = 0;

    if (!take_text(a, ASK_MESSAGE, v, &text, e)) {
        return false;
    }
    room = arena_take(a->arena, text.len + 1);
    if (room == NULL) {
        return err_set(e, ERR_LIMIT, "message: too long");
    }
    if (sodium_base642bin(room, text.len, text.at, text.len, "\r\n ", &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return err_set(e, ERR_INPUT, "message: expected base64 (RFC 4648)");
    }
    a->ask.text = (struct span){.at = (const char *)room, .len = len};
    return true;
}

static bool read_ask(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct asking *a = ctx;

    a->any[field] = true;
    switch (field) {
    case ASK_TEXT:
        return take_text(a, field, v, &a->ask.text, e);
    case ASK_MESSAGE:
        return take_base64(a, v, e);
    case ASK_SMS_FROM:
        a->ask.is_sms = true;
        return take_text(a, field, v, &a->ask.sms_from, e);
    default: {
        const struct json_in_fields fields = {question_names, QUESTION_COUNT, read_answer,
                                              &a->ask.answers};

        return v->kind == JSON_IN_OBJECT
                   ? json_in_fields(v->raw, &fields, e)
                   : json_in_refused(ask_names[field], "an object", v, true, e);
    }
    }
}

bool verdict_json_read(struct span text, struct arena *arena, struct verdict_ask *out,
                       struct err *e)
{
    struct asking a = {.arena = arena};
    const struct json_in_fields fields = {ask_names, ASK_FIELDS, read_ask, &a};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (a.any[ASK_TEXT] == a.any[ASK_MESSAGE]) {
        return err_set(e, ERR_INPUT,
                       "expected either a member text, what can be read in the message, or a "
                       "member message, a whole mail in base64");
    }
    if (a.any[ASK_MESSAGE] && a.ask.is_sms) {
        return err_set(e, ERR_INPUT, "sms_from: expected text beside it, came message");
    }
    *out = a.ask;
    return true;
}
