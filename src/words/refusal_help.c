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
        .code = "O1",
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
        .code = "S1",
        .title = BOTH("From abroad an app password is needed",
                      "国外からはメール専用パスワードが必要です"),
        .meaning =
            BOTH("To keep accounts safe, {service} takes the account's {password} from mail "
                 "programs abroad no more. No mail is lost. Where you are is estimated from the "
                 "network and may be wrong.",
                 "アカウントを守るため、{service}では、国外のメールソフトからアカウントの"
                 "{password}を使えません。メールはなくなりません。場所は回線からの推定で、誤る"
                 "ことがあります。"),
        .steps = {BOTH("Read and write mail in the browser: it works from everywhere.",
                       "ブラウザ版なら、どこからでもメールを読み書きできます。"),
                  BOTH("Or make a password for mail programs: open {service} from your bookmark or "
                       "app, make one, and put it into the mail program, for receiving and for "
                       "sending. Your line may charge for the data this takes.",
                       "または、ブックマークやアプリから{service}を開いてメール専用のパスワードを"
                       "作り、メールソフトの受信と送信の両方に設定してください。設定には通信料が"
                       "かかることがあります。"),
                  STEP_BOOKMARK},
    },
    {
        .code = "S2",
        .title = BOTH("The mail program must be set up anew", "メールソフトの再設定が必要です"),
        .meaning = BOTH(
            "{service} takes a password of its own from mail programs now, no longer the "
            "account's {password}. This protects your account: a password for mail alone "
            "opens nothing else. Mail is kept at {service} (IMAP shows copies of it), and no "
            "mail is lost.",
            "{service}では、メールソフトにはメール専用のパスワードを使い、アカウントの"
            "{password}は使えなくなりました。何か悪いことが起きたわけではなく、アカウントを守る"
            "ための変更です。メールは{service}に保管され（IMAPではその写しが端末に表示"
            "されます）、なくなることはありません。"),
        .steps =
            {BOTH("Open {service} from your bookmark or app and make a password for the program.",
                  "ブックマークやアプリから{service}を開き、専用のパスワードを作ってください。"),
             BOTH("Type it into the mail program in place of the old one, for receiving and for "
                  "sending. Your line may charge for the data this takes.",
                  "メールソフトの受信と送信の両方に、これまでのパスワードの代わりに入力して"
                  "ください。設定には通信料がかかることがあります。"),
             BOTH("Until then, read your mail in the browser.",
                  "設定がすむまでは、ブラウザ版でメールを読めます。"),
             BOTH("If you use no mail program, change your {password}: somebody else may know it.",
                  "メールソフトをお使いでない場合は、ほかの人に知られている可能性があります。"
                  "{password}を変更してください。")},
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
