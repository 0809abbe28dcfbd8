/* store/bytes.h - integers to bytes, little end first, whatever the machine. */
#ifndef STORE_BYTES_H
#define STORE_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline void bytes_put(uint8_t *at, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static inline uint64_t bytes_get(const uint8_t *at, size_t len)
{
    uint64_t value = 0;

    for (size_t i = 0; i < len; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

#endif
