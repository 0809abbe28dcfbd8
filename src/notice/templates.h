/* notice/templates.h - the templates of every notice, built in or from the operator's folder.
 *
 * Names     "KIND.FORM.LANG", such as "signin.sms.ja"; partials "PART.FORM.LANG"; "subject.text.LANG".
 *           {{>facts}} inside "signin.html.ja" is "facts.html.ja". A file of the folder is a name and
 *           ".mustache".
 * Owns      a set owns its templates. Immutable: any thread may render them.
 */
#ifndef NOTICE_TEMPLATES_H
#define NOTICE_TEMPLATES_H

#include "base/template.h"
#include "model/notice.h"
#include "notice/forms.h"
#include "words/lang.h"

struct embedded {
    const char *name;
    struct span text;
};
extern const struct embedded notice_embedded[]; /* ends with name NULL */

#define TEMPLATE_FILE_MAX ((size_t)64 << 10) /* bytes of one overriding file */

struct template_set;

/* Compiles every template. folder: NULL or "" for none; files in it that end in ".mustache" stand for
 * the built-in ones of the same name.
 *
 * errors   ERR_CONFIG  "FOLDER/signin.sms.ja.mustache:3:7: expected ..., came ..."; a file that is no
 *                      template's name
 *          ERR_SYSTEM  folder or file cannot be read
 */
bool template_set_open(const char *folder, struct template_set **out, struct err *e) MUST_CHECK;

/* The same with one template's text given: for tests and fuzzers. */
bool template_set_with(const char *name, struct span text, struct template_set **out,
                       struct err *e) MUST_CHECK;

void template_set_free(struct template_set **s);

/* One template of a set. */
struct set_template {
    const char *name;
    const char *file; /* as errors name it: a path, or "built-in signin.sms.ja" */
    bool overridden;
    struct span text;
    const struct template *compiled;
};

/* By kind ("subject" when kind is NOTICE_KIND_COUNT), form and language. Never NULL. */
const struct set_template *template_set_get(const struct template_set *s, enum notice_kind kind,
                                            enum notice_form form, enum lang lang);

/* By its whole name; NULL when there is none. */
const struct set_template *template_set_named(const struct template_set *s, const char *name);

/* The partial `name` seen from a template: of the same form and language. NULL when there is none. */
const struct set_template *template_set_partial(const struct template_set *s, struct span name,
                                                const struct set_template *from);

/* Renders with partials of the same form and language. Errors as template_render. */
bool template_set_render(const struct template_set *s, const struct set_template *t,
                         const struct template_data *data, struct template_sink to,
                         struct err *e) MUST_CHECK;

#endif
