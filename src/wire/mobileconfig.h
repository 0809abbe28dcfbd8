/* wire/mobileconfig.h - a configuration profile for Apple's devices: one mail account, IMAP and SMTP.
 *
 * Source    Apple, Device Management: TopLevel, CommonPayloadKeys and com.apple.mail.managed.
 *           A profile with the identifier of one that is installed replaces it; a payload with the same
 *           identifier and UUID is updated in place, so installing over an old one leaves nothing behind.
 * Secrets   the password, when one is given: whoever has the bytes can read the mail. They are sent over
 *           TLS to the person's own device and not kept.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_MOBILECONFIG_H
#define WIRE_MOBILECONFIG_H

#include "base/buf.h"
#include "model/mail_setup.h"

#define MOBILECONFIG_TYPE "application/x-apple-aspen-config"
#define MOBILECONFIG_MAX ((size_t)32 << 10) /* bytes of any profile, unsigned */
#define MOBILECONFIG_UUID_SIZE 16

struct mobileconfig {
    struct span identifier;                       /* "jp.example.mail.k3v9q2m7xa": stable */
    uint8_t uuid[MOBILECONFIG_UUID_SIZE];         /* of the profile: stable */
    uint8_t payload_uuid[MOBILECONFIG_UUID_SIZE]; /* of its mail account: stable */
    struct span display_name;                     /* with its version: what Settings lists it as */
    struct span description;
    struct span organization;
    struct span person;   /* name in sent mail (C-28); "": the device asks or shows none */
    struct span address;  /* of mail */
    struct span user;     /* what signs in: may differ from the address (C-25) */
    struct span password; /* "": the device asks for it */
    const struct mail_setup *setup; /* mail_setup_stated() */
};

/* Appends the profile as an XML property list. */
void mobileconfig_print(struct buf *out, const struct mobileconfig *m);

#endif
