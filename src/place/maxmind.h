/* place/maxmind.h - a MaxMind-format file (.mmdb): the only file that speaks to libmaxminddb.
 *
 * Source    MaxMind DB file format specification, version 2.0; libmaxminddb 1.7.
 *           Read are country.iso_code (else registered_country.iso_code), autonomous_system_number
 *           and traits.autonomous_system_number, autonomous_system_organization,
 *           traits.is_anonymous / is_anonymous_proxy / is_satellite_provider / is_anycast,
 *           city.names.en, subdivisions.0.names.en.
 * Owns      struct maxmind: maxmind_open, maxmind_free. Threads: any.
 */
#ifndef PLACE_MAXMIND_H
#define PLACE_MAXMIND_H

#include "model/address.h"
#include "place/table.h"

struct maxmind;

/* Providers' names found while the layers were filled; free(at). */
struct maxmind_names {
    struct table_name *at; /* ascending by asn, each once */
    size_t count;
    size_t cap;
};

/* errors    ERR_CONFIG  cannot be opened, or is no MaxMind-format file
 *           ERR_SYSTEM  without memory */
bool maxmind_open(const char *path, struct maxmind **out, struct err *e) MUST_CHECK;

void maxmind_free(struct maxmind **db);

/* When its makers made it; seconds since 1970. */
int64_t maxmind_created_s(const struct maxmind *db);

/* "GeoLite2-City": what its makers call it. Valid as long as *db. */
const char *maxmind_type(const struct maxmind *db);

/* Fills two begun layers with what the file says and ends them; *names is filled, also on failure
 * (free it). Networks longer than /64 are left out.
 *
 * errors    ERR_CONFIG  the file is damaged
 *           ERR_LIMIT, ERR_SYSTEM  as layer_add */
bool maxmind_layers(const struct maxmind *db, struct layer *four, struct layer *six,
                    struct maxmind_names *names, struct err *e) MUST_CHECK;

/* Appends the provider's name in the record at `entry`; nothing when there is none. */
void maxmind_provider(const struct maxmind *db, uint32_t entry, struct buf *out);

/* Appends the names of city and region; nothing where the file has none. */
void maxmind_city(const struct maxmind *db, const struct address *a, struct buf *city,
                  struct buf *region);

#endif
