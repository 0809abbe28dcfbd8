/* model/stage.h - one dated step of a restriction: from when on, for whom, mail programs must use an app
 * password (C-01, C-10 to C-12).
 *
 * A stage is data: its date, the origins, services, groups and the share of accounts it is for, and how
 * far it goes. decide/stage.h says what stages mean for one sign-in; docs/stages.md tells it in words.
 * Flat: copied as it is.
 */
#ifndef MODEL_STAGE_H
#define MODEL_STAGE_H

#include "base/err.h"
#include "base/span.h"
#include "model/address.h"
#include "model/announcement.h"
#include "model/signin.h"

#include <stdbool.h>
#include <stdint.h>

#define STAGE_ID_MAX 64       /* bytes: a-z 0-9 - */
#define STAGE_NAME_MAX 120    /* bytes, UTF-8 */
#define STAGE_GROUPS_MAX 16   /* groups one stage names */
#define STAGE_GROUP_MAX 64    /* bytes of one */
#define STAGE_NETWORKS_MAX 16 /* exempt networks of one stage */
#define STAGE_MOVES_MAX 8     /* postponements that are kept, the newest ones */
#define STAGES_MAX 64
#define STAGE_TIME_MAX INT64_C(253402300799999) /* the last millisecond of the year 9999 */

/* Where a sign-in comes from, as stages tell it. Bits: a stage is for several. */
enum stage_origin {
    STAGE_FOREIGN = 1 << 0, /* a country that is none of the operator's home countries */
    STAGE_DOMESTIC =
        1 << 1, /* a home country, or a place that cannot be told: unknown is never risky */
    STAGE_LINE = 1 << 2, /* a line the operator trusts: the subscriber's own (B-02) */
    STAGE_INSIDE =
        1 << 3, /* no address, or one that never crosses the Internet: webmail's servers */
};
#define STAGE_ORIGIN_COUNT 4
#define STAGE_ORIGIN_ALL ((1u << STAGE_ORIGIN_COUNT) - 1)

/* How far a stage goes. */
enum stage_mode {
    STAGE_OBSERVE, /* counts only */
    STAGE_NUDGE,   /* tells whoever would be refused; refuses nobody */
    STAGE_REFUSE,  /* refuses from its start on */
    STAGE_MODE_COUNT
};

enum stage_state {
    STAGE_ON,          /* goes by its dates */
    STAGE_PAUSED,      /* as if it were not there, until it is resumed */
    STAGE_ROLLED_BACK, /* the same, until it gets another start */
    STAGE_STATE_COUNT
};

/* What a stage does at one moment. */
enum stage_phase {
    STAGE_PHASE_PLANNED,  /* its start is to come */
    STAGE_PHASE_NUDGING,  /* the same, and whoever would be refused is told */
    STAGE_PHASE_IN_FORCE, /* it has begun, and goes as far as its mode */
    STAGE_PHASE_PAUSED,
    STAGE_PHASE_ROLLED_BACK,
    STAGE_PHASE_COUNT
};

/* "foreign", "domestic", "line", "inside" of one bit by its number; "observe", ...; "on", ...: stable. */
const char *stage_origin_code(unsigned bit);
const char *stage_mode_code(unsigned mode);
const char *stage_state_code(unsigned state);

/* "planned", "nudging", "in_force", "paused", "rolled_back": stable. */
const char *stage_phase_code(enum stage_phase p);

/* A start that was moved. */
struct stage_move {
    int64_t from_ms; /* the start it had */
    int64_t at_ms;   /* when it was moved */
};

struct stage_network {
    struct address prefix; /* host bits zero */
    uint8_t bits;          /* of prefix's own family */
};

struct stage {
    char id[STAGE_ID_MAX + 1];
    char name[2][STAGE_NAME_MAX + 1]; /* index: enum lang of words (0 en, 1 ja); "" none */
    char announcement[ANNOUNCEMENT_ID_MAX + 1]; /* what is published of it; "" nothing */
    int64_t created_ms;
    int64_t changed_ms;
    int64_t starts_ms; /* wall clock */
    int64_t nudges_ms; /* from then on whoever would be refused is told; 0: not before the start */
    uint8_t mode;      /* enum stage_mode */
    uint8_t state;     /* enum stage_state */
    uint8_t percent;   /* of accounts, 0..100 */
    uint8_t origins;   /* enum stage_origin, or-ed; never 0 */
    uint8_t services;  /* 1 << enum service, or-ed; never 0 */
    uint8_t move_count;
    uint8_t group_count; /* 0: accounts of every group */
    uint8_t network_count;
    struct stage_move moves[STAGE_MOVES_MAX]; /* oldest first */
    char groups[STAGE_GROUPS_MAX][STAGE_GROUP_MAX + 1];
    struct stage_network networks[STAGE_NETWORKS_MAX]; /* exempt: the operator's own channels */
};

/* Every service a mail program uses; webmail is a channel of its own (C-03). */
#define STAGE_SERVICES_USUAL                                                                       \
    ((1u << SERVICE_IMAP) | (1u << SERVICE_POP3) | (1u << SERVICE_SUBMISSION) |                    \
     (1u << SERVICE_SIEVE) | (1u << SERVICE_DAV) | (1u << SERVICE_UNKNOWN))
#define STAGE_SERVICES_ALL ((1u << SERVICE_COUNT) - 1)
_Static_assert(SERVICE_COUNT <= 8, "every service has its bit");

/* What somebody states of a stage, new or changed: the members whose bit is in `stated`. */
enum stage_stated {
    STAGE_STATES_NAME_EN = 1 << 0,
    STAGE_STATES_NAME_JA = 1 << 1,
    STAGE_STATES_ANNOUNCEMENT = 1 << 2,
    STAGE_STATES_STARTS = 1 << 3,
    STAGE_STATES_NUDGES = 1 << 4,
    STAGE_STATES_MODE = 1 << 5,
    STAGE_STATES_STATE = 1 << 6,
    STAGE_STATES_PERCENT = 1 << 7,
    STAGE_STATES_ORIGINS = 1 << 8,
    STAGE_STATES_SERVICES = 1 << 9,
    STAGE_STATES_GROUPS = 1 << 10,
    STAGE_STATES_NETWORKS = 1 << 11,
};

struct stage_patch {
    struct stage stage;
    uint32_t stated;
};

enum stage_phase stage_phase(const struct stage *s, int64_t now_ms);

/* True when it may be stored. errors: ERR_INPUT "percent: expected 0 to 100, came 120". */
bool stage_check(const struct stage *s, struct err *e) MUST_CHECK;

/* What a patch makes of a stage at now_ms. A start that is another one than before is kept as a move,
 * whether it comes later or earlier, and ends a roll back.
 *
 * errors   ERR_INPUT  as stage_check; resuming a stage that was rolled back, without another start */
bool stage_change(const struct stage *before, const struct stage_patch *p, int64_t now_ms,
                  struct stage *out, struct err *e) MUST_CHECK;

/* The same for one that is new: its ID is p->stage.id, a start must be stated. */
bool stage_make(const struct stage_patch *p, int64_t now_ms, struct stage *out,
                struct err *e) MUST_CHECK;

/* Copies a text into one of the arrays above; false when it is longer than `cap` - 1 bytes. */
bool stage_text_take(struct span text, char *out, size_t cap) MUST_CHECK;

#endif
