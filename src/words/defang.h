/* words/defang.h - addresses of a suspicious message, shown so that nobody can follow them.
 *
 * Form      "https[:]//docomo-login[.]example/x", "info[at]example[.]com": readable, and no mail program makes
 *           a link of it. Owns nothing. Threads: any.
 */
#ifndef WORDS_DEFANG_H
#define WORDS_DEFANG_H

#include "base/buf.h"

/* Appends `text` as clean_text() does, and with every dot that letters or figures follow, every "@" and every
 * "://" in brackets. Takes at most nine times text.len bytes. */
void defang_text(struct buf *out, struct span text);

#endif
