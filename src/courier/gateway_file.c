#include "courier/gateway_parts.h"

#include "base/memory.h"
#include "base/quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VALUE_MAX ((size_t)16 << 10) /* bytes of one value, its lines joined */

/* A value with the lines that go on with it. */
struct statement {
    struct span name;
    size_t line;
    struct buf value;
};

static bool finish(struct gateway *g, struct statement *s, const char *name, struct err *e)
{
    bool ok =
        s->line == 0 ||
        (s->value.full ? err_set(e, ERR_CONFIG, "expected at most %zu bytes", VALUE_MAX)
                       : gateway_take(g, s->name, (struct span){s->value.at, s->value.len}, e));

    if (!ok) {
        (void)err_context(e, "%.60s:%zu", name, s->line);
    }
    s->line = 0;
    return ok;
}

static bool begin(struct statement *s, struct span line, size_t number, struct err *e)
{
    struct span rest = line;
    struct span head;

    if (!span_cut(&rest, '=', &head)) {
        return err_set(e, ERR_CONFIG, "expected NAME = VALUE, came %s", quote(line).text);
    }
    s->name = gateway_trimmed(head);
    s->line = number;
    s->value.len = 0;
    s->value.full = false;
    buf_add(&s->value, gateway_trimmed(rest));
    return true;
}

static bool take_line(struct gateway *g, struct statement *s, struct span line, size_t number,
                      const char *name, struct err *e)
{
    bool goes_on = line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
    struct span text = gateway_trimmed(line);

    if (text.len == 0 || text.at[0] == '#') {
        return true;
    }
    if (goes_on && s->line == 0) {
        return err_set(e, ERR_CONFIG, "%.60s:%zu: expected NAME = VALUE at the line's beginning",
                       name, number);
    }
    if (goes_on) {
        buf_add(&s->value, text);
        return true;
    }
    return finish(g, s, name, e) &&
           (begin(s, line, number, e) || err_context(e, "%.60s:%zu", name, number));
}

static bool take_lines(struct gateway *g, struct span text, const char *name, struct err *e)
{
    char *room = memory_new(1, VALUE_MAX);
    struct statement s = {.value = {.at = room, .cap = VALUE_MAX}};
    bool ok = true;

    for (size_t number = 1; ok && text.len > 0; number++) {
        struct span line;

        if (!span_cut(&text, '\n', &line)) {
            line = text;
            text.len = 0;
        }
        ok = take_line(g, &s, line, number, name, e);
    }
    ok = ok && finish(g, &s, name, e);
    memory_free(room);
    return ok;
}

static void set_defaults(struct gateway *g)
{
    g->body_kind = GATEWAY_BODY_FORM;
    (void)snprintf(g->body_type, sizeof g->body_type, "application/x-www-form-urlencoded");
    g->slots = 8;
    g->timeout_ms = 30000;
    g->backoff = (struct backoff)BACKOFF_DEFAULT;
}

bool gateway_parse(struct span text, const char *name, struct gateway **out, struct err *e)
{
    struct gateway *g;

    if (text.len > GATEWAY_FILE_MAX) {
        return err_set(e, ERR_CONFIG, "%.60s: expected at most %zu bytes", name, GATEWAY_FILE_MAX);
    }
    g = memory_new(1, sizeof *g);
    set_defaults(g);
    if (!take_lines(g, text, name, e)) {
        gateway_free(&g);
        return false;
    }
    if (!gateway_is_complete(g, e)) {
        gateway_free(&g);
        return err_context(e, "%.60s", name);
    }
    if (g->answer_count == 0) {
        g->answers[g->answer_count++] =
            (struct gateway_answer){.lo = 200, .hi = 299, .verdict = GATEWAY_ACCEPTED};
    }
    *out = g;
    return true;
}

static bool read_file(const char *path, struct buf *to, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = 1;

    if (fd < 0) {
        return err_set(e, ERR_CONFIG, "%.150s: %s", path, strerror(errno));
    }
    while (got > 0 && to->len < to->cap) {
        got = read(fd, to->at + to->len, to->cap - to->len);
        to->len += got > 0 ? (size_t)got : 0;
    }
    e->sys = errno;
    (void)close(fd);
    return got >= 0 || err_set(e, ERR_SYSTEM, "%.150s: %s", path, strerror(e->sys));
}

static bool read_password(struct gateway *g, struct err *e)
{
    return g->password_file[0] == '\0' || secret_read(g->password_file, &g->password, e) ||
           err_context(e, "password_file");
}

bool gateway_read(const char *path, struct gateway **out, struct err *e)
{
    char *room = memory_new(1, GATEWAY_FILE_MAX + 1);
    struct buf text = {.at = room, .cap = GATEWAY_FILE_MAX + 1};
    struct gateway *g = NULL;
    bool ok =
        read_file(path, &text, e) && gateway_parse((struct span){text.at, text.len}, path, &g, e);

    memory_free(room);
    if (!ok || g == NULL) {
        return false;
    }
    if (!read_password(g, e)) {
        gateway_free(&g);
        return err_context(e, "%.60s", path);
    }
    *out = g;
    return true;
}

void gateway_free(struct gateway **g)
{
    if (*g == NULL) {
        return;
    }
    template_free(&(*g)->url);
    template_free(&(*g)->body);
    for (size_t i = 0; i < GATEWAY_HEADERS_MAX; i++) {
        template_free(&(*g)->headers[i]);
    }
    secret_wipe(&(*g)->password);
    memory_free(*g);
    *g = NULL;
}
