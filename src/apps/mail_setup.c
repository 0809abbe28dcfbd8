#include "apps/mail_setup.h"

#include "base/quote.h"
#include "model/endpoint.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- servers -------------------------------------------------------------------------------------- */

_Static_assert((int)SETTING_SOCKET_TLS == (int)MAIL_SOCKET_TLS &&
                   (int)SETTING_SOCKET_STARTTLS == (int)MAIL_SOCKET_STARTTLS &&
                   (int)SETTING_SOCKET_PLAIN == (int)MAIL_SOCKET_PLAIN,
               "in the same order");
_Static_assert((int)SETTING_MAIL_USER_ADDRESS == (int)MAIL_USER_ADDRESS &&
                   (int)SETTING_MAIL_USER_ACCOUNT == (int)MAIL_USER_ACCOUNT,
               "in the same order");

static bool check_names(const struct mail_setup *m, struct err *e)
{
    static const char *const keys[] = {[MAIL_IMAP] = "mail_imap_host",
                                       [MAIL_POP3] = "mail_pop_host",
                                       [MAIL_SUBMISSION] = "mail_smtp_host"};
    struct span rest = m->domains;
    struct span word;
    bool any = false;

    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        struct span host = m->server[p].host;

        any = any || host.len > 0;
        if (host.len > 0 && !mail_host_is_name(host)) {
            return err_set(e, ERR_CONFIG, "%s: expected the name of a host, came %s", keys[p],
                           quote(host).text);
        }
    }
    while (endpoint_next_word(&rest, &word)) {
        if (!mail_host_is_name(word)) {
            return err_set(e, ERR_CONFIG, "mail_domains: expected domains, came %s",
                           quote(word).text);
        }
    }
    return !any || mail_setup_stated(m) ||
           err_set(e, ERR_CONFIG,
                   "mail_smtp_host: expected it together with mail_imap_host or "
                   "mail_pop_host");
}

bool mail_setup_of(const struct settings *s, enum lang lang, struct mail_setup *out, struct err *e)
{
    const struct mail_settings *set = &s->mail;
    const struct mail_server_settings *from[] = {
        [MAIL_IMAP] = &set->imap, [MAIL_POP3] = &set->pop, [MAIL_SUBMISSION] = &set->smtp};
    const char *ja = s->notice.service_name_ja;
    const char *en = s->notice.service_name_en;
    const char *name = (lang == LANG_JA && ja[0] != '\0') || en[0] == '\0' ? ja : en;
    struct mail_setup m = {
        .user = (enum mail_user)set->user,
        .domains = span_of(set->domains),
        .name = name[0] == '\0' ? span_of(set->smtp.host) : span_of(name),
        .page = span_of(set->setup_page),
    };

    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        m.server[p] = (struct mail_server){.host = span_of(from[p]->host),
                                           .port = (uint16_t)from[p]->port,
                                           .socket = (enum mail_socket)from[p]->socket};
    }
    if (!check_names(&m, e)) {
        return false;
    }
    *out = m;
    return true;
}

struct span mail_setup_host(const char *url)
{
    const char *at = strstr(url, "://");

    if (at == NULL) {
        return SPAN("");
    }
    at += 3;
    return (struct span){.at = at, .len = strcspn(at, ":/?#")};
}

/* --- who signs ------------------------------------------------------------------------------------ */

static bool read_whole(const char *path, bool secret, char *to, size_t *len, struct err *e)
{
    FILE *file = fopen(path, "re");
    struct stat about;

    if (file == NULL) {
        return err_set(e, ERR_CONFIG, "%.150s: cannot open it: %s", path, strerror(errno));
    }
    if (secret && fstat(fileno(file), &about) == 0 && (about.st_mode & S_IRWXO) != 0) {
        (void)fclose(file);
        return err_set(e, ERR_CONFIG, "%.150s: expected a file not everybody may read", path);
    }
    *len = fread(to, 1, CMS_PEM_MAX, file);
    (void)fclose(file);
    return *len > 0 || err_set(e, ERR_CONFIG, "%.150s: expected PEM, came nothing", path);
}

bool mail_setup_signer(const struct settings *s, struct cms_signer **out, struct err *e)
{
    const char *certificate = s->mail.profile_certificate;
    const char *key = s->mail.profile_key;
    struct span pem[2] = {{0}, {0}};
    char *room;
    bool ok;

    *out = NULL;
    if (certificate[0] == '\0' && key[0] == '\0') {
        return true;
    }
    if (certificate[0] == '\0' || key[0] == '\0') {
        return err_set(e, ERR_CONFIG, "profile_certificate: expected profile_key beside it");
    }
    room = calloc(2, CMS_PEM_MAX);
    if (room == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a certificate");
    }
    pem[0].at = room;
    pem[1].at = room + CMS_PEM_MAX;
    ok = read_whole(certificate, false, room, &pem[0].len, e) &&
         read_whole(key, true, room + CMS_PEM_MAX, &pem[1].len, e) &&
         (cms_signer_new(pem[0], pem[1], out, e) || err_context(e, "profile_certificate"));
    sodium_memzero(room, 2 * CMS_PEM_MAX);
    free(room);
    return ok;
}
