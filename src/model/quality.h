/* model/quality.h - what a judge of passwords says of a new one, in codes. */
#ifndef MODEL_QUALITY_H
#define MODEL_QUALITY_H

#include <stdint.h>

/* Why a password is refused, or-ed. Order is the order of being told. */
enum quality_fault {
    QUALITY_FORM =
        1 << 0, /* other than the letters, digits and signs of the keyboard (half width), or a
                                   blank at an end */
    QUALITY_SHORT = 1 << 1,
    QUALITY_LONG = 1 << 2,
    QUALITY_SAME = 1 << 3,      /* the one that is in use */
    QUALITY_OLD = 1 << 4,       /* one that was in use before */
    QUALITY_BREACHED = 1 << 5,  /* in the list of leaked passwords */
    QUALITY_GUESSABLE = 1 << 6, /* fewer bits than the rules ask for */
};
#define QUALITY_FAULT_COUNT 7

/* What makes a password easy to guess, or-ed; said only of one that is. */
enum quality_hint {
    QUALITY_HINT_PERSONAL = 1 << 0, /* own name, address, number, or what the service is called */
    QUALITY_HINT_WORD = 1 << 1, /* a word or name of a dictionary, also with signs for letters */
    QUALITY_HINT_ROW = 1 << 2,  /* "qwerty", "abcd", "1234" */
    QUALITY_HINT_REPEAT = 1 << 3,
    QUALITY_HINT_DATE = 1 << 4,
};
#define QUALITY_HINT_COUNT 5

struct quality {
    uint32_t faults; /* enum quality_fault, or-ed; 0: good */
    uint32_t hints;
    uint32_t bits; /* estimated: log2 of the tries a guesser needs; 0 when it was not estimated */
};

/* "form", "short", "long", "same", "old", "breached", "guessable"; "personal", "word", "row", "repeat",
 * "date": stable, of one bit by its number. */
const char *quality_fault_code(unsigned bit);
const char *quality_hint_code(unsigned bit);

#endif
