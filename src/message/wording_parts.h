/* message/wording_parts.h - what wording_file.c makes and wording.c looks with. */
#ifndef MESSAGE_WORDING_PARTS_H
#define MESSAGE_WORDING_PARTS_H

#include "message/automaton.h"
#include "message/wording.h"

#define NO_PIECE UINT16_MAX

/* One phrase of one piece. */
struct phrase_rule {
    uint16_t piece;
    uint16_t chars; /* characters */
    uint16_t bytes;
    bool open_left; /* may continue a word */
    bool open_right;
};

struct piece {
    uint16_t before; /* the piece before it; NO_PIECE for the first */
    uint16_t gap;    /* characters allowed since that */
    bool last;
    uint16_t entry;
};

struct entry {
    uint32_t number; /* line */
    uint8_t category;
    bool cancels;
};

struct wordings {
    struct automaton *automaton;
    struct phrase_rule *phrases;
    struct piece *pieces;
    struct entry *entries;
    uint16_t phrase_count;
    uint16_t piece_count;
    uint16_t entry_count;
};

/* Characters of well-formed UTF-8. */
static inline size_t wording_characters(struct span s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++) {
        count += ((unsigned char)s.at[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
}

#endif
