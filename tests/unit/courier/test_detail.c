#include "courier/detail.h"

#include "cmocka_all.h"

static struct span said(struct span text, struct span hidden, struct buf *out)
{
    detail_add(out, text, &hidden, 1);
    return (struct span){out->at, out->len};
}

static void what_is_not_printable_becomes_one_blank(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(span_eq(said(SPAN("\r\n0: Accepted\r\n\x1b[31m 身\xff\xe3 end \n"), SPAN(""), &out),
                        SPAN("0: Accepted [31m 身 end")));
}

static void hidden_text_is_not_shown(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(span_eq(said(SPAN("bad password s3cret for s3cret2"), SPAN("s3cret"), &out),
                        SPAN("bad password *** for ***2")));
}

static void what_does_not_fit_is_cut_at_a_whole_character(void **state)
{
    char bytes[8];
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(span_eq(said(SPAN("身覚えです"), SPAN(""), &out), SPAN("身覚")));
    assert_false(out.full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_printable_becomes_one_blank),
        cmocka_unit_test(hidden_text_is_not_shown),
        cmocka_unit_test(what_does_not_fit_is_cut_at_a_whole_character),
    };

    return cmocka_run_group_tests_name("courier/detail", tests, NULL, NULL);
}
