/* Any bytes as a configuration file. */
#include "config/clean.h"
#include "config/setting.h"
#include "model/place.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

static size_t lines_of(struct span in)
{
    size_t lines = 1;

    for (size_t i = 0; i < in.len; i++) {
        lines += in.at[i] == '\n';
    }
    return lines;
}

/* A refusal names the file and a line that exists, and holds nothing that upsets a terminal. */
static void check_refusal(struct span in, const struct err *e)
{
    char *end = NULL;
    unsigned long line;

    assert(e->code == ERR_CONFIG);
    assert(strncmp(e->text, "f:", 2) == 0);
    if (in.len <= SETTINGS_BYTES_MAX) {
        line = strtoul(e->text + 2, &end, 10);
        assert(*end == ':' && line >= 1 && line <= lines_of(in));
        assert(strstr(e->text, "expected") != NULL || strstr(e->text, "network '") != NULL ||
               strstr(e->text, "not a network") != NULL);
    }
    for (const char *c = e->text; *c != '\0'; c++) {
        assert((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

static void check_networks(const struct settings *s)
{
    for (size_t i = 0; i < s->network_count; i++) {
        const struct own_network *n = &s->networks[i];
        struct address kept = address_prefix(&n->prefix, n->bits);

        assert(address_eq(&kept, &n->prefix));
        assert(strlen(n->name) > 0 && strlen(n->name) < NETWORK_NAME_MAX);
    }
}

/* What was read lies within the bounds of the table. */
static void check_bounds(const struct settings *s)
{
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];
        uint32_t number;

        if (row->type == SETTING_NUMBER) {
            memcpy(&number, (const char *)s + row->offset, sizeof number);
            assert(number >= row->lo && number <= row->hi);
        }
    }
    assert(s->policy.mode == POLICY_WATCH || s->policy.mode == POLICY_STRICT);
    assert(s->database[0] == '\0' || s->database[0] == '/');
    assert(memchr(s->time_zone, '\0', SETTINGS_TEXT_MAX) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct settings *s = NULL;
    struct err e = {0};

    if (!settings_read(in, "f", &s, &e)) {
        assert(s == NULL);
        check_refusal(in, &e);
        return 0;
    }
    check_bounds(s);
    check_networks(s);
    settings_free(&s);
    return 0;
}
