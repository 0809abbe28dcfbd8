/* The published form: lines of text in ascending order, searched by halving the file. */
#include "credential/breach_parts.h"

#include <string.h>

static const char line_expected[] = "a line of 40 hexadecimal digits of SHA-1, with or without "
                                    "\":COUNT\"; a packed list is unpacked first";

/* One line as it lies in the file. */
struct placed {
    uint64_t start;
    uint64_t next; /* where the line behind it begins, or the end of the file */
    uint8_t hash[BREACH_HASH_SIZE];
};

/* The line that byte `at` is in. */
static bool line_at(const struct breach *b, uint64_t at, struct placed *out, struct err *e)
{
    char bytes[2 * BREACH_LINE_MAX];
    uint64_t from = at < BREACH_LINE_MAX ? 0 : at - BREACH_LINE_MAX;
    size_t len = b->size - from < sizeof bytes ? (size_t)(b->size - from) : sizeof bytes;
    size_t inside = (size_t)(at - from);
    size_t start = inside;
    const char *end;

    if (!breach_read(b, from, bytes, len, e)) {
        return false;
    }
    while (start > 0 && bytes[start - 1] != '\n') {
        start--;
    }
    if (start == 0 && from > 0) {
        return breach_damaged(b, at, line_expected, e);
    }
    end = memchr(bytes + inside, '\n', len - inside);
    out->start = from + start;
    out->next = end == NULL ? from + len : from + (uint64_t)(end - bytes) + 1;
    if (end == NULL && out->next != b->size) {
        return breach_damaged(b, out->start, line_expected, e);
    }
    end = end == NULL ? bytes + len : end;
    return breach_line((struct span){.at = bytes + start, .len = (size_t)(end - bytes) - start},
                       out->hash) ||
           breach_damaged(b, out->start, line_expected, e);
}

bool breach_text_check(const struct breach *b, struct err *e)
{
    struct placed first = {0};
    struct placed last = {0};

    return line_at(b, 0, &first, e) && line_at(b, b->size - 1, &last, e) &&
           (first.start == last.start || memcmp(first.hash, last.hash, sizeof first.hash) < 0 ||
            breach_damaged(b, last.start, "hashes in ascending order", e));
}

bool breach_text_find(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                      bool *held, struct err *e)
{
    struct placed below = {0}; /* nearest line known to be below what is looked for, and above */
    struct placed above = {.start = b->size};
    bool has_below = false;

    while (below.next < above.start) {
        struct placed now = {0};
        int order;

        if (!line_at(b, below.next + (above.start - below.next) / 2, &now, e)) {
            return false;
        }
        if ((has_below && memcmp(below.hash, now.hash, BREACH_HASH_SIZE) >= 0) ||
            (above.start < b->size && memcmp(now.hash, above.hash, BREACH_HASH_SIZE) >= 0)) {
            return breach_damaged(b, now.start, "hashes in ascending order", e);
        }
        order = memcmp(hash, now.hash, BREACH_HASH_SIZE);
        if (order == 0) {
            *held = true;
            return true;
        }
        if (order > 0) {
            below = now;
            has_below = true;
        } else {
            above = now;
        }
    }
    *held = false;
    return true;
}
