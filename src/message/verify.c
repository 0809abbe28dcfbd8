#include "message/verify.h"

#include "message/verify_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const codes[] = {"none", "pass", "fail", "unknown"};
_Static_assert(COUNT(codes) == VERIFY_RESULT_COUNT, "each result has a code");

const char *verify_result_code(enum verify_result r)
{
    return codes[r];
}

bool verifier_new(struct verifier **out, struct err *e)
{
    struct verifier *v = calloc(1, sizeof *v);

    if (v == NULL || !verify_dkim_prepare(v) || !verify_spf_prepare(v)) {
        verifier_free(&v);
        return err_set(e, ERR_SYSTEM, "libopendkim or libspf2 does not start");
    }
    *out = v;
    return true;
}

void verifier_free(struct verifier **v)
{
    if (*v != NULL) {
        if ((*v)->dkim != NULL) {
            dkim_close((*v)->dkim);
        }
        if ((*v)->spf != NULL) {
            SPF_server_free((*v)->spf);
        }
        free(*v);
        *v = NULL;
    }
}

enum alignment verify_alignment(const struct verify_run *r, const char *domain)
{
    struct err ignored = {0};
    struct host h;

    if (domain == NULL ||
        !host_from_name((struct span){.at = domain, .len = strlen(domain)}, &h, &ignored)) {
        return ALIGNMENT_NONE;
    }
    if (strcmp(h.name, r->from.name) == 0) {
        return ALIGNMENT_STRICT;
    }
    return host_domain(&h).len > 0 && host_same_domain(&h, &r->from) ? ALIGNMENT_RELAXED
                                                                     : ALIGNMENT_NONE;
}

/* Bytes of the field's name when the line is one (RFC 5322 2.2), else 0. */
static size_t name_length(struct span line)
{
    const char *colon = line.len == 0 ? NULL : memchr(line.at, ':', line.len);
    size_t len = colon == NULL ? 0 : (size_t)(colon - line.at);

    while (len > 0 && (line.at[len - 1] == ' ' || line.at[len - 1] == '\t')) {
        len--;
    }
    for (size_t i = 0; i < len; i++) {
        if (line.at[i] <= ' ' || line.at[i] > '~') {
            return 0;
        }
    }
    return len;
}

/* Takes the next line of the head off *rest, without its end; false at the empty line or the end. */
static bool take_line(struct span *rest, struct span *line)
{
    if (!span_cut(rest, '\n', line)) {
        *line = *rest;
        rest->len = 0;
    }
    line->len -= line->len > 0 && line->at[line->len - 1] == '\r';
    return line->len > 0;
}

/* True when the head is fields and folded lines, nothing else, with one From. libopendkim reads beyond
 * its buffers for fields with a NUL, and which of two From fields people see is anybody's guess. */
static bool head_is_in_order(struct span message)
{
    struct span rest = message;
    struct span line;
    size_t from = 0;
    size_t fields = 0;

    while (take_line(&rest, &line)) {
        bool folded = fields > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
        size_t name = folded ? 0 : name_length(line);

        if ((!folded && name == 0) || memchr(line.at, '\0', line.len) != NULL ||
            memchr(line.at, '\r', line.len) != NULL) {
            return false;
        }
        fields += !folded;
        from += name == 4 && strncasecmp(line.at, "from", 4) == 0;
    }
    return from == 1;
}

static bool aligned(enum alignment how, bool strict)
{
    return how == ALIGNMENT_STRICT || (how == ALIGNMENT_RELAXED && !strict);
}

static void decide(struct verify_answer *a, const struct dmarc_record *record, enum alignment spf,
                   enum alignment dkim)
{
    bool has_record = record->found == VERIFY_PASS;
    bool passed = (a->spf == VERIFY_PASS && aligned(spf, has_record && record->strict_spf)) ||
                  (a->dkim == VERIFY_PASS && aligned(dkim, has_record && record->strict_dkim));
    bool unknown = a->spf == VERIFY_UNKNOWN || a->dkim == VERIFY_UNKNOWN;

    a->spf_aligned = a->spf == VERIFY_PASS && spf != ALIGNMENT_NONE;
    a->dmarc = record->found;
    if (has_record) {
        a->dmarc = passed ? VERIFY_PASS : VERIFY_FAIL;
        if (!passed && unknown) {
            a->dmarc = VERIFY_UNKNOWN;
        }
    }
    /* A record that could not be had may have wanted strict alignment. */
    a->bound = passed && (has_record || record->found == VERIFY_NONE);
}

void verify_message(struct verifier *v, const struct verify_ask *ask, struct lookups *l,
                    struct verify_answer *out)
{
    struct verify_run run = {.verifier = v, .ask = ask, .lookups = l};
    struct verify_answer a = {.spf = VERIFY_NONE};
    struct err bad_domain = {0};
    struct dmarc_record record;
    enum alignment spf;
    enum alignment dkim;

    if (!head_is_in_order(ask->message) ||
        !host_from_name(ask->from_domain, &run.from, &bad_domain)) {
        *out = a;
        return;
    }
    verify_dmarc(&run, &record);
    a.spf = verify_spf(&run, &spf);
    a.dkim = verify_dkim(&run, &dkim);
    decide(&a, &record, spf, dkim);
    *out = a;
}
