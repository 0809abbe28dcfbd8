#include "apps/config_notices.h"

#include "apps/api_client.h"
#include "apps/serve_notices.h"

#include <stdio.h>
#include <string.h>

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Names the first setting that is missing; true when none is. */
static bool check_settings(const struct settings *s)
{
    const struct notice_setup setup = telling_setup(s, LANG_EN);
    char bytes[200] = "";
    struct buf missing = BUF_ON(bytes);

    if (!notice_missing(&setup, &missing)) {
        (void)printf("notices: nothing is missing; notice_start says whether they are sent\n");
        return true;
    }
    (void)printf("notices: missing %.*s\n", (int)missing.len, bytes);
    return s->telling.start != SETTING_START_ON;
}

static bool ask(struct api_client *client, const char *before, struct span name,
                struct span *answer)
{
    char bytes[1024];
    struct buf path = BUF_ON(bytes);
    struct err e = {0};

    buf_addf(&path, "%s", before);
    api_client_encode(&path, name);
    return !path.full && api_client_call(client, "GET", (struct span){.at = bytes, .len = path.len},
                                         SPAN(""), answer, &e);
}

/* Whoever reads mail at the sender's address can ask for passwords in its name. */
static bool check_sender(struct api_client *client, const char *from)
{
    struct span answer;

    if (ask(client, "/v1/accounts?name=", of(from), &answer)) {
        (void)printf(
            "notices: notice_from is %s, and an account has that address: whoever signs in "
            "there can write in the name of the notices; choose one nobody can own\n",
            from);
        return false;
    }
    return true;
}

bool config_notices(const struct settings *s)
{
    const struct api_client_setup setup = {.settings = s};
    struct api_client *client = NULL;
    struct err e = {0};
    bool ok = check_settings(s);

    if (s->notice.from[0] != '\0' && api_client_open(&setup, &client, &e)) {
        ok = check_sender(client, s->notice.from) && ok;
        api_client_free(&client);
    }
    return ok;
}
