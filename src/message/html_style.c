#include "message/ascii.h"
#include "message/html.h"

#include "base/number.h"

#define NEAR 16 /* of 255: two colours this near in each part are one to the eye */
#define TRANSPARENT (-2)
#define UNKNOWN (-1)

static const struct {
    struct span name;
    int32_t colour;
} COLOURS[] = {
    {SPAN_INIT("white"), 0xFFFFFF},      {SPAN_INIT("black"), 0x000000},
    {SPAN_INIT("red"), 0xFF0000},        {SPAN_INIT("blue"), 0x0000FF},
    {SPAN_INIT("green"), 0x008000},      {SPAN_INIT("gray"), 0x808080},
    {SPAN_INIT("grey"), 0x808080},       {SPAN_INIT("silver"), 0xC0C0C0},
    {SPAN_INIT("yellow"), 0xFFFF00},     {SPAN_INIT("snow"), 0xFFFAFA},
    {SPAN_INIT("ivory"), 0xFFFFF0},      {SPAN_INIT("whitesmoke"), 0xF5F5F5},
    {SPAN_INIT("ghostwhite"), 0xF8F8FF}, {SPAN_INIT("floralwhite"), 0xFFFAF0},
    {SPAN_INIT("navy"), 0x000080},       {SPAN_INIT("orange"), 0xFFA500},
};

static int32_t hex_colour(struct span digits)
{
    int32_t colour = 0;

    if (digits.len != 3 && digits.len != 6) {
        return UNKNOWN;
    }
    for (size_t i = 0; i < digits.len; i++) {
        int value = ascii_hex(digits.at[i]);

        if (value < 0) {
            return UNKNOWN;
        }
        colour = colour * 16 + value;
        colour = digits.len == 3 ? colour * 16 + value : colour;
    }
    return colour;
}

/* "255, 255, 255" or with an alpha behind, which 0 makes transparent. */
static int32_t rgb_colour(struct span list)
{
    uint64_t part[3] = {0};

    for (size_t i = 0; i < COUNT(part); i++) {
        list = span_trim(list);
        if (!number_take(&list, &part[i]) || part[i] > 255) {
            return UNKNOWN;
        }
        list = span_trim(list);
        list = span_from(list, list.len > 0 && list.at[0] == ',');
    }
    list = span_trim(list);
    if (ascii_begins(list, SPAN("0")) && !ascii_begins(list, SPAN("0."))) {
        return TRANSPARENT;
    }
    return (int32_t)(part[0] << 16 | part[1] << 8 | part[2]);
}

int32_t html_colour(struct span text)
{
    text = span_trim(text);
    if (ascii_begins(text, SPAN("#"))) {
        return hex_colour(span_from(text, 1));
    }
    if (ascii_begins(text, SPAN("rgb("))) {
        return rgb_colour(span_from(text, 4));
    }
    if (ascii_begins(text, SPAN("rgba("))) {
        return rgb_colour(span_from(text, 5));
    }
    if (ascii_same(text, SPAN("transparent"))) {
        return TRANSPARENT;
    }
    for (size_t i = 0; i < COUNT(COLOURS); i++) {
        if (ascii_same(text, COLOURS[i].name)) {
            return COLOURS[i].colour;
        }
    }
    return hex_colour(text); /* <font color="ffffff"> */
}

static bool is_near(int32_t a, int32_t b)
{
    for (int shift = 0; shift <= 16; shift += 8) {
        int part = ((a >> shift) & 0xFF) - ((b >> shift) & 0xFF);

        if (part > NEAR || part < -NEAR) {
            return false;
        }
    }
    return true;
}

/* A length of nothing: "0", "0px", "0.0em", "1px" when `one` counts as nothing too. */
static bool is_nothing(struct span value, bool one)
{
    uint64_t whole;
    struct span rest = span_trim(value);

    if (!number_take(&rest, &whole) || whole > (one ? 1 : 0)) {
        return false;
    }
    if (ascii_begins(rest, SPAN("."))) {
        uint64_t part;

        rest = span_from(rest, 1);
        if (!number_take(&rest, &part) || part > 0) {
            return false;
        }
    }
    return whole == 0 || rest.len == 0 || ascii_begins(rest, SPAN("px")) ||
           ascii_begins(rest, SPAN("pt"));
}

/* "-9999px": far outside of the window. */
static bool is_far(struct span value)
{
    uint64_t size;
    struct span rest = span_from(span_trim(value), 1);

    return ascii_begins(span_trim(value), SPAN("-")) && number_take(&rest, &size) && size >= 900;
}

/* The colour of "background: #fff url(x)", by itself or as its first word; whether the paper is
 * known after it. */
static void set_paper(struct html_style *style, struct span value)
{
    struct span rest = value;
    struct span first = value;
    int32_t colour = html_colour(value);

    if (colour == UNKNOWN && span_cut(&rest, ' ', &first)) {
        colour = html_colour(first);
    }
    if (colour >= 0) {
        style->paper = colour;
        style->button = !is_near(colour, 0xFFFFFF);
    }
    if (colour != TRANSPARENT && !ascii_begins(first, SPAN("none")) &&
        !ascii_begins(first, SPAN("inherit"))) {
        style->paper_known =
            colour >= 0 && !ascii_has(value, SPAN("url(")) && !ascii_has(value, SPAN("gradient"));
    }
}

static void set_ink(struct html_style *style, struct span value)
{
    int32_t colour = html_colour(value);

    if (!ascii_same(span_trim(value), SPAN("inherit"))) {
        style->ink = colour;
    }
}

/* What a box of no size and hidden overflow is told apart by. */
struct box {
    bool clipped;
    bool empty;
};

enum property {
    PROPERTY_DISPLAY,
    PROPERTY_VISIBILITY,
    PROPERTY_FONT_SIZE,
    PROPERTY_OPACITY,
    PROPERTY_OVERFLOW,
    PROPERTY_SIZE,
    PROPERTY_SHIFT,
    PROPERTY_INK,
    PROPERTY_PAPER,
    PROPERTY_PICTURE,
    PROPERTY_OTHER,
};

static const struct {
    struct span name;
    enum property property;
} PROPERTIES[] = {
    {SPAN_INIT("display"), PROPERTY_DISPLAY},
    {SPAN_INIT("visibility"), PROPERTY_VISIBILITY},
    {SPAN_INIT("font-size"), PROPERTY_FONT_SIZE},
    {SPAN_INIT("opacity"), PROPERTY_OPACITY},
    {SPAN_INIT("overflow"), PROPERTY_OVERFLOW},
    {SPAN_INIT("max-height"), PROPERTY_SIZE},
    {SPAN_INIT("height"), PROPERTY_SIZE},
    {SPAN_INIT("max-width"), PROPERTY_SIZE},
    {SPAN_INIT("width"), PROPERTY_SIZE},
    {SPAN_INIT("text-indent"), PROPERTY_SHIFT},
    {SPAN_INIT("left"), PROPERTY_SHIFT},
    {SPAN_INIT("top"), PROPERTY_SHIFT},
    {SPAN_INIT("margin-left"), PROPERTY_SHIFT},
    {SPAN_INIT("color"), PROPERTY_INK},
    {SPAN_INIT("background"), PROPERTY_PAPER},
    {SPAN_INIT("background-color"), PROPERTY_PAPER},
    {SPAN_INIT("background-image"), PROPERTY_PICTURE},
};

static enum property property_of(struct span name)
{
    for (size_t i = 0; i < COUNT(PROPERTIES); i++) {
        if (ascii_same(name, PROPERTIES[i].name)) {
            return PROPERTIES[i].property;
        }
    }
    return PROPERTY_OTHER;
}

/* True when a declaration hides what it is about and all that is below. */
static bool hides(enum property property, struct span value)
{
    if (property == PROPERTY_DISPLAY) {
        return ascii_begins(value, SPAN("none"));
    }
    if (property == PROPERTY_OPACITY) {
        return is_nothing(value, false);
    }
    return property == PROPERTY_SHIFT && is_far(value);
}

/* Sizes relative to nothing stay nothing. */
static bool is_tiny(bool was, struct span value)
{
    if (is_nothing(value, true)) {
        return true;
    }
    return was && (ascii_has(value, SPAN("em")) || ascii_has(value, SPAN("%")) ||
                   ascii_begins(value, SPAN("inherit")));
}

static void read_one(struct html_style *style, struct box *box, struct span name, struct span value)
{
    enum property property = property_of(name);

    style->hidden = style->hidden || hides(property, value);
    if (property == PROPERTY_FONT_SIZE) {
        style->tiny = is_tiny(style->tiny, value);
    } else if (property == PROPERTY_VISIBILITY) {
        style->unseen =
            ascii_begins(value, SPAN("hidden")) || ascii_begins(value, SPAN("collapse"));
    } else if (property == PROPERTY_OVERFLOW) {
        box->clipped = ascii_begins(value, SPAN("hidden"));
    } else if (property == PROPERTY_SIZE) {
        box->empty = box->empty || is_nothing(value, true);
    } else if (property == PROPERTY_INK) {
        set_ink(style, value);
    } else if (property == PROPERTY_PAPER) {
        set_paper(style, value);
    } else if (property == PROPERTY_PICTURE) {
        style->paper_known = style->paper_known && !ascii_has(value, SPAN("url("));
    }
}

void html_style_read(struct html_style *style, struct span declarations)
{
    struct box box = {0};
    struct span name;

    while (declarations.len > 0) {
        struct span one = declarations;

        if (!span_cut(&declarations, ';', &one)) {
            declarations.len = 0;
        }
        if (span_cut(&one, ':', &name)) {
            read_one(style, &box, span_trim(name), span_trim(one));
        }
    }
    style->hidden = style->hidden || (box.clipped && box.empty);
    style->faint = style->ink == TRANSPARENT ||
                   (style->paper_known && style->ink >= 0 && is_near(style->ink, style->paper));
}

static void add_selectors(struct html_sheet *sheet, struct span selectors, bool tiny)
{
    struct span rest = selectors;

    while (rest.len > 0) {
        struct span one = rest;

        if (!span_cut(&rest, ',', &one)) {
            rest.len = 0;
        }
        one = span_trim(one);
        if (one.len > 1 && one.at[0] == '.' && sheet->count < HTML_CLASSES_MAX &&
            memchr(one.at, ' ', one.len) == NULL && memchr(one.at, ':', one.len) == NULL) {
            sheet->classes[sheet->count].name = span_from(one, 1);
            sheet->classes[sheet->count++].tiny = tiny;
        }
    }
}

/* Skips "@media ... { ... }" with the rules inside; `css` begins behind the first brace. */
static struct span skip_block(struct span css)
{
    size_t depth = 1;
    size_t i = 0;

    while (i < css.len && depth > 0) {
        depth += css.at[i] == '{';
        depth -= css.at[i] == '}';
        i++;
    }
    return span_from(css, i);
}

void html_sheet_read(struct html_sheet *sheet, struct span css)
{
    struct span selectors;
    struct span body;

    while (span_cut(&css, '{', &selectors)) {
        struct html_style style = {.ink = UNKNOWN};

        if (memchr(selectors.at, '@', selectors.len) != NULL) {
            css = skip_block(css);
            continue;
        }
        if (!span_cut(&css, '}', &body)) {
            return;
        }
        html_style_read(&style, body);
        if (html_style_hides(&style)) {
            add_selectors(sheet, selectors, style.tiny && !style.hidden);
        }
    }
}

/* One name of a class attribute. */
static void apply_class(const struct html_sheet *sheet, struct span name, struct html_style *style)
{
    for (size_t i = 0; name.len > 0 && i < sheet->count; i++) {
        if (span_eq(name, sheet->classes[i].name)) {
            style->tiny = style->tiny || sheet->classes[i].tiny;
            style->hidden = style->hidden || !sheet->classes[i].tiny;
        }
    }
}

void html_sheet_apply(const struct html_sheet *sheet, struct span classes, struct html_style *style)
{
    while (sheet->count > 0 && classes.len > 0) {
        struct span one = classes;

        if (!span_cut(&classes, ' ', &one)) {
            classes.len = 0;
        }
        apply_class(sheet, one, style);
    }
}
