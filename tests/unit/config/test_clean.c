#include "config/clean.h"

#include "cmocka_all.h"

#include <stdlib.h>

static void becomes(struct span in, const char *expected)
{
    char out[256] = "";
    size_t line = 77;
    struct err e = {0};

    assert_true(in.len < sizeof out);
    if (!clean(in, out, &line, &e)) {
        fail_msg("%s", e.text);
    }
    assert_string_equal(out, expected);
    assert_int_equal(line, 77);
}

static void refuses(struct span in, size_t line, const char *why)
{
    char out[256];
    size_t came = 0;
    struct err e = {0};

    assert_false(clean(in, out, &came, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(came, line);
    assert_string_equal(e.text, why);
}

static void comments_are_blanked_and_lines_stay(void **state)
{
    (void)state;
    becomes(SPAN("#\n# x\na = 1 # y\n#z"), " \n   \na = 1    \n  ");
    becomes(SPAN("a = \"#\" # ${HOME} /* ( */\r\n"), "a = \"#\""
                                                     "                   "
                                                     "\n");
    becomes(SPAN("a = 1\r\nb = 2\r\n"), "a = 1 \nb = 2 \n");
}

static void quotations_stay_as_they_are(void **state)
{
    (void)state;
    becomes(SPAN("network \"spモード (1) + 'x' // $ \\\" \\\\\" {}"),
            "network \"spモード (1) + 'x' // $ \\\" \\\\\" {}");
    becomes(SPAN("a = /var//lib"), "a = /var//lib");
}

static void what_libconfuse_would_act_on_is_refused(void **state)
{
    (void)state;
    refuses(SPAN("a\n= ${HOME}"), 2,
            "expected a value written out, as variables are not read, came \"${\"");
    refuses(SPAN("a = \"${HOME}\""), 1,
            "expected a value written out, as variables are not read, came \"${\"");
    refuses(SPAN("include(\"/etc/passwd\")"), 1,
            "expected KEY = VALUE, with other marks inside quotations, came \"(\"");
    refuses(SPAN("a += 1"), 1,
            "expected KEY = VALUE, with other marks inside quotations, came \"+\"");
    refuses(SPAN("/* a */"), 1, "expected a comment to begin with #, came \"/*\"");
    refuses(SPAN("\"a\"// a"), 1, "expected a comment to begin with #, came \"//\"");
    refuses(SPAN("// a"), 1, "expected a comment to begin with #, came \"//\"");
    refuses(SPAN("a = 'b'"), 1, "expected a quotation to begin with \", came \"'\"");
}

static void bytes_that_are_not_text_are_refused(void **state)
{
    (void)state;
    refuses(SPAN("a\n\0"), 2, "expected a text file without control characters, came \"\\x00\"");
    refuses(SPAN("# \x1b[0m"), 1,
            "expected a text file without control characters, came "
            "\"\\x1B\"");
    refuses(SPAN("a\rb"), 1, "expected a text file without control characters, came \"\\x0D\"");
    refuses(SPAN("\n\n\"\xff\""), 3, "expected text in UTF-8, came \"\\xFF\"");
    refuses(SPAN("\"\xe2\x80\xae\""), 1,
            "expected a text file without control characters, came \"\\xE2\\x80\\xAE\"");
}

static void a_quotation_ends_on_its_line(void **state)
{
    (void)state;
    refuses(SPAN("a = \"x\nb = \"y\""), 1,
            "expected \" to end the quotation, came the end of the line");
    refuses(SPAN("\na = \"x"), 2, "expected \" to end the quotation, came the end of the file");
    refuses(SPAN("a = \"x\\"), 1, "expected \\\" or \\\\ after a backslash, came \"\\x00\"");
    refuses(SPAN("\na {\n{\n}"), 2, "expected } to end what begins here, came the end of the file");
    refuses(SPAN("a = \"\\n\""), 1, "expected \\\" or \\\\ after a backslash, came \"n\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_are_blanked_and_lines_stay),
        cmocka_unit_test(quotations_stay_as_they_are),
        cmocka_unit_test(what_libconfuse_would_act_on_is_refused),
        cmocka_unit_test(bytes_that_are_not_text_are_refused),
        cmocka_unit_test(a_quotation_ends_on_its_line),
    };

    return cmocka_run_group_tests_name("config/clean", tests, NULL, NULL);
}
