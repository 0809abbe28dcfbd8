/* The texts of /setup: setting a device up. */
#include "words/page_row.h"

const struct page_text page_setup_texts[] = {
    /* for everybody */
    ROW("setup_title", "Set mail up on a device", "端末でメールを使う設定"),
    ROW("setup_lead",
        "Every phone and every mail program signs in with a password of its own: an app password, "
        "made by us for mail alone. If a device is lost, only its password is taken back.",
        "スマートフォンやメールソフトは、1台ごとに専用の「アプリパスワード」でログインします。当サ"
        "ービスが作る、メール専用のパスワードです。端末をなくしたときは、その1台のパスワードだけを"
        "無効にできます。"),
    ROW("setup_none", "Devices cannot be set up here at present. Please ask us: {contact}",
        "ただいま、ここでは端末を設定できません。お問い合わせください: {contact}"),
    ROW("setup_begin_title", "How to begin", "始め方"),
    ROW("setup_begin_link",
        "Open {service} as you always do, from your bookmark or app, and get a set-up link there. "
        "Or ask us for one: {contact}",
        "いつもどおりブックマークやアプリから{service}"
        "を開き、設定用リンクを受け取ってください。お問い合わせ窓口でも受け取れます: {contact}"),
    ROW("setup_begin_open",
        "Open the link on the device you want to set up. If you opened it on a computer, a QR code "
        "carries it on to your phone.",
        "設定したい端末でリンクを開きます。パソコンで開いたときは、QRコードでスマートフォンに引き継"
        "げます。"),
    ROW("setup_begin_pin",
        "Type the PIN of your contract. You then get the password and the settings of this device. "
        "It takes about two minutes.",
        "契約時の暗証番号を入力すると、この端末のパスワードと設定が表示されます。2分ほどで終わりま"
        "す。"),
    ROW("setup_begin_once", "A link works once, and for 15 minutes.",
        "リンクは1回だけ、15分間使えます。"),
    ROW("setup_cost",
        "Setting up and fetching mail use data. On a mobile line this may cost you, above all "
        "abroad; Wi-Fi is enough unless this page says otherwise.",
        "設定とメールの受信にはデータ通信を使います。携帯回線では通信料がかかることがあります（国外"
        "では特にご注意ください）。この後の画面に断りがなければ、Wi-Fiでも設定できます。"),
    ROW("setup_accepted_title", "Which password is accepted in mail programs",
        "メールソフトで使えるパスワード"),
    ROW("setup_accepted_app", "App password", "アプリパスワード"),
    ROW("setup_accepted_app_told", "Accepted, today and later.", "使えます。今後も変わりません。"),
    ROW("setup_accepted_main", "Your {password}", "{password}"),
    ROW("setup_accepted_main_told",
        "Accepted only until a restriction begins, and not if you have switched it off. The dates "
        "are in our announcements.",
        "制限が始まるまでの間だけ使えます。ご自分で使えないように設定したときも使えません。制限の開"
        "始日はお知らせをご覧ください。"),
    ROW("setup_protected_title", "Is my mail access protected?", "自分のメールは守られていますか"),
    ROW("setup_protected",
        "It is when each of your devices has an app password of its own and your {password} opens "
        "no mail. Open a set-up link to see your devices and what is accepted for your account.",
        "端末ごとに専用のアプリパスワードを使い、{password}"
        "ではメールを開けないようにしてあれば、守られています。設定用リンクを開くと、ご自分の端末の"
        "一覧と、いま使えるパスワードを確かめられます。"),

    /* what a mail program asks for */
    ROW("setup_values_title", "Settings to type by hand", "手で入力するときの設定"),
    ROW("setup_values_lead",
        "Most programs find these by themselves. Where one asks, it wants these. The user name and "
        "the server may look alike but are not the same as your mail address.",
        "多くのメールソフトは自動で設定します。尋ねられたときは、次の値を入力してください。ユーザー"
        "名やサーバー名は、メールアドレスと同じとは限りません。"),
    ROW("setup_value_imap", "Incoming mail (IMAP)", "受信サーバー（IMAP）"),
    ROW("setup_value_pop3", "Incoming mail (POP3)", "受信サーバー（POP3）"),
    ROW("setup_value_submission", "Outgoing mail (SMTP)", "送信サーバー（SMTP）"),
    ROW("setup_value_port", "Port", "ポート"),
    ROW("setup_value_name", "Your name", "あなたの名前"),
    ROW("setup_value_address", "Mail address", "メールアドレス"),
    ROW("setup_value_user", "User name", "ユーザー名"),
    ROW("setup_value_password", "Password", "パスワード"),
    ROW("setup_value_password_told", "the app password, for incoming and outgoing mail alike",
        "アプリパスワード（受信・送信とも）"),
    ROW("setup_user_address", "your whole mail address", "メールアドレス全体"),
    ROW("setup_user_account", "your account ID, which is not your mail address",
        "アカウントID（メールアドレスではありません）"),
    ROW("setup_socket_tls", "SSL/TLS", "SSL/TLS"),
    ROW("setup_socket_starttls", "STARTTLS", "STARTTLS"),
    ROW("setup_socket_plain", "no encryption", "暗号化なし"),

    /* guides */
    ROW("guide_title", "Step by step", "端末ごとの手順"),
    ROW("guide_lead", "Names of menus differ a little between versions.",
        "メニューの名前は、バージョンによって少し異なります。"),
    ROW("guide_iphone", "iPhone and iPad", "iPhone・iPad"),
    ROW("guide_iphone_remove",
        "Remove the old profile first, if there is one: Settings > General > VPN & Device "
        "Management > the name that ends in \"mail settings ver.\" and a number > Remove Profile. "
        "(iOS 14 and earlier: Settings > General > Profiles.)",
        "古いプロファイルがあれば、先に削除します。「設定」>「一般」>「VPNとデバイス管理」>"
        "「メール設定 ver.」と番号の付いた名前 >「プロファイルを削除」（iOS "
        "14以前は「設定」>「一般」>「プロファイル」）。"),
    ROW("guide_iphone_download",
        "Open your set-up link in Safari, choose \"Download the profile\", and allow it.",
        "設定用リンクを Safari で開き、「プロファイルをダウンロード」を押して許可します。"),
    ROW("guide_iphone_install",
        "Open Settings. At its top it says \"Profile Downloaded\": open it, see who it is from, "
        "and choose Install. Within 8 minutes, else download it again.",
        "「設定」を開くと、上のほうに「プロファイルがダウンロードされました」と出ます。開いて提供元"
        "を確かめ、「インストール」を押します。8分以内に行ってください。過ぎたときはダウンロードし"
        "直します。"),
    ROW("guide_iphone_mail", "Open Mail. Your messages appear again within a few minutes.",
        "「メール」を開きます。数分でこれまでのメールが表示されます。"),
    ROW("guide_mac", "Mac", "Mac"),
    ROW("guide_mac_where",
        "Open the downloaded file, then: macOS 15 and later: System Settings > General > Device "
        "Management. macOS 13 and 14: System Settings > Privacy & Security > Profiles. macOS 12 "
        "and earlier: System Preferences > Profiles. Remove the old profile with the minus sign "
        "first, then install the new one.",
        "ダウンロードしたファイルを開いてから、次の画面に進みます。macOS "
        "15以降は「システム設定」>「一般」>「デバイス管理」、macOS "
        "13・14は「システム設定」>「プライバシーとセキュリティ」>「プロファイル」、macOS "
        "12以前は「システム環境設定」>"
        "「プロファイル」。古いプロファイルを「−」で削除してから、新しいものをインストールします"
        "。"),
    ROW("guide_android", "Android (Gmail app)", "Android（Gmailアプリ）"),
    ROW("guide_android_steps",
        "Gmail > your picture at the top right > Add another account > Other. Type your mail "
        "address, choose Personal (IMAP), and type the app password. Check the servers and the "
        "user name against the list on your set-up page. If the account is there already: Settings "
        "> the account > Incoming settings and Outgoing settings, and put the app password in "
        "both.",
        "Gmail アプリ > 右上の写真 "
        ">「別のアカウントを追加」>"
        "「その他」。メールアドレスを入力し、「個人用（IMAP）」を選び、アプリパスワードを入力します"
        "。サーバーとユーザー名は、設定用リンクの画面の値と同じか確かめてください。すでにアカウント"
        "があるときは、「設定」> そのアカウント "
        ">「受信設定」と「送信設定」の両方に、アプリパスワードを入力します。"),
    ROW("guide_thunderbird", "Thunderbird", "Thunderbird"),
    ROW("guide_thunderbird_steps",
        "Menu > New Account > Email: type your name, your mail address and the app password. The "
        "servers are found by themselves. If the account is there already: at the next error "
        "choose \"Enter new password\"; it is asked for once for incoming and once for outgoing "
        "mail.",
        "メニュー "
        ">「新しいアカウント」>"
        "「メール」で、名前、メールアドレス、アプリパスワードを入力します。サーバーは自動で設定され"
        "ます。すでにアカウントがあるときは、次にエラーが出たときに「新しいパスワードを入力」を選び"
        "ます。受信と送信で1回ずつ尋ねられます。"),
    ROW("guide_outlook", "Outlook (Windows, Mac)", "Outlook（Windows・Mac）"),
    ROW("guide_outlook_steps",
        "New Outlook: Settings > Accounts > Add account. Classic Outlook: File > Add Account. Type "
        "your mail address, choose IMAP if it asks, type the app password. Check servers and user "
        "name against the list.",
        "新しい Outlook は「設定」>「アカウント」>「アカウントの追加」、従来の Outlook "
        "は「ファイル」>「アカウントの追加」。メールアドレスを入力し、尋ねられたら IMAP "
        "を選び、アプリパスワードを入力します。サーバーとユーザー名は、画面の値と同じか確かめてくだ"
        "さい。"),
    ROW("guide_order_title", "Remove first, or install over it?",
        "削除してから？　上書きでもよい？"),
    ROW("guide_order",
        "Remove first, then install: nothing of an older set-up is left behind. If you have "
        "installed over it, that is fine here: our profile keeps its identity on your device, so "
        "the new one takes the place of the old one.",
        "「削除してから、インストール」の順をおすすめします。古い設定の残りが出ません。上書きしてし"
        "まっても問題ありません。当サービスのプロファイルは端末ごとに同じ識別子を使うため、新しいも"
        "のが古いものと入れ替わります。"),
    ROW("guide_lost_title", "Is mail lost?", "メールは消えませんか"),
    ROW("guide_lost",
        "With IMAP it is not: the originals stay on our server, and a device shows copies. "
        "Removing a set-up takes the copies off the device; they come back with the new one. Only "
        "what a POP3 program took off the server, or what lies in folders \"on this device\", is "
        "nowhere else: save that first.",
        "IMAP "
        "なら消えません。元のメールは当サービスのサーバーにあり、端末に見えているのは写しです。設定"
        "を削除すると写しは端末から消えますが、新しい設定でまた表示されます。ただし、POP3 "
        "でサーバーから取り出したメールや「この端末内」のフォルダーのメールはほかにありません。先に"
        "保存してください。"),

    /* words */
    ROW("glossary_title", "Words", "言葉の説明"),
    ROW("glossary_app", "App password", "アプリパスワード"),
    ROW("glossary_app_told",
        "A password made by us, for mail alone and one device alone. It cannot change your "
        "account.",
        "当サービスが作る、1台の端末のメール専用のパスワードです。これでアカウントの設定を変えるこ"
        "とはできません。"),
    ROW("glossary_imap", "IMAP", "IMAP"),
    ROW("glossary_imap_told",
        "The way mail programs read mail while the originals stay on the server. All your devices "
        "show the same.",
        "元のメールをサーバーに置いたまま読む方式です。どの端末でも同じメールが見えます。"),
    ROW("glossary_smtp", "SMTP", "SMTP"),
    ROW("glossary_smtp_told",
        "The way mail programs send. It asks for the same user name and app password.",
        "メールを送る方式です。同じユーザー名とアプリパスワードを使います。"),
    ROW("glossary_profile", "Profile", "プロファイル"),
    ROW("glossary_profile_told",
        "A file of Apple's devices that holds all settings, so that nothing has to be typed.",
        "Apple の端末で、設定をまとめて入れるためのファイルです。手で入力する必要がなくなります。"),
    ROW("glossary_program", "Mail program", "メールソフト"),
    ROW("glossary_program_told",
        "Mail, Gmail, Thunderbird, Outlook and others that were not made by us.",
        "「メール」、Gmail、Thunderbird、Outlook など、当サービス以外が作ったアプリです。"),

    /* a link */
    ROW("setup_link_title", "Set this device up", "この端末を設定します"),
    ROW("setup_link_lead",
        "Your link is good. Before we show a password, please type the PIN of your contract.",
        "リンクを確認しました。パスワードを表示する前に、契約時の暗証番号を入力してください。"),
    ROW("setup_pin_label", "PIN of your contract", "契約時の暗証番号"),
    ROW("setup_pin_hint",
        "4 to 12 digits, chosen when the contract was made. It is not your {password} and no code "
        "of an SMS.",
        "契約のときに決めた4～12桁の数字です。{password}やSMSの認証コードではありません。"),
    ROW("setup_go_on", "Go on", "次へ進む"),
    ROW("setup_line_told", "You are connected over our own line, so no PIN is needed.",
        "当サービスの回線からの接続のため、暗証番号は必要ありません。"),
    ROW("setup_line_title", "This device cannot be set up over this connection.",
        "いまの接続では設定できません。"),
    ROW("setup_line_lead",
        "Setting up is possible over the mobile line of {service}. Please switch Wi-Fi off and "
        "open the link again.",
        "設定は{service}の携帯回線で行えます。Wi-Fiを切って、もう一度リンクを開いてください。"),
    ROW("setup_line_else",
        "A computer, or no such line? We can give you a link that works anywhere, once we know "
        "that it is you: {contact}",
        "パソコンをお使いのときや、この回線がないときは、ご本人であることを確認したうえで、どの接続"
        "でも使えるリンクをお渡しします: {contact}"),
    ROW("setup_over_title", "This link has been used, or its time is over.",
        "このリンクは使用済みか、期限が過ぎています。"),
    ROW("setup_over_lead", "Nothing has changed. Please get a new one; it works for 15 minutes.",
        "設定は何も変わっていません。新しいリンクを受け取ってください。リンクは15分間使えます。"),
    ROW("setup_wrong", "That is not the PIN. Tries that are left: {n}",
        "暗証番号が違います。残り{n}回入力できます。"),
    ROW("setup_rests", "The PIN was wrong too often. For your protection it rests until",
        "暗証番号の間違いが続いたため、次の時刻まで受け付けません:"),
    ROW("setup_no_pin", "No PIN is registered for this account. Please ask us: {contact}",
        "このアカウントには暗証番号が登録されていません。お問い合わせください: {contact}"),
    ROW("setup_crowd", "Too many tries from your network. Please wait a minute.",
        "お使いの回線からの入力が多すぎます。1分ほどお待ちください。"),
    ROW("setup_qr_title", "Go on with a phone", "スマートフォンで続ける"),
    ROW("setup_qr_lead",
        "Point the phone's camera at this code. It opens this link there; show it to nobody.",
        "スマートフォンのカメラで読み取ると、このリンクがスマートフォンで開きます。ほかの人には見せ"
        "ないでください。"),
    ROW("setup_qr_label", "QR code with the address of this link",
        "このリンクのアドレスのQRコード"),

    /* which device */
    ROW("setup_choose_title", "Which device is it?", "どの端末ですか"),
    ROW("setup_choose_lead",
        "The password is for this device alone. You can set the next one up afterwards.",
        "パスワードはこの端末専用です。ほかの端末は、後から続けて設定できます。"),
    ROW("setup_again", "A device you have set up before", "以前に設定した端末"),
    ROW("setup_again_told", "It gets a new password; the one it used until now stops working.",
        "新しいパスワードになります。これまでのパスワードは使えなくなります。"),
    ROW("setup_last", "set up", "設定日時"),
    ROW("setup_new", "A new device", "新しい端末"),
    ROW("setup_name_label", "What do you call it?", "端末の名前"),
    ROW("setup_name_hint",
        "For your own list, for instance \"blue phone\". Left empty, it gets the name of its kind.",
        "一覧で見分けるための名前です（例:「青いスマホ」）。空のときは種類の名前になります。"),
    ROW("setup_kind_iphone", "iPhone, iPad", "iPhone・iPad"),
    ROW("setup_kind_mac", "Mac", "Mac"),
    ROW("setup_kind_android", "Android", "Android"),
    ROW("setup_kind_thunderbird", "Computer with Thunderbird", "パソコン（Thunderbird）"),
    ROW("setup_kind_outlook", "Computer with Outlook", "パソコン（Outlook）"),
    ROW("setup_kind_other", "Something else", "そのほか"),
    ROW("setup_choose_button", "Make the password", "パスワードを作る"),
    ROW("setup_unclear", "Please choose which device it is.", "どの端末かを選んでください。"),
    ROW("setup_full",
        "There are as many devices as an account can have. Choose one of them, or ask us: "
        "{contact}",
        "登録できる端末の数に達しています。一覧から選ぶか、お問い合わせください: {contact}"),

    /* the password */
    ROW("setup_done_title", "The password of this device", "この端末のパスワード"),
    ROW("setup_done_lead",
        "It is shown this once. Please set the device up now, while this page is open; the buttons "
        "below work for 15 minutes.",
        "表示は今回だけです。このページを開いたまま設定してください。下のボタンは15分間使えます。"),
    ROW("setup_secret_title", "App password", "アプリパスワード"),
    ROW("setup_secret_told",
        "Type it where the mail program asks for a password. Hyphens and capital letters do not "
        "matter. Nobody of ours ever asks you for it.",
        "メールソフトがパスワードを尋ねたら入力してください。ハイフンや大文字・小文字の違いは問いま"
        "せん。当サービスの者がお聞きすることはありません。"),
    ROW("setup_replaced", "The password this device used until now does not work any more.",
        "この端末がこれまで使っていたパスワードは、もう使えません。"),
    ROW("setup_own_title", "Your settings", "あなたの設定"),
    ROW("setup_profile_title", "For iPhone, iPad and Mac: nothing to type",
        "iPhone・iPad・Macは入力不要です"),
    ROW("setup_profile_told",
        "The profile holds these settings and the password. Open this page on that device, then "
        "download it.",
        "プロファイルには、上の設定とパスワードが入っています。設定する端末でこのページを開いて、ダ"
        "ウンロードしてください。"),
    ROW("setup_profile_name", "Its name there", "端末に表示される名前"),
    ROW("setup_profile_button", "Download the profile", "プロファイルをダウンロード"),
    ROW("setup_test_title", "Does it work?", "送受信を確かめる"),
    ROW("setup_test_told",
        "We send a mail from your address to itself with this password, and look whether it comes "
        "back. The mail stays in your inbox.",
        "このパスワードを使って、あなたのアドレスから同じアドレスへメールを送り、届くかどうかを確か"
        "めます。メールは受信トレイに残ります。"),
    ROW("setup_test_button", "Send a test mail", "テストメールを送る"),
    ROW("setup_another_title", "Another device", "ほかの端末も設定する"),
    ROW("setup_another_told", "A new link, for one more device. It asks for the PIN again.",
        "もう1台のための新しいリンクを作ります。暗証番号をもう一度尋ねます。"),
    ROW("setup_another_button", "Make a link", "リンクを作る"),
    ROW("setup_devices_title", "Your devices", "設定済みの端末"),
    ROW("setup_main_on",
        "Your {password} opens mail, too. Once every device has an app password, that can be "
        "switched off: {contact}",
        "{password}"
        "でもメールを開けます。すべての端末にアプリパスワードを設定したら、使えないようにできます: "
        "{contact}"),
    ROW("setup_main_off", "Your {password} opens no mail. App passwords do.",
        "{password}ではメールを開けません。アプリパスワードだけが使えます。"),
    ROW("setup_main_since", "Since", "変更日時"),

    /* the test */
    ROW("setup_test_ok_title", "The mail went out and came back.",
        "メールを送り、届いたことを確かめました。"),
    ROW("setup_test_ok_lead",
        "Password, servers and user name are right. If a device still shows an error, one of its "
        "values differs from the list.",
        "パスワード、サーバー、ユーザー名に間違いはありません。端末でまだエラーが出るときは、一覧と"
        "違う値がどこかにあります。"),
    ROW("setup_test_sent", "Sent", "送信"),
    ROW("setup_test_back", "Came back after", "届くまで"),
    ROW("setup_test_seconds", "{n} s", "{n}秒"),
    ROW("setup_test_refused_title", "The server did not accept the sign-in.",
        "サーバーがログインを受け付けませんでした。"),
    ROW("setup_test_refused_lead",
        "Perhaps this device was set up anew meanwhile, or sign-ins are restricted at the moment. "
        "Set it up once more; if that does not help, please tell us: {contact}",
        "この端末が設定し直されたか、いまログインが制限されているのかもしれません。もう一度設定して"
        "も変わらないときは、ご連絡ください: {contact}"),
    ROW("setup_test_away_title", "The mail server cannot be reached at this moment.",
        "ただいまメールサーバーに接続できません。"),
    ROW("setup_test_away_lead",
        "This is no fault of your settings. Please try again in a few minutes.",
        "設定の間違いではありません。数分後にもう一度お試しください。"),
    ROW("setup_test_unsent_title", "The mail was not taken.", "メールを送れませんでした。"),
    ROW("setup_test_unsent_lead",
        "Signing in worked, sending did not. Sending may be stopped for this address; please ask "
        "us: {contact}",
        "ログインはできましたが、送信できませんでした。このアドレスからの送信が止められている可能性"
        "があります。お問い合わせください: {contact}"),
    ROW("setup_test_late_title", "The mail went out but has not come back yet.",
        "メールは送りましたが、まだ届いていません。"),
    ROW("setup_test_late_lead",
        "It may arrive later, or a filter or forwarding of yours put it elsewhere. Your settings "
        "are right.",
        "遅れて届くか、振り分けや転送の設定で別の場所に入った可能性があります。端末の設定に間違いは"
        "ありません。"),
};
const size_t page_setup_text_count = COUNT(page_setup_texts);
