/* service/notice_forecast.h - how many notices a day there would be, before they are switched on.
 *
 * Duty      plays the history of some days through the gate and the budget, from an empty past: so the
 *           first day shows the wave that switching on begins with.
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_NOTICE_FORECAST_H
#define SERVICE_NOTICE_FORECAST_H

#include "model/forecast.h"
#include "service/notice_budget.h"
#include "store/notices.h"

struct forecast_rules {
    uint32_t days; /* 1..FORECAST_DAYS_MAX */
    uint32_t learning_days;
    struct notice_budget budget;
};

/* cost     one pass over the history of those days, a look-up of account and habits for each sign-in name
 *          in it, 200 bytes for each row decided otherwise than "allow"
 * errors   ERR_STORE, ERR_SYSTEM */
bool notice_forecast(struct store *s, const struct forecast_rules *rules, int64_t now_ms,
                     struct forecast *out, struct err *e) MUST_CHECK;

#endif
