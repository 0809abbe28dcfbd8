#include "place/maxmind.h"

#include "base/hash.h"
#include "place/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <maxminddb.h>

#define WALK_DEPTH_MAX 65     /* one waiting branch per bit of a key */
#define MEMO_SIZE (1u << 18u) /* records remembered; many networks share one */

struct maxmind {
    MMDB_s db;
    char path[160]; /* for errors; a longer one is cut */
    char type[48];
};

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory left for the place file");
    e->sys = ENOMEM;
    return false;
}

static bool damaged(const struct maxmind *db, const char *why, struct err *e)
{
    return err_set(e, ERR_CONFIG, "place file %.100s is damaged (%.60s); get a new one", db->path,
                   why);
}

static void type_copy(struct maxmind *db)
{
    const char *type = db->db.metadata.database_type;
    struct buf text = {.at = db->type, .cap = sizeof db->type};

    if (type == NULL || type[0] == '\0') {
        type = "mmdb";
    }
    text_cut(&text, (struct span){.at = type, .len = strlen(type)});
}

bool maxmind_open(const char *path, struct maxmind **out, struct err *e)
{
    struct maxmind *made = calloc(1, sizeof *made);
    struct stat st;
    int status;

    if (made == NULL) {
        return no_memory(e);
    }
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        free(made);
        return err_set(e, ERR_CONFIG, "place file %.120s is not there or not a file; name another",
                       path);
    }
    status = MMDB_open(path, MMDB_MODE_MMAP, &made->db);
    if (status != MMDB_SUCCESS) {
        free(made);
        return err_set(e, ERR_CONFIG,
                       "place file %.90s cannot be used: %.60s; it must be a MaxMind-format file "
                       "(.mmdb)",
                       path, MMDB_strerror(status));
    }
    type_copy(made);
    (void)snprintf(made->path, sizeof made->path, "%s", path);
    *out = made;
    return true;
}

void maxmind_free(struct maxmind **db)
{
    if (*db != NULL) {
        MMDB_close(&(*db)->db);
        free(*db);
        *db = NULL;
    }
}

int64_t maxmind_created_s(const struct maxmind *db)
{
    uint64_t epoch = db->db.metadata.build_epoch;

    return epoch > INT64_MAX / 1000 ? 0 : (int64_t)epoch;
}

const char *maxmind_type(const struct maxmind *db)
{
    return db->type;
}

/* --- one record --- */

static bool value_at(MMDB_entry_s *entry, const char *const *path, uint32_t type,
                     MMDB_entry_data_s *out)
{
    return MMDB_aget_value(entry, out, path) == MMDB_SUCCESS && out->has_data && out->type == type;
}

static struct span text_at(MMDB_entry_s *entry, const char *const *path)
{
    MMDB_entry_data_s data;

    if (!value_at(entry, path, MMDB_DATA_TYPE_UTF8_STRING, &data)) {
        return (struct span){0};
    }
    return (struct span){.at = data.utf8_string, .len = data.data_size};
}

static uint32_t asn_of(MMDB_entry_s *entry)
{
    static const char *const plain[] = {"autonomous_system_number", NULL};
    static const char *const traits[] = {"traits", "autonomous_system_number", NULL};
    MMDB_entry_data_s data;

    return value_at(entry, plain, MMDB_DATA_TYPE_UINT32, &data) ||
                   value_at(entry, traits, MMDB_DATA_TYPE_UINT32, &data)
               ? data.uint32
               : 0;
}

static uint8_t flags_of(MMDB_entry_s *entry)
{
    static const struct {
        const char *path[3];
        enum place_flag flag;
    } traits[] = {
        {{"traits", "is_anonymous", NULL}, PLACE_ANONYMISER},
        {{"traits", "is_anonymous_proxy", NULL}, PLACE_ANONYMISER},
        {{"traits", "is_satellite_provider", NULL}, PLACE_SATELLITE},
        {{"traits", "is_anycast", NULL}, PLACE_ANYCAST},
    };
    unsigned flags = 0;

    for (size_t i = 0; i < COUNT(traits); i++) {
        MMDB_entry_data_s data;

        if (value_at(entry, traits[i].path, MMDB_DATA_TYPE_BOOLEAN, &data) && data.boolean) {
            flags |= (unsigned)traits[i].flag;
        }
    }
    return (uint8_t)flags;
}

static cell cell_of(MMDB_entry_s *entry)
{
    static const char *const country[] = {"country", "iso_code", NULL};
    static const char *const registered[] = {"registered_country", "iso_code", NULL};
    struct span code = text_at(entry, country);
    char text[3] = "";

    if (code.len != 2) {
        code = text_at(entry, registered);
    }
    if (code.len == 2) {
        memcpy(text, code.at, 2);
    }
    return cell_from_code(text, asn_of(entry), flags_of(entry));
}

/* --- the whole tree --- */

struct memo {
    uint32_t entry; /* offset + 1 of a record; 0 = free */
    cell cell;
};

struct branch {
    uint64_t node;  /* when type is SEARCH_NODE */
    uint64_t key;   /* first address below it */
    uint32_t entry; /* offset of a record when type is DATA */
    uint8_t type;   /* MMDB_RECORD_TYPE_* */
    uint8_t depth;  /* bits of the key that are decided */
};

struct walk {
    const struct maxmind *db;
    struct layer *layer;
    struct maxmind_names *names;
    struct memo *memo;
    uint64_t left;    /* nodes that may still be visited: a loop in the tree ends here */
    uint64_t alias;   /* node of IPv4 inside the IPv6 tree, skipped there */
    unsigned bits;    /* of a key */
    unsigned waiting; /* branches on the stack */
    struct branch stack[WALK_DEPTH_MAX + 1];
};

static bool name_add(struct maxmind_names *names, uint32_t asn, uint32_t entry, struct err *e)
{
    if (names->count == names->cap) {
        size_t cap = names->cap == 0 ? 1024 : names->cap * 2;
        struct table_name *at = realloc(names->at, cap * sizeof *at);

        if (at == NULL) {
            return no_memory(e);
        }
        names->at = at;
        names->cap = cap;
    }
    names->at[names->count++] = (struct table_name){.asn = asn, .entry = entry};
    return true;
}

static int name_order(const void *a, const void *b)
{
    const struct table_name *x = a;
    const struct table_name *y = b;

    if (x->asn != y->asn) {
        return x->asn < y->asn ? -1 : 1;
    }
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static void names_settle(struct maxmind_names *names)
{
    size_t kept = 0;

    if (names->count > 1) {
        qsort(names->at, names->count, sizeof *names->at, name_order);
    }
    for (size_t i = 0; i < names->count; i++) {
        if (kept == 0 || names->at[kept - 1].asn != names->at[i].asn) {
            names->at[kept++] = names->at[i];
        }
    }
    names->count = kept;
}

static bool leaf_add(struct walk *w, const struct branch *b, struct err *e)
{
    static const char *const organisation[] = {"autonomous_system_organization", NULL};
    struct memo *m = &w->memo[hash_mix(b->entry) & (MEMO_SIZE - 1)];

    if (m->entry != b->entry + 1) {
        MMDB_entry_s entry = {.mmdb = &w->db->db, .offset = b->entry};

        *m = (struct memo){.entry = b->entry + 1, .cell = cell_of(&entry)};
        if (cell_asn(m->cell) != 0 && text_at(&entry, organisation).len > 0 &&
            !name_add(w->names, cell_asn(m->cell), b->entry, e)) {
            return false;
        }
    }
    return m->cell == 0 ||
           layer_add(w->layer, b->key, b->key | w->layer->max >> b->depth, m->cell, e);
}

static struct branch child(const MMDB_search_node_s *node, bool right)
{
    return right ? (struct branch){.node = node->right_record,
                                   .type = node->right_record_type,
                                   .entry = node->right_record_entry.offset}
                 : (struct branch){.node = node->left_record,
                                   .type = node->left_record_type,
                                   .entry = node->left_record_entry.offset};
}

static bool node_read(struct walk *w, uint64_t number, MMDB_search_node_s *node, struct err *e)
{
    int status = w->left == 0 || number > UINT32_MAX
                     ? MMDB_CORRUPT_SEARCH_TREE_ERROR
                     : MMDB_read_node(&w->db->db, (uint32_t)number, node);

    if (status != MMDB_SUCCESS) {
        return damaged(w->db, MMDB_strerror(status), e);
    }
    w->left--;
    return true;
}

/* Goes down from the top by the first `bits` of `path`; ends early on a leaf. */
static bool descend(struct walk *w, uint64_t path, unsigned bits, struct branch *out, struct err *e)
{
    struct branch at = {.type = MMDB_RECORD_TYPE_SEARCH_NODE};

    for (unsigned i = 0; i < bits && at.type == MMDB_RECORD_TYPE_SEARCH_NODE; i++) {
        MMDB_search_node_s node;

        if (!node_read(w, at.node, &node, e)) {
            return false;
        }
        at = child(&node, i < 64 && (path >> (63 - i) & 1) != 0);
    }
    *out = at;
    return true;
}

static bool branch_open(struct walk *w, const struct branch *b, struct err *e)
{
    MMDB_search_node_s node;
    struct branch left;
    struct branch right;

    if (b->depth == w->bits || b->node == w->alias) {
        return true;
    }
    if (!node_read(w, b->node, &node, e)) {
        return false;
    }
    left = child(&node, false);
    right = child(&node, true);
    left.depth = right.depth = (uint8_t)(b->depth + 1);
    left.key = b->key;
    right.key = b->key | UINT64_C(1) << (w->bits - right.depth);
    w->stack[w->waiting++] = right; /* the left one, with lower addresses, comes off first */
    w->stack[w->waiting++] = left;
    return true;
}

/* Everything below `top`, in order of addresses. */
static bool walk_line(struct walk *w, struct layer *layer, unsigned bits, struct branch top,
                      struct err *e)
{
    bool ok = true;

    w->layer = layer;
    w->bits = bits;
    w->stack[0] = top;
    w->waiting = 1;
    while (ok && w->waiting > 0) {
        struct branch b = w->stack[--w->waiting];

        if (b.type == MMDB_RECORD_TYPE_SEARCH_NODE) {
            ok = branch_open(w, &b, e);
        } else if (b.type == MMDB_RECORD_TYPE_DATA) {
            ok = leaf_add(w, &b, e);
        } else if (b.type != MMDB_RECORD_TYPE_EMPTY) {
            ok = damaged(w->db, "a branch leads nowhere", e);
        }
    }
    return ok && layer_end(layer, e);
}

static bool walk_all(struct walk *w, struct layer *four, struct layer *six, struct err *e)
{
    bool has_six = w->db->db.metadata.ip_version == 6;
    struct branch top4;
    struct branch top6 = {.type = MMDB_RECORD_TYPE_EMPTY};

    if (!descend(w, 0, has_six ? 96 : 0, &top4, e) ||
        (has_six && !descend(w, UINT64_C(1) << 61, 3, &top6, e))) {
        return false;
    }
    w->alias = UINT64_MAX;
    if (!walk_line(w, four, 32, top4, e)) {
        return false;
    }
    w->alias = top4.type == MMDB_RECORD_TYPE_SEARCH_NODE ? top4.node : UINT64_MAX;
    return walk_line(w, six, 61, top6, e);
}

bool maxmind_layers(const struct maxmind *db, struct layer *four, struct layer *six,
                    struct maxmind_names *names, struct err *e)
{
    struct walk w = {
        .db = db, .names = names, .left = 8 * (uint64_t)db->db.metadata.node_count + 1024};
    bool ok;

    w.memo = calloc(MEMO_SIZE, sizeof *w.memo);
    if (w.memo == NULL) {
        return no_memory(e);
    }
    ok = walk_all(&w, four, six, e);
    free(w.memo);
    names_settle(names);
    return ok || (e->code == ERR_INPUT && damaged(db, e->text, e));
}

/* --- for people --- */

void maxmind_provider(const struct maxmind *db, uint32_t entry, struct buf *out)
{
    static const char *const organisation[] = {"autonomous_system_organization", NULL};
    MMDB_entry_s at = {.mmdb = &db->db, .offset = entry};

    text_cut(out, text_at(&at, organisation));
}

void maxmind_city(const struct maxmind *db, const struct address *a, struct buf *city,
                  struct buf *region)
{
    static const char *const city_name[] = {"city", "names", "en", NULL};
    static const char *const region_name[] = {"subdivisions", "0", "names", "en", NULL};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s hit;

    memcpy(&four.sin_addr, a->bytes + 12, sizeof four.sin_addr);
    memcpy(&six.sin6_addr, a->bytes, sizeof six.sin6_addr);
    hit = MMDB_lookup_sockaddr(&db->db, address_is_v4(a) ? (const void *)&four : (const void *)&six,
                               &status);
    if (status == MMDB_SUCCESS && hit.found_entry) {
        text_cut(city, text_at(&hit.entry, city_name));
        text_cut(region, text_at(&hit.entry, region_name));
    }
}
