#include "message/address.h"

#include "message/ascii.h"
#include "message/charset.h"
#include "message/grow.h"
#include "message/header.h"
#include "message/read.h"

/* Where a scan through an address header stands. */
struct scan {
    bool quoted;
    bool in_angle;
    unsigned comment;
};

/* What one byte changes of what the scan is inside of. */
static void scan_byte(struct scan *scan, char c)
{
    if (c == '"' && scan->comment == 0) {
        scan->quoted = !scan->quoted;
    }
    if (scan->quoted) {
        return;
    }
    if (c == '(') {
        scan->comment++;
    } else if (c == ')') {
        scan->comment -= scan->comment > 0;
    } else if (scan->comment == 0 && (c == '<' || c == '>')) {
        scan->in_angle = c == '<';
    }
}

/* Length of the unit at the front of s: an encoded word, an escaped character or one byte. */
static size_t scan_step(struct scan *scan, struct span s)
{
    size_t word = scan->in_angle ? 0 : header_word_len(s);

    if (word > 0) {
        return word;
    }
    if (s.at[0] == '\\' && (scan->quoted || scan->comment > 0)) {
        return s.len >= 2 ? 2 : 1;
    }
    scan_byte(scan, s.at[0]);
    return 1;
}

/* Takes what stands before the next comma or semicolon outside quotes, comments and brackets. */
static struct span take_mailbox(struct span *rest)
{
    struct scan scan = {0};
    struct span one;
    size_t i = 0;

    while (i < rest->len) {
        bool free = !scan.quoted && scan.comment == 0 && !scan.in_angle;

        if (free && (rest->at[i] == ',' || rest->at[i] == ';')) {
            break;
        }
        i += scan_step(&scan, span_from(*rest, i));
    }
    one = span_front(*rest, i);
    *rest = span_from(*rest, i + 1);
    return one;
}

/* Where the last '<' outside quotes and comments is; len when there is none. */
static size_t angle_at(struct span s)
{
    struct scan scan = {0};
    size_t at = s.len;

    for (size_t i = 0; i < s.len;) {
        bool was = scan.in_angle;
        size_t here = i;

        i += scan_step(&scan, span_from(s, i));
        if (scan.in_angle && (!was || s.at[here] == '<')) {
            at = here;
        }
    }
    return at;
}

/* Offset of the last '@', text.len when there is none. */
static size_t last_at(struct span text)
{
    size_t at = text.len;

    for (size_t i = 0; i < text.len; i++) {
        at = text.at[i] == '@' ? i : at;
    }
    return at;
}

bool address_split(struct arena *a, struct span text, struct message_address *one)
{
    struct grow g = {.arena = a, .max = MESSAGE_HEADER_MAX};
    size_t at = last_at(text);
    struct span whole;

    for (size_t i = 0; at < text.len && i < text.len; i++) {
        char c = text.at[i];

        if ((unsigned char)c > 0x20 && c != 0x7f) {
            grow_char(&g, ascii_choose(i > at, ascii_lower(c), c));
        }
    }
    whole = grow_span(&g);
    at = last_at(whole);
    if (at == whole.len) {
        return false;
    }
    while (whole.len > at + 1 && ascii_in(whole.at[whole.len - 1], ".>")) {
        whole.len--;
    }
    one->address = whole;
    one->local = span_front(whole, at);
    one->domain = span_from(whole, at + 1);
    return true;
}

/* Without the quotes around it and the backslashes inside them. */
static struct span unquoted(struct arena *a, struct span text)
{
    struct grow g = {.arena = a, .max = MESSAGE_HEADER_MAX};

    for (size_t i = 0; i < text.len; i++) {
        i += text.at[i] == '\\' && i + 1 < text.len;
        if (text.at[i] != '"' || (i > 0 && text.at[i - 1] == '\\')) {
            grow_char(&g, text.at[i]);
        }
    }
    return span_trim(grow_span(&g));
}

/* The last word of a text that has an '@' in it. */
static struct span word_with_at(struct span text)
{
    struct span rest = text;
    struct span found = SPAN("");
    struct span word;

    while (span_cut(&rest, ' ', &word)) {
        found = word.len > 0 && memchr(word.at, '@', word.len) != NULL ? word : found;
    }
    return rest.len > 0 && memchr(rest.at, '@', rest.len) != NULL ? rest : found;
}

/* "local@domain (Name)": the comment is the name, as old mail programs write it. */
static void read_bare(struct arena *a, struct span text, struct message_address *one,
                      uint32_t *damage)
{
    struct span address = text;
    struct span rest = text;
    struct span name = SPAN("");

    if (text.len > 0 && text.at[0] != '"' && span_cut(&rest, '(', &address)) {
        name = span_trim(rest);
        name.len -= name.len > 0 && name.at[name.len - 1] == ')';
    }
    if (memchr(address.at, ' ', span_trim(address).len) == NULL &&
        address_split(a, span_trim(address), one)) {
        one->name = header_text(a, name, damage);
        return;
    }
    one->name = header_text(a, unquoted(a, text), damage);
    (void)address_split(a, word_with_at(one->name), one);
}

static bool read_mailbox(struct arena *a, struct span text, struct message_address *one,
                         uint32_t *damage)
{
    size_t angle = angle_at(text);
    struct span inside = span_from(text, angle + 1);
    struct span route = inside;
    struct span dropped;

    *one = (struct message_address){.name = SPAN(""), .address = SPAN("")};
    if (angle == text.len) {
        if (text.len > 0) {
            read_bare(a, text, one, damage);
        }
        return one->name.len > 0 || one->address.len > 0;
    }
    (void)span_cut(&route, '>', &inside);
    if (inside.len > 0 && inside.at[0] == '@') { /* a route: <@relay:local@domain> */
        (void)span_cut(&inside, ':', &dropped);
    }
    (void)address_split(a, span_trim(inside), one);
    one->name = header_text(a, unquoted(a, span_front(text, angle)), damage);
    return one->name.len > 0 || one->address.len > 0;
}

struct message_addresses address_list(struct arena *a, struct span raw, uint32_t *limits,
                                      uint32_t *damage)
{
    struct span rest = header_unfold(a, raw);
    void *items = NULL;
    size_t count = 0;

    rest =
        charset_text(a, rest, SPAN(""), damage); /* before commas are looked for in ISO-2022-JP */
    while (rest.len > 0) {
        struct message_address one;
        struct message_address *slot;

        if (!read_mailbox(a, span_trim(take_mailbox(&rest)), &one, damage)) {
            continue;
        }
        if (count == MESSAGE_ADDRESSES_MAX) {
            *limits |= MESSAGE_LIMIT_ADDRESSES;
            break;
        }
        slot = grow_item(a, &items, count, sizeof *slot);
        if (slot == NULL) {
            *limits |= MESSAGE_LIMIT_MEMORY;
            break;
        }
        *slot = one;
        count++;
    }
    return (struct message_addresses){.at = items, .count = count};
}
