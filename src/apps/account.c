/* mioboe account - the operator's accounts: take in, show, change, give out, remove. */
#include "apps/account_export.h"

#include "base/quote.h"
#include "serve/api.h"
#include "wire/account_csv.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

enum {
    ACCOUNT_FORMAT = INQUIRY_OPTIONS,
    ACCOUNT_OPTIONS
};

static const struct option_row rows[ACCOUNT_OPTIONS] = {
    INQUIRY_ROWS,
    [ACCOUNT_FORMAT] = {"format", 0, OPTION_VALUE, "jsonl|csv",
                        "Form of import and export; else by the name of the file, else jsonl."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe account [OPTION...] import [FILE]            Take accounts in.\n"
        "       mioboe account [OPTION...] show NAME                Show one account.\n"
        "       mioboe account [OPTION...] set ID FIELD=VALUE...    Change or make one.\n"
        "       mioboe account [OPTION...] export [FILE]            Give all accounts out.\n"
        "       mioboe account [OPTION...] remove ID                Forget one; its history "
        "stays.\n\n"
        "NAME is an account's ID, or any sign-in name, mail address or phone number of it. FILE\n"
        "\"-\" or none is standard input or output. Fields: id registered_name member_id language\n"
        "group notice_phone sign_in_names mail_addresses phones notice_addresses services; texts\n"
        "of a list are separated by \";\". Fields that an import does not name stay as they "
        "are.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe account import accounts.csv\n"
        "  mioboe account show taro@example.jp\n"
        "  mioboe account set u-1001 language=ja 'notice_addresses=taro@example.org'\n"
        "  mioboe account export --format csv accounts.csv\n\n"
        "Exit codes: 0 done; 64 usage; 65 a record was refused; 66 no such account, file or\n"
        "database; 73 the file cannot be made; 74 reading or writing failed; 75 the database\n"
        "is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- import --------------------------------------------------------------------------------------- */

static bool ends_in(const char *path, const char *end)
{
    size_t len = strlen(path);
    size_t tail = strlen(end);

    return len >= tail && strcmp(path + len - tail, end) == 0;
}

static bool format_of(const struct inquiry *q, const char *path, enum account_format *out,
                      struct err *e)
{
    const char *given = q->options.value[ACCOUNT_FORMAT];

    if (given == NULL) {
        *out = ends_in(path, ".csv") ? ACCOUNT_CSV : ACCOUNT_JSONL;
        return true;
    }
    if (strcmp(given, "csv") != 0 && strcmp(given, "jsonl") != 0) {
        return err_set(e, ERR_CONFIG, "--format: expected jsonl or csv, came %s",
                       quote(span_of(given)).text);
    }
    *out = given[0] == 'c' ? ACCOUNT_CSV : ACCOUNT_JSONL;
    return true;
}

static void put_counts(struct inquiry *q, const struct account_counts *c)
{
    const struct {
        const char *name;
        uint64_t n;
    } counts[] = {{"read", c->read},
                  {"added", c->added},
                  {"changed", c->changed},
                  {"same", c->same},
                  {"refused", c->refused}};
    char bytes[COUNT(counts)][32];
    struct arg args[COUNT(counts)];
    char line[WORDS_MAX];
    struct buf text = BUF_ON(line);

    if (q->options.set[INQUIRY_JSON]) {
        struct json_out j = json_out_open(&text);

        for (size_t i = 0; i < COUNT(counts); i++) {
            json_out_number(&j, counts[i].name, (int64_t)counts[i].n);
        }
        json_out_close(&j);
        inquiry_print(report_written(&text));
        return;
    }
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct buf number = BUF_ON(bytes[i]);

        words_number(&number, counts[i].n);
        args[i] = (struct arg){counts[i].name, report_written(&number)};
    }
    label_put(&text, q->voice.lang, LABEL_IMPORTED, args, COUNT(args));
    page_paragraph(&q->page, report_written(&text), 0);
}

static bool import(struct inquiry *q, const char *path, struct err *e)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    struct account_counts counts = {0};
    enum account_format format = ACCOUNT_JSONL;
    FILE *from;
    bool ok;

    if (!format_of(q, path, &format, e)) {
        return false;
    }
    from = is_stdin ? stdin : fopen(path, "rbe");
    if (from == NULL) {
        enum err_code code = errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM;

        return err_set(e, code, "%.150s: %s", path, strerror(errno));
    }
    ok = account_import(q, from, name, format, &counts, e);
    if (!is_stdin) {
        (void)fclose(from);
    }
    put_counts(q, &counts);
    if (ok && counts.refused > 0) {
        ok = err_set(e, ERR_INPUT, "%.150s: %llu of %llu records were refused, the others are in",
                     name, (unsigned long long)counts.refused, (unsigned long long)counts.read);
    }
    return ok;
}

/* --- show ----------------------------------------------------------------------------------------- */

static void put_texts(struct inquiry *q, const struct account_texts *texts, enum label name,
                      size_t width)
{
    for (size_t i = 0; i < texts->count; i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        clean_text(&text, texts->at[i]);
        page_field(&q->page, i == 0 ? inquiry_label(q, name) : SPAN(""), report_written(&text),
                   width);
    }
    if (texts->count == 0) {
        page_field(&q->page, inquiry_label(q, name), inquiry_label(q, LABEL_NOT_STATED), width);
    }
}

static void put_account(struct inquiry *q, const struct account_record *a)
{
    const int64_t times[] = {a->created_ms, a->updated_ms};
    enum label names[ACCOUNT_TEXT_COUNT + ACCOUNT_LIST_COUNT];
    size_t width;

    for (size_t i = 0; i < COUNT(names); i++) {
        names[i] = (enum label)(LABEL_ACCOUNT_ID + i);
    }
    width = inquiry_width(q, names, COUNT(names));
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        const struct account_texts one = {.count = a->text[i].len > 0, .at = {a->text[i]}};

        put_texts(q, &one, names[i], width);
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        put_texts(q, &a->list[l], names[ACCOUNT_TEXT_COUNT + l], width);
    }
    for (size_t i = 0; i < COUNT(times); i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        words_time(&text, q->voice.lang, q->voice.zone, times[i]);
        page_field(&q->page, inquiry_label(q, (enum label)(LABEL_ACCOUNT_CREATED + i)),
                   report_written(&text), width);
    }
}

static bool show(struct inquiry *q, const char *name, struct err *e)
{
    struct account_record a;
    struct span answer = {0};

    if (!inquiry_get(q, "/v1/accounts?name=", span_of(name), "", &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!api_json_read_account(answer, q->arena, &a, e)) {
        return err_context(e, "the answer");
    }
    put_account(q, &a);
    return true;
}

/* --- set ------------------------------------------------------------------------------------------ */

static bool set_list(struct arena *arena, enum account_list list, struct span value,
                     struct account_patch *patch, struct err *e)
{
    struct csv_row row = {.count = 2, .cells = {patch->account.text[ACCOUNT_ID], value}};
    struct csv_columns columns = {.count = 2,
                                  .field = {ACCOUNT_ID, (uint8_t)(ACCOUNT_TEXT_COUNT + list)}};
    struct account_patch one;

    if (!account_csv_read(&row, &columns, arena, &one, e)) {
        return false;
    }
    patch->account.list[list] = one.account.list[list];
    patch->stated |= ACCOUNT_STATES_LIST(list);
    return true;
}

/* "FIELD=VALUE" */
static bool set_field(struct arena *arena, const char *typed, struct account_patch *patch,
                      struct err *e)
{
    struct span value = span_of(typed);
    struct span field;
    enum account_text text = ACCOUNT_ID;
    enum account_list list = ACCOUNT_SERVICES;

    if (!span_cut(&value, '=', &field)) {
        return err_set(e, ERR_INPUT, "expected FIELD=VALUE, came %s", quote(value).text);
    }
    if (account_text_parse(field, &text) && text != ACCOUNT_ID) {
        patch->account.text[text] = value;
        patch->stated |= ACCOUNT_STATES_TEXT(text);
        return true;
    }
    if (account_list_parse(field, &list)) {
        return set_list(arena, list, value, patch, e);
    }
    return err_set(e, ERR_INPUT,
                   "expected a field that can be set (mioboe account --help), came %s",
                   quote(field).text);
}

static bool send_patch(struct inquiry *q, const struct account_patch *patch, struct span *answer,
                       struct err *e)
{
    char *bytes = arena_take(q->arena, API_LINE_MAX);
    struct buf body = {.at = bytes, .cap = API_LINE_MAX};
    struct json_out j;

    if (bytes == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to change an account");
    }
    j = json_out_open(&body);
    api_json_patch(&j, patch);
    json_out_close(&j);
    if (body.full) {
        return err_set(e, ERR_INPUT, "expected less to set, came more than %zu bytes",
                       API_LINE_MAX);
    }
    return api_client_call(q->client, "POST", SPAN("/v1/accounts"), report_written(&body), answer,
                           e);
}

static bool refused_reason(struct span answer, struct err *e)
{
    struct json_in_value list = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in_value reason = {0};
    struct json_in in = {0};
    char bytes[sizeof e->text];
    struct span text;
    bool more = true;

    if (!inquiry_member(answer, "refused", &list, e) ||
        !json_in_open(list.raw, JSON_IN_LIST, &in, e) ||
        !json_in_next(&in, &key, &item, &more, e)) {
        return false;
    }
    if (!more) {
        return true;
    }
    if (!inquiry_member(item.raw, "reason", &reason, e)) {
        return false;
    }
    text = json_in_text(&reason, bytes, sizeof bytes - 1, NULL);
    return err_set(e, ERR_INPUT, "%.*s", (int)text.len, text.at);
}

static bool set(struct inquiry *q, int count, char *typed[], struct err *e)
{
    struct account_patch patch = {.stated = ACCOUNT_STATES_TEXT(ACCOUNT_ID)};
    struct span answer = {0};
    struct json_in_value same = {0};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    patch.account.text[ACCOUNT_ID] = span_of(typed[0]);
    for (int i = 1; i < count; i++) {
        if (!set_field(q->arena, typed[i], &patch, e)) {
            return false;
        }
    }
    if (!send_patch(q, &patch, &answer, e) || !refused_reason(answer, e) ||
        !inquiry_member(answer, "same", &same, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    inquiry_put(q, &text, span_eq(same.raw, SPAN("1")) ? LABEL_UNCHANGED : LABEL_SAVED, "account",
                span_of(typed[0]));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

/* --- export --------------------------------------------------------------------------------------- */

static bool export(struct inquiry *q, const char *path, struct err *e)
{
    bool is_stdout = strcmp(path, "-") == 0;
    enum account_format format = ACCOUNT_JSONL;
    FILE *to;
    bool ok;

    if (!format_of(q, path, &format, e)) {
        return false;
    }
    to = is_stdout ? stdout : fopen(path, "wbe");
    if (to == NULL) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "%.150s: %s", path, strerror(errno));
    }
    ok = account_export(q, to, format, e);
    if (!is_stdout && (fclose(to) != 0) && ok) {
        e->sys = errno;
        ok = err_set(e, ERR_SYSTEM, "%.150s: %s", path, strerror(errno));
    }
    return ok;
}

/* --- remove, and which ---------------------------------------------------------------------------- */

static bool forget(struct inquiry *q, const char *id, struct err *e)
{
    char bytes[1024];
    struct buf path = BUF_ON(bytes);
    char line[WORDS_MAX];
    struct buf text = BUF_ON(line);
    struct span answer = {0};

    buf_addf(&path, "/v1/accounts/");
    api_client_encode(&path, span_of(id));
    if (path.full) {
        return err_set(e, ERR_INPUT, "the ID is too long to ask for");
    }
    if (!api_client_call(q->client, "DELETE", report_written(&path), SPAN(""), &answer, e)) {
        return false;
    }
    inquiry_put(q, &text, LABEL_REMOVED, "account", span_of(id));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

struct verb {
    const char *name;
    int least; /* operands behind it */
    int most;
    bool makes;
};
static const struct verb verbs[] = {
    {"import", 0, 1, true},  {"show", 1, 1, false},   {"set", 2, 64, true},
    {"export", 0, 1, false}, {"remove", 1, 1, false},
};

static const struct verb *verb_of(const char *typed, int operands)
{
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, typed) == 0) {
            return operands >= verbs[i].least && operands <= verbs[i].most ? &verbs[i] : NULL;
        }
    }
    return NULL;
}

static bool act(struct inquiry *q, const struct verb *verb, int count, char *typed[], struct err *e)
{
    const char *first = count > 0 ? typed[0] : "-";

    switch (verb - verbs) {
    case 0:
        return import(q, first, e);
    case 1:
        return show(q, first, e);
    case 2:
        return set(q, count, typed, e);
    case 3:
        return export(q, first, e);
    default:
        return forget(q, first, e);
    }
}

static int account_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    const struct verb *verb;
    struct err e = {0};
    int code;
    int rest;

    if (!options_read(rows, COUNT(rows), argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    rest = q.options.rest;
    verb = rest < argc ? verb_of(argv[rest], argc - rest - 1) : NULL;
    if (verb == NULL) {
        return usage(stderr);
    }
    if (!inquiry_begin(&q, "account", verb->makes, &code)) {
        return code;
    }
    (void)!act(&q, verb, argc - rest - 1, argv + rest + 1, &e);
    return inquiry_end(&q, &e);
}

const struct command command_account = {
    .name = "account",
    .summary = "Take accounts in, show, change and give them out.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = account_main,
    .operands = "import|show|set|export|remove",
};
