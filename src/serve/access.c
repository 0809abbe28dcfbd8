#include "serve/access.h"

#include "base/number.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "model/network.h"
#include "service/token_book.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WIDE_BITS 8 /* a block with fewer holds people nobody knows */

struct block {
    struct address prefix;
    uint8_t bits;
};

struct secret {
    char name[ACCESS_NAME_MAX];
    uint32_t scopes;
    size_t len;
    unsigned char bytes[ACCESS_SECRET_MAX]; /* zero behind len */
};

struct user {
    uid_t uid;
    uint32_t scopes;
};

struct access {
    struct token_book *tokens; /* borrowed; NULL: none */
    size_t block_count;
    size_t proxy_count;
    size_t user_count;
    size_t secret_count;
    struct block blocks[ACCESS_BLOCKS_MAX];
    struct block proxies[ACCESS_PROXIES_MAX];
    struct user users[ACCESS_USERS_MAX];
    struct secret *secrets; /* locked memory */
};

struct access *access_new(void)
{
    struct access *a = calloc(1, sizeof *a);

    if (a == NULL) {
        return NULL;
    }
    a->secrets = sodium_allocarray(ACCESS_SECRETS_MAX, sizeof *a->secrets);
    if (a->secrets == NULL) {
        free(a);
        return NULL;
    }
    sodium_memzero(a->secrets, ACCESS_SECRETS_MAX * sizeof *a->secrets);
    return a;
}

void access_free(struct access **a)
{
    if (*a != NULL) {
        sodium_free((*a)->secrets);
        free(*a);
        *a = NULL;
    }
}

static bool add_blocks(struct block *rows, size_t *count, size_t most, struct span list,
                       struct err *e)
{
    struct span word;

    while (endpoint_next_word(&list, &word)) {
        struct own_network block = {0};

        if (*count == most) {
            return err_set(e, ERR_CONFIG, "expected at most %zu address blocks, came more", most);
        }
        if (!own_network_parse(word, &block, e)) {
            e->code = ERR_CONFIG;
            return err_context(e, "%s", quote(word).text);
        }
        rows[(*count)++] = (struct block){block.prefix, block.bits};
    }
    return true;
}

bool access_add_blocks(struct access *a, struct span list, struct err *e)
{
    return add_blocks(a->blocks, &a->block_count, ACCESS_BLOCKS_MAX, list, e);
}

bool access_add_proxies(struct access *a, struct span list, struct err *e)
{
    return add_blocks(a->proxies, &a->proxy_count, ACCESS_PROXIES_MAX, list, e);
}

bool access_add_uid(struct access *a, uid_t uid, uint32_t scopes, struct err *e)
{
    if (a->user_count == ACCESS_USERS_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d users, came more", ACCESS_USERS_MAX);
    }
    a->users[a->user_count++] = (struct user){uid, scopes};
    return true;
}

/* False when this machine has no such user. */
static bool user_of(struct span word, uid_t *out)
{
    char name[64];
    char room[4096];
    struct passwd entry;
    struct passwd *user = NULL;

    if (word.len >= sizeof name) {
        return false;
    }
    memcpy(name, word.at, word.len);
    name[word.len] = '\0';
    if (getpwnam_r(name, &entry, room, sizeof room, &user) != 0 || user == NULL) {
        return false;
    }
    *out = user->pw_uid;
    return true;
}

static bool add_user(struct access *a, struct span word, uint32_t scopes, struct err *e)
{
    uint64_t number;
    uid_t uid;

    if (number_parse(word, 0, UINT32_MAX - 1, &number)) {
        return access_add_uid(a, (uid_t)number, scopes, e);
    }
    if (!user_of(word, &uid)) {
        return err_set(e, ERR_CONFIG, "expected a user of this machine, came %s", quote(word).text);
    }
    return access_add_uid(a, uid, scopes, e);
}

bool access_add_users(struct access *a, struct span list, uint32_t scopes, struct err *e)
{
    struct span word;

    while (endpoint_next_word(&list, &word)) {
        if (!add_user(a, word, scopes, e)) {
            return false;
        }
    }
    return true;
}

static const struct {
    struct span name;
    uint32_t scopes;
} scope_names[] = {
    {SPAN_INIT("policy"), SCOPE_POLICY},   {SPAN_INIT("lists"), SCOPE_LISTS},
    {SPAN_INIT("metrics"), SCOPE_METRICS}, {SPAN_INIT("read"), SCOPE_READS},
    {SPAN_INIT("write"), SCOPE_WRITES},    {SPAN_INIT("messages"), SCOPE_MESSAGES},
    {SPAN_INIT("verify"), SCOPE_VERIFY},   {SPAN_INIT("passwords"), SCOPE_PASSWORDS},
    {SPAN_INIT("all"), SCOPE_ALL},
};

static bool scopes_read(struct span words, uint32_t *out, struct err *e)
{
    uint32_t scopes = 0;
    struct span word;

    while (endpoint_next_word(&words, &word)) {
        size_t i = 0;

        while (i < COUNT(scope_names) && !span_eq(scope_names[i].name, word)) {
            i++;
        }
        if (i == COUNT(scope_names)) {
            return err_set(e, ERR_CONFIG,
                           "expected policy, lists, metrics, read, write, messages or all, came %s",
                           quote(word).text);
        }
        scopes |= scope_names[i].scopes;
    }
    *out = scopes;
    return true;
}

/* A word of a line ends at a blank; in scopes the comma does not end it. */
static struct span cut_blank(struct span *rest)
{
    size_t len = 0;
    struct span word;

    while (rest->len > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t')) {
        rest->at++;
        rest->len--;
    }
    while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t') {
        len++;
    }
    word = (struct span){.at = rest->at, .len = len};
    rest->at += len;
    rest->len -= len;
    return word;
}

static bool secret_line(struct access *a, struct span line, struct err *e)
{
    struct span name = cut_blank(&line);
    struct span scopes = cut_blank(&line);
    struct span secret = cut_blank(&line);
    struct secret *row = &a->secrets[a->secret_count];

    if (name.len == 0 || name.at[0] == '#') {
        return true;
    }
    if (a->secret_count == ACCESS_SECRETS_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d secrets, came more", ACCESS_SECRETS_MAX);
    }
    if (name.len >= ACCESS_NAME_MAX || scopes.len == 0 || cut_blank(&line).len > 0) {
        return err_set(e, ERR_CONFIG, "expected NAME SCOPE[,SCOPE...] SECRET, came something else");
    }
    if (secret.len < ACCESS_SECRET_MIN || secret.len > ACCESS_SECRET_MAX) {
        return err_set(e, ERR_CONFIG, "expected a secret of %d to %d bytes, came %zu",
                       ACCESS_SECRET_MIN, ACCESS_SECRET_MAX, secret.len);
    }
    if (!scopes_read(scopes, &row->scopes, e)) {
        return false;
    }
    memcpy(row->name, name.at, name.len);
    memcpy(row->bytes, secret.at, secret.len);
    row->len = secret.len;
    a->secret_count++;
    return true;
}

bool access_read_secrets(struct access *a, struct span text, const char *name, struct err *e)
{
    size_t number = 0;
    bool more = true;

    while (more) {
        struct span line;

        more = span_cut(&text, '\n', &line);
        if (!more) {
            line = text;
        }
        number++;
        if (!secret_line(a, line, e)) {
            return err_context(e, "%s:%zu", name, number);
        }
    }
    return true;
}

static bool fail_file(const char *path, int error, struct err *e)
{
    (void)err_set(e, error == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "%s: %s", path,
                  error == ENOENT ? "there is no such file" : strerror(error));
    e->sys = error == ENOENT ? 0 : error;
    return false;
}

static bool read_secrets_of(int fd, struct access *a, const char *path, struct err *e)
{
    struct stat what;
    char *text;
    ssize_t got = 1;
    size_t len = 0;
    bool ok;

    if (fstat(fd, &what) != 0) {
        return fail_file(path, errno, e);
    }
    if (!S_ISREG(what.st_mode) || (what.st_mode & S_IROTH) != 0) {
        return err_set(e, ERR_CONFIG, "%s: expected a file that others may not read (chmod o-r)",
                       path);
    }
    text = sodium_malloc(ACCESS_FILE_MAX + 1);
    if (text == NULL) {
        return fail_file(path, ENOMEM, e);
    }
    while (got > 0 && len <= ACCESS_FILE_MAX) {
        got = read(fd, text + len, ACCESS_FILE_MAX + 1 - len);
        len += got > 0 ? (size_t)got : 0;
    }
    if (got < 0) {
        ok = fail_file(path, errno, e);
    } else if (len > ACCESS_FILE_MAX) {
        ok = err_set(e, ERR_CONFIG, "%s: expected at most %d bytes, came more", path,
                     ACCESS_FILE_MAX);
    } else {
        ok = access_read_secrets(a, (struct span){.at = text, .len = len}, path, e);
    }
    sodium_free(text);
    return ok;
}

bool access_add_secrets(struct access *a, const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ok;

    if (fd < 0) {
        return fail_file(path, errno, e);
    }
    ok = read_secrets_of(fd, a, path, e);
    (void)close(fd);
    return ok;
}

static bool holds(const struct block *b, const struct address *peer)
{
    struct address head;

    if (address_is_v4(&b->prefix) != address_is_v4(peer)) {
        return false;
    }
    head = address_prefix(peer, b->bits);
    return address_eq(&head, &b->prefix);
}

enum access_way access_address(const struct access *a, const struct address *peer)
{
    enum access_way way = ACCESS_REFUSED;

    for (size_t i = 0; i < a->block_count && way != ACCESS_KNOWN; i++) {
        const struct block *b = &a->blocks[i];

        if (holds(b, peer)) {
            way = b->bits < WIDE_BITS ? ACCESS_CROWD : ACCESS_KNOWN;
        }
    }
    return way;
}

bool access_is_proxy(const struct access *a, const struct address *peer)
{
    for (size_t i = 0; i < a->proxy_count; i++) {
        if (holds(&a->proxies[i], peer)) {
            return true;
        }
    }
    return false;
}

uint32_t access_user(const struct access *a, uid_t uid)
{
    uint32_t scopes = 0;

    for (size_t i = 0; i < a->user_count; i++) {
        scopes |= a->users[i].uid == uid ? a->users[i].scopes : 0;
    }
    return scopes;
}

uint32_t access_open_scopes(const struct access *a)
{
    return a->secret_count == 0 ? (uint32_t)(SCOPE_POLICY | SCOPE_METRICS) : (uint32_t)SCOPE_NONE;
}

/* Scheme names are case-insensitive (RFC 9110 11.1); blanks behind it may be several, because
 * Dovecot sends two. */
static bool take_scheme(struct span *value, struct span scheme)
{
    struct span rest = *value;

    while (rest.len > 0 && rest.at[0] == ' ') {
        rest.at++;
        rest.len--;
    }
    if (rest.len <= scheme.len || rest.at[scheme.len] != ' ') {
        return false;
    }
    for (size_t i = 0; i < scheme.len; i++) {
        if ((rest.at[i] | 0x20) != scheme.at[i]) {
            return false;
        }
    }
    rest.at += scheme.len;
    rest.len -= scheme.len;
    while (rest.len > 0 && rest.at[0] == ' ') {
        rest.at++;
        rest.len--;
    }
    while (rest.len > 0 && rest.at[rest.len - 1] == ' ') {
        rest.len--;
    }
    *value = rest;
    return true;
}

/* Every row is compared over the whole length a secret may have. */
static uint32_t find_secret(const struct access *a, const unsigned char *given, size_t len,
                            const char **name)
{
    uint32_t scopes = 0;

    for (size_t i = 0; i < a->secret_count; i++) {
        const struct secret *row = &a->secrets[i];
        bool same = sodium_memcmp(row->bytes, given, ACCESS_SECRET_MAX) == 0;

        if (same && row->len == len) {
            scopes |= row->scopes;
            *name = row->name;
        }
    }
    return scopes;
}

/* The password of Basic credentials (RFC 7617), into bytes. */
static bool take_password(struct span encoded, unsigned char bytes[static 2 * ACCESS_SECRET_MAX],
                          struct span *secret)
{
    const unsigned char *colon;
    size_t len = 0;

    if (sodium_base642bin(bytes, (size_t)2 * ACCESS_SECRET_MAX, encoded.at, encoded.len, NULL, &len,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return false;
    }
    colon = memchr(bytes, ':', len);
    if (colon == NULL) {
        return false;
    }
    secret->at = (const char *)colon + 1;
    secret->len = len - (size_t)(colon + 1 - bytes);
    return true;
}

/* The secret inside an Authorization header's value; `bytes` holds what had to be decoded. */
static bool take_secret(struct span value, unsigned char bytes[static 2 * ACCESS_SECRET_MAX],
                        struct span *secret)
{
    if (take_scheme(&value, SPAN("basic"))) {
        return take_password(value, bytes, secret);
    }
    if (take_scheme(&value, SPAN("bearer"))) {
        *secret = value;
        return true;
    }
    return false;
}

uint32_t access_header(const struct access *a, struct span value, const char **name)
{
    unsigned char bytes[2 * ACCESS_SECRET_MAX];
    unsigned char given[ACCESS_SECRET_MAX] = {0};
    struct span secret = {0};
    uint32_t scopes;

    *name = "";
    if (!take_secret(value, bytes, &secret) || secret.len == 0 || secret.len > sizeof given) {
        return 0;
    }
    memcpy(given, secret.at, secret.len);
    scopes = find_secret(a, given, secret.len, name);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(given, sizeof given);
    return scopes;
}

void access_use_tokens(struct access *a, struct token_book *tokens)
{
    a->tokens = tokens;
}

uint32_t access_token(const struct access *a, struct span value, int64_t now_ms,
                      char name[static ACCESS_NAME_MAX])
{
    unsigned char bytes[2 * ACCESS_SECRET_MAX];
    struct span secret = {0};
    struct token t;
    bool found = a->tokens != NULL && take_secret(value, bytes, &secret) &&
                 token_book_find(a->tokens, secret, now_ms, &t);

    sodium_memzero(bytes, sizeof bytes);
    if (!found) {
        return 0;
    }
    (void)snprintf(name, ACCESS_NAME_MAX, "token %s", t.id);
    return access_scopes_of_token(t.scopes);
}
