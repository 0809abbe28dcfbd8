#include "portal/inside.h"

#define QUALITY_ONE 1000

static struct span trim(struct span s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* ";q=0.8" in thousandths; one when nothing is said, zero when it cannot be read. */
static unsigned quality_of(struct span rest)
{
    unsigned q = 0;
    unsigned unit = QUALITY_ONE;

    rest = trim(rest);
    if (rest.len == 0) {
        return QUALITY_ONE;
    }
    if (rest.len < 3 || (rest.at[0] | 0x20) != 'q' || rest.at[1] != '=') {
        return 0;
    }
    for (size_t i = 2; i < rest.len && unit > 0; i++) {
        if (rest.at[i] >= '0' && rest.at[i] <= '9') {
            q += (unsigned)(rest.at[i] - '0') * unit;
            unit /= 10;
        } else if (rest.at[i] != '.') {
            return 0;
        }
    }
    return q > QUALITY_ONE ? QUALITY_ONE : q;
}

enum lang language_of(struct span accept, enum lang usual)
{
    enum lang best = usual;
    unsigned best_quality = 0;
    bool more = accept.len > 0;

    while (more) {
        struct span item;
        struct span tag;
        enum lang l;
        unsigned q;

        more = span_cut(&accept, ',', &item);
        if (!more) {
            item = accept;
        }
        if (!span_cut(&item, ';', &tag)) {
            tag = item;
            item = SPAN("");
        }
        q = quality_of(item);
        if (lang_parse(trim(tag), &l) && q > best_quality) {
            best = l;
            best_quality = q;
        }
    }
    return best;
}
