#include "words/words.h"

#include "cmocka_all.h"

#include <stdio.h>

static const struct named_place us = {
    .place = {.country = 'U' << 8 | 'S', .asn = 64500, .kind = NETWORK_PUBLIC},
    .provider = "Example Net",
};
static const struct named_place japan = {
    .place = {.country = 'J' << 8 | 'P', .asn = 64496, .kind = NETWORK_PUBLIC},
};
static const struct address remote = {{[10] = 0xff, [11] = 0xff, 192, 0, 2, 7}};

static void check(const struct reason *r, const struct reason_context *c, enum lang l,
                  const char *expected)
{
    char bytes[WORDS_MAX];
    struct buf out = BUF_ON(bytes);

    words_reason(&out, l, r, c);
    buf_add(&out, (struct span){.at = "", .len = 1});
    assert_false(out.full);
    assert_string_equal(bytes, expected);
}

static const struct {
    struct reason reason;
    const char *en;
    const char *ja;
} cases[] = {
    {{.code = REASON_NEW_COUNTRY},
     "country United States (estimated), not used by this account in the last 400 days; usually "
     "it signs in from Japan (estimated)",
     "アメリカ合衆国（推定）からのログインは、このアカウントでは過去400日間ありません。"
     "ふだんは日本（推定）から使われています"},
    {{.code = REASON_NEW_PROVIDER},
     "provider Example Net, not used by this account in the last 400 days",
     "プロバイダー Example Net は、このアカウントで過去400日間使われていません"},
    {{.code = REASON_NEW_ADDRESS},
     "address 192.0.2.7, not used by this account in the last 400 days",
     "アドレス 192.0.2.7 は、このアカウントで過去400日間使われていません"},
    {{.code = REASON_NEW_CLIENT},
     "device or app Firefox on Linux, not used by this account in the last 400 days",
     "端末またはアプリ Firefox on Linux は、このアカウントで過去400日間使われていません"},
    {{.code = REASON_NEW_VERSION},
     "a version of Firefox on Linux not used by this account in the last 400 days",
     "このアカウントで過去400日間使われていない Firefox on Linux のバージョンです"},
    {{.code = REASON_UNUSUAL_SCORE, .value = 1958},
     "everything together gives a score of 5.30, above nearly all ordinary IMAP sign-ins",
     "総合スコアは 5.30 で、IMAP の通常のログインのほとんどを上回っています"},
    {{.code = REASON_FIRST_SIGNIN},
     "first sign-in on record for this account, over IMAP: nothing to compare it with",
     "このアカウントの最初の記録（IMAP）です。比べられる履歴はまだありません"},
    {{.code = REASON_RARE_PLACE},
     "United States (estimated), Example Net: few accounts of this server sign in from there",
     "アメリカ合衆国（推定）、Example Net "
     "からログインするアカウントは、このサーバーではわずかです"},
    {{.code = REASON_DORMANT, .value = 120},
     "first sign-in of this account after 120 days without one",
     "このアカウントでは120日ぶりのログインです"},
    {{.code = REASON_TWO_COUNTRIES, .value = 35},
     "from United States (estimated), 35 minutes after a sign-in from another country",
     "別の国からのログインの35分後に、アメリカ合衆国（推定）からログインしています"},
    {{.code = REASON_AFTER_FAILURES, .value = 1},
     "1 failed attempt on this account within the hour before",
     "直前の1時間に、このアカウントで1回の失敗がありました"},
    {{.code = REASON_ANONYMISER},
     "192.0.2.7 (Example Net) is marked as an anonymising service such as a VPN, a proxy or Tor",
     "192.0.2.7（Example Net）は、VPN・プロキシ・Tor などの匿名化サービスとされています"},
    {{.code = REASON_HOSTILE_NETWORK},
     "192.0.2.7 (Example Net) is in a network which the place database lists as hostile",
     "192.0.2.7（Example Net）は、位置データベースで要注意とされるネットワークのものです"},
    {{.code = REASON_UNKNOWN_PLACE},
     "no place could be estimated for 192.0.2.7; this does not count against the sign-in",
     "192.0.2.7 の場所は推定できませんでした。これは判定に影響しません"},
    {{.code = REASON_GUESSING_SOURCE, .value = 1234},
     "192.0.2.7 failed on 1,234 accounts: it guesses passwords",
     "192.0.2.7 は1,234個のアカウントで失敗しており、パスワードを推測している発信元です"},
    {{.code = REASON_STAGE_ABROAD},
     "mail programs abroad need an app password (the place is estimated), and this was the main "
     "password",
     "国外（推定）からのメールソフトには専用パスワードが必要ですが、アカウントのパスワードが使われ"
     "ました"},
    {{.code = REASON_STAGE_HOME},
     "mail programs need an app password, and this was the main password",
     "メールソフトには専用パスワードが必要ですが、アカウントのパスワードが使われました"},
};

_Static_assert(COUNT(cases) == REASON_COUNT, "every reason's sentence is tested");

static void every_reason_names_the_thing_in_both_languages(void **state)
{
    const struct reason_context c = {.where = &us,
                                     .usual = &japan,
                                     .remote = &remote,
                                     .client = SPAN("Firefox on Linux"),
                                     .service = SERVICE_IMAP};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check(&cases[i].reason, &c, LANG_EN, cases[i].en);
        check(&cases[i].reason, &c, LANG_JA, cases[i].ja);
    }
}

static void a_context_that_knows_nothing_still_gives_a_sentence(void **state)
{
    const struct reason_context none = {0};

    (void)state;
    for (unsigned code = 0; code < REASON_COUNT; code++) {
        for (unsigned l = 0; l < LANG_COUNT; l++) {
            char bytes[WORDS_MAX];
            struct buf out = BUF_ON(bytes);
            const struct reason r = {.code = (uint8_t)code};

            words_reason(&out, (enum lang)l, &r, &none);
            assert_false(out.full);
            assert_true(out.len > 10);
            assert_null(memchr(bytes, '{', out.len));
        }
    }
    check(&(struct reason){.code = REASON_NEW_CLIENT}, &none, LANG_EN,
          "a device or app not used by this account in the last 400 days");
    check(&(struct reason){.code = REASON_UNKNOWN_PLACE}, &none, LANG_EN,
          "no place could be estimated for this address; this does not count against the sign-in");
}

static void a_provider_without_a_name_is_told_by_its_number(void **state)
{
    const struct reason_context c = {.where = &japan};

    (void)state;
    check(&(struct reason){.code = REASON_NEW_PROVIDER}, &c, LANG_EN,
          "provider AS 64496, not used by this account in the last 400 days");
}

static void the_usual_country_is_told_only_when_it_is_another_one(void **state)
{
    const struct reason_context same = {.where = &us, .usual = &us};
    const struct reason_context days = {.where = &us, .days = 1};

    (void)state;
    check(&(struct reason){.code = REASON_NEW_COUNTRY}, &same, LANG_EN,
          "country United States (estimated), not used by this account in the last 400 days");
    check(&(struct reason){.code = REASON_NEW_COUNTRY}, &days, LANG_JA,
          "アメリカ合衆国（推定）からのログインは、このアカウントでは過去1日間ありません");
}

static void a_hostile_client_or_provider_stays_data_and_bounded(void **state)
{
    struct named_place evil = us;
    char long_name[5000];
    struct reason_context c = {.where = &evil, .client = {long_name, sizeof long_name}};
    char bytes[WORDS_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    memset(long_name, 0x1b, sizeof long_name);
    memset(evil.provider, 0xff, sizeof evil.provider - 1);
    words_reason(&out, LANG_EN, &(struct reason){.code = REASON_NEW_CLIENT}, &c);
    words_reason(&out, LANG_EN, &(struct reason){.code = REASON_RARE_PLACE}, &c);
    assert_false(out.full);
    assert_null(memchr(bytes, 0x1b, out.len));
    assert_null(memchr(bytes, 0xff, out.len));
    out = BUF_ON(bytes);
    (void)snprintf(evil.provider, sizeof evil.provider, "{country}\033[31m");
    words_reason(&out, LANG_EN, &(struct reason){.code = REASON_NEW_PROVIDER}, &c);
    assert_true(span_eq((struct span){.at = out.at, .len = out.len},
                        SPAN("provider {country}\xe2\x90\x9b[31m, not used by this account in the "
                             "last 400 days")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_names_the_thing_in_both_languages),
        cmocka_unit_test(a_context_that_knows_nothing_still_gives_a_sentence),
        cmocka_unit_test(a_provider_without_a_name_is_told_by_its_number),
        cmocka_unit_test(the_usual_country_is_told_only_when_it_is_another_one),
        cmocka_unit_test(a_hostile_client_or_provider_stays_data_and_bounded),
    };

    return cmocka_run_group_tests_name("words/reason", tests, NULL, NULL);
}
