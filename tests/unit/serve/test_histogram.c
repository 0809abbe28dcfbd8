#include "serve/histogram.h"

#include "cmocka_all.h"

static void each_time_counts_in_the_first_bucket_that_holds_it(void **state)
{
    struct histogram h = {0};
    struct histogram_sum sum = {0};

    (void)state;
    histogram_add(&h, 0);
    histogram_add(&h, 10000);
    histogram_add(&h, 10001);
    histogram_add(&h, UINT64_C(1000000000));
    histogram_add(&h, UINT64_C(1000000001));
    histogram_add_up(&sum, &h);
    assert_int_equal(sum.buckets[0], 2);
    assert_int_equal(sum.buckets[1], 1);
    assert_int_equal(sum.buckets[HISTOGRAM_BUCKETS - 2], 1);
    assert_int_equal(sum.buckets[HISTOGRAM_BUCKETS - 1], 1);
    assert_int_equal(sum.sum_ns, UINT64_C(2000020002));
}

static void the_text_adds_up_and_names_seconds(void **state)
{
    static char bytes[8192];
    struct buf out = BUF_ON(bytes);
    struct histogram h = {0};
    struct histogram_sum sum = {0};

    (void)state;
    histogram_add(&h, 20000);
    histogram_add(&h, UINT64_C(3000000000));
    histogram_add_up(&sum, &h);
    histogram_add_up(&sum, &h); /* two threads */
    histogram_print(&out, "x_seconds", "kind=\"allow\"", &sum);
    assert_false(out.full);
    bytes[out.len] = '\0';
    assert_non_null(strstr(bytes, "x_seconds_bucket{kind=\"allow\",le=\"0.000010\"} 0\n"));
    assert_non_null(strstr(bytes, "x_seconds_bucket{kind=\"allow\",le=\"0.000025\"} 2\n"));
    assert_non_null(strstr(bytes, "x_seconds_bucket{kind=\"allow\",le=\"1.000000\"} 2\n"));
    assert_non_null(strstr(bytes, "x_seconds_bucket{kind=\"allow\",le=\"+Inf\"} 4\n"));
    assert_non_null(strstr(bytes, "x_seconds_sum{kind=\"allow\"} 6.000040000\n"));
    assert_non_null(strstr(bytes, "x_seconds_count{kind=\"allow\"} 4\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_time_counts_in_the_first_bucket_that_holds_it),
        cmocka_unit_test(the_text_adds_up_and_names_seconds),
    };

    return cmocka_run_group_tests_name("serve/histogram", tests, NULL, NULL);
}
