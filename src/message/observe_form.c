/* The form: what is hidden, what is a picture, what is attached. */
#include "message/observe_parts.h"

#define HIDDEN_MIN 400    /* bytes; a line for the list of mails is shorter */
#define INVISIBLE_MIN 4   /* characters; one may stray into an honest text */
#define IMAGE_TEXT_MAX 40 /* bytes of text beside a picture that is the message */

static void attachments(struct scene *s)
{
    for (size_t i = 0; i < s->m->attachment_count; i++) {
        const struct message_attachment *a = &s->m->attachments[i];

        if (a->content == MESSAGE_CONTENT_HTML && !a->shown_inline) {
            scene_add(s, EVIDENCE_HTML_ATTACHMENT, a->name, SPAN(""));
        } else if (a->content == MESSAGE_CONTENT_PROGRAM) {
            scene_add(s, EVIDENCE_PROGRAM_ATTACHMENT, a->name, SPAN(""));
        }
    }
}

static bool shows_words(struct span text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        count += (unsigned char)text.at[i] > ' ' ? 1 : 0;
    }
    return count > IMAGE_TEXT_MAX;
}

void observe_form(struct scene *s)
{
    char number[24];
    struct buf n = BUF_ON(number);

    if (s->m->hidden.len >= HIDDEN_MIN) {
        scene_add(s, EVIDENCE_HIDDEN_TEXT, s->m->hidden, SPAN(""));
    }
    if (s->m->invisible >= INVISIBLE_MIN) {
        buf_addf(&n, "%u", s->m->invisible);
        scene_add(s, EVIDENCE_INVISIBLE, (struct span){.at = n.at, .len = n.len}, SPAN(""));
    }
    if (s->m->images > 0 && !shows_words(s->m->text)) {
        scene_add(s, EVIDENCE_IMAGE_ONLY, SPAN(""), SPAN(""));
    }
    if (s->m->qr.len > 0) {
        scene_add(s, EVIDENCE_QR, s->m->qr, SPAN(""));
    }
    attachments(s);
}
