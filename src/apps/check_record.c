#include "apps/check_record.h"

#include "notice/reference.h"
#include "wire/record_json.h"

#include <stdlib.h>

#define BODY_MAX ((size_t)1 << 20)

static bool may_be_ours(const struct record_question *q)
{
    char found[NOTICE_REFERENCE_MAX];
    struct span rest = q->message_id;

    if (reference_find(&rest, found)) {
        return true;
    }
    rest = q->text;
    return reference_find(&rest, found);
}

/* Nobody to ask is no error unless somebody was named. */
static bool client_there(struct check_record *r, struct err *e)
{
    struct err why = {0};

    if (r->client != NULL || r->absent) {
        return true;
    }
    if (api_client_open(&r->setup, &r->client, &why)) {
        return true;
    }
    if (why.code == ERR_ABSENT && r->setup.db == NULL && r->setup.socket == NULL) {
        r->absent = true;
        return true;
    }
    *e = why;
    return false;
}

static void tell_time(const struct clock *zone, int64_t at_ms, char out[static EVIDENCE_NAME_MAX])
{
    struct civil t = clock_civil(zone, at_ms);
    struct buf b = {.at = out, .cap = EVIDENCE_NAME_MAX - 1};

    buf_addf(&b, "%04d-%02d-%02d %02d:%02d:%02d (%s)", (int)t.year, (int)t.month, (int)t.day,
             (int)t.hour, (int)t.minute, (int)t.second, clock_name(zone));
    out[b.len] = '\0';
}

static bool ask(struct check_record *r, const struct record_question *q, struct buf *body,
                struct record_answer *out, struct err *e)
{
    struct json_out j = json_out_open(body);
    struct span asked;
    struct span answer;

    record_json_question(&j, q);
    json_out_close(&j);
    if (!buf_span(body, &asked, e) ||
        !api_client_call(r->client, "POST", SPAN("/v1/notices/match"), asked, &answer, e) ||
        !record_json_read_answer(answer, out, e)) {
        return false;
    }
    if (out->sent_ms != 0) {
        tell_time(r->zone, out->sent_ms, out->sent);
    }
    return true;
}

static bool notice(void *ctx, const struct record_question *q, struct record_answer *out,
                   struct err *e)
{
    struct check_record *r = ctx;
    struct buf body = {.cap = BODY_MAX};
    bool ok;

    if (!may_be_ours(q)) {
        return true;
    }
    if (!client_there(r, e)) {
        return false;
    }
    if (r->absent) {
        return true;
    }
    body.at = malloc(BODY_MAX);
    ok = body.at != NULL ? ask(r, q, &body, out, e) : err_set(e, ERR_SYSTEM, "no memory");
    free(body.at);
    return ok;
}

struct check_records check_record_source(struct check_record *r)
{
    return (struct check_records){.ctx = r, .notice = notice};
}

void check_record_free(struct check_record *r)
{
    api_client_free(&r->client);
}
