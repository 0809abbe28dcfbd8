#include "serve/milter_mail.h"

#include "base/memory.h"
#include "wire/verdict_header.h"

#define ROOM_FIRST ((size_t)16 * 1024)

/* --- bytes ------------------------------------------------------------------------------------ */

static void drop_bytes(struct milter_mail *m)
{
    if (m->budget != NULL) {
        (void)atomic_fetch_sub(&m->budget->held, m->room);
    }
    memory_free(m->bytes);
    m->bytes = NULL;
    m->len = 0;
    m->room = 0;
}

static bool grow(struct milter_mail *m, size_t wanted)
{
    size_t room = m->room == 0 ? ROOM_FIRST : m->room;

    while (room < wanted) {
        room *= 2;
    }
    room = room < m->keep ? room : m->keep;
    if (atomic_fetch_add(&m->budget->held, room - m->room) + (room - m->room) > m->budget->max) {
        (void)atomic_fetch_sub(&m->budget->held, room - m->room);
        return false;
    }
    m->bytes = memory_grow(m->bytes, room, 1);
    m->room = room;
    return true;
}

static void keep(struct milter_mail *m, struct span piece)
{
    size_t left = m->keep - m->len;

    if (m->cut) {
        return;
    }
    if (piece.len > left) {
        piece.len = left;
        m->cut = true;
    }
    if (m->len + piece.len > m->room && !grow(m, m->len + piece.len)) {
        piece.len = m->room - m->len;
        m->cut = true;
    }
    if (piece.len > 0) {
        memcpy(m->bytes + m->len, piece.at, piece.len);
        m->len += piece.len;
    }
}

/* --- life ------------------------------------------------------------------------------------- */

void milter_mail_begin(struct milter_mail *m, struct milter_budget *budget, size_t keep_max)
{
    drop_bytes(m);
    m->budget = budget;
    m->keep = keep_max;
    m->cut = false;
    m->recipient_count = 0;
    m->sender[0] = '\0';
    m->verdict_fields = 0;
    m->has_subject = false;
    m->subject[0] = '\0';
    verdict_digest_begin(&m->digest);
}

void milter_mail_free(struct milter_mail *m)
{
    drop_bytes(m);
    memory_free(m->recipients);
    m->recipients = NULL;
    m->recipient_room = 0;
}

/* --- envelope --------------------------------------------------------------------------------- */

static void copy_address(struct span address, char out[static MILTER_ADDRESS_MAX])
{
    if (address.len >= 2 && address.at[0] == '<' && address.at[address.len - 1] == '>') {
        address = (struct span){.at = address.at + 1, .len = address.len - 2};
    }
    if (address.len > MILTER_ADDRESS_MAX - 1) {
        address.len = MILTER_ADDRESS_MAX - 1;
    }
    if (address.len > 0) {
        memcpy(out, address.at, address.len);
    }
    out[address.len] = '\0';
}

void milter_mail_sender(struct milter_mail *m, struct span address)
{
    copy_address(address, m->sender);
}

void milter_mail_recipient(struct milter_mail *m, struct span address)
{
    if (m->recipient_count >= MILTER_RECIPIENTS_MAX) {
        return;
    }
    if (m->recipient_count == m->recipient_room) {
        m->recipient_room = m->recipient_room == 0 ? 1 : m->recipient_room * 2;
        m->recipients = memory_grow(m->recipients, m->recipient_room, sizeof *m->recipients);
    }
    copy_address(address, m->recipients[m->recipient_count++]);
}

struct span milter_mail_only(const struct milter_mail *m)
{
    return m->recipient_count == 1
               ? (struct span){.at = m->recipients[0], .len = strlen(m->recipients[0])}
               : SPAN("");
}

/* --- message ---------------------------------------------------------------------------------- */

static struct span trimmed(struct span name)
{
    while (name.len > 0 && (name.at[name.len - 1] == ' ' || name.at[name.len - 1] == '\t')) {
        name.len--;
    }
    return name;
}

static void keep_subject(struct milter_mail *m, struct span value)
{
    m->has_subject = true;
    if (value.len < sizeof m->subject) {
        memcpy(m->subject, value.at, value.len);
        m->subject[value.len] = '\0';
    }
}

void milter_mail_header(struct milter_mail *m, struct span name, struct span value)
{
    name = trimmed(name);
    if (verdict_is_name(name, SPAN(VERDICT_HEADER_NAME))) {
        m->verdict_fields++;
        return;
    }
    verdict_digest_header(&m->digest, name, value);
    if (!m->has_subject && verdict_is_name(name, SPAN("Subject")) && value.len > 0) {
        keep_subject(m, value);
    }
    keep(m, name);
    keep(m, SPAN(": "));
    keep(m, value);
    keep(m, SPAN("\r\n"));
}

void milter_mail_headers_end(struct milter_mail *m)
{
    keep(m, SPAN("\r\n"));
    verdict_digest_body_begin(&m->digest);
}

void milter_mail_body(struct milter_mail *m, struct span piece)
{
    keep(m, piece);
    verdict_digest_body(&m->digest, piece);
}

/* --- what becomes of it ------------------------------------------------------------------------ */

void milter_mail_digests(struct milter_mail *m, struct filter_mark *out)
{
    struct span *addresses = memory_new(m->recipient_count + 1, sizeof *addresses);

    for (size_t i = 0; i < m->recipient_count; i++) {
        addresses[i] = (struct span){.at = m->recipients[i], .len = strlen(m->recipients[i])};
    }
    verdict_digest_recipients(addresses, m->recipient_count, out->recipients);
    memory_free(addresses);
    verdict_digest_end(&m->digest, out->message);
}

char *milter_mail_take(struct milter_mail *m, size_t *len)
{
    char *bytes = m->bytes;

    *len = m->len;
    (void)atomic_fetch_sub(&m->budget->held, m->room);
    m->bytes = NULL;
    m->len = 0;
    m->room = 0;
    return bytes != NULL ? bytes : memory_new(1, 1);
}

bool milter_mail_subject(const struct milter_mail *m, struct span front, struct buf *out)
{
    struct span old = {.at = m->subject, .len = strlen(m->subject)};

    if ((m->has_subject && old.len == 0) ||
        (old.len >= front.len && memcmp(old.at, front.at, front.len) == 0)) {
        return false;
    }
    buf_add(out, front);
    buf_add(out, SPAN(" "));
    for (size_t i = 0; i < old.len; i++) {
        unsigned char c = (unsigned char)old.at[i];
        bool folds =
            c == '\n' && i + 1 < old.len && (old.at[i + 1] == ' ' || old.at[i + 1] == '\t');
        bool plain = (c >= ' ' && c != 0x7f) || c == '\t' || folds;

        buf_add(out, plain ? (struct span){.at = old.at + i, .len = 1} : SPAN(" "));
    }
    return !out->full;
}
