/* apps/device_profile.h - Apple's profile of one device, in the operator's words and signed by it. */
#ifndef APPS_DEVICE_PROFILE_H
#define APPS_DEVICE_PROFILE_H

#include "apps/mail_setup.h"
#include "service/device_desk.h"

struct device_profiles;

/* errors   ERR_CONFIG  as mail_setup_of, mail_setup_signer */
bool device_profiles_new(const struct settings *s, struct device_profiles **out,
                         struct err *e) MUST_CHECK;
void device_profiles_free(struct device_profiles **p); /* NULL is fine; *p becomes NULL */

/* Fills mail, ctx and profile of a desk; they live as long as *p and the settings. */
void device_profiles_serve(struct device_profiles *p, struct device_desk *desk);

#endif
