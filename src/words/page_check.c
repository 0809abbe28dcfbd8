/* The texts of /check and of the reports it makes. */
#include "words/page.h"
#include "words/page_row.h"

const struct page_text page_check_texts[] = {
    ROW("check_paste_title", "A reference, or the text of a message",
        "照会番号、またはメッセージの本文"),
    ROW("check_sms_title", "An SMS", "SMS（ショートメッセージ）"),
    ROW("check_sms_label", "Text of the SMS", "SMSの本文"),
    ROW("check_sms_from", "Sender shown by your phone", "電話機に表示されている差出人"),
    ROW("check_sms_from_hint",
        "A name or a number, exactly as shown. Leave it empty if you cannot see it.",
        "名前または番号を、表示のとおりに入力してください。分からなければ空欄のままでかまいません"
        "。"),
    ROW("check_file_title", "A mail saved as a file", "ファイルに保存したメール"),
    ROW("check_file_label", "File (.eml, at most 25 MiB)", "ファイル（.eml、25 MiBまで）"),
    ROW("check_file_hint",
        "A file says more than the text: your mail program's \"Save as\" or \"Download message\" "
        "makes "
        "it. It is read in a sealed-off process; no link in it is opened.",
        "本文だけよりも詳しく確かめられます。メールソフトの「名前を付けて保存」や「メッセージのダウ"
        "ン"
        "ロード」で作れます。隔離した場所で読み取り、リンクは開きません。"),
    ROW("check_keeps",
        "What you send is read, answered and forgotten: no part of a message is kept unless you "
        "ask "
        "for it below its result.",
        "送られた内容は、判定が終わると残りません。結果の画面でご本人が希望したときだけ、その一部を"
        "保存します。"),
    ROW("check_empty_file", "The file is empty, or none was chosen.",
        "ファイルが空か、選ばれていません。"),

    /* the result */
    ROW("verdict_title", "Result", "判定結果"),
    ROW("verdict_do", "What to do now", "今すること"),
    ROW("verdict_found", "What was found", "見つかったこと"),
    ROW("verdict_nothing", "Nothing that speaks for or against it.",
        "判断の手がかりは見つかりませんでした。"),
    ROW("verdict_shown",
        "Words, addresses and domains from the message are shown as plain text. Please do not open "
        "or type them.",
        "メッセージの中の言葉・アドレス・ドメインは、文字としてだけ示しています。開いたり、入力した"
        "り"
        "しないでください。"),
    ROW("verdict_no_record",
        "Our own record could not be asked at this moment, so this result is without it. Please "
        "try "
        "again in a minute.",
        "当サービスの送信記録を参照できなかったため、記録なしの判定です。1分ほどおいて、もう一度お"
        "試し"
        "ください。"),
    ROW("direction_fake", "speaks for a fake", "偽物の特徴"),
    ROW("direction_genuine", "speaks for genuine", "本物の特徴"),
    ROW("direction_neutral", "proves nothing", "どちらとも言えません"),
    ROW("ask_title", "What only you can answer", "ご本人にしか分からないこと"),
    ROW("ask_lead", "Your answers make the result sharper. Leave out what you do not know.",
        "答えると、判定がより確かになります。分からないものは、そのままでかまいません。"),
    ROW("ask_lead_read", "Answers of the person who had it checked", "確かめたご本人の回答"),
    ROW("ask_yes", "Yes", "はい"),
    ROW("ask_no", "No", "いいえ"),
    ROW("ask_unknown", "I do not know", "わからない"),
    ROW("ask_button", "Count my answers", "回答を判定に加える"),
    ROW("regret_title", "If you already did something", "もう何かしてしまったとき"),

    /* a report for a helper */
    ROW("share_title", "Show it to somebody you trust", "信頼できる人に見てもらう"),
    ROW("share_lead",
        "If you are unsure, ask somebody who knows about this, or the support of the provider. We "
        "can "
        "make a page for them to read.",
        "迷うときは、詳しい人や事業者の窓口に相談してください。相手が読むためのページを作れます。"),
    ROW("share_keeps",
        "For this we keep what this page shows, with the words, addresses and domains quoted from "
        "the message, and your answers, for 7 days. Not the message itself. Whoever has the "
        "address of the page can read it; it is too long to be guessed. You can delete it at any "
        "time.",
        "そのために、この画面の内容（メッセージから引用した言葉・アドレス・ドメインと、あなたの回答"
        "）を7日間保存します。メッセージそのものは保存しません。読めるのは、ページのアドレスを知っ"
        "ている人だけで、アドレスは推測できない長さです。いつでも削除できます。"),
    ROW("share_consent", "Yes, keep this for 7 days", "7日間の保存に同意する"),
    ROW("share_button", "Make the page", "ページを作る"),
    ROW("share_missing", "Nothing was kept: please tick the box first.",
        "何も保存していません。先に同意の欄に印を付けてください。"),
    ROW("shared_title", "The page for your helper is ready", "相談用のページができました"),
    ROW("shared_lead", "Give this address to the person you trust:",
        "次のアドレスを、相談する相手に伝えてください。"),
    ROW("shared_until", "It can be read until", "読める期限"),
    ROW("shared_remove",
        "Only you see this button and this code, and only now. Note the code: with it you can "
        "delete the page later, at the address above.",
        "このボタンと削除コードは、いま、あなたにだけ表示しています。コードを控えておけば、あとから"
        "上のアドレスのページで削除できます。"),
    ROW("shared_code", "Code for deleting", "削除コード"),
    ROW("shared_button", "Delete the page now", "いますぐ削除する"),
    ROW("report_note",
        "Somebody had a message checked and shows you the result. The message itself is not kept.",
        "ほかの方が確かめたメッセージの判定結果です。メッセージそのものは保存していません。"),
    ROW("report_checked", "Checked", "確かめた日時"),
    ROW("report_until", "Can be read until", "読める期限"),
    ROW("report_delete_title", "Delete this page", "このページを削除する"),
    ROW("report_delete_wrong", "This is not the code of this page. Nothing was deleted.",
        "このページの削除コードではありません。削除していません。"),
    ROW("report_delete", "Delete", "削除する"),
    ROW("report_gone_title", "The page is deleted", "ページを削除しました"),
    ROW("report_gone_lead", "Nothing of it is kept any more.", "内容は残っていません。"),
    ROW("report_absent_title", "There is no such page", "このページはありません"),
    ROW("report_absent_lead",
        "It has expired after 7 days, was deleted, or its address is not complete.",
        "7日の期限を過ぎたか、削除されたか、アドレスの一部が欠けています。"),

    /* what went wrong */
    ROW("large_title", "The file is too large", "ファイルが大きすぎます"),
    ROW("large_lead",
        "At most 25 MiB can be checked. Please save the mail without its attachments, or paste its "
        "text.",
        "確かめられるのは25 "
        "MiBまでです。添付ファイルを除いて保存するか、本文を貼り付けてください。"),
    ROW("crowded_title", "Too many files at this moment", "ただいま混み合っています"),
    ROW("crowded_lead", "Please try again in a minute, or paste the text of the message.",
        "1分ほどおいてもう一度お試しになるか、メッセージの本文を貼り付けてください。"),
    ROW("stale_title", "This form is too old", "この入力欄は期限が切れています"),
    ROW("stale_lead",
        "It can be answered for two hours, because nothing of your message is kept meanwhile. "
        "Please "
        "check the message again.",
        "メッセージの内容を残さないため、入力できるのは2時間以内です。お手数ですが、もう一度確かめ"
        "て"
        "ください。"),
};
const size_t page_check_text_count = COUNT(page_check_texts);
