/* service/distinct.h - how many different values were seen, in bounded memory.
 *
 * Exact up to DISTINCT_EXACT values; beyond, an estimate by HyperLogLog with 256 registers: standard
 * error 1.04 / sqrt(256) = 6.5 % (Flajolet, Fusy, Gandouet, Meunier 2007), 256 bytes.
 * Threads: one.
 */
#ifndef SERVICE_DISTINCT_H
#define SERVICE_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

#define DISTINCT_EXACT 8

struct distinct {
    uint32_t count; /* exact while registers is NULL */
    uint32_t exact[DISTINCT_EXACT];
    uint8_t *registers;
};

/* hash: 64 well mixed bits of the value. cost: O(1). */
void distinct_add(struct distinct *d, uint64_t hash);

uint32_t distinct_count(const struct distinct *d);

bool distinct_is_estimate(const struct distinct *d);

/* Frees the registers; *d counts nothing afterwards. */
void distinct_clear(struct distinct *d);

#endif
