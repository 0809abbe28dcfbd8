/* wire/verdict_json.h - a verdict on a message as JSON: what `mioboe check --json` prints and
 * POST /v1/messages/check answers.
 *
 * Source    docs/checker.md, "JSON". Owns nothing. Threads: any.
 */
#ifndef WIRE_VERDICT_JSON_H
#define WIRE_VERDICT_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "model/verdict.h"
#include "wire/json_out.h"

#define VERDICT_JSON_MAX ((size_t)1 << 20) /* bytes: every kind of evidence at its longest */

/* The sentences, in each language; service/check_words.h has them. lang: 0 English, 1 Japanese. */
struct verdict_words {
    void (*evidence)(struct buf *out, unsigned lang, const struct verdict *v,
                     const struct evidence *e);
    void (*why)(struct buf *out, unsigned lang, const struct verdict *v);
    void (*advice)(struct buf *out, unsigned lang, const struct verdict *v);
};

/* One object, all on one line. file: what the message is called. */
void verdict_json(struct buf *out, struct span file, const struct verdict *v,
                  const struct verdict_words *words);

/* "member", "address", ...: what an answer is called. */
const char *question_code(enum question q);

/* A message as a program hands it over: its text, or all of a mail. */
struct verdict_ask {
    bool is_sms;
    struct span sms_from;
    struct span text; /* in the arena; a mail's own bytes when it was given as base64 */
    struct answers answers;
};

/* Reads {"text": "...", "sms_from": "...", "answers": {"member": "yes"}} or {"message": base64}.
 * errors   ERR_INPUT  names the member that is wrong, or says what is missing */
bool verdict_json_read(struct span text, struct arena *arena, struct verdict_ask *out,
                       struct err *e) MUST_CHECK;

/* "yes", "no", "unknown" or "". */
bool verdict_answer_parse(struct span text, uint8_t *out) MUST_CHECK;

#endif
