#include "apps/serve_pages.h"

#include "apps/serve_build.h"
#include "service/announcements.h"

#include <stdlib.h>
#include <time.h>

struct pages {
    struct portal *portal;
    struct store *store;
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct portal_facts facts_of(const struct settings *s)
{
    const struct notice_settings *n = &s->notice;

    return (struct portal_facts){
        .service_name = {[LANG_EN] = n->service_name_en, [LANG_JA] = n->service_name_ja},
        .main_password = {[LANG_EN] = n->credential_name_en, [LANG_JA] = n->credential_name_ja},
        .home = n->service_home,
        .security_page = n->service_security_page,
        .check_page = n->check_page,
        .contact = n->service_contact,
        .mail_from = n->from,
        .mail_from_name = {[LANG_EN] = n->from_name_en, [LANG_JA] = n->from_name_ja},
        .hosts = n->hosts,
        .sms_from = n->sms_from,
        .sms_numbers = n->sms_numbers,
        .never_ask = n->never_ask,
        .time_zone = s->time_zone,
        .sms_free = n->sms_free,
        .lang = build_lang(s),
        .updated_ms = now_ms(),
    };
}

static bool announcements(void *ctx, portal_announcement *visit, void *visit_ctx, struct err *e)
{
    const struct pages *p = ctx;

    return announcements_visit(p->store, visit, visit_ctx, e);
}

static struct portal_source source_of(struct pages *p)
{
    return (struct portal_source){.ctx = p, .announcements = announcements};
}

bool pages_new(const struct settings *s, struct store *store, struct pages **out, struct err *e)
{
    const struct portal_facts facts = facts_of(s);
    struct pages *p = calloc(1, sizeof *p);
    struct portal_source source = source_of(p);

    if (p == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for the public pages");
    }
    p->store = store;
    if (!portal_new(&facts, &source, &p->portal, e)) {
        free(p);
        return false;
    }
    *out = p;
    return true;
}

bool pages_set(struct pages *p, const struct settings *s, struct err *e)
{
    const struct portal_facts facts = facts_of(s);
    const struct portal_source source = source_of(p);

    return portal_set(p->portal, &facts, &source, e);
}

struct portal *pages_portal(struct pages *p)
{
    return p->portal;
}

void pages_free(struct pages **p)
{
    if (*p != NULL) {
        portal_free(&(*p)->portal);
        free(*p);
        *p = NULL;
    }
}
