/* config/read.h - libconfuse drives, the table decides: clean text into settings. */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include "config/settings.h"

/* Puts what `text` states into *s, which holds the defaults. text: from clean(), NUL-terminated.
 * On failure *s is half read and *line is the line of the mistake, 0 when none is to blame.
 * errors: ERR_CONFIG, ERR_LIMIT without memory.
 * Threads: one at a time, by a lock: libconfuse keeps its lexer's state in globals. */
bool read_settings(char *text, struct settings *s, size_t *line, struct err *e) MUST_CHECK;

#endif
