#include "serve/routes.h"

#include "serve/api.h"
#include "wire/nginx_auth.h"

#define POLICY_ROW(where)                                                                          \
    {                                                                                              \
        .pattern = (where), .body_max = ROUTE_POLICY_BODY,                                         \
        .scopes = SCOPE_POLICY | SCOPE_LISTS | SCOPE_METRICS, .any_scope = true,                   \
        .handle = policy_handle, .outage = policy_outage,                                          \
    }

#define API_ROW(verb, where, most, what)                                                           \
    {                                                                                              \
        .method = (verb), .pattern = (where), .body_max = (most), .scopes = (what),                \
        .kind = ROUTE_JOB, .handle = api_handle,                                                   \
    }

const struct route route_table[] = {
    POLICY_ROW("/"),
    POLICY_ROW("/command/{command}"),
    POLICY_ROW("/policy"),
    POLICY_ROW("/policy/command/{command}"),
    {.method = "GET",
     .pattern = "/v1/doors/nginx",
     .scopes = SCOPE_VERIFY,
     .heads = nginx_heads,
     .head_count = NGINX_HEAD_COUNT,
     .secret = true,
     .answer_ms = 8000, /* as /v1/passwords/verify */
     .handle = nginx_handle,
     .outage = nginx_outage},
    {.method = "GET", .pattern = "/healthz", .handle = health_handle},
    {.method = "GET", .pattern = "/readyz", .handle = ready_handle},
    {.method = "GET",
     .pattern = "/metrics",
     .scopes = SCOPE_METRICS,
     .kind = ROUTE_JOB,
     .handle = metrics_handle},
    API_ROW("GET", "/v1/accounts", 0, SCOPE_READ),
    API_ROW("POST", "/v1/accounts", API_BODY_MAX, SCOPE_WRITE),
    API_ROW("GET", "/v1/accounts/{id}", 0, SCOPE_READ),
    API_ROW("PUT", "/v1/accounts/{id}", ROUTE_FORM_BODY, SCOPE_WRITE),
    API_ROW("DELETE", "/v1/accounts/{id}", 0, SCOPE_WRITE),
    API_ROW("GET", "/v1/accounts/{name}/history", 0, SCOPE_HISTORY),
    API_ROW("GET", "/v1/accounts/{name}/profile", 0, SCOPE_HISTORY),
    API_ROW("GET", "/v1/accounts/{name}/devices", 0, SCOPE_READ),
    API_ROW("POST", "/v1/accounts/{name}/devices", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("POST", "/v1/accounts/{name}/devices/links", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("DELETE", "/v1/accounts/{name}/devices/{id}", 0, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/events/{id}", 0, SCOPE_HISTORY),
    /* Whoever has the token was given it for this one delivery: no scope is needed. */
    API_ROW("GET", "/v1/deliveries/{id}/{token}", 0, SCOPE_NONE),
    API_ROW("POST", "/v1/deliveries/{id}/{token}", ROUTE_POLICY_BODY, SCOPE_NONE),
    API_ROW("GET", "/v1/listings", 0, SCOPE_LISTS),
    API_ROW("PUT", "/v1/listings", ROUTE_POLICY_BODY, SCOPE_LISTS),
    API_ROW("DELETE", "/v1/listings", ROUTE_POLICY_BODY, SCOPE_LISTS),
    API_ROW("GET", "/v1/announcements", 0, SCOPE_READ),
    API_ROW("POST", "/v1/announcements", ROUTE_FORM_BODY, SCOPE_WRITE),
    API_ROW("GET", "/v1/announcements/{id}", 0, SCOPE_READ),
    API_ROW("PUT", "/v1/announcements/{id}", ROUTE_FORM_BODY, SCOPE_WRITE),
    API_ROW("GET", "/v1/notices/{reference}", 0, SCOPE_HISTORY),
    {.method = "POST",
     .pattern = "/v1/messages/check",
     .body_max = ROUTE_UPLOAD_MAX,
     .uploads = true,
     .scopes = SCOPE_MESSAGES,
     .kind = ROUTE_JOB,
     .handle = api_handle},
    API_ROW("POST", "/v1/notices/match", API_BODY_MAX, SCOPE_HISTORY),
    API_ROW("POST", "/v1/accounts/{name}/notices", ROUTE_POLICY_BODY, SCOPE_WRITE),
    API_ROW("POST", "/v1/accounts/{name}/events/match", API_BODY_MAX, SCOPE_HISTORY),
    API_ROW("GET", "/v1/fakes", 0, SCOPE_FAKES),
    API_ROW("POST", "/v1/fakes", API_BODY_MAX, SCOPE_FAKES_WRITE),
    API_ROW("POST", "/v1/fakes/match", ROUTE_FORM_BODY, SCOPE_FAKES),
    API_ROW("POST", "/v1/fakes/import", API_BODY_MAX, SCOPE_FAKES_WRITE),
    API_ROW("GET", "/v1/fakes/{id}", 0, SCOPE_FAKES),
    API_ROW("PUT", "/v1/fakes/{id}", ROUTE_POLICY_BODY, SCOPE_FAKES_WRITE),
    API_ROW("DELETE", "/v1/fakes/{id}", 0, SCOPE_FAKES_WRITE),
    API_ROW("POST", "/v1/fakes/{id}/notes", ROUTE_POLICY_BODY, SCOPE_FAKES_WRITE),
    API_ROW("POST", "/v1/fakes/{id}/redact", ROUTE_POLICY_BODY, SCOPE_FAKES_WRITE),
    API_ROW("POST", "/v1/accounts/{name}/password/change", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/accounts/{name}/password/outlook", 0, SCOPE_HISTORY),
    API_ROW("POST", "/v1/accounts/{name}/contact/change", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("POST", "/v1/accounts/{name}/sign-in-name/change", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/accounts/{name}/changes", 0, SCOPE_HISTORY),
    API_ROW("POST", "/v1/undo", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("POST", "/v1/undo/recover", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/forecast", 0, SCOPE_HISTORY),
    API_ROW("GET", "/v1/stages", 0, SCOPE_STAGES_READ),
    API_ROW("POST", "/v1/stages", ROUTE_POLICY_BODY, SCOPE_STAGES_WRITE),
    API_ROW("GET", "/v1/stages/{id}", 0, SCOPE_STAGES_READ),
    API_ROW("PUT", "/v1/stages/{id}", ROUTE_POLICY_BODY, SCOPE_STAGES_WRITE),
    API_ROW("GET", "/v1/stages/{id}/affected", 0, SCOPE_STAGES_READ),
    {.method = "POST",
     .pattern = "/v1/passwords/verify",
     .body_max = ROUTE_POLICY_BODY,
     .scopes = SCOPE_VERIFY,
     .secret = true,
     .answer_ms = 8000, /* longer than anybody waits for a turn (service/password_queue.h) */
     .handle = password_verify_handle,
     .outage = password_outage},
    API_ROW("POST", "/v1/passwords/import", API_BODY_MAX, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/accounts/{name}/app-passwords", 0, SCOPE_READ),
    API_ROW("POST", "/v1/accounts/{name}/app-passwords", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("DELETE", "/v1/accounts/{name}/app-passwords", 0, SCOPE_PASSWORDS),
    API_ROW("DELETE", "/v1/accounts/{name}/app-passwords/{id}", 0, SCOPE_PASSWORDS),
    API_ROW("POST", "/v1/accounts/{name}/app-passwords/{id}/show", ROUTE_POLICY_BODY,
            SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/accounts/{name}/password", 0, SCOPE_READ),
    API_ROW("PUT", "/v1/accounts/{name}/password", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("PUT", "/v1/accounts/{name}/mail-use", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("PUT", "/v1/accounts/{name}/pin", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("POST", "/v1/accounts/{name}/pin/verify", ROUTE_POLICY_BODY, SCOPE_PASSWORDS),
    API_ROW("GET", "/v1/tokens", 0, SCOPE_TOKENS),
    API_ROW("POST", "/v1/tokens", ROUTE_POLICY_BODY, SCOPE_TOKENS),
    API_ROW("DELETE", "/v1/tokens/{id}", 0, SCOPE_TOKENS),
};
const size_t route_count = COUNT(route_table);
