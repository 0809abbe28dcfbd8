/* Headers that a person or a program wrote into a text: inline-forwarded mail as Gmail, Apple Mail,
 * Outlook, Thunderbird and Japanese webmail write it, and headers pasted above a text. */
#include "message/address.h"
#include "message/ascii.h"
#include "message/date.h"
#include "message/header.h"
#include "message/read.h"
#include "message/reading.h"

#define PREFACE_MAX 3000 /* bytes somebody may write above what they forward */
#define LINES_MAX 4000   /* lines that are looked at */
#define MARK_MAX 120     /* bytes of a line that tells of a forwarded mail */
#define VALUE_MAX 2000   /* bytes of one quoted header */

enum key {
    KEY_NONE,
    KEY_FROM,
    KEY_REPLY_TO,
    KEY_TO,
    KEY_CC,
    KEY_SUBJECT,
    KEY_DATE,
    KEY_COUNT,
};

/* Longer ones before those they begin with. */
static const struct {
    struct span word;
    enum key key;
} KEYS[] = {
    {SPAN_INIT("reply-to"), KEY_REPLY_TO},
    {SPAN_INIT("from"), KEY_FROM},
    {SPAN_INIT("sender"), KEY_FROM},
    {SPAN_INIT("to"), KEY_TO},
    {SPAN_INIT("cc"), KEY_CC},
    {SPAN_INIT("subject"), KEY_SUBJECT},
    {SPAN_INIT("date"), KEY_DATE},
    {SPAN_INIT("sent"), KEY_DATE},
    {SPAN_INIT("返信先"), KEY_REPLY_TO},
    {SPAN_INIT("差出人アドレス"), KEY_FROM},
    {SPAN_INIT("差出人(From)"), KEY_FROM},
    {SPAN_INIT("差出人"), KEY_FROM},
    {SPAN_INIT("送信者"), KEY_FROM},
    {SPAN_INIT("送信元"), KEY_FROM},
    {SPAN_INIT("発信者"), KEY_FROM},
    {SPAN_INIT("宛先(To)"), KEY_TO},
    {SPAN_INIT("宛先"), KEY_TO},
    {SPAN_INIT("宛て先"), KEY_TO},
    {SPAN_INIT("あて先"), KEY_TO},
    {SPAN_INIT("送信先"), KEY_TO},
    {SPAN_INIT("受信者"), KEY_TO},
    {SPAN_INIT("写し"), KEY_CC},
    {SPAN_INIT("件名"), KEY_SUBJECT},
    {SPAN_INIT("題名"), KEY_SUBJECT},
    {SPAN_INIT("表題"), KEY_SUBJECT},
    {SPAN_INIT("タイトル"), KEY_SUBJECT},
    {SPAN_INIT("送信日時"), KEY_DATE},
    {SPAN_INIT("受信日時"), KEY_DATE},
    {SPAN_INIT("送信日"), KEY_DATE},
    {SPAN_INIT("日付"), KEY_DATE},
    {SPAN_INIT("日時"), KEY_DATE},
};

static const struct {
    struct span word;
    bool sure; /* said of forwarded mail only, not of mail that is answered as well */
} MARKS[] = {
    {SPAN_INIT("forwarded message"), true},    {SPAN_INIT("forwarded mail"), true},
    {SPAN_INIT("forwarded by"), true},         {SPAN_INIT("転送メッセージ"), true},
    {SPAN_INIT("転送されたメッセージ"), true}, {SPAN_INIT("転送メール"), true},
    {SPAN_INIT("転送元メッセージ"), true},     {SPAN_INIT("original message"), false},
    {SPAN_INIT("original mail"), false},       {SPAN_INIT("元のメッセージ"), false},
    {SPAN_INIT("元のメール"), false},          {SPAN_INIT("オリジナルメッセージ"), false},
};

static const struct span FORWARD_SUBJECTS[] = {
    SPAN_INIT("fw:"),   SPAN_INIT("fwd:"),   SPAN_INIT("fw："),  SPAN_INIT("fwd："),
    SPAN_INIT("転送:"), SPAN_INIT("転送："), SPAN_INIT("[fwd:"),
};

struct block {
    struct span value[KEY_COUNT];
    size_t at;   /* where the first quoted header begins */
    size_t body; /* what follows the last one */
};

/* Without the marks of quoting and of bold type in front of it. */
static struct span unmarked(struct span line)
{
    line = span_trim(line);
    while (line.len > 0) {
        if (line.at[0] == '>' || line.at[0] == '*' || line.at[0] == '|' || line.at[0] == ' ') {
            line = span_from(line, 1);
        } else if (ascii_begins(line, SPAN("　")) || ascii_begins(line, SPAN("■"))) {
            line = span_from(line, sizeof "　" - 1);
        } else {
            break;
        }
    }
    return line;
}

/* "From: value", with a colon of either width and blanks around it. */
static enum key read_line(struct span line, struct span *value)
{
    line = unmarked(line);
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        struct span rest = span_from(line, KEYS[i].word.len);

        if (!ascii_begins(line, KEYS[i].word)) {
            continue;
        }
        rest = unmarked(rest);
        if (ascii_begins(rest, SPAN("："))) {
            *value = unmarked(span_from(rest, sizeof "：" - 1));
            return KEYS[i].key;
        }
        if (ascii_begins(rest, SPAN(":"))) {
            *value = unmarked(span_from(rest, 1));
            return KEYS[i].key;
        }
    }
    return KEY_NONE;
}

static bool take_line(struct span *rest, struct span *line)
{
    if (rest->len == 0) {
        return false;
    }
    if (!span_cut(rest, '\n', line)) {
        *line = *rest;
        *rest = span_from(*rest, rest->len);
    }
    return true;
}

/* The headers that begin at byte `at`: lines with a known key; a key with nothing behind it has its
 * value in the next line; one line without a key goes on with the value before it. */
static bool read_block(struct span text, size_t at, struct block *out)
{
    struct span rest = span_from(text, at);
    struct block b = {.at = at};
    enum key last = KEY_NONE;
    unsigned known = 0;
    bool went_on = false;
    struct span line;

    while (take_line(&rest, &line)) {
        struct span value = SPAN("");
        enum key key = read_line(line, &value);

        if (key == KEY_NONE &&
            (span_trim(unmarked(line)).len == 0 || last == KEY_NONE || went_on)) {
            break;
        }
        if (key == KEY_NONE) {
            went_on = true;
            if (b.value[last].len == 0) {
                b.value[last] = span_front(unmarked(line), VALUE_MAX);
            } else if (known < 2) {
                break;
            }
            continue;
        }
        went_on = false;
        last = key;
        known++;
        if (b.value[key].len == 0) {
            b.value[key] = span_front(value, VALUE_MAX);
        }
        b.body = text.len - rest.len;
    }
    *out = b;
    return b.value[KEY_FROM].len > 0 &&
           (b.value[KEY_SUBJECT].len > 0 || b.value[KEY_DATE].len > 0 || b.value[KEY_TO].len > 0);
}

/* 0: no mark, 1: a mark of answered or forwarded mail, 2: of forwarded mail. */
static int mark_of(struct span line)
{
    line = unmarked(line);
    for (size_t i = 0; line.len <= MARK_MAX && i < COUNT(MARKS); i++) {
        if (ascii_has(line, MARKS[i].word)) {
            return MARKS[i].sure ? 2 : 1;
        }
    }
    return 0;
}

static bool subject_forwards(struct span subject)
{
    for (size_t i = 0; i < COUNT(FORWARD_SUBJECTS); i++) {
        if (ascii_begins(subject, FORWARD_SUBJECTS[i])) {
            return true;
        }
    }
    return false;
}

/* The first quoted headers of a text that somebody forwarded. `loose`: the subject says that it is
 * forwarded, so that no mark is needed. */
static bool find_block(struct span text, bool loose, struct block *out)
{
    struct span rest = text;
    struct span value;
    struct span line;
    int mark = 0;

    for (size_t i = 0; i < LINES_MAX && take_line(&rest, &line); i++) {
        size_t at = (size_t)(line.at - text.at);
        int here = mark_of(line);

        if (at > PREFACE_MAX) {
            return false;
        }
        if (here > 0) {
            mark = here;
        } else if ((mark == 2 || loose) && read_line(line, &value) != KEY_NONE &&
                   read_block(text, at, out)) {
            return true;
        }
    }
    return false;
}

/* Quoted headers are written with "[mailto:a@b]" and "<a@b<mailto:a@b>>" by Outlook. */
static struct message_addresses addresses_of(struct reading *r, struct span value)
{
    struct grow g = {.arena = r->arena, .max = VALUE_MAX};

    for (size_t i = 0; i < value.len; i++) {
        struct span rest = span_from(value, i);

        if (ascii_begins(rest, SPAN("[mailto:"))) {
            grow_char(&g, '<');
            i += sizeof "[mailto:" - 2;
        } else if (ascii_begins(rest, SPAN("<mailto:"))) {
            size_t end = ascii_find(rest, SPAN(">"));

            i += end;
        } else {
            grow_char(&g, ascii_choose(rest.at[0] == ']', '>', rest.at[0]));
        }
    }
    return address_list(r->arena, grow_span(&g), &r->out->limits, &r->out->damage);
}

static void apply(struct reading *r, const struct block *b)
{
    struct message *m = r->out;

    m->from = addresses_of(r, b->value[KEY_FROM]);
    m->reply_to = addresses_of(r, b->value[KEY_REPLY_TO]);
    m->to = addresses_of(r, b->value[KEY_TO]);
    m->cc = addresses_of(r, b->value[KEY_CC]);
    m->subject = header_text(r->arena, b->value[KEY_SUBJECT], &m->damage);
    m->date_ms = date_read(b->value[KEY_DATE]);
}

/* One key is enough at the top of a pasted text: "件名: ..." */
static void read_pasted(struct reading *r)
{
    struct span text = grow_span(&r->plain);
    struct span value;
    struct block b;
    size_t at = 0;

    while (at < text.len && ascii_is_space(text.at[at])) {
        at++;
    }
    if (read_line(span_from(text, at), &value) == KEY_NONE) {
        return;
    }
    (void)read_block(text, at, &b);
    apply(r, &b);
}

void forward_read(struct reading *r)
{
    bool loose = subject_forwards(r->out->subject);
    struct block b;
    struct block of_html;
    bool in_html;
    bool in_plain;

    if (r->out->kind == MESSAGE_TEXT) {
        read_pasted(r);
        loose = loose || subject_forwards(r->out->subject);
    }
    in_plain = find_block(grow_span(&r->plain), loose, &b);
    in_html = find_block(grow_span(&r->html), loose, &of_html);
    if (!in_plain && !in_html) {
        return;
    }
    if (r->out->kind == MESSAGE_TEXT && in_plain && b.at == 0) {
        return;
    }
    field_forget(r, MESSAGE_FORWARD_INLINE);
    r->plain_mark = in_plain ? b.body : r->plain.len;
    r->html_mark = in_html ? of_html.body : 0;
    apply(r, in_html ? &of_html : &b);
}
