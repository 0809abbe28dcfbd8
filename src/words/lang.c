#include "words/lang.h"

#include <strings.h>

static const char *const codes[LANG_COUNT] = {
    [LANG_EN] = "en",
    [LANG_JA] = "ja",
};

#define CODE_LEN 2

/* What may follow the language in a locale's name: "ja_JP", "ja-JP", "ja.UTF-8", "ja@calendar=...". */
static bool ends_code(char c)
{
    return c == '_' || c == '-' || c == '.' || c == '@';
}

bool lang_parse(struct span in, enum lang *out)
{
    if (in.len < CODE_LEN || (in.len > CODE_LEN && !ends_code(in.at[CODE_LEN]))) {
        return false;
    }
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        if (strncasecmp(in.at, codes[l], CODE_LEN) == 0) {
            *out = (enum lang)l;
            return true;
        }
    }
    return false;
}

const char *lang_code(enum lang l)
{
    return codes[l];
}
