/* apps/inquiry.h - what account, history, explain and profile have in common: whom to ask, how to tell.
 *
 * Life      inquiry_begin reads the options and opens everything, inquiry_end closes it and gives the
 *           exit code.
 */
#ifndef APPS_INQUIRY_H
#define APPS_INQUIRY_H

#include "apps/api_client.h"
#include "apps/command.h"
#include "apps/report_page.h"
#include "apps/report_words.h"
#include "base/arena.h"
#include "model/story.h"
#include "wire/json_fields.h"

/* The first options of every such command; the command's own follow. */
enum {
    INQUIRY_CONFIG,
    INQUIRY_DB,
    INQUIRY_SOCKET,
    INQUIRY_LANG,
    INQUIRY_ZONE,
    INQUIRY_JSON,
    INQUIRY_OPTIONS
};
#define INQUIRY_ROWS                                                                               \
    [INQUIRY_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},          \
    [INQUIRY_DB] = {"db", 0, OPTION_VALUE, "FILE", "Open the database FILE, without a daemon."},   \
    [INQUIRY_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH", "Ask the daemon that listens there."},  \
    [INQUIRY_LANG] = {"lang", 0, OPTION_VALUE, "en|ja", "Language of the output."},                \
    [INQUIRY_ZONE] = {"timezone", 0, OPTION_VALUE, "ZONE",                                         \
                      "Zone of the times shown: UTC, +09:00, Asia/Tokyo."},                        \
    [INQUIRY_JSON] = {"json", 0, OPTION_FLAG, NULL, "Print JSON, as the HTTP API does."}

struct inquiry {
    const char *command;
    struct options options;
    struct settings *settings;
    struct api_client *client;
    struct clock *zone;
    struct wrap *wrap;
    struct arena *arena;
    struct page page;
    struct report_voice voice;
};

/* Opens settings, language, whom to ask. q->options are read already; *q otherwise zero.
 * makes: a database that is not there is made. On failure everything is told and closed, and *code
 * is the exit code. */
bool inquiry_begin(struct inquiry *q, const char *command, bool makes, int *code) MUST_CHECK;

/* What a command that is asked about one thing says of itself. */
struct inquiry_form {
    const char *name;
    const char *missing; /* told when not exactly one operand came */
    const struct option_row *rows;
    size_t row_count;
    void (*help)(void);
};

/* Reads the command line, then as inquiry_begin; *operand views argv. When false nothing is left open
 * and *code is the exit code, also after --help. */
bool inquiry_begin_one(struct inquiry *q, const struct inquiry_form *form, int argc, char *argv[],
                       struct span *operand, int *code) MUST_CHECK;

/* Tells e (when e->code is not ERR_NONE), flushes standard output, closes; gives the exit code. */
int inquiry_end(struct inquiry *q, const struct err *e);

/* GET of a path made of `before`, `name` percent-encoded, and `after`. */
bool inquiry_get(struct inquiry *q, const char *before, struct span name, const char *after,
                 struct span *answer, struct err *e) MUST_CHECK;

/* A request about an account: to "/v1/accounts/ACCOUNT", then `part`, "/" and `id` where there is one, and
 * `after`. Account and id are percent-encoded. ERR_INPUT: too long a name. */
struct inquiry_request {
    const char *method;
    const char *account;
    const char *part;  /* "/devices" */
    const char *id;    /* NULL: none */
    const char *after; /* NULL: nothing */
    struct span body;
};
bool inquiry_account(struct inquiry *q, const struct inquiry_request *r, struct span *answer,
                     struct err *e) MUST_CHECK;

/* Reads what an option says of a time: "2026-12-01 09:00" or with seconds, on the clocks of the output's
 * zone; or "2026-12-01T00:00:00Z". ERR_CONFIG names the option. */
bool inquiry_time(const struct inquiry *q, const char *option, const char *given, int64_t *out,
                  struct err *e) MUST_CHECK;

/* Prints an answer for a machine: as it came, and a line end. */
void inquiry_print(struct span answer);

/* Finds the member `name` of an answer. ERR_INPUT: the answer is no object, or has none. */
bool inquiry_member(struct span answer, const char *name, struct json_in_value *out,
                    struct err *e) MUST_CHECK;

/* A label, and one with a single placeholder, as clean text. */
struct span inquiry_label(const struct inquiry *q, enum label which);
void inquiry_put(const struct inquiry *q, struct buf *out, enum label which, const char *hole,
                 struct span text);

/* The finding a row of history would be; borrows. */
struct finding_signin inquiry_finding(const struct history_entry *h);

/* Columns of the names in front of fields. */
size_t inquiry_width(const struct inquiry *q, const enum label *names, size_t count);

#endif
