#include "service/fakes.h"

#include "cmocka_all.h"
#include "message/fake.h"
#include "service/fake_ticket.h"
#include "store/memory.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */
#define DAY_MS INT64_C(86400000)

static const char parcel[] = "お荷物のお届けにあがりましたが不在のため持ち帰りました。下記よりご確"
                             "認のうえ、配送先の情報を更新してください。";
static const char card[] = "ご利用のカードに不審な取引が見つかりました。一時的に利用を制限していま"
                           "す。次のページで本人確認を行ってください。";

static struct store *store;
static struct fakes *fakes;
static struct fake *fake;

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 1000};
    const uint8_t key[FAKES_KEY_SIZE] = {7};
    struct err e = {0};

    (void)state;
    fake = calloc(1, sizeof *fake);
    if (fake == NULL || !store_memory_open(&limits, &store, &e) || !fakes_new(store, &fakes, &e)) {
        return -1;
    }
    fakes_set_key(fakes, key);
    return 0;
}

static int end(void **state)
{
    (void)state;
    fakes_free(&fakes);
    store_free(&store);
    free(fake);
    return 0;
}

/* Reads the store anew, as another process would. */
static void again(void)
{
    const uint8_t key[FAKES_KEY_SIZE] = {7};
    struct err e = {0};

    fakes_free(&fakes);
    assert_true(fakes_new(store, &fakes, &e));
    fakes_set_key(fakes, key);
}

static struct fake_reading reading(const char *brand, const char *text, const char *link)
{
    struct fake_reading r = {.channel = FAKE_MAIL, .subject = SPAN("【重要】お知らせ")};
    struct arena *a = arena_new((size_t)1 << 20);

    assert_non_null(a);
    r.text = (struct span){.at = text, .len = strlen(text)};
    fake_print_make(r.text, a, &r.print);
    arena_free(&a);
    (void)snprintf(r.brand, sizeof r.brand, "%s", brand);
    if (link[0] != '\0') {
        (void)snprintf(r.links[r.link_count++].text, FAKE_DOMAIN_SIZE, "%s", link);
    }
    return r;
}

static struct fake_receipt submit_at(const struct fake_reading *r, const char *who, int64_t now_ms)
{
    const struct fake_handover h = {.reading = r, .submitter = {.at = who, .len = strlen(who)}};
    struct fake_receipt receipt;
    struct err e = {0};

    if (!fakes_submit(fakes, &h, now_ms, &receipt, &e)) {
        fail_msg("%s", e.text);
    }
    return receipt;
}

static struct fake_receipt submit(const struct fake_reading *r, const char *who)
{
    return submit_at(r, who, NOW_MS);
}

static struct span id_of(const struct fake_receipt *r)
{
    return (struct span){.at = r->id, .len = strlen(r->id)};
}

static void confirm(const struct fake_receipt *r)
{
    struct err e = {0};

    assert_true(fakes_set_state(fakes, id_of(r), FAKE_CONFIRMED, NOW_MS, fake, &e));
}

static struct fake_match match(const struct fake_reading *r)
{
    struct fake_match m;
    struct err e = {0};

    assert_true(fakes_match(fakes, r, NOW_MS, &m, &e));
    return m;
}

static bool count(void *ctx, const struct fake *f)
{
    (void)f;
    ++*(size_t *)ctx;
    return true;
}

static size_t campaigns(void)
{
    size_t n = 0;
    struct err e = {0};

    assert_true(
        fakes_visit(fakes, &(struct fakes_query){.after = SPAN("")}, NOW_MS, count, &n, &e));
    return n;
}

static void look(const struct fake_receipt *r)
{
    struct err e = {0};

    assert_true(fakes_find(fakes, id_of(r), NOW_MS, fake, &e));
}

/* --- grouping ------------------------------------------------------------------------------------- */

static void near_duplicates_and_shared_links_are_one_campaign(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    const struct fake_reading b = reading("yamato", parcel, "b.top");
    const struct fake_reading c = reading("yamato", card, "b.top");
    struct fake_receipt first = submit(&a, "p1");

    (void)state;
    assert_int_equal(first.taken, FAKE_TAKEN_NEW);
    assert_int_equal(submit(&b, "p2").taken, FAKE_TAKEN_JOINED);
    assert_string_equal(submit(&c, "p3").id, first.id);
    assert_int_equal(campaigns(), 1);
    look(&first);
    assert_int_equal(fake->people, 3);
    assert_int_equal(fake->domain_count, 2);
    assert_int_equal(fake->sample_count, 2);
    assert_string_equal(fake->brand, "yamato");
}

static void another_brand_or_another_text_is_another_campaign(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    const struct fake_reading b = reading("sagawa", parcel, "a.top");
    const struct fake_reading c = reading("yamato", card, "c.top");

    (void)state;
    assert_int_equal(submit(&a, "p1").taken, FAKE_TAKEN_NEW);
    assert_int_equal(submit(&b, "p1").taken, FAKE_TAKEN_NEW);
    assert_int_equal(submit(&c, "p1").taken, FAKE_TAKEN_NEW);
    assert_int_equal(campaigns(), 3);
}

static void the_same_message_of_one_person_counts_once(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt r = submit(&a, "p1");

    (void)state;
    assert_int_equal(submit(&a, "p1").taken, FAKE_TAKEN_AGAIN);
    again();
    assert_int_equal(submit(&a, "p1").taken, FAKE_TAKEN_AGAIN);
    look(&r);
    assert_int_equal(fake->people, 1);
    assert_int_equal(fake->report_count, 1);
}

static void what_is_genuine_or_says_nothing_is_not_kept(void **state)
{
    const struct fake_reading good = reading("yamato", parcel, "");
    const struct fake_reading thin = reading("", "ok", "");
    const struct fake_handover h = {.reading = &good, .genuine = true, .submitter = SPAN("p")};
    struct fake_receipt r;
    struct err e = {0};

    (void)state;
    assert_true(fakes_submit(fakes, &h, NOW_MS, &r, &e));
    assert_int_equal(r.taken, FAKE_TAKEN_GENUINE);
    assert_int_equal(submit(&thin, "p").taken, FAKE_TAKEN_THIN);
    assert_int_equal(campaigns(), 0);
}

/* --- recognising ---------------------------------------------------------------------------------- */

static void only_what_staff_confirmed_is_recognised(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    const struct fake_reading linked =
        reading("", "click here and now to see what we found for you", "a.top");
    struct fake_receipt r = submit(&a, "p1");

    (void)state;
    assert_false(match(&a).text || match(&a).link);
    assert_int_equal(match(&a).times, 1);
    confirm(&r);
    assert_true(match(&a).text && match(&a).link);
    assert_string_equal(match(&a).id, r.id);
    assert_string_equal(match(&a).name, "【重要】お知らせ");
    assert_true(match(&linked).link);
    assert_false(match(&linked).text);
    assert_string_equal(match(&linked).domain, "a.top");
    again();
    assert_true(match(&a).text && match(&a).link);
}

/* Somebody joins a confirmed campaign by its link, with the text of a genuine notice: no poison. */
static void what_joins_later_waits_for_staff(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    const struct fake_reading poison = reading("yamato", card, "a.top");
    const struct fake_reading genuine = reading("yamato", card, "other.top");
    struct fake_receipt r = submit(&a, "p1");

    (void)state;
    confirm(&r);
    assert_string_equal(submit(&poison, "p2").id, r.id);
    assert_false(match(&genuine).text);
    look(&r);
    assert_int_equal(fake->waiting, 1);
    confirm(&r);
    assert_true(match(&genuine).text);
}

static void a_mail_with_no_foreign_link_is_not_condemned_for_its_words(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_reading copied = reading("yamato", parcel, "");
    struct fake_receipt r = submit(&a, "p1");

    (void)state;
    confirm(&r);
    assert_false(match(&copied).text);
    copied.channel = FAKE_PASTED;
    assert_true(match(&copied).text);
}

static void a_closed_campaign_that_is_seen_again_goes_on(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt r = submit(&a, "p1");
    struct err e = {0};

    (void)state;
    confirm(&r);
    assert_true(fakes_set_state(fakes, id_of(&r), FAKE_CLOSED, NOW_MS, fake, &e));
    assert_true(match(&a).text);
    assert_int_equal(submit_at(&a, "p2", NOW_MS + 5 * DAY_MS).state, FAKE_CONFIRMED);
    assert_true(fakes_find(fakes, id_of(&r), NOW_MS + 5 * DAY_MS, fake, &e));
    assert_int_equal(fake->last_ms, NOW_MS + 5 * DAY_MS);
    assert_int_equal(fake->first_ms, NOW_MS);
}

/* --- at once -------------------------------------------------------------------------------------- */

#define THREADS 4
#define PEOPLE_A_THREAD 8

static void *hand_in_many(void *ctx)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    size_t *joined = ctx;

    for (unsigned i = 0; i < PEOPLE_A_THREAD; i++) {
        char who[32];

        (void)snprintf(who, sizeof who, "%p:%u", ctx, i);
        *joined += submit(&a, who).taken == FAKE_TAKEN_JOINED ? 1 : 0;
        (void)match(&a);
    }
    return NULL;
}

static void nobody_is_lost_when_many_hand_in_at_once(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt first = submit(&a, "p1");
    pthread_t threads[THREADS];
    size_t joined[THREADS] = {0};

    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, hand_in_many, &joined[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_int_equal(joined[i], PEOPLE_A_THREAD);
    }
    look(&first);
    assert_int_equal(fake->people, THREADS * PEOPLE_A_THREAD + 1);
    again();
    look(&first);
    assert_int_equal(fake->people, THREADS * PEOPLE_A_THREAD + 1);
}

/* --- floods --------------------------------------------------------------------------------------- */

static struct fake_reading made_up(unsigned n)
{
    char link[32];

    (void)snprintf(link, sizeof link, "x%u.top", n);
    return reading("", "", link);
}

static void one_person_begins_few_campaigns(void **state)
{
    size_t begun = 0;

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        const struct fake_reading r = made_up(i);

        begun += submit_at(&r, "p1", NOW_MS + i).taken == FAKE_TAKEN_NEW ? 1 : 0;
    }
    assert_int_equal(begun, FAKES_BEGIN_MAX);
    assert_int_equal(campaigns(), FAKES_BEGIN_MAX);
}

static void everybody_together_begins_no_endless_campaigns(void **state)
{
    size_t begun = 0;

    (void)state;
    for (unsigned i = 0; i < 3 * FAKES_BEGIN_ALL; i++) {
        const struct fake_reading r = made_up(i);
        char who[16];

        (void)snprintf(who, sizeof who, "p%u", i);
        begun += submit_at(&r, who, NOW_MS + i).taken == FAKE_TAKEN_NEW ? 1 : 0;
    }
    assert_int_equal(begun, FAKES_BEGIN_ALL);
}

static void the_least_known_makes_room(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt kept = submit(&a, "p1");
    struct err e = {0};

    (void)state;
    confirm(&kept);
    for (unsigned i = 0; i < FAKES_MAX + 10; i++) {
        const struct fake_reading r = made_up(i);
        const struct fake_handover h = {.reading = &r, .submitter = SPAN("")};
        struct fake_receipt receipt;

        assert_true(fakes_submit(fakes, &h, NOW_MS + i, &receipt, &e));
        assert_int_equal(receipt.taken, FAKE_TAKEN_NEW);
    }
    assert_int_equal(campaigns(), FAKES_MAX);
    again();
    assert_int_equal(campaigns(), FAKES_MAX);
    look(&kept);
}

static void what_nobody_confirmed_is_gone_in_time(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt r = submit(&a, "p1");
    struct err e = {0};

    (void)state;
    assert_false(fakes_find(fakes, id_of(&r), NOW_MS + (FAKES_NEW_DAYS + 1) * DAY_MS, fake, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(submit_at(&a, "p1", NOW_MS + (FAKES_NEW_DAYS + 1) * DAY_MS).taken,
                     FAKE_TAKEN_NEW);
}

/* --- staff ---------------------------------------------------------------------------------------- */

static bool take_text(void *ctx, const struct fake_sample *s)
{
    struct buf *out = ctx;

    buf_add(out, s->subject);
    buf_add(out, SPAN("\n"));
    buf_add(out, s->text);
    return true;
}

static void staff_notes_redacts_and_removes(void **state)
{
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    struct fake_receipt r = submit(&a, "p1");
    struct fake_note note = {.kind = FAKE_NOTE_DOWN, .domain = "a.top"};
    char bytes[2 * FAKE_TEXT_MAX];
    struct buf text = BUF_ON(bytes);
    struct err e = {0};

    (void)state;
    assert_true(fakes_note(fakes, id_of(&r), &note, NOW_MS, fake, &e));
    assert_int_equal(fake->domains[0].down_ms, NOW_MS);
    (void)snprintf(note.domain, sizeof note.domain, "b.top");
    assert_false(fakes_note(fakes, id_of(&r), &note, NOW_MS, fake, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_true(fakes_redact(fakes, id_of(&r), SPAN("不在"), NOW_MS, fake, &e));
    assert_true(fakes_samples(fakes, id_of(&r), NOW_MS, take_text, &text, &e));
    bytes[text.len] = '\0';
    assert_null(strstr(bytes, "不在"));
    assert_non_null(strstr(bytes, "⟨name⟩のため"));
    assert_true(fakes_remove(fakes, id_of(&r), NOW_MS, &e));
    assert_false(fakes_find(fakes, id_of(&r), NOW_MS, fake, &e));
    assert_false(fakes_remove(fakes, id_of(&r), NOW_MS, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void lists_join_and_begin_campaigns(void **state)
{
    struct fake_listed l = {.url = SPAN("https://x.a.top/y?z=1"),
                            .brand = SPAN("yamato"),
                            .id = SPAN(""),
                            .first_ms = NOW_MS - DAY_MS,
                            .last_ms = NOW_MS,
                            .confirm = true};
    const struct fake_reading linked = reading("", parcel, "a.top");
    struct fake_receipt first;
    struct fake_receipt second;
    struct err e = {0};

    (void)state;
    assert_true(fakes_list(fakes, &l, NOW_MS, &first, &e));
    assert_int_equal(first.taken, FAKE_TAKEN_NEW);
    assert_true(fakes_list(fakes, &l, NOW_MS, &second, &e));
    assert_int_equal(second.taken, FAKE_TAKEN_JOINED);
    l.url = SPAN("b.top");
    l.id = id_of(&first);
    assert_true(fakes_list(fakes, &l, NOW_MS, &second, &e));
    assert_string_equal(second.id, first.id);
    assert_true(match(&linked).link);
    look(&first);
    assert_int_equal(fake->domain_count, 2);
    assert_int_equal(fake->first_ms, NOW_MS - DAY_MS);
    l.url = SPAN("https://bit.ly/x");
    assert_false(fakes_list(fakes, &l, NOW_MS, &second, &e));
    assert_int_equal(e.code, ERR_INPUT);
    l.url = SPAN("no host");
    assert_false(fakes_list(fakes, &l, NOW_MS, &second, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void a_ticket_carries_a_reading_and_nothing_else(void **state)
{
    const uint8_t key[FAKE_TICKET_KEY] = {1};
    const uint8_t other[FAKE_TICKET_KEY] = {2};
    const struct fake_reading a = reading("yamato", parcel, "a.top");
    const struct fake_reading thin = reading("", "ok", "");
    char bytes[FAKE_TICKET_TEXT];
    struct buf sealed = BUF_ON(bytes);
    struct fake_ticket *t = calloc(1, sizeof *t);
    struct span text;
    struct err e = {0};

    (void)state;
    assert_non_null(t);
    fake_ticket_seal(key, &thin, false, NOW_MS, &sealed);
    assert_int_equal(sealed.len, 0);
    fake_ticket_seal(key, &a, true, NOW_MS, &sealed);
    assert_true(sealed.len > 0 && !sealed.full);
    text = (struct span){.at = bytes, .len = sealed.len};
    assert_true(fake_ticket_open(key, text, NOW_MS + FAKE_TICKET_MS, t, &e));
    assert_true(t->genuine);
    assert_true(span_eq(t->reading.text, a.text));
    assert_int_equal(fake_alike(&t->reading.print, &a.print), 100);
    assert_string_equal(t->reading.links[0].text, "a.top");
    assert_string_equal(t->reading.brand, "yamato");
    assert_false(fake_ticket_open(other, text, NOW_MS, t, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_false(fake_ticket_open(key, text, NOW_MS + FAKE_TICKET_MS + 1, t, &e));
    bytes[40] = bytes[40] == 'A' ? 'B' : 'A';
    assert_false(fake_ticket_open(key, text, NOW_MS, t, &e));
    assert_false(fake_ticket_open(key, SPAN(""), NOW_MS, t, &e));
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(near_duplicates_and_shared_links_are_one_campaign, begin,
                                        end),
        cmocka_unit_test_setup_teardown(another_brand_or_another_text_is_another_campaign, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_same_message_of_one_person_counts_once, begin, end),
        cmocka_unit_test_setup_teardown(what_is_genuine_or_says_nothing_is_not_kept, begin, end),
        cmocka_unit_test_setup_teardown(only_what_staff_confirmed_is_recognised, begin, end),
        cmocka_unit_test_setup_teardown(what_joins_later_waits_for_staff, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_with_no_foreign_link_is_not_condemned_for_its_words,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_closed_campaign_that_is_seen_again_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(nobody_is_lost_when_many_hand_in_at_once, begin, end),
        cmocka_unit_test_setup_teardown(one_person_begins_few_campaigns, begin, end),
        cmocka_unit_test_setup_teardown(everybody_together_begins_no_endless_campaigns, begin, end),
        cmocka_unit_test_setup_teardown(the_least_known_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(what_nobody_confirmed_is_gone_in_time, begin, end),
        cmocka_unit_test_setup_teardown(staff_notes_redacts_and_removes, begin, end),
        cmocka_unit_test(a_ticket_carries_a_reading_and_nothing_else),
        cmocka_unit_test_setup_teardown(lists_join_and_begin_campaigns, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
