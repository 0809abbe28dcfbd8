/* Lists of fakes and stored campaigns: whatever the bytes, rows are views into them, what is refused is told,
 * and what was read prints and reads back the same. */
#undef NDEBUG
#include "service/fake_form.h"
#include "service/fake_ticket.h"
#include "wire/fake_json.h"
#include "wire/fake_list_json.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(const char *at, size_t size)
{
    struct span rest = {.at = at, .len = size};
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        struct fake_list_row row;
        struct err e = {0};

        if (fake_list_line(line, &row, &e)) {
            assert(row.url.len <= FAKE_LIST_URL_MAX);
            assert(row.url.len == 0 || (row.url.at >= at && row.url.at + row.url.len <= at + size));
        } else {
            assert(e.code == ERR_INPUT && e.text[0] != '\0');
        }
    }
}

static void check_rows(char *at, size_t size)
{
    struct fake_list_columns columns = {.count = 0};

    while (size > 0) {
        struct fake_list_row row;
        struct csv_row cells;
        struct err e = {0};
        size_t taken = 0;
        enum csv_taken what = csv_row_take(at, size, true, &cells, &taken, &e);

        assert(taken > 0 && taken <= size);
        if (what == CSV_ROW && columns.count == 0) {
            if (!fake_list_columns(&cells, &columns, &e)) {
                assert(e.code == ERR_INPUT && columns.count == 0);
            }
        } else if (what == CSV_ROW && fake_list_read(&cells, &columns, &row, &e)) {
            assert(row.url.len > 0 && row.url.len <= FAKE_LIST_URL_MAX);
            assert(row.url.at >= at && row.url.at + row.url.len <= at + taken);
        } else {
            assert(e.code == ERR_INPUT && e.text[0] != '\0');
        }
        at += taken;
        size -= taken;
    }
}

static bool count(void *ctx, size_t number, const struct fake_list_row *row, struct err *e)
{
    (void)e;
    assert(number == ++*(size_t *)ctx && row->url.len <= FAKE_LIST_URL_MAX);
    return true;
}

static void check_json(struct span text)
{
    struct arena *arena = arena_new((size_t)8 << 20);
    struct fake *f = malloc(sizeof *f);
    struct fake_json_handover *h = malloc(sizeof *h);
    struct fake_match m;
    struct err e = {0};
    size_t n = 0;

    assert(arena != NULL && f != NULL && h != NULL);
    if (fake_json_read_handover(text, arena, h, &e) && h->has_reading) {
        assert(fake_reading_check(&h->reading, &e));
    }
    (void)!fake_json_read(text, f, &e);
    (void)!fake_json_read_match(text, &m, &e);
    (void)!fake_list_json_read(text, arena, count, &n, &e);
    free(h);
    free(f);
    arena_free(&arena);
}

static void check_form(struct span body)
{
    struct fake_whole *w = malloc(sizeof *w);
    struct fake_whole *again = malloc(sizeof *again);
    char *room = malloc(2 * FAKE_FORM_MAX);
    struct buf out = {.at = room, .cap = FAKE_FORM_MAX};
    struct buf twice = {.at = room + FAKE_FORM_MAX, .cap = FAKE_FORM_MAX};
    struct err e = {0};

    assert(w != NULL && again != NULL && room != NULL);
    if (fake_form_read(body, w, &e)) {
        fake_form_put(&out, w);
        assert(!out.full);
        assert(fake_form_read((struct span){.at = out.at, .len = out.len}, again, &e));
        fake_form_put(&twice, again);
        assert(twice.len == out.len && memcmp(twice.at, out.at, out.len) == 0);
    } else {
        assert(e.code == ERR_STORE);
    }
    free(room);
    free(again);
    free(w);
}

static void check_ticket(struct span text)
{
    const uint8_t key[FAKE_TICKET_KEY] = {3};
    struct fake_ticket *t = malloc(sizeof *t);
    struct err e = {0};

    assert(t != NULL);
    assert(!fake_ticket_open(key, text, 1, t, &e) && e.code == ERR_INPUT);
    free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);

    assert(bytes != NULL);
    memcpy(bytes, data, size);
    check_form((struct span){.at = bytes, .len = size});
    check_ticket((struct span){.at = bytes, .len = size});
    check_json((struct span){.at = bytes, .len = size});
    check_lines(bytes, size);
    check_rows(bytes, size);
    free(bytes);
    return 0;
}
