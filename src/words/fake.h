/* words/fake.h - samples of fakes, for people.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_FAKE_H
#define WORDS_FAKE_H

#include "base/buf.h"
#include "words/lang.h"

/* Appends a sample's text with its placeholders in words: "[name]", 「〔氏名〕」, "[link: example.top]".
 * What is no placeholder of ours stays as it is; whoever shows the text makes it safe to show. */
void words_fake_text(struct buf *out, enum lang l, struct span text);

#endif
