/* The journal as JSON: any object, and a message escaped as the journal does must come out as it was. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void any(struct span in)
{
    check_body(SPAN("{\"__REALTIME_TIMESTAMP\":\"1795284005000000\",\"SYSLOG_IDENTIFIER\":"
                    "\"dovecot\",\"MESSAGE\":"),
               in);
    if (in.len > 0 && in.at[0] == '{') {
        (void)check_parse(in);
    }
}

/* The name inside a message, every byte of it as \u00XX or, where it is plain, as itself. */
static void escaped(struct span name)
{
    static const char hex[] = "0123456789abcdef";
    char text[CHECK_LINE_MAX];
    size_t made = 0;
    struct span built;
    struct span hole;
    char line[CHECK_LINE_MAX];
    struct maillog_line out;

    if (name.len == 0 || name.len > MAILLOG_ACCOUNT_MAX) {
        return;
    }
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.at[i];

        if (c == 0 || c >= 0x80 || (c >= 'A' && c <= 'Z')) {
            return;
        }
        if (c < 0x20 || c == '"' || c == '\\' || i % 3 == 0) {
            memcpy(text + made, "\\u00", 4);
            text[made + 4] = hex[c >> 4];
            text[made + 5] = hex[c & 15];
            made += 6;
        } else {
            text[made++] = (char)c;
        }
    }
    if (!check_build(line,
                     SPAN("{\"SYSLOG_IDENTIFIER\":\"dovecot\",\"__REALTIME_TIMESTAMP\":"
                          "\"1795284005000000\",\"MESSAGE\":"
                          "\"imap-login: Login: user=<"),
                     (struct span){.at = text, .len = made},
                     SPAN(">, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, session=<q>\"}"),
                     &built, &hole)) {
        return;
    }
    out = check_parse(built);
    assert(out.kind == MAILLOG_SIGNIN);
    assert(span_eq(out.signin.account, name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    any(in);
    escaped(in);
    return 0;
}
