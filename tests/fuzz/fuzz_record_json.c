/* Any bytes as a question about a message, or as its answer: refused with a reason, or written again and
 * read again it is the same. */
#undef NDEBUG
#include "wire/record_json.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void question(struct span text)
{
    static char bytes[1 << 20];
    struct buf b = BUF_ON(bytes);
    struct arena *a = arena_new((size_t)4 << 20);
    struct record_question q = {0};
    struct record_question again = {0};
    struct err e = {0};

    assert(a != NULL);
    if (record_json_read_question(text, a, &q, &e)) {
        struct json_out j = json_out_open(&b);

        record_json_question(&j, &q);
        json_out_close(&j);
        assert(!b.full);
        assert(record_json_read_question((struct span){.at = bytes, .len = b.len}, a, &again, &e));
        assert(span_eq(q.text, again.text) && span_eq(q.recipient, again.recipient));
        assert(q.is_sms == again.is_sms);
    } else {
        assert(e.code != ERR_NONE && q.text.at == NULL);
    }
    arena_free(&a);
}

static void answer(struct span text)
{
    char bytes[4096];
    struct buf b = BUF_ON(bytes);
    struct record_answer a = {.match = RECORD_MATCH_COUNT};
    struct record_answer again;
    struct err e = {0};

    if (record_json_read_answer(text, &a, &e)) {
        struct json_out j = json_out_open(&b);

        assert(a.match < RECORD_MATCH_COUNT);
        record_json_answer(&j, &a);
        json_out_close(&j);
        assert(!b.full);
        assert(record_json_read_answer((struct span){.at = bytes, .len = b.len}, &again, &e));
        assert(again.match == a.match && strcmp(again.differs, a.differs) == 0);
    } else {
        assert(e.code == ERR_INPUT && a.match == RECORD_MATCH_COUNT);
    }
}

static void event(struct span text)
{
    char bytes[4096];
    char words[EVIDENCE_ON_MAX];
    char again[EVIDENCE_ON_MAX];
    struct buf b = BUF_ON(bytes);
    struct arena *a = arena_new((size_t)4 << 20);
    struct event_question q = {0};
    enum event_match m = EVENT_MATCH_COUNT;
    enum event_match second;
    struct err e = {0};

    assert(a != NULL);
    assert(record_json_read_event_question(text, a, &q, &e) == (q.text.at != NULL));
    if (record_json_read_event(text, &m, words, &e)) {
        struct json_out j = json_out_open(&b);

        record_json_event(&j, m, words);
        json_out_close(&j);
        assert(
            record_json_read_event((struct span){.at = bytes, .len = b.len}, &second, again, &e));
        assert(second == m && strcmp(again, words) == 0);
    } else {
        assert(m == EVENT_MATCH_COUNT);
    }
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {.at = (const char *)data, .len = size};

    if (size <= 65536) {
        question(text);
        answer(text);
        event(text);
    }
    return 0;
}
