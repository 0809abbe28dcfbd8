#include "service/devices.h"

#include "base/quote.h"
#include "service/devices_state.h"
#include "service/directory.h"

#include <sodium.h>
#include <stdlib.h>

#define HASH_SIZE 32

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

struct devices *devices_new(struct store *s, struct passwords *p,
                            const uint8_t key[static DEVICES_KEY_SIZE])
{
    struct devices *d = calloc(1, sizeof *d);

    if (d != NULL) {
        d->store = s;
        d->passwords = p;
        memcpy(d->key, key, sizeof d->key);
    }
    return d;
}

void devices_free(struct devices **d)
{
    if (*d != NULL) {
        sodium_memzero((*d)->key, sizeof(*d)->key);
        free(*d);
        *d = NULL;
    }
}

/* --- names ---------------------------------------------------------------------------------------- */

void devices_derive(const struct devices *d, const char *word, struct span a, struct span b,
                    uint8_t *out, size_t size)
{
    const uint8_t length[2] = {(uint8_t)(a.len & 0xff), (uint8_t)(a.len >> 8 & 0xff)};
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, d->key, sizeof d->key, size);
    (void)crypto_generichash_update(&state, (const uint8_t *)word, strlen(word) + 1);
    (void)crypto_generichash_update(&state, length, sizeof length);
    (void)crypto_generichash_update(&state, (const uint8_t *)a.at, a.len);
    (void)crypto_generichash_update(&state, (const uint8_t *)b.at, b.len);
    (void)crypto_generichash_final(&state, out, size);
}

/* Version 8 of RFC 9562: bytes of the maker's own. */
static void derive_uuid(const struct devices *d, const char *word, const struct device *of,
                        uint8_t out[static DEVICE_UUID_SIZE])
{
    devices_derive(d, word, span_of(of->account), span_of(of->id), out, DEVICE_UUID_SIZE);
    out[6] = (uint8_t)((out[6] & 0x0f) | 0x80);
    out[8] = (uint8_t)((out[8] & 0x3f) | 0x80);
}

static void random_word(char *out, size_t len)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

    for (size_t i = 0; i < len; i++) {
        out[i] = letters[randombytes_uniform(32)];
    }
    out[len] = '\0';
}

static struct span link_key(const struct devices *d, struct span token,
                            uint8_t room[static HASH_SIZE])
{
    devices_derive(d, "mioboe set-up link", token, SPAN(""), room, HASH_SIZE);
    return (struct span){.at = (const char *)room, .len = HASH_SIZE};
}

/* --- reading -------------------------------------------------------------------------------------- */

static bool take_device(void *ctx, const struct document *doc)
{
    struct found_device *f = ctx;

    f->version = doc->version;
    f->read = device_unpack(doc->body, &f->device);
    return true;
}

bool devices_find(struct devices *d, struct span account, struct span id, struct found_device *out,
                  struct err *e)
{
    const struct store_document_name name = {.kind = DOCUMENT_DEVICE, .key = id};

    *out = (struct found_device){0};
    if (id.len != DEVICE_ID_BYTES) {
        return err_set(e, ERR_ABSENT, "there is no device %s", quote(id).text);
    }
    if (!store_document(d->store, &name, take_device, out, e) && e->code != ERR_ABSENT) {
        return false;
    }
    if (!out->read || !span_eq(span_of(out->device.account), account)) {
        return err_set(e, ERR_ABSENT, "there is no device %s", quote(id).text);
    }
    return true;
}

struct listing_of {
    device_visit *visit;
    void *ctx;
    size_t count;
};

static bool list_device(void *ctx, const struct document *doc)
{
    struct listing_of *l = ctx;
    struct device device;

    if (!device_unpack(doc->body, &device)) {
        return true;
    }
    l->count++;
    return l->visit == NULL || l->visit(l->ctx, &device);
}

static bool visit_devices(struct devices *d, struct span account, struct listing_of *l,
                          struct err *e)
{
    const struct store_document_query query = {
        .kind = DOCUMENT_DEVICE, .owner = account, .limit = DEVICES_MAX};

    return store_documents(d->store, &query, list_device, l, e);
}

bool devices_list(struct devices *d, struct span account, device_visit *visit, void *ctx,
                  struct err *e)
{
    struct listing_of l = {.visit = visit, .ctx = ctx};

    return visit_devices(d, account, &l, e);
}

/* --- links ---------------------------------------------------------------------------------------- */

struct found_link {
    struct setup_link link;
    uint32_t version;
    bool read;
};

static bool take_link(void *ctx, const struct document *doc)
{
    struct found_link *f = ctx;

    f->version = doc->version;
    f->read = setup_link_unpack(doc->body, &f->link);
    return true;
}

static bool find_link(struct devices *d, struct span token, int64_t now_ms, struct found_link *out,
                      struct err *e)
{
    uint8_t room[HASH_SIZE];
    const struct store_document_name name = {
        .kind = DOCUMENT_SETUP_LINK, .key = link_key(d, token, room), .now_ms = now_ms};

    *out = (struct found_link){0};
    if (token.len == DEVICE_TOKEN_BYTES && !store_document(d->store, &name, take_link, out, e) &&
        e->code != ERR_ABSENT) {
        return false;
    }
    if (!out->read) {
        return err_set(e, ERR_ABSENT, "this link was used, or its time is over");
    }
    return true;
}

bool devices_open(struct devices *d, struct span token, int64_t now_ms, struct setup_link *out,
                  struct err *e)
{
    struct found_link f;

    if (!find_link(d, token, now_ms, &f, e)) {
        return false;
    }
    *out = f.link;
    return true;
}

static bool resolve(struct devices *d, struct setup_link *link, struct err *e)
{
    struct arena *arena = arena_new(DIRECTORY_ACCOUNT_BYTES);
    struct account_record account;
    struct found_device device;
    bool ok;

    if (arena == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for an account");
    }
    ok = directory_find(d->store, span_of(link->account), arena, &account, e);
    if (ok) {
        struct span id = account.text[ACCOUNT_ID];

        memcpy(link->account, id.at, id.len);
        link->account[id.len] = '\0';
        ok = link->device[0] == '\0' || devices_find(d, id, span_of(link->device), &device, e);
    }
    arena_free(&arena);
    return ok;
}

bool devices_link(struct devices *d, struct setup_link *link, int64_t now_ms,
                  char token[static DEVICE_TOKEN_BYTES + 1], struct err *e)
{
    char bytes[DEVICE_FORM_MAX];
    struct buf body = BUF_ON(bytes);
    uint8_t room[HASH_SIZE];
    struct document doc = {.kind = DOCUMENT_SETUP_LINK};
    struct store_document_change change = {0};
    bool made = false;

    if (!resolve(d, link, e)) {
        return false;
    }
    link->expires_ms = now_ms + DEVICE_LINK_MS;
    setup_link_pack(link, &body);
    random_word(token, DEVICE_TOKEN_BYTES);
    doc.key = link_key(d, span_of(token), room);
    doc.owner = span_of(link->account);
    doc.body = (struct span){.at = body.at, .len = body.len};
    doc.expires_ms = link->expires_ms;
    change.document = &doc;
    if (!store_documents_change(d->store, &change, 1, now_ms, &made, e)) {
        return false;
    }
    return made || err_set(e, ERR_BUG, "two links have one token");
}

/* --- issuing -------------------------------------------------------------------------------------- */

/* Fills the device of a wish: the one that is there, one version on, or a new one. */
static bool prepare(struct devices *d, const struct device_wish *w, struct device_issue *out,
                    uint32_t *version, struct err *e)
{
    struct found_device found;
    struct listing_of l = {0};

    if (w->device.len > 0) {
        if (!devices_find(d, w->account, w->device, &found, e)) {
            return false;
        }
        *version = found.version;
        out->device = found.device;
        out->device.version++;
        out->replaced = true;
        return true;
    }
    *version = 0;
    out->device = (struct device){.kind = w->kind, .version = 1, .created_ms = w->now_ms};
    memcpy(out->device.account, w->account.at, w->account.len);
    if (!device_name_take(&out->device, w->name)) {
        return err_set(e, ERR_INPUT, "name: expected 1 to %d bytes of text, came %s",
                       DEVICE_NAME_MAX, quote(w->name).text);
    }
    random_word(out->device.id, DEVICE_ID_BYTES);
    if (!visit_devices(d, w->account, &l, e)) {
        return false;
    }
    return l.count < DEVICES_MAX ||
           err_set(e, ERR_INPUT, "there are %d devices already: remove one", DEVICES_MAX);
}

bool devices_fill(struct devices *d, const struct device_wish *w, struct arena *arena,
                  struct device_issue *out, struct err *e)
{
    struct account_record account;
    const struct account_texts *addresses = &account.list[ACCOUNT_MAIL_ADDRESSES];

    if (!directory_find(d->store, w->account, arena, &account, e)) {
        return false;
    }
    if (!span_eq(account.text[ACCOUNT_ID], w->account)) {
        return err_set(e, ERR_ABSENT, "there is no account %s", quote(w->account).text);
    }
    if (addresses->count == 0) {
        return err_set(e, ERR_INPUT, "account %s has no mail address", quote(w->account).text);
    }
    out->address = addresses->at[0];
    out->person = account.text[ACCOUNT_REGISTERED_NAME];
    return true;
}

void devices_name(const struct devices *d, struct device_issue *out)
{
    derive_uuid(d, "mioboe profile", &out->device, out->uuid);
    derive_uuid(d, "mioboe mail payload", &out->device, out->payload_uuid);
}

bool devices_describe(struct devices *d, const struct device_wish *w, struct arena *arena,
                      struct device_issue *out, struct err *e)
{
    struct device_issue issue = {0};
    uint32_t version;

    if (!devices_fill(d, w, arena, &issue, e) || !prepare(d, w, &issue, &version, e)) {
        return false;
    }
    devices_name(d, &issue);
    *out = issue;
    return true;
}

static bool make_password(struct devices *d, const struct device_wish *w, struct device_issue *out,
                          struct err *e)
{
    struct app_password p = {.scopes = APP_SCOPE_IMAP | APP_SCOPE_POP3 | APP_SCOPE_SUBMISSION,
                             .created_ms = w->now_ms};

    memcpy(p.account, out->device.account, sizeof p.account);
    memcpy(p.name, out->device.name, sizeof p.name);
    memcpy(p.device, out->device.id, sizeof out->device.id);
    if (!passwords_app_create(d->passwords, &p, out->password, e)) {
        return false;
    }
    memcpy(out->device.app_password, p.id, sizeof out->device.app_password);
    out->device.issued_ms = w->now_ms;
    return true;
}

/* The device is kept and the link is gone in one commit, or neither. */
static bool keep(struct devices *d, const struct device_wish *w, const struct device_issue *issue,
                 uint32_t version, struct err *e)
{
    char bytes[DEVICE_FORM_MAX];
    struct buf body = BUF_ON(bytes);
    struct document device = {.kind = DOCUMENT_DEVICE,
                              .key = span_of(issue->device.id),
                              .owner = span_of(issue->device.account)};
    struct document link = {.kind = DOCUMENT_SETUP_LINK};
    struct store_document_change changes[2] = {{.expected = version}, {.remove = true}};
    /* cppcheck-suppress variableScope ; the link's key is a view of it */
    uint8_t room[HASH_SIZE];
    bool made = false;

    device_pack(&issue->device, &body);
    device.body = (struct span){.at = body.at, .len = body.len};
    changes[0].document = &device;
    if (w->token.len > 0) {
        struct found_link found;

        if (!find_link(d, w->token, w->now_ms, &found, e)) {
            return false;
        }
        link.key = link_key(d, w->token, room);
        changes[1].document = &link;
        changes[1].expected = found.version;
    }
    if (!store_documents_change(d->store, changes, w->token.len > 0 ? 2 : 1, w->now_ms, &made, e)) {
        return false;
    }
    return made || err_set(e, ERR_ABSENT, "this link was used, or its time is over");
}

struct others {
    const struct device *device;
    size_t count;
    char ids[APP_PASSWORDS_MAX][APP_PASSWORD_ID_BYTES + 1];
};

static bool note_other(void *ctx, const struct app_password *p)
{
    struct others *o = ctx;

    if (p->revoked_ms == 0 && strcmp(p->device, o->device->id) == 0 &&
        strcmp(p->id, o->device->app_password) != 0 && o->count < APP_PASSWORDS_MAX) {
        memcpy(o->ids[o->count++], p->id, sizeof p->id);
    }
    return true;
}

/* Whatever the device used before: also what was left when an earlier set-up broke off. */
static bool revoke_others(struct devices *d, const struct device *device, int64_t now_ms,
                          struct err *e)
{
    struct others o = {.device = device};
    struct span account = span_of(device->account);

    if (!passwords_app_list(d->passwords, account, note_other, &o, e)) {
        return false;
    }
    for (size_t i = 0; i < o.count; i++) {
        struct err failed = {0};

        if (!passwords_app_revoke(d->passwords, account, span_of(o.ids[i]), now_ms, &failed) &&
            failed.code != ERR_ABSENT) {
            *e = failed;
            return false;
        }
    }
    return true;
}

bool devices_issue(struct devices *d, const struct device_wish *w, struct arena *arena,
                   struct device_issue *out, struct err *e)
{
    struct device_issue issue = {0};
    struct err ignored = {0};
    uint32_t version = 0;
    bool ok = devices_fill(d, w, arena, &issue, e) && prepare(d, w, &issue, &version, e) &&
              make_password(d, w, &issue, e);

    if (!ok) {
        return false;
    }
    ok = keep(d, w, &issue, version, e);
    if (!ok) {
        (void)!passwords_app_revoke(d->passwords, w->account, span_of(issue.device.app_password),
                                    w->now_ms, &ignored);
    }
    ok = ok && (!issue.replaced || revoke_others(d, &issue.device, w->now_ms, e));
    if (ok) {
        devices_name(d, &issue);
        *out = issue;
    }
    sodium_memzero(issue.password, sizeof issue.password);
    return ok;
}

/* --- taking back ---------------------------------------------------------------------------------- */

bool devices_revoke(struct devices *d, struct span account, struct span device, int64_t now_ms,
                    struct err *e)
{
    struct found_device found;
    struct document doc = {.kind = DOCUMENT_DEVICE, .key = device};
    struct store_document_change change = {
        .document = &doc, .expected = DOCUMENT_ANY, .remove = true};
    bool made = false;
    size_t count = 0;

    return devices_find(d, account, device, &found, e) &&
           passwords_app_revoke_all(d->passwords, account, device, now_ms, &count, e) &&
           store_documents_change(d->store, &change, 1, now_ms, &made, e);
}
