/* wire/xml_out.h - text of anybody's into XML that stays well-formed.
 *
 * Source    XML 1.0 (fifth edition) 2.2 (characters), 2.4 (escapes).
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_XML_OUT_H
#define WIRE_XML_OUT_H

#include "base/buf.h"

/* Appends `text` for content and for attributes in either quotes. What XML has no character for,
 * and each byte that is no UTF-8, becomes U+FFFD. */
void xml_out_text(struct buf *out, struct span text);

/* <name>text</name> and a line end, behind `indent` blanks. name: a literal. */
void xml_out_element(struct buf *out, int indent, const char *name, struct span text);

#endif
