/* The sentences of the evidence: {on} what it rests on, {other} what that is compared with, {brand}. */
#include "words/evidence.h"

#include "words/clean.h"

static const struct entry sentences[EVIDENCE_COUNT] = {
    [EVIDENCE_RECORD_AGREES] = {{"The provider's own record has this message: reference {on}, sent "
                                 "{other}. Recipient, time and text agree.",
                                 "事業者の送信記録にこのメッセージがあります（照会番号 "
                                 "{on}、{other} 送信）。宛先・時刻・文面も一致しています。"}},
    [EVIDENCE_RECORD_RECIPIENT] = {{"The provider did send this text, but to {on} ({other}). If "
                                    "that is not you, it does not concern you: do nothing.",
                                    "この文面は事業者が {on} 宛てに送ったものです（{other}）"
                                    "。ご自分の宛先でなければ、ご自身には関係ありま"
                                    "せん。何もしないでください。"}},
    [EVIDENCE_RECORD_ALTERED] =
        {{"It carries the reference {other} of a real notice, but was changed here: {on}",
          "実在する通知の照会番号 {other} が付いていますが、次の部分が本物と違います：{on}"}},
    [EVIDENCE_RECORD_ABSENT] = {{"The reference {on} was never given out by the provider.",
                                 "照会番号 {on} は、事業者が発行したものではありません。"}},
    [EVIDENCE_EVENT_FOUND] =
        {{"The account's history holds what the message tells of: {on}",
          "アカウントの利用履歴に、このメッセージの内容と同じ記録があります：{on}"}},
    [EVIDENCE_EVENT_ABSENT] =
        {{"The account's history holds nothing of what the message tells of: {on}",
          "アカウントの利用履歴に、このメッセージの内容に当たる記録がありません：{on}"}},
    [EVIDENCE_CAMPAIGN] =
        {{"The provider announced messages of this kind for this time: {on}",
          "この時期にこの種のお知らせが届くことを、事業者が予告しています：{on}"}},
    [EVIDENCE_STATE_FALSE] = {{"It says \"{on}\", but the account is not in that state.",
                               "「{on}」とありますが、実際のアカウントはその状態ではありません。"}},
    [EVIDENCE_REPEATED] =
        {{"The same text was reported {on} times already; real notices are written for one person.",
          "同じ文面がすでに{on}件報告されています。本物の通知は一人ひとりに宛てて書かれます。"}},
    [EVIDENCE_KNOWN_FAKE] = {{"The text is that of a known fake: {on}",
                              "既知の偽メッセージと同じ文面です：{on}"}},
    [EVIDENCE_KNOWN_LINK] =
        {{"A link leads to {on}. Fakes with links to it were reported, and the provider confirmed "
          "them.",
          "リンク先の {on} "
          "は、事業者が偽メッセージと確認した通知で使われているものです。"}},
    [EVIDENCE_KNOWN_GENUINE] =
        {{"The text is that of a real notice ({on}). Texts can be copied, so this decides nothing.",
          "本物の通知と同じ文面です（{on}）。文面は写せるため、これだけでは判断できません。"}},
    [EVIDENCE_SENDER_PUBLISHED] =
        {{"The sender's address {on} is one that {brand} uses. Without further proof an address "
          "can be forged.",
          "差出人アドレス {on} "
          "は、{brand}が使っているものです。ただし、アドレスだけなら偽ることもできます。"}},
    [EVIDENCE_SENDER_UNLISTED] =
        {{"The address {on} is under {brand}'s domain, but is not one of the senders known, such "
          "as {other}.",
          "差出人アドレス {on} のドメインは{brand}のものですが、知られている差出人（{other} "
          "など）ではありません。"}},
    [EVIDENCE_SENDER_MAILBOX] =
        {{"The address {on} is one that any customer of {brand} can have; {brand} itself does not "
          "write from there.",
          "差出人アドレス {on} は、{brand}の利用者なら誰でも持てる種類のものです。"}},
    [EVIDENCE_SENDER_RANDOM] =
        {{"The part before the @ of {on} looks as if picked at random.",
          "差出人アドレス {on} の @ より前が、でたらめな文字の並びに見えます。"}},
    [EVIDENCE_SENDER_DOMAIN_RIGHT] =
        {{"The address {on} is under {brand}'s domain. That alone proves nothing: addresses can be "
          "forged and mailboxes taken over.",
          "差出人アドレス {on} "
          "のドメインは{brand}"
          "のものです。ただし、偽装や悪用もあり得るため、これだけでは本物と言えません。"}},
    [EVIDENCE_BRAND_NAME_FOREIGN] =
        {{"It calls itself {brand}, but comes from {on}. {brand}'s addresses end in {other}.",
          "差出人名は{brand}ですが、実際のアドレスは {on} です。{brand}のアドレスは {other} "
          "で終わります。"}},
    [EVIDENCE_BRAND_SUBJECT_FOREIGN] = {{"The subject speaks for {brand}, but it comes from {on}. "
                                         "{brand}'s addresses end in {other}.",
                                         "件名は{brand}を名乗っていますが、差出人アドレスは {on} "
                                         "です。{brand}のアドレスは {other} で終わります。"}},
    [EVIDENCE_BRAND_TEXT_FOREIGN] = {{"The text speaks for {brand}, but it comes from {on} and "
                                      "leads nowhere that is {brand}'s.",
                                      "本文は{brand}を名乗っていますが、差出人は {on} "
                                      "で、リンク先にも{brand}のものがありません。"}},
    [EVIDENCE_SENDER_FREE_MAIL] =
        {{"\"{other}\" writes from {on}, an address anybody can get for free.",
          "「{other}」を名乗りながら、誰でも無料で取れるアドレス {on} から届いています。"}},
    [EVIDENCE_SENDER_DISGUISED] = {{"The name is written with unusual characters or gaps "
                                    "(\"{on}\"), which hides it from filters.",
                                    "名前に紛らわしい文字や不自然な空白が使われています（「{on}"
                                    "」）。検査を逃れるための書き方です。"}},
    [EVIDENCE_SENDER_NO_ADDRESS] =
        {{"The sender shows a name only (\"{on}\") and no address.",
          "差出人には名前（「{on}」）だけがあり、メールアドレスがありません。"}},
    [EVIDENCE_SENDER_LOOKALIKE] =
        {{"The sender's domain {on} imitates {brand} ({other}).",
          "差出人のドメイン {on} は、{brand}（{other}）に似せたものです。"}},
    [EVIDENCE_SENDER_ODD_TLD] =
        {{"The sender's domain {on} has an ending that fakes use more than others do. This is only "
          "a hint.",
          "差出人のドメイン {on} の末尾は、偽メールに比較的多い種類です（参考程度）。"}},
    [EVIDENCE_SENDER_HOSTING] =
        {{"The sender's domain {on} belongs to a service where anybody can put up anything.",
          "差出人のドメイン {on} は、誰でも自由に使える共用サービスのものです。"}},
    [EVIDENCE_SENDER_RANDOM_DOMAIN] =
        {{"The sender's domain {on} looks like letters picked at random.",
          "差出人のドメイン {on} は、でたらめな文字の並びに見えます。"}},
    [EVIDENCE_SENDER_IS_RECIPIENT] =
        {{"Sender and recipient are the same address, {on}: a sign of a forged sender.",
          "差出人と宛先が同じアドレス {on} です。差出人を偽るときによく見られます。"}},
    [EVIDENCE_NAME_NOT_DOMAIN] =
        {{"The sender calls itself \"{on}\", but nothing of that name is in its domain {other}.",
          "差出人名は「{on}」ですが、ドメイン {other} にその名前は含まれていません。"}},
    [EVIDENCE_NAME_FOREIGN_ADDRESS] =
        {{"The sender's name shows {on}, but the real address is {other}.",
          "差出人名に {on} と書かれていますが、実際のアドレスは {other} です。"}},
    [EVIDENCE_REPLY_TO_DIFFERS] = {{"Answers would go to {on}, not to the sender {other}.",
                                    "返信すると、差出人 {other} ではなく {on} に届く設定です。"}},
    [EVIDENCE_CONTACT_DIFFERS] =
        {{"The text gives {on} as the contact, but the message comes from {other}.",
          "本文の連絡先は {on} ですが、実際の差出人は {other} です。"}},
    [EVIDENCE_AUTH_PASSED] = {{"The mail server confirmed that it comes from {on}. This shows the "
                               "domain and not that the content is honest.",
                               "受信したメールサーバーが、{on} "
                               "からの送信であることを確認しています。分かるのはドメインだけで、内"
                               "容が正しいかどうかは別です。"}},
    [EVIDENCE_AUTH_FAILED] =
        {{"The mail server found that it does not come from {on}, as it claims.",
          "受信したメールサーバーが、{on} からの送信という名乗りを認めませんでした。"}},
    [EVIDENCE_AUTH_ABSENT] = {{"Nothing here confirms that it really comes from {on}.",
                               "本当に {on} から送られたかどうかを裏付ける情報がありません。"}},
    [EVIDENCE_SMS_PUBLISHED] =
        {{"The sender {on} is the one {brand} publishes. In an SMS the sender can be forged.",
          "送信元「{on}」は{brand}が公表しているものです。ただし、SMS "
          "の送信元は偽ることができます。"}},
    [EVIDENCE_SMS_UNLISTED] =
        {{"The sender {on} is not the one {brand} publishes ({other}).",
          "送信元「{on}」は、{brand}が公表しているもの（{other}）と違います。"}},
    [EVIDENCE_ASKS_IDENTITY] =
        {{"It asks for identity papers: \"{on}\". Providers do not ask for these by mail.",
          "身分証明書などを求めています（「{on}"
          "」）。事業者がメールで求めることはまずありません。"}},
    [EVIDENCE_ASKS_PASSWORD] = {{"It asks for a password: \"{on}\".",
                                 "パスワードを求めています（「{on}」）。"}},
    [EVIDENCE_ASKS_CODE] =
        {{"It asks for a code or secret words: \"{on}\". Nobody else ever needs these.",
          "認証コードや秘密の語句を求めています（「{on}"
          "」）。これらを他人に渡す必要はありません。"}},
    [EVIDENCE_ASKS_CARD] = {{"It asks for card or payment data: \"{on}\".",
                             "カードや支払いの情報を求めています（「{on}」）。"}},
    [EVIDENCE_ASKS_LOGIN] = {{"It asks to sign in or to confirm data: \"{on}\".",
                              "ログインや情報の確認を求めています（「{on}」）。"}},
    [EVIDENCE_THREAT] = {{"It names a loss if nothing is done: \"{on}\".",
                          "対応しないと不利益があると書かれています（「{on}」）。"}},
    [EVIDENCE_DEADLINE] = {{"It sets a short time: \"{on}\".",
                            "短い期限が示されています（「{on}」）。"}},
    [EVIDENCE_THREAT_DEADLINE] =
        {{"It names a loss (\"{on}\") and a short time (\"{other}\"), so that one acts without "
          "thinking.",
          "不利益（「{on}」）と短い期限（「{other}」）を示し、考える間を与えません。"}},
    [EVIDENCE_STATE_CLAIMED] = {{"It says that something is restricted already: \"{on}\". Check "
                                 "this in the official app or site, not by a link.",
                                 "すでに制限されていると書かれています（「{on}"
                                 "」）。リンクではなく、公式のアプリやサイトで確かめてください。"}},
    [EVIDENCE_REPLY_DEMAND] = {{"It demands an answer: \"{on}\".",
                                "返信や対応を強く求めています（「{on}」）。"}},
    [EVIDENCE_ALARM] =
        {{"It uses alarming words (\"{on}\"). Real messages do so at times; this is only a hint.",
          "不安をあおる言葉（「{on}」）があります。本物にもあり得るため、参考程度です。"}},
    [EVIDENCE_UNUSUAL] =
        {{"It tells of an unusual sign-in or payment: \"{on}\". Real notices say this too.",
          "ふだんと違うログインや支払いを知らせています（「{on}"
          "」）。本物の通知にもある書き方です。"}},
    [EVIDENCE_THEME_WALLET] = {{"It is about digital coins or wallets: \"{on}\".",
                                "暗号資産やウォレットの話をしています（「{on}」）。"}},
    [EVIDENCE_THEME_PRIZE] = {{"It promises a gain: \"{on}\".",
                               "当選・ポイント・返金などの得を約束しています（「{on}」）。"}},
    [EVIDENCE_THEME_CASINO] = {{"It invites to gambling: \"{on}\".",
                                "賭け事への誘いです（「{on}」）。"}},
    [EVIDENCE_THEME_PARCEL] =
        {{"It is about a delivery that failed: \"{on}\". Check with the number you have yourself.",
          "荷物が届けられないという話です（「{on}"
          "」）。手元の伝票番号で公式サイトから確かめてください。"}},
    [EVIDENCE_THEME_STORAGE] =
        {{"It says that a mailbox or storage is full or ends: \"{on}\".",
          "メールや保存容量がいっぱい、または終了するという話です（「{on}」）。"}},
    [EVIDENCE_THEME_PROTECTION] =
        {{"It says that protection or a subscription has ended: \"{on}\".",
          "ウイルス対策や契約が切れたという話です（「{on}」）。"}},
    [EVIDENCE_THEME_BILL] = {{"It speaks of an open bill, a tax or a refund: \"{on}\".",
                              "未払い・税金・返金の話をしています（「{on}」）。"}},
    [EVIDENCE_THEME_MONEY] = {{"It speaks of a large sum from a stranger: \"{on}\".",
                               "見知らぬ人からの大金の話です（「{on}」）。"}},
    [EVIDENCE_THEME_EXTORTION] = {{"It threatens and wants money: \"{on}\".",
                                   "脅してお金を払わせようとする内容です（「{on}」）。"}},
    [EVIDENCE_THEME_DOCUMENT] =
        {{"It says that a document or message is waiting: \"{on}\".",
          "書類やメッセージが届いていると言って開かせようとしています（「{on}」）。"}},
    [EVIDENCE_THEME_MARKETING] =
        {{"It is advertising of a kind often sent without consent: \"{on}\".",
          "無断で送られることの多い広告の書き方です（「{on}」）。"}},
    [EVIDENCE_PREMIUM_CALL] =
        {{"It wants a call to a number: \"{on}\". Such numbers can be expensive.",
          "電話をかけさせようとしています（「{on}」）。高額な番号のことがあります。"}},
    [EVIDENCE_SMS_CALL] =
        {{"It wants you to call or text: \"{on}\". Use a number you know yourself instead.",
          "電話や返信をさせようとしています（「{on}」）。連絡は、ご自分で知っている番号に"
          "してください。"}},
    [EVIDENCE_PROCESS_UNKNOWN] = {{"You said that this is not how they usually write or proceed.",
                                   "「いつもと違う」とお答えになりました。"}},
    [EVIDENCE_HIDDEN_TEXT] = {{"It holds text that cannot be seen: \"{on}\"",
                               "目に見えない文章が埋め込まれています：「{on}」"}},
    [EVIDENCE_INVISIBLE] = {{"It holds {on} invisible characters, which hide words from filters.",
                             "見えない文字が{on}個含まれています。検査を逃れるための書き方です。"}},
    [EVIDENCE_IMAGE_ONLY] = {{"It is nearly all picture, without text that can be checked.",
                              "ほとんどが画像で、確かめられる文章がありません。"}},
    [EVIDENCE_HTML_ATTACHMENT] =
        {{"A web page is attached ({on}); such pages imitate sign-in forms.",
          "ウェブページのファイル（{on}）が添付されています。偽のログイン画面によく使われます。"}},
    [EVIDENCE_PROGRAM_ATTACHMENT] = {{"A file that can run is attached ({on}).",
                                      "開くと動作するファイル（{on}）が添付されています。"}},
    [EVIDENCE_QR] =
        {{"It wants a QR code to be read ({on}), whose target cannot be seen beforehand.",
          "QRコードを読み取らせようとしています（{on}）。行き先を事前に確かめられません。"}},
    [EVIDENCE_ID_MISSING] = {{"It announces your identifier (\"{on}\"), but none follows.",
                              "「{on}」とありますが、その番号やIDが書かれていません。"}},
    [EVIDENCE_FIELD_MISSING] =
        {{"Real messages of {brand} carry your data; this one does not: \"{on}\".",
          "{brand}の本物のメッセージにあるはずのお客様ごとの情報がありません（「{on}」）。"}},
    [EVIDENCE_SALUTATION] = {{"It addresses nobody in particular: \"{on}\".",
                              "宛名が誰にでも当てはまる書き方です（「{on}」）。"}},
    [EVIDENCE_NAME_PRESENT] = {{"You said that your name or number is given as registered.",
                                "「登録した名前や番号が書かれている」とお答えになりました。"}},
    [EVIDENCE_NAME_ABSENT] = {{"You said that your name or number is not given as registered.",
                               "「登録した名前や番号が書かれていない」とお答えになりました。"}},
    [EVIDENCE_RECIPIENT_REGISTERED] = {{"It came to the address or number registered there.",
                                        "登録してある宛先に届いています。"}},
    [EVIDENCE_RECIPIENT_OTHER] =
        {{"It came to another address or number than the one registered there.",
          "登録していない宛先に届いています。"}},
    [EVIDENCE_ANSWER_NOT_MEMBER] = {{"You said that you are no customer there.",
                                     "「そのサービスは使っていない」とお答えになりました。"}},
    [EVIDENCE_ANSWER_DONE] = {{"You said that you did at that time what it tells of.",
                               "「その時刻に、書かれている操作をした」とお答えになりました。"}},
    [EVIDENCE_ANSWER_NOT_DONE] = {{"You said that you did not do what it tells of. A real notice "
                                   "may warn of somebody else, and a fake may invent it.",
                                   "「書かれている操作をした覚えはない」とお答えになりました。本物"
                                   "なら他人の利用、偽物なら作り話の場合があります。"}},
    [EVIDENCE_LINKS_PUBLISHED] = {{"All links lead to {brand}'s own domains ({on}).",
                                   "リンク先はすべて{brand}のドメイン（{on} など）です。"}},
    [EVIDENCE_LINK_FOREIGN] =
        {{"A link leads to {on}, which is not {brand}'s ({other}).",
          "リンク先の {on} は、{brand}のドメイン（{other}）ではありません。"}},
    [EVIDENCE_ACTION_FOREIGN] =
        {{"The link to be followed leads to {on}, not to {brand} ({other}).",
          "開かせようとしているリンクの行き先は {on} で、{brand}（{other}）ではありません。"}},
    [EVIDENCE_NO_OWN_LINK] = {{"The sender looks like {brand}, yet no link to be followed leads "
                               "there; they lead to {on}.",
                               "差出人は{brand}のように見えますが、開かせようとしているリンクに{"
                               "brand}のものは一つもなく、{on} に"
                               "向いています。"}},
    [EVIDENCE_LINK_LOOKALIKE] = {{"The link's host {on} imitates {brand} ({other}).",
                                  "リンク先の {on} は、{brand}（{other}）に似せたものです。"}},
    [EVIDENCE_LINK_NOT_SENDER] =
        {{"The links lead to {on}, the sender is {other}. Many honest messages do this too.",
          "リンク先は {on}、差出人は {other} "
          "で、ドメインが異なります（本物にもよくあることです）。"}},
    [EVIDENCE_LINK_ODD_TLD] =
        {{"The link's host {on} has an ending that fakes use more than others do. This is only a "
          "hint.",
          "リンク先 {on} の末尾は、偽サイトに比較的多い種類です（参考程度）。"}},
    [EVIDENCE_ONE_FOREIGN_HOST] =
        {{"All links, also harmless looking ones, lead to the one host {on}.",
          "「よくある質問」なども含め、すべてのリンクが同じ {on} に向いています。"}},
    [EVIDENCE_ASKS_BY_FOREIGN_LINK] =
        {{"It wants you to act on {on}, which is not the sender's domain ({other}).",
          "差出人のドメイン（{other}）とは別の {on} で手続きをさせようとしています。"}},
    [EVIDENCE_THEME_BY_FOREIGN_LINK] =
        {{"What it promises or warns of leads to {on}, which is not the sender's domain ({other}).",
          "約束や警告の先にあるリンクは {on} で、差出人のドメイン（{other}）とは別です。"}},
    [EVIDENCE_SMS_LINK] = {{"The SMS wants a link to be opened: {on}",
                            "SMS でリンクを開かせようとしています：{on}"}},
    [EVIDENCE_SHOWN_DIFFERS] =
        {{"The link shows {on}, but leads to {other}.",
          "リンクには {on} と表示されていますが、実際の行き先は {other} です。"}},
    [EVIDENCE_SHORTENER] = {{"The link goes through {on}, which hides where it leads.",
                             "リンクは短縮サービス {on} を通り、本当の行き先が隠されています。"}},
    [EVIDENCE_FREE_HOSTING] = {{"The link leads to {on}, where anybody can put up pages.",
                                "リンク先の {on} は、誰でもページを公開できる場所です。"}},
    [EVIDENCE_BARE_ADDRESS] = {{"The link leads to a bare number ({on}) instead of a name.",
                                "リンク先が名前ではなく番号（{on}）になっています。"}},
    [EVIDENCE_OPEN_REDIRECT] = {{"The link begins at {on}, but passes on to {other}.",
                                 "リンクは {on} を経由して、{other} へ転送されます。"}},
    [EVIDENCE_URL_TRICK] = {{"The link is written to mislead: {on} leads to {other}.",
                             "見間違えるように書かれたリンクです。{on} の行き先は {other} です。"}},
    [EVIDENCE_IDN_LINK] = {{"The link's host has letters of another script: {on} ({other}).",
                            "リンク先に紛らわしい別の文字が使われています：{on}（{other}）"}},
    [EVIDENCE_DOWNLOAD_FOREIGN] =
        {{"It wants something downloaded from {on}, not from an official store.",
          "公式ストアではない {on} からダウンロードさせようとしています。"}},
    [EVIDENCE_LINK_RANDOM] = {{"The link's host {on} looks like letters picked at random.",
                               "リンク先の {on} は、でたらめな文字の並びに見えます。"}},
    [EVIDENCE_NO_LINK] = {{"It holds no link.", "リンクは含まれていません。"}},
    [EVIDENCE_LIMIT] = {{"It is too long or too complex to be read to its end.",
                         "長すぎる、または複雑すぎるため、最後まで読み取れませんでした。"}},
    [EVIDENCE_DAMAGE] = {{"Parts of it are damaged or cannot be decoded.",
                          "壊れている、または読み取れない部分があります。"}},
};

const struct entry *words_evidence_entry(enum evidence_kind k)
{
    return &sentences[k];
}

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

void words_evidence(struct buf *out, enum lang l, const struct evidence *v, struct span brand)
{
    static const struct entry nobody = {{"the organisation it names", "名乗っている組織"}};
    char on_bytes[3 * EVIDENCE_ON_MAX];
    char other_bytes[3 * EVIDENCE_ON_MAX];
    char brand_bytes[3 * EVIDENCE_ON_MAX];
    struct buf on = BUF_ON(on_bytes);
    struct buf other = BUF_ON(other_bytes);
    struct buf name = BUF_ON(brand_bytes);

    brand = brand.len > 0 && brand.len < EVIDENCE_ON_MAX ? brand : text_of(nobody.text[l]);
    clean_text(&on, text_of(v->on));
    clean_text(&other, text_of(v->other));
    clean_text(&name, brand);
    catalogue_put(out, sentences[v->kind].text[l],
                  (const struct arg[]){{"on", {on.at, on.len}},
                                       {"other", {other.at, other.len}},
                                       {"brand", {name.at, name.len}}},
                  3);
}
