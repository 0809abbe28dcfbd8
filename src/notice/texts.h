/* notice/texts.h - one notice in all its forms. */
#ifndef NOTICE_TEXTS_H
#define NOTICE_TEXTS_H

#include "notice/values.h"

struct texts_wish {
    const struct notice_voice *voice; /* its lock is held by who calls */
    const struct notice_request *request;
    enum lang lang;
    const char *reference; /* in printed form */
    struct arena *arena;
};

/* As notice_texts. */
bool texts_render(const struct texts_wish *w, struct notice_texts *out, struct err *e) MUST_CHECK;

#endif
