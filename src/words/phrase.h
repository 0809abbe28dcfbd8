/* words/phrase.h - sentences and names of codes; words/words.c chooses among them. */
#ifndef WORDS_PHRASE_H
#define WORDS_PHRASE_H

enum phrase {
    PHRASE_NEW_COUNTRY,
    PHRASE_NEW_PROVIDER,
    PHRASE_NEW_ADDRESS,
    PHRASE_NEW_CLIENT,
    PHRASE_NEW_CLIENT_UNNAMED,
    PHRASE_NEW_VERSION,
    PHRASE_NEW_VERSION_UNNAMED,
    PHRASE_UNUSUAL_SCORE,
    PHRASE_FIRST_SIGNIN,
    PHRASE_RARE_PLACE,
    PHRASE_DORMANT,
    PHRASE_TWO_COUNTRIES,
    PHRASE_AFTER_FAILURES,
    PHRASE_ANONYMISER,
    PHRASE_HOSTILE_NETWORK,
    PHRASE_UNKNOWN_PLACE,
    PHRASE_GUESSING_SOURCE,
    PHRASE_STAGE_ABROAD,
    PHRASE_STAGE_HOME,
    PHRASE_NO_ADDRESS, /* "this address", where none is known */
    PHRASE_USUALLY,    /* beside a new country: where the account usually is */

    PHRASE_COUNTRY_UNKNOWN,
    PHRASE_PROVIDER_UNKNOWN,
    PHRASE_PROVIDER_AS,
    PHRASE_PLACE,          /* country and provider */
    PHRASE_PLACE_COUNTRY,  /* country, provider unknown */
    PHRASE_PLACE_PROVIDER, /* provider, country unknown */
    PHRASE_COUNTRY_ESTIMATED,
    PHRASE_PLACE_OWN,
    PHRASE_PLACE_OWN_UNNAMED,
    PHRASE_PLACE_FLAGS, /* a place with what the database marks */

    PHRASE_KIND_UNKNOWN, /* in the order of enum network_kind */
    PHRASE_KIND_PUBLIC,
    PHRASE_KIND_OWN,
    PHRASE_KIND_PRIVATE,
    PHRASE_KIND_LOOPBACK,
    PHRASE_KIND_LINK_LOCAL,
    PHRASE_KIND_CGNAT,
    PHRASE_KIND_ULA,
    PHRASE_KIND_DOCUMENTATION,
    PHRASE_KIND_SPECIAL,

    PHRASE_FLAG_ANONYMISER, /* in the order of enum place_flag */
    PHRASE_FLAG_SATELLITE,
    PHRASE_FLAG_ANYCAST,
    PHRASE_FLAG_HOSTILE,
    PHRASE_FLAG_TRUSTED_LINE,

    PHRASE_SERVICE_UNKNOWN, /* in the order of enum service */
    PHRASE_SERVICE_IMAP,
    PHRASE_SERVICE_POP3,
    PHRASE_SERVICE_SUBMISSION,
    PHRASE_SERVICE_SIEVE,
    PHRASE_SERVICE_WEB,
    PHRASE_SERVICE_DAV,

    PHRASE_OUTCOME_SUCCESS, /* in the order of enum outcome */
    PHRASE_OUTCOME_WRONG_PASSWORD,
    PHRASE_OUTCOME_UNKNOWN_ACCOUNT,
    PHRASE_OUTCOME_REFUSED,

    PHRASE_ACTION_ALLOW, /* in the order of enum action */
    PHRASE_ACTION_NOTICE,
    PHRASE_ACTION_CHALLENGE,
    PHRASE_ACTION_REFUSE,

    PHRASE_UNDER_ATTACK,
    PHRASE_PASSWORD_FOUND,
    PHRASE_SOURCE,           /* failures on so many accounts */
    PHRASE_SOURCE_ESTIMATED, /* the same, accounts counted roughly */
    PHRASE_SOURCE_SUCCESS,   /* and it got in */

    PHRASE_UNDER_SECOND,
    PHRASE_TIME, /* time and zone */
    PHRASE_LIST, /* what stands between two items */
    PHRASE_COUNT
};

#endif
