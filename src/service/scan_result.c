#include "service/scan_state.h"

#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

struct named_place scan_named(const struct scan *s, const struct place *place)
{
    struct named_place out = {.place = *place};

    places_provider(s->setup.places, place, out.provider);
    return out;
}

struct finding_account *scan_trouble_add(struct scan *s)
{
    if (s->trouble_count == s->trouble_cap) {
        s->trouble_cap = s->trouble_cap == 0 ? 64 : s->trouble_cap * 2;
        s->troubles = memory_grow(s->troubles, s->trouble_cap, sizeof *s->troubles);
    }
    return &s->troubles[s->trouble_count++];
}

static uint32_t sketch_count(uint64_t bits)
{
    unsigned ones = (unsigned)__builtin_popcountll(bits);
    /* linear counting (Whang 1990): -64 ln(zero share), as a table of whole numbers would be */
    static const uint16_t estimate[65] = {
        0,   1,   2,   3,   4,   5,   6,   7,   9,   10,  11,  12,  13,  15,  16, 17, 18,
        20,  21,  23,  24,  25,  27,  28,  30,  32,  33,  35,  37,  39,  40,  42, 44, 46,
        48,  51,  53,  55,  58,  60,  63,  65,  68,  71,  74,  78,  81,  85,  89, 93, 97,
        102, 107, 113, 119, 126, 133, 142, 151, 163, 177, 196, 222, 266, 300,
    };

    return estimate[ones];
}

static void source_row(void *ctx, const struct finding_source *f)
{
    struct scan *s = ctx;

    if (s->source_count == s->source_cap) {
        s->source_cap = s->source_cap == 0 ? 64 : s->source_cap * 2;
        s->sources = memory_grow(s->sources, s->source_cap, sizeof *s->sources);
    }
    s->sources[s->source_count++] = *f;
}

static int source_order(const void *a, const void *b)
{
    const struct finding_source *x = a;
    const struct finding_source *y = b;

    if (x->failures != y->failures) {
        return x->failures > y->failures ? -1 : 1;
    }
    return memcmp(x->prefix.bytes, y->prefix.bytes, sizeof x->prefix.bytes);
}

static int trouble_order(const void *a, const void *b)
{
    const struct finding_account *x = a;
    const struct finding_account *y = b;

    if (x->trouble != y->trouble) {
        return x->trouble == TROUBLE_PASSWORD_FOUND ? -1 : 1;
    }
    if (x->failures != y->failures) {
        return x->failures > y->failures ? -1 : 1;
    }
    return (x->first_ms > y->first_ms) - (x->first_ms < y->first_ms);
}

static void attacked(struct scan *s)
{
    const struct attack_limits *l = &s->setup.attack;

    s->trouble_count = s->found_count;
    for (uint32_t i = 0; i < accounts_count(s->accounts); i++) {
        struct account *a = accounts_at(s->accounts, i);
        uint32_t sources = sketch_count(a->fail_sources);

        if (a->fail_peak < l->single_source &&
            (a->fail_peak < l->failures_a_day || sources < l->sources)) {
            continue;
        }
        a->flags |= ACCOUNT_TOLD;
        *scan_trouble_add(s) = (struct finding_account){
            .trouble = TROUBLE_UNDER_ATTACK,
            .account = account_name(a),
            .failures = a->foreign_failures,
            .sources = sources,
            .first_ms = (int64_t)a->fail_first_s * TIME_SECOND_MS,
            .last_ms = (int64_t)a->fail_last_s * TIME_SECOND_MS,
        };
    }
}

/* Found passwords stay in front, so that the next call can keep them. */
void scan_result(struct scan *s, struct scan_result *out)
{
    attacked(s);
    s->source_count = 0;
    guess_visit(s->guess, source_row, s);
    for (size_t i = 0; i < s->source_count; i++) {
        struct place place = places_find(s->setup.places, &s->sources[i].prefix);

        s->sources[i].where = scan_named(s, &place);
    }
    if (s->source_count > 0) {
        qsort(s->sources, s->source_count, sizeof *s->sources, source_order);
    }
    if (s->trouble_count > 0) {
        qsort(s->troubles, s->trouble_count, sizeof *s->troubles, trouble_order);
    }
    *out = (struct scan_result){
        .sources = s->sources,
        .source_count = s->source_count,
        .accounts = s->troubles,
        .account_count = s->trouble_count,
        .summary_total = s->active,
    };
    scan_count_result(s->count, s->accounts, &out->summary);
    out->summary.repeated = s->repeated;
    out->summary.accounts = s->active;
    out->summary.unusual = s->unusual;
    out->summary.sources = s->source_count;
    out->summary.attacked = s->trouble_count - s->found_count;
    out->summary.found = s->found_count;
    out->summary.places = places_about(s->setup.places);
}

static int interest_order(const void *a, const void *b)
{
    const struct account *x = *(struct account *const *)a;
    const struct account *y = *(struct account *const *)b;

    if ((x->flags & ACCOUNT_TOLD) != (y->flags & ACCOUNT_TOLD)) {
        return (x->flags & ACCOUNT_TOLD) != 0 ? -1 : 1;
    }
    if (x->signins != y->signins) {
        return x->signins > y->signins ? -1 : 1;
    }
    return (x > y) - (x < y);
}

static void summarise(const struct scan *s, const struct account *a, struct account_summary *out)
{
    struct profile_place places[PROFILE_NETWORKS];
    size_t count = profile_places(&a->profile, profile_last_day(&a->profile), places);

    *out = (struct account_summary){
        .account = account_name(a),
        .signins = a->signins,
        .failures = a->failures,
        .first_ms = (int64_t)a->first_s * TIME_SECOND_MS,
        .last_ms = (int64_t)a->last_s * TIME_SECOND_MS,
        .usual_count = (uint8_t)(count < USUAL_MAX ? count : USUAL_MAX),
    };
    for (size_t i = 0; i < out->usual_count; i++) {
        out->usual[i] = (struct usual_place){
            .where = scan_named(s, &places[i].place),
            .days = places[i].days,
        };
    }
}

size_t scan_accounts(struct scan *s, struct account_summary *out, size_t max)
{
    struct account **rows = memory_new(s->active, sizeof(struct account *));
    size_t count = 0;

    for (uint32_t i = 0; i < accounts_count(s->accounts); i++) {
        struct account *a = accounts_at(s->accounts, i);

        if ((a->flags & ACCOUNT_ACTIVE) != 0) {
            rows[count++] = a;
        }
    }
    if (count > 0) {
        qsort((void *)rows, count, sizeof(struct account *), interest_order);
    }
    count = count < max ? count : max;
    for (size_t i = 0; i < count; i++) {
        summarise(s, rows[i], &out[i]);
    }
    free((void *)rows);
    return count;
}
