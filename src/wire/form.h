/* wire/form.h - what a form of a page sends, and what stands behind "?" in an address.
 *
 * Source    WHATWG URL Standard, section 5.1 (application/x-www-form-urlencoded), read more strictly: a
 *           browser never sends what is refused here.
 * Owns      nothing; names and values live in the caller's arena.
 * Threads   any.
 */
#ifndef WIRE_FORM_H
#define WIRE_FORM_H

#include "base/arena.h"
#include "base/err.h"

#define FORM_BYTES_MAX ((size_t)16 << 10)
#define FORM_FIELDS_MAX 32

struct form_field {
    struct span name;
    struct span value;
};

struct form {
    size_t count;
    struct form_field fields[FORM_FIELDS_MAX];
};

/* Reads "a=1&b=%E3%81%82+c": fields in order, '+' and %XX taken out. "" has no field.
 *
 * out      written only on success
 * errors   ERR_INPUT  a '%' without two hexadecimal digits; no UTF-8; a control character other
 *                     than tab and line end; the same name twice; no name
 *          ERR_LIMIT  FORM_BYTES_MAX, FORM_FIELDS_MAX, or the arena is full
 */
bool form_parse(struct span in, struct arena *arena, struct form *out, struct err *e) MUST_CHECK;

/* The value of `name`; "" when it is not there. */
struct span form_value(const struct form *f, struct span name);

#endif
