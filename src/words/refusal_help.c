#include "words/page.h"

#define BOTH(english, japanese)                                                                    \
    {                                                                                              \
        .text = { [LANG_EN] = (english), [LANG_JA] = (japanese) }                                  \
    }

#define STEP_BOOKMARK                                                                                                       \
    BOTH("If you did not expect this, open {service} from your bookmark or app and change your "                            \
         "{password}.",                                                                                                     \
         "心当たりがなければ、ブックマークやアプリから{service}を開き、{password}を変更して" \
         "ください。")

const struct refusal_help refusal_helps[] = {
    {
        .code = "A1",
        .title = BOTH("Many failed sign-ins to this account", "このアカウントで失敗が続いています"),
        .meaning =
            BOTH("Somebody is trying many passwords for this account, from places it was never "
                 "used from. Sign-ins from there wait for a while.",
                 "使ったことのない回線から、このアカウントにパスワードが何度も試されています。"
                 "そうした回線からのログインは、しばらくお待ちいただいています。"),
        .steps = {BOTH("Wait some minutes and try again, or use the line you usually use.",
                       "数分おいてもう一度お試しになるか、普段お使いの回線からお試しください。"),
                  BOTH("If a program of yours still has an old password, change it there.",
                       "古いパスワードのままのメールソフトがあれば、設定を直してください。"),
                  STEP_BOOKMARK},
    },
    {
        .code = "B1",
        .title = BOTH("Sign-ins are blocked here", "ログインを止めています"),
        .meaning =
            BOTH("{service} has blocked this network or this account by hand.",
                 "{service}の担当者が、この回線またはこのアカウントのログインを止めています。"),
        .steps = {BOTH("Contact us: {contact}. Please give the code and the time of the error.",
                       "お問い合わせください: {contact}。番号とエラーの時刻をお知らせください。")},
    },
    {
        .code = "G1",
        .title = BOTH("Many failed sign-ins from your network", "お使いの回線で失敗が続いています"),
        .meaning =
            BOTH("From the network you are using, passwords of several accounts were tried. It "
                 "may be somebody else on the same line, such as an office or a shared wireless "
                 "network.",
                 "お使いの回線から、複数のアカウントのパスワードが試されています。会社や共用の"
                 "無線LANなど、同じ回線を使うほかの方によるものかもしれません。"),
        .steps = {BOTH(
                      "Wait some minutes and try again, or use another line, such as your phone's.",
                      "数分おいてもう一度お試しになるか、携帯電話など別の回線からお試しください。"),
                  BOTH("If a program of yours still has an old password, change it there.",
                       "古いパスワードのままのメールソフトがあれば、設定を直してください。")},
    },
    {
        .code = "P1",
        .title =
            BOTH("Sign-ins from this place are not allowed", "この場所からはログインできません"),
        .meaning =
            BOTH("This account may not be signed in to from the network you are using. Places "
                 "are estimated from the network and may be wrong.",
                 "お使いの回線からは、このアカウントにログインできない設定です。場所は回線からの"
                 "推定で、誤ることがあります。"),
        .steps = {BOTH("Try from the line you usually use.",
                       "普段お使いの回線からお試しください。"),
                  BOTH("If you are travelling, contact us: {contact}.",
                       "ご旅行中などのときは、お問い合わせください: {contact}。"),
                  STEP_BOOKMARK},
    },
    {
        .code = "R1",
        .planned = true,
        .title = BOTH("The mail program must be set up anew", "メールソフトの再設定が必要です"),
        .meaning = BOTH(
            "{service} no longer takes the account's {password} from mail programs of this "
            "kind. It takes a password of its own for the program instead.",
            "{service}では、この種類のメールソフトでアカウントの{password}を使えなくなりました。"
            "代わりに、メールソフト専用のパスワードを使います。"),
        .steps =
            {BOTH("Open {service} from your bookmark or app and make a password for the program.",
                  "ブックマークやアプリから{service}を開き、専用のパスワードを作ってください。"),
             BOTH("Type it into the mail program in place of the old one.",
                  "それをメールソフトに、これまでのパスワードの代わりに入力してください。")},
    },
    {
        .code = "S1",
        .planned = true,
        .title = BOTH("Sending is paused", "送信を止めています"),
        .meaning =
            BOTH("Far more mail than usual left this mailbox, so sending is paused. Receiving "
                 "goes on.",
                 "このメールボックスから普段よりはるかに多くのメールが送られたため、送信を止めて"
                 "います。受信は続いています。"),
        .steps = {STEP_BOOKMARK,
                  BOTH("Then contact us: {contact}.", "その後、お問い合わせください: {contact}。")},
    },
    {
        .code = "W1",
        .planned = true,
        .title = BOTH("The sign-in waits for your approval", "ログインの承認をお待ちしています"),
        .meaning =
            BOTH("The sign-in is unusual for this account, so we have asked its owner first.",
                 "普段と違うログインのため、先にご本人へ確認しています。"),
        .steps = {BOTH("Look at the notice we have sent, and approve it if it was you.",
                       "お送りした通知をご覧になり、ご本人であれば承認してください。"),
                  BOTH("Then try again.", "その後、もう一度お試しください。")},
    },
};
const size_t refusal_help_count = COUNT(refusal_helps);

static bool same(char typed, char own)
{
    return typed == own || (own >= 'A' && own <= 'Z' && typed == own + ('a' - 'A'));
}

const struct refusal_help *refusal_help_find(struct span code)
{
    for (size_t i = 0; i < refusal_help_count; i++) {
        const char *own = refusal_helps[i].code;

        if (code.len == 2 && same(code.at[0], own[0]) && same(code.at[1], own[1])) {
            return &refusal_helps[i];
        }
    }
    return NULL;
}
