#include "apps/terminal.h"

#include "base/quote.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum lang terminal_lang_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang = LANG_EN;

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0') {
            (void)!lang_parse((struct span){.at = value, .len = strlen(value)}, &lang);
            return lang;
        }
    }
    return lang;
}

bool terminal_lang(const char *given, const struct settings *s, enum lang *out, struct err *e)
{
    if (given == NULL) {
        *out = s->language == SETTING_LANGUAGE_EN   ? LANG_EN
               : s->language == SETTING_LANGUAGE_JA ? LANG_JA
                                                    : terminal_lang_of_environment();
        return true;
    }
    return lang_parse((struct span){.at = given, .len = strlen(given)}, out) ||
           err_set(e, ERR_CONFIG, "--lang: expected en or ja, came %s",
                   quote((struct span){.at = given, .len = strlen(given)}).text);
}

bool terminal_colour(const struct settings *s)
{
    const char *none = getenv("NO_COLOR");

    switch (s->colour) {
    case SETTING_COLOUR_ALWAYS:
        return true;
    case SETTING_COLOUR_NEVER:
        return false;
    case SETTING_COLOUR_AUTO:
        break;
    }
    return isatty(STDOUT_FILENO) == 1 && (none == NULL || none[0] == '\0');
}

unsigned terminal_width(void)
{
    struct winsize size;

    return isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                                      : 0;
}
