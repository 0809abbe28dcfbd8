#include "words/device.h"

#include "words/catalogue.h"
#include "words/clean.h"

#include <stdio.h>

#define CLEAN_MAX 1024

static const struct entry name_of_profile = {
    {[LANG_EN] = "{service} mail settings ver. {n}", [LANG_JA] = "{service} メール設定 ver. {n}"}};

static const struct entry about_profile = {
    {[LANG_EN] =
         "Sets this device up to read and send mail of {address}, with a password of its own. "
         "Removing it takes the mail off this device; the originals stay on the server of "
         "{service}.",
     [LANG_JA] =
         "この端末で {address} のメールを送受信できるようにします。パスワードはこの端末専用です。"
         "削除するとこの端末のメールは消えますが、元のメールは{service}のサーバーに残ります。"}};

static void put(struct buf *out, const char *text, struct span service, const struct arg *other)
{
    char bytes[CLEAN_MAX];
    struct buf clean = BUF_ON(bytes);
    struct arg args[2] = {{.name = "service"}, *other};

    clean_text(&clean, service);
    args[0].text = (struct span){.at = clean.at, .len = clean.len};
    catalogue_put(out, text, args, COUNT(args));
}

void words_profile_name(struct buf *out, enum lang l, struct span service, unsigned version)
{
    char digits[16];
    struct arg n = {.name = "n", .text = {.at = digits}};

    n.text.len = (size_t)snprintf(digits, sizeof digits, "%u", version);
    put(out, name_of_profile.text[l], service, &n);
}

void words_profile_about(struct buf *out, enum lang l, struct span service, struct span address)
{
    char bytes[CLEAN_MAX];
    struct buf clean = BUF_ON(bytes);
    struct arg arg = {.name = "address"};

    clean_text(&clean, address);
    arg.text = (struct span){.at = clean.at, .len = clean.len};
    put(out, about_profile.text[l], service, &arg);
}

struct span words_self_test_subject(enum lang l)
{
    static const struct span subjects[] = {[LANG_EN] = SPAN_INIT("Test of your mail settings"),
                                           [LANG_JA] = SPAN_INIT("メール設定の確認")};

    return subjects[l];
}

static const struct entry text_of_test = {
    {[LANG_EN] = "You asked {service} to send this mail from your address to itself, to see that "
                 "sending and receiving work. You may delete it.\n",
     [LANG_JA] = "送受信を確かめるために、ご自分の操作で{service}から送ったメールです。"
                 "ご自分のアドレスから同じアドレスへ送っています。削除してかまいません。\n"}};

void words_self_test_text(struct buf *out, enum lang l, struct span service)
{
    const struct arg none = {.name = "none"};

    put(out, text_of_test.text[l], service, &none);
}

const char *words_device(enum lang l, enum device_words which)
{
    static const struct entry rows[] = {
        [DEVICE_WORDS_ONCE] =
            {{"The link works once, for 15 minutes, and asks for the contract's PIN. "
              "Hand it to the account's owner alone.",
              "このリンクは15分間、1回だけ使えます。開くと契約時の暗証番号を尋ねます。"
              "アカウントの持ち主だけに渡してください。"}},
        [DEVICE_WORDS_REVOKED] = {{"The device's password opens nothing any more.",
                                   "この端末のパスワードは、もう使えません。"}},
        [DEVICE_WORDS_PIN] = {{"PIN of the contract: ", "契約時の暗証番号: "}},
        [DEVICE_WORDS_UNSIGNED] =
            {{"The profile is not signed: state profile_certificate and "
              "profile_key, else devices call it unsigned.",
              "プロファイルは署名されていません。profile_certificate と profile_key "
              "を設定しないと、端末に「未署名」と表示されます。"}},
    };

    _Static_assert(COUNT(rows) == DEVICE_WORDS_COUNT, "a row for each");
    return rows[which].text[l];
}
