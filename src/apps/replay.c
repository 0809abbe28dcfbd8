#include "apps/command.h"

#include "apps/replay_report.h"
#include "base/number.h"

#include <errno.h>
#include <sysexits.h>

enum {
    ROW_JSON,
    ROW_SEED,
    ROW_POLICY,
    ROW_CLIENT,
    ROW_WITH,
    ROW_WITHOUT,
    ROW_COUNT
};

static const struct option_row rows[ROW_COUNT] = {
    [ROW_JSON] = {"json", 0, OPTION_FLAG, NULL, "Print one JSON object instead of tables."},
    [ROW_SEED] = {"seed", 0, OPTION_VALUE, "N", "Draw other attackers; 1 when not given."},
    [ROW_POLICY] = {"policy", 0, OPTION_VALUE, "watch|strict",
                    "Whose notices are counted; watch when not given."},
    [ROW_CLIENT] = {"client", 0, OPTION_VALUE, "bound|spoofable|unseen",
                    "How far the client signal is trusted; bound when not given."},
    [ROW_WITH] = {"with", 0, OPTION_VALUE, "NAME,...",
                  "Switch additions on: near_48, expire_400, first_rarity, dormant, two_countries, "
                  "after_failures."},
    [ROW_WITHOUT] = {"without", 0, OPTION_VALUE, "NAME,...", "Switch additions off."},
};

static const struct {
    const char *name;
    size_t offset;
} switches[] = {
    {"near_48", offsetof(struct model_switches, near_48)},
    {"expire_400", offsetof(struct model_switches, expire_400)},
    {"first_rarity", offsetof(struct model_switches, first_rarity)},
    {"dormant", offsetof(struct model_switches, dormant)},
    {"two_countries", offsetof(struct model_switches, two_countries)},
    {"after_failures", offsetof(struct model_switches, after_failures)},
};

static bool refuse(const char *option, const char *value, const char *expected)
{
    (void)fprintf(stderr, "mioboe replay: --%s: expected %s, found \"%s\"\n", option, expected,
                  value);
    return false;
}

static bool switch_set(struct model_switches *m, struct span name, bool on)
{
    for (size_t i = 0; i < COUNT(switches); i++) {
        struct span known = {.at = switches[i].name, .len = strlen(switches[i].name)};

        if (span_eq(name, known)) {
            memcpy((char *)m + switches[i].offset, &on, sizeof on);
            return true;
        }
    }
    return false;
}

static bool switches_read(const struct options *o, size_t row, bool on, struct model_switches *m)
{
    struct span rest = {.at = o->value[row], .len = o->set[row] ? strlen(o->value[row]) : 0};

    while (rest.len > 0) {
        struct span name = rest;

        if (!span_cut(&rest, ',', &name)) {
            rest.len = 0;
        }
        if (!switch_set(m, name, on)) {
            return refuse(rows[row].name, o->value[row], "names of additions with commas between");
        }
    }
    return true;
}

static bool choice(const struct options *o, size_t row, const char *const *names, int *out)
{
    if (!o->set[row]) {
        return true;
    }
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(o->value[row], names[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return refuse(rows[row].name, o->value[row], rows[row].value_name);
}

static bool setup_read(const struct options *o, struct replay_setup *out)
{
    static const char *const modes[] = {"watch", "strict", NULL};
    static const char *const clients[] = {"unseen", "spoofable", "bound", NULL};
    int mode = POLICY_WATCH;
    int client = CLIENT_BOUND;

    *out = (struct replay_setup){.policy = POLICY_DEFAULT, .seed = 1};
    if (o->set[ROW_SEED]) {
        struct span text = {.at = o->value[ROW_SEED], .len = strlen(o->value[ROW_SEED])};

        if (!number_parse(text, 0, UINT32_MAX, &out->seed)) {
            return refuse("seed", o->value[ROW_SEED], "a whole number within 0..4294967295");
        }
    }
    if (!choice(o, ROW_POLICY, modes, &mode) || !choice(o, ROW_CLIENT, clients, &client)) {
        return false;
    }
    out->policy.mode = (enum policy_mode)mode;
    out->client = (enum client_trust)client;
    return switches_read(o, ROW_WITH, true, &out->policy.model) &&
           switches_read(o, ROW_WITHOUT, false, &out->policy.model);
}

static bool print(const struct replay_about *about, const struct replay_report *report, bool json,
                  struct err *e)
{
    if (json && !replay_report_json(stdout, about, report, e)) {
        return false;
    }
    if (!json) {
        replay_report_text(stdout, about, report);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return err_set(e, ERR_SYSTEM, "writing the result: %s", strerror(errno));
    }
    return true;
}

static bool evaluate(const char *path, const struct replay_setup *setup, bool json, struct err *e)
{
    struct replay_data data;
    struct replay_result result;
    struct replay_report report;
    bool ok;

    if (!replay_data_read(path, &data, e)) {
        return false;
    }
    ok = replay_run(&data, setup, &result, e);
    if (ok) {
        const struct replay_about about = {
            .file = path, .data = &data, .setup = setup, .result = &result};

        ok = replay_report_make(&result, &report, e) && print(&about, &report, json, e);
        replay_result_free(&result);
    }
    replay_data_free(&data);
    return ok;
}

static int run(int argc, char *argv[])
{
    struct replay_setup setup;
    struct options o;
    struct err e = {0};

    if (!options_read(rows, ROW_COUNT, argc, argv, &o)) {
        return EX_USAGE;
    }
    if (o.help) {
        (void)printf("Usage: mioboe replay [OPTION...] FILE\n\n"
                     "Replays sign-ins made by tools/gen_signins.py and tells how well the model\n"
                     "separates attackers from owners (docs/decide.md).\n\n");
        options_print(stdout, rows, ROW_COUNT);
        return EX_OK;
    }
    if (o.rest + 1 != argc) {
        (void)fprintf(stderr, "mioboe replay: expected one file; see: mioboe replay --help\n");
        return EX_USAGE;
    }
    if (!setup_read(&o, &setup)) {
        return EX_USAGE;
    }
    return evaluate(argv[o.rest], &setup, o.set[ROW_JSON], &e) ? EX_OK : command_fail(argv[0], &e);
}

const struct command command_replay = {
    .name = "replay",
    .summary = "Evaluate the model on recorded sign-ins",
    .rows = rows,
    .row_count = ROW_COUNT,
    .run = run,
};
