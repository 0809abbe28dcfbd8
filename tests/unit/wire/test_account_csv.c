#include "wire/account_csv.h"

#include "cmocka_all.h"

#include <stdlib.h>

/* Takes every row of the text; gives what became of each as one line. */
static void rows_of(const char *text, char *out, size_t cap)
{
    char bytes[2048];
    size_t len = strlen(text);
    struct buf told = {.at = out, .cap = cap};
    size_t at = 0;

    memcpy(bytes, text, len);
    while (at < len) {
        struct csv_row row;
        struct err e = {0};
        size_t taken = 0;
        enum csv_taken what = csv_row_take(bytes + at, len - at, true, &row, &taken, &e);

        assert_true(taken > 0);
        buf_addf(&told, "%s%zu", what == CSV_ROW ? "" : "bad", row.lines);
        for (size_t i = 0; what == CSV_ROW && i < row.count; i++) {
            buf_addf(&told, "|%.*s", (int)row.cells[i].len, row.cells[i].at);
        }
        buf_addf(&told, ";");
        at += taken;
    }
    assert_true(told.len < cap);
    out[told.len] = '\0';
}

static const struct {
    const char *text;
    const char *rows;
} cases[] = {
    {"a,b\r\nc,d\n", "1|a|b;1|c|d;"},
    {"a,b", "0|a|b;"},
    {",\n\n", "1||;1|;"},
    {"\"a,\"\"b\"\"\",\"\"\n", "1|a,\"b\"|;"},
    {"\"x\r\ny\",z\n", "2|x\r\ny|z;"},
    {"a\"b,c\nd\n", "bad1;1|d;"},
    {"\"a\"b\nd\n", "bad1;1|d;"},
    {"\"two\nlines\"x,\"y\"\nd\n", "bad2;1|d;"},
    {"\"open\nd,e\n", "bad1;1|d|e;"},
    {"a\rb\nc\n", "bad1;1|c;"},
    {"a\r", "1|a;"},
};

static void rows_are_read_as_rfc_4180_says_and_bad_ones_cost_themselves_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char told[4096];

        rows_of(cases[i].text, told, sizeof told);
        assert_string_equal(told, cases[i].rows);
    }
}

static void a_row_cut_short_waits_for_more_and_changes_nothing(void **state)
{
    static const char whole[] = "\"a\"\"1\",\"b\nc\"\nnext";
    char bytes[sizeof whole];
    struct csv_row row;
    struct err e = {0};
    size_t taken = 0;

    (void)state;
    for (size_t len = 0; len < 13; len++) {
        memcpy(bytes, whole, sizeof whole);
        assert_int_equal(csv_row_take(bytes, len, false, &row, &taken, &e), CSV_MORE);
        assert_memory_equal(bytes, whole, sizeof whole);
    }
    assert_int_equal(csv_row_take(bytes, 14, false, &row, &taken, &e), CSV_ROW);
    assert_int_equal(taken, 13);
    assert_int_equal(row.lines, 2);
    assert_true(span_eq(row.cells[0], SPAN("a\"1")));
}

static void a_row_without_end_is_refused_line_by_line(void **state)
{
    char *bytes = malloc(CSV_ROW_MAX + 10);
    struct csv_row row;
    struct err e = {0};
    size_t taken = 0;

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', CSV_ROW_MAX + 10);
    bytes[0] = '"';
    bytes[99] = '\n';
    assert_int_equal(csv_row_take(bytes, CSV_ROW_MAX + 10, false, &row, &taken, &e), CSV_BAD);
    assert_int_equal(taken, 100);
    assert_int_equal(e.code, ERR_INPUT);
    free(bytes);
}

static void more_columns_than_can_be_are_refused(void **state)
{
    char told[4096];
    char text[CSV_COLUMNS_MAX + 8];

    (void)state;
    memset(text, ',', sizeof text);
    memcpy(text + CSV_COLUMNS_MAX, "\nx\n", 4);
    rows_of(text, told, sizeof told);
    assert_string_equal(told, "bad1;1|x;");
}

static bool columns_of_text(const char *text, struct csv_columns *out, struct err *e)
{
    char bytes[512];
    size_t len = strlen(text);
    struct csv_row row;
    size_t taken;

    memcpy(bytes, text, len);
    assert_int_equal(csv_row_take(bytes, len, true, &row, &taken, e), CSV_ROW);
    return account_csv_columns(&row, out, e);
}

static void the_first_line_names_columns(void **state)
{
    struct csv_columns columns = {.count = 77};
    struct err e = {0};

    (void)state;
    assert_false(columns_of_text("id,shoe", &columns, &e));
    assert_string_equal(e.text, "the first line: expected names of columns, came \"shoe\"");
    assert_false(columns_of_text("id,group,group", &columns, &e));
    assert_string_equal(e.text, "the first line: the column \"group\" stands there twice");
    assert_false(columns_of_text("group", &columns, &e));
    assert_string_equal(e.text, "the first line: expected a column id, came none");
    assert_int_equal(columns.count, 77);
    e = (struct err){0};
    assert_true(columns_of_text("\xef\xbb\xbfphones,created,id,created", &columns, &e));
    assert_int_equal(columns.count, 4);
    assert_int_equal(columns.field[0], ACCOUNT_TEXT_COUNT + ACCOUNT_PHONES);
    assert_int_equal(columns.field[1], CSV_SKIPPED);
    assert_int_equal(columns.field[2], ACCOUNT_ID);
}

static void cells_become_what_their_columns_say(void **state)
{
    const struct csv_columns columns = {
        .count = 3, .field = {ACCOUNT_TEXT_COUNT + ACCOUNT_SERVICES, ACCOUNT_ID, ACCOUNT_GROUP}};
    struct csv_row row = {.count = 3, .cells = {SPAN("a\\;b;c\\\\;"), SPAN("'=1"), SPAN("'")}};
    struct arena *arena = arena_new(100000);
    struct account_patch patch = {.stated = 99};
    struct err e = {0};

    (void)state;
    assert_true(account_csv_read(&row, &columns, arena, &patch, &e));
    assert_int_equal(patch.stated, ACCOUNT_STATES_TEXT(ACCOUNT_ID) |
                                       ACCOUNT_STATES_TEXT(ACCOUNT_GROUP) |
                                       ACCOUNT_STATES_LIST(ACCOUNT_SERVICES));
    assert_true(span_eq(patch.account.text[ACCOUNT_ID], SPAN("=1")));
    assert_true(span_eq(patch.account.text[ACCOUNT_GROUP], SPAN("'")));
    assert_int_equal(patch.account.list[ACCOUNT_SERVICES].count, 2);
    assert_true(span_eq(patch.account.list[ACCOUNT_SERVICES].at[0], SPAN("a;b")));
    assert_true(span_eq(patch.account.list[ACCOUNT_SERVICES].at[1], SPAN("c\\")));
    patch.stated = 99;
    row.count = 2;
    assert_false(account_csv_read(&row, &columns, arena, &patch, &e));
    assert_int_equal(e.code, ERR_INPUT);
    row.count = 3;
    row.cells[0] = SPAN("1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17");
    assert_false(account_csv_read(&row, &columns, arena, &patch, &e));
    assert_string_equal(e.text, "services: expected at most 16, came more");
    assert_int_equal(patch.stated, 99);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_as_rfc_4180_says_and_bad_ones_cost_themselves_only),
        cmocka_unit_test(a_row_cut_short_waits_for_more_and_changes_nothing),
        cmocka_unit_test(a_row_without_end_is_refused_line_by_line),
        cmocka_unit_test(more_columns_than_can_be_are_refused),
        cmocka_unit_test(the_first_line_names_columns),
        cmocka_unit_test(cells_become_what_their_columns_say),
    };

    return cmocka_run_group_tests_name("wire/account_csv", tests, NULL, NULL);
}
