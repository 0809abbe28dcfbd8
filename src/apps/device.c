/* mioboe device - set-up of people's devices: what mail programs are told, and the records of the zone. */
#include "apps/inquiry.h"

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

enum {
    DEVICE_OPTION_CONFIG,
    DEVICE_OPTIONS
};

static const struct option_row rows[DEVICE_OPTIONS] = {
    [DEVICE_OPTION_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe device [OPTION...] dns [DOMAIN]     Print the DNS records by which mail\n"
        "                                                  programs find your servers.\n"
        "       mioboe device [OPTION...] autoconfig       Print what mail programs are told.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs("\nWithout DOMAIN the records are printed for each of the setting mail_domains.\n\n"
                "Examples:\n"
                "  mioboe device dns >> example.jp.zone\n"
                "  mioboe device autoconfig > config-v1.1.xml\n\n"
                "Exit codes: 0 done; 64 usage; 78 configuration.\n",
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

static int device_main(int argc, char *argv[])
{
    struct options options = {0};
    struct build_wishes wishes = {0};
    struct settings *settings = NULL;
    struct err e = {0};
    int rest;
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &options)) {
        return EX_USAGE;
    }
    if (options.help) {
        return usage(stdout);
    }
    rest = options.rest;
    if (!typed_right(argc - rest, argv + rest)) {
        return usage(stderr);
    }
    wishes.config = options.value[DEVICE_OPTION_CONFIG];
    if (!build_settings(&wishes, &settings, &e)) {
        return command_fail("device", &e);
    }
    code = print(settings, argv[rest], argc - rest == 2 ? argv[rest + 1] : NULL, &e);
    settings_free(&settings);
    return code;
}

const struct command command_device = {
    .name = "device",
    .summary = "Set people's devices up: files for mail programs, DNS records.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = device_main,
    .operands = "autoconfig|dns",
};
