/* A message as a program hands it over. Invariants: a refusal says why and changes nothing; texts are no
 * longer than what came. */
#include "wire/verdict_json.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)1 << 20);
    struct verdict_ask ask = {.answers = {.to = {9}}};
    struct err e = {0};

    if (arena == NULL) {
        abort();
    }
    if (verdict_json_read((struct span){.at = (const char *)data, .len = size}, arena, &ask, &e)) {
        assert(ask.text.len <= size && ask.sms_from.len <= size);
        for (unsigned q = 0; q < QUESTION_COUNT; q++) {
            assert(ask.answers.to[q] <= ANSWER_NO);
        }
    } else {
        assert((e.code == ERR_INPUT || e.code == ERR_LIMIT) && e.text[0] != '\0');
        assert(ask.answers.to[0] == 9);
    }
    arena_free(&arena);
    return 0;
}
