/* words/page.h - the texts of the public pages: one row for each, both languages in it.
 *
 * Duty      rows by key; a template shows a row as {{t.key}}. tests/unit/words/test_page.c lints them,
 *           tests/unit/portal/test_templates.c holds templates and rows against each other.
 * Holes     {service} what the operator's service is called, {password} what its main password is
 *           called, {contact} how it is reached, {n} a number, {brand} who is
 *           imitated. Owns nothing. Threads: any.
 */
#ifndef WORDS_PAGE_H
#define WORDS_PAGE_H

#include "words/catalogue.h"

struct page_text {
    const char *key; /* a-z, 0-9 and _ */
    struct entry entry;
};

/* All of them, from 0 on; NULL behind the last. */
const struct page_text *page_text_row(size_t i);

/* The row of a key, and its text with its holes as they stand. A key without a row is a bug. */
const struct entry *page_entry(const char *key);
const char *page_text(enum lang l, const char *key);

/* What a refusal's code means: the page a person opens who reads "(G1)" in the mail program. */
#define REFUSAL_STEPS_MAX 4
struct refusal_help {
    const char *code; /* "G1" */
    bool planned;     /* no refusal says it yet */
    struct entry title;
    struct entry meaning;
    struct entry steps[REFUSAL_STEPS_MAX]; /* text NULL: there are fewer */
};

extern const struct refusal_help refusal_helps[];
extern const size_t refusal_help_count;

/* By its code, in upper or lower case; NULL when there is none. */
const struct refusal_help *refusal_help_find(struct span code);

#endif
