/* notice/plain.h - names from outside made fit for a notice.
 *
 * Duty      a program says what it is called, anybody may say anything: a genuine notice must not carry
 *           an attacker's link or telephone number. And long names are cut where a message must be short.
 * Owns      nothing. Threads: any.
 */
#ifndef NOTICE_PLAIN_H
#define NOTICE_PLAIN_H

#include "base/buf.h"
#include "words/lang.h"

#define PLAIN_DEVICE_MAX 40 /* bytes plain_device appends at most */

/* A program's name of itself: ASCII letters, digits, blanks and "._-()+" only and no name of a host, else
 * nothing is appended. It ends in front of a number of more than six digits, whatever parts them. */
void plain_device(struct buf *out, struct span device);

/* A provider's or person's name: clean, and without what phones and mail programs turn into a link: a
 * dot in front of a letter, and "://", become blanks. At most three times in.len bytes. */
void plain_name(struct buf *out, struct span name);

/* Appends at most `columns` columns of `clean`; what was cut ends in "." or "…". */
void plain_cut(struct buf *out, enum lang l, struct span clean, size_t columns);

/* Appends `clean` in characters of the GSM default alphabet as far as that is only a matter of accents
 * and typographic marks; other characters stay as they are. At most in.len bytes. */
void plain_gsm(struct buf *out, struct span clean);

#endif
