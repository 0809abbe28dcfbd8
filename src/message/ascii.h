/* message/ascii.h - what one ASCII character is, without a locale. */
#ifndef MESSAGE_ASCII_H
#define MESSAGE_ASCII_H

#include <stdbool.h>
#include <string.h>

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline char ascii_lower(char c)
{
    if (ascii_is_upper(c)) {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

/* -1 when it is no hexadecimal digit. */
static inline int ascii_hex(char c)
{
    c = ascii_lower(c);
    if (ascii_is_digit(c)) {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NUL is one of none. */
static inline bool ascii_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

#endif
