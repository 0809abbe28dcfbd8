/* message/address.h - an address header -> addresses with decoded names (private to message). */
#ifndef MESSAGE_ADDRESS_H
#define MESSAGE_ADDRESS_H

#include "base/arena.h"
#include "message/message.h"

/* From, To and the like (RFC 5322 section 3.4, and what is written in their place: names without
 * an address, addresses without brackets, comments as names). *limits gets
 * MESSAGE_LIMIT_ADDRESSES when there are more than MESSAGE_ADDRESSES_MAX; the first ones stay. */
struct message_addresses address_list(struct arena *a, struct span raw, uint32_t *limits,
                                      uint32_t *damage);

/* Fills address, local and domain of *one from "local@domain"; false when it is none. */
bool address_split(struct arena *a, struct span text, struct message_address *one);

#endif
