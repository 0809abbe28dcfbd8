#include "config/setting.h"

#include "base/utf8.h"

#define WIDTH 79 /* columns of a comment, its mark included */

static const struct {
    const char *en;
    const char *ja;
} titles[SETTING_GROUP_COUNT] = {
    [SETTING_GENERAL] = {"General", "全般"},
    [SETTING_DECISIONS] = {"Decisions", "判断"},
    [SETTING_PLACES] = {"Places", "場所"},
    [SETTING_STORE] = {"Store", "保存"},
    [SETTING_GUESSING] = {"Password guessing", "パスワードの推測"},
    [SETTING_SERVICE] = {"Live watch", "常時監視"},
    [SETTING_DOORS] = {"Doors of other servers", "ほかのサーバーからの確認"},
    [SETTING_REPORT] = {"Reports", "レポート"},
    [SETTING_NOTICES] = {"Notices", "通知"},
    [SETTING_PUBLIC] = {"Public pages", "公開ページ"},
    [SETTING_PASSWORDS] = {"Passwords", "パスワード"},
    [SETTING_MAIL] = {"Mail programs", "メールソフト"},
    [SETTING_FLOW] = {"Checking mail under way", "配送中のメールの確認"},
    [SETTING_NETWORK] = {"Own networks", "自社のネットワーク"},
};

static const char example_network[] = "network \"sp mode\" {\n"
                                      "    addresses = {\"203.0.113.0/24\", \"2001:db8::/32\"}\n"
                                      "    trusted = true\n"
                                      "    country = \"JP\"\n"
                                      "}\n";

static const char networks_en[] =
    "Networks with a name of their own, such as a carrier's mobile lines or the head office: one "
    "section for each. Each counts as one provider, and its name is shown in place of the "
    "provider's.";
static const char networks_ja[] =
    "携帯回線や本社など、名前を付けて扱うネットワーク。1つにつき1つの network を書く。それぞれを"
    "1つの事業者とみなし、事業者名の代わりにその名前を示す。";

const char *setting_group_title(enum setting_group g, bool ja)
{
    return ja ? titles[g].ja : titles[g].en;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put(FILE *to, struct span text)
{
    (void)fwrite(text.at, 1, text.len, to);
}

static void put_expected(FILE *to, const struct setting *row, bool ja)
{
    char bytes[160];
    struct buf out = BUF_ON(bytes);

    setting_expected(row, ja, &out);
    put(to, (struct span){.at = out.at, .len = out.len});
}

/* The default as it stands in a file. */
static void put_value(FILE *to, const struct setting *row)
{
    bool bare =
        row->type == SETTING_NUMBER || row->type == SETTING_TRUTH || row->type == SETTING_BLOCKS;

    (void)fprintf(to, bare ? "%s" : "\"%s\"", row->fallback);
}

/* Bytes of the piece of text that no line may end in: a word with the blanks behind it, or one
 * wide character with the closing marks behind it. *columns is its width without the blanks. */
static size_t piece(struct span text, size_t *columns)
{
    static const char closing[] = "、。）」";
    size_t at = 0;
    uint32_t point;
    size_t len;

    *columns = 0;
    while ((len = utf8_take((struct span){text.at + at, text.len - at}, &point)) > 0) {
        char one[5] = {0};
        bool wide = point >= 0x1100;

        memcpy(one, text.at + at, len);
        if (at > 0 && (point == ' ' || wide) && strstr(closing, one) == NULL) {
            break;
        }
        *columns += wide ? 2 : 1;
        at += len;
    }
    while (at < text.len && text.at[at] == ' ') {
        at++;
    }
    return at;
}

/* Writes text in lines that begin with `mark`. */
static void put_wrapped(FILE *to, const char *mark, const char *text)
{
    struct span rest = span_of(text);
    size_t column = 0;
    size_t blanks = 0; /* between the piece before and this one */

    while (rest.len > 0) {
        size_t wide;
        size_t len = piece(rest, &wide);
        bool first = column == 0;

        if (first || column + blanks + wide > WIDTH) {
            (void)fprintf(to, "%s%s", first ? "" : "\n", mark);
            column = strlen(mark);
        } else if (blanks > 0) {
            (void)fputc(' ', to);
            column++;
        }
        for (blanks = 0; blanks < len && rest.at[len - 1 - blanks] == ' ';) {
            blanks++;
        }
        put(to, (struct span){.at = rest.at, .len = len - blanks});
        column += wide;
        rest.at += len;
        rest.len -= len;
    }
    (void)fputc('\n', to);
}

static void put_example_row(FILE *to, const struct setting *row, bool ja)
{
    put_wrapped(to, "# ", ja ? row->ja : row->en);
    (void)fputs(ja ? "# 書ける値: " : "# Expected: ", to);
    put_expected(to, row, ja);
    (void)fprintf(to, "\n%s = ", row->key);
    put_value(to, row);
    (void)fputs("\n\n", to);
}

static void put_example_networks(FILE *to, bool ja)
{
    struct span rest = span_of(example_network);
    struct span line;

    put_wrapped(to, "# ", ja ? networks_ja : networks_en);
    (void)fputs("#\n", to);
    for (size_t i = 0; i < setting_count; i++) {
        if (setting_table[i].group == SETTING_NETWORK) {
            (void)fprintf(to, "# %s\n", setting_table[i].key);
            put_wrapped(to, "#     ", ja ? setting_table[i].ja : setting_table[i].en);
        }
    }
    (void)fputs("#\n", to);
    while (span_cut(&rest, '\n', &line)) {
        (void)fputs("#", to);
        put(to, line);
        (void)fputs("\n", to);
    }
}

void setting_print_example(FILE *to, bool ja)
{
    (void)fputs(
        ja ? "# mioboe.conf - Mioboe の設定\n#\n# すべての設定を既定値とともに示す。変更したら"
             "次のコマンドで確かめる:\n#     mioboe config check FILE\n"
           : "# mioboe.conf - settings of Mioboe\n#\n# Every setting stands here with its "
             "default. Check a changed file with\n#     mioboe config check FILE\n",
        to);
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];

        if (i == 0 || row->group != row[-1].group) {
            (void)fprintf(to, "%s##### %s\n\n", i == 0 ? "\n" : "",
                          setting_group_title(row->group, ja));
        }
        if (row->group != SETTING_NETWORK) {
            put_example_row(to, row, ja);
        }
    }
    put_example_networks(to, ja);
}

void setting_print_one(FILE *to, const struct setting *row, bool ja)
{
    (void)fprintf(to, "%s%s\n", row->group == SETTING_NETWORK ? "network." : "", row->key);
    put_wrapped(to, "    ", ja ? row->ja : row->en);
    (void)fputs(ja ? "    書ける値: " : "    Expected: ", to);
    put_expected(to, row, ja);
    (void)fputs(row->type == SETTING_BLOCKS ? (ja ? "\n    例: " : "\n    Example: ")
                                            : (ja ? "\n    既定値: " : "\n    Default: "),
                to);
    put_value(to, row);
    (void)fputc('\n', to);
}

/* Text of roff: a backslash or a dot at the start of a line would be a request. */
static void put_roff(FILE *to, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\\') {
            (void)fputs("\\e", to);
        } else if (*c == '-') {
            (void)fputs("\\-", to);
        } else if (*c == '"') {
            (void)fputs("\\(dq", to);
        } else if (*c == ' ' && c > text && (c[-1] == '.' || c[-1] == ':')) {
            (void)fputc('\n', to); /* a sentence begins a line */
        } else {
            (void)fputc(*c, to);
        }
    }
    (void)fputc('\n', to);
}

static void put_manual_row(FILE *to, const struct setting *row)
{
    char bytes[200] = "";
    struct buf out = BUF_ON(bytes);

    (void)fprintf(to, ".It Ic %s\n", row->key);
    put_roff(to, row->en);
    setting_expected(row, false, &out);
    buf_add(&out, SPAN("\0"));
    (void)fputs(".Pp\nExpected:\n", to);
    put_roff(to, bytes);
    if (row->type == SETTING_BLOCKS) {
        return;
    }
    if (row->fallback[0] == '\0') {
        (void)fputs(".br\nDefault: empty\n", to);
        return;
    }
    (void)fputs(".br\nDefault:\n.Li ", to);
    put_roff(to, row->fallback);
}

static void put_manual_head(FILE *to)
{
    (void)fputs(".\\\" Made by: mioboe manual mioboe.conf\n"
                ".Dd November 21, 2026\n.Dt MIOBOE.CONF 5\n.Os Mioboe\n"
                ".Sh NAME\n.Nm mioboe.conf\n.Nd settings of Mioboe\n"
                ".Sh SYNOPSIS\n.Pa /etc/mioboe/mioboe.conf\n"
                ".Sh DESCRIPTION\n"
                "The file holds one setting a line, as\n.Dl KEY = VALUE\n"
                "and sections for the operator's own networks.\n"
                "It is UTF\\-8 text of at most 1 MiB.\n"
                "A\n.Ql #\nbegins a comment.\n"
                "Values with other characters than letters, digits and\n.Ql _.:/\\-\n"
                "stand in double quotation marks, where\n.Ql \\e\\(dq\nand\n.Ql \\e\\e\n"
                "mean the mark and the backslash.\n"
                "Nothing is expanded: no variables, no other files, no\n.Ql ~ .\n"
                "What is not stated has its default.\n.Pp\n"
                ".Ic mioboe config check\nreads a file and names the line of a mistake,\n"
                ".Ic mioboe config example\nprints a complete file, and\n"
                ".Ic mioboe config explain Ar KEY\ntells about one setting.\n",
                to);
}

static void put_manual_title(FILE *to, enum setting_group group)
{
    (void)fprintf(to, "%s.Sh %s\n", group == SETTING_GENERAL ? "" : ".El\n",
                  setting_group_title(group, false));
    if (group == SETTING_NETWORK) {
        put_roff(to, networks_en);
        (void)fprintf(to, ".Bd -literal -offset indent\n%s.Ed\n", example_network);
    }
    (void)fputs(".Bl -tag -width Ds\n", to);
}

void setting_print_manual(FILE *to)
{
    put_manual_head(to);
    for (size_t i = 0; i < setting_count; i++) {
        if (i == 0 || setting_table[i].group != setting_table[i - 1].group) {
            put_manual_title(to, setting_table[i].group);
        }
        put_manual_row(to, &setting_table[i]);
    }
    (void)fputs(".El\n.Sh SEE ALSO\n.Xr mioboe 1\n", to);
}

void setting_print_markdown(FILE *to)
{
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];

        if (i == 0 || row->group != row[-1].group) {
            (void)fprintf(to,
                          "%s### %s / %s\n\n| key | default | expected | what it does | 説明 |\n"
                          "|---|---|---|---|---|\n",
                          i == 0 ? "" : "\n", titles[row->group].en, titles[row->group].ja);
        }
        (void)fprintf(to, "| `%s` | `", row->key);
        put_value(to, row);
        (void)fputs("` | ", to);
        put_expected(to, row, false);
        (void)fprintf(to, " | %s | %s |\n", row->en, row->ja);
    }
}
