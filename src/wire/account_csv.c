#include "wire/account_csv.h"

#include "base/quote.h"

/* --- rows ----------------------------------------------------------------------------------------- */

/* Where a row is being read. */
struct reader {
    char *at;
    size_t len;
    size_t pos; /* next byte to read */
    struct csv_row *row;
};

enum cell {
    CELL_NEXT, /* another cell follows */
    CELL_LAST, /* the row is over */
    CELL_BAD
};

/* Behind a cell: a comma, the end of the line, or nothing. */
static enum cell cell_end(struct reader *r)
{
    if (r->pos == r->len) {
        return CELL_LAST;
    }
    if (r->at[r->pos] == ',') {
        r->pos++;
        return CELL_NEXT;
    }
    if (r->at[r->pos] == '\r') {
        if (r->pos + 1 < r->len && r->at[r->pos + 1] == '\n') {
            r->pos++;
        } else if (r->pos + 1 < r->len) {
            return CELL_BAD;
        }
    } else if (r->at[r->pos] != '\n') {
        return CELL_BAD;
    }
    r->pos++;
    r->row->lines++;
    return CELL_LAST;
}

static enum cell bare_cell(struct reader *r, struct span *out, struct err *e)
{
    size_t from = r->pos;

    while (r->pos < r->len && r->at[r->pos] != '\0' && strchr(",\r\n\"", r->at[r->pos]) == NULL) {
        r->pos++;
    }
    *out = (struct span){.at = r->at + from, .len = r->pos - from};
    if (r->pos < r->len && (r->at[r->pos] == '"' || r->at[r->pos] == '\0')) {
        (void)err_set(e, ERR_INPUT, "expected quotes around the whole cell, came %s",
                      r->at[r->pos] == '"' ? "a quote inside it" : "a NUL");
        return CELL_BAD;
    }
    return cell_end(r);
}

static enum cell quoted_cell(struct reader *r, struct span *out, struct err *e)
{
    size_t from = r->pos;
    size_t to = from;
    enum cell end;

    for (r->pos++; r->pos < r->len; r->pos++) {
        if (r->at[r->pos] == '"') {
            if (r->pos + 1 == r->len || r->at[r->pos + 1] != '"') {
                break;
            }
            r->pos++;
        }
        r->row->lines += r->at[r->pos] == '\n';
        r->at[to++] = r->at[r->pos];
    }
    if (r->pos == r->len) {
        (void)err_set(e, ERR_INPUT, "expected a closing quote, came the end");
        return CELL_BAD;
    }
    r->pos++;
    *out = (struct span){.at = r->at + from, .len = to - from};
    end = cell_end(r);
    if (end == CELL_BAD) {
        (void)err_set(e, ERR_INPUT, "expected a comma behind the closing quote, came %s",
                      quote((struct span){.at = r->at + r->pos, .len = 1}).text);
    }
    return end;
}

enum extent {
    EXTENT_WHOLE, /* the last line end of a row is there */
    EXTENT_OPEN,  /* it ends inside quotes */
    EXTENT_PART   /* it ends outside quotes, without a line end */
};

/* Looked for before anything is rewritten, so that a row cut short can be read again when more has
 * come. */
static enum extent row_extent(const char *at, size_t len)
{
    bool quoted = false;

    for (size_t i = 0; i < len; i++) {
        if (at[i] == '"') {
            quoted = !quoted;
        } else if (at[i] == '\n' && !quoted) {
            return EXTENT_WHOLE;
        }
    }
    return quoted ? EXTENT_OPEN : EXTENT_PART;
}

/* Bytes up to the end of the line. */
static size_t line_end(const char *at, size_t len)
{
    const char *hit = len == 0 ? NULL : memchr(at, '\n', len);

    return hit == NULL ? len : (size_t)(hit - at) + 1;
}

/* Nothing is rewritten yet: the next line may be a row. */
static enum csv_taken refuse_line(const char *at, size_t len, struct csv_row *row, size_t *taken)
{
    *row = (struct csv_row){.lines = 1};
    *taken = line_end(at, len);
    return CSV_BAD;
}

static enum csv_taken row_read(struct reader *r, size_t *taken, struct err *e)
{
    enum cell cell = CELL_NEXT;
    struct span skipped = {0};

    while (cell == CELL_NEXT) {
        struct span *to =
            r->row->count < CSV_COLUMNS_MAX ? &r->row->cells[r->row->count] : &skipped;

        cell =
            r->pos < r->len && r->at[r->pos] == '"' ? quoted_cell(r, to, e) : bare_cell(r, to, e);
        r->row->count++;
    }
    if (cell == CELL_LAST && r->row->count <= CSV_COLUMNS_MAX) {
        *taken = r->pos;
        return CSV_ROW;
    }
    if (cell == CELL_LAST) {
        *taken = r->pos;
        (void)err_set(e, ERR_INPUT, "expected at most %d columns, came %zu", CSV_COLUMNS_MAX,
                      r->row->count);
        return CSV_BAD;
    }
    if (e->code == ERR_NONE) {
        (void)err_set(e, ERR_INPUT, "expected a line feed behind a carriage return");
    }
    r->row->lines++;
    *taken = r->pos + line_end(r->at + r->pos, r->len - r->pos);
    return CSV_BAD;
}

enum csv_taken csv_row_take(char *at, size_t len, bool end, struct csv_row *row, size_t *taken,
                            struct err *e)
{
    struct reader r = {.at = at, .len = len < CSV_ROW_MAX ? len : CSV_ROW_MAX, .row = row};
    enum extent extent = row_extent(at, r.len);

    if (extent != EXTENT_WHOLE && len >= CSV_ROW_MAX) {
        (void)err_set(e, ERR_INPUT,
                      "expected a row of at most %zu bytes, came more (is a quote not closed?)",
                      CSV_ROW_MAX);
        return refuse_line(at, len, row, taken);
    }
    if (extent != EXTENT_WHOLE && !end) {
        return CSV_MORE;
    }
    if (extent == EXTENT_OPEN) {
        (void)err_set(e, ERR_INPUT, "expected a closing quote, came the end");
        return refuse_line(at, len, row, taken);
    }
    *row = (struct csv_row){0};
    e->code = ERR_NONE;
    return row_read(&r, taken, e);
}

/* --- columns -------------------------------------------------------------------------------------- */

static bool column_of(struct span name, uint8_t *out)
{
    enum account_text text;
    enum account_list list;

    if (account_text_parse(name, &text)) {
        *out = (uint8_t)text;
        return true;
    }
    if (account_list_parse(name, &list)) {
        *out = (uint8_t)(ACCOUNT_TEXT_COUNT + list);
        return true;
    }
    *out = CSV_SKIPPED;
    return span_eq(name, SPAN("created")) || span_eq(name, SPAN("updated"));
}

static struct span without_mark(struct span cell)
{
    return cell.len >= 3 && memcmp(cell.at, "\xef\xbb\xbf", 3) == 0
               ? (struct span){.at = cell.at + 3, .len = cell.len - 3}
               : cell;
}

bool account_csv_columns(const struct csv_row *row, struct csv_columns *out, struct err *e)
{
    struct csv_columns columns = {.count = row->count};
    uint32_t seen = 0;

    for (size_t i = 0; i < row->count; i++) {
        struct span name = i == 0 ? without_mark(row->cells[i]) : row->cells[i];

        if (!column_of(name, &columns.field[i])) {
            return err_set(e, ERR_INPUT, "the first line: expected names of columns, came %s",
                           quote(name).text);
        }
        if (columns.field[i] != CSV_SKIPPED && (seen >> columns.field[i] & 1) != 0) {
            return err_set(e, ERR_INPUT, "the first line: the column %s stands there twice",
                           quote(name).text);
        }
        seen |= columns.field[i] == CSV_SKIPPED ? 0 : UINT32_C(1) << columns.field[i];
    }
    if ((seen & 1) == 0) {
        return err_set(e, ERR_INPUT, "the first line: expected a column id, came none");
    }
    *out = columns;
    return true;
}

/* --- values --------------------------------------------------------------------------------------- */

static bool is_formula(struct span text)
{
    return text.len > 0 && text.at[0] != '\0' && strchr("=+-@\t\r'", text.at[0]) != NULL;
}

struct span csv_unguarded(struct span cell)
{
    struct span rest = cell.len == 0 ? cell : (struct span){.at = cell.at + 1, .len = cell.len - 1};

    return cell.len > 0 && cell.at[0] == '\'' && is_formula(rest) ? rest : cell;
}

/* Takes the next text off *cell; what is escaped is written into `to`, which is as long. */
static struct span text_take(struct span *cell, char *to)
{
    size_t len = 0;
    size_t i = 0;

    while (i < cell->len && cell->at[i] != ';') {
        i += cell->at[i] == '\\' && i + 1 < cell->len;
        to[len++] = cell->at[i++];
    }
    i += i < cell->len;
    *cell = (struct span){.at = cell->at + i, .len = cell->len - i};
    return (struct span){.at = to, .len = len};
}

static bool list_read(struct span cell, enum account_list l, struct arena *arena,
                      struct account_texts *out, struct err *e)
{
    char *to = arena_take(arena, cell.len + 1);

    if (to == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a row");
    }
    while (cell.len > 0) {
        if (out->count == ACCOUNT_LIST_MAX) {
            return err_set(e, ERR_INPUT, "%s: expected at most %d, came more", account_list_code(l),
                           ACCOUNT_LIST_MAX);
        }
        out->at[out->count] = text_take(&cell, to);
        to += out->at[out->count++].len;
    }
    return true;
}

bool account_csv_read(const struct csv_row *row, const struct csv_columns *columns,
                      struct arena *arena, struct account_patch *out, struct err *e)
{
    struct account_patch patch = {0};

    if (row->count != columns->count) {
        return err_set(e, ERR_INPUT, "expected %zu cells as in the first line, came %zu",
                       columns->count, row->count);
    }
    for (size_t i = 0; i < row->count; i++) {
        uint8_t field = columns->field[i];
        struct span cell = csv_unguarded(row->cells[i]);

        if (field == CSV_SKIPPED) {
            continue;
        }
        patch.stated |= UINT32_C(1) << field;
        if (field < ACCOUNT_TEXT_COUNT) {
            patch.account.text[field] = cell;
        } else if (!list_read(cell, (enum account_list)(field - ACCOUNT_TEXT_COUNT), arena,
                              &patch.account.list[field - ACCOUNT_TEXT_COUNT], e)) {
            return false;
        }
    }
    *out = patch;
    return true;
}

/* --- out ------------------------------------------------------------------------------------------ */

static void quoted_add(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"') {
            buf_add(out, SPAN("\""));
        }
        buf_add(out, (struct span){.at = text.at + i, .len = 1});
    }
}

static void list_add(struct buf *out, const struct account_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0) {
            buf_add(out, SPAN(";"));
        }
        for (size_t k = 0; k < texts->at[i].len; k++) {
            struct span one = {.at = texts->at[i].at + k, .len = 1};

            if (one.at[0] == ';' || one.at[0] == '\\') {
                buf_add(out, SPAN("\\"));
            }
            quoted_add(out, one);
        }
    }
}

/* Every cell in quotes: nothing in it can then be taken for the end of the cell. */
static void cell_begin(struct buf *out, size_t column, struct span first)
{
    buf_add(out, column > 0 ? SPAN(",\"") : SPAN("\""));
    if (is_formula(first)) {
        buf_add(out, SPAN("'"));
    }
}

void csv_cell_put(struct buf *out, size_t column, struct span text)
{
    cell_begin(out, column, text);
    quoted_add(out, text);
    buf_add(out, SPAN("\""));
}

void account_csv_print_columns(struct buf *out)
{
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        buf_addf(out, "%s%s", i > 0 ? "," : "", account_text_code((enum account_text)i));
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        buf_addf(out, ",%s", account_list_code((enum account_list)l));
    }
    buf_add(out, SPAN("\r\n"));
}

void account_csv_print(struct buf *out, const struct account_record *a)
{
    size_t column = 0;

    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        csv_cell_put(out, column++, a->text[i]);
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        cell_begin(out, column++, a->list[l].count > 0 ? a->list[l].at[0] : SPAN(""));
        list_add(out, &a->list[l]);
        buf_add(out, SPAN("\""));
    }
    buf_add(out, SPAN("\r\n"));
}
