#include "apps/scan_run.h"

#include "apps/command.h"
#include "apps/report_html.h"
#include "apps/report_json.h"
#include "apps/report_text.h"
#include "apps/terminal.h"
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define TEXT_ACCOUNTS 20 /* accounts the text report shows */

const char *scan_zone(const struct scan_run *run)
{
    return run->options.set[SCAN_ZONE] ? run->options.value[SCAN_ZONE] : run->settings->time_zone;
}

static void print_json(const struct scan_run *run, const struct scan_result *result,
                       const struct account_summary *accounts, size_t account_count)
{
    for (size_t i = 0; i < result->account_count; i++) {
        report_json_account(stdout, &result->accounts[i]);
    }
    for (size_t i = 0; i < result->source_count; i++) {
        report_json_source(stdout, &result->sources[i]);
    }
    for (size_t i = 0; run->options.set[SCAN_ACCOUNTS] && i < account_count; i++) {
        report_json_account_summary(stdout, &accounts[i]);
    }
    report_json_summary(stdout, &result->summary);
}

static bool write_page(const struct scan_run *run, const struct report *report, struct err *e)
{
    const char *path = run->options.value[SCAN_HTML];
    FILE *to = fopen(path, "we");
    bool ok;

    if (to == NULL) {
        return err_set(e, ERR_SYSTEM, "cannot write the page %s: %s", path, strerror(errno));
    }
    ok = report_html(to, report, e) || err_context(e, "%s", path);
    if (fclose(to) != 0 && ok) {
        ok = err_set(e, ERR_SYSTEM, "cannot write the page %s: %s", path, strerror(errno));
    }
    return ok;
}

static bool print_text(const struct scan_run *run, struct report *report, struct err *e)
{
    struct report_style style = {
        .colour = terminal_colour(run->settings),
        .width = terminal_width(),
        .all = run->options.set[SCAN_ALL],
    };

    if (!style.all && report->summary_count > TEXT_ACCOUNTS) {
        report->summary_count = TEXT_ACCOUNTS;
    }
    return report_text(stdout, report, &style, e);
}

int scan_report(struct scan_run *run, struct err *e)
{
    struct scan_result result;
    struct scan_input_counts counts = scan_input_counts(run->input);
    struct report out;
    size_t wanted = run->settings->report_accounts;
    struct account_summary *accounts;
    int code = EX_OK;

    scan_result(run->scan, &result);
    result.summary.lines = counts.lines;
    result.summary.bytes = counts.bytes;
    result.summary.skipped = counts.skipped;
    result.summary.unknown = counts.unknown;
    result.summary.programs = counts.programs;
    result.summary.program_count = counts.program_count;
    result.summary.seconds = progress_seconds(&run->progress);
    if (run->options.set[SCAN_ALL] || (run->json && run->options.set[SCAN_ACCOUNTS])) {
        wanted = result.summary_total;
    }
    accounts = memory_new(wanted, sizeof *accounts);
    collect_sort(&run->findings);
    out = (struct report){
        .signins = run->findings.rows,
        .signin_count = run->findings.count,
        .sources = result.sources,
        .source_count = result.source_count,
        .accounts = result.accounts,
        .account_count = result.account_count,
        .summaries = accounts,
        .summary_count = scan_accounts(run->scan, accounts, wanted),
        .summary_total = result.summary_total,
        .summary = &result.summary,
        .lang = run->lang,
        .zone = scan_zone(run)[0] == '\0' ? NULL : scan_zone(run),
    };
    if (run->options.set[SCAN_HTML] && !write_page(run, &out, e)) {
        code = e->code == ERR_SYSTEM ? EX_CANTCREAT : command_exit_code(e);
    }
    if (run->json) {
        print_json(run, &result, accounts, out.summary_count);
    } else if (code == EX_OK && !print_text(run, &out, e)) {
        code = command_exit_code(e);
    }
    free(accounts);
    return code;
}
