/* store/record.h - what every backend says alike about the operator's records. */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/err.h"
#include "model/account.h"

/* Fills *e: the identifier belongs to the account `other`. */
void record_taken(struct err *e, enum account_list list, struct span value, struct span other);

/* ERR_ABSENT: there is no account of that name. Always false. */
bool record_absent(struct err *e, struct span name);

#endif
