/* words/page_row.h - the tables behind words/page.h, one file for each group of pages. In `words` only. */
#ifndef WORDS_PAGE_ROW_H
#define WORDS_PAGE_ROW_H

#include "words/page.h"

#define ROW(name, english, japanese)                                                               \
    {                                                                                              \
        .key = (name), .entry = {.text = {[LANG_EN] = (english), [LANG_JA] = (japanese)} }         \
    }

extern const struct page_text page_check_texts[];
extern const size_t page_check_text_count;
extern const struct page_text page_password_texts[]; /* of /password and /undo */
extern const size_t page_password_text_count;
extern const struct page_text page_setup_texts[]; /* page_setup.c: of /setup */
extern const size_t page_setup_text_count;

#endif
