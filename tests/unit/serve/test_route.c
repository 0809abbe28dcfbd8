#include "serve/route.h"

#include "cmocka_all.h"

static void handler_a(struct exchange *x)
{
    (void)x;
}

static const struct route rows[] = {
    {.method = "GET", .pattern = "/healthz", .handle = handler_a},
    {.method = "GET", .pattern = "/v1/accounts/me", .handle = handler_a},
    {.method = "GET", .pattern = "/v1/accounts/{account}", .handle = handler_a},
    {.method = "PUT", .pattern = "/v1/accounts/{account}", .handle = handler_a},
    {.method = "GET", .pattern = "/v1/accounts/{account}/history/{event}", .handle = handler_a},
    {.pattern = "/", .handle = handler_a},
};

static struct route_match find(const char *method, const char *path)
{
    return route_find(rows, COUNT(rows), (struct span){method, strlen(method)},
                      (struct span){path, strlen(path)});
}

static void the_first_row_that_fits_is_found(void **state)
{
    static const struct {
        const char *method;
        const char *path;
        int row; /* -1: none */
    } cases[] = {
        {"GET", "/healthz", 0},
        {"HEAD", "/healthz", 0},
        {"GET", "/v1/accounts/me", 1},
        {"GET", "/v1/accounts/alice%40example.org", 2},
        {"PUT", "/v1/accounts/alice", 3},
        {"PUT", "/v1/accounts/me", 3},
        {"GET", "/v1/accounts/alice/history/7", 4},
        {"POST", "/", 5},
        {"DELETE", "/", 5},
        {"GET", "/v1/accounts/", -1},
        {"GET", "/v1/accounts", -1},
        {"GET", "/v1/accounts/alice/history", -1},
        {"GET", "/v1/accounts/alice/history/7/8", -1},
        {"GET", "/healthz/", -1},
        {"GET", "//", -1},
        {"GET", "healthz", -1},
        {"GET", "", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route_match m = find(cases[i].method, cases[i].path);

        assert_ptr_equal(m.route, cases[i].row < 0 ? NULL : &rows[cases[i].row]);
        assert_int_equal(m.path_known, cases[i].row >= 0);
    }
}

static void a_known_path_with_another_method_is_told_apart(void **state)
{
    struct route_match m = find("POST", "/healthz");

    (void)state;
    assert_null(m.route);
    assert_true(m.path_known);
}

static void holes_are_views_of_their_parts(void **state)
{
    struct route_match m = find("GET", "/v1/accounts/alice%20b/history/77");

    (void)state;
    assert_int_equal(m.hole_count, 2);
    assert_true(span_eq(m.holes[0], SPAN("alice%20b")));
    assert_true(span_eq(m.holes[1], SPAN("77")));
}

static void a_path_over_the_limit_has_no_route(void **state)
{
    char path[ROUTE_PATH_MAX + 2];

    (void)state;
    memset(path, 'x', sizeof path);
    memcpy(path, "/v1/accounts/", 13);
    assert_non_null(
        route_find(rows, COUNT(rows), SPAN("GET"), (struct span){path, ROUTE_PATH_MAX}).route);
    assert_null(
        route_find(rows, COUNT(rows), SPAN("GET"), (struct span){path, ROUTE_PATH_MAX + 1}).route);
}

static void every_row_of_the_table_can_be_reached_and_is_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &route_table[i];
        const char *method = r->method == NULL ? "POST" : r->method;
        struct route_match m =
            route_find(route_table, route_count, (struct span){method, strlen(method)},
                       (struct span){r->pattern, strlen(r->pattern)});

        assert_ptr_equal(m.route, r);
        assert_non_null(r->handle);
        assert_true(r->body_max <= (r->uploads ? ROUTE_UPLOAD_MAX : ROUTE_BODY_MAX));
    }
}

static void values_of_a_query_are_found_by_their_whole_name(void **state)
{
    struct span value = SPAN("untouched");
    struct span query = SPAN("ab=1&a=2&c&d=&a=3");

    (void)state;
    assert_true(route_query(query, SPAN("a"), &value));
    assert_true(span_eq(value, SPAN("2")));
    assert_true(route_query(query, SPAN("c"), &value));
    assert_int_equal(value.len, 0);
    assert_true(route_query(query, SPAN("d"), &value));
    assert_int_equal(value.len, 0);
    value = SPAN("untouched");
    assert_false(route_query(query, SPAN("b"), &value));
    assert_false(route_query(SPAN(""), SPAN("a"), &value));
    assert_true(span_eq(value, SPAN("untouched")));
}

static void percent_signs_are_decoded_or_refused(void **state)
{
    static const struct {
        struct span in;
        const char *out; /* NULL: refused */
    } cases[] = {
        {SPAN_INIT("alice%40example.org"), "alice@example.org"},
        {SPAN_INIT("a+b%2Bc%2b"), "a b+c+"},
        {SPAN_INIT(""), ""},
        {SPAN_INIT("%E6%97%A5"), "\xe6\x97\xa5"},
        {SPAN_INIT("%"), NULL},
        {SPAN_INIT("%4"), NULL},
        {SPAN_INIT("%4g"), NULL},
        {SPAN_INIT("%00"), NULL},
    };
    char out[64];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = 999;
        bool ok = route_decode(cases[i].in, out, &len);

        assert_int_equal(ok, cases[i].out != NULL);
        assert_int_equal(len, ok ? strlen(cases[i].out) : 999);
        if (ok) {
            assert_memory_equal(out, cases[i].out, len);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_that_fits_is_found),
        cmocka_unit_test(a_known_path_with_another_method_is_told_apart),
        cmocka_unit_test(holes_are_views_of_their_parts),
        cmocka_unit_test(a_path_over_the_limit_has_no_route),
        cmocka_unit_test(every_row_of_the_table_can_be_reached_and_is_bounded),
        cmocka_unit_test(values_of_a_query_are_found_by_their_whole_name),
        cmocka_unit_test(percent_signs_are_decoded_or_refused),
    };

    return cmocka_run_group_tests_name("serve/route", tests, NULL, NULL);
}
