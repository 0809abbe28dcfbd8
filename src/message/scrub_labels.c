/* Postal addresses, and labels that say what follows them. */
#include "message/scrub_parts.h"

#define LABEL_LOOKED 24  /* glyphs of a label and the blanks before its colon */
#define POSTAL_LOOKED 40 /* glyphs behind a prefecture where a town is looked for */

static const char *const prefectures[] = {
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",   "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県",   "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県",   "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
};

/* Their names have three or four characters and end in one of four: looked at before the list is. */
static bool may_be_prefecture(const struct glyphs *g, size_t i)
{
    uint32_t third = glyph_at(g, i + 2);

    return glyph_is_han(glyph_at(g, i)) && (third == 0x90fd || third == 0x9053 || third == 0x5e9c ||
                                            third == 0x770c || glyph_at(g, i + 3) == 0x770c);
}

size_t scrub_postal_at(const struct glyphs *g, size_t i)
{
    size_t end = i;
    size_t line;

    if (glyph_at(g, i) == 0x3012) { /* the postal mark */
        return glyph_line_end(g, i) - i;
    }
    if (!may_be_prefecture(g, i)) {
        return 0;
    }
    line = glyph_line_end(g, i);
    for (size_t k = 0; k < COUNT(prefectures) && end == i; k++) {
        if (!glyph_word(g, i, prefectures[k], &end)) {
            end = i;
        }
    }
    for (size_t at = end; end > i && at < line && at - end < POSTAL_LOOKED; at++) {
        uint32_t c = glyph_at(g, at);

        if (c == 0x5e02 || c == 0x533a || c == 0x753a || c == 0x6751 || c == 0x90e1) {
            return line - i; /* city, ward, town, village, county */
        }
    }
    return 0;
}

/* A colon not far behind: most words have none, and need not be compared with the list. */
static bool may_be_label(const struct glyphs *g, size_t i)
{
    for (size_t at = i + 1; at < i + LABEL_LOOKED; at++) {
        uint32_t c = glyph_at(g, at);

        if (c == ':' || c == '\n' || c == 0) {
            return c == ':';
        }
    }
    return false;
}

bool scrub_label_at(const struct glyphs *g, size_t i, struct scrub_label *out)
{
    static const struct {
        const char *words;
        enum fake_hole hole;
    } labels[] = {
        {"お客様氏名", FAKE_HOLE_NAME},   {"氏名", FAKE_HOLE_NAME},
        {"お名前", FAKE_HOLE_NAME},       {"名前", FAKE_HOLE_NAME},
        {"お客様名", FAKE_HOLE_NAME},     {"ご契約者名", FAKE_HOLE_NAME},
        {"契約者名", FAKE_HOLE_NAME},     {"会員名", FAKE_HOLE_NAME},
        {"口座名義", FAKE_HOLE_NAME},     {"名義人", FAKE_HOLE_NAME},
        {"宛名", FAKE_HOLE_NAME},         {"受取人", FAKE_HOLE_NAME},
        {"お届け先氏名", FAKE_HOLE_NAME}, {"name", FAKE_HOLE_NAME},
        {"full name", FAKE_HOLE_NAME},    {"customer name", FAKE_HOLE_NAME},
        {"account name", FAKE_HOLE_NAME}, {"account holder", FAKE_HOLE_NAME},
        {"recipient", FAKE_HOLE_NAME},    {"ship to", FAKE_HOLE_NAME},
        {"deliver to", FAKE_HOLE_NAME},   {"お届け先", FAKE_HOLE_POSTAL},
        {"配送先", FAKE_HOLE_POSTAL},     {"ご住所", FAKE_HOLE_POSTAL},
        {"住所", FAKE_HOLE_POSTAL},       {"送付先", FAKE_HOLE_POSTAL},
        {"address", FAKE_HOLE_POSTAL},    {"user id", FAKE_HOLE_ID},
        {"userid", FAKE_HOLE_ID},         {"username", FAKE_HOLE_ID},
        {"user name", FAKE_HOLE_ID},      {"login id", FAKE_HOLE_ID},
        {"ユーザーid", FAKE_HOLE_ID},     {"ユーザid", FAKE_HOLE_ID},
        {"ユーザー名", FAKE_HOLE_ID},     {"ログインid", FAKE_HOLE_ID},
        {"会員id", FAKE_HOLE_ID},         {"アカウント名", FAKE_HOLE_ID},
        {"account id", FAKE_HOLE_ID},     {"customer id", FAKE_HOLE_ID},
    };
    size_t end = 0;

    if (!may_be_label(g, i)) {
        return false;
    }
    for (size_t k = 0; k < COUNT(labels); k++) {
        if (!glyph_word(g, i, labels[k].words, &end)) {
            continue;
        }
        while (glyph_is_blank(glyph_at(g, end)) || glyph_at(g, end) == 0x3011 ||
               glyph_at(g, end) == ']') {
            end++;
        }
        if (glyph_at(g, end) != ':') {
            continue;
        }
        end++;
        while (glyph_is_blank(glyph_at(g, end))) {
            end++;
        }
        *out = (struct scrub_label){
            .hole = labels[k].hole, .value = end, .end = glyph_line_end(g, end)};
        return out->end > out->value;
    }
    return false;
}
