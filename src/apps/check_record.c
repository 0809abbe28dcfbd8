#include "apps/check_record.h"

#include "notice/reference.h"
#include "service/check_message.h"
#include "wire/fake_json.h"
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

static bool call(struct check_record *r, struct span path, const struct buf *body,
                 struct span *answer, struct err *e)
{
    struct span asked;

    return buf_span(body, &asked, e) && api_client_call(r->client, "POST", path, asked, answer, e);
}

static bool ask(struct check_record *r, const struct record_question *q, struct buf *body,
                struct record_answer *out, struct err *e)
{
    struct json_out j = json_out_open(body);
    struct span answer;

    record_json_question(&j, q);
    json_out_close(&j);
    if (!call(r, SPAN("/v1/notices/match"), body, &answer, e) ||
        !record_json_read_answer(answer, out, e)) {
        return false;
    }
    if (out->sent_ms != 0) {
        check_sent_words(r->zone, out->sent_ms, out->sent);
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

static bool ask_event(struct check_record *r, const struct record_question *q, struct buf *body,
                      enum event_match *out, char words[static EVIDENCE_ON_MAX], struct err *e)
{
    const char *zone = clock_name(r->zone);
    const struct event_question question = {.text = q->text,
                                            .zone = {.at = zone, .len = strlen(zone)}};
    struct json_out j = json_out_open(body);
    char bytes[1024];
    struct buf path = BUF_ON(bytes);
    struct span where;
    struct span answer;

    buf_add(&path, SPAN("/v1/accounts/"));
    api_client_encode(&path, (struct span){.at = r->account, .len = strlen(r->account)});
    buf_add(&path, SPAN("/events/match"));
    record_json_event_question(&j, &question);
    json_out_close(&j);
    return buf_span(&path, &where, e) && call(r, where, body, &answer, e) &&
           record_json_read_event(answer, out, words, e);
}

/* Who names an account wants its history asked: that nobody can is an error then. */
static bool event(void *ctx, const struct record_question *q, enum event_match *out,
                  char words[static EVIDENCE_ON_MAX], struct err *e)
{
    struct check_record *r = ctx;
    struct buf body = {.cap = BODY_MAX};
    bool ok;

    if (r->account == NULL) {
        return true;
    }
    if (!client_there(r, e)) {
        return false;
    }
    if (r->absent) {
        return err_set(e, ERR_ABSENT, "no daemon and no database whose history could be asked");
    }
    body.at = malloc(BODY_MAX);
    ok = body.at != NULL ? ask_event(r, q, &body, out, words, e)
                         : err_set(e, ERR_SYSTEM, "no memory");
    free(body.at);
    return ok;
}

/* What would be kept of the message were it a fake is asked about; the message itself stays here. */
static bool ask_known(struct check_record *r, const struct record_question *q, struct buf *body,
                      struct fake_match *out, struct err *e)
{
    struct json_out j = json_out_open(body);
    struct fake_reading bare = *q->fake;
    struct span answer;

    bare.subject = bare.text = SPAN("");
    fake_json_put_reading(&j, &bare);
    json_out_close(&j);
    return call(r, SPAN("/v1/fakes/match"), body, &answer, e) &&
           fake_json_read_match(answer, out, e);
}

static bool known(void *ctx, const struct record_question *q, struct fake_match *out, struct err *e)
{
    struct check_record *r = ctx;
    struct buf body = {.cap = BODY_MAX};
    bool named = r->setup.db != NULL || r->setup.socket != NULL;
    bool ok;

    /* Anybody may check a message where a database is that only the service may read. */
    if (!client_there(r, e)) {
        if (!named) {
            *e = (struct err){0};
        }
        return !named;
    }
    if (r->absent) {
        return true;
    }
    body.at = malloc(BODY_MAX);
    ok = body.at != NULL ? ask_known(r, q, &body, out, e) : err_set(e, ERR_SYSTEM, "no memory");
    free(body.at);
    return ok;
}

struct check_records check_record_source(struct check_record *r)
{
    return (struct check_records){.ctx = r, .notice = notice, .event = event, .known = known};
}

void check_record_free(struct check_record *r)
{
    api_client_free(&r->client);
}
