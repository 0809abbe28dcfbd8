#include "words/quality.h"

#include "words/words.h"

static const struct entry faults[QUALITY_FAULT_COUNT] = {
    {{"It contains characters that mail programs may send differently, such as full-width ones, or "
      "begins or ends with a blank. Letters, digits and signs of the keyboard can be used.",
      "メールソフトによって送り方の異なる文字（全角文字など）が含まれているか、最初か最後が空白です"
      "。"
      "日本語入力をオフにして、半角の英字・数字・記号で入力してください。"}},
    {{"It is too short: at least {n} characters are needed.",
      "短すぎます。{n}文字以上にしてください。"}},
    {{"It is too long: at most 128 characters can be used.",
      "長すぎます。128文字以内にしてください。"}},
    {{"It is the one in use now.", "いまお使いのものと同じです。"}},
    {{"It was in use before. One that was never used here is needed.",
      "以前に使われていたものです。これまでに使ったことのないものにしてください。"}},
    {{"It is in a public list of passwords that leaked from other services, so those who try "
      "others' "
      "passwords have it. If it is used anywhere else, it should be changed there too.",
      "ほかのサービスから漏れて出回っているパスワードの一覧にあります。他人のパスワードを試す人も、"
      "同じ一覧を持っています。ほかでもお使いでしたら、そちらも変更してください。"}},
    {{"It can be guessed with few tries.", "少ない回数で言い当てられるおそれがあります。"}},
};

static const struct entry hints[QUALITY_HINT_COUNT] = {
    {{"Your own name, address or number, or the name of the service, is in it.",
      "お名前やメールアドレス、番号、サービス名が含まれています。"}},
    {{"It is made of a common word or name; a sign in place of a letter changes little.",
      "よく使われる言葉や名前が含まれています。似た形の数字や記号に置き換えても、ほとんど変わりませ"
      "ん。"}},
    {{"It follows the order of the keyboard, the alphabet or the numbers.",
      "キーボードの並びや、アルファベット・数字の順番どおりの部分があります。"}},
    {{"The same part comes again and again.", "同じ文字や並びの繰り返しがあります。"}},
    {{"There is a date or a year in it.", "日付や年が含まれています。"}},
};

static const struct entry advice[QUALITY_ADVICE_COUNT] = {
    {{"At least {n} characters: letters, digits, signs and blanks.",
      "半角の英字・数字・記号を使って{n}文字以上にします。途中の空白も使えます。"}},
    {{"Long is better than tricky: four or more words that have nothing to do with each other, for "
      "example.",
      "複雑さより長さが効きます。たとえば、互いに関係のない言葉を4つ以上つなげます。"}},
    {{"One that is used for no other service: what leaks there is tried here.",
      "ほかのサービスでは使っていないものにします。よそで漏れたパスワードは、ここでも試されます"
      "。"}},
    {{"Writing it down on paper is fine. Keep the paper where others do not see it; a password "
      "manager does as well.",
      "紙に書いて控えておいてかまいません。人の目に触れない所に保管してください。パスワード管理アプ"
      "リも"
      "使えます。"}},
    {{"See that nobody looks on while it is typed, and tell it to nobody, not even to us.",
      "入力するときは、のぞき見に気をつけてください。当社の係員を含め、だれにも教えないでください"
      "。"}},
    {{"Change it when somebody else may know it. There is no need to change it by the calendar.",
      "ほかの人に知られたおそれがあるときに変更してください。決まった間隔で変える必要はありません"
      "。"}},
};

static void put(struct buf *out, const char *text, uint32_t n)
{
    char bytes[32];
    struct buf number = BUF_ON(bytes);
    struct arg arg = {.name = "n"};

    words_number(&number, n);
    arg.text = (struct span){.at = bytes, .len = number.len};
    catalogue_put(out, text, &arg, 1);
}

void words_quality_fault(struct buf *out, enum lang l, unsigned bit, uint32_t length_min)
{
    put(out, faults[bit].text[l], length_min);
}

const char *words_quality_hint(enum lang l, unsigned bit)
{
    return hints[bit].text[l];
}

void words_quality_advice(struct buf *out, enum lang l, enum quality_advice a, uint32_t length_min)
{
    put(out, advice[a].text[l], length_min);
}

const struct entry *words_quality_fault_entry(unsigned bit)
{
    return &faults[bit];
}

const struct entry *words_quality_hint_entry(unsigned bit)
{
    return &hints[bit];
}

const struct entry *words_quality_advice_entry(enum quality_advice a)
{
    return &advice[a];
}
