#include "wire/nginx_auth.h"

#include "base/number.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "wire/hex.h"

const struct span nginx_heads[NGINX_HEAD_COUNT] = {
    [NGINX_AUTH_METHOD] = SPAN_INIT("Auth-Method"),
    [NGINX_AUTH_USER] = SPAN_INIT("Auth-User"),
    [NGINX_AUTH_PASS] = SPAN_INIT("Auth-Pass"),
    [NGINX_AUTH_PROTOCOL] = SPAN_INIT("Auth-Protocol"),
    [NGINX_AUTH_LOGIN_ATTEMPT] = SPAN_INIT("Auth-Login-Attempt"),
    [NGINX_CLIENT_IP] = SPAN_INIT("Client-IP"),
    [NGINX_AUTH_SSL] = SPAN_INIT("Auth-SSL"),
};

/* --- the question --------------------------------------------------------------------------------- */

/* Takes one byte off *in, which is not empty; -1: a % without two digits behind it. */
static int next_byte(struct span *in)
{
    size_t takes = in->at[0] == '%' ? 3 : 1;
    int byte = (unsigned char)in->at[0];

    if (takes > in->len) {
        return -1;
    }
    if (takes == 3) {
        int high = hex_digit(in->at[1]);
        int low = hex_digit(in->at[2]);

        byte = high < 0 || low < 0 ? -1 : high << 4 | low;
    }
    *in = (struct span){.at = in->at + takes, .len = in->len - takes};
    return byte;
}

static bool decode(struct span in, char *to, size_t max, const char *name, struct span *out,
                   struct err *e)
{
    size_t len = 0;

    while (in.len > 0) {
        int byte = next_byte(&in);

        if (byte < 0) {
            return err_set(e, ERR_INPUT, "%s: expected %%XX behind each %%", name);
        }
        if (byte == 0) {
            return err_set(e, ERR_INPUT, "%s: expected no NUL byte in it", name);
        }
        if (len == max) {
            return err_set(e, ERR_INPUT, "%s: expected at most %zu bytes", name, max);
        }
        to[len++] = (char)byte;
    }
    *out = (struct span){.at = to, .len = len};
    return true;
}

static bool take_service(struct span text, enum service *out, struct err *e)
{
    static const struct {
        struct span name;
        enum service service;
    } known[] = {
        {SPAN_INIT("imap"), SERVICE_IMAP},
        {SPAN_INIT("pop3"), SERVICE_POP3},
        {SPAN_INIT("smtp"), SERVICE_SUBMISSION},
    };

    for (size_t i = 0; i < COUNT(known); i++) {
        if (span_eq(text, known[i].name)) {
            *out = known[i].service;
            return true;
        }
    }
    return err_set(e, ERR_INPUT, "Auth-Protocol: expected imap, pop3 or smtp, came %s",
                   quote(text).text);
}

static bool take_numbers(const struct span *heads, struct nginx_question *q, struct err *e)
{
    struct span ip = heads[NGINX_CLIENT_IP];
    uint64_t attempt = 1;

    if (heads[NGINX_AUTH_LOGIN_ATTEMPT].len > 0 &&
        !number_parse(heads[NGINX_AUTH_LOGIN_ATTEMPT], 1, UINT32_MAX, &attempt)) {
        return err_set(e, ERR_INPUT, "Auth-Login-Attempt: expected a number from 1, came %s",
                       quote(heads[NGINX_AUTH_LOGIN_ATTEMPT]).text);
    }
    q->attempt = (uint32_t)attempt;
    q->has_remote = address_parse(ip, &q->remote);
    return q->has_remote || ip.len == 0 || span_eq(ip, SPAN("unix:")) ||
           err_set(e, ERR_INPUT, "Client-IP: expected an address, came %s", quote(ip).text);
}

bool nginx_auth_read(const struct span heads[static NGINX_HEAD_COUNT], struct nginx_room *room,
                     struct nginx_question *out, struct err *e)
{
    struct nginx_question q = {
        .known = span_eq(heads[NGINX_AUTH_METHOD], SPAN("plain")),
        .tls = span_eq(heads[NGINX_AUTH_SSL], SPAN("on")),
    };

    if (heads[NGINX_AUTH_METHOD].len == 0) {
        return err_set(e, ERR_INPUT, "Auth-Method: expected one; this is a question of nginx");
    }
    if (!take_service(heads[NGINX_AUTH_PROTOCOL], &q.service, e) || !take_numbers(heads, &q, e) ||
        !decode(heads[NGINX_AUTH_USER], room->login, sizeof room->login, "Auth-User", &q.login,
                e) ||
        !decode(heads[NGINX_AUTH_PASS], room->password, sizeof room->password, "Auth-Pass",
                &q.password, e)) {
        return false;
    }
    *out = q;
    return true;
}

/* --- the answer ----------------------------------------------------------------------------------- */

static const struct {
    const char *imap;
    const char *pop3;
    const char *smtp;
    const char *text;
} failures[NGINX_FAILURE_COUNT] = {
    [NGINX_WRONG] = {"[AUTHENTICATIONFAILED]", "[AUTH]", "535 5.7.8", "Authentication failed."},
    [NGINX_REFUSED] = {"[ALERT]", "[AUTH]", "535 5.7.8", "Sign-in refused."},
    [NGINX_OTHER_WAY] = {"[ALERT]", "[AUTH]", "534 5.7.9", "Sign-in refused."},
    [NGINX_LIMITED] = {"[LIMIT]", "[SYS/TEMP]", "454 4.7.0",
                       "Too many sign-ins at once. Please try again later."},
    [NGINX_UNAVAILABLE] = {"[UNAVAILABLE]", "[SYS/TEMP]", "454 4.7.0",
                           "Sign-in cannot be checked now. Please try again later."},
    [NGINX_METHOD] = {"[CANNOT]", "[AUTH]", "504 5.5.4",
                      "This method cannot be checked here; choose PLAIN or LOGIN with TLS."},
};

/* "[CODE] text" -> code and text; a text without one is text. */
static void split(struct span text, struct span *code, struct span *rest)
{
    struct span head;

    *code = (struct span){0};
    *rest = text;
    if (text.len > 0 && text.at[0] == '[' && span_cut(rest, ']', &head)) {
        *code = (struct span){.at = text.at, .len = head.len + 1};
        if (rest->len > 0 && rest->at[0] == ' ') {
            rest->at++;
            rest->len--;
        }
    }
}

/* One line, cut at a character. */
static void add_line(struct buf *out, struct span text, size_t end)
{
    while (text.len > 0) {
        uint32_t point;
        size_t len = utf8_take(text, &point);
        bool good = len > 0 && utf8_printable(point);
        struct span one = good ? (struct span){.at = text.at, .len = len} : SPAN(" ");

        len = len == 0 ? 1 : len;
        if (out->len + one.len > end) {
            return;
        }
        buf_add(out, one);
        text = (struct span){.at = text.at + len, .len = text.len - len};
    }
}

void nginx_auth_status(struct buf *out, enum service service, enum nginx_failure why,
                       struct span text)
{
    size_t end = out->len + NGINX_STATUS_MAX;
    const char *usual = service == SERVICE_IMAP   ? failures[why].imap
                        : service == SERVICE_POP3 ? failures[why].pop3
                                                  : "";
    struct span said;
    struct span rest;

    split(text, &said, &rest);
    if (rest.len == 0) {
        rest = (struct span){.at = failures[why].text, .len = strlen(failures[why].text)};
    }
    if (service == SERVICE_IMAP && said.len > 0) {
        add_line(out, said, end);
        buf_add(out, SPAN(" "));
    } else if (usual[0] != '\0') {
        buf_addf(out, "%s ", usual);
    }
    add_line(out, rest, end);
}

const char *nginx_auth_code(enum nginx_failure why)
{
    return failures[why].smtp;
}
