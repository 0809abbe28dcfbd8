/* serve/api_parts.h - what the files behind serve/api.h share. Only they include it. */
#ifndef SERVE_API_PARTS_H
#define SERVE_API_PARTS_H

#include "base/arena.h"
#include "base/time.h"
#include "serve/doors.h"
#include "service/device_desk.h"
#include "service/notices.h"
#include "service/story.h"
#include "service/token_book.h"
#include "wire/json_out.h"

#include <pthread.h>

struct api {
    pthread_rwlock_t lock; /* over the places */
    struct story_setup story;
    struct fakes *fakes;
    struct doors doors;
    struct home_countries home;
    struct token_book *tokens;         /* borrowed */
    struct notices *notices;           /* borrowed; NULL: nothing sends */
    struct check_desk *desk;           /* borrowed; NULL: nobody reads messages */
    struct passwords *passwords;       /* borrowed; NULL: not ready */
    struct changes *changes;           /* borrowed; NULL: nobody finishes a change */
    const struct device_desk *devices; /* borrowed; NULL: nobody sets devices up */
    bool has_report_key;
    uint8_t report_key[API_REPORT_KEY_SIZE];
};

/* One request under way. */
struct api_call {
    struct api *api;
    const struct api_request *r;
    struct buf *out;
    struct arena *arena;
    struct span hole; /* the first, decoded; "" without one */
    struct span more; /* the second, as it stands in the path; "" without one */
    char hole_bytes[ROUTE_PATH_MAX];
    struct err err;
};

/* Gives the status; 0: call->err says what to answer. */
typedef unsigned api_function(struct api_call *c);

/* The decoded value of a query's field in the arena; "" when it is not there. */
bool api_query_text(struct api_call *c, struct span name, struct span *out) MUST_CHECK;

/* lo..hi; `usual` when it is not there. */
bool api_query_number(struct api_call *c, struct span name, uint64_t lo, uint64_t hi,
                      uint64_t usual, uint64_t *out) MUST_CHECK;

/* A list whose rows end when the answer is full. */
struct api_listed {
    struct api_call *c;
    struct json_out list;
    size_t count;
    size_t limit;
    bool more;
    struct span last; /* ID of the last account, in the arena */
};

/* Whether the row that begins at `before` fits; takes it back when it does not. */
bool api_row_fits(struct api_listed *l, size_t before) MUST_CHECK;

/* {"status":"removed"} */
unsigned api_removed(struct api_call *c);

/* api_accounts.c */
api_function api_accounts_find, api_accounts_import, api_account_get, api_account_put,
    api_account_delete;

/* api_history.c */
api_function api_account_history, api_account_profile, api_event_get;

/* api_lists.c */
api_function api_listings_get, api_listing_put, api_listing_delete;

/* api_deliveries.c */
api_function api_delivery_report;

/* api_announcements.c */
api_function api_announcements_get, api_announcement_get, api_announcement_add,
    api_announcement_put;

/* api_notices.c */
api_function api_notice_get, api_notice_match, api_event_match, api_notice_test, api_forecast_get;

/* api_messages.c */
api_function api_message_check;
/* api_fakes.c */
api_function api_fakes_get, api_fake_submit, api_fake_match, api_fakes_import, api_fake_get,
    api_fake_put, api_fake_delete, api_fake_note, api_fake_redact;
/* api_stages.c */
api_function api_stages_get, api_stage_get, api_stage_add, api_stage_put, api_stage_affected;

/* api_passwords.c */
api_function api_password_verify, api_passwords_import, api_app_passwords_get,
    api_app_password_create, api_app_passwords_revoke, api_app_password_revoke,
    api_app_password_show, api_password_get, api_password_put, api_password_mail_put, api_pin_put,
    api_pin_verify;

/* api_changes.c */
api_function api_password_change, api_password_outlook, api_contact_change, api_sign_in_name_change,
    api_account_changes, api_undo, api_undo_recover;

/* api_devices.c */
api_function api_devices_get, api_device_issue, api_device_link, api_device_revoke;

/* api_tokens.c */
api_function api_tokens_get, api_token_create, api_token_revoke;

#endif
