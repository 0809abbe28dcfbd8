/* HTML out of any bytes: text, hidden text and links are well formed and in bounds. */
#include "message/charset.h"
#include "message/html.h"
#include "message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    uint32_t limits = 0;
    uint32_t damage = 0;
    struct grow text = {.arena = a, .max = MESSAGE_TEXT_MAX};
    struct grow hidden = text;
    struct link_list links = {.arena = a, .limits = &limits};
    struct html_sink sink = {
        .arena = a, .text = &text, .hidden = &hidden, .links = &links, .limits = &limits};
    const struct message_link *found;
    struct span html;

    assert(a != NULL);
    html = charset_text(a, (struct span){.at = (const char *)data, .len = size}, SPAN("utf-8"),
                        &damage);
    assert(html_bound(html, &limits).len <= html.len);
    html_read(&sink, html);
    check_text(grow_span(&text));
    check_text(grow_span(&hidden));
    found = links.items;
    assert(links.count <= MESSAGE_LINKS_MAX);
    for (size_t i = 0; i < links.count; i++) {
        assert(found[i].at <= size * 20 + 100); /* an entity grows, a block adds a line end */
        check_link(&found[i], SIZE_MAX);
    }
    arena_free(&a);
    return 0;
}
