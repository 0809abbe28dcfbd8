#include "message/verify_parts.h"

#include <string.h>

static bool type_of(ns_type theirs, enum lookup_type *out)
{
    static const struct {
        ns_type theirs;
        enum lookup_type ours;
    } types[] = {
        {ns_t_txt, LOOKUP_TXT},
        {ns_t_a, LOOKUP_A},
        {ns_t_aaaa, LOOKUP_AAAA},
        {ns_t_mx, LOOKUP_MX},
    };

    for (size_t i = 0; i < COUNT(types); i++) {
        if (types[i].theirs == theirs) {
            *out = types[i].ours;
            return true;
        }
    }
    return false; /* SPF's own type is obsolete (RFC 7208 3.1), ptr: 5.5 says not to use it */
}

struct questions {
    struct verify_run *run;
    bool missing; /* an answer could not be had, or not yet */
};

static SPF_dns_stat_t status_of(const struct lookup *q)
{
    if (q == NULL || q->state == LOOKUP_OPEN || q->state == LOOKUP_FAILED) {
        return TRY_AGAIN;
    }
    return q->state == LOOKUP_FOUND ? NETDB_SUCCESS : HOST_NOT_FOUND;
}

static bool copy_values(const struct lookup *q, SPF_dns_rr_t *rr)
{
    for (size_t i = 0; i < q->count; i++) {
        if (SPF_dns_rr_buf_realloc(rr, (int)i, q->values[i].len + 1) != SPF_E_SUCCESS) {
            return false;
        }
        memcpy(rr->rr[i], q->values[i].at, q->values[i].len);
        if (q->type == LOOKUP_TXT || q->type == LOOKUP_MX) {
            rr->rr[i]->txt[q->values[i].len] = '\0';
        }
        rr->num_rr = (int)i + 1;
    }
    return true;
}

static SPF_dns_rr_t *look_up(SPF_dns_server_t *server, const char *domain, ns_type theirs,
                             int should_cache)
{
    struct questions *asked = server->hook;
    const struct lookup *q = NULL;
    enum lookup_type type;
    SPF_dns_rr_t *rr;

    (void)should_cache;
    if (!type_of(theirs, &type)) {
        return SPF_dns_rr_new_nxdomain(server, domain);
    }
    q = lookups_ask(asked->run->lookups, (struct span){.at = domain, .len = strlen(domain)}, type);
    asked->missing = asked->missing || status_of(q) == TRY_AGAIN;
    rr = SPF_dns_rr_new_init(server, domain, theirs, 0, status_of(q));
    if (rr != NULL && status_of(q) == NETDB_SUCCESS && !copy_values(q, rr)) {
        rr->num_rr = 0;
        rr->herrno = TRY_AGAIN;
    }
    return rr;
}

/* The identity that is checked: the envelope sender, or HELO's name for a bounce (RFC 7208 2.4). */
static bool identity_of(const struct verify_run *r, char out[static LOOKUP_NAME_MAX + 16],
                        const char **domain)
{
    const struct verify_ask *a = r->ask;
    bool bounce = a->mail_from.len == 0;
    struct span name = bounce ? a->helo : a->mail_from;
    struct buf b = {.at = out, .cap = LOOKUP_NAME_MAX + 15};
    char *at;

    if (bounce) {
        buf_add(&b, SPAN("postmaster@"));
    }
    buf_add(&b, name);
    out[b.len] = '\0';
    at = strrchr(out, '@');
    if (b.full || at == NULL || at[1] == '\0' || strlen(out) != b.len) {
        return false;
    }
    *domain = at + 1;
    return true;
}

/* Neutral, none and a record in error say nothing (RFC 7208 8). For a record that cannot be had the
 * library gives no result at all. */
static enum verify_result result_of(SPF_response_t *response, bool missing)
{
    SPF_result_t theirs = response == NULL ? SPF_RESULT_INVALID : SPF_response_result(response);

    if (theirs == SPF_RESULT_PASS) {
        return VERIFY_PASS;
    }
    if (missing || theirs == SPF_RESULT_TEMPERROR) {
        return VERIFY_UNKNOWN;
    }
    return theirs == SPF_RESULT_FAIL || theirs == SPF_RESULT_SOFTFAIL ? VERIFY_FAIL : VERIFY_NONE;
}

static bool prepare(const struct verify_run *r, const char *sender, SPF_request_t *request)
{
    char client[ADDRESS_TEXT_MAX];
    struct buf b = {.at = client, .cap = sizeof client - 1};
    bool four;

    address_print(&b, &r->ask->client);
    client[b.len] = '\0';
    four = strchr(client, ':') == NULL;
    return (four ? SPF_request_set_ipv4_str(request, client)
                 : SPF_request_set_ipv6_str(request, client)) == SPF_E_SUCCESS &&
           SPF_request_set_env_from(request, sender) == 0 &&
           SPF_request_is_loopback(request) == 0; /* libspf2 lets loopback pass */
}

bool verify_spf_prepare(struct verifier *v)
{
    v->spf_dns = (SPF_dns_server_t){.lookup = look_up, .name = "lookups"};
    v->spf = SPF_server_new_dns(&v->spf_dns, 0);
    return v->spf != NULL;
}

static enum verify_result ask_library(struct verify_run *r, const char *sender)
{
    struct questions asked = {.run = r};
    SPF_request_t *request = SPF_request_new(r->verifier->spf);
    SPF_response_t *response = NULL;
    enum verify_result result = VERIFY_NONE;

    if (request == NULL) {
        return VERIFY_UNKNOWN;
    }
    r->verifier->spf_dns.hook = &asked;
    if (prepare(r, sender, request)) {
        (void)SPF_request_query_mailfrom(request, &response);
        result = result_of(response, asked.missing);
    }
    r->verifier->spf_dns.hook = NULL;
    if (response != NULL) {
        SPF_response_free(response);
    }
    SPF_request_free(request);
    return result;
}

enum verify_result verify_spf(struct verify_run *r, enum alignment *how)
{
    char sender[LOOKUP_NAME_MAX + 16];
    const char *domain;
    enum verify_result result;

    *how = ALIGNMENT_NONE;
    if (!r->ask->has_client || !identity_of(r, sender, &domain)) {
        return VERIFY_NONE;
    }
    result = ask_library(r, sender);
    if (result == VERIFY_PASS) {
        *how = verify_alignment(r, domain);
    }
    return result;
}
