#include "words/alarm.h"

#include "base/attr.h"

#include <strings.h>

static const char *const words[] = {
    "urgent",
    "immediately",
    "danger",
    "warning",
    "attack",
    "hacked",
    "suspicious",
    "fraud",
    "completely",
    "100 %",
    "100%",
    "act now",
    "at once",
    "right now",
    "suspended",
    "terminated",
    "verify your account",
    "click here",
    "final notice",
    "important",
    "must act",
    "!",
    "至急",
    "緊急",
    "危険",
    "完全に",
    "今すぐ",
    "直ちに",
    "ただちに",
    "！",
    "攻撃",
    "不審",
    "乗っ取",
    "確実に",
    "絶対",
    "１００％",
    "警告",
    "重要",
    "大変です",
    "最終",
    "要返信",
    "凍結",
    "停止します",
    "こちらをクリック",
    "不正アクセスされました",
};

static bool begins(struct span text, struct span word)
{
    return text.len >= word.len && strncasecmp(text.at, word.at, word.len) == 0;
}

struct span alarm_find(struct span text)
{
    for (; text.len > 0; text = (struct span){.at = text.at + 1, .len = text.len - 1}) {
        for (size_t i = 0; i < COUNT(words); i++) {
            struct span word = {.at = words[i], .len = strlen(words[i])};

            if (begins(text, word)) {
                return (struct span){.at = text.at, .len = word.len};
            }
        }
    }
    return (struct span){.at = text.at, .len = 0};
}
