/* credential/client_name.h - the same client in another version. */
#ifndef CREDENTIAL_CLIENT_NAME_H
#define CREDENTIAL_CLIENT_NAME_H

#include "base/span.h"

#include <stdint.h>

/* A number for what a client calls itself, without its versions: words with a digit in them do not
 * count, nor case, nor what stands behind 64 letters. "iOS Mail (22A3354)" and "iOS Mail (22B83)" are
 * one. 0 when it says nothing. */
uint64_t client_name(struct span device);

#endif
