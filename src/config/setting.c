#include "config/setting.h"

#include "base/number.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "model/place.h"

#include <assert.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define KEY_MAX 48  /* bytes of a key compared for likeness; no key of ours is longer */
#define ZONE_MAX 64 /* bytes of a zone's name */

_Static_assert(sizeof(enum policy_mode) == sizeof(unsigned), "a choice is stored as unsigned");
_Static_assert(sizeof(enum setting_language) == sizeof(unsigned), "a choice is stored as unsigned");
_Static_assert(sizeof(enum setting_colour) == sizeof(unsigned), "a choice is stored as unsigned");
_Static_assert(sizeof(enum setting_checks) == sizeof(unsigned), "a choice is stored as unsigned");
_Static_assert(sizeof(enum setting_outage) == sizeof(unsigned), "a choice is stored as unsigned");
_Static_assert(sizeof(enum setting_log) == sizeof(unsigned), "a choice is stored as unsigned");

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

const struct setting *setting_find(struct span key)
{
    static const struct span inside = SPAN_INIT("network.");
    bool in_network = key.len > inside.len && memcmp(key.at, inside.at, inside.len) == 0;

    if (in_network) {
        key.at += inside.len;
        key.len -= inside.len;
    }
    for (size_t i = 0; i < setting_count; i++) {
        if ((setting_table[i].group == SETTING_NETWORK) == in_network &&
            span_eq(key, span_of(setting_table[i].key))) {
            return &setting_table[i];
        }
    }
    return NULL;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Single-byte changes that make one key of the other (Wagner and Fischer 1974). */
static unsigned distance(struct span a, struct span b)
{
    unsigned row[KEY_MAX + 1];

    for (size_t j = 0; j <= b.len; j++) {
        row[j] = (unsigned)j;
    }
    for (size_t i = 0; i < a.len; i++) {
        unsigned corner = row[0];

        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < b.len; j++) {
            unsigned swap = corner + (a.at[i] != b.at[j]);

            corner = row[j + 1];
            row[j + 1] = least(swap, least(row[j], corner) + 1);
        }
    }
    return row[b.len];
}

const char *setting_nearest(struct span key)
{
    unsigned best = 1 + (unsigned)(key.len / 3); /* further away it is another word */
    const char *nearest = NULL;

    if (key.len == 0 || key.len > KEY_MAX) {
        return NULL;
    }
    for (size_t i = 0; i <= setting_count; i++) {
        const char *known = i == setting_count ? "network" : setting_table[i].key;
        unsigned far = distance(key, span_of(known));

        if (far <= best && (nearest == NULL || far < best)) {
            best = far;
            nearest = known;
        }
    }
    return nearest;
}

static void expect_choice(const struct setting *row, bool ja, struct buf *out)
{
    for (size_t i = 0; i < SETTING_CHOICES_MAX && row->choices[i] != NULL; i++) {
        bool last = i + 1 == SETTING_CHOICES_MAX || row->choices[i + 1] == NULL;

        buf_addf(out, "%s%s", i == 0 ? "" : ja ? "、" : last ? " or " : ", ", row->choices[i]);
    }
    buf_add(out, ja ? SPAN(" のいずれか") : SPAN(""));
}

static const char *unit_ja(const char *unit)
{
    static const struct {
        const char *en;
        const char *ja;
    } units[] = {{"days", "日"},       {"accounts", "アカウント"}, {"failures", "回"},
                 {"sources", "個"},    {"addresses", "個"},        {"sign-ins", "件"},
                 {"seconds", "秒"},    {"milliseconds", "ミリ秒"}, {"threads", "個"},
                 {"connections", "本"}};

    for (size_t i = 0; i < COUNT(units); i++) {
        if (strcmp(unit, units[i].en) == 0) {
            return units[i].ja;
        }
    }
    return unit;
}

static void expect_number(const struct setting *row, bool ja, struct buf *out)
{
    if (ja) {
        buf_addf(out, "%u から %u までの整数", row->lo, row->hi);
        if (row->unit[0] != '\0') {
            buf_addf(out, "（%s）", unit_ja(row->unit));
        }
        return;
    }
    buf_addf(out, "a whole number%s%s from %u to %u", row->unit[0] == '\0' ? "" : " of ", row->unit,
             row->lo, row->hi);
}

void setting_expected(const struct setting *row, bool ja, struct buf *out)
{
    static const struct span texts[][2] = {
        [SETTING_TRUTH] = {SPAN_INIT("true or false"), SPAN_INIT("true または false")},
        [SETTING_PATH] = {SPAN_INIT(
                              "a path that begins with /, shorter than 512 bytes, or nothing"),
                          SPAN_INIT("/ で始まる 512 バイト未満のパス、または空")},
        [SETTING_ZONE] = {SPAN_INIT("a time zone such as Asia/Tokyo or +09:00, or nothing"),
                          SPAN_INIT("Asia/Tokyo や +09:00 のようなタイムゾーン、または空")},
        [SETTING_COUNTRY] = {SPAN_INIT("two capital letters such as JP (ISO 3166-1), or nothing"),
                             SPAN_INIT("JP のような大文字2文字（ISO 3166-1）、または空")},
        [SETTING_ENDPOINTS] = {SPAN_INIT("addresses with ports such as 127.0.0.1:8084 [::1]:8084, "
                                         "or nothing"),
                               SPAN_INIT("127.0.0.1:8084 [::1]:8084 のような、ポートを付けた"
                                         "アドレスの並び、または空")},
        [SETTING_SOURCES] = {SPAN_INIT("address blocks such as 127.0.0.0/8 ::1"),
                             SPAN_INIT("127.0.0.0/8 ::1 のようなアドレス範囲の並び")},
        [SETTING_WORDS] = {SPAN_INIT("names separated by blanks, or nothing"),
                           SPAN_INIT("空白で区切った名前の並び、または空")},
        [SETTING_TEXT] = {SPAN_INIT("a text shorter than 512 bytes, or nothing"),
                          SPAN_INIT("512 バイト未満の文字列、または空")},
        [SETTING_URL] = {SPAN_INIT(
                             "an address such as https://www.example.jp/security, or nothing"),
                         SPAN_INIT("https://www.example.jp/security のような URL、または空")},
        [SETTING_BLOCKS] = {SPAN_INIT("a list of blocks such as {\"203.0.113.0/24\", "
                                      "\"2001:db8::/32\"}"),
                            SPAN_INIT("{\"203.0.113.0/24\", \"2001:db8::/32\"} のような"
                                      "アドレス範囲の並び")},
    };

    switch (row->type) {
    case SETTING_CHOICE:
        expect_choice(row, ja, out);
        return;
    case SETTING_NUMBER:
        expect_number(row, ja, out);
        return;
    case SETTING_TRUTH:
    case SETTING_PATH:
    case SETTING_ZONE:
    case SETTING_COUNTRY:
    case SETTING_ENDPOINTS:
    case SETTING_SOURCES:
    case SETTING_WORDS:
    case SETTING_TEXT:
    case SETTING_URL:
    case SETTING_BLOCKS:
        buf_add(out, texts[row->type][ja ? 1 : 0]);
        return;
    }
}

_Static_assert(SETTINGS_TEXT_MAX == 512, "the text of SETTING_PATH says so");

bool setting_refuse(const struct setting *row, struct span came, struct err *e)
{
    char bytes[128];
    struct buf expected = BUF_ON(bytes);

    setting_expected(row, false, &expected);
    return err_set(e, ERR_CONFIG, "%s: expected %.*s, came %s", row->key, (int)expected.len,
                   expected.at, quote(came).text);
}

bool setting_truth(const struct setting *row, struct span value, bool *out, struct err *e)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

    for (size_t i = 0; i < COUNT(words); i++) {
        if (span_eq(value, span_of(words[i]))) {
            *out = i % 2 == 1;
            return true;
        }
    }
    return setting_refuse(row, value, e);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool setting_country(const struct setting *row, struct span value, uint16_t *out, struct err *e)
{
    if (value.len == 0) {
        *out = 0;
        return true;
    }
    if (value.len != 2 || !is_capital(value.at[0]) || !is_capital(value.at[1])) {
        return setting_refuse(row, value, e);
    }
    *out = place_country(value.at[0], value.at[1]);
    return true;
}

/* "+09:00", "-0330": at most 14 hours from UTC. */
static bool is_offset(struct span s)
{
    char digits[5] = {0};
    size_t count = 0;
    uint64_t value;

    if (s.len < 5 || (s.at[0] != '+' && s.at[0] != '-') || s.len > 6 ||
        (s.len == 6 && s.at[3] != ':')) {
        return false;
    }
    for (size_t i = 1; i < s.len; i++) {
        if (i != 3 || s.len == 5) {
            digits[count++] = s.at[i];
        }
    }
    return number_parse((struct span){.at = digits, .len = 4}, 0, 1400, &value) && value % 100 < 60;
}

/* ICU carries the zones of the IANA database. */
static bool is_zone(struct span s)
{
    UChar id[ZONE_MAX + 1];
    UChar canonical[ZONE_MAX + 1];
    UBool known = 0;
    UErrorCode status = U_ZERO_ERROR;

    if (s.len == 0 || is_offset(s)) {
        return true;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.len > ZONE_MAX || s.at[i] <= ' ' || s.at[i] > '~') {
            return false;
        }
        id[i] = (UChar)s.at[i];
    }
    (void)ucal_getCanonicalTimeZoneID(id, (int32_t)s.len, canonical, ZONE_MAX + 1, &known, &status);
    return U_SUCCESS(status) && known;
}

static bool apply_choice(const struct setting *row, struct span value, void *to, struct err *e)
{
    for (unsigned i = 0; i < SETTING_CHOICES_MAX && row->choices[i] != NULL; i++) {
        if (span_eq(value, span_of(row->choices[i]))) {
            memcpy(to, &i, sizeof i);
            return true;
        }
    }
    return setting_refuse(row, value, e);
}

static bool apply_number(const struct setting *row, struct span value, uint32_t *to, struct err *e)
{
    uint64_t number;

    if (!number_parse(value, row->lo, row->hi, &number)) {
        return setting_refuse(row, value, e);
    }
    *to = (uint32_t)number;
    return true;
}

static bool is_list(enum setting_type type, struct span list)
{
    struct span word;
    struct err ignored;

    while (endpoint_next_word(&list, &word)) {
        struct endpoint endpoint;
        struct own_network block = {0};

        if ((type == SETTING_ENDPOINTS && !endpoint_parse(word, &endpoint)) ||
            (type == SETTING_SOURCES && !own_network_parse(word, &block, &ignored))) {
            return false;
        }
    }
    return true;
}

/* https, a host, and only what may stand in an address as it is (RFC 3986 2). */
static bool is_url(struct span s)
{
    static const char begin[] = "https://";
    size_t len = sizeof begin - 1;

    if (s.len <= len || memcmp(s.at, begin, len) != 0 || s.at[len] == '/') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] <= ' ' || s.at[i] > '~' || strchr("\"<>\\^`{|}", s.at[i]) != NULL) {
            return false;
        }
    }
    return true;
}

static bool apply_text(const struct setting *row, struct span value, char *to, struct err *e)
{
    bool fits = value.len < SETTINGS_TEXT_MAX &&
                (value.len == 0 || memchr(value.at, '\0', value.len) == NULL);

    if (row->type == SETTING_PATH) {
        fits = fits && (value.len == 0 || value.at[0] == '/');
    } else if (row->type == SETTING_ZONE) {
        fits = fits && is_zone(value);
    } else if (row->type == SETTING_URL) {
        fits = fits && (value.len == 0 || is_url(value));
    } else if (row->type != SETTING_TEXT) {
        fits = fits && is_list(row->type, value);
    }
    if (!fits) {
        return setting_refuse(row, value, e);
    }
    memcpy(to, value.at, value.len);
    to[value.len] = '\0';
    return true;
}

bool setting_apply(const struct setting *row, struct span value, struct settings *s, struct err *e)
{
    void *to = (char *)s + row->offset;

    assert(row->group != SETTING_NETWORK);
    switch (row->type) {
    case SETTING_CHOICE:
        return apply_choice(row, value, to, e);
    case SETTING_TRUTH:
        return setting_truth(row, value, to, e);
    case SETTING_NUMBER:
        return apply_number(row, value, to, e);
    case SETTING_PATH:
    case SETTING_ZONE:
    case SETTING_ENDPOINTS:
    case SETTING_SOURCES:
    case SETTING_WORDS:
    case SETTING_TEXT:
    case SETTING_URL:
        return apply_text(row, value, to, e);
    case SETTING_COUNTRY:
        return setting_country(row, value, to, e);
    case SETTING_BLOCKS:
        break;
    }
    return err_set(e, ERR_BUG, "%s is not a single value", row->key);
}
