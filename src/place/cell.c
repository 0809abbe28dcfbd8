#include "place/cell.h"

#include "base/attr.h"

#include <stddef.h>

/* Codes that databases put where a country should stand. A region is no country: an account of
 * Germany must not look abroad because one range says only "Europe". */
static const struct {
    char code[2];
    uint8_t flags;
} no_country[] = {
    {{'A', '1'}, PLACE_ANONYMISER},
    {{'T', '1'}, PLACE_ANONYMISER}, /* Tor */
    {{'A', '2'}, PLACE_SATELLITE},
    {{'A', '3'}, PLACE_ANYCAST},
    {{'X', 'D'}, PLACE_HOSTILE},
    {{'A', 'P'}, 0}, /* Asia/Pacific */
    {{'E', 'U'}, 0}, /* Europe */
    {{'O', '1'}, 0}, /* "other country" */
    {{'X', 'X'}, 0},
    {{'Z', 'Z'}, 0},
};

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

cell cell_from_code(const char *code, uint32_t asn, uint8_t flags)
{
    if (code[0] == '\0' || code[1] == '\0' || code[2] != '\0') {
        return cell_make(0, asn, flags);
    }
    for (size_t i = 0; i < COUNT(no_country); i++) {
        if (no_country[i].code[0] == code[0] && no_country[i].code[1] == code[1]) {
            return cell_make(0, asn, flags | no_country[i].flags);
        }
    }
    if (!capital(code[0]) || !capital(code[1])) {
        return cell_make(0, asn, flags);
    }
    return cell_make(place_country(code[0], code[1]), asn, flags);
}

cell cell_over(cell over, cell under)
{
    uint16_t country = cell_country(over) != 0 ? cell_country(over) : cell_country(under);
    uint32_t asn = cell_asn(over) != 0 ? cell_asn(over) : cell_asn(under);

    return cell_make(country, asn, cell_flags(over) | cell_flags(under));
}
