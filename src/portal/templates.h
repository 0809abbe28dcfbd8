/* portal/templates.h - the pages' templates and files, put into the program when it is built.
 *
 * Source    src/portal/templates/, by tools/embed.py: a page needs no file beside the program.
 */
#ifndef PORTAL_TEMPLATES_H
#define PORTAL_TEMPLATES_H

#include "base/span.h"

/* Whole arrays, without a NUL behind them. */
#define SPAN_BYTES(array)                                                                          \
    {                                                                                              \
        .at = (array), .len = sizeof(array)                                                        \
    }

extern const struct span page_head_html;
extern const struct span page_foot_html;
extern const struct span page_form_html;
extern const struct span page_home_html;
extern const struct span page_check_html;
extern const struct span page_result_html;
extern const struct span page_verdict_html;
extern const struct span page_notices_html;
extern const struct span page_news_html;
extern const struct span page_news_one_html;
extern const struct span page_codes_html;
extern const struct span page_code_html;
extern const struct span page_password_html;
extern const struct span page_password_fields_html;
extern const struct span page_password_new_html;
extern const struct span page_password_done_html;
extern const struct span page_undo_html;
extern const struct span page_setup_html;
extern const struct span page_setup_link_html;
extern const struct span page_setup_choose_html;
extern const struct span page_setup_done_html;
extern const struct span page_setup_guides_html;
extern const struct span page_absent_html;
extern const struct span page_fakes_html;
extern const struct span page_fake_html;
extern const struct span page_todo_html;
extern const struct span page_report_fake_html;
extern const struct span page_style_css;
extern const struct span page_favicon_svg;

#endif
