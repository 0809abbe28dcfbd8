/* A database file of any bytes, MaxMind's form or libloc's: places_open refuses it with a sentence
 * for the operator, or every look-up answers. The first byte chooses the form; the rest is the file.
 */
#undef NDEBUG
#include "place/place.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libmaxminddb 1.7 forgets memory when metadata is damaged halfway, libloc 0.9.16 when a network has
 * a country that is none. What this room forgets, the unit tests show. */
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libmaxminddb.so\nleak:libloc.so\n";
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

static const char *file_of(const uint8_t *data, size_t size)
{
    static char path[64];
    FILE *f;

    (void)snprintf(path, sizeof path, "/tmp/fuzz_place_files.%ld", (long)getpid());
    f = fopen(path, "wbe");
    assert(f != NULL);
    assert(fwrite(data, 1, size, f) == size && fclose(f) == 0);
    return path;
}

static void look_around(const struct places *p)
{
    static const char *const texts[] = {"0.0.0.1", "8.8.8.8",    "200.1.2.3", "223.255.255.255",
                                        "2000::",  "2001:200::", "2a00::1",   "3ffe::1"};
    char provider[PROVIDER_TEXT_MAX];
    char city[PLACE_CITY_MAX];
    char region[PLACE_CITY_MAX];

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct address a;
        struct place place;

        assert(address_parse((struct span){.at = texts[i], .len = strlen(texts[i])}, &a));
        place = places_find(p, &a);
        assert(place.kind < NETWORK_KIND_COUNT && place.own == 0);
        assert((place.flags & PLACE_TRUSTED_LINE) == 0);
        places_provider(p, &place, provider);
        places_city(p, &a, city, region);
        assert(memchr(provider, '\0', sizeof provider) != NULL);
        assert(memchr(city, '\0', sizeof city) != NULL);
        assert(memchr(region, '\0', sizeof region) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool libloc = size > 0 && (data[0] & 1) != 0;
    struct place_sources s = {.libloc = ""};
    struct places *p = NULL;
    struct err e = {0};
    const char *path;

    if (size == 0) {
        return 0;
    }
    path = file_of(data + 1, size - 1);
    s.libloc = libloc ? path : "";
    s.mmdb = libloc ? NULL : path;
    if (places_open(&s, &p, &e)) {
        look_around(p);
        places_free(&p);
    } else {
        assert(p == NULL && e.code == ERR_CONFIG && strstr(e.text, path) != NULL);
    }
    return 0;
}
