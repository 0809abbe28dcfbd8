#include "service/check_words.h"

#include "words/evidence.h"

struct span check_words_brand(const struct verdict *v, const struct evidence *e, unsigned lang)
{
    const char *name = strcmp(v->brand, e->brand) == 0 ? v->brand_name[lang] : e->brand;

    return (struct span){.at = name, .len = strlen(name)};
}

void check_words_evidence(struct buf *out, unsigned lang, const struct verdict *v,
                          const struct evidence *e)
{
    words_evidence(out, (enum lang)lang, e, check_words_brand(v, e, lang));
}

void check_words_why(struct buf *out, unsigned lang, const struct verdict *v)
{
    words_verdict_why(out, (enum lang)lang, v);
}

void check_words_advice(struct buf *out, unsigned lang, const struct verdict *v)
{
    words_advice(out, (enum lang)lang, v);
}
