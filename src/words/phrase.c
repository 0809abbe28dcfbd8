#include "words/catalogue.h"

static const struct entry phrases[PHRASE_COUNT] = {
    [PHRASE_NEW_COUNTRY] =
        {{"country {country} (estimated), not used by this account in the last {days}",
          "{country}（推定）からのログインは、このアカウントでは過去{days}間ありません"}},
    [PHRASE_NEW_PROVIDER] =
        {{"provider {provider}, not used by this account in the last {days}",
          "プロバイダー {provider} は、このアカウントで過去{days}間使われていません"}},
    [PHRASE_NEW_ADDRESS] =
        {{"address {address}, not used by this account in the last {days}",
          "アドレス {address} は、このアカウントで過去{days}間使われていません"}},
    [PHRASE_NEW_CLIENT] =
        {{"device or app {client}, not used by this account in the last {days}",
          "端末またはアプリ {client} は、このアカウントで過去{days}間使われていません"}},
    [PHRASE_NEW_CLIENT_UNNAMED] =
        {{"a device or app not used by this account in the last {days}",
          "このアカウントで過去{days}間使われていない端末またはアプリです"}},
    [PHRASE_NEW_VERSION] =
        {{"a version of {client} not used by this account in the last {days}",
          "このアカウントで過去{days}間使われていない {client} のバージョンです"}},
    [PHRASE_NEW_VERSION_UNNAMED] =
        {{"a version of the device or app not used by this account in the last {days}",
          "このアカウントで過去{days}間使われていない端末またはアプリのバージョンです"}},
    [PHRASE_UNUSUAL_SCORE] =
        {{"everything together gives a score of {score}, above nearly all ordinary {service} "
          "sign-ins",
          "総合スコアは {score} で、{service} の通常のログインのほとんどを上回っています"}},
    [PHRASE_FIRST_SIGNIN] =
        {{"first sign-in on record for this account, over {service}: nothing to compare it with",
          "このアカウントの最初の記録（{service}）です。比べられる履歴はまだありません"}},
    [PHRASE_RARE_PLACE] = {{"{place}: few accounts of this server sign in from there",
                            "{place} からログインするアカウントは、このサーバーではわずかです"}},
    [PHRASE_DORMANT] = {{"first sign-in of this account after {value_days} without one",
                         "このアカウントでは{value_days}ぶりのログインです"}},
    [PHRASE_TWO_COUNTRIES] =
        {{"from {country} (estimated), {value_time} after a sign-in from another country",
          "別の国からのログインの{value_time}後に、{country}（推定）からログインしています"}},
    [PHRASE_AFTER_FAILURES] = {{"{value_failures} on this account within the hour before",
                                "直前の1時間に、このアカウントで{value_failures}がありました"}},
    [PHRASE_ANONYMISER] =
        {{"{address} ({provider}) is marked as an anonymising service such as a VPN, a proxy or "
          "Tor",
          "{address}（{provider}）は、VPN・プロキシ・Tor などの匿名化サービスとされています"}},
    [PHRASE_HOSTILE_NETWORK] =
        {{"{address} ({provider}) is in a network which the place database lists as hostile",
          "{address}（{provider}）は、位置データベースで要注意とされるネットワークのものです"}},
    [PHRASE_UNKNOWN_PLACE] =
        {{"no place could be estimated for {address}; this does not count against the sign-in",
          "{address} の場所は推定できませんでした。これは判定に影響しません"}},
    [PHRASE_GUESSING_SOURCE] =
        {{"{address} failed on {value_accounts}: it guesses passwords",
          "{address} は{value_accounts}で失敗しており、パスワードを推測している発信元です"}},
    [PHRASE_STAGE_ABROAD] =
        {{"mail programs abroad need an app password (the place is estimated), and this was the "
          "main "
          "password",
          "国外（推定）からのメールソフトには専用パスワードが必要ですが、アカウントのパスワードが"
          "使われました"}},
    [PHRASE_STAGE_HOME] = {{"mail programs need an app password, and this was the main password",
                            "メールソフトには専用パスワードが必要ですが、アカウントのパスワードが"
                            "使われました"}},
    [PHRASE_NO_ADDRESS] = {{"this address", "このアドレス"}},
    [PHRASE_USUALLY] = {{"; usually it signs in from {usual} (estimated)",
                         "。ふだんは{usual}（推定）から使われています"}},

    [PHRASE_COUNTRY_UNKNOWN] = {{"unknown", "不明"}},
    [PHRASE_PROVIDER_UNKNOWN] = {{"unknown provider", "不明なプロバイダー"}},
    [PHRASE_PROVIDER_AS] = {{"AS {asn}", "AS {asn}"}},
    [PHRASE_PLACE] = {{"{country} (estimated), {provider}", "{country}（推定）、{provider}"}},
    [PHRASE_PLACE_COUNTRY] = {{"{country} (estimated), provider unknown",
                               "{country}（推定）、プロバイダー不明"}},
    [PHRASE_PLACE_PROVIDER] = {{"country unknown, {provider} (estimated)",
                                "国は不明、{provider}（推定）"}},
    [PHRASE_COUNTRY_ESTIMATED] = {{"{country} (estimated)", "{country}（推定）"}},
    [PHRASE_PLACE_OWN] = {{"{provider} (own network)", "{provider}（自組織のネットワーク）"}},
    [PHRASE_PLACE_OWN_UNNAMED] = {{"own network", "自組織のネットワーク"}},
    [PHRASE_PLACE_FLAGS] = {{"{place}; {flags}", "{place}（{flags}）"}},

    [PHRASE_KIND_UNKNOWN] = {{"unknown", "不明"}},
    [PHRASE_KIND_PUBLIC] = {{"public network", "インターネット"}},
    [PHRASE_KIND_OWN] = {{"own network", "自組織のネットワーク"}},
    [PHRASE_KIND_PRIVATE] = {{"private network", "プライベートネットワーク"}},
    [PHRASE_KIND_LOOPBACK] = {{"this machine itself", "このサーバー自身"}},
    [PHRASE_KIND_LINK_LOCAL] = {{"link-local network", "リンクローカルのネットワーク"}},
    [PHRASE_KIND_CGNAT] = {{"carrier's shared addresses (CGNAT)",
                            "通信事業者の共有アドレス（CGNAT）"}},
    [PHRASE_KIND_ULA] = {{"private IPv6 network", "プライベートIPv6ネットワーク"}},
    [PHRASE_KIND_DOCUMENTATION] = {{"addresses for documentation", "文書用のアドレス"}},
    [PHRASE_KIND_SPECIAL] = {{"special-purpose addresses", "特別な用途のアドレス"}},

    [PHRASE_FLAG_ANONYMISER] = {{"anonymising service", "匿名化サービス"}},
    [PHRASE_FLAG_SATELLITE] = {{"satellite link", "衛星回線"}},
    [PHRASE_FLAG_ANYCAST] = {{"anycast", "エニーキャスト"}},
    [PHRASE_FLAG_HOSTILE] = {{"listed as hostile", "要注意とされるネットワーク"}},
    [PHRASE_FLAG_TRUSTED_LINE] = {{"trusted line", "信頼済みの回線"}},

    [PHRASE_SERVICE_UNKNOWN] = {{"unknown service", "不明なサービス"}},
    [PHRASE_SERVICE_IMAP] = {{"IMAP", "IMAP"}},
    [PHRASE_SERVICE_POP3] = {{"POP3", "POP3"}},
    [PHRASE_SERVICE_SUBMISSION] = {{"SMTP submission", "SMTP送信"}},
    [PHRASE_SERVICE_SIEVE] = {{"ManageSieve", "ManageSieve"}},
    [PHRASE_SERVICE_WEB] = {{"web", "Web"}},
    [PHRASE_SERVICE_DAV] = {{"CalDAV, CardDAV", "CalDAV・CardDAV"}},

    [PHRASE_OUTCOME_SUCCESS] = {{"succeeded", "成功"}},
    [PHRASE_OUTCOME_WRONG_PASSWORD] = {{"wrong name or password", "名前またはパスワードの不一致"}},
    [PHRASE_OUTCOME_UNKNOWN_ACCOUNT] = {{"no such account", "存在しないアカウント"}},
    [PHRASE_OUTCOME_REFUSED] = {{"refused by policy", "ポリシーにより拒否"}},

    [PHRASE_ACTION_ALLOW] = {{"allow", "許可"}},
    [PHRASE_ACTION_NOTICE] = {{"allow and tell the owner", "許可し、利用者に通知"}},
    [PHRASE_ACTION_CHALLENGE] = {{"ask for a second factor and tell the owner",
                                  "追加の認証を求め、利用者に通知"}},
    [PHRASE_ACTION_REFUSE] = {{"refuse and tell the owner", "拒否し、利用者に通知"}},

    [PHRASE_UNDER_ATTACK] =
        {{"{failures} from {sources} which this account never signed in from",
          "このアカウントのログイン実績がない{sources}から、{failures}がありました"}},
    [PHRASE_PASSWORD_FOUND] =
        {{"signed in over {service} from {address}, {place}, right after {failures} from there. "
          "Somebody else may know the password, or the owner mistyped it first.",
          "{place} の {address} から、{failures}の直後に {service} のログインが成功しました。"
          "他人がパスワードを知っているか、利用者本人が入力を誤った可能性があります。"}},
    [PHRASE_SOURCE] = {{"{failures} on {accounts}, from {addresses}",
                        "{addresses}から、{accounts}に対して{failures}"}},
    [PHRASE_SOURCE_ESTIMATED] = {{"{failures} on about {accounts}, from {addresses}",
                                  "{addresses}から、約{accounts}に対して{failures}"}},
    [PHRASE_SOURCE_SUCCESS] = {{"; {signins} from there succeeded",
                                "。ここからの{signins}は成功しています"}},

    [PHRASE_UNDER_SECOND] = {{"less than a second", "1秒未満"}},
    [PHRASE_TIME] = {{"{time} ({zone})", "{time}（{zone}）"}},
    [PHRASE_LIST] = {{", ", "、"}},
};

/* English has a form for one; Japanese does not. */
#define ROW(one_en, many_en, ja)                                                                   \
    {                                                                                              \
        .one = {{(one_en), (ja)}}, .many = { {(many_en), (ja)} }                                   \
    }

static const struct counted_entry counteds[COUNTED_COUNT] = {
    [COUNTED_SIGNINS] = ROW("{n} sign-in", "{n} sign-ins", "{n}件のログイン"),
    [COUNTED_FAILURES] = ROW("{n} failed attempt", "{n} failed attempts", "{n}回の失敗"),
    [COUNTED_ATTEMPTS] = ROW("{n} attempt", "{n} attempts", "{n}回の試行"),
    [COUNTED_ACCOUNTS] = ROW("{n} account", "{n} accounts", "{n}個のアカウント"),
    [COUNTED_ADDRESSES] = ROW("{n} address", "{n} addresses", "{n}個のアドレス"),
    [COUNTED_SOURCES] = ROW("{n} source", "{n} sources", "{n}件の発信元"),
    [COUNTED_LINES] = ROW("{n} line", "{n} lines", "{n}行"),
    [COUNTED_TIMES] = ROW("once", "{n} times", "{n}回"),
    [COUNTED_SECONDS] = ROW("{n} second", "{n} seconds", "{n}秒"),
    [COUNTED_MINUTES] = ROW("{n} minute", "{n} minutes", "{n}分"),
    [COUNTED_HOURS] = ROW("{n} hour", "{n} hours", "{n}時間"),
    [COUNTED_DAYS] = ROW("{n} day", "{n} days", "{n}日"),
    [COUNTED_UNUSUAL] = ROW("{n} sign-in does not fit the habits of its account",
                            "{n} sign-ins do not fit the habits of their accounts",
                            "ふだんの使い方と異なるログインが{n}件"),
    [COUNTED_GUESSING] = ROW("{n} source guesses passwords", "{n} sources guess passwords",
                             "パスワードを推測している発信元が{n}件"),
    [COUNTED_ATTACKED] = ROW("{n} account is the target of password guessing",
                             "{n} accounts are targets of password guessing",
                             "パスワードを推測されているアカウントが{n}個"),
    [COUNTED_FOUND] = ROW("{n} account was signed in to right after failures from the same source",
                          "{n} accounts were signed in to right after failures from the same "
                          "source",
                          "失敗の直後に同じ発信元からログインされたアカウントが{n}個"),
};

const struct entry *catalogue_phrase(enum phrase p)
{
    return &phrases[p];
}

const struct counted_entry *catalogue_counted(enum counted c)
{
    return &counteds[c];
}
