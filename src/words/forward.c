#include "words/forward.h"

static const struct entry texts[FORWARD_TEXT_COUNT] = {
    [FORWARD_SUBJECT] = {{"[{service}] Result of the check: {on}", "【{service}】確認結果：{on}"}},
    [FORWARD_SUBJECT_NOTHING] = {{"[{service}] No forwarded message was found",
                                  "【{service}】転送されたメールが見つかりませんでした"}},
    [FORWARD_INTRO] = {{"You forwarded a message to have it checked. This is what was found.",
                        "確認のために転送していただいたメールについて、結果をお知らせします。"}},
    [FORWARD_STATES] = {{"The sender it states, which anybody can write: {on}",
                         "書かれていた差出人（誰でも書けます）：{on}"}},
    [FORWARD_EVIDENCE] = {{"What this rests on", "判断の根拠"}},
    [FORWARD_NOTHING] = {{"In your mail no forwarded message was found, so nothing was checked.",
                          "お送りいただいたメールの中に、転送されたメールが見つかりませんでした。確"
                          "認は行っていません。"}},
    [FORWARD_HOW] =
        {{"Open the suspicious message, choose \"Forward\" or better \"Forward as attachment\", "
          "and send it "
          "without changing its text. Until you have an answer, open none of its links.",
          "疑わしいメールを開き、「転送」（できれば「添付ファイルとして転送」）を選んで、文面を変え"
          "ずに"
          "お送りください。結果が届くまで、リンクは開かないでください。"}},
    [FORWARD_HANDOUT] = {{"Text you may hand on to your customer", "お客様にお渡しいただける文面"}},
    [FORWARD_KEPT] =
        {{"Your mail and the message in it were read for this answer and not kept.",
          "お送りいただいたメールは、この回答のために読み取っただけで、保存していません。"}},
    [FORWARD_PROGRAM] =
        {{"A program wrote this mail. Answers to it are not read.",
          "このメールはプログラムが作成しました。ご返信いただいても読まれません。"}},
    [FORWARD_CONTACT] = {{"If you need a person: {contact}", "お困りのときの窓口：{contact}"}},
    [FORWARD_THIS_SERVICE] = {{"Message check", "メール確認"}},
};

static const struct entry handouts[VERDICT_COUNT] = {
    [VERDICT_GENUINE] =
        {{"We had the message you asked about checked. It is genuine. If it asks you to do "
          "something, do it in "
          "the official app or from a bookmark of your own, not by a link in the message.",
          "お問い合わせのメールを確認したところ、本物でした。手続きが必要なときは、メールのリンクで"
          "はなく、"
          "公式アプリかご自分のブックマークから行ってください。"}},
    [VERDICT_FAKE] = {{"We had the message you asked about checked. It is a fake. Please do "
                       "nothing and delete it: do not "
                       "answer it, and open none of its links or attachments. If you already typed "
                       "in a password or card "
                       "number, please tell us at once.",
                       "お問い合わせのメールを確認したところ、偽物でした。何もせずに削除してくださ"
                       "い。返信はせず、リンクや"
                       "添付ファイルは開かないでください。すでにパスワードやカード番号を入力してし"
                       "まったときは、すぐに"
                       "ご連絡ください。"}},
    [VERDICT_CANNOT_TELL] = {{"We had the message you asked about checked. It cannot be told for "
                              "certain whether it is genuine. "
                              "Please use none of its links, attachments or telephone numbers; "
                              "look in the official app or from a "
                              "bookmark of your own whether there is anything to do.",
                              "お問い合わせのメールを確認しましたが、本物かどうかは断定できませんで"
                              "した。リンク・添付ファイル・"
                              "電話番号は使わず、公式アプリかご自分のブックマークから、必要な手続き"
                              "があるか確かめてください。"}},
};

const struct entry *words_forward_entry(enum forward_text t)
{
    return &texts[t];
}

const struct entry *words_forward_handout(enum verdict_code v)
{
    return &handouts[v];
}
