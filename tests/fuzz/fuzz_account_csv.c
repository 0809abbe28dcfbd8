/* Rows of accounts: whatever the bytes, every row moves on, its cells lie inside the bytes, lines are
 * counted right, and an account that may be stored prints and reads back the same. */
#undef NDEBUG
#include "wire/account_csv.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_texts(const struct account_texts *a, const struct account_texts *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++) {
        same = span_eq(a->at[i], b->at[i]);
    }
    return same;
}

static void check_reads_back(const struct account_record *a, struct arena *arena)
{
    size_t cap = (size_t)256 << 10;
    struct buf text = {.at = malloc(cap), .cap = cap};
    struct csv_columns columns;
    struct account_patch again;
    struct csv_row row;
    struct err e = {0};
    size_t taken = 0;
    size_t at;

    assert(text.at != NULL);
    account_csv_print_columns(&text);
    at = text.len;
    account_csv_print(&text, a);
    assert(!text.full);
    assert(csv_row_take(text.at, text.len, true, &row, &taken, &e) == CSV_ROW && taken == at);
    assert(account_csv_columns(&row, &columns, &e));
    assert(csv_row_take(text.at + at, text.len - at, true, &row, &taken, &e) == CSV_ROW);
    assert(at + taken == text.len && row.lines == 1);
    assert(account_csv_read(&row, &columns, arena, &again, &e));
    assert(again.stated == ACCOUNT_STATES_ALL);
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        assert(span_eq(a->text[i], again.account.text[i]));
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        assert(same_texts(&a->list[l], &again.account.list[l]));
    }
    free(text.at);
}

static void check_row(const struct csv_row *row, const char *at, size_t len,
                      struct csv_columns *columns, struct arena *arena)
{
    struct account_patch patch;
    struct err e = {0};

    assert(row->count >= 1 && row->count <= CSV_COLUMNS_MAX);
    for (size_t i = 0; i < row->count; i++) {
        assert(row->cells[i].at >= at && row->cells[i].len <= len);
        assert(row->cells[i].at + row->cells[i].len <= at + len);
    }
    if (columns->count == 0) {
        if (!account_csv_columns(row, columns, &e)) {
            assert(e.code == ERR_INPUT && columns->count == 0);
        }
    } else if (!account_csv_read(row, columns, arena, &patch, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
    } else if (account_check(&patch.account, &e)) {
        check_reads_back(&patch.account, arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)4 << 20);
    struct csv_columns columns = {0};
    char *bytes = malloc(size + 1);
    size_t at = 0;

    assert(arena != NULL && bytes != NULL);
    memcpy(bytes, data, size);
    while (at < size) {
        struct arena_mark mark = arena_mark(arena);
        struct csv_row row;
        struct err e = {0};
        size_t taken = 0;
        enum csv_taken what = csv_row_take(bytes + at, size - at, true, &row, &taken, &e);

        assert(what != CSV_MORE && taken > 0 && taken <= size - at);
        if (what == CSV_ROW) {
            check_row(&row, bytes + at, taken, &columns, arena);
        } else {
            assert(e.code == ERR_INPUT && e.text[0] != '\0');
        }
        arena_release(arena, mark);
        at += taken;
    }
    arena_free(&arena);
    free(bytes);
    return 0;
}
