/* The registry as a whole: drafts and facts to an immutable index, and what a host is to a brand. */
#include "message/brand_index.h"

#include "base/memory.h"
#include "base/quote.h"

#define REGISTRY_MEMORY_MAX 67108864 /* bytes; 64 files of a megabyte, or fewer of many facts */

/* --- checks of a whole brand --------------------------------------------------------------------------- */

static size_t rows_end(const struct registry_text *t, size_t draft)
{
    return draft + 1 < t->draft_count ? t->drafts[draft + 1].first_row : t->row_count;
}

static bool lies_in(const struct registry_text *t, uint32_t brand, struct span name,
                    unsigned kinds_allowed)
{
    struct host h;
    struct err ignored;

    if (!host_from_name(name, &h, &ignored)) {
        return false;
    }
    for (size_t i = t->drafts[brand].first_row; i < rows_end(t, brand); i++) {
        if ((kinds_allowed & 1u << t->rows[i].kind) != 0 && host_within(&h, t->rows[i].fact.text)) {
            return true;
        }
    }
    return false;
}

static bool row_check(const struct registry_text *t, const struct fact_row *row, struct err *e)
{
    const unsigned own = 1u << BRAND_DOMAIN | 1u << BRAND_HOST;
    const unsigned used = own | 1u << BRAND_USES;
    const struct brand *b = &t->drafts[row->brand].brand;
    struct span text = row->fact.text;
    struct span user;
    struct host h;
    bool fits = true;

    if (row->kind == BRAND_OPEN) {
        fits = lies_in(t, row->brand, text, own);
    } else if (row->kind == BRAND_SENDER) {
        fits = span_cut(&text, '@', &user) && lies_in(t, row->brand, text, used);
    } else if (row->kind == BRAND_PAGE) {
        fits = host_from_url(text, &h, e) && lies_in(t, row->brand, host_name(&h), own);
    }
    return fits || err_set(e, ERR_CONFIG, "%.*s:%u: expected a host of the brand's own, came %s",
                           (int)b->origin.len, b->origin.at, row->line, quote(row->fact.text).text);
}

static bool draft_check(const struct registry_text *t, size_t i, struct err *e)
{
    const struct draft *d = &t->drafts[i];
    bool own = false;

    for (size_t k = d->first_row; k < rows_end(t, i); k++) {
        own = own || t->rows[k].kind == BRAND_DOMAIN || t->rows[k].kind == BRAND_HOST;
    }
    return (d->brand.en.len > 0 && d->brand.kind.len > 0 && own) ||
           err_set(e, ERR_CONFIG, "%.*s:%u: expected en, kind and a domain or host in brand %s",
                   (int)d->brand.origin.len, d->brand.origin.at, d->line, quote(d->brand.id).text);
}

static bool text_check(const struct registry_text *t, const struct fault_sink *sink)
{
    struct err e = {0};

    for (size_t i = 0; i < t->draft_count; i++) {
        if (!t->drafts[i].dropped && !draft_check(t, i, &e) && !sink->say(sink->ctx, &e)) {
            return false;
        }
    }
    for (size_t i = 0; i < t->row_count; i++) {
        if (!t->drafts[t->rows[i].brand].dropped && !row_check(t, &t->rows[i], &e) &&
            !sink->say(sink->ctx, &e)) {
            return false;
        }
    }
    return true;
}

/* --- from drafts to brands -------------------------------------------------------------------------------- */

/* The facts of one brand by kind, each kind in file order: its rows lie together. */
static bool facts_fill(struct brands *b, const struct registry_text *t, size_t draft,
                       struct brand *brand)
{
    size_t first = t->drafts[draft].first_row;
    size_t end = rows_end(t, draft);
    struct brand_fact *at = arena_take(b->arena, (end - first + 1) * sizeof *at);

    if (at == NULL) {
        return false;
    }
    for (unsigned kind = 0; kind < BRAND_FACT_KINDS; kind++) {
        brand->facts[kind].at = at;
        for (size_t i = first; i < end; i++) {
            if (t->rows[i].kind == kind) {
                *at++ = t->rows[i].fact;
                brand->facts[kind].count++;
            }
        }
    }
    return true;
}

/* Drops what was replaced and gives every row its brand's place in the list. */
static bool list_make(struct brands *b, struct registry_text *t)
{
    size_t kept = 0;

    b->list = memory_new(t->draft_count + 1, sizeof *b->list);
    for (size_t i = 0; i < t->draft_count; i++) {
        struct draft *d = &t->drafts[i];
        size_t end = rows_end(t, i);

        if (d->dropped) {
            continue;
        }
        d->brand.index = (uint16_t)b->count;
        d->brand.ja = d->brand.ja.len > 0 ? d->brand.ja : d->brand.en;
        if (!facts_fill(b, t, i, &d->brand)) {
            return false;
        }
        for (size_t k = d->first_row; k < end; k++) {
            t->rows[kept] = t->rows[k];
            t->rows[kept++].brand = (uint32_t)b->count;
        }
        b->list[b->count++] = d->brand;
    }
    t->row_count = kept;
    return true;
}

/* --- hosts ----------------------------------------------------------------------------------------------- */

static bool is_own_kind(enum brand_fact_kind kind)
{
    return kind == BRAND_DOMAIN || kind == BRAND_HOST;
}

static bool is_host_kind(enum brand_fact_kind kind)
{
    return kind == BRAND_DOMAIN || kind == BRAND_HOST || kind == BRAND_USES || kind == BRAND_OPEN ||
           kind == BRAND_MAILBOXES;
}

static uint32_t run_hash(struct span name)
{
    char bytes[HOST_MAX];

    for (size_t i = 0; i < name.len; i++) {
        bytes[i] = name.at[i];
        if (bytes[i] == '-') {
            bytes[i] = '.';
        }
    }
    return index_hash((struct span){.at = bytes, .len = name.len});
}

static void hosts_make(struct brands *b, const struct registry_text *t)
{
    b->hosts = memory_new(t->row_count + 1, sizeof *b->hosts);
    for (size_t i = 0; i < t->row_count; i++) {
        const struct fact_row *row = &t->rows[i];

        if (!is_host_kind(row->kind)) {
            continue;
        }
        b->hosts[b->host_count] =
            (struct host_fact){.name = row->fact.text, .brand = row->brand, .kind = row->kind};
        index_add(&b->by_host, index_hash(row->fact.text), (uint32_t)b->host_count);
        if (is_own_kind(row->kind)) {
            index_add(&b->by_run, run_hash(row->fact.text), (uint32_t)b->host_count);
        }
        b->host_count++;
    }
    index_seal(&b->by_host);
    index_seal(&b->by_run);
}

/* The fact before hosts[i] that states the same name as own; NULL when there is none. */
static const struct host_fact *host_twin(const struct brands *b, size_t i)
{
    const struct host_fact *mine = &b->hosts[i];
    const struct index_item *at = index_first(&b->by_host, index_hash(mine->name));

    for (; at != NULL && at->value < i; at = index_after(&b->by_host, at)) {
        const struct host_fact *other = &b->hosts[at->value];

        if (is_own_kind(other->kind) && span_eq(other->name, mine->name)) {
            return other;
        }
    }
    return NULL;
}

/* A domain or host is one brand's own. */
static bool hosts_check(const struct brands *b, const struct fault_sink *sink)
{
    for (size_t i = 0; i < b->host_count; i++) {
        const struct host_fact *mine = &b->hosts[i];
        const struct host_fact *twin = is_own_kind(mine->kind) ? host_twin(b, i) : NULL;
        struct err e = {0};

        if (twin == NULL) {
            continue;
        }
        (void)err_set(&e, ERR_CONFIG, "%s is stated as own by %s and by %s", quote(mine->name).text,
                      quote(b->list[twin->brand].id).text, quote(b->list[mine->brand].id).text);
        if (!sink->say(sink->ctx, &e)) {
            return false;
        }
    }
    return true;
}

static void ids_make(struct brands *b)
{
    for (size_t i = 0; i < b->count; i++) {
        index_add(&b->by_id, index_hash(b->list[i].id), (uint32_t)i);
    }
    index_seal(&b->by_id);
}

/* --- names and tokens --------------------------------------------------------------------------------------- */

static bool pattern_text(struct brands *b, struct span text, bool shape, struct span *out)
{
    char bytes[4 * BRAND_NAME_MAX];
    char joined_bytes[4 * BRAND_NAME_MAX];
    char shaped[4 * BRAND_NAME_MAX];
    struct buf joined = BUF_ON(joined_bytes);
    struct buf folded = BUF_ON(bytes);
    struct buf skeleton = BUF_ON(shaped);
    struct span made;

    text_fold(text, &folded);
    made = (struct span){.at = folded.at, .len = folded.len};
    if (shape) {
        text_join(made, &joined);
        made = (struct span){.at = joined.at, .len = joined.len};
        skeleton_make(b->skeletons, made, &skeleton);
        made = (struct span){.at = skeleton.at, .len = skeleton.len};
    }
    return arena_copy(b->arena, made, out);
}

static bool patterns_make(struct brands *b, const struct registry_text *t,
                          enum brand_fact_kind kind, bool shape, struct matcher *m)
{
    struct pattern *at = memory_new(t->row_count + 1, sizeof *at);
    size_t count = 0;

    for (size_t i = 0; i < t->row_count; i++) {
        const struct fact_row *row = &t->rows[i];
        struct pattern p = {.name = row->bare,
                            .brand = row->brand,
                            .open_left = row->open_left,
                            .open_right = row->open_right,
                            .exact = row->exact};

        if (row->kind != kind || (shape && row->bare.len < 4)) {
            continue;
        }
        if (!pattern_text(b, row->bare, shape, &p.text)) {
            memory_free(at);
            return false;
        }
        at[count++] = p;
    }
    matcher_make(m, at, count);
    return true;
}

/* Patterns are sorted: equal ones are neighbours. */
static bool patterns_check(const struct brands *b, const struct matcher *m,
                           const struct fault_sink *sink)
{
    struct err e = {0};

    for (size_t i = 1; i < m->count; i++) {
        if (span_eq(m->at[i].text, m->at[i - 1].text)) {
            (void)err_set(&e, ERR_CONFIG, "%s is a name or token of %s and of %s",
                          quote(m->at[i].text).text, quote(b->list[m->at[i - 1].brand].id).text,
                          quote(b->list[m->at[i].brand].id).text);
            if (!sink->say(sink->ctx, &e)) {
                return false;
            }
        }
    }
    return true;
}

/* Each token, and each token less one letter, leads to the token. (Mor and Fraenkel 1982) */
static void deletions_make(struct brands *b)
{
    char bytes[BRAND_NAME_MAX];

    for (size_t i = 0; i < b->tokens.count; i++) {
        struct span s = b->tokens.at[i].text;

        if (b->tokens.at[i].exact || s.len < 5) {
            continue;
        }
        index_add(&b->by_deletion, index_hash(s), (uint32_t)i);
        for (size_t gap = 0; gap < s.len; gap++) {
            memcpy(bytes, s.at, gap);
            memcpy(bytes + gap, s.at + gap + 1, s.len - gap - 1);
            index_add(&b->by_deletion, index_hash((struct span){.at = bytes, .len = s.len - 1}),
                      (uint32_t)i);
        }
    }
    index_seal(&b->by_deletion);
}

static bool matchers_make(struct brands *b, const struct registry_text *t,
                          const struct fault_sink *sink, struct err *e)
{
    if (!patterns_make(b, t, BRAND_NAME, false, &b->names) ||
        !patterns_make(b, t, BRAND_NAME, true, &b->name_shapes) ||
        !patterns_make(b, t, BRAND_TOKEN, false, &b->tokens) ||
        !patterns_make(b, t, BRAND_TOKEN, true, &b->token_shapes)) {
        return err_set(e, ERR_CONFIG, "the brand files state too much");
    }
    deletions_make(b);
    return (patterns_check(b, &b->names, sink) && patterns_check(b, &b->tokens, sink)) ||
           err_set(e, ERR_CONFIG, "a name or token has two brands");
}

/* --- making one ------------------------------------------------------------------------------------------------ */

static bool keep_first(void *ctx, const struct err *fault)
{
    struct err *e = ctx;

    *e = *fault;
    return false;
}

static bool read_all(struct registry_text *t, const struct brand_file *files, size_t count,
                     const struct fault_sink *sink)
{
    for (size_t i = 0; i < count; i++) {
        if (!brand_file_read(t, &files[i], (unsigned)i, sink)) {
            return false;
        }
    }
    return text_check(t, sink);
}

static bool index_all(struct brands *b, struct registry_text *t, const struct fault_sink *sink,
                      struct err *e)
{
    b->skeletons = skeletons_new();
    if (b->skeletons == NULL) {
        return err_set(e, ERR_SYSTEM, "ICU has no table of look-alike characters");
    }
    if (!list_make(b, t)) {
        return err_set(e, ERR_CONFIG, "the brand files state too much");
    }
    hosts_make(b, t);
    ids_make(b);
    /* The sink keeps the more exact sentence. */
    return matchers_make(b, t, sink, &(struct err){0}) && hosts_check(b, sink);
}

/* Whole or with all faults told; *out is NULL when the sink stopped it. */
static bool registry_make(const struct brand_file *files, size_t count,
                          const struct fault_sink *sink, struct brands **out, struct err *e)
{
    struct brands *b = memory_new(1, sizeof *b);
    struct registry_text t = {0};
    bool made;

    b->arena = arena_new(REGISTRY_MEMORY_MAX);
    t.arena = b->arena;
    made = b->arena != NULL && read_all(&t, files, count, sink) && index_all(b, &t, sink, e);
    memory_free(t.drafts);
    memory_free(t.rows);
    if (!made) {
        brands_free(&b);
        if (e->code == ERR_NONE) {
            return err_set(e, ERR_CONFIG, "the brand files state too much");
        }
        return false;
    }
    *out = b;
    return true;
}

bool brands_new(const struct brand_file *files, size_t count, struct brands **out, struct err *e)
{
    struct err fault = {0};
    const struct fault_sink sink = {.say = keep_first, .ctx = &fault};

    if (registry_make(files, count, &sink, out, &fault)) {
        return true;
    }
    *e = fault;
    return false;
}

bool brands_builtin(const struct brand_file *more, size_t count, struct brands **out, struct err *e)
{
    size_t inside = 0;
    const struct brand_file *files = brands_builtin_files(&inside);
    struct brand_file *all = memory_new(inside + count + 1, sizeof *all);
    bool made;

    memcpy(all, files, inside * sizeof *all);
    if (count > 0) {
        memcpy(all + inside, more, count * sizeof *all);
    }
    made = brands_new(all, inside + count, out, e);
    memory_free(all);
    return made;
}

struct fault_count {
    brand_fault *say;
    void *ctx;
    size_t count;
};

static bool count_fault(void *ctx, const struct err *fault)
{
    struct fault_count *c = ctx;

    c->say(c->ctx, fault);
    c->count++;
    return true;
}

size_t brands_lint(const struct brand_file *files, size_t count, brand_fault *say, void *ctx)
{
    struct fault_count faults = {.say = say, .ctx = ctx};
    const struct fault_sink sink = {.say = count_fault, .ctx = &faults};
    struct brands *b = NULL;
    struct err e = {0};

    if (!registry_make(files, count, &sink, &b, &e) && faults.count == 0) {
        (void)count_fault(&faults, &e);
    }
    brands_free(&b);
    return faults.count;
}

void brands_free(struct brands **b)
{
    struct brands *x = *b;

    if (x == NULL) {
        return;
    }
    matcher_free(&x->names);
    matcher_free(&x->name_shapes);
    matcher_free(&x->tokens);
    matcher_free(&x->token_shapes);
    index_free(&x->by_host);
    index_free(&x->by_run);
    index_free(&x->by_id);
    index_free(&x->by_deletion);
    skeletons_free(&x->skeletons);
    memory_free(x->hosts);
    memory_free(x->list);
    arena_free(&x->arena);
    memory_free(x);
    *b = NULL;
}
