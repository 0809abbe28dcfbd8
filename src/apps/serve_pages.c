#include "apps/serve_pages.h"

#include "apps/brand_files.h"
#include "apps/mail_setup.h"
#include "apps/notice_setup.h"
#include "apps/serve_build.h"
#include "message/brand.h"
#include "notice/reference.h"
#include "service/announcements.h"
#include "service/notices.h"

#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#define PASTED_REFERENCES 3 /* looked up in one message */
#define SAMPLES_BYTES_MAX ((size_t)1 << 20)

/* Where the pages have their matter from; replaced as a whole when settings are read again. */
struct matter {
    struct store *store;
    struct fakes *fakes;
    struct brands *brands; /* for their names */
    struct arena *arena;   /* of the samples */
    bool has_samples;
    struct portal_sample samples[NOTICE_KIND_COUNT][LANG_COUNT];
};

struct pages {
    struct portal *portal;
    struct matter *matter;
    struct pages_reader reader;
    uint8_t check_key[CHECK_STATE_KEY];
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct portal_facts facts_of(const struct settings *s)
{
    const struct notice_settings *n = &s->notice;

    return (struct portal_facts){
        .service_name = {[LANG_EN] = n->service_name_en, [LANG_JA] = n->service_name_ja},
        .main_password = {[LANG_EN] = n->credential_name_en, [LANG_JA] = n->credential_name_ja},
        .home = n->service_home,
        .security_page = n->service_security_page,
        .check_page = n->check_page,
        .contact = n->service_contact,
        .mail_from = n->from,
        .mail_from_name = {[LANG_EN] = n->from_name_en, [LANG_JA] = n->from_name_ja},
        .hosts = n->hosts,
        .sms_from = n->sms_from,
        .sms_numbers = n->sms_numbers,
        .never_ask = n->never_ask,
        .time_zone = s->time_zone,
        .sms_free = n->sms_free,
        .lang = build_lang(s),
        .updated_ms = now_ms(),
    };
}

/* --- samples -------------------------------------------------------------------------------------- */

static bool keep_sample(struct matter *m, const struct notice_voice *v, enum notice_kind kind,
                        enum lang lang, struct err *e)
{
    struct portal_sample *out = &m->samples[kind][lang];
    struct arena *scratch = arena_new(NOTICE_ARENA);
    struct notice_texts t;
    bool ok = scratch != NULL && notice_sample(v, kind, lang, scratch, &t, e);

    if (scratch == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for samples of notices");
    }
    if (ok && !(arena_copy(m->arena, t.form[NOTICE_FORM_SMS], &out->sms) &&
                arena_copy(m->arena, t.subject, &out->subject) &&
                arena_copy(m->arena, t.form[NOTICE_FORM_TEXT], &out->text))) {
        ok = err_set(e, ERR_SYSTEM, "no memory for samples of notices");
    }
    arena_free(&scratch);
    return ok;
}

/* Made once from the same templates as notices: a page costs no composing. */
static bool make_samples(struct matter *m, const struct settings *s, struct err *e)
{
    const struct notice_setup setup = notice_setup_of(s, build_lang(s));
    struct notice_voice *voice = NULL;
    bool ok;

    if (setup.service_name[LANG_EN][0] == '\0' && setup.service_name[LANG_JA][0] == '\0') {
        return true;
    }
    ok = notice_voice_open(&setup, &voice, e);
    for (unsigned i = 0; ok && i < (unsigned)NOTICE_KIND_COUNT * LANG_COUNT; i++) {
        ok = keep_sample(m, voice, (enum notice_kind)(i / LANG_COUNT), (enum lang)(i % LANG_COUNT),
                         e);
    }
    notice_voice_free(&voice);
    m->has_samples = ok;
    return ok;
}

static bool sample(void *ctx, enum notice_kind kind, enum lang lang, struct arena *arena,
                   struct portal_sample *out, struct err *e)
{
    const struct matter *m = ctx;

    (void)arena;
    if (!m->has_samples) {
        return err_set(e, ERR_ABSENT, "there are no samples");
    }
    *out = m->samples[kind][lang];
    return true;
}

/* --- what the store holds ------------------------------------------------------------------------- */

/* A reference as it was typed, else the first of ours in a pasted message. */
static bool verify(void *ctx, struct span typed, struct notice_answer *out, struct err *e)
{
    struct matter *m = ctx;
    struct span rest = typed;
    char reference[NOTICE_REFERENCE_MAX];

    if (!notices_verify_in(m->store, typed, out, e)) {
        return false;
    }
    for (int i = 0; i < PASTED_REFERENCES && out->status != NOTICE_OURS; i++) {
        struct span found = {.at = reference};

        if (!reference_find(&rest, reference)) {
            return true;
        }
        found.len = strlen(reference);
        if (!notices_verify_in(m->store, found, out, e)) {
            return false;
        }
    }
    return true;
}

static struct span brand_name(void *ctx, struct span id, enum lang lang)
{
    const struct matter *m = ctx;
    const struct brand *b = brands_find(m->brands, id);

    if (b == NULL) {
        return SPAN("");
    }
    return lang == LANG_JA ? b->ja : b->en;
}

static bool announcements(void *ctx, portal_announcement *visit, void *visit_ctx, struct err *e)
{
    const struct matter *m = ctx;

    return announcements_visit(m->store, visit, visit_ctx, e);
}

/* --- life ----------------------------------------------------------------------------------------- */

static void matter_free(struct matter **m)
{
    if (*m != NULL) {
        arena_free(&(*m)->arena);
        brands_free(&(*m)->brands);
        free(*m);
        *m = NULL;
    }
}

static bool make_brands(struct matter *m, const struct settings *s, struct err *e)
{
    struct brand_files files = {0};
    bool ok = brand_files_add_dir(&files, s->brands_dir, e) &&
              brands_builtin(files.at, files.count, &m->brands, e);

    brand_files_free(&files);
    return ok;
}

static bool matter_new(const struct settings *s, struct store *store, struct fakes *fakes,
                       struct matter **out, struct err *e)
{
    struct matter *m = calloc(1, sizeof *m);

    if (m == NULL) {
        (void)err_set(e, ERR_SYSTEM, "no memory for the public pages");
        return false;
    }
    m->store = store;
    m->fakes = fakes;
    m->arena = arena_new(SAMPLES_BYTES_MAX);
    if (m->arena == NULL || !make_samples(m, s, e) || !make_brands(m, s, e)) {
        matter_free(&m);
        (void)err_context(e, "public pages");
        return false;
    }
    *out = m;
    return true;
}

static struct portal_source source_of(const struct pages *p, struct matter *m)
{
    struct portal_source source = {
        .ctx = m,
        .verify = verify,
        .announcements = announcements,
        .sample = sample,
        .brand = brand_name,
        .fakes = m->fakes,
        .desk = p->reader.desk,
        .store = m->store,
    };

    memcpy(source.check_key, p->check_key, sizeof source.check_key);
    return source;
}

bool pages_new(const struct settings *s, struct store *store, const struct pages_reader *reader,
               struct pages **out, struct err *e)
{
    struct portal_facts facts = facts_of(s);
    struct portal_source source;
    struct pages *p = calloc(1, sizeof *p);

    if (p == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for the public pages");
    }
    if (!mail_setup_of(s, facts.lang, &facts.mail, e) ||
        !matter_new(s, store, reader->fakes, &p->matter, e)) {
        pages_free(&p);
        return false;
    }
    p->reader = *reader;
    check_state_key(reader->notice_key, p->check_key);
    source = source_of(p, p->matter);
    if (!portal_new(&facts, &source, &p->portal, e)) {
        pages_free(&p);
        return false;
    }
    *out = p;
    return true;
}

bool pages_set(struct pages *p, const struct settings *s, struct err *e)
{
    struct portal_facts facts = facts_of(s);
    struct portal_source source;
    struct matter *now = NULL;

    if (!mail_setup_of(s, facts.lang, &facts.mail, e) ||
        !matter_new(s, p->matter->store, p->matter->fakes, &now, e)) {
        return false;
    }
    source = source_of(p, now);
    if (!portal_set(p->portal, &facts, &source, e)) {
        matter_free(&now);
        return false;
    }
    matter_free(&p->matter);
    p->matter = now;
    return true;
}

struct portal *pages_portal(struct pages *p)
{
    return p->portal;
}

void pages_free(struct pages **p)
{
    if (*p != NULL) {
        portal_free(&(*p)->portal);
        matter_free(&(*p)->matter);
        sodium_memzero((*p)->check_key, sizeof(*p)->check_key);
        free(*p);
        *p = NULL;
    }
}
