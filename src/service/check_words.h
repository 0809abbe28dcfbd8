/* service/check_words.h - the sentences of a verdict by a number for the language: what wire/verdict_json.h
 * asks for. Owns nothing. Threads: any. lang: as enum lang. */
#ifndef SERVICE_CHECK_WORDS_H
#define SERVICE_CHECK_WORDS_H

#include "base/buf.h"
#include "model/verdict.h"

void check_words_evidence(struct buf *out, unsigned lang, const struct verdict *v,
                          const struct evidence *e);
void check_words_why(struct buf *out, unsigned lang, const struct verdict *v);
void check_words_advice(struct buf *out, unsigned lang, const struct verdict *v);

/* What a brand is called: its name when the verdict knows it, else its ID. */
struct span check_words_brand(const struct verdict *v, const struct evidence *e, unsigned lang);

#endif
