#include "words/page.h"

#include <assert.h>

#define ROW(name, english, japanese)                                                               \
    {                                                                                              \
        .key = (name), .entry = {.text = {[LANG_EN] = (english), [LANG_JA] = (japanese)} }         \
    }

const struct page_text page_texts[] = {
    /* every page */
    ROW("this_service", "this service", "当サービス"),
    ROW("main_password", "password", "パスワード"),
    ROW("site", "Notices of {service}", "{service}からの通知"),
    ROW("skip", "Skip to the content", "本文へ移動"),
    ROW("menu", "Pages", "ページ一覧"),
    ROW("menu_check", "Check a message", "通知を確かめる"),
    ROW("menu_notices", "Our notices", "通知の文面例"),
    ROW("menu_announcements", "Announcements", "お知らせ"),
    ROW("other_language", "日本語", "English"),
    ROW("contact", "Contact: {contact}", "お問い合わせ先: {contact}"),
    ROW("contact_title", "Contact", "お問い合わせ先"),
    ROW("foot",
        "These pages set no cookie, load nothing from elsewhere and work without JavaScript.",
        "このページは Cookie を使わず、ほかのサイトから何も読み込まず、JavaScript "
        "なしで動きます。"),

    /* the first page */
    ROW("home_title", "Did {service} really send it?",
        "その通知、{service}からのものか確かめられます"),
    ROW("home_lead",
        "{service} tells you by SMS and mail when your account is signed in to in an unusual way. "
        "Anybody can write a message that looks like ours, so you can check each one here.",
        "{service}は、普段と違うログインがあったとき、SMSとメールでお知らせします。"
        "よく似た偽の通知は誰にでも作れるため、届いた通知はここで1通ずつ確かめられます。"),
    ROW("home_check", "Type the reference of a message and see whether we sent it.",
        "通知に書かれた照会番号を入力すると、当サービスが送ったものかどうかが分かります。"),
    ROW("home_notices", "Sample texts, our senders, and what we never ask for.",
        "通知の文面例、送信元、当サービスがお聞きしないことの一覧です。"),
    ROW("home_announcements", "What changes, from when on, and why.",
        "変更の内容、開始日、その理由をお知らせします。"),
    ROW("home_codes", "A code in an error of your mail program", "メールソフトのエラーに出た番号"),
    ROW("home_codes_told",
        "When a sign-in is refused, the error ends in a short code such as (G1). Its page says "
        "what it "
        "means and what helps.",
        "ログインが断られると、エラーの最後に (G1) "
        "のような短い番号が付きます。番号ごとのページで、意味と対処をご案内します。"),
    ROW("latest", "Latest announcement", "最新のお知らせ"),

    /* check */
    ROW("check_title", "Is this message really from us?", "この通知は本物ですか"),
    ROW("check_lead",
        "Every notice of ours carries a reference of 14 letters and digits. Type it here, or paste "
        "the whole message.",
        "当サービスの通知には、必ず14文字の照会番号が書かれています。番号を入力するか、通知の全文を"
        "貼り付けてください。"),
    ROW("check_label", "Reference, or the whole message", "照会番号、または通知の全文"),
    ROW("check_hint",
        "It looks like this: M7K2-9QXD-4TRW-8C. Hyphens and capital letters do not matter. What "
        "you "
        "type is not kept.",
        "例: "
        "M7K2-9QXD-4TRW-8C。ハイフンや大文字・小文字の違いは問いません。入力内容は保存しません。"),
    ROW("check_button", "Check", "確かめる"),
    ROW("check_again", "Check another message", "別の通知を確かめる"),
    ROW("check_none_title", "No reference in the message?", "照会番号が書かれていないときは"),
    ROW("check_none",
        "Then it is not a notice of ours: all of ours have one. Please do not open its links and "
        "do "
        "not call the numbers in it.",
        "当サービスの通知ではありません。通知には必ず照会番号があります。書かれているリンクは開かず"
        "、"
        "電話番号にもかけないでください。"),
    ROW("ours_title", "Yes, we sent this notice.", "はい、当サービスが送った通知です。"),
    ROW("ours_lead",
        "This is what we have on record about it. Please compare it with the message you hold.",
        "記録の内容は次のとおりです。お手元の通知と見比べてください。"),
    ROW("ours_reference", "Reference", "照会番号"),
    ROW("ours_kind", "About", "内容"),
    ROW("ours_event", "Happened", "出来事の日時"),
    ROW("ours_when", "Written", "通知の作成日時"),
    ROW("ours_account", "Account", "アカウント"),
    ROW("ours_to", "Sent to", "宛先"),
    ROW("ours_nobody", "Nobody: no phone number or mail address is registered.",
        "送信していません（電話番号もメールアドレスも登録されていません）。"),
    ROW("ours_outcome", "Outcome", "結果"),
    ROW("outcome_success", "The sign-in succeeded.", "ログインは成功しました。"),
    ROW("outcome_refused", "The sign-in was refused.", "ログインはお断りしました。"),
    ROW("outcome_waits", "The sign-in waits for approval.", "ログインは承認を待っています。"),
    ROW("same_address",
        "The sign-in came from the same IP address as the one you are using to look at this page.",
        "このログインは、いまこのページをご覧になっているのと同じIPアドレスからのものです。"),
    ROW("same_line",
        "The sign-in came from the same network (IPv6 /64) as the one you are using to look at "
        "this "
        "page.",
        "このログインは、いまこのページをご覧になっているのと同じネットワーク（IPv6の"
        "/64）からのものです。"),
    ROW("compare_title", "Does your message say the same?", "お手元の通知と同じですか"),
    ROW("compare_different",
        "If it names another time, another recipient or another matter, or if it asks for a "
        "password, "
        "a code or a payment, it is a copy that carries a real reference. Please do not open its "
        "links.",
        "日時、宛先、内容のどれかが違うとき、またはパスワード、認証コード、支払いを求めているときは"
        "、"
        "本物の照会番号を写した偽の通知です。リンクは開かないでください。"),
    ROW("compare_others",
        "If this account is not yours, the notice was meant for somebody else and was passed on. "
        "There is nothing you need to do.",
        "ご自分のアカウントでなければ、ほかの方への通知が転送されたものです。何もする必要は"
        "ありません。"),
    ROW("yours_title", "If the account is yours", "ご自分のアカウントのときは"),
    ROW("yours_me", "You did it yourself: there is nothing to do.",
        "心当たりがあれば、何もする必要はありません。"),
    ROW("yours_not_me",
        "You did not: open our security page from your bookmark or our app, not from a link in a "
        "message, and change your {password}.",
        "心当たりがなければ、通知のリンクからではなく、ブックマークやアプリからセキュリティのページ"
        "を"
        "開き、{password}を変更してください。"),
    ROW("yours_page", "Our security page", "セキュリティのページ"),
    ROW("yours_damage", "If something has happened already, please contact us: {contact}",
        "すでに被害があるときは、当サービスへご連絡ください: {contact}"),
    ROW("unknown_title", "We have no notice with this reference.",
        "この照会番号の通知は、記録にありません。"),
    ROW("unknown_lead", "Either we did not send the message, or it is older than our records.",
        "当サービスが送ったものではないか、記録の保存期間を過ぎた古い通知です。"),
    ROW("next_title", "What to do now", "次にすること"),
    ROW("next_links", "Do not open its links and do not call the numbers in it.",
        "書かれているリンクは開かず、電話番号にもかけないでください。"),
    ROW("next_look",
        "To see whether all is well, open {service} as you always do, from your bookmark or app.",
        "ご心配なときは、いつもどおりブックマークやアプリから{service}を開いて確かめてください。"),
    ROW("next_typed",
        "If you have already typed your {password} on a page it led to, change it now, from your "
        "bookmark or app.",
        "リンク先で{password}を入力してしまったときは、ブックマークやアプリから開いて変更して"
        "ください。"),
    ROW("mistyped_title", "This is not one of our references as it is typed.",
        "入力された文字は、照会番号になっていません。"),
    ROW("mistyped_lead",
        "A reference has a check character, and it does not fit: most likely one character is "
        "mistyped or missing. O and 0 count as the same, and so do I, L and 1.",
        "照会番号には確認用の文字があり、それが合いません。多くは1文字の打ち間違いか、抜けです。Oと"
        "0、"
        "IとLと1は、どちらで入力しても同じに扱います。"),
    ROW("mistyped_still",
        "If it stands in the message exactly as you typed it, the message is not from us.",
        "通知に書かれているとおりに入力しているのなら、当サービスの通知ではありません。"),
    ROW("noref_title", "There is no reference of ours in this text.",
        "この文面に、当サービスの照会番号は見つかりませんでした。"),
    ROW("noref_lead",
        "All notices of ours carry one. If the message is complete, it is not from us.",
        "当サービスの通知には必ず照会番号があります。文面がこれで全部なら、当サービスの通知では"
        "ありません。"),
    ROW("empty_title", "Nothing was typed.", "入力がありません。"),
    ROW("busy_title", "Too many checks in a short time", "確認の回数が多すぎます"),
    ROW("busy_lead",
        "From your network many references were tried that we do not know. Please try again in a "
        "minute. The message can wait so long.",
        "お使いの回線から、記録にない照会番号が続けて入力されています。1分ほどおいて、もう一度"
        "お試しください。急ぐ必要はありません。"),
    ROW("down_title", "We cannot look it up at this moment.", "ただいま照会できません。"),
    ROW("down_lead",
        "This says nothing about your message. Please try again later, and leave its links alone "
        "until then.",
        "お手元の通知が本物かどうかとは関係ありません。後でもう一度お試しください。それまでリンクは"
        "開かないでください。"),

    /* what a notice is about */
    ROW("kind_signin", "An unusual sign-in", "普段と違うログイン"),
    ROW("kind_refused", "A sign-in that was refused", "お断りしたログイン"),
    ROW("kind_restriction", "A restriction of sign-ins", "ログインの制限"),
    ROW("kind_code", "A code that was asked for", "認証コードの要求"),
    ROW("kind_credential", "A changed password or sign-in method",
        "パスワードやログイン方法の変更"),
    ROW("kind_test", "A test", "テスト送信"),
    ROW("kind_digest", "Several sign-ins together", "複数のログインのまとめ"),
    ROW("kind_warning", "What will change for your mail program", "メールソフトに関する予告"),
    ROW("channel_sms", "SMS", "SMS"),
    ROW("channel_mail", "mail", "メール"),
    ROW("channel_voice", "phone call", "電話"),
    ROW("state_standby", "goes out if the other way fails", "ほかの方法で届かないときに送信"),
    ROW("state_waiting", "about to be sent", "送信待ち"),
    ROW("state_accepted", "sent", "送信済み"),
    ROW("state_buffered", "sent, on its way to the phone", "送信済み（端末への配信待ち）"),
    ROW("state_delivered", "delivered", "配信済み"),
    ROW("state_failed", "could not be delivered", "配信できませんでした"),
    ROW("state_expired", "not delivered in time", "期限内に配信できませんでした"),
    ROW("state_dropped", "not needed any more", "不要になったため送信せず"),

    /* samples */
    ROW("samples_title", "What notices of {service} look like", "{service}からの通知について"),
    ROW("samples_lead",
        "Our notices say what happened, when, with what and roughly where, and carry a reference. "
        "You "
        "can act on them without opening any link.",
        "通知には、何が、いつ、何を使って、どのあたりから（推定）行われたかと、照会番号を書きます。"
        "リンクを開かなくても対処できます。"),
    ROW("facts_title", "Who sends them", "送信元"),
    ROW("facts_sms", "SMS come from", "SMSの送信元"),
    ROW("facts_numbers", "Telephone numbers we use", "使用する電話番号"),
    ROW("facts_mail", "Mail comes from", "メールの送信元"),
    ROW("facts_hosts", "Links begin with", "リンク先の始まり"),
    ROW("facts_check", "This page to check them", "確認用のページ"),
    ROW("facts_security", "Security page", "セキュリティのページ"),
    ROW("facts_home", "Our site", "公式サイト"),
    ROW("facts_machines", "The same for programs", "プログラム向けの情報"),
    ROW("facts_none", "The operator has not published senders yet.",
        "送信元はまだ公開されていません。"),
    ROW("free", "Receiving these SMS costs you nothing.", "通知のSMSの受信料はかかりません。"),
    ROW("copy",
        "A sender and a text can be copied. Only the reference, checked here, tells you that a "
        "message is ours.",
        "送信元や文面は真似できます。当サービスの通知だと分かるのは、照会番号をここで確かめたとき"
        "だけです。"),
    ROW("never_title", "What we never ask for", "当サービスがお聞きしないこと"),
    ROW("never_lead", "No notice of ours asks for any of these:",
        "通知で次のものをお聞きしたり、お願いしたりすることはありません。"),
    ROW("texts_title", "Sample texts", "文面例"),
    ROW("texts_lead",
        "Made from the same templates as real notices; names, times and references are invented.",
        "実際の通知と同じひな形から作っています。名前、日時、照会番号は架空のものです。"),
    ROW("texts_none", "Samples appear here once notices are set up.",
        "通知の準備が整いしだい、ここに文面例を載せます。"),
    ROW("sample_sms", "By SMS", "SMSの場合"),
    ROW("sample_mail", "By mail", "メールの場合"),
    ROW("sample_subject", "Subject", "件名"),

    /* announcements */
    ROW("news_title", "Announcements", "お知らせ"),
    ROW("news_none", "There are no announcements.", "お知らせはありません。"),
    ROW("news_published", "Published", "公開"),
    ROW("news_updated", "Updated", "更新"),
    ROW("news_starts", "Starts", "開始"),
    ROW("news_replaced", "Was to start", "変更前の開始日時"),
    ROW("news_reason", "Reason", "理由"),
    ROW("news_versions", "All versions", "すべての版"),
    ROW("news_version", "Version", "版"),
    ROW("news_version_n", "Version {n}", "第{n}版"),
    ROW("news_old", "This is an older version; a newer one has replaced it.",
        "これは古い版です。新しい版に置き換えられています。"),
    ROW("news_newest", "Read the current version", "現在の版を読む"),
    ROW("news_withdrawn", "This announcement has been withdrawn.",
        "このお知らせは取り下げられました。"),
    ROW("news_withdrawn_mark", "withdrawn", "取り下げ"),
    ROW("news_back", "All announcements", "お知らせの一覧"),

    /* codes */
    ROW("codes_title", "Codes in errors of your mail program", "メールソフトのエラーに出る番号"),
    ROW("codes_lead",
        "When a sign-in is refused, the error ends in one of these codes. The code says nothing "
        "about whether the password was right.",
        "ログインが断られると、エラーの最後に次の番号のどれかが付きます。番号から"
        "パスワードの正誤は分かりません。"),
    ROW("code_title", "Code", "番号"),
    ROW("code_unknown_title", "We use no such code.", "その番号は使っていません。"),
    ROW("code_unknown",
        "Please look at the error once more. If it stands there exactly so, it does not come from "
        "us.",
        "エラーをもう一度ご確認ください。そのとおり書かれているときは、当サービスのエラーでは"
        "ありません。"),
    ROW("code_steps", "What helps", "対処"),

    /* nothing here */
    ROW("down_again", "Please try again later.", "後でもう一度お試しください。"),
    ROW("absent_title", "There is no such page.", "このページはありません。"),
    ROW("absent_lead", "Perhaps the address is mistyped. These pages exist:",
        "アドレスに打ち間違いがあるかもしれません。次のページがあります。"),
    ROW("method_title", "This page cannot be asked in that way.", "この方法では表示できません。"),
    ROW("input_title", "The address or the form could not be read.",
        "アドレスまたは入力内容を読み取れませんでした。"),
};
const size_t page_text_count = COUNT(page_texts);

const struct entry *page_entry(const char *key)
{
    const struct page_text *found = NULL;

    for (size_t i = 0; i < page_text_count && found == NULL; i++) {
        found = strcmp(page_texts[i].key, key) == 0 ? &page_texts[i] : NULL;
    }
    assert(found != NULL);
    return &found->entry;
}

const char *page_text(enum lang l, const char *key)
{
    return page_entry(key)->text[l];
}
