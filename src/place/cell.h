/* place/cell.h - what the databases say of one range of addresses, packed into 64 bits.
 *
 * Owns      nothing. Threads: any. Known inside this room only.
 */
#ifndef PLACE_CELL_H
#define PLACE_CELL_H

#include "model/place.h"

typedef uint64_t cell; /* asn << 32 | country << 16 | flags; 0 = nothing is known */

static inline cell cell_make(uint16_t country, uint32_t asn, uint8_t flags)
{
    return (cell)asn << 32 | (cell)country << 16 | flags;
}

static inline uint16_t cell_country(cell c)
{
    return (uint16_t)(c >> 16);
}

static inline uint32_t cell_asn(cell c)
{
    return (uint32_t)(c >> 32);
}

static inline uint8_t cell_flags(cell c)
{
    return (uint8_t)c;
}

/* The cell for a database's two-character code. Codes that are no country ("A1" anonymiser, "AP"
 * Asia/Pacific, "EU" Europe, ...) give country 0 and, where they have a meaning, a flag; text that
 * is not two capital letters gives country 0. code: NUL-terminated. */
cell cell_from_code(const char *code, uint32_t asn, uint8_t flags);

/* `over` where it knows something, else `under`; flags of both. */
cell cell_over(cell over, cell under);

#endif
