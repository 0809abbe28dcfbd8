#include "credential/client_name.h"

#include "base/hash.h"

#define LETTERS_MAX 64

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes one word off: letters and digits together. *versioned: there is a digit in it. */
static struct span word_take(struct span *rest, bool *versioned)
{
    struct span word;
    size_t skip = 0;
    size_t len = 0;

    *versioned = false;
    while (skip < rest->len && !is_letter(rest->at[skip]) && !is_digit(rest->at[skip])) {
        skip++;
    }
    while (skip + len < rest->len &&
           (is_letter(rest->at[skip + len]) || is_digit(rest->at[skip + len]))) {
        *versioned = *versioned || is_digit(rest->at[skip + len]);
        len++;
    }
    word = (struct span){.at = rest->at + skip, .len = len};
    *rest = (struct span){.at = rest->at + skip + len, .len = rest->len - skip - len};
    return word;
}

uint64_t client_name(struct span device)
{
    char letters[LETTERS_MAX];
    size_t len = 0;
    bool versioned;

    while (device.len > 0) {
        struct span word = word_take(&device, &versioned);

        for (size_t i = 0; !versioned && i < word.len && len < sizeof letters; i++) {
            char c = word.at[i];

            letters[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        }
    }
    return len == 0 ? 0 : hash_bytes(&HASH_KEY_STABLE, letters, len) | 1;
}
