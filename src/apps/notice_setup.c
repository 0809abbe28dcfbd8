#include "apps/notice_setup.h"

#include "apps/paths.h"

#include <string.h>

#define KEY_NAME "notice.key"

struct notice_setup notice_setup_of(const struct settings *s, enum lang lang)
{
    const struct notice_settings *n = &s->notice;

    return (struct notice_setup){
        .service_name = {[LANG_EN] = n->service_name_en, [LANG_JA] = n->service_name_ja},
        .from = n->from,
        .from_name = {[LANG_EN] = n->from_name_en, [LANG_JA] = n->from_name_ja},
        .home = n->service_home,
        .security_page = n->service_security_page,
        .check_page = n->check_page,
        .undo_page = n->undo_page,
        .undo_hours = n->undo_hours,
        .contact = n->service_contact,
        .hosts = n->hosts,
        .main_password = {[LANG_EN] = n->credential_name_en, [LANG_JA] = n->credential_name_ja},
        .app_password = {[LANG_EN] = n->app_password_name_en, [LANG_JA] = n->app_password_name_ja},
        .never_ask = n->never_ask,
        .home_countries = n->home_countries,
        .time_zone = s->time_zone,
        .templates = n->templates,
        .lang = lang,
    };
}

bool notice_setup_key(const struct settings *s, const char *database, struct notice_key *out,
                      struct err *e)
{
    const char *slash = database == NULL ? NULL : strrchr(database, '/');
    char path[PATH_BYTES_MAX];
    struct buf text = {.at = path, .cap = sizeof path - 1};

    if (s->notice.key[0] != '\0') {
        return notice_key_load(s->notice.key, out, e);
    }
    if (database == NULL || database[0] == '\0') {
        return err_set(
            e, ERR_CONFIG,
            "notice_key: expected a path, or a database to keep it beside, came neither");
    }
    buf_add(&text, (struct span){.at = database,
                                 .len = slash == NULL ? 0 : (size_t)(slash - database) + 1});
    buf_add(&text, SPAN(KEY_NAME));
    if (text.full) {
        return err_set(e, ERR_CONFIG, "database: expected a shorter path");
    }
    path[text.len] = '\0';
    return notice_key_load(path, out, e);
}
