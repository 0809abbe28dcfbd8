/* message/header.h - the value of a header field -> text a person sees (private to message).
 *
 * Source    RFC 5322 section 2.2.3 (folding), RFC 2047 (encoded words), RFC 2231 (parameters), and
 *           what mail in the wild makes of them: encoded words inside quotes, without spaces
 *           between them, split in the middle of a character, without their end, raw 8-bit text.
 */
#ifndef MESSAGE_HEADER_H
#define MESSAGE_HEADER_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

/* Every run of line ends and the blanks around it as one space, ends trimmed; in the arena. */
struct span header_unfold(struct arena *a, struct span raw);

/* The value decoded, UTF-8, one line without controls. Bits of message_damage are added to
 * *damage. */
struct span header_text(struct arena *a, struct span raw, uint32_t *damage);

/* A parameter of "type; name=value; ..." decoded, also in pieces (name*0*=); empty when absent. */
struct span header_param(struct arena *a, struct span raw, struct span name, uint32_t *damage);

/* Length of the encoded word that `s` begins with, 0 when it begins with none. */
size_t header_word_len(struct span s);

/* Decodes base64 (RFC 4648), skipping what does not belong; `out` has room for in.len bytes. */
struct span header_base64(struct span in, char *out);

#endif
