/* serve/routes.h - the handlers named in the route table. Inside this room only. */
#ifndef SERVE_ROUTES_H
#define SERVE_ROUTES_H

#include "serve/exchange.h"

/* policy.c: Dovecot's and weakforced's commands. */
void policy_handle(struct exchange *x);
void policy_outage(struct exchange *x);

/* policy_lists.c: those that change or show lists and counters, in a worker. */
void policy_list_change(struct exchange *x);
void policy_list_show(struct exchange *x);
void policy_list_reset(struct exchange *x);
void policy_list_counters(struct exchange *x);
void policy_list_totals(struct exchange *x);

/* nginx.c: nginx's mail proxy asks about a sign-in. */
void nginx_handle(struct exchange *x);
void nginx_outage(struct exchange *x);

/* metrics.c */
void metrics_handle(struct exchange *x);
void health_handle(struct exchange *x);
void ready_handle(struct exchange *x);

/* passwords.c: /v1/passwords/verify */
void password_verify_handle(struct exchange *x);
void password_outage(struct exchange *x);

/* api_routes.c: /v1 */
void api_handle(struct exchange *x);

#endif
