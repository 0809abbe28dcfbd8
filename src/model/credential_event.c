#include "model/credential_event.h"

#include "base/number.h"

#include <stdio.h>

static const char *const kinds[CREDENTIAL_EVENT_COUNT] = {
    "password",    "recovery",    "locked", "contact",     "sign_in_name",
    "app_created", "app_revoked", "pin",    "mail_switch",
};
static const char *const actors[CREDENTIAL_ACTOR_COUNT] = {"owner", "help_desk", "operator"};

const char *credential_event_code(enum credential_event_kind k)
{
    return kinds[k];
}

const char *credential_actor_code(enum credential_actor a)
{
    return actors[a];
}

static bool find(struct span code, const char *const *codes, unsigned count, unsigned *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool credential_actor_parse(struct span code, enum credential_actor *out)
{
    unsigned i = 0;

    if (!find(code, actors, CREDENTIAL_ACTOR_COUNT, &i)) {
        return false;
    }
    *out = (enum credential_actor)i;
    return true;
}

void credential_event_key(int64_t at_ms, uint64_t random, char out[static CREDENTIAL_EVENT_KEY + 1])
{
    (void)snprintf(out, CREDENTIAL_EVENT_KEY + 1, "%016llx%016llx",
                   (unsigned long long)(at_ms < 0 ? 0 : at_ms), (unsigned long long)random);
}

/* On one line. */
static void put_line(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, "%s ", name);
    for (; *value != '\0'; value++) {
        buf_addf(out, "%c", (unsigned char)*value < ' ' ? ' ' : *value);
    }
    buf_add(out, SPAN("\n"));
}

void credential_event_print(struct buf *out, const struct credential_event *ev)
{
    buf_addf(out, "mioboe 1\nwhat %s\nby %s\nat %lld\n", kinds[ev->what], actors[ev->by],
             (long long)ev->at_ms);
    if (ev->has_remote) {
        buf_add(out, SPAN("remote "));
        address_print(out, &ev->remote);
        buf_add(out, SPAN("\n"));
    }
    put_line(out, "detail", ev->detail);
    put_line(out, "reference", ev->reference);
    buf_addf(out, "revoked %u\nsessions %d\nended %lld\n", ev->revoked, ev->sessions,
             (long long)ev->sessions_ms);
}

static bool text(struct span value, char *out, size_t max)
{
    if (value.len > max || memchr(value.at, '\0', value.len) != NULL) {
        return false;
    }
    memcpy(out, value.at, value.len);
    out[value.len] = '\0';
    return true;
}

static bool number(struct span value, uint64_t hi, uint64_t *out)
{
    return number_parse(value, 0, hi, out);
}

static bool take(struct credential_event *ev, struct span name, struct span value)
{
    unsigned code = 0;
    uint64_t n = 0;

    if (span_eq(name, SPAN("what"))) {
        bool ok = find(value, kinds, CREDENTIAL_EVENT_COUNT, &code);

        ev->what = (enum credential_event_kind)code;
        return ok;
    }
    if (span_eq(name, SPAN("by"))) {
        return credential_actor_parse(value, &ev->by);
    }
    if (span_eq(name, SPAN("remote"))) {
        ev->has_remote = address_parse(value, &ev->remote);
        return ev->has_remote;
    }
    if (span_eq(name, SPAN("detail"))) {
        return text(value, ev->detail, CREDENTIAL_EVENT_DETAIL);
    }
    if (span_eq(name, SPAN("reference"))) {
        return text(value, ev->reference, NOTICE_REFERENCE_MAX - 1);
    }
    if (span_eq(name, SPAN("at")) && number(value, INT64_MAX, &n)) {
        ev->at_ms = (int64_t)n;
        return true;
    }
    if (span_eq(name, SPAN("ended")) && number(value, INT64_MAX, &n)) {
        ev->sessions_ms = (int64_t)n;
        return true;
    }
    if (span_eq(name, SPAN("revoked")) && number(value, UINT32_MAX, &n)) {
        ev->revoked = (uint32_t)n;
        return true;
    }
    if (span_eq(name, SPAN("sessions")) && number(value, 1, &n)) {
        ev->sessions = n == 1;
        return true;
    }
    return !span_eq(name, SPAN("at")) && !span_eq(name, SPAN("ended")) &&
           !span_eq(name, SPAN("revoked")) && !span_eq(name, SPAN("sessions"));
}

bool credential_event_read(struct span key, struct span body, struct credential_event *out,
                           struct err *e)
{
    struct credential_event ev = {0};
    struct span line;
    bool ok = text(key, ev.key, CREDENTIAL_EVENT_KEY) && span_cut(&body, '\n', &line) &&
              span_eq(line, SPAN("mioboe 1"));

    while (ok && span_cut(&body, '\n', &line)) {
        struct span name;

        ok = span_cut(&line, ' ', &name) && take(&ev, name, line);
    }
    if (!ok || body.len > 0) {
        return err_set(e, ERR_STORE, "a change of a credential that cannot be read");
    }
    *out = ev;
    return true;
}
