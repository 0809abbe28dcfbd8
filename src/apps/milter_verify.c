#include "apps/milter_verify.h"

#include "apps/check_input.h"
#include "apps/command.h"
#include "apps/serve_build.h"
#include "base/time.h"
#include "wire/verdict_digest.h"

#include <sodium.h>
#include <stdio.h>
#include <sysexits.h>

#define FIELDS_MAX 16 /* verdicts of one mail that are looked at */

struct verify {
    const struct milter_wishes *wishes;
    struct notice_key key;
    bool wrong;
    bool none;
};

/* --- reading a mail ----------------------------------------------------------------------------- */

struct mail {
    struct verdict_digest digest;
    struct span verdicts[FIELDS_MAX];
    size_t verdict_count;
};

/* Takes a field off the head of a mail, its folded lines with it; false at the empty line or the end. */
static bool take_field(struct span *rest, struct span *name, struct span *value)
{
    size_t end = 0;
    struct span field;

    while (end < rest->len) {
        const char *lf = memchr(rest->at + end, '\n', rest->len - end);

        end = lf == NULL ? rest->len : (size_t)(lf - rest->at) + 1;
        if (end >= rest->len || (rest->at[end] != ' ' && rest->at[end] != '\t')) {
            break;
        }
    }
    field = (struct span){.at = rest->at, .len = end};
    *rest = (struct span){.at = rest->at + end, .len = rest->len - end};
    if (field.len == 0 || field.at[0] == '\n' || field.at[0] == '\r') {
        return false;
    }
    *value = field;
    if (!span_cut(value, ':', name)) {
        *name = SPAN("");
    }
    while (name->len > 0 && (name->at[name->len - 1] == ' ' || name->at[name->len - 1] == '\t')) {
        name->len--;
    }
    return true;
}

static void read_mail(struct span bytes, struct mail *out)
{
    struct span rest = bytes;
    struct span name;
    struct span value;

    out->verdict_count = 0;
    verdict_digest_begin(&out->digest);
    while (take_field(&rest, &name, &value)) {
        if (!verdict_is_name(name, SPAN(VERDICT_HEADER_NAME))) {
            verdict_digest_header(&out->digest, name, value);
        } else if (out->verdict_count < FIELDS_MAX) {
            out->verdicts[out->verdict_count++] = value;
        }
    }
    verdict_digest_body_begin(&out->digest);
    verdict_digest_body(&out->digest, rest);
}

/* --- judging it --------------------------------------------------------------------------------- */

static const char *fault_of(const struct verify *v, const struct filter_mark *m,
                            enum verdict_seal seal, const uint8_t message[FILTER_DIGEST_SIZE])
{
    uint8_t recipients[FILTER_DIGEST_SIZE];
    struct span only = {.at = v->wishes->recipient,
                        .len = v->wishes->recipient == NULL ? 0 : strlen(v->wishes->recipient)};

    if (seal == VERDICT_SEAL_WRONG) {
        return "not sealed with this key";
    }
    if (memcmp(m->message, message, sizeof m->message) != 0) {
        return "sealed for another message";
    }
    verdict_digest_recipients(&only, 1, recipients);
    if (only.len > 0 && memcmp(m->recipients, recipients, sizeof recipients) != 0) {
        return "sealed for other recipients";
    }
    return NULL;
}

static void print_line(struct span name, const struct filter_mark *m, const char *fault)
{
    char bytes[32];
    struct buf when = BUF_ON(bytes);

    if (fault != NULL) {
        (void)printf("%.*s: not ours: %s\n", (int)name.len, name.at, fault);
        return;
    }
    time_print_utc(&when, m->at_s * TIME_SECOND_MS);
    (void)printf("%.*s: ours: verdict=%s notice=%s state=%s %.*s queue ID %s\n", (int)name.len,
                 name.at, verdict_code_text(m->verdict), m->own ? "own" : "no",
                 filter_state_code(m->state), (int)when.len, when.at, m->queue_id);
}

static void verify_one(void *ctx, struct span name, struct span bytes)
{
    struct verify *v = ctx;
    uint8_t message[FILTER_DIGEST_SIZE];
    struct mail mail;

    read_mail(bytes, &mail);
    verdict_digest_end(&mail.digest, message);
    if (mail.verdict_count == 0) {
        (void)printf("%.*s: no verdict\n", (int)name.len, name.at);
        v->none = true;
    }
    for (size_t i = 0; i < mail.verdict_count; i++) {
        struct filter_mark mark = {.own = false};
        enum verdict_seal seal = VERDICT_SEAL_WRONG;
        struct err e = {0};
        const char *fault = "not of the form of a verdict";

        if (verdict_header_read(mail.verdicts[i], v->key.bytes, &mark, &seal, &e)) {
            fault = fault_of(v, &mark, seal, message);
        }
        v->wrong = v->wrong || fault != NULL;
        print_line(name, &mark, fault);
    }
}

int milter_verify(const struct milter_wishes *w, int count, char *files[])
{
    const struct build_wishes wishes = {.config = w->config};
    struct verify v = {.wishes = w};
    struct settings *s = NULL;
    struct err e = {0};
    bool many = count > 1;
    int code = EX_OK;

    if (sodium_init() < 0 || !build_settings(&wishes, &s, &e) ||
        !milter_key(w, s, false, &v.key, &e)) {
        code = command_fail("milter", &e);
        count = 0;
    }
    for (int i = 0; i < count; i++) {
        if (!check_input(files[i], true, verify_one, &v, &many, &e)) {
            code = command_fail("milter", &e);
        }
    }
    settings_free(&s);
    sodium_memzero(&v.key, sizeof v.key);
    if (code != EX_OK) {
        return code;
    }
    if (v.wrong) {
        return 1;
    }
    return v.none ? 2 : EX_OK;
}
