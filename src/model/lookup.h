/* model/lookup.h - one DNS question and how it was answered. */
#ifndef MODEL_LOOKUP_H
#define MODEL_LOOKUP_H

#define LOOKUP_VALUES_MAX 32  /* records of one answer */
#define LOOKUP_VALUE_MAX 4096 /* bytes of one record: a 4096-bit DKIM key takes 740 */

enum lookup_type {
    LOOKUP_TXT,  /* value: the strings of one record, joined: RFC 7208 3.3, RFC 6376 3.6.2.2 */
    LOOKUP_A,    /* value: 4 bytes, network order */
    LOOKUP_AAAA, /* value: 16 bytes */
    LOOKUP_MX,   /* value: the exchange's name, no dot at its end */
    LOOKUP_TYPE_COUNT
};

enum lookup_state {
    LOOKUP_OPEN,   /* nobody has answered yet */
    LOOKUP_FOUND,  /* there are values */
    LOOKUP_NONE,   /* there is no such name, or no such record */
    LOOKUP_FAILED, /* no answer could be had: offline, timeout, a broken zone */
};

#endif
