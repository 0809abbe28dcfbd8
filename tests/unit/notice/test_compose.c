/* Every template in every language and form for generated events, looked at field by field. */
#include "notice/compose.h"

#include "base/hash.h"
#include "notice/segments.h"
#include "notice/texts.h"
#include "voice_sample.h"
#include "words/alarm.h"
#include "words/words.h"

#include "cmocka_all.h"

#include <sodium.h>
#include <stdio.h>

#define EVENTS 200
#define FOUND_BYTES 65536

static struct notice_voice *voice;
static struct arena *arena;

static int open_all(void **state)
{
    const struct notice_setup setup = voice_sample_setup();
    struct err e = {0};

    (void)state;
    arena = arena_new(64 * NOTICE_ARENA);
    return arena == NULL || !notice_voice_open(&setup, &voice, &e);
}

static int close_all(void **state)
{
    (void)state;
    notice_voice_free(&voice);
    arena_free(&arena);
    return 0;
}

/* --- generated events ------------------------------------------------------------------------------ */

struct event {
    struct notice_facts facts;
    struct account_record account;
    struct notice_request request;
    char name[32];
    char member[16];
};

static uint32_t dice(uint64_t *seed, uint32_t sides)
{
    *seed = hash_mix(*seed + 0x9e3779b97f4a7c15u);
    return (uint32_t)(*seed % sides);
}

static void generate_place(struct notice_facts *f, uint64_t *seed)
{
    static const char countries[][3] = {"US", "JP", "CN", "CI", "ST", "GB", "DE", "TW"};
    uint32_t pick = dice(seed, 10);

    f->place.kind = pick == 8 ? NETWORK_OWN : pick == 9 ? NETWORK_CGNAT : NETWORK_PUBLIC;
    if (pick < 8) {
        f->place.country = place_country(countries[pick][0], countries[pick][1]);
        f->place.asn = 64496 + dice(seed, 16);
        f->place.flags = dice(seed, 8) == 0 ? PLACE_SATELLITE : 0;
    }
    f->place.own = f->place.kind == NETWORK_OWN;
    f->has_remote = dice(seed, 8) != 0;
    f->remote = (struct address){
        .bytes = {[10] = 0xff, [11] = 0xff, 203, 0, 113, (uint8_t)dice(seed, 256)}};
}

static void generate(struct event *ev, uint64_t seed, enum notice_kind kind)
{
    static const char *const devices[] = {"", "Thunderbird 128.0", "iPhone Mail (22A3354)",
                                          "http://evil.example/", "Outlook"};
    static const char *const names[] = {"Taro Yamada", "Hanako Suzuki", "M. Sato", "Li Na", "Jean"};
    struct notice_facts *f = &ev->facts;

    *ev = (struct event){0};
    f->kind = (uint8_t)kind;
    f->service = (uint8_t)dice(&seed, SERVICE_COUNT);
    f->outcome = kind == NOTICE_REFUSED ? OUTCOME_REFUSED : OUTCOME_SUCCESS;
    if (kind == NOTICE_SIGNIN && dice(&seed, 4) == 0) {
        f->outcome = OUTCOME_WRONG_PASSWORD;
    }
    f->waits = kind == NOTICE_SIGNIN && f->outcome == OUTCOME_SUCCESS && dice(&seed, 4) == 0;
    f->credential = kind == NOTICE_CREDENTIAL ? (uint8_t)dice(&seed, CREDENTIAL_KIND_COUNT)
                                              : (uint8_t)dice(&seed, 2);
    f->cause = (uint8_t)dice(&seed, CODE_CAUSE_COUNT);
    f->password_right = dice(&seed, 2) == 0;
    f->undo = kind == NOTICE_CREDENTIAL && dice(&seed, 2) == 0;
    f->at_ms = 1795252509000 + (int64_t)dice(&seed, 1u << 30);
    f->count = kind == NOTICE_DIGEST ? 2 + dice(&seed, 30) : 1;
    f->first_ms = kind == NOTICE_DIGEST ? f->at_ms - TIME_DAY_MS : f->at_ms;
    f->identity = seed;
    generate_place(f, &seed);
    f->decision.reason_count = (uint8_t)dice(&seed, 4);
    for (size_t i = 0; i < f->decision.reason_count; i++) {
        f->decision.reasons[i] = (struct reason){
            .code = (uint8_t)dice(&seed, REASON_COUNT), .counted = true, .value = 3};
    }
    (void)snprintf(f->device, sizeof f->device, "%s", devices[dice(&seed, COUNT(devices))]);
    (void)snprintf(ev->name, sizeof ev->name, "%s", names[dice(&seed, COUNT(names))]);
    (void)snprintf(ev->member, sizeof ev->member, "%08u", (unsigned)dice(&seed, 100000000));
    ev->account.text[ACCOUNT_ID] = SPAN("u1");
    ev->account.text[ACCOUNT_REGISTERED_NAME] = (struct span){ev->name, strlen(ev->name)};
    ev->account.text[ACCOUNT_MEMBER_ID] = (struct span){ev->member, strlen(ev->member)};
    ev->account.text[ACCOUNT_NOTICE_PHONE] = SPAN("+819012345678");
    ev->request = (struct notice_request){.facts = f,
                                          .sign_in_name = SPAN("yamada@example.jp"),
                                          .account = &ev->account,
                                          .now_ms = f->at_ms + 1000};
}

/* --- looking --------------------------------------------------------------------------------------- */

static bool contains(struct span text, struct span part)
{
    if (part.len == 0) {
        return true;
    }
    for (; text.len >= part.len; text = (struct span){text.at + 1, text.len - 1}) {
        if (memcmp(text.at, part.at, part.len) == 0) {
            return true;
        }
    }
    return false;
}

/* What a reader of the form sees: HTML without its escapes. */
static struct span seen(enum notice_form form, struct span text)
{
    static const struct {
        struct span code;
        char byte;
    } codes[] = {{SPAN_INIT("&amp;"), '&'},
                 {SPAN_INIT("&lt;"), '<'},
                 {SPAN_INIT("&gt;"), '>'},
                 {SPAN_INIT("&quot;"), '"'},
                 {SPAN_INIT("&#39;"), '\''}};
    static char bytes[FOUND_BYTES];
    size_t len = 0;

    if (form != NOTICE_FORM_HTML) {
        return text;
    }
    while (text.len > 0) {
        size_t took = 1;

        bytes[len] = text.at[0];
        for (size_t i = 0; i < COUNT(codes); i++) {
            if (text.len >= codes[i].code.len &&
                memcmp(text.at, codes[i].code.at, codes[i].code.len) == 0) {
                bytes[len] = codes[i].byte;
                took = codes[i].code.len;
            }
        }
        len++;
        text = (struct span){text.at + took, text.len - took};
    }
    return (struct span){bytes, len};
}

/* One text and the values it was made of. */
struct look {
    const struct event *ev;
    enum lang lang;
    enum notice_form form;
    struct span text;
    const struct value *values;
};

static struct span value(const struct look *l, const char *name)
{
    const struct value *v = value_member(l->values, (struct span){name, strlen(name)});

    return v == NULL ? SPAN("") : value_shown(v);
}

static void must_show_text(const struct look *l, const char *name, struct span text)
{
    if (text.len > 0 && !contains(l->text, text)) {
        fail_msg("%s %s %s: %s \"%.*s\" is not in:\n%.*s",
                 notice_kind_code((enum notice_kind)l->ev->facts.kind), lang_code(l->lang),
                 notice_form_code(l->form), name, (int)text.len, text.at, (int)l->text.len,
                 l->text.at);
    }
}

static void must_show(const struct look *l, const char *name)
{
    must_show_text(l, name, value(l, name));
}

static void must_not_show(const struct look *l, const char *text)
{
    if (contains(l->text, (struct span){text, strlen(text)})) {
        fail_msg("\"%s\" is in:\n%.*s", text, (int)l->text.len, l->text.at);
    }
}

static void check_account_and_time(const struct look *l)
{
    char bytes[128];
    struct buf time = BUF_ON(bytes);
    struct span name = l->ev->account.text[ACCOUNT_REGISTERED_NAME];

    name.len = l->form == NOTICE_FORM_SMS ? 4 : name.len; /* long ones are cut there */
    words_time(&time, l->lang, voice->clock, l->ev->facts.at_ms);
    must_show_text(l, "time", (struct span){bytes, time.len});
    must_show_text(l, "account", SPAN("yam***@example.jp"));
    must_show_text(l, "name", name);
    must_show_text(l, "member_id", (struct span){l->ev->member + 5, 3});
    must_not_show(l, l->ev->member);
    must_not_show(l, "yamada@example.jp");
    must_show(l, "service_name");
    must_show(l, "title");
}

static void check_place(const struct look *l)
{
    const struct notice_facts *f = &l->ev->facts;
    bool brief = l->form == NOTICE_FORM_SMS;
    const char *mark = l->lang == LANG_JA ? "（推定）" : brief ? "(est.)" : "(estimated)";

    if (f->kind != NOTICE_SIGNIN && f->kind != NOTICE_REFUSED && f->kind != NOTICE_RESTRICTION) {
        return;
    }
    must_show(l, brief ? "service_short" : "service");
    must_show(l, brief ? "client_short" : "client");
    if (f->place.kind == NETWORK_PUBLIC) {
        must_show_text(l, "estimated", (struct span){mark, strlen(mark)});
    } else if (f->place.kind == NETWORK_OWN) {
        must_show_text(l, "own line", SPAN("sp mode"));
    }
    if (!brief) {
        must_show(l, "place");
    }
    must_not_show(l, "evil");
}

static bool has_reason(const struct notice_facts *f, enum reason_code code)
{
    for (size_t i = 0; i < f->decision.reason_count; i++) {
        if (f->decision.reasons[i].code == code) {
            return true;
        }
    }
    return false;
}

static void check_truth(const struct look *l)
{
    const struct notice_facts *f = &l->ev->facts;
    bool may_be_abroad = f->place.kind == NETWORK_PUBLIC &&
                         f->place.country != place_country('J', 'P') && f->place.flags == 0 &&
                         has_reason(f, REASON_NEW_COUNTRY);

    may_be_abroad = may_be_abroad || has_reason(f, REASON_STAGE_ABROAD);

    if (!may_be_abroad) {
        must_not_show(l, "from abroad");
        must_not_show(l, "国外");
    }
    if (f->outcome != OUTCOME_SUCCESS) {
        must_not_show(l, "signed in to in");
        must_not_show(l, "succeeded");
        must_not_show(l, "成功しています");
        must_not_show(l, "：成功");
    }
    if (f->outcome == OUTCOME_WRONG_PASSWORD) {
        must_show_text(l, "failed", l->lang == LANG_JA ? SPAN("：失敗") : SPAN(": failed"));
    }
    if (f->kind == NOTICE_REFUSED) {
        must_show_text(l, "refused", l->lang == LANG_JA ? SPAN("拒否") : SPAN("refused"));
    }
    must_not_show(l, "completely");
    must_not_show(l, "完全に");
}

static void check_advice(const struct look *l)
{
    bool brief = l->form == NOTICE_FORM_SMS;
    bool test = l->ev->facts.kind == NOTICE_TEST;
    bool warning = l->ev->facts.kind == NOTICE_WARNING;

    if (!brief || !test) {
        must_show(l, brief ? "if_you_short" : "if_you");
        must_show(l, brief ? "if_not_short" : "if_not");
    }
    if (!brief) {
        must_show(l, "outcome");
    }
    if (l->ev->facts.kind == NOTICE_CODE) {
        must_show(l, "cause");
        must_show(l, brief ? "outcome_short" : "outcome");
    }
    if (l->ev->facts.kind == NOTICE_CREDENTIAL) {
        must_show(l, "credential");
    }
    if (warning) {
        must_show(l, "first_time");
    }
    if (l->ev->facts.kind == NOTICE_DIGEST) {
        must_show(l, "first_time");
        must_show(l, "count");
    }
    must_show(l, l->form == NOTICE_FORM_VOICE ? "reference_spoken" : "reference");
    must_show_text(l, "check", SPAN("notice.example.jp/check"));
    must_show(l, brief && !test && !warning ? "benign_short" : "service_name");
}

static void check_mail(const struct look *l)
{
    if (l->form != NOTICE_FORM_TEXT && l->form != NOTICE_FORM_HTML) {
        return;
    }
    must_show(l, "never_text");
    must_show(l, "security_page");
    must_show(l, "contact");
    must_show(l, "from");
    must_not_show(l, "http://");
}

static void check_text(struct look *l, const struct notice_texts *texts, struct values *set)
{
    for (unsigned form = 0; form < NOTICE_FORM_COUNT; form++) {
        l->form = (enum notice_form)form;
        l->text = seen(l->form, texts->form[form]);
        l->values = NULL;
        /* a short message is made of the first brevity that gives its number of segments: the sentences
         * in it are the same at each but for those that are cut */
        for (size_t b = 0; b < brevity_count && form == NOTICE_FORM_SMS; b++) {
            struct brevity brevity = brevities[b];

            brevity.gsm = l->lang == LANG_EN;
            l->values = values_of(set, voice, &l->ev->request, l->lang, &brevity, texts->reference);
            if (contains(l->text, value(l, "benign_short")) &&
                contains(l->text, value(l, "client_short"))) {
                break;
            }
        }
        if (form != NOTICE_FORM_SMS) {
            l->values =
                values_of(set, voice, &l->ev->request, l->lang, &brevity_none, texts->reference);
        }
        check_account_and_time(l);
        check_place(l);
        check_truth(l);
        check_advice(l);
        check_mail(l);
    }
}

static void every_field_is_in_every_text_of_200_events(void **state)
{
    size_t most[2] = {0, 0};

    (void)state;
    for (unsigned i = 0; i < EVENTS * NOTICE_KIND_COUNT * LANG_COUNT; i++) {
        enum notice_kind kind = (enum notice_kind)(i / LANG_COUNT % NOTICE_KIND_COUNT);
        enum lang lang = (enum lang)(i % LANG_COUNT);
        struct arena_mark mark = arena_mark(arena);
        struct values *set = values_new((size_t)4 << 20);
        struct notice_texts texts = {0};
        struct err e = {0};
        struct event ev;
        struct look l = {.ev = &ev, .lang = lang};

        generate(&ev, i / LANG_COUNT / NOTICE_KIND_COUNT, kind);
        assert_true(notice_texts(voice, &ev.request, lang, arena, &texts, &e));
        check_text(&l, &texts, set);
        if (texts.sms_segments > (texts.sms_unicode ? 4u : 2u)) {
            fail_msg("%zu segments:\n%.*s", texts.sms_segments, (int)texts.form[0].len,
                     texts.form[0].at);
        }
        most[texts.sms_unicode] = texts.sms_segments > most[texts.sms_unicode]
                                      ? texts.sms_segments
                                      : most[texts.sms_unicode];
        assert_int_equal(texts.sms_segments, segments_of(texts.form[NOTICE_FORM_SMS]).count);
        assert_int_equal(alarm_find(texts.form[NOTICE_FORM_SMS]).len, 0);
        assert_int_equal(alarm_find(texts.form[NOTICE_FORM_TEXT]).len, 0);
        assert_int_equal(alarm_find(texts.subject).len, 0);
        assert_false(values_full(set));
        values_free(&set);
        arena_release(arena, mark);
    }
    assert_int_equal(most[0], 2);
    assert_int_equal(most[1], 4);
}

static void facts_come_in_the_order_when_with_what_where(void **state)
{
    struct notice_texts t = {0};
    struct err e = {0};

    (void)state;
    for (unsigned lang = 0; lang < LANG_COUNT; lang++) {
        assert_true(notice_sample(voice, NOTICE_SIGNIN, (enum lang)lang, arena, &t, &e));
        for (unsigned form = 0; form < NOTICE_FORM_VOICE; form++) {
            static char bytes[FOUND_BYTES];
            const char *when;
            const char *what;
            const char *where;

            memcpy(bytes, t.form[form].at, t.form[form].len);
            bytes[t.form[form].len] = '\0';
            when = strstr(bytes, "2026-11-21 18:15:09");
            what = strstr(bytes, "Thunderbird");
            where = strstr(bytes, lang == LANG_JA ? "アメリカ" : "United States");
            assert_true(when != NULL && when < what && what < where);
        }
    }
}

/* --- drafts ---------------------------------------------------------------------------------------- */

static void a_draft_has_one_reference_in_every_message(void **state)
{
    struct notice_draft draft = {0};
    struct event ev;
    struct err e = {0};

    (void)state;
    generate(&ev, 5, NOTICE_SIGNIN);
    ev.account.text[ACCOUNT_LANGUAGE] = SPAN("en");
    ev.account.list[ACCOUNT_NOTICE_ADDRESSES] =
        (struct account_texts){2, {SPAN("a@example.com"), SPAN("b@example.com")}};
    ev.request.event = 77;
    assert_true(notice_compose(voice, &ev.request, arena, &draft, &e));
    assert_int_equal(draft.notice.fate, NOTICE_TOLD);
    assert_int_equal(draft.notice.lang, LANG_EN);
    assert_int_equal(draft.notice.event, 77);
    assert_true(span_eq(draft.notice.account, SPAN("u1")));
    assert_int_equal(draft.count, 3);
    for (size_t i = 0; i < draft.count; i++) {
        const struct delivery *d = &draft.deliveries[i];
        char found[NOTICE_REFERENCE_MAX];
        struct span rest = d->body;

        assert_int_equal(d->state, DELIVERY_WAITING);
        assert_int_equal(d->next_ms, ev.request.now_ms);
        assert_int_equal(d->expires_ms, ev.request.now_ms + TIME_DAY_MS);
        assert_true(reference_find(&rest, found));
        assert_string_equal(found, draft.notice.reference);
    }
    assert_true(span_eq(draft.deliveries[0].recipient, SPAN("+819012345678")));
    assert_true(span_eq(draft.deliveries[1].recipient, SPAN("a@example.com")));
    assert_true(span_eq(draft.deliveries[2].recipient, SPAN("b@example.com")));
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    struct notice_draft first = {0};
    struct notice_draft again = {0};
    struct event ev;
    struct err e = {0};

    (void)state;
    generate(&ev, 6, NOTICE_REFUSED);
    assert_true(notice_compose(voice, &ev.request, arena, &first, &e));
    assert_true(notice_compose(voice, &ev.request, arena, &again, &e));
    assert_int_equal(first.count, again.count);
    for (size_t i = 0; i < first.count; i++) {
        assert_true(span_eq(first.deliveries[i].body, again.deliveries[i].body));
    }
}

static void an_account_nobody_can_reach_is_recorded_all_the_same(void **state)
{
    struct notice_draft draft = {0};
    struct event ev;
    struct err e = {0};

    (void)state;
    generate(&ev, 7, NOTICE_SIGNIN);
    ev.request.account = NULL;
    ev.request.sign_in_name = SPAN("yamada");
    assert_true(notice_compose(voice, &ev.request, arena, &draft, &e));
    assert_int_equal(draft.notice.fate, NOTICE_NOBODY);
    assert_int_equal(draft.count, 0);
    assert_int_equal(strlen(draft.notice.reference), 17);
    ev.request.sign_in_name = SPAN("yamada@example.jp"); /* its own mailbox */
    assert_true(notice_compose(voice, &ev.request, arena, &draft, &e));
    assert_int_equal(draft.notice.fate, NOTICE_TOLD);
    assert_true(span_eq(draft.deliveries[0].recipient, SPAN("yamada@example.jp")));
}

static void check_choice(enum notice_choice choice, bool phone, int sms, int mail)
{
    struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct notice_draft draft = {0};
    struct event ev;
    struct err e = {0};
    int states[CHANNEL_COUNT] = {-1, -1, -1};

    setup.choice = choice;
    generate(&ev, 8, NOTICE_SIGNIN);
    if (!phone) {
        ev.account.text[ACCOUNT_NOTICE_PHONE] = SPAN("");
    }
    assert_true(notice_voice_open(&setup, &v, &e));
    assert_true(notice_compose(v, &ev.request, arena, &draft, &e));
    for (size_t i = 0; i < draft.count; i++) {
        states[draft.deliveries[i].channel] = draft.deliveries[i].state;
        assert_int_equal(draft.deliveries[i].standby_s,
                         draft.deliveries[i].state == DELIVERY_STANDBY ? 60 : 0);
    }
    assert_int_equal(states[CHANNEL_SMS], sms);
    assert_int_equal(states[CHANNEL_MAIL], mail);
    notice_voice_free(&v);
}

static void channels_follow_the_operators_choice(void **state)
{
    (void)state;
    check_choice(NOTICE_CHOICE_BOTH, true, DELIVERY_WAITING, DELIVERY_WAITING);
    check_choice(NOTICE_CHOICE_SMS_FIRST, true, DELIVERY_WAITING, DELIVERY_STANDBY);
    check_choice(NOTICE_CHOICE_SMS_FIRST, false, -1, DELIVERY_WAITING);
    check_choice(NOTICE_CHOICE_MAIL_FIRST, true, DELIVERY_STANDBY, DELIVERY_WAITING);
    check_choice(NOTICE_CHOICE_SMS, true, DELIVERY_WAITING, -1);
    check_choice(NOTICE_CHOICE_MAIL, true, -1, DELIVERY_WAITING);
}

static size_t count_to(const struct notice_draft *d, enum channel channel, struct span recipient)
{
    size_t count = 0;

    for (size_t i = 0; i < d->count; i++) {
        assert_true(d->deliveries[i].channel == CHANNEL_VOICE ||
                    d->deliveries[i].state == DELIVERY_WAITING);
        count +=
            d->deliveries[i].channel == channel && span_eq(d->deliveries[i].recipient, recipient);
    }
    return count;
}

static void a_changed_credential_goes_to_every_channel_and_to_those_before(void **state)
{
    struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct notice_draft draft = {0};
    char code[UNDO_CODE_MAX];
    struct event ev;
    struct err e;

    (void)state;
    setup.choice = NOTICE_CHOICE_MAIL;
    assert_true(notice_voice_open(&setup, &v, &e));
    generate(&ev, 7, NOTICE_CREDENTIAL);
    ev.facts.credential = CREDENTIAL_MAIN_PASSWORD;
    ev.facts.cause = CREDENTIAL_CHANGED;
    ev.facts.undo = true;
    ev.account.list[ACCOUNT_NOTICE_ADDRESSES] =
        (struct account_texts){.count = 1, .at = {SPAN_INIT("new@example.net")}};
    ev.request.former =
        (struct notice_former){.phone = SPAN("+818011112222"), .address = SPAN("old@example.org")};
    assert_true(notice_compose(v, &ev.request, arena, &draft, &e));
    assert_int_equal(count_to(&draft, CHANNEL_SMS, SPAN("+819012345678")), 1);
    assert_int_equal(count_to(&draft, CHANNEL_SMS, SPAN("+818011112222")), 1);
    assert_int_equal(count_to(&draft, CHANNEL_MAIL, SPAN("new@example.net")), 1);
    assert_int_equal(count_to(&draft, CHANNEL_MAIL, SPAN("old@example.org")), 1);
    assert_true(notice_undo_code(v, &ev.facts, SPAN("u1"), code));
    for (size_t i = 0; i < draft.count; i++) {
        if (draft.deliveries[i].channel == CHANNEL_SMS) {
            assert_true(contains(draft.deliveries[i].body, (struct span){code, strlen(code)}));
        }
    }
    ev.request.former.address = SPAN("new@example.net"); /* the same is told once */
    ev.request.former.phone = SPAN("+819012345678");
    assert_true(notice_compose(v, &ev.request, arena, &draft, &e));
    assert_int_equal(count_to(&draft, CHANNEL_SMS, SPAN("+819012345678")), 1);
    assert_int_equal(count_to(&draft, CHANNEL_MAIL, SPAN("new@example.net")), 1);
    notice_voice_free(&v);
}

static void without_a_page_for_it_no_undo_code_is_told(void **state)
{
    struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct notice_texts t = {0};
    char code[UNDO_CODE_MAX] = "untouched";
    struct event ev;
    struct err e;

    (void)state;
    setup.undo_page = "";
    assert_true(notice_voice_open(&setup, &v, &e));
    generate(&ev, 7, NOTICE_CREDENTIAL);
    ev.facts.cause = CREDENTIAL_CHANGED;
    ev.facts.undo = true;
    assert_false(notice_undo_code(v, &ev.facts, SPAN("u1"), code));
    assert_string_equal(code, "untouched");
    assert_true(notice_texts(v, &ev.request, LANG_EN, arena, &t, &e));
    assert_false(contains(t.form[NOTICE_FORM_SMS], SPAN("undo")));
    assert_true(contains(t.form[NOTICE_FORM_SMS], SPAN("0120-000-000")));
    notice_voice_free(&v);
}

static void a_full_arena_leaves_the_draft_as_it_was(void **state)
{
    struct arena *small = arena_new(1024);
    struct notice_draft draft = {.count = 99};
    struct event ev;
    struct err e = {0};

    (void)state;
    generate(&ev, 9, NOTICE_SIGNIN);
    assert_false(notice_compose(voice, &ev.request, small, &draft, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(draft.count, 99);
    arena_free(&small);
}

static void a_setup_that_is_wrong_is_refused(void **state)
{
    struct notice_setup setup = voice_sample_setup();
    struct notice_voice *v = NULL;
    struct err e = {0};

    (void)state;
    setup.check_page = "https://evil.example/check";
    assert_false(notice_voice_open(&setup, &v, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    setup = voice_sample_setup();
    setup.from = "notice";
    assert_false(notice_voice_open(&setup, &v, &e));
    setup = voice_sample_setup();
    setup.home_countries = "JP Japan";
    assert_false(notice_voice_open(&setup, &v, &e));
    setup = voice_sample_setup();
    setup.never_ask = "password money";
    assert_false(notice_voice_open(&setup, &v, &e));
    setup = voice_sample_setup();
    setup.time_zone = "Mars/Base";
    assert_false(notice_voice_open(&setup, &v, &e));
    assert_null(v);
}

static void what_is_missing_is_named(void **state)
{
    struct notice_setup setup = voice_sample_setup();
    char bytes[128];
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_false(notice_missing(&setup, &out));
    assert_int_equal(out.len, 0);
    setup.from = "";
    assert_true(notice_missing(&setup, &out));
    assert_memory_equal(bytes, "notice_from", 11);
    out.len = 0;
    setup.mail = false;
    assert_false(notice_missing(&setup, &out));
    setup.sms = false;
    assert_true(notice_missing(&setup, &out));
}

static void the_samples_reference_is_never_given_out(void **state)
{
    struct notice_texts t = {0};
    char read[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    (void)state;
    assert_true(notice_sample(voice, NOTICE_TEST, LANG_EN, arena, &t, &e));
    assert_false(reference_read((struct span){t.reference, strlen(t.reference)}, read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_in_every_text_of_200_events),
        cmocka_unit_test(facts_come_in_the_order_when_with_what_where),
        cmocka_unit_test(a_draft_has_one_reference_in_every_message),
        cmocka_unit_test(the_same_request_gives_the_same_bytes),
        cmocka_unit_test(an_account_nobody_can_reach_is_recorded_all_the_same),
        cmocka_unit_test(channels_follow_the_operators_choice),
        cmocka_unit_test(a_changed_credential_goes_to_every_channel_and_to_those_before),
        cmocka_unit_test(without_a_page_for_it_no_undo_code_is_told),
        cmocka_unit_test(a_full_arena_leaves_the_draft_as_it_was),
        cmocka_unit_test(a_setup_that_is_wrong_is_refused),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(the_samples_reference_is_never_given_out),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, open_all, close_all);
}
