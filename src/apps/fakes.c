/* mioboe fakes - fakes in circulation: list, show, add, confirm, close, note, export, import. */
#include "apps/fakes_parts.h"

#include "base/quote.h"
#include "wire/fake_json.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

const struct option_row fakes_rows[FAKES_OPTIONS] = {
    INQUIRY_ROWS,
    [FAKES_STATE] = {"state", 0, OPTION_VALUE, "new|confirmed|closed",
                     "list, export: only campaigns in this state."},
    [FAKES_CONFIRM] = {"confirm", 0, OPTION_FLAG, NULL,
                       "add, import: confirm at once; it becomes public."},
    [FAKES_SMS] = {"sms", 0, OPTION_FLAG, NULL, "add: the text is that of an SMS."},
    [FAKES_FROM] = {"from", 0, OPTION_VALUE, "SENDER",
                    "add: whom the telephone shows as the sender of the SMS."},
    [FAKES_KIND] = {"kind", 0, OPTION_VALUE, "reported|down|remark",
                    "note: a take-down was asked for, the site is gone, or words for staff."},
    [FAKES_TO] = {"to", 0, OPTION_VALUE, "WHOM", "note: whom it was reported to. Public."},
    [FAKES_DOMAIN] = {"domain", 0, OPTION_VALUE, "DOMAIN",
                      "note: which domain; else the whole campaign."},
    [FAKES_AT] = {"at", 0, OPTION_VALUE, "TIME", "note: when, 2026-12-01T00:00:00Z; else now."},
    [FAKES_FORMAT] = {"format", 0, OPTION_VALUE, "csv|text",
                      "import, export: form of the list; csv when not said."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe fakes [OPTION...] list              Campaigns, the one last seen first.\n"
        "       mioboe fakes [OPTION...] show ID           One, with samples and notes.\n"
        "       mioboe fakes [OPTION...] add FILE|-        Hand a message in, as staff.\n"
        "       mioboe fakes [OPTION...] confirm ID        Make it public; the checker uses it.\n"
        "       mioboe fakes [OPTION...] close ID          It is over; it stays known.\n"
        "       mioboe fakes [OPTION...] reopen ID         Take it off the public pages.\n"
        "       mioboe fakes [OPTION...] note ID [WORDS]   Write a take-down note.\n"
        "       mioboe fakes [OPTION...] redact ID WORDS   Take words out of its samples.\n"
        "       mioboe fakes [OPTION...] remove ID         Forget it.\n"
        "       mioboe fakes [OPTION...] export            Its domains as a list.\n"
        "       mioboe fakes [OPTION...] import FILE|-     Domains out of a list.\n\n"
        "Fake messages that were handed in are grouped by likeness and by the domains of their\n"
        "links. Of a message its samples keep no name, address or number; what a machine cannot\n"
        "know, staff takes out with redact before confirming. Only what is confirmed is "
        "public.\n\n",
        to);
    options_print(to, fakes_rows, FAKES_OPTIONS);
    (void)fputs(
        "\nExamples:\n"
        "  mioboe fakes list --state new\n"
        "  mioboe fakes add message.eml\n"
        "  mioboe fakes note --kind reported --to 'JPCERT/CC' --domain example.top F-7K2M9QXD\n"
        "  mioboe fakes export --format text > domains.txt\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused, or lines of a list were; 66 no such campaign "
        "or\n"
        "file; 70 or 71 no sandbox; 74 the daemon does not answer; 75 the database is in use; 78\n"
        "configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

/* --- acting ----------------------------------------------------------------------------------------- */

bool fakes_each(struct inquiry *q, fakes_one *each, void *ctx, struct err *e)
{
    const char *state = q->options.value[FAKES_STATE];
    char after[FAKE_ID_SIZE] = "";

    do {
        struct json_in_value next = {0};
        char bytes[128];
        struct buf path = BUF_ON(bytes);
        struct span answer = {0};

        buf_addf(&path, "/v1/fakes?limit=20&after=%s&state=", after);
        api_client_encode(&path, fakes_span(state == NULL ? "" : state));
        after[0] = '\0';
        if (path.full) {
            return err_set(e, ERR_INPUT, "state: expected new, confirmed or closed");
        }
        if (!api_client_call(q->client, "GET", report_written(&path), SPAN(""), &answer, e) ||
            !inquiry_member(answer, "next", &next, e) || !each(ctx, q, answer, e)) {
            return false;
        }
        if (next.kind == JSON_IN_TEXT && next.raw.len < sizeof after) {
            memcpy(after, next.raw.at, next.raw.len);
            after[next.raw.len] = '\0';
        }
    } while (after[0] != '\0');
    return true;
}

bool fakes_of_page(struct inquiry *q, struct span answer, fakes_campaign *each, void *ctx,
                   struct err *e)
{
    struct arena_mark mark = arena_mark(q->arena);
    struct fake *f = arena_take(q->arena, sizeof *f);
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    bool more = true;
    bool ok = f != NULL || err_set(e, ERR_SYSTEM, "no memory for a fake");

    ok = ok && inquiry_member(answer, "fakes", &all, e) &&
         json_in_open(all.raw, JSON_IN_LIST, &in, e);
    while (ok && more) {
        ok = json_in_next(&in, &key, &item, &more, e);
        if (ok && more) {
            ok = fake_json_read(item.raw, f, e);
        }
        if (ok && more) {
            each(ctx, q, f);
        }
    }
    arena_release(q->arena, mark);
    return ok;
}

static void list_one(void *ctx, struct inquiry *q, const struct fake *f)
{
    (void)ctx;
    fakes_put_line(q, f);
}

static bool list_page(void *ctx, struct inquiry *q, struct span answer, struct err *e)
{
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return fakes_of_page(q, answer, list_one, ctx, e);
}

/* What is asked about one campaign. */
struct asked {
    const char *method;
    const char *id;
    const char *behind; /* the ID, in the path */
    struct buf body;
};

static bool ask(struct inquiry *q, const struct asked *a, struct span *answer, struct err *e)
{
    char bytes[256];
    struct buf path = BUF_ON(bytes);

    buf_add(&path, SPAN("/v1/fakes/"));
    api_client_encode(&path, fakes_span(a->id));
    buf_addf(&path, "%s", a->behind);
    if (path.full || a->body.full) {
        return err_set(e, ERR_INPUT, "expected shorter words");
    }
    return api_client_call(q->client, a->method, report_written(&path), report_written(&a->body),
                           answer, e);
}

static bool set_state(struct inquiry *q, const char *id, enum fake_state state, struct err *e)
{
    char bytes[64];
    struct buf body = BUF_ON(bytes);
    struct span answer = {0};

    buf_addf(&body, "{\"state\":\"%s\"}", fake_state_code(state));
    return ask(q, &(struct asked){"PUT", id, "", body}, &answer, e) &&
           fakes_tell_whole(q, answer, e);
}

static bool copy_option(const struct inquiry *q, unsigned option, char *out, size_t size,
                        struct err *e)
{
    const char *given = q->options.value[option];

    if (given != NULL && strlen(given) >= size) {
        return err_set(e, ERR_CONFIG, "--%s: expected at most %zu bytes, came more",
                       fakes_rows[option].name, size - 1);
    }
    (void)snprintf(out, size, "%s", given == NULL ? "" : given);
    return true;
}

static bool note(struct inquiry *q, const char *id, const char *words, struct err *e)
{
    const char *kind = q->options.value[FAKES_KIND];
    const char *at = q->options.value[FAKES_AT];
    char bytes[4096];
    struct buf body = BUF_ON(bytes);
    struct fake_note n = {.kind = FAKE_NOTE_REMARK};
    struct span answer = {0};
    struct json_out j;
    unsigned k = 0;

    while (kind != NULL && k < FAKE_NOTE_KINDS && strcmp(kind, fake_note_code(k)) != 0) {
        k++;
    }
    if (k == FAKE_NOTE_KINDS) {
        return err_set(e, ERR_CONFIG, "--kind: expected reported, down or remark, came %s",
                       quote(fakes_span(kind)).text);
    }
    n.kind = kind == NULL ? FAKE_NOTE_REMARK : (enum fake_note_kind)k;
    if (at != NULL && !api_json_read_time(fakes_span(at), &n.at_ms)) {
        return err_set(e, ERR_CONFIG, "--at: expected a time such as 2026-12-01T00:00:00Z, came %s",
                       quote(fakes_span(at)).text);
    }
    if (strlen(words) >= sizeof n.words) {
        return err_set(e, ERR_CONFIG, "expected words of at most %d bytes, came more",
                       FAKE_NOTE_MAX - 1);
    }
    (void)snprintf(n.words, sizeof n.words, "%s", words);
    if (!copy_option(q, FAKES_TO, n.to, sizeof n.to, e) ||
        !copy_option(q, FAKES_DOMAIN, n.domain, sizeof n.domain, e)) {
        return false;
    }
    j = json_out_open(&body);
    fake_json_put_note(&j, &n);
    json_out_close(&j);
    return ask(q, &(struct asked){"POST", id, "/notes", body}, &answer, e) &&
           fakes_tell_whole(q, answer, e);
}

static bool redact(struct inquiry *q, const char *id, const char *words, struct err *e)
{
    char bytes[2048];
    struct buf body = BUF_ON(bytes);
    struct json_out j = json_out_open(&body);
    struct span answer = {0};

    json_out_text(&j, "words", fakes_span(words));
    json_out_close(&j);
    return ask(q, &(struct asked){"POST", id, "/redact", body}, &answer, e) &&
           fakes_tell_whole(q, answer, e);
}

static bool show(struct inquiry *q, const char *id, struct err *e)
{
    struct span answer = {0};

    return inquiry_get(q, "/v1/fakes/", fakes_span(id), "", &answer, e) &&
           fakes_tell_whole(q, answer, e);
}

static bool remove_one(struct inquiry *q, const char *id, struct err *e)
{
    struct span answer = {0};

    if (!ask(q, &(struct asked){.method = "DELETE", .id = id, .behind = ""}, &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
    } else {
        page_paragraph(&q->page, fakes_span(page_text(q->voice.lang, "fakes_stored")), 0);
    }
    return true;
}

/* --- the command line ------------------------------------------------------------------------------- */

enum verb {
    VERB_LIST,
    VERB_SHOW,
    VERB_ADD,
    VERB_CONFIRM,
    VERB_CLOSE,
    VERB_REOPEN,
    VERB_NOTE,
    VERB_REDACT,
    VERB_REMOVE,
    VERB_EXPORT,
    VERB_IMPORT,
    VERB_COUNT
};

static const struct {
    const char *name;
    int least; /* operands */
    int most;
} verbs[VERB_COUNT] = {
    [VERB_LIST] = {"list", 0, 0},     [VERB_SHOW] = {"show", 1, 1},
    [VERB_ADD] = {"add", 1, 1},       [VERB_CONFIRM] = {"confirm", 1, 1},
    [VERB_CLOSE] = {"close", 1, 1},   [VERB_REOPEN] = {"reopen", 1, 1},
    [VERB_NOTE] = {"note", 1, 2},     [VERB_REDACT] = {"redact", 2, 2},
    [VERB_REMOVE] = {"remove", 1, 1}, [VERB_EXPORT] = {"export", 0, 0},
    [VERB_IMPORT] = {"import", 1, 1},
};

static bool act(struct inquiry *q, enum verb verb, const char *first, const char *second,
                bool *refused, struct err *e)
{
    switch (verb) {
    case VERB_LIST:
        return fakes_each(q, list_page, NULL, e);
    case VERB_SHOW:
        return show(q, first, e);
    case VERB_CONFIRM:
        return set_state(q, first, FAKE_CONFIRMED, e);
    case VERB_CLOSE:
        return set_state(q, first, FAKE_CLOSED, e);
    case VERB_REOPEN:
        return set_state(q, first, FAKE_NEW, e);
    case VERB_NOTE:
        return note(q, first, second, e);
    case VERB_REDACT:
        return redact(q, first, second, e);
    case VERB_REMOVE:
        return remove_one(q, first, e);
    case VERB_EXPORT:
        return fakes_export(q, e);
    case VERB_IMPORT:
        return fakes_import(q, first, refused, e);
    case VERB_ADD:
    case VERB_COUNT:
        break;
    }
    return true;
}

static enum verb verb_of(int count, char *typed[])
{
    unsigned v = 0;

    while (v < VERB_COUNT && (count < 1 || strcmp(typed[0], verbs[v].name) != 0 ||
                              count - 1 < verbs[v].least || count - 1 > verbs[v].most)) {
        v++;
    }
    return (enum verb)v;
}

static int fakes_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct err e = {0};
    struct fakes_message *message = NULL;
    const char *first;
    const char *second;
    bool refused = false;
    enum verb verb;
    int code;
    int rest;

    if (!options_read(fakes_rows, FAKES_OPTIONS, argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    rest = q.options.rest;
    verb = verb_of(argc - rest, argv + rest);
    if (verb == VERB_COUNT) {
        return usage(stderr);
    }
    first = rest + 1 < argc ? argv[rest + 1] : "";
    second = rest + 2 < argc ? argv[rest + 2] : "";
    /* The sandbox is a copy of the process: it is opened before a database is. */
    if (verb == VERB_ADD && !fakes_message_read(&q.options, first, &message, &e)) {
        return command_fail("fakes", &e);
    }
    if (!inquiry_begin(&q, "fakes", verb == VERB_ADD || verb == VERB_IMPORT, &code)) {
        fakes_message_free(&message);
        return code;
    }
    (void)!(verb == VERB_ADD ? fakes_add(&q, message, &e)
                             : act(&q, verb, first, second, &refused, &e));
    fakes_message_free(&message);
    code = inquiry_end(&q, &e);
    return code == EX_OK && refused ? EX_DATAERR : code;
}

const struct command command_fakes = {
    .name = "fakes",
    .summary = "Fake messages in circulation: group, confirm, publish, recognise.",
    .rows = fakes_rows,
    .row_count = FAKES_OPTIONS,
    .run = fakes_main,
    .operands = "list|show|add|confirm|close|reopen|note|redact|remove|export|import",
};
