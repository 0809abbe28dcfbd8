/* What comes out of templates with sample facts. */
#include "notice/lint.h"

#include "base/memory.h"
#include "base/quote.h"
#include "notice/sample.h"
#include "notice/segments.h"
#include "notice/texts.h"

#define VALUES_BYTES ((size_t)512 << 10)
#define OUT_BYTES ((size_t)40 << 10)
#define VOICE_MAX 3000  /* bytes: about two minutes of speech */
#define SUBJECT_MAX 240 /* bytes */

#define K(kind) (1u << NOTICE_##kind)
#define F(form) (1u << NOTICE_FORM_##form)
#define EVERY 0xffffu
#define SIGNINS (K(SIGNIN) | K(REFUSED))
#define PLACED (SIGNINS | K(RESTRICTION))
#define MAIL (F(TEXT) | F(HTML))
#define ALIKE 3

/* One of `any` must be shown by these kinds in these forms. */
static const struct field {
    const char *any[ALIKE];
    unsigned kinds;
    unsigned forms;
} fields[] = {
    {{"service_name"}, EVERY, EVERY},
    {{"title"}, EVERY, EVERY},
    {{"account"}, EVERY, EVERY},
    {{"name"}, EVERY, EVERY},
    {{"member_id"}, EVERY, EVERY},
    {{"time"}, EVERY, EVERY},
    {{"first_time"}, K(DIGEST), EVERY},
    {{"first_time", "outcome_short", "what"}, K(WARNING), EVERY},
    {{"count", "title"}, K(DIGEST), EVERY},
    {{"service", "service_short"}, PLACED, EVERY},
    {{"client", "client_short"}, PLACED, EVERY},
    {{"place", "place_short"}, PLACED, EVERY},
    {{"reasons", "reasons_short"}, SIGNINS, EVERY},
    {{"benign", "benign_short"}, EVERY & ~(K(TEST) | K(WARNING)), EVERY},
    {{"cause", "title"}, K(CODE), EVERY},
    {{"credential", "title"}, K(CREDENTIAL), EVERY},
    {{"outcome"}, EVERY, MAIL | F(VOICE)},
    {{"outcome", "outcome_short"}, K(CODE) | K(TEST) | K(WARNING), F(SMS)},
    {{"outcome", "outcome_short", "title"}, K(RESTRICTION), F(SMS)},
    {{"what"}, EVERY, MAIL},
    {{"if_you", "if_you_short"}, EVERY, EVERY},
    {{"if_not", "if_not_short"}, EVERY & ~K(TEST), EVERY},
    {{"if_not"}, K(TEST), MAIL | F(VOICE)},
    {{"security_page", "security_host"}, EVERY, MAIL},
    {{"contact"}, EVERY, MAIL},
    {{"never", "never_text"}, EVERY, MAIL},
    {{"from"}, EVERY, MAIL},
    {{"reference", "reference_spoken"}, EVERY, EVERY},
    {{"check_page", "check_host"}, EVERY, EVERY},
};

static const struct field subject_fields[] = {{{"service_name"}, EVERY, EVERY},
                                              {{"title"}, EVERY, EVERY}};

/* One template rendered in one language. */
struct look {
    const struct notice_voice *v; /* the sample's */
    const struct set_template *t;
    const char *file; /* whom a mistake is told of */
    enum notice_kind kind;
    enum notice_form form;
    enum lang lang;
    char *room; /* OUT_BYTES for what comes out */
    lint_tell *tell;
    void *ctx;
    size_t count;
};

static void complain(struct look *l, const char *expected, struct span came)
{
    char bytes[1024];
    struct buf text = {.at = bytes, .cap = sizeof bytes - 1};

    buf_addf(&text, "%s:1:1: expected %s, came %s (%s.%s.%s with sample facts)", l->file, expected,
             quote(came).text, notice_kind_code(l->kind), notice_form_code(l->form),
             lang_code(l->lang));
    bytes[text.len] = '\0';
    l->tell(l->ctx, bytes);
    l->count++;
}

/* --- mandatory fields ------------------------------------------------------------------------------ */

static bool contains(struct span text, struct span part)
{
    for (; text.len >= part.len; text = (struct span){.at = text.at + 1, .len = text.len - 1}) {
        if (memcmp(text.at, part.at, part.len) == 0) {
            return true;
        }
    }
    return false;
}

static struct span mark_of(const char *name, struct buf *bytes)
{
    bytes->len = 0;
    buf_addf(bytes, "\001%s\002", name);
    return (struct span){.at = bytes->at, .len = bytes->len};
}

static bool is_wanted(const struct look *l, const struct field *f)
{
    return (f->kinds & 1u << l->kind) != 0 && (f->forms & 1u << l->form) != 0;
}

/* A mark in place of the field's value, so that nothing else can look like it. */
static void put_marks(const struct field *f, struct values *set, struct value *root)
{
    for (size_t i = 0; i < ALIKE && f->any[i] != NULL; i++) {
        char bytes[64];
        struct buf text = BUF_ON(bytes);
        struct value *mark = value_text(set, mark_of(f->any[i], &text));

        if (value_kind(value_member(root, (struct span){f->any[i], strlen(f->any[i])})) ==
            VALUE_LIST) {
            struct value *list = value_list(set);

            value_add(set, list, mark);
            mark = list;
        }
        value_set(set, root, f->any[i], mark);
    }
}

static bool is_shown(const struct field *f, struct span rendered)
{
    for (size_t i = 0; i < ALIKE && f->any[i] != NULL; i++) {
        char bytes[64];
        struct buf text = BUF_ON(bytes);

        if (contains(rendered, mark_of(f->any[i], &text))) {
            return true;
        }
    }
    return false;
}

static void look_for_fields(struct look *l, const struct field *wanted, size_t count,
                            struct span rendered)
{
    for (size_t i = 0; i < count; i++) {
        char bytes[96];
        struct buf hole = {.at = bytes, .cap = sizeof bytes - 1};

        if (is_wanted(l, &wanted[i]) && !is_shown(&wanted[i], rendered)) {
            for (size_t k = 0; k < ALIKE && wanted[i].any[k] != NULL; k++) {
                buf_addf(&hole, "%s{{%s}}", k == 0 ? "" : " or ", wanted[i].any[k]);
            }
            bytes[hole.len] = '\0';
            complain(l, bytes, SPAN("a text that never shows it"));
        }
    }
}

static bool render(struct look *l, struct values *set, const struct value *root, struct span *out)
{
    struct template_data data = {.set = set, .root = root};
    struct buf to = {.at = l->room, .cap = OUT_BYTES};
    struct err e = {0};

    if (!template_set_render(l->v->templates, l->t, &data, template_to_buf(&to), &e)) {
        complain(l, "a text that can be written", (struct span){e.text, strlen(e.text)});
        return false;
    }
    *out = (struct span){.at = l->room, .len = to.len};
    return true;
}

static void look_at_marked(struct look *l, struct values *set, const struct sample *s)
{
    bool subject = l->t == template_set_get(l->v->templates, NOTICE_KIND_COUNT, l->form, l->lang);
    const struct field *wanted = subject ? subject_fields : fields;
    size_t count = subject ? COUNT(subject_fields) : COUNT(fields);
    struct value *root =
        values_of(set, l->v, &s->request, l->lang, &brevity_none, SAMPLE_REFERENCE);
    struct span rendered;

    for (size_t i = 0; i < count; i++) {
        if (is_wanted(l, &wanted[i])) {
            put_marks(&wanted[i], set, root);
        }
    }
    if (render(l, set, root, &rendered)) {
        look_for_fields(l, wanted, count, rendered);
    }
}

/* --- what comes out -------------------------------------------------------------------------------- */

static void look_for_links(struct look *l, struct span text)
{
    static const struct span scheme = SPAN_INIT("http");

    for (size_t i = 0; i + 8 < text.len; i++) {
        struct span url = {.at = text.at + i, .len = text.len - i};
        size_t end = 0;
        bool secure = url.at[4] == 's';

        if (memcmp(url.at, scheme.at, scheme.len) != 0 ||
            memcmp(url.at + (secure ? 5 : 4), "://", 3) != 0) {
            continue;
        }
        while (end < url.len && url.at[end] > ' ' && url.at[end] <= '~' &&
               strchr("\"'<>", url.at[end]) == NULL) {
            end++;
        }
        url.len = end;
        if (end > 8 && !lint_is_published(url, l->v->setup.hosts)) {
            complain(l, "https:// and a host of notice_hosts", url);
        }
    }
}

static void look_at_length(struct look *l, struct span text)
{
    size_t max = l->form == NOTICE_FORM_VOICE ? VOICE_MAX : OUT_BYTES;

    if (l->t == template_set_get(l->v->templates, NOTICE_KIND_COUNT, l->form, l->lang)) {
        max = SUBJECT_MAX;
        if (text.len > 1 && memchr(text.at, '\n', text.len - 1) != NULL) {
            complain(l, "one line", SPAN("several"));
        }
    }
    if (text.len > max) {
        char bytes[40];
        struct buf expected = {.at = bytes, .cap = sizeof bytes - 1};

        buf_addf(&expected, "at most %zu bytes", max);
        bytes[expected.len] = '\0';
        complain(l, bytes, SPAN("more"));
    }
}

/* As short as it can be made. */
static void look_at_segments(struct look *l, struct values *set, const struct sample *s)
{
    struct brevity shortest = brevities[brevity_count - 1];
    struct segments took;
    struct span text;
    size_t max;

    shortest.gsm = l->lang == LANG_EN;
    if (!render(l, set, values_of(set, l->v, &s->request, l->lang, &shortest, SAMPLE_REFERENCE),
                &text)) {
        return;
    }
    text.len -= text.len > 0 && text.at[text.len - 1] == '\n';
    took = segments_of(text);
    max = took.unicode ? LINT_SMS_UCS2_MAX : LINT_SMS_GSM_MAX;
    if (took.count > max) {
        char expected_bytes[64];
        struct buf expected = {.at = expected_bytes, .cap = sizeof expected_bytes - 1};
        char came_bytes[64];
        struct buf came = BUF_ON(came_bytes);

        buf_addf(&expected, "at most %zu short messages", max);
        expected_bytes[expected.len] = '\0';
        buf_addf(&came, "%zu, %zu characters", took.count, took.units);
        complain(l, expected_bytes, (struct span){.at = came_bytes, .len = came.len});
    }
}

static void look_at_one(struct look *l)
{
    struct values *set = values_new(VALUES_BYTES);
    struct values *marked = values_new(VALUES_BYTES);
    struct span text;
    struct sample s;

    if (set == NULL || marked == NULL) {
        complain(l, "memory", SPAN("none"));
    } else {
        sample_fill(&s, l->v, l->kind, l->lang);
        look_at_marked(l, marked, &s);
        if (render(l, set,
                   values_of(set, l->v, &s.request, l->lang, &brevity_none, SAMPLE_REFERENCE),
                   &text)) {
            look_for_links(l, text);
            look_at_length(l, text);
        }
        if (l->form == NOTICE_FORM_SMS) {
            look_at_segments(l, set, &s);
        }
    }
    values_free(&set);
    values_free(&marked);
}

/* --- which templates ------------------------------------------------------------------------------- */

/* Finds an overriding template among a template and what it includes. */
struct search {
    const struct template_set *set;
    const struct set_template *queue[64];
    size_t count;
};

static void enqueue(void *ctx, const struct template_field *f)
{
    struct search *s = ctx;
    const struct set_template *t;

    if (f->use != TEMPLATE_INCLUDES || s->count == COUNT(s->queue)) {
        return;
    }
    t = template_set_partial(s->set, f->name, s->queue[0]);
    for (size_t i = 0; i < s->count && t != NULL; i++) {
        t = s->queue[i] == t ? NULL : t;
    }
    if (t != NULL) {
        s->queue[s->count++] = t;
    }
}

static const struct set_template *find_override(const struct look *l)
{
    struct search s = {.set = l->v->templates, .queue = {l->t}, .count = 1};

    for (size_t i = 0; i < s.count; i++) {
        if (s.queue[i]->overridden) {
            return s.queue[i];
        }
        template_fields(s.queue[i]->compiled, enqueue, &s);
    }
    return NULL;
}

struct wish {
    bool overrides_only;
    lint_tell *tell;
    void *ctx;
};

/* Its own text, when nobody looked at it yet: partials are looked at with the first that includes them. */
static size_t look_at_texts(const struct notice_voice *v, const struct wish *w)
{
    size_t count = 0;

    for (size_t i = 0; notice_embedded[i].name != NULL; i++) {
        const struct set_template *t = template_set_named(v->templates, notice_embedded[i].name);

        if (t->overridden || !w->overrides_only) {
            count +=
                lint_text(t, strstr(t->name, ".html.") != NULL, v->setup.hosts, w->tell, w->ctx);
        }
    }
    return count;
}

static size_t look_at_kind(struct look *l, const struct wish *w)
{
    const struct set_template *override = find_override(l);

    if (override == NULL && w->overrides_only) {
        return 0;
    }
    l->file = override != NULL ? override->file : l->t->file;
    look_at_one(l);
    return l->count;
}

static size_t look_at_all(const struct notice_voice *v, const struct wish *w)
{
    static const unsigned subject =
        NOTICE_FORM_COUNT; /* one more round: the subject of each kind */
    struct notice_voice voice = sample_voice(v);
    char *room = memory_new(OUT_BYTES, 1);
    size_t count = look_at_texts(v, w);

    for (unsigned i = 0; i < NOTICE_KIND_COUNT * LANG_COUNT * (NOTICE_FORM_COUNT + 1); i++) {
        unsigned form = i % (NOTICE_FORM_COUNT + 1);
        unsigned rest = i / (NOTICE_FORM_COUNT + 1);
        struct look l = {.v = &voice,
                         .kind = (enum notice_kind)(rest / LANG_COUNT),
                         .lang = (enum lang)(rest % LANG_COUNT),
                         .form = form == subject ? NOTICE_FORM_TEXT : (enum notice_form)form,
                         .room = room,
                         .tell = w->tell,
                         .ctx = w->ctx};

        l.t = template_set_get(v->templates, form == subject ? NOTICE_KIND_COUNT : l.kind, l.form,
                               l.lang);
        count += look_at_kind(&l, w);
    }
    memory_free(room);
    return count;
}

size_t lint_all(const struct notice_voice *v, lint_tell *tell, void *ctx)
{
    return look_at_all(v, &(struct wish){false, tell, ctx});
}

static void keep_first(void *ctx, const char *sentence)
{
    struct err *e = ctx;

    if (e->code == ERR_NONE) {
        (void)err_set(e, ERR_CONFIG, "%s", sentence);
    }
}

bool lint_overrides(const struct notice_voice *v, struct err *e)
{
    struct err first = {0};

    if (look_at_all(v, &(struct wish){true, keep_first, &first}) == 0) {
        return true;
    }
    *e = first;
    return false;
}
