#include "model/place.h"

#include "base/quote.h"

static const char *const kinds[NETWORK_KIND_COUNT] = {
    [NETWORK_UNKNOWN] = "unknown",
    [NETWORK_PUBLIC] = "public",
    [NETWORK_OWN] = "own",
    [NETWORK_PRIVATE] = "private",
    [NETWORK_LOOPBACK] = "loopback",
    [NETWORK_LINK_LOCAL] = "link_local",
    [NETWORK_CGNAT] = "cgnat",
    [NETWORK_ULA] = "ula",
    [NETWORK_DOCUMENTATION] = "documentation",
    [NETWORK_SPECIAL] = "special",
};

static const char *const flags[PLACE_FLAG_COUNT] = {
    "anonymiser", "satellite", "anycast", "hostile", "trusted_line",
};

const char *network_kind_code(enum network_kind k)
{
    return kinds[k];
}

const char *place_flag_code(unsigned bit)
{
    return flags[bit];
}

static bool next_word(struct span *rest, struct span *word)
{
    while (rest->len > 0 && rest->at[0] == ' ') {
        *rest = (struct span){.at = rest->at + 1, .len = rest->len - 1};
    }
    if (!span_cut(rest, ' ', word)) {
        *word = *rest;
        rest->len = 0;
    }
    return word->len > 0;
}

bool home_countries_parse(struct span words, struct home_countries *out, struct err *e)
{
    struct home_countries home = {0};
    struct span word;

    while (next_word(&words, &word)) {
        bool letters = word.len == 2 && word.at[0] >= 'A' && word.at[0] <= 'Z' &&
                       word.at[1] >= 'A' && word.at[1] <= 'Z';

        if (!letters || home.count == HOME_COUNTRIES_MAX) {
            return err_set(e, ERR_CONFIG,
                           "home_countries: expected at most %d of two capital letters such as JP, "
                           "came %s",
                           HOME_COUNTRIES_MAX, quote(word).text);
        }
        home.at[home.count++] = place_country(word.at[0], word.at[1]);
    }
    *out = home;
    return true;
}
