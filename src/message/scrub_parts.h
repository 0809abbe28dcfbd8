/* message/scrub_parts.h - what the files behind message/scrub.h share. */
#ifndef MESSAGE_SCRUB_PARTS_H
#define MESSAGE_SCRUB_PARTS_H

#include "message/scrub.h"

/* A character as it is compared: full-width forms as ASCII, every decimal digit as '0' to '9'. */
struct glyph {
    uint32_t plain;
    uint32_t at; /* byte of the text where it begins */
    uint32_t len;
};

struct glyphs {
    struct span text;
    struct glyph *at; /* count of them, and one more at the end of the text */
    size_t count;
};

/* Characters that nobody sees are left out: they would hide a name from us and not from a reader. False
 * when the arena is full. Looks at SCRUB_LOOKED bytes. */
bool glyphs_make(struct span text, struct arena *a, struct glyphs *out) MUST_CHECK;

/* 0 behind the end. */
static inline uint32_t glyph_at(const struct glyphs *g, size_t i)
{
    return i < g->count ? g->at[i].plain : 0;
}

bool glyph_is_digit(uint32_t c);  /* after folding: ASCII */
bool glyph_is_latin(uint32_t c);  /* A-Z, a-z after folding */
bool glyph_is_letter(uint32_t c); /* of any script; marks of long vowels and repetition too */
bool glyph_is_han(uint32_t c);
bool glyph_is_hiragana(uint32_t c);
bool glyph_is_blank(uint32_t c); /* not a line end */
uint32_t glyph_lower(uint32_t c);

/* Whether `word` (UTF-8, lower case) stands at i, case folded; *end is what follows it. */
bool glyph_word(const struct glyphs *g, size_t i, const char *word, size_t *end);

/* What a label such as 「お名前：」 announces. */
struct scrub_label {
    enum fake_hole hole;
    size_t value; /* where the value begins */
    size_t end;   /* the end of its line */
};

/* Whether a label with its colon stands at i, where a word begins. */
bool scrub_label_at(const struct glyphs *g, size_t i, struct scrub_label *out);

/* Glyphs of a postal address that begins at i: to the end of its line. 0: none. */
size_t scrub_postal_at(const struct glyphs *g, size_t i);

/* Where the line of i ends. */
size_t glyph_line_end(const struct glyphs *g, size_t i);

/* Glyphs of the name that stands at i; 0: none. */
size_t scrub_name_at(const struct scrub_names *n, const struct glyphs *g, size_t i);

/* Whether an honorific (様, さま, 殿, さん) stands at i, and no word that only begins like one. */
bool scrub_honorific_at(const struct glyphs *g, size_t i);

#endif
