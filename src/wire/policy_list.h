/* wire/policy_list.h - weakforced's commands about lists and counters, on our own model.
 *
 * Duty      bodies of addBLEntry, delBLEntry, addWLEntry, delWLEntry, reset and getDBStats in; answers of
 *           getBL, getWL, getDBStats and stats out, in weakforced's shapes.
 * Source    weakforced's API description and its behaviour; docs/weakforced.md says what differs.
 * Owns      nothing. Threads: any.
 * Limits    POLICY_BODY_MAX bytes of body; a printed row never exceeds POLICY_ROW_MAX.
 */
#ifndef WIRE_POLICY_LIST_H
#define WIRE_POLICY_LIST_H

#include "base/buf.h"
#include "model/listing.h"

#define POLICY_ROW_MAX 5120                     /* bytes of one row of getBL, or of getDBStats */
#define POLICY_EXPIRE_MAX_S INT64_C(2147483647) /* seconds: what weakforced can hold; 68 years */

/* Reads the entry to add: ip or netmask, and/or login; expire_secs; reason.
 *
 * kind     which list
 * now_ms   wall clock: when expire_secs begins
 * out      untouched on failure; host bits of a netmask are dropped, the login is in lower case, a reason over
 *          LISTING_REASON_MAX is cut
 * errors   ERR_INPUT  as policy_http_parse_attempt; neither address nor login; ip and netmask both; no
 *                     expire_secs or reason; ja3, which is not kept here */
bool policy_list_parse_entry(struct span body, enum listing_kind kind, int64_t now_ms,
                             struct listing *out, struct err *e) MUST_CHECK;

/* Reads the key of the entry to remove; expiry and reason of *out stay empty. Errors: as above. */
bool policy_list_parse_key(struct span body, enum listing_kind kind, struct listing *out,
                           struct err *e) MUST_CHECK;

/* Whom reset and getDBStats are about: an address, a login, or both. */
struct policy_subject {
    bool has_remote;
    struct address remote;
    char login[LISTING_LOGIN_MAX + 1]; /* lower case; "" when none */
};

/* errors   ERR_INPUT  as above; neither ip nor login (weakforced's tools send "" for none) */
bool policy_list_parse_subject(struct span body, struct policy_subject *out,
                               struct err *e) MUST_CHECK;

/* A list of any length: begin, a row for each entry, end. Each call appends POLICY_ROW_MAX at most, so a
 * caller with a growing buffer makes room before each. */
void policy_list_print_begin(struct buf *out, enum listing_kind kind);
void policy_list_print_row(struct buf *out, const struct listing *l, bool first);
void policy_list_print_end(struct buf *out);

/* What getDBStats tells. */
struct policy_counters {
    bool allow_listed;
    bool block_listed;
    const struct listing *allow; /* the entry, where it is at hand; NULL allowed */
    const struct listing *block;
    uint32_t source_failures;
    uint32_t source_accounts;
    bool source_guesses;
    uint32_t account_failures_today;
    uint32_t pair_failures;
};

/* Appends POLICY_ROW_MAX at most. */
void policy_list_print_counters(struct buf *out, const struct policy_subject *s,
                                const struct policy_counters *c);

/* Since the start. */
struct policy_totals {
    uint64_t reports;
    uint64_t allows;
    uint64_t refused;
    uint64_t uptime_s;
};

void policy_list_print_totals(struct buf *out, const struct policy_totals *t);

#endif
