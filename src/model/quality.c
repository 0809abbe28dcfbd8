#include "model/quality.h"

static const char *const faults[QUALITY_FAULT_COUNT] = {
    "form", "short", "long", "same", "old", "breached", "guessable",
};
static const char *const hints[QUALITY_HINT_COUNT] = {"personal", "word", "row", "repeat", "date"};

const char *quality_fault_code(unsigned bit)
{
    return faults[bit];
}

const char *quality_hint_code(unsigned bit)
{
    return hints[bit];
}
