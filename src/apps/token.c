/* mioboe token - secrets for programs that ask over HTTP: make, list, revoke. */
#include "apps/inquiry.h"

#include "base/number.h"
#include "base/quote.h"
#include "model/token.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <sodium.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

enum {
    TOKEN_OPTION_SCOPES = INQUIRY_OPTIONS,
    TOKEN_OPTION_DAYS,
    TOKEN_OPTIONS
};

static const struct option_row rows[TOKEN_OPTIONS] = {
    INQUIRY_ROWS,
    [TOKEN_OPTION_SCOPES] = {"scopes", 's', OPTION_VALUE, "SCOPE,...",
                             "What the new token lets its holder do."},
    [TOKEN_OPTION_DAYS] = {"days", 0, OPTION_VALUE, "DAYS",
                           "The new token ends after so many days; else never."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe token [OPTION...] create NAME     Make a token and show it, once.\n"
        "       mioboe token [OPTION...] list            Show which tokens there are.\n"
        "       mioboe token [OPTION...] revoke ID       Make a token worthless, at once.\n\n"
        "A program sends its token as \"Authorization: Bearer TOKEN\". Scopes:",
        to);
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        (void)fprintf(to, "%s%s", i == 3 ? "\n" : " ", token_scope_code(i));
    }
    (void)fputs(".\n\n", to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe token create --scopes accounts:read,history:read --days 90 helpdesk\n"
        "  mioboe token revoke k3v9q2m7xa\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused; 66 no such token; 74 the daemon does not\n"
        "answer; 75 the database is in use; 78 configuration.\n",
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
    const char *days = q->options.value[TOKEN_OPTION_DAYS];
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

static bool put_wish(const struct inquiry *q, const char *name, struct buf *out, struct err *e)
{
    const char *given = q->options.value[TOKEN_OPTION_SCOPES];
    struct json_out j = json_out_open(out);
    struct json_out scoped;
    uint32_t scopes;

    if (given == NULL || !token_scopes_parse(span_of(given), &scopes)) {
        return err_set(e, ERR_CONFIG, "--scopes: expected some of mioboe token --help, came %s",
                       quote(span_of(given == NULL ? "" : given)).text);
    }
    json_out_text(&j, "name", span_of(name));
    scoped = json_out_list(&j, "scopes");
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if ((scopes & 1u << i) != 0) {
            json_out_item_text(&scoped, span_of(token_scope_code(i)));
        }
    }
    json_out_end_list(&scoped);
    if (!put_expiry(q, &j, e)) {
        return false;
    }
    json_out_close(&j);
    return !out->full ||
           err_set(e, ERR_INPUT, "name: expected at most %d bytes, came more", TOKEN_NAME_MAX);
}

static bool create(struct inquiry *q, const char *name, struct err *e)
{
    char bytes[1024];
    struct buf body = BUF_ON(bytes);
    struct json_in_value token = {0};
    struct span answer = {0};

    if (!put_wish(q, name, &body, e) ||
        !api_client_call(q->client, "POST", SPAN("/v1/tokens"), report_written(&body), &answer,
                         e) ||
        !inquiry_member(answer, "token", &token, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    (void)fwrite(token.raw.at, 1, token.raw.len, stdout);
    (void)putchar('\n');
    (void)fprintf(stderr, "%s\n", label(q->voice.lang, LABEL_TOKEN_ONCE));
    return true;
}

/* --- list and revoke ------------------------------------------------------------------------------ */

/* One line: ID, what it may, when it ends, its name. */
static bool put_token(const struct inquiry *q, struct span item, struct err *e)
{
    struct json_in_value id = {0};
    struct json_in_value scopes = {0};
    struct json_in_value expires = {0};
    struct json_in_value name = {0};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char room[TOKEN_NAME_MAX];

    if (!inquiry_member(item, "id", &id, e) || !inquiry_member(item, "scopes", &scopes, e) ||
        !inquiry_member(item, "expires", &expires, e) || !inquiry_member(item, "name", &name, e)) {
        return false;
    }
    clean_text(&text, id.raw);
    buf_add(&text, SPAN("  "));
    for (size_t i = 1; i + 1 < scopes.raw.len; i++) {
        if (scopes.raw.at[i] != '"') {
            buf_add(&text, (struct span){.at = scopes.raw.at + i, .len = 1});
        }
    }
    buf_add(&text, SPAN("  "));
    clean_text(&text, expires.kind == JSON_IN_TEXT ? expires.raw : SPAN("-"));
    buf_add(&text, SPAN("  "));
    clean_text(&text, json_in_text(&name, room, sizeof room, NULL));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool list(struct inquiry *q, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    struct span answer = {0};
    bool more = true;

    if (!api_client_call(q->client, "GET", SPAN("/v1/tokens"), SPAN(""), &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "tokens", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return true;
        }
        if (!put_token(q, item.raw, e)) {
            return false;
        }
    }
    return false;
}

static bool revoke(struct inquiry *q, const char *id, struct err *e)
{
    char bytes[256];
    struct buf path = BUF_ON(bytes);
    char line[WORDS_MAX];
    struct buf text = BUF_ON(line);
    struct span answer = {0};

    buf_addf(&path, "/v1/tokens/");
    api_client_encode(&path, span_of(id));
    if (path.full) {
        return err_set(e, ERR_ABSENT, "there is no token %s", quote(span_of(id)).text);
    }
    if (!api_client_call(q->client, "DELETE", report_written(&path), SPAN(""), &answer, e)) {
        return false;
    }
    inquiry_put(q, &text, LABEL_TOKEN_REVOKED, "id", span_of(id));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool act(struct inquiry *q, const char *verb, const char *operand, struct err *e)
{
    if (strcmp(verb, "create") == 0) {
        return create(q, operand, e);
    }
    return strcmp(verb, "list") == 0 ? list(q, e) : revoke(q, operand, e);
}

static bool typed_right(int count, char *typed[])
{
    return (count == 2 && (strcmp(typed[0], "create") == 0 || strcmp(typed[0], "revoke") == 0)) ||
           (count == 1 && strcmp(typed[0], "list") == 0);
}

static int token_main(int argc, char *argv[])
{
    struct inquiry q = {0};
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
    if (!typed_right(argc - rest, argv + rest)) {
        return usage(stderr);
    }
    if (!inquiry_begin(&q, "token", false, &code)) {
        return code;
    }
    (void)!act(&q, argv[rest], rest + 1 < argc ? argv[rest + 1] : "", &e);
    return inquiry_end(&q, &e);
}

const struct command command_token = {
    .name = "token",
    .summary = "Make, list and revoke secrets for programs that ask over HTTP.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = token_main,
    .operands = "create|list|revoke",
};
