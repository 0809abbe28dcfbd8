/* A small registry for tests: two houses, one of them with two brands. */
#ifndef TEST_BRAND_FIXTURE_H
#define TEST_BRAND_FIXTURE_H

#include "message/brand.h"

#include "cmocka_all.h"

#define FIXTURE                                                                                     \
    "# a comment\n"                                                                                 \
    "source our page 2026-11-01\n"                                                                  \
    "brand mikan\n"                                                                                 \
    "  en       Mikan Bank\n"                                                                       \
    "  ja       みかん銀行\n"                                                                  \
    "  kind     bank\n"                                                                             \
    "  name     みかん銀行 | mikan bank | ミカン\n"                                         \
    "  token    *mikanbank* mikan\n"                                                                \
    "  domain   mikan.co.jp mikan-bank.com\n"                                                       \
    "  host     mikan.example.org\n"                                                                \
    "  uses     mail.example.net\n"                                                                 \
    "  open     forms.mikan.co.jp\n"                                                                \
    "  mailboxes mail.mikan.co.jp\n"                                                                \
    "  source   the letter 2026-11-02\n"                                                            \
    "  sender   info@mikan.co.jp news@mail.example.net\n"                                           \
    "  senders  all\n"                                                                              \
    "  sms      MIKAN | 0120-000-000\n"                                                             \
    "  promises member-id card-digits\n"                                                            \
    "  page     https://www.mikan.co.jp/fake\n"                                                     \
    "brand mikan-card\n"                                                                            \
    "  en Mikan Card\n  kind card\n  group mikan\n"                                                 \
    "  name mikan card | みかんカード\n  token mikancard\n  domain mikan-card.jp\n"           \
    "brand yuzu\n"                                                                                  \
    "  en Yuzu\n  kind shop\n  sender a@yuzu.com\n  name ユズ | yuzu\n  token yuzushop yuzu!\n  " \
    "domain yuzu.com\n"

static inline struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static inline struct brands *registry(const char *file)
{
    const struct brand_file one = {.name = SPAN_INIT("t.brands"), .text = text(file)};
    struct brands *b = NULL;
    struct err e = {0};

    if (!brands_new(&one, 1, &b, &e)) {
        fail_msg("%s", e.text);
    }
    return b;
}

static inline struct host host_of(const char *name)
{
    struct host h = {0};
    struct err e = {0};

    if (!host_from_name(text(name), &h, &e)) {
        fail_msg("%s", e.text);
    }
    return h;
}

#endif
