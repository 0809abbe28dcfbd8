/* Whole logs: any lines, one after the other through one reader. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        (void)check_parse(line);
    }
    (void)check_parse(rest);
    return 0;
}
