/* mioboe device - people's devices: links, profiles, what mail programs are told, the zone's records. */
#include "apps/device_ask.h"

#include "apps/mail_setup.h"
#include "apps/serve_build.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "wire/autoconfig.h"
#include "wire/mail_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define FILE_MAX ((size_t)64 << 10)

static const struct option_row rows[DEVICE_OPTIONS] = {
    INQUIRY_ROWS,
    [DEVICE_OPTION_DEVICE] = {"device", 0, OPTION_VALUE, "ID", "A device that is set up again."},
    [DEVICE_OPTION_NAME] = {"name", 0, OPTION_VALUE, "NAME", "What the new device is called."},
    [DEVICE_OPTION_KIND] = {"kind", 0, OPTION_VALUE, "KIND",
                            "iphone, mac, android, thunderbird, outlook or other."},
    [DEVICE_OPTION_ANYWHERE] = {"anywhere", 0, OPTION_FLAG, NULL,
                                "The own line is not asked for: you know who it is."},
    [DEVICE_OPTION_NO_PASSWORD] = {"no-password", 0, OPTION_FLAG, NULL,
                                   "A profile that lets the device ask for the password."},
    [DEVICE_OPTION_OUTPUT] = {"output", 'o', OPTION_VALUE, "FILE",
                              "Write the profile to FILE, for its owner alone."},
};

static const struct {
    const char *name;
    int operands;
    device_verb *ask;
} verbs[] = {
    {"link", 1, device_link},     {"list", 1, device_list}, {"profile", 1, device_profile},
    {"revoke", 2, device_revoke}, {"show", 1, device_show},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe device [OPTION...] link ACCOUNT        Make a set-up link: once, 15 "
        "minutes.\n"
        "       mioboe device [OPTION...] list ACCOUNT        Show the devices of an account.\n"
        "       mioboe device [OPTION...] show ACCOUNT        Show what is typed by hand.\n"
        "       mioboe device [OPTION...] profile ACCOUNT     Make a profile for Apple's devices,\n"
        "                                                     with a password of its own.\n"
        "       mioboe device [OPTION...] revoke ACCOUNT ID   Take a device's password back.\n"
        "       mioboe device [OPTION...] dns [DOMAIN]        Print records of the zone.\n"
        "       mioboe device [OPTION...] autoconfig          Print what mail programs are "
        "told.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nThe contract's PIN is asked for on the terminal, or read from standard input, before\n"
        "a profile with a password is made. Without DOMAIN the records are printed for each of\n"
        "the setting mail_domains.\n\n"
        "Examples:\n"
        "  mioboe device link taro@example.jp\n"
        "  mioboe device profile --name phone --kind iphone -o mail.mobileconfig A1001\n"
        "  mioboe device dns >> example.jp.zone\n\n"
        "Exit codes: 0 done; 64 usage; 65 refused; 66 no such account or device; 74 the daemon\n"
        "does not answer; 75 the database is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static bool print_records(const struct settings *s, const struct mail_setup *m, const char *domain,
                          struct buf *out, struct err *e)
{
    struct span pages = mail_setup_host(s->mail.setup_page);
    struct span rest = domain == NULL ? m->domains : span_of(domain);
    struct span word;
    bool any = false;

    while (endpoint_next_word(&rest, &word)) {
        if (!mail_host_is_name(word)) {
            return err_set(e, ERR_CONFIG, "expected a domain such as example.jp, came %s",
                           quote(word).text);
        }
        mail_records_print(out, m, word, pages);
        any = true;
    }
    return any || err_set(e, ERR_CONFIG, "mail_domains: expected a domain to print records for");
}

static bool act(const struct settings *s, const char *verb, const char *operand, struct buf *out,
                struct err *e)
{
    struct mail_setup m;

    if (!mail_setup_of(s, LANG_EN, &m, e)) {
        return false;
    }
    if (!mail_setup_stated(&m)) {
        return err_set(e, ERR_CONFIG, "mail_imap_host: expected your mail servers, came nothing");
    }
    if (strcmp(verb, "dns") == 0) {
        return print_records(s, &m, operand, out, e);
    }
    autoconfig_print(out, &m);
    return true;
}

static int print(const struct settings *s, const char *verb, const char *operand, struct err *e)
{
    char *room = malloc(FILE_MAX);
    struct buf out = {.at = room, .cap = room == NULL ? 0 : FILE_MAX};
    struct span text = {0};
    bool ok = act(s, verb, operand, &out, e) && buf_span(&out, &text, e);

    if (ok && (fwrite(text.at, 1, text.len, stdout) != text.len || fflush(stdout) != 0)) {
        ok = err_set(e, ERR_SYSTEM, "cannot write the output: %s", strerror(errno));
    }
    free(room);
    return ok ? EX_OK : command_fail("device", e);
}

static bool typed_right(int count, char *typed[])
{
    return (count == 1 && strcmp(typed[0], "autoconfig") == 0) ||
           ((count == 1 || count == 2) && strcmp(typed[0], "dns") == 0);
}

static int print_files(const struct options *options, int count, char *typed[])
{
    const struct build_wishes wishes = {.config = options->value[INQUIRY_CONFIG]};
    struct settings *settings = NULL;
    struct err e = {0};
    int code;

    if (!build_settings(&wishes, &settings, &e)) {
        return command_fail("device", &e);
    }
    code = print(settings, typed[0], count == 2 ? typed[1] : NULL, &e);
    settings_free(&settings);
    return code;
}

static int device_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct err e = {0};
    char **typed;
    int count;
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &q.options)) {
        return EX_USAGE;
    }
    if (q.options.help) {
        return usage(stdout);
    }
    typed = argv + q.options.rest;
    count = argc - q.options.rest;
    if (typed_right(count, typed)) {
        return print_files(&q.options, count, typed);
    }
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (count == verbs[i].operands + 1 && strcmp(typed[0], verbs[i].name) == 0) {
            if (!inquiry_begin(&q, "device", false, &code)) {
                return code;
            }
            (void)!verbs[i].ask(&q, typed + 1, &e);
            return inquiry_end(&q, &e);
        }
    }
    return usage(stderr);
}

const struct command command_device = {
    .name = "device",
    .summary = "Set people's devices up: links, profiles, what mail programs are told.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = device_main,
    .operands = "autoconfig|dns|link|list|profile|revoke|show",
};
