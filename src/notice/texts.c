#include "notice/texts.h"

#include "notice/segments.h"

#define VALUES_BYTES ((size_t)512 << 10)
#define SUBJECT_BYTES 1024
#define SMS_BYTES 4096
#define VOICE_BYTES 8192
#define TEXT_BYTES ((size_t)24 << 10)
#define HTML_BYTES ((size_t)40 << 10)

/* What is being rendered. */
struct rendering {
    const struct texts_wish *wish;
    struct template_data data;
    enum notice_form form;
};

/* Without blanks and line ends around it. */
static struct span trimmed(struct span s)
{
    while (s.len > 0 && (s.at[0] == '\n' || s.at[0] == ' ')) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && (s.at[s.len - 1] == '\n' || s.at[s.len - 1] == ' ')) {
        s.len--;
    }
    return s;
}

static bool render(struct rendering *r, enum notice_kind kind, size_t cap, struct span *out,
                   struct err *e)
{
    const struct template_set *set = r->wish->voice->templates;
    struct buf to = {.at = arena_take(r->wish->arena, cap), .cap = cap};

    if (to.at == NULL) {
        return err_set(e, ERR_LIMIT, "no room for the texts of a notice");
    }
    if (!template_set_render(set, template_set_get(set, kind, r->form, r->wish->lang), &r->data,
                             template_to_buf(&to), e)) {
        return err_context(e, "%s.%s.%s", notice_kind_code(kind), notice_form_code(r->form),
                           lang_code(r->wish->lang));
    }
    *out = trimmed((struct span){.at = to.at, .len = to.len});
    return true;
}

/* --- short messages -------------------------------------------------------------------------------- */

static bool render_sms(const struct texts_wish *w, const struct brevity *b, struct span *out,
                       struct err *e)
{
    struct brevity brevity = *b;
    struct values *set = values_new(VALUES_BYTES);
    struct rendering r = {.wish = w, .form = NOTICE_FORM_SMS, .data = {.set = set}};
    bool rendered;

    if (set == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for the values of a notice");
    }
    brevity.gsm = w->lang == LANG_EN;
    r.data.root = values_of(set, w->voice, w->request, w->lang, &brevity, w->reference);
    rendered = render(&r, (enum notice_kind)w->request->facts->kind, SMS_BYTES, out, e);
    values_free(&set);
    return rendered;
}

/* The fewest segments, and of what takes no more than those the least shortened. */
static bool fit_sms(const struct texts_wish *w, struct notice_texts *out, struct err *e)
{
    struct span shortest = {.len = 0};
    size_t fewest;

    if (!render_sms(w, &brevities[brevity_count - 1], &shortest, e)) {
        return false;
    }
    fewest = segments_of(shortest).count;
    for (size_t i = 0; i < brevity_count; i++) {
        struct arena_mark mark = arena_mark(w->arena);
        struct segments s;

        if (!render_sms(w, &brevities[i], &out->form[NOTICE_FORM_SMS], e)) {
            return false;
        }
        s = segments_of(out->form[NOTICE_FORM_SMS]);
        out->sms_segments = s.count;
        out->sms_unicode = s.unicode;
        if (s.count <= fewest) {
            return true;
        }
        arena_release(w->arena, mark);
    }
    return err_set(e, ERR_BUG, "a short message has no shortest form");
}

/* --- the other forms ------------------------------------------------------------------------------- */

static bool render_long(const struct texts_wish *w, struct values *set, struct notice_texts *out,
                        struct err *e)
{
    enum notice_kind kind = (enum notice_kind)w->request->facts->kind;
    struct rendering r = {.wish = w,
                          .form = NOTICE_FORM_TEXT,
                          .data = {.set = set,
                                   .root = values_of(set, w->voice, w->request, w->lang,
                                                     &brevity_none, w->reference)}};

    if (!render(&r, NOTICE_KIND_COUNT, SUBJECT_BYTES, &out->subject, e) ||
        !render(&r, kind, TEXT_BYTES, &out->form[NOTICE_FORM_TEXT], e)) {
        return false;
    }
    r.form = NOTICE_FORM_HTML;
    if (!render(&r, kind, HTML_BYTES, &out->form[NOTICE_FORM_HTML], e)) {
        return false;
    }
    r.form = NOTICE_FORM_VOICE;
    return render(&r, kind, VOICE_BYTES, &out->form[NOTICE_FORM_VOICE], e);
}

bool texts_render(const struct texts_wish *w, struct notice_texts *out, struct err *e)
{
    struct values *set = values_new(VALUES_BYTES);
    struct notice_texts texts = {0};
    bool rendered;

    if (set == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for the values of a notice");
    }
    memcpy(texts.reference, w->reference, strnlen(w->reference, sizeof texts.reference - 1));
    rendered = fit_sms(w, &texts, e) && render_long(w, set, &texts, e);
    values_free(&set);
    if (rendered) {
        *out = texts;
    }
    return rendered;
}
