/* POST /v1/passwords/verify: from memory in the serve thread, or answered later by a thread that hashes. */
#include "serve/routes.h"

#include "serve/api.h"
#include "service/passwords.h"
#include "wire/password_json.h"

#include <stdlib.h>

#define JSON "application/json"
#define ANSWER_MAX (256 + 6 * ACCOUNT_ID_MAX)

/* Of a sign-in that is answered later. */
struct later {
    struct exchange *exchange;
    int64_t now_ms;
    size_t login_len;
    size_t session_len;
    char login[2 * ACCOUNT_TEXT_MAX];
    char session[PASSWORD_TEXT_MAX];
};

static void answer(struct exchange *x, const struct password_answer *a)
{
    char bytes[ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    password_json_print_answer(&out, a);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

/* The name in lower case, as a policy server's questions have it. */
static struct span lower(struct span name, char to[static 2 * ACCOUNT_TEXT_MAX])
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        to[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return (struct span){.at = to, .len = name.len};
}

/* The policy server's later question about the same sign-in then knows which password it was. */
static void tell_guard(struct exchange *x, struct span login, struct span session,
                       const struct password_answer *a, int64_t now_ms)
{
    struct guard *g = exchange_guard(x);
    const struct used_credential used = {
        .kind = a->credential,
        .app_password = {.at = a->app_password, .len = strlen(a->app_password)},
    };

    if (g != NULL && a->result == PASSWORD_RIGHT && session.len > 0) {
        guard_credential(g, login, session, &used, now_ms);
    }
}

static void on_verified(void *ctx, const struct password_answer *a)
{
    struct later *l = ctx;

    tell_guard(l->exchange, (struct span){.at = l->login, .len = l->login_len},
               (struct span){.at = l->session, .len = l->session_len}, a, l->now_ms);
    answer(l->exchange, a);
    free(l);
}

/* Time is over, or nothing is loaded yet: whether it is right is not known. */
void password_outage(struct exchange *x)
{
    answer(x, &(struct password_answer){.result = PASSWORD_UNAVAILABLE});
}

static void verify_later(struct exchange *x, struct passwords *p, const struct password_question *q)
{
    struct later *l = calloc(1, sizeof *l);

    if (l == NULL) {
        exchange_outage(x);
        return;
    }
    l->exchange = x;
    l->now_ms = q->now_ms;
    l->login_len = q->login.len;
    l->session_len = q->session.len;
    (void)lower(q->login, l->login);
    if (q->session.len > 0) {
        memcpy(l->session, q->session.at, q->session.len);
    }
    exchange_later(x);
    passwords_submit(p, q, on_verified, l);
}

void password_verify_handle(struct exchange *x)
{
    struct api *api = exchange_api(x);
    struct passwords *p = api == NULL ? NULL : api_passwords(api);
    struct password_scratch scratch;
    struct password_question q;
    struct password_answer a;
    char name[2 * ACCOUNT_TEXT_MAX];
    bool judge = false;
    struct err e;

    if (p == NULL) {
        exchange_outage(x);
        return;
    }
    if (!password_json_read_question(exchange_body(x), &scratch, &q, &judge, &e)) {
        exchange_fail(x, &e);
        return;
    }
    q.now_ms = exchange_now_ms(x);
    if (judge) {
        exchange_refuse(x, 400, "judge: expected false: sign-ins are judged by the policy server");
    } else if (passwords_try(p, &q, &a)) {
        tell_guard(x, lower(q.login, name), q.session, &a, q.now_ms);
        answer(x, &a);
    } else {
        verify_later(x, p, &q);
    }
    secret_wipe(&q.password);
}
