/* service/password_memo.h - what is remembered of main passwords for a while, so that few are hashed.
 *
 * Duty      the same password from the same network was right, or wrong, a moment ago; an account was
 *           seen at a network; a source guesses.
 * Owns      fixed tables; nothing grows with an attack. Of a password only a keyed hash is in memory, with
 *           a key that is made at the start and kept nowhere else.
 * Threads   any.
 * Limits    MEMO_VERDICTS, MEMO_PLACES, MEMO_SOURCES: beyond, of MEMO_WAYS candidates the oldest is
 *           forgotten. Then a password is hashed once more, or a place is a strange one: no answer changes.
 */
#ifndef SERVICE_PASSWORD_MEMO_H
#define SERVICE_PASSWORD_MEMO_H

#include "model/credential.h"

#define MEMO_VERDICTS 65536
#define MEMO_PLACES 131072
#define MEMO_SOURCES 16384
#define MEMO_WAYS 4
#define MEMO_PLACE_S (30 * INT64_C(86400)) /* how long an account's network is known */
#define MEMO_GUESS_S 600                   /* failures within this time count together */
#define MEMO_GUESSES 20                    /* different wrong passwords, then a source guesses */

struct password_memo;

struct password_memo *password_memo_new(void) MUST_CHECK;
void password_memo_free(struct password_memo **m); /* NULL is fine; *m becomes NULL */

/* Where somebody asks from, as it counts here: an IPv4 /24 or an IPv6 /48; all zero without an address. */
struct address password_memo_network(const struct password_question *q);

/* One password of one name from one network. */
struct memo_key {
    uint64_t hash[2];
};

/* generation: an old verdict is none with another (password_index.h). mail: whether it opens mail or the
 * web page. */
struct memo_key password_memo_key(const struct password_memo *m, const struct password_question *q,
                                  uint32_t generation, bool mail);

/* True when it was judged within its time; *right says how. */
bool password_memo_verdict(struct password_memo *m, const struct memo_key *key, int64_t now_ms,
                           bool *right) MUST_CHECK;
void password_memo_judged(struct password_memo *m, const struct memo_key *key, bool right,
                          int64_t until_ms);

/* The account, by any number that stands for it, came in from there. */
void password_memo_came(struct password_memo *m, uint64_t account, const struct address *network,
                        int64_t now_ms);
bool password_memo_known(struct password_memo *m, uint64_t account, const struct address *network,
                         int64_t now_ms) MUST_CHECK;

/* A wrong password came from this network, one that was not remembered. */
void password_memo_failed(struct password_memo *m, const struct address *network, int64_t now_ms);
bool password_memo_guesses(struct password_memo *m, const struct address *network,
                           int64_t now_ms) MUST_CHECK;

#endif
