/* mioboe history - the sign-ins of an account, newest first. */
#include "apps/inquiry.h"

#include "base/number.h"
#include "base/quote.h"
#include "wire/api_json.h"
#include "words/clean.h"
#include "words/told.h"

#include <string.h>
#include <sysexits.h>

#define LIMIT_USUAL "20"
#define DEEP 4 /* columns before what a row holds */

enum {
    HISTORY_LIMIT = INQUIRY_OPTIONS,
    HISTORY_BEFORE,
    HISTORY_DETAIL,
    HISTORY_OPTIONS
};

static const struct option_row rows[HISTORY_OPTIONS] = {
    INQUIRY_ROWS,
    [HISTORY_LIMIT] = {"limit", 'n', OPTION_VALUE, "ROWS", "Show so many rows, 1 to 500; else 20."},
    [HISTORY_BEFORE] = {"before", 0, OPTION_VALUE, "NEXT",
                        "Go on where the page before ended: what it said last."},
    [HISTORY_DETAIL] = {"detail", 0, OPTION_FLAG, NULL,
                        "Show the newest single events of rows that count several."},
};

static void help(void)
{
    (void)puts(
        "Usage: mioboe history [OPTION...] ACCOUNT\n\n"
        "Shows the sign-ins of an account, newest first. ACCOUNT is an account's ID, or any\n"
        "sign-in name, mail address or phone number of it. Repeated polling of one day is one\n"
        "row with its count. Places are estimates.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts(
        "\nExamples:\n"
        "  mioboe history taro@example.jp\n"
        "  mioboe history --json --limit 500 taro@example.jp\n\n"
        "Exit codes: 0 done; 64 usage; 66 never seen, or no database; 74 the daemon does not\n"
        "answer; 75 the database is in use; 78 configuration.");
}

/* What a page of history shows besides its rows. */
struct pages {
    struct inquiry *q;
    struct span account;
    size_t width;
    bool detail;
    bool names; /* rows of several sign-in names */
};

static void put_field(const struct pages *p, enum label name, struct span text)
{
    page_field(&p->q->page, inquiry_label(p->q, name), text, p->width);
}

static void put_reasons(const struct pages *p, const struct history_entry *h)
{
    struct finding_signin f = inquiry_finding(h);
    struct reason_context context = words_reason_context(&f);
    struct span name = inquiry_label(p->q, LABEL_WHY);

    for (size_t i = 0; i < h->row.decision.reason_count; i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        if (h->row.decision.reasons[i].counted) {
            words_reason(&text, p->q->voice.lang, &h->row.decision.reasons[i], &context);
            page_item(&p->q->page, name, report_written(&text), p->width);
            name = SPAN("");
        }
    }
}

static void put_single(const struct pages *p, const struct history_row *row)
{
    struct span name = inquiry_label(p->q, LABEL_SINGLE);

    for (size_t i = 0; i < row->latest_count; i++) {
        char bytes[128];
        struct buf text = BUF_ON(bytes);

        words_time_bare(&text, p->q->voice.zone, row->latest[i].at_ms);
        if (row->has_remote) {
            buf_add(&text, SPAN("  "));
            address_print(&text, &row->latest[i].remote);
        }
        page_item(&p->q->page, name, report_written(&text), p->width);
        name = SPAN("");
    }
}

static void put_row(const struct pages *p, const struct history_entry *h)
{
    const struct page *page = &p->q->page;
    struct finding_signin f = inquiry_finding(h);
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char number[24];
    struct buf id = BUF_ON(number);

    page_newline(page);
    page_pad(page, 0, PAGE_GAP);
    report_period(&text, &p->q->voice, h->row.first_ms, h->row.last_ms);
    (void)page_tone(page, PAGE_STRONG, report_written(&text));
    page_newline(page);
    text = BUF_ON(bytes);
    report_what(&text, &p->q->voice, &f);
    page_paragraph(page, report_written(&text), DEEP);
    if (p->names) {
        text = BUF_ON(bytes);
        clean_text(&text, h->account);
        put_field(p, LABEL_NAME_USED, report_written(&text));
    }
    text = BUF_ON(bytes);
    words_place(&text, p->q->voice.lang, &h->where);
    put_field(p, LABEL_WHERE, report_written(&text));
    if (h->row.decision.action != ACTION_ALLOW || h->row.decision.strict != ACTION_ALLOW) {
        put_reasons(p, h);
        text = BUF_ON(bytes);
        report_policy(&text, &p->q->voice, &f);
        put_field(p, LABEL_POLICY, report_written(&text));
    }
    if (h->told.reference[0] != '\0') {
        text = BUF_ON(bytes);
        words_told(&text, p->q->voice.lang, &h->told);
        put_field(p, LABEL_NOTICE, report_written(&text));
    }
    if (p->detail && h->row.count > 1) {
        put_single(p, &h->row);
    }
    buf_addf(&id, "%lld", (long long)h->row.id);
    put_field(p, LABEL_EVENT, report_written(&id));
}

/* Reads the rows one by one; the first pass only learns whether there are several names. */
static bool each_row(struct pages *p, struct span list, bool shows, size_t *count, struct err *e)
{
    struct arena_mark mark = arena_mark(p->q->arena);
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;
    char first[ACCOUNT_TEXT_MAX];
    size_t first_len = 0;

    if (!json_in_open(list, JSON_IN_LIST, &in, e)) {
        return false;
    }
    for (*count = 0;; ++*count) {
        struct history_entry h;

        if (!json_in_next(&in, &key, &item, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!api_json_read_entry(item.raw, p->q->arena, &h, e)) {
            return err_context(e, "the answer");
        }
        if (shows) {
            put_row(p, &h);
        } else if (*count == 0 && h.account.len <= sizeof first) {
            memcpy(first, h.account.at, h.account.len);
            first_len = h.account.len;
        }
        p->names = p->names ||
                   !(shows || span_eq(h.account, (struct span){.at = first, .len = first_len})) ||
                   (!shows && !span_eq(h.account, p->account));
        arena_release(p->q->arena, mark);
    }
}

/* The command stands on a line of its own, however long, so that it can be copied. */
static void put_next(const struct pages *p, const struct json_in_value *next)
{
    const struct page *page = &p->q->page;
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    page_newline(page);
    if (next->kind == JSON_IN_TEXT) {
        page_paragraph(page, inquiry_label(p->q, LABEL_HISTORY_NEXT), 0);
        buf_add(&text, SPAN("mioboe history --before "));
        buf_add(&text, next->raw);
        buf_add(&text, SPAN(" "));
        clean_text(&text, p->account);
        page_pad(page, 0, PAGE_GAP);
        (void)page_tone(page, PAGE_STRONG, report_written(&text));
        page_newline(page);
    }
    page_paragraph(page, inquiry_label(p->q, LABEL_EXPLAIN_HOW), 0);
}

static bool show(struct pages *p, struct span answer, struct err *e)
{
    static const enum label names[] = {LABEL_WHERE, LABEL_WHY,       LABEL_POLICY, LABEL_SINGLE,
                                       LABEL_EVENT, LABEL_NAME_USED, LABEL_NOTICE};
    struct json_in_value list = {0};
    struct json_in_value next = {0};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    size_t count = 0;

    if (!inquiry_member(answer, "history", &list, e) || !inquiry_member(answer, "next", &next, e) ||
        !each_row(p, list.raw, false, &count, e)) {
        return false;
    }
    p->width = inquiry_width(p->q, names, COUNT(names));
    inquiry_put(p->q, &text, LABEL_HISTORY, "account", p->account);
    page_paragraph(&p->q->page, report_written(&text), 0);
    if (count == 0) {
        page_newline(&p->q->page);
        page_paragraph(&p->q->page, inquiry_label(p->q, LABEL_HISTORY_NONE), PAGE_GAP);
    } else if (!each_row(p, list.raw, true, &count, e)) {
        return false;
    }
    put_next(p, &next);
    return true;
}

static bool ask(struct inquiry *q, struct span account, struct span *answer, struct err *e)
{
    const char *limit =
        q->options.set[HISTORY_LIMIT] ? q->options.value[HISTORY_LIMIT] : LIMIT_USUAL;
    const char *before = q->options.set[HISTORY_BEFORE] ? q->options.value[HISTORY_BEFORE] : "";
    char bytes[1024];
    struct buf path = BUF_ON(bytes);
    uint64_t n = 0;

    if (!number_parse((struct span){.at = limit, .len = strlen(limit)}, 1, 500, &n)) {
        return err_set(e, ERR_CONFIG, "--limit: expected a whole number from 1 to 500, came %s",
                       quote((struct span){.at = limit, .len = strlen(limit)}).text);
    }
    buf_addf(&path, "/history?limit=%llu", (unsigned long long)n);
    if (before[0] != '\0') {
        buf_addf(&path, "&before=");
        api_client_encode(&path, (struct span){.at = before, .len = strlen(before)});
    }
    buf_add(&path, (struct span){.at = "", .len = 1});
    if (path.full) {
        return err_set(e, ERR_CONFIG, "--before: expected what the page before said, came more");
    }
    return inquiry_get(q, "/v1/accounts/", account, bytes, answer, e);
}

static int history_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct pages p = {.q = &q};
    struct span answer = {0};
    struct err e = {0};
    const struct inquiry_form form = {
        .name = "history",
        .missing = "name one account; for example: mioboe history taro@example.jp",
        .rows = rows,
        .row_count = COUNT(rows),
        .help = help,
    };
    int code;

    if (!inquiry_begin_one(&q, &form, argc, argv, &p.account, &code)) {
        return code;
    }
    p.detail = q.options.set[HISTORY_DETAIL];
    if (ask(&q, p.account, &answer, &e)) {
        if (q.options.set[INQUIRY_JSON]) {
            inquiry_print(answer);
        } else {
            (void)!show(&p, answer, &e);
        }
    }
    return inquiry_end(&q, &e);
}

const struct command command_history = {
    .name = "history",
    .summary = "Show the sign-ins of an account, newest first.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = history_main,
    .operands = "",
};
