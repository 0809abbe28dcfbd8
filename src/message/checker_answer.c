#include "message/checker_answer.h"

enum {
    TEXT_SHOWN,
    TEXT_MESSAGE_ID,
    TEXT_RECIPIENT,
    TEXT_SENDER,
    TEXT_FAKE_SUBJECT, /* what would be kept of it as a fake */
    TEXT_FAKE_TEXT,
    TEXT_COUNT
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
    struct fake_reading fake; /* its texts are among the others */
    bool forwarded;
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

void checker_answer_write(struct buf *out, const struct observation *o, const struct message *m,
                          const struct fake_reading *fake, struct arena *a)
{
    struct span texts[TEXT_COUNT] = {
        [TEXT_SHOWN] = outer_text(m, a),
        [TEXT_MESSAGE_ID] = m->message_id,
        [TEXT_RECIPIENT] = first_address(m->to.count > 0 ? &m->to : &m->delivered_to),
        [TEXT_SENDER] = first_address(&m->from),
        [TEXT_FAKE_SUBJECT] = fake->subject,
        [TEXT_FAKE_TEXT] = fake->text,
    };
    struct answer_head head = {.evidence = (uint32_t)o->evidence.count,
                               .date_ms = m->date_ms,
                               .bound = o->bound,
                               .only_own = o->only_own,
                               .has_links = o->has_links,
                               .unreadable = o->unreadable,
                               .is_sms = o->is_sms,
                               .fake = *fake,
                               .forwarded = o->forwarded};

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

/* Their length goes into its head. */
void checker_answer_lookups(struct buf *answer, const struct lookups *l)
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

/* Of a reading that breaks its promises nothing is taken. */
static void read_fake(const struct answer_head *head, const struct span texts[TEXT_COUNT],
                      struct fake_reading *out)
{
    struct fake_reading fake = head->fake;
    struct err ignored = {0};

    memcpy(fake.brand, head->brand, sizeof fake.brand);
    fake.subject = texts[TEXT_FAKE_SUBJECT];
    fake.text = texts[TEXT_FAKE_TEXT];
    *out = fake_reading_check(&fake, &ignored) ? fake : (struct fake_reading){.link_count = 0};
}

/* out->packed: what stands behind the texts. */
static bool read_texts(struct span rest, const struct answer_head *head, struct checker_answer *out)
{
    struct span texts[TEXT_COUNT];

    for (size_t i = 0; i < TEXT_COUNT; i++) {
        if (head->text_len[i] > rest.len) {
            return false;
        }
        texts[i] = (struct span){.at = rest.at, .len = head->text_len[i]};
        rest = (struct span){.at = rest.at + texts[i].len, .len = rest.len - texts[i].len};
    }
    *out->question = (struct record_question){.text = texts[TEXT_SHOWN],
                                              .message_id = texts[TEXT_MESSAGE_ID],
                                              .recipient = texts[TEXT_RECIPIENT],
                                              .sender = texts[TEXT_SENDER],
                                              .date_ms = head->date_ms,
                                              .is_sms = head->is_sms,
                                              .fake = out->fake};
    read_fake(head, texts, out->fake);
    out->packed = rest;
    return rest.len == head->lookups_len;
}

bool checker_answer_read(struct span answer, struct checker_answer *out)
{
    struct observation *seen = out->seen;
    struct answer_head head;

    if (answer.len < sizeof head) {
        return false;
    }
    memcpy(&head, answer.at, sizeof head);
    answer = (struct span){.at = answer.at + sizeof head, .len = answer.len - sizeof head};
    if (memchr(head.brand, 0, sizeof head.brand) == NULL || head.evidence > EVIDENCE_COUNT ||
        !read_evidence(&answer, head.evidence, seen)) {
        return false;
    }
    memcpy(seen->brand, head.brand, sizeof seen->brand);
    seen->bound = head.bound;
    seen->only_own = head.only_own;
    seen->has_links = head.has_links;
    seen->unreadable = head.unreadable;
    seen->forwarded = head.forwarded;
    return read_texts(answer, &head, out);
}
