#include "apps/serve_listen.h"

#include "service/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void serve_tell_listener(const struct listener *l)
{
    struct log_field field =
        LOG_FIELD_TEXT("listener", ((struct span){.at = l->name, .len = strlen(l->name)}));

    log_story(LOG_LEVEL_INFO, LOG_EVENT_LISTENING, "listening", &field, 1);
    if (l->kind == LISTENER_TCP && !l->strangers && isatty(STDERR_FILENO) != 0) {
        (void)fprintf(stderr,
                      "\nTo connect a Dovecot, put this into its configuration and reload it:\n\n"
                      "  auth_policy_server_url = %s://%s/\n"
                      "  auth_policy_hash_nonce = (any secret text of your own)\n\n",
                      l->tls ? "https" : "http", l->name);
    }
}

bool serve_tls_is_there(const struct listener *listeners, size_t count, const struct tls *tls,
                        struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        if (listeners[i].tls && tls == NULL) {
            return err_set(e, ERR_CONFIG, "socket %s: expected tls_certificate and tls_key for it",
                           listeners[i].name);
        }
    }
    return true;
}
