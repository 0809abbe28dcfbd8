#include "service/scan_count.h"

#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

#define COUNTRIES (26 * 26 + 1) /* two letters each; the last for unknown */

struct scan_count {
    struct day_count *days; /* ascending */
    size_t day_count;
    size_t day_cap;
    size_t last; /* index of the day counted last */
    struct country_count countries[COUNTRIES];
    struct country_count sorted[COUNTRIES];
    uint64_t signins;
    uint64_t failures;
    int64_t first_ms;
    int64_t last_ms;
};

struct scan_count *scan_count_new(void)
{
    return memory_new(1, sizeof(struct scan_count));
}

void scan_count_free(struct scan_count **c)
{
    if (*c != NULL) {
        free((*c)->days);
        free(*c);
        *c = NULL;
    }
}

/* The index of the first day not before `day`. */
static size_t lower(const struct scan_count *c, int32_t day)
{
    size_t lo = 0;
    size_t hi = c->day_count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (c->days[mid].day < day) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static struct day_count *day_of(struct scan_count *c, int32_t day)
{
    size_t at;

    if (c->last < c->day_count && c->days[c->last].day == day) {
        return &c->days[c->last];
    }
    at = lower(c, day);
    if (at == c->day_count || c->days[at].day != day) {
        if (c->day_count == COUNT_DAYS_MAX) {
            return &c->days[at == c->day_count ? at - 1 : at];
        }
        if (c->day_count == c->day_cap) {
            c->day_cap = c->day_cap == 0 ? 64 : c->day_cap * 2;
            c->days = memory_grow(c->days, c->day_cap, sizeof *c->days);
        }
        memmove(&c->days[at + 1], &c->days[at], (c->day_count - at) * sizeof *c->days);
        c->days[at] = (struct day_count){.day = day};
        c->day_count++;
    }
    c->last = at;
    return &c->days[at];
}

static struct country_count *country_of(struct scan_count *c, uint16_t country)
{
    unsigned first = (unsigned)(country >> 8) - 'A';
    unsigned second = (unsigned)(country & 0xff) - 'A';
    struct country_count *row =
        &c->countries[first < 26 && second < 26 ? first * 26 + second : COUNTRIES - 1];

    row->country = row == &c->countries[COUNTRIES - 1] ? 0 : country;
    return row;
}

static void span_time(struct scan_count *c, int64_t at_ms)
{
    c->first_ms = c->first_ms == 0 || at_ms < c->first_ms ? at_ms : c->first_ms;
    c->last_ms = at_ms > c->last_ms ? at_ms : c->last_ms;
}

void scan_count_signin(struct scan_count *c, int64_t at_ms, uint16_t country)
{
    span_time(c, at_ms);
    c->signins++;
    day_of(c, time_day_of(at_ms))->signins++;
    country_of(c, country)->signins++;
}

void scan_count_failure(struct scan_count *c, int64_t at_ms, uint16_t country, uint32_t attempts)
{
    span_time(c, at_ms);
    c->failures += attempts;
    day_of(c, time_day_of(at_ms))->failures += attempts;
    country_of(c, country)->failures += attempts;
}

void scan_count_unusual(struct scan_count *c, int32_t day)
{
    day_of(c, day)->unusual++;
}

int64_t scan_count_last_ms(const struct scan_count *c)
{
    return c->last_ms;
}

static void count_accounts(struct scan_count *c, const struct account *a)
{
    const struct profile_networks *n = &a->profile.networks;

    for (uint8_t i = 0; i < a->profile.network_count; i++) {
        bool again = false;

        for (uint8_t j = 0; j < i; j++) {
            again |= n->country[j] == n->country[i];
        }
        country_of(c, n->country[i])->accounts += again ? 0 : 1;
    }
}

static int country_order(const void *a, const void *b)
{
    const struct country_count *x = a;
    const struct country_count *y = b;

    if (x->signins != y->signins) {
        return x->signins > y->signins ? -1 : 1;
    }
    if (x->failures != y->failures) {
        return x->failures > y->failures ? -1 : 1;
    }
    return (int)x->country - (int)y->country;
}

void scan_count_result(struct scan_count *c, const struct accounts *accounts,
                       struct scan_summary *out)
{
    size_t used = 0;

    for (size_t i = 0; i < COUNTRIES; i++) {
        c->countries[i].accounts = 0;
    }
    for (uint32_t i = 0; i < accounts_count(accounts); i++) {
        const struct account *a = accounts_at(accounts, i);

        if ((a->flags & ACCOUNT_ACTIVE) != 0) {
            count_accounts(c, a);
        }
    }
    for (size_t i = 0; i < COUNTRIES; i++) {
        const struct country_count *row = &c->countries[i];

        if (row->signins > 0 || row->failures > 0) {
            c->sorted[used++] = *row;
        }
    }
    qsort(c->sorted, used, sizeof *c->sorted, country_order);
    out->signins = c->signins;
    out->failures = c->failures;
    out->first_ms = c->first_ms;
    out->last_ms = c->last_ms;
    out->days = c->days;
    out->day_count = c->day_count;
    out->countries = c->sorted;
    out->country_count = used;
}
