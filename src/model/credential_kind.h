/* model/credential_kind.h - which of an account's credentials a sign-in used, or a notice is about. */
#ifndef MODEL_CREDENTIAL_KIND_H
#define MODEL_CREDENTIAL_KIND_H

/* Which credential a notice is about; texts name it exactly. */
enum credential_kind {
    CREDENTIAL_MAIN_PASSWORD,
    CREDENTIAL_APP_PASSWORD,
    CREDENTIAL_SECOND_FACTOR,
    CREDENTIAL_PASSKEY,
    CREDENTIAL_CONTACT, /* a phone number or address notices go to */
    CREDENTIAL_SIGN_IN_NAME,
    CREDENTIAL_KIND_COUNT
};
const char *credential_kind_code(enum credential_kind k);

/* What became of a credential (B-24). */
enum credential_act {
    CREDENTIAL_CHANGED,
    CREDENTIAL_LOCKED, /* it opens nothing any more: its change was undone */
    CREDENTIAL_ACT_COUNT
};

#endif
