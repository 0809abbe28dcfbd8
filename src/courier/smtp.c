#include "courier/smtp.h"

#include "base/number.h"

static bool reply_code(struct span line, unsigned *out)
{
    uint64_t n = 0;

    if (line.len < 3 || !number_parse((struct span){line.at, 3}, 200, 599, &n) ||
        (line.len > 3 && line.at[3] != ' ' && line.at[3] != '-')) {
        return false;
    }
    *out = (unsigned)n;
    return true;
}

static void add_text(struct smtp_reply *r, struct span text)
{
    size_t room = sizeof r->text - r->len;
    size_t taken = text.len < room ? text.len : room;

    if (taken > 0) {
        memcpy(r->text + r->len, text.at, taken);
    }
    r->len += taken;
}

void smtp_reply_line(struct smtp_reply *r, struct span line)
{
    unsigned code = 0;
    bool again;

    if (!reply_code(line, &code) || code == 221) {
        return;
    }
    again = r->goes_on && r->code == code;
    if (!again) {
        *r = (struct smtp_reply){.code = code};
        add_text(r, line);
    } else if (line.len > 4) {
        add_text(r, SPAN(" "));
        add_text(r, (struct span){line.at + 4, line.len - 4});
    }
    r->goes_on = line.len > 3 && line.at[3] == '-';
}

enum gateway_verdict smtp_judge(bool ok, unsigned code, bool said)
{
    if (ok) {
        return GATEWAY_ACCEPTED;
    }
    if (!said || code < 500 || code > 599) {
        return GATEWAY_RETRY;
    }
    switch (code) {
    case 530:
    case 534:
    case 535:
    case 538:
        return GATEWAY_RETRY;
    default:
        return GATEWAY_FAILED;
    }
}

bool smtp_is_mailbox(struct span s)
{
    const char *at = s.len == 0 ? NULL : memchr(s.at, '@', s.len);

    if (at == NULL || at == s.at || at == s.at + s.len - 1 || s.len >= NOTICE_RECIPIENT_MAX) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.at[i];

        if (c <= ' ' || c == 0x7f || c == '<' || c == '>') {
            return false;
        }
    }
    return true;
}

static bool is_host(struct span s)
{
    bool six = s.len > 2 && s.at[0] == '[' && s.at[s.len - 1] == ']';

    if (six) {
        s = (struct span){s.at + 1, s.len - 2};
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_';

        if (!plain && !(six && c == ':')) {
            return false;
        }
    }
    return s.len > 0;
}

bool smtp_is_server(struct span s)
{
    uint64_t port = 0;
    size_t colon = s.len;

    while (colon > 0 && s.at[colon - 1] != ':') {
        colon--;
    }
    return colon > 1 && is_host((struct span){s.at, colon - 1}) &&
           number_parse((struct span){s.at + colon, s.len - colon}, 1, 65535, &port);
}
