/* Wording: a file of any bytes is refused or works; any text is looked through; matches lie in it. */
#include "message/fold.h"
#include "message/known.h"
#include "message/wording.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#define FOLDED_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct wordings *w, struct span text)
{
    static char bytes[FOLDED_MAX];
    struct buf folded = BUF_ON(bytes);
    struct arena *a = arena_new(1 << 20);
    struct wording_result found;

    assert(a != NULL);
    text_fold(text, &folded);
    if (wordings_find(w, a, (struct span){.at = bytes, .len = folded.len}, &found)) {
        for (size_t i = 0; i < WORDING_COUNT; i++) {
            assert(found.at[i].lines <= WORDING_MATCHES_MAX);
            assert(found.at[i].lines == 0 ||
                   (found.at[i].words.len > 0 && found.at[i].words.at >= bytes &&
                    found.at[i].words.at + found.at[i].words.len <= bytes + folded.len));
        }
    }
    assert(arena_taken(a) == 0);
    arena_free(&a);
}

static void try_known(struct span file, struct span text)
{
    struct known *k = NULL;
    struct arena *a = arena_new(1 << 20);
    struct span name = SPAN("");
    struct err e = {0};
    bool fake;

    assert(a != NULL);
    if (!known_new(file, &k, &e)) {
        assert(e.code == ERR_CONFIG && k == NULL);
    } else if (known_find(k, a, text, &fake, &name)) {
        assert(name.len == 0 || (name.at >= file.at && name.at + name.len <= file.at + file.len));
    }
    known_free(&k);
    arena_free(&a);
}

/* The first half is a file, the rest a text; the text also goes through the built-in file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct wordings *builtin;
    struct span file = {.at = (const char *)data, .len = size / 2};
    struct span text = {.at = (const char *)data + size / 2, .len = size - size / 2};
    struct wordings *own = NULL;
    struct err e = {0};

    if (builtin == NULL && !wordings_new(wording_file, &builtin, &e)) {
        abort();
    }
    look(builtin, text);
    try_known(file, text);
    if (wordings_new(file, &own, &e)) {
        look(own, text);
        wordings_free(&own);
    } else {
        assert(e.code == ERR_CONFIG || e.code == ERR_LIMIT);
        assert(own == NULL);
    }
    return 0;
}
