/* Any bytes as a forwarded mail: what is taken from its head stands in it, and cannot break a header. And as
 * words to be made harmless: no dot, "@" or colon is left that a link could be made of. */
#include "message/outer.h"
#include "words/defang.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_outer(struct span in)
{
    struct outer o;
    struct outer nobody;

    outer_read(in, SPAN("mail.example.jp"), &o);
    assert(o.from.len == 0 || (o.from.at >= in.at && o.from.at + o.from.len <= in.at + in.len));
    assert(o.message_id.len <= OUTER_ID_MAX);
    for (size_t i = 0; i < o.message_id.len; i++) {
        unsigned char c = (unsigned char)o.message_id.at[i];

        assert(c > ' ' && c < 0x7f && c != '<' && c != '>');
    }
    outer_read(in, SPAN(""), &nobody);
    assert(!nobody.bound);
    assert(nobody.from.at == o.from.at && nobody.automatic == o.automatic);
}

static void check_defang(struct span in)
{
    size_t cap = 9 * in.len + 1;
    char *bytes = malloc(cap);
    struct buf out = {.at = bytes, .cap = cap};

    assert(bytes != NULL);
    defang_text(&out, in);
    assert(!out.full);
    for (size_t i = 0; i < out.len; i++) {
        bool joined = i + 1 < out.len && out.at[i + 1] != ' ' && out.at[i + 1] != ']';

        assert(out.at[i] != '@' && out.at[i] != '\n' && out.at[i] != '\r');
        assert(!joined || out.at[i] != ':');
        assert(!joined || out.at[i] != '.');
    }
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_outer(in);
    check_defang(in);
    return 0;
}
