/* apps/report_page.h - lines of text on a terminal: indents, wrapping, colour.
 *
 * Owns      one line breaker. Threads: one page per thread. Errors: the stream's own.
 */
#ifndef APPS_REPORT_PAGE_H
#define APPS_REPORT_PAGE_H

#include "base/err.h"
#include "base/span.h"
#include "words/lang.h"
#include "words/wrap.h"

#include <stdio.h>

#define PAGE_GAP 2    /* columns between two columns */
#define PAGE_LEAST 24 /* columns for text beside something else */

enum page_tone {
    PAGE_PLAIN,
    PAGE_STRONG,
    PAGE_DIM
};

struct page {
    FILE *to;
    size_t width; /* columns */
    bool colour;
    struct wrap *wrap;
};

/* Prints clean text in lines of the page's width. The first line begins after `from` columns which
 * the caller has filled already; the others are indented by `indent`. Ends with a newline. */
void page_wrapped(const struct page *p, struct span text, size_t from, size_t indent);

/* Prints `indent` spaces and the text wrapped behind them. */
void page_paragraph(const struct page *p, struct span text, size_t indent);

/* "    where     United States ...": a name in a column of `width` columns, then wrapped text. */
void page_field(const struct page *p, struct span name, struct span text, size_t width);

/* The same, as one of several items: a dash before the text. */
void page_item(const struct page *p, struct span name, struct span text, size_t width);

/* Prints the text in a tone, without wrapping, and gives the columns it took. */
size_t page_tone(const struct page *p, enum page_tone tone, struct span text);

/* Wraps text a gap behind `taken` filled columns, or on a line of its own where fewer than PAGE_LEAST are
 * left. The other lines are indented by `indent`. */
void page_beside(const struct page *p, struct span text, size_t taken, size_t indent);

/* Spaces up to `columns`, given that `taken` are filled; none when it is full already. */
void page_pad(const struct page *p, size_t taken, size_t columns);

/* The text cut to `columns`, with an ellipsis where something was cut; gives the columns taken. */
size_t page_cut(const struct page *p, struct span text, size_t columns);

/* An empty line, then the heading. */
void page_heading(const struct page *p, struct span text);

void page_newline(const struct page *p);

#endif
