#include "words/refusal.h"

static const char *const texts[CAUSE_COUNT][LANG_COUNT] = {
    [CAUSE_BLOCK_LISTED] =
        {
            [LANG_EN] = "Sign-in is blocked here by your mail provider. Ask its support. (B1)",
            [LANG_JA] = "メール事業者がログインを止めています。窓口へお尋ねください。(B1)",
        },
    [CAUSE_GUESSING] =
        {
            [LANG_EN] = "Too many failed sign-ins from this network. Try again later. (G1)",
            [LANG_JA] = "この回線で失敗が続いています。時間をおいてください。(G1)",
        },
    [CAUSE_ATTACKED] =
        {
            [LANG_EN] = "Too many failed sign-ins to this account. Try again later. (A1)",
            [LANG_JA] = "このアカウントで失敗が続いています。時間をおいてください。(A1)",
        },
    [CAUSE_PLACE] =
        {
            [LANG_EN] = "Sign-in from this place is not allowed. Ask your mail provider. (P1)",
            [LANG_JA] = "この場所からはログインできません。窓口へお尋ねください。(P1)",
        },
    [CAUSE_STAGE_ABROAD] =
        {
            [LANG_EN] = "Abroad, use an app password in this program, or webmail. (S1)",
            [LANG_JA] = "国外ではメール専用パスワードかブラウザ版をお使いください。(S1)",
        },
    [CAUSE_STAGE_HOME] =
        {
            [LANG_EN] = "This mail program needs an app password. Mail is kept. (S2)",
            [LANG_JA] = "メール専用パスワードの設定が必要です。メールは保管中です。(S2)",
        },
};

static const char *const codes[CAUSE_COUNT] = {
    [CAUSE_BLOCK_LISTED] = "B1", [CAUSE_GUESSING] = "G1",     [CAUSE_ATTACKED] = "A1",
    [CAUSE_PLACE] = "P1",        [CAUSE_STAGE_ABROAD] = "S1", [CAUSE_STAGE_HOME] = "S2",
};

const char *words_refusal_code(enum answer_cause cause)
{
    return codes[cause] == NULL ? "" : codes[cause];
}

const char *words_refusal(enum lang l, enum answer_cause cause)
{
    const char *text = texts[cause][l];

    return text == NULL ? "" : text;
}
