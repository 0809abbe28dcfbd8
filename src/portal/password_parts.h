/* portal/password_parts.h - what /password and /undo share. Only they include it. */
#ifndef PORTAL_PASSWORD_PARTS_H
#define PORTAL_PASSWORD_PARTS_H

#include "base/number.h"
#include "base/secret.h"
#include "portal/inside.h"
#include "service/password_change.h"

#define PASSWORD_TOKEN_MAX 512

/* "EXPIRY.WHAT.MAC": what we gave out ourselves, for one purpose, not long ago. */
void password_token(struct page *p, const char *purpose, struct span what, int64_t lasts_ms,
                    char out[static PASSWORD_TOKEN_MAX]);
bool password_token_read(struct page *p, const char *purpose, struct span token,
                         struct span *what) MUST_CHECK;

/* A field of the form. False, *out empty: there is none, or it is too long. */
bool password_secret(struct page *p, const char *name, struct secret *out) MUST_CHECK;

/* "new" and "again"; false when they differ or are missing. */
bool password_pair(struct page *p, struct secret *new) MUST_CHECK;

/* What makes a good one; why a field was not taken. */
void password_set_advice(struct page *p);
void password_set_fault(struct page *p, const char *key);
void password_set_quality(struct page *p, const struct quality *q);
const char *password_result_key(enum change_result r);

struct change_request password_request(const struct page *p);

/* Nothing of these pages is kept anywhere. False: they are not offered, and that was answered. */
bool password_offered(struct page *p, enum page_template which) MUST_CHECK;

/* The finish, with what to do next. */
void password_answer_done(struct page *p, const struct change_answer *a);

#endif
