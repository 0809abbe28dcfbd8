#include "portal/portal.h"

#include "portal/inside.h"
#include "portal/templates.h"
#include "wire/json_in.h"
#include "words/page.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */
#define GENUINE "M7K2-9QXD-4TRW-8C"

/* --- a source of made-up matter ------------------------------------------------------------------- */

static struct {
    bool fails;
    unsigned asked;
} made_up;

static bool verify(void *ctx, struct span typed, struct notice_answer *out, struct err *e)
{
    (void)ctx;
    made_up.asked++;
    if (made_up.fails) {
        return err_set(e, ERR_STORE, "the disk is full");
    }
    *out = (struct notice_answer){.status = NOTICE_UNKNOWN};
    if (typed.len > 100 || span_eq(typed, SPAN("mistyped"))) {
        out->status = NOTICE_MALFORMED;
    } else if (span_eq(typed, SPAN(GENUINE))) {
        *out = (struct notice_answer){
            .status = NOTICE_OURS,
            .reference = GENUINE,
            .created_ms = NOW_MS,
            .kind = NOTICE_SIGNIN,
            .facts = {.at_ms = NOW_MS - 5000, .outcome = OUTCOME_SUCCESS},
            .to = {[CHANNEL_SMS] = "+81 90 **** **78", [CHANNEL_MAIL] = "a***@example.jp"},
            .state = {[CHANNEL_SMS] = DELIVERY_DELIVERED, [CHANNEL_MAIL] = DELIVERY_ACCEPTED},
            .account = "a**@example.jp",
        };
        assert_true(address_parse(SPAN("203.0.113.7"), &out->remote));
        out->has_remote = true;
    }
    return true;
}

static bool announcements(void *ctx, portal_announcement *visit, void *visit_ctx, struct err *e)
{
    static const struct announcement all[] = {
        {.id = SPAN_INIT("later"),
         .version = 1,
         .title = {SPAN_INIT("Withdrawn <b>"), SPAN_INIT("取り下げ")},
         .published_ms = NOW_MS,
         .updated_ms = NOW_MS,
         .withdrawn = true},
        {.id = SPAN_INIT("sms"),
         .version = 2,
         .title = {SPAN_INIT("Notices begin later"), SPAN_INIT("通知の開始日を変更します")},
         .body = {SPAN_INIT("One & two\n<script>"), SPAN_INIT("本文")},
         .apology = {SPAN_INIT("We are sorry."), SPAN_INIT("お詫びします。")},
         .published_ms = NOW_MS - 4 * TIME_DAY_MS,
         .updated_ms = NOW_MS - TIME_DAY_MS,
         .starts_ms = NOW_MS + 5 * TIME_DAY_MS,
         .replaced_ms = NOW_MS + 2 * TIME_DAY_MS},
        {.id = SPAN_INIT("sms"),
         .version = 1,
         .title = {SPAN_INIT("Notices begin"), SPAN_INIT("通知を始めます")},
         .published_ms = NOW_MS - 4 * TIME_DAY_MS,
         .updated_ms = NOW_MS - 4 * TIME_DAY_MS,
         .starts_ms = NOW_MS + 2 * TIME_DAY_MS},
    };

    (void)ctx;
    if (made_up.fails) {
        return err_set(e, ERR_STORE, "the disk is full");
    }
    for (size_t i = 0; i < COUNT(all) && visit(visit_ctx, &all[i]); i++) {
    }
    return true;
}

static bool sample(void *ctx, enum notice_kind kind, enum lang lang, struct arena *arena,
                   struct portal_sample *out, struct err *e)
{
    (void)ctx;
    (void)arena;
    if (kind == NOTICE_TEST) {
        return err_set(e, ERR_LIMIT, "full");
    }
    *out = (struct portal_sample){
        .sms = lang == LANG_JA ? SPAN("文面例 <1>") : SPAN("Sample <1>"),
        .subject = SPAN("Subject & more"),
        .text = SPAN("Text"),
    };
    return true;
}

static const struct portal_facts facts = {
    .service_name = {"Example Mail", "見本メール"},
    .home = "https://www.example.jp/",
    .security_page = "https://example.jp/security",
    .contact = "+81 3 5555 0100",
    .mail_from = "notice@notice.example.jp",
    .hosts = "example.jp, www.example.jp",
    .sms_from = "EXAMPLE",
    .sms_numbers = "+815550100 +815550101",
    .time_zone = "Asia/Tokyo",
    .sms_free = true,
    .updated_ms = NOW_MS,
};
static const struct portal_source source = {
    .verify = verify, .announcements = announcements, .sample = sample};
static struct portal *portal;
static char room[PAGE_ANSWER_MAX + 1];

static int open_portal(void **state)
{
    struct err e = {0};

    (void)state;
    memset(&made_up, 0, sizeof made_up);
    if (!portal_new(&facts, &source, &portal, &e)) {
        fail_msg("%s", e.text);
    }
    return 0;
}

static int close_portal(void **state)
{
    (void)state;
    portal_free(&portal);
    assert_null(portal);
    return 0;
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct page_answer ask(const struct page_request *r)
{
    struct page_answer a = {.body = {.at = room, .cap = PAGE_ANSWER_MAX}};

    portal_answer(portal, r, &a);
    assert_false(a.body.full);
    assert_true(a.header_count <= PAGE_HEADERS_MAX);
    room[a.body.len] = '\0';
    return a;
}

static struct page_request request(const char *path, const char *query)
{
    struct page_request r = {
        .method = SPAN("GET"),
        .path = span_of(path),
        .query = span_of(query),
        .has_viewer = true,
        .now_ms = NOW_MS,
    };

    assert_true(address_parse(SPAN("198.51.100.9"), &r.viewer));
    return r;
}

static struct page_answer get(const char *path, const char *query)
{
    struct page_request r = request(path, query);

    return ask(&r);
}

static struct page_answer post(const char *body, const char *type)
{
    struct page_request r = request("/check", "lang=en");

    r.method = SPAN("POST");
    r.body = span_of(body);
    r.content_type = span_of(type);
    return ask(&r);
}

static const char *header(const struct page_answer *a, const char *name)
{
    const char *found = NULL;

    for (size_t i = 0; i < a->header_count; i++) {
        if (strcmp(a->headers[i].name, name) == 0) {
            assert_null(found); /* each once */
            found = a->headers[i].value;
        }
    }
    return found;
}

static bool says(const char *text)
{
    return strstr(room, text) != NULL;
}

static void expect(const char *text)
{
    if (!says(text)) {
        fail_msg("\"%s\" is not in\n%s", text, room);
    }
}

#define FORM "application/x-www-form-urlencoded"

/* --- pages ---------------------------------------------------------------------------------------- */

static const char *const paths[] = {"/",    "/check", "/notices", "/announcements",
                                    "/e",   "/e/G1",  "/nowhere", "/announcements/sms",
                                    "/e/zz"};

static void every_page_has_its_language_its_headers_and_no_script(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(paths); i++) {
        bool ja = i % 2 == 1;
        struct page_answer a = get(paths[i / 2], ja ? "lang=ja" : "lang=en");

        assert_string_equal(a.type, "text/html; charset=utf-8");
        expect(ja ? "<html lang=\"ja\">" : "<html lang=\"en\">");
        assert_string_equal(header(&a, "Content-Language"), ja ? "ja" : "en");
        assert_string_equal(header(&a, "Vary"), "Accept-Language");
        assert_non_null(strstr(header(&a, "Content-Security-Policy"), "default-src 'none'"));
        assert_non_null(strstr(header(&a, "Content-Security-Policy"), "trusted-types 'none'"));
        assert_string_equal(header(&a, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(header(&a, "Referrer-Policy"), "no-referrer");
        assert_non_null(header(&a, "Cache-Control"));
        assert_null(header(&a, "Strict-Transport-Security"));
        assert_false(says("<script"));
        assert_false(says(" style="));
        assert_false(says("{{"));
        assert_true(a.body.len < 60000);
    }
}

static void behind_tls_the_browser_is_told_to_stay_there(void **state)
{
    struct page_request r = request("/", "");
    struct page_answer a;

    (void)state;
    r.secure = true;
    a = ask(&r);
    assert_non_null(header(&a, "Strict-Transport-Security"));
}

static void a_language_in_the_address_goes_on_in_links_another_does_not(void **state)
{
    struct page_request r = request("/", "");

    (void)state;
    (void)get("/", "lang=ja");
    expect("href=\"/check?lang=ja\"");
    expect("href=\"/?lang=en\" lang=\"en\"");
    r.accept_language = SPAN("ja");
    (void)ask(&r);
    expect("<html lang=\"ja\">");
    expect("href=\"/check\"");
}

static void what_is_not_there_is_told_calmly_with_the_right_status(void **state)
{
    static const struct {
        const char *path;
        const char *query;
        unsigned status;
    } cases[] = {
        {"/nowhere", "", 404},
        {"/check/", "", 404},
        {"/e/%47", "", 404},
        {"/e/Z9", "", 404},
        {"/announcements/none", "", 404},
        {"/announcements/a/b", "", 404},
        {"/announcements/sms", "version=9", 404},
        {"/announcements/sms", "version=x", 404},
        {"/v1/accounts", "", 404},
        {"/metrics", "", 404},
        {"/check", "reference=%zz", 400},
        {"/", "lang=%ff", 400},
        {"", "", 404},
        {"//", "", 404},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(get(cases[i].path, cases[i].query).status, cases[i].status);
        expect("</html>");
    }
}

static void methods_nobody_needs_are_refused(void **state)
{
    struct page_request r = request("/notices", "");
    struct page_answer a;

    (void)state;
    r.method = SPAN("POST");
    r.content_type = SPAN(FORM);
    a = ask(&r);
    assert_int_equal(a.status, 405);
    assert_string_equal(header(&a, "Allow"), "GET, HEAD");
    r.method = SPAN("DELETE");
    assert_int_equal(ask(&r).status, 405);
    r.method = SPAN("HEAD");
    assert_int_equal(ask(&r).status, 200);
    assert_int_equal(post("{}", "application/json").status, 400);
}

/* --- checking ------------------------------------------------------------------------------------- */

static void a_notice_of_ours_is_told_with_what_its_holder_has_and_no_more(void **state)
{
    struct page_answer a = post("reference=" GENUINE, FORM "; charset=UTF-8");

    (void)state;
    assert_int_equal(a.status, 200);
    assert_string_equal(header(&a, "Cache-Control"), "no-store");
    expect("Yes, we sent this notice.");
    expect("An unusual sign-in");
    expect("2026-11-22 02:59:55 (Japan time)");
    expect("+81 90 **** **78");
    expect("delivered");
    expect("a***@example.jp");
    expect("a copy that carries a real reference");
    expect("https://example.jp/security");
    assert_false(says("203.0.113.7"));
    assert_false(says("198.51.100.9"));
    assert_false(says("same IP address"));
}

static void the_same_address_is_said_to_be_the_same(void **state)
{
    struct page_request r = request("/check", "lang=en&reference=" GENUINE);

    (void)state;
    assert_true(address_parse(SPAN("203.0.113.7"), &r.viewer));
    (void)ask(&r);
    expect("from the same IP address as the one you are using");
    expect("href=\"/check?lang=ja&amp;reference=" GENUINE "\"");
}

static void an_unknown_reference_is_said_to_be_none_of_ours_and_what_to_do(void **state)
{
    (void)state;
    assert_int_equal(post("reference=AAAA-AAAA-AAAA-AA", FORM).status, 200);
    expect("We have no notice with this reference.");
    expect("Do not open its links");
    expect("+81 3 5555 0100");
    assert_int_equal(post("reference=mistyped", FORM).status, 200);
    expect("check character");
    assert_int_equal(
        post("reference=A+message+without+any+reference+in+it%2C+long+enough+to+be+one%3A+"
             "please+type+your+password+at+our+page+and+all+will+be+well",
             FORM)
            .status,
        200);
    expect("There is no reference of ours in this text.");
}

static void what_was_typed_comes_back_escaped(void **state)
{
    (void)state;
    (void)post("reference=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", FORM);
    expect("&lt;/textarea&gt;&lt;script&gt;");
    assert_false(says("<script"));
}

static void nothing_typed_asks_nobody(void **state)
{
    (void)state;
    assert_int_equal(post("reference=++%0D%0A", FORM).status, 200);
    expect("Nothing was typed.");
    assert_int_equal(post("", FORM).status, 200);
    assert_int_equal(get("/check", "").status, 200);
    assert_false(says("Nothing was typed."));
    assert_int_equal(made_up.asked, 0);
}

static void guessing_is_slowed_down_and_checking_real_notices_is_not(void **state)
{
    struct page_answer a;

    (void)state;
    for (int i = 0; i < 3 * THROTTLE_BURST; i++) {
        assert_int_equal(get("/check", "reference=" GENUINE).status, 200);
    }
    for (int i = 0; i < THROTTLE_BURST; i++) {
        assert_int_equal(get("/check", "reference=AAAA").status, 200);
    }
    made_up.asked = 0;
    a = get("/check", "lang=en&reference=" GENUINE);
    assert_int_equal(a.status, 429);
    assert_string_equal(header(&a, "Retry-After"), "60");
    expect("Too many checks");
    assert_int_equal(made_up.asked, 0);
    assert_int_equal(get("/notices", "").status, 200);
}

static void a_store_that_is_down_says_nothing_about_the_message(void **state)
{
    (void)state;
    made_up.fails = true;
    assert_int_equal(get("/check", "lang=en&reference=" GENUINE).status, 503);
    expect("This says nothing about your message.");
    assert_false(says("We have no notice"));
    assert_int_equal(get("/announcements", "").status, 503);
    assert_int_equal(get("/", "").status, 200);
}

/* --- announcements, samples, facts ---------------------------------------------------------------- */

static void announcements_are_listed_once_each_and_shown_in_every_version(void **state)
{
    (void)state;
    assert_int_equal(get("/announcements", "lang=en").status, 200);
    expect("Notices begin later");
    assert_false(says("Notices begin<"));
    expect("Withdrawn &lt;b&gt;");
    assert_int_equal(get("/announcements/sms", "lang=en").status, 200);
    expect("We are sorry.");
    expect("One &amp; two\n&lt;script&gt;");
    expect("<del><time datetime=\"2026-11-23T18:00:00Z\">");
    expect("?version=1&amp;lang=en");
    assert_false(says("older version"));
    assert_int_equal(get("/announcements/sms", "version=1&lang=en").status, 200);
    expect("older version");
    expect("<h1>Notices begin</h1>");
}

static void the_first_page_tells_the_latest_announcement_that_stands(void **state)
{
    (void)state;
    (void)get("/", "lang=en");
    expect("Notices begin later");
    assert_false(says("Withdrawn"));
}

static void samples_and_senders_stand_on_one_page(void **state)
{
    (void)state;
    (void)get("/notices", "lang=ja");
    expect("文面例 &lt;1&gt;");
    expect("EXAMPLE");
    expect("+815550101");
    expect("notice@notice.example.jp");
    expect("https://www.example.jp/");
    expect("受信料はかかりません");
    expect("見本メール");
}

static void programs_read_the_published_facts(void **state)
{
    struct page_answer a = get("/.well-known/mioboe-publisher.json", "");
    json_t *all = json_loads(room, JSON_REJECT_DUPLICATES, NULL);

    (void)state;
    assert_string_equal(a.type, "application/json");
    assert_string_equal(header(&a, "Access-Control-Allow-Origin"), "*");
    assert_non_null(all);
    assert_string_equal(json_string_value(json_object_get(all, "format")), "mioboe-publisher/1");
    assert_int_equal(json_array_size(json_object_get(all, "link_hosts")), 2);
    assert_int_equal(json_array_size(json_object_get(all, "notices")), NOTICE_KIND_COUNT);
    json_decref(all);
}

static void new_facts_are_shown_and_a_zone_there_is_none_of_changes_nothing(void **state)
{
    struct portal_facts other = facts;
    struct err e = {0};

    (void)state;
    other.service_name[LANG_EN] = "Other <Mail>";
    assert_true(portal_set(portal, &other, &source, &e));
    (void)get("/", "lang=en");
    expect("Other &lt;Mail&gt;");
    other.service_name[LANG_EN] = "Third";
    other.time_zone = "Nowhere/None";
    assert_false(portal_set(portal, &other, &source, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    (void)get("/", "lang=en");
    expect("Other &lt;Mail&gt;");
}

static void without_facts_and_sources_pages_are_there_all_the_same(void **state)
{
    const struct portal_facts nothing = {.time_zone = "UTC"};
    const struct portal_source none = {0};
    struct err e = {0};

    (void)state;
    assert_true(portal_set(portal, &nothing, &none, &e));
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct page_answer a = get(paths[i], "lang=en");

        assert_true(a.status == 200 || a.status == 404);
        assert_false(says("{"));
    }
    assert_int_equal(get("/check", "reference=AAAA").status, 503);
}

/* --- templates and texts -------------------------------------------------------------------------- */

static void note_field(void *ctx, const struct template_field *f)
{
    struct span name = f->name;
    struct span first;

    (void)ctx;
    assert_int_not_equal(f->use, TEMPLATE_SHOWS_RAW);
    if (!span_cut(&name, '.', &first) || !span_eq(first, SPAN("t"))) {
        return;
    }
    for (size_t i = 0; page_text_row(i) != NULL; i++) {
        if (span_eq(name, span_of(page_text_row(i)->key))) {
            return;
        }
    }
    fail_msg("{{t.%.*s}} has no text", (int)name.len, name.at);
}

static void templates_name_only_texts_there_are_and_escape_everything(void **state)
{
    const struct span all[] = {
        page_head_html,         page_foot_html,
        page_form_html,         page_home_html,
        page_check_html,        page_result_html,
        page_notices_html,      page_news_html,
        page_news_one_html,     page_codes_html,
        page_code_html,         page_absent_html,
        page_password_html,     page_password_fields_html,
        page_password_new_html, page_password_done_html,
        page_undo_html,         page_setup_html,
        page_setup_link_html,   page_setup_choose_html,
        page_setup_done_html,   page_setup_guides_html,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        struct template *t;
        struct err e = {0};

        assert_true(template_parse(all[i], TEMPLATE_HTML, &t, &e));
        template_fields(t, note_field, NULL);
        template_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_has_its_language_its_headers_and_no_script),
        cmocka_unit_test(behind_tls_the_browser_is_told_to_stay_there),
        cmocka_unit_test(a_language_in_the_address_goes_on_in_links_another_does_not),
        cmocka_unit_test(what_is_not_there_is_told_calmly_with_the_right_status),
        cmocka_unit_test(methods_nobody_needs_are_refused),
        cmocka_unit_test(a_notice_of_ours_is_told_with_what_its_holder_has_and_no_more),
        cmocka_unit_test(the_same_address_is_said_to_be_the_same),
        cmocka_unit_test(an_unknown_reference_is_said_to_be_none_of_ours_and_what_to_do),
        cmocka_unit_test(what_was_typed_comes_back_escaped),
        cmocka_unit_test(nothing_typed_asks_nobody),
        cmocka_unit_test(guessing_is_slowed_down_and_checking_real_notices_is_not),
        cmocka_unit_test(a_store_that_is_down_says_nothing_about_the_message),
        cmocka_unit_test(announcements_are_listed_once_each_and_shown_in_every_version),
        cmocka_unit_test(the_first_page_tells_the_latest_announcement_that_stands),
        cmocka_unit_test(samples_and_senders_stand_on_one_page),
        cmocka_unit_test(programs_read_the_published_facts),
        cmocka_unit_test(new_facts_are_shown_and_a_zone_there_is_none_of_changes_nothing),
        cmocka_unit_test(without_facts_and_sources_pages_are_there_all_the_same),
        cmocka_unit_test(templates_name_only_texts_there_are_and_escape_everything),
    };
    struct CMUnitTest each[COUNT(tests)];

    memcpy(each, tests, sizeof tests);
    for (size_t i = 0; i < COUNT(each); i++) {
        each[i].setup_func = open_portal;
        each[i].teardown_func = close_portal;
    }
    return cmocka_run_group_tests(each, NULL, NULL);
}
