#include "base/template.h"

#include "cmocka_all.h"

#include <stdlib.h>

#define OUT_MAX 4096
#define SET_MAX ((size_t)1 << 20)

struct fixture {
    struct values *set;
    struct value *root;
    struct template *partial[2]; /* named "a" and "b" */
    size_t out_max;
    char bytes[OUT_MAX];
    struct buf out;
    struct err e;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->set = values_new(SET_MAX);
    f->root = value_object(f->set);
    f->out_max = OUT_MAX;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    template_free(&f->partial[0]);
    template_free(&f->partial[1]);
    values_free(&f->set);
    free(f);
    return 0;
}

static struct span text_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static const struct template *partial_of(void *ctx, struct span name)
{
    struct fixture *f = ctx;

    return span_eq(name, SPAN("a")) ? f->partial[0] : f->partial[1];
}

static void compile(struct fixture *f, const char *text, struct template **out)
{
    if (!template_parse(text_of(text), TEMPLATE_HTML, out, &f->e)) {
        fail_msg("%s", f->e.text);
    }
}

static bool render(struct fixture *f, const char *text)
{
    struct template_data data = {
        .set = f->set, .root = f->root, .partial = partial_of, .partial_ctx = f};
    struct template *t = NULL;
    bool ok;

    compile(f, text, &t);
    f->out = (struct buf){.at = f->bytes, .cap = f->out_max};
    ok = template_render(t, &data, template_to_buf(&f->out), &f->e);
    template_free(&t);
    return ok;
}

static void renders(struct fixture *f, const char *text, const char *expected)
{
    if (!render(f, text)) {
        fail_msg("%s", f->e.text);
    }
    f->bytes[f->out.len] = '\0';
    assert_string_equal(f->bytes, expected);
}

static void refuses(const char *text, const char *why)
{
    struct template *untouched = (struct template *)&untouched;
    struct template *t = untouched;
    struct err e = {0};

    assert_false(template_parse(text_of(text), TEMPLATE_HTML, &t, &e));
    assert_ptr_equal(t, untouched);
    assert_int_equal(e.code, ERR_CONFIG);
    assert_string_equal(e.text, why);
}

static void html_escapes_what_could_end_text_or_an_attribute(void **state)
{
    struct fixture *f = *state;

    value_set_text(f->set, f->root, "x", SPAN("<b a='1' c=\"2\">&</b>"));
    renders(f, "{{x}}|{{&x}}|{{{x}}}",
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&lt;/b&gt;"
            "|<b a='1' c=\"2\">&</b>|<b a='1' c=\"2\">&</b>");
}

static void a_plain_template_escapes_nothing(void **state)
{
    struct fixture *f = *state;
    struct template *t = NULL;
    struct template_data data = {.set = f->set, .root = f->root};

    value_set_text(f->set, f->root, "x", SPAN("<&'\">"));
    assert_true(template_parse(SPAN("{{x}}"), TEMPLATE_PLAIN, &t, &f->e));
    f->out = BUF_ON(f->bytes);
    assert_true(template_render(t, &data, template_to_buf(&f->out), &f->e));
    assert_true(span_eq((struct span){f->bytes, f->out.len}, SPAN("<&'\">")));
    template_free(&t);
}

static void empty_text_counts_as_false(void **state)
{
    struct fixture *f = *state;

    value_set_text(f->set, f->root, "provider", SPAN(""));
    renders(f, "{{#provider}}by {{.}}{{/provider}}{{^provider}}unknown{{/provider}}", "unknown");
}

static void a_page_longer_than_its_limit_is_refused(void **state)
{
    struct fixture *f = *state;

    f->out_max = 5;
    assert_true(render(f, "12345"));
    assert_false(render(f, "123456"));
    assert_int_equal(f->e.code, ERR_LIMIT);
    assert_string_equal(f->e.text, "a page exceeds 5 bytes");
}

static void long_and_short_pieces_keep_their_order(void **state)
{
    struct fixture *f = *state;
    static char page[3 * OUT_MAX];
    static char expected[3 * OUT_MAX];
    static char filler[OUT_MAX + 1];
    struct template_data data = {.set = f->set, .root = f->root};
    struct template *t = NULL;

    memset(expected, 'x', sizeof expected);
    memset(filler, 'x', sizeof filler);
    memcpy(expected, "ab", 2);
    memcpy(expected + 2 + OUT_MAX + 1, "c", 1);
    memcpy(expected + 2 + OUT_MAX + 2 + OUT_MAX - 1, "d", 1);
    value_set_text(f->set, f->root, "long", (struct span){filler, OUT_MAX + 1 - 10});
    value_set_text(f->set, f->root, "ten", SPAN("xxxxxxxxxx"));
    value_set_text(f->set, f->root, "less", (struct span){filler, OUT_MAX - 1});
    compile(f, "ab{{ten}}{{long}}c{{less}}d", &t);
    f->out = (struct buf){.at = page, .cap = sizeof page};
    assert_true(template_render(t, &data, template_to_buf(&f->out), &f->e));
    assert_int_equal(f->out.len, 2 + OUT_MAX + 1 + 1 + OUT_MAX - 1 + 1);
    assert_memory_equal(page, expected, f->out.len);
    template_free(&t);
}

static const struct value *square(void *ctx, size_t index, struct values *set)
{
    const size_t *count = ctx;
    struct value *o;

    if (index == *count) {
        return NULL;
    }
    o = value_object(set);
    value_set_textf(set, o, "n", "%zu", index * index);
    (void)value_text(set,
                     (struct span){.at = "0123456789012345678901234567890123456789", .len = 40});
    return o;
}

static void a_stream_shows_more_items_than_its_set_could_hold(void **state)
{
    struct fixture *f = *state;
    size_t count = 5;
    size_t many = 15000;

    value_set(f->set, f->root, "few", value_stream(f->set, square, &count));
    value_set(f->set, f->root, "many", value_stream(f->set, square, &many));
    renders(f, "{{#few}}{{n}} {{/few}}", "0 1 4 9 16 ");
    renders(f, "{{#few}}{{#few}}.{{/few}}{{n}} {{/few}}", ".....0 .....1 .....4 .....9 .....16 ");
    assert_true(many * 100 > SET_MAX);
    renders(f, "{{#many}}{{^n}}{{/n}}{{/many}}", "");
}

static void an_empty_stream_shows_the_inverted_section(void **state)
{
    struct fixture *f = *state;
    size_t none = 0;

    value_set(f->set, f->root, "few", value_stream(f->set, square, &none));
    renders(f, "{{#few}}some{{/few}}{{^few}}none{{/few}}", "none");
}

static void indents_of_nested_partials_add_up(void **state)
{
    struct fixture *f = *state;

    value_set_text(f->set, f->root, "two", SPAN("1\n2"));
    compile(f, "x\n  {{>b}}\n{{#two}}\ny\n{{/two}}\n", &f->partial[0]);
    compile(f, "{{two}}\n\n{{#two}}z{{/two}}", &f->partial[1]);
    renders(f, " {{>a}}\n.", " x\n   1\n2\n   \n   z y\n.");
}

static void a_partial_within_a_line_is_not_indented(void **state)
{
    struct fixture *f = *state;

    compile(f, "-{{>b}}\n-", &f->partial[0]);
    compile(f, "1\n2", &f->partial[1]);
    renders(f, "  {{>a}}\n", "  -1\n2\n  -");
}

static void endless_partials_end_in_an_error(void **state)
{
    struct fixture *f = *state;

    compile(f, "x{{>a}}", &f->partial[0]);
    assert_false(render(f, "{{>a}}"));
    assert_int_equal(f->e.code, ERR_LIMIT);
    assert_non_null(strstr(f->e.text, "more than 24 partials"));
}

static void loops_that_print_nothing_end_in_an_error(void **state)
{
    struct fixture *f = *state;
    struct value *list = value_list(f->set);

    for (int i = 0; i < 100; i++) {
        value_add(f->set, list, value_bool(f->set, true));
    }
    value_set(f->set, f->root, "l", list);
    assert_false(render(f, "{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}"));
    assert_int_equal(f->e.code, ERR_LIMIT);
    assert_string_equal(f->e.text, "a page visits too many tags for 4096 bytes");
}

static void values_that_did_not_fit_are_never_left_out_silently(void **state)
{
    struct fixture *f = *state;

    values_free(&f->set);
    f->set = values_new(256);
    f->root = value_object(f->set);
    for (int i = 0; i < 10; i++) {
        value_set_text(f->set, f->root, "x", SPAN("text"));
    }
    assert_false(render(f, "{{x}}"));
    assert_int_equal(f->e.code, ERR_LIMIT);
    assert_int_equal(f->out.len, 0);
}

static void a_file_that_cannot_be_written_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct template_data data = {.set = f->set, .root = f->root};
    struct template *t = NULL;
    FILE *full = fopen("/dev/full", "w");

    assert_non_null(full);
    assert_int_equal(setvbuf(full, NULL, _IONBF, 0), 0);
    compile(f, "text", &t);
    assert_false(template_render(t, &data, template_to_file(full, 100), &f->e));
    assert_int_equal(f->e.code, ERR_SYSTEM);
    assert_int_not_equal(f->e.sys, 0);
    template_free(&t);
    (void)fclose(full);
}

static void errors_name_line_column_what_was_expected_and_what_came(void **state)
{
    (void)state;
    refuses("a\n {{#days}}\n\n  x {{/day}}\n",
            "line 4, column 5: expected the end of section \"days\" of line 2, came the end of "
            "\"day\"");
    refuses("{{/x}}", "line 1, column 1: expected no end, as no section is open, came \"x\"");
    refuses("\n{{#x}}\n", "line 2, column 1: expected the end of section \"x\", came the end of "
                          "the text");
    refuses("ab {{x}", "line 1, column 4: expected \"}}\", came the end of the text before this "
                       "tag was closed");
    refuses("{{{x}}", "line 1, column 1: expected \"}}}\", came the end of the text before this "
                      "tag was closed");
    refuses("{{}}", "line 1, column 1: expected a name, came an empty tag");
    refuses("{{a b}}",
            "line 1, column 1: expected a name without white space and empty parts, came \"a b\"");
    refuses("{{a..b}}",
            "line 1, column 1: expected a name without white space and empty parts, came \"a..b\"");
    refuses("{{=<% =}}", "line 1, column 1: expected two delimiters of 1 to 8 bytes with white "
                         "space between, without =, came \"<%\"");
    refuses("{{=123456789 }=}}", "line 1, column 1: expected two delimiters of 1 to 8 bytes with "
                                 "white space between, without =, came \"123456789 }\"");
}

static void limits_of_a_template_hold(void **state)
{
    char text[TEMPLATE_DEPTH_MAX * 12 + 64];
    struct template *t = NULL;
    struct err e = {0};
    struct buf b = BUF_ON(text);

    (void)state;
    for (int i = 0; i <= TEMPLATE_DEPTH_MAX; i++) {
        buf_add(&b, SPAN("{{#a}}"));
    }
    assert_false(template_parse((struct span){text, b.len}, TEMPLATE_HTML, &t, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    b.len = 0;
    for (int i = 0; i <= TEMPLATE_NAME_MAX; i++) {
        buf_add(&b, i == 0 ? SPAN("{{") : SPAN("a"));
    }
    buf_add(&b, SPAN("a}}"));
    assert_false(template_parse((struct span){text, b.len}, TEMPLATE_HTML, &t, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_false(
        template_parse((struct span){text, TEMPLATE_SOURCE_MAX + 1}, TEMPLATE_HTML, &t, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_null(t);
}

static void deep_values_are_refused_while_rendering(void **state)
{
    struct fixture *f = *state;
    char text[TEMPLATE_DEPTH_MAX * 12 + 64];
    struct buf b = BUF_ON(text);

    value_set_bool(f->set, f->root, "a", true);
    for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++) {
        buf_add(&b, SPAN("{{#a}}"));
    }
    for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++) {
        buf_add(&b, SPAN("{{/a}}"));
    }
    buf_add(&b, SPAN("\0"));
    assert_true(render(f, text));
    compile(f, text, &f->partial[0]);
    assert_false(render(f, "{{>a}}"));
    assert_int_equal(f->e.code, ERR_LIMIT);
}

static void list_field(void *ctx, const struct template_field *field)
{
    buf_addf(ctx, "%d %.*s %u:%u\n", (int)field->use, (int)field->name.len, field->name.at,
             field->line, field->column);
}

static void the_fields_of_a_template_are_listed(void **state)
{
    struct fixture *f = *state;
    struct template *t = NULL;

    compile(f, "{{a.b}}\n{{#c}}{{{d}}}{{/c}}\n{{^e}}{{>f}}{{/e}}{{!g}}", &t);
    f->out = BUF_ON(f->bytes);
    template_fields(t, list_field, &f->out);
    f->bytes[f->out.len] = '\0';
    assert_string_equal(f->bytes, "0 a.b 1:1\n2 c 2:1\n1 d 2:7\n3 e 3:1\n4 f 3:7\n");
    template_free(&t);
}

static void many_tags_on_one_line_compile_in_linear_time(void **state)
{
    struct template *t = NULL;
    struct err e = {0};
    char *text = malloc(TEMPLATE_SOURCE_MAX);

    (void)state;
    memset(text, ' ', TEMPLATE_SOURCE_MAX);
    for (size_t i = TEMPLATE_SOURCE_MAX / 2; i + 8 < TEMPLATE_SOURCE_MAX; i += 5) {
        memcpy(text + i, "{{!}}", 5);
    }
    assert_true(template_parse((struct span){text, TEMPLATE_SOURCE_MAX}, TEMPLATE_HTML, &t, &e));
    template_free(&t);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(html_escapes_what_could_end_text_or_an_attribute),
        TEST(a_plain_template_escapes_nothing),
        TEST(empty_text_counts_as_false),
        TEST(a_stream_shows_more_items_than_its_set_could_hold),
        TEST(a_page_longer_than_its_limit_is_refused),
        TEST(long_and_short_pieces_keep_their_order),
        TEST(an_empty_stream_shows_the_inverted_section),
        TEST(indents_of_nested_partials_add_up),
        TEST(a_partial_within_a_line_is_not_indented),
        TEST(endless_partials_end_in_an_error),
        TEST(loops_that_print_nothing_end_in_an_error),
        TEST(values_that_did_not_fit_are_never_left_out_silently),
        TEST(a_file_that_cannot_be_written_is_an_error),
        TEST(errors_name_line_column_what_was_expected_and_what_came),
        TEST(limits_of_a_template_hold),
        TEST(deep_values_are_refused_while_rendering),
        TEST(the_fields_of_a_template_are_listed),
        TEST(many_tags_on_one_line_compile_in_linear_time),
    };

    return cmocka_run_group_tests_name("base/template", tests, NULL, NULL);
}
