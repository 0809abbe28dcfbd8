#include "message/checker.h"

#include "message/checker_answer.h"
#include "message/fake.h"
#include "message/nursery.h"

#include <stdlib.h>

/* Behind the head of a request, in this order; the message is the last. */
enum {
    ASKED_SMS_SENDER,
    ASKED_HELO,
    ASKED_MAIL_FROM,
    ASKED_LOOKUPS, /* packed; empty: nothing is verified here */
    ASKED_MESSAGE,
    ASKED_COUNT
};

struct request_head {
    uint32_t kind;
    uint32_t len[ASKED_COUNT];
    uint32_t has_client;
    struct address client;
};

struct checker {
    const struct checker *first; /* whose brands, wordings and weights these are; NULL: its own */
    struct brands *brands;
    struct wordings *wordings;
    struct known *known;
    struct weights weights;
    struct observer observer;
    struct nursery *nursery; /* NULL: the sandbox forks by itself */
    struct sandbox *sandbox;
    const struct checker_dns *dns;
    struct checker_envelope envelope;
    struct verifier *verifier; /* in the child, or without a sandbox */
    struct fake_reading fake;  /* of the message last observed */
    char *own_request;         /* without a sandbox: both together */
    char *own_answer;
};

struct asked {
    struct request_head head;
    struct span part[ASKED_COUNT];
};

static bool read_request(struct span request, struct asked *out)
{
    if (request.len < sizeof out->head) {
        return false;
    }
    memcpy(&out->head, request.at, sizeof out->head);
    request =
        (struct span){.at = request.at + sizeof out->head, .len = request.len - sizeof out->head};
    for (size_t i = 0; i < ASKED_COUNT; i++) {
        if (out->head.len[i] > request.len) {
            return false;
        }
        out->part[i] = (struct span){.at = request.at, .len = out->head.len[i]};
        request = (struct span){.at = request.at + out->part[i].len,
                                .len = request.len - out->part[i].len};
    }
    return true;
}

/* NULL when nothing is to be verified, or it cannot be. */
static struct lookups *verify(const struct checker *c, const struct asked *q,
                              const struct message *m, struct verify_answer *out)
{
    struct lookups *l = NULL;
    struct err e = {0};
    struct verify_ask ask = {
        .message = q->part[ASKED_MESSAGE],
        .has_client = q->head.has_client != 0,
        .client = q->head.client,
        .helo = q->part[ASKED_HELO],
        .mail_from = q->part[ASKED_MAIL_FROM],
    };

    if (c->verifier == NULL || m->kind != MESSAGE_MAIL || m->from.count != 1 ||
        m->forward != MESSAGE_FORWARD_NONE || q->part[ASKED_LOOKUPS].len == 0 ||
        !lookups_unpack(q->part[ASKED_LOOKUPS], &l, &e)) {
        return NULL;
    }
    ask.from_domain = m->from.at[0].domain;
    verify_message(c->verifier, &ask, l, out);
    return l;
}

/* In the child. */
static void work_run(void *context, struct span request, struct buf *answer)
{
    const struct checker *c = context;
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    struct message *m = a != NULL ? arena_take(a, sizeof *m) : NULL;
    struct observation *o = a != NULL ? arena_take(a, sizeof *o) : NULL;
    struct asked q = {0};

    if (m != NULL && o != NULL && read_request(request, &q)) {
        struct message_source src = {.kind = (enum message_kind)q.head.kind,
                                     .sms_from = q.part[ASKED_SMS_SENDER],
                                     .bytes = q.part[ASKED_MESSAGE]};
        struct observer observer = c->observer;
        struct verify_answer verified;
        struct fake_reading fake = {.channel = FAKE_PASTED};
        struct lookups *l;

        message_read(a, &src, m);
        l = verify(c, &q, m, &verified);
        observer.verified = l != NULL ? &verified : NULL;
        message_observe(&observer, m, a, o);
        fake_read(m, c->brands, a, &fake);
        checker_answer_write(answer, o, m, &fake, a);
        if (l != NULL) {
            checker_answer_lookups(answer, l);
            lookups_free(&l);
        }
    }
    arena_free(&a);
}

static bool work_prepare(void *context, struct err *e)
{
    struct checker *c = context;

    return message_warm(e) && (c->dns == NULL || verifier_new(&c->verifier, e));
}

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_LIMIT, "no memory for a checker");
}

static bool begin_here(struct checker *c, struct err *e)
{
    c->own_request = malloc(SANDBOX_REQUEST_MAX);
    c->own_answer = malloc(CHECKER_ANSWER_MAX);
    return c->own_request == NULL || c->own_answer == NULL ? no_memory(e) : work_prepare(c, e);
}

static bool begin(struct checker *c, const struct checker_settings *s, struct err *e)
{
    const struct sandbox_work work = {.prepare = work_prepare, .run = work_run, .context = c};

    if (!brands_builtin(s->brands, s->brand_count, &c->brands, e) ||
        !wordings_new(wording_file, &c->wordings, e) || !known_new(known_file, &c->known, e) ||
        !weights_parse(weights_file, &c->weights, e)) {
        return false;
    }
    c->observer = (struct observer){.brands = c->brands,
                                    .wordings = c->wordings,
                                    .known = c->known,
                                    .authserv_id = s->authserv_id};
    c->dns = s->dns;
    if (s->without_sandbox) {
        return begin_here(c, e);
    }
    if (!s->joined) {
        return sandbox_open(&work, &c->sandbox, e);
    }
    return nursery_open(&work, &c->nursery, e) && sandbox_open_in(c->nursery, &c->sandbox, e);
}

bool checker_open(const struct checker_settings *s, struct checker **out, struct err *e)
{
    struct checker *c = calloc(1, sizeof *c);

    if (c == NULL) {
        return no_memory(e);
    }
    if (!begin(c, s, e)) {
        checker_close(&c);
        return false;
    }
    *out = c;
    return true;
}

bool checker_join(const struct checker *first, struct checker **out, struct err *e)
{
    struct checker *c = calloc(1, sizeof *c);
    bool ok;

    if (c == NULL) {
        return no_memory(e);
    }
    c->first = first;
    c->brands = first->brands;
    c->weights = first->weights;
    c->observer = first->observer;
    c->dns = first->dns;
    ok =
        first->nursery != NULL ? sandbox_open_in(first->nursery, &c->sandbox, e) : begin_here(c, e);
    if (!ok) {
        checker_close(&c);
        return false;
    }
    *out = c;
    return true;
}

void checker_close(struct checker **c)
{
    if (*c != NULL) {
        sandbox_close(&(*c)->sandbox);
        verifier_free(&(*c)->verifier);
        if ((*c)->first == NULL) {
            nursery_close(&(*c)->nursery);
            known_free(&(*c)->known);
            wordings_free(&(*c)->wordings);
            brands_free(&(*c)->brands);
        }
        free((*c)->own_request);
        free((*c)->own_answer);
        free(*c);
        *c = NULL;
    }
}

const struct weights *checker_weights(const struct checker *c)
{
    return &c->weights;
}

void checker_arrived(struct checker *c, const struct checker_envelope *envelope)
{
    c->envelope = envelope != NULL ? *envelope : (struct checker_envelope){.has_client = false};
}

/* The pieces of a request: its head and what was asked. */
struct request {
    struct request_head head;
    struct span parts[1 + ASKED_COUNT];
};

/* False when it is too long. packed: the questions so far; empty: nothing is verified here. */
static bool fill_request(const struct checker *c, const struct message_source *src,
                         struct span packed, struct request *out)
{
    const struct span asked[ASKED_COUNT] = {
        [ASKED_SMS_SENDER] = src->sms_from,
        [ASKED_HELO] = c->envelope.helo,
        [ASKED_MAIL_FROM] = c->envelope.mail_from,
        [ASKED_LOOKUPS] = packed,
        [ASKED_MESSAGE] = src->bytes,
    };

    memset(out, 0, sizeof *out);
    out->head.kind = (uint32_t)src->kind;
    out->head.has_client = c->envelope.has_client;
    out->head.client = c->envelope.client;
    for (size_t i = 0; i < ASKED_COUNT; i++) {
        if (asked[i].len > SANDBOX_REQUEST_MAX) {
            return false;
        }
        out->head.len[i] = (uint32_t)asked[i].len;
        out->parts[1 + i] = asked[i];
    }
    out->parts[0] = (struct span){.at = (const char *)&out->head, .len = sizeof out->head};
    return true;
}

/* In this process. */
static enum sandbox_outcome ask_here(struct checker *c, const struct request *r,
                                     struct span *answer)
{
    struct buf request = {.at = c->own_request, .cap = SANDBOX_REQUEST_MAX};
    struct buf own = {.at = c->own_answer, .cap = CHECKER_ANSWER_MAX};

    for (size_t i = 0; i < COUNT(r->parts); i++) {
        buf_add(&request, r->parts[i]);
    }
    if (request.full) {
        return SANDBOX_TOO_LONG;
    }
    work_run(c, (struct span){.at = request.at, .len = request.len}, &own);
    *answer = (struct span){.at = own.at, .len = own.full ? 0 : own.len};
    return SANDBOX_DONE;
}

static void unreadable(const struct message_source *src, struct observation *out, struct span why)
{
    memset(out, 0, sizeof *out);
    out->is_sms = src->kind == MESSAGE_SMS;
    out->unreadable = true;
    evidence_add(&out->evidence, EVIDENCE_LIMIT, why, SPAN(""), SPAN(""));
}

/* One question to the child, and its answer. packed: in and out. */
static void observe_once(struct checker *c, const struct message_source *src, struct span *packed,
                         struct observation *out, struct record_question *question)
{
    struct checker_answer read = {.seen = out, .question = question, .fake = &c->fake};
    struct request request;
    struct span answer = {0};
    enum sandbox_outcome outcome = SANDBOX_TOO_LONG;
    bool fits = fill_request(c, src, *packed, &request);

    memset(out, 0, sizeof *out);
    out->is_sms = src->kind == MESSAGE_SMS;
    *question = (struct record_question){.is_sms = out->is_sms};
    *packed = SPAN("");
    if (fits && c->sandbox != NULL) {
        outcome = sandbox_ask_parts(c->sandbox, request.parts, COUNT(request.parts), &answer);
    } else if (fits) {
        outcome = ask_here(c, &request, &answer);
    }
    if (outcome != SANDBOX_DONE) {
        unreadable(src, out, sandbox_outcome_name(outcome));
    } else if (!checker_answer_read(answer, &read)) {
        unreadable(src, out, sandbox_outcome_name(SANDBOX_DIED));
        *question = (struct record_question){.is_sms = out->is_sms};
    } else {
        *packed = read.packed;
    }
}

/* Fetches what is open in the packed questions; false when nothing is. The result lies in `bytes`. */
static bool fetch(const struct checker_dns *dns, struct span *packed, struct buf *bytes)
{
    struct lookups *l = NULL;
    struct err ignored = {0};
    const struct lookup *question;
    size_t index = 0;
    bool fetched = false;

    if (packed->len == 0 || !lookups_unpack(*packed, &l, &ignored)) {
        return false;
    }
    while ((question = lookups_open(l, index, &index)) != NULL) {
        dns->ask(dns->ctx, l, index, question);
        fetched = true;
        index++;
    }
    lookups_offline(l); /* what nobody answered is not asked again */
    bytes->len = 0;
    lookups_pack(l, bytes);
    *packed = (struct span){.at = bytes->at, .len = bytes->len};
    lookups_free(&l);
    return fetched && !bytes->full;
}

void checker_observe(struct checker *c, const struct message_source *src, struct observation *out,
                     struct record_question *question)
{
    struct record_question ignored = {0};
    struct span packed = SPAN("");
    struct buf bytes = {0};

    question = question != NULL ? question : &ignored;
    if (c->dns != NULL && src->kind == MESSAGE_MAIL) {
        bytes = (struct buf){.at = malloc(LOOKUPS_PACKED_MAX), .cap = LOOKUPS_PACKED_MAX};
        packed = bytes.at != NULL ? (struct span){.at = "\0", .len = 1} : packed;
    }
    for (int round = 0; round < LOOKUPS_ROUNDS_MAX; round++) {
        observe_once(c, src, &packed, out, question);
        if (bytes.at == NULL || !fetch(c->dns, &packed, &bytes)) {
            break;
        }
    }
    free(bytes.at);
}

void checker_judge(const struct checker *c, const struct observation *o, struct verdict *out)
{
    judge(&c->weights, c->brands, o, out);
}
