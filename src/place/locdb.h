/* place/locdb.h - libloc's database: the only file that speaks to libloc.
 *
 * Source    libloc 0.9.16, database format version 1.
 * Owns      struct locdb: locdb_open, locdb_free. Threads: any may ask for providers (its own
 *           mutex: libloc counts references without one); one enumerates.
 */
#ifndef PLACE_LOCDB_H
#define PLACE_LOCDB_H

#include "model/finding.h"
#include "place/layer.h"

struct locdb;

/* errors    ERR_CONFIG  cannot be opened, is no libloc database, or is cut short
 *           ERR_SYSTEM  without memory
 * cost      1 ms */
bool locdb_open(const char *path, struct locdb **out, struct err *e) MUST_CHECK;

void locdb_free(struct locdb **db);

/* When its makers made it; seconds since 1970. */
int64_t locdb_created_s(const struct locdb *db);

/* Fills two begun layers with every network and ends them.
 *
 * errors    ERR_CONFIG  the database is damaged
 *           ERR_LIMIT, ERR_SYSTEM  as layer_add
 * cost      about 1 s */
bool locdb_layers(struct locdb *db, struct layer *four, struct layer *six,
                  struct err *e) MUST_CHECK;

/* Appends the name of an autonomous system; nothing when the database has none. cost: 1 us. */
void locdb_provider(struct locdb *db, uint32_t asn, struct buf *out);

#endif
