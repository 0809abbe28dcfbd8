#include "message/read.h"

struct span message_limit_name(enum message_limit limit)
{
    switch (limit) {
    case MESSAGE_LIMIT_BYTES:
        return SPAN("bytes");
    case MESSAGE_LIMIT_LINES:
        return SPAN("lines");
    case MESSAGE_LIMIT_PARTS:
        return SPAN("parts");
    case MESSAGE_LIMIT_DEPTH:
        return SPAN("depth");
    case MESSAGE_LIMIT_HEADERS:
        return SPAN("headers");
    case MESSAGE_LIMIT_TEXT:
        return SPAN("text");
    case MESSAGE_LIMIT_HTML:
        return SPAN("html");
    case MESSAGE_LIMIT_LINKS:
        return SPAN("links");
    case MESSAGE_LIMIT_ADDRESSES:
        return SPAN("addresses");
    case MESSAGE_LIMIT_ATTACHMENTS:
        return SPAN("attachments");
    case MESSAGE_LIMIT_MEMORY:
        return SPAN("memory");
    default:
        return SPAN("");
    }
}
