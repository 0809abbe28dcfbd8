#include "message/wording_parts.h"

#include "base/number.h"
#include "message/fold.h"

#include <stdlib.h>

#define COLUMNS 5
#define PHRASE_FOLDED_MAX 512 /* bytes */

static const char *const names[WORDING_COUNT] = {
    [WORDING_THREAT] = "threat",
    [WORDING_RESTRICTED] = "restricted",
    [WORDING_DEADLINE] = "deadline",
    [WORDING_REPLY_DEMAND] = "reply_demand",
    [WORDING_ASKS_IDENTITY] = "asks_identity",
    [WORDING_ASKS_PASSWORD] = "asks_password",
    [WORDING_ASKS_CODE] = "asks_code",
    [WORDING_ASKS_CARD] = "asks_card",
    [WORDING_ASKS_LOGIN] = "asks_login",
    [WORDING_SALUTATION] = "salutation",
    [WORDING_ANNOUNCED_ID] = "announced_id",
    [WORDING_ALARM] = "alarm",
    [WORDING_UNUSUAL] = "unusual",
    [WORDING_WALLET] = "wallet",
    [WORDING_PRIZE] = "prize",
    [WORDING_CASINO] = "casino",
    [WORDING_PARCEL] = "parcel",
    [WORDING_STORAGE] = "storage",
    [WORDING_PROTECTION] = "protection",
    [WORDING_BILL] = "bill",
    [WORDING_MONEY] = "money",
    [WORDING_EXTORTION] = "extortion",
    [WORDING_DOCUMENT] = "document",
    [WORDING_MARKETING] = "marketing",
    [WORDING_DOWNLOAD] = "download",
    [WORDING_CALL] = "call",
    [WORDING_PREMIUM] = "premium",
    [WORDING_NOT_YOU] = "not_you",
    [WORDING_IGNORE] = "ignore",
};

const char *wording_name(enum wording w)
{
    return names[w];
}

/* --- the file -------------------------------------------------------------------------------- */

static struct span trimmed(struct span s)
{
    while (s.len > 0 && s.at[0] == ' ') {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && s.at[s.len - 1] == ' ') {
        s.len--;
    }
    return s;
}

static bool category_of(struct span name, enum wording *out)
{
    for (unsigned i = 0; i < WORDING_COUNT; i++) {
        if (span_eq(name, (struct span){.at = names[i], .len = strlen(names[i])})) {
            *out = (enum wording)i;
            return true;
        }
    }
    return false;
}

static bool line_columns(struct span text, struct span columns[static COLUMNS])
{
    for (size_t i = 0; i + 1 < COLUMNS; i++) {
        if (!span_cut(&text, '\t', &columns[i])) {
            return false;
        }
    }
    columns[COLUMNS - 1] = text;
    return text.len > 0 && memchr(text.at, '\t', text.len) == NULL;
}

static bool line_parse(struct span text, uint32_t number, struct wording_line *out, struct err *e)
{
    struct span columns[COLUMNS];
    struct wording_line line = {.number = number};

    if (!line_columns(text, columns)) {
        return err_set(e, ERR_CONFIG, "line %u: expected %d columns with a tab between", number,
                       COLUMNS);
    }
    if (columns[0].len > 0 && columns[0].at[0] == '-') {
        line.cancels = true;
        columns[0] = (struct span){.at = columns[0].at + 1, .len = columns[0].len - 1};
    }
    if (!category_of(columns[0], &line.category)) {
        return err_set(e, ERR_CONFIG, "line %u: no such category", number);
    }
    line.lang = columns[1];
    line.pattern = columns[2];
    line.fires = columns[3];
    line.silent = columns[4];
    *out = line;
    return true;
}

bool wording_line_take(struct span *rest, uint32_t *number, struct wording_line *out, struct err *e)
{
    struct span text;

    e->code = ERR_NONE;
    while (rest->len > 0) {
        if (!span_cut(rest, '\n', &text)) {
            text = *rest;
            *rest = SPAN("");
        }
        (*number)++;
        if (text.len > 0 && text.at[0] != '#') {
            return line_parse(text, *number, out, e);
        }
    }
    return false;
}

/* --- patterns -------------------------------------------------------------------------------- */

/* While the file is read. */
struct maker {
    struct wordings *made;
    struct arena *arena;
    struct span *words; /* by phrase */
    size_t phrase_cap;
    struct err *e;
    uint32_t number;
};

static bool make_phrase(struct maker *m, struct span text, uint16_t piece)
{
    struct wordings *w = m->made;
    char bytes[PHRASE_FOLDED_MAX];
    struct buf folded = BUF_ON(bytes);
    struct phrase_rule rule = {.piece = piece};
    struct span word;

    text = trimmed(text);
    rule.open_left = text.len > 1 && text.at[0] == '*';
    rule.open_right = text.len > 1 && text.at[text.len - 1] == '*';
    text = (struct span){.at = text.at + rule.open_left,
                         .len = text.len - rule.open_left - rule.open_right};
    text_fold(text, &folded);
    word = trimmed((struct span){.at = bytes, .len = folded.len});
    if (word.len == 0 || folded.full || w->phrase_count >= m->phrase_cap) {
        return err_set(m->e, ERR_CONFIG, "line %u: an empty or overlong phrase", m->number);
    }
    rule.chars = (uint16_t)wording_characters(word);
    rule.bytes = (uint16_t)word.len;
    if (!arena_copy(m->arena, word, &m->words[w->phrase_count])) {
        return err_set(m->e, ERR_LIMIT, "no room for the words of the wording file");
    }
    w->phrases[w->phrase_count++] = rule;
    return true;
}

static bool make_piece(struct maker *m, struct span text, uint64_t gap, bool first)
{
    struct wordings *w = m->made;
    uint16_t at = w->piece_count++;
    struct span phrase;

    w->pieces[at] = (struct piece){.before = first ? NO_PIECE : (uint16_t)(at - 1),
                                   .gap = (uint16_t)gap,
                                   .entry = w->entry_count};
    while (span_cut(&text, '|', &phrase)) {
        if (!make_phrase(m, phrase, at)) {
            return false;
        }
    }
    return make_phrase(m, text, at);
}

/* Cuts the text before the next " ~N " off *rest; *gap is N. False when there is none. */
static bool cut_gap(struct span *rest, struct span *head, uint64_t *gap)
{
    for (size_t i = 0; i + 3 < rest->len; i++) {
        struct span tail = {.at = rest->at + i + 2, .len = rest->len - i - 2};

        if (rest->at[i] != ' ' || rest->at[i + 1] != '~' || !number_take(&tail, gap) ||
            tail.len == 0 || tail.at[0] != ' ') {
            continue;
        }
        *head = (struct span){.at = rest->at, .len = i};
        *rest = (struct span){.at = tail.at + 1, .len = tail.len - 1};
        return true;
    }
    return false;
}

static bool make_entry(struct maker *m, const struct wording_line *line)
{
    struct wordings *w = m->made;
    struct span rest = line->pattern;
    struct span head = {0};
    uint64_t gap = 0;
    uint64_t next = 0;
    size_t pieces = 0;

    m->number = line->number;
    w->entries[w->entry_count] = (struct entry){
        .number = line->number, .category = (uint8_t)line->category, .cancels = line->cancels};
    while (cut_gap(&rest, &head, &next)) {
        if (next > WORDING_GAP_MAX || ++pieces >= WORDING_PIECES_MAX) {
            return err_set(m->e, ERR_CONFIG, "line %u: too many pieces, or a gap over %d",
                           line->number, WORDING_GAP_MAX);
        }
        if (!make_piece(m, head, gap, pieces == 1)) {
            return false;
        }
        gap = next;
    }
    if (!make_piece(m, rest, gap, pieces == 0)) {
        return false;
    }
    w->pieces[w->piece_count - 1].last = true;
    w->entry_count++;
    return true;
}

/* Room for what a file can hold at most: a phrase ends in '|', '~' or a newline. */
static bool make_room(struct maker *m, struct span file)
{
    struct wordings *w = m->made;
    size_t lines = 2;
    size_t phrases = 2;

    for (size_t i = 0; i < file.len; i++) {
        lines += file.at[i] == '\n' ? 1 : 0;
        phrases += file.at[i] == '|' || file.at[i] == '~' || file.at[i] == '\n' ? 1 : 0;
    }
    m->phrase_cap = phrases < NO_PIECE ? phrases : NO_PIECE - 1;
    w->phrases = calloc(m->phrase_cap, sizeof *w->phrases);
    w->pieces = calloc(m->phrase_cap, sizeof *w->pieces);
    w->entries = calloc(lines, sizeof *w->entries);
    m->words = calloc(m->phrase_cap, sizeof *m->words);
    return w->phrases != NULL && w->pieces != NULL && w->entries != NULL && m->words != NULL &&
           phrases < NO_PIECE;
}

static bool make_all(struct maker *m, struct span file)
{
    struct wording_line line = {0};
    uint32_t number = 0;

    if (file.len > WORDING_FILE_MAX || m->arena == NULL || !make_room(m, file)) {
        return err_set(m->e, ERR_LIMIT, "a wording file of %zu bytes is too long", file.len);
    }
    while (wording_line_take(&file, &number, &line, m->e)) {
        if (!make_entry(m, &line)) {
            return false;
        }
    }
    return m->e->code == ERR_NONE &&
           automaton_new(m->words, m->made->phrase_count, &m->made->automaton, m->e);
}

bool wordings_new(struct span file, struct wordings **out, struct err *e)
{
    struct maker m = {.made = calloc(1, sizeof *m.made),
                      .arena = arena_new((size_t)4 * WORDING_FILE_MAX),
                      .e = e};
    bool ok = m.made != NULL ? make_all(&m, file) : err_set(e, ERR_LIMIT, "no memory");

    free(m.words);
    arena_free(&m.arena);
    if (!ok) {
        wordings_free(&m.made);
        return false;
    }
    *out = m.made;
    return true;
}

void wordings_free(struct wordings **w)
{
    if (*w != NULL) {
        automaton_free(&(*w)->automaton);
        free((*w)->phrases);
        free((*w)->pieces);
        free((*w)->entries);
        free(*w);
        *w = NULL;
    }
}
