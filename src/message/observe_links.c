/* The links: whose they are, compared with the brand claimed and with the sender. */
#include "message/observe_parts.h"
#include "message/random.h"

#define HOSTS_MAX 64 /* different hosts that are looked at closely */

static bool to_web(const struct message_link *l)
{
    static const struct span schemes[] = {SPAN_INIT("http"), SPAN_INIT("https"), SPAN_INIT("")};

    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (span_eq(l->scheme, schemes[i])) {
            return true;
        }
    }
    return false;
}

/* A name without scheme and path in a text may be a file's name, or only named. */
static bool counts(const struct message_link *l)
{
    bool bare = (l->roles & MESSAGE_ROLE_BARE) != 0;

    return to_web(l) && (!bare || memchr(l->target.at, '/', l->target.len) != NULL ||
                         (l->target.len > 4 && memcmp(l->target.at, "www.", 4) == 0));
}

static bool is_action(const struct message_link *l)
{
    if (l->place == MESSAGE_PLACE_IMAGE || (l->roles & MESSAGE_ROLE_HIDDEN) != 0) {
        return false;
    }
    return (l->roles & MESSAGE_ROLE_BUTTON) != 0 ||
           (l->roles & (MESSAGE_ROLE_FOOTER | MESSAGE_ROLE_LOGO)) == 0;
}

/* The host of a link, shared among the links that have the same one; NULL when there is none. */
static const struct host *host_of(struct scene *s, const struct message_link *l, size_t *distinct)
{
    struct host *host;
    struct err e = {0};

    for (size_t i = 0; i < s->link_count; i++) {
        if (span_eq(s->links[i].link->host, l->host) &&
            (l->has_user == s->links[i].link->has_user)) {
            return s->links[i].host;
        }
    }
    if (*distinct >= HOSTS_MAX) {
        return NULL;
    }
    host = arena_take(s->a, sizeof *host);
    if (host == NULL || !host_from_url(l->target, host, &e) ||
        (host->kind == HOST_NAME && host_domain(host).len == 0)) {
        return NULL;
    }
    (*distinct)++;
    return host;
}

static void collect(struct scene *s)
{
    size_t distinct = 0;
    size_t max = s->m->link_count;

    if (max > OBSERVE_LINKS_MAX) {
        max = OBSERVE_LINKS_MAX;
    }
    s->links = arena_take(s->a, (max + 1) * sizeof *s->links);
    for (size_t i = 0; s->links != NULL && i < max; i++) {
        const struct message_link *l = &s->m->links[i];
        const struct host *host = counts(l) ? host_of(s, l, &distinct) : NULL;
        struct seen_link *seen = &s->links[s->link_count];

        if (host == NULL) {
            continue;
        }
        *seen = (struct seen_link){
            .link = l,
            .host = host,
            .owner = brands_owner(s->o->brands, host),
            .tie = s->brand != NULL ? brand_tie(s->o->brands, s->brand, host) : BRAND_TIE_NONE,
            .traits = site_traits(host),
            .action = is_action(l),
            .picture = l->place == MESSAGE_PLACE_IMAGE,
            .sender = s->has_from_host && host_same_domain(host, &s->from_host),
        };
        s->link_count++;
        s->web += seen->picture ? 0 : 1;
        s->actions += seen->action ? 1 : 0;
    }
}

/* In a short message even what stands at its end is meant to be followed. */
static void count_actions(struct scene *s)
{
    bool none = s->actions == 0;

    for (size_t i = 0; i < s->link_count; i++) {
        struct seen_link *l = &s->links[i];

        if (none && !l->picture && (l->link->roles & MESSAGE_ROLE_HIDDEN) == 0) {
            l->action = true;
            s->actions++;
        }
        s->own_actions += l->action && l->tie <= BRAND_TIE_USES ? 1 : 0;
        s->sender_actions += l->action && l->sender ? 1 : 0;
    }
}

/* The brand's own message leads to the brand. */
static void against_brand(struct scene *s)
{
    size_t own = 0;

    for (size_t i = 0; i < s->link_count; i++) {
        const struct seen_link *l = &s->links[i];
        bool foreign = l->tie > BRAND_TIE_USES && (l->owner == NULL || l->action);

        own += !l->picture && l->tie <= BRAND_TIE_KIN ? 1 : 0;
        if (l->picture || !foreign) {
            continue;
        }
        if (l->action && l->owner == NULL) {
            scene_add(s, EVIDENCE_ACTION_FOREIGN, host_name(l->host), scene_brand_domain(s));
        }
        scene_add(s, EVIDENCE_LINK_FOREIGN, host_name(l->host), scene_brand_domain(s));
    }
    if (s->own_actions == 0 && (s->from_tie <= BRAND_TIE_KIN || s->m->kind == MESSAGE_SMS) &&
        evidence_find(&s->out->evidence, EVIDENCE_ACTION_FOREIGN) != NULL) {
        scene_add(s, EVIDENCE_NO_OWN_LINK,
                  text_span(evidence_find(&s->out->evidence, EVIDENCE_ACTION_FOREIGN)->on),
                  scene_brand_domain(s));
    }
    if (own > 0 && evidence_find(&s->out->evidence, EVIDENCE_LINK_FOREIGN) == NULL) {
        scene_add(s, EVIDENCE_LINKS_PUBLISHED, scene_brand_domain(s), SPAN(""));
    }
}

/* Nothing to be followed is the sender's or the brand's own. */
static void away_from_sender(struct scene *s, const struct host *first)
{
    struct span host = host_name(first);
    struct span sender = host_name(&s->from_host);

    if (s->actions == 0 || s->sender_actions > 0 || !s->has_from_host) {
        return;
    }
    scene_add(s, EVIDENCE_LINK_NOT_SENDER, host, sender);
    if (s->own_actions > 0) {
        return;
    }
    if (scene_asks(s)) {
        scene_add(s, EVIDENCE_ASKS_BY_FOREIGN_LINK, host, sender);
    }
    if (scene_lures(s)) {
        scene_add(s, EVIDENCE_THEME_BY_FOREIGN_LINK, host, sender);
    }
}

static void against_sender(struct scene *s)
{
    const struct seen_link *first = NULL;
    bool one = s->brand != NULL || scene_asks(s);
    size_t count = 0;

    for (size_t i = 0; i < s->link_count; i++) {
        const struct seen_link *l = &s->links[i];

        if (!l->picture) {
            first = first == NULL ? l : first;
            one = one && host_same_domain(first->host, l->host);
            count++;
        }
    }
    if (first == NULL) {
        return;
    }
    away_from_sender(s, first->host);
    if (one && count >= 2 && !first->sender && first->tie > BRAND_TIE_USES) {
        scene_add(s, EVIDENCE_ONE_FOREIGN_HOST, host_name(first->host), SPAN(""));
    }
}

static void link_shown(struct scene *s, const struct seen_link *l)
{
    struct host shown;
    const struct brand *owner;

    if (l->picture || l->link->place == MESSAGE_PLACE_PLAIN ||
        !host_from_shown(l->link->shown, &shown) || host_same_domain(&shown, l->host)) {
        return;
    }
    owner = brands_owner(s->o->brands, &shown);
    if (owner != NULL && brand_tie(s->o->brands, owner, l->host) > BRAND_TIE_USES) {
        scene_add(s, EVIDENCE_SHOWN_DIFFERS, host_name(&shown), host_name(l->host));
    }
}

/* Imitations that are no accident; the weaker ones only when the brand itself is named. */
static void link_lookalike(struct scene *s, const struct seen_link *l)
{
    struct lookalike like;
    bool named;

    if (l->picture || l->owner != NULL || !brands_lookalike(s->o->brands, l->host, &like)) {
        return;
    }
    named = s->claimed && s->brand != NULL && span_eq(s->brand->group, like.brand->group) &&
            (s->from_tie > BRAND_TIE_KIN || like.how != LIKENESS_LABEL ||
             !span_eq(like.label, like.like));
    if (like.how == LIKENESS_PREFIX || like.how == LIKENESS_HOMOGLYPH || named) {
        evidence_add(&s->out->evidence, EVIDENCE_LINK_LOOKALIKE, host_name(l->host), like.brand->id,
                     like.like);
    }
}

static void link_redirect(struct scene *s, const struct seen_link *l)
{
    struct host inner;

    if (l->picture || l->owner == NULL || !l->action || !url_inner_host(l->link->target, &inner)) {
        return;
    }
    if (brands_owner(s->o->brands, &inner) == NULL &&
        !(s->has_from_host && host_same_domain(&inner, &s->from_host))) {
        scene_add(s, EVIDENCE_OPEN_REDIRECT, host_name(l->host), host_name(&inner));
    }
}

static struct span longest_label(const struct host *h)
{
    struct span rest = host_domain(h);
    struct span label;

    return span_cut(&rest, '.', &label) ? label : SPAN("");
}

static void link_traits(struct scene *s, const struct seen_link *l)
{
    struct span host = host_name(l->host);
    unsigned tricks = TRICK_USERINFO | TRICK_ENCODED | TRICK_ADDRESS | TRICK_WIDE | TRICK_CONTROL;

    if (l->picture || l->tie <= BRAND_TIE_USES) {
        return;
    }
    if ((l->host->tricks & tricks) != 0 || l->link->has_user) {
        scene_add(s, EVIDENCE_URL_TRICK, l->link->target, host);
    }
    if (l->host->kind != HOST_NAME) {
        scene_add(s, EVIDENCE_BARE_ADDRESS, host, SPAN(""));
        return;
    }
    if (l->host->idn) {
        scene_add(s, EVIDENCE_IDN_LINK, text_span(l->host->shown), host);
    }
    if ((l->traits & SITE_ODD_TLD) != 0) {
        scene_add(s, EVIDENCE_LINK_ODD_TLD, host, SPAN(""));
    }
    if (l->action && (l->traits & SITE_SHORTENER) != 0) {
        scene_add(s, EVIDENCE_SHORTENER, host, SPAN(""));
    }
    if (l->action && (l->traits & (SITE_FREE_HOSTING | SITE_BUCKET | SITE_DYNAMIC_DNS)) != 0) {
        scene_add(s, EVIDENCE_FREE_HOSTING, host, SPAN(""));
    }
    if (l->action && l->owner == NULL && !l->sender && random_looks(longest_label(l->host))) {
        scene_add(s, EVIDENCE_LINK_RANDOM, host, SPAN(""));
    }
}

static void link_of_sms(struct scene *s, const struct seen_link *l)
{
    if (s->m->kind == MESSAGE_SMS && l->tie > BRAND_TIE_USES) {
        scene_add(s, EVIDENCE_SMS_LINK, host_name(l->host), SPAN(""));
    }
}

static bool ends_with(struct span text, struct span end)
{
    return text.len >= end.len && memcmp(text.at + text.len - end.len, end.at, end.len) == 0;
}

/* Where programs are officially had from. */
static bool is_store(const struct host *h)
{
    static const struct span stores[] = {
        SPAN_INIT("apps.apple.com"),     SPAN_INIT("itunes.apple.com"),
        SPAN_INIT("appsto.re"),          SPAN_INIT("play.google.com"),
        SPAN_INIT("apps.microsoft.com"), SPAN_INIT("www.microsoft.com"),
        SPAN_INIT("itunes.com"),
    };

    for (size_t i = 0; i < COUNT(stores); i++) {
        if (host_within(h, stores[i])) {
            return true;
        }
    }
    return false;
}

static bool is_program(struct span target)
{
    static const struct span ends[] = {
        SPAN_INIT(".apk"), SPAN_INIT(".exe"), SPAN_INIT(".msi"),          SPAN_INIT(".scr"),
        SPAN_INIT(".dmg"), SPAN_INIT(".pkg"), SPAN_INIT(".mobileconfig"), SPAN_INIT(".js"),
        SPAN_INIT(".vbs"), SPAN_INIT(".jar"), SPAN_INIT(".ipa"),
    };

    for (size_t i = 0; i < COUNT(ends); i++) {
        if (ends_with(target, ends[i])) {
            return true;
        }
    }
    return false;
}

static void link_download(struct scene *s, const struct seen_link *l)
{
    const struct wording_found *words = scene_words(s, WORDING_DOWNLOAD);

    if (!l->action || is_store(l->host) || l->owner != NULL) {
        return;
    }
    if (is_program(l->link->target) && !l->sender) {
        scene_add(s, EVIDENCE_DOWNLOAD_FOREIGN, host_name(l->host), l->link->target);
    } else if (words->lines > 0 && s->brand != NULL && l->tie > BRAND_TIE_USES && !l->sender) {
        scene_add(s, EVIDENCE_DOWNLOAD_FOREIGN, host_name(l->host), words->words);
    }
}

/* Whether everything one can go to or answer to from here is the brand's own. */
static bool only_own(const struct scene *s)
{
    for (size_t i = 0; i < s->link_count; i++) {
        if (!s->links[i].picture && s->links[i].tie > BRAND_TIE_KIN) {
            return false;
        }
    }
    for (size_t i = 0; i < s->m->link_count; i++) {
        const struct message_link *l = &s->m->links[i];
        struct host host;
        struct err e = {0};

        if (span_eq(l->scheme, SPAN("mailto")) &&
            (!host_from_name(l->host, &host, &e) ||
             brand_tie(s->o->brands, s->brand, &host) > BRAND_TIE_KIN)) {
            return false;
        }
    }
    for (size_t i = 0; i < s->m->reply_to.count; i++) {
        struct host host;
        struct err e = {0};

        if (!host_from_name(s->m->reply_to.at[i].domain, &host, &e) ||
            brand_tie(s->o->brands, s->brand, &host) > BRAND_TIE_KIN) {
            return false;
        }
    }
    return s->m->link_count <= OBSERVE_LINKS_MAX;
}

void observe_links(struct scene *s)
{
    collect(s);
    count_actions(s);
    s->out->has_links = s->web > 0;
    s->out->only_own = s->brand != NULL && only_own(s);
    if (s->claimed) {
        against_brand(s);
    }
    if (s->m->kind != MESSAGE_SMS) {
        against_sender(s);
    }
    for (size_t i = 0; i < s->link_count; i++) {
        link_shown(s, &s->links[i]);
        link_lookalike(s, &s->links[i]);
        link_redirect(s, &s->links[i]);
        link_traits(s, &s->links[i]);
        link_download(s, &s->links[i]);
        link_of_sms(s, &s->links[i]);
    }
    if (s->web == 0) {
        scene_add(s, EVIDENCE_NO_LINK, SPAN(""), SPAN(""));
    }
}
