#include "apps/brand_files.h"
#include "apps/check_input.h"
#include "apps/fakes_parts.h"
#include "apps/serve_build.h"
#include "message/checker.h"
#include "wire/fake_json.h"

#include <stdlib.h>

#define BODY_MAX ((size_t)64 << 10)

struct fakes_message {
    struct checker *checker;
    struct observation observation;
    struct verdict verdict;
    const struct fake_reading *fake; /* views memory of the checker */
};

static bool open_checker(const struct options *o, struct fakes_message *m, struct err *e)
{
    const struct build_wishes wishes = {.config = o->value[INQUIRY_CONFIG]};
    struct settings *settings = NULL;
    struct brand_files brands = {0};
    struct checker_settings s = {0};
    bool ok = build_settings(&wishes, &settings, e) &&
              brand_files_add_dir(&brands, settings->brands_dir, e);

    if (ok) {
        s.brands = brands.at;
        s.brand_count = brands.count;
        s.authserv_id = fakes_span(settings->check_authserv_id);
        ok = checker_open(&s, &m->checker, e);
    }
    brand_files_free(&brands);
    settings_free(&settings);
    return ok;
}

bool fakes_message_read(const struct options *o, const char *path, struct fakes_message **out,
                        struct err *e)
{
    struct fakes_message *m = calloc(1, sizeof *m);
    const char *from = o->value[FAKES_FROM];
    struct message_source src = {.kind = MESSAGE_MAIL};
    struct record_question question;
    char *bytes = NULL;
    size_t len = 0;

    if (m == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a message");
    }
    if (!open_checker(o, m, e) || !check_input_read(path, &bytes, &len, e)) {
        fakes_message_free(&m);
        return false;
    }
    src.bytes = (struct span){.at = bytes, .len = len};
    src.kind = o->set[FAKES_SMS] ? MESSAGE_SMS : message_guess(src.bytes);
    src.sms_from = from == NULL ? SPAN("") : fakes_span(from);
    checker_observe(m->checker, &src, &m->observation, &question);
    checker_judge(m->checker, &m->observation, &m->verdict);
    free(bytes);
    m->fake = question.fake;
    if (m->fake == NULL) {
        fakes_message_free(&m);
        return err_set(e, ERR_INPUT, "the message could not be read: nothing of it was kept");
    }
    *out = m;
    return true;
}

void fakes_message_free(struct fakes_message **m)
{
    if (*m != NULL) {
        checker_close(&(*m)->checker);
        free(*m);
        *m = NULL;
    }
}

static bool tell_taken(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value taken = {0};
    struct json_in_value id = {0};
    char key[40];
    char bytes[512];
    struct buf text = BUF_ON(bytes);

    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "taken", &taken, e) || !inquiry_member(answer, "id", &id, e)) {
        return false;
    }
    (void)snprintf(key, sizeof key, "fakes_taken_%.*s",
                   (int)(taken.raw.len > 8 ? 8 : taken.raw.len), taken.raw.at);
    if (id.kind == JSON_IN_TEXT) {
        buf_add(&text, id.raw);
        buf_add(&text, SPAN(": "));
    }
    buf_addf(&text, "%s", page_text(q->voice.lang, key));
    page_paragraph(&q->page, (struct span){.at = text.at, .len = text.len}, 0);
    return true;
}

bool fakes_add(struct inquiry *q, const struct fakes_message *m, struct err *e)
{
    const struct fake_json_handover h = {
        .reading = *m->fake,
        .genuine = m->verdict.code == VERDICT_GENUINE,
        .consent = true,
        .confirm = q->options.set[FAKES_CONFIRM],
        .submitter = SPAN(""),
    };
    struct buf body = {.at = arena_take(q->arena, BODY_MAX), .cap = BODY_MAX};
    struct span answer = {0};
    struct json_out j;

    if (body.at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a fake");
    }
    j = json_out_open(&body);
    fake_json_put_handover(&j, &h);
    json_out_close(&j);
    return api_client_call(q->client, "POST", SPAN("/v1/fakes"),
                           (struct span){.at = body.at, .len = body.len}, &answer, e) &&
           tell_taken(q, answer, e);
}
