/* The texts of /password and /undo. */
#include "words/page_row.h"

const struct page_text page_password_texts[] = {
    /* step 1: who */
    ROW("pw_title", "Change {password}", "{password}の変更"),
    ROW("pw_lead",
        "First you see what stops working with a new one. Nothing changes before you confirm it.",
        "変更すると使えなくなるものを、先にお見せします。確認していただくまで、何も変わりません。"),
    ROW("pw_login", "Your sign-in name or mail address", "ログインIDまたはメールアドレス"),
    ROW("pw_current", "{password} in use now", "いまお使いの{password}"),
    ROW("pw_next", "Go on to what changes", "変わることを確認する"),
    ROW("pw_forgotten",
        "Nobody here can show you a forgotten one. {contact} sets a new one with you, after making "
        "sure that it is you.",
        "忘れた場合、いまのものをお見せすることはできません。{contact} で、ご本人の確認をしたうえで"
        "新しく設定します。"),
    ROW("pw_none", "It cannot be changed here at present. Please ask us: {contact}",
        "ただいま、ここでは変更できません。お問い合わせください: {contact}"),
    ROW("pw_wrong",
        "Name or {password} is not right, or this page was open for too long. Please try again.",
        "ログインIDか{password}"
        "が違うか、このページを開いてから時間がたちすぎています。もう一度お試し"
        "ください。"),
    ROW("pw_busy", "Too many are waiting at this moment. Please try again in some minutes.",
        "ただいま混み合っています。数分おいて、もう一度お試しください。"),
    ROW("pw_elsewhere", "This {password} is kept elsewhere and is changed there: {contact}",
        "この{password}は別の場所で管理しているため、そちらで変更します: {contact}"),
    ROW("pw_down", "It could not be changed: something of ours does not work. Nothing was changed.",
        "当サービス側の不具合で変更できませんでした。何も変わっていません。"),

    /* step 2: what breaks, and the new one */
    ROW("pw_breaks_title", "Before you change it", "変更の前にお読みください"),
    ROW("pw_breaks_lead",
        "Mail programs that use {password} stop working until the new one is entered in them. "
        "Lately "
        "it was used for mail here:",
        "{password}"
        "を設定しているメールソフトは、新しいものを入力し直すまで送受信できません。最近、次の"
        "所でメールに使われています:"),
    ROW("pw_breaks_none", "In the last 90 days no mail program used it.",
        "過去90日間に、これを使ったメールソフトはありません。"),
    ROW("pw_breaks_off",
        "Mail programs do not use {password} for this account: none stops working.",
        "このアカウントでは、メールソフトに{password}"
        "を使っていません。送受信できなくなるものはありません。"),
    ROW("pw_apps", "App passwords that go on working unless you choose otherwise: {n}",
        "そのまま使い続けられるアプリパスワードの数（下で選べます）: {n}"),
    ROW("pw_local",
        "A phone may have to be set up anew, and mail kept only on it may vanish then. Forward or "
        "copy "
        "what you want to keep before you change anything.",
        "スマートフォンでは設定のやり直しが必要になることがあり、その端末だけにあるメールが消えるこ"
        "とが"
        "あります。残したいメールは、先に転送するかコピーしてください。"),
    ROW("pw_new_title", "The new {password}", "新しい{password}"),
    ROW("pw_new", "New {password}", "新しい{password}"),
    ROW("pw_again", "Once more", "もう一度"),
    ROW("pw_differ", "The two are not the same.", "2つの入力が一致しません。"),
    ROW("pw_good_title", "What makes a good {password}", "よい{password}とは"),
    ROW("pw_revoke",
        "Revoke all app passwords too: every phone and mail program must be set up anew",
        "アプリパスワードもすべて無効にする（すべての端末とメールソフトで再設定が必要です）"),
    ROW("pw_keep", "Let sign-ins that are open now stay open",
        "いま接続中のログインはそのままにする"),
    ROW("pw_set", "Change it now", "変更する"),

    /* done */
    ROW("pw_done_title", "{password} was changed", "{password}を変更しました"),
    ROW("pw_done_lead",
        "The new one works from now on, the old one no more. We tell you so by every channel we "
        "know of "
        "you; reference of that notice:",
        "いまから新しいものだけが使えます。変更したことを、登録されているすべての連絡先にお知らせし"
        "ます。"
        "そのお知らせの照会番号:"),
    ROW("pw_done_sessions", "Sign-ins that were open are being ended.",
        "接続中だったログインを終了しています。"),
    ROW("pw_done_revoked", "App passwords revoked: {n}", "無効にしたアプリパスワードの数: {n}"),
    ROW("pw_after_title", "What to do next, in this order", "このあとの手順（この順に）"),
    ROW("pw_after_devices",
        "Set your devices up: enter the new one, or better give each an app password of its own.",
        "端末とメールソフトを設定し直します。新しいものを入力するか、端末ごとにアプリパスワードを作"
        "ります。"
        "アプリパスワードをおすすめします。"),
    ROW("pw_after_changes",
        "If you changed it because something was odd: now look at what else was changed since, "
        "such as "
        "forwarding, filters, contacts and app passwords.",
        "不審なことがあって変更した場合は、次に、ほかに変更されたものがないか（転送、振り分け、連絡"
        "先、"
        "アプリパスワードなど）を確かめてください。"),
    ROW("pw_after_elsewhere",
        "If you used the old one elsewhere too, change it there, each to one of its own.",
        "以前のものをほかのサービスでもお使いでしたら、そちらも、それぞれ別のものに変更してください"
        "。"),
    ROW("pw_after_two_step",
        "Where {service} offers you a second step when signing in, switch it on.",
        "{service}でログイン時の2段階認証を使える場合は、有効にしてください。"),

    /* undoing */
    ROW("undo_title", "Undo a change you did not make", "身に覚えのない変更を取り消す"),
    ROW("undo_lead",
        "Did we tell you of a change you did not make? The undo code in that notice stops the use "
        "of the "
        "account: {password} opens nothing any more, open sign-ins end, app passwords made since "
        "are "
        "revoked. No mail is lost.",
        "身に覚えのない変更のお知らせが届きましたか。お知らせにある取り消しコードで、アカウントの利"
        "用を"
        "止められます。{password}"
        "は使えなくなり、接続中のログインは終了し、変更後に作られたアプリパスワードは"
        "無効になります。メールは失われません。"),
    ROW("undo_label", "Undo code of the notice", "お知らせの取り消しコード"),
    ROW("undo_hint", "Three groups of five, such as K7M29-QXD4T-RW8CB. Not the reference.",
        "K7M29-QXD4T-RW8CB のような5文字×3組です。照会番号ではありません。"),
    ROW("undo_button", "Stop the use of the account", "アカウントの利用を止める"),
    ROW("undo_wrong",
        "No such code works: it is mistyped, too old, or was never given out. If you need help: "
        "{contact}",
        "このコードは使えません。入力の誤りか、期限切れか、発行されていないものです。お困りのときは"
        ": "
        "{contact}"),
    ROW("undo_done_title", "The use of the account is stopped", "アカウントの利用を止めました"),
    ROW("undo_done_lead",
        "Nobody can sign in with {password} now. Whoever changed it has nothing in hand any more. "
        "We told "
        "every contact of the account, the former ones too.",
        "いまは、だれも{password}"
        "でログインできません。変更した人も使えなくなりました。以前のものを含む"
        "すべての連絡先にお知らせしました。"),
    ROW("undo_used_title", "This code was used before", "このコードは使用済みです"),
    ROW("undo_used_lead",
        "The use of the account was stopped with it already. If nothing new was set since, you can "
        "do that "
        "here.",
        "このコードで、すでにアカウントの利用を止めています。まだ新しく設定していなければ、ここで設"
        "定"
        "できます。"),
    ROW("undo_new_title", "Set a new one", "新しく設定する"),
    ROW("undo_new_lead",
        "With the PIN of your contract you can do it here. Without it {contact} does it with you.",
        "契約時の暗証番号があれば、ここで設定できます。ない場合は {contact} で一緒に設定します。"),
    ROW("undo_pin", "PIN of your contract", "契約時の暗証番号"),
    ROW("undo_pin_wrong", "The PIN is not right, or the code cannot be used for this any more.",
        "暗証番号が違うか、このコードではもう設定できません。"),
    ROW("undo_pin_rests",
        "There were too many wrong PINs. It can be tried again after 24 hours, or with us: "
        "{contact}",
        "暗証番号の誤りが続いたため、24時間は受け付けません。窓口でも設定できます: {contact}"),
};
const size_t page_password_text_count = COUNT(page_password_texts);
