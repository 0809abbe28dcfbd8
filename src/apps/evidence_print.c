/* docs/evidence.md: every piece of evidence with its weight and its sentences. */
#include "apps/evidence_print.h"

#include "message/data.h"
#include "words/evidence.h"
#include "words/words.h"

#include <stdlib.h>

#define HUNDREDTHS 100

/* By kind: what it may rest on, and what that is compared with. */
static const struct {
    const char *on;
    const char *other;
} examples[EVIDENCE_COUNT] = {
    [EVIDENCE_RECORD_AGREES] = {"M7K2-9QXD-4TRW-8C", "2026-11-21 18:05:09"},
    [EVIDENCE_RECORD_RECIPIENT] = {"h***@example.jp", "2026-11-21 18:05:09"},
    [EVIDENCE_RECORD_ALTERED] = {"https://example-security.top/", "M7K2-9QXD-4TRW-8C"},
    [EVIDENCE_RECORD_ABSENT] = {"M7K2-9QXD-4TRW-8C", ""},
    [EVIDENCE_EVENT_FOUND] = {"IMAP, 2026-11-21 18:05:09", ""},
    [EVIDENCE_EVENT_ABSENT] = {"IMAP, 2026-11-21 18:05:09", ""},
    [EVIDENCE_CAMPAIGN] = {"2026-12", ""},
    [EVIDENCE_STATE_FALSE] = {"利用を制限しました", ""},
    [EVIDENCE_REPEATED] = {"12", ""},
    [EVIDENCE_KNOWN_FAKE] = {"【要返信】会員ご登録情報について", ""},
    [EVIDENCE_KNOWN_LINK] = {"example-security.top", ""},
    [EVIDENCE_KNOWN_GENUINE] = {"アクションが必要です: サインイン", ""},
    [EVIDENCE_SENDER_PUBLISHED] = {"notice@example.jp", ""},
    [EVIDENCE_SENDER_UNLISTED] = {"info7@example.jp", "notice@example.jp"},
    [EVIDENCE_SENDER_MAILBOX] = {"taro@example.jp", ""},
    [EVIDENCE_SENDER_RANDOM] = {"tmmqhodmb@example.jp", ""},
    [EVIDENCE_SENDER_DOMAIN_RIGHT] = {"info@example.jp", ""},
    [EVIDENCE_BRAND_NAME_FOREIGN] = {"a@stranger.example", "example.jp"},
    [EVIDENCE_BRAND_SUBJECT_FOREIGN] = {"a@stranger.example", "example.jp"},
    [EVIDENCE_BRAND_TEXT_FOREIGN] = {"a@stranger.example", "example.jp"},
    [EVIDENCE_SENDER_FREE_MAIL] = {"example.support@gmail.com", "Example Support"},
    [EVIDENCE_SENDER_DISGUISED] = {"ехаmple", "example.jp"},
    [EVIDENCE_SENDER_NO_ADDRESS] = {"Example Support", ""},
    [EVIDENCE_SENDER_LOOKALIKE] = {"example-login.example", "example"},
    [EVIDENCE_SENDER_ODD_TLD] = {"example.top", ""},
    [EVIDENCE_SENDER_HOSTING] = {"a1.firebaseapp.com", ""},
    [EVIDENCE_SENDER_RANDOM_DOMAIN] = {"wqzkvtx.example", ""},
    [EVIDENCE_SENDER_IS_RECIPIENT] = {"taro@example.jp", ""},
    [EVIDENCE_NAME_NOT_DOMAIN] = {"Example Support", "stranger.example"},
    [EVIDENCE_NAME_FOREIGN_ADDRESS] = {"info@example.jp", "a@stranger.example"},
    [EVIDENCE_REPLY_TO_DIFFERS] = {"b@evil.example", "notice@example.jp"},
    [EVIDENCE_CONTACT_DIFFERS] = {"abuse@example.jp", "tmmqhodmb@example.jp"},
    [EVIDENCE_AUTH_PASSED] = {"example.jp", ""},
    [EVIDENCE_AUTH_FAILED] = {"example.jp", ""},
    [EVIDENCE_AUTH_ABSENT] = {"example.jp", ""},
    [EVIDENCE_SMS_PUBLISHED] = {"EXAMPLE", ""},
    [EVIDENCE_SMS_UNLISTED] = {"+819012345678", "EXAMPLE"},
    [EVIDENCE_ASKS_IDENTITY] = {"身分証明書のコピー", ""},
    [EVIDENCE_ASKS_PASSWORD] = {"パスワードを入力", ""},
    [EVIDENCE_ASKS_CODE] = {"認証コードを返信", ""},
    [EVIDENCE_ASKS_CARD] = {"カード番号を入力", ""},
    [EVIDENCE_ASKS_LOGIN] = {"会員情報の更新", ""},
    [EVIDENCE_THREAT] = {"契約解除", ""},
    [EVIDENCE_DEADLINE] = {"24時間以内にご確認", ""},
    [EVIDENCE_THREAT_DEADLINE] = {"契約解除", "期限 2021/10/7"},
    [EVIDENCE_STATE_CLAIMED] = {"利用の制限を行っております", ""},
    [EVIDENCE_REPLY_DEMAND] = {"要返信", ""},
    [EVIDENCE_ALARM] = {"至急", ""},
    [EVIDENCE_UNUSUAL] = {"不正アクセス", ""},
    [EVIDENCE_THEME_WALLET] = {"verify your wallet", ""},
    [EVIDENCE_THEME_PRIZE] = {"3000円分ポイント必ずもら", ""},
    [EVIDENCE_THEME_CASINO] = {"100 free spins", ""},
    [EVIDENCE_THEME_PARCEL] = {"お荷物を持ち帰りました", ""},
    [EVIDENCE_THEME_STORAGE] = {"mailbox is almost full", ""},
    [EVIDENCE_THEME_PROTECTION] = {"subscription has expired", ""},
    [EVIDENCE_THEME_BILL] = {"未払い", ""},
    [EVIDENCE_THEME_MONEY] = {"million dollars inheritance", ""},
    [EVIDENCE_THEME_EXTORTION] = {"your webcam", ""},
    [EVIDENCE_THEME_DOCUMENT] = {"document has been shared", ""},
    [EVIDENCE_THEME_MARKETING] = {"weight loss", ""},
    [EVIDENCE_PREMIUM_CALL] = {"call 0906", ""},
    [EVIDENCE_SMS_CALL] = {"call 0906", ""},
    [EVIDENCE_PROCESS_UNKNOWN] = {"", ""},
    [EVIDENCE_HIDDEN_TEXT] = {"きょうは朝から晴れていました", ""},
    [EVIDENCE_INVISIBLE] = {"37", ""},
    [EVIDENCE_IMAGE_ONLY] = {"", ""},
    [EVIDENCE_HTML_ATTACHMENT] = {"invoice.html", ""},
    [EVIDENCE_PROGRAM_ATTACHMENT] = {"invoice.exe", ""},
    [EVIDENCE_QR] = {"qr.png", ""},
    [EVIDENCE_ID_MISSING] = {"以下の会員id", ""},
    [EVIDENCE_FIELD_MISSING] = {"会員id", ""},
    [EVIDENCE_SALUTATION] = {"お客様各位", ""},
    [EVIDENCE_NAME_PRESENT] = {"", ""},
    [EVIDENCE_NAME_ABSENT] = {"", ""},
    [EVIDENCE_RECIPIENT_REGISTERED] = {"", ""},
    [EVIDENCE_RECIPIENT_OTHER] = {"", ""},
    [EVIDENCE_ANSWER_NOT_MEMBER] = {"", ""},
    [EVIDENCE_ANSWER_DONE] = {"", ""},
    [EVIDENCE_ANSWER_NOT_DONE] = {"", ""},
    [EVIDENCE_LINKS_PUBLISHED] = {"example.jp", ""},
    [EVIDENCE_LINK_FOREIGN] = {"stranger.example", "example.jp"},
    [EVIDENCE_ACTION_FOREIGN] = {"stranger.example", "example.jp"},
    [EVIDENCE_NO_OWN_LINK] = {"stranger.example", "example.jp"},
    [EVIDENCE_LINK_LOOKALIKE] = {"example-login.top", "example"},
    [EVIDENCE_LINK_NOT_SENDER] = {"stranger.example", "example.jp"},
    [EVIDENCE_LINK_ODD_TLD] = {"example-login.top", ""},
    [EVIDENCE_ONE_FOREIGN_HOST] = {"stranger.example", ""},
    [EVIDENCE_ASKS_BY_FOREIGN_LINK] = {"stranger.example", "example.jp"},
    [EVIDENCE_THEME_BY_FOREIGN_LINK] = {"stranger.example", "example.jp"},
    [EVIDENCE_SMS_LINK] = {"stranger.example", ""},
    [EVIDENCE_SHOWN_DIFFERS] = {"www.example.jp", "stranger.example"},
    [EVIDENCE_SHORTENER] = {"bit.ly", ""},
    [EVIDENCE_FREE_HOSTING] = {"a1.pages.dev", ""},
    [EVIDENCE_BARE_ADDRESS] = {"192.0.2.7", ""},
    [EVIDENCE_OPEN_REDIRECT] = {"www.example.jp", "stranger.example"},
    [EVIDENCE_URL_TRICK] = {"https://www.example.jp@192.0.2.7/", "192.0.2.7"},
    [EVIDENCE_IDN_LINK] = {"ехаmple.jp", "xn--mple-55d6dj.jp"},
    [EVIDENCE_DOWNLOAD_FOREIGN] = {"stranger.example", "app.apk"},
    [EVIDENCE_LINK_RANDOM] = {"wqzkvtx.example", ""},
    [EVIDENCE_NO_LINK] = {"", ""},
    [EVIDENCE_LIMIT] = {"parts", ""},
    [EVIDENCE_DAMAGE] = {"", ""},
};

/* The sentence with its example, "|" escaped for a table. */
static void print_sentence(FILE *to, enum lang l, enum evidence_kind k)
{
    static const char *const brand[LANG_COUNT] = {"Example Mail", "サンプルメール"};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    struct evidence e = {.kind = (uint16_t)k};
    struct buf on = BUF_ON(e.on);
    struct buf other = BUF_ON(e.other);

    buf_addf(&on, "%s", examples[k].on);
    buf_addf(&other, "%s", examples[k].other);
    words_evidence(&text, l, &e, (struct span){.at = brand[l], .len = strlen(brand[l])});
    (void)fwrite(text.at, 1, text.len, to);
}

static void print_kind(FILE *to, const struct weights *w, enum evidence_kind k)
{
    int weight = w->of[k].now;

    (void)fprintf(to, "| %s | `%s` | %s | %s%d.%02d | ", evidence_id(k), evidence_code(k),
                  direction_code(evidence_direction(k)), weight < 0 ? "-" : "",
                  abs(weight) / HUNDREDTHS, abs(weight) % HUNDREDTHS);
    print_sentence(to, LANG_EN, k);
    (void)fputs(" | ", to);
    print_sentence(to, LANG_JA, k);
    (void)fputs(" |\n", to);
}

void evidence_print(FILE *to, const struct command *const *all, size_t count)
{
    struct weights w;
    struct err e;

    (void)all;
    (void)count;
    if (!weights_parse(weights_file, &w, &e)) {
        return;
    }
    (void)fputs(
        "# Evidence\n\n"
        "Every piece of evidence `mioboe check` knows, in the order a person checks, with an\n"
        "example. Weights are natural log odds: above 0 speaks for a fake. Several kinds may\n"
        "share a number. Made by `mioboe manual evidence`; docs/checker.md says how a verdict\n"
        "is made of them.\n",
        to);
    for (unsigned t = 0; t < TOPIC_COUNT; t++) {
        (void)fprintf(to,
                      "\n## %s – %s\n\n| number | name | speaks for | weight | English | 日本語 "
                      "|\n|---|---|---|---|---|---|\n",
                      words_topic(LANG_EN, (enum evidence_topic)t),
                      words_topic(LANG_JA, (enum evidence_topic)t));
        for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
            if (evidence_topic((enum evidence_kind)k) == (enum evidence_topic)t) {
                print_kind(to, &w, (enum evidence_kind)k);
            }
        }
    }
}
