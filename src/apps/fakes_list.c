/* Lists of domains, out and in. */
#include "apps/check_input.h"
#include "apps/fakes_parts.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/quote.h"
#include "wire/fake_list_json.h"
#include "words/clean.h"

#include <stdlib.h>

#define FILE_MAX ((size_t)64 << 20)
#define PART_ENTRIES 500
#define PART_BYTES ((size_t)768 << 10) /* a part is sent before it grows beyond this */
#define ENTRY_BYTES ((size_t)32 << 10) /* most that one entry takes */
#define EXPORT_BYTES ((size_t)128 << 10)

static bool is_text(const struct inquiry *q, bool *out, struct err *e)
{
    const char *given = q->options.value[FAKES_FORMAT];

    *out = given != NULL && strcmp(given, "text") == 0;
    return given == NULL || *out || strcmp(given, "csv") == 0 ||
           err_set(e, ERR_CONFIG, "--format: expected csv or text, came %s",
                   quote(fakes_span(given)).text);
}

/* --- out -------------------------------------------------------------------------------------------- */

static void export_one(void *ctx, struct inquiry *q, const struct fake *f)
{
    const bool *text = ctx;
    struct arena_mark mark = arena_mark(q->arena);
    struct buf out = {.at = arena_take(q->arena, EXPORT_BYTES), .cap = EXPORT_BYTES};

    if (out.at != NULL) {
        if (*text) {
            fake_list_print_plain(&out, f);
        } else {
            fake_list_print(&out, f);
        }
        (void)fwrite(out.at, 1, out.len, stdout);
    }
    arena_release(q->arena, mark);
}

static bool export_page(void *ctx, struct inquiry *q, struct span answer, struct err *e)
{
    return fakes_of_page(q, answer, export_one, ctx, e);
}

bool fakes_export(struct inquiry *q, struct err *e)
{
    char bytes[256];
    struct buf names = BUF_ON(bytes);
    bool text = false;

    if (!is_text(q, &text, e)) {
        return false;
    }
    fake_list_print_names(&names);
    if (!text) {
        (void)fwrite(names.at, 1, names.len, stdout);
    }
    return fakes_each(q, export_page, &text, e);
}

/* --- in --------------------------------------------------------------------------------------------- */

struct import {
    struct inquiry *q;
    const char *name;
    struct buf part;
    struct json_out body;
    struct json_out list;
    uint64_t lines[PART_ENTRIES];
    size_t count;
    uint64_t line; /* of the row that is read */
    uint64_t sums[2];
    uint64_t refused;
};

static void tell_refused(struct import *in, uint64_t line, struct span reason)
{
    char bytes[1024];
    struct buf clean = BUF_ON(bytes);

    clean_text(&clean, reason);
    in->refused++;
    (void)fprintf(stderr, "mioboe fakes: %s:%llu: %.*s\n", in->name, (unsigned long long)line,
                  (int)clean.len, clean.at);
}

static void begin_part(struct import *in)
{
    in->part.len = 0;
    in->part.full = false;
    in->count = 0;
    in->body = json_out_open(&in->part);
    json_out_bool(&in->body, "confirm", in->q->options.set[FAKES_CONFIRM]);
    in->list = json_out_list(&in->body, "entries");
}

static bool add_sum(struct span answer, const char *name, uint64_t *sum, struct err *e)
{
    struct json_in_value v = {0};
    uint64_t n = 0;

    if (!inquiry_member(answer, name, &v, e)) {
        return false;
    }
    if (v.kind != JSON_IN_NUMBER || !number_parse(v.raw, 0, PART_ENTRIES, &n)) {
        return err_set(e, ERR_INPUT, "the answer: expected a number %s, came something else", name);
    }
    *sum += n;
    return true;
}

static bool tell_item(struct import *in, struct span item, struct err *e)
{
    struct json_in_value entry = {0};
    struct json_in_value reason = {0};
    char bytes[512];
    uint64_t n = 0;

    if (!inquiry_member(item, "entry", &entry, e) || !inquiry_member(item, "reason", &reason, e)) {
        return false;
    }
    if (entry.kind != JSON_IN_NUMBER || reason.kind != JSON_IN_TEXT ||
        !number_parse(entry.raw, 1, in->count, &n)) {
        return err_set(e, ERR_INPUT, "the answer: expected an entry and a reason, came others");
    }
    tell_refused(in, in->lines[n - 1], json_in_text(&reason, bytes, sizeof bytes, NULL));
    return true;
}

static bool send_part(struct import *in, struct err *e)
{
    struct span answer = {0};
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in walk = {0};
    bool more = true;

    if (in->count == 0) {
        return true;
    }
    json_out_end_list(&in->list);
    json_out_close(&in->body);
    if (!api_client_call(in->q->client, "POST", SPAN("/v1/fakes/import"),
                         (struct span){.at = in->part.at, .len = in->part.len}, &answer, e) ||
        !add_sum(answer, "added", &in->sums[0], e) || !add_sum(answer, "joined", &in->sums[1], e) ||
        !inquiry_member(answer, "refused", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &walk, e)) {
        return false;
    }
    while (json_in_next(&walk, &key, &item, &more, e) && more) {
        if (!tell_item(in, item.raw, e)) {
            return false;
        }
    }
    begin_part(in);
    return e->code == ERR_NONE;
}

static bool add_row(struct import *in, const struct fake_list_row *row, struct err *e)
{
    in->lines[in->count++] = in->line;
    fake_list_json_put(&in->list, row);
    return (in->count < PART_ENTRIES && in->part.len + ENTRY_BYTES < PART_BYTES) ||
           send_part(in, e);
}

static bool import_text(struct import *in, struct span rest, struct err *e)
{
    struct span line;
    bool more = rest.len > 0;

    while (more) {
        struct fake_list_row row;
        struct err why = {0};

        more = span_cut(&rest, '\n', &line);
        line = more ? line : rest;
        in->line++;
        if (!fake_list_line(line, &row, &why)) {
            tell_refused(in, in->line, fakes_span(why.text));
        } else if (row.url.len > 0 && !add_row(in, &row, e)) {
            return false;
        }
    }
    return true;
}

static bool import_csv(struct import *in, char *at, size_t len, struct err *e)
{
    struct fake_list_columns columns = {.count = 0};

    while (len > 0) {
        struct fake_list_row row;
        struct csv_row cells;
        struct err why = {0};
        size_t taken = 0;
        enum csv_taken what = csv_row_take(at, len, true, &cells, &taken, &why);
        bool is_row = what == CSV_ROW && (cells.count > 1 || cells.cells[0].len > 0);

        in->line++;
        if (what == CSV_ROW && columns.count == 0) {
            if (!fake_list_columns(&cells, &columns, e)) {
                return false;
            }
        } else if (what != CSV_ROW || (is_row && !fake_list_read(&cells, &columns, &row, &why))) {
            tell_refused(in, in->line, fakes_span(why.text));
        } else if (is_row && !add_row(in, &row, e)) {
            return false;
        }
        in->line += cells.lines > 0 ? cells.lines - 1 : 0;
        at += taken;
        len -= taken;
    }
    return true;
}

static void tell_sum(const struct import *in)
{
    (void)fprintf(in->q->options.set[INQUIRY_JSON] ? stdout : stderr,
                  "{\"added\":%llu,\"joined\":%llu,\"refused\":%llu}\n",
                  (unsigned long long)in->sums[0], (unsigned long long)in->sums[1],
                  (unsigned long long)in->refused);
}

static bool import_all(struct import *in, char *bytes, size_t len, bool text, struct err *e)
{
    bool ok;

    if (len > FILE_MAX) {
        return err_set(e, ERR_INPUT, "expected a list of at most %zu MiB, came more",
                       FILE_MAX >> 20);
    }
    begin_part(in);
    ok = (text ? import_text(in, (struct span){.at = bytes, .len = len}, e)
               : import_csv(in, bytes, len, e)) &&
         send_part(in, e);
    tell_sum(in);
    return ok;
}

bool fakes_import(struct inquiry *q, const char *path, bool *refused, struct err *e)
{
    struct import *in;
    char *bytes = NULL;
    size_t len = 0;
    bool text = false;
    bool ok;

    if (!is_text(q, &text, e) || !check_input_read(path, &bytes, &len, e)) {
        return false;
    }
    in = memory_new(1, sizeof *in);
    *in = (struct import){.q = q, .name = path, .part = {.cap = PART_BYTES + ENTRY_BYTES}};
    in->part.at = memory_new(in->part.cap, 1);
    ok = import_all(in, bytes, len, text, e);
    *refused = in->refused > 0;
    memory_free(in->part.at);
    memory_free(in);
    free(bytes);
    return ok;
}
