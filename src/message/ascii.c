#include "message/ascii.h"

bool ascii_begins(struct span s, struct span front)
{
    if (front.len > s.len) {
        return false;
    }
    for (size_t i = 0; i < front.len; i++) {
        if (ascii_lower(s.at[i]) != ascii_lower(front.at[i])) {
            return false;
        }
    }
    return true;
}

bool ascii_same(struct span a, struct span b)
{
    return a.len == b.len && ascii_begins(a, b);
}

size_t ascii_find(struct span s, struct span word)
{
    if (word.len == 0) {
        return s.len;
    }
    for (size_t i = 0; i + word.len <= s.len; i++) {
        if (ascii_lower(s.at[i]) == ascii_lower(word.at[0]) &&
            ascii_begins(span_from(s, i), word)) {
            return i;
        }
    }
    return s.len;
}
