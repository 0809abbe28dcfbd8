/* memmem(3) */
#define _GNU_SOURCE /* NOLINT */
#include "service/event_match.h"

#include "base/zone.h"

#include <string.h>

#define ROWS_MAX 400
#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* --- times in a text ------------------------------------------------------------------------------ */

static bool starts(struct span s, struct span with)
{
    return s.len >= with.len && memcmp(s.at, with.at, with.len) == 0;
}

static void skip(struct span *s, size_t n)
{
    s->at += n;
    s->len -= n;
}

/* One or two digits, or with `digits` 4 exactly so many; lo..hi. */
static bool take_figure(struct span *s, size_t digits, int lo, int hi, int *out)
{
    size_t n = 0;
    int value = 0;

    while (n < digits && n < s->len && s->at[n] >= '0' && s->at[n] <= '9') {
        value = value * 10 + (s->at[n] - '0');
        n++;
    }
    if (n == 0 || (digits == 4 && n < 4) || value < lo || value > hi) {
        return false;
    }
    skip(s, n);
    *out = value;
    return true;
}

/* One of the marks, each ended by '|'. */
static bool take_mark(struct span *s, const char *marks)
{
    const char *end;

    for (const char *at = marks; *at != '\0'; at = end + 1) {
        end = strchr(at, '|');
        if (starts(*s, (struct span){.at = at, .len = (size_t)(end - at)})) {
            skip(s, (size_t)(end - at));
            return true;
        }
    }
    return false;
}

static void skip_blanks(struct span *s)
{
    while (take_mark(s, " |\t|\n|\r|\xe3\x80\x80|")) {
    }
}

static bool take_date(struct span *s, struct civil *out)
{
    int year;
    int month;
    int day;

    if (!take_figure(s, 4, 2000, 2099, &year) || !take_mark(s, "-|/|.|年|") ||
        !take_figure(s, 2, 1, 12, &month) || !take_mark(s, "-|/|.|月|") ||
        !take_figure(s, 2, 1, 31, &day)) {
        return false;
    }
    (void)take_mark(s, "日|T|");
    *out = (struct civil){.year = year, .month = (int8_t)month, .day = (int8_t)day};
    return day <= time_month_days(year, month);
}

static bool take_clock(struct span *s, struct civil *out)
{
    int hour;
    int minute;
    int second = 0;

    skip_blanks(s);
    if (!take_figure(s, 2, 0, 23, &hour) || !take_mark(s, ":|時|") ||
        !take_figure(s, 2, 0, 59, &minute)) {
        return false;
    }
    if (take_mark(s, ":|分|")) {
        struct span before = *s;

        if (!take_figure(s, 2, 0, 60, &second)) {
            *s = before;
        }
    }
    out->hour = (int8_t)hour;
    out->minute = (int8_t)minute;
    out->second = (int8_t)second;
    return true;
}

bool event_time_find(struct span *rest, struct civil *out)
{
    bool inside = false; /* a row of figures: a year does not begin there */

    while (rest->len > 0) {
        struct span at = *rest;
        struct civil found;

        if (!inside && take_date(&at, &found) && take_clock(&at, &found)) {
            *out = found;
            *rest = at;
            return true;
        }
        inside = rest->at[0] >= '0' && rest->at[0] <= '9';
        skip(rest, 1);
    }
    return false;
}

/* --- and in the history ----------------------------------------------------------------------- */

struct search {
    const struct story_setup *setup;
    struct story_names names;
    struct zone *zone;
    int64_t at_ms;
    bool found;
    struct history_row row;
};

static bool is_near(int64_t a_ms, int64_t b_ms)
{
    int64_t off = a_ms > b_ms ? a_ms - b_ms : b_ms - a_ms;

    return off <= EVENT_MATCH_SLACK_MS;
}

/* A grouped row keeps its newest events only; between its ends there were others. */
static bool row_take(void *ctx, const struct history_row *row)
{
    struct search *s = ctx;

    for (size_t i = 0; i < row->latest_count; i++) {
        s->found = s->found || is_near(row->latest[i].at_ms, s->at_ms);
    }
    s->found =
        s->found || is_near(row->first_ms, s->at_ms) ||
        (row->count > row->latest_count && row->first_ms <= s->at_ms && s->at_ms <= row->last_ms);
    if (s->found) {
        s->row = *row;
    }
    return !s->found && row->last_ms >= s->at_ms - EVENT_MATCH_SLACK_MS;
}

static bool look(struct search *s, struct err *e)
{
    const struct store_page page = {.before_ms = s->at_ms + DAY_MS + EVENT_MATCH_SLACK_MS,
                                    .limit = ROWS_MAX};

    for (size_t i = 0; i < s->names.count && !s->found; i++) {
        if (!store_history(s->setup->store, s->names.at[i], &page, row_take, s, e)) {
            return false;
        }
    }
    return true;
}

static bool holds(struct span text, struct span word)
{
    return text.len > 0 && memmem(text.at, text.len, word.at, word.len) != NULL;
}

/* The zone the text states in words or letters, else the reader's. */
static bool zone_of(struct span text, struct span usual, struct zone **out, struct err *e)
{
    char name[64];
    struct buf b = {.at = name, .cap = sizeof name - 1};
    struct err why = {0};

    if (holds(text, SPAN("日本時間")) || holds(text, SPAN("Japan time")) ||
        holds(text, SPAN("JST"))) {
        usual = SPAN("Asia/Tokyo");
    } else if (holds(text, SPAN("UTC")) || holds(text, SPAN("GMT")) ||
               holds(text, SPAN("協定世界時"))) {
        usual = SPAN("UTC");
    }
    buf_add(&b, usual);
    name[b.len] = '\0';
    if (b.full || !zone_new(name, out, &why)) {
        return err_set(e, ERR_INPUT, "zone: expected a name such as Asia/Tokyo or +09:00");
    }
    return true;
}

static void tell(const struct search *s, const struct civil *asked, char words[EVIDENCE_ON_MAX])
{
    struct buf b = {.at = words, .cap = EVIDENCE_ON_MAX - 1};

    if (s->found) {
        buf_addf(&b, "%s, ", service_code((enum service)s->row.service));
    }
    buf_addf(&b, "%04d-%02d-%02d %02d:%02d:%02d", (int)asked->year, (int)asked->month,
             (int)asked->day, (int)asked->hour, (int)asked->minute, (int)asked->second);
    words[b.len] = '\0';
}

/* Every time of the text until one is found. */
static bool search_all(struct search *s, struct span text, enum event_match *out,
                       char words[static EVIDENCE_ON_MAX], struct err *e)
{
    struct civil asked;

    for (size_t i = 0; i < EVENT_MATCH_TIMES && !s->found && event_time_find(&text, &asked); i++) {
        s->at_ms = zone_to_utc(s->zone, time_from_civil(&asked), false);
        if (!look(s, e)) {
            return false;
        }
        if (s->found || *out == EVENT_UNASKED) {
            *out = s->found ? EVENT_FOUND : EVENT_ABSENT;
            tell(s, &asked, words);
        }
    }
    return true;
}

bool event_match(const struct story_setup *s, const struct event_question *q, enum event_match *out,
                 char words[static EVIDENCE_ON_MAX], struct err *e)
{
    enum event_match match = EVENT_UNASKED;
    char told[EVIDENCE_ON_MAX] = "";
    struct arena *arena = arena_new(STORY_BYTES);
    struct search search = {.setup = s};
    bool ok = (arena != NULL || err_set(e, ERR_SYSTEM, "no memory")) &&
              zone_of(q->text, q->zone, &search.zone, e) &&
              story_names_find(s, q->account, arena, &search.names, e) &&
              search_all(&search, q->text, &match, told, e);

    zone_free(&search.zone);
    arena_free(&arena);
    if (ok) {
        *out = match;
        memcpy(words, told, sizeof told);
    }
    return ok;
}
