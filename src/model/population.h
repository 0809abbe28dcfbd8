/* model/population.h - what sign-ins of the whole service look like: counters, nothing about
 * anybody in particular.
 *
 * Duty      how common each country, provider, address and client is; how often accounts show new
 *           values after how long a pause; how legitimate scores are spread, with their quantiles.
 * Owns      its memory, about 22 MB of zero pages that become resident as they are used.
 * Threads   one writer; readers only while nobody writes.
 * Source    docs/decide.md. What is read from it depends on the counters' values only, so a
 *           population written row by row and read back decides the same.
 */
#ifndef MODEL_POPULATION_H
#define MODEL_POPULATION_H

#include "base/attr.h"
#include "model/policy.h"
#include "model/profile.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are the store's: never reused, only added to. */
enum population_table {
    POPULATION_TOTAL,    /* [0] sign-ins with a country, [1] with a client */
    POPULATION_COUNTRY,  /* by country */
    POPULATION_PROVIDER, /* by hash of country and provider */
    POPULATION_ADDRESS,  /* by hash of the subscriber's address */
    POPULATION_FAMILY,   /* by hash of the client family */
    POPULATION_VERSION,  /* by hash of family and version */
    POPULATION_ASKED,    /* [level, pause]: sign-ins compared at that level */
    POPULATION_NEW,      /* [level, pause]: of those, with a new value */
    POPULATION_SCORES,   /* [signal class, bin]: legitimate scores */
    POPULATION_TABLES
};

enum {
    TOTAL_PLACE,
    TOTAL_CLIENT,
    TOTAL_COUNT
};

#define POPULATION_PAUSES 10       /* buckets of the time since the account's last sign-in */
#define POPULATION_BINS 1024       /* of the histogram of scores */
#define POPULATION_BIN_WIDTH 20    /* 1/256 bit */
#define POPULATION_FULL (1u << 31) /* sign-ins counted; beyond, nothing is counted until aged */
#define POPULATION_RATE_ONE (1u << 20)

/* Shares of legitimate scores above a threshold. */
enum quantile {
    QUANTILE_95,
    QUANTILE_99,
    QUANTILE_999,
    QUANTILE_COUNT
};

/* The counters one sign-in changes. */
#define POPULATION_CHANGES_MAX 24
struct population_change {
    uint8_t count;
    struct population_delta {
        uint8_t table; /* enum population_table */
        uint32_t index;
        int32_t delta;
    } delta[POPULATION_CHANGES_MAX];
};

struct population;

/* NULL when memory is short. Every counter is 0: the model's priors decide until there is more. */
struct population *population_new(void) MUST_CHECK;

/* Frees it and sets the pointer NULL; NULL is fine. */
void population_free(struct population **p);

/* Adds each delta; a counter stops at 0 and at UINT32_MAX. Deltas out of range are skipped. */
void population_apply(struct population *p, const struct population_change *change);

/* Sets one counter, as a store gives it back; false, changing nothing, when out of range. */
bool population_set(struct population *p, uint8_t table, uint32_t index, uint32_t value) MUST_CHECK;

/* One counter; 0 when out of range. */
uint32_t population_get(const struct population *p, uint8_t table, uint32_t index);

/* Asks the processor to bring one counter near; population_get() of it soon after waits less. */
void population_fetch(const struct population *p, uint8_t table, uint32_t index);

/* Calls row() for every counter that is not 0, by table, then by index. */
void population_visit(const struct population *p,
                      void (*row)(void *ctx, uint8_t table, uint32_t index, uint32_t value),
                      void *ctx);

/* True when it should be aged: sign-ins counted have reached POPULATION_FULL / 2. */
bool population_is_full(const struct population *p);

/* Halves every counter, so that the recent counts more. All rows change: visit them again. */
void population_age(struct population *p);

/* Where things are counted. */
uint32_t population_country_index(uint16_t country);
uint32_t population_provider_index(uint16_t country, uint32_t provider);
uint32_t population_address_index(uint32_t key);
uint32_t population_family_index(uint32_t family);
uint32_t population_version_index(uint32_t family, uint32_t version);
uint32_t population_pause_index(enum level level, unsigned pause);
uint32_t population_score_index(enum signal_class signal, int32_t score);

/* The bucket of a pause: 6 hours, 1, 3, 7, 14, 30, 60, 120, 240 days, longer. */
unsigned population_pause(uint32_t minutes);

/* Share of sign-ins after such a pause that were new at that level, in 1/POPULATION_RATE_ONE;
 * starts at 1.2 / 9 / 50 / 8 / 35 % as if seen in 100 sign-ins. */
uint32_t population_rate(const struct population *p, enum level level, unsigned pause);

/* Legitimate scores counted. */
uint32_t population_scores(const struct population *p, enum signal_class signal);

/* The least bin edge with no more than 5 %, 1 %, 0.1 % of the counted scores above it. */
int32_t population_quantile(const struct population *p, enum signal_class signal, enum quantile q);

#endif
