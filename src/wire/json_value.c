#include "wire/json_value.h"

#include "base/number.h"
#include "base/time.h"
#include "model/account.h"
#include "model/decision.h"
#include "wire/api_json.h"

#include <errno.h>
#include <math.h>

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory to read JSON");
    e->sys = ENOMEM;
    return false;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* A text of at most `max` bytes, in the arena. */
bool json_value_text(struct arena *arena, struct span name, const struct json_in_value *v,
                     size_t max, struct span *out, struct err *e)
{
    char bytes[2 * ACCOUNT_TEXT_MAX];
    bool cut = false;
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    text = json_in_text(v, bytes, max < sizeof bytes ? max : sizeof bytes, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "%.*s: expected at most %zu bytes, came more", (int)name.len,
                       name.at, max);
    }
    return arena_copy(arena, text, out) || no_memory(e);
}

bool json_value_is_code(const struct json_in_value *v, const char *code)
{
    return v->kind == JSON_IN_TEXT && !v->escaped && span_eq(v->raw, span_of(code));
}

/* The number below `count` whose code the value is. */
bool json_value_code(struct span name, const struct json_in_value *v, json_value_code_of *code,
                     unsigned count, unsigned *out, struct err *e)
{
    for (unsigned i = 0; i < count; i++) {
        if (json_value_is_code(v, code(i))) {
            *out = i;
            return true;
        }
    }
    return json_in_refused(name, "one of its codes", v, true, e);
}

bool json_value_whole(struct span name, const struct json_in_value *v, uint64_t most, uint64_t *out,
                      struct err *e)
{
    return (v->kind == JSON_IN_NUMBER && number_parse(v->raw, 0, most, out)) ||
           json_in_refused(name, "a whole number", v, true, e);
}

/* "-12.34" as nats into units of 1/256 bit. */
bool json_value_score(struct span name, const struct json_in_value *v, int32_t *out, struct err *e)
{
    struct span rest = v->raw;
    bool minus = rest.len > 0 && rest.at[0] == '-';
    uint64_t whole = 0;
    uint64_t part = 0;
    struct span head;

    if (minus) {
        rest = (struct span){.at = rest.at + 1, .len = rest.len - 1};
    }
    if (v->kind != JSON_IN_NUMBER || !span_cut(&rest, '.', &head) || rest.len != 2 ||
        !number_parse(head, 0, 10000000, &whole) || !number_parse(rest, 0, 99, &part)) {
        return json_in_refused(name, "a score with two decimals", v, true, e);
    }
    *out = (int32_t)lround((double)(whole * 100 + part) * SCORE_PER_NAT / 100 * (minus ? -1 : 1));
    return true;
}

static bool take_digits(struct span *rest, size_t count, char behind, int *out)
{
    uint64_t n = 0;

    if (rest->len < count + 1 || rest->at[count] != behind ||
        !number_parse((struct span){.at = rest->at, .len = count}, 0, 9999, &n)) {
        return false;
    }
    *rest = (struct span){.at = rest->at + count + 1, .len = rest->len - count - 1};
    *out = (int)n;
    return true;
}

static bool civil_ok(int year, int month, int day)
{
    return year >= 1601 && month >= 1 && month <= 12 && day >= 1 &&
           day <= time_month_days(year, month);
}

bool api_json_read_time(struct span text, int64_t *out)
{
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int ms = 0;
    bool dotted = text.len > 19 && text.at[19] == '.';
    struct civil c;

    if (!take_digits(&text, 4, '-', &year) || !take_digits(&text, 2, '-', &month) ||
        !take_digits(&text, 2, 'T', &day) || !take_digits(&text, 2, ':', &hour) ||
        !take_digits(&text, 2, ':', &minute) ||
        !take_digits(&text, 2, dotted ? '.' : 'Z', &second) ||
        (dotted && !take_digits(&text, 3, 'Z', &ms)) || text.len > 0 ||
        !civil_ok(year, month, day) || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    c = (struct civil){.year = year,
                       .month = (int8_t)month,
                       .day = (int8_t)day,
                       .hour = (int8_t)hour,
                       .minute = (int8_t)minute,
                       .second = (int8_t)second};
    *out = time_from_civil(&c) + ms;
    return true;
}

bool json_value_time(struct span name, const struct json_in_value *v, int64_t *out, struct err *e)
{
    return (v->kind == JSON_IN_TEXT && api_json_read_time(v->raw, out)) ||
           json_in_refused(name, "a time like 2026-11-21T18:05:09Z", v, true, e);
}

bool json_value_day(struct span name, const struct json_in_value *v, uint16_t *out, struct err *e)
{
    char bytes[32];
    struct buf text = BUF_ON(bytes);
    int64_t at_ms = 0;

    if (v->kind == JSON_IN_TEXT && v->raw.len == 10) {
        buf_add(&text, v->raw);
        buf_add(&text, SPAN("T00:00:00Z"));
        if (api_json_read_time((struct span){.at = bytes, .len = text.len}, &at_ms)) {
            *out = (uint16_t)time_day_of(at_ms);
            return true;
        }
    }
    return json_in_refused(name, "a day like 2026-11-21", v, true, e);
}

bool json_value_hash(struct span name, const struct json_in_value *v, uint32_t *out, struct err *e)
{
    uint32_t n = 0;

    for (size_t i = 0; v->kind == JSON_IN_TEXT && v->raw.len == 8 && i < 8; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *hit = v->raw.at[i] == '\0' ? NULL : strchr(digits, v->raw.at[i]);

        if (hit == NULL) {
            break;
        }
        n = n << 4 | (uint32_t)(hit - digits);
        if (i == 7) {
            *out = n;
            return true;
        }
    }
    return json_in_refused(name, "eight hexadecimal digits", v, true, e);
}

bool json_value_list(struct span name, const struct json_in_value *v, size_t most,
                     json_value_item *take, void *ctx, struct err *e)
{
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;
    size_t count = 0;

    if (v->kind != JSON_IN_LIST) {
        return json_in_refused(name, "a list", v, true, e);
    }
    if (!json_in_open(v->raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    for (;;) {
        if (!json_in_next(&in, &key, &item, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (count == most) {
            return err_set(e, ERR_INPUT, "%.*s: expected at most %zu, came more", (int)name.len,
                           name.at, most);
        }
        if (!take(ctx, count++, &item, e)) {
            return false;
        }
    }
}
