#include "base/zone.h"

#include "base/time.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>

#define ZONE_NAME_MAX 64 /* bytes; the longest IANA name has 32 */

struct zone {
    UCalendar *rules; /* NULL: fixed_ms alone */
    int64_t fixed_ms;
    char name[ZONE_NAME_MAX];
};

/* "+09:00", "-0330", "+09" -> milliseconds east of UTC. */
static bool fixed_parse(const char *name, int64_t *out_ms)
{
    int digits[4] = {0};
    size_t count = 0;

    if (name[0] != '+' && name[0] != '-') {
        return false;
    }
    for (const char *at = name + 1; *at != '\0'; at++) {
        if (*at == ':' && count == 2) {
            continue;
        }
        if (*at < '0' || *at > '9' || count == COUNT(digits)) {
            return false;
        }
        digits[count++] = *at - '0';
    }
    if ((count != 2 && count != 4) || digits[0] * 10 + digits[1] > 14 || digits[2] > 5) {
        return false;
    }
    *out_ms = (digits[0] * 10 + digits[1]) * TIME_HOUR_MS +
              (digits[2] * 10 + digits[3]) * TIME_SECOND_MS * 60;
    *out_ms = name[0] == '-' ? -*out_ms : *out_ms;
    return true;
}

static bool rules_open(const char *name, struct zone *z)
{
    UChar wide[ZONE_NAME_MAX];
    UChar known[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0;

    if (name[0] == '\0') {
        len = ucal_getHostTimeZone(wide, ZONE_NAME_MAX, &status);
    } else {
        for (; len < ZONE_NAME_MAX - 1 && name[len] != '\0'; len++) {
            wide[len] = (UChar)(unsigned char)name[len];
        }
        (void)ucal_getCanonicalTimeZoneID(wide, len, known, ZONE_NAME_MAX, NULL, &status);
    }
    if (U_FAILURE(status) || len >= ZONE_NAME_MAX) {
        return false;
    }
    for (int32_t i = 0; i < len; i++) {
        z->name[i] = (char)wide[i]; /* names of zones are ASCII */
    }
    z->rules = ucal_open(wide, len, "en", UCAL_GREGORIAN, &status);
    return z->rules != NULL && U_SUCCESS(status);
}

bool zone_new(const char *name, struct zone **out, struct err *e)
{
    struct zone *z = calloc(1, sizeof *z);

    if (z == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a time zone");
    }
    name = name == NULL ? "" : name;
    if (fixed_parse(name, &z->fixed_ms)) {
        memcpy(z->name, name, strlen(name) + 1);
    } else if (!rules_open(name, z)) {
        zone_free(&z);
        return err_set(e, ERR_CONFIG,
                       "time zone \"%.40s\" is not known; expected \"\" for this machine's, "
                       "\"UTC\", an offset "
                       "like \"+09:00\" or a name like \"Asia/Tokyo\"",
                       name);
    }
    *out = z;
    return true;
}

void zone_free(struct zone **z)
{
    if (*z == NULL) {
        return;
    }
    if ((*z)->rules != NULL) {
        ucal_close((*z)->rules);
    }
    free(*z);
    *z = NULL;
}

int64_t zone_to_utc(struct zone *z, int64_t local_ms, bool later)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t raw_ms = 0;
    int32_t summer_ms = 0;

    if (z->rules == NULL) {
        return local_ms - z->fixed_ms;
    }
    ucal_setMillis(z->rules, (UDate)local_ms, &status);
    ucal_getTimeZoneOffsetFromLocal(z->rules, UCAL_TZ_LOCAL_FORMER,
                                    later ? UCAL_TZ_LOCAL_LATTER : UCAL_TZ_LOCAL_FORMER, &raw_ms,
                                    &summer_ms, &status);
    return U_FAILURE(status) ? local_ms : local_ms - raw_ms - summer_ms;
}

int64_t zone_offset_ms(struct zone *z, int64_t at_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t raw_ms = 0;
    int32_t summer_ms = 0;

    if (z->rules == NULL) {
        return z->fixed_ms;
    }
    ucal_setMillis(z->rules, (UDate)at_ms, &status);
    raw_ms = ucal_get(z->rules, UCAL_ZONE_OFFSET, &status);
    summer_ms = ucal_get(z->rules, UCAL_DST_OFFSET, &status);
    return U_FAILURE(status) ? 0 : (int64_t)raw_ms + summer_ms;
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}
