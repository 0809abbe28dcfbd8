/* service/token_book.h - the tokens of programs, in memory and in the store.
 *
 * Duty      makes a token, forgets one, recognises one: at once, for every later request.
 * Owns      struct token_book; the store is borrowed. No secret is kept (service/token.h).
 * Threads   any. token_book_find never blocks on the store.
 * Limits    TOKENS_MAX tokens.
 */
#ifndef SERVICE_TOKEN_BOOK_H
#define SERVICE_TOKEN_BOOK_H

#include "service/token.h"

#define TOKENS_MAX 1024

struct store;
struct token_book;

/* Reads the store's tokens. Errors: ERR_STORE, ERR_SYSTEM; ERR_LIMIT more than TOKENS_MAX. */
bool token_book_open(struct store *s, struct token_book **out, struct err *e) MUST_CHECK;
void token_book_free(struct token_book **b); /* NULL is fine; *b becomes NULL */

/* Makes a token and keeps it, durably.
 *
 * out      name, scopes, created_ms and expires_ms are the caller's; id and hash are filled
 * text     what its holder sends; wipe it after showing it
 * errors   ERR_INPUT  no scope, or expired already; ERR_LIMIT TOKENS_MAX there are; ERR_STORE
 */
bool token_book_create(struct token_book *b, struct token *out,
                       char text[static TOKEN_TEXT_BYTES + 1], struct err *e) MUST_CHECK;

/* From when it returns the token is nobody's. ERR_ABSENT: there is none of that ID. */
bool token_book_revoke(struct token_book *b, struct span id, struct err *e) MUST_CHECK;

/* Finds the token whose text this is, when it is valid. cost: about 1 us. */
bool token_book_find(struct token_book *b, struct span text, int64_t now_ms,
                     struct token *out) MUST_CHECK;

/* Shows every token, by ID. The visitor must not call the book. */
void token_book_visit(struct token_book *b, void (*visit)(void *ctx, const struct token *t),
                      void *ctx);

#endif
