#include "message/known.h"

#include "message/fold.h"
#include "message/shingle.h"

#include <stdlib.h>

#define TEXT_FOLDED_MAX 8192 /* bytes of one known text */

struct text {
    struct span name;
    bool fake;
    uint64_t *runs; /* sorted, each once */
    size_t count;
};

struct known {
    struct text texts[KNOWN_TEXTS_MAX];
    size_t count;
};

static bool text_make(struct text *t, struct span text)
{
    char bytes[TEXT_FOLDED_MAX];
    struct buf folded = BUF_ON(bytes);

    text_fold(text, &folded);
    if (folded.full || folded.len < SHINGLE_LETTERS) {
        return false;
    }
    t->runs = calloc(folded.len, sizeof *t->runs);
    if (t->runs == NULL) {
        return false;
    }
    t->count = shingles_of((struct span){.at = bytes, .len = folded.len}, t->runs);
    return t->count > 0;
}

static bool line_parse(struct span line, struct known *k)
{
    struct text *t = &k->texts[k->count];
    struct span kind;

    if (k->count == KNOWN_TEXTS_MAX || !span_cut(&line, '\t', &kind) ||
        !span_cut(&line, '\t', &t->name)) {
        return false;
    }
    t->fake = span_eq(kind, SPAN("fake"));
    k->count++;
    return (t->fake || span_eq(kind, SPAN("genuine"))) && text_make(t, line);
}

bool known_new(struct span file, struct known **out, struct err *e)
{
    struct known *k = calloc(1, sizeof *k);
    struct span line;
    unsigned number = 0;

    if (k == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for known texts");
    }
    while (file.len > 0) {
        number++;
        if (!span_cut(&file, '\n', &line)) {
            line = file;
            file = SPAN("");
        }
        if (line.len > 0 && line.at[0] != '#' && !line_parse(line, k)) {
            known_free(&k);
            return err_set(e, ERR_CONFIG,
                           "line %u: expected genuine or fake, a name and a text with tabs between",
                           number);
        }
    }
    *out = k;
    return true;
}

void known_free(struct known **k)
{
    if (*k != NULL) {
        for (size_t i = 0; i < (*k)->count; i++) {
            free((*k)->texts[i].runs);
        }
        free(*k);
        *k = NULL;
    }
}

/* Percent of a's values that are in b; both sorted. */
static size_t share(const struct text *a, const uint64_t *b, size_t b_count)
{
    size_t found = 0;
    size_t at = 0;

    for (size_t i = 0; i < a->count; i++) {
        while (at < b_count && b[at] < a->runs[i]) {
            at++;
        }
        found += at < b_count && b[at] == a->runs[i] ? 1 : 0;
    }
    return a->count > 0 ? found * 100 / a->count : 0;
}

bool known_find(const struct known *k, struct arena *a, struct span folded, bool *fake,
                struct span *name)
{
    struct arena_mark mark = arena_mark(a);
    size_t best = KNOWN_SHARE - 1;
    const struct text *found = NULL;
    uint64_t *runs;
    size_t count;

    folded.len = folded.len < KNOWN_LOOKED ? folded.len : KNOWN_LOOKED;
    runs = arena_take(a, (folded.len + 1) * sizeof *runs);
    if (runs == NULL) {
        return false;
    }
    count = shingles_of(folded, runs);
    for (size_t i = 0; i < k->count; i++) {
        size_t part = share(&k->texts[i], runs, count);

        if (part > best) {
            best = part;
            found = &k->texts[i];
        }
    }
    arena_release(a, mark);
    if (found == NULL) {
        return false;
    }
    *fake = found->fake;
    *name = found->name;
    return true;
}
