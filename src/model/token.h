/* model/token.h - what a program shows to be let in, and what it may do then.
 *
 * The secret is 256 random bits, shown once. Kept is a hash of it, which is of no use to whoever reads
 * the store; a secret of that length needs no slow hash (docs/accounts.md, "Tokens").
 */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_ID_BYTES 10 /* characters of an ID */
#define TOKEN_NAME_MAX 64 /* bytes */
#define TOKEN_HASH_BYTES 32

/* What a token lets its holder do, or-ed. Bits are stored: none is used for something else. */
enum token_scope {
    TOKEN_ACCOUNTS_READ = 1 << 0,
    TOKEN_ACCOUNTS_WRITE = 1 << 1,
    TOKEN_HISTORY_READ = 1 << 2, /* history, profiles, events */
    TOKEN_LISTINGS_WRITE = 1 << 3,
    TOKEN_METRICS = 1 << 4,
    TOKEN_POLICY = 1 << 5, /* ask and report as a mail server does */
    TOKEN_MESSAGES_CHECK = 1 << 6,
    TOKEN_FAKES_READ = 1 << 7,  /* fakes in circulation, those nobody confirmed too */
    TOKEN_FAKES_WRITE = 1 << 8, /* hand in, confirm, close */
    TOKEN_STAGES_READ = 1 << 9,
    TOKEN_STAGES_WRITE = 1 << 10,
    TOKEN_PASSWORDS_VERIFY = 1 << 11, /* ask whether a password is right, and nothing else */
    TOKEN_PASSWORDS_WRITE = 1 << 12,  /* set passwords, make and revoke app passwords */
    TOKEN_SCOPE_ALL = (1 << 13) - 1,
};
#define TOKEN_SCOPE_COUNT 13

/* "accounts:read", ... of one bit, by its number 0..TOKEN_SCOPE_COUNT-1. */
const char *token_scope_code(unsigned bit);

/* Reads "accounts:read,history:read". False, *out untouched, when one is none or there is none. */
bool token_scopes_parse(struct span list, uint32_t *out) MUST_CHECK;

struct token {
    char id[TOKEN_ID_BYTES + 1];
    char name[TOKEN_NAME_MAX + 1]; /* UTF-8, the operator's own words */
    uint8_t hash[TOKEN_HASH_BYTES];
    uint32_t scopes;
    int64_t created_ms;
    int64_t expires_ms; /* 0: never */
};

#endif
