/* The compact form: blocks of ascending 8-byte prefixes, each with a check sum. */
#include "credential/breach_parts.h"

#include <string.h>

/* A prefix as a number that orders as the bytes do. */
static uint64_t prefix_of(const uint8_t *at)
{
    uint64_t value = 0;

    for (size_t i = 0; i < BREACH_PREFIX_SIZE; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

static uint64_t blocks_of(uint64_t entries)
{
    return (entries + BREACH_ENTRIES - 1) / BREACH_ENTRIES;
}

static uint64_t block_at(uint64_t number)
{
    return BREACH_HEAD_SIZE + number * BREACH_BLOCK_SIZE;
}

bool breach_compact_check(struct breach *b, struct err *e)
{
    uint8_t head[BREACH_HEAD_SIZE];
    uint64_t entries;

    if (b->size < sizeof head) {
        return breach_damaged(b, b->size, "more: the file was cut short", e);
    }
    if (!breach_read(b, 0, head, sizeof head, e)) {
        return false;
    }
    entries = breach_get64(head + BREACH_MAGIC_SIZE);
    if (breach_get64(head + sizeof head - 8) != breach_sum(0, head, sizeof head - 8) ||
        entries == 0 || entries > b->size) {
        return breach_damaged(b, BREACH_MAGIC_SIZE, "a head whose check sum is right", e);
    }
    if (b->size != block_at(blocks_of(entries))) {
        return breach_damaged(b, b->size, "another size: the file was cut short or grew", e);
    }
    b->entries = entries;
    return true;
}

/* A whole block, its check sum right. */
static bool block_read(const struct breach *b, uint64_t number,
                       uint8_t block[static BREACH_BLOCK_SIZE], struct err *e)
{
    size_t body = BREACH_BLOCK_SIZE - 8;

    return breach_read(b, block_at(number), block, BREACH_BLOCK_SIZE, e) &&
           (breach_get64(block + body) == breach_sum(number + 1, block, body) ||
            breach_damaged(b, block_at(number), "a block whose check sum is right", e));
}

static bool first_of(const struct breach *b, uint64_t number, uint64_t *out, struct err *e)
{
    uint8_t bytes[BREACH_PREFIX_SIZE];

    if (!breach_read(b, block_at(number), bytes, sizeof bytes, e)) {
        return false;
    }
    *out = prefix_of(bytes);
    return true;
}

/* The last block that does not begin above `key`; the first one when every block does. */
static bool block_find(const struct breach *b, uint64_t key, uint64_t *out, struct err *e)
{
    uint64_t lo = 0;
    uint64_t hi = blocks_of(b->entries);

    while (hi - lo > 1) {
        uint64_t middle = lo + (hi - lo) / 2;
        uint64_t first = 0;

        if (!first_of(b, middle, &first, e)) {
            return false;
        }
        if (first <= key) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    *out = lo;
    return true;
}

static bool search(const uint8_t *block, size_t count, uint64_t key)
{
    size_t lo = 0;
    size_t hi = count;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (prefix_of(block + middle * BREACH_PREFIX_SIZE) < key) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo < count && prefix_of(block + lo * BREACH_PREFIX_SIZE) == key;
}

/* The probes of block_find carried no check sum: the block is the right one only if it and the next one
 * are whole and the key lies between where they begin. */
static bool is_right_block(const struct breach *b, uint64_t number, const uint8_t *block,
                           uint64_t key, struct err *e)
{
    uint8_t next[BREACH_BLOCK_SIZE];

    if (number > 0 && prefix_of(block) > key) {
        return breach_damaged(b, block_at(number), "hashes in ascending order", e);
    }
    if (number + 1 == blocks_of(b->entries)) {
        return true;
    }
    return block_read(b, number + 1, next, e) &&
           (prefix_of(next) > key ||
            breach_damaged(b, block_at(number + 1), "hashes in ascending order", e));
}

bool breach_compact_find(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                         bool *held, struct err *e)
{
    uint8_t block[BREACH_BLOCK_SIZE];
    uint64_t key = prefix_of(hash);
    uint64_t number = 0;
    uint64_t left;

    if (!block_find(b, key, &number, e) || !block_read(b, number, block, e) ||
        !is_right_block(b, number, block, key, e)) {
        return false;
    }
    left = b->entries - number * BREACH_ENTRIES;
    *held = search(block, left < BREACH_ENTRIES ? (size_t)left : BREACH_ENTRIES, key);
    return true;
}
