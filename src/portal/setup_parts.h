/* portal/setup_parts.h - what the files behind /setup share. Only they include it. */
#ifndef PORTAL_SETUP_PARTS_H
#define PORTAL_SETUP_PARTS_H

#include "portal/inside.h"

/* The desk; without devices where nobody sets any up. Never NULL. */
const struct device_desk *setup_desk(const struct page *p) NEVER_NULL;

/* {{servers}}: name, host, port, socket of each that is offered. */
void setup_set_servers(struct page *p);

/* {{kind}} of an object. */
void setup_set_kind(struct page *p, struct value *object, enum device_kind kind);

/* {{devices}} of the account, with {{chosen}} at `chosen`; {{again}} when there is one. */
bool setup_set_devices(struct page *p, struct span account, struct span chosen, size_t *count,
                       struct err *e) MUST_CHECK;

/* {{action}}: where this link's forms go; {{device_action}}: where those of an issue go. */
void setup_set_actions(struct page *p);

/* The page that says the link, or the time of a page, is over. */
void setup_answer_over(struct page *p);

/* The page of a store that does not answer. */
void setup_answer_down(struct page *p);

/* {{qr}} of an address: side, ground, path. */
void setup_set_qr(struct page *p, struct span url);

/* The page with the password. */
void setup_answer_done(struct page *p, const struct device_issue *issue);

#endif
