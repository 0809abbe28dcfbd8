/* Which brand a foreign host imitates. */
#include "message/ascii.h"
#include "message/brand_index.h"

#define WORDS_MAX 64 /* parts between dots and hyphens that are looked at */
#define RUN_MAX 6    /* words of an own domain: "www.jp-bank.japanpost.jp" */
#define SHAPE_MAX 512

/* Words that phishing puts around a brand's name, and that make no other word of it. */
static const char *const affixes[] = {
    "login",    "card",     "co",       "jp",       "cojp",    "net",     "ne",       "my",
    "web",      "www",      "bank",     "info",     "id",      "app",     "online",   "pay",
    "mail",     "secure",   "security", "support",  "help",    "account", "accounts", "service",
    "services", "update",   "verify",   "member",   "members", "shop",    "store",    "com",
    "cn",       "us",       "japan",    "en",       "auth",    "user",    "center",   "point",
    "points",   "mobile",   "plus",     "official", "site",    "portal",  "customer", "client",
    "sec",      "confirm",  "signin",   "page",     "home",    "ssl",     "top",      "corp",
    "group",    "the",      "e",        "i",        "m",       "inc",     "or",       "go",
    "ac",       "shopping", "order",    "orders",
};

/* A word of the host: between dots and hyphens. */
struct word {
    uint16_t at;
    uint16_t len;
};

struct view {
    const struct brands *b;
    const struct host *host;
    struct span text; /* the host without its public suffix */
    size_t domain_at; /* in text: where the registrable domain begins */
    struct word words[WORDS_MAX];
    size_t count;
    struct lookalike best;
    bool found;
    int score; /* of best */
};

/* --- the best of several ------------------------------------------------------------------------------------ */

static const int likeness_rank[] = {
    [LIKENESS_PREFIX] = 40,    [LIKENESS_DOMAIN] = 30, [LIKENESS_LABEL] = 25,
    [LIKENESS_HOMOGLYPH] = 20, [LIKENESS_EDIT] = 10,
};

/* Offers a find: a better kind wins, then a longer pattern, then the first. */
static void offer(struct view *v, uint32_t brand, enum likeness how, struct span label,
                  struct span like)
{
    int score = 100 * likeness_rank[how] + (int)(like.len < 99 ? like.len : 99);

    if (v->found && score <= v->score) {
        return;
    }
    v->best =
        (struct lookalike){.brand = &v->b->list[brand], .how = how, .label = label, .like = like};
    v->found = true;
    v->score = score;
}

static struct span word_span(const struct view *v, size_t first, size_t last)
{
    const struct word *a = &v->words[first];
    const struct word *z = &v->words[last];

    return (struct span){.at = v->text.at + a->at, .len = (size_t)(z->at + z->len - a->at)};
}

/* --- words around a token ------------------------------------------------------------------------------------- */

static bool is_mark(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static bool is_affix(struct span s)
{
    for (size_t i = 0; i < COUNT(affixes); i++) {
        if (span_eq(s, (struct span){.at = affixes[i], .len = strlen(affixes[i])})) {
            return true;
        }
    }
    return false;
}

static struct span without_digits(struct span s)
{
    while (s.len > 0 && ascii_is_digit(s.at[0])) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && ascii_is_digit(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* The rest of a word beside a token: nothing, digits, or one or two affixes with digits around them. */
static bool is_filler(struct span s)
{
    s = without_digits(s);
    if (s.len == 0 || is_affix(s)) {
        return true;
    }
    for (size_t i = 1; i < s.len; i++) {
        struct span head = {.at = s.at, .len = i};
        struct span tail = {.at = s.at + i, .len = s.len - i};

        if (is_affix(head) && is_affix(without_digits(tail))) {
            return true;
        }
    }
    return false;
}

static bool token_fits(struct span text, size_t at, const struct pattern *p)
{
    size_t from = at;
    size_t end = at + p->text.len;
    size_t to = end;

    while (from > 0 && !is_mark(text.at[from - 1])) {
        from--;
    }
    while (to < text.len && !is_mark(text.at[to])) {
        to++;
    }
    return (p->open_left || is_filler((struct span){.at = text.at + from, .len = at - from})) &&
           (p->open_right || is_filler((struct span){.at = text.at + end, .len = to - end}));
}

/* --- the ways to imitate ---------------------------------------------------------------------------------------- */

static bool in_domain(const struct view *v, size_t at)
{
    return at >= v->domain_at;
}

/* Own domains as a run of words: "amazon-co-jp", "amazon.co.jp". */
static void try_run(struct view *v, struct span run)
{
    char bytes[HOST_MAX];
    const struct index_item *item;

    for (size_t i = 0; i < run.len; i++) {
        bytes[i] = run.at[i];
        if (is_mark(run.at[i])) {
            bytes[i] = '.';
        }
    }
    item = index_first(&v->b->by_run, index_hash((struct span){.at = bytes, .len = run.len}));
    for (; item != NULL; item = index_after(&v->b->by_run, item)) {
        const struct host_fact *f = &v->b->hosts[item->value];

        if (f->name.len == run.len && memchr(f->name.at, '.', f->name.len) != NULL) {
            offer(v, f->brand, LIKENESS_PREFIX, run, f->name);
        }
    }
}

static void find_runs(struct view *v)
{
    for (size_t first = 0; first < v->count; first++) {
        for (size_t last = first + 1; last < v->count && last < first + RUN_MAX; last++) {
            if (v->words[last].at >= v->text.len) {
                break; /* "ccb.com.cn" is another suffix, not "ccb.com" in front of something */
            }
            try_run(v, word_span(v, first, last));
        }
    }
}

static void find_tokens(struct view *v, const struct matcher *m, struct span text, bool shape)
{
    size_t at = 0;

    while (at < text.len) {
        const struct pattern *p = matcher_find(m, text, at, token_fits);
        enum likeness how = shape              ? LIKENESS_HOMOGLYPH
                            : in_domain(v, at) ? LIKENESS_DOMAIN
                                               : LIKENESS_LABEL;

        if (p != NULL) {
            struct span label = {.at = text.at + at, .len = p->text.len};

            offer(v, p->brand, how, shape ? host_name(v->host) : label, p->name);
        }
        at += p == NULL ? 1 : p->text.len;
    }
}

/* True when one letter more, less, other, or two neighbours swapped make `a` of `b`. */
static bool one_edit(struct span a, struct span b)
{
    size_t head = 0;
    size_t tail = 0;
    size_t least = a.len < b.len ? a.len : b.len;

    while (head < least && a.at[head] == b.at[head]) {
        head++;
    }
    least -= head;
    while (tail < least && a.at[a.len - 1 - tail] == b.at[b.len - 1 - tail]) {
        tail++;
    }
    a = (struct span){.at = a.at + head, .len = a.len - head - tail};
    b = (struct span){.at = b.at + head, .len = b.len - head - tail};
    return (a.len <= 1 && b.len <= 1) ||
           (a.len == 2 && b.len == 2 && a.at[0] == b.at[1] && a.at[1] == b.at[0]);
}

/* Short words have many neighbours that are words too: those must begin and end as the token does. A token
 * marked with '*' is no usual word, nor are its neighbours. */
static bool is_near(const struct pattern *p, struct span word)
{
    struct span token = p->text;
    bool rare = token.len >= 9 || (token.len >= 6 && (p->open_left || p->open_right));

    return one_edit(token, word) && (rare || (token.at[0] == word.at[0] &&
                                              token.at[token.len - 1] == word.at[word.len - 1]));
}

static void try_edit(struct view *v, struct span key, struct span word)
{
    const struct index_item *item = index_first(&v->b->by_deletion, index_hash(key));

    for (; item != NULL; item = index_after(&v->b->by_deletion, item)) {
        const struct pattern *p = &v->b->tokens.at[item->value];

        if (!span_eq(p->text, word) && is_near(p, word)) {
            offer(v, p->brand, LIKENESS_EDIT, word, p->name);
        }
    }
}

static void find_edit(struct view *v, struct span word)
{
    char bytes[64];

    while (word.len > 0 && ascii_is_digit(word.at[word.len - 1])) {
        word.len--;
    }
    if (word.len < 5 || word.len > sizeof bytes) {
        return;
    }
    try_edit(v, word, word);
    for (size_t gap = 0; gap < word.len; gap++) {
        memcpy(bytes, word.at, gap);
        memcpy(bytes + gap, word.at + gap + 1, word.len - gap - 1);
        try_edit(v, (struct span){.at = bytes, .len = word.len - 1}, word);
    }
}

/* The word, and what is left of it without an affix: "amozon" of "amozonlogin". */
static void find_edits(struct view *v, struct span word)
{
    find_edit(v, word);
    for (size_t i = 0; i < COUNT(affixes); i++) {
        struct span affix = {.at = affixes[i], .len = strlen(affixes[i])};

        if (affix.len < 4 || word.len < affix.len + 5) {
            continue;
        }
        if (memcmp(word.at, affix.at, affix.len) == 0) {
            find_edit(v, (struct span){.at = word.at + affix.len, .len = word.len - affix.len});
        }
        if (memcmp(word.at + word.len - affix.len, affix.at, affix.len) == 0) {
            find_edit(v, (struct span){.at = word.at, .len = word.len - affix.len});
        }
    }
}

/* --- preparing ---------------------------------------------------------------------------------------------------- */

/* The part of the host before its public suffix; the suffix says nothing about a brand. */
static struct span before_suffix(const struct host *h)
{
    struct span domain = host_domain(h);
    struct span label;
    struct span rest = domain;

    if (domain.len == 0 || !span_cut(&rest, '.', &label)) {
        return host_name(h);
    }
    return (struct span){.at = h->name, .len = h->domain_at + label.len};
}

static void split_words(struct view *v)
{
    struct span host = host_name(v->host);
    size_t from = 0;

    for (size_t i = 0; i <= host.len && v->count < WORDS_MAX; i++) {
        if (i < host.len && !is_mark(host.at[i])) {
            continue;
        }
        if (i > from) {
            v->words[v->count++] = (struct word){.at = (uint16_t)from, .len = (uint16_t)(i - from)};
        }
        from = i + 1;
    }
}

/* What the shown labels look like, suffix left out. */
static void find_shapes(struct view *v)
{
    char folded_bytes[SHOWN_MAX];
    char bytes[SHAPE_MAX];
    struct buf folded = BUF_ON(folded_bytes);
    struct buf shape = BUF_ON(bytes);
    struct span shown = {.at = v->host->shown, .len = strlen(v->host->shown)};
    struct span domain = host_domain(v->host);
    const char *dot = domain.len == 0 ? NULL : memchr(domain.at, '.', domain.len);
    size_t suffix = dot == NULL ? 0 : domain.len - (size_t)(dot - domain.at);

    if (!v->host->idn && suffix <= shown.len) {
        shown.len -= suffix;
    }
    text_fold(shown, &folded);
    skeleton_make(v->b->skeletons, (struct span){.at = folded.at, .len = folded.len}, &shape);
    find_tokens(v, &v->b->token_shapes, (struct span){.at = shape.at, .len = shape.len}, true);
}

/* "eki-net" as "ekinet": tokens written with hyphens. Offered as the words they were. */
static void find_joined(struct view *v, size_t first, size_t last)
{
    char bytes[HOST_MAX];
    struct view joined = {.b = v->b, .host = v->host, .domain_at = 0};
    size_t len = 0;

    for (size_t i = first; i <= last; i++) {
        memcpy(bytes + len, v->text.at + v->words[i].at, v->words[i].len);
        len += v->words[i].len;
    }
    joined.domain_at = in_domain(v, v->words[first].at) ? 0 : len;
    find_tokens(&joined, &v->b->tokens, (struct span){.at = bytes, .len = len}, false);
    if (joined.found) {
        offer(v, joined.best.brand->index, joined.best.how, word_span(v, first, last),
              joined.best.like);
    }
}

static bool is_hyphen_before(const struct view *v, size_t word)
{
    return v->text.at[v->words[word].at - 1] == '-';
}

static void find_hyphened(struct view *v)
{
    for (size_t first = 0; first < v->count; first++) {
        for (size_t last = first + 1; last < v->count && last < first + 4; last++) {
            if (v->words[last].at >= v->text.len || !is_hyphen_before(v, last)) {
                break;
            }
            find_joined(v, first, last);
        }
    }
}

/* The bare name of a brand that has NAME.com, under a country's domain: international brands hold most of
 * those, and no list has them all. */
static bool is_own_abroad(const struct view *v)
{
    struct span rest = host_domain(v->host);
    struct span label;
    char bytes[HOST_MAX + 4];
    struct buf com = BUF_ON(bytes);
    struct host home;
    struct err ignored;

    if (v->best.how != LIKENESS_DOMAIN || !span_cut(&rest, '.', &label) ||
        !span_eq(label, v->best.like) || v->host->name[v->host->len - 3] != '.' ||
        (site_traits(v->host) & SITE_ODD_TLD) != 0) {
        return false;
    }
    buf_add(&com, label);
    buf_add(&com, SPAN(".com"));
    return host_from_name((struct span){.at = com.at, .len = com.len}, &home, &ignored) &&
           brand_tie(v->b, v->best.brand, &home) <= BRAND_TIE_KIN;
}

bool brands_lookalike(const struct brands *b, const struct host *h, struct lookalike *out)
{
    struct view v = {.b = b, .host = h, .domain_at = h->domain_at};

    if (h->kind != HOST_NAME || brands_owner(b, h) != NULL) {
        return false;
    }
    v.text = before_suffix(h);
    split_words(&v);
    find_runs(&v);
    find_tokens(&v, &b->tokens, v.text, false);
    find_hyphened(&v);
    if (!v.found) {
        find_shapes(&v);
        for (size_t i = 0; i < v.count && v.words[i].at < v.text.len; i++) {
            find_edits(&v, word_span(&v, i, i));
        }
    }
    if (v.found && is_own_abroad(&v)) {
        return false;
    }
    /* Under a service the brand uses itself, its name is no imitation. */
    if (!v.found || brand_tie(b, v.best.brand, h) != BRAND_TIE_NONE) {
        return false;
    }
    *out = v.best;
    return true;
}

const char *likeness_code(enum likeness how)
{
    static const char *const codes[] = {
        [LIKENESS_PREFIX] = "prefix", [LIKENESS_HOMOGLYPH] = "homoglyph", [LIKENESS_EDIT] = "edit",
        [LIKENESS_DOMAIN] = "domain", [LIKENESS_LABEL] = "label",
    };

    return codes[how];
}
