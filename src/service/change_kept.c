/* What is kept of a change under way and of a code that undoes one: lines "name value". */
#include "service/change_parts.h"

#include "base/number.h"

#include <sodium.h>
#include <stdio.h>

/* --- a change under way --------------------------------------------------------------------------- */

/* The event's own lines, a blank one, then the rest. */
void pending_print(struct buf *out, const struct pending *p)
{
    credential_event_print(out, &p->ev);
    buf_addf(out, "\ncredential %d\nrevoke %d\nsince %lld\nundo %d\ntold %d\ntries %u\n",
             (int)p->credential, p->revoke_all, (long long)p->revoke_since_ms, p->undo, p->told,
             p->tries);
    buf_addf(out, "phone %s\naddress %s\n", p->former_phone, p->former_address);
}

struct number_field {
    const char *name;
    uint64_t hi;
    uint64_t value;
};

static bool take_number(struct number_field *fields, size_t count, struct span name,
                        struct span value, bool *known)
{
    for (size_t i = 0; i < count; i++) {
        if (span_eq(name, change_span(fields[i].name))) {
            *known = true;
            return number_parse(value, 0, fields[i].hi, &fields[i].value);
        }
    }
    *known = false;
    return true;
}

/* Lines of numbers, and two of texts. */
static bool read_lines(struct span body, struct number_field *fields, size_t count, char *phone,
                       char *address)
{
    struct span line;

    while (span_cut(&body, '\n', &line)) {
        struct span name;
        bool known = false;

        if (!span_cut(&line, ' ', &name) || line.len > ACCOUNT_TEXT_MAX ||
            !take_number(fields, count, name, line, &known)) {
            return false;
        }
        if (!known && span_eq(name, SPAN("phone"))) {
            change_copy(phone, ACCOUNT_TEXT_MAX + 1, line);
        } else if (!known && span_eq(name, SPAN("address"))) {
            change_copy(address, ACCOUNT_TEXT_MAX + 1, line);
        }
    }
    return body.len == 0;
}

bool pending_read(struct span account, struct span key, struct span body, struct pending *out,
                  struct err *e)
{
    struct number_field fields[] = {{.name = "credential", .hi = CREDENTIAL_KIND_COUNT - 1},
                                    {.name = "revoke", .hi = 1},
                                    {.name = "since", .hi = INT64_MAX},
                                    {.name = "undo", .hi = 1},
                                    {.name = "told", .hi = 1},
                                    {.name = "tries", .hi = UINT32_MAX}};
    struct pending p = {.tries = 0};
    size_t at = 0;

    while (at + 1 < body.len && (body.at[at] != '\n' || body.at[at + 1] != '\n')) {
        at++;
    }
    change_copy(p.account, sizeof p.account, account);
    if (at + 1 >= body.len ||
        !credential_event_read(key, (struct span){.at = body.at, .len = at + 1}, &p.ev, e) ||
        !read_lines((struct span){.at = body.at + at + 2, .len = body.len - at - 2}, fields,
                    COUNT(fields), p.former_phone, p.former_address)) {
        return err_set(e, ERR_STORE, "a change under way that cannot be read");
    }
    p.credential = (enum credential_kind)fields[0].value;
    p.revoke_all = fields[1].value != 0;
    p.revoke_since_ms = (int64_t)fields[2].value;
    p.undo = fields[3].value != 0;
    p.told = fields[4].value != 0;
    p.tries = (uint32_t)fields[5].value;
    *out = p;
    return true;
}

/* --- a code --------------------------------------------------------------------------------------- */

/* 75 random bits need no slow hash. */
void undo_key(struct span code, char out[static UNDO_KEY + 1])
{
    uint8_t hash[UNDO_KEY / 2];

    (void)crypto_generichash(hash, sizeof hash, (const uint8_t *)code.at, code.len, NULL, 0);
    (void)sodium_bin2hex(out, UNDO_KEY + 1, hash, sizeof hash);
}

void undo_print(struct buf *out, const struct undo *u)
{
    buf_addf(out, "at %lld\nused %lld\nrecovered %d\nphone %s\naddress %s\n", (long long)u->at_ms,
             (long long)u->used_ms, u->recovered, u->phone, u->address);
}

bool undo_read(const struct document *d, struct undo *out, struct err *e)
{
    struct number_field fields[] = {{.name = "at", .hi = INT64_MAX},
                                    {.name = "used", .hi = INT64_MAX},
                                    {.name = "recovered", .hi = 1}};
    struct undo u = {.version = d->version, .expires_ms = d->expires_ms};

    if (d->key.len != UNDO_KEY || d->owner.len > ACCOUNT_ID_MAX ||
        !read_lines(d->body, fields, COUNT(fields), u.phone, u.address)) {
        return err_set(e, ERR_STORE, "an undo code that cannot be read");
    }
    change_copy(u.key, sizeof u.key, d->key);
    change_copy(u.account, sizeof u.account, d->owner);
    u.at_ms = (int64_t)fields[0].value;
    u.used_ms = (int64_t)fields[1].value;
    u.recovered = fields[2].value != 0;
    *out = u;
    return true;
}

struct finding {
    struct undo *undo;
    struct err *e;
    bool ok;
};

static bool take_undo(void *ctx, const struct document *d)
{
    struct finding *f = ctx;

    f->ok = undo_read(d, f->undo, f->e);
    return false;
}

bool undo_find(struct changes *c, struct span code, int64_t now_ms, struct undo *out, struct err *e)
{
    char printed[UNDO_CODE_MAX] = "";
    char key[UNDO_KEY + 1];
    struct finding f = {.undo = out, .e = e};
    struct store_document_name name = {.kind = DOCUMENT_UNDO, .now_ms = now_ms};

    (void)!undo_code_read(code, printed); /* what is none is looked up all the same */
    undo_key(change_span(printed), key);
    sodium_memzero(printed, sizeof printed);
    name.key = change_span(key);
    return store_document(c->setup.store, &name, take_undo, &f, e) && f.ok;
}

static bool take_former(void *ctx, const struct document *d)
{
    struct pending *p = ctx;
    struct undo u = {0};
    struct err ignored = {0};

    if (undo_read(d, &u, &ignored)) {
        if (u.phone[0] != '\0') {
            memcpy(p->former_phone, u.phone, sizeof u.phone);
        }
        if (u.address[0] != '\0') {
            memcpy(p->former_address, u.address, sizeof u.address);
        }
    }
    return true;
}

bool undo_former(struct changes *c, struct span account, int64_t now_ms, struct pending *p,
                 struct err *e)
{
    const struct store_document_query query = {
        .kind = DOCUMENT_UNDO, .owner = account, .limit = 64, .now_ms = now_ms};

    return store_documents(c->setup.store, &query, take_former, p, e);
}
