/* service/stage_look.h - whom a stage is for, out of the history: who would be refused if it began today.
 *
 * Duty      looks at the newest sign-ins of each account by all its names: with the main password where the
 *           stage would refuse it, and with an app password. What is not known to have been an app password
 *           counts as the main one, as it does when the stage judges.
 * Owns      nothing; the store is borrowed. Threads: any.
 * Cost      by pages of names: 0.6 s of processor time for 20,000 names of 10 rows each.
 */
#ifndef SERVICE_STAGE_LOOK_H
#define SERVICE_STAGE_LOOK_H

#include "base/arena.h"
#include "decide/stage.h"
#include "model/account.h"
#include "store/store.h"

#define STAGE_LOOK_ROWS 200 /* newest rows of one name that are looked at */

struct stage_look {
    struct store *store;
    const struct stage *stage;
    const struct home_countries *home;
    int64_t from_ms; /* sign-ins since then */
    int64_t now_ms;
};

/* One account (or a sign-in name nobody entered) the stage is for and that signed in since. */
struct stage_seen {
    struct span name;    /* the sign-in name it was found by */
    struct span account; /* ID; "" nobody entered it */
    uint64_t signins;    /* that the stage would refuse */
    int64_t
        last_ms; /* the newest of them; 0: none, it has been set up anew or was never concerned */
    int64_t app_ms;       /* newest sign-in with an app password; 0 none */
    uint16_t country;     /* of the newest of them, an estimate; 0 unknown */
    enum service service; /* of the newest of them */
};

/* False ends the visit. Spans live for the call. */
typedef bool stage_seen_visit(void *ctx, const struct stage_seen *s);

struct stage_look_page {
    size_t limit; /* names looked at, at most */
    size_t names; /* out: looked at */
    bool more;    /* out: there are names behind */
    size_t
        last_len; /* in: of the last name of the page before, 0: from the first; out: of this page */
    char last[ACCOUNT_TEXT_MAX];
};

/* Visits the accounts of a page of names: each account once, with its first name in order.
 * errors   ERR_STORE, ERR_SYSTEM; as stages_key */
bool stage_look(const struct stage_look *look, struct stage_look_page *page,
                stage_seen_visit *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
