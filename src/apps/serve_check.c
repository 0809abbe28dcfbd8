#include "apps/serve_check.h"

#include "apps/brand_files.h"

#include <inttypes.h>
#include <time.h>

bool checking_new(const struct settings *s, struct check_desk **out, struct err *e)
{
    struct brand_files brands = {0};
    struct check_desk_setup setup = {
        .authserv_id = s->check_authserv_id,
        .seats = s->service.check_at_once,
        .time_zone = s->time_zone,
    };
    bool ok = brand_files_add_dir(&brands, s->brands_dir, e);

    if (ok) {
        setup.brands = brands.at;
        setup.brand_count = brands.count;
        ok = check_desk_new(&setup, out, e) || err_context(e, "checking messages");
    }
    brand_files_free(&brands);
    return ok;
}

static bool known(void *ctx, const struct record_question *q, struct fake_match *out, struct err *e)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return fakes_match(ctx, q->fake, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, out, e);
}

void checking_fakes(struct check_desk *d, struct fakes *f)
{
    check_desk_use_known(d, known, f);
}

void checking_metrics(struct check_desk *d, struct buf *out)
{
    const struct check_counts c = check_desk_counts(d);

    buf_addf(out, "# HELP mioboe_checks_total Messages checked, by verdict.\n"
                  "# TYPE mioboe_checks_total counter\n");
    for (unsigned v = 0; v < VERDICT_COUNT; v++) {
        buf_addf(out, "mioboe_checks_total{verdict=\"%s\"} %" PRIu64 "\n",
                 verdict_code_text((enum verdict_code)v), c.verdicts[v]);
    }
    buf_addf(out,
             "# HELP mioboe_checks_unreadable_total Of those that cannot be told: not read to the "
             "end.\n"
             "# TYPE mioboe_checks_unreadable_total counter\n"
             "mioboe_checks_unreadable_total %" PRIu64 "\n"
             "# HELP mioboe_checks_refused_total Messages for which no process was free in time.\n"
             "# TYPE mioboe_checks_refused_total counter\n"
             "mioboe_checks_refused_total %" PRIu64 "\n"
             "# HELP mioboe_checks_busy Messages being read now, of check_at_once.\n"
             "# TYPE mioboe_checks_busy gauge\n"
             "mioboe_checks_busy %u\n",
             c.unreadable, c.refused, c.busy);
}
