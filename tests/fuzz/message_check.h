/* tests/fuzz/message_check.h - what holds of every struct message, whatever was read. */
#ifndef TESTS_FUZZ_MESSAGE_CHECK_H
#define TESTS_FUZZ_MESSAGE_CHECK_H

#include "base/utf8.h"
#include "message/read.h"

#include <assert.h>

/* Well-formed UTF-8 without controls but '\n'. */
static inline void check_text(struct span s)
{
    while (s.len > 0) {
        uint32_t point = 0;
        size_t step = utf8_take(s, &point);

        assert(step > 0);
        assert(point >= 0x20 || point == '\n');
        s = (struct span){.at = s.at + step, .len = s.len - step};
    }
}

static inline void check_within(struct span part, struct span whole)
{
    assert(part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len));
}

static inline void check_addresses(struct message_addresses list)
{
    assert(list.count <= MESSAGE_ADDRESSES_MAX);
    for (size_t i = 0; i < list.count; i++) {
        check_text(list.at[i].name);
        check_text(list.at[i].address);
        check_within(list.at[i].local, list.at[i].address);
        check_within(list.at[i].domain, list.at[i].address);
        assert(list.at[i].name.len + list.at[i].address.len > 0);
    }
}

static inline void check_link(const struct message_link *link, size_t text_len)
{
    assert(link->at <= text_len);
    assert(link->target.len > 0 && link->target.len <= MESSAGE_LINK_MAX);
    check_text(link->shown);
    for (size_t i = 0; i < link->host.len; i++) {
        assert(link->host.at[i] < 'A' || link->host.at[i] > 'Z');
        assert((unsigned char)link->host.at[i] > 0x20);
    }
}

static inline void check_message(const struct message *m)
{
    const struct message_addresses *lists[] = {&m->from,         &m->sender,    &m->reply_to,
                                               &m->return_path,  &m->to,        &m->cc,
                                               &m->delivered_to, &m->outer_from};
    const struct span texts[] = {m->text,    m->hidden,           m->match,     m->subject,
                                 m->list_id, m->list_unsubscribe, m->mailer,    m->subject_match,
                                 m->qr,      m->outer_subject,    m->message_id};

    for (size_t i = 0; i < COUNT(lists); i++) {
        check_addresses(*lists[i]);
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        check_text(texts[i]);
    }
    check_within(m->plain, m->text);
    check_within(m->html, m->text);
    assert(m->forward_at <= m->text.len);
    assert((m->forward == MESSAGE_FORWARD_NONE) <= (m->forward_at == 0));
    assert(m->auth_count <= MESSAGE_AUTHS_MAX && m->dkim_count <= MESSAGE_AUTHS_MAX);
    assert(m->attachment_count <= MESSAGE_ATTACHMENTS_MAX);
    assert(m->link_count <= 2 * MESSAGE_LINKS_MAX);
    for (size_t i = 0; i < m->link_count; i++) {
        check_link(&m->links[i], m->text.len);
    }
    for (size_t i = 0; i < m->auth_count; i++) {
        assert(m->auths[i].order == i);
        check_text(m->auths[i].value);
    }
}

static inline void check_reading(enum message_kind kind, struct span bytes, struct message *out,
                                 struct arena *a)
{
    struct message_source src = {.kind = kind, .bytes = bytes, .sms_from = SPAN("Sender")};

    message_read(a, &src, out);
    assert(out->kind == kind);
    check_message(out);
}

static inline void warm_up(void)
{
    static bool warm;
    struct err e = {0};

    warm = warm || message_warm(&e);
    assert(warm);
}

#endif
