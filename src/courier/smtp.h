/* courier/smtp.h - what a mail server's replies mean. Pure.
 * Source    RFC 5321 4.2 (replies), RFC 4954 6 (530, 534, 535, 538: authentication, the operator's). */
#ifndef COURIER_SMTP_H
#define COURIER_SMTP_H

#include "courier/inside.h"

/* Takes one line of a server into *r: a new reply begins, or the one before it goes on. The
 * 221 of a farewell says nothing of the message. */
void smtp_reply_line(struct smtp_reply *r, struct span line);

/* `said` is about the message itself: it came after MAIL FROM, RCPT TO, DATA or the body. */
enum gateway_verdict smtp_judge(bool ok, unsigned code, bool said);

/* A mailbox that may stand between < and > in an envelope: one @, no blank, bracket or control. */
bool smtp_is_mailbox(struct span s);

/* "host:25", "[2001:db8::1]:25". */
bool smtp_is_server(struct span s);

#endif
