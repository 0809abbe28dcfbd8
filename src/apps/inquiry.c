#include "apps/inquiry.h"

#include "apps/paths.h"
#include "apps/report_text.h"
#include "apps/serve_build.h"
#include "apps/terminal.h"
#include "base/quote.h"
#include "base/zone.h"
#include "service/story.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

static size_t page_width(void)
{
    unsigned width = terminal_width();

    if (width == 0) {
        return 80;
    }
    if (width < REPORT_WIDTH_MIN) {
        return REPORT_WIDTH_MIN;
    }
    return width > REPORT_WIDTH_MAX ? REPORT_WIDTH_MAX : width;
}

static bool open_page(struct inquiry *q, struct err *e)
{
    const char *zone =
        q->options.set[INQUIRY_ZONE] ? q->options.value[INQUIRY_ZONE] : q->settings->time_zone;

    if (!terminal_lang(q->options.value[INQUIRY_LANG], q->settings, &q->voice.lang, e) ||
        !clock_open(zone[0] == '\0' ? NULL : zone, &q->zone, e) ||
        !wrap_open(q->voice.lang, &q->wrap, e)) {
        return false;
    }
    q->voice.zone = q->zone;
    q->page = (struct page){
        .to = stdout,
        .width = page_width(),
        .colour = terminal_colour(q->settings),
        .wrap = q->wrap,
    };
    q->arena = arena_new(STORY_BYTES);
    return q->arena != NULL || err_set(e, ERR_SYSTEM, "no memory");
}

bool inquiry_begin(struct inquiry *q, const char *command, bool makes, int *code)
{
    const struct build_wishes wishes = {.config = q->options.value[INQUIRY_CONFIG]};
    struct api_client_setup setup = {
        .db = q->options.value[INQUIRY_DB],
        .socket = q->options.value[INQUIRY_SOCKET],
        .passwords = strcmp(command, "password") == 0 || strcmp(command, "app-password") == 0 ||
                     strcmp(command, "device") == 0,
        .devices = strcmp(command, "device") == 0,
        .makes = makes,
    };
    struct err e = {0};
    bool ok = build_settings(&wishes, &q->settings, &e) && open_page(q, &e);

    q->command = command;
    if (ok) {
        setup.settings = q->settings;
        ok = api_client_open(&setup, &q->client, &e);
    }
    if (!ok) {
        *code = inquiry_end(q, &e);
    }
    return ok;
}

bool inquiry_begin_one(struct inquiry *q, const struct inquiry_form *form, int argc, char *argv[],
                       struct span *operand, int *code)
{
    *code = EX_USAGE;
    if (!options_read(form->rows, form->row_count, argc, argv, &q->options)) {
        return false;
    }
    if (q->options.help) {
        form->help();
        *code = EX_OK;
        return false;
    }
    if (argc - q->options.rest != 1) {
        (void)fprintf(stderr, "mioboe %s: %s\n", form->name, form->missing);
        return false;
    }
    *operand = (struct span){.at = argv[q->options.rest], .len = strlen(argv[q->options.rest])};
    return inquiry_begin(q, form->name, false, code);
}

int inquiry_end(struct inquiry *q, const struct err *e)
{
    int code = EX_OK;

    if (e->code != ERR_NONE) {
        code = command_fail(q->command, e);
    } else if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fprintf(stderr, "mioboe %s: cannot write the output: %s\n", q->command,
                      strerror(errno));
        code = EX_IOERR;
    }
    api_client_free(&q->client);
    arena_free(&q->arena);
    wrap_free(&q->wrap);
    clock_free(&q->zone);
    settings_free(&q->settings);
    return code;
}

bool inquiry_get(struct inquiry *q, const char *before, struct span name, const char *after,
                 struct span *answer, struct err *e)
{
    char bytes[PATH_BYTES_MAX];
    struct buf path = BUF_ON(bytes);

    buf_addf(&path, "%s", before);
    api_client_encode(&path, name);
    buf_addf(&path, "%s", after);
    if (path.full) {
        return err_set(e, ERR_INPUT, "the name is too long to ask for");
    }
    return api_client_call(q->client, "GET", (struct span){.at = bytes, .len = path.len}, SPAN(""),
                           answer, e);
}

static void put_encoded(struct buf *path, const char *text)
{
    api_client_encode(path, (struct span){.at = text, .len = strlen(text)});
}

bool inquiry_account(struct inquiry *q, const struct inquiry_request *r, struct span *answer,
                     struct err *e)
{
    char bytes[PATH_BYTES_MAX];
    struct buf path = BUF_ON(bytes);

    buf_addf(&path, "/v1/accounts/");
    put_encoded(&path, r->account);
    buf_addf(&path, "%s", r->part);
    if (r->id != NULL) {
        buf_addf(&path, "/");
        put_encoded(&path, r->id);
    }
    buf_addf(&path, "%s", r->after == NULL ? "" : r->after);
    if (path.full) {
        return err_set(e, ERR_INPUT, "the account's name is too long to ask for");
    }
    return api_client_call(q->client, r->method, (struct span){.at = path.at, .len = path.len},
                           r->body, answer, e);
}

void inquiry_print(struct span answer)
{
    (void)fwrite(answer.at, 1, answer.len, stdout);
    (void)putchar('\n');
}

struct member {
    struct json_in_value *out;
    bool found;
};

static bool take_member(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct member *m = ctx;

    (void)field;
    (void)e;
    *m->out = *v;
    m->found = true;
    return true;
}

bool inquiry_member(struct span answer, const char *name, struct json_in_value *out, struct err *e)
{
    const struct span names[] = {{.at = name, .len = strlen(name)}};
    struct member m = {.out = out};
    const struct json_in_fields fields = {names, COUNT(names), take_member, &m};

    out->kind = JSON_IN_NULL;
    if (!json_in_fields(answer, &fields, e)) {
        return err_context(e, "the answer");
    }
    return true;
}

struct span inquiry_label(const struct inquiry *q, enum label which)
{
    const char *text = label(q->voice.lang, which);

    return (struct span){.at = text, .len = strlen(text)};
}

void inquiry_put(const struct inquiry *q, struct buf *out, enum label which, const char *hole,
                 struct span text)
{
    char bytes[WORDS_MAX];
    struct buf clean = BUF_ON(bytes);
    struct arg arg = {.name = hole};

    clean_text(&clean, text);
    arg.text = report_written(&clean);
    label_put(out, q->voice.lang, which, &arg, 1);
}

struct finding_signin inquiry_finding(const struct history_entry *h)
{
    struct finding_signin f = {
        .at_ms = h->row.first_ms,
        .account = h->account,
        .where = h->where,
        .service = h->row.service,
        .outcome = h->row.outcome,
        .client = h->row.client,
        .decision = h->row.decision,
        .count = h->row.count,
        .last_ms = h->row.last_ms,
    };

    if (h->row.has_remote) {
        f.remote = h->row.latest[0].remote;
    }
    return f;
}

size_t inquiry_width(const struct inquiry *q, const enum label *names, size_t count)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++) {
        size_t columns = columns_of(inquiry_label(q, names[i]));

        width = columns > width ? columns : width;
    }
    return width + PAGE_GAP;
}

/* "2026-12-01 09:00" or with seconds, on the clocks of the output's zone. */
static bool local_time(const struct inquiry *q, struct span text, int64_t *out)
{
    char bytes[] = "0000-00-00T00:00:00Z";
    struct zone *zone = NULL;
    struct err ignored;
    int64_t local;

    if (text.len != 16 && text.len != 19) {
        return false;
    }
    memcpy(bytes, text.at, text.len);
    if (bytes[10] != ' ') {
        return false;
    }
    bytes[10] = 'T';
    if (!api_json_read_time((struct span){.at = bytes, .len = sizeof bytes - 1}, &local) ||
        !zone_new(clock_name(q->zone), &zone, &ignored)) {
        return false;
    }
    *out = zone_to_utc(zone, local, false);
    zone_free(&zone);
    return true;
}

bool inquiry_time(const struct inquiry *q, const char *option, const char *given, int64_t *out,
                  struct err *e)
{
    struct span text = {.at = given, .len = strlen(given)};

    return api_json_read_time(text, out) || local_time(q, text, out) ||
           err_set(e, ERR_CONFIG, "%s: expected a time such as \"2026-12-01 09:00\", came %s",
                   option, quote(text).text);
}
