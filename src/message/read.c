#include "message/read.h"

#include "message/ascii.h"
#include "message/charset.h"
#include "message/html.h"
#include "message/normal.h"
#include "message/reading.h"

#include "base/memory.h"

#define FORWARD_TEXT_MAX 3000 /* bytes somebody may write beside a mail they forward attached */
#define HIDDEN_MAX ((size_t)64 * 1024)
#define GUESS_LINES 60
#define NEAR_TOP ((size_t)300) /* bytes of text in front of a logo */

static const struct span BOM = SPAN_INIT("\xEF\xBB\xBF");

static struct span without_bom(struct span s)
{
    return span_from(s, s.len >= BOM.len && memcmp(s.at, BOM.at, BOM.len) == 0 ? BOM.len : 0);
}

static void begin(struct reading *r, struct arena *a, const struct message_source *src,
                  struct message *out)
{
    *out = (struct message){.kind = src->kind};
    *r = (struct reading){
        .arena = a,
        .out = out,
        .plain = {.arena = a, .max = MESSAGE_TEXT_MAX},
        .html = {.arena = a, .max = MESSAGE_TEXT_MAX},
        .hidden = {.arena = a, .max = HIDDEN_MAX},
        .plain_links = {.arena = a, .limits = &out->limits},
        .html_links = {.arena = a, .limits = &out->limits},
    };
}

static void read_plain(struct reading *r, struct span bytes, struct span charset)
{
    struct span text = charset_text(r->arena, without_bom(bytes), charset, &r->out->damage);

    if (r->plain.len > 0) {
        grow_char(&r->plain, '\n');
    }
    normal_lines(&r->plain, text);
    r->out->has_plain = true;
}

static void read_html(struct reading *r, struct span bytes, struct span charset)
{
    struct html_sink sink = {
        .arena = r->arena,
        .text = &r->html,
        .hidden = &r->hidden,
        .links = &r->html_links,
        .limits = &r->out->limits,
        .qr = r->out->qr,
    };

    if (r->html.len > 0) {
        grow_char(&r->html, '\n');
    }
    html_read(&sink, charset_text(r->arena, without_bom(bytes), charset, &r->out->damage));
    r->out->images += sink.images;
    r->out->forms += sink.forms;
    r->out->password_fields += sink.password_fields;
    r->out->qr = sink.qr;
    r->out->has_html = true;
}

static void read_part(struct reading *r, const struct mime *m)
{
    const struct mime_part *part = mime_part(m);
    bool is_html = span_eq(part->type, SPAN("text/html"));
    size_t max = is_html ? MESSAGE_HTML_MAX : MESSAGE_TEXT_MAX;
    struct span content;

    if (attachment_is(part)) {
        attachment_note(r, m);
        return;
    }
    if (!mime_content(m, max, &content)) {
        r->out->limits |= is_html ? MESSAGE_LIMIT_HTML : MESSAGE_LIMIT_TEXT;
    }
    if (is_html) {
        r->out->html_in_base64 = r->out->html_in_base64 || part->base64;
        read_html(r, content, part->charset);
    } else {
        read_plain(r, content, part->charset);
    }
    memory_free(content.len == 0 ? NULL : content.at);
}

/* How far the walk through a mail is inside of messages attached to it; depths count from 1. */
struct nesting {
    size_t depth;
    size_t chosen;  /* depth of the message that is read */
    size_t ignored; /* depth of the one that is only noted, 0 outside of such */
    bool report;    /* a mail server's report brings a mail back, a digest many: nobody forwards */
};

static void read_headers(struct reading *r, struct mime *m)
{
    struct mime_field field;
    size_t i = 0;

    while (mime_field(m, i, &field)) {
        field_read(r, &field);
        if (++i > MESSAGE_HEADERS_MAX) {
            r->out->limits |= MESSAGE_LIMIT_HEADERS;
            break;
        }
    }
}

/* The mail itself, or a message attached to it: read when it is what was forwarded, else noted. */
static void begin_message(struct reading *r, struct mime *m, struct nesting *n)
{
    size_t beside = r->plain.len - r->plain_mark + r->html.len - r->html_mark;

    n->depth++;
    if (n->ignored > 0) {
        return;
    }
    if (n->depth > 1) {
        if (n->report || n->depth != n->chosen + 1 || beside > FORWARD_TEXT_MAX) {
            n->ignored = n->depth;
            attachment_note_message(r);
            return;
        }
        field_forget(r, MESSAGE_FORWARD_ATTACHED);
        r->plain_mark = r->plain.len;
        r->html_mark = r->html.len;
    }
    n->chosen = n->depth;
    n->report = span_eq(mime_form(m), SPAN("multipart/report")) ||
                span_eq(mime_form(m), SPAN("multipart/digest"));
    read_headers(r, m);
}

static void read_mail(struct reading *r, struct span bytes)
{
    struct mime *m;
    struct nesting n = {0};
    enum mime_event event;

    if (message_is_mbox(bytes)) {
        struct span rest = bytes;

        bytes = message_mbox_take(&rest, &bytes) ? bytes : SPAN("");
    }
    m = mime_open(bytes, &r->out->limits, &r->out->damage);
    while ((event = mime_next(m)) != MIME_END) {
        if (event == MIME_HEADERS) {
            begin_message(r, m, &n);
        } else if (event == MIME_CLOSE) {
            n.ignored = n.ignored == n.depth ? 0 : n.ignored;
            n.depth--;
        } else if (n.ignored == 0) {
            read_part(r, m);
        }
    }
    mime_close(&m);
}

/* Plain text has its links where it has them; those of HTML were found on the way. */
static void finish_links(struct reading *r)
{
    bool bare = r->out->kind != MESSAGE_MAIL;

    link_list_scan(&r->plain_links, grow_span(&r->plain), 0, bare, 0);
}

/* A link near the end is one of the footer, unless it asks for a click; a picture is a logo only
 * near the top, and never when there is nothing else to press. */
static void guess_role(struct message_link *link, size_t from, size_t len)
{
    size_t at = link->at - from;

    if (link->place == MESSAGE_PLACE_IMAGE || link->place == MESSAGE_PLACE_FORM) {
        return;
    }
    if ((link->roles & MESSAGE_ROLE_LOGO) != 0 && (at > NEAR_TOP || len < NEAR_TOP)) {
        link->roles &= ~(uint32_t)MESSAGE_ROLE_LOGO;
        link->roles |=
            at > len / 5 * 4 && len >= NEAR_TOP ? MESSAGE_ROLE_FOOTER : MESSAGE_ROLE_BUTTON;
    }
    if ((link->roles & (MESSAGE_ROLE_BUTTON | MESSAGE_ROLE_LOGO)) == 0 && len > 2 * NEAR_TOP &&
        at > len / 20 * 17) {
        link->roles |= MESSAGE_ROLE_FOOTER;
    }
}

static void copy_links(struct reading *r, const struct link_list *list, size_t from, size_t len,
                       struct message_link *to)
{
    const struct message_link *links = list->items;

    for (size_t i = 0; i < list->count; i++) {
        to[i] = links[i];
        to[i].at = from + (links[i].at < len ? links[i].at : len);
        guess_role(&to[i], from, len);
    }
    r->out->link_count += list->count;
}

/* When nothing looks like the link to press, the first one that could be it is. */
static void choose_button(struct message_link *links, size_t count)
{
    struct message_link *first = NULL;

    for (size_t i = 0; i < count; i++) {
        bool pressed = links[i].place == MESSAGE_PLACE_A || links[i].place == MESSAGE_PLACE_PLAIN;

        if (!pressed || links[i].host.len == 0 || ascii_same(links[i].scheme, SPAN("mailto"))) {
            continue;
        }
        if ((links[i].roles & MESSAGE_ROLE_BUTTON) != 0) {
            return;
        }
        if (first == NULL && (links[i].roles & ~(uint32_t)MESSAGE_ROLE_BARE) == 0) {
            first = &links[i];
        }
    }
    if (first != NULL) {
        first->roles |= MESSAGE_ROLE_BUTTON;
    }
}

/* Plain and HTML text become one; what pointed into either points into it. */
static void join_text(struct reading *r)
{
    struct message *m = r->out;
    struct span plain = grow_span(&r->plain);
    struct span html = grow_span(&r->html);
    struct grow all = {.arena = r->arena, .max = plain.len + html.len + 1};
    size_t from;
    struct message_link *links;

    grow_add(&all, plain);
    if (plain.len > 0 && html.len > 0) {
        grow_char(&all, '\n');
    }
    from = all.len;
    grow_add(&all, html);
    m->limits |= all.starved ? MESSAGE_LIMIT_MEMORY : 0u;
    m->text = grow_span(&all);
    m->plain = span_front(m->text, plain.len);
    m->html = span_from(m->text, from);
    if (m->forward != MESSAGE_FORWARD_NONE) {
        m->forward_at = html.len > r->html_mark ? from + r->html_mark : r->plain_mark;
    }
    links = arena_take(r->arena, (r->plain_links.count + r->html_links.count + 1) * sizeof *links);
    if (links == NULL) {
        m->limits |= MESSAGE_LIMIT_MEMORY;
        return;
    }
    m->links = links;
    copy_links(r, &r->plain_links, 0, plain.len, links);
    choose_button(links, m->link_count);
    copy_links(r, &r->html_links, from, m->html.len, links + m->link_count);
    choose_button(links + r->plain_links.count, r->html_links.count);
}

/* Words that tell of a QR code count when there is a picture that may hold one. */
static void note_qr(struct message *m)
{
    static const struct span words[] = {SPAN_INIT("qr code"),      SPAN_INIT("qrcode"),
                                        SPAN_INIT("qr-code"),      SPAN_INIT("qrコード"),
                                        SPAN_INIT("二次元コード"), SPAN_INIT("2次元コード")};
    bool picture = m->images > 0;

    for (size_t i = 0; i < m->attachment_count; i++) {
        picture = picture || m->attachments[i].content == MESSAGE_CONTENT_IMAGE ||
                  m->attachments[i].content == MESSAGE_CONTENT_DOCUMENT;
    }
    for (size_t i = 0; picture && m->qr.len == 0 && i < COUNT(words); i++) {
        size_t at = ascii_find(m->match, words[i]);

        if (at < m->match.len) {
            m->qr = span_front(span_from(m->match, at), words[i].len);
        }
    }
}

static void finish(struct reading *r)
{
    struct message *m = r->out;

    finish_links(r);
    m->limits |= r->plain.full || r->html.full ? MESSAGE_LIMIT_TEXT : 0u;
    m->limits |=
        r->plain.starved || r->html.starved || r->hidden.starved ? MESSAGE_LIMIT_MEMORY : 0u;
    join_text(r);
    m->hidden = span_trim(grow_span(&r->hidden));
    m->match = normal_match(r->arena, m->text);
    m->subject_match = normal_match(r->arena, m->subject);
    m->limits |= (m->text.len > 0 && m->match.at == NULL) ? MESSAGE_LIMIT_MEMORY : 0u;
    m->invisible = normal_count_invisible(m->text) + normal_count_invisible(m->subject);
    for (size_t i = 0; i < m->from.count; i++) {
        m->invisible += normal_count_invisible(m->from.at[i].name);
    }
    note_qr(m);
    if (m->text.len == 0 && m->from.count == 0 && m->subject.len == 0) {
        m->damage |= MESSAGE_DAMAGE_EMPTY;
    }
}

static void read_sms_sender(struct reading *r, struct span sender)
{
    struct message_address *one = arena_take(r->arena, sizeof *one);
    struct grow name = {.arena = r->arena, .max = MESSAGE_HEADER_MAX};

    if (one == NULL) {
        r->out->limits |= MESSAGE_LIMIT_MEMORY;
        return;
    }
    normal_line(&name, sender);
    one->name = span_trim(grow_span(&name));
    one->address = one->local = one->domain = SPAN("");
    r->out->from = (struct message_addresses){.at = one, .count = one->name.len > 0};
}

void message_read(struct arena *a, const struct message_source *src, struct message *out)
{
    struct reading r;
    struct span bytes = without_bom(src->bytes);

    begin(&r, a, src, out);
    if (src->kind == MESSAGE_MAIL) {
        read_mail(&r, bytes);
    } else {
        if (bytes.len > MESSAGE_TEXT_MAX) {
            out->limits |= MESSAGE_LIMIT_TEXT;
            bytes = span_front(bytes, MESSAGE_TEXT_MAX);
        }
        read_plain(&r, bytes, SPAN(""));
    }
    if (src->kind == MESSAGE_SMS) {
        read_sms_sender(&r, src->sms_from);
    } else if (out->forward == MESSAGE_FORWARD_NONE) {
        forward_read(&r);
    }
    finish(&r);
}

enum message_kind message_guess(struct span bytes)
{
    static const struct span only_mail[] = {
        SPAN_INIT("received:"),
        SPAN_INIT("return-path:"),
        SPAN_INIT("message-id:"),
        SPAN_INIT("mime-version:"),
        SPAN_INIT("delivered-to:"),
        SPAN_INIT("content-type:"),
        SPAN_INIT("x-"),
        SPAN_INIT("dkim-signature:"),
        SPAN_INIT("authentication-results:"),
        SPAN_INIT("arc-"),
    };
    struct span rest = without_bom(bytes);
    struct span line;

    if (message_is_mbox(rest)) {
        return MESSAGE_MAIL;
    }
    for (size_t i = 0; i < GUESS_LINES && span_cut(&rest, '\n', &line); i++) {
        if (span_trim(line).len == 0) {
            break;
        }
        for (size_t j = 0; j < COUNT(only_mail); j++) {
            if (ascii_begins(line, only_mail[j]) && memchr(line.at, ':', line.len) != NULL) {
                return MESSAGE_MAIL;
            }
        }
    }
    return MESSAGE_TEXT;
}

struct span message_match_form(struct arena *a, struct span text)
{
    struct grow clean = {.arena = a, .max = SIZE_MAX / 4};

    normal_lines(&clean, text);
    return normal_match(a, grow_span(&clean));
}

bool message_warm(struct err *e)
{
    if (!charset_warm(e) || !normal_warm(e)) {
        return false;
    }
    mime_warm();
    html_warm();
    return true;
}
