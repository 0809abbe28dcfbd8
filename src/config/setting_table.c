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
