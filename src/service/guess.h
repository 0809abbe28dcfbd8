/* service/guess.h - who guesses passwords: failures by source and by (account, source).
 *
 * Duty      count failures by subscriber (an IPv4 address, an IPv6 /64) and by the network around it
 *           (/24, /48), with how many different accounts and addresses; tell a guessing source from
 *           an owner's own misconfigured phone, which fails on one account that also succeeds there.
 * Owns      fixed tables; nothing grows with the attack.
 * Threads   one.
 * Limits    GUESS_SOURCES_MAX sources: beyond, of 8 candidates the one with the fewest failures is
 *           forgotten (and counted). Different accounts: exact to 8, then +-6.5 % (distinct.h).
 *           Failures of (account, source): 65,536 pairs of the last hour, 32-bit tags: a wrong match
 *           has probability 4 / 2^32 per look-up.
 */
#ifndef SERVICE_GUESS_H
#define SERVICE_GUESS_H

#include "base/attr.h"
#include "model/finding.h"
#include "model/limits.h"

#define GUESS_SOURCES_MAX 65536
#define GUESS_PAIR_WINDOW_S 3600

struct guess;

struct guess *guess_new(const struct guess_limits *limits) MUST_CHECK;
void guess_free(struct guess **g);

/* Counts s->attempts failures. account_hash: 64 well mixed bits of the sign-in name, the same for
 * the same name. s->has_remote must be true. */
void guess_failure(struct guess *g, const struct signin *s, uint64_t account_hash);

/* Counts a success for the source's record, if it has one. */
void guess_success(struct guess *g, const struct signin *s);

/* Has this subscriber, or the network around it, passed the limits by now? */
bool guess_is_source(const struct guess *g, const struct address *remote);

/* Failures of this account from this subscriber within the hour before at_ms. */
uint32_t guess_pair_failures(const struct guess *g, uint64_t account_hash,
                             const struct address *remote, int64_t at_ms);

/* True when the last failure of this account from this subscriber within the hour had the same
 * password hash: the owner's own phone that repeats one old password, not a guess. Else notes the
 * hash. password_hash: not 0. */
bool guess_pair_same(struct guess *g, uint64_t account_hash, const struct address *remote,
                     uint32_t password_hash, int64_t at_ms);

/* Calls `row` for every source over the limits, in no order; `where` is left for the caller. */
void guess_visit(const struct guess *g, void (*row)(void *ctx, const struct finding_source *f),
                 void *ctx);

/* What is counted about the subscriber of `remote` itself; all zero but prefix and width when
 * nothing is. */
struct finding_source guess_look(const struct guess *g, const struct address *remote);

/* Forgets what was counted: about the subscriber and the network around it (remote), about the pair
 * of it and the account when account_hash is not 0. */
void guess_reset(struct guess *g, const struct address *remote, uint64_t account_hash);

/* Uses other limits from now on; what was counted stays. */
void guess_limits_set(struct guess *g, const struct guess_limits *limits);

/* Sources forgotten because the table was full. */
uint64_t guess_forgotten(const struct guess *g);

#endif
