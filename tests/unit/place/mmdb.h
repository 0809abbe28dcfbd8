/* tests/unit/place/mmdb.h - writes tiny MaxMind-format files, so that no test needs a real one.
 *
 * Source    MaxMind DB file format specification 2.0. 24-bit records; data first, then blocks.
 */
#ifndef TESTS_MMDB_H
#define TESTS_MMDB_H

#include "model/network.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MMDB_NODES 1024
#define MMDB_RECORD 0x80000000u /* a child that is data: | offset */

struct mmdb {
    uint32_t nodes[MMDB_NODES][2]; /* 0 = empty, else number of a node or MMDB_RECORD | offset */
    uint32_t count;
    unsigned version;
    uint8_t data[4096];
    size_t len;
};

static inline void mmdb_byte(struct mmdb *m, unsigned byte)
{
    assert(m->len < sizeof m->data);
    m->data[m->len++] = (uint8_t)byte;
}

static inline void mmdb_number(struct mmdb *m, uint64_t value, unsigned bytes)
{
    while (bytes-- > 0) {
        mmdb_byte(m, (unsigned)(value >> 8 * bytes) & 0xff);
    }
}

static inline void mmdb_text(struct mmdb *m, const char *text)
{
    size_t len = strlen(text);

    mmdb_byte(m, 2u << 5 | (unsigned)(len < 29 ? len : 29));
    if (len >= 29) {
        mmdb_byte(m, (unsigned)len - 29);
    }
    for (size_t i = 0; i < len; i++) {
        mmdb_byte(m, (unsigned char)text[i]);
    }
}

static inline void mmdb_map(struct mmdb *m, unsigned pairs)
{
    mmdb_byte(m, 7u << 5 | pairs);
}

static inline void mmdb_array(struct mmdb *m, unsigned items)
{
    mmdb_byte(m, items);
    mmdb_byte(m, 11 - 7);
}

static inline void mmdb_true(struct mmdb *m)
{
    mmdb_byte(m, 1);
    mmdb_byte(m, 14 - 7);
}

static inline void mmdb_u16(struct mmdb *m, unsigned value)
{
    mmdb_byte(m, 5u << 5 | 2);
    mmdb_number(m, value, 2);
}

static inline void mmdb_u32(struct mmdb *m, uint32_t value)
{
    mmdb_byte(m, 6u << 5 | 4);
    mmdb_number(m, value, 4);
}

/* {"country": {"iso_code": code}}: the value only, as all of these. */
static inline void mmdb_country(struct mmdb *m, const char *code)
{
    mmdb_text(m, "country");
    mmdb_map(m, 1);
    mmdb_text(m, "iso_code");
    mmdb_text(m, code);
}

static inline void mmdb_provider(struct mmdb *m, uint32_t asn, const char *name)
{
    mmdb_text(m, "autonomous_system_number");
    mmdb_u32(m, asn);
    mmdb_text(m, "autonomous_system_organization");
    mmdb_text(m, name);
}

/* An empty file of IPv4 (version 4) or of both (version 6). */
static inline void mmdb_begin(struct mmdb *m, unsigned version)
{
    memset(m, 0, sizeof *m);
    m->count = 1;
    m->version = version;
}

/* Everything inside the block gets the record at `offset` of the data. Blocks must not overlap. */
static inline void mmdb_block(struct mmdb *m, const char *cidr, size_t offset)
{
    struct own_network n = {0};
    struct err e;
    bool ok = own_network_parse((struct span){.at = cidr, .len = strlen(cidr)}, &n, &e);
    bool four = address_is_v4(&n.prefix);
    uint8_t key[16] = {0};
    unsigned bits = n.bits + (four && m->version == 6 ? 96u : 0u);
    uint32_t at = 0;

    assert(ok);
    memcpy(key + (four && m->version == 6 ? 12 : 0), n.prefix.bytes + (four ? 12 : 0),
           four ? 4 : 16);
    for (unsigned i = 0; i < bits; i++) {
        uint32_t *child = &m->nodes[at][key[i / 8] >> (7 - i % 8) & 1];

        if (i + 1 == bits) {
            *child = MMDB_RECORD | (uint32_t)offset;
        } else if (*child == 0) {
            assert(m->count < MMDB_NODES);
            *child = m->count++;
        }
        at = *child;
    }
}

static inline void mmdb_metadata(struct mmdb *m)
{
    mmdb_map(m, 9);
    mmdb_text(m, "node_count");
    mmdb_u32(m, m->count);
    mmdb_text(m, "record_size");
    mmdb_u16(m, 24);
    mmdb_text(m, "ip_version");
    mmdb_u16(m, m->version);
    mmdb_text(m, "database_type");
    mmdb_text(m, "Test-City");
    mmdb_text(m, "languages");
    mmdb_array(m, 1);
    mmdb_text(m, "en");
    mmdb_text(m, "binary_format_major_version");
    mmdb_u16(m, 2);
    mmdb_text(m, "binary_format_minor_version");
    mmdb_u16(m, 0);
    mmdb_text(m, "build_epoch");
    mmdb_byte(m, 8);
    mmdb_byte(m, 9 - 7);
    mmdb_number(m, 1700000000, 8); /* 2023-11-14 */
    mmdb_text(m, "description");
    mmdb_map(m, 0);
}

static inline void mmdb_write(struct mmdb *m, const char *path)
{
    static const uint8_t gap[16];
    FILE *f = fopen(path, "wbe");
    size_t data = m->len;

    assert(f != NULL);
    for (uint32_t i = 0; i < m->count * 2; i++) {
        uint32_t child = m->nodes[i / 2][i % 2];
        uint32_t record = child == 0                   ? m->count
                          : (child & MMDB_RECORD) != 0 ? m->count + 16 + (child & ~MMDB_RECORD)
                                                       : child;
        uint8_t bytes[3] = {(uint8_t)(record >> 16), (uint8_t)(record >> 8), (uint8_t)record};

        (void)fwrite(bytes, sizeof bytes, 1, f);
    }
    (void)fwrite(gap, sizeof gap, 1, f);
    (void)fwrite(m->data, data, 1, f);
    (void)fputs("\xab\xcd\xefMaxMind.com", f);
    mmdb_metadata(m);
    (void)fwrite(m->data + data, m->len - data, 1, f);
    (void)fclose(f);
    m->len = data;
}

#endif
