#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H
#include "model/finding.h"
#include "model/network.h"
#include "base/err.h"
struct places;
struct place places_find(const struct places *p, const struct address *a);
void places_provider(const struct places *p, const struct place *place, char out[static PROVIDER_TEXT_MAX]);
const char *places_about(const struct places *p);
#endif
