/* own_network_parse: what it accepts is a block without host bits that prints and reads back the
 * same; what it refuses it explains in printable text and leaves alone. */
#undef NDEBUG
#include "model/network.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reads_back(const struct own_network *n)
{
    char bytes[CIDR_TEXT_MAX];
    struct buf text = BUF_ON(bytes);
    struct own_network again = {0};
    struct address kept = address_prefix(&n->prefix, n->bits);
    struct span out;
    struct err e;

    assert(n->bits <= (address_is_v4(&n->prefix) ? 32 : 128));
    assert(address_eq(&kept, &n->prefix));
    address_print(&text, &n->prefix);
    buf_addf(&text, "/%u", (unsigned)n->bits);
    assert(buf_span(&text, &out, &e));
    assert(own_network_parse(out, &again, &e));
    assert(again.bits == n->bits && address_eq(&again.prefix, &n->prefix));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct own_network n = {.bits = 200, .name = "kept"};
    struct span in = {.at = (const char *)data, .len = size};
    struct err e = {0};

    if (own_network_parse(in, &n, &e)) {
        check_reads_back(&n);
    } else {
        assert(e.code == ERR_INPUT && e.text[0] != '\0' && n.bits == 200);
        for (const char *c = e.text; *c != '\0'; c++) {
            assert(*c >= ' ' && *c < 0x7f);
        }
    }
    assert(strcmp(n.name, "kept") == 0);
    return 0;
}
