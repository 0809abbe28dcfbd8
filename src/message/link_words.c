#include "message/ascii.h"
#include "message/link.h"

/* Words that links at the end of an honest mail show, and words that ask for a click. */
static const struct span FOOTER_WORDS[] = {
    SPAN_INIT("unsubscribe"),  SPAN_INIT("privacy"),      SPAN_INIT("terms"),
    SPAN_INIT("contact us"),   SPAN_INIT("help center"),  SPAN_INIT("help centre"),
    SPAN_INIT("legal"),        SPAN_INIT("preferences"),  SPAN_INIT("view in browser"),
    SPAN_INIT("view online"),  SPAN_INIT("about us"),     SPAN_INIT("配信停止"),
    SPAN_INIT("配信解除"),     SPAN_INIT("配信設定"),     SPAN_INIT("購読解除"),
    SPAN_INIT("メール設定"),   SPAN_INIT("プライバシー"), SPAN_INIT("個人情報"),
    SPAN_INIT("利用規約"),     SPAN_INIT("会社概要"),     SPAN_INIT("特定商取引"),
    SPAN_INIT("お問い合わせ"), SPAN_INIT("お問合せ"),     SPAN_INIT("よくある質問"),
    SPAN_INIT("ヘルプ"),       SPAN_INIT("ブラウザで"),
};

static const struct span BUTTON_WORDS[] = {
    SPAN_INIT("click here"),    SPAN_INIT("log in"),        SPAN_INIT("login"),
    SPAN_INIT("sign in"),       SPAN_INIT("signin"),        SPAN_INIT("verify"),
    SPAN_INIT("confirm"),       SPAN_INIT("update"),        SPAN_INIT("review"),
    SPAN_INIT("activate"),      SPAN_INIT("reactivate"),    SPAN_INIT("unlock"),
    SPAN_INIT("restore"),       SPAN_INIT("continue"),      SPAN_INIT("get started"),
    SPAN_INIT("view document"), SPAN_INIT("open document"), SPAN_INIT("download"),
    SPAN_INIT("pay now"),       SPAN_INIT("reset"),         SPAN_INIT("secure my account"),
    SPAN_INIT("track"),         SPAN_INIT("claim"),         SPAN_INIT("こちら"),
    SPAN_INIT("ログイン"),      SPAN_INIT("サインイン"),    SPAN_INIT("確認"),
    SPAN_INIT("認証"),          SPAN_INIT("更新"),          SPAN_INIT("手続き"),
    SPAN_INIT("手続"),          SPAN_INIT("解除"),          SPAN_INIT("再開"),
    SPAN_INIT("クリック"),      SPAN_INIT("変更する"),      SPAN_INIT("お支払い"),
    SPAN_INIT("支払"),          SPAN_INIT("登録"),          SPAN_INIT("アカウントを"),
    SPAN_INIT("復旧"),          SPAN_INIT("回答"),          SPAN_INIT("申請"),
    SPAN_INIT("受け取"),        SPAN_INIT("ダウンロード"),
};

uint32_t link_roles_of_words(struct span shown)
{
    for (size_t i = 0; i < COUNT(FOOTER_WORDS); i++) {
        if (ascii_has(shown, FOOTER_WORDS[i])) {
            return MESSAGE_ROLE_FOOTER;
        }
    }
    for (size_t i = 0; shown.len <= 120 && i < COUNT(BUTTON_WORDS); i++) {
        if (ascii_has(shown, BUTTON_WORDS[i])) {
            return MESSAGE_ROLE_BUTTON;
        }
    }
    return 0;
}
