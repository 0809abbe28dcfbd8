/* model/evidence.h - one thing found in a message that speaks for or against it.
 *
 * The order of the kinds is the order in which a person checks: record, sender, gist, identifier,
 * links. docs/evidence.md shows each with its sentences.
 */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include "base/attr.h"
#include "base/span.h"

#include <stdint.h>

enum evidence_kind {
    /* the provider's own record */
    EVIDENCE_RECORD_AGREES,
    EVIDENCE_RECORD_RECIPIENT,
    EVIDENCE_RECORD_ALTERED,
    EVIDENCE_RECORD_ABSENT,
    EVIDENCE_EVENT_FOUND,
    EVIDENCE_EVENT_ABSENT,
    EVIDENCE_CAMPAIGN,
    EVIDENCE_STATE_FALSE,
    EVIDENCE_REPEATED,
    EVIDENCE_KNOWN_FAKE,
    EVIDENCE_KNOWN_LINK,
    EVIDENCE_KNOWN_GENUINE,
    /* the sender */
    EVIDENCE_SENDER_PUBLISHED,
    EVIDENCE_SENDER_UNLISTED,
    EVIDENCE_SENDER_MAILBOX,
    EVIDENCE_SENDER_RANDOM,
    EVIDENCE_SENDER_DOMAIN_RIGHT,
    EVIDENCE_BRAND_NAME_FOREIGN,
    EVIDENCE_BRAND_SUBJECT_FOREIGN,
    EVIDENCE_BRAND_TEXT_FOREIGN,
    EVIDENCE_SENDER_FREE_MAIL,
    EVIDENCE_SENDER_DISGUISED,
    EVIDENCE_SENDER_NO_ADDRESS,
    EVIDENCE_SENDER_LOOKALIKE,
    EVIDENCE_SENDER_ODD_TLD,
    EVIDENCE_SENDER_HOSTING,
    EVIDENCE_SENDER_RANDOM_DOMAIN,
    EVIDENCE_SENDER_IS_RECIPIENT,
    EVIDENCE_NAME_NOT_DOMAIN,
    EVIDENCE_NAME_FOREIGN_ADDRESS,
    EVIDENCE_REPLY_TO_DIFFERS,
    EVIDENCE_CONTACT_DIFFERS,
    EVIDENCE_AUTH_PASSED,
    EVIDENCE_AUTH_FAILED,
    EVIDENCE_AUTH_ABSENT,
    EVIDENCE_SMS_PUBLISHED,
    EVIDENCE_SMS_UNLISTED,
    /* the gist: what it says and how it is made */
    EVIDENCE_ASKS_IDENTITY,
    EVIDENCE_ASKS_PASSWORD,
    EVIDENCE_ASKS_CODE,
    EVIDENCE_ASKS_CARD,
    EVIDENCE_ASKS_LOGIN,
    EVIDENCE_THREAT,
    EVIDENCE_DEADLINE,
    EVIDENCE_THREAT_DEADLINE,
    EVIDENCE_STATE_CLAIMED,
    EVIDENCE_REPLY_DEMAND,
    EVIDENCE_ALARM,
    EVIDENCE_UNUSUAL,
    EVIDENCE_THEME_WALLET,
    EVIDENCE_THEME_PRIZE,
    EVIDENCE_THEME_CASINO,
    EVIDENCE_THEME_PARCEL,
    EVIDENCE_THEME_STORAGE,
    EVIDENCE_THEME_PROTECTION,
    EVIDENCE_THEME_BILL,
    EVIDENCE_THEME_MONEY,
    EVIDENCE_THEME_EXTORTION,
    EVIDENCE_THEME_DOCUMENT,
    EVIDENCE_THEME_MARKETING,
    EVIDENCE_PREMIUM_CALL,
    EVIDENCE_SMS_CALL,
    EVIDENCE_PROCESS_UNKNOWN,
    EVIDENCE_HIDDEN_TEXT,
    EVIDENCE_INVISIBLE,
    EVIDENCE_IMAGE_ONLY,
    EVIDENCE_HTML_ATTACHMENT,
    EVIDENCE_PROGRAM_ATTACHMENT,
    EVIDENCE_QR,
    /* identifier: who is meant */
    EVIDENCE_ID_MISSING,
    EVIDENCE_FIELD_MISSING,
    EVIDENCE_SALUTATION,
    EVIDENCE_NAME_PRESENT,
    EVIDENCE_NAME_ABSENT,
    EVIDENCE_RECIPIENT_REGISTERED,
    EVIDENCE_RECIPIENT_OTHER,
    EVIDENCE_ANSWER_NOT_MEMBER,
    EVIDENCE_ANSWER_DONE,
    EVIDENCE_ANSWER_NOT_DONE,
    /* links */
    EVIDENCE_LINKS_PUBLISHED,
    EVIDENCE_LINK_FOREIGN,
    EVIDENCE_ACTION_FOREIGN,
    EVIDENCE_NO_OWN_LINK,
    EVIDENCE_LINK_LOOKALIKE,
    EVIDENCE_LINK_NOT_SENDER,
    EVIDENCE_LINK_ODD_TLD,
    EVIDENCE_ONE_FOREIGN_HOST,
    EVIDENCE_ASKS_BY_FOREIGN_LINK,
    EVIDENCE_THEME_BY_FOREIGN_LINK,
    EVIDENCE_SMS_LINK,
    EVIDENCE_SHOWN_DIFFERS,
    EVIDENCE_SHORTENER,
    EVIDENCE_FREE_HOSTING,
    EVIDENCE_BARE_ADDRESS,
    EVIDENCE_OPEN_REDIRECT,
    EVIDENCE_URL_TRICK,
    EVIDENCE_IDN_LINK,
    EVIDENCE_DOWNLOAD_FOREIGN,
    EVIDENCE_LINK_RANDOM,
    EVIDENCE_NO_LINK,
    /* how far it could be read */
    EVIDENCE_LIMIT,
    EVIDENCE_DAMAGE,
    EVIDENCE_COUNT
};

enum direction {
    DIRECTION_NEUTRAL,
    DIRECTION_GENUINE,
    DIRECTION_FAKE,
};

/* What a person looks at when. */
enum evidence_topic {
    TOPIC_RECORD,
    TOPIC_SENDER,
    TOPIC_GIST,
    TOPIC_IDENTIFIER,
    TOPIC_LINKS,
    TOPIC_READING,
    TOPIC_COUNT
};

#define EVIDENCE_ON_MAX 160  /* bytes with NUL */
#define EVIDENCE_NAME_MAX 64 /* bytes with NUL */

struct evidence {
    uint16_t kind;                 /* enum evidence_kind */
    int16_t weight;                /* hundredths of a nat; above 0 speaks for a fake */
    char on[EVIDENCE_ON_MAX];      /* the exact words, address or domain it rests on; UTF-8 */
    char brand[EVIDENCE_NAME_MAX]; /* ID of the brand meant; empty when none is */
    char other
        [EVIDENCE_ON_MAX]; /* what it is compared with: the genuine domain; empty when nothing */
};

/* "K13": the number of docs/evidence.md. Several kinds may share one. */
const char *evidence_id(enum evidence_kind k);

/* "link_lookalike": stable, one for each kind. */
const char *evidence_code(enum evidence_kind k);
bool evidence_parse(struct span code, enum evidence_kind *out) MUST_CHECK;

enum direction evidence_direction(enum evidence_kind k);
const char *direction_code(enum direction d); /* "neutral", "genuine", "fake" */
enum evidence_topic evidence_topic(enum evidence_kind k);

/* Each kind at most once, in the order of the kinds. */
struct evidence_list {
    size_t count;
    struct evidence at[EVIDENCE_COUNT];
};

/* Adds a kind with what it rests on, cut to the room at a whole character; a kind that is there
 * already stays as it is. */
void evidence_add(struct evidence_list *l, enum evidence_kind k, struct span on, struct span brand,
                  struct span other);

/* NULL when it is not there. */
const struct evidence *evidence_find(const struct evidence_list *l, enum evidence_kind k);

#endif
