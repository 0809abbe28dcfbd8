/* apps/terminal.h - how to speak to whom: language, colour, width. */
#ifndef APPS_TERMINAL_H
#define APPS_TERMINAL_H

#include "base/err.h"
#include "config/settings.h"
#include "words/lang.h"

/* The language of --lang when given, else of the settings, else of the environment (POSIX.1-2017
 * section 8.2), else English. ERR_CONFIG: `given` is neither en nor ja. */
bool terminal_lang(const char *given, const struct settings *s, enum lang *out,
                   struct err *e) MUST_CHECK;

/* The language of the environment (POSIX.1-2017 section 8.2), else English. */
enum lang terminal_lang_of_environment(void);

/* True when standard output should be coloured: as the settings say, else on a terminal, unless
 * NO_COLOR is set. */
bool terminal_colour(const struct settings *s);

/* Columns of standard output; 0 when it is no terminal. */
unsigned terminal_width(void);

#endif
