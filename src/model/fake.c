#include "model/fake.h"

#include "base/quote.h"

static const char *const states[FAKE_STATE_COUNT] = {"new", "confirmed", "closed"};
static const char *const channels[FAKE_CHANNEL_COUNT] = {"mail", "sms", "pasted"};
static const char *const notes[FAKE_NOTE_KINDS] = {"reported", "down", "remark"};
static const char *const holes[FAKE_HOLE_COUNT] = {
    [FAKE_HOLE_NAME] = "name",     [FAKE_HOLE_ADDRESS] = "address", [FAKE_HOLE_POSTAL] = "postal",
    [FAKE_HOLE_NUMBER] = "number", [FAKE_HOLE_ID] = "id",           [FAKE_HOLE_DATE] = "date",
    [FAKE_HOLE_TIME] = "time",     [FAKE_HOLE_AMOUNT] = "amount",   [FAKE_HOLE_LINK] = "link",
};

const char *fake_state_code(unsigned s)
{
    return states[s];
}

bool fake_state_parse(struct span code, enum fake_state *out)
{
    for (unsigned s = 0; s < FAKE_STATE_COUNT; s++) {
        if (span_eq(code, (struct span){.at = states[s], .len = strlen(states[s])})) {
            *out = (enum fake_state)s;
            return true;
        }
    }
    return false;
}

const char *fake_channel_code(unsigned c)
{
    return channels[c];
}

const char *fake_note_code(unsigned k)
{
    return notes[k];
}

const char *fake_hole_code(unsigned h)
{
    return holes[h];
}

/* --- likeness --------------------------------------------------------------------------------------- */

/* Where a print is full, what lies above its end is unknown. */
static bool is_known(const struct fake_print *p, uint32_t at)
{
    return at < p->count || p->count < FAKE_RUNS_MAX;
}

/* The next of p, or above every value there is. */
static uint64_t next_of(const struct fake_print *p, uint32_t at)
{
    return at < p->count ? p->runs[at] : UINT64_MAX;
}

/* The smallest of both together are a random sample of the union; how many of them are in both tells how
 * much of it is. */
unsigned fake_alike(const struct fake_print *a, const struct fake_print *b)
{
    uint32_t i = 0;
    uint32_t j = 0;
    uint32_t seen = 0;
    uint32_t both = 0;

    if (a->count < FAKE_PRINT_MIN || b->count < FAKE_PRINT_MIN) {
        return 0;
    }
    while (seen < FAKE_RUNS_MAX && (i < a->count || j < b->count) && is_known(a, i) &&
           is_known(b, j)) {
        uint64_t x = next_of(a, i);
        uint64_t y = next_of(b, j);

        i += x <= y ? 1 : 0;
        j += y <= x ? 1 : 0;
        both += x == y ? 1 : 0;
        seen++;
    }
    return both * 100 / seen;
}

/* --- a campaign ------------------------------------------------------------------------------------- */

bool fake_add_report(struct fake *f, struct fake_report report)
{
    bool known = false;

    for (size_t i = 0; i < f->report_count; i++) {
        if (f->reports[i].who == report.who) {
            if (f->reports[i].what == report.what) {
                return false;
            }
            known = true;
        }
    }
    if (f->report_count == FAKE_REPORTS_MAX) {
        return false;
    }
    f->reports[f->report_count++] = report;
    f->people += known ? 0 : 1;
    return true;
}

const struct fake_domain *fake_domain_find(const struct fake *f, struct span name)
{
    for (size_t i = 0; i < f->domain_count; i++) {
        const char *known = f->domains[i].name;

        if (span_eq(name, (struct span){.at = known, .len = strlen(known)})) {
            return &f->domains[i];
        }
    }
    return NULL;
}

/* --- from elsewhere --------------------------------------------------------------------------------- */

bool fake_domain_check(struct span name)
{
    bool dots = false;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
              c == ':')) {
            return false;
        }
        dots = dots || c == '.' || c == ':';
    }
    return dots && name.len < FAKE_DOMAIN_SIZE && name.at[0] != '.' && name.at[0] != '-' &&
           name.at[name.len - 1] != '.';
}

static bool print_check(const struct fake_print *p, struct err *e)
{
    if (p->count > FAKE_RUNS_MAX) {
        return err_set(e, ERR_INPUT, "print: expected at most %d numbers, came %u", FAKE_RUNS_MAX,
                       p->count);
    }
    for (uint32_t i = 1; i < p->count; i++) {
        if (p->runs[i - 1] >= p->runs[i]) {
            return err_set(e, ERR_INPUT, "print: expected numbers that ascend, came others");
        }
    }
    return true;
}

static bool is_code(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i];

        if (c == '\0') {
            return true;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return false;
        }
    }
    return false;
}

bool fake_reading_check(const struct fake_reading *r, struct err *e)
{
    if ((unsigned)r->channel >= FAKE_CHANNEL_COUNT || !is_code(r->brand, sizeof r->brand)) {
        return err_set(e, ERR_INPUT, "brand: expected the ID of a brand, or nothing");
    }
    if (r->link_count > FAKE_LINKS_MAX) {
        return err_set(e, ERR_INPUT, "links: expected at most %d, came %zu", FAKE_LINKS_MAX,
                       r->link_count);
    }
    for (size_t i = 0; i < r->link_count; i++) {
        const char *end = memchr(r->links[i].text, 0, sizeof r->links[i].text);
        struct span name = {.at = r->links[i].text};

        name.len = end == NULL ? sizeof r->links[i].text : (size_t)(end - r->links[i].text);
        if (!fake_domain_check(name)) {
            return err_set(e, ERR_INPUT, "links: expected a domain such as example.jp, came %s",
                           quote(name).text);
        }
    }
    if (r->subject.len > FAKE_SUBJECT_MAX || r->text.len > FAKE_TEXT_MAX) {
        return err_set(e, ERR_INPUT,
                       "expected a subject of at most %d bytes and a text of at most %d",
                       FAKE_SUBJECT_MAX, FAKE_TEXT_MAX);
    }
    return print_check(&r->print, e);
}
