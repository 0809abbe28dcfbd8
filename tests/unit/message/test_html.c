#include "message/html.h"

#include "read_it.h"

struct seen {
    struct html_sink sink;
    struct grow text;
    struct grow hidden;
    struct link_list links;
    uint32_t limits;
};

static struct seen *see_span(struct span html)
{
    struct seen *s = memory_new(1, sizeof *s);

    s->text = (struct grow){.arena = arena, .max = MESSAGE_TEXT_MAX};
    s->hidden = s->text;
    s->links = (struct link_list){.arena = arena, .limits = &s->limits};
    s->sink = (struct html_sink){.arena = arena,
                                 .text = &s->text,
                                 .hidden = &s->hidden,
                                 .links = &s->links,
                                 .limits = &s->limits};
    html_read(&s->sink, html);
    return s;
}

static struct seen *see(const char *html)
{
    return see_span(span_of(html));
}

static void assert_seen(const char *html, const char *text, const char *hidden)
{
    struct seen *s = see(html);

    assert_span(grow_span(&s->text), text);
    assert_span(grow_span(&s->hidden), hidden);
    assert_int_equal(s->limits, 0);
    memory_free(s);
}

static void text_reads_as_in_a_browser(void **state)
{
    (void)state;
    assert_seen("<p>a  b\n c</p><p>d</p>", "a b c\nd\n", "");
    assert_seen("a<br>b<br><br>c", "a\nb\nc\n", "");
    assert_seen("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n", "");
    assert_seen("x &amp; y&nbsp;&#12373;&#x304F;", "x & y さく\n", "");
    assert_seen("<head><title>t</title><style>p{}</style></head>a<script>b</script>", "a\n", "");
    assert_seen("<pre>a  b\nc</pre>", "a  b\nc\n", "");
    assert_seen("<b>a<i>b</b>c</i><!-- no -->", "abc\n", "");
    assert_seen("", "", "");
}

static void what_style_hides_is_kept_apart(void **state)
{
    static const char *const ways[] = {
        "display:none",
        "DISPLAY : none !important",
        "visibility:hidden",
        "font-size:0",
        "font-size: 0px;color:red",
        "font-size:1px",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "width:0px; overflow: hidden",
        "text-indent:-9999px",
        "position:absolute;left:-9999px",
        "color:#fff",
        "color:#FEFEFE;background-color:white",
        "color:rgb(10, 20, 30);background:#0a141e",
        "color:transparent",
        "color:rgba(0,0,0,0)",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        char html[200];
        struct buf b = BUF_ON(html);

        buf_addf(&b, "a<span style=\"%s\">b<i>c</i></span>d", ways[i]);
        struct seen *s = see_span((struct span){.at = html, .len = b.len});

        if (!span_eq(grow_span(&s->text), SPAN("ad\n"))) {
            fail_msg("not hidden by %s", ways[i]);
        }
        assert_span(grow_span(&s->hidden), "bc");
        memory_free(s);
    }
}

static void what_style_does_not_hide_stays(void **state)
{
    static const char *const ways[] = {
        "display:block",
        "font-size:10px",
        "font-size:0.9em",
        "opacity:0.5",
        "max-height:0",
        "color:#fff;background-color:#c00",
        "color:white;background:url(x) #fff",
        "text-indent:-5px",
        "overflow:hidden;height:20px",
        "color:var(--x)",
        "",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        char html[200];
        struct buf b = BUF_ON(html);

        buf_addf(&b, "a<span style=\"%s\">b</span>", ways[i]);
        struct seen *s = see_span((struct span){.at = html, .len = b.len});

        if (!span_eq(grow_span(&s->text), SPAN("ab\n"))) {
            fail_msg("hidden by %s", ways[i]);
        }
        memory_free(s);
    }
}

static void what_is_set_again_below_shows(void **state)
{
    (void)state;
    assert_seen("<div style='font-size:0'>a<p style='font-size:13px'>b</p></div>", "b\n", "a\n");
    assert_seen("<div style='font-size:0'><p style='font-size:2em'>b</p></div>", "", "b\n");
    assert_seen("<p style='visibility:hidden'>a<b style='visibility:visible'>b</b></p>", "b\n",
                "a\n");
    assert_seen("<p style='display:none'><b style='display:block'>b</b></p>", "", "b\n");
    assert_seen("<p style='color:#fff'>a<b style='color:#000'>b</b></p>", "b\n", "a\n");
}

static void old_attributes_and_style_sheets_hide_too(void **state)
{
    (void)state;
    assert_seen("<table bgcolor=white><tr><td><font color=white>a</font>b</table>", "b\n", "a");
    assert_seen("<table bgcolor=#000000><tr><td><font color=white>a</font></table>", "a\n", "");
    assert_seen("<p hidden>a</p>b", "b\n", "a\n");
    assert_seen("<style>.x, .pre{display:none}</style><p class='y pre'>a</p>b", "b\n", "a\n");
    assert_seen(
        "<style>.x{font-size:0 !important}</style><p class=x>a<b style='font-size:9px'>b</b>",
        "b\n", "a\n");
    assert_seen("<style>@media print{.x{display:none}} .y{color:red}</style><p class=x>a</p>",
                "a\n", "");
    assert_seen("<style>.w{background:#000}</style><p class=w style='color:#fff'>a</p>", "a\n", "");
}

static void links_have_words_and_places(void **state)
{
    struct seen *s = see("<p>Hello</p><a href='https://Evil.example/x'><b>https://brand.example</b>"
                         "</a> or <a href=\"https://brand.example/\"><img src='https://i.example/l"
                         ".png' alt='Brand'></a>");
    const struct message_link *links = s->links.items;

    (void)state;
    assert_int_equal(s->links.count, 3);
    assert_span(links[0].host, "evil.example");
    assert_span(links[0].shown, "https://brand.example");
    assert_int_equal(links[0].place, MESSAGE_PLACE_A);
    assert_int_equal(links[0].at, strlen("Hello\n"));
    assert_int_equal(links[1].place, MESSAGE_PLACE_IMAGE);
    assert_span(links[2].shown, "Brand");
    assert_int_equal(links[2].roles, MESSAGE_ROLE_LOGO);
    assert_int_equal(s->sink.images, 1);
    memory_free(s);
}

static void buttons_hidden_links_forms_and_written_links_are_told(void **state)
{
    struct seen *s = see("<a class=btn-primary href=https://a.example/>Weather</a>"
                         "<a style='background:#c00;padding:9px' href=https://b.example/>x</a>"
                         "<div style='display:none'><a href=https://c.example/>y</a></div>"
                         "<form action=https://d.example/><input type=Password></form>"
                         "<p>go to https://e.example/ now</p>");
    const struct message_link *links = s->links.items;

    (void)state;
    assert_int_equal(s->links.count, 5);
    assert_int_equal(links[0].roles, MESSAGE_ROLE_BUTTON);
    assert_int_equal(links[1].roles, MESSAGE_ROLE_BUTTON);
    assert_int_equal(links[2].roles, MESSAGE_ROLE_HIDDEN);
    assert_int_equal(links[3].place, MESSAGE_PLACE_FORM);
    assert_int_equal(links[4].place, MESSAGE_PLACE_PLAIN);
    assert_span(links[4].host, "e.example");
    assert_int_equal(s->sink.forms, 1);
    assert_int_equal(s->sink.password_fields, 1);
    memory_free(s);
}

static void pictures_that_tell_of_a_qr_code_are_noted(void **state)
{
    struct seen *s = see("<img src=https://x.example/a.png alt='Scan QR code'>");

    (void)state;
    assert_span(s->sink.qr, "Scan QR code");
    memory_free(s);
    assert_true(html_tells_of_qr(SPAN("qr.png")));
    assert_true(html_tells_of_qr(SPAN("ログイン用QRコード")));
    assert_false(html_tells_of_qr(SPAN("square.png")));
    assert_false(html_tells_of_qr(SPAN("")));
}

/* `unit` as often as it fits. */
static struct span repeated(const char *front, const char *unit, size_t times)
{
    size_t len = strlen(unit);
    size_t at = strlen(front);
    char *text = arena_take(arena, at + len * times + 1);

    assert_non_null(text);
    memcpy(text, front, at);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + at, unit, len);
        at += len;
    }
    return (struct span){.at = text, .len = at};
}

static void assert_limited(struct span html, uint32_t limit)
{
    struct seen *s = see_span(html);

    assert_int_equal(s->limits & limit, limit);
    assert_true(has(grow_span(&s->text), "begin"));
    memory_free(s);
}

static void bombs_are_cut_and_told(void **state)
{
    (void)state;
    assert_limited(repeated("begin", "<div>", 50000), MESSAGE_LIMIT_DEPTH);
    assert_limited(repeated("begin", "<b><p>", 100000), MESSAGE_LIMIT_DEPTH);
    assert_limited(repeated(repeated("begin", "<b>", 300).at, "<p>", 90000), MESSAGE_LIMIT_HTML);
    assert_limited(repeated("begin<a", " a=1", 100000), MESSAGE_LIMIT_HTML);
    assert_limited(repeated("begin", "<br>", 300000), MESSAGE_LIMIT_HTML);
    assert_limited(repeated("begin", "<a href=http://a.jp/>x</a>", 100000 / 3),
                   MESSAGE_LIMIT_LINKS);
    assert_limited(repeated("begin", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MESSAGE_HTML_MAX / 32 + 1),
                   MESSAGE_LIMIT_HTML);
}

static void colours_are_read(void **state)
{
    (void)state;
    assert_int_equal(html_colour(SPAN("#Ab3")), 0xAABB33);
    assert_int_equal(html_colour(SPAN(" #0102ff ")), 0x0102FF);
    assert_int_equal(html_colour(SPAN("rgb(1, 2,3)")), 0x010203);
    assert_int_equal(html_colour(SPAN("White")), 0xFFFFFF);
    assert_int_equal(html_colour(SPAN("transparent")), -2);
    assert_int_equal(html_colour(SPAN("rgb(300,0,0)")), -1);
    assert_int_equal(html_colour(SPAN("#12345")), -1);
    assert_int_equal(html_colour(SPAN("")), -1);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(text_reads_as_in_a_browser),
        WITH_ARENA(what_style_hides_is_kept_apart),
        WITH_ARENA(what_style_does_not_hide_stays),
        WITH_ARENA(what_is_set_again_below_shows),
        WITH_ARENA(old_attributes_and_style_sheets_hide_too),
        WITH_ARENA(links_have_words_and_places),
        WITH_ARENA(buttons_hidden_links_forms_and_written_links_are_told),
        WITH_ARENA(pictures_that_tell_of_a_qr_code_are_noted),
        WITH_ARENA(bombs_are_cut_and_told),
        WITH_ARENA(colours_are_read),
    };

    return cmocka_run_group_tests_name("message/html", tests, NULL, NULL);
}
