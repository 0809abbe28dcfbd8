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

struct population {
    uint32_t total[TOTAL_COUNT];
    uint32_t asked[PAUSE_CELLS];
    uint32_t seen[PAUSE_CELLS];
    uint32_t rate[PAUSE_CELLS];                            /* derived: seen / asked, with priors */
    uint64_t scores[SIGNAL_CLASS_COUNT];                   /* derived: sum of bins */
    struct mark marks[SIGNAL_CLASS_COUNT][QUANTILE_COUNT]; /* derived */
    uint32_t bins[SCORE_CELLS];
    uint32_t country[COUNTRIES];
    uint32_t family[FAMILIES];
    uint32_t provider[PROVIDERS];
    uint32_t version[VERSIONS];
    uint32_t address[ADDRESSES];
};

/* New values in 1,000 sign-ins before anything is known (RISK.md 3.2); they weigh as much as
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

static const uint32_t cells[POPULATION_TABLES] = {
    [POPULATION_TOTAL] = TOTAL_COUNT,  [POPULATION_COUNTRY] = COUNTRIES,
    [POPULATION_PROVIDER] = PROVIDERS, [POPULATION_ADDRESS] = ADDRESSES,
    [POPULATION_FAMILY] = FAMILIES,    [POPULATION_VERSION] = VERSIONS,
    [POPULATION_ASKED] = PAUSE_CELLS,  [POPULATION_NEW] = PAUSE_CELLS,
    [POPULATION_SCORES] = SCORE_CELLS};

static const uint32_t *table_of(const struct population *p, uint8_t table)
{
    switch ((enum population_table)table) {
    case POPULATION_TOTAL:
        return p->total;
    case POPULATION_COUNTRY:
        return p->country;
    case POPULATION_PROVIDER:
        return p->provider;
    case POPULATION_ADDRESS:
        return p->address;
    case POPULATION_FAMILY:
        return p->family;
    case POPULATION_VERSION:
        return p->version;
    case POPULATION_ASKED:
        return p->asked;
    case POPULATION_NEW:
        return p->seen;
    case POPULATION_SCORES:
        return p->bins;
    case POPULATION_TABLES:
        break;
    }
    return NULL;
}

static uint32_t *cell(struct population *p, uint8_t table, uint32_t index)
{
    const uint32_t *at =
        table < POPULATION_TABLES && index < cells[table] ? table_of(p, table) : NULL;

    /* The population is ours to write: only the look-up is shared with readers. */
    return at == NULL ? NULL : (uint32_t *)(uintptr_t)(at + index);
}

static void rate_update(struct population *p, uint32_t index)
{
    uint64_t asked = (uint64_t)p->asked[index] + PRIOR_SIGNINS;
    uint64_t seen = (uint64_t)p->seen[index] * 1000 +
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
    const uint32_t *bins = p->bins + (size_t)signal * POPULATION_BINS;

    p->scores[signal] += (uint64_t)bins[bin] - before;
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        struct mark *m = &p->marks[signal][q];

        if (bin > m->bin) {
            m->above += (uint64_t)bins[bin] - before;
        }
        mark_update(bins, p->scores[signal] / one_in[q], m);
    }
}

/* Writes one counter and what is derived from it. */
static void write(struct population *p, uint8_t table, uint32_t index, uint32_t value)
{
    uint32_t *at = cell(p, table, index);
    uint32_t before;

    if (at == NULL) {
        return;
    }
    before = *at;

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
        const uint32_t *at = cell(p, d->table, d->index);
        int64_t value;

        if (at == NULL) {
            continue;
        }
        value = (int64_t)*at + d->delta;
        value = value < 0 ? 0 : value;
        write(p, d->table, d->index, value > UINT32_MAX ? UINT32_MAX : (uint32_t)value);
    }
}

bool population_set(struct population *p, uint8_t table, uint32_t index, uint32_t value)
{
    if (cell(p, table, index) == NULL) {
        return false;
    }
    write(p, table, index, value);
    return true;
}

uint32_t population_get(const struct population *p, uint8_t table, uint32_t index)
{
    const uint32_t *at = table_of(p, table);

    return at == NULL || index >= cells[table] ? 0 : at[index];
}

void population_visit(const struct population *p,
                      void (*row)(void *ctx, uint8_t table, uint32_t index, uint32_t value),
                      void *ctx)
{
    for (uint8_t table = 0; table < POPULATION_TABLES; table++) {
        const uint32_t *at = table_of(p, table);

        for (uint32_t i = 0; i < cells[table]; i++) {
            if (at[i] != 0) {
                row(ctx, table, i, at[i]);
            }
        }
    }
}

bool population_is_full(const struct population *p)
{
    return p->total[TOTAL_PLACE] >= POPULATION_FULL / 2 ||
           p->total[TOTAL_CLIENT] >= POPULATION_FULL / 2;
}

void population_age(struct population *p)
{
    for (uint8_t table = 0; table < POPULATION_TABLES; table++) {
        const uint32_t *at = table_of(p, table);

        for (uint32_t i = 0; i < cells[table]; i++) {
            if (at[i] != 0) {
                write(p, table, i, at[i] / 2);
            }
        }
    }
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
