/* wire/account_csv.h - accounts as CSV, for spreadsheets: records in, records out.
 *
 * Source    RFC 4180. UTF-8, a byte order mark in front is skipped. Lines end with CR LF or LF. The
 *           first row names the columns; they are the members of the JSON form, in any order.
 * Lists     the texts of a list stand in one cell with ";" between them; "\;" and "\\" are those
 *           characters themselves.
 * Formulas  a spreadsheet runs a cell that begins with = + - @ or a tab. Such a cell, and one that begins
 *           with ', is written with ' in front, and that ' is taken off when it is read.
 * Owns      nothing: cells are views into the caller's bytes, which are rewritten in place.
 * Threads   any.
 */
#ifndef WIRE_ACCOUNT_CSV_H
#define WIRE_ACCOUNT_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/account.h"

#define CSV_COLUMNS_MAX 32
#define CSV_ROW_MAX ((size_t)128 << 10) /* bytes of one row; an account takes less than 60 KiB */

enum csv_taken {
    CSV_ROW,  /* *row holds it */
    CSV_MORE, /* the row goes on behind the bytes there are; never with `end` */
    CSV_BAD,  /* *e says why; *taken leads to the next line */
};

struct csv_row {
    size_t count;
    struct span cells[CSV_COLUMNS_MAX];
    size_t lines; /* line ends inside the row and behind it */
};

/* Takes the row at the front of at[0..len), which are changed: quotes go away.
 *
 * end      nothing follows these bytes
 * taken    CSV_ROW, CSV_BAD: bytes to skip, more than 0
 * errors   ERR_INPUT  a quote inside a bare cell, something behind a closing quote, no closing quote,
 *                     too many columns, longer than CSV_ROW_MAX
 */
enum csv_taken csv_row_take(char *at, size_t len, bool end, struct csv_row *row, size_t *taken,
                            struct err *e);

/* A cell as it was before a spreadsheet's guard was put in front. */
struct span csv_unguarded(struct span cell);

/* Appends a cell in quotes, guarded where a spreadsheet would run it; column 0 begins a row. */
void csv_cell_put(struct buf *out, size_t column, struct span text);

/* What each column holds. */
struct csv_columns {
    size_t count;
    uint8_t field[CSV_COLUMNS_MAX]; /* enum account_text, or ACCOUNT_TEXT_COUNT + enum
                                       account_list, or CSV_SKIPPED */
};
#define CSV_SKIPPED UINT8_MAX /* created, updated: the store's business */

/* Reads the row of names. ERR_INPUT: an unknown or repeated one, or no "id". */
bool account_csv_columns(const struct csv_row *row, struct csv_columns *out,
                         struct err *e) MUST_CHECK;

/* Reads a row of values; every column is stated, an empty cell states nothing in it ("" or no texts).
 * out      spans live in the row's bytes or in `arena`
 * errors   ERR_INPUT  more or fewer cells than columns, too many texts in a list; ERR_SYSTEM */
bool account_csv_read(const struct csv_row *row, const struct csv_columns *columns,
                      struct arena *arena, struct account_patch *out, struct err *e) MUST_CHECK;

/* Appends the row of names, and the row of an account, each with CR LF. */
void account_csv_print_columns(struct buf *out);
void account_csv_print(struct buf *out, const struct account_record *a);

#endif
