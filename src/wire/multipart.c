/* memmem(3) */
#define _GNU_SOURCE /* NOLINT */
#include "wire/multipart.h"

#include <string.h>
#include <strings.h>

#define KIND "multipart/form-data"

static struct span from(struct span s, size_t at)
{
    return (struct span){.at = s.at + at, .len = s.len - at};
}

static bool find(struct span in, struct span what, size_t *at)
{
    const char *hit = in.len == 0 ? NULL : memmem(in.at, in.len, what.at, what.len);

    if (hit != NULL) {
        *at = (size_t)(hit - in.at);
    }
    return hit != NULL;
}

static bool begins(struct span in, struct span what)
{
    return in.len >= what.len && strncasecmp(in.at, what.at, what.len) == 0;
}

static struct span without_blanks(struct span s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s = from(s, 1);
    }
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* Takes `name=value` or `name="value"` off a list separated by semicolons, whose first word is gone. */
static bool take_parameter(struct span *rest, struct span *name, struct span *value)
{
    size_t end;

    while (rest->len > 0 && (rest->at[0] == ';' || rest->at[0] == ' ' || rest->at[0] == '\t')) {
        *rest = from(*rest, 1);
    }
    if (!span_cut(rest, '=', name)) {
        return false;
    }
    *name = without_blanks(*name);
    if (rest->len > 0 && rest->at[0] == '"') {
        *rest = from(*rest, 1);
        if (!find(*rest, SPAN("\""), &end)) {
            return false;
        }
    } else if (!find(*rest, SPAN(";"), &end)) {
        end = rest->len;
    }
    *value = (struct span){.at = rest->at, .len = end};
    *rest = from(*rest, end < rest->len && rest->at[end] == '"' ? end + 1 : end);
    return true;
}

bool multipart_is(struct span content_type)
{
    struct span rest = from(content_type, content_type.len < sizeof KIND - 1 ? 0 : sizeof KIND - 1);

    return begins(content_type, SPAN(KIND)) &&
           (rest.len == 0 || rest.at[0] == ';' || rest.at[0] == ' ');
}

static bool find_boundary(struct span content_type, struct span *out)
{
    struct span rest = from(content_type, sizeof KIND - 1);
    struct span name;

    while (take_parameter(&rest, &name, out)) {
        if (name.len == 8 && begins(name, SPAN("boundary"))) {
            return out->len > 0 && out->len <= MULTIPART_BOUNDARY_MAX;
        }
    }
    return false;
}

bool multipart_open(struct span content_type, struct span body, struct multipart *out,
                    struct err *e)
{
    struct span boundary;

    *out = (struct multipart){.rest = body};
    if (!multipart_is(content_type) || !find_boundary(content_type, &boundary)) {
        return err_set(e, ERR_INPUT, "expected " KIND " with a boundary of 1 to %d bytes",
                       MULTIPART_BOUNDARY_MAX);
    }
    memcpy(out->mark, "\r\n--", 4);
    memcpy(out->mark + 4, boundary.at, boundary.len);
    out->mark_len = 4 + boundary.len;
    /* The first mark stands at the very beginning, without a line end before it. */
    if (body.len < out->mark_len - 2 || memcmp(body.at, out->mark + 2, out->mark_len - 2) != 0) {
        return err_set(e, ERR_INPUT, "a form with files: expected its boundary first");
    }
    out->rest = from(body, out->mark_len - 2);
    return true;
}

/* Behind "Content-Disposition:"; a name that stands there twice counts once. */
static bool read_disposition(struct span line, struct multipart_part *out)
{
    struct span name;
    struct span value;

    line = without_blanks(line);
    if (!begins(line, SPAN("form-data;"))) {
        return false;
    }
    line = from(line, sizeof "form-data" - 1);
    while (take_parameter(&line, &name, &value)) {
        if (name.len == 4 && begins(name, SPAN("name")) && out->name.len == 0) {
            out->name = value;
        } else if (name.len == 8 && begins(name, SPAN("filename")) && !out->is_file) {
            out->filename = value;
            out->is_file = true;
        }
    }
    return true;
}

static bool read_head(struct span head, struct multipart_part *out)
{
    static const struct span disposition = SPAN_INIT("Content-Disposition:");

    while (head.len > 0) {
        struct span line = head;
        size_t end;

        if (find(head, SPAN("\r\n"), &end)) {
            line.len = end;
            head = from(head, end + 2);
        } else {
            head.len = 0;
        }
        if (begins(line, disposition) && !read_disposition(from(line, disposition.len), out)) {
            return false;
        }
    }
    return out->name.len > 0;
}

static bool cut_off(struct err *e)
{
    return err_set(e, ERR_INPUT, "a form with files: expected its end, which is missing");
}

/* Behind a mark: "--" after the last part, a line end before the next one. */
static bool next_begins(struct multipart *m, struct err *e)
{
    if (m->rest.len >= 2 && memcmp(m->rest.at, "--", 2) == 0) {
        m->done = true;
        return true;
    }
    if (m->rest.len < 2 || memcmp(m->rest.at, "\r\n", 2) != 0) {
        return cut_off(e);
    }
    m->rest = from(m->rest, 2);
    return true;
}

static bool take_head(struct multipart *m, struct multipart_part *out, struct err *e)
{
    struct span window = m->rest;
    size_t end;

    window.len = window.len < MULTIPART_HEAD_MAX ? window.len : MULTIPART_HEAD_MAX;
    if (!find(window, SPAN("\r\n\r\n"), &end)) {
        return m->rest.len > MULTIPART_HEAD_MAX
                   ? err_set(e, ERR_LIMIT, "a form with files: the head of a part is too long")
                   : cut_off(e);
    }
    if (!read_head((struct span){.at = m->rest.at, .len = end}, out)) {
        return err_set(e, ERR_INPUT, "a form with files: expected a name for each part");
    }
    m->rest = from(m->rest, end + 2); /* the mark of an empty part begins with the line end left */
    return true;
}

bool multipart_next(struct multipart *m, struct multipart_part *out, bool *more, struct err *e)
{
    const struct span mark = {.at = m->mark, .len = m->mark_len};
    size_t end;

    *out = (struct multipart_part){.name = SPAN("")};
    *more = false;
    if (m->done || !next_begins(m, e) || m->done) {
        return m->done;
    }
    if (m->count++ == MULTIPART_PARTS_MAX) {
        return err_set(e, ERR_LIMIT, "a form with files: expected at most %d parts",
                       MULTIPART_PARTS_MAX);
    }
    if (!take_head(m, out, e)) {
        return false;
    }
    if (!find(m->rest, mark, &end)) {
        return cut_off(e);
    }
    out->body = end < 2 ? (struct span){.at = m->rest.at, .len = 0}
                        : (struct span){.at = m->rest.at + 2, .len = end - 2};
    m->rest = from(m->rest, end + mark.len);
    *more = true;
    return true;
}
