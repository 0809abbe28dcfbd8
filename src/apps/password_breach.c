/* mioboe password breach - the list of leaked passwords: made compact, and asked. */
#include "apps/password.h"

#include "apps/progress.h"
#include "credential/breach.h"

#include <string.h>
#include <sysexits.h>

static void told(void *ctx, uint64_t bytes, uint64_t size)
{
    progress_say(ctx, bytes, size, 0);
}

static bool build(const struct options *o, const char *from, const char *to, struct err *e)
{
    struct progress progress = progress_begin();
    struct breach_tally tally = {0};
    bool ok = breach_build(from, to, told, &progress, &tally, e);

    progress_end(&progress);
    if (ok) {
        (void)printf(o->set[INQUIRY_JSON] ? "{\"lines\":%llu,\"entries\":%llu,\"bytes\":%llu}\n"
                                          : "%llu lines read, %llu entries, %llu bytes written\n",
                     (unsigned long long)tally.lines, (unsigned long long)tally.entries,
                     (unsigned long long)tally.bytes);
    }
    return ok;
}

static bool look(const struct options *o, const char *path, bool *held, struct err *e)
{
    struct secret password = {0};
    struct breach *list = NULL;
    bool ok = breach_open(path, &list, e) && password_ask("Password", &password, e) &&
              breach_holds(list, secret_reveal(&password), held, e);

    secret_wipe(&password);
    breach_free(&list);
    if (ok && o->set[INQUIRY_JSON]) {
        (void)printf("{\"held\":%s}\n", *held ? "true" : "false");
    } else if (ok) {
        (void)puts(*held ? "in the list" : "not in the list");
    }
    return ok;
}

int password_breach(const struct options *o, int count, char *typed[])
{
    struct err e = {0};
    bool held = false;
    bool ok = count == 3 ? build(o, typed[1], typed[2], &e) : look(o, typed[1], &held, &e);

    if (!ok) {
        return command_fail("password", &e);
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fputs("mioboe password: cannot write the output\n", stderr);
        return EX_IOERR;
    }
    return held ? 1 : EX_OK;
}
