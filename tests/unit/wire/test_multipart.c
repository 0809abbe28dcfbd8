#include "wire/multipart.h"

#include "cmocka_all.h"

#include <stdio.h>

#define TYPE "multipart/form-data; boundary=b"

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

/* "name[filename]=body;" of each part; "!" and the error's code when it ends badly. */
static const char *read_form(const char *type, const char *body)
{
    static char said[4096];
    struct multipart m;
    struct multipart_part part;
    struct err e = {0};
    bool more = true;
    size_t len = 0;

    said[0] = '\0';
    if (!multipart_open(text(type), text(body), &m, &e)) {
        return e.code == ERR_INPUT ? "refused" : "?";
    }
    while (multipart_next(&m, &part, &more, &e) && more) {
        len += (size_t)snprintf(said + len, sizeof said - len, "%.*s%s%.*s%s=%.*s;",
                                (int)part.name.len, part.name.at, part.is_file ? "[" : "",
                                (int)part.filename.len,
                                part.filename.at == NULL ? "" : part.filename.at,
                                part.is_file ? "]" : "", (int)part.body.len, part.body.at);
    }
    if (more || e.code != ERR_NONE) {
        (void)snprintf(said + len, sizeof said - len, "%s", e.code == ERR_LIMIT ? "!limit" : "!");
    }
    return said;
}

#define FIELD(name) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define END "--b--\r\n"

static void forms_are_read_as_browsers_send_them(void **state)
{
    static const struct {
        const char *type;
        const char *body;
        const char *said;
    } cases[] = {
        {TYPE, FIELD("a") "1\r\n" FIELD("b") "\r\n" END, "a=1;b=;"},
        {TYPE, FIELD("a") "one\r\n--bc\r\n\r\ntwo\r\n" END, "a=one;!"},
        {TYPE, FIELD("a") "one\r\n--c\r\ntwo\r\n" END, "a=one\r\n--c\r\ntwo;"},
        {"Multipart/Form-Data; charset=utf-8; boundary=\"b\"", FIELD("a") "1\r\n" END, "a=1;"},
        {TYPE,
         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a;b=%22.eml\"\r\n"
         "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n" END,
         "f[a;b=%22.eml]=Subject: x\r\n\r\ny;"},
        {TYPE, "--b\r\ncontent-disposition:form-data;name=f;filename=\"\"\r\n\r\n\r\n" END,
         "f[]=;"},
        {TYPE, END, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(read_form(cases[i].type, cases[i].body), cases[i].said);
    }
}

static void what_no_browser_sends_is_refused(void **state)
{
    static const char *const bad[] = {
        FIELD("a") "1",
        FIELD("a") "1\r\n--b",
        FIELD("a") "1\r\n--b-",
        "--b\r\nContent-Disposition: form-data; name=\"a",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END,
        "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END,
        "--b\r\nContent-Type: text/plain\r\n\r\n1\r\n" END,
        "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n" END,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *said = read_form(TYPE, bad[i]);

        assert_int_equal(said[strlen(said) - 1], '!');
    }
    assert_string_equal(read_form("multipart/form-data", END), "refused");
    assert_string_equal(read_form("multipart/form-data; boundary=", END), "refused");
    assert_string_equal(read_form("multipart/mixed; boundary=b", END), "refused");
    assert_string_equal(read_form("multipart/form-dataX; boundary=b", END), "refused");
    assert_string_equal(read_form(TYPE, "x\r\n" END), "refused");
    assert_string_equal(read_form("multipart/form-data; boundary="
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                  "aaaaaaaaaaaaaaaa",
                                  END),
                        "refused");
}

static void parts_and_heads_are_bounded(void **state)
{
    static char many[MULTIPART_PARTS_MAX * 64 + 256];
    static char long_head[2 * MULTIPART_HEAD_MAX];
    const char *said;
    size_t len = 0;

    (void)state;
    for (int i = 0; i <= MULTIPART_PARTS_MAX; i++) {
        len += (size_t)snprintf(many + len, sizeof many - len, "%s", FIELD("a") "1\r\n");
    }
    (void)snprintf(many + len, sizeof many - len, "%s", END);
    said = read_form(TYPE, many);
    assert_string_equal(said + strlen(said) - 6, "!limit");
    memset(long_head, 'x', sizeof long_head - 1);
    memcpy(long_head, "--b\r\n", 5);
    assert_string_equal(read_form(TYPE, long_head), "!limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_read_as_browsers_send_them),
        cmocka_unit_test(what_no_browser_sends_is_refused),
        cmocka_unit_test(parts_and_heads_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
