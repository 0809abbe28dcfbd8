#include "message/link.h"

#include "read_it.h"

static struct message_link link_of(const char *written)
{
    uint32_t limits = 0;
    struct message_link link = {.target = SPAN("")};

    assert_true(link_read(arena, span_of(written), &link, &limits));
    assert_int_equal(limits, 0);
    return link;
}

static void assert_link(const char *written, const char *scheme, const char *host, bool has_user)
{
    struct message_link link = link_of(written);

    assert_span(link.scheme, scheme);
    assert_span(link.host, host);
    assert_int_equal(link.has_user, has_user);
}

static void hosts_are_those_a_browser_goes_to(void **state)
{
    (void)state;
    assert_link("https://Example.JP/a?b#c", "https", "example.jp", false);
    assert_link(" HTTP://example.jp:8080 ", "http", "example.jp", false);
    assert_link("https://brand.example@evil.example/", "https", "evil.example", true);
    assert_link("https://a:b@c@evil.example", "https", "evil.example", true);
    assert_link("https:\\\\evil.example\\@brand.example", "https", "evil.example", false);
    assert_link("https:evil.example", "https", "evil.example", false);
    assert_link("ht\ntps://ev\til.example", "https", "evil.example", false);
    assert_link("//evil.example/x", "https", "evil.example", false);
    assert_link("https://evil%2eexample./", "https", "evil.example", false);
    assert_link("https://[2001:DB8::1]:443/", "https", "[2001:db8::1]", false);
    assert_link("https://日本.example/", "https", "日本.example", false);
    assert_link("https://evil.example?x=@brand.example", "https", "evil.example", false);
}

static void other_schemes_keep_their_name(void **state)
{
    (void)state;
    assert_link("mailto:A@Example.JP?subject=x@y", "mailto", "example.jp", false);
    assert_link("tel:+81-3-0000-0000", "tel", "", false);
    assert_link("javascript:alert(1)", "javascript", "", false);
    assert_link("index.html", "", "", false);
    assert_int_equal(link_of("www.example.jp").roles, MESSAGE_ROLE_BARE);
    assert_link("www.example.jp", "", "www.example.jp", false);
}

static void what_leads_nowhere_is_no_link(void **state)
{
    uint32_t limits = 0;
    struct message_link link = {.at = 7};

    (void)state;
    assert_false(link_read(arena, SPAN(""), &link, &limits));
    assert_false(link_read(arena, SPAN("#top"), &link, &limits));
    assert_false(link_read(arena, SPAN("cid:1@x"), &link, &limits));
    assert_int_equal(link.at, 7);
}

static void a_link_that_is_too_long_is_cut_and_told(void **state)
{
    static char text[MESSAGE_LINK_MAX + 100];
    uint32_t limits = 0;
    struct message_link link;

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "https://example.jp/", 19);
    assert_true(link_read(arena, (struct span){.at = text, .len = sizeof text}, &link, &limits));
    assert_int_equal(limits, MESSAGE_LIMIT_LINKS);
    assert_span(link.host, "example.jp");
    assert_int_equal(link.target.len, MESSAGE_LINK_MAX);
}

static struct link_list scanned(const char *text, bool bare)
{
    static uint32_t limits;
    struct link_list list = {.arena = arena, .limits = &limits};

    limits = 0;
    link_list_scan(&list, span_of(text), 100, bare, 0);
    assert_int_equal(limits, 0);
    return list;
}

static void assert_scanned(const char *text, const char *target, const char *host)
{
    struct link_list list = scanned(text, false);
    const struct message_link *links = list.items;

    assert_int_equal(list.count, 1);
    assert_span(links[0].target, target);
    assert_span(links[0].host, host);
    assert_int_equal(links[0].place, MESSAGE_PLACE_PLAIN);
}

static void links_end_where_the_sentence_goes_on(void **state)
{
    (void)state;
    assert_scanned("see https://example.jp/a.", "https://example.jp/a", "example.jp");
    assert_scanned("(https://example.jp/a_(b))", "https://example.jp/a_(b)", "example.jp");
    assert_scanned("こちらhttps://example.jp/aをクリック", "https://example.jp/a", "example.jp");
    assert_scanned("https://example.jpをクリック", "https://example.jp", "example.jp");
    assert_scanned("「https://example.jp/」", "https://example.jp/", "example.jp");
    assert_scanned("<https://example.jp/?a=1&b=2>", "https://example.jp/?a=1&b=2", "example.jp");
    assert_scanned("www.example.jp/x,", "www.example.jp/x", "www.example.jp");
    assert_scanned("example.jp/x", "example.jp/x", "example.jp");
    assert_scanned("https://аррle.example/", "https://аррle.example/", "аррle.example");
    assert_scanned("mail info@Example.jp.", "mailto:info@Example.jp", "example.jp");
}

static void words_with_dots_are_no_links(void **state)
{
    (void)state;
    assert_int_equal(scanned("e.g. 3.14 example.jp v1.2/3 a..b/ and/or", false).count, 0);
    assert_int_equal(scanned("http:// https://", false).count, 0);
    assert_int_equal(scanned("a@b @c d@", false).count, 0);
}

static void names_without_a_path_count_in_a_short_message(void **state)
{
    struct link_list list = scanned("再配達 example.jp まで", true);
    const struct message_link *link = list.items;

    (void)state;
    assert_int_equal(list.count, 1);
    assert_span(link->host, "example.jp");
    assert_int_equal(link->roles, MESSAGE_ROLE_BARE);
    assert_int_equal(link->at, 100 + strlen("再配達 "));
}

static void too_many_links_are_told(void **state)
{
    static char text[12 * (MESSAGE_LINKS_MAX + 1)];
    uint32_t limits = 0;
    struct link_list list = {.arena = arena, .limits = &limits};

    (void)state;
    for (size_t i = 0; i <= MESSAGE_LINKS_MAX; i++) {
        memcpy(text + 12 * i, "http://a.jp ", 12);
    }
    link_list_scan(&list, (struct span){.at = text, .len = sizeof text}, 0, false, 0);
    assert_int_equal(list.count, MESSAGE_LINKS_MAX);
    assert_int_equal(limits, MESSAGE_LIMIT_LINKS);
}

static void words_tell_buttons_from_footers(void **state)
{
    (void)state;
    assert_int_equal(link_roles_of_words(SPAN("Log in to your account")), MESSAGE_ROLE_BUTTON);
    assert_int_equal(link_roles_of_words(SPAN("ご本人確認はこちら")), MESSAGE_ROLE_BUTTON);
    assert_int_equal(link_roles_of_words(SPAN("Unsubscribe")), MESSAGE_ROLE_FOOTER);
    assert_int_equal(link_roles_of_words(SPAN("配信停止はこちら")), MESSAGE_ROLE_FOOTER);
    assert_int_equal(link_roles_of_words(SPAN("Weather")), 0);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(hosts_are_those_a_browser_goes_to),
        WITH_ARENA(other_schemes_keep_their_name),
        WITH_ARENA(what_leads_nowhere_is_no_link),
        WITH_ARENA(a_link_that_is_too_long_is_cut_and_told),
        WITH_ARENA(links_end_where_the_sentence_goes_on),
        WITH_ARENA(words_with_dots_are_no_links),
        WITH_ARENA(names_without_a_path_count_in_a_short_message),
        WITH_ARENA(too_many_links_are_told),
        WITH_ARENA(words_tell_buttons_from_footers),
    };

    return cmocka_run_group_tests_name("message/link", tests, NULL, NULL);
}
