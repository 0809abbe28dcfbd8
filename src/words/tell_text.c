#include "words/tell.h"

static const struct entry rows[TELL_COUNT] = {
    [TELL_TITLE_SIGNIN] = {{"Sign-in {ground}: {result}", "{ground}のログイン：{result}"}},
    [TELL_TITLE_TRY] = {{"Sign-in attempt {ground}: {result}", "{ground}のログイン試行：{result}"}},
    [TELL_TITLE_RESTRICTION] = {{"Mail program paused: setting needed",
                                 "メールソフトの設定変更のお願い"}},
    [TELL_TITLE_CODE] = {{"Code requested: {cause}", "確認コードの要求：{cause}"}},
    [TELL_TITLE_CREDENTIAL] = {{"Changed: {credential}", "「{credential}」の変更：完了"}},
    [TELL_TITLE_LOCKED] = {{"Stopped: {credential}", "「{credential}」の利用停止：完了"}},
    [TELL_TITLE_TEST] = {{"Test of our notices", "お知らせのテスト"}},
    [TELL_TITLE_DIGEST] = {{"Summary of unusual sign-ins: {count}",
                            "普段と異なるログインのまとめ：{count}件"}},

    [TELL_TITLE_WARNING] = {{"Your mail program: setting needed soon",
                             "メールソフト設定変更の予告"}},

    [TELL_GROUND_ABROAD] = {{"from abroad", "国外から"}},
    [TELL_GROUND_COUNTRY] = {{"from a new country", "初めての国から"}},
    [TELL_GROUND_PROVIDER] = {{"from a new network", "初めての回線から"}},
    [TELL_GROUND_CLIENT] = {{"from a new device/app", "初めての端末・アプリから"}},
    [TELL_GROUND_OTHER] = {{"unlike usual", "普段と異なる環境から"}},

    [TELL_RESULT_SUCCEEDED] = {{"succeeded", "成功"}},
    [TELL_RESULT_WAITS] = {{"waits for you", "承認待ち"}},
    [TELL_RESULT_REFUSED] = {{"refused", "拒否済み"}},
    [TELL_RESULT_FAILED] = {{"failed", "失敗"}},

    [TELL_WHAT_SUCCEEDED] =
        {{"your account was signed in to in a way it is not usually used.",
          "普段とは異なる使われ方のログインがありましたので、お知らせします。"}},
    [TELL_WHAT_WAITS] =
        {{"somebody wants to sign in to your account in a way it is not usually used.",
          "普段とは異なる使われ方のログインが、ご本人の承認を待っています。"}},
    [TELL_WHAT_REFUSED] =
        {{"an attempt to sign in to your account was refused.",
          "アカウントへのログインの試みを1件、拒否しましたので、お知らせします。"}},
    [TELL_WHAT_FAILED] = {{"there was an attempt to sign in to your account; it did not succeed.",
                           "アカウントへのログインの試みがありました。ログインはできていません。"}},
    [TELL_WHAT_RESTRICTION] =
        {{"your mail program tried to connect with \"{main}\". For mail programs this service "
          "accepts \"{app}\", which keeps your account safer.",
          "お使いのメールソフトから「{main}」での接続がありました。アカウントを守るため、"
          "メールソフトでは「{app}」をお使いいただいています。"}},
    [TELL_WHAT_CODE] = {{"a code was asked for to confirm: {cause}.",
                         "確認コードの送信が求められました。用途：{cause}。"}},
    [TELL_WHAT_CREDENTIAL] = {{"this was changed for your account: {credential}.",
                               "アカウントの「{credential}」が変更されました。"}},
    [TELL_WHAT_LOCKED] = {{"a change was undone with the undo code of our notice. {credential} "
                           "opens nothing now, and "
                           "the sign-ins that were open have been asked to end.",
                           "お知らせに記載の取り消しコードにより、変更を取り消しました。「{"
                           "credential}」は利用できなくなり、"
                           "接続中のログインには終了を求めました。"}},
    [TELL_WHAT_TEST] = {{"this is a test. Our notices look like this one.",
                         "これはテストです。当サービスのお知らせは、このような形で届きます。"}},
    [TELL_WHAT_DIGEST] =
        {{"from {first_time} to {time} there were further sign-ins unlike the usual ones: {count}. "
          "They are told together here.",
          "{first_time} から {time} までに、普段と異なるログインがほかに{count}件ありました。"
          "まとめてお知らせします。"}},

    [TELL_WHAT_WARNING] =
        {{"from {first_time} on, mail programs can use this service with \"{app}\" only. It keeps "
          "your account safer; nothing bad has happened to it.",
          "{first_time} から、メールソフトでは「{app}」だけをお使いいただけます。アカウントを守る"
          "ための変更です。何か悪いことが起きたわけではありません。"}},

    [TELL_OUTCOME_SUCCEEDED] = {{"The sign-in succeeded.", "ログインは成功しています。"}},
    [TELL_OUTCOME_WAITS] =
        {{"The sign-in waits for your approval. Nothing can be read until you approve it.",
          "ログインは承認待ちです。承認されるまで、メールは利用できません。"}},
    [TELL_OUTCOME_REFUSED] =
        {{"The sign-in was refused: nobody got in. The password given was the right one.",
          "ログインは拒否され、アカウントは利用されていません。入力されたパスワードは正しいもの"
          "でした。"}},
    [TELL_OUTCOME_FAILED] = {{"Nobody got in: the name or password given was wrong.",
                              "ログイン名かパスワードが違うため、ログインはできていません。"}},
    [TELL_OUTCOME_RESTRICTION] =
        {{"Sending and receiving with this mail program has paused. Your mail is kept, and you can "
          "read it in the browser.",
          "このメールソフトでの送受信は止まっています。メールは保管されており、ブラウザ版で"
          "読むことができます。"}},
    [TELL_OUTCOME_CODE_RIGHT] =
        {{"The password given before it was right. Without the code there is no way in.",
          "直前に入力されたパスワードは正しいものでした。コードがなければ先へは進めません。"}},
    [TELL_OUTCOME_CODE_NONE] = {{"No password was given before it.",
                                 "パスワードの入力はありませんでした。"}},
    [TELL_OUTCOME_CREDENTIAL] = {{"The change is in force.", "変更は有効になっています。"}},
    [TELL_OUTCOME_LOCKED] = {{"Nobody can sign in with it until a new one is set.",
                              "新しく設定するまで、だれもログインできません。"}},
    [TELL_OUTCOME_TEST] = {{"Nothing has happened to your account.",
                            "アカウントには何も起きていません。"}},
    [TELL_OUTCOME_DIGEST] = {{"Each of them is in your sign-in history.",
                              "1件ずつの内容は、ログイン履歴でご確認いただけます。"}},

    [TELL_OUTCOME_WARNING] =
        {{"Your mail program still uses \"{main}\" and goes on until then. No mail is lost, and "
          "you can always read it in the browser.",
          "お使いのメールソフトには、まだ「{main}」が設定されています。それまでは今までどおり"
          "使えます。メールがなくなることはなく、ブラウザ版ではいつでも読めます。"}},

    [TELL_IF_YOU_NOTHING] = {{"There is nothing to do.", "何もしなくて大丈夫です。"}},
    [TELL_IF_YOU_WAITS] = {{"Approve it on the security page.",
                            "セキュリティのページで承認してください。"}},
    [TELL_IF_YOU_REFUSED] =
        {{"To go on from there, set \"{app}\" in your mail program, or read your mail in the "
          "browser.",
          "続けて利用するには、メールソフトに「{app}」を設定するか、ブラウザ版をご利用ください。"}},
    [TELL_IF_YOU_RESTRICTION] =
        {{"Make \"{app}\" on the security page and put it into your mail program, for receiving "
          "and for sending. Your line may charge for the data this takes.",
          "セキュリティのページで「{app}」を作り、メールソフトの受信と送信の両方に設定して"
          "ください。設定には通信料がかかることがあります。"}},
    [TELL_IF_YOU_WARNING] =
        {{"Before then, make \"{app}\" on the security page and put it into your mail program, "
          "for receiving and for sending. Your line may charge for the data this takes.",
          "それまでに、セキュリティのページで「{app}」を作り、メールソフトの受信と送信の両方に"
          "設定してください。設定には通信料がかかることがあります。"}},
    [TELL_IF_YOU_CODE] = {{"Type the code only on the page you opened yourself.",
                           "コードは、ご自身で開いた画面にだけ入力してください。"}},
    [TELL_IF_YOU_LOCKED] =
        {{"Set a new one on the page where you typed the code, with the PIN of your contract, or "
          "with us: {contact}.",
          "コードを入力したページで、契約時の暗証番号を使って新しく設定してください。窓口（{"
          "contact}）"
          "でもお手伝いします。"}},
    [TELL_IF_YOU_TEST] = {{"There is nothing to do.", "何もしなくて大丈夫です。"}},

    [TELL_IF_NOT_MAIN] = {{"First change \"{main}\", then look at your sign-in history.",
                           "まず「{main}」を変更し、そのあとでログイン履歴をご確認ください。"}},
    [TELL_IF_NOT_APP] =
        {{"Delete the \"{app}\" that was used and make a new one, then look at your sign-in "
          "history.",
          "使われた「{app}」を削除して作り直し、そのあとでログイン履歴をご確認ください。"}},
    [TELL_IF_NOT_OTHER] =
        {{"Look at \"{credential}\" on the security page and remove what is not yours; then change "
          "\"{main}\".",
          "セキュリティのページで「{credential}」を確かめ、覚えのないものを削除してから、"
          "「{main}」を変更してください。"}},
    [TELL_IF_NOT_REFUSED] =
        {{"Somebody else may know \"{main}\": change it, then look at your sign-in history.",
          "「{main}」がほかの人に知られている可能性があります。「{main}」を変更し、そのあとで"
          "ログイン履歴をご確認ください。"}},
    [TELL_IF_NOT_FAILED] =
        {{"Your account was not opened. If you use the same password elsewhere, change \"{main}\" "
          "to one used only here.",
          "アカウントは利用されていません。同じパスワードをほかでもお使いの場合は、「{main}」を"
          "ここだけのものに変更してください。"}},
    [TELL_IF_NOT_RESTRICTION] =
        {{"If you use no mail program, somebody else may know \"{main}\": change it.",
          "メールソフトをお使いでない場合は、「{main}」がほかの人に知られている可能性があります。"
          "「{main}」を変更してください。"}},
    [TELL_IF_NOT_CODE_RIGHT] =
        {{"Do not tell the code to anybody. Somebody else may know \"{main}\": change it.",
          "コードはだれにも教えないでください。「{main}」がほかの人に知られている可能性が"
          "あります。「{main}」を変更してください。"}},
    [TELL_IF_NOT_CODE_NONE] =
        {{"Do not tell the code to anybody. \"{main}\" need not be changed: without the code "
          "nothing happens.",
          "コードはだれにも教えないでください。コードがなければ何も起きないため、「{main}」の"
          "変更は必要ありません。"}},
    [TELL_IF_NOT_CHANGED] =
        {{"Tell us at {contact}. You do not need the password for that. We stop the use of the "
          "account with you and set \"{credential}\" anew.",
          "{contact} へご連絡ください。パスワードは必要ありません。ご一緒に利用を止め、"
          "「{credential}」を設定し直します。"}},
    [TELL_IF_NOT_UNDO] =
        {{"Type the address {undo_page} into your browser and enter the undo code {undo_code} "
          "within "
          "{undo_hours} hours. That stops the use of your account, without any password; then set "
          "\"{credential}\" anew there or with us: {contact}.",
          "{undo_hours}時間以内に、{undo_page} を手で入力して開き、取り消しコード {undo_code} を"
          "入力してください。パスワードなしでアカウントの利用を止められます。そのあと、同じページか"
          "窓口（{contact}）で「{credential}」を設定し直せます。"}},
    [TELL_IF_NOT_TEST] = {{"There is nothing to do then either: a test changes nothing.",
                           "その場合も、何もしなくて大丈夫です。テストで変わるものはありません。"}},

    [TELL_SHORT_YOU_NOTHING] = {{"do nothing", "対応不要"}},
    [TELL_SHORT_YOU_WAITS] = {{"approve it", "ブックマークから承認"}},
    [TELL_SHORT_YOU_REFUSED] = {{"use \"{app}\"", "「{app}」を設定するかブラウザ版を利用"}},
    [TELL_SHORT_YOU_RESTRICTION] = {{"set \"{app}\" in it", "メールソフトに「{app}」を設定"}},
    [TELL_SHORT_YOU_WARNING] = {{"set it, in and out", "受信・送信とも設定"}},
    [TELL_SHORT_YOU_CODE] = {{"use it only there", "コードは開いた画面にだけ入力"}},
    [TELL_SHORT_YOU_LOCKED] = {{"set a new one there", "同じページで新しく設定"}},
    [TELL_SHORT_NOT_MAIN] = {{"change \"{main}\"", "ブックマークから「{main}」を変更"}},
    [TELL_SHORT_NOT_APP] = {{"make \"{app}\" anew", "ブックマークから「{app}」を作り直し"}},
    [TELL_SHORT_NOT_OTHER] = {{"check \"{credential}\" and change \"{main}\"",
                               "ブックマークから「{credential}」を確認し「{main}」を変更"}},
    [TELL_SHORT_NOT_FAILED] = {{"nobody got in", "ログインはされていません"}},
    [TELL_SHORT_NOT_CODE_NONE] = {{"tell nobody, keep \"{main}\"",
                                   "だれにも教えないで。「{main}」は変更不要"}},
    [TELL_SHORT_NOT_CHANGED] = {{"contact {contact} (no password needed)",
                                 "{contact} へ連絡（パスワード不要）"}},

    [TELL_SHORT_NOT_UNDO] = {{"{undo_host}, undo code {undo_code}",
                              "{undo_host} に取り消しコード {undo_code} を入力"}},
    [TELL_SHORT_OUTCOME_RESTRICTION] = {{"Mail is kept, this program pauses",
                                         "メールは保管中。このソフトの送受信は停止中"}},
    [TELL_SHORT_OUTCOME_CODE_RIGHT] = {{"Password was right",
                                        "直前のパスワードは正しいものでした"}},
    [TELL_SHORT_OUTCOME_CODE_NONE] = {{"No password given", "パスワードの入力はなし"}},

    [TELL_SHORT_OUTCOME_WARNING] = {{"From {first_time} only \"{app}\" works",
                                     "{first_time}から「{app}」が必要"}},

    [TELL_CREDENTIAL_MAIN] = {{"password", "パスワード"}},
    [TELL_CREDENTIAL_APP] = {{"app password", "メールソフト用パスワード"}},
    [TELL_CREDENTIAL_SECOND_FACTOR] = {{"2-step verification", "2段階認証"}},
    [TELL_CREDENTIAL_PASSKEY] = {{"passkey", "パスキー"}},
    [TELL_CREDENTIAL_CONTACT] = {{"where notices are sent", "お知らせの送り先"}},
    [TELL_CREDENTIAL_SIGN_IN_NAME] = {{"sign-in name", "ログインID"}},

    [TELL_CAUSE_SIGNIN] = {{"sign-in", "ログイン"}},
    [TELL_CAUSE_SETTINGS] = {{"view or change settings", "設定の確認・変更"}},
    [TELL_CAUSE_PAYMENT] = {{"payment", "お支払い"}},
    [TELL_CAUSE_RECOVERY] = {{"regaining the account", "アカウントの再設定"}},
    [TELL_CAUSE_PHONE_CHECK] = {{"checking the phone number", "電話番号の確認"}},

    [TELL_CLIENT_UNSEEN] = {{"not known: the mail program did not say",
                             "不明（通知されていません）"}},
    [TELL_CLIENT_UNSEEN_SHORT] = {{"app unknown", "アプリ不明"}},
    [TELL_PLACE_UNKNOWN_SHORT] = {{"place unknown", "場所不明"}},
    [TELL_PLACE_CARRIER_SHORT] = {{"carrier's network", "通信事業者の回線"}},
    [TELL_PLACE_INTERNAL_SHORT] = {{"internal network", "内部のネットワーク"}},
    [TELL_PLACE_SHORT] = {{"{country} (est.)", "{country}（推定）"}},

    [TELL_SERVICE_UNKNOWN] = {{"mail", "メール"}},
    [TELL_SERVICE_IMAP] = {{"reading mail (IMAP)", "メールの受信（IMAP）"}},
    [TELL_SERVICE_POP3] = {{"fetching mail (POP3)", "メールの受信（POP3）"}},
    [TELL_SERVICE_SUBMISSION] = {{"sending mail (SMTP)", "メールの送信（SMTP）"}},
    [TELL_SERVICE_SIEVE] = {{"mail filters (ManageSieve)", "メールの振り分け設定（ManageSieve）"}},
    [TELL_SERVICE_WEB] = {{"in the browser", "ブラウザ版"}},
    [TELL_SERVICE_DAV] = {{"calendar or address book (DAV)", "カレンダー・アドレス帳（DAV）"}},

    [TELL_BRIEF_SERVICE_UNKNOWN] = {{"Mail", "メール"}},
    [TELL_BRIEF_SERVICE_IMAP] = {{"IMAP", "IMAP"}},
    [TELL_BRIEF_SERVICE_POP3] = {{"POP3", "POP3"}},
    [TELL_BRIEF_SERVICE_SUBMISSION] = {{"SMTP", "SMTP"}},
    [TELL_BRIEF_SERVICE_SIEVE] = {{"Sieve", "Sieve"}},
    [TELL_BRIEF_SERVICE_WEB] = {{"Web", "ブラウザ版"}},
    [TELL_BRIEF_SERVICE_DAV] = {{"DAV", "DAV"}},

    [TELL_BENIGN_TRAVEL] = {{"You are travelling, or your phone is roaming.",
                             "旅行や出張で外出先から、または国際ローミングで使った"}},
    [TELL_BENIGN_NETWORK] =
        {{"You used another network: Wi-Fi outside, a new contract, a mobile "
          "router.",
          "外出先の Wi-Fi、新しい回線、モバイルルーターなど、別の回線を使った"}},
    [TELL_BENIGN_ROUTE] = {{"Your provider led the connection through another region or company.",
                            "通信事業者の経路の都合で、別の地域や会社の回線と表示されている"}},
    [TELL_BENIGN_CLIENT] = {{"You used a new device, app or browser, or one you had reset.",
                             "新しい端末・アプリ・ブラウザ、または初期化したものを使った"}},
    [TELL_BENIGN_UPDATE] = {{"Your app or system was updated.", "アプリやOSを更新した"}},
    [TELL_BENIGN_PAUSE] = {{"You had not signed in for a long time, or never before.",
                            "久しぶりに、または初めてログインした"}},
    [TELL_BENIGN_VPN] = {{"You used a VPN or a relay that hides the address.",
                          "VPN や、アドレスを隠す中継サービスを使った"}},
    [TELL_BENIGN_TYPING] = {{"You mistyped the password a few times before.",
                             "その前にパスワードを何度か入力し間違えた"}},
    [TELL_BENIGN_SETTINGS] = {{"You were looking at or changing settings, or paying.",
                               "設定の確認や変更、お支払いの操作をしていた"}},
    [TELL_BENIGN_OLD_NUMBER] = {{"Somebody mistyped a number or name that resembles yours.",
                                 "よく似た番号や名前の方が、入力を間違えた"}},
    [TELL_BENIGN_OWN_CHANGE] = {{"You made the change yourself.", "ご自身で変更した"}},
    [TELL_BENIGN_OLD_PASSWORD] = {{"A mail program of yours still uses \"{main}\".",
                                   "お使いのメールソフトに「{main}」が設定されたままになっている"}},
    [TELL_BENIGN_OTHER] = {{"You signed in from other surroundings than usual.",
                            "普段とは違う環境からログインした"}},

    [TELL_BRIEF_TRAVEL] = {{"travel", "旅行"}},
    [TELL_BRIEF_NETWORK] = {{"other Wi-Fi", "別のWi-Fi"}},
    [TELL_BRIEF_ROUTE] = {{"routing", "回線の経路"}},
    [TELL_BRIEF_CLIENT] = {{"new device", "新しい端末"}},
    [TELL_BRIEF_UPDATE] = {{"update", "更新"}},
    [TELL_BRIEF_PAUSE] = {{"long pause", "久しぶり"}},
    [TELL_BRIEF_VPN] = {{"VPN", "VPN"}},
    [TELL_BRIEF_TYPING] = {{"mistyping", "入力間違い"}},
    [TELL_BRIEF_SETTINGS] = {{"settings", "設定操作"}},
    [TELL_BRIEF_OLD_NUMBER] = {{"mistyped number", "番号間違い"}},
    [TELL_BRIEF_OWN_CHANGE] = {{"own change", "変更の操作"}},
    [TELL_BRIEF_OLD_PASSWORD] = {{"old setting", "以前の設定"}},
    [TELL_BRIEF_OTHER] = {{"elsewhere", "別の環境"}},

    [TELL_NEVER_PASSWORD] = {{"your password", "パスワード"}},
    [TELL_NEVER_CODE] = {{"a code we sent you", "お送りした確認コード"}},
    [TELL_NEVER_PAYMENT] = {{"a payment or transfer", "お支払いや送金"}},
    [TELL_NEVER_CARD] = {{"card numbers", "カード番号"}},
    [TELL_NEVER_REMOTE] = {{"remote control of your device", "端末の遠隔操作"}},
    [TELL_NEVER_IDENTITY] = {{"identity papers", "本人確認書類"}},
    [TELL_NEVER_REPLY] = {{"a reply to this message", "このお知らせへの返信"}},
};

const struct entry *tell_entry(enum tell t)
{
    return &rows[t];
}

static const struct entry reasons[REASON_COUNT] = {
    [REASON_NEW_COUNTRY] = {{"new country", "初めての国"}},
    [REASON_NEW_PROVIDER] = {{"new network", "初めての回線"}},
    [REASON_NEW_ADDRESS] = {{"new address", "初めてのアドレス"}},
    [REASON_NEW_CLIENT] = {{"new device", "初めての端末・アプリ"}},
    [REASON_NEW_VERSION] = {{"new version", "新しい版のアプリ"}},
    [REASON_UNUSUAL_SCORE] = {{"unusual", "全体に普段と違う"}},
    [REASON_FIRST_SIGNIN] = {{"first sign-in", "最初のログイン"}},
    [REASON_RARE_PLACE] = {{"rare place", "珍しい場所"}},
    [REASON_DORMANT] = {{"long pause", "久しぶり"}},
    [REASON_TWO_COUNTRIES] = {{"two countries", "別の国の直後"}},
    [REASON_AFTER_FAILURES] = {{"after failures", "失敗の直後"}},
    [REASON_ANONYMISER] = {{"VPN or proxy", "VPN等の利用"}},
    [REASON_HOSTILE_NETWORK] = {{"listed network", "要注意の回線"}},
    [REASON_UNKNOWN_PLACE] = {{"place unknown", "場所不明"}},
    [REASON_GUESSING_SOURCE] = {{"guessing source", "推測を繰り返す発信元"}},
    [REASON_STAGE_ABROAD] = {{"main password", "専用でないパスワード"}},
    [REASON_STAGE_HOME] = {{"main password", "専用でないパスワード"}},
};

const char *tell_reason(enum lang l, enum reason_code code)
{
    return reasons[code].text[l];
}
