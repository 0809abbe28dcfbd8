#include "notice/reference.h"

#include "base/key_file.h"

_Static_assert(NOTICE_KEY_SIZE == KEY_FILE_SIZE, "the key is a key file's");

bool notice_key_load(const char *path, struct notice_key *out, struct err *e)
{
    return key_file_load(path, out->bytes, e);
}
