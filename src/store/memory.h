/* store/memory.h - a store that lasts as long as the process; for scans without a file, and tests.
 *
 * Limits    rows: at the limit the row recorded longest ago goes; an account without a profile goes
 *           with its last row. identities: at the limit the oldest hours go. Accounts with a profile
 *           are kept: they are as many as the service has users.
 */
#ifndef STORE_MEMORY_H
#define STORE_MEMORY_H

#include "store/store.h"

struct store_memory_limits {
    size_t rows;       /* >= 1; about 450 bytes each when in use */
    size_t identities; /* >= 1; 8 bytes each */
};

/* Errors: ERR_SYSTEM no memory, no thread. */
bool store_memory_open(const struct store_memory_limits *limits, struct store **out,
                       struct err *e) MUST_CHECK;

#endif
