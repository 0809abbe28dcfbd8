#include "model/verdict.h"

const char *verdict_code_text(enum verdict_code v)
{
    static const char *const codes[VERDICT_COUNT] = {"genuine", "fake", "cannot_tell"};

    return codes[v];
}

const char *leaning_code(enum leaning l)
{
    static const char *const codes[LEANING_COUNT] = {"none", "genuine", "fake"};

    return codes[l];
}

const char *verdict_rule_code(enum verdict_rule r)
{
    static const char *const codes[RULE_COUNT] = {
        "score",      "record_agrees", "record_other", "record_fake", "all_published",
        "unreadable", "text_only",     "no_brand",     "below",       "not_bound",
    };

    return codes[r];
}
