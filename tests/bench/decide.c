/* Decide and learn over many accounts at random: build/tests/bench/bench_decide [ACCOUNTS [SIGN-INS]]
 *
 * Prints nanoseconds for decide + learn + apply with cold caches (each sign-in meets another
 * account), for the repeated poll, and the bytes an account takes. Limit: 3,000 ns.
 */
#include "decide/decide.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PASSES 3
#define DAYS 300u /* one pass goes through so many */

struct bench {
    struct population *population;
    struct profile *profiles;
    uint64_t accounts;
    uint64_t signins;
    uint64_t sum; /* keeps the compiler from leaving the work out */
    uint64_t repeats;
};

static uint64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Sign-in number i: a random account at one of its own places, now and then somewhere new. */
static struct facts facts_of(const struct bench *b, uint64_t i, uint64_t days_before)
{
    uint64_t random = hash_mix(i + days_before);
    uint64_t account = (random >> 32) * b->accounts >> 32;
    uint64_t own = hash_mix(account);
    uint64_t k = hash_mix(random);
    uint32_t address = (uint32_t)hash_mix(own + k % 5);
    uint64_t day = 18000 + days_before + i * DAYS / b->signins;
    struct facts f = {
        .profile = &b->profiles[account],
        .population = b->population,
        .place = {.country = place_country('A', (char)('A' + (k % 90 == 0 ? k / 90 % 26 : 9))),
                  .asn = (uint32_t)(own % 50 + (k % 11 == 0 ? k / 11 % 900 : 1)),
                  .kind = NETWORK_PUBLIC},
        .has_remote = true,
        .service = SERVICE_WEB,
        .client = {.family = (uint32_t)((own >> 32) + k % 2) % 60 + 1,
                   .version = (uint32_t)((own >> 20) + k % 6) % 5000 + 1,
                   .trust = CLIENT_BOUND},
        .at_ms = (int64_t)(day * 24 * 60 + k % 1440) * 60 * 1000,
    };

    f.remote.bytes[10] = 0xff;
    f.remote.bytes[11] = 0xff;
    memcpy(f.remote.bytes + 12, &address, sizeof address);
    return f;
}

static void signin(struct bench *b, const struct facts *f, const struct policy *policy)
{
    struct profile *profile = &b->profiles[f->profile - b->profiles];
    struct learning learning;
    struct decision d;

    if (decide_is_repeat(f)) {
        b->repeats++;
        return;
    }
    decide(f, policy, &d);
    learn(f, policy, &d, &learning);
    b->sum += (uint64_t)(int64_t)d.score + d.reason_count;
    if (learning.changed) {
        *profile = learning.profile;
        population_apply(b->population, &learning.change);
    }
}

static void pass(struct bench *b, const struct policy *policy, uint64_t number)
{
    uint64_t begin = now_ns();
    uint64_t empty = 0;
    uint64_t middle;

    for (uint64_t i = 0; i < b->signins; i++) {
        struct facts f = facts_of(b, i, number * DAYS);

        signin(b, &f, policy);
    }
    middle = now_ns();
    for (uint64_t i = 0; i < b->signins; i++) {
        empty += facts_of(b, i, number * DAYS).client.family;
    }
    b->sum += empty;
    printf("pass %llu: %.0f ns for decide + learn, making up the sign-in (%.0f ns) taken off\n",
           (unsigned long long)number + 1,
           (double)(middle - begin - (now_ns() - middle)) / (double)b->signins,
           (double)(now_ns() - middle) / (double)b->signins);
}

static void polls(struct bench *b, const struct policy *policy)
{
    struct facts f = facts_of(b, b->signins - 1, (uint64_t)(PASSES - 1) * DAYS);
    uint64_t begin;
    uint64_t hits = 0;

    signin(b, &f, policy);
    begin = now_ns();
    for (uint64_t i = 0; i < b->signins; i++) {
        f.at_ms += (int64_t)(i & 1);
        hits += decide_is_repeat(&f) ? 1 : 0;
    }
    printf("repeated poll: %.0f ns (%llu of %llu recognised)\n",
           (double)(now_ns() - begin) / (double)b->signins, (unsigned long long)hits,
           (unsigned long long)b->signins);
}

static uint64_t argument(int argc, char *argv[], int at, uint64_t otherwise)
{
    uint64_t value = otherwise;

    if (argc > at && !number_parse((struct span){.at = argv[at], .len = strlen(argv[at])}, 1,
                                   UINT32_MAX, &value)) {
        (void)fprintf(stderr, "expected a whole number, found \"%s\"\n", argv[at]);
        exit(EXIT_FAILURE);
    }
    return value;
}

int main(int argc, char *argv[])
{
    const struct policy policy = POLICY_DEFAULT;
    struct bench b = {
        .population = population_new(),
        .accounts = argument(argc, argv, 1, 4000000),
        .signins = argument(argc, argv, 2, 4000000),
    };

    b.profiles = calloc(b.accounts, sizeof *b.profiles);
    if (b.population == NULL || b.profiles == NULL) {
        (void)fprintf(stderr, "not enough memory for %llu accounts\n",
                      (unsigned long long)b.accounts);
        population_free(&b.population);
        free(b.profiles);
        return EXIT_FAILURE;
    }
    printf("%llu accounts of %zu bytes, %llu sign-ins a pass\n", (unsigned long long)b.accounts,
           sizeof *b.profiles, (unsigned long long)b.signins);
    for (uint64_t i = 0; i < PASSES; i++) {
        pass(&b, &policy, i);
    }
    polls(&b, &policy);
    printf("check %llu, repeats %llu\n", (unsigned long long)b.sum, (unsigned long long)b.repeats);
    population_free(&b.population);
    free(b.profiles);
    return EXIT_SUCCESS;
}
