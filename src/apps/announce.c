/* mioboe announce - what is published before something changes: list, show, add, update, postpone,
 * withdraw. */
#include "apps/inquiry.h"

#include "base/number.h"
#include "base/quote.h"
#include "wire/announcement_json.h"
#include "wire/api_json.h"
#include "words/clean.h"
#include "words/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define BODY_MAX ((size_t)128 << 10)         /* of a request */
#define FILE_MAX (ANNOUNCEMENT_TEXT_MAX + 1) /* read of a file: one byte tells that it is longer */

enum {
    ANNOUNCE_TITLE_EN = INQUIRY_OPTIONS,
    ANNOUNCE_TITLE_JA,
    ANNOUNCE_BODY_EN,
    ANNOUNCE_BODY_JA,
    ANNOUNCE_REASON_EN,
    ANNOUNCE_REASON_JA,
    ANNOUNCE_APOLOGY_EN,
    ANNOUNCE_APOLOGY_JA,
    ANNOUNCE_STARTS,
    ANNOUNCE_VERSION,
    ANNOUNCE_OPTIONS
};

#define TEXT_ROW(long_name, what, language)                                                        \
    {                                                                                              \
        long_name, 0, OPTION_VALUE, "TEXT|@FILE", what " in " language "; @FILE: out of a file."   \
    }

static const struct option_row rows[ANNOUNCE_OPTIONS] = {
    INQUIRY_ROWS,
    [ANNOUNCE_TITLE_EN] = TEXT_ROW("title-en", "Title", "English"),
    [ANNOUNCE_TITLE_JA] = TEXT_ROW("title-ja", "Title", "Japanese"),
    [ANNOUNCE_BODY_EN] = TEXT_ROW("body-en", "Text", "English"),
    [ANNOUNCE_BODY_JA] = TEXT_ROW("body-ja", "Text", "Japanese"),
    [ANNOUNCE_REASON_EN] = TEXT_ROW("reason-en", "Why", "English"),
    [ANNOUNCE_REASON_JA] = TEXT_ROW("reason-ja", "Why", "Japanese"),
    [ANNOUNCE_APOLOGY_EN] = TEXT_ROW("apology-en", "Apology for a moved start", "English"),
    [ANNOUNCE_APOLOGY_JA] = TEXT_ROW("apology-ja", "Apology for a moved start", "Japanese"),
    [ANNOUNCE_STARTS] = {"starts", 0, OPTION_VALUE, "TIME",
                         "When it starts: \"2026-12-01 09:00\" in the zone of the output, or "
                         "2026-12-01T00:00:00Z."},
    [ANNOUNCE_VERSION] = {"version", 0, OPTION_VALUE, "N", "show: this version; else the newest."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe announce [OPTION...] list          Every announcement, newest first.\n"
        "       mioboe announce [OPTION...] show ID       One, as people read it.\n"
        "       mioboe announce [OPTION...] add ID        Publish a new one, at once.\n"
        "       mioboe announce [OPTION...] update ID     Publish its next version.\n"
        "       mioboe announce [OPTION...] postpone ID   The same with another start.\n"
        "       mioboe announce [OPTION...] withdraw ID   The same, marked as withdrawn.\n\n"
        "Announcements stand on the public pages in both languages, with every version. A moved\n"
        "start shows the one it replaces and needs an apology in both languages.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe announce --title-en 'Sign-in notices begin' --title-ja ログイン通知の開始 \\\n"
        "    --starts '2026-12-01 09:00' --body-en @en.txt --body-ja @ja.txt add signin-notices\n"
        "  mioboe announce --starts '2026-12-08 09:00' --apology-en 'We are sorry.' \\\n"
        "    --apology-ja お詫びします。 postpone signin-notices\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused; 66 no such announcement or file; 74 the daemon\n"
        "does not answer; 75 the database is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- what is stated ------------------------------------------------------------------------------- */

static bool read_file(const char *path, struct arena *arena, struct span *out, struct err *e)
{
    char *bytes = arena_take(arena, FILE_MAX);
    FILE *from = fopen(path, "rbe");
    size_t len;

    if (from == NULL) {
        e->sys = errno;
        (void)err_set(e, errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "%.150s: %s", path,
                      strerror(errno));
        return false;
    }
    len = bytes == NULL ? 0 : fread(bytes, 1, FILE_MAX, from);
    if (bytes == NULL || ferror(from) != 0) {
        (void)fclose(from);
        return err_set(e, ERR_SYSTEM, "%.150s: cannot be read", path);
    }
    (void)fclose(from);
    while (len > 0 && len < FILE_MAX && bytes[len - 1] == '\n') {
        len--;
    }
    *out = (struct span){.at = bytes, .len = len};
    return true;
}

static bool take_text(const struct inquiry *q, unsigned option, struct span *out, struct err *e)
{
    const char *given = q->options.value[option];

    if (given == NULL) {
        return true;
    }
    if (given[0] == '@') {
        return read_file(given + 1, q->arena, out, e);
    }
    *out = span_of(given);
    return true;
}

static bool take_start(const struct inquiry *q, struct announcement_patch *p, struct err *e)
{
    const char *given = q->options.value[ANNOUNCE_STARTS];

    p->has_starts = given != NULL;
    return given == NULL || inquiry_time(q, "--starts", given, &p->starts_ms, e);
}

static bool take_patch(const struct inquiry *q, struct announcement_patch *p, struct err *e)
{
    for (unsigned l = 0; l < 2; l++) {
        if (!take_text(q, ANNOUNCE_TITLE_EN + l, &p->title[l], e) ||
            !take_text(q, ANNOUNCE_BODY_EN + l, &p->body[l], e) ||
            !take_text(q, ANNOUNCE_REASON_EN + l, &p->reason[l], e) ||
            !take_text(q, ANNOUNCE_APOLOGY_EN + l, &p->apology[l], e)) {
            return false;
        }
    }
    return take_start(q, p, e);
}

/* --- telling -------------------------------------------------------------------------------------- */

static void put_text(const struct inquiry *q, struct span text)
{
    char bytes[3 * ANNOUNCEMENT_TITLE_MAX];
    struct span line;
    bool more = true;

    while (more) {
        struct buf clean = BUF_ON(bytes);

        more = span_cut(&text, '\n', &line);
        line = more ? line : text;
        line.len = line.len > ANNOUNCEMENT_TITLE_MAX ? ANNOUNCEMENT_TITLE_MAX : line.len;
        clean_text(&clean, line);
        page_paragraph(&q->page, report_written(&clean), 0);
    }
}

static void put_time(const struct inquiry *q, const char *name, int64_t at_ms)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (at_ms != 0) {
        words_time(&text, q->voice.lang, q->zone, at_ms);
        page_field(&q->page, span_of(page_text(q->voice.lang, name)), report_written(&text), 20);
    }
}

static void put_news(const struct inquiry *q, const struct announcement *a)
{
    enum lang l = q->voice.lang;
    char bytes[64];
    struct buf version = BUF_ON(bytes);

    buf_addf(&version, "%u", a->version);
    put_text(q, a->title[l]);
    page_newline(&q->page);
    page_field(&q->page, SPAN("ID"), a->id, 20);
    page_field(&q->page, span_of(page_text(l, "news_version")), report_written(&version), 20);
    put_time(q, "news_published", a->published_ms);
    put_time(q, "news_updated", a->version > 1 ? a->updated_ms : 0);
    put_time(q, "news_starts", a->starts_ms);
    put_time(q, "news_replaced", a->replaced_ms);
    if (a->withdrawn) {
        put_text(q, span_of(page_text(l, "news_withdrawn")));
    }
    for (size_t i = 0; i < 3; i++) {
        struct span text = i == 0 ? a->apology[l] : i == 1 ? a->body[l] : a->reason[l];

        if (text.len > 0) {
            page_newline(&q->page);
            put_text(q, text);
        }
    }
}

static void put_line(const struct inquiry *q, const struct announcement *a)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    buf_add(&text, a->id);
    buf_addf(&text, "  %u  ", a->version);
    words_time_bare(&text, q->zone, a->updated_ms);
    buf_add(&text, SPAN("  "));
    clean_text(&text, a->title[q->voice.lang]);
    if (a->withdrawn) {
        buf_addf(&text, " (%s)", page_text(q->voice.lang, "news_withdrawn_mark"));
    }
    page_paragraph(&q->page, report_written(&text), 0);
}

/* Of the list, what `show` wants: the version, or the first. */
static bool put_all(struct inquiry *q, struct span answer, const uint64_t *wanted, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    struct announcement a;
    bool more = true;

    if (!inquiry_member(answer, "announcements", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return wanted == NULL || err_set(e, ERR_ABSENT, "there is no such version");
        }
        if (!announcement_json_read_stored(item.raw, q->arena, &a, e)) {
            return false;
        }
        if (wanted == NULL) {
            put_line(q, &a);
        } else if (*wanted == 0 || *wanted == a.version) {
            put_news(q, &a);
            return true;
        }
    }
    return false;
}

/* --- acting --------------------------------------------------------------------------------------- */

static bool list(struct inquiry *q, struct err *e)
{
    struct span answer = {0};

    if (!api_client_call(q->client, "GET", SPAN("/v1/announcements"), SPAN(""), &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return put_all(q, answer, NULL, e);
}

static bool show(struct inquiry *q, const char *id, struct err *e)
{
    const char *given = q->options.value[ANNOUNCE_VERSION];
    struct span answer = {0};
    uint64_t version = 0;

    if (given != NULL && !number_parse(span_of(given), 1, UINT32_MAX, &version)) {
        return err_set(e, ERR_CONFIG, "--version: expected a whole number from 1, came %s",
                       quote(span_of(given)).text);
    }
    if (!inquiry_get(q, "/v1/announcements/", span_of(id), "", &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return put_all(q, answer, &version, e);
}

static bool tell_stored(struct inquiry *q, struct span answer, struct err *e)
{
    struct announcement a;
    char bytes[WORDS_MAX];
    char digits[16];
    struct buf text = BUF_ON(bytes);
    struct buf version = BUF_ON(digits);

    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!announcement_json_read_stored(answer, q->arena, &a, e)) {
        return false;
    }
    buf_addf(&version, "%u", a.version);
    label_put(&text, q->voice.lang, LABEL_ANNOUNCEMENT_STORED,
              (const struct arg[]){{"id", a.id}, {"version", report_written(&version)}}, 2);
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool publish(struct inquiry *q, const char *verb, const char *id, struct err *e)
{
    bool adds = strcmp(verb, "add") == 0;
    struct announcement_patch p = {.id = adds ? span_of(id) : (struct span){0}};
    char path_bytes[512];
    struct buf path = BUF_ON(path_bytes);
    struct buf body = {.at = arena_take(q->arena, BODY_MAX), .cap = BODY_MAX};
    struct span answer = {0};
    struct json_out j;

    if (body.at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for an announcement");
    }
    if (!take_patch(q, &p, e)) {
        return false;
    }
    if (strcmp(verb, "postpone") == 0 && !p.has_starts) {
        return err_set(e, ERR_CONFIG, "--starts: expected the new start, came nothing");
    }
    p.has_withdrawn = p.withdrawn = strcmp(verb, "withdraw") == 0;
    j = json_out_open(&body);
    announcement_json_put_patch(&j, &p);
    json_out_close(&j);
    buf_addf(&path, "/v1/announcements%s", adds ? "" : "/");
    api_client_encode(&path, adds ? SPAN("") : span_of(id));
    if (path.full || body.full) {
        return err_set(e, ERR_INPUT, "expected shorter texts");
    }
    return api_client_call(q->client, adds ? "POST" : "PUT", report_written(&path),
                           report_written(&body), &answer, e) &&
           tell_stored(q, answer, e);
}

static bool act(struct inquiry *q, const char *verb, const char *operand, struct err *e)
{
    if (strcmp(verb, "list") == 0) {
        return list(q, e);
    }
    return strcmp(verb, "show") == 0 ? show(q, operand, e) : publish(q, verb, operand, e);
}

static bool typed_right(int count, char *typed[])
{
    static const char *const verbs[] = {"show", "add", "update", "postpone", "withdraw"};

    for (size_t i = 0; count == 2 && i < COUNT(verbs); i++) {
        if (strcmp(typed[0], verbs[i]) == 0) {
            return true;
        }
    }
    return count == 1 && strcmp(typed[0], "list") == 0;
}

static int announce_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct err e = {0};
    bool adds;
    int code;
    int rest;

    if (!options_read(rows, COUNT(rows), argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    rest = q.options.rest;
    if (!typed_right(argc - rest, argv + rest)) {
        return usage(stderr);
    }
    adds = strcmp(argv[rest], "add") == 0;
    if (!inquiry_begin(&q, "announce", adds, &code)) {
        return code;
    }
    (void)!act(&q, argv[rest], rest + 1 < argc ? argv[rest + 1] : "", &e);
    return inquiry_end(&q, &e);
}

const struct command command_announce = {
    .name = "announce",
    .summary = "Publish what changes, from when on and why, on the public pages.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = announce_main,
    .operands = "list|show|add|update|postpone|withdraw",
};
