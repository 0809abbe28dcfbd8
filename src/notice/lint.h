/* notice/lint.h - what a template must keep, whoever wrote it.
 *
 * Duty      refuses a template that drops a field its kind must have, links elsewhere than to the
 *           published hosts, writes raw HTML, uses alarm words, or makes a message too long.
 * Way       the text is read for what it may not hold; then each kind is rendered with sample facts and
 *           every mandatory field is looked for in what comes out: a field behind a condition that is
 *           never true is missing there too.
 * Owns      nothing. Threads: one at a time for one voice.
 */
#ifndef NOTICE_LINT_H
#define NOTICE_LINT_H

#include "notice/voice.h"

#define LINT_SMS_UCS2_MAX 4 /* segments */
#define LINT_SMS_GSM_MAX 2

/* One sentence: "FILE:LINE:COLUMN: expected ..., came ...". */
typedef void lint_tell(void *ctx, const char *sentence);

/* Looks at every template of the voice; tells each mistake and gives how many there are. */
size_t lint_all(const struct notice_voice *v, lint_tell *tell, void *ctx);

/* The first mistake that an overriding template brings, as ERR_CONFIG; true when there is none. */
bool lint_overrides(const struct notice_voice *v, struct err *e) MUST_CHECK;

/* Looks at the text of one template alone; html: it is a mail's HTML. */
size_t lint_text(const struct set_template *t, bool html, const char *hosts, lint_tell *tell,
                 void *ctx);

/* True for "https://HOST" or "https://HOST/..." with HOST, or a parent domain of it, in `hosts`. */
bool lint_is_published(struct span url, const char *hosts);

#endif
