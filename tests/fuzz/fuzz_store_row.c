/* The packed parts of a stored row, as a damaged or foreign file may hold them: what is accepted is
 * in order, and packs to the same bytes again. */
#include "store/row.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reasons(const uint8_t *data, size_t size)
{
    uint8_t again[ROW_REASONS_MAX];
    struct decision d = {.reason_count = 99};

    if (!row_unpack_reasons(data, size, &d)) {
        assert(d.reason_count == 99);
        return;
    }
    assert(d.reason_count <= REASONS_MAX);
    assert(row_pack_reasons(&d, again) == size);
    assert(memcmp(again, data, size) == 0);
}

/* A folded IPv4 address of 16 bytes packs to 4: then the second round is the same as the first. */
static void check_events(const uint8_t *data, size_t size, bool has_remote)
{
    uint8_t once[ROW_EVENTS_MAX];
    uint8_t twice[ROW_EVENTS_MAX];
    struct history_row row = {.count = 9,
                              .first_ms = INT64_MIN,
                              .last_ms = INT64_MAX,
                              .has_remote = has_remote,
                              .latest_count = 99,
                              .latest = {{.at_ms = INT64_MAX}}};
    struct history_row back = row;
    struct err e = {0};
    size_t len;

    if (!row_unpack_events(data, size, &row)) {
        assert(row.latest_count == 99);
        return;
    }
    assert(row_check(&row, &e));
    len = row_pack_events(&row, once);
    assert(len <= size);
    assert(row_unpack_events(once, len, &back));
    assert(back.latest_count == row.latest_count);
    assert(row_pack_events(&back, twice) == len && memcmp(once, twice, len) == 0);
    row_extend(&row, &back);
    assert(row_check(&row, &e) && row.count == 18);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reasons(data, size);
    check_events(data, size, false);
    check_events(data, size, true);
    return 0;
}
