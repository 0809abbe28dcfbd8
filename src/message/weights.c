#include "message/weights.h"

#include "base/number.h"

static const char *const others[] = {"bias", "bias_sms", "fake_from", "leans_fake_from"};

/* In the order of `others`. */
static struct weight *other_of(struct weights *w, size_t i)
{
    if (i == 0) {
        return &w->bias;
    }
    if (i == 1) {
        return &w->bias_sms;
    }
    return i == 2 ? &w->fake_from : &w->leans_fake_from;
}

/* The place of a name; NULL when nothing has it. *seen is the bit that says it was there. */
static struct weight *place_of(struct weights *w, struct span name, size_t *index)
{
    enum evidence_kind kind;

    for (size_t i = 0; i < COUNT(others); i++) {
        if (span_eq(name, (struct span){.at = others[i], .len = strlen(others[i])})) {
            *index = EVIDENCE_COUNT + i;
            return other_of(w, i);
        }
    }
    if (!evidence_parse(name, &kind)) {
        return NULL;
    }
    *index = (size_t)kind;
    return &w->of[kind];
}

static bool number(struct span text, int16_t *out)
{
    bool minus = text.len > 0 && text.at[0] == '-';
    uint64_t n = 0;

    if (minus) {
        text = (struct span){.at = text.at + 1, .len = text.len - 1};
    }
    if (!number_parse(text, 0, WEIGHT_MAX, &n)) {
        return false;
    }
    *out = (int16_t)(minus ? -(int)n : (int)n);
    return true;
}

static bool line_parse(struct span line, struct weights *w, bool *seen)
{
    struct span name;
    struct span now;
    struct weight *place;
    size_t index = 0;

    if (!span_cut(&line, '\t', &name) || !span_cut(&line, '\t', &now)) {
        return false;
    }
    place = place_of(w, name, &index);
    if (place == NULL || seen[index]) {
        return false;
    }
    seen[index] = true;
    return number(now, &place->now) && number(line, &place->prior);
}

bool weights_parse(struct span file, struct weights *out, struct err *e)
{
    struct weights made = {0};
    bool seen[EVIDENCE_COUNT + COUNT(others)] = {0};
    unsigned line_number = 0;

    while (file.len > 0) {
        struct span line;

        line_number++;
        if (!span_cut(&file, '\n', &line)) {
            line = file;
            file = SPAN("");
        }
        if (line.len > 0 && line.at[0] != '#' && !line_parse(line, &made, seen)) {
            return err_set(e, ERR_CONFIG,
                           "line %u: expected a name not there before and two numbers within %d, "
                           "with tabs between",
                           line_number, WEIGHT_MAX);
        }
    }
    for (size_t i = 0; i < COUNT(seen); i++) {
        if (!seen[i]) {
            return err_set(e, ERR_CONFIG, "the weights say nothing of \"%s\"",
                           i < EVIDENCE_COUNT ? evidence_code((enum evidence_kind)i)
                                              : others[i - EVIDENCE_COUNT]);
        }
    }
    *out = made;
    return true;
}

void weights_print(struct buf *out, const struct weights *w)
{
    const struct weight *const first[] = {&w->bias, &w->bias_sms, &w->fake_from,
                                          &w->leans_fake_from};

    for (size_t i = 0; i < COUNT(first); i++) {
        buf_addf(out, "%s\t%d\t%d\n", others[i], first[i]->now, first[i]->prior);
    }
    for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
        buf_addf(out, "%s\t%d\t%d\n", evidence_code((enum evidence_kind)k), w->of[k].now,
                 w->of[k].prior);
    }
}
