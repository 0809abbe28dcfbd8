#include "message/authres.h"

#include "message/ascii.h"
#include "message/domain.h"

static void skip(struct span *s, size_t bytes)
{
    *s = (struct span){.at = s->at + bytes, .len = s->len - bytes};
}

/* Bytes of the comment at the front, with the comments in it; an open one takes all. */
static size_t comment_len(struct span s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\\') {
            i++;
        } else if (s.at[i] == '(') {
            depth++;
        } else if (s.at[i] == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return s.len;
}

static void skip_blank(struct span *s)
{
    while (s->len > 0 && (strchr(" \t\r\n", s->at[0]) != NULL || s->at[0] == '(')) {
        skip(s, s->at[0] == '(' ? comment_len(*s) : 1);
    }
}

/* A token, or a quoted string without its quotes. */
static struct span take_word(struct span *s)
{
    struct span word = {.at = s->at, .len = 0};

    if (s->len > 0 && s->at[0] == '"') {
        skip(s, 1);
        word.at = s->at;
        while (word.len < s->len && s->at[word.len] != '"') {
            word.len++;
        }
        skip(s, word.len < s->len ? word.len + 1 : word.len);
        return word;
    }
    while (word.len < s->len && strchr(" \t\r\n;=()\"", s->at[word.len]) == NULL) {
        word.len++;
    }
    skip(s, word.len);
    return word;
}

/* "name = value" with blanks and comments anywhere; false, nothing taken but blanks, at ';' or the end. */
static bool take_pair(struct span *s, struct span *name, struct span *value)
{
    skip_blank(s);
    if (s->len == 0 || s->at[0] == ';') {
        return false;
    }
    *name = take_word(s);
    *value = SPAN("");
    skip_blank(s);
    if (s->len > 0 && s->at[0] == '=') {
        skip(s, 1);
        skip_blank(s);
        *value = take_word(s);
    } else if (name->len == 0 && s->len > 0) {
        skip(s, 1);
    }
    return true;
}

static struct span domain_of(struct span value)
{
    struct span local;

    (void)!span_cut(&value, '@', &local);
    return value;
}

static bool names_domain(struct span property)
{
    return ascii_same(property, SPAN("header.from")) || ascii_same(property, SPAN("header.d")) ||
           ascii_same(property, SPAN("header.i")) || ascii_same(property, SPAN("smtp.mailfrom")) ||
           ascii_same(property, SPAN("smtp.from"));
}

bool authres_take(struct span *rest, struct authres_item *out)
{
    struct span name;
    struct span value;
    struct authres_item item = {0};

    do {
        skip_blank(rest);
        if (rest->len > 0 && rest->at[0] == ';') {
            skip(rest, 1);
            skip_blank(rest);
        }
        if (rest->len == 0) {
            return false;
        }
    } while (!take_pair(rest, &item.method, &item.result));
    while (take_pair(rest, &name, &value)) {
        if (names_domain(name) && item.domain.len == 0) {
            item.domain = domain_of(value);
        }
    }
    *out = item;
    return true;
}

static bool aligned(struct span domain, const struct host *from)
{
    struct host host;
    struct err e = {0};

    return host_from_name(domain, &host, &e) && host_same_domain(&host, from);
}

/* True when the item passed for the From domain; dmarc without a domain speaks of From itself. */
static bool binds(const struct authres_item *item, const struct host *from)
{
    bool known = ascii_same(item->method, SPAN("dkim")) || ascii_same(item->method, SPAN("spf")) ||
                 ascii_same(item->method, SPAN("dmarc"));

    if (!known || !ascii_same(item->result, SPAN("pass"))) {
        return false;
    }
    return (ascii_same(item->method, SPAN("dmarc")) && item->domain.len == 0) ||
           aligned(item->domain, from);
}

static enum authres judge(struct span value, const struct host *from, bool *arc)
{
    struct authres_item item;
    bool passed = false;
    bool failed = false;
    bool dmarc = false;

    while (authres_take(&value, &item)) {
        bool spf = ascii_same(item.method, SPAN("spf"));

        *arc =
            *arc || (ascii_same(item.method, SPAN("arc")) && ascii_same(item.result, SPAN("pass")));
        dmarc = dmarc ||
                (ascii_same(item.method, SPAN("dmarc")) && ascii_same(item.result, SPAN("fail")));
        passed = passed || binds(&item, from);
        failed = failed || (spf && (ascii_same(item.result, SPAN("fail")) ||
                                    ascii_same(item.result, SPAN("softfail"))));
    }
    if (dmarc) {
        return AUTHRES_FAIL;
    }
    if (passed) {
        return AUTHRES_PASS;
    }
    return failed ? AUTHRES_FAIL : AUTHRES_NONE;
}

void authres_read(const struct message *m, struct span server, struct authres_result *out)
{
    struct host from;
    struct err e = {0};

    *out = (struct authres_result){.from = AUTHRES_NONE};
    if (server.len == 0 || m->from.count != 1 || m->forward != MESSAGE_FORWARD_NONE ||
        !host_from_name(m->from.at[0].domain, &from, &e)) {
        return;
    }
    for (size_t i = 0; i < m->auth_count; i++) {
        if (m->auths[i].instance == 0 && span_eq(m->auths[i].server, server)) {
            out->from = judge(m->auths[i].value, &from, &out->arc);
            return;
        }
    }
}
