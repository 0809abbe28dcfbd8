#include "words/zone.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#define ZONE_NAME_MAX 64   /* UTF-16 units; the longest IANA name has 32 */
#define ZONE_WORDS_MAX 192 /* bytes */

struct zone {
    UCalendar *calendar;
    char name[ZONE_NAME_MAX];
    char words[LANG_COUNT][ZONE_WORDS_MAX];
};

static bool to_utf16(const char *name, UChar out[static ZONE_NAME_MAX])
{
    UErrorCode status = U_ZERO_ERROR;

    u_strFromUTF8(out, ZONE_NAME_MAX, NULL, name, -1, &status);
    return status == U_ZERO_ERROR;
}

/* Fills id with the wanted zone, or the process's own. */
static bool find(const char *name, UChar id[static ZONE_NAME_MAX])
{
    UChar canonical[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    UBool known = 0;

    if (name == NULL || name[0] == '\0') {
        ucal_getDefaultTimeZone(id, ZONE_NAME_MAX, &status);
        return status == U_ZERO_ERROR;
    }
    if (!to_utf16(name, id)) {
        return false;
    }
    ucal_getCanonicalTimeZoneID(id, -1, canonical, ZONE_NAME_MAX, &known, &status);
    return U_SUCCESS(status);
}

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

static bool name_zone(struct zone *z, const UChar *id, enum lang l)
{
    static const UChar generic_location[] = {'V', 'V', 'V', 'V', 0};
    static const char *const utc[LANG_COUNT] = {[LANG_EN] = "UTC", [LANG_JA] = "協定世界時"};
    UErrorCode status = U_ZERO_ERROR;
    UChar text[ZONE_WORDS_MAX];
    UDateFormat *format;

    if (is_utc(z->name)) {
        memcpy(z->words[l], utc[l], strlen(utc[l]) + 1);
        return true;
    }
    format =
        udat_open(UDAT_PATTERN, UDAT_PATTERN, lang_code(l), id, -1, generic_location, -1, &status);
    if (U_SUCCESS(status)) {
        udat_format(format, 0, text, ZONE_WORDS_MAX, NULL, &status);
        u_strToUTF8(z->words[l], ZONE_WORDS_MAX, NULL, text, -1, &status);
        udat_close(format);
    }
    lower_time(z->words[l]);
    return U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING;
}

static bool fill(struct zone *z, const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[ZONE_NAME_MAX];

    if (!find(name, id)) {
        return false;
    }
    u_strToUTF8(z->name, ZONE_NAME_MAX, NULL, id, -1, &status);
    z->calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    return name_zone(z, id, LANG_EN) && name_zone(z, id, LANG_JA);
}

bool zone_open(const char *name, struct zone **out, struct err *e)
{
    struct zone *z = calloc(1, sizeof *z);

    if (z == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a time zone");
    }
    if (!fill(z, name)) {
        zone_free(&z);
        return err_set(e, ERR_CONFIG, "there is no time zone \"%.64s\"; expected one like %s",
                       name == NULL ? "" : name, "\"Asia/Tokyo\" or \"UTC\"");
    }
    *out = z;
    return true;
}

void zone_free(struct zone **z)
{
    if (*z == NULL) {
        return;
    }
    if ((*z)->calendar != NULL) {
        ucal_close((*z)->calendar);
    }
    free(*z);
    *z = NULL;
}

int64_t zone_offset_ms(const struct zone *z, int64_t at_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t zone;
    int32_t saving;

    ucal_setMillis(z->calendar, (UDate)at_ms, &status);
    zone = ucal_get(z->calendar, UCAL_ZONE_OFFSET, &status);
    saving = ucal_get(z->calendar, UCAL_DST_OFFSET, &status);
    assert(U_SUCCESS(status));
    return (int64_t)zone + saving;
}

struct civil zone_civil(const struct zone *z, int64_t at_ms)
{
    return time_to_civil(at_ms + zone_offset_ms(z, at_ms));
}

const char *zone_words(const struct zone *z, enum lang l)
{
    return z->words[l];
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}
