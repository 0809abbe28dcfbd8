#include "apps/replay_run.h"

#include "base/hash.h"
#include "base/time.h"

#include <stdlib.h>

#define WARM_UP_PERCENT 40
#define VICTIMS_WANTED 10000 /* if every sign-in were scored; half of them or so are */
#define BEGIN_MS (INT64_C(1580733780) * TIME_SECOND_MS) /* 2020-02-03 12:43 UTC */
#define TAIL_COUNTRY_FIRST 5
#define TAIL_COUNTRY_END 120
#define TAIL_PROVIDER_FIRST 5
#define TAIL_PROVIDER_END 25

struct run {
    const struct replay_data *data;
    const struct replay_setup *setup;
    struct population *population;
    struct profile *profiles; /* by user */
    uint64_t random;
    uint32_t every; /* that many sign-ins to one victim */
    struct replay_result result;
};

/* What the victim usually does, as the attacker would find out. */
struct habit {
    struct replay_event country; /* a sign-in with the most used country */
    struct replay_event asn;
    struct replay_event client;
};

/* splitmix64 */
static uint64_t draw(struct run *r)
{
    r->random += 0x9e3779b97f4a7c15u;
    return hash_mix(r->random);
}

static uint32_t draw_below(struct run *r, uint32_t end)
{
    return (uint32_t)((draw(r) >> 32) * end >> 32);
}

static bool draw_percent(struct run *r, uint32_t percent)
{
    return draw_below(r, 100) < percent;
}

/* The numbers of the file as the model wants them: none of them 0. Addresses become IPv6, the
 * prefix its /48. */
static struct facts facts_of(const struct run *r, const struct replay_event *event,
                             const struct profile *profile)
{
    uint16_t subnet = (uint16_t)(hash_mix(event->address) >> 48);
    struct facts f = {
        .profile = profile,
        .population = r->population,
        .place = {.country = place_country((char)('A' + event->country / 26),
                                           (char)('A' + event->country % 26)),
                  .asn = event->asn + 1,
                  .kind = NETWORK_PUBLIC},
        .has_remote = true,
        .remote = {.bytes = {0x20, 0x01, (uint8_t)(event->prefix >> 24),
                             (uint8_t)(event->prefix >> 16), (uint8_t)(event->prefix >> 8),
                             (uint8_t)event->prefix, (uint8_t)(subnet >> 8), (uint8_t)subnet}},
        .service = SERVICE_WEB,
        .at_ms = BEGIN_MS + (int64_t)event->seconds * TIME_SECOND_MS,
    };

    if (r->setup->client == CLIENT_UNSEEN) {
        f.service = SERVICE_IMAP;
    } else {
        f.client = (struct client){.family = event->family + 1,
                                   .version = event->agent + 1,
                                   .trust = (uint8_t)r->setup->client};
    }
    return f;
}

static bool keep(struct replay_scores *s, const struct decision *d, const struct replay_event *who,
                 struct err *e)
{
    if (s->count == s->capacity) {
        uint32_t capacity = s->capacity == 0 ? 4096 : s->capacity * 2;
        struct replay_score *more = realloc(s->row, capacity * sizeof *more);

        if (more == NULL) {
            return err_set(e, ERR_LIMIT, "not enough memory for the scores");
        }
        s->row = more;
        s->capacity = capacity;
    }
    s->row[s->count++] = (struct replay_score){.score = d->score,
                                               .user = who->user,
                                               .history = who->history,
                                               .action = d->action,
                                               .strict = d->strict};
    return true;
}

typedef bool same_fn(const struct replay_event *a, const struct replay_event *b);

static bool same_country(const struct replay_event *a, const struct replay_event *b)
{
    return a->country == b->country;
}

static bool same_asn(const struct replay_event *a, const struct replay_event *b)
{
    return a->asn == b->asn;
}

static bool same_client(const struct replay_event *a, const struct replay_event *b)
{
    return a->agent == b->agent && a->family == b->family;
}

/* An earlier sign-in with the value the account used most often; of several the oldest. Itself
 * when it has no earlier one. */
static struct replay_event most_used(const struct replay_data *d, const struct replay_event *now,
                                     same_fn *same)
{
    const struct replay_event *best = now;
    uint32_t most = 0;

    for (uint32_t i = now->before; i != REPLAY_NONE; i = d->events[i].before) {
        uint32_t count = 0;

        for (uint32_t j = i; j != REPLAY_NONE; j = d->events[j].before) {
            count += same(&d->events[i], &d->events[j]) ? 1 : 0;
        }
        if (count >= most) {
            most = count;
            best = &d->events[i];
        }
    }
    return *best;
}

static const struct replay_event *anybody(struct run *r, uint32_t now)
{
    return &r->data->events[draw_below(r, now)];
}

static void place_copy(struct replay_event *to, const struct replay_event *from)
{
    to->address = from->address;
    to->prefix = from->prefix;
    to->asn = from->asn;
    to->country = from->country;
}

static void client_copy(struct replay_event *to, const struct replay_event *from)
{
    to->agent = from->agent;
    to->family = from->family;
}

static void takeover(struct run *r, uint32_t now, uint32_t home, struct replay_event *out)
{
    uint32_t country = TAIL_COUNTRY_FIRST + draw_below(r, TAIL_COUNTRY_END - TAIL_COUNTRY_FIRST);
    uint32_t provider =
        TAIL_PROVIDER_FIRST + draw_below(r, TAIL_PROVIDER_END - TAIL_PROVIDER_FIRST);

    if (draw_percent(r, 12)) {
        country = home;
    }
    out->country = (uint16_t)country;
    out->asn = country * 1000 + (draw_percent(r, 95) ? provider : 0);
    out->address = (uint32_t)draw(r);
    out->prefix = out->asn * 4096 + draw_below(r, 256);
    client_copy(out, anybody(r, now));
}

/* Makes the attacker's sign-in out of the victim's; false when chance drew the victim itself. */
static bool attack(struct run *r, uint32_t now, enum attacker kind, const struct habit *habit,
                   struct replay_event *out)
{
    const struct replay_event *events = r->data->events;
    const struct replay_event *donor = anybody(r, now);
    const uint32_t *group;
    uint32_t size;

    *out = events[now];
    switch (kind) {
    case ATTACKER_NAIVE:
        client_copy(out, donor);
        break;
    case ATTACKER_VPN:
        size = replay_data_country(r->data, habit->country.country, now, &group);
        donor = &events[group[draw_below(r, size)]];
        client_copy(out, donor);
        break;
    case ATTACKER_TARGETED:
        size = replay_data_asn(r->data, habit->asn.asn, now, &group);
        donor = &events[group[draw_below(r, size)]];
        client_copy(out, &habit->client);
        break;
    case ATTACKER_TAKEOVER:
        takeover(r, now, habit->country.country, out);
        return true;
    case ATTACKER_COUNT:
        return false;
    }
    place_copy(out, donor);
    return donor->user != events[now].user;
}

static bool attacks_known(struct run *r, uint32_t now, struct err *e)
{
    const struct replay_event *victim = &r->data->events[now];
    struct habit habit = {
        .country = most_used(r->data, victim, same_country),
        .asn = most_used(r->data, victim, same_asn),
        .client = most_used(r->data, victim, same_client),
    };

    for (enum attacker kind = ATTACKER_NAIVE; kind < ATTACKER_COUNT; kind++) {
        struct replay_event event;
        struct decision d;
        struct facts f;

        if (!attack(r, now, kind, &habit, &event)) {
            continue;
        }
        f = facts_of(r, &event, &r->profiles[victim->user]);
        decide(&f, &r->setup->policy, &d);
        if (!keep(&r->result.attack[kind], &d, victim, e)) {
            return false;
        }
    }
    return true;
}

/* Attackers who know nothing of a victim that has no history either. */
static bool attacks_first(struct run *r, uint32_t now, struct err *e)
{
    static const enum attacker kinds[] = {ATTACKER_NAIVE, ATTACKER_TAKEOVER};
    const struct habit habit = {.country = r->data->events[now]};

    for (size_t i = 0; i < COUNT(kinds) && now > 0; i++) {
        struct replay_event event;
        struct decision d;
        struct facts f;

        (void)attack(r, now, kinds[i], &habit, &event);
        f = facts_of(r, &event, NULL);
        decide(&f, &r->setup->policy, &d);
        if (!keep(&r->result.first_attack[kinds[i]], &d, &r->data->events[now], e)) {
            return false;
        }
    }
    return true;
}

static void watch_years(struct run *r, uint32_t warm)
{
    const struct replay_data *d = r->data;
    uint32_t end = d->events[d->count - 1].seconds;

    for (uint32_t i = 0; i < d->count; i++) {
        if (d->events[i].before == REPLAY_NONE) {
            uint32_t from = d->events[i].seconds > warm ? d->events[i].seconds : warm;

            r->result.user_years += (double)(end - from) / (365.25 * 24 * 3600);
        }
    }
}

/* Keeps the decision about event `now`, and attacks every k-th account at that very moment. */
static bool evaluate(struct run *r, uint32_t now, const struct decision *d, struct err *e)
{
    const struct replay_event *event = &r->data->events[now];
    bool known = event->before != REPLAY_NONE;
    struct replay_scores *scores = known ? &r->result.legit : &r->result.first;

    if (!keep(scores, d, event, e)) {
        return false;
    }
    if (scores->count % r->every != 0) {
        return true;
    }
    return known ? attacks_known(r, now, e) : attacks_first(r, now, e);
}

static void learn_event(struct run *r, const struct facts *f, const struct decision *decided,
                        uint32_t user)
{
    struct decision d = *decided;
    struct learning learning;

    /* The owner of a legitimate sign-in would have passed a challenge. */
    d.action = ACTION_ALLOW;
    learn(f, &r->setup->policy, &d, &learning);
    if (learning.changed) {
        r->profiles[user] = learning.profile;
        population_apply(r->population, &learning.change);
    }
}

static bool pass(struct run *r, struct err *e)
{
    const struct replay_data *data = r->data;
    uint32_t begin = data->events[0].seconds;
    uint32_t period = data->events[data->count - 1].seconds - begin;
    uint32_t warm = begin + (uint32_t)((uint64_t)period * WARM_UP_PERCENT / 100);

    for (uint32_t i = 0; i < data->count; i++) {
        const struct replay_event *event = &data->events[i];
        struct facts f = facts_of(r, event, &r->profiles[event->user]);
        struct decision d;

        decide(&f, &r->setup->policy, &d);
        if (event->seconds >= warm && !evaluate(r, i, &d, e)) {
            return false;
        }
        learn_event(r, &f, &d, event->user);
    }
    watch_years(r, warm);
    return true;
}

bool replay_run(const struct replay_data *data, const struct replay_setup *setup,
                struct replay_result *out, struct err *e)
{
    struct run r = {
        .data = data,
        .setup = setup,
        .population = population_new(),
        .profiles = calloc(data->users, sizeof *r.profiles),
        .random = setup->seed,
        .every = data->count / VICTIMS_WANTED == 0 ? 1 : data->count / VICTIMS_WANTED,
    };
    enum signal_class signal =
        setup->client == CLIENT_UNSEEN ? SIGNAL_PLACE_ONLY : SIGNAL_PLACE_AND_CLIENT;
    bool ok = r.population != NULL && r.profiles != NULL;

    ok = ok ? pass(&r, e) : err_set(e, ERR_LIMIT, "not enough memory for %u accounts", data->users);
    for (enum quantile q = QUANTILE_95; ok && q < QUANTILE_COUNT; q++) {
        r.result.threshold[q] = decide_threshold(r.population, &setup->policy, signal, q);
    }
    population_free(&r.population);
    free(r.profiles);
    if (!ok) {
        replay_result_free(&r.result);
        return false;
    }
    *out = r.result;
    return true;
}

void replay_result_free(struct replay_result *r)
{
    free(r->legit.row);
    free(r->first.row);
    for (size_t i = 0; i < ATTACKER_COUNT; i++) {
        free(r->attack[i].row);
        free(r->first_attack[i].row);
    }
    *r = (struct replay_result){0};
}
