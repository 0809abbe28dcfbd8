/* What mail programs ask for before anybody signs in: the operator's servers. The answer follows from
 * the settings and the domain alone, so it tells nobody which addresses there are. */
#include "portal/inside.h"

#include "wire/autoconfig.h"
#include "wire/autodiscover.h"

#define XML_TYPE "text/xml; charset=utf-8"

static void answer_xml(struct page *p)
{
    page_header(p, "Cache-Control", "public, max-age=3600");
    p->out->status = 200;
    p->out->type = XML_TYPE;
}

/* An address may be missing: whoever asks without one gets the same. */
void page_autoconfig(struct page *p)
{
    const struct mail_setup *m = &p->terms->facts.mail;
    struct span address = form_value(&p->query, SPAN("emailaddress"));

    if (!mail_setup_stated(m) ||
        (address.len > 0 && !mail_setup_serves(m, mail_domain_of(address)))) {
        page_absent(p);
        return;
    }
    answer_xml(p);
    autoconfig_print(&p->out->body, m);
}

/* Errors of the protocol are answers with status 200 (MS-OXDSCLI 3.1.5.2). */
void page_autodiscover(struct page *p)
{
    const struct mail_setup *m = &p->terms->facts.mail;
    struct autodiscover_request r;
    struct err e = {0};

    if (!mail_setup_stated(m)) {
        page_absent(p);
        return;
    }
    answer_xml(p);
    if (!span_eq(p->r->method, SPAN("POST")) || !autodiscover_parse(p->r->body, &r, &e)) {
        autodiscover_print_error(&p->out->body, 600, "Invalid Request", p->r->now_ms);
    } else if (!r.known_schema || !mail_setup_serves(m, mail_domain_of(r.address))) {
        autodiscover_print_error(&p->out->body, 601, "Provider is not available", p->r->now_ms);
    } else {
        autodiscover_print(&p->out->body, m, &r);
    }
}
