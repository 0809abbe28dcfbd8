#include "message/mime.h"

#include "base/buf.h"
#include "base/memory.h"
#include "message/ascii.h"
#include "message/mime_bound.h"
#include "message/read.h"

#include <gmime/gmime.h>

#define TYPE_MAX 80 /* bytes of "type/subtype" that are looked at */

/* A multipart or a message whose parts are being given. */
struct level {
    GMimeMultipart *parts; /* NULL for a message */
    GMimeObject *body;     /* of a message */
    int next;
};

struct mime {
    GMimeObject *mail;     /* owned; everything else lies in it */
    GMimeMessage *message; /* whose headers came last; NULL for the mail itself */
    GMimeObject *body;     /* of that message; has headers too, all those of the mail itself */
    GMimeObject *leaf;
    struct level levels[MESSAGE_DEPTH_MAX];
    size_t depth;
    size_t parts;
    struct mime_part part;
    char type[TYPE_MAX + 1];
    char form[TYPE_MAX + 1];
    uint32_t *limits;
    uint32_t *damage;
    bool started;
};

void mime_warm(void)
{
    g_mime_init();
}

static struct span of_text(const char *text)
{
    return text == NULL ? SPAN("") : (struct span){.at = text, .len = strlen(text)};
}

struct mime *mime_open(struct span bytes, uint32_t *limits, uint32_t *damage)
{
    struct mime *m = memory_new(1, sizeof *m);
    GMimeStream *stream;
    GMimeParser *parser;

    bytes = mime_bound(bytes, limits);
    stream = g_mime_stream_mem_new_with_buffer(bytes.len == 0 ? "" : bytes.at, bytes.len);
    parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    /* As a part, not as a message: that would decode addresses and subject through iconv. */
    m->mail = g_mime_parser_construct_part(parser, NULL);
    m->limits = limits;
    m->damage = damage;
    g_object_unref(parser);
    g_object_unref(stream);
    return m;
}

void mime_close(struct mime **m)
{
    if (*m != NULL && (*m)->mail != NULL) {
        g_object_unref((*m)->mail);
    }
    memory_free(*m);
    *m = NULL;
}

/* "type/subtype" in lower case into `out`, whose size is TYPE_MAX + 1. */
static struct span write_type(GMimeObject *object, char *out)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    struct buf b = {.at = out, .cap = TYPE_MAX};

    if (type != NULL) {
        buf_add(&b, of_text(g_mime_content_type_get_media_type(type)));
        buf_add(&b, SPAN("/"));
        buf_add(&b, of_text(g_mime_content_type_get_media_subtype(type)));
    }
    for (size_t i = 0; i < b.len; i++) {
        out[i] = ascii_lower(out[i]);
    }
    return b.full || b.len == 0 ? SPAN("application/octet-stream")
                                : (struct span){.at = out, .len = b.len};
}

static struct span raw_header(GMimeObject *object, const char *name)
{
    GMimeHeader *h = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);

    return h == NULL ? SPAN("") : of_text(g_mime_header_get_raw_value(h));
}

static void fill_part(struct mime *m, GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);

    m->leaf = object;
    m->part = (struct mime_part){
        .type = write_type(object, m->type),
        .raw_type = raw_header(object, "Content-Type"),
        .disposition = raw_header(object, "Content-Disposition"),
        .has_id = raw_header(object, "Content-Id").len > 0,
        .charset = SPAN(""),
    };
    if (type != NULL) {
        m->part.charset = span_trim(of_text(g_mime_content_type_get_parameter(type, "charset")));
    }
    if (GMIME_IS_PART(object)) {
        m->part.base64 =
            g_mime_part_get_content_encoding(GMIME_PART(object)) == GMIME_CONTENT_ENCODING_BASE64;
    }
}

/* Begins with what an object holds; false when it may not be gone into. */
static bool push(struct mime *m, struct level level)
{
    if (m->depth == MESSAGE_DEPTH_MAX) {
        *m->limits |= MESSAGE_LIMIT_DEPTH;
        return false;
    }
    m->levels[m->depth++] = level;
    return true;
}

static enum mime_event begin_message(struct mime *m, GMimeMessage *message, GMimeObject *body)
{
    if (!push(m, (struct level){.body = body})) {
        return MIME_END;
    }
    m->message = message;
    m->body = body;
    return MIME_HEADERS;
}

static enum mime_event begin_attached(struct mime *m, GMimeMessage *message)
{
    return message == NULL ? MIME_END
                           : begin_message(m, message, g_mime_message_get_mime_part(message));
}

static void begin_multipart(struct mime *m, GMimeObject *object)
{
    if (g_mime_multipart_get_count(GMIME_MULTIPART(object)) == 0) {
        *m->damage |= MESSAGE_DAMAGE_STRUCTURE;
    }
    (void)push(m, (struct level){.parts = GMIME_MULTIPART(object)});
}

/* What one object of the tree means; MIME_END when it says nothing by itself. */
static enum mime_event visit(struct mime *m, GMimeObject *object)
{
    if (object == NULL) {
        return MIME_END;
    }
    if (m->parts++ >= MESSAGE_PARTS_MAX) {
        *m->limits |= MESSAGE_LIMIT_PARTS;
        return MIME_END;
    }
    if (GMIME_IS_MULTIPART(object)) {
        begin_multipart(m, object);
        return MIME_END;
    }
    if (GMIME_IS_MESSAGE_PART(object)) {
        return begin_attached(m, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)));
    }
    fill_part(m, object);
    return MIME_PART;
}

/* The next child of a level; NULL behind the last one. */
static GMimeObject *next_child(struct level *level, bool *more)
{
    if (level->parts == NULL) {
        *more = level->next++ == 0;
        return *more ? level->body : NULL;
    }
    *more = level->next < g_mime_multipart_get_count(level->parts);
    return *more ? g_mime_multipart_get_part(level->parts, level->next++) : NULL;
}

enum mime_event mime_next(struct mime *m)
{
    if (!m->started) {
        m->started = true;
        return begin_message(m, NULL, m->mail);
    }
    while (m->depth > 0) {
        struct level *level = &m->levels[m->depth - 1];
        bool more;
        GMimeObject *child = next_child(level, &more);
        enum mime_event event;

        if (!more) {
            m->depth--;
            if (level->parts == NULL) {
                return MIME_CLOSE;
            }
            continue;
        }
        event = visit(m, child);
        if (event != MIME_END) {
            return event;
        }
    }
    return MIME_END;
}

/* Header number *i of an object; *i becomes its number behind this object when it has fewer. */
static GMimeHeader *header_at(GMimeObject *object, size_t *i)
{
    GMimeHeaderList *list;
    size_t count;

    if (object == NULL) {
        return NULL;
    }
    list = g_mime_object_get_header_list(object);
    count = (size_t)g_mime_header_list_get_count(list);
    if (*i >= count) {
        *i -= count;
        return NULL;
    }
    return g_mime_header_list_get_header_at(list, (int)*i);
}

bool mime_field(const struct mime *m, size_t i, struct mime_field *out)
{
    GMimeHeader *h = m->message == NULL ? NULL : header_at(GMIME_OBJECT(m->message), &i);

    h = h != NULL ? h : header_at(m->body, &i);
    if (h == NULL) {
        return false;
    }
    *out = (struct mime_field){.name = of_text(g_mime_header_get_name(h)),
                               .raw = of_text(g_mime_header_get_raw_value(h))};
    return true;
}

struct span mime_form(struct mime *m)
{
    return m->body == NULL ? SPAN("") : write_type(m->body, m->form);
}

const struct mime_part *mime_part(const struct mime *m)
{
    return &m->part;
}

static GMimeDataWrapper *content_of(const struct mime *m)
{
    return GMIME_IS_PART(m->leaf) ? g_mime_part_get_content(GMIME_PART(m->leaf)) : NULL;
}

bool mime_content(const struct mime *m, size_t max, struct span *out)
{
    GMimeDataWrapper *content = content_of(m);
    GMimeStream *stream;
    GByteArray *bytes;
    size_t len;

    *out = SPAN("");
    if (content == NULL) {
        return true;
    }
    stream = g_mime_stream_mem_new();
    (void)g_mime_data_wrapper_write_to_stream(content, stream);
    bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    len = bytes->len < max ? bytes->len : max;
    if (len > 0) {
        char *at = memory_new(len, 1);

        memcpy(at, bytes->data, len);
        *out = (struct span){.at = at, .len = len};
    }
    len = bytes->len;
    g_object_unref(stream);
    return len <= max;
}

uint64_t mime_size(const struct mime *m)
{
    GMimeDataWrapper *content = content_of(m);
    GMimeStream *stream = content == NULL ? NULL : g_mime_data_wrapper_get_stream(content);
    gint64 size = stream == NULL ? 0 : g_mime_stream_length(stream);

    if (size <= 0) {
        return 0;
    }
    return m->part.base64 ? (uint64_t)size * 3 / 4 * 76 / 77 : (uint64_t)size;
}
