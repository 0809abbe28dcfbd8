#include "words/words.h"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define COUNTRY_NAME_MAX 96 /* UTF-16 units; the longest of CLDR has about 40 */

static bool letter(int c)
{
    return c >= 'A' && c <= 'Z';
}

void words_country(struct buf *out, enum lang l, uint16_t country)
{
    char locale[] = "und_??";
    UChar name[COUNTRY_NAME_MAX];
    char text[3 * COUNTRY_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0;

    if (!letter(country >> 8) || !letter(country & 0xff) || country == place_country('Z', 'Z')) {
        buf_addf(out, "%s", catalogue_phrase(PHRASE_COUNTRY_UNKNOWN)->text[l]);
        return;
    }
    place_country_text(country, locale + 4);
    uloc_getDisplayCountry(locale, lang_code(l), name, COUNTRY_NAME_MAX, &status);
    u_strToUTF8(text, sizeof text, &len, name, -1, &status);
    if (U_FAILURE(status)) {
        buf_addf(out, "%s", locale + 4);
        return;
    }
    buf_add(out, (struct span){.at = text, .len = (size_t)len}); /* the two letters when unnamed */
}
