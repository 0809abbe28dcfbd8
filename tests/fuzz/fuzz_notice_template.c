/* Any text as an overriding template: refused, told of by the linter, or rendered; never anything else. The
 * first byte chooses which template it stands for. */
#include "notice/lint.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"signin.sms.ja",   "signin.html.en", "test.text.ja",
                                    "code.voice.en",   "facts.html.ja",  "foot.text.en",
                                    "subject.text.ja", "head.html.en"};

static struct notice_voice *open_voice(void)
{
    struct notice_setup setup = {.templates = "", .time_zone = "UTC"};
    struct notice_voice *v = NULL;
    struct err e = {0};

    (void)notice_setup_examples(&setup);
    assert(notice_voice_open(&setup, &v, &e));
    return v;
}

static void tell(void *ctx, const char *sentence)
{
    size_t *told = ctx;

    assert(strstr(sentence, ": expected ") != NULL);
    (*told)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct notice_voice *v;
    struct template_set *set = NULL;
    struct template_set *own;
    const struct set_template *t;
    struct err e = {0};
    size_t told = 0;
    size_t count;
    bool fine;

    v = v == NULL ? open_voice() : v;
    if (size == 0) {
        return 0;
    }
    if (!template_set_with(names[data[0] % COUNT(names)],
                           (struct span){(const char *)data + 1, size - 1}, &set, &e)) {
        assert(e.code == ERR_CONFIG || e.code == ERR_LIMIT);
        return 0;
    }
    own = v->templates;
    v->templates = set;
    t = template_set_named(set, names[data[0] % COUNT(names)]);
    count = lint_text(t, strstr(t->name, ".html.") != NULL, v->setup.hosts, tell, &told);
    assert(count == told);
    fine = lint_overrides(v, &e);
    assert(fine ? count == 0 : e.code == ERR_CONFIG);
    v->templates = own;
    template_set_free(&set);
    return 0;
}
