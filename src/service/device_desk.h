/* service/device_desk.h - where devices are set up: the parts that a request needs together.
 *
 * Owns      nothing; everything is borrowed as long as the desk is used. Threads: any.
 */
#ifndef SERVICE_DEVICE_DESK_H
#define SERVICE_DEVICE_DESK_H

#include "model/mail_setup.h"
#include "service/devices.h"
#include "service/step_up.h"
#include "words/lang.h"

/* A profile as a device takes it. */
struct device_profile {
    const struct device_issue *issue;
    struct span user; /* what signs in */
    enum lang lang;
};

struct device_desk {
    struct devices *devices; /* NULL: nobody sets devices up here */
    struct step_up *step_up;
    struct passwords *passwords;
    struct mail_setup mail[LANG_COUNT];
    const char *ca_file; /* whose certificates the mail servers have; "" the system's */
    void *ctx;           /* of profile */
    /* Appends the profile, signed when the operator has a certificate; *sealed says so. */
    bool (*profile)(void *ctx, const struct device_profile *p, struct buf *out, bool *sealed,
                    struct err *e);
};

/* What somebody types as the user name of this device. */
static inline struct span device_desk_user(const struct device_desk *desk,
                                           const struct device_issue *issue)
{
    const char *account = issue->device.account;

    return desk->mail[LANG_EN].user == MAIL_USER_ADDRESS
               ? issue->address
               : (struct span){.at = account, .len = strlen(account)};
}

#endif
