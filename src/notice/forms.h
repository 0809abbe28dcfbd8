/* notice/forms.h - the forms a notice takes. */
#ifndef NOTICE_FORMS_H
#define NOTICE_FORMS_H

#include "base/attr.h"
#include "base/span.h"

enum notice_form {
    NOTICE_FORM_SMS,
    NOTICE_FORM_TEXT, /* the mail's plain text */
    NOTICE_FORM_HTML, /* the mail's HTML */
    NOTICE_FORM_VOICE,
    NOTICE_FORM_COUNT
};

/* "sms", "text", "html", "voice": stable, part of the templates' names. */
const char *notice_form_code(enum notice_form f);

#endif
