#include "store/row.h"

#include "base/hash.h"
#include "base/time.h"
#include "store/bytes.h"

#define REASON_BYTES ((size_t)8)
#define COUNT_MOST ((uint64_t)INT64_MAX) /* databases count with a sign; beyond it we stop */

static bool events_check(const struct history_row *row, struct err *e)
{
    if (row->latest_count < 1 || row->latest_count > HISTORY_LATEST) {
        return err_set(e, ERR_BUG, "a history row with %u single events", row->latest_count);
    }
    if (row->latest[0].at_ms != row->last_ms) {
        return err_set(e, ERR_BUG, "a history row whose newest event is not its last");
    }
    for (size_t i = 0; i < row->latest_count; i++) {
        if (row->latest[i].at_ms < row->first_ms) {
            return err_set(e, ERR_BUG, "a history row with an event before its first");
        }
        if (i > 0 && row->latest[i].at_ms > row->latest[i - 1].at_ms) {
            return err_set(e, ERR_BUG, "a history row whose events are not newest first");
        }
    }
    return true;
}

bool row_check(const struct history_row *row, struct err *e)
{
    if (row->count < 1 || row->count > COUNT_MOST) {
        return err_set(e, ERR_BUG, "a history row that counts %llu",
                       (unsigned long long)row->count);
    }
    if ((unsigned)row->service >= SERVICE_COUNT || (unsigned)row->outcome >= OUTCOME_COUNT ||
        row->place.kind >= NETWORK_KIND_COUNT || row->client.trust > CLIENT_BOUND) {
        return err_set(e, ERR_BUG,
                       "a history row with a service, outcome, network or client "
                       "nobody knows");
    }
    if (row->decision.action >= ACTION_COUNT || row->decision.strict >= ACTION_COUNT ||
        row->decision.reason_count > REASONS_MAX) {
        return err_set(e, ERR_BUG, "a history row with a decision nobody knows");
    }
    for (size_t i = 0; i < row->decision.reason_count; i++) {
        if (row->decision.reasons[i].code >= REASON_COUNT) {
            return err_set(e, ERR_BUG, "a history row with a reason nobody knows");
        }
    }
    return events_check(row, e);
}

bool row_groups(const struct history_row *row)
{
    return row->decision.action == ACTION_ALLOW;
}

struct row_key row_key(int64_t account, const struct history_row *row)
{
    struct row_key key = {.bytes = {0}};
    uint8_t *at = key.bytes;

    bytes_put(at, (uint64_t)account, 8);
    bytes_put(at + 8, (uint64_t)(int64_t)time_day_of(row->first_ms), 4);
    bytes_put(at + 12, place_provider(&row->place), 4);
    bytes_put(at + 16, row->client.family, 4);
    bytes_put(at + 20, row->place.country, 2);
    bytes_put(at + 22, row->place.kind, 1);
    bytes_put(at + 23, (uint64_t)row->service, 2);
    bytes_put(at + 25, (uint64_t)row->outcome, 2);
    bytes_put(at + 27, row->has_remote, 1);
    return key;
}

int64_t row_key_account(const struct row_key *key)
{
    return (int64_t)bytes_get(key->bytes, 8);
}

uint64_t row_key_group(const struct row_key *key)
{
    return hash_bytes(&HASH_KEY_STABLE, key->bytes, sizeof key->bytes);
}

uint64_t row_group(int64_t account, const struct history_row *row)
{
    struct row_key key = row_key(account, row);

    return row_key_group(&key);
}

bool rows_belong(const struct history_row *a, const struct history_row *b)
{
    return row_groups(a) && row_groups(b) && time_day_of(a->first_ms) == time_day_of(b->first_ms) &&
           a->place.country == b->place.country && a->place.kind == b->place.kind &&
           place_provider(&a->place) == place_provider(&b->place) &&
           a->client.family == b->client.family && a->service == b->service &&
           a->outcome == b->outcome && a->has_remote == b->has_remote;
}

void row_extend(struct history_row *row, const struct history_row *more)
{
    struct history_event merged[HISTORY_LATEST] = {0};
    size_t ours = 0;
    size_t theirs = 0;
    uint8_t n = 0;

    while (n < HISTORY_LATEST && (ours < row->latest_count || theirs < more->latest_count)) {
        bool take =
            ours == row->latest_count ||
            (theirs < more->latest_count && more->latest[theirs].at_ms >= row->latest[ours].at_ms);

        merged[n++] = take ? more->latest[theirs++] : row->latest[ours++];
    }
    memcpy(row->latest, merged, n * sizeof *merged);
    row->latest_count = n;
    row->count = more->count > COUNT_MOST - row->count ? COUNT_MOST : row->count + more->count;
    row->last_ms = row->latest[0].at_ms;
    if (more->first_ms < row->first_ms) {
        row->first_ms = more->first_ms;
    }
}

size_t row_pack_address(const struct address *a, uint8_t out[static ROW_ADDRESS_MAX])
{
    if (address_is_v4(a)) {
        memcpy(out, a->bytes + 12, 4);
        return 4;
    }
    memcpy(out, a->bytes, 16);
    return 16;
}

bool row_unpack_address(const uint8_t *at, size_t len, struct address *out)
{
    if (len == 4) {
        *out = (struct address){.bytes = {[10] = 0xff, [11] = 0xff}};
        memcpy(out->bytes + 12, at, 4);
        return true;
    }
    if (len == 16) {
        memcpy(out->bytes, at, 16);
        return true;
    }
    return false;
}

size_t row_pack_reasons(const struct decision *d, uint8_t out[static ROW_REASONS_MAX])
{
    for (size_t i = 0; i < d->reason_count; i++) {
        uint8_t *at = out + i * REASON_BYTES;

        at[0] = d->reasons[i].code;
        at[1] = d->reasons[i].counted;
        bytes_put(at + 2, (uint16_t)d->reasons[i].term, 2);
        bytes_put(at + 4, d->reasons[i].value, 4);
    }
    return d->reason_count * REASON_BYTES;
}

bool row_unpack_reasons(const uint8_t *at, size_t len, struct decision *out)
{
    if (len % REASON_BYTES != 0 || len > ROW_REASONS_MAX) {
        return false;
    }
    for (size_t i = 0; i < len; i += REASON_BYTES) {
        if (at[i] >= REASON_COUNT || at[i + 1] > 1) {
            return false;
        }
    }
    for (size_t i = 0; i < len / REASON_BYTES; i++, at += REASON_BYTES) {
        out->reasons[i] = (struct reason){
            .code = at[0],
            .counted = at[1] == 1,
            .term = (int16_t)bytes_get(at + 2, 2),
            .value = (uint32_t)bytes_get(at + 4, 4),
        };
    }
    out->reason_count = (uint8_t)(len / REASON_BYTES);
    return true;
}

size_t row_pack_events(const struct history_row *row, uint8_t out[static ROW_EVENTS_MAX])
{
    uint8_t *at = out;

    for (size_t i = 1; i < row->latest_count; i++) {
        bytes_put(at, (uint64_t)row->latest[i].at_ms, 8);
        at[8] = row->has_remote ? (uint8_t)row_pack_address(&row->latest[i].remote, at + 9) : 0;
        at += 9 + at[8];
    }
    return (size_t)(at - out);
}

bool row_unpack_events(const uint8_t *at, size_t len, struct history_row *row)
{
    uint8_t n = 1;

    while (len > 0) {
        struct history_event *event = &row->latest[n];

        if (n == HISTORY_LATEST || len < 9 || len - 9 < at[8] || row->has_remote != (at[8] != 0)) {
            return false;
        }
        *event = (struct history_event){.at_ms = (int64_t)bytes_get(at, 8)};
        if (event->at_ms > row->latest[n - 1].at_ms ||
            (row->has_remote && !row_unpack_address(at + 9, at[8], &event->remote))) {
            return false;
        }
        n++;
        len -= 9 + (size_t)at[8];
        at += 9 + at[8];
    }
    row->latest_count = n;
    return true;
}
