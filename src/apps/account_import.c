#include "apps/account_import.h"

#include "base/number.h"
#include "serve/api.h"
#include "wire/account_csv.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PART_BYTES ((size_t)256 << 10) /* a part is sent before it grows beyond this */
#define ROOM (2 * CSV_ROW_MAX)         /* read from the file and not yet taken */
#define ARENA_BYTES ((size_t)1 << 20)

/* One file on its way in. */
struct import {
    struct inquiry *q;
    FILE *from;
    const char *name;
    char *room;
    size_t have; /* bytes in the room */
    bool ended;
    uint64_t line; /* of the next record */
    struct csv_columns columns;
    struct arena *arena;
    struct buf part;                /* JSON lines */
    uint64_t lines[API_IMPORT_MAX]; /* of the file, for each line of the part */
    size_t count;
    struct account_counts sum;
};

static void tell_refused(const struct import *in, uint64_t line, struct span reason)
{
    char bytes[WORDS_MAX];
    struct buf clean = BUF_ON(bytes);

    clean_text(&clean, reason);
    (void)fprintf(stderr, "mioboe account: %s:%llu: %.*s\n", in->name, (unsigned long long)line,
                  (int)clean.len, clean.at);
}

/* --- sending -------------------------------------------------------------------------------------- */

static bool number_of(struct span answer, const char *name, uint64_t *sum, struct err *e)
{
    struct json_in_value v = {0};
    uint64_t n = 0;

    if (!inquiry_member(answer, name, &v, e)) {
        return false;
    }
    if (v.kind != JSON_IN_NUMBER || !number_parse(v.raw, 0, API_IMPORT_MAX, &n)) {
        return err_set(e, ERR_INPUT, "the answer: expected a number %s, came something else", name);
    }
    *sum += n;
    return true;
}

static bool tell_item(struct import *in, struct span item, struct err *e)
{
    struct json_in_value line = {0};
    struct json_in_value reason = {0};
    char bytes[512];
    uint64_t n = 0;

    if (!inquiry_member(item, "line", &line, e) || !inquiry_member(item, "reason", &reason, e)) {
        return false;
    }
    if (line.kind != JSON_IN_NUMBER || reason.kind != JSON_IN_TEXT ||
        !number_parse(line.raw, 1, in->count, &n)) {
        return err_set(e, ERR_INPUT, "the answer: expected a line and a reason, came others");
    }
    in->sum.refused++;
    tell_refused(in, in->lines[n - 1], json_in_text(&reason, bytes, sizeof bytes, NULL));
    return true;
}

static bool tell_all(struct import *in, struct span answer, struct err *e)
{
    struct json_in_value list = {0};
    struct json_in walk = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;

    if (!inquiry_member(answer, "refused", &list, e) ||
        !json_in_open(list.raw, JSON_IN_LIST, &walk, e)) {
        return false;
    }
    for (;;) {
        if (!json_in_next(&walk, &key, &item, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!tell_item(in, item.raw, e)) {
            return false;
        }
    }
}

static bool send_part(struct import *in, struct err *e)
{
    struct span answer = {0};

    if (in->count == 0) {
        return true;
    }
    if (!api_client_call(in->q->client, "POST", SPAN("/v1/accounts"),
                         (struct span){.at = in->part.at, .len = in->part.len}, &answer, e) ||
        !number_of(answer, "added", &in->sum.added, e) ||
        !number_of(answer, "changed", &in->sum.changed, e) ||
        !number_of(answer, "same", &in->sum.same, e) || !tell_all(in, answer, e)) {
        return false;
    }
    in->part.len = 0;
    in->count = 0;
    return true;
}

static bool add_line(struct import *in, struct span line, uint64_t number, struct err *e)
{
    in->sum.read++;
    if (line.len > API_LINE_MAX) {
        in->sum.refused++;
        tell_refused(in, number, SPAN("expected at most 65536 bytes, came more"));
        return true;
    }
    if ((in->count == API_IMPORT_MAX || in->part.len + line.len + 1 > PART_BYTES) &&
        !send_part(in, e)) {
        return false;
    }
    buf_add(&in->part, line);
    buf_add(&in->part, SPAN("\n"));
    in->lines[in->count++] = number;
    return true;
}

/* --- reading -------------------------------------------------------------------------------------- */

static bool fill(struct import *in, struct err *e)
{
    size_t got = fread(in->room + in->have, 1, ROOM - in->have, in->from);

    in->have += got;
    in->ended = got == 0 || feof(in->from) != 0;
    if (ferror(in->from) != 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "%.100s: %s", in->name, strerror(errno));
    }
    return true;
}

static void taken(struct import *in, size_t len)
{
    in->have -= len;
    memmove(in->room, in->room + len, in->have);
}

/* Lines of the room go into parts; what is left of it is the beginning of one. */
static bool take_lines(struct import *in, struct err *e)
{
    struct span rest = {.at = in->room, .len = in->have};
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        if (line.len > 0 && line.at[line.len - 1] == '\r') {
            line.len--;
        }
        in->line++;
        if (line.len > 0 && !add_line(in, line, in->line, e)) {
            return false;
        }
    }
    taken(in, in->have - rest.len);
    if (in->have == ROOM) {
        return err_set(e, ERR_INPUT, "%.100s:%llu: expected a line of at most %zu bytes, came more",
                       in->name, (unsigned long long)in->line + 1, API_LINE_MAX);
    }
    if (in->ended && in->have > 0) {
        in->line++;
        return add_line(in, (struct span){.at = in->room, .len = in->have}, in->line, e);
    }
    return true;
}

/* A row that can be read becomes a line of JSON. */
static bool add_patch(struct import *in, const struct account_patch *patch, uint64_t line,
                      struct err *e)
{
    char *bytes = arena_take(in->arena, 2 * API_LINE_MAX);
    struct buf text = {.at = bytes, .cap = 2 * API_LINE_MAX};
    struct json_out j;

    if (bytes == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to read a row");
    }
    j = json_out_open(&text);
    api_json_patch(&j, patch);
    json_out_close(&j);
    return add_line(in, (struct span){.at = bytes, .len = text.full ? API_LINE_MAX + 1 : text.len},
                    line, e);
}

static bool is_empty(const struct csv_row *row)
{
    return row->count == 1 && row->cells[0].len == 0;
}

static bool take_row(struct import *in, const struct csv_row *row, struct err *e)
{
    struct arena_mark mark = arena_mark(in->arena);
    struct account_patch patch;
    struct err why = {0};
    bool ok = true;

    if (in->columns.count == 0) {
        return account_csv_columns(row, &in->columns, e) || err_context(e, "%.100s", in->name);
    }
    if (is_empty(row)) {
        return true;
    }
    if (account_csv_read(row, &in->columns, in->arena, &patch, &why)) {
        ok = add_patch(in, &patch, in->line, e);
    } else {
        in->sum.read++;
        in->sum.refused++;
        tell_refused(in, in->line, (struct span){.at = why.text, .len = strlen(why.text)});
    }
    arena_release(in->arena, mark);
    return ok;
}

static bool refuse_row(struct import *in, const struct err *why, struct err *e)
{
    if (in->columns.count == 0) {
        *e = *why;
        return err_context(e, "%.100s", in->name);
    }
    in->sum.read++;
    in->sum.refused++;
    tell_refused(in, in->line, (struct span){.at = why->text, .len = strlen(why->text)});
    return true;
}

static bool take_rows(struct import *in, struct err *e)
{
    size_t at = 0;
    bool on = true;

    while (on && at < in->have) {
        struct csv_row row;
        struct err why = {0};
        size_t len = 0;

        switch (csv_row_take(in->room + at, in->have - at, in->ended, &row, &len, &why)) {
        case CSV_MORE:
            on = false;
            break;
        case CSV_ROW:
            if (!take_row(in, &row, e)) {
                return false;
            }
            break;
        case CSV_BAD:
            if (!refuse_row(in, &why, e)) {
                return false;
            }
            break;
        }
        at += len;
        in->line += on ? row.lines : 0;
    }
    taken(in, at);
    return true;
}

static bool read_all(struct import *in, enum account_format format, struct err *e)
{
    in->line = format == ACCOUNT_CSV ? 1 : 0;
    while (!in->ended) {
        if (!fill(in, e) || !(format == ACCOUNT_CSV ? take_rows(in, e) : take_lines(in, e))) {
            return false;
        }
    }
    return send_part(in, e);
}

bool account_import(struct inquiry *q, FILE *from, const char *name, enum account_format format,
                    struct account_counts *out, struct err *e)
{
    struct import *in = calloc(1, sizeof *in);
    bool ok = false;

    if (in == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to read %.100s", name);
    }
    in->q = q;
    in->from = from;
    in->name = name;
    in->room = malloc(ROOM);
    in->arena = arena_new(ARENA_BYTES);
    in->part = (struct buf){.at = malloc(PART_BYTES), .cap = PART_BYTES};
    if (in->room == NULL || in->arena == NULL || in->part.at == NULL) {
        (void)err_set(e, ERR_SYSTEM, "no memory to read %.100s", name);
    } else {
        ok = read_all(in, format, e);
    }
    *out = in->sum;
    free(in->room);
    free(in->part.at);
    arena_free(&in->arena);
    free(in);
    return ok;
}
