/* message/observe_parts.h - what the parts of observe share: one message being looked at. */
#ifndef MESSAGE_OBSERVE_PARTS_H
#define MESSAGE_OBSERVE_PARTS_H

#include "message/domain.h"
#include "message/observe.h"

/* A link to the web with what is known of its host. */
struct seen_link {
    const struct message_link *link;
    const struct host *host;
    const struct brand *owner; /* NULL: nobody's */
    enum brand_tie tie;        /* to the brand claimed; NONE without one */
    unsigned traits;           /* enum site_trait */
    bool action;               /* meant to be followed: no logo, picture, footer, hidden one */
    bool picture;              /* only fetched */
    bool sender;               /* under the registrable domain of the From address */
};

struct scene {
    const struct observer *o;
    const struct message *m;
    struct arena *a;
    struct observation *out;

    struct span folded; /* subject and text */
    struct wording_result words;

    const struct message_address *from; /* NULL: none */
    struct host from_host;
    bool has_from_host;
    const struct brand *from_owner; /* NULL: nobody's */
    enum brand_tie from_tie;

    const struct brand *brand; /* claimed; NULL: none */
    char brand_words[BRAND_NAME_MAX];
    bool in_name;    /* by the display name or the SMS sender */
    bool in_subject; /* by the subject */
    bool in_text;    /* only by the text */
    bool
        claimed; /* plainly: by name, subject, or an address of its own; a short text's words too */
    bool free_mail; /* the sender's address is one anybody can have */
    bool disguised;

    struct seen_link *links;
    size_t link_count;
    size_t web; /* links that are no pictures */
    size_t actions;
    size_t own_actions;    /* of them the brand's */
    size_t sender_actions; /* of them under the sender's domain */
};

/* Adds evidence; brand is the claimed one's. */
void scene_add(struct scene *s, enum evidence_kind k, struct span on, struct span other);

/* The claimed brand's first own domain; empty. */
struct span scene_brand_domain(const struct scene *s);

/* True when the text asks for something that is worth stealing. */
bool scene_asks(const struct scene *s);

/* Finds the first `word` in `text`; *after is what follows it. */
bool text_after(struct span text, struct span word, struct span *after) MUST_CHECK;
bool text_holds(struct span text, struct span word) MUST_CHECK;

/* True when it promises or warns of something people fall for. */
bool scene_lures(const struct scene *s);

void observe_claim(struct scene *s);
void observe_sender(struct scene *s);
void observe_links(struct scene *s);
void observe_words(struct scene *s);
void observe_form(struct scene *s);

static inline struct span text_span(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static inline const struct wording_found *scene_words(const struct scene *s, enum wording w)
{
    return &s->words.at[w];
}

#endif
