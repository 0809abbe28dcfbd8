#include "serve/routes.h"

#define POLICY_ROW(where)                                                                          \
    {                                                                                              \
        .pattern = (where), .body_max = ROUTE_POLICY_BODY, .scopes = SCOPE_POLICY,                 \
        .handle = policy_handle, .outage = policy_outage,                                          \
    }

const struct route route_table[] = {
    POLICY_ROW("/"),
    POLICY_ROW("/command/{command}"),
    POLICY_ROW("/policy"),
    POLICY_ROW("/policy/command/{command}"),
    {.method = "GET", .pattern = "/healthz", .handle = health_handle},
    {.method = "GET", .pattern = "/readyz", .handle = ready_handle},
    {.method = "GET",
     .pattern = "/metrics",
     .scopes = SCOPE_METRICS,
     .kind = ROUTE_JOB,
     .handle = metrics_handle},
};
const size_t route_count = COUNT(route_table);
