#include "wire/verdict_header.h"

#include "cmocka_all.h"
#include "wire/verdict_digest.h"

#include <stdio.h>
#include <stdlib.h>

static const uint8_t key[VERDICT_KEY_SIZE] = {1, 2, 3};
static const uint8_t other[VERDICT_KEY_SIZE] = {1, 2, 4};

static struct filter_mark example(void)
{
    return (struct filter_mark){.state = FILTER_CHECKED,
                                .verdict = VERDICT_FAKE,
                                .leaning = LEANING_FAKE,
                                .rule = RULE_SCORE,
                                .score = -5,
                                .at_s = 1795881724,
                                .queue_id = "CEABDA78539",
                                .recipients = {0xab},
                                .message = {0xcd}};
}

static struct span print(const struct filter_mark *m, char bytes[static VERDICT_HEADER_MAX])
{
    struct buf out = {.cap = VERDICT_HEADER_MAX};
    struct span text;
    struct err e = {0};

    out.at = bytes;
    verdict_header_print(&out, m, key);
    assert_true(buf_span(&out, &text, &e));
    return text;
}

static void a_verdict_reads_as_it_was_printed(void **state)
{
    (void)state;
    for (unsigned v = 0; v < VERDICT_COUNT; v++) {
        for (unsigned r = 0; r < RULE_COUNT; r++) {
            char bytes[VERDICT_HEADER_MAX];
            struct filter_mark m = example();
            struct filter_mark read = {.own = true};
            enum verdict_seal seal = VERDICT_SEAL_WRONG;
            struct err e = {0};

            m.verdict = (enum verdict_code)v;
            m.rule = (enum verdict_rule)r;
            m.own = r == 0;
            m.score = (int32_t)(v * 1000 + r) - 500;
            assert_true(verdict_header_read(print(&m, bytes), key, &read, &seal, &e));
            assert_int_equal(seal, VERDICT_SEAL_RIGHT);
            assert_int_equal(read.verdict, m.verdict);
            assert_int_equal(read.rule, m.rule);
            assert_int_equal(read.own, m.own);
            assert_int_equal(read.score, m.score);
            assert_int_equal(read.at_s, m.at_s);
            assert_string_equal(read.queue_id, m.queue_id);
            assert_memory_equal(read.recipients, m.recipients, sizeof m.recipients);
            assert_memory_equal(read.message, m.message, sizeof m.message);
        }
    }
}

static void no_line_of_it_is_longer_than_78(void **state)
{
    char bytes[VERDICT_HEADER_MAX];
    struct filter_mark m = example();
    struct span rest = print(&m, bytes);
    size_t in_front = sizeof VERDICT_HEADER_NAME ": " - 1;
    struct span line;

    (void)state;
    while (span_cut(&rest, '\n', &line)) {
        assert_true(in_front + line.len <= 78);
        assert_int_equal(rest.at[0], '\t');
        in_front = 7;
    }
    assert_true(in_front + rest.len <= 78);
}

static void folding_does_not_break_the_seal_and_any_other_change_does(void **state)
{
    char bytes[VERDICT_HEADER_MAX];
    char changed[2 * VERDICT_HEADER_MAX];
    struct filter_mark m = example();
    struct span text = print(&m, bytes);
    size_t len = 0;
    enum verdict_seal seal = VERDICT_SEAL_WRONG;
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == ' ' || text.at[i] == '\t') {
            memcpy(changed + len, "\r\n  ", 4);
            len += 4;
        } else if (text.at[i] != '\n') {
            changed[len++] = text.at[i];
        }
    }
    assert_true(verdict_header_read((struct span){changed, len}, key, &m, &seal, &e));
    assert_int_equal(seal, VERDICT_SEAL_RIGHT);
    assert_true(verdict_header_read(text, other, &m, &seal, &e));
    assert_int_equal(seal, VERDICT_SEAL_WRONG);
    for (size_t i = 0; i < text.len; i++) {
        bytes[i] ^= 1;
        if (verdict_header_read(text, key, &m, &seal, &e) && seal == VERDICT_SEAL_RIGHT) {
            bytes[i] ^= 1;
            assert_true(text.at[i] == '\n' || text.at[i] == '\t' || text.at[i] == ' ');
            bytes[i] ^= 1;
        }
        bytes[i] ^= 1;
    }
}

static void what_is_none_is_refused_and_nothing_is_written(void **state)
{
    static const char *const wrong[] = {
        "",
        "v=1; verdict=fake",
        ("v=1; verdict=genuine; notice=own; state=checked; mac="
         "0000000000000000000000000000000000000000000000000000000000000000"),
        "; mac=0000000000000000000000000000000000000000000000000000000000000000",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct filter_mark m = {.score = 77};
        enum verdict_seal seal = VERDICT_SEAL_RIGHT;
        struct err e = {0};

        assert_false(
            verdict_header_read((struct span){wrong[i], strlen(wrong[i])}, key, &m, &seal, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(m.score, 77);
        assert_int_equal(seal, VERDICT_SEAL_RIGHT);
    }
}

static void of_a_queue_id_only_letters_and_digits_are_taken(void **state)
{
    char out[FILTER_QUEUE_MAX];
    char many[200];

    (void)state;
    verdict_queue_id(SPAN("4cX1;\r\n yz="), out);
    assert_string_equal(out, "4cX1yz");
    memset(many, 'a', sizeof many);
    verdict_queue_id((struct span){many, sizeof many}, out);
    assert_int_equal(strlen(out), FILTER_QUEUE_MAX - 1);
}

/* --- digests ------------------------------------------------------------------------------------ */

static void digest(const char *from, const char *body, size_t step,
                   uint8_t out[static FILTER_DIGEST_SIZE])
{
    struct verdict_digest *d = calloc(1, sizeof *d);
    size_t len = strlen(body);

    assert_non_null(d);
    verdict_digest_begin(d);
    verdict_digest_header(d, SPAN("fRoM"), (struct span){from, strlen(from)});
    verdict_digest_header(d, SPAN("From"), SPAN("second@b.example"));
    verdict_digest_header(d, SPAN("Subject"), SPAN("not looked at"));
    verdict_digest_header(d, SPAN("Message-ID"), SPAN("<1@a.example>"));
    verdict_digest_body_begin(d);
    for (size_t at = 0; at < len; at += step) {
        verdict_digest_body(d, (struct span){body + at, len - at < step ? len - at : step});
    }
    verdict_digest_end(d, out);
    free(d);
}

static void servers_line_ends_and_folding_change_no_digest(void **state)
{
    uint8_t one[FILTER_DIGEST_SIZE];
    uint8_t two[FILTER_DIGEST_SIZE];

    (void)state;
    digest("A <a@a.example>", "x\r\n\r\ny\r\n", 1, one);
    digest(" A\r\n\t<a@a.example>\r\n", "x\n\ny\n\n\r\n", 3, two);
    assert_memory_equal(one, two, sizeof one);
    digest("A <a@a.example>", "x\ny\n", 2, two);
    assert_memory_not_equal(one, two, sizeof one);
    digest("B <a@a.example>", "x\n\ny\n", 2, two);
    assert_memory_not_equal(one, two, sizeof one);
}

/* printf 'a\n<1@a.example>\nx' | b2sum -l 128 */
static void the_digest_is_what_b2sum_says(void **state)
{
    static const uint8_t right[FILTER_DIGEST_SIZE] = {0x66, 0x3e, 0xe2, 0xc8, 0xb6, 0x61,
                                                      0x59, 0x68, 0x9f, 0x1c, 0xf3, 0xf4,
                                                      0xd5, 0xdd, 0x25, 0x91};
    uint8_t out[FILTER_DIGEST_SIZE];

    (void)state;
    digest("a", "x\r\n", 2, out);
    assert_memory_equal(out, right, sizeof right);
}

static void recipients_count_in_any_order_and_case(void **state)
{
    struct span one[] = {SPAN_INIT("b@example.jp"), SPAN_INIT("A@example.jp")};
    struct span two[] = {SPAN_INIT("a@EXAMPLE.jp"), SPAN_INIT("B@example.jp")};
    uint8_t x[FILTER_DIGEST_SIZE];
    uint8_t y[FILTER_DIGEST_SIZE];

    (void)state;
    verdict_digest_recipients(one, 2, x);
    verdict_digest_recipients(two, 2, y);
    assert_memory_equal(x, y, sizeof x);
    verdict_digest_recipients(two, 1, y);
    assert_memory_not_equal(x, y, sizeof x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_reads_as_it_was_printed),
        cmocka_unit_test(no_line_of_it_is_longer_than_78),
        cmocka_unit_test(folding_does_not_break_the_seal_and_any_other_change_does),
        cmocka_unit_test(what_is_none_is_refused_and_nothing_is_written),
        cmocka_unit_test(of_a_queue_id_only_letters_and_digits_are_taken),
        cmocka_unit_test(servers_line_ends_and_folding_change_no_digest),
        cmocka_unit_test(the_digest_is_what_b2sum_says),
        cmocka_unit_test(recipients_count_in_any_order_and_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
