#include "words/words.h"

#include "cmocka_all.h"

static char bytes[WORDS_MAX];

static const char *finish(struct buf *out)
{
    buf_add(out, (struct span){.at = "", .len = 1});
    assert_false(out->full);
    return bytes;
}

static const char *place(enum lang l, const struct named_place *p)
{
    struct buf out = BUF_ON(bytes);

    words_place(&out, l, p);
    return finish(&out);
}

static const char *country(enum lang l, const char *letters)
{
    struct buf out = BUF_ON(bytes);

    words_country(&out, l, place_country(letters[0], letters[1]));
    return finish(&out);
}

static const char *number(uint64_t n)
{
    struct buf out = BUF_ON(bytes);

    words_number(&out, n);
    return finish(&out);
}

static const char *size(uint64_t n)
{
    struct buf out = BUF_ON(bytes);

    words_size(&out, n);
    return finish(&out);
}

static const char *duration(enum lang l, int64_t ms)
{
    struct buf out = BUF_ON(bytes);

    words_duration(&out, l, ms);
    return finish(&out);
}

static const char *score(int32_t units)
{
    struct buf out = BUF_ON(bytes);

    words_score(&out, units);
    return finish(&out);
}

static void countries_have_their_names_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(country(LANG_EN, "JP"), "Japan");
    assert_string_equal(country(LANG_JA, "JP"), "日本");
    assert_string_equal(country(LANG_EN, "US"), "United States");
    assert_string_equal(country(LANG_JA, "DE"), "ドイツ");
}

static void what_is_no_country_is_unknown_or_its_letters(void **state)
{
    (void)state;
    assert_string_equal(country(LANG_EN, "\0"), "unknown");
    assert_string_equal(country(LANG_JA, "\0"), "不明");
    assert_string_equal(country(LANG_EN, "ZZ"), "unknown");
    assert_string_equal(country(LANG_EN, "\033["), "unknown");
    assert_string_equal(country(LANG_EN, "AP"), "AP");
}

static void places_are_estimates_and_the_rest_is_named_as_what_it_is(void **state)
{
    const struct {
        struct named_place place;
        const char *en;
        const char *ja;
    } cases[] = {
        {{{.country = 'J' << 8 | 'P', .asn = 64496, .kind = NETWORK_PUBLIC}, "Example Net"},
         "Japan (estimated), Example Net",
         "日本（推定）、Example Net"},
        {{{.country = 'J' << 8 | 'P', .asn = 64496, .kind = NETWORK_PUBLIC}, ""},
         "Japan (estimated), AS 64496",
         "日本（推定）、AS 64496"},
        {{{.country = 'J' << 8 | 'P', .kind = NETWORK_PUBLIC}, ""},
         "Japan (estimated), provider unknown",
         "日本（推定）、プロバイダー不明"},
        {{{.asn = 64496, .kind = NETWORK_PUBLIC}, "Example Net"},
         "country unknown, Example Net (estimated)",
         "国は不明、Example Net（推定）"},
        {{{.kind = NETWORK_PUBLIC}, ""}, "unknown", "不明"},
        {{{.kind = NETWORK_UNKNOWN}, ""}, "unknown", "不明"},
        {{{.kind = NETWORK_OWN, .own = 1}, "本社"},
         "本社 (own network)",
         "本社（自組織のネットワーク）"},
        {{{.kind = NETWORK_OWN, .own = 1, .flags = PLACE_TRUSTED_LINE}, "HQ"},
         "HQ (own network); trusted line",
         "HQ（自組織のネットワーク）（信頼済みの回線）"},
        {{{.kind = NETWORK_OWN, .own = 1}, ""}, "own network", "自組織のネットワーク"},
        {{{.kind = NETWORK_PRIVATE}, ""}, "private network", "プライベートネットワーク"},
        {{{.kind = NETWORK_CGNAT}, ""},
         "carrier's shared addresses (CGNAT)",
         "通信事業者の共有アドレス（CGNAT）"},
        {{{.country = 'U' << 8 | 'S',
           .kind = NETWORK_PUBLIC,
           .flags = PLACE_ANONYMISER | PLACE_HOSTILE},
          "X"},
         "United States (estimated), X; anonymising service, listed as hostile",
         "アメリカ合衆国（推定）、X（匿名化サービス、要注意とされるネットワーク）"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(place(LANG_EN, &cases[i].place), cases[i].en);
        assert_string_equal(place(LANG_JA, &cases[i].place), cases[i].ja);
    }
}

static void every_code_has_words_in_both_languages(void **state)
{
    (void)state;
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        for (unsigned i = 0; i < NETWORK_KIND_COUNT; i++) {
            struct buf out = BUF_ON(bytes);

            words_network_kind(&out, (enum lang)l, (enum network_kind)i);
            assert_true(out.len > 0);
        }
        for (unsigned i = 0; i < SERVICE_COUNT; i++) {
            struct buf out = BUF_ON(bytes);

            words_service(&out, (enum lang)l, (enum service)i);
            assert_true(out.len > 0);
        }
        for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
            struct buf out = BUF_ON(bytes);

            words_outcome(&out, (enum lang)l, (enum outcome)i);
            assert_true(out.len > 0);
        }
        for (unsigned i = 0; i < ACTION_COUNT; i++) {
            struct buf out = BUF_ON(bytes);

            words_action(&out, (enum lang)l, (enum action)i);
            assert_true(out.len > 0);
        }
    }
}

static void the_words_of_a_code_are_its_own(void **state)
{
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_service(&out, LANG_EN, SERVICE_WEB);
    words_outcome(&out, LANG_JA, OUTCOME_REFUSED);
    words_action(&out, LANG_EN, ACTION_REFUSE);
    words_network_kind(&out, LANG_JA, NETWORK_LOOPBACK);
    assert_string_equal(finish(&out),
                        "webポリシーにより拒否refuse and tell the ownerこのサーバー自身");
}

static void numbers_have_separators(void **state)
{
    (void)state;
    assert_string_equal(number(0), "0");
    assert_string_equal(number(999), "999");
    assert_string_equal(number(1000), "1,000");
    assert_string_equal(number(1234567), "1,234,567");
    assert_string_equal(number(UINT64_MAX), "18,446,744,073,709,551,615");
}

static void sizes_have_two_or_three_digits(void **state)
{
    (void)state;
    assert_string_equal(size(0), "0 bytes");
    assert_string_equal(size(999), "999 bytes");
    assert_string_equal(size(1000), "1.0 kB");
    assert_string_equal(size(9999), "9.9 kB");
    assert_string_equal(size(312456789), "312 MB");
    assert_string_equal(size(999999), "999 kB");
    assert_string_equal(size(UINT64_MAX), "18 EB");
}

static void durations_take_the_largest_unit(void **state)
{
    (void)state;
    assert_string_equal(duration(LANG_EN, 0), "less than a second");
    assert_string_equal(duration(LANG_EN, 1999), "1 second");
    assert_string_equal(duration(LANG_JA, 2100 * TIME_SECOND_MS), "35分");
    assert_string_equal(duration(LANG_EN, 2 * TIME_HOUR_MS), "2 hours");
    assert_string_equal(duration(LANG_EN, TIME_DAY_MS), "1 day");
    assert_string_equal(duration(LANG_JA, 999), "1秒未満");
}

static void scores_are_nats_with_two_decimals(void **state)
{
    (void)state;
    assert_string_equal(score(0), "0.00");
    assert_string_equal(score(1958), "5.30");
    assert_string_equal(score(-1958), "-5.30");
    assert_string_equal(score(-1), "0.00");
    assert_string_equal(score(-100), "-0.27");
    assert_string_equal(score(INT32_MIN), "-5814539.98");
}

static void times_are_civil_to_the_second_with_the_zone_in_words(void **state)
{
    struct clock *z = NULL;
    struct err e = {0};
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(clock_open("Asia/Tokyo", &z, &e));
    words_time(&out, LANG_EN, z, INT64_C(1795284309000));
    assert_string_equal(finish(&out), "2026-11-22 03:05:09 (Japan time)");
    out = BUF_ON(bytes);
    words_time(&out, LANG_JA, z, INT64_C(1795284309000));
    assert_string_equal(finish(&out), "2026-11-22 03:05:09（日本時間）");
    out = BUF_ON(bytes);
    words_date(&out, z, INT64_C(1795284309000));
    assert_string_equal(finish(&out), "2026-11-22");
    clock_free(&z);
}

static void one_is_counted_as_one(void **state)
{
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_counted(&out, LANG_EN, COUNTED_SIGNINS, 1);
    words_counted(&out, LANG_EN, COUNTED_SIGNINS, 0);
    words_counted(&out, LANG_EN, COUNTED_TIMES, 1);
    words_counted(&out, LANG_JA, COUNTED_SIGNINS, 1);
    assert_string_equal(finish(&out), "1 sign-in0 sign-insonce1件のログイン");
}

static void a_source_tells_its_prefix_and_whether_it_got_in(void **state)
{
    struct finding_source f = {.width = SOURCE_V4_24, .failures = 2, .accounts = 3, .addresses = 1};
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(address_parse(SPAN("203.0.113.0"), &f.prefix));
    words_prefix(&out, &f);
    assert_string_equal(finish(&out), "203.0.113.0/24");
    out = BUF_ON(bytes);
    words_source(&out, LANG_EN, &f);
    assert_string_equal(finish(&out), "2 failed attempts on 3 accounts, from 1 address");
    f.accounts_estimated = true;
    f.successes = 2;
    out = BUF_ON(bytes);
    words_source(&out, LANG_EN, &f);
    assert_string_equal(finish(&out), "2 failed attempts on about 3 accounts, from 1 address; 2 "
                                      "sign-ins from there succeeded");
    out = BUF_ON(bytes);
    words_source(&out, LANG_JA, &f);
    assert_string_equal(finish(&out), "1個のアドレスから、約3個のアカウントに対して2回の失敗。"
                                      "ここからの2件のログインは成功しています");
}

static void trouble_names_what_was_seen_and_the_harmless_cause_too(void **state)
{
    struct finding_account f = {.trouble = TROUBLE_PASSWORD_FOUND,
                                .failures = 7,
                                .service = SERVICE_IMAP,
                                .where = {.place = {.kind = NETWORK_PRIVATE}}};
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(address_parse(SPAN("10.0.0.1"), &f.remote));
    words_trouble(&out, LANG_EN, &f);
    assert_string_equal(finish(&out),
                        "signed in over IMAP from 10.0.0.1, private network, right after 7 failed "
                        "attempts from there. Somebody else may know the password, or the owner "
                        "mistyped it first.");
    f.trouble = TROUBLE_UNDER_ATTACK;
    f.sources = 2;
    out = BUF_ON(bytes);
    words_trouble(&out, LANG_JA, &f);
    assert_string_equal(finish(&out),
                        "このアカウントのログイン実績がない2件の発信元から、7回の失敗がありました");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(countries_have_their_names_in_both_languages),
        cmocka_unit_test(what_is_no_country_is_unknown_or_its_letters),
        cmocka_unit_test(places_are_estimates_and_the_rest_is_named_as_what_it_is),
        cmocka_unit_test(every_code_has_words_in_both_languages),
        cmocka_unit_test(the_words_of_a_code_are_its_own),
        cmocka_unit_test(numbers_have_separators),
        cmocka_unit_test(sizes_have_two_or_three_digits),
        cmocka_unit_test(durations_take_the_largest_unit),
        cmocka_unit_test(scores_are_nats_with_two_decimals),
        cmocka_unit_test(times_are_civil_to_the_second_with_the_zone_in_words),
        cmocka_unit_test(one_is_counted_as_one),
        cmocka_unit_test(a_source_tells_its_prefix_and_whether_it_got_in),
        cmocka_unit_test(trouble_names_what_was_seen_and_the_harmless_cause_too),
    };

    return cmocka_run_group_tests_name("words/words", tests, NULL, NULL);
}
