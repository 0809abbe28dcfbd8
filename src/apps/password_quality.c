/* mioboe password quality - is a password good enough? Nothing is changed and nothing is kept. */
#include "apps/password.h"

#include "apps/serve_build.h"
#include "apps/terminal.h"
#include "credential/breach.h"
#include "credential/quality.h"
#include "wire/json_out.h"
#include "words/quality.h"

#include <sysexits.h>

static bool judge(const struct password_settings *s, const struct quality_words *words,
                  struct quality *out, struct err *e)
{
    struct quality_rules rules = {.length_min = s->length_min, .bits_min = s->bits_min};
    struct secret password = {0};
    struct breach *list = NULL;
    bool ok = s->breach_list[0] == '\0' || breach_open(s->breach_list, &list, e);

    rules.breach = list;
    ok = ok && password_ask("Password", &password, e) &&
         quality_judge(&rules, secret_reveal(&password), words, out, e);
    secret_wipe(&password);
    breach_free(&list);
    return ok;
}

static void put_codes(struct json_out *j, const char *name, uint32_t set, unsigned count,
                      const char *(*code)(unsigned bit))
{
    struct json_out list = json_out_list(j, name);

    for (unsigned i = 0; i < count; i++) {
        const char *text = code(i);

        if ((set & 1u << i) != 0) {
            json_out_item_text(&list, (struct span){.at = text, .len = strlen(text)});
        }
    }
    json_out_end_list(&list);
}

static void tell_json(const struct quality *quality)
{
    char bytes[1024];
    struct buf text = BUF_ON(bytes);
    struct json_out j = json_out_open(&text);

    json_out_bool(&j, "good", quality->faults == 0);
    json_out_number(&j, "bits", quality->bits);
    put_codes(&j, "faults", quality->faults, QUALITY_FAULT_COUNT, quality_fault_code);
    put_codes(&j, "hints", quality->hints, QUALITY_HINT_COUNT, quality_hint_code);
    json_out_close(&j);
    inquiry_print(report_written(&text));
}

static void put(const struct buf *text)
{
    (void)printf("%.*s\n", (int)text->len, text->at);
}

static void tell(const struct quality *quality, enum lang l, uint32_t length_min)
{
    for (unsigned i = 0; i < QUALITY_FAULT_COUNT; i++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        if ((quality->faults & 1u << i) != 0) {
            words_quality_fault(&text, l, i, length_min);
            put(&text);
        }
    }
    for (unsigned i = 0; i < QUALITY_HINT_COUNT; i++) {
        if ((quality->hints & 1u << i) != 0) {
            (void)puts(words_quality_hint(l, i));
        }
    }
    if (quality->faults == 0) {
        (void)puts(label(l, LABEL_PASSWORD_GOOD));
    }
}

int password_quality(const struct options *o, int count, char *typed[])
{
    const struct build_wishes wishes = {.config = o->value[INQUIRY_CONFIG]};
    struct quality_words words = {0};
    struct settings *settings = NULL;
    struct quality quality = {0};
    enum lang lang = LANG_EN;
    struct err e = {0};
    bool ok;

    for (int i = 0; i < count; i++) {
        quality_words_add(&words, (struct span){.at = typed[i], .len = strlen(typed[i])});
    }
    ok = build_settings(&wishes, &settings, &e) &&
         terminal_lang(o->value[INQUIRY_LANG], settings, &lang, &e) &&
         judge(&settings->password, &words, &quality, &e);
    if (ok && o->set[INQUIRY_JSON]) {
        tell_json(&quality);
    } else if (ok) {
        tell(&quality, lang, settings->password.length_min);
    }
    settings_free(&settings);
    if (!ok) {
        return command_fail("password", &e);
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fputs("mioboe password: cannot write the output\n", stderr);
        return EX_IOERR;
    }
    return quality.faults == 0 ? EX_OK : 1;
}
