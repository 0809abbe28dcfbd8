/* mioboe profile - what an account usually does. */
#include "apps/inquiry.h"

#include "wire/api_json.h"

#include <string.h>
#include <sysexits.h>

#define DEEP 4

static const struct option_row rows[] = {INQUIRY_ROWS};

static void help(void)
{
    (void)puts(
        "Usage: mioboe profile [OPTION...] ACCOUNT\n\n"
        "Shows what is usual for an account: places, devices, and on how many days. ACCOUNT\n"
        "is an account's ID, or any sign-in name, mail address or phone number of it.\n"
        "Places are estimates; days are counted with older ones weighing less.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts(
        "\nExamples:\n"
        "  mioboe profile taro@example.jp\n\n"
        "Exit codes: 0 done; 64 usage; 66 nothing learnt, or no database; 74 the daemon does\n"
        "not answer; 75 the database is in use; 78 configuration.");
}

static struct span day_text(struct buf *out, int64_t day)
{
    struct civil c = time_to_civil(day * TIME_DAY_MS);

    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
    return report_written(out);
}

static void put_last(struct inquiry *q, struct span told, uint16_t day)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char date[32];
    struct buf when = BUF_ON(date);
    const struct arg args[] = {{"text", told}, {"day", day_text(&when, day)}};

    label_put(&text, q->voice.lang, LABEL_LAST_ON, args, COUNT(args));
    page_item(&q->page, SPAN(""), report_written(&text), 0);
}

static void put_learnt(struct inquiry *q, const struct profile_story *p)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char first[32];
    char last[32];
    char count[128];
    struct buf parts[] = {BUF_ON(count), BUF_ON(first), BUF_ON(last)};
    struct arg args[3] = {{"signins", SPAN("")}, {"first", SPAN("")}, {"last", SPAN("")}};

    words_counted(&parts[0], q->voice.lang, COUNTED_SIGNINS, p->signins);
    args[0].text = report_written(&parts[0]);
    args[1].text = day_text(&parts[1], p->first_day);
    args[2].text = day_text(&parts[2], time_day_of(p->last_ms));
    label_put(&text, q->voice.lang, LABEL_PROFILE_LEARNT, args, COUNT(args));
    page_paragraph(&q->page, report_written(&text), PAGE_GAP);
}

static void put_places(struct inquiry *q, const struct profile_story *p)
{
    page_heading(&q->page, inquiry_label(q, LABEL_PROFILE_PLACES));
    if (p->usual_count == 0) {
        page_paragraph(&q->page, inquiry_label(q, LABEL_NOTHING_USUAL), DEEP);
    }
    for (size_t i = 0; i < p->usual_count; i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        report_usual(&text, &q->voice, &p->usual[i]);
        put_last(q, report_written(&text), p->usual_last_day[i]);
    }
}

static void put_clients(struct inquiry *q, const struct profile_story *p)
{
    page_heading(&q->page, inquiry_label(q, LABEL_PROFILE_CLIENTS));
    if (p->client_count == 0) {
        page_paragraph(&q->page, inquiry_label(q, LABEL_PROFILE_NO_CLIENTS), DEEP);
    }
    for (size_t i = 0; i < p->client_count; i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);
        char name[32];
        struct buf family = BUF_ON(name);
        char count[64];
        struct buf days = BUF_ON(count);
        struct arg args[] = {{"name", SPAN("")}, {"days", SPAN("")}};

        buf_addf(&family, "%08x/%08x", (unsigned)p->clients[i].family,
                 (unsigned)p->clients[i].version);
        words_counted(&days, q->voice.lang, COUNTED_DAYS, p->clients[i].days);
        args[0].text = report_written(&family);
        args[1].text = report_written(&days);
        label_put(&text, q->voice.lang, LABEL_PROFILE_CLIENT, args, COUNT(args));
        put_last(q, report_written(&text), p->clients[i].last_day);
    }
}

static void put_profile(struct inquiry *q, const struct profile_story *p)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    inquiry_put(q, &text, LABEL_PROFILE, "account", p->account);
    (void)page_tone(&q->page, PAGE_STRONG, report_written(&text));
    page_newline(&q->page);
    page_newline(&q->page);
    put_learnt(q, p);
    put_places(q, p);
    put_clients(q, p);
    page_newline(&q->page);
    text = BUF_ON(bytes);
    report_n(&text, &q->voice, LABEL_PROFILE_ADDRESSES, p->address_count);
    page_paragraph(&q->page, report_written(&text), PAGE_GAP);
}

static bool show(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value list = {0};
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;

    if (!inquiry_member(answer, "profiles", &list, e) ||
        !json_in_open(list.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    for (size_t count = 0;; count++) {
        struct profile_story p;

        if (!json_in_next(&in, &key, &item, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!api_json_read_profile(item.raw, q->arena, &p, e)) {
            return err_context(e, "the answer");
        }
        if (count > 0) {
            page_newline(&q->page);
        }
        put_profile(q, &p);
    }
}

static int profile_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct span account;
    struct span answer = {0};
    struct err e = {0};
    const struct inquiry_form form = {
        .name = "profile",
        .missing = "name one account; for example: mioboe profile taro@example.jp",
        .rows = rows,
        .row_count = COUNT(rows),
        .help = help,
    };
    int code;

    if (!inquiry_begin_one(&q, &form, argc, argv, &account, &code)) {
        return code;
    }
    if (inquiry_get(&q, "/v1/accounts/", account, "/profile", &answer, &e)) {
        if (q.options.set[INQUIRY_JSON]) {
            inquiry_print(answer);
        } else {
            (void)!show(&q, answer, &e);
        }
    }
    return inquiry_end(&q, &e);
}

const struct command command_profile = {
    .name = "profile",
    .summary = "Show what is usual for an account.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = profile_main,
    .operands = "",
};
