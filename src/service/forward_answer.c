#include "service/forward_answer.h"

#include "notice/mime.h"
#include "words/defang.h"
#include "words/evidence.h"
#include "words/forward.h"
#include "words/words.h"

#define TEXT_MAX ((size_t)192 * 1024)
#define HTML_MAX ((size_t)256 * 1024)
#define MAIL_MAX ((size_t)768 * 1024)
#define LINE_MAX ((size_t)9 * WORDS_MAX) /* one sentence made harmless */

enum shape {
    SHAPE_HEADING,
    SHAPE_PARAGRAPH,
    SHAPE_ITEM,
};

/* The same words twice: as text and as HTML. */
struct writer {
    const struct forward_answer *a;
    struct buf text;
    struct buf html;
    char *sentence; /* WORDS_MAX bytes */
    char *harmless; /* LINE_MAX bytes */
};

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void put_html(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case '&':
            buf_add(out, SPAN("&amp;"));
            break;
        case '<':
            buf_add(out, SPAN("&lt;"));
            break;
        case '>':
            buf_add(out, SPAN("&gt;"));
            break;
        case '"':
            buf_add(out, SPAN("&quot;"));
            break;
        default:
            buf_add(out, (struct span){.at = text.at + i, .len = 1});
        }
    }
}

static void put(struct writer *w, enum shape shape, struct span words)
{
    static const struct {
        struct span text;
        struct span open;
        struct span close;
    } shapes[] = {
        [SHAPE_HEADING] = {SPAN_INIT("\n"), SPAN_INIT("<h2>"), SPAN_INIT("</h2>\n")},
        [SHAPE_PARAGRAPH] = {SPAN_INIT(""), SPAN_INIT("<p>"), SPAN_INIT("</p>\n")},
        [SHAPE_ITEM] = {SPAN_INIT("- "), SPAN_INIT("<p>- "), SPAN_INIT("</p>\n")},
    };

    buf_add(&w->text, shapes[shape].text);
    buf_add(&w->text, words);
    buf_add(&w->text, SPAN("\n"));
    buf_add(&w->html, shapes[shape].open);
    put_html(&w->html, words);
    buf_add(&w->html, shapes[shape].close);
}

/* What may hold words of the message. */
static void put_harmless(struct writer *w, enum shape shape, struct span words)
{
    struct buf out = {.at = w->harmless, .cap = LINE_MAX};

    defang_text(&out, words);
    put(w, shape, (struct span){.at = out.at, .len = out.len});
}

static void put_text(struct writer *w, enum shape shape, enum forward_text t)
{
    put(w, shape, text_of(words_forward_entry(t)->text[w->a->lang]));
}

/* --- its parts ---------------------------------------------------------------------------------- */

static void put_evidence(struct writer *w)
{
    const struct verdict *v = w->a->verdict;

    if (v->evidence.count > 0) {
        put_text(w, SHAPE_HEADING, FORWARD_EVIDENCE);
    }
    for (size_t i = 0; i < v->evidence.count; i++) {
        const struct evidence *e = &v->evidence.at[i];
        const char *brand = strcmp(v->brand, e->brand) == 0 ? v->brand_name[w->a->lang] : e->brand;
        struct buf one = {.at = w->sentence, .cap = WORDS_MAX};

        words_evidence(&one, w->a->lang, e, text_of(brand));
        put_harmless(w, SHAPE_ITEM, (struct span){.at = one.at, .len = one.len});
    }
}

static void put_advice(struct writer *w)
{
    const struct verdict *v = w->a->verdict;
    enum lang l = w->a->lang;
    struct buf one = {.at = w->sentence, .cap = WORDS_MAX};

    put(w, SHAPE_HEADING, text_of(words_check_label(l, CHECK_ADVICE)));
    words_advice(&one, l, v);
    put_harmless(w, SHAPE_PARAGRAPH, (struct span){.at = one.at, .len = one.len});
    for (unsigned r = 0; v->code != VERDICT_GENUINE && r < REGRET_COUNT; r++) {
        put(w, SHAPE_HEADING, text_of(words_regret(l, (enum regret)r)));
        put(w, SHAPE_PARAGRAPH, text_of(words_regret_advice(l, (enum regret)r)));
    }
}

static void put_stated(struct writer *w)
{
    struct buf harmless = {.at = w->harmless, .cap = LINE_MAX};
    struct buf one = {.at = w->sentence, .cap = WORDS_MAX};
    struct arg arg = {.name = "on"};

    if (w->a->stated.len == 0 || w->a->stated.len > WORDS_MAX / 16) {
        return;
    }
    defang_text(&harmless, w->a->stated);
    arg.text = (struct span){.at = harmless.at, .len = harmless.len};
    catalogue_put(&one, words_forward_entry(FORWARD_STATES)->text[w->a->lang], &arg, 1);
    put(w, SHAPE_PARAGRAPH, (struct span){.at = one.at, .len = one.len});
}

static void put_verdict(struct writer *w)
{
    const struct verdict *v = w->a->verdict;
    enum lang l = w->a->lang;
    struct buf one = {.at = w->sentence, .cap = WORDS_MAX};

    put_text(w, SHAPE_PARAGRAPH, FORWARD_INTRO);
    put(w, SHAPE_HEADING, text_of(words_verdict(l, v->code)));
    words_verdict_why(&one, l, v);
    put_harmless(w, SHAPE_PARAGRAPH, (struct span){.at = one.at, .len = one.len});
    put_stated(w);
    put_advice(w);
    put_evidence(w);
    if (w->a->reseller) {
        put_text(w, SHAPE_HEADING, FORWARD_HANDOUT);
        put(w, SHAPE_PARAGRAPH, text_of(words_forward_handout(v->code)->text[l]));
    }
}

static void put_foot(struct writer *w)
{
    struct buf one = {.at = w->sentence, .cap = WORDS_MAX};
    struct arg arg = {.name = "contact", .text = w->a->contact};

    put(w, SHAPE_PARAGRAPH, SPAN("-- "));
    if (w->a->verdict != NULL) {
        put_text(w, SHAPE_PARAGRAPH, FORWARD_KEPT);
    }
    put_text(w, SHAPE_PARAGRAPH, FORWARD_PROGRAM);
    if (arg.text.len > 0) {
        catalogue_put(&one, words_forward_entry(FORWARD_CONTACT)->text[w->a->lang], &arg, 1);
        put(w, SHAPE_PARAGRAPH, (struct span){.at = one.at, .len = one.len});
    }
}

static struct span service_of(const struct forward_answer *a)
{
    return a->service.len > 0 ? a->service
                              : text_of(words_forward_entry(FORWARD_THIS_SERVICE)->text[a->lang]);
}

static void put_subject(const struct forward_answer *a, struct buf *out)
{
    enum forward_text t = a->verdict == NULL ? FORWARD_SUBJECT_NOTHING : FORWARD_SUBJECT;
    const char *verdict = a->verdict == NULL ? "" : words_verdict(a->lang, a->verdict->code);
    const struct arg args[] = {{"service", service_of(a)}, {"on", text_of(verdict)}};

    catalogue_put(out, words_forward_entry(t)->text[a->lang], args, COUNT(args));
}

/* --- the mail ----------------------------------------------------------------------------------- */

static bool writer_open(struct writer *w, const struct forward_answer *a, struct arena *arena)
{
    *w = (struct writer){.a = a,
                         .text = {.at = arena_take(arena, TEXT_MAX), .cap = TEXT_MAX},
                         .html = {.at = arena_take(arena, HTML_MAX), .cap = HTML_MAX},
                         .sentence = arena_take(arena, WORDS_MAX),
                         .harmless = arena_take(arena, LINE_MAX)};
    return w->text.at != NULL && w->html.at != NULL && w->sentence != NULL && w->harmless != NULL;
}

static void write_all(struct writer *w)
{
    buf_addf(&w->html,
             "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"format-detection\" content=\"telephone=no\"></head>\n<body>\n",
             lang_code(w->a->lang));
    if (w->a->verdict != NULL) {
        put_verdict(w);
    } else {
        put_text(w, SHAPE_PARAGRAPH, FORWARD_NOTHING);
        put_text(w, SHAPE_PARAGRAPH, FORWARD_HOW);
    }
    put_foot(w);
    buf_add(&w->html, SPAN("</body></html>\n"));
}

bool forward_answer_print(const struct forward_answer *a, struct arena *arena, struct span *out,
                          struct err *e)
{
    struct buf mail = {.at = arena_take(arena, MAIL_MAX), .cap = MAIL_MAX};
    char *subject_bytes = arena_take(arena, WORDS_MAX);
    struct buf subject = {.at = subject_bytes, .cap = WORDS_MAX};
    struct writer w;
    struct mime_mail m = {.from_name = service_of(a),
                          .from = a->from,
                          .to = a->to,
                          .id = a->id,
                          .lang = lang_code(a->lang),
                          .at_ms = a->at_ms,
                          .offset_ms = a->offset_ms,
                          .reply = true,
                          .answers = a->answers};

    if (mail.at == NULL || subject_bytes == NULL || !writer_open(&w, a, arena)) {
        return err_set(e, ERR_LIMIT, "no room for an answer");
    }
    put_subject(a, &subject);
    write_all(&w);
    m.subject = (struct span){.at = subject.at, .len = subject.len};
    if (!buf_span(&w.text, &m.text, e) || !buf_span(&w.html, &m.html, e)) {
        return false;
    }
    mime_print(&mail, &m);
    return buf_span(&mail, out, e);
}
