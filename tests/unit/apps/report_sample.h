/* tests/unit/apps/report_sample.h - a made-up scan, small enough to read, with every kind of finding.
 *
 * Addresses and AS numbers are those set aside for documentation (RFC 5737, RFC 3849, RFC 5398).
 */
#ifndef TESTS_REPORT_SAMPLE_H
#define TESTS_REPORT_SAMPLE_H

#include "apps/report.h"
#include "base/time.h"

#include <stdio.h>
#include <string.h>

#define SAMPLE_DAYS 400
#define SAMPLE_SIGNINS 3
#define SAMPLE_SOURCES 3
#define SAMPLE_ACCOUNTS 3
#define SAMPLE_SUMMARIES 4
#define SAMPLE_COUNTRIES 6
#define SAMPLE_PROGRAMS 3

/* Typed into a sign-in form by somebody who hopes for a careless terminal, page or reader. */
#define HOSTILE_ACCOUNT "<script>alert(1)</script>\033[2J\"'&\xff\xe2\x80\xae@example.org"
#define HOSTILE_PROVIDER "Evil <b>Net</b>\033]0;x\007 & \"Sons\"\xc2\x9b"

struct sample {
    struct finding_signin signins[SAMPLE_SIGNINS];
    struct finding_source sources[SAMPLE_SOURCES];
    struct finding_account accounts[SAMPLE_ACCOUNTS];
    struct account_summary summaries[SAMPLE_SUMMARIES];
    struct day_count days[SAMPLE_DAYS];
    struct country_count countries[SAMPLE_COUNTRIES];
    struct program_count programs[SAMPLE_PROGRAMS];
    struct scan_summary summary;
    struct report report;
};

static inline struct address sample_address(const char *text)
{
    struct address a = {{0}};

    if (!address_parse((struct span){.at = text, .len = strlen(text)}, &a)) {
        (void)fprintf(stderr, "no address: %s\n", text);
    }
    return a;
}

static inline struct named_place sample_place(const char *country, uint32_t asn,
                                              const char *provider)
{
    struct named_place p = {.place = {.country = place_country(country[0], country[1]),
                                      .asn = asn,
                                      .kind = NETWORK_PUBLIC}};

    (void)snprintf(p.provider, sizeof p.provider, "%s", provider);
    return p;
}

#define SAMPLE_NOW INT64_C(1795284309000) /* 2026-11-21T18:05:09Z */

static inline void sample_signins(struct sample *s)
{
    s->signins[0] = (struct finding_signin){
        .at_ms = SAMPLE_NOW - TIME_DAY_MS,
        .account = SPAN("hanako@example.jp"),
        .remote = sample_address("192.0.2.7"),
        .where = sample_place("US", 64500, "Example Broadband"),
        .service = SERVICE_IMAP,
        .outcome = OUTCOME_SUCCESS,
        .decision = {.action = ACTION_NOTICE,
                     .strict = ACTION_REFUSE,
                     .scored = true,
                     .score = 1958,
                     .reason_count = 4,
                     .reasons = {{.code = REASON_NEW_COUNTRY, .counted = true, .term = 1510},
                                 {.code = REASON_NEW_PROVIDER, .counted = false},
                                 {.code = REASON_NEW_ADDRESS, .counted = false},
                                 {.code = REASON_TWO_COUNTRIES, .counted = true, .value = 135}}},
        .count = 12,
        .last_ms = SAMPLE_NOW - TIME_DAY_MS + 2 * TIME_HOUR_MS,
        .usual = sample_place("JP", 64496, "Example Fiber Japan"),
    };
    s->signins[1] = (struct finding_signin){
        .at_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS,
        .account = SPAN("taro@example.jp"),
        .remote = sample_address("2001:db8:77:1::25"),
        .where = sample_place("DE", 64501, ""),
        .service = SERVICE_SUBMISSION,
        .outcome = OUTCOME_SUCCESS,
        .decision = {.action = ACTION_NOTICE,
                     .strict = ACTION_NOTICE,
                     .reason_count = 3,
                     .reasons = {{.code = REASON_FIRST_SIGNIN, .counted = true},
                                 {.code = REASON_AFTER_FAILURES, .counted = true, .value = 7},
                                 {.code = REASON_ANONYMISER, .counted = false}}},
        .count = 1,
        .last_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS,
    };
    s->signins[1].where.place.flags = PLACE_ANONYMISER;
    s->signins[2] = (struct finding_signin){
        .at_ms = SAMPLE_NOW,
        .account = SPAN(HOSTILE_ACCOUNT),
        .remote = sample_address("203.0.113.99"),
        .where = sample_place("BR", 64502, HOSTILE_PROVIDER),
        .service = SERVICE_POP3,
        .outcome = OUTCOME_SUCCESS,
        .decision = {.action = ACTION_NOTICE,
                     .strict = ACTION_CHALLENGE,
                     .scored = true,
                     .score = 1100,
                     .reason_count = 2,
                     .reasons = {{.code = REASON_NEW_PROVIDER, .counted = true, .term = 900},
                                 {.code = REASON_UNUSUAL_SCORE, .counted = true, .value = 1100}}},
        .count = 1,
        .last_ms = SAMPLE_NOW,
        .usual = {.place = {.kind = NETWORK_OWN, .own = 1}, .provider = "本社ネットワーク"},
    };
}

static inline void sample_sources(struct sample *s)
{
    s->sources[0] = (struct finding_source){.prefix = sample_address("203.0.113.0"),
                                            .width = SOURCE_V4_24,
                                            .where = sample_place("BR", 64502, HOSTILE_PROVIDER),
                                            .failures = 12345,
                                            .accounts = 4100,
                                            .accounts_estimated = true,
                                            .addresses = 87,
                                            .successes = 1,
                                            .first_ms = SAMPLE_NOW - 20 * TIME_DAY_MS,
                                            .last_ms = SAMPLE_NOW};
    s->sources[1] = (struct finding_source){.prefix = sample_address("2001:db8:bad::"),
                                            .width = SOURCE_V6_64,
                                            .where = sample_place("NL", 64503, "Example Hosting"),
                                            .failures = 420,
                                            .accounts = 35,
                                            .addresses = 12,
                                            .first_ms = SAMPLE_NOW - 2 * TIME_DAY_MS,
                                            .last_ms = SAMPLE_NOW - TIME_DAY_MS};
    s->sources[2] = (struct finding_source){.prefix = sample_address("198.51.100.23"),
                                            .width = SOURCE_ADDRESS,
                                            .where = {.place = {.kind = NETWORK_UNKNOWN}},
                                            .failures = 64,
                                            .accounts = 1,
                                            .addresses = 1,
                                            .first_ms = SAMPLE_NOW - TIME_HOUR_MS,
                                            .last_ms = SAMPLE_NOW - TIME_HOUR_MS};
}

static inline void sample_accounts(struct sample *s)
{
    s->accounts[0] = (struct finding_account){.trouble = TROUBLE_PASSWORD_FOUND,
                                              .account = SPAN("taro@example.jp"),
                                              .failures = 7,
                                              .sources = 1,
                                              .first_ms = SAMPLE_NOW - 4 * TIME_HOUR_MS,
                                              .last_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS,
                                              .remote = sample_address("2001:db8:77:1::25"),
                                              .where = sample_place("DE", 64501, ""),
                                              .service = SERVICE_SUBMISSION,
                                              .at_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS};
    s->accounts[1] = (struct finding_account){.trouble = TROUBLE_UNDER_ATTACK,
                                              .account = SPAN("info@example.jp"),
                                              .failures = 2310,
                                              .sources = 61,
                                              .first_ms = SAMPLE_NOW - 19 * TIME_DAY_MS,
                                              .last_ms = SAMPLE_NOW - TIME_HOUR_MS};
    s->accounts[2] = (struct finding_account){.trouble = TROUBLE_UNDER_ATTACK,
                                              .account = SPAN(HOSTILE_ACCOUNT),
                                              .failures = 88,
                                              .sources = 1,
                                              .first_ms = SAMPLE_NOW - 9 * TIME_DAY_MS,
                                              .last_ms = SAMPLE_NOW - 8 * TIME_DAY_MS};
}

static inline void sample_summaries(struct sample *s)
{
    s->summaries[0] =
        (struct account_summary){.account = SPAN("hanako@example.jp"),
                                 .signins = 8431,
                                 .failures = 3,
                                 .first_ms = SAMPLE_NOW - 300 * TIME_DAY_MS,
                                 .last_ms = SAMPLE_NOW,
                                 .usual_count = 3,
                                 .usual = {{sample_place("JP", 64496, "Example Fiber Japan"), 290},
                                           {sample_place("JP", 64497, "例示モバイル株式会社"), 211},
                                           {sample_place("FR", 64498, "Example Hôtel"), 2}}};
    s->summaries[1] = (struct account_summary){
        .account = SPAN("taro@example.jp"),
        .signins = 1,
        .failures = 7,
        .first_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS,
        .last_ms = SAMPLE_NOW - 3 * TIME_HOUR_MS,
        .usual_count = 1,
        .usual = {{{.place = {.kind = NETWORK_OWN, .own = 1}, .provider = "本社ネットワーク"}, 1}}};
    s->summaries[2] = (struct account_summary){.account = SPAN(HOSTILE_ACCOUNT), .failures = 88};
    s->summaries[3] =
        (struct account_summary){.account = SPAN("日本語のとても長いアカウント名@example.jp"),
                                 .signins = 1234567,
                                 .first_ms = SAMPLE_NOW - 390 * TIME_DAY_MS,
                                 .last_ms = SAMPLE_NOW,
                                 .usual_count = 1,
                                 .usual = {{{.place = {.kind = NETWORK_CGNAT}}, 390}}};
}

/* `days` days ending with today's; weekends are quieter, one week has none at all. */
static inline size_t sample_days(struct sample *s, size_t days)
{
    size_t count = 0;

    for (size_t i = 0; i < days && i < SAMPLE_DAYS; i++) {
        int32_t day = time_day_of(SAMPLE_NOW) - (int32_t)(days - 1 - i);

        if (days > 60 && i >= 40 && i < 47) {
            continue;
        }
        s->days[count++] = (struct day_count){
            .day = day,
            .signins = (day % 7 < 2 ? 310u : 820u) + (uint64_t)(day * 37 % 140),
            .failures = (uint64_t)(day * 53 % 90) + (day % 23 == 0 ? 1400u : 0u),
            .unusual = day % 19 == 0 ? 1u : 0u,
        };
    }
    s->days[count - 1].unusual = 2;
    return count;
}

static inline void sample_countries(struct sample *s)
{
    s->countries[0] = (struct country_count){place_country('J', 'P'), 270311, 812, 318};
    s->countries[1] = (struct country_count){place_country('U', 'S'), 4120, 3044, 9};
    s->countries[2] = (struct country_count){place_country('F', 'R'), 211, 12, 2};
    s->countries[3] = (struct country_count){place_country('D', 'E'), 19, 31, 1};
    s->countries[4] = (struct country_count){0, 7, 64, 1};
    s->countries[5] = (struct country_count){place_country('B', 'R'), 1, 12345, 1};
}

/* Fills *s; it points into itself, so it must not be copied. */
static inline void sample_fill(struct sample *s, enum lang lang, size_t days)
{
    *s = (struct sample){0};
    sample_signins(s);
    sample_sources(s);
    sample_accounts(s);
    sample_summaries(s);
    sample_countries(s);
    s->programs[0] = (struct program_count){SPAN("kernel"), 1201};
    s->programs[1] = (struct program_count){SPAN("\033[31mred"), 12};
    s->programs[2] = (struct program_count){SPAN(""), 3};
    s->summary = (struct scan_summary){
        .lines = 1834211,
        .bytes = 312456789,
        .skipped = 2,
        .unknown = 1216,
        .repeated = 17,
        .signins = 274669,
        .failures = 16308,
        .accounts = 321,
        .unusual = SAMPLE_SIGNINS,
        .sources = SAMPLE_SOURCES,
        .attacked = 2,
        .found = 1,
        .first_ms = SAMPLE_NOW - (int64_t)(days - 1) * TIME_DAY_MS,
        .last_ms = SAMPLE_NOW,
        .seconds = 4.2,
        .places = "libloc 2022-10-29",
        .day_count = sample_days(s, days),
        .days = s->days,
        .country_count = SAMPLE_COUNTRIES,
        .countries = s->countries,
        .program_count = SAMPLE_PROGRAMS,
        .programs = s->programs,
    };
    s->report = (struct report){
        .signins = s->signins,
        .signin_count = SAMPLE_SIGNINS,
        .sources = s->sources,
        .source_count = SAMPLE_SOURCES,
        .accounts = s->accounts,
        .account_count = SAMPLE_ACCOUNTS,
        .summaries = s->summaries,
        .summary_count = SAMPLE_SUMMARIES,
        .summary_total = 321,
        .summary = &s->summary,
        .lang = lang,
        .zone = "Asia/Tokyo",
    };
}

#endif
