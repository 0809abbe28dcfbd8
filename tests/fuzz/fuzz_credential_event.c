/* What is kept of a change of a credential, and what Dovecot answers: any bytes are read or refused; what is read
 * prints to what reads the same. */
#undef NDEBUG
#include "courier/doveadm.h"
#include "service/change_parts.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span key = SPAN_INIT("0000019e00000000000000000000abcd");

static void check_event(struct span body)
{
    char bytes[2][CREDENTIAL_EVENT_BYTES];
    struct buf first = BUF_ON(bytes[0]);
    struct buf second = BUF_ON(bytes[1]);
    struct credential_event ev;
    struct credential_event again;
    struct err e = {0};

    if (!credential_event_read(key, body, &ev, &e)) {
        assert(e.code == ERR_STORE && e.text[0] != '\0');
        return;
    }
    credential_event_print(&first, &ev);
    assert(!first.full);
    assert(credential_event_read(key, (struct span){.at = bytes[0], .len = first.len}, &again, &e));
    credential_event_print(&second, &again);
    assert(second.len == first.len && memcmp(bytes[0], bytes[1], first.len) == 0);
}

static void check_pending(struct span body)
{
    char bytes[PENDING_BYTES];
    struct buf out = BUF_ON(bytes);
    struct pending p;
    struct pending again;
    struct err e = {0};

    if (pending_read(SPAN("u-1"), key, body, &p, &e)) {
        pending_print(&out, &p);
        assert(!out.full);
        assert(
            pending_read(SPAN("u-1"), key, (struct span){.at = bytes, .len = out.len}, &again, &e));
        assert(again.told == p.told && again.credential == p.credential &&
               strcmp(again.former_address, p.former_address) == 0);
    }
}

static void check_undo(struct span body)
{
    static const char hash[] = "00000000000000000000000000000000000000000000000000000000000000ff";
    struct document d = {.key = SPAN(hash), .owner = SPAN("u-1"), .body = body, .version = 1};
    char bytes[UNDO_BYTES];
    struct buf out = BUF_ON(bytes);
    struct undo u;
    struct undo again;
    struct err e = {0};

    if (undo_read(&d, &u, &e)) {
        undo_print(&out, &u);
        assert(!out.full);
        d.body = (struct span){.at = bytes, .len = out.len};
        assert(undo_read(&d, &again, &e));
        assert(again.used_ms == u.used_ms && strcmp(again.phone, u.phone) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {.at = (const char *)data, .len = size};

    check_event(body);
    check_pending(body);
    check_undo(body);
    (void)doveadm_answered(body);
    return 0;
}
