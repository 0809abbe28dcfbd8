/* model/announcement.h - what the operator publishes before something changes.
 *
 * Versions  an announcement has an ID and versions from 1; a new version replaces what people see,
 *           and the ones before stay readable. A postponed start names the date it replaces.
 */
#ifndef MODEL_ANNOUNCEMENT_H
#define MODEL_ANNOUNCEMENT_H

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define ANNOUNCEMENT_ID_MAX 64     /* bytes: a-z 0-9 - */
#define ANNOUNCEMENT_TITLE_MAX 300 /* bytes, UTF-8 */
#define ANNOUNCEMENT_TEXT_MAX 8192 /* bytes, UTF-8 */

/* In both languages; index: enum lang of words (0 en, 1 ja). */
struct announcement {
    struct span id;
    struct span title[2];
    struct span reason[2];
    struct span body[2];
    struct span apology[2]; /* "" when nothing was postponed */
    int64_t published_ms;   /* of version 1 */
    int64_t updated_ms;     /* of this version; published_ms for version 1 */
    int64_t starts_ms;      /* 0: nothing starts */
    int64_t replaced_ms;    /* the start this one replaces; 0: none */
    uint32_t version;       /* from 1 */
    bool withdrawn;
};

/* What somebody states of an announcement, new or changed; a text with at == NULL is not stated. */
struct announcement_patch {
    struct span id;
    struct span title[2];
    struct span reason[2];
    struct span body[2];
    struct span apology[2];
    bool has_starts;
    bool has_withdrawn;
    bool withdrawn;
    int64_t starts_ms;
};

/* True when it may be stored: ID, a title in both languages, limits, UTF-8 without control characters
 * but line feeds in texts, an apology in both languages when replaced_ms is there.
 * errors   ERR_INPUT "title.ja: expected 1 to 300 bytes, came ..." */
bool announcement_check(const struct announcement *a, struct err *e) MUST_CHECK;

#endif
