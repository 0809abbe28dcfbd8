/* credential/breach_parts.h - what the files behind credential/breach.h share. */
#ifndef CREDENTIAL_BREACH_PARTS_H
#define CREDENTIAL_BREACH_PARTS_H

#include "credential/breach.h"

/* Head of the compact form, little endian: magic, entries, zeros, check sum of the 56 bytes before. */
#define BREACH_HEAD_SIZE 64
#define BREACH_MAGIC_SIZE 16
#define BREACH_ENTRIES                                                                             \
    (BREACH_BLOCK_SIZE / BREACH_PREFIX_SIZE - 1) /* in a block; then its check sum */

extern const char breach_magic[BREACH_MAGIC_SIZE + 1];

struct breach {
    int fd;
    uint64_t size;
    uint64_t entries; /* of the compact form; 0: text */
    char name[128];   /* of the file, for errors */
};

/* Exactly len bytes from `at` on. */
bool breach_read(const struct breach *b, uint64_t at, void *to, size_t len,
                 struct err *e) MUST_CHECK;

/* "FILE: byte AT: expected WHAT". Always false. */
bool breach_damaged(const struct breach *b, uint64_t at, const char *expected, struct err *e);

/* Reads "<40 digits>[:COUNT][CR]"; false, *hash undefined, when a line is something else. */
bool breach_line(struct span line, uint8_t hash[static BREACH_HASH_SIZE]) MUST_CHECK;

/* The check sum of a block or head: keyed with its number, so that no block passes for another. */
uint64_t breach_sum(uint64_t number, const uint8_t *at, size_t len);

void breach_put64(uint8_t *at, uint64_t value);
uint64_t breach_get64(const uint8_t *at);

bool breach_text_check(const struct breach *b, struct err *e) MUST_CHECK;
bool breach_text_find(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                      bool *held, struct err *e) MUST_CHECK;

bool breach_compact_check(struct breach *b, struct err *e) MUST_CHECK;
bool breach_compact_find(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                         bool *held, struct err *e) MUST_CHECK;

#endif
