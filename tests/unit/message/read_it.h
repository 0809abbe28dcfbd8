/* tests/unit/message/read_it.h - what the tests of the reader share: one arena for each test, and
 * assertions about spans. */
#ifndef TESTS_UNIT_MESSAGE_READ_IT_H
#define TESTS_UNIT_MESSAGE_READ_IT_H

#include "base/buf.h"
#include "base/memory.h"
#include "message/read.h"

#include "cmocka_all.h"

#include <string.h>

static struct arena *arena;

static inline int set_up(void **state)
{
    (void)state;
    arena = arena_new(MESSAGE_ARENA_SIZE);
    return arena == NULL ? -1 : 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static inline struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

#define assert_span(actual, expected)                                                              \
    do {                                                                                           \
        struct span actual_ = (actual);                                                            \
        struct span expected_ = span_of(expected);                                                 \
                                                                                                   \
        if (!span_eq(actual_, expected_)) {                                                        \
            fail_msg("\"%.*s\" is not \"%s\"", (int)actual_.len,                                   \
                     actual_.len == 0 ? "" : actual_.at, expected_.at);                            \
        }                                                                                          \
    } while (0)

static inline bool has(struct span text, const char *word)
{
    size_t len = strlen(word);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.at + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

static inline struct message read_bytes(enum message_kind kind, struct span bytes)
{
    struct message_source src = {.kind = kind, .bytes = bytes, .sms_from = SPAN("")};
    struct message m;

    message_read(arena, &src, &m);
    return m;
}

static inline struct message read_text(enum message_kind kind, const char *text)
{
    return read_bytes(kind, span_of(text));
}

#endif
