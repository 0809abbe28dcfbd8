#include "words/clock.h"

#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#define ID_MAX 64     /* UTF-16 units; the longest IANA name has 32 */
#define WORDS_MAX 192 /* bytes */

struct clock {
    struct zone *zone;
    char words[LANG_COUNT][WORDS_MAX];
};

static bool is_utc(const char *name)
{
    static const char *const names[] = {"UTC",       "Etc/UTC", "Etc/UCT",      "UCT",
                                        "Etc/Zulu",  "Zulu",    "Etc/Unknown",  "GMT",
                                        "Universal", "Etc/GMT", "Etc/Universal"};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* CLDR writes "Japan Time"; within a sentence it is "Japan time". */
static void lower_time(char *words)
{
    size_t len = strlen(words);

    if (len > 5 && strcmp(words + len - 5, " Time") == 0) {
        words[len - 4] = 't';
    }
}

static bool by_cldr(const char *name, enum lang l, char out[static WORDS_MAX])
{
    static const UChar generic_location[] = {'V', 'V', 'V', 'V', 0};
    UErrorCode status = U_ZERO_ERROR;
    UChar id[ID_MAX];
    UChar text[WORDS_MAX];
    UDateFormat *format;

    u_strFromUTF8(id, ID_MAX, NULL, name, -1, &status);
    format =
        udat_open(UDAT_PATTERN, UDAT_PATTERN, lang_code(l), id, -1, generic_location, -1, &status);
    if (U_SUCCESS(status)) {
        udat_format(format, 0, text, WORDS_MAX, NULL, &status);
        u_strToUTF8(out, WORDS_MAX, NULL, text, -1, &status);
        udat_close(format);
    }
    lower_time(out);
    return U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING;
}

static bool name_in_words(struct clock *c, enum lang l)
{
    static const char *const utc[LANG_COUNT] = {[LANG_EN] = "UTC", [LANG_JA] = "協定世界時"};
    const char *name = zone_name(c->zone);
    struct buf out = {.at = c->words[l], .cap = WORDS_MAX};

    if (is_utc(name)) {
        buf_addf(&out, "%s", utc[l]);
        return true;
    }
    if (name[0] == '+' || name[0] == '-') {
        buf_addf(&out, "UTC%s", name);
        return true;
    }
    return by_cldr(name, l, c->words[l]);
}

bool clock_open(const char *name, struct clock **out, struct err *e)
{
    struct clock *c = calloc(1, sizeof *c);

    if (c == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a time zone");
    }
    if (!zone_new(name, &c->zone, e)) {
        clock_free(&c);
        return false;
    }
    if (!name_in_words(c, LANG_EN) || !name_in_words(c, LANG_JA)) {
        clock_free(&c);
        return err_set(e, ERR_CONFIG, "time zone \"%.64s\" has no name in words",
                       name == NULL ? "" : name);
    }
    *out = c;
    return true;
}

void clock_free(struct clock **c)
{
    if (*c != NULL) {
        zone_free(&(*c)->zone);
        free(*c);
        *c = NULL;
    }
}

int64_t clock_offset_ms(const struct clock *c, int64_t at_ms)
{
    return zone_offset_ms(c->zone, at_ms);
}

struct civil clock_civil(const struct clock *c, int64_t at_ms)
{
    return time_to_civil(at_ms + clock_offset_ms(c, at_ms));
}

const char *clock_words(const struct clock *c, enum lang l)
{
    return c->words[l];
}

const char *clock_name(const struct clock *c)
{
    return zone_name(c->zone);
}
