#include "service/filter.h"

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        c = (char)(c + ('a' - 'A'));
    }
    return c;
}

static bool same_address(struct span a, const char *b)
{
    size_t len = strlen(b);

    for (size_t i = 0; a.len == len && i < len; i++) {
        if (lower(a.at[i]) != lower(b[i])) {
            return false;
        }
    }
    return a.len == len && len > 0;
}

static bool is_own(const struct filter_policy *p, const struct filter_facts *f)
{
    const struct check_result *r = f->result;
    const struct verdict *v = &r->verdict;

    return v->code == VERDICT_GENUINE && v->rule == RULE_RECORD_AGREES && !r->forwarded &&
           f->recipients == 1 && same_address(p->notice_from, r->sender) &&
           evidence_find(&v->evidence, EVIDENCE_HTML_ATTACHMENT) == NULL &&
           evidence_find(&v->evidence, EVIDENCE_PROGRAM_ATTACHMENT) == NULL;
}

void filter_judge(const struct filter_policy *p, const struct filter_facts *f,
                  struct filter_mark *out)
{
    const struct verdict *v = &f->result->verdict;

    out->state = f->state;
    out->verdict = VERDICT_CANNOT_TELL;
    out->leaning = LEANING_NONE;
    out->rule = RULE_UNREADABLE;
    out->own = false;
    out->score = 0;
    if (f->state != FILTER_CHECKED) {
        return;
    }
    out->verdict = v->code;
    out->leaning = v->leaning;
    out->rule = v->rule;
    out->score = v->score;
    out->own = is_own(p, f);
    if (v->code == VERDICT_GENUINE && f->result->forwarded) {
        out->verdict = VERDICT_CANNOT_TELL;
        out->rule = RULE_TEXT_ONLY;
    }
}

struct filter_action filter_act(const struct filter_policy *p, const struct filter_mark *m)
{
    bool fake = m->state == FILTER_CHECKED && m->verdict == VERDICT_FAKE;

    return (struct filter_action){.hold = fake && p->hold, .subject = fake && p->subject.len > 0};
}
