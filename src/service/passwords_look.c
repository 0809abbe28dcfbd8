/* What memory says about a name and a password. */
#include "service/passwords_state.h"

#include "credential/client_name.h"

#include <sodium.h>

/* --- app passwords -------------------------------------------------------------------------------- */

/* May it be used from there? The lock is held. */
static bool within_limits(const struct passwords *p, const struct app_limits *l,
                          const struct password_question *q)
{
    struct address prefix;
    struct place place;

    if (l->has_network) {
        if (!q->has_remote || address_is_v4(&q->remote) != address_is_v4(&l->prefix)) {
            return false;
        }
        prefix = address_prefix(&q->remote, l->bits);
        if (!address_eq(&prefix, &l->prefix)) {
            return false;
        }
    }
    if (l->country == 0) {
        return true;
    }
    if (!q->has_remote || p->terms.places == NULL) {
        return false;
    }
    place = places_find(p->terms.places, &q->remote);
    return place.country == l->country;
}

struct app_bound passwords_bound(const struct passwords *p, const struct password_question *q)
{
    struct app_bound b = {
        .at_ms = q->now_ms, .prefix = password_memo_network(q), .client = client_name(q->device)};
    struct place place;

    if (q->has_remote && p->terms.places != NULL) {
        place = places_find(p->terms.places, &q->remote);
        b.provider = place_provider(&place);
    }
    return b;
}

static bool binds_network(const struct passwords *p)
{
    return p->terms.binding == APP_BINDING_NETWORK || p->terms.binding == APP_BINDING_BOTH;
}

static bool binds_device(const struct passwords *p)
{
    return p->terms.binding == APP_BINDING_DEVICE || p->terms.binding == APP_BINDING_BOTH;
}

/* Is that whom it was bound to? A client that says nothing of itself may be any. The lock is held. */
static bool is_bound_to(const struct passwords *p, const struct app_bound *b,
                        const struct password_question *q)
{
    struct app_bound now = passwords_bound(p, q);
    bool network =
        (b->provider != 0 && b->provider == now.provider) || address_eq(&b->prefix, &now.prefix);
    bool device = b->client == 0 || now.client == 0 || b->client == now.client;

    return (!binds_network(p) || network) && (!binds_device(p) || device);
}

/* The lock is held. *app: the one it is, with RIGHT and BIND. */
static enum verdict app_verdict(const struct passwords *p, const struct password_question *q,
                                uint32_t account, const struct app_letters *letters, uint32_t *app)
{
    struct span id = account == INDEX_NONE ? SPAN("nobody") : password_index_id(p->index, account);
    uint8_t hash[APP_PASSWORD_HASH_BYTES];
    const struct index_rule *rule;
    const struct index_app *found;

    app_password_hash(&p->key, id, letters, hash);
    *app = password_index_match(p->index, account, hash);
    if (*app == INDEX_NONE) {
        return VERDICT_WRONG;
    }
    found = password_index_app(p->index, *app);
    rule = password_index_rule(p->index, *app);
    if ((found->scopes & app_scope_of(q->service)) == 0 ||
        (found->expires_ms != 0 && q->now_ms >= found->expires_ms) ||
        (rule != NULL && !within_limits(p, &rule->limits, q))) {
        return VERDICT_WRONG;
    }
    if (p->terms.binding == APP_BINDING_NONE) {
        return VERDICT_RIGHT;
    }
    if (rule == NULL || rule->bound.at_ms == 0) {
        return VERDICT_BIND;
    }
    return is_bound_to(p, &rule->bound, q) ? VERDICT_RIGHT : VERDICT_WRONG;
}

/* --- looking -------------------------------------------------------------------------------------- */

static void look_app(const struct passwords *p, const struct password_question *q,
                     const struct app_letters *letters, struct look *l)
{
    bool known = l->account != INDEX_NONE;
    uint32_t account = known ? l->account : password_index_decoy(p->index, q->login);
    uint32_t app;

    l->verdict = app_verdict(p, q, account, letters, &app);
    if (!known) {
        l->verdict = VERDICT_WRONG;
        app = INDEX_NONE;
    }
    if (app != INDEX_NONE) {
        memcpy(l->app_id, password_index_app(p->index, app)->id, APP_PASSWORD_ID_BYTES);
    }
}

static void look_main(struct passwords *p, const struct password_question *q, struct look *l)
{
    bool right;

    l->memo = password_memo_key(p->memo, q, password_index_generation(p->index, l->account),
                                q->service != SERVICE_WEB);
    l->verdict = VERDICT_UNSAID;
    if (password_memo_verdict(p->memo, &l->memo, q->now_ms, &right)) {
        l->verdict = right ? VERDICT_RIGHT : VERDICT_WRONG;
        atomic_fetch_add_explicit(&p->remembered, 1, memory_order_relaxed);
    }
}

bool passwords_look(struct passwords *p, const struct password_question *q, struct look *l)
{
    struct app_letters letters;
    bool loaded;

    *l = (struct look){0};
    l->app = p->has_key && app_scope_of(q->service) != 0 &&
             app_letters_read(secret_reveal(&q->password), &letters) == APP_FORM_RIGHT;
    (void)pthread_rwlock_rdlock(&p->lock);
    loaded = p->loaded;
    if (loaded) {
        l->account = password_index_find(p->index, q->login);
        if (l->account != INDEX_NONE) {
            struct span id = password_index_id(p->index, l->account);

            memcpy(l->id, id.at, id.len);
        }
        if (l->app) {
            look_app(p, q, &letters, l);
        } else {
            look_main(p, q, l);
        }
    }
    (void)pthread_rwlock_unlock(&p->lock);
    sodium_memzero(&letters, sizeof letters);
    return loaded;
}
