#include "apps/report_text.h"

#include "cmocka_all.h"
#include "report_sample.h"
#include "words/catalogue.h"
#include "words/clean.h"

#include <stdlib.h>

static struct sample sample;

/* The report as text; the caller frees it. */
static char *print(enum lang lang, const struct report_style *style)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    struct err e = {0};

    assert_non_null(to);
    sample.report.lang = lang;
    if (!report_text(to, &sample.report, style, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(fclose(to), 0);
    return text;
}

static int fill(void **state)
{
    (void)state;
    sample_fill(&sample, LANG_EN, 21);
    return 0;
}

static void check_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is missing in:\n%s", part, text);
    }
}

static void every_section_stands_in_its_order_in_both_languages(void **state)
{
    static const enum label sections[] = {
        LABEL_TITLE,           LABEL_SECTION_UNUSUAL, LABEL_SECTION_FOUND,  LABEL_SECTION_ATTACKED,
        LABEL_SECTION_SOURCES, LABEL_SECTION_USUAL,   LABEL_SECTION_UNREAD, LABEL_SECTION_NEXT};

    (void)state;
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        char *text = print((enum lang)l, &(struct report_style){0});
        const char *at = text;

        for (size_t i = 0; i < COUNT(sections); i++) {
            at = strstr(at, label((enum lang)l, sections[i]));
            assert_non_null(at);
        }
        free(text);
    }
}

static void a_finding_tells_everything_in_words(void **state)
{
    char *text = print(LANG_EN, &(struct report_style){.width = 120});

    (void)state;
    check_has(text, "2026-11-21 03:05:09  hanako@example.jp");
    check_has(text, "IMAP, succeeded, from 192.0.2.7; 12 times until 2026-11-21 05:05:09");
    check_has(text, "where    United States (estimated), Example Broadband");
    check_has(text, "usually  Japan (estimated), Example Fiber Japan");
    check_has(text, "allow and tell the owner; with policy = strict: refuse and tell the owner; "
                    "score 5.30");
    check_has(text, "policy   allow and tell the owner\n");
    check_has(text, "203.0.113.0/24  Brazil (estimated)");
    check_has(text, "(Japan time)");
    check_has(text, "Places are estimates from libloc 2022-10-29.");
    free(text);
}

static void check_widths(const char *text, unsigned width)
{
    struct span rest = {.at = text, .len = strlen(text)};
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        assert_true(line.len == 0 || line.at[line.len - 1] != ' ');
        if (columns_of(line) > width) {
            fail_msg("wider than %u: %.*s", width, (int)line.len, line.at);
        }
    }
}

static void no_line_is_wider_than_the_page_or_ends_with_a_space(void **state)
{
    static const unsigned widths[] = {40, 63, 80, 100, 120};

    (void)state;
    for (size_t i = 0; i < COUNT(widths) * LANG_COUNT; i++) {
        unsigned width = widths[i / LANG_COUNT];
        char *text = print((enum lang)(i % LANG_COUNT), &(struct report_style){.width = width});

        check_widths(text, width);
        free(text);
    }
}

static void columns_of_the_table_line_up_also_behind_japanese_names(void **state)
{
    char *text = print(LANG_EN, &(struct report_style){.width = 80});
    const char *parts[] = {"Japan (estimated), Example Fiber", "no sign-in that succeeded",
                           "carrier's shared"};

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        const char *at = strstr(strstr(text, "Usually from"), parts[i]);
        const char *from = at;

        assert_non_null(at);
        while (from[-1] != '\n') {
            from--;
        }
        assert_int_equal(columns_of((struct span){.at = from, .len = (size_t)(at - from)}), 41);
    }
    free(text);
}

static void hostile_names_move_no_cursor(void **state)
{
    (void)state;
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        char *text = print((enum lang)l, &(struct report_style){0});

        for (const char *c = text; *c != '\0'; c++) {
            assert_true((unsigned char)*c >= ' ' || *c == '\n');
            assert_true(*c != 0x7f && (unsigned char)*c != 0xff);
        }
        assert_null(strstr(text, "\xc2\x9b"));
        assert_null(strstr(text, "\xe2\x80\xae"));
        check_has(text, "<script>alert(1)</script>\xe2\x90\x9b[2J\"'&");
        free(text);
    }
}

static void colour_appears_only_when_it_is_wanted_and_changes_no_word(void **state)
{
    char *plain = print(LANG_JA, &(struct report_style){0});
    char *colour = print(LANG_JA, &(struct report_style){.colour = true});
    char *to = colour;

    (void)state;
    assert_non_null(strchr(colour, '\033'));
    for (const char *from = colour; *from != '\0'; from++) {
        if (*from == '\033') {
            from = strchr(from, 'm');
            assert_non_null(from);
            continue;
        }
        *to++ = *from;
    }
    *to = '\0';
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
}

static void a_bounded_list_says_how_many_more_there_are(void **state)
{
    static struct finding_source many[REPORT_LIST_MAX + 7];
    char *text;

    (void)state;
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = sample.sources[2];
    }
    sample.report.sources = many;
    sample.report.source_count = COUNT(many);
    text = print(LANG_EN, &(struct report_style){0});
    check_has(text, "Sources that guess passwords (20 of 27)");
    check_has(text, "and 7 more; all of them: mioboe scan --json");
    check_has(text, "Where accounts usually sign in from (4 of 321)");
    free(text);
    text = print(LANG_EN, &(struct report_style){.all = true});
    check_has(text, "Sources that guess passwords (27)");
    assert_null(strstr(text, "and 7 more"));
    free(text);
}

static void a_scan_that_found_nothing_is_calm_and_short(void **state)
{
    char *text;

    (void)state;
    sample.summary = (struct scan_summary){
        .lines = 3, .signins = 2, .accounts = 1, .first_ms = 1, .last_ms = 2, .places = ""};
    sample.report = (struct report){.summary = &sample.summary, .zone = "UTC"};
    text = print(LANG_EN, &(struct report_style){.width = 120});
    check_has(text, "Every sign-in fits the habits of its account.");
    check_has(text, "places are unknown.");
    check_has(text, "What to do next");
    assert_null(strstr(text, "(0)"));
    free(text);
    sample.summary = (struct scan_summary){.lines = 3, .places = ""};
    text = print(LANG_JA, &(struct report_style){.width = 120});
    check_has(text, "ログインの記録はありませんでした。");
    free(text);
}

static void a_stream_that_is_full_and_a_zone_that_is_none_are_errors(void **state)
{
    FILE *full = fopen("/dev/full", "we");
    struct err e = {0};

    (void)state;
    assert_non_null(full);
    assert_false(report_text(full, &sample.report, &(struct report_style){0}, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
    (void)fclose(full);
    sample.report.zone = "Mars/Olympus";
    assert_false(report_text(stdout, &sample.report, &(struct report_style){0}, &e));
    assert_int_equal(e.code, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_section_stands_in_its_order_in_both_languages, fill),
        cmocka_unit_test_setup(a_finding_tells_everything_in_words, fill),
        cmocka_unit_test_setup(no_line_is_wider_than_the_page_or_ends_with_a_space, fill),
        cmocka_unit_test_setup(columns_of_the_table_line_up_also_behind_japanese_names, fill),
        cmocka_unit_test_setup(hostile_names_move_no_cursor, fill),
        cmocka_unit_test_setup(colour_appears_only_when_it_is_wanted_and_changes_no_word, fill),
        cmocka_unit_test_setup(a_bounded_list_says_how_many_more_there_are, fill),
        cmocka_unit_test_setup(a_scan_that_found_nothing_is_calm_and_short, fill),
        cmocka_unit_test_setup(a_stream_that_is_full_and_a_zone_that_is_none_are_errors, fill),
    };

    return cmocka_run_group_tests_name("apps/report_text", tests, NULL, NULL);
}
