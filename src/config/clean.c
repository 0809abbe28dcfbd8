#include "config/clean.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <stdint.h>

struct cleaning {
    struct span text;
    size_t at;
    size_t line;
    char quoted;        /* the mark that ends the quotation we are in; 0 outside */
    size_t open;        /* braces not closed yet */
    size_t opened_line; /* of the first of them */
    char *out;
    struct err *e;
};

static bool refuse(const struct cleaning *c, const char *expected, struct span came)
{
    return err_set(c->e, ERR_CONFIG, "expected %s, came %s", expected, quote(came).text);
}

static struct span rest_of(const struct cleaning *c)
{
    return (struct span){.at = c->text.at + c->at, .len = c->text.len - c->at};
}

static char ahead(const struct cleaning *c, size_t by)
{
    if (by >= c->text.len - c->at) {
        return '\0';
    }
    return c->text.at[c->at + by];
}

/* What no part of a file may hold, quotations and comments included. Gives the length of the
 * character; 0 when it was refused. */
static size_t check_character(const struct cleaning *c)
{
    struct span one = rest_of(c);
    uint32_t point = 0;

    one.len = utf8_take(one, &point);
    if (one.len == 0) {
        one.len = 1;
        (void)refuse(c, "text in UTF-8", one);
        return 0;
    }
    if (point == '\n' || point == '\t' || (point == '\r' && ahead(c, 1) == '\n')) {
        return one.len;
    }
    if (!utf8_printable(point)) {
        (void)refuse(c, "a text file without control characters", one);
        return 0;
    }
    return one.len;
}

/* Blanks a comment, up to the end of its line. */
static bool skip_comment(struct cleaning *c)
{
    while (c->at < c->text.len && c->text.at[c->at] != '\n') {
        size_t len = check_character(c);

        if (len == 0) {
            return false;
        }
        memset(c->out + c->at, ' ', len);
        c->at += len;
    }
    return true;
}

static bool check_quoted(struct cleaning *c, size_t *len)
{
    char here = ahead(c, 0);
    char next = ahead(c, 1);

    if (here == '\n' || here == '\r') {
        return err_set(c->e, ERR_CONFIG,
                       "expected %c to end the quotation, came the end of the line", c->quoted);
    }
    if (here == '$' && next == '{') {
        return refuse(c, "a value written out, as variables are not read", SPAN("${"));
    }
    if (here == '\\' && next != '"' && next != '\\') {
        return refuse(c, "\\\" or \\\\ after a backslash", (struct span){.at = &next, .len = 1});
    }
    if (here == '\\') {
        *len = 2;
    } else if (here == c->quoted) {
        c->quoted = 0;
    }
    return true;
}

/* "//" begins a comment of libconfuse's where a word could begin; within a word it is text. */
static bool begins_comment(const struct cleaning *c)
{
    char next = ahead(c, 1);

    if (ahead(c, 0) != '/' || (next != '*' && next != '/')) {
        return false;
    }
    return next == '*' || c->at == 0 || strchr(" \t\n={},\"", c->text.at[c->at - 1]) != NULL;
}

static bool check_plain(struct cleaning *c)
{
    char here = ahead(c, 0);

    if (here == '\'') {
        return refuse(c, "a quotation to begin with \"", SPAN("'"));
    }
    if (begins_comment(c)) {
        return refuse(c, "a comment to begin with #",
                      (struct span){.at = c->text.at + c->at, .len = 2});
    }
    if (here == '$' && ahead(c, 1) == '{') {
        return refuse(c, "a value written out, as variables are not read", SPAN("${"));
    }
    if (here != '\0' && strchr("()+*", here) != NULL) {
        return refuse(c, "KEY = VALUE, with other marks inside quotations",
                      (struct span){.at = &here, .len = 1});
    }
    return true;
}

/* Follows quotations and braces as libconfuse will see them. */
static void follow_plain(struct cleaning *c)
{
    char here = ahead(c, 0);

    if (here == '"') {
        c->quoted = here;
    } else if (here == '{' && c->open++ == 0) {
        c->opened_line = c->line;
    } else if (here == '}' && c->open > 0) {
        c->open--;
    }
}

static bool step(struct cleaning *c)
{
    size_t len = check_character(c);

    if (len == 0) {
        return false;
    }
    if (c->quoted == 0 && ahead(c, 0) == '#') {
        return skip_comment(c);
    }
    if (c->quoted != 0) {
        if (!check_quoted(c, &len)) {
            return false;
        }
    } else {
        if (!check_plain(c)) {
            return false;
        }
        follow_plain(c);
    }
    memcpy(c->out + c->at, c->text.at + c->at, len);
    if (ahead(c, 0) == '\r') {
        c->out[c->at] = ' ';
    }
    c->line += ahead(c, 0) == '\n';
    c->at += len;
    return true;
}

bool clean(struct span text, char *out, size_t *line, struct err *e)
{
    struct cleaning c = {.text = text, .line = 1, .out = out, .e = e};

    while (c.at < text.len) {
        if (!step(&c)) {
            *line = c.line;
            return false;
        }
    }
    if (c.quoted != 0) {
        *line = c.line;
        return err_set(e, ERR_CONFIG, "expected %c to end the quotation, came the end of the file",
                       c.quoted);
    }
    if (c.open > 0) { /* libconfuse takes the end of the file for the end of a section */
        *line = c.opened_line;
        return err_set(e, ERR_CONFIG,
                       "expected } to end what begins here, came the end of the file");
    }
    out[text.len] = '\0';
    return true;
}
