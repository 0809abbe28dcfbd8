/* place/place.h - address -> place, offline: country, provider, what kind of network.
 *
 * Duty      reads the databases once into a compact table, keeps it in a cache file, looks up in
 *           nanoseconds. Every answer is an estimate; what no database knows is 0 and never risky.
 * Sources   libloc's database; optionally a MaxMind-format file, which wins for country and
 *           provider where it has an answer; the operator's own networks, which win over both;
 *           RFC 6890 for ranges that have no place.
 * Owns      struct places: places_open, places_free. It never changes after places_open, so any
 *           number of threads may look up. To take a new database or configuration, open a second
 *           one, swap the pointer, and free the first when no look-up uses it any more.
 * Nothing here logs, and nothing asks the network.
 */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include "model/finding.h"
#include "model/network.h"
#include "model/place.h"

#include <stddef.h>

#define PLACE_LIBLOC_DEFAULT "/var/lib/location/database.db"
#define PLACE_CITY_MAX 64 /* bytes of the name of a city or region, NUL included */

struct places;

struct place_sources {
    const char *libloc;            /* path; NULL: PLACE_LIBLOC_DEFAULT when it exists, else none */
    const char *mmdb;              /* path of a MaxMind-format file; NULL: none */
    const char *cache;             /* path of the cache file; NULL: none */
    const struct own_network *own; /* copied */
    size_t own_count;
};

/* Opens the databases. Without any, everything public is simply unknown.
 *
 * A cache file that is missing, damaged, of another version or of other databases is replaced
 * silently; when it cannot be written the table is built again at the next start.
 *
 * out      written only on success; free with places_free
 * errors   ERR_CONFIG  a stated database is not there, is damaged or would need a table above
 *                      32 MiB; an own network is malformed or stated twice with different words
 *          ERR_SYSTEM  without memory
 * cost     1 ms with a good cache file, else about 1 s
 */
bool places_open(const struct place_sources *s, struct places **out, struct err *e) MUST_CHECK;

/* *p becomes NULL. NULL is fine. */
void places_free(struct places **p);

/* Where the address is.
 *
 * own      1-based number of the own network's name, by first appearance in the list; blocks of one
 *          name share it. The narrowest block that holds the address counts. Country as stated, else
 *          from the databases, as the ASN; of the flags only PLACE_TRUSTED_LINE is set, because the
 *          operator knows better than a database whether its line is an anonymiser.
 * cost     30 to 60 ns; with thousands of own blocks up to 220 ns
 */
struct place places_find(const struct places *p, const struct address *a);

/* The provider's name for people, cut at a character, without control characters: the own
 * network's name, else the name of the autonomous system; "" when unknown. cost: 1 us. */
void places_provider(const struct places *p, const struct place *place,
                     char out[static PROVIDER_TEXT_MAX]);

/* City and region in English from the MaxMind-format file, for people only; "" when unknown and for
 * every address that is not public. cost: a walk through the file, some us. */
void places_city(const struct places *p, const struct address *a, char city[static PLACE_CITY_MAX],
                 char region[static PLACE_CITY_MAX]);

/* "libloc 2022-10-29, GeoLite2-City 2024-01-02"; "" without a database. Valid as long as *p. */
const char *places_about(const struct places *p);

/* Bytes of the compact table, for benches and tests; 0 without a database. */
size_t places_bytes(const struct places *p);

/* True when places_open found a good cache file. */
bool places_cached(const struct places *p);

#endif
