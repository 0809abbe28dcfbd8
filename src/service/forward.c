#include "service/forward.h"

static const char *const codes[FORWARD_OUTCOME_COUNT] = {
    [FORWARD_ANSWER] = "answered",   [FORWARD_AUTOMATIC] = "automatic",
    [FORWARD_LOOP] = "loop",         [FORWARD_SENDER] = "sender",
    [FORWARD_UNKNOWN] = "unknown",   [FORWARD_UNPROVEN] = "unproven",
    [FORWARD_TOO_MANY] = "too_many",
};

const char *forward_outcome_code(enum forward_outcome o)
{
    return codes[o];
}

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        c = (char)(c + ('a' - 'A'));
    }
    return c;
}

bool forward_same_address(struct span a, struct span b)
{
    if (a.len != b.len || a.len == 0) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

bool forward_is_listed(struct span words, struct span address)
{
    const char *at = address.len == 0 ? NULL : memchr(address.at, '@', address.len);
    struct span domain = {.at = at,
                          .len = at == NULL ? 0 : address.len - (size_t)(at - address.at)};
    bool more = words.len > 0;

    while (more) {
        struct span one = words;

        more = span_cut(&words, ' ', &one);
        if (!more) {
            one = words;
        }
        if (forward_same_address(one, address) || forward_same_address(one, domain)) {
            return true;
        }
    }
    return false;
}

/* Names programs write under: RFC 3834 2, and what mail servers use. */
static bool is_program(struct span address)
{
    static const struct span names[] = {
        SPAN_INIT("mailer-daemon@"), SPAN_INIT("postmaster@"), SPAN_INIT("noreply@"),
        SPAN_INIT("no-reply@"),      SPAN_INIT("listserv@"),   SPAN_INIT("majordomo@"),
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct span front = {.at = address.at, .len = names[i].len};

        if (address.len > names[i].len && forward_same_address(front, names[i])) {
            return true;
        }
    }
    return false;
}

/* Somebody we know, shown to have sent it? */
static enum forward_outcome judge_proof(const struct forward_rules *r,
                                        const struct forward_facts *f)
{
    if (f->login.len > 0) {
        return f->login_owns ? FORWARD_ANSWER : FORWARD_UNPROVEN;
    }
    if (r->login_only || !f->known) {
        return FORWARD_UNKNOWN;
    }
    return f->bound ? FORWARD_ANSWER : FORWARD_UNPROVEN;
}

enum forward_outcome forward_judge(const struct forward_rules *r, const struct forward_facts *f)
{
    enum forward_outcome outcome;

    if (f->automatic || f->sender.len == 0 || is_program(f->sender)) {
        return FORWARD_AUTOMATIC;
    }
    for (size_t i = 0; i < COUNT(r->own); i++) {
        if (forward_same_address(r->own[i], f->sender) ||
            forward_same_address(r->own[i], f->from)) {
            return FORWARD_LOOP;
        }
    }
    if (!forward_same_address(f->sender, f->from)) {
        return FORWARD_SENDER;
    }
    outcome = judge_proof(r, f);
    if (outcome != FORWARD_ANSWER) {
        return outcome;
    }
    return f->this_hour >= r->hour_max ? FORWARD_TOO_MANY : FORWARD_ANSWER;
}
