/* What every backend promises about notices, deliveries and announcements. */
#include "store/accounts.h"
#include "store/notices.h"
#include "store_fixture.h"

#include <semaphore.h>

/* --- a composer for tests ------------------------------------------------------------------------ */

/* What the next notices shall be, and what the composer was asked last. */
struct composer {
    enum notice_fate fate;
    size_t deliveries; /* the first waits, the others stand by for 60 s each */
    bool broken;
    unsigned asked;
    char account[ACCOUNT_ID_MAX + 1]; /* "" when none was given */
    char name[STORE_ACCOUNT_MAX + 1];
    int64_t event;
    int64_t now_ms;
    size_t past_count;
    struct notice_past past[NOTICE_PAST_MAX];
    struct notice_facts facts;
    char former[2][STORE_ACCOUNT_MAX + 1]; /* phone, address */
    char body[64];
};

static void text_copy(struct span text, char *out)
{
    if (text.len > 0) {
        memcpy(out, text.at, text.len);
    }
    out[text.len] = '\0';
}

static void compose(void *ctx, const struct notice_request *r, struct notice_draft *out)
{
    struct composer *c = ctx;

    c->asked++;
    c->account[0] = '\0';
    if (r->account != NULL) {
        text_copy(r->account->text[ACCOUNT_ID], c->account);
    }
    text_copy(r->sign_in_name, c->name);
    c->event = r->event;
    c->now_ms = r->now_ms;
    c->past_count = r->past_count;
    memcpy(c->past, r->past, r->past_count * sizeof *r->past);
    c->facts = *r->facts;
    text_copy(r->former.phone, c->former[0]);
    text_copy(r->former.address, c->former[1]);
    out->notice.fate = (uint8_t)c->fate;
    out->notice.lang = 1;
    (void)snprintf(out->notice.reference, sizeof out->notice.reference, "REF-%llu",
                   (unsigned long long)r->facts->identity);
    (void)snprintf(c->body, sizeof c->body, "body of %llu", (unsigned long long)r->facts->identity);
    out->count = c->deliveries;
    for (size_t i = 0; i < c->deliveries; i++) {
        out->deliveries[i] = (struct delivery){
            .channel = i == 0 ? CHANNEL_SMS : CHANNEL_MAIL,
            .state = i == 0 ? DELIVERY_WAITING : DELIVERY_STANDBY,
            .standby_s = i == 0 ? 0 : 60,
            .next_ms = i == 0 ? r->now_ms : 0,
            .expires_ms = r->now_ms + TIME_HOUR_MS,
            .recipient = i == 0 ? SPAN("+819012345678") : SPAN("taro@example.org"),
            .body = c->broken ? SPAN("") : text_span(c->body),
        };
    }
}

static struct composer told(size_t deliveries)
{
    return (struct composer){.fate = NOTICE_TOLD, .deliveries = deliveries};
}

static struct notice_facts facts_of(enum notice_kind kind, uint64_t identity, int64_t at_ms)
{
    return (struct notice_facts){
        .kind = (uint8_t)kind,
        .service = SERVICE_IMAP,
        .outcome = OUTCOME_SUCCESS,
        .at_ms = at_ms,
        .first_ms = at_ms,
        .count = 1,
        .identity = identity,
        .has_remote = true,
        .remote = {.bytes = {[10] = 0xff, 0xff, 198, 51, 100, 9}},
        .place = {.country = place_country('U', 'S'), .asn = 7922, .kind = NETWORK_PUBLIC},
        .client = {.trust = CLIENT_BOUND, .family = 77, .version = 78},
        .device = "Thunderbird",
        .decision = {.action = ACTION_NOTICE,
                     .strict = ACTION_REFUSE,
                     .scored = true,
                     .score = -5,
                     .reason_count = 1,
                     .reasons = {{.code = REASON_NEW_COUNTRY, .counted = true, .term = -3}}},
    };
}

/* Records an unusual sign-in of the account, with its notice. */
static void record_notice(struct store *s, const char *account, uint64_t identity, int64_t at_ms)
{
    struct history_row row = unusual_row(at_ms);
    struct notice_facts facts = facts_of(NOTICE_SIGNIN, identity, at_ms);
    struct store_change change = {
        .account = text_span(account), .row = &row, .row_extends = true, .notice = &facts};

    record_changes(s, &change, 1);
}

static void put_account(struct store *s, const char *id, const char *name)
{
    struct account_record a = {.text = {text_span(id)}, .list = {{1, {text_span(name)}}}};
    struct store_account_change change = {.account = &a};
    struct err e = {0};

    assert_true(store_accounts_change(s, &change, 1, &e));
    assert_int_equal(change.err.code, ERR_NONE);
}

/* --- reading ------------------------------------------------------------------------------------- */

struct seen_notice {
    struct notice notice;
    char account[ACCOUNT_TEXT_MAX + 1];
    size_t count;
    struct delivery deliveries[4];
    char body[4][64];
    char recipient[4][64];
    char detail[4][300];
};

struct seen {
    struct seen_notice at[8];
    size_t count;
};

static bool notice_take(void *ctx, const struct notice *n, const struct delivery *d, size_t count)
{
    struct seen *all = ctx;
    struct seen_notice *seen = &all->at[all->count++];

    seen->notice = *n;
    text_copy(n->account, seen->account);
    seen->count = count;
    for (size_t i = 0; i < count; i++) {
        seen->deliveries[i] = d[i];
        text_copy(d[i].body, seen->body[i]);
        text_copy(d[i].recipient, seen->recipient[i]);
        text_copy(d[i].detail, seen->detail[i]);
    }
    return all->count < COUNT(all->at);
}

/* What was read last; good until the next read. */
static struct seen last;

static const struct seen *notices_of(struct store *s, const char *account, int64_t before_ms)
{
    const struct store_page page = {.before_ms = before_ms, .limit = 99};
    struct err e = {0};

    last.count = 0;
    if (!store_notices(s, text_span(account), &page, notice_take, &last, &e)) {
        fail_msg("%s", e.text);
    }
    return &last;
}

static const struct seen_notice *notice_of(struct store *s, const char *reference)
{
    struct err e = {0};

    last.count = 0;
    if (!store_notice(s, text_span(reference), notice_take, &last, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(last.count, 1);
    return &last.at[0];
}

struct due {
    int64_t ids[16];
    struct delivery at[16];
    char reference[16][NOTICE_REFERENCE_MAX];
    size_t count;
};

static bool due_take(void *ctx, const struct delivery *d, const struct notice *n)
{
    struct due *due = ctx;

    due->ids[due->count] = d->id;
    due->at[due->count] = *d;
    memcpy(due->reference[due->count], n->reference, sizeof n->reference);
    due->count++;
    return due->count < COUNT(due->ids);
}

static struct due due_at(struct store *s, int64_t now_ms)
{
    struct due due = {0};
    struct err e = {0};

    for (int c = 0; c < CHANNEL_COUNT; c++) {
        const struct store_due ask = {(enum channel)c, now_ms, 99};

        assert_true(store_deliveries_due(s, &ask, due_take, &due, &e));
    }
    return due;
}

static int64_t next_of(struct store *s)
{
    struct err e = {0};
    int64_t next;

    assert_true(store_deliveries_next(s, &next, &e));
    return next;
}

static bool change(struct store *s, int64_t id, enum delivery_state state, int64_t at_ms)
{
    struct delivery_change c = {
        .id = id,
        .state = (uint8_t)state,
        .tries = 9,
        .next_ms = at_ms + 5000,
        .at_ms = at_ms,
        .detail = SPAN("250 ok"),
    };
    struct err e = {0};

    if (!store_deliveries_change(s, &c, 1, &e)) {
        fail_msg("%s", e.text);
    }
    return c.applied;
}

static void reopen(struct fixture *f, struct composer *c)
{
    if (f->backend->lasts) {
        store_free(&f->s);
        fixture_open(f);
        store_set_composer(f->s, compose, c);
    }
}

static struct fixture begin(void **state, struct composer *c)
{
    struct fixture f = fixture_begin(*state);

    store_set_composer(f.s, compose, c);
    return f;
}

/* --- recording ----------------------------------------------------------------------------------- */

static void a_notice_comes_with_its_event_whole_and_survives(void **state)
{
    struct composer c = told(2);
    struct fixture f = begin(state, &c);
    struct rows rows;
    const struct seen_notice *n;
    struct notice_facts want = facts_of(NOTICE_SIGNIN, 5, DAY0);
    struct err e = {0};

    put_account(f.s, "u-1", "taro");
    record_notice(f.s, "taro", 5, DAY0);
    assert_string_equal(c.account, "u-1");
    assert_string_equal(c.name, "taro");
    assert_int_equal(c.now_ms, DAY0);
    reopen(&f, &c);
    rows_read(f.s, SPAN("taro"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].id, c.event);
    n = notice_of(f.s, "REF-5");
    assert_int_equal(n->notice.event, rows.at[0].id);
    assert_int_equal(n->notice.digest, 0);
    assert_int_equal(n->notice.fate, NOTICE_TOLD);
    assert_int_equal(n->notice.lang, 1);
    assert_int_equal(n->notice.created_ms, DAY0);
    assert_string_equal(n->account, "u-1");
    assert_string_equal(n->notice.reference, "REF-5");
    assert_int_equal(n->notice.facts.identity, 5);
    assert_true(address_eq(&n->notice.facts.remote, &want.remote));
    assert_int_equal(n->notice.facts.place.country, want.place.country);
    assert_int_equal(n->notice.facts.place.own, want.place.own);
    assert_int_equal(n->notice.facts.place.asn, want.place.asn);
    assert_int_equal(n->notice.facts.place.kind, want.place.kind);
    assert_int_equal(n->notice.facts.place.flags, want.place.flags);
    assert_int_equal(n->notice.facts.client.family, 77);
    assert_string_equal(n->notice.facts.device, "Thunderbird");
    assert_int_equal(n->notice.facts.decision.strict, ACTION_REFUSE);
    assert_int_equal(n->notice.facts.decision.score, -5);
    assert_int_equal(n->notice.facts.decision.reasons[0].term, -3);
    assert_int_equal(n->count, 2);
    assert_string_equal(n->body[0], "body of 5");
    assert_string_equal(n->recipient[0], "+819012345678");
    assert_string_equal(n->recipient[1], "taro@example.org");
    assert_int_equal(n->deliveries[0].state, DELIVERY_WAITING);
    assert_int_equal(n->deliveries[1].state, DELIVERY_STANDBY);
    assert_int_equal(n->deliveries[1].standby_s, 60);
    assert_int_equal(n->deliveries[0].notice, n->notice.id);
    last.count = 0;
    assert_true(store_notice_of_event(f.s, rows.at[0].id, notice_take, &last, &e));
    assert_string_equal(last.at[0].notice.reference, "REF-5");
    fixture_end(&f);
}

static void without_a_composer_the_event_is_recorded_and_nobody_is_told(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct rows rows;

    record_notice(f.s, "taro", 1, DAY0);
    rows_read(f.s, SPAN("taro"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(notices_of(f.s, "taro", 0)->count, 0);
    fixture_end(&f);
}

static void a_composer_that_says_none_leaves_the_event_alone(void **state)
{
    struct composer c = {.fate = NOTICE_NONE};
    struct fixture f = begin(state, &c);
    struct rows rows;
    struct err e = {0};

    record_notice(f.s, "taro", 1, DAY0);
    assert_int_equal(c.asked, 1);
    rows_read(f.s, SPAN("taro"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(notices_of(f.s, "taro", 0)->count, 0);
    assert_false(store_notice_of_event(f.s, rows.at[0].id, notice_take, &last, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(last.count, 0);
    fixture_end(&f);
}

static void a_draft_that_is_not_in_order_is_told_to_nobody(void **state)
{
    struct composer c = {.fate = NOTICE_TOLD, .deliveries = 1, .broken = true};
    struct fixture f = begin(state, &c);
    const struct seen_notice *n;

    record_notice(f.s, "taro", 1, DAY0);
    n = notice_of(f.s, "REF-1");
    assert_int_equal(n->notice.fate, NOTICE_NOBODY);
    assert_int_equal(n->count, 0);
    assert_int_equal(next_of(f.s), INT64_MAX);
    fixture_end(&f);
}

static void a_name_of_no_account_is_told_under_the_name(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);

    record_notice(f.s, "hanako", 1, DAY0);
    assert_string_equal(c.account, "");
    assert_int_equal(notices_of(f.s, "hanako", 0)->count, 1);
    assert_string_equal(notice_of(f.s, "REF-1")->account, "hanako");
    fixture_end(&f);
}

static void every_name_of_an_account_leads_to_it(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct account_record a = {
        .text = {SPAN("u-9"), SPAN("Taro"), SPAN("m"), SPAN("ja"), SPAN("g"), SPAN("+811111111")},
        .list = {{1, {SPAN("taro")}}, {1, {SPAN("taro@example.jp")}}, {1, {SPAN("+812222222")}}}};
    struct store_account_change change = {.account = &a};
    struct err e = {0};
    static const char *const names[] = {"taro", "taro@example.jp", "+812222222"};

    assert_true(store_accounts_change(f.s, &change, 1, &e));
    for (size_t i = 0; i < COUNT(names); i++) {
        record_notice(f.s, names[i], i + 1, DAY0 + (int64_t)i);
        assert_string_equal(c.account, "u-9");
        assert_int_equal(c.past_count, i);
    }
    assert_int_equal(notices_of(f.s, "u-9", 0)->count, 3);
    fixture_end(&f);
}

static void the_past_is_that_of_thirty_days_newest_first(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    int64_t now_ms = DAY0 + 31 * TIME_DAY_MS;

    record_notice(f.s, "taro", 1, DAY0);
    record_notice(f.s, "hanako", 2, now_ms - 3);
    record_notice(f.s, "taro", 3, now_ms - 30 * TIME_DAY_MS);
    c.fate = NOTICE_HELD;
    record_notice(f.s, "taro", 4, now_ms - 1);
    record_notice(f.s, "taro", 5, now_ms);
    assert_int_equal(c.past_count, 2);
    assert_int_equal(c.past[0].created_ms, now_ms - 1);
    assert_int_equal(c.past[0].fate, NOTICE_HELD);
    assert_int_equal(c.past[0].kind, NOTICE_SIGNIN);
    assert_int_equal(c.past[0].country, place_country('U', 'S'));
    assert_int_equal(c.past[0].provider, 7922);
    assert_int_equal(c.past[0].client_family, 77);
    assert_int_equal(c.past[1].created_ms, now_ms - 30 * TIME_DAY_MS);
    assert_int_equal(c.past[1].fate, NOTICE_TOLD);
    fixture_end(&f);
}

static void of_a_long_past_the_newest_are_given(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);

    for (uint64_t i = 1; i <= NOTICE_PAST_MAX + 3; i++) {
        record_notice(f.s, "taro", i, DAY0 + (int64_t)i);
    }
    assert_int_equal(c.past_count, NOTICE_PAST_MAX);
    assert_int_equal(c.past[0].created_ms, DAY0 + NOTICE_PAST_MAX + 2);
    fixture_end(&f);
}

static void the_same_reference_again_is_told_once(void **state)
{
    struct composer c = told(2);
    struct fixture f = begin(state, &c);

    record_notice(f.s, "taro", 7, DAY0);
    record_notice(f.s, "taro", 7, DAY0);
    assert_int_equal(notices_of(f.s, "taro", 0)->count, 1);
    assert_int_equal(due_at(f.s, DAY0).count, 1);
    fixture_end(&f);
}

static void several_notices_of_one_batch_know_each_other(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct history_row rows[3];
    struct notice_facts facts[3];
    struct store_change changes[3];

    for (size_t i = 0; i < COUNT(changes); i++) {
        int64_t at_ms = DAY0 + (int64_t)i;

        rows[i] = unusual_row(at_ms);
        facts[i] = facts_of(NOTICE_SIGNIN, i + 1, at_ms);
        changes[i] =
            (struct store_change){.account = SPAN("taro"), .row = &rows[i], .notice = &facts[i]};
    }
    record_changes(f.s, changes, COUNT(changes));
    assert_int_equal(c.past_count, 2);
    assert_int_equal(notices_of(f.s, "taro", 0)->count, 3);
    fixture_end(&f);
}

static void submitted(void *ctx, const struct err *e)
{
    assert_null(e);
    (void)sem_post(ctx);
}

static void a_submitted_notice_outlives_its_maker(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct history_row row = unusual_row(DAY0);
    struct notice_facts facts = facts_of(NOTICE_SIGNIN, 3, DAY0);
    struct store_change change = {.account = SPAN("taro"), .row = &row, .notice = &facts};
    const struct store_batch batch = {.changes = &change, .change_count = 1};
    struct err e = {0};
    sem_t done;

    assert_int_equal(sem_init(&done, 0, 0), 0);
    assert_true(store_submit(f.s, &batch, submitted, &done, &e));
    memset(&facts, 0xee, sizeof facts);
    assert_int_equal(sem_wait(&done), 0);
    (void)sem_destroy(&done);
    assert_int_equal(notice_of(f.s, "REF-3")->notice.facts.client.family, 77);
    fixture_end(&f);
}

static void what_a_notice_may_not_be_about_is_refused(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct history_row row = usual_row(DAY0);
    struct notice_facts facts = facts_of(NOTICE_SIGNIN, 1, DAY0);
    struct store_change change = {.account = SPAN("taro"), .row = &row, .notice = &facts};
    const struct store_batch batch = {.changes = &change, .change_count = 1};
    char reference[NOTICE_REFERENCE_MAX] = "as it was";
    struct err e = {0};

    assert_false(store_record(f.s, &batch, &e)); /* a row that may grow */
    assert_int_equal(e.code, ERR_BUG);
    change = (struct store_change){.notice = &facts}; /* nobody's */
    assert_false(store_record(f.s, &batch, &e));
    assert_int_equal(e.code, ERR_BUG);
    facts.kind = NOTICE_KIND_COUNT;
    change = (struct store_change){.account = SPAN("taro"), .notice = &facts};
    assert_false(store_record(f.s, &batch, &e));
    assert_int_equal(e.code, ERR_BUG);
    assert_false(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    assert_int_equal(e.code, ERR_BUG);
    assert_string_equal(reference, "as it was");
    assert_int_equal(c.asked, 0);
    fixture_end(&f);
}

static void a_notice_of_no_event_is_put_by_id_or_name(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct notice_facts facts = facts_of(NOTICE_TEST, 1, DAY0);
    char reference[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    put_account(f.s, "u-1", "taro");
    assert_true(store_notice_put(f.s, SPAN("u-1"), &facts, reference, &e));
    assert_string_equal(reference, "REF-1");
    assert_string_equal(c.account, "u-1");
    facts.identity = 2;
    assert_true(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    assert_string_equal(reference, "REF-2");
    assert_string_equal(c.account, "u-1");
    assert_int_equal(notice_of(f.s, "REF-2")->notice.event, 0);
    c.fate = NOTICE_NONE;
    facts.identity = 3;
    assert_true(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    assert_string_equal(reference, "");
    assert_int_equal(notices_of(f.s, "u-1", 0)->count, 2);
    fixture_end(&f);
}

static void the_composer_is_told_where_notices_went_before(void **state)
{
    const struct notice_former former = {SPAN("+818011112222"), SPAN("old@example.org")};
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct notice_facts facts = facts_of(NOTICE_CREDENTIAL, 1, DAY0);
    char reference[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    facts.undo = true;
    put_account(f.s, "u-1", "taro");
    assert_true(store_notice_put_to(f.s, SPAN("u-1"), &facts, &former, reference, &e));
    assert_string_equal(c.former[0], "+818011112222");
    assert_string_equal(c.former[1], "old@example.org");
    assert_true(notice_of(f.s, "REF-1")->notice.facts.undo);
    facts.identity = 2;
    assert_true(store_notice_put(f.s, SPAN("u-1"), &facts, reference, &e));
    assert_string_equal(c.former[0], "");
    fixture_end(&f);
}

static void notices_of_an_account_come_newest_first_in_pages(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    const struct store_page page = {.limit = 2};
    struct err e = {0};

    for (uint64_t i = 1; i <= 4; i++) {
        record_notice(f.s, "taro", i, DAY0 + (int64_t)i);
    }
    last.count = 0;
    assert_true(store_notices(f.s, SPAN("taro"), &page, notice_take, &last, &e));
    assert_int_equal(last.count, 2);
    assert_string_equal(last.at[0].notice.reference, "REF-4");
    assert_string_equal(last.at[1].notice.reference, "REF-3");
    (void)notices_of(f.s, "taro", DAY0 + 3);
    assert_int_equal(last.count, 2);
    assert_string_equal(last.at[0].notice.reference, "REF-2");
    assert_int_equal(notices_of(f.s, "hanako", 0)->count, 0);
    assert_false(store_notice(f.s, SPAN("REF-9"), notice_take, &last, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    fixture_end(&f);
}

/* --- the outbox ---------------------------------------------------------------------------------- */

static void what_is_due_comes_earliest_first(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct due due;
    const struct store_due one = {CHANNEL_SMS, DAY0 + 99, 1};
    const struct store_due mail = {CHANNEL_MAIL, DAY0 + 99, 9};
    struct err e = {0};

    assert_int_equal(next_of(f.s), INT64_MAX);
    record_notice(f.s, "taro", 2, DAY0 + 20);
    record_notice(f.s, "taro", 1, DAY0 + 10);
    record_notice(f.s, "hanako", 3, DAY0 + 30);
    assert_int_equal(next_of(f.s), DAY0 + 10);
    assert_int_equal(due_at(f.s, DAY0 + 9).count, 0);
    due = due_at(f.s, DAY0 + 20);
    assert_int_equal(due.count, 2);
    assert_string_equal(due.reference[0], "REF-1");
    assert_string_equal(due.reference[1], "REF-2");
    due = (struct due){0};
    assert_true(store_deliveries_due(f.s, &one, due_take, &due, &e));
    assert_int_equal(due.count, 1);
    due = (struct due){0};
    assert_true(store_deliveries_due(f.s, &mail, due_take, &due, &e));
    assert_int_equal(due.count, 0);
    fixture_end(&f);
}

static void a_state_is_kept_and_never_goes_back(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct due due;
    const struct seen_notice *n;
    int64_t id;

    record_notice(f.s, "taro", 1, DAY0);
    id = due_at(f.s, DAY0).ids[0];
    assert_true(change(f.s, id, DELIVERY_WAITING, DAY0 + 1));
    assert_int_equal(next_of(f.s), DAY0 + 5001);
    due = (struct due){0};
    assert_true(store_delivery(f.s, id, due_take, &due, &(struct err){0}));
    assert_int_equal(due.at[0].tries, 9);
    assert_true(change(f.s, id, DELIVERY_BUFFERED, DAY0 + 2));
    assert_false(change(f.s, id, DELIVERY_ACCEPTED, DAY0 + 3));
    assert_false(change(f.s, id, DELIVERY_WAITING, DAY0 + 3));
    assert_true(change(f.s, id, DELIVERY_DELIVERED, DAY0 + 4));
    assert_false(change(f.s, id, DELIVERY_FAILED, DAY0 + 5));
    assert_false(change(f.s, id, DELIVERY_DELIVERED, DAY0 + 6));
    reopen(&f, &c);
    n = notice_of(f.s, "REF-1");
    assert_int_equal(n->deliveries[0].state, DELIVERY_DELIVERED);
    assert_int_equal(n->deliveries[0].changed_ms, DAY0 + 4);
    assert_string_equal(n->detail[0], "250 ok");
    assert_string_equal(n->body[0], "body of 1");
    assert_int_equal(next_of(f.s), INT64_MAX);
    fixture_end(&f);
}

static void a_change_of_no_delivery_is_not_applied(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct due due = {0};
    struct err e = {0};
    struct delivery_change bad = {.state = DELIVERY_STATE_COUNT};

    assert_false(change(f.s, 12345, DELIVERY_DELIVERED, DAY0));
    assert_false(store_delivery(f.s, 12345, due_take, &due, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(store_deliveries_change(f.s, &bad, 1, &e));
    assert_int_equal(e.code, ERR_BUG);
    fixture_end(&f);
}

static void a_long_detail_is_cut_between_characters(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    char text[300];
    struct delivery_change one = {.state = DELIVERY_FAILED, .at_ms = DAY0};
    struct err e = {0};

    for (size_t i = 0; i + 3 <= sizeof text; i += 3) {
        memcpy(text + i, "あ", 3);
    }
    record_notice(f.s, "taro", 1, DAY0);
    one.id = due_at(f.s, DAY0).ids[0];
    one.detail = (struct span){.at = text, .len = sizeof text};
    assert_true(store_deliveries_change(f.s, &one, 1, &e));
    assert_int_equal(strlen(notice_of(f.s, "REF-1")->detail[0]), 255);
    fixture_end(&f);
}

static void a_delivered_message_drops_what_stood_by(void **state)
{
    struct composer c = told(3);
    struct fixture f = begin(state, &c);
    const struct seen_notice *n;

    record_notice(f.s, "taro", 1, DAY0);
    assert_true(change(f.s, due_at(f.s, DAY0).ids[0], DELIVERY_DELIVERED, DAY0 + 9));
    n = notice_of(f.s, "REF-1");
    assert_int_equal(n->deliveries[1].state, DELIVERY_DROPPED);
    assert_int_equal(n->deliveries[2].state, DELIVERY_DROPPED);
    assert_int_equal(next_of(f.s), INT64_MAX);
    fixture_end(&f);
}

static void a_failed_message_sends_what_stood_by_at_once(void **state)
{
    static const enum delivery_state failures[] = {DELIVERY_FAILED, DELIVERY_EXPIRED};

    for (size_t i = 0; i < COUNT(failures); i++) {
        struct composer c = told(2);
        struct fixture f = begin(state, &c);
        struct due due;

        record_notice(f.s, "taro", 1, DAY0);
        assert_true(change(f.s, due_at(f.s, DAY0).ids[0], failures[i], DAY0 + 9));
        due = due_at(f.s, DAY0 + 9);
        assert_int_equal(due.count, 1);
        assert_int_equal(due.at[0].channel, CHANNEL_MAIL);
        assert_int_equal(due.at[0].next_ms, DAY0 + 9);
        fixture_end(&f);
    }
}

static uint64_t release(struct store *s, int64_t now_ms)
{
    struct err e = {0};
    uint64_t released = 99;

    assert_true(store_deliveries_release(s, now_ms, &released, &e));
    return released;
}

static void what_stands_by_goes_out_when_nothing_got_through_in_time(void **state)
{
    struct composer c = told(2);
    struct fixture f = begin(state, &c);

    record_notice(f.s, "taro", 1, DAY0);
    assert_int_equal(release(f.s, DAY0 + 59999), 0);
    assert_int_equal(due_at(f.s, DAY0 + 59999).count, 1);
    assert_int_equal(release(f.s, DAY0 + 60000), 1);
    assert_int_equal(due_at(f.s, DAY0 + 60000).count, 2);
    assert_int_equal(release(f.s, DAY0 + 60001), 0);
    fixture_end(&f);
}

static void what_stands_by_stays_while_another_is_on_its_way_and_then_lapses(void **state)
{
    struct composer c = told(2);
    struct fixture f = begin(state, &c);

    record_notice(f.s, "taro", 1, DAY0);
    assert_true(change(f.s, due_at(f.s, DAY0).ids[0], DELIVERY_ACCEPTED, DAY0 + 1));
    assert_int_equal(release(f.s, DAY0 + 70000), 0);
    assert_int_equal(notice_of(f.s, "REF-1")->deliveries[1].state, DELIVERY_STANDBY);
    assert_int_equal(release(f.s, DAY0 + TIME_HOUR_MS), 0);
    assert_int_equal(notice_of(f.s, "REF-1")->deliveries[1].state, DELIVERY_DROPPED);
    fixture_end(&f);
}

static void the_outbox_counts_what_is_there(void **state)
{
    struct composer c = told(2);
    struct fixture f = begin(state, &c);
    struct store_outbox box;
    struct store_expiry x = {.history_ms = DAY0 + TIME_DAY_MS};
    struct err e = {0};

    record_notice(f.s, "taro", 1, DAY0);
    record_notice(f.s, "taro", 2, DAY0 + 1);
    c.fate = NOTICE_HELD;
    record_notice(f.s, "taro", 3, DAY0 + 2);
    assert_true(change(f.s, due_at(f.s, DAY0).ids[0], DELIVERY_DELIVERED, DAY0 + 9));
    reopen(&f, &c);
    assert_true(store_outbox(f.s, &box, &e));
    assert_int_equal(box.notices[NOTICE_SIGNIN][NOTICE_TOLD], 2);
    assert_int_equal(box.notices[NOTICE_SIGNIN][NOTICE_HELD], 1);
    assert_int_equal(box.deliveries[CHANNEL_SMS][DELIVERY_DELIVERED], 1);
    assert_int_equal(box.deliveries[CHANNEL_SMS][DELIVERY_WAITING], 1);
    assert_int_equal(box.deliveries[CHANNEL_MAIL][DELIVERY_DROPPED], 1);
    assert_int_equal(box.deliveries[CHANNEL_MAIL][DELIVERY_STANDBY], 1);
    assert_int_equal(box.oldest_due_ms, DAY0 + 1);
    assert_true(store_expire(f.s, &x, &e));
    assert_true(store_outbox(f.s, &box, &e));
    assert_int_equal(box.notices[NOTICE_SIGNIN][NOTICE_TOLD], 0);
    assert_int_equal(box.deliveries[CHANNEL_MAIL][DELIVERY_STANDBY], 0);
    assert_int_equal(box.oldest_due_ms, INT64_MAX);
    fixture_end(&f);
}

/* --- the digest ---------------------------------------------------------------------------------- */

struct held {
    char account[4][32];
    uint32_t count[4];
    int64_t first_ms[4];
    int64_t last_ms[4];
    size_t rows;
};

static bool held_take(void *ctx, struct span account, uint32_t count, int64_t first_ms,
                      int64_t last_ms)
{
    struct held *h = ctx;

    text_copy(account, h->account[h->rows]);
    h->count[h->rows] = count;
    h->first_ms[h->rows] = first_ms;
    h->last_ms[h->rows] = last_ms;
    h->rows++;
    return h->rows < COUNT(h->count);
}

static struct held held_of(struct store *s)
{
    struct held h = {0};
    struct err e = {0};

    assert_true(store_held(s, 9, held_take, &h, &e));
    return h;
}

static void a_digest_takes_what_was_held_and_counts_it(void **state)
{
    struct composer c = {.fate = NOTICE_HELD};
    struct fixture f = begin(state, &c);
    struct notice_facts facts = facts_of(NOTICE_DIGEST, 50, DAY0 + 100);
    char reference[NOTICE_REFERENCE_MAX];
    int64_t digest;
    struct held h;
    struct err e = {0};

    put_account(f.s, "u-1", "taro");
    record_notice(f.s, "hanako", 1, DAY0 + 5);
    record_notice(f.s, "taro", 2, DAY0 + 3);
    record_notice(f.s, "taro", 3, DAY0 + 8);
    h = held_of(f.s);
    assert_int_equal(h.rows, 2);
    assert_string_equal(h.account[0], "u-1");
    assert_int_equal(h.count[0], 2);
    assert_int_equal(h.first_ms[0], DAY0 + 3);
    assert_int_equal(h.last_ms[0], DAY0 + 8);
    assert_string_equal(h.account[1], "hanako");
    c = told(1);
    assert_true(store_notice_put(f.s, SPAN("u-1"), &facts, reference, &e));
    assert_string_equal(reference, "REF-50");
    assert_int_equal(c.facts.count, 2);
    assert_int_equal(c.facts.first_ms, DAY0 + 3);
    reopen(&f, &c);
    digest = notice_of(f.s, "REF-50")->notice.id;
    assert_int_equal(last.at[0].notice.facts.count, 2);
    assert_int_equal(notice_of(f.s, "REF-2")->notice.digest, digest);
    assert_int_equal(notice_of(f.s, "REF-2")->notice.fate, NOTICE_HELD);
    assert_int_equal(notice_of(f.s, "REF-1")->notice.digest, 0);
    assert_int_equal(held_of(f.s).rows, 1);
    facts.identity = 51;
    assert_true(store_notice_put(f.s, SPAN("u-1"), &facts, reference, &e));
    assert_string_equal(reference, ""); /* nothing is held any more */
    fixture_end(&f);
}

static void a_digest_that_is_not_sent_leaves_what_was_held(void **state)
{
    struct composer c = {.fate = NOTICE_HELD};
    struct fixture f = begin(state, &c);
    struct notice_facts facts = facts_of(NOTICE_DIGEST, 50, DAY0 + 100);
    char reference[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    record_notice(f.s, "taro", 1, DAY0);
    c.fate = NOTICE_NONE;
    assert_true(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    assert_string_equal(reference, "");
    assert_int_equal(held_of(f.s).rows, 1);
    fixture_end(&f);
}

/* --- history ------------------------------------------------------------------------------------- */

static void a_notice_goes_with_its_row_of_history(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct notice_facts facts = facts_of(NOTICE_TEST, 3, DAY0);
    struct store_expiry x = {.history_ms = DAY0 + 5};
    char reference[NOTICE_REFERENCE_MAX];
    struct due due;
    struct err e = {0};

    record_notice(f.s, "taro", 1, DAY0);
    record_notice(f.s, "taro", 2, DAY0 + 5);
    assert_true(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    facts = facts_of(NOTICE_TEST, 4, DAY0 + 6);
    assert_true(store_notice_put(f.s, SPAN("taro"), &facts, reference, &e));
    assert_true(store_expire(f.s, &x, &e));
    assert_int_equal(x.rows, 1);
    assert_int_equal(notices_of(f.s, "taro", 0)->count, 2);
    due = due_at(f.s, DAY0 + 99);
    assert_int_equal(due.count, 2);
    assert_string_equal(due.reference[0], "REF-2");
    assert_string_equal(due.reference[1], "REF-4");
    fixture_end(&f);
}

struct since {
    int64_t first_ms[8];
    char account[8][32];
    size_t count;
};

static bool since_take(void *ctx, struct span account, const struct history_row *row)
{
    struct since *all = ctx;

    assert_int_not_equal(row->decision.action, ACTION_ALLOW);
    all->first_ms[all->count] = row->first_ms;
    text_copy(account, all->account[all->count]);
    all->count++;
    return all->count < COUNT(all->first_ms);
}

static void decided_rows_since_a_time_come_oldest_first(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct history_row usual = usual_row(DAY0 + 20);
    struct since all = {0};
    struct err e = {0};

    record_notice(f.s, "taro", 1, DAY0 + 30);
    record_notice(f.s, "hanako", 2, DAY0 + 10);
    record_notice(f.s, "taro", 3, DAY0 + 9);
    record_row(f.s, "taro", &usual);
    assert_true(store_history_since(f.s, DAY0 + 10, since_take, &all, &e));
    assert_int_equal(all.count, 2);
    assert_int_equal(all.first_ms[0], DAY0 + 10);
    assert_string_equal(all.account[0], "hanako");
    assert_int_equal(all.first_ms[1], DAY0 + 30);
    assert_string_equal(all.account[1], "taro");
    fixture_end(&f);
}

/* --- announcements ------------------------------------------------------------------------------- */

static struct announcement announcement_of(const char *id, uint32_t version, int64_t published_ms)
{
    return (struct announcement){
        .id = text_span(id),
        .version = version,
        .title = {SPAN("Title"), SPAN("題")},
        .reason = {SPAN("Reason"), SPAN("理由")},
        .body = {SPAN("A\nB"), SPAN("甲\n乙")},
        .published_ms = published_ms,
        .updated_ms = published_ms + version - 1,
        .starts_ms = 99,
        .withdrawn = version == 2,
    };
}

struct announcements {
    char id[8][32];
    uint32_t version[8];
    bool withdrawn[8];
    size_t count;
};

static bool announcement_take(void *ctx, const struct announcement *a)
{
    struct announcements *all = ctx;

    assert_true(span_eq(a->title[1], SPAN("題")));
    assert_true(span_eq(a->body[0], SPAN("A\nB")));
    assert_true(span_eq(a->apology[0], SPAN("")));
    assert_int_equal(a->starts_ms, 99);
    text_copy(a->id, all->id[all->count]);
    all->version[all->count] = a->version;
    all->withdrawn[all->count] = a->withdrawn;
    all->count++;
    return all->count < COUNT(all->id);
}

static void announcements_keep_every_version_newest_first(void **state)
{
    struct composer c = told(1);
    struct fixture f = begin(state, &c);
    struct announcement in[] = {announcement_of("b", 1, 10), announcement_of("a", 1, 20),
                                announcement_of("b", 2, 10), announcement_of("ab", 1, 10)};
    static const char *const want[] = {"a", "ab", "b", "b"};
    struct announcements all = {0};
    struct err e = {0};

    for (size_t i = 0; i < COUNT(in); i++) {
        assert_true(store_announcement_put(f.s, &in[i], &e));
    }
    assert_false(store_announcement_put(f.s, &in[2], &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.text, "version: expected one \"b\" has not yet, came 2");
    in[0].id = SPAN("B");
    assert_false(store_announcement_put(f.s, &in[0], &e));
    assert_int_equal(e.code, ERR_INPUT);
    reopen(&f, &c);
    assert_true(store_announcements(f.s, announcement_take, &all, &e));
    assert_int_equal(all.count, 4);
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_string_equal(all.id[i], want[i]);
    }
    assert_int_equal(all.version[2], 2);
    assert_true(all.withdrawn[2]);
    assert_int_equal(all.version[3], 1);
    fixture_end(&f);
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }

static const struct {
    const char *name;
    CMUnitTestFunction run;
} promises[] = {
    TEST(a_notice_comes_with_its_event_whole_and_survives),
    TEST(without_a_composer_the_event_is_recorded_and_nobody_is_told),
    TEST(a_composer_that_says_none_leaves_the_event_alone),
    TEST(a_draft_that_is_not_in_order_is_told_to_nobody),
    TEST(a_name_of_no_account_is_told_under_the_name),
    TEST(every_name_of_an_account_leads_to_it),
    TEST(the_past_is_that_of_thirty_days_newest_first),
    TEST(of_a_long_past_the_newest_are_given),
    TEST(the_same_reference_again_is_told_once),
    TEST(several_notices_of_one_batch_know_each_other),
    TEST(a_submitted_notice_outlives_its_maker),
    TEST(what_a_notice_may_not_be_about_is_refused),
    TEST(the_composer_is_told_where_notices_went_before),
    TEST(a_notice_of_no_event_is_put_by_id_or_name),
    TEST(notices_of_an_account_come_newest_first_in_pages),
    TEST(what_is_due_comes_earliest_first),
    TEST(a_state_is_kept_and_never_goes_back),
    TEST(a_change_of_no_delivery_is_not_applied),
    TEST(a_long_detail_is_cut_between_characters),
    TEST(a_delivered_message_drops_what_stood_by),
    TEST(a_failed_message_sends_what_stood_by_at_once),
    TEST(what_stands_by_goes_out_when_nothing_got_through_in_time),
    TEST(what_stands_by_stays_while_another_is_on_its_way_and_then_lapses),
    TEST(the_outbox_counts_what_is_there),
    TEST(a_digest_takes_what_was_held_and_counts_it),
    TEST(a_digest_that_is_not_sent_leaves_what_was_held),
    TEST(a_notice_goes_with_its_row_of_history),
    TEST(decided_rows_since_a_time_come_oldest_first),
    TEST(announcements_keep_every_version_newest_first),
};

static int promises_run(const struct backend *backend)
{
    struct CMUnitTest tests[COUNT(promises)];
    struct backend state = *backend;

    for (size_t i = 0; i < COUNT(promises); i++) {
        tests[i] = (struct CMUnitTest){
            .name = promises[i].name, .test_func = promises[i].run, .initial_state = &state};
    }
    return _cmocka_run_group_tests(backend->name, tests, COUNT(tests), NULL, NULL);
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < COUNT(store_backends); i++) {
        failed += promises_run(&store_backends[i]);
    }
    return failed;
}
