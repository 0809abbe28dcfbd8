#include "wire/maillog_parts.h"

#include "base/attr.h"
#include "base/number.h"
#include "base/time.h"

#define BSD_MINUTE 13         /* "Nov 21 18:05:" */
#define ISO_MINUTE 17         /* "2026-11-21T18:05:" */
#define FUTURE_MS TIME_DAY_MS /* clocks and zones may put a line that far after its file */
#define HALF_YEAR_MS (183 * TIME_DAY_MS) /* a jump over more is a change of year */
#define DISORDER_MS                                                                                \
    (300 * TIME_SECOND_MS) /* lines of several processes may be that much out of order */

static bool two_digits(const char *at, int8_t *out)
{
    unsigned tens = (unsigned)at[0] - '0';
    unsigned ones = (unsigned)at[1] - '0';

    *out = (int8_t)(tens * 10 + ones);
    return tens < 10 && ones < 10;
}

static int8_t month_of(const char *at)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (size_t i = 0; i < 12; i++) {
        if (memcmp(names + i * 3, at, 3) == 0) {
            return (int8_t)(i + 1);
        }
    }
    return 0;
}

/* "18:05:" at `at`. */
static bool minute_parse(const char *at, struct civil *c)
{
    return two_digits(at, &c->hour) && at[2] == ':' && two_digits(at + 3, &c->minute) &&
           at[5] == ':' && c->hour < 24 && c->minute < 60;
}

static bool bsd_parse(const char *at, struct civil *c)
{
    const char day[2] = {(char)(at[4] == ' ' ? '0' : at[4]), at[5]};

    c->month = month_of(at);
    return c->month != 0 && at[3] == ' ' && two_digits(day, &c->day) && c->day > 0 &&
           at[6] == ' ' && minute_parse(at + 7, c) && c->day <= time_month_days(2000, c->month);
}

static bool iso_parse(const char *at, struct civil *c)
{
    int8_t century;
    int8_t year;

    if (!two_digits(at, &century) || !two_digits(at + 2, &year) || at[4] != '-' || at[7] != '-' ||
        (at[10] != 'T' && at[10] != ' ')) {
        return false;
    }
    c->year = century * 100 + year;
    return two_digits(at + 5, &c->month) && c->month >= 1 && c->month <= 12 &&
           two_digits(at + 8, &c->day) && c->day >= 1 &&
           c->day <= time_month_days(c->year, c->month) && minute_parse(at + 11, c);
}

/* A clock reading -> UTC; where it occurs twice, the one that keeps the lines in order. */
static int64_t ordered_utc(const struct maillog *m, int64_t civil_ms)
{
    int64_t first = zone_to_utc(m->zone, civil_ms, false);
    int64_t second;

    if (m->last_ms == INT64_MIN || first >= m->last_ms - DISORDER_MS) {
        return first;
    }
    second = zone_to_utc(m->zone, civil_ms, true);
    return second >= m->last_ms - DISORDER_MS ? second : first;
}

static void year_back_to_valid(struct civil *c)
{
    while (c->day > time_month_days(c->year, c->month)) {
        c->year--; /* 29 February: the latest leap year */
    }
}

/* The first line's year: the latest in which it does not lie after the file. */
static void year_first(struct maillog *m, struct civil *c)
{
    c->year = time_to_civil(m->reference_ms + FUTURE_MS).year + 1;
    year_back_to_valid(c);
    while (zone_to_utc(m->zone, time_from_civil(c), false) > m->reference_ms + FUTURE_MS) {
        c->year--;
        year_back_to_valid(c);
    }
}

/* A later line's year: that in which the fewest days lie between it and the line before. */
static void year_next(const struct maillog *m, struct civil *c)
{
    int64_t since_ms;

    c->year = m->year;
    year_back_to_valid(c);
    since_ms = m->year_ms == INT64_MIN ? 0 : time_from_civil(c) - m->year_ms;
    c->year += since_ms < -HALF_YEAR_MS ? 1 : since_ms > HALF_YEAR_MS ? -1 : 0;
    year_back_to_valid(c);
}

static void year_infer(struct maillog *m, struct civil *c)
{
    if (m->year == 0) {
        year_first(m, c);
    } else {
        year_next(m, c);
    }
    m->year = c->year;
    m->year_ms = time_from_civil(c);
}

static void minute_keep(struct maillog *m, const char *at, size_t len, const struct civil *c)
{
    memcpy(m->minute.text, at, len);
    m->minute.len = len;
    m->minute.civil_ms = time_from_civil(c);
    m->minute.utc_ms = ordered_utc(m, m->minute.civil_ms);
}

/* Makes m->minute the minute `rest` begins with. */
static bool minute_take(struct maillog *m, struct span rest)
{
    struct civil c = {0};

    if (rest.len < BSD_MINUTE + 2) {
        return false;
    }
    if (m->minute.len == BSD_MINUTE && memcmp(m->minute.text, rest.at, BSD_MINUTE) == 0) {
        return true;
    }
    if (bsd_parse(rest.at, &c)) {
        year_infer(m, &c);
        minute_keep(m, rest.at, BSD_MINUTE, &c);
        return true;
    }
    if (rest.len < ISO_MINUTE + 2) {
        return false;
    }
    if (m->minute.len == ISO_MINUTE && memcmp(m->minute.text, rest.at, ISO_MINUTE) == 0) {
        return true;
    }
    if (!iso_parse(rest.at, &c)) {
        return false;
    }
    minute_keep(m, rest.at, ISO_MINUTE, &c);
    return true;
}

/* ".123456" or ",123": thousandths; further digits are dropped. */
static int64_t fraction_take(struct span *rest)
{
    int64_t ms = 0;
    int64_t weight = 100;
    size_t i = 1;

    if (rest->len < 2 || (rest->at[0] != '.' && rest->at[0] != ',')) {
        return 0;
    }
    for (; i < rest->len && rest->at[i] >= '0' && rest->at[i] <= '9'; i++) {
        ms += (rest->at[i] - '0') * weight;
        weight /= 10;
    }
    *rest = span_from(*rest, i);
    return ms;
}

/* "Z", "+09:00", "+0900", "+09", and after a time with a space in it " +0900" (Exim). */
static bool offset_take(struct span *rest, bool spaced, int64_t *offset_ms)
{
    struct span s = *rest;
    int8_t hours;
    int8_t minutes = 0;
    bool west;
    size_t used = 3;

    if (span_skip(rest, SPAN("Z"))) {
        *offset_ms = 0;
        return true;
    }
    if (spaced) {
        (void)span_skip(&s, SPAN(" "));
    }
    if (s.len < 3 || (s.at[0] != '+' && s.at[0] != '-') || !two_digits(s.at + 1, &hours)) {
        return false;
    }
    west = s.at[0] == '-';
    if (s.len >= 6 && s.at[3] == ':' && two_digits(s.at + 4, &minutes)) {
        used = 6;
    } else if (s.len >= 5 && two_digits(s.at + 3, &minutes)) {
        used = 5;
    } else {
        minutes = 0;
    }
    if (hours > 14 || minutes > 59) {
        return false;
    }
    *offset_ms = (hours * TIME_HOUR_MS + minutes * TIME_SECOND_MS * 60) * (west ? -1 : 1);
    *rest = span_from(s, used);
    return true;
}

bool maillog_time_take(struct maillog *m, struct span *rest, int64_t *at_ms)
{
    struct span s = *rest;
    int8_t second;
    int64_t offset_ms = 0;
    int64_t rest_ms;

    if (!minute_take(m, s) || !two_digits(s.at + m->minute.len, &second) || second > 60) {
        return false;
    }
    s = span_from(s, m->minute.len + 2);
    rest_ms = second * TIME_SECOND_MS + fraction_take(&s);
    if (m->minute.len == ISO_MINUTE && offset_take(&s, m->minute.text[10] == ' ', &offset_ms)) {
        *at_ms = m->minute.civil_ms - offset_ms + rest_ms;
    } else {
        *at_ms = m->minute.utc_ms + rest_ms;
    }
    if (s.len > 0 && !span_skip(&s, SPAN(" "))) {
        return false;
    }
    m->last_ms = *at_ms;
    *rest = s;
    return true;
}

bool maillog_tag_take(struct span *rest, struct span *program, uint32_t *pid)
{
    struct span s = *rest;
    struct span token;
    struct span number;
    uint64_t value = 0;

    if (!span_cut(&s, ' ', &token)) {
        token = s;
        s = span_from(s, s.len);
    }
    if (token.len < 2 || token.at[token.len - 1] != ':') {
        return false;
    }
    token.len--;
    number = token;
    if (token.at[token.len - 1] == ']' && span_cut(&number, '[', program)) {
        number.len--;
        if (!number_parse(number, 0, UINT32_MAX, &value)) {
            return false;
        }
        token = *program;
    }
    if (token.len == 0) {
        return false;
    }
    *program = token;
    *pid = (uint32_t)value;
    *rest = s;
    return true;
}

static bool is_service_end(char c)
{
    return c == ':' || c == '(' || c == '-' || c == '<';
}

bool maillog_dovecot_service(struct span text)
{
    static const struct span names[] = {
        SPAN_INIT("imap"),        SPAN_INIT("pop3"),       SPAN_INIT("submission"),
        SPAN_INIT("managesieve"), SPAN_INIT("lmtp"),       SPAN_INIT("auth"),
        SPAN_INIT("anvil"),       SPAN_INIT("log"),        SPAN_INIT("master"),
        SPAN_INIT("config"),      SPAN_INIT("stats"),      SPAN_INIT("ssl-params"),
        SPAN_INIT("doveadm"),     SPAN_INIT("dict"),       SPAN_INIT("indexer"),
        SPAN_INIT("director"),    SPAN_INIT("lda"),        SPAN_INIT("quota"),
        SPAN_INIT("old-stats"),   SPAN_INIT("replicator"),
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (span_starts(text, names[i]) && text.len > names[i].len &&
            is_service_end(text.at[names[i].len])) {
            return true;
        }
    }
    return false;
}

/* rsyslog folds the same line coming again: "message repeated 3 times: [ the line]". */
static void repeat_take(struct maillog_body *body)
{
    struct span s = body->text;
    uint64_t times;

    if (!span_skip(&s, SPAN("message repeated ")) || !number_take(&s, &times) ||
        !span_skip(&s, SPAN(" times: [ ")) || s.len == 0 || s.at[s.len - 1] != ']') {
        return;
    }
    body->text = span_head(s, s.len - 1);
    body->repeat = times == 0 || times > UINT32_MAX ? 1 : (uint32_t)times;
}

/* One "[id name="value" ...]" after another, or "-". (RFC 5424 6.3) */
static bool structured_take(struct span *rest)
{
    bool quoted = false;
    size_t i = 0;

    if (span_skip(rest, SPAN("-"))) {
        return true;
    }
    while (i < rest->len && (quoted || rest->at[i] != ' ' || rest->at[i - (i > 0)] != ']')) {
        if (quoted && rest->at[i] == '\\' && i + 1 < rest->len) {
            i++;
        } else if (rest->at[i] == '"') {
            quoted = !quoted;
        }
        i++;
    }
    if (rest->len == 0 || rest->at[0] != '[' || quoted) {
        return false;
    }
    *rest = span_from(*rest, i);
    return true;
}

/* What follows "<22>1 ": time host program pid id [data] message. (RFC 5424 6) */
static bool header_5424(struct maillog *m, struct span rest, struct maillog_line *out,
                        struct maillog_body *body)
{
    struct span pid;
    struct span id;
    uint64_t value;

    out->has_time = maillog_time_take(m, &rest, &out->at_ms);
    if (!out->has_time && !span_skip(&rest, SPAN("- "))) {
        return false;
    }
    if (!span_cut(&rest, ' ', &out->host) || !span_cut(&rest, ' ', &out->program) ||
        !span_cut(&rest, ' ', &pid) || !span_cut(&rest, ' ', &id) || !structured_take(&rest)) {
        return false;
    }
    if (number_parse(pid, 0, UINT32_MAX, &value)) {
        out->pid = (uint32_t)value;
    }
    (void)span_skip(&rest, SPAN(" "));
    (void)span_skip(&rest, SPAN("\xef\xbb\xbf"));
    (void)span_skip(&rest, SPAN(" ")); /* rsyslog keeps the blank that followed "dovecot:" */
    body->text = rest;
    return true;
}

/* "<22>" */
static void priority_skip(struct span *rest)
{
    size_t i = 1;

    while (i < rest->len && i < 4 && rest->at[i] >= '0' && rest->at[i] <= '9') {
        i++;
    }
    if (i > 1 && i < rest->len && rest->at[i] == '>') {
        *rest = span_from(*rest, i + 1);
    }
}

/* Host and tag follow the time, or the text of a program that writes its own file. No host ends in a
 * colon or has a bracket in it; "imap-login:" and "imap(user)<1><x>:" do. */
static void source_take(struct span rest, struct maillog_line *out, struct maillog_body *body)
{
    struct span after = rest;
    struct span first;
    bool tag_first;

    if (!span_cut(&after, ' ', &first)) {
        first = rest;
        after = span_from(rest, rest.len);
    }
    tag_first = first.len > 1 && first.at[first.len - 1] == ':';
    if ((tag_first || (first.len > 0 && memchr(first.at, '(', first.len) != NULL)) &&
        maillog_dovecot_service(first)) {
        out->program = SPAN("dovecot");
        body->text = rest;
    } else if (tag_first &&
               (memchr(first.at, '[', first.len) != NULL ||
                memchr(first.at, '/', first.len) != NULL) &&
               maillog_tag_take(&rest, &out->program, &out->pid)) {
        body->text = rest;
    } else if (maillog_tag_take(&after, &out->program, &out->pid)) {
        out->host = first;
        body->text = after;
    } else {
        body->text = rest;
        body->tagged = false;
    }
}

bool maillog_header(struct maillog *m, struct span line, struct maillog_line *out,
                    struct maillog_body *body)
{
    struct span rest = line;

    if (rest.len > 0 && rest.at[0] == '<') {
        priority_skip(&rest);
        if (span_skip(&rest, SPAN("1 "))) {
            return header_5424(m, rest, out, body);
        }
    }
    out->has_time = maillog_time_take(m, &rest, &out->at_ms);
    if (!out->has_time) {
        return false;
    }
    source_take(rest, out, body);
    if (body->tagged && body->text.len > 0 && body->text.at[0] == 'm') {
        repeat_take(body);
    }
    return true;
}
