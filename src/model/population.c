#include "model/population.h"

#include "base/hash.h"

#include <stdlib.h>

#define COUNTRIES 1024u      /* two letters of five bits */
#define PROVIDERS (1u << 18) /* some 100,000 providers exist, a service meets a tenth of them */
#define ADDRESSES (1u << 22) /* hashed; a shared cell makes an address look a little commoner */
#define FAMILIES (1u << 16)  /* hashed; bound clients are one family each */
#define VERSIONS (1u << 20)  /* hashed */
#define PAUSE_CELLS (LEVEL_COUNT * POPULATION_PAUSES)
#define SCORE_CELLS (SIGNAL_CLASS_COUNT * POPULATION_BINS)
#define SCORE_LOWEST (-POPULATION_BINS / 2 * POPULATION_BIN_WIDTH)

/* Where a quantile stands: the least bin with no more than its share of scores above it. */
struct mark {
    uint32_t bin;
    uint64_t above;
};

/* Where each table begins in the one array of counters; the small ones first, together in cache. */
enum {
    START_TOTAL = 0,
    START_ASKED = START_TOTAL + TOTAL_COUNT,
    START_NEW = START_ASKED + PAUSE_CELLS,
    START_COUNTRY = START_NEW + PAUSE_CELLS,
    START_SCORES = START_COUNTRY + COUNTRIES,
    START_FAMILY = START_SCORES + SCORE_CELLS,
    START_PROVIDER = START_FAMILY + FAMILIES,
    START_VERSION = START_PROVIDER + PROVIDERS,
    START_ADDRESS = START_VERSION + VERSIONS,
    START_END = START_ADDRESS + ADDRESSES
};

static const struct {
    uint32_t start;
    uint32_t cells;
} tables[] = {
    [POPULATION_TOTAL] = {START_TOTAL, TOTAL_COUNT},
    [POPULATION_COUNTRY] = {START_COUNTRY, COUNTRIES},
    [POPULATION_PROVIDER] = {START_PROVIDER, PROVIDERS},
    [POPULATION_ADDRESS] = {START_ADDRESS, ADDRESSES},
    [POPULATION_FAMILY] = {START_FAMILY, FAMILIES},
    [POPULATION_VERSION] = {START_VERSION, VERSIONS},
    [POPULATION_ASKED] = {START_ASKED, PAUSE_CELLS},
    [POPULATION_NEW] = {START_NEW, PAUSE_CELLS},
    [POPULATION_SCORES] = {START_SCORES, SCORE_CELLS},
};
_Static_assert(COUNT(tables) == POPULATION_TABLES, "every table has its place");

struct population {
    uint32_t rate[PAUSE_CELLS];                            /* derived: new / asked, with priors */
    uint64_t scores[SIGNAL_CLASS_COUNT];                   /* derived: sum of bins */
    struct mark marks[SIGNAL_CLASS_COUNT][QUANTILE_COUNT]; /* derived */
    uint32_t cell[START_END];
};

/* New values in 1,000 sign-ins before anything is known (docs/decide.md); they weigh as much as
 * PRIOR_SIGNINS sign-ins after each pause. */
#define PRIOR_SIGNINS 100u
static const uint32_t prior_new[LEVEL_COUNT] = {
    [LEVEL_COUNTRY] = 12, [LEVEL_PROVIDER] = 90, [LEVEL_ADDRESS] = 500,
    [LEVEL_CLIENT] = 80,  [LEVEL_VERSION] = 350,
};

/* One in so many scores may lie above the quantile. */
static const uint32_t one_in[QUANTILE_COUNT] = {
    [QUANTILE_95] = 20, [QUANTILE_99] = 100, [QUANTILE_999] = 1000};

static const uint32_t pause_minutes[POPULATION_PAUSES - 1] = {
    360, 1440, 3 * 1440, 7 * 1440, 14 * 1440, 30 * 1440, 60 * 1440, 120 * 1440, 240 * 1440};

/* Where a counter stands, START_END when out of range. */
static uint32_t place_of(uint8_t table, uint32_t index)
{
    return table < POPULATION_TABLES && index < tables[table].cells ? tables[table].start + index
                                                                    : START_END;
}

static void rate_update(struct population *p, uint32_t index)
{
    uint64_t asked = (uint64_t)p->cell[START_ASKED + index] + PRIOR_SIGNINS;
    uint64_t seen = (uint64_t)p->cell[START_NEW + index] * 1000 +
                    (uint64_t)prior_new[index / POPULATION_PAUSES] * PRIOR_SIGNINS;
    uint64_t rate = seen * POPULATION_RATE_ONE / (asked * 1000);

    p->rate[index] = rate > POPULATION_RATE_ONE ? POPULATION_RATE_ONE : (uint32_t)rate;
}

/* Moves a mark to where the bins put it: a few steps for one more score. */
static void mark_update(const uint32_t *bins, uint64_t limit, struct mark *m)
{
    while (m->above > limit && m->bin < POPULATION_BINS - 1) {
        m->bin++;
        m->above -= bins[m->bin];
    }
    while (m->bin > 0 && m->above + bins[m->bin] <= limit) {
        m->above += bins[m->bin];
        m->bin--;
    }
}

static void scores_update(struct population *p, uint32_t index, uint32_t before)
{
    uint32_t signal = index / POPULATION_BINS;
    uint32_t bin = index % POPULATION_BINS;
    const uint32_t *bins = p->cell + START_SCORES + (size_t)signal * POPULATION_BINS;

    p->scores[signal] += (uint64_t)bins[bin] - before;
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        struct mark *m = &p->marks[signal][q];

        if (bin > m->bin) {
            m->above += (uint64_t)bins[bin] - before;
        }
        mark_update(bins, p->scores[signal] / one_in[q], m);
    }
}

/* Writes one counter, which must be in range, and what is derived from it. */
static void write(struct population *p, uint8_t table, uint32_t index, uint32_t value)
{
    uint32_t *at = &p->cell[tables[table].start + index];
    uint32_t before = *at;

    *at = value;
    if (table == POPULATION_ASKED || table == POPULATION_NEW) {
        rate_update(p, index);
    } else if (table == POPULATION_SCORES) {
        scores_update(p, index, before);
    }
}

struct population *population_new(void)
{
    struct population *p = calloc(1, sizeof *p);

    for (uint32_t i = 0; p != NULL && i < PAUSE_CELLS; i++) {
        rate_update(p, i);
    }
    return p;
}

void population_free(struct population **p)
{
    free(*p);
    *p = NULL;
}

void population_apply(struct population *p, const struct population_change *change)
{
    for (size_t i = 0; i < change->count && i < POPULATION_CHANGES_MAX; i++) {
        const struct population_delta *d = &change->delta[i];
        uint32_t at = place_of(d->table, d->index);
        int64_t value;

        if (at == START_END) {
            continue;
        }
        value = (int64_t)p->cell[at] + d->delta;
        value = value < 0 ? 0 : value;
        write(p, d->table, d->index, value > UINT32_MAX ? UINT32_MAX : (uint32_t)value);
    }
}

bool population_set(struct population *p, uint8_t table, uint32_t index, uint32_t value)
{
    if (place_of(table, index) == START_END) {
        return false;
    }
    write(p, table, index, value);
    return true;
}

uint32_t population_get(const struct population *p, uint8_t table, uint32_t index)
{
    uint32_t at = place_of(table, index);

    return at == START_END ? 0 : p->cell[at];
}

void population_fetch(const struct population *p, uint8_t table, uint32_t index)
{
    uint32_t at = place_of(table, index);

    __builtin_prefetch(&p->cell[at == START_END ? 0 : at]);
}

typedef void visit_row(void *ctx, uint8_t table, uint32_t index, uint32_t value);

static void visit_table(const struct population *p, uint8_t table, visit_row *row, void *ctx)
{
    const uint32_t *at = p->cell + tables[table].start;

    for (uint32_t i = 0; i < tables[table].cells; i++) {
        if (at[i] != 0) {
            row(ctx, table, i, at[i]);
        }
    }
}

void population_visit(const struct population *p,
                      void (*row)(void *ctx, uint8_t table, uint32_t index, uint32_t value),
                      void *ctx)
{
    for (size_t table = 0; table < POPULATION_TABLES; table++) {
        visit_table(p, (uint8_t)table, row, ctx);
    }
}

bool population_is_full(const struct population *p)
{
    return p->cell[START_TOTAL + TOTAL_PLACE] >= POPULATION_FULL / 2 ||
           p->cell[START_TOTAL + TOTAL_CLIENT] >= POPULATION_FULL / 2;
}

static void halve(void *ctx, uint8_t table, uint32_t index, uint32_t value)
{
    write(ctx, table, index, value / 2);
}

void population_age(struct population *p)
{
    population_visit(p, halve, p);
}

uint32_t population_country_index(uint16_t country)
{
    return ((country >> 8 & 31u) << 5) | (country & 31u);
}

uint32_t population_provider_index(uint16_t country, uint32_t provider)
{
    return (uint32_t)(hash_mix((uint64_t)country << 32 | provider) % PROVIDERS);
}

uint32_t population_address_index(uint32_t key)
{
    return key % ADDRESSES;
}

uint32_t population_family_index(uint32_t family)
{
    return (uint32_t)(hash_mix(family) % FAMILIES);
}

uint32_t population_version_index(uint32_t family, uint32_t version)
{
    return (uint32_t)(hash_mix((uint64_t)family << 32 | version) % VERSIONS);
}

uint32_t population_pause_index(enum level level, unsigned pause)
{
    return (uint32_t)level * POPULATION_PAUSES + pause;
}

uint32_t population_score_index(enum signal_class signal, int32_t score)
{
    int32_t bin = (score - SCORE_LOWEST) / POPULATION_BIN_WIDTH;

    bin = score < SCORE_LOWEST ? 0 : bin;
    bin = bin >= POPULATION_BINS ? POPULATION_BINS - 1 : bin;
    return (uint32_t)signal * POPULATION_BINS + (uint32_t)bin;
}

unsigned population_pause(uint32_t minutes)
{
    unsigned pause = 0;

    while (pause < POPULATION_PAUSES - 1 && minutes > pause_minutes[pause]) {
        pause++;
    }
    return pause;
}

uint32_t population_rate(const struct population *p, enum level level, unsigned pause)
{
    return p->rate[population_pause_index(level, pause)];
}

uint32_t population_scores(const struct population *p, enum signal_class signal)
{
    return p->scores[signal] > UINT32_MAX ? UINT32_MAX : (uint32_t)p->scores[signal];
}

int32_t population_quantile(const struct population *p, enum signal_class signal, enum quantile q)
{
    return SCORE_LOWEST + (int32_t)(p->marks[signal][q].bin + 1) * POPULATION_BIN_WIDTH;
}
