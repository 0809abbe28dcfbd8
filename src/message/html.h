/* message/html.h - HTML -> what a browser would show, what it would not, and the links (private to
 * message).
 *
 * Duty      the parts of a mail program that decide what a person sees: inline style, attributes,
 *           the simplest rules of a style sheet. No layout: what is hidden by ways not listed in
 *           docs/checker-input.md counts as seen.
 * Memory    gumbo has no way to fail: when the system refuses memory the process ends, so hostile
 *           HTML is read inside a sandbox. html_bound() cuts what is known to explode first.
 */
#ifndef MESSAGE_HTML_H
#define MESSAGE_HTML_H

#include "message/grow.h"
#include "message/link.h"

/* Where one HTML part is read into. */
struct html_sink {
    struct arena *arena;
    struct grow *text;
    struct grow *hidden;
    struct link_list *links; /* with places in *text */
    uint32_t images;
    uint32_t forms;
    uint32_t password_fields;
    struct span qr; /* alt text or name of a picture that tells of a QR code */
    uint32_t *limits;
};

/* `html` is UTF-8, well formed. cost: linear, about 15 ns a byte. */
void html_read(struct html_sink *sink, struct span html);

/* The front of `html` that parses in bounded time and memory; *limits tells when it is not all. */
struct span html_bound(struct span html, uint32_t *limits);

/* Loads what gumbo loads when first used (nothing today) by reading a small text. */
void html_warm(void);

/* True when a text, alt text or file name tells of a QR code. */
bool html_tells_of_qr(struct span text);

/* What style says about a text: inherited, then changed by each element. */
struct html_style {
    bool hidden;      /* nothing below shows */
    bool tiny;        /* a font of no size, until something below sets one */
    bool unseen;      /* visibility, until something below sets it */
    bool faint;       /* ink and paper are one to the eye; what is below may have others */
    bool button;      /* of the element itself: a box with a colour, as buttons have */
    bool paper_known; /* false when a picture or a style sheet may have coloured the paper */
    int32_t ink;      /* 0xRRGGBB, or as html_colour() gives what is none */
    int32_t paper;
};

/* True when text of this style does not show. */
static inline bool html_style_hides(const struct html_style *style)
{
    return style->hidden || style->tiny || style->unseen || style->faint;
}

/* Changes *style by the declarations of a style attribute. */
void html_style_read(struct html_style *style, struct span declarations);

/* 0xRRGGBB of "#abc", "#aabbcc", "rgb(1,2,3)", "white"; -1 for a colour not known, -2 for
 * "transparent". */
int32_t html_colour(struct span text);

/* Classes that a style sheet hides everywhere, at most HTML_CLASSES_MAX. */
#define HTML_CLASSES_MAX 64

struct html_sheet {
    struct {
        struct span name; /* without the dot; a view into the sheets */
        bool tiny;        /* by a font of no size, which what is below may set again */
    } classes[HTML_CLASSES_MAX];
    size_t count;
};

/* Adds the classes of rules like ".name{display:none}" outside @media; *sheet keeps views into
 * `css`. */
void html_sheet_read(struct html_sheet *sheet, struct span css);

/* Changes *style by what the sheet says of the blank-separated names of a class attribute. */
void html_sheet_apply(const struct html_sheet *sheet, struct span classes,
                      struct html_style *style);

#endif
