#include "base/utf8.h"
#include "message/ascii.h"
#include "message/grow.h"
#include "message/link.h"
#include "message/read.h"

#define AT_MAX 320 /* bytes of a mail address (RFC 5321 section 4.5.3.1) */

/* One pass over a text. */
struct pass {
    struct link_list *list;
    struct span text;
    size_t at; /* of text in its section */
    bool bare;
    uint32_t roles;
};

struct message_link *link_list_add(struct link_list *list, const struct message_link *link)
{
    struct message_link *slot;

    if (list->count == MESSAGE_LINKS_MAX) {
        *list->limits |= MESSAGE_LIMIT_LINKS;
        return NULL;
    }
    slot = grow_item(list->arena, &list->items, list->count, sizeof *slot);
    if (slot == NULL) {
        *list->limits |= MESSAGE_LIMIT_MEMORY;
        return NULL;
    }
    *slot = *link;
    list->count++;
    return slot;
}

static bool is_label_char(char c)
{
    return ascii_is_alnum(c) || c == '-';
}

size_t link_name_len(struct span s)
{
    size_t len = 0;
    size_t label = 0;
    bool letters = true;

    while (len < s.len) {
        if (s.at[len] == '.' && len > label && len + 1 < s.len && is_label_char(s.at[len + 1])) {
            label = len + 1;
            letters = true;
        } else if (is_label_char(s.at[len])) {
            letters = letters && ascii_is_alpha(s.at[len]);
        } else {
            break;
        }
        len++;
    }
    letters = letters || ascii_begins(span_from(s, label), SPAN("xn--"));
    return label > 0 && letters && len - label >= 2 && len - label <= 24 ? len : 0;
}

/* Kana, ideographs and their punctuation: a Japanese sentence goes on behind a host name. */
static bool is_east_asian(uint32_t point)
{
    return (point >= 0x2E80 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
           (point >= 0xFF00 && point <= 0xFFEF) || point >= 0x20000;
}

/* Bytes of the host that begins at s, user and port included. */
static size_t authority_len(struct span s)
{
    bool ascii_seen = false;
    size_t len = 0;

    while (len < s.len && len <= MESSAGE_LINK_MAX) {
        char c = s.at[len];
        uint32_t point = 0;
        size_t step = utf8_take(span_from(s, len), &point);

        if (step > 1 && !(is_east_asian(point) && ascii_seen) && point >= 0xC0 &&
            !(point >= 0x2000 && point <= 0x206F) && !(point >= 0x3000 && point <= 0x303F)) {
            len += step;
        } else if (is_label_char(c) || ascii_in(c, ".:@[]%_")) {
            ascii_seen = ascii_seen || is_label_char(c);
            len++;
        } else {
            break;
        }
    }
    return len;
}

static bool is_path_char(char c)
{
    return c > 0x20 && c < 0x7f && !ascii_in(c, "<>\"`{}|\\^");
}

static size_t count_of(struct span s, char c)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++) {
        count += s.at[i] == c;
    }
    return count;
}

/* True when the bracket at the end of s was not opened inside. */
static bool closes_outside(struct span s)
{
    char c = s.at[s.len - 1];

    return (c == ')' && count_of(s, ')') > count_of(s, '(')) ||
           (c == ']' && count_of(s, ']') > count_of(s, '['));
}

/* Punctuation at the end belongs to the sentence. */
static size_t without_tail(struct span s)
{
    while (s.len > 0 && (ascii_in(s.at[s.len - 1], ".,;:!?'*_~") || closes_outside(s))) {
        s.len--;
    }
    return s.len;
}

/* Length of the address at the front of s, of whose bytes the first `front` are already known. */
static size_t address_len(struct span s, size_t front)
{
    size_t len = front + authority_len(span_from(s, front));

    if (len < s.len && (s.at[len] == '/' || s.at[len] == '?' || s.at[len] == '#')) {
        while (len < s.len && len <= MESSAGE_LINK_MAX && is_path_char(s.at[len])) {
            len++;
        }
    }
    return front + without_tail(span_from(span_front(s, len), front));
}

static bool is_mail_char(char c)
{
    return ascii_is_alnum(c) || ascii_in(c, ".-_+%=");
}

/* Length of "local@host" at the front of s, 0 for none; *local is the length of the first part, also
 * when nothing follows it. */
static size_t mail_len(struct span s, size_t *local)
{
    size_t len = 0;
    size_t host;

    while (len < s.len && len < AT_MAX && is_mail_char(s.at[len])) {
        len++;
    }
    *local = len;
    if (len == 0 || len == s.len || s.at[len] != '@') {
        return 0;
    }
    host = link_name_len(span_from(s, len + 1));
    return host == 0 ? 0 : len + 1 + host;
}

static void add(const struct pass *p, size_t i, size_t len, struct span front)
{
    struct span shown = {.at = p->text.at + i, .len = len};
    struct grow written = {.arena = p->list->arena, .max = MESSAGE_LINK_MAX + front.len};
    struct message_link link;

    grow_add(&written, front);
    grow_add(&written, shown);
    if (!link_read(p->list->arena, grow_span(&written), &link, p->list->limits)) {
        return;
    }
    if (link.scheme.len == 0 && link.host.len == 0) {
        link.roles |= MESSAGE_ROLE_BARE;
        link.host = link_host(p->list->arena, shown);
    }
    link.shown = span_from(link.target, front.len);
    link.place = MESSAGE_PLACE_PLAIN;
    link.at = p->at + i;
    link.roles |= p->roles;
    (void)link_list_add(p->list, &link);
}

/* What begins with the byte at i: its link is added. Returns the bytes that are done with. */
static size_t take_word(const struct pass *p, size_t i)
{
    static const struct span fronts[] = {SPAN_INIT("https://"), SPAN_INIT("http://"),
                                         SPAN_INIT("ftp://"), SPAN_INIT("www.")};
    struct span s = span_from(p->text, i);
    size_t local;
    size_t len;

    for (size_t j = 0; j < COUNT(fronts); j++) {
        len = ascii_begins(s, fronts[j]) ? address_len(s, fronts[j].len) : 0;
        if (len > fronts[j].len) {
            add(p, i, len, SPAN(""));
            return len;
        }
    }
    len = mail_len(s, &local);
    if (len > 0) {
        add(p, i, len, SPAN("mailto:"));
        return len;
    }
    len = link_name_len(s);
    if (len > 0 && (p->bare || ascii_begins(span_from(s, len), SPAN("/")))) {
        len = address_len(s, len);
        add(p, i, len, SPAN(""));
        return len;
    }
    return local > 0 ? local : 1;
}

void link_list_scan(struct link_list *list, struct span text, size_t at, bool bare, uint32_t roles)
{
    struct pass p = {.list = list, .text = text, .at = at, .bare = bare, .roles = roles};

    for (size_t i = 0; i < text.len;) {
        i += ascii_is_alnum(text.at[i]) ? take_word(&p, i) : 1;
    }
}
