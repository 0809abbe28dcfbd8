#include "wire/qr.h"

#include <qrencode.h>

bool qr_make(struct span text, struct qr *out, struct err *e)
{
    QRcode *code;

    if (text.len == 0 || memchr(text.at, '\0', text.len) != NULL) {
        return err_set(e, ERR_INPUT, "expected a text for a QR code");
    }
    if (text.len > QR_TEXT_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %d bytes for a QR code, came %zu",
                       QR_TEXT_MAX, text.len);
    }
    code = QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
    if (code == NULL || code->width > QR_WIDTH_MAX) {
        QRcode_free(code);
        return err_set(e, ERR_SYSTEM, "cannot make a QR code");
    }
    out->width = (unsigned)code->width;
    for (size_t i = 0; i < (size_t)out->width * out->width; i++) {
        out->dark[i] = code->data[i] & 1u;
    }
    QRcode_free(code);
    return true;
}

/* Outside of the symbol all is light. */
static bool is_dark(const struct qr *qr, int x, int y)
{
    int width = (int)qr->width;

    return x >= 0 && y >= 0 && x < width && y < width && qr->dark[y * width + x] != 0;
}

void qr_path(struct buf *out, const struct qr *qr)
{
    int width = (int)qr->width;

    for (int y = 0; y < width; y++) {
        int x = 0;

        while (x < width) {
            int run = 0;

            while (is_dark(qr, x + run, y)) {
                run++;
            }
            if (run > 0) {
                buf_addf(out, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
            }
            x += run + 1;
        }
    }
}

void qr_svg(struct buf *out, const struct qr *qr)
{
    unsigned side = qr->width + 2 * QR_QUIET;

    buf_addf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" "
             "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%uv%uh-%uz\"/>"
             "<path fill=\"#000\" d=\"",
             side, side, side, side, side);
    qr_path(out, qr);
    buf_add(out, SPAN("\"/></svg>\n"));
}

void qr_blocks(struct buf *out, const struct qr *qr, bool light)
{
    static const char *const halves[] = {" ", "\xE2\x96\x84", "\xE2\x96\x80", "\xE2\x96\x88"};
    int first = -QR_QUIET;
    int last = (int)qr->width + QR_QUIET;

    for (int y = first; y < last; y += 2) {
        for (int x = first; x < last; x++) {
            bool upper = is_dark(qr, x, y) == light;
            bool lower = is_dark(qr, x, y + 1) == light;

            buf_addf(out, "%s", halves[(upper ? 2 : 0) + (lower ? 1 : 0)]);
        }
        buf_add(out, SPAN("\n"));
    }
}
