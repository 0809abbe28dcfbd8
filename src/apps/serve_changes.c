#include "apps/serve_changes.h"

#include "credential/breach.h"

static bool open_parts(const struct settings *s, struct changing *c, struct err *e)
{
    const struct password_settings *p = &s->password;
    const struct doveadm_setup doveadm = {.url = p->doveadm_url,
                                          .key_file = p->doveadm_key_file,
                                          .password_file = p->doveadm_password_file};

    return (p->breach_list[0] == '\0' || breach_open(p->breach_list, &c->breach, e)) &&
           (p->doveadm_url[0] == '\0' || doveadm_new(&doveadm, &c->doveadm, e));
}

static void close_parts(struct changing *c)
{
    breach_free(&c->breach);
    doveadm_free(&c->doveadm);
}

static struct changes_setup setup_of(const struct settings *s, const struct changes_setup *lent,
                                     const struct changing *c)
{
    struct changes_setup setup = *lent;

    setup.doveadm = c->doveadm;
    setup.rules = (struct quality_rules){.length_min = s->password.length_min,
                                         .bits_min = s->password.bits_min,
                                         .breach = c->breach};
    setup.service_name[0] = s->notice.service_name_en;
    setup.service_name[1] = s->notice.service_name_ja;
    setup.old = s->password.old;
    setup.undo_ms = (int64_t)s->notice.undo_hours * 3600000;
    return setup;
}

bool changing_new(const struct settings *s, const struct changes_setup *lent, struct changing *out,
                  struct err *e)
{
    struct changing c = {.changes = NULL};
    struct changes_setup setup;

    if (!open_parts(s, &c, e)) {
        close_parts(&c);
        return false;
    }
    setup = setup_of(s, lent, &c);
    if (!changes_new(&setup, &c.changes, e)) {
        close_parts(&c);
        return false;
    }
    *out = c;
    return true;
}

void changing_show(const struct changing *c, const struct settings *s, struct portal *pages)
{
    portal_set_changes(pages, c->changes, s->password.length_min);
}

bool changing_set(struct changing *c, const struct settings *s, const struct changes_setup *lent,
                  struct portal *pages, struct err *e)
{
    struct changing now = {.changes = c->changes};
    struct changing before = *c;
    struct changes_setup setup;

    if (!open_parts(s, &now, e)) {
        close_parts(&now);
        return false;
    }
    setup = setup_of(s, lent, &now);
    changes_reload(now.changes, &setup);
    *c = now;
    changing_show(c, s, pages);
    close_parts(&before);
    return true;
}

void changing_free(struct changing *c)
{
    changes_free(&c->changes);
    close_parts(c);
}
