/* message/reading.h - a message while it is being read (private to message). */
#ifndef MESSAGE_READING_H
#define MESSAGE_READING_H

#include "message/grow.h"
#include "message/link.h"
#include "message/message.h"
#include "message/mime.h"

struct reading {
    struct arena *arena;
    struct message *out;
    struct grow plain;
    struct grow html;
    struct grow hidden;
    struct link_list plain_links; /* with places in plain */
    struct link_list html_links;  /* with places in html */
    void *attachments;
    void *auths;
    void *dkims;
    size_t plain_mark; /* where the forwarded message begins in plain */
    size_t html_mark;  /* and in html */
};

/* One header field of a mail into the struct. Of two the first counts, but for From: both do. */
void field_read(struct reading *r, const struct mime_field *field);

/* Forgets the header fields, keeping sender and subject as those of whoever forwarded. */
void field_forget(struct reading *r, enum message_forward forward);

/* Notes a part without opening it. */
void attachment_note(struct reading *r, const struct mime *m);

/* Notes a message that is attached and not read. */
void attachment_note_message(struct reading *r);

/* True when a part is to be saved, not shown. */
bool attachment_is(const struct mime_part *part);

/* What a thing of this name and type is when opened; the name decides when both say something. */
enum message_content attachment_content(struct span name, struct span type);

/* Looks for headers quoted in the text: of an inline-forwarded mail, or pasted above a text. They
 * become those of the message. */
void forward_read(struct reading *r);

#endif
