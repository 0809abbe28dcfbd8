#include "notice/sample.h"

#include "notice/texts.h"

#define SAMPLE_AT_MS INT64_C(1795252509000)     /* 2026-11-21 09:15:09 UTC */
#define SAMPLE_STARTS_MS INT64_C(1800284400000) /* 2027-01-18 15:00:00 UTC */
#define SAMPLE_ASN 64500                        /* for documentation: RFC 5398 */

static void provider(void *ctx, const struct place *p, char out[static PROVIDER_TEXT_MAX])
{
    struct buf name = {.at = out, .cap = PROVIDER_TEXT_MAX - 1};

    (void)ctx;
    buf_addf(&name, "%s", p->asn == SAMPLE_ASN ? "Example Net" : "");
    out[name.len] = '\0';
}

struct notice_voice sample_voice(const struct notice_voice *v)
{
    struct notice_voice voice = *v;

    voice.setup.provider = provider;
    return voice;
}

/* A country that is none of the operator's home countries. */
static uint16_t country_abroad(const struct notice_voice *v)
{
    const uint16_t us = place_country('U', 'S');

    for (size_t i = 0; i < v->home.count; i++) {
        if (v->home.at[i] == us) {
            return place_country('J', 'P');
        }
    }
    return us;
}

static void fill_facts(struct notice_facts *f, const struct notice_voice *v, enum notice_kind kind)
{
    static const char device[] = "Thunderbird 128.0";

    *f = (struct notice_facts){
        .kind = (uint8_t)kind,
        .service = SERVICE_IMAP,
        .outcome = kind == NOTICE_REFUSED ? OUTCOME_REFUSED : OUTCOME_SUCCESS,
        .credential = CREDENTIAL_MAIN_PASSWORD,
        .cause = CODE_SIGNIN, /* of a credential: it was changed */
        .undo = kind == NOTICE_CREDENTIAL,
        .has_remote = kind != NOTICE_TEST && kind != NOTICE_DIGEST,
        .password_right = true,
        .at_ms = SAMPLE_AT_MS,
        .first_ms = kind == NOTICE_DIGEST    ? SAMPLE_AT_MS - TIME_DAY_MS
                    : kind == NOTICE_WARNING ? SAMPLE_STARTS_MS
                                             : SAMPLE_AT_MS,
        .count = kind == NOTICE_DIGEST ? 12 : 1,
        .identity = 1,
        .remote = {.bytes = {[10] = 0xff, [11] = 0xff, [12] = 203, [13] = 0, [14] = 113, [15] = 7}},
        .place = {.country = country_abroad(v), .asn = SAMPLE_ASN, .kind = NETWORK_PUBLIC},
        .decision = {.action = ACTION_NOTICE,
                     .reason_count = 2,
                     .reasons = {{.code = REASON_NEW_COUNTRY, .counted = true},
                                 {.code = REASON_NEW_PROVIDER, .counted = true}}},
    };
    memcpy(f->device, device, sizeof device);
}

void sample_fill(struct sample *s, const struct notice_voice *v, enum notice_kind kind,
                 enum lang lang)
{
    *s = (struct sample){0};
    fill_facts(&s->facts, v, kind);
    s->account.text[ACCOUNT_ID] = SPAN("sample");
    s->account.text[ACCOUNT_REGISTERED_NAME] =
        lang == LANG_JA ? SPAN("見本 太郎") : SPAN("Taro Mihon");
    s->account.text[ACCOUNT_MEMBER_ID] = SPAN("12345678");
    s->account.text[ACCOUNT_NOTICE_PHONE] = SPAN("+819012345678");
    s->request = (struct notice_request){.facts = &s->facts,
                                         .sign_in_name = SPAN("mihon@example.jp"),
                                         .account = &s->account,
                                         .now_ms = SAMPLE_AT_MS};
}

static bool is_blank(const char *text)
{
    return text == NULL || text[0] == '\0';
}

static bool fill(const char **text, const char *example)
{
    bool blank = is_blank(*text);

    *text = blank ? example : *text;
    return blank;
}

bool notice_setup_examples(struct notice_setup *s)
{
    bool pages = is_blank(s->hosts) || is_blank(s->home) || is_blank(s->security_page) ||
                 is_blank(s->check_page);
    bool filled = pages;

    if (pages) {
        s->hosts = "example.jp";
        s->home = "https://www.example.jp/";
        s->security_page = "https://www.example.jp/security";
        s->check_page = "https://notice.example.jp/check";
    }
    filled |= fill(&s->service_name[LANG_EN], "Example Mail");
    filled |= fill(&s->service_name[LANG_JA], "見本メール");
    filled |= fill(&s->from, "notice@notice.example.jp");
    filled |= fill(&s->contact, "0120-000-000");
    s->undo_page =
        filled && is_blank(s->undo_page) ? "https://notice.example.jp/undo" : s->undo_page;
    return filled;
}

bool notice_sample(const struct notice_voice *v, enum notice_kind kind, enum lang lang,
                   struct arena *arena, struct notice_texts *out, struct err *e)
{
    struct notice_voice voice = sample_voice(v);
    struct sample s;
    struct texts_wish wish = {.voice = &voice,
                              .request = &s.request,
                              .lang = lang,
                              .reference = SAMPLE_REFERENCE,
                              .arena = arena};
    bool rendered;

    sample_fill(&s, v, kind, lang);
    (void)pthread_mutex_lock(v->lock);
    rendered = texts_render(&wish, out, e);
    (void)pthread_mutex_unlock(v->lock);
    return rendered;
}
