#include "place/locdb.h"

#include "place/text.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>

#define UPDATE "get a new one with 'location update' or your distribution's libloc-database"

struct locdb {
    char path[160]; /* for errors; a longer one is cut */
    struct loc_ctx *ctx;
    struct loc_database *db;
    FILE *file;
    pthread_mutex_t lock;
};

/* libloc would write to standard error. The parameters are libloc's. */
static void quiet( // NOLINT(readability-function-size)
    struct loc_ctx *ctx, int priority, const char *file, int line, const char *fn,
    const char *format, va_list args)
{
    (void)ctx;
    (void)priority;
    (void)file;
    (void)line;
    (void)fn;
    (void)format;
    (void)args;
}

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* libloc maps each section where the header says it lies and dies of a signal when the file ends
 * before it; so the sections are checked first. The header: 8 bytes of magic and version, 8 of
 * time, 3 numbers into the strings, then offset and length of 5 sections, big-endian. */
static bool sections_inside(FILE *f)
{
    unsigned char head[8 + 8 + 3 * 4 + 5 * 8];
    struct stat st;

    if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) || fread(head, sizeof head, 1, f) != 1 ||
        memcmp(head, "LOCDBXX\1", 8) != 0) {
        return false;
    }
    for (size_t i = 0; i < 5; i++) {
        const unsigned char *section = head + 28 + 8 * i;

        if ((uint64_t)big_endian(section) + big_endian(section + 4) > (uint64_t)st.st_size) {
            return false;
        }
    }
    return fseek(f, 0, SEEK_SET) == 0;
}

static bool damaged(struct err *e, const char *path)
{
    return err_set(e, ERR_CONFIG, "place database %.90s is damaged or no libloc database; " UPDATE,
                   path);
}

bool locdb_open(const char *path, struct locdb **out, struct err *e)
{
    struct locdb *made = calloc(1, sizeof *made);

    if (made == NULL || pthread_mutex_init(&made->lock, NULL) != 0) {
        free(made);
        (void)err_set(e, ERR_SYSTEM, "no memory left for the place database");
        e->sys = ENOMEM;
        return false;
    }
    (void)snprintf(made->path, sizeof made->path, "%s", path);
    made->file = fopen(path, "rbe");
    if (made->file == NULL) {
        (void)err_set(e, ERR_CONFIG,
                      "place database %.90s cannot be opened: %s; " UPDATE ", or name another file",
                      path, strerror(errno));
    } else if (!sections_inside(made->file)) {
        (void)damaged(e, path);
    } else if (loc_new(&made->ctx) != 0) {
        (void)err_set(e, ERR_SYSTEM, "libloc does not start: %s", strerror(errno));
        e->sys = errno;
    } else {
        loc_set_log_fn(made->ctx, quiet);
        if (loc_database_new(made->ctx, &made->db, made->file) == 0) {
            *out = made;
            return true;
        }
        made->db = NULL;
        (void)damaged(e, path);
    }
    locdb_free(&made);
    return false;
}

void locdb_free(struct locdb **db)
{
    struct locdb *d = *db;

    if (d == NULL) {
        return;
    }
    if (d->db != NULL) {
        (void)loc_database_unref(d->db);
    }
    if (d->ctx != NULL) {
        (void)loc_unref(d->ctx);
    }
    if (d->file != NULL) {
        (void)fclose(d->file);
    }
    (void)pthread_mutex_destroy(&d->lock);
    free(d);
    *db = NULL;
}

int64_t locdb_created_s(const struct locdb *db)
{
    return (int64_t)loc_database_created_at(db->db);
}

static cell cell_of(struct loc_network *n)
{
    static const struct {
        enum loc_network_flags theirs;
        enum place_flag ours;
    } flags[] = {
        {LOC_NETWORK_FLAG_ANONYMOUS_PROXY, PLACE_ANONYMISER},
        {LOC_NETWORK_FLAG_SATELLITE_PROVIDER, PLACE_SATELLITE},
        {LOC_NETWORK_FLAG_ANYCAST, PLACE_ANYCAST},
        {LOC_NETWORK_FLAG_DROP, PLACE_HOSTILE},
    };
    const char *code = loc_network_get_country_code(n);
    unsigned ours = 0;

    for (size_t i = 0; i < COUNT(flags); i++) {
        ours |= loc_network_has_flag(n, flags[i].theirs) ? (unsigned)flags[i].ours : 0;
    }
    return cell_from_code(code == NULL ? "" : code, loc_network_get_asn(n), (uint8_t)ours);
}

static bool add_four(struct layer *four, const struct in6_addr *at, unsigned bits, cell c,
                     struct err *e)
{
    uint64_t first = big_endian(at->s6_addr + 12);
    uint64_t host = bits == 0 ? UINT32_MAX : (UINT64_C(1) << (32 - bits)) - 1;

    return layer_add(four, first & ~host, first | host, c, e);
}

/* Networks longer than /64 have no place on the line, wider than /3 cover it whole. */
static bool add_six(struct layer *six, const struct in6_addr *at, unsigned bits, cell c,
                    struct err *e)
{
    uint64_t host;
    uint64_t first;

    if (bits > 64 || !layer_six(at->s6_addr, &first)) {
        return true;
    }
    host = bits <= 3 ? LAYER_SIX_MAX : (UINT64_C(1) << (64 - bits)) - 1;
    return layer_add(six, first & ~host, first | host, c, e);
}

static bool add_network(struct loc_network *n, struct layer *four, struct layer *six, struct err *e)
{
    const struct in6_addr *at = loc_network_get_first_address(n);
    unsigned bits = loc_network_prefix(n);
    bool is_four = loc_network_address_family(n) == AF_INET;

    if (bits > (is_four ? 32 : 128)) {
        return err_set(e, ERR_INPUT, "a network is longer than an address");
    }
    return is_four ? add_four(four, at, bits, cell_of(n), e)
                   : add_six(six, at, bits, cell_of(n), e);
}

static bool add_all(struct locdb *db, struct layer *four, struct layer *six, struct err *e)
{
    struct loc_database_enumerator *all = NULL;
    bool ok = true;

    /* Not FLATTEN: it takes 64 s where this takes 1 to 2, and layer_add does the same work. */
    if (loc_database_enumerator_new(&all, db->db, LOC_DB_ENUMERATE_NETWORKS, 0) != 0) {
        return err_set(e, ERR_INPUT, "its networks cannot be listed");
    }
    while (ok) {
        struct loc_network *n = NULL;

        ok = loc_database_enumerator_next_network(all, &n) == 0 ||
             err_set(e, ERR_INPUT, "its networks cannot be listed");
        if (!ok || n == NULL) {
            break;
        }
        ok = add_network(n, four, six, e);
        (void)loc_network_unref(n);
    }
    (void)loc_database_enumerator_unref(all);
    return ok;
}

bool locdb_layers(struct locdb *db, struct layer *four, struct layer *six, struct err *e)
{
    if (add_all(db, four, six, e) && layer_end(four, e) && layer_end(six, e)) {
        return true;
    }
    if (e->code == ERR_INPUT) {
        return damaged(e, db->path);
    }
    return err_context(e, "place database %s", db->path);
}

void locdb_provider(struct locdb *db, uint32_t asn, struct buf *out)
{
    struct loc_as *as = NULL;

    (void)pthread_mutex_lock(&db->lock);
    if (loc_database_get_as(db->db, &as, asn) == 0 && as != NULL) {
        const char *name = loc_as_get_name(as);

        if (name != NULL) {
            text_cut(out, (struct span){.at = name, .len = strlen(name)});
        }
        (void)loc_as_unref(as);
    }
    (void)pthread_mutex_unlock(&db->lock);
}
