#include "apps/device_profile.h"

#include "wire/mobileconfig.h"
#include "words/clean.h"
#include "words/device.h"

#include <sodium.h>
#include <stdlib.h>

#define NAME_BYTES 512
#define IDENTIFIER_BYTES (MAIL_HOST_MAX + 64)

struct device_profiles {
    struct mail_setup mail[LANG_COUNT];
    struct cms_signer *signer; /* NULL: nobody signs */
};

bool device_profiles_new(const struct settings *s, struct device_profiles **out, struct err *e)
{
    struct device_profiles *p = calloc(1, sizeof *p);

    if (p == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for profiles");
    }
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        if (!mail_setup_of(s, (enum lang)l, &p->mail[l], e)) {
            device_profiles_free(&p);
            return false;
        }
    }
    if (!mail_setup_signer(s, &p->signer, e)) {
        device_profiles_free(&p);
        return false;
    }
    *out = p;
    return true;
}

void device_profiles_free(struct device_profiles **p)
{
    if (*p != NULL) {
        cms_signer_free(&(*p)->signer);
        free(*p);
        *p = NULL;
    }
}

/* "jp.example.mioboe.k3v9q2m7xa": the words of the mail server's domain from the right, as Apple wants
 * it; the device's ID makes it one of a kind. */
static void put_identifier(struct buf *out, struct span host, const char *device)
{
    size_t end = host.len;

    for (size_t i = host.len; i > 0; i--) {
        if (host.at[i - 1] == '.') {
            buf_add(out, (struct span){.at = host.at + i, .len = end - i});
            buf_add(out, SPAN("."));
            end = i - 1;
        }
    }
    buf_add(out, (struct span){.at = host.at, .len = end});
    buf_addf(out, ".mioboe.%s", device);
}

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

static void print(const struct device_profiles *p, const struct device_profile *wish,
                  struct buf *out)
{
    const struct mail_setup *m = &p->mail[wish->lang];
    const struct device_issue *issue = wish->issue;
    char name_bytes[NAME_BYTES];
    char about_bytes[2 * NAME_BYTES];
    char identifier_bytes[IDENTIFIER_BYTES];
    struct buf name = BUF_ON(name_bytes);
    struct buf about = BUF_ON(about_bytes);
    struct buf identifier = BUF_ON(identifier_bytes);
    struct mobileconfig profile = {
        .organization = m->name,
        .person = issue->person,
        .address = issue->address,
        .user = wish->user,
        .password = {.at = issue->password, .len = strlen(issue->password)},
        .setup = m,
    };

    words_profile_name(&name, wish->lang, m->name, issue->device.version);
    words_profile_about(&about, wish->lang, m->name, issue->address);
    put_identifier(&identifier, m->server[MAIL_SUBMISSION].host, issue->device.id);
    profile.display_name = written(&name);
    profile.description = written(&about);
    profile.identifier = written(&identifier);
    memcpy(profile.uuid, issue->uuid, sizeof profile.uuid);
    memcpy(profile.payload_uuid, issue->payload_uuid, sizeof profile.payload_uuid);
    mobileconfig_print(out, &profile);
}

static bool make_profile(void *ctx, const struct device_profile *wish, struct buf *out,
                         bool *sealed, struct err *e)
{
    struct device_profiles *p = ctx;
    char *bytes = malloc(MOBILECONFIG_MAX);
    struct buf plain = {.at = bytes, .cap = bytes == NULL ? 0 : MOBILECONFIG_MAX};
    struct span text;
    bool ok;

    print(p, wish, &plain);
    ok = buf_span(&plain, &text, e) || err_context(e, "a profile");
    if (ok && p->signer != NULL) {
        ok = cms_sign(p->signer, text, out, e);
    } else if (ok) {
        buf_add(out, text);
    }
    if (bytes != NULL) {
        sodium_memzero(bytes, MOBILECONFIG_MAX);
    }
    free(bytes);
    *sealed = p->signer != NULL;
    return ok;
}

void device_profiles_serve(struct device_profiles *p, struct device_desk *desk)
{
    memcpy(desk->mail, p->mail, sizeof desk->mail);
    desk->ctx = p;
    desk->profile = make_profile;
}
