#include "apps/report_page.h"

#include "words/clean.h"

#define COLUMNS_LEAST 12 /* for text beside an indent, however narrow the page */

static void put(const struct page *p, struct span text)
{
    if (text.len > 0) {
        (void)fwrite(text.at, 1, text.len, p->to);
    }
}

void page_newline(const struct page *p)
{
    (void)putc('\n', p->to);
}

void page_pad(const struct page *p, size_t taken, size_t columns)
{
    for (; taken < columns; taken++) {
        (void)putc(' ', p->to);
    }
}

static size_t room(const struct page *p, size_t taken)
{
    return p->width > taken + COLUMNS_LEAST ? p->width - taken : COLUMNS_LEAST;
}

void page_wrapped(const struct page *p, struct span text, size_t from, size_t indent)
{
    struct span line;

    if (wrap_line(p->wrap, &text, room(p, from), &line)) {
        put(p, line);
    }
    page_newline(p);
    while (wrap_line(p->wrap, &text, room(p, indent), &line)) {
        page_pad(p, 0, indent);
        put(p, line);
        page_newline(p);
    }
}

void page_paragraph(const struct page *p, struct span text, size_t indent)
{
    page_pad(p, 0, indent);
    page_wrapped(p, text, indent, indent);
}

static void begin_tone(const struct page *p, enum page_tone tone)
{
    static const char *const begin[] = {
        [PAGE_PLAIN] = "", [PAGE_STRONG] = "\033[1m", [PAGE_DIM] = "\033[2m"};

    if (p->colour) {
        (void)fputs(begin[tone], p->to);
    }
}

static void end_tone(const struct page *p, enum page_tone tone)
{
    if (p->colour && tone != PAGE_PLAIN) {
        (void)fputs("\033[0m", p->to);
    }
}

size_t page_tone(const struct page *p, enum page_tone tone, struct span text)
{
    begin_tone(p, tone);
    put(p, text);
    end_tone(p, tone);
    return columns_of(text);
}

void page_beside(const struct page *p, struct span text, size_t taken, size_t indent)
{
    if (taken + PAGE_GAP + PAGE_LEAST > p->width) {
        page_newline(p);
        page_paragraph(p, text, indent);
        return;
    }
    page_pad(p, 0, PAGE_GAP);
    page_wrapped(p, text, taken + PAGE_GAP, indent);
}

#define FIELD_INDENT 4

void page_field(const struct page *p, struct span name, struct span text, size_t width)
{
    size_t begin = FIELD_INDENT + width;

    page_pad(p, 0, FIELD_INDENT);
    page_pad(p, page_tone(p, PAGE_DIM, name), width);
    page_wrapped(p, text, begin, begin);
}

size_t page_cut(const struct page *p, struct span text, size_t columns)
{
    size_t needs = columns_of(text);
    struct span begin;

    if (needs <= columns) {
        put(p, text);
        return needs;
    }
    begin = columns_cut(text, columns - 1);
    put(p, begin);
    put(p, SPAN("…"));
    return columns_of(begin) + 1;
}

void page_item(const struct page *p, struct span name, struct span text, size_t width)
{
    const struct span dash = SPAN("- ");
    size_t begin = FIELD_INDENT + width + dash.len;

    page_pad(p, 0, FIELD_INDENT);
    page_pad(p, page_tone(p, PAGE_DIM, name), width);
    put(p, dash);
    page_wrapped(p, text, begin, begin);
}

void page_heading(const struct page *p, struct span text)
{
    page_newline(p);
    begin_tone(p, PAGE_STRONG);
    page_wrapped(p, text, 0, 0);
    end_tone(p, PAGE_STRONG);
}
