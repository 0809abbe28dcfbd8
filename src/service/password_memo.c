#include "service/password_memo.h"

#include "base/hash.h"
#include "base/memory.h"

#include <pthread.h>
#include <sodium.h>

struct verdict {
    uint64_t hash[2];
    int64_t until_ms; /* 0: free */
    bool right;
};

struct seen {
    uint64_t hash;
    uint32_t last_s; /* seconds since 1970; 0: free */
};

struct source {
    uint64_t hash;
    uint32_t first_s; /* of the time its failures count in; 0: free */
    uint32_t failures;
};

struct password_memo {
    uint8_t key[crypto_generichash_KEYBYTES];
    struct hash_key place_key;
    pthread_mutex_t lock; /* over the tables */
    struct verdict verdicts[MEMO_VERDICTS];
    struct seen places[MEMO_PLACES];
    struct source sources[MEMO_SOURCES];
};

struct password_memo *password_memo_new(void)
{
    struct password_memo *m = memory_new(1, sizeof *m);

    randombytes_buf(m->key, sizeof m->key);
    hash_key_random(&m->place_key);
    (void)pthread_mutex_init(&m->lock, NULL);
    return m;
}

void password_memo_free(struct password_memo **m)
{
    if (*m != NULL) {
        (void)pthread_mutex_destroy(&(*m)->lock);
        sodium_memzero(*m, sizeof **m);
        memory_free(*m);
        *m = NULL;
    }
}

struct address password_memo_network(const struct password_question *q)
{
    struct address none = {{0}};

    return q->has_remote ? address_prefix(&q->remote, address_is_v4(&q->remote) ? 24 : 48) : none;
}

/* --- verdicts ------------------------------------------------------------------------------------- */

struct memo_key password_memo_key(const struct password_memo *m, const struct password_question *q,
                                  uint32_t generation, bool mail)
{
    struct address network = password_memo_network(q);
    struct span password = secret_reveal(&q->password);
    struct {
        uint64_t login_len;
        uint32_t generation;
        uint32_t mail;
    } head = {q->login.len, generation, mail};
    crypto_generichash_state state;
    struct memo_key key;

    (void)crypto_generichash_init(&state, m->key, sizeof m->key, sizeof key);
    (void)crypto_generichash_update(&state, (const uint8_t *)&head, sizeof head);
    (void)crypto_generichash_update(&state, network.bytes, sizeof network.bytes);
    (void)crypto_generichash_update(&state, (const uint8_t *)q->login.at, q->login.len);
    (void)crypto_generichash_update(&state, (const uint8_t *)password.at, password.len);
    (void)crypto_generichash_final(&state, (uint8_t *)&key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return key;
}

/* The one of that key; else the candidate that is forgotten for it. */
static struct verdict *verdict_of(struct password_memo *m, const struct memo_key *key, bool *found)
{
    struct verdict *ways = &m->verdicts[key->hash[0] % (MEMO_VERDICTS / MEMO_WAYS) * MEMO_WAYS];
    struct verdict *oldest = &ways[0];

    for (size_t i = 0; i < MEMO_WAYS; i++) {
        if (ways[i].until_ms != 0 && ways[i].hash[0] == key->hash[0] &&
            ways[i].hash[1] == key->hash[1]) {
            *found = true;
            return &ways[i];
        }
        oldest = ways[i].until_ms < oldest->until_ms ? &ways[i] : oldest;
    }
    *found = false;
    return oldest;
}

bool password_memo_verdict(struct password_memo *m, const struct memo_key *key, int64_t now_ms,
                           bool *right)
{
    const struct verdict *v;
    bool found;

    (void)pthread_mutex_lock(&m->lock);
    v = verdict_of(m, key, &found);
    found = found && now_ms < v->until_ms;
    *right = found && v->right;
    (void)pthread_mutex_unlock(&m->lock);
    return found;
}

void password_memo_judged(struct password_memo *m, const struct memo_key *key, bool right,
                          int64_t until_ms)
{
    bool found;

    (void)pthread_mutex_lock(&m->lock);
    *verdict_of(m, key, &found) = (struct verdict){
        .hash = {key->hash[0], key->hash[1]}, .until_ms = until_ms, .right = right};
    (void)pthread_mutex_unlock(&m->lock);
}

/* --- places --------------------------------------------------------------------------------------- */

static uint64_t place_hash(const struct password_memo *m, uint64_t account,
                           const struct address *network)
{
    uint8_t bytes[sizeof account + sizeof network->bytes];

    memcpy(bytes, &account, sizeof account);
    memcpy(bytes + sizeof account, network->bytes, sizeof network->bytes);
    return hash_bytes(&m->place_key, bytes, sizeof bytes);
}

static struct seen *seen_of(struct password_memo *m, uint64_t hash)
{
    struct seen *ways = &m->places[hash % (MEMO_PLACES / MEMO_WAYS) * MEMO_WAYS];
    struct seen *oldest = &ways[0];

    for (size_t i = 0; i < MEMO_WAYS; i++) {
        if (ways[i].last_s != 0 && ways[i].hash == hash) {
            return &ways[i];
        }
        oldest = ways[i].last_s < oldest->last_s ? &ways[i] : oldest;
    }
    return oldest;
}

void password_memo_came(struct password_memo *m, uint64_t account, const struct address *network,
                        int64_t now_ms)
{
    uint64_t hash = place_hash(m, account, network);

    (void)pthread_mutex_lock(&m->lock);
    *seen_of(m, hash) = (struct seen){.hash = hash, .last_s = (uint32_t)(now_ms / 1000)};
    (void)pthread_mutex_unlock(&m->lock);
}

bool password_memo_known(struct password_memo *m, uint64_t account, const struct address *network,
                         int64_t now_ms)
{
    uint64_t hash = place_hash(m, account, network);
    const struct seen *s;
    bool known;

    (void)pthread_mutex_lock(&m->lock);
    s = seen_of(m, hash);
    known = s->last_s != 0 && s->hash == hash && now_ms / 1000 - s->last_s < MEMO_PLACE_S;
    (void)pthread_mutex_unlock(&m->lock);
    return known;
}

/* --- sources -------------------------------------------------------------------------------------- */

static struct source *source_of(struct password_memo *m, uint64_t hash)
{
    struct source *ways = &m->sources[hash % (MEMO_SOURCES / MEMO_WAYS) * MEMO_WAYS];
    struct source *least = &ways[0];

    for (size_t i = 0; i < MEMO_WAYS; i++) {
        if (ways[i].first_s != 0 && ways[i].hash == hash) {
            return &ways[i];
        }
        least = ways[i].first_s < least->first_s ? &ways[i] : least;
    }
    return least;
}

void password_memo_failed(struct password_memo *m, const struct address *network, int64_t now_ms)
{
    uint64_t hash = place_hash(m, 0, network);
    int64_t now_s = now_ms / 1000;
    struct source *s;

    (void)pthread_mutex_lock(&m->lock);
    s = source_of(m, hash);
    if (s->hash != hash || s->first_s == 0 || now_s - s->first_s >= MEMO_GUESS_S) {
        *s = (struct source){.hash = hash, .first_s = (uint32_t)now_s};
    }
    s->failures++;
    (void)pthread_mutex_unlock(&m->lock);
}

bool password_memo_guesses(struct password_memo *m, const struct address *network, int64_t now_ms)
{
    uint64_t hash = place_hash(m, 0, network);
    const struct source *s;
    bool guesses;

    (void)pthread_mutex_lock(&m->lock);
    s = source_of(m, hash);
    guesses = s->first_s != 0 && s->hash == hash && s->failures >= MEMO_GUESSES &&
              now_ms / 1000 - s->first_s < MEMO_GUESS_S;
    (void)pthread_mutex_unlock(&m->lock);
    return guesses;
}
