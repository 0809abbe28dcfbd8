/* Links out of any text: each lies where it says, its parts are those of its target. */
#include "message/charset.h"
#include "message/link.h"
#include "message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_one(struct arena *a, struct span text)
{
    uint32_t limits = 0;
    struct message_link link;

    if (link_read(a, text, &link, &limits)) {
        assert(link.target.len <= text.len);
        assert(link.scheme.len <= 20);
        assert(link.place == MESSAGE_PLACE_A);
        assert(!link.has_user || memchr(link.target.at, '@', link.target.len) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    uint32_t limits = 0;
    uint32_t damage = 0;
    struct link_list links = {.arena = a, .limits = &limits};
    const struct message_link *found;
    struct span text;
    size_t before = 0;

    assert(a != NULL);
    text = charset_text(a, (struct span){.at = (const char *)data, .len = size}, SPAN("utf-8"),
                        &damage);
    check_one(a, text);
    link_list_scan(&links, text, 0, size % 2 == 0, 0);
    found = links.items;
    for (size_t i = 0; i < links.count; i++) {
        assert(found[i].place == MESSAGE_PLACE_PLAIN);
        assert(found[i].at >= before && found[i].at < text.len);
        before = found[i].at + 1;
        assert(found[i].shown.len <= text.len - found[i].at);
        assert(memcmp(found[i].shown.at, text.at + found[i].at, found[i].shown.len) == 0);
    }
    (void)link_roles_of_words(text);
    arena_free(&a);
    return 0;
}
