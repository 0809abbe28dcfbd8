/* words/forward.h - what an answer to a forwarded mail says around the verdict.
 *
 * Holes     {service} what the operator's service is called, {contact} how it is reached, {on} an address of the
 *           message, made harmless. Owns nothing. Threads: any.
 */
#ifndef WORDS_FORWARD_H
#define WORDS_FORWARD_H

#include "model/verdict.h"
#include "words/catalogue.h"

enum forward_text {
    FORWARD_SUBJECT,         /* {service}, {on}: the verdict */
    FORWARD_SUBJECT_NOTHING, /* {service} */
    FORWARD_INTRO,
    FORWARD_STATES,       /* {on}: the sender it states */
    FORWARD_EVIDENCE,     /* heading */
    FORWARD_NOTHING,      /* no forwarded message was found in it */
    FORWARD_HOW,          /* how to forward */
    FORWARD_HANDOUT,      /* heading: what a reseller may hand on */
    FORWARD_KEPT,         /* nothing of it is kept */
    FORWARD_PROGRAM,      /* made by a program */
    FORWARD_CONTACT,      /* {contact} */
    FORWARD_THIS_SERVICE, /* when the service has no name */
    FORWARD_TEXT_COUNT
};

const struct entry *words_forward_entry(enum forward_text t);

/* The text a reseller may hand on to a customer. */
const struct entry *words_forward_handout(enum verdict_code v);

#endif
