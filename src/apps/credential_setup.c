#include "apps/credential_setup.h"

#include "apps/paths.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define KEY_NAME "app_password.key"

static bool key_path(const struct settings *s, const char *database,
                     char out[static PATH_BYTES_MAX], struct err *e)
{
    const char *slash = strrchr(database, '/');
    struct buf text = {.at = out, .cap = PATH_BYTES_MAX - 1};

    if (s->password.app_key[0] != '\0') {
        buf_addf(&text, "%s", s->password.app_key);
    } else {
        buf_add(&text, (struct span){.at = database,
                                     .len = slash == NULL ? 0 : (size_t)(slash - database) + 1});
        buf_add(&text, SPAN(KEY_NAME));
    }
    if (text.full) {
        return err_set(e, ERR_CONFIG, "app_password_key: expected a shorter path");
    }
    out[text.len] = '\0';
    return true;
}

/* Half the cores: while passwords are guessed the other half answers. */
static uint32_t threads_of(const struct settings *s)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (s->password.hash_threads > 0) {
        return s->password.hash_threads;
    }
    return cores > 1 ? (uint32_t)cores / 2 : 1;
}

static struct passwords_setup setup_of(const struct settings *s)
{
    static const enum password_source sources[] = {
        [SETTING_SOURCE_STORE] = PASSWORD_SOURCE_STORE,
        [SETTING_SOURCE_DOVECOT] = PASSWORD_SOURCE_DOVECOT,
        [SETTING_SOURCE_SASLAUTHD] = PASSWORD_SOURCE_SASLAUTHD,
        [SETTING_SOURCE_PAM] = PASSWORD_SOURCE_PAM,
    };
    static const enum app_binding bindings[] = {
        [SETTING_BINDING_NONE] = APP_BINDING_NONE,
        [SETTING_BINDING_NETWORK] = APP_BINDING_NETWORK,
        [SETTING_BINDING_DEVICE] = APP_BINDING_DEVICE,
        [SETTING_BINDING_BOTH] = APP_BINDING_BOTH,
    };

    return (struct passwords_setup){
        .source = sources[s->password.source],
        .socket = s->password.socket,
        .host_ms = s->password.host_wait_s * 1000,
        .hash_mib = s->password.hash_mib,
        .hash_passes = s->password.hash_passes,
        .threads = threads_of(s),
        .queue = s->password.queue,
        .remember_s = s->password.remember_m * 60,
        .binding = bindings[s->password.binding],
        .readable = s->password.readable,
    };
}

bool credential_setup_new(const struct settings *s, const char *database, struct store *store,
                          struct passwords **out, struct err *e)
{
    struct passwords_setup setup = setup_of(s);
    struct credential_key key;
    char path[PATH_BYTES_MAX];
    bool ok;

    if (setup.source != PASSWORD_SOURCE_STORE && s->password.socket[0] == '\0') {
        return err_set(e, ERR_CONFIG,
                       "password_socket: expected the socket of password_source, came nothing");
    }
    if (!key_path(s, database, path, e) || !credential_key_load(path, &key, e)) {
        return false;
    }
    setup.store = store;
    setup.key = &key;
    ok = passwords_new(&setup, out, e);
    credential_key_wipe(&key);
    return ok;
}

bool credential_setup_build(const struct build_wishes *w, const struct settings *s,
                            struct store *store, struct passwords **out, struct err *e)
{
    char database[PATH_BYTES_MAX];

    return build_database(w, s, database, e) && credential_setup_new(s, database, store, out, e);
}

void credential_setup_reload(struct passwords *p, const struct settings *s,
                             const struct places *places)
{
    struct passwords_setup setup = setup_of(s);

    setup.places = places;
    passwords_reload(p, &setup);
}

bool credential_setup_load(struct passwords *p, const struct settings *s,
                           const struct places *places, struct err *e)
{
    credential_setup_reload(p, s, places);
    return passwords_load(p, e);
}

static void one(struct buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    buf_addf(out, "# HELP mioboe_%s %s\n# TYPE mioboe_%s %s\nmioboe_%s %" PRIu64 "\n", name, help,
             name, type, name, value);
}

void credential_metrics(struct passwords *p, struct buf *out)
{
    static const char *const kinds[] = {"main_password", "app_password"};
    struct passwords_counts c;

    passwords_counts(p, &c);
    buf_addf(out, "# HELP mioboe_passwords_total Passwords asked about, by answer.\n"
                  "# TYPE mioboe_passwords_total counter\n");
    for (int r = 0; r < PASSWORD_RESULT_COUNT; r++) {
        for (size_t k = 0; k < COUNT(kinds); k++) {
            buf_addf(out, "mioboe_passwords_total{result=\"%s\",form=\"%s\"} %" PRIu64 "\n",
                     password_result_code((enum password_result)r), kinds[k], c.answers[r][k]);
        }
    }
    one(out, "password_hashes_total", "counter", "Main passwords hashed, or asked of a host.",
        c.hashes);
    one(out, "password_remembered_total", "counter", "Main passwords answered from memory.",
        c.remembered);
    one(out, "password_rehashed_total", "counter", "Hashes of other systems replaced.", c.rehashed);
    one(out, "password_guessers_turned_away_total", "counter",
        "Questions turned away because their source guesses.", c.refused);
    one(out, "password_turned_away_total", "counter",
        "Questions turned away for want of room or time.", c.crowded);
    one(out, "passwords_waiting", "gauge", "Main passwords that wait to be hashed.", c.waiting);
    one(out, "app_password_uses_lost_total", "counter", "Last uses that were not noted.", c.lost);
    one(out, "app_passwords", "gauge", "App passwords in memory.", c.app_passwords);
    one(out, "password_index_bytes", "gauge", "Memory of names and app passwords.", c.bytes);
}
