/* wire/policy_parts.h - what the bodies of attempts and of list commands share. For wire/policy_*.c. */
#ifndef WIRE_POLICY_PARTS_H
#define WIRE_POLICY_PARTS_H

#include "model/attempt.h"
#include "model/listing.h"
#include "wire/json_in.h"

_Static_assert(ATTEMPT_LOGIN_MAX == LISTING_LOGIN_MAX, "one bound for logins");

/* ERR_INPUT: an empty body, or one over POLICY_BODY_MAX. */
bool policy_body_check(struct span body, struct err *e) MUST_CHECK;

/* A to Z become small. */
void policy_lower(char *at, size_t len);

/* Gives a login as it was written, in `to` or in the body. ERR_INPUT: no text, or too long. */
bool policy_login_read(const struct json_in_value *v, char to[ATTEMPT_LOGIN_MAX], struct span *out,
                       struct err *e) MUST_CHECK;

#endif
