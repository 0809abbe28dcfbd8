#include "courier/gateway_parts.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define VALUES_MAX ((size_t)1 << 20) /* bytes of the values of one request */

/* RFC 3986 2.3 */
static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~", c) != NULL);
}

void gateway_percent(struct buf *out, struct span text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        if (is_unreserved(text.at[i])) {
            buf_add(out, (struct span){&text.at[i], 1});
        } else {
            uint8_t byte = (uint8_t)text.at[i];
            char coded[] = {'%', digits[byte >> 4], digits[byte & 15]};

            buf_add(out, (struct span){coded, sizeof coded});
        }
    }
}

/* RFC 8259 7 */
static void json_escape(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '"' || c == '\\') {
            buf_add(out, SPAN("\\"));
        }
        if ((uint8_t)c < 0x20 || c == '\x7f') {
            buf_addf(out, "\\u%04x", (unsigned)(uint8_t)c);
        } else {
            buf_add(out, (struct span){&text.at[i], 1});
        }
    }
}

static void as_it_is(struct buf *out, struct span text)
{
    buf_add(out, text);
}

typedef void escape(struct buf *out, struct span text);

static bool is_utf8(struct span s)
{
    while (s.len > 0) {
        uint32_t point;
        size_t taken = utf8_take(s, &point);

        if (taken == 0 || point == 0) {
            return false;
        }
        s = (struct span){s.at + taken, s.len - taken};
    }
    return true;
}

/* One filling in: all templates of a request see the same values, escaped for their place. */
struct filling {
    const struct gateway *g;
    const struct gateway_message *m;
    char *room; /* for one escaped value: GATEWAY_BODY_MAX */
    struct values *set;
    escape *how;
    bool cut; /* a value did not fit */
};

static void put(struct filling *f, struct value *root, const char *name, struct span text)
{
    struct buf out = {.at = f->room, .cap = GATEWAY_BODY_MAX};

    f->how(&out, text);
    f->cut = f->cut || out.full;
    value_set_text(f->set, root, name, (struct span){out.at, out.len});
}

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static struct span report_of(const struct filling *f, struct buf *out)
{
    if (f->m->token == NULL || f->g->report_url[0] == '\0') {
        return SPAN("");
    }
    buf_addf(out, "%s/v1/deliveries/%" PRId64 "/%s", f->g->report_url, f->m->delivery->id,
             f->m->token);
    return (struct span){out->at, out->len};
}

static const struct value *make_values(struct filling *f)
{
    char report_bytes[GATEWAY_TEXT_MAX + 128];
    struct buf report = BUF_ON(report_bytes);
    char id_bytes[24];
    struct buf id = BUF_ON(id_bytes);
    struct span to = f->m->delivery->recipient;
    struct value *root = value_object(f->set);
    const struct notice *n = f->m->notice;
    bool plus = to.len > 0 && to.at[0] == '+';

    buf_addf(&id, "%" PRId64, f->m->delivery->id);
    put(f, root, "to", to);
    put(f, root, "to_digits", (struct span){to.at + plus, to.len - plus});
    put(f, root, "text", f->m->delivery->body);
    put(f, root, "from", span_of(f->g->from));
    put(f, root, "user", span_of(f->g->user));
    put(f, root, "password", secret_reveal(&f->g->password));
    put(f, root, "id", (struct span){id.at, id.len});
    put(f, root, "reference", n == NULL ? SPAN("") : span_of(n->reference));
    put(f, root, "lang", n != NULL && n->lang == 1 ? SPAN("ja") : SPAN("en"));
    put(f, root, "report", report_of(f, &report));
    value_set_bool(f->set, root, "unicode", f->m->unicode);
    return root;
}

static bool render(struct filling *f, const struct template *t, escape *how, struct buf *out,
                   struct err *e)
{
    struct template_data data = {.set = values_new(VALUES_MAX)};
    bool ok;

    if (data.set == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a request");
    }
    f->set = data.set;
    f->how = how;
    data.root = make_values(f);
    ok = f->cut ? err_set(e, ERR_LIMIT, "a value exceeds %zu bytes", GATEWAY_BODY_MAX)
                : template_render(t, &data, template_to_buf(out), e);
    values_free(&data.set);
    return ok;
}

static bool no_controls(struct span s, struct err *e)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((uint8_t)s.at[i] < ' ' || s.at[i] == '\x7f') {
            return err_set(e, ERR_INPUT, "expected no control character in it");
        }
    }
    return true;
}

/* Renders into `at` and ends it with NUL. */
static bool render_line(struct filling *f, const struct template *t, escape *how, char *at,
                        size_t cap, struct err *e)
{
    struct buf out = {.at = at, .cap = cap - 1};

    if (!render(f, t, how, &out, e) || !no_controls((struct span){out.at, out.len}, e)) {
        return false;
    }
    at[out.len] = '\0';
    return true;
}

static bool fill_headers(struct filling *f, struct gateway_request *out, struct err *e)
{
    const struct gateway *g = f->g;

    for (size_t i = 0; i < g->header_count; i++) {
        if (!render_line(f, g->headers[i], as_it_is, out->headers[i], GATEWAY_HEADER_MAX, e)) {
            return err_context(e, "header");
        }
    }
    out->header_count = g->header_count;
    if (g->post) {
        struct buf type = {.at = out->headers[out->header_count++], .cap = GATEWAY_HEADER_MAX};

        buf_addf(&type, "Content-Type: %s", g->body_type);
    }
    return true;
}

static bool fill_body(struct filling *f, struct gateway_request *out, struct err *e)
{
    static escape *const escapes[] = {
        [GATEWAY_BODY_FORM] = gateway_percent,
        [GATEWAY_BODY_JSON] = json_escape,
        [GATEWAY_BODY_TEXT] = as_it_is,
    };
    struct buf body = {.at = out->body, .cap = sizeof out->body};

    out->body_len = 0;
    if (f->g->body == NULL) {
        return true;
    }
    if (!render(f, f->g->body, escapes[f->g->body_kind], &body, e)) {
        return err_context(e, "body");
    }
    out->body_len = body.len;
    return true;
}

bool gateway_fill(const struct gateway *g, const struct gateway_message *m,
                  struct gateway_request *out, struct err *e)
{
    struct filling f = {.g = g, .m = m, .room = out->scratch};

    if (!is_utf8(m->delivery->recipient) || !is_utf8(m->delivery->body)) {
        return err_set(e, ERR_INPUT, "expected UTF-8 in recipient and text");
    }
    out->post = g->post;
    out->body_len = 0;
    return (render_line(&f, g->url, gateway_percent, out->url, sizeof out->url, e) ||
            err_context(e, "url")) &&
           fill_headers(&f, out, e) && fill_body(&f, out, e);
}

void gateway_request_wipe(struct gateway_request *r)
{
    sodium_memzero(r, sizeof *r);
}
