#include "wire/fake_list.h"

#include "base/quote.h"
#include "base/time.h"
#include "wire/api_json.h"

static const struct span names[FAKE_LIST_COLUMNS] = {
    [FAKE_LIST_DOMAIN] = SPAN_INIT("domain"),  [FAKE_LIST_CAMPAIGN] = SPAN_INIT("campaign"),
    [FAKE_LIST_BRAND] = SPAN_INIT("brand"),    [FAKE_LIST_FIRST] = SPAN_INIT("first_seen"),
    [FAKE_LIST_LAST] = SPAN_INIT("last_seen"), [FAKE_LIST_DOWN] = SPAN_INIT("down_since"),
    [FAKE_LIST_STATE] = SPAN_INIT("state"),
};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct span trimmed(struct span s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 &&
           (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t' || s.at[s.len - 1] == '\r')) {
        s.len--;
    }
    return s;
}

/* A byte order mark in front of the first cell is the file's, not the name's. */
static struct span without_mark(struct span s)
{
    return s.len >= 3 && memcmp(s.at, "\xef\xbb\xbf", 3) == 0
               ? (struct span){.at = s.at + 3, .len = s.len - 3}
               : s;
}

static size_t column_of(struct span name)
{
    size_t c = 0;

    if (span_eq(name, SPAN("url"))) {
        return FAKE_LIST_DOMAIN;
    }
    while (c < FAKE_LIST_COLUMNS && !span_eq(name, names[c])) {
        c++;
    }
    return c;
}

bool fake_list_columns(const struct csv_row *row, struct fake_list_columns *out, struct err *e)
{
    struct fake_list_columns columns = {.count = row->count};

    for (size_t i = 0; i < row->count; i++) {
        struct span name = trimmed(i == 0 ? without_mark(row->cells[i]) : row->cells[i]);
        size_t c = column_of(name);

        if (c == FAKE_LIST_COLUMNS) {
            return err_set(e, ERR_INPUT,
                           "the first line: expected the columns domain, campaign, brand, "
                           "first_seen, last_seen, came %s",
                           quote(name).text);
        }
        if (columns.there[c]) {
            return err_set(e, ERR_INPUT, "the first line: the column %s stands there twice",
                           quote(name).text);
        }
        columns.there[c] = true;
        columns.at[c] = i;
    }
    if (!columns.there[FAKE_LIST_DOMAIN]) {
        return err_set(e, ERR_INPUT, "the first line: expected a column domain, came none");
    }
    *out = columns;
    return true;
}

static struct span cell(const struct csv_row *row, const struct fake_list_columns *columns,
                        enum fake_list_column c)
{
    return columns->there[c] ? trimmed(csv_unguarded(row->cells[columns->at[c]])) : SPAN("");
}

/* A time, or a day: its beginning in UTC. */
static bool read_time(struct span text, enum fake_list_column c, int64_t *out, struct err *e)
{
    char bytes[] = "0000-00-00T00:00:00Z";
    struct span day = {.at = bytes, .len = sizeof bytes - 1};

    if (text.len == 0 || api_json_read_time(text, out)) {
        return true;
    }
    if (text.len == 10) {
        memcpy(bytes, text.at, 10);
        if (api_json_read_time(day, out)) {
            return true;
        }
    }
    return err_set(e, ERR_INPUT,
                   "%s: expected a time such as 2026-11-21T18:05:09Z or 2026-11-21, came %s",
                   names[c].at, quote(text).text);
}

static bool url_check(struct span url, struct err *e)
{
    if (url.len == 0 || url.len > FAKE_LIST_URL_MAX) {
        return err_set(e, ERR_INPUT, "expected an address or a domain of 1 to %d bytes, came %zu",
                       FAKE_LIST_URL_MAX, url.len);
    }
    for (size_t i = 0; i < url.len; i++) {
        if ((unsigned char)url.at[i] <= ' ' || url.at[i] == 0x7f) {
            return err_set(e, ERR_INPUT, "expected one address or domain, came %s",
                           quote(url).text);
        }
    }
    return true;
}

bool fake_list_read(const struct csv_row *row, const struct fake_list_columns *columns,
                    struct fake_list_row *out, struct err *e)
{
    struct fake_list_row r = {.first_ms = 0};

    if (row->count != columns->count) {
        return err_set(e, ERR_INPUT, "expected %zu cells as in the first line, came %zu",
                       columns->count, row->count);
    }
    r.url = cell(row, columns, FAKE_LIST_DOMAIN);
    r.campaign = cell(row, columns, FAKE_LIST_CAMPAIGN);
    r.brand = cell(row, columns, FAKE_LIST_BRAND);
    if (!url_check(r.url, e) ||
        !read_time(cell(row, columns, FAKE_LIST_FIRST), FAKE_LIST_FIRST, &r.first_ms, e) ||
        !read_time(cell(row, columns, FAKE_LIST_LAST), FAKE_LIST_LAST, &r.last_ms, e)) {
        return false;
    }
    *out = r;
    return true;
}

bool fake_list_line(struct span line, struct fake_list_row *out, struct err *e)
{
    line = trimmed(without_mark(line));
    *out = (struct fake_list_row){.url = line, .campaign = SPAN(""), .brand = SPAN("")};
    if (line.len == 0 || line.at[0] == '#') {
        out->url = SPAN("");
        return true;
    }
    return url_check(line, e);
}

/* --- out -------------------------------------------------------------------------------------------- */

void fake_list_print_names(struct buf *out)
{
    for (size_t c = 0; c < FAKE_LIST_COLUMNS; c++) {
        buf_addf(out, "%s%s", c > 0 ? "," : "", names[c].at);
    }
    buf_add(out, SPAN("\r\n"));
}

static void time_cell(struct buf *out, int64_t at_ms)
{
    char bytes[40];
    struct buf text = BUF_ON(bytes);

    if (at_ms != 0) {
        time_print_utc(&text, at_ms);
    }
    csv_cell_put(out, 1, (struct span){.at = text.at, .len = text.len});
}

void fake_list_print(struct buf *out, const struct fake *f)
{
    for (size_t i = 0; i < f->domain_count; i++) {
        const struct fake_domain *d = &f->domains[i];

        csv_cell_put(out, 0, span_of(d->name));
        csv_cell_put(out, 1, span_of(f->id));
        csv_cell_put(out, 1, span_of(f->brand));
        time_cell(out, d->first_ms);
        time_cell(out, d->last_ms);
        time_cell(out, d->down_ms);
        csv_cell_put(out, 1, span_of(fake_state_code(f->state)));
        buf_add(out, SPAN("\r\n"));
    }
}

void fake_list_print_plain(struct buf *out, const struct fake *f)
{
    if (f->domain_count == 0) {
        return;
    }
    buf_addf(out, "# %s %s%s%s, ", f->id, fake_state_code(f->state), f->brand[0] == '\0' ? "" : " ",
             f->brand);
    time_print_utc(out, f->first_ms);
    buf_add(out, SPAN(" to "));
    time_print_utc(out, f->last_ms);
    buf_add(out, SPAN("\n"));
    for (size_t i = 0; i < f->domain_count; i++) {
        buf_addf(out, "%s\n", f->domains[i].name);
    }
}
