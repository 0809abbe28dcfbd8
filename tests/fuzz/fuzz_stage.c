/* The two forms of a stage: its bytes in a store, and JSON.
 *
 * A refusal says why and leaves the output alone; what is accepted comes back the same, from its bytes and
 * from JSON, and stages decide within their bounds whatever they hold.
 */
#include "decide/stage.h"
#include "model/stage_form.h"
#include "wire/stage_json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOW_MS INT64_C(1795284000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decision(const struct stage *s)
{
    for (unsigned bit = 0; bit < STAGE_ORIGIN_COUNT; bit++) {
        struct stage_question q = {
            .group = SPAN("staff"),
            .origin = (enum stage_origin)(1u << bit),
            .service = SERVICE_IMAP,
            .now_ms = NOW_MS,
        };
        struct stage_ruling r = stage_decide(s, 1, &q);

        assert((r.stage == s) == (r.effect != STAGE_NOTHING));
        assert(r.effect != STAGE_REFUSED || (s->mode == STAGE_REFUSE && s->state == STAGE_ON &&
                                             s->starts_ms <= NOW_MS && s->percent > 0));
        q.credential = STAGE_CREDENTIAL_APP;
        assert(stage_decide(s, 1, &q).effect == STAGE_NOTHING);
    }
}

static void check_bytes(struct span in)
{
    char bytes[STAGE_FORM_MAX];
    struct buf out = BUF_ON(bytes);
    struct stage s = {.percent = 77};
    struct err e = {0};

    if (!stage_unpack(in, &s, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
        assert(s.percent == 77 && s.id[0] == '\0');
        return;
    }
    stage_pack(&s, &out);
    assert(!out.full && span_eq((struct span){.at = out.at, .len = out.len}, in));
    check_decision(&s);
}

static void check_json(struct span in)
{
    char bytes[2 * STAGE_FORM_MAX];
    char packed[2][STAGE_FORM_MAX];
    struct buf out = BUF_ON(bytes);
    struct buf first = BUF_ON(packed[0]);
    struct buf second = BUF_ON(packed[1]);
    struct stage_patch p = {.stated = 77};
    struct stage_patch again;
    struct stage s;
    struct json_out j;
    struct err e = {0};

    if (!stage_json_read(in, &p, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0' && p.stated == 77);
        return;
    }
    if (!stage_make(&p, NOW_MS, &s, &e)) {
        assert(e.code == ERR_INPUT);
        return;
    }
    check_decision(&s);
    j = json_out_open(&out);
    stage_json_put(&j, &s, NOW_MS);
    json_out_close(&j);
    assert(!out.full);
    assert(stage_json_read((struct span){.at = out.at, .len = out.len}, &again, &e));
    stage_pack(&s, &first);
    stage_pack(&again.stage, &second);
    assert(first.len == second.len && memcmp(first.at, second.at, first.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct span in = {.at = (const char *)data, .len = size};

    check_bytes(in);
    check_json(in);
    return 0;
}
