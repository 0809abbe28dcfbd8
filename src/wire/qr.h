/* wire/qr.h - a short text as a QR code, for a phone's camera: from a page or from a terminal.
 *
 * Source    ISO/IEC 18004; libqrencode makes the symbol, error correction M (15 %).
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_QR_H
#define WIRE_QR_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

#define QR_TEXT_MAX 320 /* bytes: version 13 at most */
#define QR_WIDTH_MAX 69 /* modules a side */
#define QR_QUIET 4      /* modules of margin a reader needs */

struct qr {
    unsigned width;
    uint8_t dark[QR_WIDTH_MAX * QR_WIDTH_MAX]; /* row by row: 1 dark, 0 light */
};

/* errors   ERR_INPUT  nothing, or a NUL in it
 *          ERR_LIMIT  longer than QR_TEXT_MAX
 *          ERR_SYSTEM  no memory
 */
bool qr_make(struct span text, struct qr *out, struct err *e) MUST_CHECK;

/* Appends the data of one SVG path over qr->width + 2 * QR_QUIET units, dark modules filled. */
void qr_path(struct buf *out, const struct qr *qr);

/* Appends a whole SVG document, black on white whatever stands behind it. */
void qr_svg(struct buf *out, const struct qr *qr);

/* Appends lines of half blocks, two modules a character, for a terminal with light text on dark; with
 * `light` for one with dark text on light. */
void qr_blocks(struct buf *out, const struct qr *qr, bool light);

#endif
