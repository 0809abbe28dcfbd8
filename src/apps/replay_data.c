#include "apps/replay_data.h"

#include "base/number.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_MAX_BYTES 256
#define FIELDS 12
#define USERS_BUCKETS_FIRST 1024u

enum {
    SECONDS,
    USER,
    ADDRESS,
    PREFIX,
    ASN,
    REGION,
    COUNTRY,
    AGENT,
    BROWSER,
    OS,
    DEVICE,
    FAMILY
};

static const struct {
    const char *name;
    uint64_t most;
} fields[FIELDS] = {
    [SECONDS] = {"seconds", UINT32_MAX / 2}, [USER] = {"user", UINT32_MAX - 1},
    [ADDRESS] = {"address", UINT32_MAX},     [PREFIX] = {"prefix", UINT32_MAX},
    [ASN] = {"asn", UINT32_MAX / 2},         [REGION] = {"region", UINT32_MAX},
    [COUNTRY] = {"country", 26 * 26 - 1},    [AGENT] = {"agent", UINT32_MAX - 1},
    [BROWSER] = {"browser", UINT32_MAX},     [OS] = {"os", UINT32_MAX},
    [DEVICE] = {"device", UINT32_MAX},       [FAMILY] = {"family", UINT32_MAX - 1},
};

/* Open addressing from the file's user number to the user's latest event. */
struct user {
    uint32_t number;
    uint32_t latest; /* REPLAY_NONE: bucket not in use */
};

struct users {
    struct user *at;
    uint32_t buckets; /* a power of two */
    uint32_t count;
};

struct reading {
    const char *path;
    uint64_t line;
    uint32_t capacity;
    struct users users;
};

static bool out_of_memory(struct err *e)
{
    (void)err_set(e, ERR_LIMIT, "not enough memory for these sign-ins");
    return false;
}

static struct user *users_bucket(const struct users *u, uint32_t number)
{
    uint32_t at = (uint32_t)(number * 2654435769u) & (u->buckets - 1);

    while (u->at[at].latest != REPLAY_NONE && u->at[at].number != number) {
        at = (at + 1) & (u->buckets - 1);
    }
    return &u->at[at];
}

static void users_free(struct users *u)
{
    free(u->at);
    *u = (struct users){0};
}

static bool users_grow(struct users *u, struct err *e)
{
    struct users next = {.buckets = u->buckets == 0 ? USERS_BUCKETS_FIRST : u->buckets * 2,
                         .count = u->count};

    if (u->at != NULL && (uint64_t)u->count * 2 < u->buckets) {
        return true;
    }
    next.at = calloc(next.buckets, sizeof *next.at);
    if (next.at == NULL) {
        return out_of_memory(e);
    }
    for (uint32_t i = 0; i < next.buckets; i++) {
        next.at[i].latest = REPLAY_NONE;
    }
    for (uint32_t i = 0; i < u->buckets; i++) {
        if (u->at[i].latest != REPLAY_NONE) {
            *users_bucket(&next, u->at[i].number) = u->at[i];
        }
    }
    users_free(u);
    *u = next;
    return true;
}

/* Printable copy of what stood where a number was expected. */
static const char *shown(struct span word, char out[static 25])
{
    size_t len;

    for (len = 0; len < word.len && len < 24; len++) {
        out[len] = (char)(isprint((unsigned char)word.at[len]) ? word.at[len] : '?');
    }
    out[len] = '\0';
    return out;
}

static bool parse(const struct reading *r, struct span line, uint64_t value[static FIELDS],
                  struct err *e)
{
    struct span rest = line;
    char text[25];

    for (size_t i = 0; i < FIELDS; i++) {
        struct span word = rest;

        if (i < FIELDS - 1 && !span_cut(&rest, ' ', &word)) {
            return err_set(e, ERR_INPUT,
                           "%s:%llu: expected %d whole numbers with one space between, found %zu: "
                           "\"%s\"",
                           r->path, (unsigned long long)r->line, FIELDS, i + 1, shown(line, text));
        }
        if (!number_parse(word, 0, fields[i].most, &value[i])) {
            return err_set(
                e, ERR_INPUT,
                "%s:%llu: expected a whole number within 0..%llu as \"%s\" (number %zu), "
                "found \"%s\"",
                r->path, (unsigned long long)r->line, (unsigned long long)fields[i].most,
                fields[i].name, i + 1, shown(word, text));
        }
    }
    return true;
}

static bool event_room(struct reading *r, struct replay_data *d, struct err *e)
{
    struct replay_event *more;
    uint32_t capacity = r->capacity == 0 ? 4096 : r->capacity * 2;

    if (d->count < r->capacity) {
        return true;
    }
    if (d->count >= REPLAY_EVENTS_MAX) {
        return err_set(e, ERR_LIMIT, "%s: more than %u sign-ins", r->path, REPLAY_EVENTS_MAX);
    }
    more = realloc(d->events, capacity * sizeof *more);
    if (more == NULL) {
        return out_of_memory(e);
    }
    d->events = more;
    r->capacity = capacity;
    return true;
}

static bool add(struct reading *r, struct replay_data *d, const uint64_t v[static FIELDS],
                struct err *e)
{
    struct replay_event event = {
        .seconds = (uint32_t)v[SECONDS],
        .address = (uint32_t)v[ADDRESS],
        .prefix = (uint32_t)v[PREFIX],
        .asn = (uint32_t)v[ASN],
        .agent = (uint32_t)v[AGENT],
        .family = (uint32_t)v[FAMILY],
        .before = REPLAY_NONE,
        .country = (uint16_t)v[COUNTRY],
    };
    struct user *user;

    if (d->count > 0 && event.seconds < d->events[d->count - 1].seconds) {
        return err_set(e, ERR_INPUT, "%s:%llu: expected time order (seconds >= %u), found %u",
                       r->path, (unsigned long long)r->line, d->events[d->count - 1].seconds,
                       event.seconds);
    }
    if (!event_room(r, d, e) || !users_grow(&r->users, e)) {
        return false;
    }
    assert(d->events != NULL); /* event_room */
    user = users_bucket(&r->users, (uint32_t)v[USER]);
    if (user->latest == REPLAY_NONE) {
        user->number = (uint32_t)v[USER];
        event.user = r->users.count++;
    } else {
        const struct replay_event *before = &d->events[user->latest];

        assert(user->latest < d->count);
        event.user = before->user;
        event.before = user->latest;
        event.history = (uint16_t)(before->history < UINT16_MAX ? before->history + 1 : UINT16_MAX);
    }
    user->latest = d->count;
    d->events[d->count++] = event;
    return true;
}

static bool read_lines(FILE *in, struct reading *r, struct replay_data *d, struct err *e)
{
    char line[LINE_MAX_BYTES];
    uint64_t value[FIELDS] = {0};

    while (fgets(line, sizeof line, in) != NULL) {
        struct span text = {.at = line, .len = strlen(line)};

        r->line++;
        if (text.len == 0 || (line[text.len - 1] != '\n' && !feof(in))) {
            return err_set(e, ERR_INPUT,
                           "%s:%llu: expected a line of numbers shorter than %d bytes", r->path,
                           (unsigned long long)r->line, LINE_MAX_BYTES);
        }
        text.len -= line[text.len - 1] == '\n' ? 1 : 0;
        if (!parse(r, text, value, e) || !add(r, d, value, e)) {
            return false;
        }
    }
    if (ferror(in)) {
        (void)err_set(e, ERR_SYSTEM, "reading %s: %s", r->path, strerror(errno));
        e->sys = errno;
        return false;
    }
    d->users = r->users.count;
    return d->count > 0 ||
           err_set(e, ERR_INPUT, "%s: expected sign-ins, found an empty file", r->path);
}

static uint32_t group_of(const struct replay_event *event, bool asn)
{
    return asn ? event->asn : event->country;
}

/* (group, index) of one event as a number qsort can compare. */
static int key_compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static uint32_t *group_events(const struct replay_data *d, bool asn)
{
    uint64_t *keys;
    uint32_t *order;

    assert(d->count > 0); /* read_lines */
    keys = calloc(d->count, sizeof *keys);
    order = calloc(d->count, sizeof *order);
    if (keys == NULL || order == NULL) {
        free(keys);
        free(order);
        return NULL;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        keys[i] = (uint64_t)group_of(&d->events[i], asn) << 32 | i;
    }
    qsort(keys, d->count, sizeof *keys, key_compare);
    for (uint32_t i = 0; i < d->count; i++) {
        order[i] = (uint32_t)(keys[i] & UINT32_MAX);
    }
    free(keys);
    return order;
}

bool replay_data_read(const char *path, struct replay_data *out, struct err *e)
{
    bool standard = strcmp(path, "-") == 0;
    struct reading r = {.path = standard ? "standard input" : path};
    struct replay_data d = {0};
    FILE *in = standard ? stdin : fopen(path, "re");
    bool ok;

    if (in == NULL) {
        int sys = errno;

        (void)err_set(e, sys == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "%s: %s", path, strerror(sys));
        e->sys = sys == ENOENT ? 0 : sys;
        return false;
    }
    ok = read_lines(in, &r, &d, e);
    users_free(&r.users);
    if (!standard) {
        (void)fclose(in);
    }
    if (ok) {
        d.by_country = group_events(&d, false);
        d.by_asn = group_events(&d, true);
        ok = (d.by_country != NULL && d.by_asn != NULL) || out_of_memory(e);
    }
    if (!ok) {
        replay_data_free(&d);
        return false;
    }
    *out = d;
    return true;
}

void replay_data_free(struct replay_data *d)
{
    free(d->events);
    free(d->by_country);
    free(d->by_asn);
    *d = (struct replay_data){0};
}

/* The first place in `order` not before (group, index). */
static uint32_t lower(const struct replay_data *d, const uint32_t *order, bool asn, uint64_t key)
{
    uint32_t from = 0;
    uint32_t to = d->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        uint32_t index = order[middle];

        if (((uint64_t)group_of(&d->events[index], asn) << 32 | index) < key) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static uint32_t group_before(const struct replay_data *d, bool asn, uint32_t group, uint32_t now,
                             const uint32_t **first)
{
    const uint32_t *order = asn ? d->by_asn : d->by_country;
    uint32_t from = lower(d, order, asn, (uint64_t)group << 32);

    *first = order + from;
    return lower(d, order, asn, (uint64_t)group << 32 | now) - from;
}

uint32_t replay_data_country(const struct replay_data *d, uint32_t country, uint32_t now,
                             const uint32_t **first)
{
    return group_before(d, false, country, now, first);
}

uint32_t replay_data_asn(const struct replay_data *d, uint32_t asn, uint32_t now,
                         const uint32_t **first)
{
    return group_before(d, true, asn, now, first);
}
