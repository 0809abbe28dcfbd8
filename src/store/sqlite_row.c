#include "store/row.h"
#include "store/sqlite_db.h"

/* Binds the address of an event, or NULL. The bytes must live until the statement ran. */
static int bind_remote(sqlite3_stmt *stmt, int at, const struct history_row *row,
                       uint8_t bytes[static ROW_ADDRESS_MAX])
{
    if (!row->has_remote) {
        return sqlite3_bind_null(stmt, at);
    }
    /* SQLITE_TRANSIENT copies: 16 bytes are cheaper than a promise across functions. */
    return sqlite3_bind_blob(stmt, at, bytes, (int)row_pack_address(&row->latest[0].remote, bytes),
                             SQLITE_TRANSIENT);
}

static int bind_events(sqlite3_stmt *stmt, int at, const struct history_row *row)
{
    uint8_t bytes[ROW_EVENTS_MAX];
    size_t len = row_pack_events(row, bytes);

    return len == 0 ? sqlite3_bind_null(stmt, at)
                    : sqlite3_bind_blob(stmt, at, bytes, (int)len, SQLITE_TRANSIENT);
}

static int bind_reasons(sqlite3_stmt *stmt, int at, const struct decision *d)
{
    uint8_t bytes[ROW_REASONS_MAX];
    size_t len = row_pack_reasons(d, bytes);

    return len == 0 ? sqlite3_bind_null(stmt, at)
                    : sqlite3_bind_blob(stmt, at, bytes, (int)len, SQLITE_TRANSIENT);
}

bool sqlite_row_bind(sqlite3_stmt *stmt, int64_t account, const struct history_row *row,
                     uint64_t group)
{
    const int64_t numbers[] = {
        account,
        row->first_ms,
        row->last_ms,
        (int64_t)row->count,
        (int64_t)row->service,
        (int64_t)row->outcome,
        row->place.country,
        row->place.asn,
        row->place.own,
        row->place.kind,
        row->place.flags,
        row->client.family,
        row->client.version,
        row->client.trust,
        row->decision.action,
        row->decision.strict,
    };
    uint8_t remote[ROW_ADDRESS_MAX];
    int at = 1;
    int rc = SQLITE_OK;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        rc |= sqlite3_bind_int64(stmt, at++, numbers[i]);
    }
    rc |= row->decision.scored ? sqlite3_bind_int(stmt, at, row->decision.score)
                               : sqlite3_bind_null(stmt, at);
    rc |= bind_reasons(stmt, at + 1, &row->decision);
    rc |= bind_remote(stmt, at + 2, row, remote);
    rc |= bind_events(stmt, at + 3, row);
    rc |= row_groups(row) ? sqlite3_bind_int64(stmt, at + 4, (int64_t)group)
                          : sqlite3_bind_null(stmt, at + 4);
    return rc == SQLITE_OK;
}

bool sqlite_row_bind_change(sqlite3_stmt *stmt, const struct history_row *row)
{
    uint8_t remote[ROW_ADDRESS_MAX];
    int rc = sqlite3_bind_int64(stmt, 1, row->id);

    rc |= sqlite3_bind_int64(stmt, 2, row->first_ms);
    rc |= sqlite3_bind_int64(stmt, 3, row->last_ms);
    rc |= sqlite3_bind_int64(stmt, 4, (int64_t)row->count);
    rc |= bind_remote(stmt, 5, row, remote);
    rc |= bind_events(stmt, 6, row);
    return rc == SQLITE_OK;
}

/* Takes column `at` when it is within 0..most; else *ok becomes false. */
static uint32_t number_get(sqlite3_stmt *stmt, int at, uint32_t most, bool *ok)
{
    int64_t value = sqlite3_column_int64(stmt, at);

    if (value < 0 || value > most) {
        *ok = false;
        return 0;
    }
    return (uint32_t)value;
}

static bool decision_get(sqlite3_stmt *stmt, struct decision *out)
{
    bool ok = true;
    int64_t score = sqlite3_column_int64(stmt, 16);
    const uint8_t *reasons = sqlite3_column_blob(stmt, 17);

    out->action = (uint8_t)number_get(stmt, 14, ACTION_COUNT - 1, &ok);
    out->strict = (uint8_t)number_get(stmt, 15, ACTION_COUNT - 1, &ok);
    out->scored = sqlite3_column_type(stmt, 16) != SQLITE_NULL;
    out->score = (int32_t)score;
    return ok && score == out->score &&
           row_unpack_reasons(reasons, (size_t)sqlite3_column_bytes(stmt, 17), out);
}

static bool events_get(sqlite3_stmt *stmt, struct history_row *out)
{
    const uint8_t *remote = sqlite3_column_blob(stmt, 18);
    const uint8_t *events;

    out->has_remote = remote != NULL;
    out->latest[0].at_ms = out->last_ms;
    if (remote != NULL && !row_unpack_address(remote, (size_t)sqlite3_column_bytes(stmt, 18),
                                              &out->latest[0].remote)) {
        return false;
    }
    events = sqlite3_column_blob(stmt, 19);
    return row_unpack_events(events, (size_t)sqlite3_column_bytes(stmt, 19), out);
}

bool sqlite_row_get(sqlite3_stmt *stmt, struct history_row *out)
{
    bool ok = true;
    int64_t count = sqlite3_column_int64(stmt, 3);

    *out = (struct history_row){
        .id = sqlite3_column_int64(stmt, 0),
        .first_ms = sqlite3_column_int64(stmt, 1),
        .last_ms = sqlite3_column_int64(stmt, 2),
        .count = (uint64_t)count,
        .service = (enum service)number_get(stmt, 4, SERVICE_COUNT - 1, &ok),
        .outcome = (enum outcome)number_get(stmt, 5, OUTCOME_COUNT - 1, &ok),
        .place = {.country = (uint16_t)number_get(stmt, 6, UINT16_MAX, &ok),
                  .asn = number_get(stmt, 7, UINT32_MAX, &ok),
                  .own = (uint16_t)number_get(stmt, 8, UINT16_MAX, &ok),
                  .kind = (uint8_t)number_get(stmt, 9, NETWORK_KIND_COUNT - 1, &ok),
                  .flags = (uint8_t)number_get(stmt, 10, UINT8_MAX, &ok)},
        .client = {.family = number_get(stmt, 11, UINT32_MAX, &ok),
                   .version = number_get(stmt, 12, UINT32_MAX, &ok),
                   .trust = (uint8_t)number_get(stmt, 13, CLIENT_BOUND, &ok)},
    };
    return ok && count >= 1 && decision_get(stmt, &out->decision) && events_get(stmt, out);
}
