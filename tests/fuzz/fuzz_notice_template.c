/* Any text as an overriding template: refused, told of by the linter, or rendered; never anything else. The
 * first byte chooses which template it stands for. */
#include "notice/lint.h"

#include "notice/sample.h"

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
    struct err e = {0};
    size_t told = 0;
    size_t count;

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
    count = lint_all(v, tell, &told);
    assert(count == told);
    assert(lint_overrides(v, &e) == (count == 0));
    v->templates = own;
    template_set_free(&set);
    return 0;
}
