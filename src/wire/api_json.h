/* wire/api_json.h - accounts, history, events, habits and lists as JSON: the bodies of the HTTP API.
 *
 * Duty      model nouns -> JSON, and back: the command line reads what the daemon (or the store itself)
 *           says in the same form. docs/api/openapi.json describes every body.
 * Owns      nothing. What is read lives in the given arena or in the text.
 * Threads   any.
 * Limits    API_LINE_MAX bytes of one account; the caller limits bodies.
 */
#ifndef WIRE_API_JSON_H
#define WIRE_API_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/account.h"
#include "model/listing.h"
#include "model/story.h"
#include "model/token.h"
#include "wire/json_out.h"

#define API_LINE_MAX ((size_t)64 << 10) /* bytes of one account as JSON */

/* --- out: each appends the members of an object that is open ------------------------------------- */

void api_json_account(struct json_out *j, const struct account_record *a);
void api_json_patch(struct json_out *j, const struct account_patch *p); /* what it states */
void api_json_entry(struct json_out *j, const struct history_entry *h);
void api_json_event(struct json_out *j, const struct event_story *s);
void api_json_profile(struct json_out *j, const struct profile_story *p);
void api_json_listing(struct json_out *j, const struct listing *l);

/* --- in ------------------------------------------------------------------------------------------- */

/* Reads what people send of an account: every member is optional but "id", which may be left out
 * where the address names it. "created" and "updated" may stand there and are not taken.
 *
 * out      spans live in `arena`; stated tells which members were there
 * errors   ERR_INPUT  not one JSON object; a member nobody knows, or of the wrong kind, or longer
 *                     than ACCOUNT_TEXT_MAX, or more than ACCOUNT_LIST_MAX in a list
 *          ERR_SYSTEM without memory
 */
bool api_json_read_patch(struct span text, struct arena *arena, struct account_patch *out,
                         struct err *e) MUST_CHECK;

/* Reads what api_json_account, api_json_entry, ... print. ERR_INPUT: it is not that. */
bool api_json_read_account(struct span text, struct arena *arena, struct account_record *out,
                           struct err *e) MUST_CHECK;
bool api_json_read_entry(struct span text, struct arena *arena, struct history_entry *out,
                         struct err *e) MUST_CHECK;
bool api_json_read_event(struct span text, struct arena *arena, struct event_story *out,
                         struct err *e) MUST_CHECK;
bool api_json_read_profile(struct span text, struct arena *arena, struct profile_story *out,
                           struct err *e) MUST_CHECK;

/* Reads an entry of a list: "list" ("allow", "block"), "network" and/or "login", "expires" (a time),
 * "reason". To remove one the key is enough.
 *
 * errors   ERR_INPUT  as above; neither network nor login; without `key_only` no expires */
bool api_json_read_listing(struct span text, bool key_only, struct listing *out,
                           struct err *e) MUST_CHECK;

/* Reads what a new token shall be: "name", "scopes" (a list of their codes), "expires" (a time; left
 * out: never). Only those members of *out are set, and only on success. ERR_INPUT. */
bool api_json_read_token(struct span text, struct token *out, struct err *e) MUST_CHECK;

/* "2026-11-21T18:05:09.123Z", milliseconds optional. False, *out untouched, when it is none. */
bool api_json_read_time(struct span text, int64_t *out) MUST_CHECK;

#endif
