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
#include "words/tell_row.h"

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
 * account did not use to be there, or a stage refused it for that. */
enum tell_ground tell_ground(const struct notice_facts *f, const uint16_t *home, size_t count);

/* The causes without harm that apply, as bits. Never 0, but for a test. */
uint32_t tell_benign(const struct notice_facts *f);

/* A reason in a few words, for short messages: "new country", 「初めての国」. "" for none. */
const char *tell_reason(enum lang l, enum reason_code code);

#endif
