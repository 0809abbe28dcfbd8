#include "notice/voice.h"

#include "base/quote.h"
#include "notice/lint.h"
#include "notice/mime.h"

#include <stdlib.h>

#define VOICE_BYTES ((size_t)64 << 10)
#define STANDBY_S 60
#define LIFETIME_S 86400

static struct span of(const char *text)
{
    return (struct span){.at = text == NULL ? "" : text, .len = text == NULL ? 0 : strlen(text)};
}

static bool keep(struct arena *own, const char **text, struct err *e)
{
    struct span copy;

    if (!arena_copy(own, of(*text), &copy)) {
        return err_set(e, ERR_LIMIT, "no memory for the operator's names");
    }
    *text = copy.at; /* followed by NUL */
    return true;
}

static bool keep_all(struct notice_voice *v, struct err *e)
{
    struct notice_setup *s = &v->setup;
    const char **texts[] = {&s->service_name[0],  &s->service_name[1], &s->from,
                            &s->from_name[0],     &s->from_name[1],    &s->home,
                            &s->security_page,    &s->check_page,      &s->undo_page,
                            &s->contact,          &s->hosts,           &s->main_password[0],
                            &s->main_password[1], &s->app_password[0], &s->app_password[1],
                            &s->never_ask,        &s->home_countries,  &s->time_zone,
                            &s->templates};

    for (size_t i = 0; i < COUNT(texts); i++) {
        if (!keep(v->own, texts[i], e)) {
            return false;
        }
    }
    return true;
}

/* Cuts the next word, blanks around it, off *rest. */
static bool next_word(struct span *rest, struct span *word)
{
    while (rest->len > 0 && rest->at[0] == ' ') {
        *rest = (struct span){.at = rest->at + 1, .len = rest->len - 1};
    }
    if (!span_cut(rest, ' ', word)) {
        *word = *rest;
        rest->len = 0;
    }
    return word->len > 0;
}

static bool read_words(struct notice_voice *v, struct err *e)
{
    struct span rest = of(v->setup.never_ask);
    struct span word;

    if (!home_countries_parse(of(v->setup.home_countries), &v->home, e)) {
        return false;
    }
    while (next_word(&rest, &word)) {
        enum tell_never never = NEVER_PASSWORD;

        if (!tell_never_parse(word, &never) || v->never_count == NEVER_COUNT) {
            return err_set(e, ERR_CONFIG,
                           "never_ask: expected some of password code payment card remote identity "
                           "reply, came %s",
                           quote(word).text);
        }
        v->never[v->never_count++] = (uint8_t)never;
    }
    return true;
}

static bool check_setup(const struct notice_setup *s, struct err *e)
{
    const struct {
        const char *name;
        const char *url;
    } pages[] = {{"service_home", s->home},
                 {"service_security_page", s->security_page},
                 {"notice_check_page", s->check_page},
                 {"notice_undo_page", s->undo_page}};

    if (s->from[0] != '\0' && !mime_is_address(of(s->from))) {
        return err_set(e, ERR_CONFIG, "notice_from: expected a plain mail address, came %s",
                       quote(of(s->from)).text);
    }
    for (size_t i = 0; i < COUNT(pages); i++) {
        if (pages[i].url[0] != '\0' && !lint_is_published(of(pages[i].url), s->hosts)) {
            return err_set(e, ERR_CONFIG,
                           "%s: expected https:// and a host of notice_hosts, came %s",
                           pages[i].name, quote(of(pages[i].url)).text);
        }
    }
    return true;
}

static bool open_lock(struct notice_voice *v, struct err *e)
{
    v->lock = arena_take(v->own, sizeof *v->lock);
    if (v->lock == NULL || pthread_mutex_init(v->lock, NULL) != 0) {
        v->lock = NULL;
        return err_set(e, ERR_LIMIT, "no memory for a lock");
    }
    return true;
}

static bool open_parts(struct notice_voice *v, struct err *e)
{
    v->own = arena_new(VOICE_BYTES);
    if (v->own == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a voice");
    }
    return keep_all(v, e) && open_lock(v, e) && read_words(v, e) && check_setup(&v->setup, e) &&
           clock_open(v->setup.time_zone, &v->clock, e) &&
           template_set_open(v->setup.templates, &v->templates, e) &&
           (v->setup.templates[0] == '\0' || lint_overrides(v, e));
}

bool notice_voice_open(const struct notice_setup *setup, struct notice_voice **out, struct err *e)
{
    struct notice_voice *v = calloc(1, sizeof *v);

    if (v == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a voice");
    }
    v->setup = *setup;
    v->setup.standby_s = setup->standby_s == 0 ? STANDBY_S : setup->standby_s;
    v->setup.lifetime_s = setup->lifetime_s == 0 ? LIFETIME_S : setup->lifetime_s;
    if (!open_parts(v, e)) {
        notice_voice_free(&v);
        return false;
    }
    *out = v;
    return true;
}

bool notice_voice_templates(struct notice_voice *v, const char *folder, struct err *e)
{
    struct template_set *set = NULL;

    if (!template_set_open(folder, &set, e)) {
        return false;
    }
    template_set_free(&v->templates);
    v->templates = set;
    return true;
}

void notice_voice_free(struct notice_voice **v)
{
    if (*v == NULL) {
        return;
    }
    if ((*v)->lock != NULL) {
        (void)pthread_mutex_destroy((*v)->lock);
    }
    template_set_free(&(*v)->templates);
    clock_free(&(*v)->clock);
    arena_free(&(*v)->own);
    free(*v);
    *v = NULL;
}

bool notice_missing(const struct notice_setup *s, struct buf *out)
{
    const struct {
        const char *text;
        bool needed;
        const char *told;
    } needs[] = {
        {s->service_name[LANG_EN], true, "service_name_en: what the service is called"},
        {s->service_name[LANG_JA], true, "service_name_ja: what the service is called"},
        {s->security_page, true, "service_security_page: where people change their password"},
        {s->check_page, true, "notice_check_page: where people check a reference"},
        {s->contact, true, "service_contact: whom people call"},
        {s->hosts, true, "notice_hosts: where links may lead"},
        {s->from, s->mail, "notice_from: the sender of the mail"},
        {s->sms || s->mail ? "yes" : "", true, "sms_gateway or smtp_server: a way to send"},
    };

    for (size_t i = 0; i < COUNT(needs); i++) {
        if (needs[i].needed && of(needs[i].text).len == 0) {
            buf_addf(out, "%s", needs[i].told);
            return true;
        }
    }
    return false;
}

struct span voice_host_text(const char *url)
{
    static const struct span scheme = SPAN_INIT("https://");
    struct span s = of(url);

    if (s.len > scheme.len && memcmp(s.at, scheme.at, scheme.len) == 0) {
        s = (struct span){.at = s.at + scheme.len, .len = s.len - scheme.len};
    }
    if (s.len > 0 && s.at[s.len - 1] == '/') {
        s.len--;
    }
    return s;
}
