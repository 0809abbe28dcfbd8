#include "credential/breach.h"

#include "base/hash.h"
#include "base/memory.h"
#include "credential/breach_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char breach_magic[] = "mioboe-breach-1\n";

/* --- parts ---------------------------------------------------------------------------------------- */

bool breach_read(const struct breach *b, uint64_t at, void *to, size_t len, struct err *e)
{
    char *bytes = to;
    size_t have = 0;

    while (have < len) {
        ssize_t got = pread(b->fd, bytes + have, len - have, (off_t)(at + have));

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            e->sys = errno;
            return err_set(e, ERR_SYSTEM, "%s: %s", b->name, strerror(errno));
        }
        if (got == 0) {
            return breach_damaged(b, at + have, "more: the file was cut short", e);
        }
        have += (size_t)got;
    }
    return true;
}

bool breach_damaged(const struct breach *b, uint64_t at, const char *expected, struct err *e)
{
    return err_set(e, ERR_CONFIG, "%s: byte %llu: expected %s", b->name, (unsigned long long)at,
                   expected);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_count(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
    }
    return text.len > 0;
}

bool breach_line(struct span line, uint8_t hash[static BREACH_HASH_SIZE])
{
    size_t digits = 2 * (size_t)BREACH_HASH_SIZE;

    if (line.len > 0 && line.at[line.len - 1] == '\r') {
        line.len--;
    }
    if (line.len < digits) {
        return false;
    }
    for (size_t i = 0; i < BREACH_HASH_SIZE; i++) {
        int high = digit(line.at[2 * i]);
        int low = digit(line.at[2 * i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return line.len == digits ||
           (line.at[digits] == ':' &&
            is_count((struct span){.at = line.at + digits + 1, .len = line.len - digits - 1}));
}

uint64_t breach_sum(uint64_t number, const uint8_t *at, size_t len)
{
    return hash_mix(hash_bytes(&HASH_KEY_STABLE, at, len) ^ hash_mix(number));
}

void breach_put64(uint8_t *at, uint64_t value)
{
    for (size_t i = 0; i < 8; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

uint64_t breach_get64(const uint8_t *at)
{
    uint64_t value = 0;

    for (size_t i = 0; i < 8; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

/* --- life ----------------------------------------------------------------------------------------- */

static bool open_file(struct breach *b, const char *path, struct err *e)
{
    struct stat st;

    (void)snprintf(b->name, sizeof b->name, "%s", path);
    b->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (b->fd < 0) {
        return err_set(e, ERR_CONFIG, "%s: %s", b->name, strerror(errno));
    }
    if (fstat(b->fd, &st) != 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "%s: %s", b->name, strerror(errno));
    }
    if (!S_ISREG(st.st_mode) || st.st_size <= 0) {
        return err_set(e, ERR_CONFIG, "%s: expected a list of leaked passwords, came %s", b->name,
                       S_ISREG(st.st_mode) ? "an empty file" : "something that is no file");
    }
    b->size = (uint64_t)st.st_size;
    return true;
}

static bool check_form(struct breach *b, struct err *e)
{
    char head[BREACH_MAGIC_SIZE] = {0};

    if (b->size >= sizeof head && !breach_read(b, 0, head, sizeof head, e)) {
        return false;
    }
    return memcmp(head, breach_magic, sizeof head) == 0 ? breach_compact_check(b, e)
                                                        : breach_text_check(b, e);
}

bool breach_open(const char *path, struct breach **out, struct err *e)
{
    struct breach *b = memory_new(1, sizeof *b);

    if (!open_file(b, path, e) || !check_form(b, e)) {
        breach_free(&b);
        return false;
    }
    *out = b;
    return true;
}

void breach_free(struct breach **b)
{
    if (*b != NULL && (*b)->fd >= 0) {
        (void)close((*b)->fd);
    }
    free(*b);
    *b = NULL;
}

uint64_t breach_count(const struct breach *b)
{
    return b->entries;
}

/* --- looking up ----------------------------------------------------------------------------------- */

bool breach_holds_hash(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                       bool *held, struct err *e)
{
    return b->entries > 0 ? breach_compact_find(b, hash, held, e)
                          : breach_text_find(b, hash, held, e);
}

bool breach_holds(const struct breach *b, struct span password, bool *held, struct err *e)
{
    uint8_t hash[BREACH_HASH_SIZE];
    bool ok;

    if (gnutls_hash_fast(GNUTLS_DIG_SHA1, password.at, password.len, hash) != 0) {
        return err_set(e, ERR_SYSTEM, "SHA-1 cannot be computed on this machine");
    }
    ok = breach_holds_hash(b, hash, held, e);
    gnutls_memset(hash, 0, sizeof hash);
    return ok;
}
