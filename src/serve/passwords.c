/* POST /v1/passwords/verify: from memory in the serve thread, or answered later by a thread that hashes. */
#include "serve/routes.h"

#include "serve/api.h"
#include "service/passwords.h"
#include "wire/password_json.h"

#define JSON "application/json"
#define ANSWER_MAX (256 + 6 * ACCOUNT_ID_MAX)

static void answer(struct exchange *x, const struct password_answer *a)
{
    char bytes[ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    password_json_print_answer(&out, a);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

static void on_verified(void *ctx, const struct password_answer *a)
{
    answer(ctx, a);
}

/* Time is over, or nothing is loaded yet: whether it is right is not known. */
void password_outage(struct exchange *x)
{
    answer(x, &(struct password_answer){.result = PASSWORD_UNAVAILABLE});
}

void password_verify_handle(struct exchange *x)
{
    struct api *api = exchange_api(x);
    struct passwords *p = api == NULL ? NULL : api_passwords(api);
    struct password_scratch scratch;
    struct password_question q;
    struct password_answer a;
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
        answer(x, &a);
    } else {
        exchange_later(x);
        passwords_submit(p, &q, on_verified, x);
    }
    secret_wipe(&q.password);
}
