#include "apps/serve_doors.h"

#include "base/quote.h"

static bool take_backend(const char *key, const char *text, struct doors *d,
                         enum doors_backend which, struct err *e)
{
    struct span word = {.at = text, .len = strlen(text)};

    if (word.len == 0) {
        return true;
    }
    d->has_backend[which] = true;
    return (endpoint_parse(word, &d->backend[which]) && d->backend[which].port > 0) ||
           err_set(e, ERR_CONFIG, "%s: expected ADDRESS:PORT, came %s", key, quote(word).text);
}

static bool build(const struct settings *s, struct doors *out, struct err *e)
{
    const struct door_settings *set = &s->doors;
    struct doors d = {.by_login = set->user == SETTING_USER_LOGIN};

    if (!take_backend("nginx_imap", set->nginx_imap, &d, DOORS_IMAP, e) ||
        !take_backend("nginx_pop3", set->nginx_pop3, &d, DOORS_POP3, e) ||
        !take_backend("nginx_smtp", set->nginx_smtp, &d, DOORS_SMTP, e)) {
        return false;
    }
    if (set->nginx_password_file[0] != '\0' &&
        !secret_read(set->nginx_password_file, &d.backend_password, e)) {
        return err_context(e, "nginx_password_file");
    }
    *out = d;
    return true;
}

bool serve_doors_set(const struct settings *s, struct door *door, struct api *api, struct err *e)
{
    struct doors d;

    if (!build(s, &d, e)) {
        return false;
    }
    d.door = door;
    api_set_doors(api, &d);
    secret_wipe(&d.backend_password);
    return true;
}

bool serve_doors_open(const struct settings *s, struct passwords *p, struct api *api,
                      struct door **out, struct err *e)
{
    *out = door_new(p);
    return serve_doors_set(s, *out, api, e);
}
