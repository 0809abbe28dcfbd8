/* mioboe app-password - passwords for mail programs: make, list, show again, revoke. */
#include "apps/inquiry.h"

#include "apps/paths.h"

#include "base/number.h"
#include "base/quote.h"
#include "base/time.h"
#include "model/credential.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <sodium.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

enum {
    APP_OPTION_NAME = INQUIRY_OPTIONS,
    APP_OPTION_DEVICE,
    APP_OPTION_SCOPES,
    APP_OPTION_DAYS,
    APP_OPTION_NETWORK,
    APP_OPTION_COUNTRY,
    APP_OPTION_ONLY,
    APP_OPTIONS
};

static const struct option_row rows[APP_OPTIONS] = {
    INQUIRY_ROWS,
    [APP_OPTION_NAME] = {"name", 'n', OPTION_VALUE, "TEXT", "What the owner calls it."},
    [APP_OPTION_DEVICE] = {"device", 0, OPTION_VALUE, "ID",
                           "The device it is for; with revoke-all only that device's."},
    [APP_OPTION_SCOPES] = {"scopes", 's', OPTION_VALUE, "SCOPE,...",
                           "What it opens; else all of them."},
    [APP_OPTION_DAYS] = {"days", 0, OPTION_VALUE, "DAYS",
                         "It ends after so many days; else never."},
    [APP_OPTION_NETWORK] = {"network", 0, OPTION_VALUE, "CIDR", "It works from there only."},
    [APP_OPTION_COUNTRY] = {"country", 0, OPTION_VALUE, "JP",
                            "It works from there only, as far as the place database can tell."},
    [APP_OPTION_ONLY] = {"only", 0, OPTION_FLAG, NULL,
                         "From now on the main password opens no mail of this account."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe app-password [OPTION...] create NAME          Make one and show it, once.\n"
        "       mioboe app-password [OPTION...] list NAME            Show which there are.\n"
        "       mioboe app-password [OPTION...] show NAME ID         Show one again, where the\n"
        "                                                            settings keep a copy.\n"
        "       mioboe app-password [OPTION...] revoke NAME ID       Make one worthless, at once.\n"
        "       mioboe app-password [OPTION...] revoke-all NAME      Make all of them "
        "worthless.\n\n"
        "NAME is any name of the account. An app password opens mail, never the account itself.\n"
        "Scopes: imap, pop3, submission, sieve, dav; receive is all but submission.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe app-password create taro@example.jp --name 'iPhone'\n"
        "  mioboe app-password create taro@example.jp --scopes receive --days 365\n"
        "  mioboe app-password revoke taro@example.jp k3v9q2m7xa\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused; 66 no such account or app password; 74 the\n"
        "daemon does not answer; 75 the database is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- create --------------------------------------------------------------------------------------- */

static bool put_expiry(const struct inquiry *q, struct json_out *j, struct err *e)
{
    const char *days = q->options.value[APP_OPTION_DAYS];
    struct timespec now;
    uint64_t n = 0;

    if (days == NULL) {
        return true;
    }
    if (!number_parse(span_of(days), 1, 36500, &n)) {
        return err_set(e, ERR_CONFIG, "--days: expected a whole number from 1 to 36500, came %s",
                       quote(span_of(days)).text);
    }
    (void)clock_gettime(CLOCK_REALTIME, &now);
    json_out_time(j, "expires", (int64_t)now.tv_sec * TIME_SECOND_MS + (int64_t)n * TIME_DAY_MS);
    return true;
}

static bool put_scopes(const struct inquiry *q, struct json_out *j, struct err *e)
{
    const char *given = q->options.value[APP_OPTION_SCOPES];
    uint32_t scopes = 0;
    struct json_out scope_list;

    if (given == NULL) {
        return true;
    }
    if (!app_scopes_parse(span_of(given), &scopes)) {
        return err_set(e, ERR_CONFIG,
                       "--scopes: expected some of mioboe app-password --help, came %s",
                       quote(span_of(given)).text);
    }
    scope_list = json_out_list(j, "scopes");
    for (unsigned i = 0; i < APP_SCOPE_COUNT; i++) {
        if ((scopes & 1u << i) != 0) {
            json_out_item_text(&scope_list, span_of(app_scope_code(i)));
        }
    }
    json_out_end_list(&scope_list);
    return true;
}

static bool put_wish(const struct inquiry *q, struct buf *out, struct err *e)
{
    static const struct {
        const char *member;
        int option;
    } texts[] = {{"name", APP_OPTION_NAME},
                 {"device", APP_OPTION_DEVICE},
                 {"network", APP_OPTION_NETWORK},
                 {"country", APP_OPTION_COUNTRY}};
    struct json_out j = json_out_open(out);

    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *given = q->options.value[texts[i].option];

        if (given != NULL) {
            json_out_text(&j, texts[i].member, span_of(given));
        }
    }
    json_out_bool(&j, "main_password_off", q->options.set[APP_OPTION_ONLY]);
    if (!put_scopes(q, &j, e) || !put_expiry(q, &j, e)) {
        return false;
    }
    json_out_close(&j);
    return !out->full || err_set(e, ERR_INPUT, "the options are longer than they may be");
}

/* The secret itself on standard output, what to do with it on standard error. */
static bool tell_secret(struct inquiry *q, struct span answer, bool once, struct err *e)
{
    struct json_in_value secret = {0};

    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "app_password", &secret, e)) {
        return false;
    }
    (void)fwrite(secret.raw.at, 1, secret.raw.len, stdout);
    (void)putchar('\n');
    if (once) {
        (void)fprintf(stderr, "%s\n", label(q->voice.lang, LABEL_APP_PASSWORD_ONCE));
    }
    return true;
}

static bool create(struct inquiry *q, const char *name, const char *id, struct err *e)
{
    char bytes[2048];
    struct buf body = BUF_ON(bytes);
    struct span answer = {0};

    (void)id;
    return put_wish(q, &body, e) &&
           inquiry_account(q,
                           &(struct inquiry_request){.method = "POST",
                                                     .account = name,
                                                     .part = "/app-passwords",
                                                     .body = report_written(&body)},
                           &answer, e) &&
           tell_secret(q, answer, true, e);
}

static bool show(struct inquiry *q, const char *name, const char *id, struct err *e)
{
    struct span answer = {0};

    return inquiry_account(q,
                           &(struct inquiry_request){.method = "POST",
                                                     .account = name,
                                                     .part = "/app-passwords",
                                                     .id = id,
                                                     .after = "/show",
                                                     .body = SPAN("{}")},
                           &answer, e) &&
           tell_secret(q, answer, false, e);
}

/* --- list ----------------------------------------------------------------------------------------- */

static void put_member(struct buf *text, struct span item, const char *name)
{
    struct json_in_value v = {0};
    char room[WORDS_MAX];
    struct err ignored;

    buf_add(text, SPAN("  "));
    if (!inquiry_member(item, name, &v, &ignored) || v.kind == JSON_IN_NULL) {
        buf_add(text, SPAN("-"));
        return;
    }
    clean_text(text, v.kind == JSON_IN_TEXT ? json_in_text(&v, room, sizeof room, NULL) : v.raw);
}

/* One line: ID, whether it opens anything, what, its last use, its name. */
static void put_app(struct inquiry *q, struct span item)
{
    static const char *const members[] = {"scopes", "expires", "name"};
    char bytes[2 * WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    struct json_in_value v = {0};
    struct err ignored;

    if (inquiry_member(item, "id", &v, &ignored)) {
        clean_text(&text, v.raw);
    }
    v = (struct json_in_value){0};
    if (inquiry_member(item, "valid", &v, &ignored)) {
        buf_addf(&text, "  %s",
                 label(q->voice.lang, v.raw.len > 0 && v.raw.at[0] == 't'
                                          ? LABEL_APP_PASSWORD_VALID
                                          : LABEL_APP_PASSWORD_OVER));
    }
    for (size_t i = 0; i < COUNT(members); i++) {
        put_member(&text, item, members[i]);
    }
    v = (struct json_in_value){0};
    if (inquiry_member(item, "last_use", &v, &ignored) && v.kind == JSON_IN_OBJECT) {
        put_member(&text, v.raw, "at");
        put_member(&text, v.raw, "service");
        put_member(&text, v.raw, "country");
        put_member(&text, v.raw, "client");
    }
    page_paragraph(&q->page, report_written(&text), 0);
}

static bool list(struct inquiry *q, const char *name, const char *id, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    struct span answer = {0};
    bool more = true;

    (void)id;
    if (!inquiry_account(
            q,
            &(struct inquiry_request){.method = "GET", .account = name, .part = "/app-passwords"},
            &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "app_passwords", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return true;
        }
        put_app(q, item.raw);
    }
    return false;
}

/* --- revoke --------------------------------------------------------------------------------------- */

static bool revoke(struct inquiry *q, const char *name, const char *id, struct err *e)
{
    char line[WORDS_MAX];
    struct buf text = BUF_ON(line);
    struct span answer = {0};

    if (!inquiry_account(
            q,
            &(struct inquiry_request){
                .method = "DELETE", .account = name, .part = "/app-passwords", .id = id},
            &answer, e)) {
        return false;
    }
    inquiry_put(q, &text, LABEL_APP_PASSWORD_REVOKED, "id", span_of(id));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool revoke_all(struct inquiry *q, const char *name, const char *id, struct err *e)
{
    const char *device = q->options.value[APP_OPTION_DEVICE];
    char query[512] = "";
    struct buf after = BUF_ON(query);
    char line[WORDS_MAX];
    struct buf text = BUF_ON(line);
    struct json_in_value count = {0};
    struct span answer = {0};

    (void)id;
    if (device != NULL) {
        buf_addf(&after, "?device=");
        api_client_encode(&after, span_of(device));
    }
    if (after.full) {
        return err_set(e, ERR_INPUT, "--device: expected a shorter ID");
    }
    query[after.len] = '\0';
    if (!inquiry_account(
            q,
            &(struct inquiry_request){
                .method = "DELETE", .account = name, .part = "/app-passwords", .after = query},
            &answer, e) ||
        !inquiry_member(answer, "count", &count, e)) {
        return false;
    }
    inquiry_put(q, &text, LABEL_APP_PASSWORDS_REVOKED, "count", count.raw);
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static const struct verb {
    const char *name;
    int operands; /* behind it */
    bool (*run)(struct inquiry *q, const char *name, const char *id, struct err *e);
} verbs[] = {
    {"create", 1, create},         {"list", 1, list}, {"show", 2, show}, {"revoke", 2, revoke},
    {"revoke-all", 1, revoke_all},
};

static const struct verb *find_verb(int count, char *typed[])
{
    for (size_t i = 0; count > 0 && i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, typed[0]) == 0 && count - 1 == verbs[i].operands) {
            return &verbs[i];
        }
    }
    return NULL;
}

static int app_password_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct err e = {0};
    const struct verb *verb;
    char **typed;
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    typed = argv + q.options.rest;
    verb = find_verb(argc - q.options.rest, typed);
    if (verb == NULL) {
        return usage(stderr);
    }
    if (!inquiry_begin(&q, "app-password", false, &code)) {
        return code;
    }
    (void)!verb->run(&q, typed[1], verb->operands > 1 ? typed[2] : "", &e);
    return inquiry_end(&q, &e);
}

const struct command command_app_password = {
    .name = "app-password",
    .summary = "Make, list and revoke passwords for mail programs.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = app_password_main,
    .operands = "create|list|show|revoke|revoke-all",
};
