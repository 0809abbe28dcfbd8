#include "apps/desk.h"

#include "apps/device_profile.h"
#include "apps/notice_setup.h"

#include <sodium.h>
#include <stdlib.h>

/* One set of settings. */
struct desk_state {
    struct device_profiles *profiles;
    struct device_desk desk;
};

struct desk {
    struct devices *devices;
    struct step_up *step_up;
    struct passwords *passwords;
    struct desk_state states[2];
    unsigned now;
    bool prepared;
};

_Static_assert((int)SETTING_OWN_LINE_IGNORED == (int)STEP_UP_LINE_NOTHING &&
                   (int)SETTING_OWN_LINE_ENOUGH == (int)STEP_UP_LINE_ENOUGH &&
                   (int)SETTING_OWN_LINE_REQUIRED == (int)STEP_UP_LINE_REQUIRED,
               "in the same order");

/* Keys of their own, so that neither tells the other nor the one they are made from. */
static void derive(const struct notice_key *from, const char *word, uint8_t out[static 32])
{
    (void)crypto_generichash(out, 32, (const uint8_t *)word, strlen(word), from->bytes,
                             sizeof from->bytes);
}

static bool open_parts(struct desk *d, const struct notice_key *key, const struct settings *s,
                       struct store *store, struct err *e)
{
    uint8_t own[2][32];
    struct step_up_setup setup = {
        .passwords = d->passwords, .line = (enum step_up_line)s->mail.own_line, .key = own[0]};

    derive(key, "mioboe step-up", own[0]);
    derive(key, "mioboe devices", own[1]);
    d->step_up = step_up_new(&setup);
    d->devices = devices_new(store, d->passwords, own[1]);
    sodium_memzero(own, sizeof own);
    return (d->step_up != NULL && d->devices != NULL) ||
           err_set(e, ERR_SYSTEM, "no memory for devices");
}

static bool fill(struct desk *d, struct desk_state *state, const struct settings *s, struct err *e)
{
    struct device_profiles *profiles = NULL;

    if (!device_profiles_new(s, &profiles, e)) {
        return false;
    }
    *state = (struct desk_state){.profiles = profiles};
    device_profiles_serve(profiles, &state->desk);
    state->desk.ca_file = s->mail.ca_file;
    if (mail_setup_stated(&state->desk.mail[LANG_EN]) && s->mail.setup_page[0] != '\0') {
        state->desk.devices = d->devices;
        state->desk.step_up = d->step_up;
        state->desk.passwords = d->passwords;
    }
    return true;
}

bool desk_new(const struct build_wishes *w, const struct settings *s, struct store *store,
              struct passwords *passwords, struct desk **out, struct err *e)
{
    char database[PATH_BYTES_MAX];
    struct notice_key key;
    struct desk *d = calloc(1, sizeof *d);
    bool ok;

    if (d == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for devices");
    }
    d->passwords = passwords;
    ok = build_database(w, s, database, e) && notice_setup_key(s, database, &key, e) &&
         open_parts(d, &key, s, store, e) && fill(d, &d->states[0], s, e);
    sodium_memzero(&key, sizeof key);
    if (!ok) {
        desk_free(&d);
        return false;
    }
    *out = d;
    return true;
}

void desk_free(struct desk **d)
{
    if (*d != NULL) {
        device_profiles_free(&(*d)->states[0].profiles);
        device_profiles_free(&(*d)->states[1].profiles);
        devices_free(&(*d)->devices);
        step_up_free(&(*d)->step_up);
        free(*d);
        *d = NULL;
    }
}

const struct device_desk *desk_now(const struct desk *d)
{
    return &d->states[d->now].desk;
}

bool desk_prepare(struct desk *d, const struct settings *s, struct err *e)
{
    d->prepared = fill(d, &d->states[1 - d->now], s, e);
    return d->prepared;
}

const struct device_desk *desk_next(const struct desk *d)
{
    return &d->states[d->prepared ? 1 - d->now : d->now].desk;
}

void desk_abandon(struct desk *d)
{
    device_profiles_free(&d->states[1 - d->now].profiles);
    d->prepared = false;
}

void desk_commit(struct desk *d, const struct settings *s, const struct places *places)
{
    step_up_set(d->step_up, places, (enum step_up_line)s->mail.own_line);
    if (d->prepared) {
        device_profiles_free(&d->states[d->now].profiles);
        d->now = 1 - d->now;
        d->prepared = false;
    }
}
