/* words/lang.h - the languages people are spoken to in. */
#ifndef WORDS_LANG_H
#define WORDS_LANG_H

#include "base/attr.h"
#include "base/span.h"

enum lang {
    LANG_EN,
    LANG_JA,
    LANG_COUNT
};

/* Reads "en" or "ja", also as the first part of a locale's name ("ja_JP.UTF-8", "en-GB"), in upper
 * or lower case. False, *out untouched, for anything else ("C", "", "fr"). */
bool lang_parse(struct span in, enum lang *out) MUST_CHECK;

/* "en", "ja": the language tag of BCP 47, for machines and the lang attribute. */
const char *lang_code(enum lang l);

#endif
