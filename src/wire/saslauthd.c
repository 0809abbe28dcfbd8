#include "wire/saslauthd.h"

#include <stdint.h>

static const struct {
    const char *name;
    size_t min;
    size_t max;
} rules[] = {
    {"login", 1, SASLAUTHD_LOGIN_MAX},
    {"password", 0, SASLAUTHD_LOGIN_MAX},
    {"service", 0, SASLAUTHD_NAME_MAX},
    {"realm", 0, SASLAUTHD_REALM_MAX},
};

enum part {
    LOGIN,
    PASSWORD,
    SERVICE,
    REALM
};

static enum saslauthd_read take(struct span *rest, size_t part, struct span *out, struct err *e)
{
    size_t len;

    if (rest->len < 2) {
        return SASLAUTHD_MORE;
    }
    len = (size_t)(uint8_t)rest->at[0] << 8 | (uint8_t)rest->at[1];
    if (len < rules[part].min || len > rules[part].max) {
        (void)err_set(e, ERR_INPUT, "%s: expected %zu to %zu bytes, came %zu", rules[part].name,
                      rules[part].min, rules[part].max, len);
        return SASLAUTHD_REFUSED;
    }
    if (rest->len - 2 < len) {
        return SASLAUTHD_MORE;
    }
    *out = (struct span){.at = rest->at + 2, .len = len};
    *rest = (struct span){.at = rest->at + 2 + len, .len = rest->len - 2 - len};
    if (len > 0 && memchr(out->at, '\0', len) != NULL) {
        (void)err_set(e, ERR_INPUT, "%s: expected no NUL byte in it", rules[part].name);
        return SASLAUTHD_REFUSED;
    }
    return SASLAUTHD_WHOLE;
}

/* It becomes the name of a file: what could lead elsewhere is no service. */
static bool is_service(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || (i > 0 && (c == '.' || c == '@'));

        if (!fits) {
            return false;
        }
    }
    return true;
}

enum saslauthd_read saslauthd_parse(struct span in, struct saslauthd_question *out, struct err *e)
{
    struct span parts[COUNT(rules)];

    for (size_t i = 0; i < COUNT(rules); i++) {
        enum saslauthd_read got = take(&in, i, &parts[i], e);

        if (got != SASLAUTHD_WHOLE) {
            return got;
        }
    }
    if (in.len > 0) {
        (void)err_set(e, ERR_INPUT, "expected nothing behind the realm, came %zu bytes", in.len);
        return SASLAUTHD_REFUSED;
    }
    if (!is_service(parts[SERVICE])) {
        (void)err_set(e, ERR_INPUT, "service: expected letters, digits, '-' and '_'");
        return SASLAUTHD_REFUSED;
    }
    *out = (struct saslauthd_question){
        .login = parts[LOGIN],
        .password = parts[PASSWORD],
        .service = parts[SERVICE],
        .realm = parts[REALM],
    };
    return SASLAUTHD_WHOLE;
}

void saslauthd_print(struct buf *out, bool right)
{
    static const char counted[2] = {0, 2};

    buf_add(out, (struct span){.at = counted, .len = sizeof counted});
    buf_add(out, right ? SPAN("OK") : SPAN("NO"));
}
