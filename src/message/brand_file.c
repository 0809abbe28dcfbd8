/* Brand files: lines of KEY VALUE to drafts and facts. The format is described in docs/brands.md. */
#include "message/brand_index.h"

#include "base/memory.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "message/ascii.h"

static const char *const kinds[] = {
    "bank",      "card",    "payment", "points",   "securities", "crypto",
    "insurance", "carrier", "isp",     "hosting",  "shop",       "delivery",
    "transport", "travel",  "food",    "game",     "government", "utility",
    "media",     "social",  "tech",    "security", "other",
};

static const struct {
    const char *name;
    enum brand_field field;
} fields[] = {
    {"registered-name", BRAND_FIELD_NAME},        {"member-id", BRAND_FIELD_MEMBER_ID},
    {"contract-name", BRAND_FIELD_CONTRACT_NAME}, {"service-code", BRAND_FIELD_SERVICE_CODE},
    {"card-digits", BRAND_FIELD_CARD_DIGITS},
};

/* Where reading is. */
struct reader {
    struct registry_text *text;
    struct span name; /* of the file */
    unsigned number;
    unsigned line;
    struct draft *now; /* NULL before the first brand */
    struct span source;
    struct span date;
    struct span file_source; /* for brands that state none */
    struct span file_date;
};

static struct span trim(struct span s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

static bool wrong(const struct reader *r, struct err *e, const char *expected, struct span came)
{
    return err_set(e, ERR_CONFIG, "%.*s:%u: expected %s, came %s", (int)r->name.len, r->name.at,
                   r->line, expected, quote(came).text);
}

static bool is_lower_or_digit(char c)
{
    return ascii_is_lower(c) || ascii_is_digit(c);
}

static bool is_id(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_lower_or_digit(s.at[i]) && (s.at[i] != '-' || i == 0 || i + 1 == s.len)) {
            return false;
        }
    }
    return s.len > 0 && s.len < BRAND_ID_MAX;
}

/* "2026-11-21" */
static bool is_date(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (i == 4 || i == 7 ? s.at[i] != '-' : (s.at[i] < '0' || s.at[i] > '9')) {
            return false;
        }
    }
    return s.len == 10;
}

static bool is_host(struct span s, struct host *h)
{
    struct err ignored;

    return host_from_name(s, h, &ignored) && h->kind == HOST_NAME && span_eq(host_name(h), s) &&
           memchr(s.at, '.', s.len) != NULL;
}

/* --- one reader for each kind of value ------------------------------------------------------------------ */

static bool add_fact(struct reader *r, enum brand_fact_kind kind, struct fact_row row,
                     struct err *e)
{
    struct registry_text *t = r->text;
    size_t same = 0;

    for (size_t i = t->row_count; i-- > 0 && t->rows[i].brand == t->draft_count - 1;) {
        same += t->rows[i].kind == kind ? 1 : 0;
    }
    if (same == BRAND_FACTS_MAX) {
        return wrong(r, e, "at most 256 facts of one kind", row.fact.text);
    }
    if (r->source.len == 0) {
        return wrong(r, e, "a source before the first fact", row.fact.text);
    }
    if (t->row_count == t->row_room) {
        t->row_room = t->row_room == 0 ? 1024 : 2 * t->row_room;
        t->rows = memory_grow(t->rows, t->row_room, sizeof *t->rows);
    }
    row.kind = kind;
    row.brand = (uint32_t)t->draft_count - 1;
    row.line = r->line;
    row.fact.source = r->source;
    row.fact.date = r->date;
    t->rows[t->row_count++] = row;
    return true;
}

/* Takes '*' and '!' off a name or token. */
static struct fact_row unmarked(struct span s)
{
    struct fact_row row = {.kind = BRAND_NAME, .fact.text = s};

    if (s.len > 1 && s.at[s.len - 1] == '!') {
        row.exact = true;
        s.len--;
    }
    if (s.len > 1 && s.at[0] == '*') {
        row.open_left = true;
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    if (s.len > 1 && s.at[s.len - 1] == '*') {
        row.open_right = true;
        s.len--;
    }
    row.bare = s;
    return row;
}

static bool read_name(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = unmarked(value);
    char bytes[BRAND_NAME_MAX];
    struct buf folded = BUF_ON(bytes);

    text_fold(row.bare, &folded);
    if (folded.full || folded.len < 2 || folded.len > BRAND_NAME_MAX - 1 ||
        (folded.len < 4 && (row.open_left || row.open_right))) {
        return wrong(r, e, "a name of 2 to 95 bytes, of at least 4 with '*'", value);
    }
    return add_fact(r, BRAND_NAME, row, e);
}

static bool read_token(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = unmarked(value);
    struct span s = row.bare;

    for (size_t i = 0; i < s.len; i++) {
        if (!is_lower_or_digit(s.at[i])) {
            return wrong(r, e, "a token of lower-case letters and digits", value);
        }
    }
    if (s.len < 3 || s.len > 32 || (s.len < 4 && (row.open_left || row.open_right))) {
        return wrong(r, e, "a token of 3 to 32 letters, of at least 4 with '*'", value);
    }
    return add_fact(r, BRAND_TOKEN, row, e);
}

static bool read_domain(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = {.fact.text = value};
    struct host h;

    if (!is_host(value, &h) || h.domain_at != 0 || h.len == 0) {
        return wrong(r, e, "a registrable domain in lower case (else state a host)", value);
    }
    return add_fact(r, BRAND_DOMAIN, row, e);
}

static bool read_host(struct reader *r, enum brand_fact_kind kind, struct span value, struct err *e)
{
    struct fact_row row = {.fact.text = value};
    struct host h;

    return is_host(value, &h) ? add_fact(r, kind, row, e)
                              : wrong(r, e, "a host in lower case", value);
}

static bool read_sender(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = {.fact.text = value};
    struct span rest = value;
    struct span user;
    struct host h;

    if (!span_cut(&rest, '@', &user) || user.len == 0 || !is_host(rest, &h)) {
        return wrong(r, e, "a mail address", value);
    }
    for (size_t i = 0; i < user.len; i++) {
        if (user.at[i] <= ' ' || user.at[i] == 0x7f || (user.at[i] >= 'A' && user.at[i] <= 'Z')) {
            return wrong(r, e, "a mail address in lower case", value);
        }
    }
    return add_fact(r, BRAND_SENDER, row, e);
}

static bool read_promise(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = {.fact.text = value};

    for (size_t i = 0; i < COUNT(fields); i++) {
        if (span_eq(value, (struct span){.at = fields[i].name, .len = strlen(fields[i].name)})) {
            r->now->brand.promises |= fields[i].field;
            return add_fact(r, BRAND_PROMISE, row, e);
        }
    }
    return wrong(r, e, "registered-name, member-id, contract-name, service-code or card-digits",
                 value);
}

static bool read_page(struct reader *r, struct span value, struct err *e)
{
    struct fact_row row = {.fact.text = value};
    struct host h;
    struct err ignored;

    if (value.len < 9 || memcmp(value.at, "https://", 8) != 0 ||
        !host_from_url(value, &h, &ignored) || h.tricks != 0) {
        return wrong(r, e, "an https:// address", value);
    }
    return add_fact(r, BRAND_PAGE, row, e);
}

static bool read_value(struct reader *r, enum brand_fact_kind kind, struct span value,
                       struct err *e)
{
    switch (kind) {
    case BRAND_NAME:
        return read_name(r, value, e);
    case BRAND_TOKEN:
        return read_token(r, value, e);
    case BRAND_DOMAIN:
        return read_domain(r, value, e);
    case BRAND_HOST:
    case BRAND_USES:
    case BRAND_OPEN:
    case BRAND_MAILBOXES:
        return read_host(r, kind, value, e);
    case BRAND_SENDER:
        return read_sender(r, value, e);
    case BRAND_SMS:
        return value.len <= 20 ? add_fact(r, kind, (struct fact_row){.fact.text = value}, e)
                               : wrong(r, e, "an SMS sender of at most 20 bytes", value);
    case BRAND_PROMISE:
        return read_promise(r, value, e);
    case BRAND_PAGE:
        return read_page(r, value, e);
    case BRAND_FACT_KINDS:
        break;
    }
    return err_set(e, ERR_BUG, "there is no such kind of fact");
}

/* --- lines ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *key;
    enum brand_fact_kind kind;
    char mark; /* between values */
} fact_keys[] = {
    {"name", BRAND_NAME, '|'},
    {"token", BRAND_TOKEN, ' '},
    {"domain", BRAND_DOMAIN, ' '},
    {"host", BRAND_HOST, ' '},
    {"uses", BRAND_USES, ' '},
    {"open", BRAND_OPEN, ' '},
    {"mailboxes", BRAND_MAILBOXES, ' '},
    {"sender", BRAND_SENDER, ' '},
    {"sms", BRAND_SMS, '|'},
    {"promises", BRAND_PROMISE, ' '},
    {"page", BRAND_PAGE, ' '},
};

static bool read_values(struct reader *r, size_t key, struct span rest, struct err *e)
{
    struct span head;
    bool more = true;

    while (more) {
        more = span_cut(&rest, fact_keys[key].mark, &head);
        head = trim(more ? head : rest);
        if (head.len == 0 && fact_keys[key].mark == ' ') {
            continue; /* several spaces */
        }
        if (head.len == 0) {
            return wrong(r, e, "a value on each side of '|'", head);
        }
        if (!read_value(r, fact_keys[key].kind, head, e)) {
            return false;
        }
    }
    return true;
}

static bool begin_brand(struct reader *r, struct span id, struct err *e)
{
    struct registry_text *t = r->text;

    if (!is_id(id)) {
        return wrong(r, e, "an ID of lower-case letters, digits and '-'", id);
    }
    if (t->draft_count == BRANDS_MAX) {
        return wrong(r, e, "at most 4096 brands", id);
    }
    for (size_t i = 0; i < t->draft_count; i++) {
        struct draft *d = &t->drafts[i];

        if (!d->dropped && span_eq(d->brand.id, id)) {
            if (d->file == r->number) {
                return wrong(r, e, "each ID once in a file", id);
            }
            d->dropped = true;
        }
    }
    if (t->draft_count == t->draft_room) {
        t->draft_room = t->draft_room == 0 ? 256 : 2 * t->draft_room;
        t->drafts = memory_grow(t->drafts, t->draft_room, sizeof *t->drafts);
    }
    r->now = &t->drafts[t->draft_count++];
    *r->now = (struct draft){
        .brand = {.id = id, .group = id, .origin = r->name},
        .file = r->number,
        .line = r->line,
        .first_row = t->row_count,
    };
    r->source = r->file_source;
    r->date = r->file_date;
    return true;
}

static bool read_source(struct reader *r, struct span value, struct err *e)
{
    struct span date = value;
    struct span source = value;

    while (date.len > 0 && source.len > 0 && source.at[source.len - 1] != ' ') {
        source.len--;
    }
    date = (struct span){.at = value.at + source.len, .len = value.len - source.len};
    source = trim(source);
    if (source.len == 0 || !is_date(date)) {
        return wrong(r, e, "a source and its date as 2026-11-21", value);
    }
    r->source = source;
    r->date = date;
    if (r->now == NULL) {
        r->file_source = source;
        r->file_date = date;
    }
    return true;
}

static bool set_once(struct reader *r, struct span *to, struct span value, struct err *e)
{
    if (to->len > 0 || value.len == 0 || value.len >= BRAND_NAME_MAX) {
        return wrong(r, e, "this once, in 1 to 95 bytes", value);
    }
    *to = value;
    return true;
}

static bool read_kind(struct reader *r, struct span value, struct err *e)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (span_eq(value, (struct span){.at = kinds[i], .len = strlen(kinds[i])})) {
            return set_once(r, &r->now->brand.kind, value, e);
        }
    }
    return wrong(r, e, "a kind of docs/brands.md", value);
}

static bool read_senders(struct reader *r, struct span value, struct err *e)
{
    if (!span_eq(value, SPAN("all"))) {
        return wrong(r, e, "all, or no such line", value);
    }
    r->now->brand.senders_all = true;
    return true;
}

static bool read_group(struct reader *r, struct span value, struct err *e)
{
    if (!is_id(value)) {
        return wrong(r, e, "an ID of lower-case letters, digits and '-'", value);
    }
    r->now->brand.group = value;
    return true;
}

static bool read_key(struct reader *r, struct span key, struct span value, struct err *e)
{
    if (span_eq(key, SPAN("brand"))) {
        return begin_brand(r, value, e);
    }
    if (span_eq(key, SPAN("source"))) {
        return read_source(r, value, e);
    }
    if (r->now == NULL) {
        return wrong(r, e, "brand ID or source", key);
    }
    if (span_eq(key, SPAN("en"))) {
        return set_once(r, &r->now->brand.en, value, e);
    }
    if (span_eq(key, SPAN("ja"))) {
        return set_once(r, &r->now->brand.ja, value, e);
    }
    if (span_eq(key, SPAN("kind"))) {
        return read_kind(r, value, e);
    }
    if (span_eq(key, SPAN("senders"))) {
        return read_senders(r, value, e);
    }
    if (span_eq(key, SPAN("group"))) {
        return read_group(r, value, e);
    }
    for (size_t i = 0; i < COUNT(fact_keys); i++) {
        if (span_eq(key, (struct span){.at = fact_keys[i].key, .len = strlen(fact_keys[i].key)})) {
            return read_values(r, i, value, e);
        }
    }
    return wrong(r, e, "a key of docs/brands.md", key);
}

/* UTF-8 a terminal may see, tabs allowed. */
static bool is_text(struct span s)
{
    while (s.len > 0) {
        uint32_t point = 0;
        size_t n = utf8_take(s, &point);

        if (n == 0 || (point != '\t' && !utf8_printable(point))) {
            return false;
        }
        s = (struct span){.at = s.at + n, .len = s.len - n};
    }
    return true;
}

static bool read_line(struct reader *r, struct span line, struct err *e)
{
    struct span key;

    if (line.len > BRAND_LINE_MAX) {
        return wrong(r, e, "a line of at most 2048 bytes", line);
    }
    if (!is_text(line)) {
        return wrong(r, e, "UTF-8 without control characters", line);
    }
    line = trim(line);
    if (line.len == 0 || line.at[0] == '#') {
        return true;
    }
    if (!span_cut(&line, ' ', &key)) {
        return wrong(r, e, "a key, a space and a value", line);
    }
    return read_key(r, key, trim(line), e);
}

bool brand_file_read(struct registry_text *text, const struct brand_file *file, unsigned number,
                     const struct fault_sink *sink)
{
    struct reader r = {.text = text, .number = number};
    struct span rest = {0};
    struct span line;
    struct err e = {0};
    bool more = true;

    if (file->text.len > BRAND_FILE_MAX || !arena_copy(text->arena, file->text, &rest) ||
        !arena_copy(text->arena, file->name, &r.name)) {
        (void)err_set(&e, ERR_CONFIG, "%.*s: a brand file has at most %d bytes",
                      (int)file->name.len, file->name.at, BRAND_FILE_MAX);
        return sink->say(sink->ctx, &e);
    }
    while (more) {
        r.line++;
        more = span_cut(&rest, '\n', &line);
        if (!read_line(&r, more ? line : rest, &e) && !sink->say(sink->ctx, &e)) {
            return false;
        }
    }
    return true;
}
