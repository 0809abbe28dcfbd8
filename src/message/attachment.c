#include "message/ascii.h"
#include "message/header.h"
#include "message/html.h"
#include "message/read.h"
#include "message/reading.h"

static const struct {
    struct span end; /* of a name */
    enum message_content content;
} NAMES[] = {
    {SPAN_INIT(".html"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".htm"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".shtml"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".xhtml"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".mht"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".mhtml"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".svg"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".url"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT(".zip"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".rar"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".7z"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".gz"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".tgz"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".xz"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".bz2"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".tar"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".iso"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".img"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".cab"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".lzh"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".ace"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".vhd"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT(".exe"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".scr"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".com"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".pif"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".bat"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".cmd"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".ps1"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".vbs"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".js"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".jse"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".wsf"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".hta"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".lnk"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".jar"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".msi"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".apk"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".dmg"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".docm"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".xlsm"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".pptm"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".one"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".chm"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".mobileconfig"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT(".pdf"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".doc"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".docx"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".xls"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".xlsx"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".ppt"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".pptx"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".rtf"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".csv"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".ics"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT(".png"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".jpg"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".jpeg"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".gif"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".webp"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".bmp"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT(".eml"), MESSAGE_CONTENT_MESSAGE},
    {SPAN_INIT(".msg"), MESSAGE_CONTENT_MESSAGE},
};

static const struct {
    struct span front; /* of a type */
    enum message_content content;
} TYPES[] = {
    {SPAN_INIT("text/html"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT("application/xhtml"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT("image/svg"), MESSAGE_CONTENT_HTML},
    {SPAN_INIT("image/"), MESSAGE_CONTENT_IMAGE},
    {SPAN_INIT("message/"), MESSAGE_CONTENT_MESSAGE},
    {SPAN_INIT("application/zip"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/x-zip"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/x-rar"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/vnd.rar"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/x-7z"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/gzip"), MESSAGE_CONTENT_ARCHIVE},
    {SPAN_INIT("application/x-msdownload"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT("application/x-ms"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT("application/javascript"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT("application/vnd.android"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT("application/x-apple-aspen"), MESSAGE_CONTENT_PROGRAM},
    {SPAN_INIT("application/pdf"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT("application/msword"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT("application/vnd."), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT("application/rtf"), MESSAGE_CONTENT_DOCUMENT},
    {SPAN_INIT("text/calendar"), MESSAGE_CONTENT_DOCUMENT},
};

enum message_content attachment_content(struct span name, struct span type)
{
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        if (name.len >= NAMES[i].end.len &&
            ascii_same(span_from(name, name.len - NAMES[i].end.len), NAMES[i].end)) {
            return NAMES[i].content;
        }
    }
    for (size_t i = 0; i < COUNT(TYPES); i++) {
        if (ascii_begins(type, TYPES[i].front)) {
            return TYPES[i].content;
        }
    }
    return MESSAGE_CONTENT_OTHER;
}

bool attachment_is(const struct mime_part *part)
{
    bool text = span_eq(part->type, SPAN("text/plain")) || span_eq(part->type, SPAN("text/html"));

    return !text || ascii_begins(span_trim(part->disposition), SPAN("attachment"));
}

static struct message_attachment *add(struct reading *r)
{
    struct message *out = r->out;
    struct message_attachment *slot;

    if (out->attachment_count == MESSAGE_ATTACHMENTS_MAX) {
        out->limits |= MESSAGE_LIMIT_ATTACHMENTS;
        return NULL;
    }
    slot = grow_item(r->arena, &r->attachments, out->attachment_count, sizeof *slot);
    if (slot == NULL) {
        out->limits |= MESSAGE_LIMIT_MEMORY;
        return NULL;
    }
    *slot = (struct message_attachment){.name = SPAN(""), .type = SPAN("")};
    out->attachment_count++;
    out->attachments = r->attachments;
    return slot;
}

void attachment_note_message(struct reading *r)
{
    struct message_attachment *slot = add(r);

    if (slot != NULL) {
        slot->type = SPAN("message/rfc822");
        slot->content = MESSAGE_CONTENT_MESSAGE;
    }
}

void attachment_note(struct reading *r, const struct mime *m)
{
    const struct mime_part *part = mime_part(m);
    struct message *out = r->out;
    struct message_attachment *slot = add(r);

    if (slot == NULL) {
        return;
    }
    slot->name = header_param(r->arena, part->disposition, SPAN("filename"), &out->damage);
    if (slot->name.len == 0) {
        slot->name = header_param(r->arena, part->raw_type, SPAN("name"), &out->damage);
    }
    if (!arena_copy(r->arena, part->type, &slot->type)) {
        out->limits |= MESSAGE_LIMIT_MEMORY;
    }
    slot->size = mime_size(m);
    slot->content = attachment_content(slot->name, slot->type);
    slot->shown_inline =
        part->has_id || !ascii_begins(span_trim(part->disposition), SPAN("attachment"));
    if (slot->content == MESSAGE_CONTENT_IMAGE && out->qr.len == 0 &&
        html_tells_of_qr(slot->name)) {
        out->qr = slot->name;
    }
    out->images += slot->content == MESSAGE_CONTENT_IMAGE && slot->shown_inline && !part->has_id;
}
