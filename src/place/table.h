/* place/table.h - the compact table: address -> country, provider, flags. One block of memory that
 * is the same in a file and in use, so a cached one is mapped and ready.
 *
 * Duty      compile two layers into the image, check an image from outside, look up.
 * Form      header, then for each line an index over the first 16 bits of the key, the starts of
 *           the runs inside it, and for each run the number of a cell in a dictionary. IPv4 starts
 *           need 16 bits each, IPv6 starts 64. In the byte order of the machine, which the header
 *           states: a file of another order, version or source is not taken.
 * Limits    TABLE_BYTES_MAX
 * Owns      a compiled image, or a view of somebody's bytes (table_attach). Threads: any may find.
 */
#ifndef PLACE_TABLE_H
#define PLACE_TABLE_H

#include "model/address.h"
#include "place/layer.h"

#define TABLE_VERSION 1u             /* a change of the form, or of what a cell means */
#define TABLE_BYTES_MAX (32u << 20u) /* bytes of the image */
#define TABLE_INDEX (1u << 16u)      /* first 16 bits of a key */

/* Where the MaxMind-format file names a provider. */
struct table_name {
    uint32_t asn;
    uint32_t entry; /* offset of the record that holds its name */
};

struct table_header {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint64_t sources; /* which databases, of what time and size */
    uint64_t bytes;   /* of the whole image */
    uint64_t sum;     /* of everything behind the header: finds accidents, not forgeries */
    uint32_t cells;
    uint32_t four;
    uint32_t six;
    uint32_t names;
    uint64_t zero;
};

struct table {
    const struct table_header *header; /* NULL: an empty table, everything is unknown */
    const cell *cells;
    const uint64_t *six_start;
    const struct table_name *names; /* by asn */
    const uint32_t *four_index;     /* TABLE_INDEX + 1 positions in four_low */
    const uint32_t *six_index;
    const uint32_t *four_cell;
    const uint32_t *six_cell;
    const uint16_t *four_low;
};

/* What a table is made of; all of it stays the caller's. */
struct table_parts {
    uint64_t sources;
    const struct layer *four;
    const struct layer *six;
    const struct table_name *names; /* ascending by asn, each once */
    size_t names_count;
};

/* Compiles an image of *bytes bytes, to be freed with free(); *image is untouched on failure.
 *
 * errors    ERR_LIMIT   longer than TABLE_BYTES_MAX
 *           ERR_SYSTEM  without memory
 */
bool table_compile(const struct table_parts *parts, void **image, size_t *bytes,
                   struct err *e) MUST_CHECK;

/* *out views the image when every count, offset and number in it is sound, whoever wrote it: a
 * look-up then never leaves it. image is aligned to 8 bytes and outlives *out. False, *out
 * untouched, when it is damaged, of another form or of other sources. cost: one pass, about 1 ms. */
bool table_attach(const void *image, size_t bytes, uint64_t sources, struct table *out) MUST_CHECK;

/* The sum that belongs into the header of an image of `bytes` bytes, a multiple of 8. */
uint64_t table_sum(const void *image, size_t bytes);

/* What the databases say of the address; 0 when nothing. cost: 50 ns, most of it memory. */
cell table_find(const struct table *t, const struct address *a);

/* Where the MaxMind-format file names the provider; false when it does not. */
bool table_name(const struct table *t, uint32_t asn, uint32_t *entry);

#endif
