#include "serve/api_parts.h"

#include "service/deliveries.h"
#include "wire/delivery_report.h"

unsigned api_delivery_report(struct api_call *c)
{
    struct delivery_report report;
    struct json_out j;

    if (!c->api->has_report_key) {
        (void)err_set(&c->err, ERR_ABSENT, "no delivery report was asked for");
        return 0;
    }
    if (!delivery_report_parse(c->hole, c->more, c->r->query, c->r->body, &report, &c->err) ||
        !deliveries_report(c->api->story.store, c->api->report_key, &report, c->r->now_ms,
                           &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_code(&j, "status", "ok");
    json_out_close(&j);
    return 200;
}
