/* wire/fake_list.h - lists of addresses and domains of fakes, as others keep them: CSV and plain text.
 *
 * CSV       rows of RFC 4180 (wire/account_csv.h) with a first row of names: "domain" (or "url"),
 *           "campaign", "brand", "first_seen", "last_seen", "down_since", "state", in any order; only the
 *           first is needed. What is exported can be imported; state and down_since are not taken.
 * Plain     one address or domain a line; blank lines and those that begin with '#' are skipped.
 * Formulas  a cell that a spreadsheet would run is written with ' in front (wire/account_csv.h).
 * Owns      nothing: rows view the caller's bytes. Threads: any.
 */
#ifndef WIRE_FAKE_LIST_H
#define WIRE_FAKE_LIST_H

#include "model/fake.h"
#include "wire/account_csv.h"

#define FAKE_LIST_URL_MAX 2048 /* bytes of an address */

enum fake_list_column {
    FAKE_LIST_DOMAIN,
    FAKE_LIST_CAMPAIGN,
    FAKE_LIST_BRAND,
    FAKE_LIST_FIRST,
    FAKE_LIST_LAST,
    FAKE_LIST_DOWN,
    FAKE_LIST_STATE,
    FAKE_LIST_COLUMNS
};

/* Which cell holds which column. */
struct fake_list_columns {
    size_t count;
    bool there[FAKE_LIST_COLUMNS];
    size_t at[FAKE_LIST_COLUMNS];
};

struct fake_list_row {
    struct span url; /* address or domain, as written */
    struct span campaign;
    struct span brand;
    int64_t first_ms; /* 0: not said */
    int64_t last_ms;
};

/* ERR_INPUT: an unknown or repeated name, or no "domain". */
bool fake_list_columns(const struct csv_row *row, struct fake_list_columns *out,
                       struct err *e) MUST_CHECK;

/* ERR_INPUT "first_seen: expected a time such as 2026-11-21T18:05:09Z or 2026-11-21, came ..." */
bool fake_list_read(const struct csv_row *row, const struct fake_list_columns *columns,
                    struct fake_list_row *out, struct err *e) MUST_CHECK;

/* A line of plain text without its end. False without an error when it holds nothing: *out is empty.
 * errors   ERR_INPUT  blanks inside, too long, or characters no address has */
bool fake_list_line(struct span line, struct fake_list_row *out, struct err *e) MUST_CHECK;

/* Appends the row of names, and one for each domain of a campaign, with CR LF. */
void fake_list_print_names(struct buf *out);
void fake_list_print(struct buf *out, const struct fake *f);

/* Plain text: a comment that names the campaign, then its domains. */
void fake_list_print_plain(struct buf *out, const struct fake *f);

#endif
