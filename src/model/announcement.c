#include "model/announcement.h"

#include "base/quote.h"
#include "base/utf8.h"

static const char *const langs[2] = {"en", "ja"};

/* UTF-8 that may be shown; line feeds where `lines` allows them. */
static bool printable(struct span text, bool lines)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t len = utf8_take(text, &point);

        if (len == 0 || (!utf8_printable(point) && !(lines && point == '\n'))) {
            return false;
        }
        text = (struct span){.at = text.at + len, .len = text.len - len};
    }
    return true;
}

static bool id_check(struct span id, struct err *e)
{
    bool ok = id.len >= 1 && id.len <= ANNOUNCEMENT_ID_MAX;

    for (size_t i = 0; ok && i < id.len; i++) {
        char c = id.at[i];

        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    return ok || err_set(e, ERR_INPUT, "id: expected 1 to %d of a-z, 0-9 and -, came %s",
                         ANNOUNCEMENT_ID_MAX, quote(id).text);
}

static bool title_check(struct span title, const char *lang, struct err *e)
{
    if (title.len < 1 || title.len > ANNOUNCEMENT_TITLE_MAX) {
        return err_set(e, ERR_INPUT, "title.%s: expected 1 to %d bytes, came %zu", lang,
                       ANNOUNCEMENT_TITLE_MAX, title.len);
    }
    return printable(title, false) ||
           err_set(e, ERR_INPUT, "title.%s: expected UTF-8 without control characters, came %s",
                   lang, quote(title).text);
}

static bool text_check(const char *code, struct span text, const char *lang, struct err *e)
{
    if (text.len > ANNOUNCEMENT_TEXT_MAX) {
        return err_set(e, ERR_INPUT, "%s.%s: expected at most %d bytes, came %zu", code, lang,
                       ANNOUNCEMENT_TEXT_MAX, text.len);
    }
    return printable(text, true) ||
           err_set(e, ERR_INPUT,
                   "%s.%s: expected UTF-8 without control characters but line feeds, came %s", code,
                   lang, quote(text).text);
}

static bool texts_check(const struct announcement *a, size_t lang, struct err *e)
{
    if (a->replaced_ms != 0 && a->apology[lang].len == 0) {
        return err_set(e, ERR_INPUT,
                       "apology.%s: expected a text, because the start was moved; came none",
                       langs[lang]);
    }
    return title_check(a->title[lang], langs[lang], e) &&
           text_check("reason", a->reason[lang], langs[lang], e) &&
           text_check("body", a->body[lang], langs[lang], e) &&
           text_check("apology", a->apology[lang], langs[lang], e);
}

static bool times_check(const struct announcement *a, struct err *e)
{
    if (a->version < 1) {
        return err_set(e, ERR_INPUT, "version: expected 1 or more, came 0");
    }
    if (a->updated_ms < a->published_ms || (a->version == 1 && a->updated_ms != a->published_ms)) {
        return err_set(e, ERR_INPUT,
                       "updated: expected the time of publishing or, from version 2 on, a later "
                       "one, came another");
    }
    return a->starts_ms != 0 || a->replaced_ms == 0 ||
           err_set(e, ERR_INPUT,
                   "starts: expected the new start, because one is replaced; came "
                   "none");
}

bool announcement_check(const struct announcement *a, struct err *e)
{
    return id_check(a->id, e) && times_check(a, e) && texts_check(a, 0, e) && texts_check(a, 1, e);
}
