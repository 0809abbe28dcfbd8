/* model/account.h - one account as the operator keeps it: who it is and by which names it signs in.
 *
 * An account has one ID, the operator's own key. The names somebody may type when signing in are
 * something else: sign-in names, mail addresses and phone numbers, several of each, and every one
 * belongs to one account only. History and habits are kept by the name that signed in; an account
 * gathers the names that are the same person's (docs/accounts.md).
 */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define ACCOUNT_ID_MAX 128   /* bytes */
#define ACCOUNT_TEXT_MAX 320 /* bytes of any other text: RFC 5321 4.5.3.1, 64 + @ + 255 */
#define ACCOUNT_LIST_MAX 16  /* texts in one list */

/* Texts an account has one of; "" is not stated. */
enum account_text {
    ACCOUNT_ID, /* never "" */
    ACCOUNT_REGISTERED_NAME,
    ACCOUNT_MEMBER_ID,
    ACCOUNT_LANGUAGE, /* "ja", "en" or "" */
    ACCOUNT_GROUP,
    ACCOUNT_NOTICE_PHONE, /* "+819012345678": where short messages go */
    ACCOUNT_TEXT_COUNT
};

/* Lists of texts. The first ACCOUNT_IDENTIFIER_COUNT hold names one can sign in with: each text of
 * them belongs to one account of the whole store. */
enum account_list {
    ACCOUNT_SIGN_IN_NAMES,  /* lower case */
    ACCOUNT_MAIL_ADDRESSES, /* lower case */
    ACCOUNT_PHONES,         /* "+819012345678" */
    ACCOUNT_IDENTIFIER_COUNT,
    ACCOUNT_NOTICE_ADDRESSES = ACCOUNT_IDENTIFIER_COUNT, /* mail addresses notices go to */
    ACCOUNT_SERVICES,                                    /* contract services, free words */
    ACCOUNT_LIST_COUNT
};

struct account_texts {
    size_t count;
    struct span at[ACCOUNT_LIST_MAX];
};

/* Every span is somebody else's memory: whoever gives an account says how long it lives. */
struct account_record {
    struct span text[ACCOUNT_TEXT_COUNT];
    struct account_texts list[ACCOUNT_LIST_COUNT];
    int64_t created_ms; /* wall clock; the store's business */
    int64_t updated_ms;
};

/* An account with some of its fields only: what is not stated stays as it is stored. */
struct account_patch {
    struct account_record account;
    uint32_t stated; /* ACCOUNT_STATES_*, or-ed */
};
#define ACCOUNT_STATES_TEXT(t) (1u << (t))
#define ACCOUNT_STATES_LIST(l) (1u << (ACCOUNT_TEXT_COUNT + (l)))
#define ACCOUNT_STATES_ALL ((1u << (ACCOUNT_TEXT_COUNT + ACCOUNT_LIST_COUNT)) - 1)

/* "id", "registered_name", ...; "sign_in_names", ...: stable, the members of JSON and the columns of
 * CSV. */
const char *account_text_code(enum account_text t);
const char *account_list_code(enum account_list l);

/* The other way; false, *out untouched, for what is none. */
bool account_text_parse(struct span code, enum account_text *out) MUST_CHECK;
bool account_list_parse(struct span code, enum account_list *out) MUST_CHECK;

/* True when the account may be stored: an ID; UTF-8 without control characters everywhere; limits;
 * a known language; identifiers in lower case; phone numbers as "+" and 6 to 15 digits (E.164);
 * mail addresses with something on both sides of one "@"; nothing twice in a list.
 *
 * errors   ERR_INPUT "sign_in_names: expected 1 to 320 bytes, came ..." (field, expected, came)
 */
bool account_check(const struct account_record *a, struct err *e) MUST_CHECK;

/* Brings a text to the form its list keeps, into `out`: identifiers and notice addresses to lower
 * case (ASCII), phone numbers without blanks, hyphens, dots and brackets. What does not fit `out`
 * is cut; `out` holds 2 * ACCOUNT_TEXT_MAX bytes at least, so that what is cut is refused later. */
struct span account_normal(enum account_list l, struct span in,
                           char out[static 2 * ACCOUNT_TEXT_MAX]);

/* As account_normal, for ACCOUNT_NOTICE_PHONE. */
struct span account_normal_phone(struct span in, char out[static 2 * ACCOUNT_TEXT_MAX]);

#endif
