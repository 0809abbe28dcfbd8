#include "message/checker.h"

#include "message/sandbox.h"

#include <stdlib.h>

#define RECORD_TEXT_MAX ((size_t)96 * 1024) /* bytes of text handed on for the record */
#define ANSWER_MAX                                                                                 \
    (RECORD_TEXT_MAX + LOOKUPS_PACKED_MAX + sizeof(struct observation) + (size_t)16 * 1024)

enum {
    TEXT_SHOWN,
    TEXT_MESSAGE_ID,
    TEXT_RECIPIENT,
    TEXT_SENDER,
    TEXT_COUNT
};

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

/* In front of an answer; the evidence follows, then the texts. */
struct answer_head {
    uint32_t evidence;
    uint32_t text_len[TEXT_COUNT];
    uint32_t lookups_len; /* packed, behind the texts; 0: nothing was verified */
    int64_t date_ms;
    char brand[EVIDENCE_NAME_MAX];
    bool bound;
    bool only_own;
    bool has_links;
    bool unreadable;
    bool is_sms;
};

struct checker {
    struct brands *brands;
    struct wordings *wordings;
    struct known *known;
    struct weights weights;
    struct observer observer;
    struct sandbox *sandbox;
    const struct checker_dns *dns;
    struct checker_envelope envelope;
    struct verifier *verifier; /* in the child, or without a sandbox */
    char *request;
    char *own_answer; /* without a sandbox */
};

static struct span outer_text(const struct message *m, struct arena *a)
{
    struct buf b = {.cap = m->subject.len + m->text.len + 2};

    b.cap = b.cap < RECORD_TEXT_MAX ? b.cap : RECORD_TEXT_MAX;
    b.at = arena_take(a, b.cap);
    if (b.at == NULL) {
        return SPAN("");
    }
    buf_add(&b, m->subject);
    buf_add(&b, SPAN("\n"));
    buf_add(&b, m->text);
    return (struct span){.at = b.at, .len = b.len};
}

static struct span first_address(const struct message_addresses *list)
{
    return list->count > 0 ? list->at[0].address : SPAN("");
}

static void write_answer(struct buf *out, const struct observation *o, const struct message *m,
                         struct arena *a)
{
    struct span texts[TEXT_COUNT] = {
        [TEXT_SHOWN] = outer_text(m, a),
        [TEXT_MESSAGE_ID] = m->message_id,
        [TEXT_RECIPIENT] = first_address(m->to.count > 0 ? &m->to : &m->delivered_to),
        [TEXT_SENDER] = first_address(&m->from),
    };
    struct answer_head head = {.evidence = (uint32_t)o->evidence.count,
                               .date_ms = m->date_ms,
                               .bound = o->bound,
                               .only_own = o->only_own,
                               .has_links = o->has_links,
                               .unreadable = o->unreadable,
                               .is_sms = o->is_sms};

    memcpy(head.brand, o->brand, sizeof head.brand);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        head.text_len[i] = (uint32_t)texts[i].len;
    }
    buf_add(out, (struct span){.at = (const char *)&head, .len = sizeof head});
    buf_add(out, (struct span){.at = (const char *)o->evidence.at,
                               .len = o->evidence.count * sizeof *o->evidence.at});
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        buf_add(out, texts[i]);
    }
}

/* The questions go back behind the answer, and their length into its head. */
static void write_lookups(struct buf *answer, const struct lookups *l)
{
    size_t before = answer->len;
    struct answer_head head;

    lookups_pack(l, answer);
    if (!answer->full) {
        memcpy(&head, answer->at, sizeof head);
        head.lookups_len = (uint32_t)(answer->len - before);
        memcpy(answer->at, &head, sizeof head);
    }
}

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
        struct lookups *l;

        message_read(a, &src, m);
        l = verify(c, &q, m, &verified);
        observer.verified = l != NULL ? &verified : NULL;
        message_observe(&observer, m, a, o);
        write_answer(answer, o, m, a);
        if (l != NULL) {
            write_lookups(answer, l);
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

static bool begin(struct checker *c, const struct checker_settings *s, struct err *e)
{
    const struct sandbox_work work = {.prepare = work_prepare, .run = work_run, .context = c};

    c->request = malloc(SANDBOX_REQUEST_MAX);
    c->own_answer = malloc(ANSWER_MAX);
    if (c->request == NULL || c->own_answer == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a checker");
    }
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
    return s->without_sandbox ? work_prepare(c, e) : sandbox_open(&work, &c->sandbox, e);
}

bool checker_open(const struct checker_settings *s, struct checker **out, struct err *e)
{
    struct checker *c = calloc(1, sizeof *c);

    if (c == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a checker");
    }
    if (!begin(c, s, e)) {
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
        known_free(&(*c)->known);
        wordings_free(&(*c)->wordings);
        brands_free(&(*c)->brands);
        free((*c)->request);
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

/* The request in c->request; false when it is too long. packed: the questions so far; empty: nothing
 * is verified here. */
static bool write_request(struct checker *c, const struct message_source *src, struct span packed,
                          struct span *out)
{
    const struct span parts[ASKED_COUNT] = {
        [ASKED_SMS_SENDER] = src->sms_from,
        [ASKED_HELO] = c->envelope.helo,
        [ASKED_MAIL_FROM] = c->envelope.mail_from,
        [ASKED_LOOKUPS] = packed,
        [ASKED_MESSAGE] = src->bytes,
    };
    struct request_head head = {.kind = (uint32_t)src->kind,
                                .has_client = c->envelope.has_client,
                                .client = c->envelope.client};
    struct buf b = {.at = c->request, .cap = SANDBOX_REQUEST_MAX};

    for (size_t i = 0; i < ASKED_COUNT; i++) {
        if (parts[i].len > UINT32_MAX) {
            return false;
        }
        head.len[i] = (uint32_t)parts[i].len;
    }
    buf_add(&b, (struct span){.at = (const char *)&head, .len = sizeof head});
    for (size_t i = 0; i < ASKED_COUNT; i++) {
        buf_add(&b, parts[i]);
    }
    *out = (struct span){.at = b.at, .len = b.len};
    return !b.full;
}

/* What comes from the child may be anything: it read hostile bytes. */
static bool evidence_sound(const struct evidence *v)
{
    return v->kind < EVIDENCE_COUNT && memchr(v->on, 0, sizeof v->on) != NULL &&
           memchr(v->brand, 0, sizeof v->brand) != NULL &&
           memchr(v->other, 0, sizeof v->other) != NULL;
}

static bool read_evidence(struct span *rest, uint32_t count, struct observation *out)
{
    for (uint32_t i = 0; i < count; i++) {
        struct evidence v;

        if (rest->len < sizeof v) {
            return false;
        }
        memcpy(&v, rest->at, sizeof v);
        *rest = (struct span){.at = rest->at + sizeof v, .len = rest->len - sizeof v};
        if (!evidence_sound(&v)) {
            return false;
        }
        evidence_add(&out->evidence, (enum evidence_kind)v.kind,
                     (struct span){.at = v.on, .len = strlen(v.on)},
                     (struct span){.at = v.brand, .len = strlen(v.brand)},
                     (struct span){.at = v.other, .len = strlen(v.other)});
    }
    return true;
}

/* *packed: what stands behind the texts. */
static bool read_texts(struct span rest, const struct answer_head *head,
                       struct record_question *question, struct span *packed)
{
    struct span texts[TEXT_COUNT];

    for (size_t i = 0; i < TEXT_COUNT; i++) {
        if (head->text_len[i] > rest.len) {
            return false;
        }
        texts[i] = (struct span){.at = rest.at, .len = head->text_len[i]};
        rest = (struct span){.at = rest.at + texts[i].len, .len = rest.len - texts[i].len};
    }
    *question = (struct record_question){.text = texts[TEXT_SHOWN],
                                         .message_id = texts[TEXT_MESSAGE_ID],
                                         .recipient = texts[TEXT_RECIPIENT],
                                         .sender = texts[TEXT_SENDER],
                                         .date_ms = head->date_ms,
                                         .is_sms = head->is_sms};
    *packed = rest;
    return rest.len == head->lookups_len;
}

static bool read_answer(struct span answer, struct observation *out,
                        struct record_question *question, struct span *packed)
{
    struct answer_head head;

    if (answer.len < sizeof head) {
        return false;
    }
    memcpy(&head, answer.at, sizeof head);
    answer = (struct span){.at = answer.at + sizeof head, .len = answer.len - sizeof head};
    if (memchr(head.brand, 0, sizeof head.brand) == NULL || head.evidence > EVIDENCE_COUNT ||
        !read_evidence(&answer, head.evidence, out)) {
        return false;
    }
    memcpy(out->brand, head.brand, sizeof out->brand);
    out->bound = head.bound;
    out->only_own = head.only_own;
    out->has_links = head.has_links;
    out->unreadable = head.unreadable;
    return read_texts(answer, &head, question, packed);
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
    struct span request = {0};
    struct span answer = {0};
    enum sandbox_outcome outcome = SANDBOX_TOO_LONG;
    bool fits = write_request(c, src, *packed, &request);

    memset(out, 0, sizeof *out);
    out->is_sms = src->kind == MESSAGE_SMS;
    *question = (struct record_question){.is_sms = out->is_sms};
    *packed = SPAN("");
    if (fits && c->sandbox != NULL) {
        outcome = sandbox_ask(c->sandbox, request, &answer);
    } else if (fits) {
        struct buf own = {.at = c->own_answer, .cap = ANSWER_MAX};

        work_run(c, request, &own);
        answer = (struct span){.at = own.at, .len = own.full ? 0 : own.len};
        outcome = SANDBOX_DONE;
    }
    if (outcome != SANDBOX_DONE) {
        unreadable(src, out, sandbox_outcome_name(outcome));
    } else if (!read_answer(answer, out, question, packed)) {
        unreadable(src, out, sandbox_outcome_name(SANDBOX_DIED));
        *question = (struct record_question){.is_sms = out->is_sms};
        *packed = SPAN("");
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
