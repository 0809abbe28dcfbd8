/* Prints the page of the made-up scan: sample_page en|ja DAYS. For check_page.py and for eyes. */
#include "apps/report_html.h"
#include "base/number.h"
#include "report_sample.h"

#include <sysexits.h>

int main(int argc, char *argv[])
{
    static struct sample sample;
    enum lang lang = LANG_EN;
    uint64_t days = 1;
    struct err e = {0};

    if (argc != 3 || !lang_parse((struct span){.at = argv[1], .len = strlen(argv[1])}, &lang) ||
        !number_parse((struct span){.at = argv[2], .len = strlen(argv[2])}, 1, SAMPLE_DAYS,
                      &days)) {
        (void)fputs("Usage: sample_page en|ja DAYS (1 to 400)\n", stderr);
        return EX_USAGE;
    }
    sample_fill(&sample, lang, (size_t)days);
    if (!report_html(stdout, &sample.report, &e)) {
        (void)fprintf(stderr, "sample_page: %s\n", e.text);
        return EX_SOFTWARE;
    }
    return EX_OK;
}
