/* message/site_table.h - the sites of data/sites.conf as a sorted table, made by tools/embed_sites.py. */
#ifndef MESSAGE_SITE_TABLE_H
#define MESSAGE_SITE_TABLE_H

#include "message/domain.h"

struct site {
    struct span name;
    unsigned traits; /* enum site_trait */
};

extern const struct site site_table[]; /* by the bytes of name */
extern const size_t site_count;

#endif
