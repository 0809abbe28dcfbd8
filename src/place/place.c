#include "place/place.h"

#include "base/hash.h"
#include "base/time.h"
#include "place/cache.h"
#include "place/locdb.h"
#include "place/maxmind.h"
#include "place/own.h"
#include "place/special.h"
#include "place/text.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct places {
    struct own_set own;
    struct locdb *libloc;    /* NULL: none */
    struct maxmind *maxmind; /* NULL: none */
    struct image image;
    struct table table;
    bool cached;
    char about[128];
};

/* --- opening --- */

/* What the table depends on; a cache file made of anything else is not taken. */
struct stamp {
    int64_t created_s;
    int64_t changed_s;
    int64_t changed_ns;
    int64_t bytes;
};

static struct stamp stamp_of(const char *path, int64_t created_s)
{
    struct stamp s = {.created_s = created_s};
    struct stat st;

    if (stat(path, &st) == 0) {
        s.changed_s = (int64_t)st.st_mtim.tv_sec;
        s.changed_ns = (int64_t)st.st_mtim.tv_nsec;
        s.bytes = (int64_t)st.st_size;
    }
    return s;
}

static void about_add(struct buf *about, const char *name, int64_t created_s)
{
    const int64_t year_10000_s =
        INT64_C(253402300800); /* the time is read from a file: any bytes */

    buf_addf(about, "%s%s", about->len > 0 ? ", " : "", name);
    if (created_s >= 0 && created_s < year_10000_s) {
        struct civil day = time_to_civil(created_s * 1000);

        buf_addf(about, " %04d-%02d-%02d", (int)day.year, (int)day.month, (int)day.day);
    }
}

/* Opens what there is; *sources becomes the identity of all of it. */
static bool databases_open(struct places *p, const struct place_sources *s, uint64_t *sources,
                           struct err *e)
{
    const char *libloc = s->libloc;
    struct buf about = {.at = p->about, .cap = sizeof p->about - 1};
    struct stamp stamps[2] = {0};

    if (libloc == NULL && access(PLACE_LIBLOC_DEFAULT, F_OK) == 0) {
        libloc = PLACE_LIBLOC_DEFAULT;
    }
    if (libloc != NULL && libloc[0] != '\0') {
        if (!locdb_open(libloc, &p->libloc, e)) {
            return false;
        }
        stamps[0] = stamp_of(libloc, locdb_created_s(p->libloc));
        about_add(&about, "libloc", stamps[0].created_s);
    }
    if (s->mmdb != NULL) {
        if (!maxmind_open(s->mmdb, &p->maxmind, e)) {
            return false;
        }
        stamps[1] = stamp_of(s->mmdb, maxmind_created_s(p->maxmind));
        about_add(&about, maxmind_type(p->maxmind), stamps[1].created_s);
    }
    *sources = hash_bytes(&HASH_KEY_STABLE, stamps, sizeof stamps);
    return true;
}

/* The lines while a table is built. */
struct lines {
    struct layer four;
    struct layer six;
};

static bool lines_begin(struct lines *l, struct err *e)
{
    return layer_begin(&l->four, LAYER_FOUR_MAX, e) && layer_begin(&l->six, LAYER_SIX_MAX, e);
}

static void lines_free(struct lines *l)
{
    layer_free(&l->four);
    layer_free(&l->six);
}

static bool lines_merge(const struct lines *over, const struct lines *under, struct lines *out,
                        struct err *e)
{
    return layer_merge(&over->four, &under->four, &out->four, e) &&
           layer_merge(&over->six, &under->six, &out->six, e);
}

static bool image_compile(struct places *p, uint64_t sources, const struct lines *l,
                          const struct maxmind_names *names, struct err *e)
{
    struct table_parts parts = {
        .sources = sources,
        .four = &l->four,
        .six = &l->six,
        .names = names->at,
        .names_count = names->count,
    };

    if (!table_compile(&parts, &p->image.at, &p->image.bytes, e)) {
        return false;
    }
    return table_attach(p->image.at, p->image.bytes, sources, &p->table) ||
           err_set(e, ERR_BUG, "a table of places that was just built does not check");
}

static bool table_build(struct places *p, uint64_t sources, struct err *e)
{
    struct lines libloc = {0};
    struct lines maxmind = {0};
    struct lines both = {0};
    struct maxmind_names names = {0};
    bool ok = lines_begin(&libloc, e) && lines_begin(&maxmind, e) &&
              (p->libloc == NULL || locdb_layers(p->libloc, &libloc.four, &libloc.six, e)) &&
              (p->maxmind == NULL ||
               maxmind_layers(p->maxmind, &maxmind.four, &maxmind.six, &names, e)) &&
              lines_merge(&maxmind, &libloc, &both, e) &&
              image_compile(p, sources, &both, &names, e);

    lines_free(&libloc);
    lines_free(&maxmind);
    lines_free(&both);
    free(names.at);
    if (!ok && e->code == ERR_LIMIT) {
        e->code = ERR_CONFIG; /* a smaller database is the operator's choice */
        return err_context(e, "place databases");
    }
    return ok;
}

static bool table_ready(struct places *p, const struct place_sources *s, struct err *e)
{
    uint64_t sources;

    if (!databases_open(p, s, &sources, e)) {
        return false;
    }
    if (p->libloc == NULL && p->maxmind == NULL) {
        return true;
    }
    if (s->cache != NULL && cache_read(s->cache, sources, &p->image, &p->table)) {
        p->cached = true;
        return true;
    }
    if (!table_build(p, sources, e)) {
        return false;
    }
    if (s->cache != NULL) {
        (void)cache_write(s->cache, &p->image); /* without it the next start only takes longer */
    }
    return true;
}

bool places_open(const struct place_sources *s, struct places **out, struct err *e)
{
    struct places *made = calloc(1, sizeof *made);

    if (made == NULL) {
        (void)err_set(e, ERR_SYSTEM, "no memory left for places");
        e->sys = ENOMEM;
        return false;
    }
    if (!own_set_make(s->own, s->own_count, &made->own, e) || !table_ready(made, s, e)) {
        places_free(&made);
        return false;
    }
    *out = made;
    return true;
}

void places_free(struct places **p)
{
    struct places *gone = *p;

    if (gone == NULL) {
        return;
    }
    own_set_free(&gone->own);
    locdb_free(&gone->libloc);
    maxmind_free(&gone->maxmind);
    image_free(&gone->image);
    free(gone);
    *p = NULL;
}

/* --- looking up --- */

static struct place place_of(enum network_kind kind, cell c)
{
    return (struct place){
        .kind = (uint8_t)kind,
        .country = cell_country(c),
        .asn = cell_asn(c),
        .flags = cell_flags(c),
    };
}

/* The place by range and database, own networks apart. */
static struct place find_public(const struct places *p, const struct address *a)
{
    enum network_kind kind = special_kind(a);
    struct address four;

    if (special_carries(a, &four)) {
        /* Neither NAT64's prefix nor 6to4 may carry anything but public addresses. */
        kind = special_kind(&four) == NETWORK_PUBLIC ? NETWORK_PUBLIC : NETWORK_SPECIAL;
        a = &four;
    }
    return place_of(kind, kind == NETWORK_PUBLIC ? table_find(&p->table, a) : 0);
}

struct place places_find(const struct places *p, const struct address *a)
{
    struct place place = find_public(p, a);
    const struct own_block *own = own_set_find(&p->own, a);

    if (own != NULL) {
        place.kind = NETWORK_OWN;
        place.own = own->own;
        place.flags = own->trusted ? PLACE_TRUSTED_LINE : 0;
        place.country = own->country != 0 ? own->country : place.country;
    }
    return place;
}

void places_provider(const struct places *p, const struct place *place,
                     char out[static PROVIDER_TEXT_MAX])
{
    struct buf text = {.at = out, .cap = PROVIDER_TEXT_MAX};
    const char *own = own_set_name(&p->own, place->own);
    uint32_t entry;

    text_cut(&text, (struct span){.at = own, .len = strlen(own)});
    if (place->own == 0 && place->asn != 0) {
        if (p->libloc != NULL) {
            locdb_provider(p->libloc, place->asn, &text);
        }
        if (text.len == 0 && p->maxmind != NULL && table_name(&p->table, place->asn, &entry)) {
            maxmind_provider(p->maxmind, entry, &text);
        }
    }
    out[text.len] = '\0';
}

void places_city(const struct places *p, const struct address *a, char city[static PLACE_CITY_MAX],
                 char region[static PLACE_CITY_MAX])
{
    struct buf city_text = {.at = city, .cap = PLACE_CITY_MAX};
    struct buf region_text = {.at = region, .cap = PLACE_CITY_MAX};
    struct address four;

    if (special_carries(a, &four)) {
        a = &four;
    }
    if (p->maxmind != NULL && special_kind(a) == NETWORK_PUBLIC) {
        maxmind_city(p->maxmind, a, &city_text, &region_text);
    }
    city[city_text.len] = '\0';
    region[region_text.len] = '\0';
}

const char *places_about(const struct places *p)
{
    return p->about;
}

size_t places_bytes(const struct places *p)
{
    return p->image.bytes;
}

bool places_cached(const struct places *p)
{
    return p->cached;
}
