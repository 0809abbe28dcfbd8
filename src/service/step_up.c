#include "service/step_up.h"

#include "base/hash.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#define SLOTS 2048
#define PROBES 8
#define EXPIRY_SIZE 8
#define MAC_SIZE 24
#define TICKET_SIZE (EXPIRY_SIZE + MAC_SIZE)

/* Full again at full_ms: one number tells both how many tries are left and since when. */
struct bucket {
    uint64_t who; /* 0: nobody */
    int64_t full_ms;
};

struct step_up {
    pthread_rwlock_t lock; /* of places and line */
    struct step_up_setup setup;
    uint8_t key[STEP_UP_KEY_SIZE];
    pthread_mutex_t bucket_lock;
    struct hash_key bucket_key;
    struct bucket buckets[SLOTS];
};

_Static_assert(STEP_UP_TICKET_BYTES ==
                   sodium_base64_ENCODED_LEN(TICKET_SIZE,
                                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) -
                       1,
               "the length of a ticket");

struct step_up *step_up_new(const struct step_up_setup *setup)
{
    struct step_up *s = calloc(1, sizeof *s);

    if (s != NULL) {
        (void)pthread_rwlock_init(&s->lock, NULL);
        (void)pthread_mutex_init(&s->bucket_lock, NULL);
        s->setup = *setup;
        s->setup.key = NULL;
        memcpy(s->key, setup->key, sizeof s->key);
        hash_key_random(&s->bucket_key);
    }
    return s;
}

void step_up_free(struct step_up **s)
{
    if (*s != NULL) {
        (void)pthread_rwlock_destroy(&(*s)->lock);
        (void)pthread_mutex_destroy(&(*s)->bucket_lock);
        sodium_memzero((*s)->key, sizeof(*s)->key);
        free(*s);
        *s = NULL;
    }
}

void step_up_set(struct step_up *s, const struct places *places, enum step_up_line line)
{
    (void)pthread_rwlock_wrlock(&s->lock);
    s->setup.places = places;
    s->setup.line = line;
    (void)pthread_rwlock_unlock(&s->lock);
}

const char *step_up_result_code(enum step_up_result r)
{
    static const char *const codes[] = {
        [STEP_UP_RIGHT] = "right", [STEP_UP_WRONG] = "wrong", [STEP_UP_RESTS] = "rests",
        [STEP_UP_NONE] = "none",   [STEP_UP_CROWD] = "crowd", [STEP_UP_LINE] = "line"};

    _Static_assert(COUNT(codes) == STEP_UP_RESULT_COUNT, "a code for each result");
    return codes[r];
}

/* --- tickets -------------------------------------------------------------------------------------- */

static void authenticate(const struct step_up *s, const struct step_up_question *q,
                         const uint8_t expiry[static EXPIRY_SIZE], uint8_t out[static MAC_SIZE])
{
    static const char domain[] = "mioboe step-up ticket 1";
    const uint8_t purpose = (uint8_t)q->purpose;
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, s->key, sizeof s->key, MAC_SIZE);
    (void)crypto_generichash_update(&state, (const uint8_t *)domain, sizeof domain);
    (void)crypto_generichash_update(&state, &purpose, 1);
    (void)crypto_generichash_update(&state, expiry, EXPIRY_SIZE);
    (void)crypto_generichash_update(&state, (const uint8_t *)q->account.at, q->account.len);
    (void)crypto_generichash_final(&state, out, MAC_SIZE);
}

static void make_ticket(const struct step_up *s, const struct step_up_question *q,
                        char out[static STEP_UP_TICKET_BYTES + 1])
{
    uint64_t expires_ms = (uint64_t)(q->now_ms + STEP_UP_TICKET_MS);
    uint8_t bytes[TICKET_SIZE];

    for (unsigned i = 0; i < EXPIRY_SIZE; i++) {
        bytes[i] = (uint8_t)(expires_ms >> (8 * i) & 0xff);
    }
    authenticate(s, q, bytes, bytes + EXPIRY_SIZE);
    (void)sodium_bin2base64(out, STEP_UP_TICKET_BYTES + 1, bytes, sizeof bytes,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool step_up_ticket_is(const struct step_up *s, const struct step_up_question *q,
                       struct span ticket)
{
    uint8_t bytes[TICKET_SIZE] = {0};
    uint8_t mac[MAC_SIZE];
    uint64_t expires_ms = 0;
    size_t len = 0;
    bool read = sodium_base642bin(bytes, sizeof bytes, ticket.at, ticket.len, NULL, &len, NULL,
                                  sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                len == sizeof bytes && ticket.len == STEP_UP_TICKET_BYTES;

    authenticate(s, q, bytes, mac);
    for (unsigned i = 0; i < EXPIRY_SIZE; i++) {
        expires_ms |= (uint64_t)bytes[i] << (8 * i);
    }
    return (sodium_memcmp(mac, bytes + EXPIRY_SIZE, MAC_SIZE) == 0) && read &&
           expires_ms > (uint64_t)q->now_ms &&
           expires_ms <= (uint64_t)(q->now_ms + STEP_UP_TICKET_MS);
}

/* --- who asks ------------------------------------------------------------------------------------- */

static bool own_line(const struct step_up *s, const struct step_up_question *q)
{
    return s->setup.places != NULL && q->has_remote &&
           (places_find(s->setup.places, &q->remote).flags & PLACE_TRUSTED_LINE) != 0;
}

struct step_up_need step_up_needs(struct step_up *s, const struct step_up_question *q)
{
    struct step_up_need need = {0};

    (void)pthread_rwlock_rdlock(&s->lock);
    switch (s->setup.line) {
    case STEP_UP_LINE_NOTHING:
        break;
    case STEP_UP_LINE_ENOUGH:
        need.nothing = own_line(s, q);
        break;
    case STEP_UP_LINE_REQUIRED:
        need.own_line = !q->anywhere && !own_line(s, q);
        break;
    }
    (void)pthread_rwlock_unlock(&s->lock);
    return need;
}

bool step_up_by_line(struct step_up *s, const struct step_up_question *q,
                     char out[static STEP_UP_TICKET_BYTES + 1])
{
    if (!step_up_needs(s, q).nothing) {
        return false;
    }
    make_ticket(s, q, out);
    return true;
}

/* The source's bucket, made where nobody is or where the one full soonest was. */
static struct bucket *bucket_of(struct step_up *s, const struct step_up_question *q)
{
    struct address source = {0};
    struct bucket *best = NULL;
    uint64_t who;

    if (q->has_remote) {
        source = address_subscriber(&q->remote);
    }
    who = hash_bytes(&s->bucket_key, source.bytes, sizeof source.bytes) | 1;
    for (size_t i = 0; i < PROBES; i++) {
        struct bucket *b = &s->buckets[(who + i) % SLOTS];

        if (b->who == who) {
            return b;
        }
        if (best == NULL || b->full_ms < best->full_ms) {
            best = b;
        }
    }
    *best = (struct bucket){.who = who};
    return best;
}

/* A clock that was set back must not lock anybody out for longer than an empty bucket. */
static bool take_try(struct step_up *s, const struct step_up_question *q)
{
    int64_t most = q->now_ms + (int64_t)STEP_UP_BURST * STEP_UP_REFILL_MS;
    struct bucket *b;
    bool ok;

    (void)pthread_mutex_lock(&s->bucket_lock);
    b = bucket_of(s, q);
    b->full_ms = b->full_ms > most ? most : b->full_ms;
    b->full_ms = b->full_ms < q->now_ms ? q->now_ms : b->full_ms;
    ok = b->full_ms + STEP_UP_REFILL_MS <= most;
    b->full_ms += ok ? STEP_UP_REFILL_MS : 0;
    (void)pthread_mutex_unlock(&s->bucket_lock);
    return ok;
}

/* Only guessing costs: many people behind one address of a phone network set their devices up. */
static void return_try(struct step_up *s, const struct step_up_question *q)
{
    struct bucket *b;

    (void)pthread_mutex_lock(&s->bucket_lock);
    b = bucket_of(s, q);
    if (b->full_ms >= q->now_ms + STEP_UP_REFILL_MS) {
        b->full_ms -= STEP_UP_REFILL_MS;
    }
    (void)pthread_mutex_unlock(&s->bucket_lock);
}

/* --- factors -------------------------------------------------------------------------------------- */

static bool by_pin(struct step_up *s, const struct step_up_question *q, const struct secret *typed,
                   struct step_up_answer *out, struct err *e)
{
    struct pin_answer pin;

    if (!passwords_pin_verify(s->setup.passwords, q->account, typed, q->now_ms, &pin, e)) {
        return false;
    }
    out->left = pin.left;
    out->rests_ms = pin.rests_ms;
    out->result = STEP_UP_WRONG;
    if (pin.right) {
        out->result = STEP_UP_RIGHT;
    } else if (pin.none) {
        out->result = STEP_UP_NONE;
    } else if (pin.rests_ms != 0) {
        out->result = STEP_UP_RESTS;
    }
    return true;
}

typedef bool check_factor(struct step_up *s, const struct step_up_question *q,
                          const struct secret *typed, struct step_up_answer *out, struct err *e);

static check_factor *const factors[] = {[STEP_UP_PIN] = by_pin};
_Static_assert(COUNT(factors) == STEP_UP_FACTOR_COUNT, "a check for each factor");

bool step_up_verify(struct step_up *s, const struct step_up_question *q, enum step_up_factor factor,
                    const struct secret *typed, struct step_up_answer *out, struct err *e)
{
    struct step_up_answer a = {0};

    if (step_up_needs(s, q).own_line) {
        a.result = STEP_UP_LINE;
    } else if (!take_try(s, q)) {
        a.result = STEP_UP_CROWD;
    } else if (!factors[factor](s, q, typed, &a, e)) {
        return false;
    }
    if (a.result == STEP_UP_RIGHT) {
        return_try(s, q);
        make_ticket(s, q, a.ticket);
    }
    *out = a;
    return true;
}
