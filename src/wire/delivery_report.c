#include "wire/delivery_report.h"

#include "base/number.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "wire/form.h"

#define ARENA_BYTES ((size_t)64 << 10)

static const struct {
    const char *word;
    enum delivery_state state;
} states[] = {
    {"1", DELIVERY_DELIVERED},        {"2", DELIVERY_FAILED},
    {"4", DELIVERY_BUFFERED},         {"8", DELIVERY_ACCEPTED},
    {"16", DELIVERY_FAILED},          {"accepted", DELIVERY_ACCEPTED},
    {"acceptd", DELIVERY_ACCEPTED},   {"sent", DELIVERY_ACCEPTED},
    {"buffered", DELIVERY_BUFFERED},  {"enroute", DELIVERY_BUFFERED},
    {"queued", DELIVERY_BUFFERED},    {"delivered", DELIVERY_DELIVERED},
    {"delivrd", DELIVERY_DELIVERED},  {"failed", DELIVERY_FAILED},
    {"undelivered", DELIVERY_FAILED}, {"undeliv", DELIVERY_FAILED},
    {"rejected", DELIVERY_FAILED},    {"rejectd", DELIVERY_FAILED},
    {"expired", DELIVERY_EXPIRED},
};

static bool same_word(struct span said, const char *word)
{
    size_t len = strlen(word);

    if (said.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = said.at[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool state_of(struct span said, uint8_t *out)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        if (same_word(said, states[i].word)) {
            *out = (uint8_t)states[i].state;
            return true;
        }
    }
    return false;
}

/* What was found so far; the first of each counts. */
struct found {
    struct span state;
    struct span text;
};

static void take(struct found *f, const struct form_field *field)
{
    bool state = span_eq(field->name, SPAN("state")) || span_eq(field->name, SPAN("status")) ||
                 span_eq(field->name, SPAN("MessageStatus"));

    if (state && f->state.len == 0) {
        f->state = field->value;
    }
    if (span_eq(field->name, SPAN("text")) && f->text.len == 0) {
        f->text = field->value;
    }
}

/* Field by field: one that cannot be read costs no other. */
static void take_all(struct span in, struct arena *arena, struct found *f)
{
    while (in.len > 0) {
        struct form form;
        struct span field;
        struct err ignored;

        if (!span_cut(&in, '&', &field)) {
            field = in;
            in.len = 0;
        }
        if (form_parse(field, arena, &form, &ignored) && form.count == 1) {
            take(f, &form.fields[0]);
        }
    }
}

/* One printable line. */
static void keep_text(struct span text, struct delivery_report *out)
{
    out->text_len = 0;
    while (text.len > 0) {
        uint32_t point = 0;
        size_t len = utf8_take(text, &point);
        bool shown = len > 0 && utf8_printable(point);
        size_t need = shown ? len : 1;

        if (out->text_len + need > sizeof out->text) {
            return;
        }
        memcpy(out->text + out->text_len, shown ? text.at : " ", need);
        out->text_len += need;
        len = len == 0 ? 1 : len;
        text = (struct span){text.at + len, text.len - len};
    }
}

static bool parse(uint64_t id, struct span token, const struct found *f,
                  struct delivery_report *out, struct err *e)
{
    struct delivery_report r = {.id = (int64_t)id, .token = token};

    if (!state_of(f->state, &r.state)) {
        return err_set(e, ERR_INPUT,
                       "state: expected 1, 2, 4, 8, 16 or a word such as delivered, came %s",
                       quote(f->state).text);
    }
    keep_text(f->text, &r);
    *out = r;
    return true;
}

bool delivery_report_parse(struct span id, struct span token, struct span query, struct span form,
                           struct delivery_report *out, struct err *e)
{
    struct arena *arena;
    struct found f = {0};
    uint64_t number = 0;
    bool ok;

    if (!number_parse(id, 1, INT64_MAX, &number)) {
        return err_set(e, ERR_INPUT, "expected the number of a delivery, came %s", quote(id).text);
    }
    if (query.len > DELIVERY_REPORT_BYTES_MAX || form.len > DELIVERY_REPORT_BYTES_MAX) {
        return err_set(e, ERR_INPUT, "expected at most %zu bytes", DELIVERY_REPORT_BYTES_MAX);
    }
    arena = arena_new(ARENA_BYTES);
    if (arena == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a delivery report");
    }
    take_all(query, arena, &f);
    take_all(form, arena, &f);
    ok = parse(number, token, &f, out, e);
    arena_free(&arena);
    return ok;
}
