/* wire/device_json.h - devices and links to set them up as JSON: bodies of /v1/devices.
 *
 * Owns      nothing; what is read lives in the arena. Threads: any. docs/api/openapi.json describes it.
 */
#ifndef WIRE_DEVICE_JSON_H
#define WIRE_DEVICE_JSON_H

#include "base/arena.h"
#include "base/secret.h"
#include "model/device.h"
#include "model/mail_setup.h"
#include "wire/json_out.h"

/* What is asked for: a link, or a device at once. */
struct device_order {
    struct span device; /* "": a new one */
    struct span name;
    enum device_kind kind; /* DEVICE_OTHER when not said */
    struct secret pin;     /* of the contract; wipe it */
    bool has_pin;
    bool no_password; /* "password": false */
    bool anywhere;
    bool japanese; /* "lang": "ja" */
};

/* Reads {"device","name","kind","pin","password","anywhere","lang"}, each optional; "" is {}.
 * errors   ERR_INPUT  not one JSON object, or a member of the wrong kind; the PIN is never quoted
 *          ERR_SYSTEM  without memory */
bool device_json_read(struct span text, struct arena *arena, struct device_order *out,
                      struct err *e) MUST_CHECK;

/* Appends members of an open object: the device; "servers" with each that is offered. */
void device_json_device(struct json_out *j, const struct device *d);
void device_json_servers(struct json_out *j, const struct mail_setup *m);

#endif
