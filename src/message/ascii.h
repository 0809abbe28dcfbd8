/* message/ascii.h - small things about ASCII inside spans (private to message). */
#ifndef MESSAGE_ASCII_H
#define MESSAGE_ASCII_H

#include "base/attr.h"
#include "base/span.h"

/* A choice between characters that stays a character; '?' makes an int of it. */
static inline char ascii_choose(bool first, char a, char b)
{
    if (first) {
        return a;
    }
    return b;
}

static inline char ascii_lower(char c)
{
    return ascii_choose(c >= 'A' && c <= 'Z', (char)(c - 'A' + 'a'), c);
}

/* True when c is one of the characters of `set`; never for NUL. */
static inline bool ascii_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* NUL is one of none. */
static inline bool ascii_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Value of a hexadecimal digit, -1 for anything else. */
static inline int ascii_hex(char c)
{
    if (ascii_is_digit(c)) {
        return c - '0';
    }
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `s` without its first n bytes; empty when it has fewer. */
static inline struct span span_from(struct span s, size_t n)
{
    n = n < s.len ? n : s.len;
    return (struct span){.at = s.len == 0 ? s.at : s.at + n, .len = s.len - n};
}

static inline struct span span_front(struct span s, size_t n)
{
    return (struct span){.at = s.at, .len = n < s.len ? n : s.len};
}

static inline struct span span_trim(struct span s)
{
    while (s.len > 0 && ascii_is_space(s.at[0])) {
        s = span_from(s, 1);
    }
    while (s.len > 0 && ascii_is_space(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* Case of ASCII letters aside. */
bool ascii_same(struct span a, struct span b) MUST_CHECK;
bool ascii_begins(struct span s, struct span front) MUST_CHECK;

/* Offset of the first `word` in s, case of ASCII letters aside; s.len when there is none.
 * cost: linear but for words that repeat themselves. */
size_t ascii_find(struct span s, struct span word) MUST_CHECK;

static inline bool ascii_has(struct span s, struct span word)
{
    return ascii_find(s, word) < s.len;
}

#endif
