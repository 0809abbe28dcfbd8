/* service/fake_form.h - a campaign of fakes with its samples <-> the body of its document.
 *
 * Form      version 1: integers little end first, texts with their length before them; tests/data of the
 *           unit test holds one. Read as bytes from outside: nothing in them makes reading unsafe.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_FAKE_FORM_H
#define SERVICE_FAKE_FORM_H

#include "base/buf.h"
#include "model/fake.h"

#define FAKE_FORM_MAX ((size_t)64 << 10) /* bytes of a body */

/* A sample with room for its texts. */
struct fake_kept_sample {
    bool confirmed;
    enum fake_channel channel;
    int64_t at_ms;
    struct fake_print print;
    size_t subject_len;
    size_t text_len;
    char subject[FAKE_SUBJECT_MAX];
    char text[FAKE_TEXT_MAX];
};

/* A campaign with everything; 35 kB. */
struct fake_whole {
    struct fake fake; /* fake.sample_count of the samples are there */
    struct fake_kept_sample samples[FAKE_SAMPLES_MAX];
};

/* Appends the body. */
void fake_form_put(struct buf *out, const struct fake_whole *w);

/* ERR_STORE when the body is none; *out is undefined then. */
bool fake_form_read(struct span body, struct fake_whole *out, struct err *e) MUST_CHECK;

/* Counts what staff has not seen into fake.waiting. */
void fake_whole_count(struct fake_whole *w);

static inline struct span fake_kept_subject(const struct fake_kept_sample *s)
{
    return (struct span){.at = s->subject, .len = s->subject_len};
}

static inline struct span fake_kept_text(const struct fake_kept_sample *s)
{
    return (struct span){.at = s->text, .len = s->text_len};
}

#endif
