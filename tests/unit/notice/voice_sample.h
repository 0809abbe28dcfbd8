/* A voice for tests. */
#ifndef TESTS_VOICE_SAMPLE_H
#define TESTS_VOICE_SAMPLE_H

#include "notice/compose.h"

static inline void voice_sample_provider(void *ctx, const struct place *p,
                                         char out[static PROVIDER_TEXT_MAX])
{
    struct buf name = {.at = out, .cap = PROVIDER_TEXT_MAX - 1};

    (void)ctx;
    if (p->kind == NETWORK_OWN) {
        buf_addf(&name, "sp mode");
    } else if (p->asn != 0) {
        buf_addf(&name, "Example Network Provider %u", (unsigned)p->asn % 10);
    }
    out[name.len] = '\0';
}

static inline struct notice_setup voice_sample_setup(void)
{
    return (struct notice_setup){
        .service_name = {"Example Mail", "見本メール"},
        .from = "notice@notice.example.jp",
        .from_name = {"", ""},
        .home = "https://www.example.jp/",
        .security_page = "https://www.example.jp/security",
        .check_page = "https://notice.example.jp/check",
        .undo_page = "https://notice.example.jp/undo",
        .undo_hours = 72,
        .contact = "0120-000-000",
        .hosts = "example.jp",
        .main_password = {"password", "パスワード"},
        .app_password = {"app password", "メールソフト用パスワード"},
        .never_ask = "password code card",
        .home_countries = "JP",
        .time_zone = "Asia/Tokyo",
        .templates = "",
        .lang = LANG_JA,
        .sms = true,
        .mail = true,
        .provider = voice_sample_provider,
    };
}

#endif
