/* apps/fakes_parts.h - what the files behind `mioboe fakes` share. */
#ifndef APPS_FAKES_PARTS_H
#define APPS_FAKES_PARTS_H

#include "apps/inquiry.h"
#include "model/fake.h"
#include "wire/api_json.h"
#include "words/page.h"

#include <string.h>

#define FAKES_COLUMNS 24 /* of the names in front of fields */

enum {
    FAKES_STATE = INQUIRY_OPTIONS,
    FAKES_CONFIRM,
    FAKES_SMS,
    FAKES_FROM,
    FAKES_KIND,
    FAKES_TO,
    FAKES_DOMAIN,
    FAKES_AT,
    FAKES_FORMAT,
    FAKES_OPTIONS
};
extern const struct option_row fakes_rows[FAKES_OPTIONS];

static inline struct span fakes_span(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Asks for the list, page by page, as the options narrow it. */
typedef bool fakes_one(void *ctx, struct inquiry *q, struct span answer, struct err *e);
bool fakes_each(struct inquiry *q, fakes_one *each, void *ctx, struct err *e) MUST_CHECK;

/* The campaigns of one page. */
typedef void fakes_campaign(void *ctx, struct inquiry *q, const struct fake *f);
bool fakes_of_page(struct inquiry *q, struct span answer, fakes_campaign *each, void *ctx,
                   struct err *e) MUST_CHECK;

/* fakes_print.c: one line of the list; an answer that is one campaign. */
void fakes_put_line(const struct inquiry *q, const struct fake *f);
bool fakes_tell_whole(struct inquiry *q, struct span answer, struct err *e) MUST_CHECK;

/* fakes_add.c: a message read in the sandbox; nothing of it leaves this process but what is kept of a
 * fake. */
struct fakes_message;
bool fakes_message_read(const struct options *o, const char *path, struct fakes_message **out,
                        struct err *e) MUST_CHECK;
void fakes_message_free(struct fakes_message **m); /* NULL inside is fine */
bool fakes_add(struct inquiry *q, const struct fakes_message *m, struct err *e) MUST_CHECK;

/* fakes_list.c */
bool fakes_export(struct inquiry *q, struct err *e) MUST_CHECK;

/* *refused: some lines were; each is told on stderr as "mioboe fakes: FILE:LINE: reason". */
bool fakes_import(struct inquiry *q, const char *path, bool *refused, struct err *e) MUST_CHECK;

#endif
