#include "words/stage.h"

const char *words_stage_phase(enum lang l, enum stage_phase p)
{
    static const char *const texts[STAGE_PHASE_COUNT][LANG_COUNT] = {
        [STAGE_PHASE_PLANNED] = {"planned", "予定"},
        [STAGE_PHASE_NUDGING] = {"planned, owners are told when they connect",
                                 "予定（接続した利用者へ予告中）"},
        [STAGE_PHASE_IN_FORCE] = {"in force", "実施中"},
        [STAGE_PHASE_PAUSED] = {"paused", "一時停止中"},
        [STAGE_PHASE_ROLLED_BACK] = {"rolled back", "取り消し済み"},
    };

    return texts[p][l];
}

const char *words_stage_mode(enum lang l, enum stage_mode m)
{
    static const char *const texts[STAGE_MODE_COUNT][LANG_COUNT] = {
        [STAGE_OBSERVE] = {"only counts", "数えるだけ"},
        [STAGE_NUDGE] = {"tells owners, refuses nobody", "知らせるだけで拒否しない"},
        [STAGE_REFUSE] = {"refuses", "拒否する"},
    };

    return texts[m][l];
}

void words_stage_origins(struct buf *out, enum lang l, unsigned origins)
{
    static const char *const texts[STAGE_ORIGIN_COUNT][LANG_COUNT] = {
        {"from abroad", "国外から"},
        {"at home or from an unknown place", "国内または場所不明"},
        {"over a trusted line", "信頼する回線から"},
        {"from inside", "内部から"},
    };
    bool any = false;

    for (unsigned i = 0; i < STAGE_ORIGIN_COUNT; i++) {
        if ((origins & 1u << i) != 0) {
            buf_addf(out, "%s%s", !any ? "" : l == LANG_JA ? "、" : ", ", texts[i][l]);
            any = true;
        }
    }
}
