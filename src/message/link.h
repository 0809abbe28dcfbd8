/* message/link.h - what is written as a link -> its parts; links written out in text (private to
 * message).
 *
 * Source    WHATWG URL Standard, basic URL parser: what browsers go to, not what RFC 3986 allows.
 */
#ifndef MESSAGE_LINK_H
#define MESSAGE_LINK_H

#include "base/arena.h"
#include "base/attr.h"
#include "message/message.h"

/* Links of one section of a text, at most MESSAGE_LINKS_MAX. */
struct link_list {
    struct arena *arena;
    void *items; /* struct message_link */
    size_t count;
    uint32_t *limits;
};

/* Fills target, scheme, host, has_user and ROLE_BARE of *out, the rest is cleared; false when
 * `written` leads nowhere ("", "#top", "cid:...") or the arena is full. *limits gets
 * MESSAGE_LIMIT_LINKS when it is longer than MESSAGE_LINK_MAX: its front is taken. */
bool link_read(struct arena *a, struct span written, struct message_link *out,
               uint32_t *limits) MUST_CHECK;

/* NULL when the list or the arena is full. The link lies there until the next one is added. */
struct message_link *link_list_add(struct link_list *list, const struct message_link *link);

/* Adds the links and mail addresses written in `text`, which begins at byte `at` of its section.
 * With `bare`, also names that look like a host and have no path. cost: linear. */
void link_list_scan(struct link_list *list, struct span text, size_t at, bool bare, uint32_t roles);

/* The host in "user@host:port": ASCII lower case, percent signs undone, last dots cut. */
struct span link_host(struct arena *a, struct span authority);

/* Length of a host name with a dot and a last label of letters at the front of `s`, else 0. */
size_t link_name_len(struct span s);

/* The guess of what a link is for, from the words it shows in match form; bits of enum message_role. */
uint32_t link_roles_of_words(struct span shown);

#endif
