/* The verdict, why, and what to do now. */
#include "words/clean.h"
#include "words/evidence.h"

static const char *const verdicts[VERDICT_COUNT][LANG_COUNT] = {
    [VERDICT_GENUINE] = {"Genuine", "本物です"},
    [VERDICT_FAKE] = {"Fake", "偽物です"},
    [VERDICT_CANNOT_TELL] = {"Cannot tell", "判断できません"},
};

static const struct entry rules[RULE_COUNT] = {
    [RULE_SCORE] = {{"What was found speaks for a fake, and nothing outweighs it.",
                     "偽物の特徴がそろっており、それを打ち消すものがありません。"}},
    [RULE_RECORD_AGREES] = {{"The provider's own record shows that it sent this message to you.",
                             "事業者の送信記録で、あなた宛てに送られたことを確かめました。"}},
    [RULE_RECORD_OTHER] =
        {{"The provider sent this text, but to somebody else. If this is not yours, do nothing.",
          "事業者が別の宛先に送った文面です。ご自分宛てでなければ、何もしないでください。"}},
    [RULE_RECORD_FAKE] =
        {{"It uses a reference of the provider in a text the provider did not send.",
          "事業者が送っていない文面に、事業者の照会番号が使われています。"}},
    [RULE_ALL_PUBLISHED] =
        {{"The confirmed sender is exactly one that {brand} uses, and everything in it leads to "
          "{brand}.",
          "確認された差出人が{brand}の使っているアドレスと完全に一致し、リンクや連絡先もすべて"
          "{brand}のものです。"}},
    [RULE_UNREADABLE] = {{"It could not be read completely, so it cannot be called genuine.",
                          "最後まで読み取れなかったため、本物とは言えません。"}},
    [RULE_TEXT_ONLY] =
        {{"What can be seen could be copied by anybody; only the provider's record could tell.",
          "見えている内容は誰でも写せます。本物かどうかは事業者の記録でしか確かめられません。"}},
    [RULE_NO_BRAND] = {{"It is in nobody's name whose senders and domains are known here.",
                        "差出人やドメインが分かっている組織の名前がないため、比べられません。"}},
    [RULE_BELOW] = {{"Some of it is as in fakes, but not enough to say so.",
                     "偽物に似た点がありますが、そう言い切れるほどではありません。"}},
    [RULE_NOT_BOUND] =
        {{"It looks as messages of {brand} do, but nothing confirms the sender's address.",
          "{brand}のメッセージらしく見えますが、差出人アドレスの裏付けがありません。"}},
};

static const struct entry leanings[LEANING_COUNT] = {
    [LEANING_NONE] = {{"", ""}},
    [LEANING_GENUINE] = {{" It leans towards genuine.", "どちらかといえば本物に近いです。"}},
    [LEANING_FAKE] = {{" It leans towards a fake.", "どちらかといえば偽物に近いです。"}},
};

static const char *const topics[TOPIC_COUNT][LANG_COUNT] = {
    [TOPIC_RECORD] = {"The provider's record", "事業者の記録"},
    [TOPIC_SENDER] = {"Sender", "差出人"},
    [TOPIC_GIST] = {"What it says", "内容"},
    [TOPIC_IDENTIFIER] = {"Whom it means", "宛名と番号"},
    [TOPIC_LINKS] = {"Links", "リンク"},
    [TOPIC_READING] = {"Reading it", "読み取り"},
};

static const struct entry advices[VERDICT_COUNT] = {
    [VERDICT_GENUINE] =
        {{"Do what it asks in the official app or a bookmark of your own, not by its links.",
          "手続きが必要なときは、メッセージのリンクではなく、公式アプリかご自分のブックマークから"
          "行ってください。"}},
    [VERDICT_FAKE] =
        {{"Do nothing and delete it. Do not answer, not even to complain, and open none "
          "of its links or attachments.",
          "何もせずに削除してください。苦情でも返信はせず、リンクや添付ファイルは開かない"
          "でください。"}},
    [VERDICT_CANNOT_TELL] =
        {{"Do not use its links, attachments or phone numbers. Look in the official app or by a "
          "bookmark of your own whether there is anything to do. If in doubt, show it to the "
          "provider's support or to somebody who knows about this.",
          "リンク・添付ファイル・電話番号は使わず、公式アプリかご自分のブックマークから、必要な手続"
          "き"
          "があるか確かめてください。迷うときは、事業者の窓口か詳しい人に見てもらってください。"}},
};

static const struct entry page = {{" Official page: {page}", "公式の案内：{page}"}};

static const struct entry regrets[REGRET_COUNT] = {
    [REGRET_CLICKED] = {{"If you already opened a link", "リンクを開いてしまったとき"}},
    [REGRET_TYPED] = {{"If you already typed something in", "情報を入力してしまったとき"}},
    [REGRET_ANSWERED] = {{"If you already answered", "返信してしまったとき"}},
};

static const struct entry regret_advices[REGRET_COUNT] = {
    [REGRET_CLICKED] = {{"Close the page and type nothing in. If a file was loaded, delete it "
                         "without opening it; if "
                         "an app or a profile was installed, remove it.",
                         "ページを閉じ、何も入力しないでください。ファイルが保存されていたら開かず"
                         "に削除し、アプリや"
                         "プロファイルを入れた場合は削除してください。"}},
    [REGRET_TYPED] =
        {{"Change that password first, in the official app or site, and wherever else it is used. "
          "Then "
          "switch on 2-step verification, look at the sign-in history, and check purchases, "
          "forwarding and contacts. If it was a card or bank account, call its issuer.",
          "まず公式アプリやサイトでパスワードを変更し、同じものを使っている他のサービスでも変更して"
          "ください。そのあと2段階認証を設定し、ログイン履歴・購入・転送設定・登録先を確かめます。"
          "カードや口座の情報なら、発行元に電話してください。"}},
    [REGRET_ANSWERED] = {{"Write no more. Expect more messages, since the sender now knows that "
                          "you read them. If you "
                          "sent papers or numbers, tell their issuer and the provider it named.",
                          "これ以上やり取りしないでください。読んでいることが知られたため、似たメッ"
                          "セージが増えることが"
                          "あります。書類や番号を送った場合は、その発行元と、名乗られた事業者に知ら"
                          "せてください。"}},
};

static const struct entry questions[QUESTION_COUNT] = {
    [QUESTION_MEMBER] = {{"Are you a customer of {brand}?", "{brand}を利用していますか。"}},
    [QUESTION_ADDRESS] = {{"Did it come to the address or number you registered there?",
                           "そこに登録している宛先（メールアドレスや電話番号）に届きましたか。"}},
    [QUESTION_NAME] = {{"Does it give your name, or your number there, as registered?",
                        "登録したとおりの名前や会員番号が書かれていますか。"}},
    [QUESTION_UNNATURAL] = {{"Is anything in it unlike what they usually send?",
                             "いつものメッセージと比べて、不自然なところがありますか。"}},
    [QUESTION_DONE] = {{"Did you do, at that time, what it tells of?",
                        "書かれている日時に、その操作をしましたか。"}},
};

static const char *const check_labels[CHECK_LABEL_COUNT][LANG_COUNT] = {
    [CHECK_ADVICE] = {"What to do now", "今すること"},
    [CHECK_QUESTIONS] = {"What only you can answer (mioboe check --ask)",
                         "ご本人にしか分からないこと（mioboe check --ask で答えられます）"},
    [CHECK_YES_NO] = {"[y = yes, n = no, Enter = not known] ",
                      "[y = はい、n = いいえ、Enter = わからない] "},
};

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void put_with(struct buf *out, const char *text, const char *name, struct span value)
{
    catalogue_put(out, text, &(struct arg){name, value}, 1);
}

const char *words_verdict(enum lang l, enum verdict_code v)
{
    return verdicts[v][l];
}

/* Cleaned, for a sentence; "the organisation it names" when there is none. */
static struct span brand_words(struct buf *b, enum lang l, struct span name)
{
    static const struct entry nobody = {{"the organisation it names", "名乗っている組織"}};

    if (name.len == 0 || name.len >= VERDICT_BRAND_MAX) {
        return text_of(nobody.text[l]);
    }
    clean_text(b, name);
    return (struct span){.at = b->at, .len = b->len};
}

void words_verdict_why(struct buf *out, enum lang l, const struct verdict *v)
{
    char bytes[3 * VERDICT_BRAND_MAX];
    struct buf b = BUF_ON(bytes);

    put_with(out, rules[v->rule].text[l], "brand", brand_words(&b, l, text_of(v->brand_name[l])));
    if (v->code == VERDICT_CANNOT_TELL) {
        buf_add(out, text_of(leanings[v->leaning].text[l]));
    }
}

const char *words_topic(enum lang l, enum evidence_topic t)
{
    return topics[t][l];
}

void words_advice(struct buf *out, enum lang l, const struct verdict *v)
{
    char bytes[3 * EVIDENCE_ON_MAX];
    struct buf b = BUF_ON(bytes);

    buf_add(out, text_of(advices[v->code].text[l]));
    if (v->page[0] != '\0') {
        clean_text(&b, text_of(v->page));
        put_with(out, page.text[l], "page", (struct span){.at = b.at, .len = b.len});
    }
}

const char *words_check_label(enum lang l, enum check_label which)
{
    return check_labels[which][l];
}

const char *words_regret(enum lang l, enum regret r)
{
    return regrets[r].text[l];
}

const char *words_regret_advice(enum lang l, enum regret r)
{
    return regret_advices[r].text[l];
}

void words_question(struct buf *out, enum lang l, enum question q, struct span brand)
{
    char bytes[3 * VERDICT_BRAND_MAX];
    struct buf b = BUF_ON(bytes);

    put_with(out, questions[q].text[l], "brand", brand_words(&b, l, brand));
}
