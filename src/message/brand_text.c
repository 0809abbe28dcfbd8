/* Names of brands in texts. */
#include "message/brand_index.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>

#define DISGUISE_MAX 1024 /* bytes of folded text whose look-alike letters are looked at */

/* --- patterns by their first bytes ------------------------------------------------------------------------ */

/* Longest first; equal ones as neighbours, in a fixed order. */
static int pattern_order(const void *a, const void *b)
{
    const struct pattern *x = a;
    const struct pattern *y = b;
    int order;

    if (x->text.len != y->text.len) {
        return x->text.len > y->text.len ? -1 : 1;
    }
    order = memcmp(x->text.at, y->text.at, x->text.len);
    return order != 0 ? order : (x->brand > y->brand) - (x->brand < y->brand);
}

void matcher_make(struct matcher *m, struct pattern *at, size_t count)
{
    qsort(at, count, sizeof *at, pattern_order);
    *m = (struct matcher){.at = at, .count = count};
    for (size_t i = 0; i < count; i++) {
        struct span key = {.at = at[i].text.at, .len = at[i].text.len < 3 ? 2 : 3};

        index_add(key.len == 3 ? &m->by_three : &m->by_two, index_hash(key), (uint32_t)i);
    }
    index_seal(&m->by_three);
    index_seal(&m->by_two);
}

void matcher_free(struct matcher *m)
{
    index_free(&m->by_three);
    index_free(&m->by_two);
    memory_free(m->at);
    *m = (struct matcher){0};
}

const struct pattern *matcher_find(const struct matcher *m, struct span text, size_t at,
                                   pattern_fits *fits)
{
    size_t left = text.len - at;

    for (size_t n = 3; n >= 2; n--) {
        const struct index *x = n == 3 ? &m->by_three : &m->by_two;
        const struct index_item *item;

        if (left < n) {
            continue;
        }
        item = index_first(x, index_hash((struct span){.at = text.at + at, .len = n}));
        for (; item != NULL; item = index_after(x, item)) {
            const struct pattern *p = &m->at[item->value];

            if (p->text.len <= left && memcmp(p->text.at, text.at + at, p->text.len) == 0 &&
                fits(text, at, p)) {
                return p;
            }
        }
    }
    return NULL;
}

/* --- where a name ends and another word begins --------------------------------------------------------------- */

enum script {
    SCRIPT_NONE, /* spaces, marks, Han and Hiragana: words follow each other without a sign */
    SCRIPT_LATIN,
    SCRIPT_KATAKANA
};

static enum script script_of(uint32_t point)
{
    if ((point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
        (point >= 'A' && point <= 'Z') ||
        (point >= 0xc0 && point <= 0x24f && point != 0xd7 && point != 0xf7)) {
        return SCRIPT_LATIN;
    }
    if (point >= 0x30a1 && point <= 0x30fe && point != 0x30fb) {
        return SCRIPT_KATAKANA;
    }
    return SCRIPT_NONE;
}

/* Script of the character that begins at `at`. */
static enum script script_at(struct span s, size_t at)
{
    uint32_t point = 0;

    if (at >= s.len || utf8_take((struct span){.at = s.at + at, .len = s.len - at}, &point) == 0) {
        return SCRIPT_NONE;
    }
    return script_of(point);
}

/* Script of the character that ends before `at`. */
static enum script script_before(struct span s, size_t at)
{
    size_t from = at;

    while (from > 0 && at - from < 4) {
        from--;
        if (((unsigned char)s.at[from] & 0xc0) != 0x80) {
            return script_at(s, from);
        }
    }
    return SCRIPT_NONE;
}

/* Han characters a skeleton has in place of Katakana: 工 力 卜 二 一 夕 八 口. */
static bool is_katakana_shape(uint32_t point)
{
    static const uint32_t shapes[] = {0x5de5, 0x529b, 0x535c, 0x4e8c,
                                      0x4e00, 0x5915, 0x516b, 0x53e3};

    for (size_t i = 0; i < COUNT(shapes); i++) {
        if (point == shapes[i]) {
            return true;
        }
    }
    return false;
}

/* At an edge of the name two characters of one script meet only where the name is marked open; an exact name
 * is the whole text. */
static bool edges_fit(struct span text, size_t at, const struct pattern *p)
{
    size_t end = at + p->text.len;
    enum script first = script_at(text, at);
    enum script last = script_before(text, end);
    bool left = p->open_left || first == SCRIPT_NONE || script_before(text, at) != first;
    bool right = p->open_right || last == SCRIPT_NONE || script_at(text, end) != last;

    return left && right;
}

static bool is_whole(struct span text, size_t at, const struct pattern *p)
{
    return at == 0 && p->text.len == text.len;
}

static bool name_fits(struct span text, size_t at, const struct pattern *p)
{
    return p->exact ? is_whole(text, at, p) : edges_fit(text, at, p);
}

static bool display_fits(struct span text, size_t at, const struct pattern *p)
{
    return is_whole(text, at, p) || ((!p->exact || p->name.len >= 4) && edges_fit(text, at, p));
}

/* In skeletons some Katakana are Han: a neighbour of that kind may continue a Katakana word, so it is none. */
static bool is_word_in_shape(struct span text, size_t at, const struct pattern *p)
{
    size_t end = at + p->text.len;
    uint32_t before = 0;
    uint32_t after = 0;
    size_t three = at >= 3 ? at - 3 : at;

    (void)!utf8_take((struct span){.at = text.at + three, .len = at - three}, &before);
    (void)!utf8_take((struct span){.at = text.at + end, .len = text.len - end}, &after);
    return !is_katakana_shape(before) && !is_katakana_shape(after) &&
           (script_of(before) != SCRIPT_KATAKANA || script_at(text, at) == SCRIPT_LATIN) &&
           (script_of(after) != SCRIPT_KATAKANA || script_before(text, end) == SCRIPT_LATIN);
}

static bool shape_fits(struct span text, size_t at, const struct pattern *p)
{
    return name_fits(text, at, p) && is_word_in_shape(text, at, p);
}

static bool display_shape_fits(struct span text, size_t at, const struct pattern *p)
{
    return display_fits(text, at, p) && is_word_in_shape(text, at, p);
}

/* --- searching ---------------------------------------------------------------------------------------------------- */

struct search {
    const struct brands *b;
    struct span joined; /* the text behind a skeleton; NULL while the text itself is searched */
    pattern_fits *fits;
    struct brand_hit *hits;
    size_t count;
    size_t max;
};

static bool is_inside(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Bytes of the joined text whose skeleton first reaches `target` bytes: by halves, since a longer text
 * never has a shorter skeleton by much. */
static size_t joined_at(const struct search *s, size_t target)
{
    char bytes[4 * DISGUISE_MAX];
    size_t lo = 0;
    size_t hi = s->joined.len;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        struct span head = {.at = s->joined.at, .len = mid};
        struct buf shape = BUF_ON(bytes);

        while (head.len > 0 && is_inside((unsigned char)head.at[head.len])) {
            head.len--; /* whole characters only */
        }
        skeleton_make(s->b->skeletons, head, &shape);
        if (shape.len < target) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* What the text itself has where its skeleton has the name. */
static struct span words_of(const struct search *s, struct span text, size_t at, size_t len)
{
    size_t from;
    size_t to;

    if (s->joined.at == NULL) {
        return (struct span){.at = text.at + at, .len = len};
    }
    from = joined_at(s, at);
    to = joined_at(s, at + len);
    return (struct span){.at = s->joined.at + from, .len = to > from ? to - from : 0};
}

static void hit_add(struct search *s, const struct pattern *p, struct span text, size_t at)
{
    struct brand_hit *hit = &s->hits[s->count];
    struct span words;

    for (size_t i = 0; i < s->count; i++) {
        if (s->hits[i].brand->index == p->brand) {
            return;
        }
    }
    if (s->count == s->max) {
        return;
    }
    *hit = (struct brand_hit){.brand = &s->b->list[p->brand],
                              .name = p->name,
                              .at = (uint32_t)at,
                              .disguised = s->joined.at != NULL};
    words = words_of(s, text, at, p->text.len);
    memcpy(hit->words, words.at, words.len < BRAND_NAME_MAX ? words.len : BRAND_NAME_MAX - 1);
    s->count++;
}

static void search_text(struct search *s, const struct matcher *m, struct span text)
{
    size_t at = 0;

    while (at < text.len) {
        const struct pattern *p =
            is_inside((unsigned char)text.at[at]) ? NULL : matcher_find(m, text, at, s->fits);

        if (p != NULL) {
            hit_add(s, p, text, at);
        }
        at += p == NULL ? 1 : p->text.len;
    }
}

static void search_disguised(struct search *s, struct span folded, pattern_fits *fits)
{
    char bytes[DISGUISE_MAX];
    char shaped[4 * DISGUISE_MAX];
    struct buf joined = BUF_ON(bytes);
    struct buf shape = BUF_ON(shaped);

    if (folded.len > DISGUISE_MAX) {
        folded.len = DISGUISE_MAX;
    }
    text_join(folded, &joined);
    skeleton_make(s->b->skeletons, (struct span){.at = joined.at, .len = joined.len}, &shape);
    s->joined = (struct span){.at = joined.at, .len = joined.len};
    s->fits = fits;
    search_text(s, &s->b->name_shapes, (struct span){.at = shape.at, .len = shape.len});
}

/* How names and their disguises fit. */
struct manner {
    pattern_fits *plain;
    pattern_fits *disguised;
};

static size_t search_all(const struct brands *b, struct span text, const struct manner *manner,
                         struct brand_hit *hits, size_t max)
{
    struct search s = {.b = b, .fits = manner->plain, .hits = hits, .max = max};
    const size_t room = 3 * (text.len < FOLD_MAX ? text.len : FOLD_MAX) + 64;
    char *bytes = memory_new(room, 1);
    struct buf folded = {.at = bytes, .cap = room};

    text_fold(text, &folded);
    search_text(&s, &b->names, (struct span){.at = bytes, .len = folded.len});
    search_disguised(&s, (struct span){.at = bytes, .len = folded.len}, manner->disguised);
    memory_free(bytes);
    return s.count;
}

size_t brands_in_text(const struct brands *b, struct span text, struct brand_hit *hits, size_t max)
{
    static const struct manner manner = {name_fits, shape_fits};

    return search_all(b, text, &manner, hits, max);
}

size_t brands_in_display(const struct brands *b, struct span name, struct brand_hit *hits,
                         size_t max)
{
    static const struct manner manner = {display_fits, display_shape_fits};

    return search_all(b, name, &manner, hits, max);
}
