#include "apps/serve_waits.h"

#include "service/log.h"

#include <string.h>

void serve_tell_what_waits(const struct settings *old, const struct settings *now)
{
    const struct service_settings *a = &old->service;
    const struct service_settings *b = &now->service;

    if (strcmp(a->listen, b->listen) != 0 || strcmp(a->listen_tls, b->listen_tls) != 0 ||
        strcmp(a->listen_socket, b->listen_socket) != 0 ||
        strcmp(old->open.listen, now->open.listen) != 0 ||
        strcmp(old->open.listen_tls, now->open.listen_tls) != 0 || a->threads != b->threads ||
        a->workers != b->workers || a->connections != b->connections ||
        a->check_at_once != b->check_at_once || strcmp(old->brands_dir, now->brands_dir) != 0 ||
        strcmp(old->check_authserv_id, now->check_authserv_id) != 0 ||
        a->answer_ms != b->answer_ms || strcmp(old->database, now->database) != 0) {
        log_story(
            LOG_LEVEL_WARNING, LOG_EVENT_RELOADED,
            "database, listen, listen_tls, listen_socket, public_listen, connections, answer_ms, "
            "brands_dir, check_authserv_id, check_at_once and the numbers of threads take effect "
            "at the next start",
            NULL, 0);
    }
}
