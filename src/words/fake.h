/* words/fake.h - samples of fakes, for people.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_FAKE_H
#define WORDS_FAKE_H

#include "base/buf.h"
#include "words/lang.h"

/* Appends a sample's text with its placeholders in words: "[name]", 「〔氏名〕」, "[link: example.top]".
 * Line ends stay; what is not printable, marks that turn the direction of writing among it, goes. What
 * stands for itself in a page or a terminal, its writer escapes. */
void words_fake_text(struct buf *out, enum lang l, struct span text);

#endif
