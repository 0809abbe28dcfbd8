/* words/tell.h - the sentences of notices: titles, outcomes, causes without harm, what to do.
 *
 * Duty      what depends on facts is a row here, so that no template can say what did not happen. The
 *           order of the facts and the fixed text around them are templates' business.
 * Owns      nothing. Threads: any. tests/unit/words/test_tell.c is the linter.
 */
#ifndef WORDS_TELL_H
#define WORDS_TELL_H

#include "model/notice.h"
#include "model/reason.h"
#include "words/catalogue.h"

enum tell {
    /* "{ground}" and "{result}" in place */
    TELL_TITLE_SIGNIN,
    TELL_TITLE_TRY,
    TELL_TITLE_RESTRICTION,
    TELL_TITLE_CODE,
    TELL_TITLE_CREDENTIAL,
    TELL_TITLE_TEST,
    TELL_TITLE_DIGEST,

    TELL_GROUND_ABROAD, /* in the order of enum tell_ground */
    TELL_GROUND_COUNTRY,
    TELL_GROUND_PROVIDER,
    TELL_GROUND_CLIENT,
    TELL_GROUND_OTHER,

    TELL_RESULT_SUCCEEDED, /* in the order of enum tell_result */
    TELL_RESULT_WAITS,
    TELL_RESULT_REFUSED,
    TELL_RESULT_FAILED,

    TELL_WHAT_SUCCEEDED,
    TELL_WHAT_WAITS,
    TELL_WHAT_REFUSED,
    TELL_WHAT_FAILED,
    TELL_WHAT_RESTRICTION,
    TELL_WHAT_CODE,
    TELL_WHAT_CREDENTIAL,
    TELL_WHAT_TEST,
    TELL_WHAT_DIGEST,

    TELL_OUTCOME_SUCCEEDED,
    TELL_OUTCOME_WAITS,
    TELL_OUTCOME_REFUSED,
    TELL_OUTCOME_FAILED,
    TELL_OUTCOME_RESTRICTION,
    TELL_OUTCOME_CODE_RIGHT,
    TELL_OUTCOME_CODE_NONE,
    TELL_OUTCOME_CREDENTIAL,
    TELL_OUTCOME_TEST,
    TELL_OUTCOME_DIGEST,

    TELL_IF_YOU_NOTHING,
    TELL_IF_YOU_WAITS,
    TELL_IF_YOU_REFUSED,
    TELL_IF_YOU_RESTRICTION,
    TELL_IF_YOU_CODE,
    TELL_IF_YOU_TEST,

    TELL_IF_NOT_MAIN,
    TELL_IF_NOT_APP,
    TELL_IF_NOT_OTHER,
    TELL_IF_NOT_REFUSED,
    TELL_IF_NOT_FAILED,
    TELL_IF_NOT_RESTRICTION,
    TELL_IF_NOT_CODE_RIGHT,
    TELL_IF_NOT_CODE_NONE,
    TELL_IF_NOT_CHANGED,
    TELL_IF_NOT_TEST,

    /* the same for short messages */
    TELL_SHORT_YOU_NOTHING,
    TELL_SHORT_YOU_WAITS,
    TELL_SHORT_YOU_REFUSED,
    TELL_SHORT_YOU_RESTRICTION,
    TELL_SHORT_YOU_CODE,
    TELL_SHORT_NOT_MAIN,
    TELL_SHORT_NOT_APP,
    TELL_SHORT_NOT_OTHER,
    TELL_SHORT_NOT_FAILED,
    TELL_SHORT_NOT_CODE_NONE,
    TELL_SHORT_NOT_CHANGED,
    TELL_SHORT_OUTCOME_RESTRICTION,
    TELL_SHORT_OUTCOME_CODE_RIGHT,
    TELL_SHORT_OUTCOME_CODE_NONE,

    TELL_CREDENTIAL_MAIN, /* where the operator says nothing */
    TELL_CREDENTIAL_APP,
    TELL_CREDENTIAL_SECOND_FACTOR,
    TELL_CREDENTIAL_PASSKEY,
    TELL_CREDENTIAL_CONTACT,

    TELL_CAUSE_SIGNIN, /* in the order of enum code_cause */
    TELL_CAUSE_SETTINGS,
    TELL_CAUSE_PAYMENT,
    TELL_CAUSE_RECOVERY,
    TELL_CAUSE_PHONE_CHECK,

    TELL_CLIENT_UNSEEN,
    TELL_CLIENT_UNSEEN_SHORT,
    TELL_PLACE_UNKNOWN_SHORT,
    TELL_PLACE_SHORT,
    TELL_PLACE_CARRIER_SHORT,
    TELL_PLACE_INTERNAL_SHORT,

    TELL_SERVICE_UNKNOWN, /* in the order of enum service */
    TELL_SERVICE_IMAP,
    TELL_SERVICE_POP3,
    TELL_SERVICE_SUBMISSION,
    TELL_SERVICE_SIEVE,
    TELL_SERVICE_WEB,

    TELL_BRIEF_SERVICE_UNKNOWN, /* the same, for short messages */
    TELL_BRIEF_SERVICE_IMAP,
    TELL_BRIEF_SERVICE_POP3,
    TELL_BRIEF_SERVICE_SUBMISSION,
    TELL_BRIEF_SERVICE_SIEVE,
    TELL_BRIEF_SERVICE_WEB,

    TELL_BENIGN_TRAVEL, /* in the order of enum tell_benign, for mail */
    TELL_BENIGN_NETWORK,
    TELL_BENIGN_ROUTE,
    TELL_BENIGN_CLIENT,
    TELL_BENIGN_UPDATE,
    TELL_BENIGN_PAUSE,
    TELL_BENIGN_VPN,
    TELL_BENIGN_TYPING,
    TELL_BENIGN_SETTINGS,
    TELL_BENIGN_OLD_NUMBER,
    TELL_BENIGN_OWN_CHANGE,
    TELL_BENIGN_OLD_PASSWORD,
    TELL_BENIGN_OTHER,

    TELL_BRIEF_TRAVEL, /* the same in a word, for short messages */
    TELL_BRIEF_NETWORK,
    TELL_BRIEF_ROUTE,
    TELL_BRIEF_CLIENT,
    TELL_BRIEF_UPDATE,
    TELL_BRIEF_PAUSE,
    TELL_BRIEF_VPN,
    TELL_BRIEF_TYPING,
    TELL_BRIEF_SETTINGS,
    TELL_BRIEF_OLD_NUMBER,
    TELL_BRIEF_OWN_CHANGE,
    TELL_BRIEF_OLD_PASSWORD,
    TELL_BRIEF_OTHER,

    TELL_NEVER_PASSWORD, /* in the order of enum tell_never */
    TELL_NEVER_CODE,
    TELL_NEVER_PAYMENT,
    TELL_NEVER_CARD,
    TELL_NEVER_REMOTE,
    TELL_NEVER_IDENTITY,
    TELL_NEVER_REPLY,
    TELL_COUNT
};

enum tell_ground {
    GROUND_ABROAD,
    GROUND_COUNTRY,
    GROUND_PROVIDER,
    GROUND_CLIENT,
    GROUND_OTHER,
    GROUND_COUNT
};

enum tell_result {
    RESULT_SUCCEEDED,
    RESULT_WAITS,
    RESULT_REFUSED,
    RESULT_FAILED,
    RESULT_COUNT
};

/* Causes without harm: what the owner may have done (a set of bits 1 << cause). */
enum tell_benign {
    BENIGN_TRAVEL,
    BENIGN_NETWORK,
    BENIGN_ROUTE,
    BENIGN_CLIENT,
    BENIGN_UPDATE,
    BENIGN_PAUSE,
    BENIGN_VPN,
    BENIGN_TYPING,
    BENIGN_SETTINGS,
    BENIGN_OLD_NUMBER,
    BENIGN_OWN_CHANGE,
    BENIGN_OLD_PASSWORD,
    BENIGN_OTHER,
    BENIGN_COUNT
};

/* What the operator never asks for. */
enum tell_never {
    NEVER_PASSWORD,
    NEVER_CODE,
    NEVER_PAYMENT,
    NEVER_CARD,
    NEVER_REMOTE,
    NEVER_IDENTITY,
    NEVER_REPLY,
    NEVER_COUNT
};

/* "password", "code", "payment", "card", "remote", "identity", "reply": the words of a setting. */
bool tell_never_parse(struct span code, enum tell_never *out) MUST_CHECK;

/* The row, both languages. */
const struct entry *tell_entry(enum tell t);

/* Appends a row with its placeholders filled. */
void tell_put(struct buf *out, enum lang l, enum tell t, const struct arg *args, size_t count);

/* What became of it. A wrong password or an unknown account is RESULT_FAILED whatever the kind says:
 * nothing is ever called signed in that was not. */
enum tell_result tell_result(const struct notice_facts *f);

/* Why it is told, for the title. home: the operator's home countries. Abroad only when a home country
 * is stated, the place is none of them, is known and is not one where addresses say nothing, and the
 * account did not use to be there. */
enum tell_ground tell_ground(const struct notice_facts *f, const uint16_t *home, size_t count);

/* The causes without harm that apply, as bits. Never 0, but for a test. */
uint32_t tell_benign(const struct notice_facts *f);

/* A reason in a few words, for short messages: "new country", 「初めての国」. "" for none. */
const char *tell_reason(enum lang l, enum reason_code code);

#endif
