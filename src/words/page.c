#include "words/page.h"

#include "words/page_row.h"

#include <assert.h>

static const struct page_text texts[] = {
    /* every page */
    ROW("this_service", "this service", "当サービス"),
    ROW("main_password", "password", "パスワード"),
    ROW("site", "Notices of {service}", "{service}からの通知"),
    ROW("skip", "Skip to the content", "本文へ移動"),
    ROW("menu", "Pages", "ページ一覧"),
    ROW("menu_check", "Check a message", "通知を確かめる"),
    ROW("menu_notices", "Our notices", "通知の文面例"),
    ROW("menu_announcements", "Announcements", "お知らせ"),
    ROW("menu_setup", "Set a device up", "端末の設定"),
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
        "Every notice of ours carries a reference of 14 letters and digits: type it here. Or give "
        "us "
        "any message you are unsure about, from whomever it says it is.",
        "当サービスの通知には、必ず14文字の照会番号が書かれています。その番号を入力してください。"
        "ほかの差出人を名乗るものでも、不審なメッセージがあれば、そのまま確かめられます。"),
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

    /* fakes in circulation */
    ROW("menu_fakes", "Fakes going round", "偽メッセージ情報"),
    ROW("home_fakes", "Fake messages that were reported to us, when they were first and last seen.",
        "報告された偽メッセージの文面例と、確認した時期をお知らせします。"),
    ROW("fakes_title", "Fake messages going round", "出回っている偽メッセージ"),
    ROW("fakes_lead",
        "These messages were reported to {service}, and we have looked at them: they are fakes. "
        "None was sent by the company it names.",
        "{service}に報告があり、偽物と確認したメッセージです。"
        "いずれも、名乗っている会社や機関が送ったものではありません。"),
    ROW("fakes_one_lead",
        "This message was reported to {service}, and we have looked at it: it is a fake.",
        "{service}に報告があり、偽物と確認したメッセージです。"),
    ROW("fakes_none",
        "We have confirmed no fakes lately. That does not mean that there are none going round.",
        "最近確認した偽メッセージはありません。出回っていないという意味ではありません。"),
    ROW("fakes_silence_title", "Silence is not safety", "しばらく届かなくても、安心とは限りません"),
    ROW("fakes_silence",
        "Fakes often come in one wave, stop for days or months, and come again with other words. "
        "A fake that was last seen long ago, or that is not on this page, is no proof that your "
        "message is genuine.",
        "偽メッセージは、まとめて届いたあと数日から数か月途絶え、文面を変えてまた届くことがありま"
        "す。最後に確認した日が古くても、このページに載っていなくても、届いたメッセージが本物だと"
        "いう証拠にはなりません。"),
    ROW("fakes_again",
        "When the same notice comes again and again, that is a sign of a fake: a real one is "
        "written for one person and one event.",
        "同じ文面の通知が何度も届くのは、偽物のしるしです。"
        "本物の通知は、一人のお客様の一つの出来事についてお送りするものです。"),
    ROW("fakes_now", "Seen now", "現在出回っているもの"),
    ROW("fakes_closed", "Not reported lately", "最近は報告のないもの"),
    ROW("fakes_closed_lead", "They are still fakes, and they may come back.",
        "偽物であることに変わりはなく、また届くこともあります。"),
    ROW("fakes_brand", "Written in the name of", "名乗っている相手"),
    ROW("fakes_brand_none", "Nobody in particular", "特定の会社名なし"),
    ROW("fakes_of", "Fake in the name of {brand}", "{brand}を名乗る偽メッセージ"),
    ROW("fakes_of_none", "Fake in nobody's name", "会社名を名乗らない偽メッセージ"),
    ROW("fakes_number", "Number", "管理番号"),
    ROW("fakes_channel", "Comes by", "届き方"),
    ROW("fakes_mail", "mail", "メール"),
    ROW("fakes_sms", "SMS", "SMS"),
    ROW("fakes_pasted", "not known", "不明"),
    ROW("fakes_first", "First seen", "最初の確認"),
    ROW("fakes_last", "Last seen", "最後の確認"),
    ROW("fakes_people", "Reported by", "報告した人"),
    ROW("fakes_people_one", "1 person", "1人"),
    ROW("fakes_people_n", "{n} people", "{n}人"),
    ROW("fakes_people_many", "{n} people or more", "{n}人以上"),
    ROW("fakes_domains", "Its links lead to", "リンク先のドメイン"),
    ROW("fakes_down", "gone since", "停止を確認"),
    ROW("fakes_reported", "Take-down asked of", "停止を依頼した先"),
    ROW("fakes_state", "State", "状態"),
    ROW("fakes_new", "new, not public", "新規（非公開）"),
    ROW("fakes_confirmed", "confirmed, public", "確認済み（公開中）"),
    ROW("fakes_closed_state", "closed, public", "終了（公開中）"),
    ROW("fakes_waiting", "Waiting for staff", "担当者の確認待ち"),
    ROW("fakes_remark", "Remark", "メモ"),
    ROW("fakes_sample", "What it says", "文面の例"),
    ROW("fakes_subject", "Subject", "件名"),
    ROW("fakes_sample_note",
        "Names, addresses, numbers and links in it were replaced by what they were, in square "
        "brackets.",
        "氏名、アドレス、番号、リンクなどは、その種類を〔 〕で囲んで置き換えています。"),
    ROW("fakes_hole_name", "name", "氏名"),
    ROW("fakes_hole_address", "mail address", "メールアドレス"),
    ROW("fakes_hole_postal", "postal address", "住所"),
    ROW("fakes_hole_number", "number", "番号"),
    ROW("fakes_hole_id", "ID", "ID"),
    ROW("fakes_hole_date", "date", "日付"),
    ROW("fakes_hole_time", "time", "時刻"),
    ROW("fakes_hole_amount", "amount", "金額"),
    ROW("fakes_hole_link", "link", "リンク"),
    ROW("fakes_todo", "When one has come to you", "届いたときは"),
    ROW("fakes_todo_nothing",
        "Open no link, call no number in it and do not answer. Then you may delete it.",
        "リンクを開かず、書かれている番号に電話せず、返信もしないでください。"
        "そのあと削除してかまいません。"),
    ROW("fakes_todo_typed",
        "If you typed a password somewhere: change it on the genuine page, typed by hand, and "
        "wherever else you use the same one.",
        "パスワードを入力してしまったときは、本物のページを自分で開いて変更してください。"
        "同じパスワードを使っているほかのサービスも変更してください。"),
    ROW("fakes_todo_card",
        "If you entered card or bank details, call your card company or bank at the number on the "
        "card.",
        "カードや口座の情報を入力したときは、カードの裏面などにある番号へ電話し、"
        "カード会社や銀行にご連絡ください。"),
    ROW("fakes_todo_check", "If you are not sure about a message, check it here first.",
        "本物かどうか迷うメッセージは、先にここでお確かめください。"),
    ROW("fakes_hand_in", "Report this fake", "偽メッセージとして報告する"),
    ROW("fakes_hand_in_lead",
        "Your report helps the next person who gets it. Our staff looks at every report before "
        "anything of it is shown.",
        "ご報告は、次に受け取る方の助けになります。"
        "担当者が内容を確認してから公開しますので、すぐに公開されることはありません。"),
    ROW("fakes_hand_in_keeps",
        "Kept are its text, the domains of its links, whom it imitates and the time. Names, "
        "addresses and numbers are taken out of the text as far as a machine can tell them; what "
        "is left of them, our staff takes out before anything is shown. Your address and the "
        "sender's are not kept.",
        "保存するのは、文面、リンク先のドメイン、名乗っている相手、日時です。"
        "文面の氏名・アドレス・番号は自動で見分けられる範囲で取り除き、"
        "残ったものは担当者が公開前に取り除きます。ご自身と差出人のアドレスは保存しません。"),
    ROW("fakes_hand_in_consent", "Yes, keep this and show it once it is confirmed",
        "上の内容の保存と、確認後の公開に同意する"),
    ROW("fakes_hand_in_button", "Report", "報告する"),
    ROW("fakes_thanks", "Your report", "ご報告"),
    ROW("fakes_thanks_new",
        "Thank you. Our staff will look at it. If you got it by mail or SMS, you may delete it "
        "now.",
        "ご報告ありがとうございます。担当者が内容を確認します。"
        "届いたメールやSMSは、もう削除してかまいません。"),
    ROW("fakes_thanks_joined",
        "Thank you. It belongs to a fake that others reported, too; your report was added.",
        "ご報告ありがとうございます。ほかの方からも報告のあった偽メッセージに加えました。"),
    ROW("fakes_thanks_again",
        "You have reported this message before. It counts once; there is nothing more to do.",
        "すでにご報告いただいたメッセージです。改めての手続きは必要ありません。"),
    ROW("fakes_thanks_genuine", "This message can be shown to be genuine, so nothing was kept.",
        "本物と確認できるメッセージのため、何も保存しませんでした。"),
    ROW("fakes_thanks_thin",
        "It has too little text and no link to recognise it by, so nothing was kept. Thank you "
        "all the same.",
        "見分ける手がかりになる文面やリンクが少ないため、何も保存しませんでした。"
        "ご協力ありがとうございました。"),
    ROW("fakes_thanks_busy",
        "Many reports came from your line in a short time, so nothing was kept. Please try again "
        "tomorrow.",
        "同じ回線から短い時間に多くの報告があったため、保存できませんでした。"
        "明日以降にもう一度お試しください。"),
    ROW("fakes_machines", "For programs:", "プログラム向け:"),
    ROW("fakes_stored", "Done.", "処理しました。"),
    ROW("fakes_taken_new", "A new campaign.", "新しい偽メッセージとして記録しました。"),
    ROW("fakes_taken_joined", "It belongs to a campaign that is known.",
        "すでに記録のある偽メッセージに加えました。"),
    ROW("fakes_taken_again", "It was handed in before and counts once.",
        "すでに報告のあったメッセージです。件数は増えません。"),
    ROW("fakes_taken_genuine", "It is genuine, so nothing was kept.",
        "本物のメッセージのため、記録しませんでした。"),
    ROW("fakes_taken_thin",
        "It has too little text and no link to recognise it by; nothing was kept.",
        "見分ける手がかりになる文面やリンクが少ないため、記録しませんでした。"),
    ROW("fakes_taken_busy", "Too many were handed in in a short time. Please try again tomorrow.",
        "短い時間に報告が集中しています。明日以降にもう一度お試しください。"),

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

/* One for each group of pages. */
static const struct {
    const struct page_text *rows;
    const size_t *count;
} tables[] = {
    {texts, &(const size_t){COUNT(texts)}},
    {page_check_texts, &page_check_text_count},
    {page_password_texts, &page_password_text_count},
    {page_setup_texts, &page_setup_text_count},
};

const struct page_text *page_text_row(size_t i)
{
    for (size_t t = 0; t < COUNT(tables); t++) {
        if (i < *tables[t].count) {
            return &tables[t].rows[i];
        }
        i -= *tables[t].count;
    }
    return NULL;
}

const struct entry *page_entry(const char *key)
{
    const struct page_text *row = NULL;

    for (size_t i = 0; (row = page_text_row(i)) != NULL && strcmp(row->key, key) != 0; i++) {
    }
    assert(row != NULL);
    return &row->entry;
}

const char *page_text(enum lang l, const char *key)
{
    return page_entry(key)->text[l];
}
