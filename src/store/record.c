#include "store/record.h"

#include "base/quote.h"

void record_taken(struct err *e, enum account_list list, struct span value, struct span other)
{
    (void)err_set(e, ERR_INPUT,
                  "%s: expected one that no other account has, came %.100s of account %.100s",
                  account_list_code(list), quote(value).text, quote(other).text);
}

bool record_absent(struct err *e, struct span name)
{
    return err_set(e, ERR_ABSENT, "there is no account %s", quote(name).text);
}
