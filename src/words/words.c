#include "words/words.h"

#include "words/clean.h"

#include <math.h>
#include <stdlib.h>

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void put(struct buf *out, enum lang l, enum phrase p, const struct arg *args, size_t count)
{
    catalogue_put(out, catalogue_phrase(p)->text[l], args, count);
}

static void plain(struct buf *out, enum lang l, enum phrase p)
{
    put(out, l, p, NULL, 0);
}

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

void words_provider(struct buf *out, enum lang l, const struct named_place *p)
{
    char number[16];
    struct buf asn = BUF_ON(number);

    if (p->provider[0] != '\0') {
        clean_text(out, text_of(p->provider));
        return;
    }
    if (p->place.asn == 0) {
        plain(out, l, PHRASE_PROVIDER_UNKNOWN);
        return;
    }
    buf_addf(&asn, "%u", (unsigned)p->place.asn);
    put(out, l, PHRASE_PROVIDER_AS, &(struct arg){"asn", written(&asn)}, 1);
}

void words_network_kind(struct buf *out, enum lang l, enum network_kind k)
{
    plain(out, l, (enum phrase)(PHRASE_KIND_UNKNOWN + k));
}

static void own_place(struct buf *out, enum lang l, const struct named_place *p)
{
    char bytes[3 * PROVIDER_TEXT_MAX];
    struct buf name = BUF_ON(bytes);

    if (p->provider[0] == '\0') {
        plain(out, l, PHRASE_PLACE_OWN_UNNAMED);
        return;
    }
    clean_text(&name, text_of(p->provider));
    put(out, l, PHRASE_PLACE_OWN, &(struct arg){"provider", written(&name)}, 1);
}

static void public_place(struct buf *out, enum lang l, const struct named_place *p)
{
    bool provider = p->provider[0] != '\0' || p->place.asn != 0;
    char country_bytes[WORDS_MAX / 8];
    char provider_bytes[3 * PROVIDER_TEXT_MAX];
    struct buf country = BUF_ON(country_bytes);
    struct buf name = BUF_ON(provider_bytes);
    enum phrase p_text = PHRASE_PLACE;

    words_country(&country, l, p->place.country);
    words_provider(&name, l, p);
    if (p->place.country == 0) {
        p_text = provider ? PHRASE_PLACE_PROVIDER : PHRASE_KIND_UNKNOWN;
    } else if (!provider) {
        p_text = PHRASE_PLACE_COUNTRY;
    }
    put(out, l, p_text,
        (const struct arg[]){{"country", written(&country)}, {"provider", written(&name)}}, 2);
}

static void bare_place(struct buf *out, enum lang l, const struct named_place *p)
{
    if (p->place.kind == NETWORK_OWN) {
        own_place(out, l, p);
    } else if (p->place.kind == NETWORK_PUBLIC) {
        public_place(out, l, p);
    } else {
        words_network_kind(out, l, (enum network_kind)p->place.kind);
    }
}

void words_place(struct buf *out, enum lang l, const struct named_place *p)
{
    char place_bytes[WORDS_MAX / 2];
    char flag_bytes[WORDS_MAX / 4];
    struct buf place = BUF_ON(place_bytes);
    struct buf flags = BUF_ON(flag_bytes);

    words_flags(&flags, l, p->place.flags);
    if (flags.len == 0) {
        bare_place(out, l, p);
        return;
    }
    bare_place(&place, l, p);
    put(out, l, PHRASE_PLACE_FLAGS,
        (const struct arg[]){{"place", written(&place)}, {"flags", written(&flags)}}, 2);
}

void words_flags(struct buf *out, enum lang l, uint8_t flags)
{
    bool first = true;

    for (unsigned bit = 0; bit < 5; bit++) {
        if ((flags & (1u << bit)) == 0) {
            continue;
        }
        if (!first) {
            plain(out, l, PHRASE_LIST);
        }
        plain(out, l, (enum phrase)(PHRASE_FLAG_ANONYMISER + bit));
        first = false;
    }
}

void words_service(struct buf *out, enum lang l, enum service s)
{
    plain(out, l, (enum phrase)(PHRASE_SERVICE_UNKNOWN + s));
}

void words_outcome(struct buf *out, enum lang l, enum outcome o)
{
    plain(out, l, (enum phrase)(PHRASE_OUTCOME_SUCCESS + o));
}

void words_action(struct buf *out, enum lang l, enum action a)
{
    plain(out, l, (enum phrase)(PHRASE_ACTION_ALLOW + a));
}

_Static_assert(PHRASE_KIND_UNKNOWN + NETWORK_KIND_COUNT == PHRASE_FLAG_ANONYMISER, "all kinds");
_Static_assert(PHRASE_FLAG_ANONYMISER + 5 == PHRASE_SERVICE_UNKNOWN, "all flags");
_Static_assert(PHRASE_SERVICE_UNKNOWN + SERVICE_COUNT == PHRASE_OUTCOME_SUCCESS, "all services");
_Static_assert(PHRASE_OUTCOME_SUCCESS + OUTCOME_COUNT == PHRASE_ACTION_ALLOW, "all outcomes");
_Static_assert(PHRASE_ACTION_ALLOW + ACTION_COUNT == PHRASE_UNDER_ATTACK, "all actions");

void words_number(struct buf *out, uint64_t n)
{
    char digits[24];
    struct buf b = BUF_ON(digits);
    size_t first;

    buf_addf(&b, "%llu", (unsigned long long)n);
    first = b.len % 3 == 0 ? 3 : b.len % 3;
    buf_add(out, (struct span){.at = digits, .len = first});
    for (size_t i = first; i < b.len; i += 3) {
        buf_add(out, SPAN(","));
        buf_add(out, (struct span){.at = digits + i, .len = 3});
    }
}

void words_size(struct buf *out, uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    uint64_t tenths = bytes / 100;
    size_t unit = 0;

    if (bytes < 1000) {
        buf_addf(out, "%u bytes", (unsigned)bytes);
        return;
    }
    while (tenths >= 10000) {
        tenths /= 1000;
        unit++;
    }
    if (tenths < 100) {
        buf_addf(out, "%u.%u %s", (unsigned)(tenths / 10), (unsigned)(tenths % 10), units[unit]);
    } else {
        buf_addf(out, "%u %s", (unsigned)(tenths / 10), units[unit]);
    }
}

void words_counted(struct buf *out, enum lang l, enum counted what, uint64_t n)
{
    const struct counted_entry *row = catalogue_counted(what);
    char bytes[32];
    struct buf number = BUF_ON(bytes);

    words_number(&number, n);
    catalogue_put(out, n == 1 ? row->one.text[l] : row->many.text[l],
                  &(struct arg){"n", written(&number)}, 1);
}

void words_duration(struct buf *out, enum lang l, int64_t ms)
{
    static const struct {
        int64_t ms;
        enum counted unit;
    } units[] = {
        {TIME_DAY_MS, COUNTED_DAYS},
        {TIME_HOUR_MS, COUNTED_HOURS},
        {60 * TIME_SECOND_MS, COUNTED_MINUTES},
    };

    for (size_t i = 0; i < COUNT(units); i++) {
        if (ms >= units[i].ms) {
            words_counted(out, l, units[i].unit, (uint64_t)(ms / units[i].ms));
            return;
        }
    }
    if (ms < TIME_SECOND_MS) {
        plain(out, l, PHRASE_UNDER_SECOND);
        return;
    }
    words_counted(out, l, COUNTED_SECONDS, (uint64_t)(ms / TIME_SECOND_MS));
}

void words_score(struct buf *out, int32_t score)
{
    long long hundredths = llround((double)score * 100 / SCORE_PER_NAT);

    buf_addf(out, "%s%lld.%02lld", hundredths < 0 ? "-" : "", llabs(hundredths) / 100,
             llabs(hundredths) % 100);
}

void words_date(struct buf *out, const struct clock *z, int64_t at_ms)
{
    struct civil c = clock_civil(z, at_ms);

    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void words_time_bare(struct buf *out, const struct clock *z, int64_t at_ms)
{
    struct civil c = clock_civil(z, at_ms);

    buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
}

void words_time(struct buf *out, enum lang l, const struct clock *z, int64_t at_ms)
{
    char bytes[40];
    struct buf time = BUF_ON(bytes);

    words_time_bare(&time, z, at_ms);
    put(out, l, PHRASE_TIME,
        (const struct arg[]){{"time", written(&time)}, {"zone", text_of(clock_words(z, l))}}, 2);
}
