/* mioboe stage - the dated stages of a restriction: list, show, add, change, postpone, pause, resume, roll
 * back. */
#include "apps/stage_look.h"
#include "apps/stage_print.h"

#include "base/number.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "wire/json_out.h"

#include <string.h>
#include <sysexits.h>
#include <time.h>

#define BODY_MAX 8192 /* of a request */

enum {
    STAGE_OPTION_NAME_EN = INQUIRY_OPTIONS,
    STAGE_OPTION_NAME_JA,
    STAGE_OPTION_STARTS,
    STAGE_OPTION_NUDGES,
    STAGE_OPTION_MODE,
    STAGE_OPTION_ORIGINS,
    STAGE_OPTION_PERCENT,
    STAGE_OPTION_GROUPS,
    STAGE_OPTION_SERVICES,
    STAGE_OPTION_EXEMPT,
    STAGE_OPTION_NEWS,
    STAGE_OPTION_DAYS,
    STAGE_OPTIONS
};

static const struct option_row rows[STAGE_OPTIONS] = {
    INQUIRY_ROWS,
    [STAGE_OPTION_NAME_EN] = {"name-en", 0, OPTION_VALUE, "TEXT", "What it is called in English."},
    [STAGE_OPTION_NAME_JA] = {"name-ja", 0, OPTION_VALUE, "TEXT", "What it is called in Japanese."},
    [STAGE_OPTION_STARTS] = {"starts", 0, OPTION_VALUE, "TIME",
                             "When it begins: \"2026-12-01 09:00\" in the zone of the output, or "
                             "2026-12-01T00:00:00Z."},
    [STAGE_OPTION_NUDGES] = {"nudges", 0, OPTION_VALUE, "TIME|none",
                             "From when on whoever would be refused is told."},
    [STAGE_OPTION_MODE] = {"mode", 0, OPTION_VALUE, "observe|nudge|refuse", "How far it goes."},
    [STAGE_OPTION_ORIGINS] = {"origins", 0, OPTION_VALUE, "ORIGIN,...",
                              "For sign-ins from where: foreign, domestic, line, inside."},
    [STAGE_OPTION_PERCENT] = {"percent", 0, OPTION_VALUE, "N",
                              "For so many of 100 accounts, always the same ones."},
    [STAGE_OPTION_GROUPS] = {"groups", 0, OPTION_VALUE, "GROUP,...|all",
                             "For accounts of these groups."},
    [STAGE_OPTION_SERVICES] = {"services", 0, OPTION_VALUE, "SERVICE,...",
                               "For these of imap, pop3, submission, sieve, dav, web, unknown."},
    [STAGE_OPTION_EXEMPT] = {"exempt", 0, OPTION_VALUE, "NETWORK,...|none",
                             "Not for sign-ins from these networks: servers of the own app."},
    [STAGE_OPTION_NEWS] = {"announcement", 0, OPTION_VALUE, "ID",
                           "The announcement that tells of it; it follows the start."},
    [STAGE_OPTION_DAYS] = {"days", 0, OPTION_VALUE, "DAYS",
                           "Days of history a preview looks at, 1 to 366; else 30."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe stage [OPTION...] list          Every stage.\n"
        "       mioboe stage [OPTION...] show ID       One, with its countdown and earlier dates.\n"
        "       mioboe stage [OPTION...] add ID        Add one; --starts and --origins are "
        "needed.\n"
        "       mioboe stage [OPTION...] change ID     Change what the options state.\n"
        "       mioboe stage [OPTION...] postpone ID   Another start; the old one stays visible.\n"
        "       mioboe stage [OPTION...] pause ID      Refuse and tell nobody, until resumed.\n"
        "       mioboe stage [OPTION...] resume ID     Go on.\n"
        "       mioboe stage [OPTION...] rollback ID   Take it back, until it is postponed.\n"
        "       mioboe stage [OPTION...] preview ID    Who would be refused if it began today.\n"
        "       mioboe stage [OPTION...] affected ID   Their names, one a line.\n\n"
        "From its start on a stage refuses mail programs that use the account's own password.\n"
        "An app password is never refused by a stage. Changes hold for the next sign-in.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe stage --starts '2026-12-01 09:00' --origins foreign add abroad\n"
        "  mioboe stage --starts '2027-02-01 09:00' --origins domestic --percent 5 add home\n"
        "  mioboe stage --percent 20 change home\n"
        "  mioboe stage --starts '2027-03-01 09:00' postpone home\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused; 66 no such stage; 74 the daemon does not\n"
        "answer; 75 the database is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * TIME_SECOND_MS + t.tv_nsec / 1000000;
}

/* --- what is stated ------------------------------------------------------------------------------- */

static void put_list(const struct inquiry *q, struct json_out *j, const char *name, unsigned option,
                     const char *none)
{
    const char *given = q->options.value[option];
    struct span rest = span_of(given == NULL ? "" : given);
    struct json_out list;
    struct span word;

    if (given == NULL) {
        return;
    }
    list = json_out_list(j, name);
    while (strcmp(given, none) != 0 && endpoint_next_word(&rest, &word)) {
        json_out_item_text(&list, word);
    }
    json_out_end_list(&list);
}

static void put_name(const struct inquiry *q, struct json_out *j)
{
    const char *en = q->options.value[STAGE_OPTION_NAME_EN];
    const char *ja = q->options.value[STAGE_OPTION_NAME_JA];
    struct json_out name;

    if (en == NULL && ja == NULL) {
        return;
    }
    name = json_out_object(j, "name");
    if (en != NULL) {
        json_out_text(&name, "en", span_of(en));
    }
    if (ja != NULL) {
        json_out_text(&name, "ja", span_of(ja));
    }
    json_out_close(&name);
}

static bool put_times(const struct inquiry *q, struct json_out *j, struct err *e)
{
    const char *starts = q->options.value[STAGE_OPTION_STARTS];
    const char *nudges = q->options.value[STAGE_OPTION_NUDGES];
    int64_t at_ms = 0;

    if (starts != NULL) {
        if (!inquiry_time(q, "--starts", starts, &at_ms, e)) {
            return false;
        }
        json_out_time(j, "starts", at_ms);
    }
    if (nudges != NULL && strcmp(nudges, "none") == 0) {
        json_out_code(j, "nudges", NULL);
    } else if (nudges != NULL) {
        if (!inquiry_time(q, "--nudges", nudges, &at_ms, e)) {
            return false;
        }
        json_out_time(j, "nudges", at_ms);
    }
    return true;
}

static bool put_stated(const struct inquiry *q, struct json_out *j, struct err *e)
{
    const char *mode = q->options.value[STAGE_OPTION_MODE];
    const char *percent = q->options.value[STAGE_OPTION_PERCENT];
    const char *news = q->options.value[STAGE_OPTION_NEWS];
    uint64_t n = 0;

    put_name(q, j);
    if (!put_times(q, j, e)) {
        return false;
    }
    if (mode != NULL) {
        json_out_text(j, "mode", span_of(mode));
    }
    if (percent != NULL) {
        if (!number_parse(span_of(percent), 0, 100, &n)) {
            return err_set(e, ERR_CONFIG,
                           "--percent: expected a whole number from 0 to 100, came %s",
                           quote(span_of(percent)).text);
        }
        json_out_number(j, "percent", (int64_t)n);
    }
    if (news != NULL) {
        json_out_text(j, "announcement", span_of(news));
    }
    put_list(q, j, "origins", STAGE_OPTION_ORIGINS, "none");
    put_list(q, j, "services", STAGE_OPTION_SERVICES, "none");
    put_list(q, j, "groups", STAGE_OPTION_GROUPS, "all");
    put_list(q, j, "exempt_networks", STAGE_OPTION_EXEMPT, "none");
    return true;
}

/* --- acting --------------------------------------------------------------------------------------- */

static const struct {
    const char *verb;
    const char *state; /* it states; NULL none */
} changes[] = {
    {"add", NULL},       {"change", NULL}, {"postpone", NULL},
    {"pause", "paused"}, {"resume", "on"}, {"rollback", "rolled_back"},
};

static bool change(struct inquiry *q, size_t verb, const char *id, struct err *e)
{
    bool adds = strcmp(changes[verb].verb, "add") == 0;
    char body_bytes[BODY_MAX];
    char path_bytes[512];
    struct buf body = BUF_ON(body_bytes);
    struct buf path = BUF_ON(path_bytes);
    struct json_out j = json_out_open(&body);
    struct span answer = {0};

    if (strcmp(changes[verb].verb, "postpone") == 0 && !q->options.set[STAGE_OPTION_STARTS]) {
        return err_set(e, ERR_CONFIG, "--starts: expected the new start, came nothing");
    }
    if (adds) {
        json_out_text(&j, "id", span_of(id));
    }
    if (changes[verb].state != NULL) {
        json_out_code(&j, "state", changes[verb].state);
    }
    if (!put_stated(q, &j, e)) {
        return false;
    }
    json_out_close(&j);
    buf_addf(&path, "/v1/stages%s", adds ? "" : "/");
    api_client_encode(&path, adds ? SPAN("") : span_of(id));
    if (path.full || body.full) {
        return err_set(e, ERR_INPUT, "expected shorter texts");
    }
    if (!api_client_call(q->client, adds ? "POST" : "PUT", report_written(&path),
                         report_written(&body), &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return stage_print_stored(q, answer, now_ms(), e);
}

static bool look(struct inquiry *q, const char *verb, const char *id, struct err *e)
{
    const char *days = q->options.value[STAGE_OPTION_DAYS];
    struct span answer = {0};

    if (strcmp(verb, "preview") == 0) {
        return stage_preview(q, id, days, e);
    }
    if (strcmp(verb, "affected") == 0) {
        return stage_affected(q, id, days, e);
    }

    if (id[0] == '\0' ? !api_client_call(q->client, "GET", SPAN("/v1/stages"), SPAN(""), &answer, e)
                      : !inquiry_get(q, "/v1/stages/", span_of(id), "", &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return id[0] == '\0' ? stage_print_list(q, answer, now_ms(), e)
                         : stage_print(q, answer, now_ms(), e);
}

/* Which of `changes`, COUNT(changes) for those that only look, more for what is none. */
static size_t verb_of(int count, char *typed[])
{
    static const char *const looks[] = {"show", "preview", "affected"};

    for (size_t i = 0; count == 2 && i < COUNT(changes); i++) {
        if (strcmp(typed[0], changes[i].verb) == 0) {
            return i;
        }
    }
    for (size_t i = 0; count == 2 && i < COUNT(looks); i++) {
        if (strcmp(typed[0], looks[i]) == 0) {
            return COUNT(changes);
        }
    }
    return count == 1 && strcmp(typed[0], "list") == 0 ? COUNT(changes) : SIZE_MAX;
}

static int stage_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct err e = {0};
    const char *id;
    size_t verb;
    int code;
    int rest;

    if (!options_read(rows, COUNT(rows), argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    rest = q.options.rest;
    verb = verb_of(argc - rest, argv + rest);
    if (verb == SIZE_MAX) {
        return usage(stderr);
    }
    id = rest + 1 < argc ? argv[rest + 1] : "";
    if (!inquiry_begin(&q, "stage", verb == 0, &code)) {
        return code;
    }
    (void)!(verb == COUNT(changes) ? look(&q, argv[rest], id, &e) : change(&q, verb, id, &e));
    return inquiry_end(&q, &e);
}

const struct command command_stage = {
    .name = "stage",
    .summary = "Plan the stages in which mail programs must use an app password.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = stage_main,
    .operands = "list|show|add|change|postpone|pause|resume|rollback|preview|affected",
};
