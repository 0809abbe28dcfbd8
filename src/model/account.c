#include "model/account.h"

#include "base/quote.h"
#include "base/utf8.h"

static const char *const text_codes[ACCOUNT_TEXT_COUNT] = {
    [ACCOUNT_ID] = "id",
    [ACCOUNT_REGISTERED_NAME] = "registered_name",
    [ACCOUNT_MEMBER_ID] = "member_id",
    [ACCOUNT_LANGUAGE] = "language",
    [ACCOUNT_GROUP] = "group",
    [ACCOUNT_NOTICE_PHONE] = "notice_phone",
};

static const char *const list_codes[ACCOUNT_LIST_COUNT] = {
    [ACCOUNT_SIGN_IN_NAMES] = "sign_in_names",
    [ACCOUNT_MAIL_ADDRESSES] = "mail_addresses",
    [ACCOUNT_PHONES] = "phones",
    [ACCOUNT_NOTICE_ADDRESSES] = "notice_addresses",
    [ACCOUNT_SERVICES] = "services",
};

const char *account_text_code(enum account_text t)
{
    return text_codes[t];
}

const char *account_list_code(enum account_list l)
{
    return list_codes[l];
}

/* The number of `code` among `codes`; count when it is none. */
static size_t code_find(const char *const *codes, size_t count, struct span code)
{
    size_t i = 0;

    while (i < count && !span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
        i++;
    }
    return i;
}

bool account_text_parse(struct span code, enum account_text *out)
{
    size_t i = code_find(text_codes, ACCOUNT_TEXT_COUNT, code);

    if (i == ACCOUNT_TEXT_COUNT) {
        return false;
    }
    *out = (enum account_text)i;
    return true;
}

bool account_list_parse(struct span code, enum account_list *out)
{
    size_t i = code_find(list_codes, ACCOUNT_LIST_COUNT, code);

    if (i == ACCOUNT_LIST_COUNT) {
        return false;
    }
    *out = (enum account_list)i;
    return true;
}

/* --- what may be stored -------------------------------------------------------------------------- */

static bool printable(struct span text)
{
    while (text.len > 0) {
        uint32_t point;
        size_t len = utf8_take(text, &point);

        if (len == 0 || !utf8_printable(point)) {
            return false;
        }
        text = (struct span){.at = text.at + len, .len = text.len - len};
    }
    return true;
}

static bool plain(const char *code, struct span text, size_t least, size_t most, struct err *e)
{
    if (text.len < least || text.len > most) {
        return err_set(e, ERR_INPUT, "%s: expected %zu to %zu bytes, came %zu", code, least, most,
                       text.len);
    }
    return printable(text) ||
           err_set(e, ERR_INPUT, "%s: expected UTF-8 without control characters, came %s", code,
                   quote(text).text);
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool lower_case(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_upper(text.at[i])) {
            return false;
        }
    }
    return true;
}

static bool is_mail(struct span text)
{
    struct span local;
    struct span domain = text;

    return span_cut(&domain, '@', &local) && local.len > 0 && domain.len > 0 &&
           memchr(domain.at, '@', domain.len) == NULL && memchr(text.at, ' ', text.len) == NULL;
}

static bool is_phone(struct span text)
{
    if (text.len < 7 || text.len > 16 || text.at[0] != '+') {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (!is_digit(text.at[i])) {
            return false;
        }
    }
    return true;
}

static bool phone_check(const char *code, struct span text, struct err *e)
{
    return is_phone(text) ||
           err_set(e, ERR_INPUT,
                   "%s: expected a phone number like +819012345678 (+ and 6 to 15 digits), came %s",
                   code, quote(text).text);
}

static bool form_check(enum account_list l, struct span text, struct err *e)
{
    if (l == ACCOUNT_PHONES) {
        return phone_check(list_codes[l], text, e);
    }
    if (l == ACCOUNT_SERVICES) {
        return true;
    }
    if (!lower_case(text)) {
        return err_set(e, ERR_INPUT, "%s: expected lower case, came %s", list_codes[l],
                       quote(text).text);
    }
    return l == ACCOUNT_SIGN_IN_NAMES || is_mail(text) ||
           err_set(e, ERR_INPUT, "%s: expected a mail address like taro@example.jp, came %s",
                   list_codes[l], quote(text).text);
}

static bool holds(const struct span *texts, size_t count, struct span text)
{
    for (size_t i = 0; i < count; i++) {
        if (span_eq(texts[i], text)) {
            return true;
        }
    }
    return false;
}

static bool list_check(enum account_list l, const struct account_texts *texts, struct err *e)
{
    if (texts->count > ACCOUNT_LIST_MAX) {
        return err_set(e, ERR_INPUT, "%s: expected at most %d, came %zu", list_codes[l],
                       ACCOUNT_LIST_MAX, texts->count);
    }
    for (size_t i = 0; i < texts->count; i++) {
        if (!plain(list_codes[l], texts->at[i], 1, ACCOUNT_TEXT_MAX, e) ||
            !form_check(l, texts->at[i], e)) {
            return false;
        }
        if (holds(texts->at, i, texts->at[i])) {
            return err_set(e, ERR_INPUT, "%s: expected each once, came %s twice", list_codes[l],
                           quote(texts->at[i]).text);
        }
    }
    return true;
}

bool account_check(const struct account_record *a, struct err *e)
{
    struct span language = a->text[ACCOUNT_LANGUAGE];

    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        bool id = i == ACCOUNT_ID;

        if (!plain(text_codes[i], a->text[i], id ? 1 : 0, id ? ACCOUNT_ID_MAX : ACCOUNT_TEXT_MAX,
                   e)) {
            return false;
        }
    }
    if (language.len > 0 && !span_eq(language, SPAN("ja")) && !span_eq(language, SPAN("en"))) {
        return err_set(e, ERR_INPUT, "language: expected ja, en or nothing, came %s",
                       quote(language).text);
    }
    if (a->text[ACCOUNT_NOTICE_PHONE].len > 0 &&
        !phone_check(text_codes[ACCOUNT_NOTICE_PHONE], a->text[ACCOUNT_NOTICE_PHONE], e)) {
        return false;
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        if (!list_check((enum account_list)l, &a->list[l], e)) {
            return false;
        }
    }
    return true;
}

/* --- forms ---------------------------------------------------------------------------------------- */

struct span account_normal_phone(struct span in, char out[static 2 * ACCOUNT_TEXT_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < in.len && len < (size_t)2 * ACCOUNT_TEXT_MAX; i++) {
        if (in.at[i] == '\0' || strchr(" -.()", in.at[i]) == NULL) {
            out[len++] = in.at[i];
        }
    }
    return (struct span){.at = out, .len = len};
}

struct span account_normal(enum account_list l, struct span in,
                           char out[static 2 * ACCOUNT_TEXT_MAX])
{
    size_t len = 0;

    if (l == ACCOUNT_PHONES) {
        return account_normal_phone(in, out);
    }
    for (; len < in.len && len < (size_t)2 * ACCOUNT_TEXT_MAX; len++) {
        char c = in.at[len];

        out[len] = c;
        if (l != ACCOUNT_SERVICES && is_upper(c)) {
            out[len] = (char)(c - 'A' + 'a');
        }
    }
    return (struct span){.at = out, .len = len};
}
