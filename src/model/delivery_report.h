/* model/delivery_report.h - what a gateway tells, later, of a message it took. */
#ifndef MODEL_DELIVERY_REPORT_H
#define MODEL_DELIVERY_REPORT_H

#include "model/notice.h"

#define DELIVERY_REPORT_TEXT_MAX 256 /* bytes that are kept */

struct delivery_report {
    int64_t id;        /* of the delivery */
    uint8_t state;     /* ACCEPTED, BUFFERED, DELIVERED, FAILED or EXPIRED of enum delivery_state */
    struct span token; /* what proves that the gateway was asked for this message */
    size_t text_len;
    char text[DELIVERY_REPORT_TEXT_MAX]; /* its words, one printable line, UTF-8 */
};

#endif
