/* store/notice_form.h - what every backend does alike with a notice: asks for its draft, checks it,
 * packs its facts.
 *
 * Owns      nothing. Threads: notice_make the writer's alone, the others any.
 */
#ifndef STORE_NOTICE_FORM_H
#define STORE_NOTICE_FORM_H

#include "store/backend.h"

#define NOTICE_DETAIL_MAX 256 /* bytes of a delivery's detail that are kept */
#define NOTICE_PAST_DAYS 30   /* of notice_request.past */

/* ERR_BUG when a kind, service or other number of the facts is none we know. */
bool notice_facts_check(const struct notice_facts *f, struct err *e) MUST_CHECK;

/* Asks the store's composer. False: nothing is to be recorded.
 *
 * key      becomes the notice's account
 * out      in order: its event, account, time and facts are the request's; deliveries are STANDBY,
 *          due when they would be released, or WAITING. A draft that is not in order becomes a
 *          notice told to nobody, or, without a reference, none.
 */
bool notice_make(struct store *s, const struct notice_request *r, struct span key,
                 struct notice_draft *out) MUST_CHECK;

/* What the noise budget looks at. */
struct notice_past notice_past_of(int64_t created_ms, enum notice_fate fate,
                                  const struct notice_facts *f);

/* Text and bytes a change may keep: cut to NOTICE_DETAIL_MAX, not inside a character. */
struct span notice_detail(struct span detail);

/* 63 bytes, an address of 4 or 16, the client's own name, 8 for each reason: docs/store.md, "Packed
 * parts". */
#define NOTICE_FACTS_HEAD 63
#define NOTICE_FACTS_MAX (NOTICE_FACTS_HEAD + 16 + NOTICE_DEVICE_MAX + (size_t)REASONS_MAX * 8)

/* Returns the length. The facts must be in order. */
size_t notice_pack_facts(const struct notice_facts *f, uint8_t out[static NOTICE_FACTS_MAX]);

/* False, *out untouched, when the bytes are none of ours. */
bool notice_unpack_facts(const uint8_t *at, size_t len, struct notice_facts *out) MUST_CHECK;

#endif
