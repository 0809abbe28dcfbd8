#include "apps/report_html.h"

#include "cmocka_all.h"
#include "report_sample.h"
#include "words/catalogue.h"

#include <stdlib.h>

#define CHART_DAYS_TEST 700

static struct sample sample;

/* The page; the caller frees it. */
static char *print(enum lang lang, size_t days)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    struct err e = {0};

    assert_non_null(to);
    if (days > 0) {
        sample_fill(&sample, lang, days);
    }
    if (!report_html(to, &sample.report, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(fclose(to), 0);
    return text;
}

static void check_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is missing in:\n%s", part, text);
    }
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        n++;
    }
    return n;
}

static void the_page_names_its_language_and_forbids_everything_from_elsewhere(void **state)
{
    char *en = print(LANG_EN, 21);
    char *ja = print(LANG_JA, 21);

    (void)state;
    check_has(en, "<html lang=\"en\">");
    check_has(ja, "<html lang=\"ja\">");
    check_has(en, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">");
    assert_null(strstr(en, "http://"));
    assert_null(strstr(en, "https://"));
    assert_null(strstr(en, "{{"));
    free(en);
    free(ja);
}

static void hostile_names_are_shown_and_nothing_else(void **state)
{
    char *text = print(LANG_EN, 21);

    (void)state;
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "<b>Net"));
    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\007'));
    assert_null(strstr(text, "\xff"));
    assert_null(strstr(text, "\xe2\x80\xae"));
    check_has(text, "&lt;script&gt;alert(1)&lt;/script&gt;\xe2\x90\x9b[2J&quot;");
    check_has(text, "Evil &lt;b&gt;Net&lt;/b&gt;");
    free(text);
}

static void every_finding_is_on_the_page(void **state)
{
    char *text = print(LANG_JA, 21);

    (void)state;
    check_has(text, "ふだんと異なるログイン（3件）");
    check_has(text, "失敗の直後に成功したログイン（1件）");
    check_has(text, "パスワードを推測されているアカウント（2件）");
    check_has(text, "パスワードを推測している発信元（3件）");
    check_has(text, "アカウントごとのふだんの接続元（321件中4件）");
    check_has(text, "ほか317件は、このページには表示していません。");
    check_has(text, "アメリカ合衆国（推定）、Example Broadband");
    check_has(text, "許可し、利用者に通知。policy = strict では「拒否し、利用者に通知」。"
                    "スコア 5.30");
    check_has(text, "プログラム名なし");
    free(text);
}

static void the_time_line_has_a_bar_for_each_day_that_has_sign_ins(void **state)
{
    static const size_t days[] = {1, 2, 21, 60, SAMPLE_DAYS};

    (void)state;
    for (size_t i = 0; i < COUNT(days); i++) {
        char *text = print(LANG_EN, days[i]);
        char *from = strstr(text, "<path class=\"signins\" d=\"");
        char *to;

        assert_non_null(from);
        to = strchr(from + 25, '"');
        assert_non_null(to);
        *to = '\0';
        assert_int_equal(count(from, "z"), days[i] > 60 ? days[i] - 7 : days[i]);
        *to = '"';
        check_has(text, "role=\"img\" aria-labelledby=\"wide-title wide-desc\"");
        free(text);
    }
}

static void a_time_longer_than_the_time_line_shows_its_last_days(void **state)
{
    static struct day_count days[CHART_DAYS_TEST];
    char *text;

    (void)state;
    sample_fill(&sample, LANG_EN, 1);
    for (size_t i = 0; i < CHART_DAYS_TEST; i++) {
        days[i] = (struct day_count){.day = (int32_t)i, .signins = UINT64_MAX, .failures = 1};
    }
    sample.summary.days = days;
    sample.summary.day_count = CHART_DAYS_TEST;
    text = print(LANG_EN, 0);
    assert_int_equal(count(text, "<tr><th scope=\"row\">19"), 400);
    free(text);
}

static void a_scan_that_found_nothing_gives_a_page_that_says_so(void **state)
{
    char *text;

    (void)state;
    sample.summary = (struct scan_summary){.places = ""};
    sample.report = (struct report){.summary = &sample.summary, .zone = "UTC"};
    text = print(LANG_EN, 0);
    check_has(text, "They tell of no sign-in.");
    check_has(text, "<p>None.</p>");
    assert_null(strstr(text, "<svg"));
    assert_null(strstr(text, "id=\"sources\""));
    assert_null(strstr(text, "href=\"#days\""));
    free(text);
}

static void more_than_the_page_holds_is_counted(void **state)
{
    static struct finding_signin many[PAGE_SIGNINS_MAX + 5];
    char *text;

    (void)state;
    sample_fill(&sample, LANG_EN, 3);
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = sample.signins[0];
    }
    sample.report.signins = many;
    sample.report.signin_count = COUNT(many);
    sample.report.summary_count = 0;
    text = print(LANG_EN, 0);
    check_has(text, "Sign-ins that do not fit (500 of 505)");
    check_has(text, "And 5 more, not shown on this page.");
    assert_int_equal(count(text, "<span class=\"time\">"), PAGE_SIGNINS_MAX);
    free(text);
}

static void a_stream_that_is_full_and_a_zone_that_is_none_are_errors(void **state)
{
    FILE *full = fopen("/dev/full", "we");
    struct err e = {0};

    (void)state;
    assert_non_null(full);
    sample_fill(&sample, LANG_EN, 400);
    assert_false(report_html(full, &sample.report, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
    (void)fclose(full);
    sample.report.zone = "Mars/Olympus";
    assert_false(report_html(stdout, &sample.report, &e));
    assert_int_equal(e.code, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_names_its_language_and_forbids_everything_from_elsewhere),
        cmocka_unit_test(hostile_names_are_shown_and_nothing_else),
        cmocka_unit_test(every_finding_is_on_the_page),
        cmocka_unit_test(the_time_line_has_a_bar_for_each_day_that_has_sign_ins),
        cmocka_unit_test(a_time_longer_than_the_time_line_shows_its_last_days),
        cmocka_unit_test(a_scan_that_found_nothing_gives_a_page_that_says_so),
        cmocka_unit_test(more_than_the_page_holds_is_counted),
        cmocka_unit_test(a_stream_that_is_full_and_a_zone_that_is_none_are_errors),
    };

    return cmocka_run_group_tests_name("apps/report_html", tests, NULL, NULL);
}
