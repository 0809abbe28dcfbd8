/* wire/change_json.h - bodies that ask for a change of what an account is opened with, as JSON.
 *
 * Owns      nothing; texts live in the arena, secrets in the caller's struct: wipe it (change_ask_wipe).
 * Threads   any.
 */
#ifndef WIRE_CHANGE_JSON_H
#define WIRE_CHANGE_JSON_H

#include "base/arena.h"
#include "base/secret.h"
#include "model/credential_event.h"
#include "model/quality.h"
#include "wire/json_out.h"

struct change_ask {
    enum credential_actor by; /* owner when not said */
    bool has_current, has_new, has_pin;
    struct secret current, new, pin;
    struct address remote; /* of the person */
    bool has_remote;
    bool revoke_apps;   /* "app_passwords":"revoke" */
    bool keep_sessions; /* "sessions":"keep" */
    bool has_phone, has_address;
    struct span phone, address, from, to, code;
    bool keep;
};

/* Every member may be missing; one that is known stands once, of its kind. Others are skipped.
 * errors   ERR_INPUT  names the member; never a byte of a secret */
bool change_json_read(struct span body, struct arena *arena, struct change_ask *out,
                      struct err *e) MUST_CHECK;
void change_ask_wipe(struct change_ask *a);

/* {"what":"password","by":"owner","at":...,...} */
void change_json_event(struct json_out *j, const struct credential_event *ev);

/* "faults":["short"],"hints":[...],"bits":12 */
void change_json_quality(struct json_out *j, const struct quality *q);

#endif
