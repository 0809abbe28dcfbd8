/* brands_new and brands_lint: what one accepts the other finds no fault in; what is accepted can be asked; what is
 * refused is explained in printable text and leaves the output alone. */
#undef NDEBUG
#include "message/brand.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *ctx, const struct err *fault)
{
    assert(fault->code != ERR_NONE && fault->text[0] != '\0');
    (*(size_t *)ctx)++;
}

static void check_facts(const struct brands *b, const struct brand *brand)
{
    assert(brand->en.len > 0 && brand->ja.len > 0 && brand->kind.len > 0);
    assert(brands_find(b, brand->id) == brand && brands_at(b, brand->index) == brand);
    for (size_t i = 0; i < brand->facts[BRAND_DOMAIN].count; i++) {
        const struct brand_fact *f = &brand->facts[BRAND_DOMAIN].at[i];
        struct host h;
        struct err e;

        assert(f->source.len > 0 && f->date.len == 10);
        assert(host_from_name(f->text, &h, &e));
        assert(brand_tie(b, brand, &h) == BRAND_TIE_OWN ||
               brand_tie(b, brand, &h) == BRAND_TIE_OPEN);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct brand_file file = {.name = SPAN_INIT("fuzz"),
                                    .text = {.at = (const char *)data, .len = size}};
    struct brands *b = NULL;
    struct err e = {0};
    size_t faults = 0;

    assert(brands_lint(&file, 1, count, &faults) == faults);
    if (!brands_new(&file, 1, &b, &e)) {
        assert(b == NULL && faults > 0 && e.code != ERR_NONE && e.text[0] != '\0');
        return 0;
    }
    assert(faults == 0);
    for (size_t i = 0; i < brands_count(b); i++) {
        struct brand_hit hit;

        check_facts(b, brands_at(b, i));
        (void)brands_in_text(b, brands_at(b, i)->ja, &hit, 1);
    }
    brands_free(&b);
    return 0;
}
