#include "credential/quality.h"

#include "credential/breach.h"

#include <sodium.h>
#include <zxcvbn.h>

#define WORD_MIN 3
#define WORD_MAX 64

/* --- own words ------------------------------------------------------------------------------------ */

/* Common in passwords made by people who write Japanese; zxcvbn's dictionaries are English. */
static const char *const romaji[] = {
    "sakura",    "tanaka",    "suzuki",    "satou",   "sato",     "takahashi",  "watanabe",
    "yamamoto",  "nakamura",  "kobayashi", "kato",    "yoshida",  "yamada",     "sasaki",
    "yamaguchi", "matsumoto", "inoue",     "kimura",  "hayashi",  "shimizu",    "saito",
    "hiroshi",   "takashi",   "kenji",     "yuki",    "haruka",   "aiko",       "keiko",
    "naoki",     "daisuke",   "arigatou",  "arigato", "ohayou",   "konnichiwa", "sayonara",
    "daisuki",   "aishiteru", "kawaii",    "neko",    "inu",      "tokyo",      "osaka",
    "kyoto",     "nagoya",    "sapporo",   "fukuoka", "yokohama", "nippon",     "nihon",
    "japan",     "fuji",      "hanako",    "tarou",   "taro",     "himitsu",    "pasuwado",
    "pasuwaado", "anshin",    "genki",     "hana",    "sora",     "hikari",     "tsubasa",
    "doraemon",  "pikachu",   "totoro",    "naruto",  "goku",
};

static char lower_of(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void add_word(struct quality_words *w, struct span text)
{
    char *to = w->bytes + w->used;

    if (text.len < WORD_MIN || text.len > WORD_MAX || w->count == QUALITY_WORDS_MAX ||
        sizeof w->bytes - w->used < text.len + 1) {
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        to[i] = lower_of(text.at[i]);
    }
    to[text.len] = '\0';
    w->used += text.len + 1;
    w->at[w->count++] = to;
    w->at[w->count] = NULL;
}

void quality_words_add(struct quality_words *w, struct span text)
{
    size_t start = 0;

    if (text.at == NULL || memchr(text.at, '\0', text.len) != NULL) {
        return;
    }
    add_word(w, text);
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || !is_letter_or_digit(text.at[i])) {
            struct span part = {.at = text.at + start, .len = i - start};

            if (part.len < text.len) {
                add_word(w, part);
            }
            start = i + 1;
        }
    }
}

void quality_words_add_account(struct quality_words *w, const struct account_record *a)
{
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        if (i != ACCOUNT_LANGUAGE && i != ACCOUNT_GROUP) {
            quality_words_add(w, a->text[i]);
        }
    }
    for (size_t l = 0; l < ACCOUNT_SERVICES; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            quality_words_add(w, a->list[l].at[i]);
        }
    }
}

/* --- judging -------------------------------------------------------------------------------------- */

/* Mail programs send other characters in several ways, and what an input method made of it nobody can
 * see behind the dots. */
static bool is_in_form(struct span password)
{
    for (size_t i = 0; i < password.len; i++) {
        if (password.at[i] < ' ' || password.at[i] > '~') {
            return false;
        }
    }
    return password.len == 0 || (password.at[0] != ' ' && password.at[password.len - 1] != ' ');
}

static bool is_own(const struct quality_words *words, struct span part)
{
    char lower[WORD_MAX + 1];

    if (words == NULL || part.len > WORD_MAX) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        lower[i] = lower_of(part.at[i]);
    }
    lower[part.len] = '\0';
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->at[i], lower) == 0) {
            return true;
        }
    }
    return false;
}

/* A match of one or two characters explains nothing to anybody. */
static uint32_t hint_of(const ZxcMatch_t *match, const char *password,
                        const struct quality_words *words)
{
    struct span part = {.at = password + match->Begin, .len = (size_t)match->Length};

    if ((match->Type & MULTIPLE_MATCH) != 0) {
        return QUALITY_HINT_REPEAT;
    }
    if (part.len < WORD_MIN) {
        return 0;
    }
    switch ((int)match->Type) {
    case USER_MATCH:
    case USER_LEET_MATCH:
        return is_own(words, part) ? QUALITY_HINT_PERSONAL : QUALITY_HINT_WORD;
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
        return QUALITY_HINT_WORD;
    case SEQUENCE_MATCH:
    case SPATIAL_MATCH:
        return QUALITY_HINT_ROW;
    case REPEATS_MATCH:
        return QUALITY_HINT_REPEAT;
    case DATE_MATCH:
    case YEAR_MATCH:
        return QUALITY_HINT_DATE;
    default:
        return 0;
    }
}

/* zxcvbn wants one NULL-terminated list: the account's words first, for they are tried first. */
static double estimate(const char *password, const struct quality_words *words, ZxcMatch_t **parts)
{
    const char *all[QUALITY_WORDS_MAX + COUNT(romaji) + 1];
    size_t own = words == NULL ? 0 : words->count;

    for (size_t i = 0; i < own; i++) {
        all[i] = words->at[i];
    }
    memcpy(all + own, romaji, sizeof romaji);
    all[own + COUNT(romaji)] = NULL;
    return ZxcvbnMatch(password, all, parts);
}

static void judge_strength(const struct quality_rules *rules, struct span password,
                           const struct quality_words *words, struct quality *q)
{
    char text[QUALITY_PASSWORD_MAX + 1];
    ZxcMatch_t *parts = NULL;
    double bits;

    memcpy(text, password.at, password.len);
    text[password.len] = '\0';
    bits = estimate(text, words, &parts);
    q->bits = bits < 0 ? 0 : bits > 10000 ? 10000 : (uint32_t)bits;
    for (const ZxcMatch_t *part = parts; part != NULL; part = part->Next) {
        q->hints |= hint_of(part, text, words);
    }
    if (q->bits < rules->bits_min) {
        q->faults |= QUALITY_GUESSABLE;
    }
    ZxcvbnFreeInfo(parts);
    sodium_memzero(text, sizeof text);
}

bool quality_judge(const struct quality_rules *rules, struct span password,
                   const struct quality_words *words, struct quality *out, struct err *e)
{
    struct quality q = {0};
    bool held = false;

    if (!is_in_form(password)) {
        q.faults |= QUALITY_FORM;
    }
    if (password.len < rules->length_min) {
        q.faults |= QUALITY_SHORT;
    }
    if (password.len > QUALITY_PASSWORD_MAX) {
        q.faults |= QUALITY_LONG;
    }
    if ((q.faults & (QUALITY_FORM | QUALITY_LONG)) == 0 && password.len > 0) {
        judge_strength(rules, password, words, &q);
        if (rules->breach != NULL && !breach_holds(rules->breach, password, &held, e)) {
            return false;
        }
        q.faults |= held ? QUALITY_BREACHED : 0;
    }
    if ((q.faults & (QUALITY_GUESSABLE | QUALITY_BREACHED)) == 0) {
        q.hints = 0;
    }
    *out = q;
    return true;
}
