/* POST /v1/passwords/verify: from memory in the serve thread, or answered later by a thread that hashes. */
#include "serve/doors.h"
#include "serve/routes.h"
#include "wire/password_json.h"

#define JSON "application/json"
#define ANSWER_MAX (1024 + 6 * (ACCOUNT_ID_MAX + sizeof(struct policy_answer) + DOOR_URL_MAX))

static void answer(struct exchange *x, const struct door_answer *a)
{
    const struct password_told told = {
        .result = door_result_code(a->result),
        .found = a->result == DOOR_RIGHT ? &a->password : NULL,
        .code = a->code,
        .text = a->why.message,
        .url = a->url,
        .wait_s = a->wait_s,
    };
    char bytes[ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    password_json_print_told(&out, &told);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

static void on_answer(void *ctx, const struct door_answer *a)
{
    answer(ctx, a);
}

/* Time is over, or nothing is loaded yet: whether it is right is not known. */
void password_outage(struct exchange *x)
{
    answer(x, &(struct door_answer){.result = DOOR_UNAVAILABLE, .code = ""});
}

static void ask(struct exchange *x, struct door *door, const struct password_question *q,
                bool judge)
{
    struct door_answer a;
    struct door_way *way = NULL;

    if (door_try(door, exchange_guard(x), judge ? DOOR_SIGN_IN : DOOR_PASSWORD, q, &a, &way)) {
        answer(x, &a);
    } else {
        exchange_later(x);
        door_submit(way, q, on_answer, x);
    }
}

void password_verify_handle(struct exchange *x)
{
    struct api *api = exchange_api(x);
    struct password_scratch scratch;
    struct password_question q;
    struct door *door = api == NULL ? NULL : api_door(api);
    bool judge = false;
    struct err e;

    if (door == NULL) {
        exchange_outage(x);
        return;
    }
    if (!password_json_read_question(exchange_body(x), &scratch, &q, &judge, &e)) {
        exchange_fail(x, &e);
        return;
    }
    q.now_ms = exchange_now_ms(x);
    ask(x, door, &q, judge);
    secret_wipe(&q.password);
}
