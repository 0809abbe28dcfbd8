#include "message/fake.h"

#include "base/memory.h"
#include "message/fold.h"
#include "message/scrub.h"
#include "message/shingle.h"

#define HOSTS_LOOKED 24 /* different hosts of a message that are looked at */
#define BRAND_HITS 2

/* --- print ------------------------------------------------------------------------------------------ */

/* The hash of a run is 64 bits of FNV, whose low end is the weak one: mixed before it is cut. */
static uint32_t run_value(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return (uint32_t)(hash >> 32);
}

/* Keeps the smallest FAKE_RUNS_MAX values, ascending, each once. */
static void take_run(struct fake_print *p, uint32_t value)
{
    uint32_t lo = 0;
    uint32_t hi = p->count;

    if (p->count == FAKE_RUNS_MAX && value >= p->runs[p->count - 1]) {
        return;
    }
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;

        if (p->runs[mid] < value) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo < p->count && p->runs[lo] == value) {
        return;
    }
    if (p->count < FAKE_RUNS_MAX) {
        p->count++;
    }
    memmove(&p->runs[lo + 1], &p->runs[lo], (p->count - lo - 1) * sizeof *p->runs);
    p->runs[lo] = value;
}

void fake_print_make(struct span text, struct arena *a, struct fake_print *out)
{
    struct arena_mark mark = arena_mark(a);
    size_t cap = 4 * (text.len < SCRUB_LOOKED ? text.len : SCRUB_LOOKED) + 64;
    struct buf folded = {.at = arena_take(a, cap), .cap = cap};
    uint64_t *runs;
    size_t count;

    *out = (struct fake_print){.count = 0};
    if (folded.at == NULL) {
        return;
    }
    text_fold(text, &folded);
    runs = arena_take(a, (folded.len + 1) * sizeof *runs);
    count = runs == NULL ? 0 : shingles_in((struct span){.at = folded.at, .len = folded.len}, runs);
    for (size_t i = 0; i < count; i++) {
        take_run(out, run_value(runs[i]));
    }
    arena_release(a, mark);
}

/* --- links ------------------------------------------------------------------------------------------ */

static bool is_web(const struct message_link *l)
{
    return l->place != MESSAGE_PLACE_IMAGE &&
           (l->scheme.len == 0 || span_eq(l->scheme, SPAN("http")) ||
            span_eq(l->scheme, SPAN("https")));
}

/* A place where anybody may put something says nothing about who did, unless the domain is one customer's
 * corner of it: "a1.web.app" below "web.app". */
static bool is_shared(struct span domain)
{
    struct host host;
    struct host above;
    struct err ignored = {0};
    struct span head;

    if (!host_from_name(domain, &host, &ignored) || site_traits(&host) == 0) {
        return false;
    }
    return (site_traits(&host) & (SITE_SHORTENER | SITE_FREE_HOSTING | SITE_BUCKET)) != 0 &&
           !(span_cut(&domain, '.', &head) && host_from_name(domain, &above, &ignored) &&
             (site_traits(&above) & (SITE_FREE_HOSTING | SITE_BUCKET)) != 0);
}

/* Mass mailers' and clouds' own names: half of the honest world sends its readers through them. */
static const struct span carriers[] = {
    SPAN_INIT("amazonaws.com"),   SPAN_INIT("awstrack.me"),     SPAN_INIT("azureedge.net"),
    SPAN_INIT("benchurl.com"),    SPAN_INIT("cloudfront.net"),  SPAN_INIT("constantcontact.com"),
    SPAN_INIT("ctctcdn.com"),     SPAN_INIT("emlnk.com"),       SPAN_INIT("exct.net"),
    SPAN_INIT("exacttarget.com"), SPAN_INIT("force.com"),       SPAN_INIT("hubspotlinks.com"),
    SPAN_INIT("klclick.com"),     SPAN_INIT("list-manage.com"), SPAN_INIT("mailchimp.com"),
    SPAN_INIT("mailgun.org"),     SPAN_INIT("mailjet.com"),     SPAN_INIT("mjt.lu"),
    SPAN_INIT("mktomail.com"),    SPAN_INIT("pstmrk.it"),       SPAN_INIT("rs6.net"),
    SPAN_INIT("sendgrid.net"),    SPAN_INIT("sendinblue.com"),  SPAN_INIT("sparkpostmail.com"),
    SPAN_INIT("urldefense.com"),  SPAN_INIT("w3.org"),
};

/* What carries honest messages as well, says nothing about one. */
static bool is_carrier(const struct brands *brands, const struct host *h)
{
    for (size_t i = 0; i < COUNT(carriers); i++) {
        if (host_within(h, carriers[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < brands_count(brands); i++) {
        enum brand_tie tie = brand_tie(brands, brands_at(brands, i), h);

        if (tie == BRAND_TIE_USES || tie == BRAND_TIE_OPEN) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct fake_reading *r, struct span domain)
{
    for (size_t i = 0; i < r->link_count; i++) {
        if (span_eq(domain,
                    (struct span){.at = r->links[i].text, .len = strlen(r->links[i].text)})) {
            return true;
        }
    }
    return false;
}

static void add_link(struct fake_reading *r, struct span domain)
{
    struct fake_domain_name name = {{0}};

    if (domain.len == 0 || domain.len >= sizeof name.text || r->link_count == FAKE_LINKS_MAX) {
        return;
    }
    memcpy(name.text, domain.at, domain.len);
    r->links[r->link_count++] = name;
}

/* Hosts of a message that were looked at. */
struct looked {
    struct span at[HOSTS_LOOKED];
    size_t count;
};

/* True once for each host, as long as there is room. */
static bool is_next(struct looked *l, struct span host)
{
    for (size_t i = 0; i < l->count; i++) {
        if (span_eq(l->at[i], host)) {
            return false;
        }
    }
    if (l->count == HOSTS_LOOKED) {
        return false;
    }
    l->at[l->count++] = host;
    return true;
}

static void take_host(const struct brands *brands, struct span target, struct fake_reading *r)
{
    struct host host;
    struct err ignored = {0};
    struct span domain;

    if (!host_from_url(target, &host, &ignored)) {
        return;
    }
    domain = host.kind == HOST_NAME ? host_domain(&host) : host_name(&host);
    if (!is_known(r, domain) && brands_owner(brands, &host) == NULL &&
        !brands_is_mailbox_host(brands, &host) && !is_shared(domain) &&
        !is_carrier(brands, &host)) {
        add_link(r, domain);
    }
}

static void take_links(const struct message *m, const struct brands *brands, struct fake_reading *r)
{
    struct looked looked = {.count = 0};

    for (size_t i = 0; i < m->link_count; i++) {
        if (is_web(&m->links[i]) && is_next(&looked, m->links[i].host)) {
            take_host(brands, m->links[i].target, r);
        }
    }
}

/* --- whose it is ------------------------------------------------------------------------------------ */

/* Some mails are addressed to "Amazon Customer": the brand is not what is to be taken out. */
static void add_names(struct scrub_names *n, const struct brands *brands,
                      const struct message_addresses *list)
{
    for (size_t i = 0; i < list->count && n->count < SCRUB_NAMES_MAX / 2; i++) {
        struct brand_hit hits[BRAND_HITS];

        if (list->at[i].name.len > 0 &&
            brands_in_display(brands, list->at[i].name, hits, BRAND_HITS) == 0) {
            scrub_add_name(n, list->at[i].name);
        }
        scrub_add_address(n, list->at[i].address);
    }
}

/* What a reader sees: of a text in two forms the one with the links, of a forwarded message only it. */
static struct span shown_text(const struct message *m)
{
    struct span text = m->text;

    if (m->forward_at > 0 && m->forward_at < text.len) {
        return (struct span){.at = text.at + m->forward_at, .len = text.len - m->forward_at};
    }
    if (m->has_html && m->html.len > 0) {
        return m->html;
    }
    return m->has_plain && m->plain.len > 0 ? m->plain : text;
}

static enum fake_channel channel_of(const struct message *m)
{
    if (m->kind == MESSAGE_SMS) {
        return FAKE_SMS;
    }
    return m->kind == MESSAGE_MAIL || m->forward != MESSAGE_FORWARD_NONE ? FAKE_MAIL : FAKE_PASTED;
}

/* A buffer of the arena for what is scrubbed; of one that is full, the cut lies at a character. */
static struct buf room_for(struct arena *a, size_t cap)
{
    struct buf b = {.at = arena_take(a, cap), .cap = cap};

    b.cap = b.at == NULL ? 0 : cap;
    return b;
}

/* Cut at a whole character, and never inside a placeholder. */
static struct span cut(const struct buf *b, size_t most)
{
    struct span s = {.at = b->at, .len = b->len};
    size_t open;

    if (s.len <= most) {
        return s;
    }
    s.len = most;
    while (s.len > 0 && ((unsigned char)b->at[s.len] & 0xc0) == 0x80) {
        s.len--;
    }
    open = s.len;
    while (open > 0 && most - open < 2 * (size_t)FAKE_DOMAIN_SIZE) {
        struct span rest = {.at = s.at + open, .len = b->len - open};

        if (rest.len >= 3 && memcmp(rest.at, FAKE_HOLE_CLOSE, 3) == 0 && open + 3 <= s.len) {
            break;
        }
        if (rest.len >= 3 && memcmp(rest.at, FAKE_HOLE_OPEN, 3) == 0) {
            s.len = open;
            break;
        }
        open--;
    }
    return s;
}

void fake_read(const struct message *m, const struct brands *brands, struct arena *a,
               struct fake_reading *out)
{
    struct scrub_names *names = arena_take(a, sizeof *names);
    struct buf subject = room_for(a, (size_t)4 * FAKE_SUBJECT_MAX);
    struct buf text = room_for(a, (size_t)4 * SCRUB_LOOKED);
    struct buf bare = room_for(a, (size_t)2 * SCRUB_LOOKED);
    struct span shown = shown_text(m);

    out->channel = channel_of(m);
    out->link_count = 0;
    out->print = (struct fake_print){.count = 0};
    out->subject = out->text = SPAN("");
    take_links(m, brands, out);
    if (names == NULL || subject.at == NULL || text.at == NULL || bare.at == NULL) {
        return;
    }
    add_names(names, brands, &m->to);
    add_names(names, brands, &m->cc);
    add_names(names, brands, &m->delivered_to);
    add_names(names, brands, &m->outer_from);
    scrub_find_names(names, m->subject, a);
    scrub_find_names(names, shown, a);
    scrub_text(names, m->subject, a, &subject, &bare);
    buf_add(&bare, SPAN("\n"));
    scrub_text(names, shown, a, &text, &bare);
    fake_print_make((struct span){.at = bare.at, .len = bare.len}, a, &out->print);
    out->subject = cut(&subject, FAKE_SUBJECT_MAX);
    out->text = cut(&text, FAKE_TEXT_MAX);
}
