#include "words/told.h"

#include "base/time.h"
#include "words/clean.h"
#include "words/words.h"

#include <inttypes.h>

static const char *const channels[CHANNEL_COUNT][LANG_COUNT] = {
    [CHANNEL_SMS] = {"SMS", "SMS"},
    [CHANNEL_MAIL] = {"mail", "メール"},
    [CHANNEL_VOICE] = {"call", "電話"},
};

static const char *const states[DELIVERY_STATE_COUNT][LANG_COUNT] = {
    [DELIVERY_STANDBY] = {"stands by", "待機（ほかの方法で届かないときに送信）"},
    [DELIVERY_WAITING] = {"waits to be sent", "送信待ち"},
    [DELIVERY_ACCEPTED] = {"sent", "送信済み"},
    [DELIVERY_BUFFERED] = {"sent; the carrier goes on trying",
                           "送信済み（通信会社が配信を試行中）"},
    [DELIVERY_DELIVERED] = {"delivered", "配達済み"},
    [DELIVERY_FAILED] = {"could not be delivered", "配達できず"},
    [DELIVERY_EXPIRED] = {"was not sent in time", "期限内に送れず"},
    [DELIVERY_DROPPED] = {"was not needed", "送信不要"},
};

static const char *const fates[NOTICE_FATE_COUNT][LANG_COUNT] = {
    [NOTICE_NONE] = {"", ""},
    [NOTICE_TOLD] = {"", ""},
    [NOTICE_HELD] = {"held for the digest", "まとめて知らせるため保留"},
    [NOTICE_NOBODY] = {"nowhere to send it", "通知先なし"},
    [NOTICE_PREVIEW] = {"preview, not sent", "試行のため送信せず"},
};

static const char *const kinds[NOTICE_KIND_COUNT][LANG_COUNT] = {
    [NOTICE_SIGNIN] = {"an unusual sign-in", "いつもと違うログイン"},
    [NOTICE_REFUSED] = {"a refused sign-in", "拒否したログイン"},
    [NOTICE_RESTRICTION] = {"a mail program that must be set up anew", "メールソフトの再設定"},
    [NOTICE_CODE] = {"a code that was asked for", "確認コードの発行"},
    [NOTICE_CREDENTIAL] = {"a changed credential", "ログイン情報の変更"},
    [NOTICE_TEST] = {"a test", "テスト"},
    [NOTICE_DIGEST] = {"several sign-ins together", "複数のログインのまとめ"},
    [NOTICE_WARNING] = {"what will change for a mail program", "メールソフトに関する予告"},
};

void words_told(struct buf *out, enum lang l, const struct told_notice *told)
{
    buf_addf(out, "%s", told->reference);
    if (fates[told->fate][l][0] != '\0') {
        buf_addf(out, l == LANG_JA ? "（%s）" : "; %s", fates[told->fate][l]);
    }
    for (size_t i = 0; i < told->count; i++) {
        buf_addf(out, l == LANG_JA ? "、%s：%s" : "; %s: %s",
                 channels[told->messages[i].channel][l], states[told->messages[i].state][l]);
    }
}

/* --- an answer ----------------------------------------------------------------------------------- */

static void put_ours(struct buf *out, enum lang l, const struct clock *zone,
                     const struct notice_answer *a)
{
    char time[96];
    struct buf at = BUF_ON(time);

    words_time(&at, l, zone, a->created_ms);
    buf_addf(out,
             l == LANG_JA ? "%s は、私たちが送った通知です。\n%.*sに、アカウント %s へ「%s」を"
                            "知らせました。"
                          : "%s is a notice of ours.\nSent on %.*s to account %s, about %s.",
             a->reference, (int)at.len, time, a->account, kinds[a->kind][l]);
    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        if (a->to[c][0] != '\0') {
            buf_addf(out, l == LANG_JA ? "\n%s（%s）：%s" : "\n%s to %s: %s", channels[c][l],
                     a->to[c], states[a->state[c]][l]);
        }
    }
}

void words_answer(struct buf *out, enum lang l, const struct clock *zone,
                  const struct notice_answer *a)
{
    if (a->status == NOTICE_OURS) {
        put_ours(out, l, zone, a);
    } else if (a->status == NOTICE_UNKNOWN) {
        buf_addf(out,
                 l == LANG_JA
                     ? "%s という照会番号の通知は送っていません。この番号が書かれたメッセージは"
                       "偽物とみなしてください。"
                     : "%s: no notice of ours has this reference. Take the message it came "
                       "with for a fake.",
                 a->reference);
    } else {
        buf_addf(out, "%s",
                 l == LANG_JA
                     ? "照会番号の形になっていません。通知に書かれた番号と、1文字ずつ見比べて"
                       "ください。"
                     : "That is no reference: please compare it with the notice, character "
                       "by character.");
    }
}

/* --- the forecast -------------------------------------------------------------------------------- */

static uint64_t most_of(const struct forecast *f)
{
    uint64_t most = 0;

    for (size_t i = 0; i < f->days; i++) {
        most = f->day[i] > most ? f->day[i] : most;
    }
    return most;
}

static void put_left_out(struct buf *out, enum lang l, const struct forecast *f)
{
    buf_addf(out,
             l == LANG_JA
                 ? "知らせないもの：利用を始めたばかり %" PRIu64 " 件、同じ内容を通知済み %" PRIu64
                   " 件。上限を超えた %" PRIu64 " 件は %" PRIu64
                   " 通にまとめて知らせます。上限がなければ %" PRIu64 " 通です。\n"
                 : "Not told: %" PRIu64 " of new accounts, %" PRIu64 " told before. %" PRIu64
                   " beyond the budget come together in %" PRIu64
                   " digests. Without the budget there would be %" PRIu64 " notices.\n",
             f->learning, f->silent, f->held, f->digests, f->events - f->learning);
}

static void put_group(struct buf *out, enum lang l, const struct forecast_group *g)
{
    buf_addf(out, "  ");
    if (g->name[0] == '\0') {
        buf_addf(out, "%s", l == LANG_JA ? "（グループなし）" : "(no group)");
    } else {
        clean_text(out, (struct span){.at = g->name, .len = strlen(g->name)});
    }
    buf_addf(out,
             l == LANG_JA ? "：%" PRIu64 " 通、%" PRIu64 " アカウント\n"
                          : ": %" PRIu64 " notices to %" PRIu64 " accounts\n",
             g->told, g->accounts);
}

void words_forecast(struct buf *out, enum lang l, const struct forecast *f)
{
    buf_addf(out,
             l == LANG_JA ? "過去 %u 日間の履歴から：%" PRIu64 " アカウントに %" PRIu64
                            " 通（うち危険度の高いもの %" PRIu64 " 通）。1日平均 %" PRIu64
                            " 通、最も多い日で %" PRIu64 " 通、最初の日は %" PRIu64 " 通。\n"
                          : "From the history of %u days: %" PRIu64
                            " accounts would have got %" PRIu64 " notices (%" PRIu64
                            " of high risk). %" PRIu64 " a day on average, %" PRIu64
                            " on the busiest day, %" PRIu64 " on the first.\n",
             f->days, f->accounts, f->told, f->high_risk, f->told / (f->days > 0 ? f->days : 1),
             most_of(f), f->day[0]);
    put_left_out(out, l, f);
    if (f->group_count > 0) {
        buf_addf(out, "%s\n", l == LANG_JA ? "グループごと：" : "By group:");
    }
    for (size_t i = 0; i < f->group_count; i++) {
        put_group(out, l, &f->groups[i]);
    }
}
