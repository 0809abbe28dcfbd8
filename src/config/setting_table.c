#include "config/setting.h"

#include <stddef.h>

#define AT(member) .offset = offsetof(struct settings, member)
#define SWITCH(name) AT(policy.model.name), .type = SETTING_TRUTH, .group = SETTING_DECISIONS

const struct setting setting_table[] = {
    {
        .key = "language",
        .group = SETTING_GENERAL,
        .type = SETTING_CHOICE,
        .fallback = "auto",
        AT(language),
        .choices = {"auto", "en", "ja"},
        .en = "Language of what people read: reports, progress, notices. auto takes it from the "
              "environment (LC_ALL, LC_MESSAGES, LANG).",
        .ja = "レポートや通知など、人が読む文章の言語。auto は環境変数（LC_ALL、LC_MESSAGES、"
              "LANG）に従う。",
    },
    {
        .key = "time_zone",
        .group = SETTING_GENERAL,
        .type = SETTING_ZONE,
        .fallback = "",
        AT(time_zone),
        .en = "Zone of the times people read, and of log lines that state no zone, such as "
              "Asia/Tokyo. Empty: the zone of this machine.",
        .ja = "人が読む時刻と、時差の書かれていないログの時刻に使うタイムゾーン（例: "
              "Asia/Tokyo）。空ならこのサーバーの設定に従う。",
    },
    {
        .key = "colour",
        .group = SETTING_GENERAL,
        .type = SETTING_CHOICE,
        .fallback = "auto",
        AT(colour),
        .choices = {"auto", "always", "never"},
        .en = "Colour in text for a terminal. auto: only when the output is a terminal.",
        .ja = "端末向けの表示に色を付けるか。auto は出力先が端末のときだけ付ける。",
    },
    {
        .key = "check_authserv_id",
        .group = SETTING_GENERAL,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(check_authserv_id),
        .en =
            "Name by which your own mail server writes Authentication-Results, in lower case. Only "
            "those are believed by mioboe check; empty: none.",
        .ja = "自分のメールサーバーが Authentication-Results に書く名前（小文字）。mioboe check は"
              "この名前のものだけを信用する。空なら、どれも信用しない。",
    },
    {
        .key = "brands_dir",
        .group = SETTING_GENERAL,
        .type = SETTING_PATH,
        .fallback = "",
        AT(brands_dir),
        .en =
            "Directory with brand files (*.brands) of your own: your brand, and others your users "
            "know. They add to the brands inside the program, or replace those with the same ID. "
            "Empty: none.",
        .ja = "独自のブランドファイル（*.brands）を置くディレクトリ。自社のブランドや、利用者に"
              "なじみのあるブランドを、内蔵のブランドに追加する。ID が同じものは置き換える。"
              "空なら使わない。",
    },
    {
        .key = "policy",
        .group = SETTING_DECISIONS,
        .type = SETTING_CHOICE,
        .fallback = "watch",
        AT(policy.mode),
        .choices = {"watch", "strict"},
        .en = "watch never refuses a correct password for the place it comes from: it allows and "
              "tells the owner. strict asks for a second factor or refuses when a sign-in is "
              "unusual enough.",
        .ja = "watch は、パスワードが正しければ場所だけを理由に拒否せず、許可して本人に知らせる。"
              "strict は、普段との違いが大きいログインに追加の確認を求めるか、拒否する。",
    },
    {
        .key = "near_48",
        SWITCH(near_48),
        .fallback = "true",
        .en = "A new IPv6 address inside a /48 the account knows counts as half known.",
        .ja = "初めての IPv6 アドレスでも、そのアカウントが使ったことのある /48 の中なら、"
              "半分は既知とみなす。",
    },
    {
        .key = "expire_400",
        SWITCH(expire_400),
        .fallback = "true",
        .en = "Places and clients an account has not used for 400 days are forgotten.",
        .ja = "400日間使われていない場所やアプリは忘れる。",
    },
    {
        .key = "first_rarity",
        SWITCH(first_rarity),
        .fallback = "true",
        .en = "An account's first sign-in is judged by how rare its place is for the whole "
              "service.",
        .ja = "最初のログインは、その場所がサービス全体でどれだけ珍しいかで判断する。",
    },
    {
        .key = "dormant",
        SWITCH(dormant),
        .fallback = "false",
        .en = "A sign-in after a pause of 90 days with a new client counts as more unusual.",
        .ja = "90日以上使われていなかったアカウントに新しいアプリでログインがあれば、"
              "より珍しいとみなす。",
    },
    {
        .key = "two_countries",
        SWITCH(two_countries),
        .fallback = "false",
        .en = "Sign-ins from two countries within less than the time to travel between them count "
              "as more unusual.",
        .ja = "移動に必要な時間より短い間に2つの国からログインがあれば、より珍しいとみなす。",
    },
    {
        .key = "after_failures",
        SWITCH(after_failures),
        .fallback = "false",
        .en = "A success shortly after failures of the same account counts as more unusual.",
        .ja = "同じアカウントで失敗が続いた直後の成功は、より珍しいとみなす。",
    },
    {
        .key = "quantile_min",
        .group = SETTING_DECISIONS,
        .type = SETTING_NUMBER,
        .fallback = "2000",
        AT(policy.quantile_min),
        .lo = 100,
        .hi = 10000000,
        .unit = "sign-ins",
        .en = "Legitimate sign-ins of the service that must have been scored before its own "
              "thresholds replace the built-in ones.",
        .ja = "サービス自身のデータから求めたしきい値に切り替える前に必要な、正当なログインの"
              "件数。それまでは組み込みの値を使う。",
    },
    {
        .key = "place_database",
        .group = SETTING_PLACES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(place_database),
        .en = "libloc database that tells country and provider of an address. Empty: "
              "/var/lib/location/database.db when it is there.",
        .ja = "IPアドレスから国と通信事業者を推定する libloc データベース。空なら "
              "/var/lib/location/database.db があれば使う。",
    },
    {
        .key = "place_mmdb",
        .group = SETTING_PLACES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(place_mmdb),
        .en = "A second database in MaxMind's format (.mmdb), which adds city and region. Empty: "
              "none.",
        .ja = "市区町村や地域も推定するための MaxMind 形式（.mmdb）のデータベース。空なら"
              "使わない。",
    },
    {
        .key = "place_cache",
        .group = SETTING_PLACES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(place_cache),
        .en = "File that keeps the place table ready between runs; it is made when missing. "
              "Empty: none, each start takes some seconds longer.",
        .ja = "場所の表を次回のために保存しておくファイル。なければ作る。空なら保存せず、起動の"
              "たびに数秒かかる。",
    },
    {
        .key = "database",
        .group = SETTING_STORE,
        .type = SETTING_PATH,
        .fallback = "",
        AT(database),
        .en = "File that keeps what was learnt and the history of sign-ins between runs; it is "
              "made when missing. Empty: nothing is kept.",
        .ja = "学習した内容とログインの履歴を保存するファイル。なければ作る。空なら何も保存"
              "しない。",
    },
    {
        .key = "history_days",
        .group = SETTING_STORE,
        .type = SETTING_NUMBER,
        .fallback = "400",
        AT(history_days),
        .lo = 1,
        .hi = 3650,
        .unit = "days",
        .en = "How long the history of sign-ins is kept.",
        .ja = "ログインの履歴を保存する日数。",
    },
    {
        .key = "identity_days",
        .group = SETTING_STORE,
        .type = SETTING_NUMBER,
        .fallback = "400",
        AT(identity_days),
        .lo = 1,
        .hi = 3650,
        .unit = "days",
        .en = "How long it is remembered which log lines were counted, so that a log scanned "
              "again is not counted twice. Longer than logs are kept.",
        .ja = "読み終えたログの行を覚えておく日数。同じログを読み直しても二重に数えないために"
              "使う。ログの保存期間より長くする。",
    },
    {
        .key = "guess_accounts",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "5",
        AT(guess.accounts),
        .lo = 2,
        .hi = 1000000,
        .unit = "accounts",
        .en = "A source (an IPv4 address or an IPv6 /64) guesses passwords when it failed on this "
              "many different accounts and guess_failures times.",
        .ja = "1つの送信元（IPv4 アドレスまたは IPv6 の /64）が、この数の異なるアカウントで、かつ"
              " guess_failures 回失敗すると、パスワードを推測しているとみなす。",
    },
    {
        .key = "guess_failures",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "10",
        AT(guess.failures),
        .lo = 2,
        .hi = 1000000,
        .unit = "failures",
        .en = "Failures of one source, together with guess_accounts.",
        .ja = "guess_accounts と合わせて数える、1つの送信元の失敗回数。",
    },
    {
        .key = "guess_single_failures",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "50",
        AT(guess.single_failures),
        .lo = 2,
        .hi = 1000000,
        .unit = "failures",
        .en = "A source that never succeeded guesses passwords after this many failures, however "
              "few accounts it tried.",
        .ja = "一度も成功していない送信元は、アカウントの数にかかわらず、この回数失敗すると"
              "パスワードを推測しているとみなす。",
    },
    {
        .key = "guess_wide_accounts",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "8",
        AT(guess.wide_accounts),
        .lo = 2,
        .hi = 1000000,
        .unit = "accounts",
        .en = "A network (an IPv4 /24 or an IPv6 /48) guesses passwords when it failed on this "
              "many different accounts, guess_wide_failures times, from guess_wide_addresses "
              "addresses.",
        .ja = "1つのネットワーク（IPv4 の /24 または IPv6 の /48）が、この数の異なるアカウントで、"
              "guess_wide_addresses 個以上のアドレスから、guess_wide_failures 回失敗すると、"
              "パスワードを推測しているとみなす。",
    },
    {
        .key = "guess_wide_failures",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "20",
        AT(guess.wide_failures),
        .lo = 2,
        .hi = 1000000,
        .unit = "failures",
        .en = "Failures of one network, together with guess_wide_accounts.",
        .ja = "guess_wide_accounts と合わせて数える、1つのネットワークの失敗回数。",
    },
    {
        .key = "guess_wide_addresses",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "3",
        AT(guess.wide_addresses),
        .lo = 1,
        .hi = 65536,
        .unit = "addresses",
        .en = "Different addresses of one network taking part, together with "
              "guess_wide_accounts.",
        .ja = "guess_wide_accounts と合わせて数える、1つのネットワーク内の異なるアドレスの数。",
    },
    {
        .key = "attack_failures_a_day",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "20",
        AT(attack.failures_a_day),
        .lo = 1,
        .hi = 1000000,
        .unit = "failures",
        .en = "An account is under attack after this many failures a day from at least "
              "attack_sources sources it never used.",
        .ja = "1日に、使ったことのない attack_sources 個以上の送信元からこの回数失敗すると、"
              "そのアカウントは攻撃を受けているとみなす。",
    },
    {
        .key = "attack_sources",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "3",
        AT(attack.sources),
        .lo = 1,
        .hi = 1000000,
        .unit = "sources",
        .en = "Different sources, together with attack_failures_a_day.",
        .ja = "attack_failures_a_day と合わせて数える、異なる送信元の数。",
    },
    {
        .key = "attack_single_source",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "50",
        AT(attack.single_source),
        .lo = 1,
        .hi = 1000000,
        .unit = "failures",
        .en = "An account is under attack after this many failures a day from sources it never "
              "used, however few they are.",
        .ja = "送信元の数にかかわらず、使ったことのない送信元から1日にこの回数失敗すると、"
              "そのアカウントは攻撃を受けているとみなす。",
    },
    {
        .key = "found_after",
        .group = SETTING_GUESSING,
        .type = SETTING_NUMBER,
        .fallback = "5",
        AT(attack.found_after),
        .lo = 1,
        .hi = 1000000,
        .unit = "failures",
        .en = "A success right after this many failures of the same source on the same account is "
              "told as a found password.",
        .ja = "同じ送信元が同じアカウントでこの回数失敗した直後に成功すると、パスワードが"
              "知られた疑いとして知らせる。",
    },
    {
        .key = "listen",
        .group = SETTING_SERVICE,
        .type = SETTING_ENDPOINTS,
        .fallback = "127.0.0.1:8084",
        AT(service.listen),
        .en =
            "Where mioboe serve listens for mail servers. A change takes effect at the next start.",
        .ja = "mioboe serve "
              "がメールサーバーからの接続を待つアドレスとポート。変更は次の起動から有効になる。",
    },
    {
        .key = "listen_tls",
        .group = SETTING_SERVICE,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(service.listen_tls),
        .en = "The same with TLS, for mail servers on other machines. Needs tls_certificate and "
              "tls_key.",
        .ja = "同じく、TLS "
              "で接続を待つアドレスとポート。ほかのサーバーから接続する場合に使う。tls_certificate "
              "と tls_key が必要。",
    },
    {
        .key = "tls_certificate",
        .group = SETTING_SERVICE,
        .type = SETTING_PATH,
        .fallback = "",
        AT(service.tls_certificate),
        .en = "PEM file of the certificate and those that lead to its root. SIGHUP reads it again.",
        .ja = "サーバー証明書と中間証明書の PEM ファイル。SIGHUP で読み直す。",
    },
    {
        .key = "tls_key",
        .group = SETTING_SERVICE,
        .type = SETTING_PATH,
        .fallback = "",
        AT(service.tls_key),
        .en = "PEM file of the certificate's private key.",
        .ja = "その秘密鍵の PEM ファイル。",
    },
    {
        .key = "listen_from",
        .group = SETTING_SERVICE,
        .type = SETTING_SOURCES,
        .fallback = "127.0.0.0/8 ::1",
        AT(service.listen_from),
        .en = "Addresses that may connect there; every other connection is closed at once.",
        .ja = "接続を許すアドレス。これ以外からの接続はすぐに切る。",
    },
    {
        .key = "secrets",
        .group = SETTING_SERVICE,
        .type = SETTING_PATH,
        .fallback = "",
        AT(service.secrets),
        .en = "File of passwords and tokens, one a line: NAME SCOPE[,SCOPE...] SECRET. When it is "
              "stated, an address alone permits nothing.",
        .ja = "パスワードとトークンのファイル。1行に1つ、「名前 権限[,権限...] "
              "秘密の文字列」の形で書く。指定すると、アドレスだけでは何も許可しない。",
    },
    {
        .key = "listen_socket",
        .group = SETTING_SERVICE,
        .type = SETTING_PATH,
        .fallback = "",
        AT(service.listen_socket),
        .en = "Unix socket for commands on this machine. Empty: mioboe.sock in the runtime "
              "directory.",
        .ja = "このサーバー上のコマンドが使う UNIX ソケット。空なら実行時ディレクトリの "
              "mioboe.sock。",
    },
    {
        .key = "socket_users",
        .group = SETTING_SERVICE,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(service.socket_users),
        .en = "Users, by name or number, who may use that socket beside root and the user of the "
              "service.",
        .ja = "root "
              "とサービスの実行ユーザーのほかに、このソケットを使えるユーザー。名前または番号で書く"
              "。",
    },
    {
        .key = "socket_door_users",
        .group = SETTING_SERVICE,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(service.socket_door_users),
        .en = "Users who may do there what a door does and nothing else: ask whether a sign-in is "
              "right and may go on. For programs with pam_mioboe.so that are not root.",
        .ja = "このソケットで、ログインの確認だけができるユーザー。pam_mioboe.so を使い、root "
              "でないプログラムのためのもの。",
    },
    {
        .key = "policy_checks",
        .group = SETTING_SERVICE,
        .type = SETTING_CHOICE,
        .fallback = "both",
        AT(service.checks),
        .choices = {"both", "before", "after"},
        .en =
            "Which questions Dovecot is configured to ask: before the password is checked, after "
            "it was found right, or both. With before alone, nobody is ever refused for the place.",
        .ja = "Dovecot が問い合わせる時点。before はパスワードの確認前、after "
              "は正しいと分かった後、both はその両方。before "
              "だけの場合、場所を理由に拒否することはない。",
    },
    {
        .key = "guess_delay",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "5",
        AT(service.delay_s),
        .lo = 0,
        .hi = 30,
        .unit = "seconds",
        .en = "Wait before a password is checked that comes from a source that guesses, or for an "
              "account under attack from a source it never used.",
        .ja = "推測を行っている送信元、または攻撃を受けているアカウントが使ったことのない送信元から"
              "来たパスワードを確認するまでの待ち時間。",
    },
    {
        .key = "outage",
        .group = SETTING_SERVICE,
        .type = SETTING_CHOICE,
        .fallback = "allow",
        AT(service.outage),
        .choices = {"allow", "refuse"},
        .en = "The answer when a sign-in cannot be judged in time.",
        .ja = "時間内に判断できないときの答え。allow は通し、refuse は拒否する。",
    },
    {
        .key = "answer_ms",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "200",
        AT(service.answer_ms),
        .lo = 10,
        .hi = 1500,
        .unit = "milliseconds",
        .en = "Time for an answer; afterwards outage decides, and a report is answered 503. "
              "Dovecot itself waits two seconds.",
        .ja = "答えを出すまでの時間。過ぎたら outage に従い、報告には 503 を返す。Dovecot "
              "自身は2秒待つ。",
    },
    {
        .key = "serve_threads",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "0",
        AT(service.threads),
        .lo = 0,
        .hi = 8,
        .unit = "threads",
        .en = "Threads that answer mail servers. 0: one for each core, 8 at most.",
        .ja = "メールサーバーに答えるスレッドの数。0 ならコアごとに1つ（最大8）。",
    },
    {
        .key = "serve_workers",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "4",
        AT(service.workers),
        .lo = 1,
        .hi = 64,
        .unit = "threads",
        .en = "Threads for what may take longer: lists, history, metrics.",
        .ja = "一覧、履歴、統計など、時間のかかる処理を行うスレッドの数。",
    },
    {
        .key = "check_at_once",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "2",
        AT(service.check_at_once),
        .lo = 1,
        .hi = 16,
        .unit = "messages",
        .en = "Messages that are checked at the same time, each in a process of its own without "
              "files and network.",
        .ja = "同時に判定するメッセージの数。1通ずつ、ファイルにもネットワークにも触れられない別の"
              "プロセスで読む。",
    },
    {
        .key = "connections",
        .group = SETTING_SERVICE,
        .type = SETTING_NUMBER,
        .fallback = "4096",
        AT(service.connections),
        .lo = 16,
        .hi = 65536,
        .unit = "connections",
        .en = "Open connections at most. Beyond it, the connection that has waited longest without "
              "a whole request makes room.",
        .ja = "同時に開く接続の上限。超えると、要求をまだ送り終えていない接続のうち、最も長く待って"
              "いるものを切る。",
    },
    {
        .key = "log_level",
        .group = SETTING_SERVICE,
        .type = SETTING_CHOICE,
        .fallback = "info",
        AT(service.log),
        .choices = {"warning", "info", "debug"},
        .en = "What mioboe serve writes to the log. debug: every sign-in.",
        .ja = "mioboe serve がログに書く範囲。debug はすべてのログインを書く。",
    },
    {
        .key = "door_user",
        .group = SETTING_DOORS,
        .type = SETTING_CHOICE,
        .fallback = "account",
        AT(doors.user),
        .choices = {"account", "login"},
        .en = "What nginx signs people in as: account, the account's ID, whatever name was typed; "
              "login, the name as it was typed.",
        .ja = "nginx が背後のサーバーへ渡す利用者名。account "
              "は、どの名前で入力されてもアカウントの ID。login は入力された名前のまま。",
    },
    {
        .key = "nginx_imap",
        .group = SETTING_DOORS,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(doors.nginx_imap),
        .en = "Where nginx's mail proxy goes with an IMAP sign-in that is right: ADDRESS:PORT. "
              "Empty: nowhere, and IMAP is refused.",
        .ja = "nginx のメールプロキシが、正しい IMAP "
              "のログインを渡す先（アドレス:ポート）。空なら渡さず、IMAP を断る。",
    },
    {
        .key = "nginx_pop3",
        .group = SETTING_DOORS,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(doors.nginx_pop3),
        .en = "Where it goes with a POP3 sign-in; written as nginx_imap.",
        .ja = "POP3 のログインを渡す先。書き方は nginx_imap と同じ。",
    },
    {
        .key = "nginx_smtp",
        .group = SETTING_DOORS,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(doors.nginx_smtp),
        .en = "Where it goes with a submission; written as nginx_imap.",
        .ja = "送信（submission）のログインを渡す先。書き方は nginx_imap と同じ。",
    },
    {
        .key = "nginx_password_file",
        .group = SETTING_DOORS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(doors.nginx_password_file),
        .en = "File whose first line is the password nginx signs in with at the servers behind it, "
              "whoever it is for. Empty: with the person's own.",
        .ja = "nginx が背後のサーバーへのログインに使うパスワードを、1行目に書いたファイル。"
              "空なら、利用者が入力したパスワードをそのまま使う。",
    },
    {
        .key = "report_accounts",
        .group = SETTING_REPORT,
        .type = SETTING_NUMBER,
        .fallback = "1000",
        AT(report_accounts),
        .lo = 0,
        .hi = 1000000,
        .unit = "accounts",
        .en = "Accounts that get a part of their own in a report, the most interesting first.",
        .ja = "レポートで個別に示すアカウントの数。注意の必要なものから順に示す。",
    },
    {
        .key = "service_name_en",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.service_name_en),
        .en = "What people know the service as, in English texts: Example Mail.",
        .ja = "英語の文章で使うサービスの名前（例: Example Mail）。",
    },
    {
        .key = "service_name_ja",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.service_name_ja),
        .en = "The same in Japanese texts.",
        .ja = "日本語の文章で使うサービスの名前（例: 見本メール）。",
    },
    {
        .key = "service_home",
        .group = SETTING_NOTICES,
        .type = SETTING_URL,
        .fallback = "",
        AT(notice.service_home),
        .en = "The service's own site.",
        .ja = "サービスの公式サイト。",
    },
    {
        .key = "service_security_page",
        .group = SETTING_NOTICES,
        .type = SETTING_URL,
        .fallback = "",
        AT(notice.service_security_page),
        .en = "Short address of the page with passwords and security settings, which people keep "
              "as a bookmark; notices name it and never need it as a link.",
        .ja = "パスワードやセキュリティ設定のページの短い "
              "URL。利用者がブックマークできるもの。通知には書くが、リンクとして開く必要はない。",
    },
    {
        .key = "service_contact",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.service_contact),
        .en = "Where people turn to for help: a telephone number or an address on the site.",
        .ja = "問い合わせ先。電話番号または公式サイトの URL。",
    },
    {
        .key = "credential_name_en",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.credential_name_en),
        .en = "What the main password is called, in English texts. Empty: password.",
        .ja = "英語の文章で使う、主なパスワードの呼び名。空なら password。",
    },
    {
        .key = "credential_name_ja",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.credential_name_ja),
        .en = "The same in Japanese texts.",
        .ja = "日本語の文章で使う、主なパスワードの呼び名。空なら「パスワード」。",
    },
    {
        .key = "app_password_name_en",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.app_password_name_en),
        .en = "What the password made for one mail program is called, in English texts. Empty: app "
              "password.",
        .ja = "英語の文章で使う、メールソフト専用パスワードの呼び名。空なら app password。",
    },
    {
        .key = "app_password_name_ja",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.app_password_name_ja),
        .en = "The same in Japanese texts.",
        .ja = "日本語の文章で使う、メールソフト専用パスワードの呼び名。空なら「メールソフト用"
              "パスワード」。",
    },
    {
        .key = "notice_start",
        .group = SETTING_NOTICES,
        .type = SETTING_CHOICE,
        .fallback = "off",
        AT(telling.start),
        .choices = {"off", "preview", "on"},
        .en =
            "Whether owners are told. preview records what would be told and sends nothing; mioboe "
            "notice forecast counts it from the history beforehand.",
        .ja =
            "本人への通知を行うか。preview は通知するはずだったものを記録するだけで、何も送らない。"
            "mioboe notice forecast を使うと、始める前に履歴から件数を見積もれる。",
    },
    {
        .key = "notice_groups",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(telling.groups),
        .en = "Groups of accounts that are told, to begin with some of them. Empty: all accounts.",
        .ja = "通知の対象にするアカウントのグループの並び。一部から始めるときに使う。空なら全員。",
    },
    {
        .key = "notice_learning_days",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "14",
        AT(telling.learning_days),
        .lo = 0,
        .hi = 365,
        .unit = "days",
        .en = "Days from an account's first sign-in in which its habits are learnt and nothing "
              "unusual is told. Refusals are told all the same.",
        .ja = "アカウントの最初のログインから、普段の使い方を覚えるだけで通知しない日数。"
              "拒否したログインは、この間でも知らせる。",
    },
    {
        .key = "notice_channels",
        .group = SETTING_NOTICES,
        .type = SETTING_CHOICE,
        .fallback = "both",
        AT(telling.channels),
        .choices = {"both", "sms_first", "mail_first", "mail", "sms"},
        .en = "By which ways an account is told that has both. sms_first and mail_first use the "
              "other one when the first does not get through.",
        .ja = "SMSとメールの両方を登録したアカウントへの知らせ方。sms_first と mail_first は、"
              "先の方法で届かないときにもう一方を使う。",
    },
    {
        .key = "notice_budget_same_days",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "30",
        AT(telling.same_days),
        .lo = 1,
        .hi = 30,
        .unit = "days",
        .en = "An account is told once in so many days of sign-ins from the same country and "
              "provider "
              "with the same kind of client.",
        .ja = "同じ国、同じプロバイダー、同じ種類のアプリからのログインを、"
              "1つのアカウントへ知らせるのはこの日数に1回。",
    },
    {
        .key = "notice_budget_hour",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "3",
        AT(telling.hour),
        .lo = 1,
        .hi = 60,
        .unit = "notices",
        .en =
            "Notices of sign-ins an account gets in an hour; further ones are told together later, "
            "except those of high risk.",
        .ja = "1つのアカウントに1時間に送るログイン通知の数。超えた分は、危険度の高いものを除いて、"
              "あとでまとめて知らせる。",
    },
    {
        .key = "notice_budget_two_days",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "10",
        AT(telling.two_days),
        .lo = 1,
        .hi = 60,
        .unit = "notices",
        .en = "The same for two days.",
        .ja = "1つのアカウントに2日間に送るログイン通知の数。",
    },
    {
        .key = "notice_stage_days",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "7",
        AT(telling.stage_days),
        .lo = 1,
        .hi = 30,
        .unit = "days",
        .en =
            "An account whose mail program is refused by a stage, or soon will be, is told once in "
            "so many days, however often the program tries.",
        .ja = "段階的な制限で使えない、または使えなくなるメールソフトについて、1つのアカウントへ"
              "知らせるのはこの日数に1回。接続の回数にはよらない。",
    },
    {
        .key = "notice_from",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(notice.from),
        .en = "Mail address notices come from, in a domain of its own such as "
              "notice@notice.example.jp; published on the public pages.",
        .ja = "通知メールの送信元アドレス。notice@notice.example.jp "
              "のように専用のドメインがよい。公開ページに載せる。",
    },
    {
        .key = "notice_from_name_en",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.from_name_en),
        .en = "Name beside that address in English mail. Empty: the service's name.",
        .ja = "英語のメールで送信元アドレスに添える名前。空ならサービスの名前。",
    },
    {
        .key = "notice_from_name_ja",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(notice.from_name_ja),
        .en = "The same in Japanese mail.",
        .ja = "日本語のメールで送信元アドレスに添える名前。空ならサービスの名前。",
    },
    {
        .key = "notice_hosts",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(notice.hosts),
        .en = "Hosts the links in notices may lead to, always by https; published.",
        .ja = "通知のリンク先として使うホスト名の並び。必ず https を使う。公開ページに載せる。",
    },
    {
        .key = "notice_sms_from",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(notice.sms_from),
        .en = "Sender SMS come from, a name of letters or a number; published.",
        .ja = "SMSの送信元。英字の名前または番号。公開ページに載せる。",
    },
    {
        .key = "notice_sms_numbers",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(notice.sms_numbers),
        .en = "Further numbers SMS and calls may come from; published.",
        .ja = "SMSや電話に使うほかの番号の並び。公開ページに載せる。",
    },
    {
        .key = "notice_check_page",
        .group = SETTING_NOTICES,
        .type = SETTING_URL,
        .fallback = "",
        AT(notice.check_page),
        .en = "Address of the public page that checks references: https://notice.example.jp/check.",
        .ja = "照会番号を確かめる公開ページの URL（例: https://notice.example.jp/check）。",
    },
    {
        .key = "notice_undo_page",
        .group = SETTING_NOTICES,
        .type = SETTING_URL,
        .fallback = "",
        AT(notice.undo_page),
        .en = "Address of the public page where an owner undoes a change of a credential with the "
              "code of its notice: https://notice.example.jp/undo. Empty: no code is sent.",
        .ja = "通知に記載のコードでパスワードなどの変更を取り消す公開ページの URL（例: "
              "https://notice.example.jp/undo）。空ならコードを送らない。",
    },
    {
        .key = "undo_hours",
        .group = SETTING_NOTICES,
        .type = SETTING_NUMBER,
        .fallback = "72",
        AT(notice.undo_hours),
        .lo = 1,
        .hi = 720,
        .unit = "hours",
        .en = "How long such a code works.",
        .ja = "そのコードが使える時間。",
    },
    {
        .key = "never_ask",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "password code payment card remote",
        AT(notice.never_ask),
        .en = "What no notice ever asks for; published. Some of password, code, payment, card, "
              "remote, identity, reply.",
        .ja =
            "通知で決して求めないもの。公開ページに載せる。password、code、payment、card、remote、"
            "identity、reply から選ぶ。",
    },
    {
        .key = "home_countries",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(notice.home_countries),
        .en =
            "Countries that are never called abroad in a notice, such as JP. Empty: no notice says "
            "abroad.",
        .ja = "通知で「国外」と呼ばない国（例: JP）。空なら、どの通知も「国外」とは書かない。",
    },
    {
        .key = "notice_templates",
        .group = SETTING_NOTICES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(notice.templates),
        .en = "Folder of templates that stand for the built-in texts; mioboe notice lint checks "
              "them. "
              "Empty: the built-in texts.",
        .ja = "組み込みの文面の代わりに使うテンプレートのフォルダー。mioboe notice lint で検査"
              "できる。空なら組み込みの文面を使う。",
    },
    {
        .key = "notice_key",
        .group = SETTING_NOTICES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(notice.key),
        .en =
            "File of the secret that makes references; it is made when missing. Only its owner may "
            "read it. Empty: notice.key beside the database.",
        .ja =
            "照会番号を作るための秘密を入れるファイル。なければ作る。所有者だけが読めること。空なら"
            "データベースと同じ場所の notice.key。",
    },
    {
        .key = "sms_free_text",
        .group = SETTING_NOTICES,
        .type = SETTING_TRUTH,
        .fallback = "false",
        AT(notice.sms_free),
        .en = "Say on the public pages that receiving these SMS costs nothing.",
        .ja = "通知SMSの受信料がかからないことを公開ページに書く。",
    },
    {
        .key = "smtp_server",
        .group = SETTING_NOTICES,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(courier.smtp_server),
        .en = "HOST:PORT of the mail server that takes notices, such as 127.0.0.1:25. Empty: no "
              "mail is sent.",
        .ja = "通知メールを渡すメールサーバーの HOST:PORT（例: "
              "127.0.0.1:25）。空ならメールは送らない。",
    },
    {
        .key = "smtp_tls",
        .group = SETTING_NOTICES,
        .type = SETTING_CHOICE,
        .fallback = "none",
        AT(courier.smtp_tls),
        .choices = {"none", "starttls", "tls"},
        .en = "How the connection to it is protected. none is for a server on this machine; "
              "starttls and tls check its certificate and send nothing without it.",
        .ja = "メールサーバーとの接続の保護。none は同じマシンのサーバー向け。starttls と tls は"
              "証明書を確かめ、確かめられなければ何も送らない。",
    },
    {
        .key = "smtp_user",
        .group = SETTING_NOTICES,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(courier.smtp_user),
        .en = "Name to sign in to the mail server with. Empty: nobody signs in.",
        .ja = "メールサーバーにログインする名前。空ならログインしない。",
    },
    {
        .key = "smtp_password_file",
        .group = SETTING_NOTICES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(courier.smtp_password_file),
        .en = "File whose first line is the password for it; not readable by everybody.",
        .ja = "そのパスワードを1行目に書いたファイル。誰でも読める権限にはしない。",
    },
    {
        .key = "sms_gateway",
        .group = SETTING_NOTICES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(courier.sms_gateway),
        .en =
            "File that describes the HTTP request which sends an SMS; contrib/kannel/sendsms.conf "
            "is one for Kannel. Empty: no SMS is sent.",
        .ja = "SMS を送る HTTP リクエストを書いたファイル。Kannel 用の例は "
              "contrib/kannel/sendsms.conf。空なら SMS は送らない。",
    },
    {
        .key = "voice_gateway",
        .group = SETTING_NOTICES,
        .type = SETTING_PATH,
        .fallback = "",
        AT(courier.voice_gateway),
        .en = "The same for a telephone call that reads the notice out. Empty: nobody is called.",
        .ja =
            "通知を読み上げる電話をかける HTTP リクエストを書いたファイル。空なら電話はかけない。",
    },
    {
        .key = "public_listen",
        .group = SETTING_PUBLIC,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(open.listen),
        .en = "Where the public pages are served to anybody, such as 127.0.0.1:8085 behind a web "
              "server. Nothing else is there. Empty: nowhere. A change takes effect at the next "
              "start.",
        .ja = "公開ページを誰にでも見せるアドレスとポート。Webサーバーの後ろに置くなら "
              "127.0.0.1:8085 "
              "など。ほかの機能はここからは使えない。空なら公開しない。変更は次の起動から有効になる"
              "。",
    },
    {
        .key = "public_listen_tls",
        .group = SETTING_PUBLIC,
        .type = SETTING_ENDPOINTS,
        .fallback = "",
        AT(open.listen_tls),
        .en = "The same with TLS. Needs tls_certificate and tls_key.",
        .ja = "同じく TLS で公開するアドレスとポート。tls_certificate と tls_key が必要。",
    },
    {
        .key = "public_proxies",
        .group = SETTING_PUBLIC,
        .type = SETTING_SOURCES,
        .fallback = "",
        AT(open.proxies),
        .en = "Web servers in front of the public pages. Only theirs are the X-Forwarded-For and "
              "X-Forwarded-Proto that are believed.",
        .ja = "公開ページの前に置くWebサーバーのアドレス。X-Forwarded-For と X-Forwarded-Proto "
              "は、ここからのものだけを信じる。",
    },
    {
        .key = "password_source",
        .group = SETTING_PASSWORDS,
        .type = SETTING_CHOICE,
        .fallback = "store",
        AT(password.source),
        .choices = {"store", "dovecot", "saslauthd", "pam"},
        .en = "Who knows main passwords: Mioboe's own store, or another program that is asked at "
              "password_socket. App passwords are in the store either way.",
        .ja =
            "本パスワードを照合するところ。store なら Mioboe 自身、ほかは password_socket "
            "で問い合わせるプログラム。メールソフト用パスワードは、どの場合も Mioboe が保管する。",
    },
    {
        .key = "password_socket",
        .group = SETTING_PASSWORDS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(password.socket),
        .en = "Unix socket of the program password_source names, such as /run/saslauthd/mux, "
              "/run/mioboe-pam/socket or an auth-client socket of Dovecot.",
        .ja = "password_source のプログラムの Unix ソケット。例: /run/saslauthd/mux、"
              "/run/mioboe-pam/socket、Dovecot の auth-client ソケット。",
    },
    {
        .key = "password_host_wait",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "5",
        AT(password.host_wait_s),
        .lo = 1,
        .hi = 7,
        .unit = "seconds",
        .en = "How long that program may take; then the answer is unavailable, never wrong.",
        .ja =
            "そのプログラムの返事を待つ秒数。過ぎたら「不一致」ではなく「確認できない」と答える。",
    },
    {
        .key = "password_hash_memory",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "19",
        AT(password.hash_mib),
        .lo = 8,
        .hi = 256,
        .unit = "MiB",
        .en =
            "Memory one argon2id takes. Hashes that cost less are replaced when their password is "
            "next right. A change takes effect at the next start.",
        .ja = "argon2id 1回が使うメモリー。これより弱いハッシュは、次にパスワードが正しかったときに"
              "置き換える。変更は次の起動から有効になる。",
    },
    {
        .key = "password_hash_passes",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "2",
        AT(password.hash_passes),
        .lo = 1,
        .hi = 10,
        .unit = "",
        .en = "Passes of one argon2id over its memory. A change takes effect at the next start.",
        .ja = "argon2id がメモリーを走査する回数。変更は次の起動から有効になる。",
    },
    {
        .key = "password_hash_threads",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "0",
        AT(password.hash_threads),
        .lo = 0,
        .hi = 64,
        .unit = "",
        .en = "Main passwords hashed at once: bounds what guessing costs in processors and memory. "
              "0: "
              "half the cores. A change takes effect at the next start.",
        .ja = "同時に照合する本パスワードの数。総当たりに使われる CPU とメモリーの上限になる。"
              "0 ならコア数の半分。変更は次の起動から有効になる。",
    },
    {
        .key = "password_queue",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "256",
        AT(password.queue),
        .lo = 8,
        .hi = 4096,
        .unit = "",
        .en = "Main passwords that wait to be hashed. Beyond, whoever guesses is turned away "
              "first, then "
              "strangers. A change takes effect at the next start.",
        .ja = "照合の順番を待てる本パスワードの数。いっぱいなら、総当たりの発信元、次に初めての場所"
              "の順に断る。変更は次の起動から有効になる。",
    },
    {
        .key = "password_remember",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "60",
        AT(password.remember_m),
        .lo = 0,
        .hi = 1440,
        .unit = "minutes",
        .en = "How long it is remembered, in memory alone, that a main password was right or wrong "
              "from a "
              "network, so that a program that asks every minute is not hashed every minute. What "
              "another host found right: a minute at most. 0: not at all.",
        .ja =
            "あるネットワークからの本パスワードの正誤を、メモリー上だけで覚えておく時間。毎分確認に"
            "来るメールソフトのたびに計算しないため。ほかのプログラムが正しいと答えたものは、"
            "最大1分。0 なら覚えない。",
    },
    {
        .key = "app_password_binding",
        .group = SETTING_PASSWORDS,
        .type = SETTING_CHOICE,
        .fallback = "none",
        AT(password.binding),
        .choices = {"none", "network", "device", "both"},
        .en = "To what an app password is bound at its first use: the provider it came from, the "
              "name "
              "its program gives, or both. A phone that changes between Wi-Fi and its carrier "
              "needs none "
              "or device.",
        .ja = "メールソフト用パスワードを、最初に使われた接続事業者（network）、メールソフトの名前"
              "（device）、またはその両方（both）に限るか。Wi-Fi "
              "と携帯回線を行き来するスマートフォンでは none か device にする。",
    },
    {
        .key = "app_password_readable",
        .group = SETTING_PASSWORDS,
        .type = SETTING_TRUTH,
        .fallback = "false",
        AT(password.readable),
        .en = "Whether an encrypted copy of each new app password is kept, so that its owner may "
              "read "
              "it again after proving who it is. Else it is shown once.",
        .ja = "新しいメールソフト用パスワードの暗号化した控えを残し、本人確認のあとでもう一度"
              "表示できるようにするか。しないなら表示は作成時の1回だけ。",
    },
    {
        .key = "app_password_key",
        .group = SETTING_PASSWORDS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(password.app_key),
        .en = "File of the key without which the app passwords in the database are worth nothing. "
              "Made at "
              "the first start; keep a copy of it elsewhere than the database's. Empty: "
              "app_password.key beside the database.",
        .ja = "メールソフト用パスワードの鍵のファイル。これがなければデータベースだけ盗まれても役に"
              "立たない。最初の起動で作られる。控えはデータベースの控えと別の場所に置く。"
              "空ならデータベースと同じ場所の app_password.key。",
    },
    {
        .key = "password_length",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "10",
        AT(password.length_min),
        .lo = 8,
        .hi = 64,
        .unit = "characters",
        .en = "Length of a new password at least.",
        .ja = "新しいパスワードの最小の長さ。",
    },
    {
        .key = "password_bits",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "40",
        AT(password.bits_min),
        .lo = 0,
        .hi = 128,
        .unit = "bits",
        .en = "How hard a new password must be to guess: the binary logarithm of the tries that "
              "zxcvbn expects. 0: it is not asked.",
        .ja =
            "新しいパスワードの推測されにくさ。zxcvbn が見積もった試行回数の2を底とする対数で表す。"
            "0 なら問わない。",
    },
    {
        .key = "password_old",
        .group = SETTING_PASSWORDS,
        .type = SETTING_NUMBER,
        .fallback = "5",
        AT(password.old),
        .lo = 0,
        .hi = 24,
        .unit = "passwords",
        .en = "How many of an account's old passwords are kept, as hashes, and refused.",
        .ja = "使えなくする以前のパスワードの数。ハッシュとして保存する。",
    },
    {
        .key = "doveadm_url",
        .group = SETTING_PASSWORDS,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(password.doveadm_url),
        .en =
            "Dovecot's HTTP API, such as http://127.0.0.1:8080/doveadm/v1, by which open sessions "
            "are ended after a change. Empty: they end by themselves.",
        .ja = "変更後に接続中のセッションを終了させるための Dovecot の HTTP API（例: "
              "http://127.0.0.1:8080/doveadm/v1）。空なら終了させない。",
    },
    {
        .key = "doveadm_key_file",
        .group = SETTING_PASSWORDS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(password.doveadm_key_file),
        .en = "File with Dovecot's doveadm_api_key in its first line.",
        .ja = "1行目に Dovecot の doveadm_api_key を書いたファイル。",
    },
    {
        .key = "doveadm_password_file",
        .group = SETTING_PASSWORDS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(password.doveadm_password_file),
        .en = "File with Dovecot's doveadm_password, when there is no key.",
        .ja = "API キーを使わない場合に、Dovecot の doveadm_password を書いたファイル。",
    },
    {
        .key = "password_breach_list",
        .group = SETTING_PASSWORDS,
        .type = SETTING_PATH,
        .fallback = "",
        AT(password.breach_list),
        .en =
            "File of the SHA-1 of passwords that leaked somewhere, in ascending order: text, or "
            "what mioboe password breach made of it. New passwords in it are refused. Empty: none.",
        .ja = "漏れて出回っているパスワードの SHA-1 を昇順に並べたファイル。テキストか、mioboe "
              "password "
              "breach で変換したもの。載っているものは新しいパスワードにできない。空なら使わない。",
    },
    {
        .key = "mail_imap_host",
        .group = SETTING_MAIL,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(mail.imap.host),
        .en = "Server mail programs use for IMAP, such as imap.example.jp; it stands in set-up "
              "files and guides. Empty: not offered.",
        .ja = "メールソフトがIMAPに使うサーバー（例: "
              "imap.example.jp）。設定ファイルや設定の案内に載せる。空なら案内しない。",
    },
    {
        .key = "mail_imap_port",
        .group = SETTING_MAIL,
        .type = SETTING_NUMBER,
        .fallback = "993",
        AT(mail.imap.port),
        .lo = 1,
        .hi = 65535,
        .unit = "",
        .en = "Port of mail_imap_host.",
        .ja = "mail_imap_host のポート番号。",
    },
    {
        .key = "mail_imap_tls",
        .group = SETTING_MAIL,
        .type = SETTING_CHOICE,
        .fallback = "tls",
        AT(mail.imap.socket),
        .choices = {"tls", "starttls", "plain"},
        .en = "How the connection is protected: tls from the first byte, starttls before anything "
              "is said, plain not at all.",
        .ja = "接続の保護。tls は最初から暗号化し、starttls は何かを送る前に暗号化し、plain "
              "は暗号化しない。",
    },
    {
        .key = "mail_pop_host",
        .group = SETTING_MAIL,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(mail.pop.host),
        .en = "Server mail programs use for POP3, such as pop.example.jp; it stands in set-up "
              "files and guides. Empty: not offered.",
        .ja = "メールソフトがPOP3に使うサーバー（例: "
              "pop.example.jp）。設定ファイルや設定の案内に載せる。空なら案内しない。",
    },
    {
        .key = "mail_pop_port",
        .group = SETTING_MAIL,
        .type = SETTING_NUMBER,
        .fallback = "995",
        AT(mail.pop.port),
        .lo = 1,
        .hi = 65535,
        .unit = "",
        .en = "Port of mail_pop_host.",
        .ja = "mail_pop_host のポート番号。",
    },
    {
        .key = "mail_pop_tls",
        .group = SETTING_MAIL,
        .type = SETTING_CHOICE,
        .fallback = "tls",
        AT(mail.pop.socket),
        .choices = {"tls", "starttls", "plain"},
        .en = "How the connection is protected: tls from the first byte, starttls before anything "
              "is said, plain not at all.",
        .ja = "接続の保護。tls は最初から暗号化し、starttls は何かを送る前に暗号化し、plain "
              "は暗号化しない。",
    },
    {
        .key = "mail_smtp_host",
        .group = SETTING_MAIL,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(mail.smtp.host),
        .en = "Server mail programs use for sending (submission), such as smtp.example.jp; it "
              "stands in set-up files and guides. Empty: not offered.",
        .ja = "メールソフトがメール送信（サブミッション）に使うサーバー（例: "
              "smtp.example.jp）。設定ファイルや設定の案内に載せる。空なら案内しない。",
    },
    {
        .key = "mail_smtp_port",
        .group = SETTING_MAIL,
        .type = SETTING_NUMBER,
        .fallback = "465",
        AT(mail.smtp.port),
        .lo = 1,
        .hi = 65535,
        .unit = "",
        .en = "Port of mail_smtp_host.",
        .ja = "mail_smtp_host のポート番号。",
    },
    {
        .key = "mail_smtp_tls",
        .group = SETTING_MAIL,
        .type = SETTING_CHOICE,
        .fallback = "tls",
        AT(mail.smtp.socket),
        .choices = {"tls", "starttls", "plain"},
        .en = "How the connection is protected: tls from the first byte, starttls before anything "
              "is said, plain not at all.",
        .ja = "接続の保護。tls は最初から暗号化し、starttls は何かを送る前に暗号化し、plain "
              "は暗号化しない。",
    },
    {
        .key = "mail_domains",
        .group = SETTING_MAIL,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(mail.domains),
        .en = "Domains of your mail addresses, such as example.jp. Automatic set-up answers for "
              "these alone. Empty: for any.",
        .ja = "メールアドレスのドメイン（例: "
              "example."
              "jp）。自動設定の問い合わせには、このドメインについてだけ答える。空なら、どのドメイン"
              "にも答える。",
    },
    {
        .key = "mail_user_name",
        .group = SETTING_MAIL,
        .type = SETTING_CHOICE,
        .fallback = "address",
        AT(mail.user),
        .choices = {"address", "account"},
        .en = "What people type as the user name in a mail program: their mail address or their "
              "account ID.",
        .ja = "メールソフトのユーザー名として入力してもらうもの。address はメールアドレス、account "
              "はアカウントID。",
    },
    {
        .key = "setup_page",
        .group = SETTING_MAIL,
        .type = SETTING_URL,
        .fallback = "",
        AT(mail.setup_page),
        .en = "Address of the public page that sets devices up: https://mail.example.jp/setup. "
              "Links to it are made from this. Empty: there are no links.",
        .ja = "端末を設定する公開ページの URL（例: "
              "https://mail.example.jp/setup）。設定用リンクはこの URL "
              "から作る。空ならリンクを作らない。",
    },
    {
        .key = "setup_own_line",
        .group = SETTING_MAIL,
        .type = SETTING_CHOICE,
        .fallback = "ignored",
        AT(mail.own_line),
        .choices = {"ignored", "enough", "required"},
        .en = "What a trusted network counts for when a device is set up. ignored: the PIN is "
              "always asked for; enough: over it no PIN is asked for; required: it is needed as "
              "well as the PIN, unless the link was made with --anywhere.",
        .ja = "端末を設定するときの、信頼できる回線の扱い。ignored は常に暗証番号を尋ね、enough "
              "はその回線からなら尋ねない。required "
              "は暗証番号に加えてその回線も必要とする（--anywhere を付けて作ったリンクを除く）。",
    },
    {
        .key = "mail_ca_file",
        .group = SETTING_MAIL,
        .type = SETTING_PATH,
        .fallback = "",
        AT(mail.ca_file),
        .en = "PEM file of the authorities whose certificates your mail servers have; for the test "
              "mail of the set-up pages. Empty: those of this machine.",
        .ja = "メールサーバーの証明書を発行した認証局の PEM "
              "ファイル。設定ページのテストメールで使う。空ならこのサーバーの標準のもの。",
    },
    {
        .key = "profile_certificate",
        .group = SETTING_MAIL,
        .type = SETTING_PATH,
        .fallback = "",
        AT(mail.profile_certificate),
        .en = "PEM file with the certificate that signs configuration profiles of Apple devices, "
              "and those above it. Empty: profiles are not signed, and devices say so.",
        .ja = "Apple 端末の構成プロファイルに署名する証明書と、その上位の証明書の PEM "
              "ファイル。空なら署名せず、端末には「未署名」と表示される。",
    },
    {
        .key = "profile_key",
        .group = SETTING_MAIL,
        .type = SETTING_PATH,
        .fallback = "",
        AT(mail.profile_key),
        .en = "PEM file with its private key, without a passphrase; only its owner may read it.",
        .ja = "その秘密鍵の PEM ファイル（パスフレーズなし）。所有者だけが読めること。",
    },
    {
        .key = "filter_listen",
        .group = SETTING_FLOW,
        .type = SETTING_ENDPOINTS,
        .fallback = "127.0.0.1:8893",
        AT(flow.listen),
        .en = "Where mioboe milter waits for the mail server (smtpd_milters = "
              "inet:127.0.0.1:8893). Whoever "
              "reaches it can have messages judged: keep it on loopback.",
        .ja =
            "mioboe milter がメールサーバーを待つアドレスとポート（smtpd_milters = "
            "inet:127.0.0.1:8893）。ここに届く者は誰でもメールを判定させられるので、ループバックに"
            "置く。",
    },
    {
        .key = "filter_socket",
        .group = SETTING_FLOW,
        .type = SETTING_PATH,
        .fallback = "",
        AT(flow.socket),
        .en = "A unix socket to wait at in place of filter_listen. A Postfix in a chroot only "
              "finds one below "
              "/var/spool/postfix. Empty: none.",
        .ja = "filter_listen の代わりに待つ UNIX ソケット。chroot の中の Postfix からは "
              "/var/spool/postfix の下しか見えない。空なら使わない。",
    },
    {
        .key = "filter_fake",
        .group = SETTING_FLOW,
        .type = SETTING_CHOICE,
        .fallback = "tag",
        AT(flow.fake),
        .choices = {"tag", "hold"},
        .en = "What becomes of a message judged to be a fake. tag: it is delivered with its "
              "verdict in the "
              "header X-Mioboe-Verdict. hold: the mail server keeps it in its hold queue until you "
              "release it.",
        .ja =
            "偽物と判定したメールの扱い。tag は判定を X-Mioboe-Verdict "
            "ヘッダーに書いて配送する。hold はメールサーバーの hold キューに留め、運用者が解放する"
            "まで配送しない。",
    },
    {
        .key = "filter_subject",
        .group = SETTING_FLOW,
        .type = SETTING_TEXT,
        .fallback = "",
        AT(flow.subject),
        .en = "What is put in front of a fake's subject, such as [Fake?]. It breaks DKIM "
              "signatures. Empty: "
              "subjects are left alone.",
        .ja = "偽物と判定したメールの件名の前に付ける文字列（例: "
              "[偽メール?]）。DKIM署名は壊れる。空なら"
              "件名を変えない。",
    },
    {
        .key = "filter_wait",
        .group = SETTING_FLOW,
        .type = SETTING_NUMBER,
        .fallback = "1500",
        AT(flow.wait_ms),
        .lo = 100,
        .hi = 1900,
        .unit = "milliseconds",
        .en = "A verdict that takes longer is not waited for: the message passes unjudged, and its "
              "header says "
              "so.",
        .ja =
            "判定を待つ時間。これより長くかかるときは待たず、判定なしで通し、ヘッダーにそう書く。",
    },
    {
        .key = "filter_processes",
        .group = SETTING_FLOW,
        .type = SETTING_NUMBER,
        .fallback = "2",
        AT(flow.processes),
        .lo = 1,
        .hi = 64,
        .unit = "processes",
        .en = "Messages that are judged at the same time, each in a process of its own.",
        .ja = "同時に判定するメールの数。それぞれ別のプロセスで判定する。",
    },
    {
        .key = "filter_memory",
        .group = SETTING_FLOW,
        .type = SETTING_NUMBER,
        .fallback = "256",
        AT(flow.memory_mib),
        .lo = 32,
        .hi = 8192,
        .unit = "MiB",
        .en = "Memory for messages under way. When it is used up only the beginning of a message "
              "is judged, and "
              "it is never called genuine.",
        .ja = "処理中のメールに使うメモリ。使い切ると、メールの先頭部分だけを判定し、本物とは決して"
              "判定"
              "しない。",
    },
    {
        .key = "filter_key",
        .group = SETTING_FLOW,
        .type = SETTING_PATH,
        .fallback = "",
        AT(flow.key),
        .en = "File of the secret that seals verdicts; it is made when missing. Only its owner may "
              "read it. "
              "Empty: filter.key in the folder of the service's state.",
        .ja = "判定ヘッダーを封印するための秘密を入れるファイル。なければ作る。所有者だけが読めるこ"
              "と。"
              "空なら、サービスの状態フォルダーの filter.key。",
    },
    {
        .key = "filter_metrics",
        .group = SETTING_FLOW,
        .type = SETTING_PATH,
        .fallback = "",
        AT(flow.metrics),
        .en = "File that mioboe milter writes its metrics to, every ten seconds, for the text file "
              "collector of "
              "Prometheus' node exporter. Empty: none.",
        .ja = "mioboe milter が10秒ごとに計測値を書くファイル。Prometheus の node exporter の "
              "textfile collector で読める。空なら書かない。",
    },
    {
        .key = "forward_address",
        .group = SETTING_FLOW,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(flow.address),
        .en = "Address that people forward suspicious mail to, such as check@example.jp. The mail "
              "filter leaves "
              "mail to it alone. Empty: none.",
        .ja =
            "疑わしいメールを転送してもらうアドレス（例: check@example.jp）。メールフィルターはこの"
            "アドレス宛てを判定しない。空ならなし。",
    },
    {
        .key = "forward_who",
        .group = SETTING_FLOW,
        .type = SETTING_CHOICE,
        .fallback = "known",
        AT(flow.who),
        .choices = {"known", "login"},
        .en =
            "Who gets an answer. login: only who signed in to send. known: also an address of an "
            "account, or "
            "of forward_resellers, when a result of check_authserv_id shows that it is no forgery.",
        .ja = "回答する相手。login はログインして送信した人だけ。known "
              "はそのほかに、アカウントまたは "
              "forward_resellers のアドレスで、check_authserv_id "
              "の認証結果から偽装でないと分かるものにも回答する。",
    },
    {
        .key = "forward_hour",
        .group = SETTING_FLOW,
        .type = SETTING_NUMBER,
        .fallback = "20",
        AT(flow.hour),
        .lo = 1,
        .hi = 500,
        .unit = "answers",
        .en = "Answers to one sender in an hour at most.",
        .ja = "1人の送信者に1時間に返す回答の数の上限。",
    },
    {
        .key = "forward_resellers",
        .group = SETTING_FLOW,
        .type = SETTING_WORDS,
        .fallback = "",
        AT(flow.resellers),
        .en = "Addresses, or @domains, of resellers, who forward for their customers: their "
              "answers have a text "
              "to hand on.",
        .ja = "顧客の代わりに転送する販売店のアドレス、または @ドメイン。回答に、顧客へ渡せる文面を"
              "付ける。",
    },
    {
        .key = "forward_state",
        .group = SETTING_FLOW,
        .type = SETTING_PATH,
        .fallback = "/var/lib/mioboe-forward",
        AT(flow.state),
        .en = "Folder where mioboe forward notes which mail was answered, by keyed hashes alone, "
              "for seven days. "
              "The user of the Postfix transport owns it.",
        .ja = "mioboe forward "
              "が、どのメールに回答したかを鍵付きハッシュだけで7日間記録するフォルダー。"
              "Postfix のトランスポートの実行ユーザーが所有する。",
    },
    {
        .key = "addresses",
        .group = SETTING_NETWORK,
        .type = SETTING_BLOCKS,
        .fallback = "{\"203.0.113.0/24\", \"2001:db8::/32\"}",
        .en = "The blocks of the network. Needed.",
        .ja = "ネットワークのアドレス範囲。必須。",
    },
    {
        .key = "trusted",
        .group = SETTING_NETWORK,
        .type = SETTING_TRUTH,
        .fallback = "false",
        .en = "A trusted line: only the provider's own subscribers can use these addresses.",
        .ja = "信頼できる回線かどうか。事業者自身の契約者だけが使えるアドレスなら true。",
    },
    {
        .key = "country",
        .group = SETTING_NETWORK,
        .type = SETTING_COUNTRY,
        .fallback = "",
        .en = "Country of the network. Empty: as the place databases say.",
        .ja = "ネットワークの国。空なら場所のデータベースに従う。",
    },
};
const size_t setting_count = COUNT(setting_table);
