#include "model/evidence.h"

static const struct {
    const char *code;
    const char *id;
    enum direction direction;
    enum evidence_topic topic;
} kinds[EVIDENCE_COUNT] = {
    [EVIDENCE_RECORD_AGREES] = {"record_agrees", "K1", DIRECTION_GENUINE, TOPIC_RECORD},
    [EVIDENCE_RECORD_RECIPIENT] = {"record_recipient", "K29", DIRECTION_NEUTRAL, TOPIC_RECORD},
    [EVIDENCE_RECORD_ALTERED] = {"record_altered", "K30", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_RECORD_ABSENT] = {"record_absent", "K31", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_EVENT_FOUND] = {"event_found", "K2", DIRECTION_GENUINE, TOPIC_RECORD},
    [EVIDENCE_EVENT_ABSENT] = {"event_absent", "K32", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_CAMPAIGN] = {"campaign", "K27", DIRECTION_GENUINE, TOPIC_RECORD},
    [EVIDENCE_STATE_FALSE] = {"state_false", "K21", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_REPEATED] = {"repeated", "K23", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_KNOWN_FAKE] = {"known_fake", "K25", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_KNOWN_LINK] = {"known_link", "K25", DIRECTION_FAKE, TOPIC_RECORD},
    [EVIDENCE_KNOWN_GENUINE] = {"known_genuine", "K24", DIRECTION_NEUTRAL, TOPIC_RECORD},
    [EVIDENCE_SENDER_PUBLISHED] = {"sender_published", "K6", DIRECTION_GENUINE, TOPIC_SENDER},
    [EVIDENCE_SENDER_UNLISTED] = {"sender_unlisted", "K7", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_MAILBOX] = {"sender_mailbox", "K75", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_RANDOM] = {"sender_random", "K7", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_DOMAIN_RIGHT] = {"sender_domain_right", "K68", DIRECTION_NEUTRAL,
                                      TOPIC_SENDER},
    [EVIDENCE_BRAND_NAME_FOREIGN] = {"brand_name_foreign", "K38", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_BRAND_SUBJECT_FOREIGN] = {"brand_subject_foreign", "K39", DIRECTION_FAKE,
                                        TOPIC_SENDER},
    [EVIDENCE_BRAND_TEXT_FOREIGN] = {"brand_text_foreign", "K40", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_FREE_MAIL] = {"sender_free_mail", "K41", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_DISGUISED] = {"sender_disguised", "K42", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_NO_ADDRESS] = {"sender_no_address", "K43", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_LOOKALIKE] = {"sender_lookalike", "K13", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_ODD_TLD] = {"sender_odd_tld", "K15", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_HOSTING] = {"sender_hosting", "K46", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_RANDOM_DOMAIN] = {"sender_random_domain", "K61", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_SENDER_IS_RECIPIENT] = {"sender_is_recipient", "K62", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_NAME_NOT_DOMAIN] = {"name_not_domain", "K64", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_NAME_FOREIGN_ADDRESS] = {"name_foreign_address", "K65", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_REPLY_TO_DIFFERS] = {"reply_to_differs", "K8", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_CONTACT_DIFFERS] = {"contact_differs", "K8", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_AUTH_PASSED] = {"auth_passed", "K9", DIRECTION_NEUTRAL, TOPIC_SENDER},
    [EVIDENCE_AUTH_FAILED] = {"auth_failed", "K33", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_AUTH_ABSENT] = {"auth_absent", "K34", DIRECTION_NEUTRAL, TOPIC_SENDER},
    [EVIDENCE_SMS_PUBLISHED] = {"sms_published", "K11", DIRECTION_GENUINE, TOPIC_SENDER},
    [EVIDENCE_SMS_UNLISTED] = {"sms_unlisted", "K35", DIRECTION_FAKE, TOPIC_SENDER},
    [EVIDENCE_ASKS_IDENTITY] = {"asks_identity", "K17", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ASKS_PASSWORD] = {"asks_password", "K17", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ASKS_CODE] = {"asks_code", "K17", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ASKS_CARD] = {"asks_card", "K17", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ASKS_LOGIN] = {"asks_login", "K37", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THREAT] = {"threat", "K18", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_DEADLINE] = {"deadline", "K18", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THREAT_DEADLINE] = {"threat_deadline", "K18", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_STATE_CLAIMED] = {"state_claimed", "K21", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_REPLY_DEMAND] = {"reply_demand", "K19", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ALARM] = {"alarm", "K20", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_UNUSUAL] = {"unusual", "K59", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_WALLET] = {"theme_wallet", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_PRIZE] = {"theme_prize", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_CASINO] = {"theme_casino", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_PARCEL] = {"theme_parcel", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_STORAGE] = {"theme_storage", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_PROTECTION] = {"theme_protection", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_BILL] = {"theme_bill", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_MONEY] = {"theme_money", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_EXTORTION] = {"theme_extortion", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_DOCUMENT] = {"theme_document", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_THEME_MARKETING] = {"theme_marketing", "K60", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_PREMIUM_CALL] = {"premium_call", "K69", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_SMS_CALL] = {"sms_call", "K74", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_PROCESS_UNKNOWN] = {"process_unknown", "K22", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_HIDDEN_TEXT] = {"hidden_text", "K51", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_INVISIBLE] = {"invisible", "K52", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_IMAGE_ONLY] = {"image_only", "K53", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_HTML_ATTACHMENT] = {"html_attachment", "K54", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_PROGRAM_ATTACHMENT] = {"program_attachment", "K55", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_QR] = {"qr", "K56", DIRECTION_FAKE, TOPIC_GIST},
    [EVIDENCE_ID_MISSING] = {"id_missing", "K4", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_FIELD_MISSING] = {"field_missing", "K58", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_SALUTATION] = {"salutation", "K57", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_NAME_PRESENT] = {"name_present", "K3", DIRECTION_GENUINE, TOPIC_IDENTIFIER},
    [EVIDENCE_NAME_ABSENT] = {"name_absent", "K3", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_RECIPIENT_REGISTERED] = {"recipient_registered", "K5", DIRECTION_GENUINE,
                                       TOPIC_IDENTIFIER},
    [EVIDENCE_RECIPIENT_OTHER] = {"recipient_other", "K5", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_ANSWER_NOT_MEMBER] = {"answer_not_member", "K26", DIRECTION_FAKE, TOPIC_IDENTIFIER},
    [EVIDENCE_ANSWER_DONE] = {"answer_done", "K26", DIRECTION_GENUINE, TOPIC_IDENTIFIER},
    [EVIDENCE_ANSWER_NOT_DONE] = {"answer_not_done", "K26", DIRECTION_NEUTRAL, TOPIC_IDENTIFIER},
    [EVIDENCE_LINKS_PUBLISHED] = {"links_published", "K12", DIRECTION_GENUINE, TOPIC_LINKS},
    [EVIDENCE_LINK_FOREIGN] = {"link_foreign", "K12", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_ACTION_FOREIGN] = {"action_foreign", "K36", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_NO_OWN_LINK] = {"no_own_link", "K76", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_LINK_LOOKALIKE] = {"link_lookalike", "K13", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_LINK_NOT_SENDER] = {"link_not_sender", "K14", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_LINK_ODD_TLD] = {"link_odd_tld", "K15", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_ONE_FOREIGN_HOST] = {"one_foreign_host", "K16", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_ASKS_BY_FOREIGN_LINK] = {"asks_by_foreign_link", "K63", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_THEME_BY_FOREIGN_LINK] = {"theme_by_foreign_link", "K72", DIRECTION_FAKE,
                                        TOPIC_LINKS},
    [EVIDENCE_SMS_LINK] = {"sms_link", "K73", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_SHOWN_DIFFERS] = {"shown_differs", "K44", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_SHORTENER] = {"shortener", "K45", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_FREE_HOSTING] = {"free_hosting", "K46", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_BARE_ADDRESS] = {"bare_address", "K47", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_OPEN_REDIRECT] = {"open_redirect", "K48", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_URL_TRICK] = {"url_trick", "K49", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_IDN_LINK] = {"idn_link", "K50", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_DOWNLOAD_FOREIGN] = {"download_foreign", "K28", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_LINK_RANDOM] = {"link_random", "K70", DIRECTION_FAKE, TOPIC_LINKS},
    [EVIDENCE_NO_LINK] = {"no_link", "K71", DIRECTION_NEUTRAL, TOPIC_LINKS},
    [EVIDENCE_LIMIT] = {"limit", "K66", DIRECTION_NEUTRAL, TOPIC_READING},
    [EVIDENCE_DAMAGE] = {"damage", "K67", DIRECTION_NEUTRAL, TOPIC_READING},
};

const char *evidence_id(enum evidence_kind k)
{
    return kinds[k].id;
}

const char *evidence_code(enum evidence_kind k)
{
    return kinds[k].code;
}

bool evidence_parse(struct span code, enum evidence_kind *out)
{
    for (unsigned i = 0; i < EVIDENCE_COUNT; i++) {
        if (span_eq(code, (struct span){.at = kinds[i].code, .len = strlen(kinds[i].code)})) {
            *out = (enum evidence_kind)i;
            return true;
        }
    }
    return false;
}

enum direction evidence_direction(enum evidence_kind k)
{
    return kinds[k].direction;
}

const char *direction_code(enum direction d)
{
    static const char *const codes[] = {"neutral", "genuine", "fake"};

    return codes[d];
}

enum evidence_topic evidence_topic(enum evidence_kind k)
{
    return kinds[k].topic;
}

/* Copies what fits, whole characters only, and ends it with NUL. */
static void put(char *out, size_t size, struct span in)
{
    size_t len = in.len < size ? in.len : size - 1;

    while (len < in.len && len > 0 && ((unsigned char)in.at[len] & 0xC0) == 0x80) {
        len--;
    }
    if (len > 0) {
        memcpy(out, in.at, len);
    }
    out[len] = '\0';
}

void evidence_add(struct evidence_list *l, enum evidence_kind k, struct span on, struct span brand,
                  struct span other)
{
    size_t at = 0;
    struct evidence *made;

    while (at < l->count && l->at[at].kind < k) {
        at++;
    }
    if (at < l->count && l->at[at].kind == k) {
        return;
    }
    made = &l->at[at];
    memmove(made + 1, made, (l->count - at) * sizeof *made);
    l->count++;
    made->kind = (uint16_t)k;
    made->weight = 0;
    put(made->on, sizeof made->on, on);
    put(made->brand, sizeof made->brand, brand);
    put(made->other, sizeof made->other, other);
}

const struct evidence *evidence_find(const struct evidence_list *l, enum evidence_kind k)
{
    for (size_t i = 0; i < l->count; i++) {
        if (l->at[i].kind == k) {
            return &l->at[i];
        }
    }
    return NULL;
}
