/* service/devices_state.h - what the files behind service/devices.h share. Only they include it. */
#ifndef SERVICE_DEVICES_STATE_H
#define SERVICE_DEVICES_STATE_H

#include "service/devices.h"

struct devices {
    struct store *store;
    struct passwords *passwords;
    uint8_t key[DEVICES_KEY_SIZE];
};

struct found_device {
    struct device device;
    uint32_t version; /* of the document */
    bool read;
};

/* A keyed hash of two texts under a word of its own; `size` bytes of it. */
void devices_derive(const struct devices *d, const char *word, struct span a, struct span b,
                    uint8_t *out, size_t size);

/* The account's device of that ID; ERR_ABSENT: it has none. */
bool devices_find(struct devices *d, struct span account, struct span id, struct found_device *out,
                  struct err *e) MUST_CHECK;

/* Address and person of the account. */
bool devices_fill(struct devices *d, const struct device_wish *w, struct arena *arena,
                  struct device_issue *out, struct err *e) MUST_CHECK;

/* The identities of its profile. */
void devices_name(const struct devices *d, struct device_issue *out);

#endif
