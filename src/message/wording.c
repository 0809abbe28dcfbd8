#include "message/wording.h"

#include "base/utf8.h"
#include "message/wording_parts.h"

struct match {
    uint32_t from; /* bytes of the text */
    uint32_t to;
    uint16_t entry;
};

/* How far a pattern has come. */
struct progress {
    uint32_t end;  /* characters; 0: not yet */
    uint32_t from; /* bytes */
    uint32_t to;   /* bytes */
};

struct look {
    const struct wordings *w;
    struct span text;
    struct progress *pieces;
    struct match found[WORDING_COUNT][WORDING_MATCHES_MAX];
    struct match cancelled[WORDING_COUNT][WORDING_MATCHES_MAX];
    uint8_t found_count[WORDING_COUNT];
    uint8_t cancelled_count[WORDING_COUNT];
    size_t byte; /* how far characters are counted */
    uint32_t chars;
};

static bool is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC;
}

/* Letters of scripts that put blanks between words. */
static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x52F && c != 0xD7 && c != 0xF7);
}

/* True when `b` may follow `a` without a word ending between the two. */
static bool one_word(uint32_t a, uint32_t b)
{
    return (is_letter(a) && is_letter(b)) || (is_katakana(a) && is_katakana(b)) ||
           (a >= '0' && a <= '9' && b >= '0' && b <= '9');
}

static uint32_t char_at(struct span text, size_t at)
{
    uint32_t c = 0;

    return utf8_take((struct span){.at = text.at + at, .len = text.len - at}, &c) > 0 ? c : 0;
}

static uint32_t char_before(struct span text, size_t at)
{
    while (at > 0 && ((unsigned char)text.at[at - 1] & 0xC0) == 0x80) {
        at--;
    }
    return at > 0 ? char_at(text, at - 1) : 0;
}

static bool on_boundaries(struct span text, const struct phrase_rule *p, size_t from, size_t to)
{
    bool left =
        p->open_left || from == 0 || !one_word(char_before(text, from), char_at(text, from));
    bool right =
        p->open_right || to >= text.len || !one_word(char_before(text, to), char_at(text, to));

    return left && right;
}

static void keep(struct look *l, const struct piece *p, uint32_t from, size_t to)
{
    const struct entry *entry = &l->w->entries[p->entry];
    struct match *list = entry->cancels ? l->cancelled[entry->category] : l->found[entry->category];
    uint8_t *count =
        entry->cancels ? &l->cancelled_count[entry->category] : &l->found_count[entry->category];

    for (size_t i = 0; i < *count && !entry->cancels; i++) {
        if (list[i].entry == p->entry && *count > WORDING_MATCHES_MAX / 2) {
            return; /* the last places are for other lines */
        }
    }
    if (*count < WORDING_MATCHES_MAX) {
        list[(*count)++] = (struct match){.from = from, .to = (uint32_t)to, .entry = p->entry};
    }
}

/* True when a sentence ends in text[from, to). Gaps are short, so the time stays linear. */
static bool sentence_ends(struct span text, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        if ((text.at[i] == '.' && text.at[i + 1] == ' ') ||
            (i + 2 < to && memcmp(text.at + i, "\xE3\x80\x82", 3) == 0)) {
            return true;
        }
    }
    return false;
}

/* True when the piece may follow the one before it. */
static bool follows(const struct look *l, const struct piece *piece, const struct progress *before,
                    uint32_t start, size_t from)
{
    return before->end != 0 && before->end <= start && start - before->end <= piece->gap &&
           (piece->gap > WORDING_GAP_SENTENCE || !sentence_ends(l->text, before->to, from));
}

static void on_hit(void *ctx, uint32_t word, size_t end)
{
    struct look *l = ctx;
    const struct phrase_rule *phrase = &l->w->phrases[word];
    const struct piece *piece = &l->w->pieces[phrase->piece];
    size_t from = end - phrase->bytes;
    struct progress now = {.from = (uint32_t)from};
    uint32_t start;

    l->chars += (uint32_t)wording_characters(
        (struct span){.at = l->text.at + l->byte, .len = end - l->byte});
    l->byte = end;
    if (!on_boundaries(l->text, phrase, from, end)) {
        return;
    }
    start = l->chars - phrase->chars;
    if (piece->before != NO_PIECE) {
        const struct progress *before = &l->pieces[piece->before];

        if (!follows(l, piece, before, start, from)) {
            return;
        }
        now.from = before->from;
    }
    now.end = l->chars;
    now.to = (uint32_t)end;
    l->pieces[phrase->piece] = now;
    if (piece->last) {
        keep(l, piece, now.from, end);
    }
}

static bool is_cancelled(const struct look *l, size_t category, const struct match *m)
{
    for (size_t i = 0; i < l->cancelled_count[category]; i++) {
        const struct match *c = &l->cancelled[category][i];

        if (m->from < c->to && c->from < m->to) {
            return true;
        }
    }
    return false;
}

static struct wording_found tell(const struct look *l, size_t category)
{
    struct wording_found found = {0};
    uint16_t seen[WORDING_MATCHES_MAX];

    for (size_t i = 0; i < l->found_count[category]; i++) {
        const struct match *m = &l->found[category][i];
        bool again = false;

        if (is_cancelled(l, category, m)) {
            continue;
        }
        for (size_t k = 0; k < found.lines; k++) {
            again = again || seen[k] == m->entry;
        }
        if (found.lines == 0) {
            found.first = l->w->entries[m->entry].number;
            found.words = (struct span){.at = l->text.at + m->from, .len = m->to - m->from};
        }
        if (!again) {
            seen[found.lines++] = m->entry;
        }
    }
    return found;
}

bool wordings_find(const struct wordings *w, struct arena *a, struct span folded,
                   struct wording_result *out)
{
    struct arena_mark mark = arena_mark(a);
    struct look *l = arena_take(a, sizeof *l);

    *out = (struct wording_result){0};
    if (l == NULL || folded.len >= UINT32_MAX) {
        return false;
    }
    l->w = w;
    l->text = folded;
    l->pieces = arena_take(a, sizeof *l->pieces * ((size_t)w->piece_count + 1));
    if (l->pieces == NULL) {
        arena_release(a, mark);
        return false;
    }
    automaton_run(w->automaton, folded, on_hit, l);
    for (size_t i = 0; i < WORDING_COUNT; i++) {
        out->at[i] = tell(l, i);
    }
    arena_release(a, mark);
    return true;
}
