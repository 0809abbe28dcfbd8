#include "message/random.h"

#include "message/ascii.h"

#define SHORTEST 5 /* letters and digits */

/* By first letter: the letters that seldom follow. */
static const char *const rare[26] = {
    "jq",        "gjkpqvwxz",  "fgjqvwxz", "jkqxz",           "jqz",      "hjkpqvwz",
    "kqvwxz",    "bfhjpqvwxz", "hquw",     "glnqvwyz",        "fqvxz",    "bfhjqvwz",
    "fhjkqrvxz", "rxz",        "ejqz",     "dfjqvwxz",        "",         "hjqwxz",
    "gjqvxz",    "jklqxz",     "hqw",      "bdfhjklqrsvwxyz", "bdfmqvxz", "gjkqrwz",
    "qvxy",      "gqstvwx",
};

struct counts {
    size_t used;     /* letters and digits */
    size_t rare;     /* pairs that seldom occur */
    size_t switches; /* from a letter to a digit or back */
    size_t run;      /* consonants in a row, now */
    size_t longest;  /* at most */
    char last;
};

static void count(struct counts *n, char c)
{
    bool consonant = ascii_is_lower(c) && strchr("aeiouy", c) == NULL;

    if (ascii_is_lower(n->last) && ascii_is_lower(c) && strchr(rare[n->last - 'a'], c) != NULL) {
        n->rare++;
    }
    if ((ascii_is_lower(n->last) && ascii_is_digit(c)) ||
        (ascii_is_digit(n->last) && ascii_is_lower(c))) {
        n->switches++;
    }
    n->run = consonant ? n->run + 1 : 0;
    n->longest = n->run > n->longest ? n->run : n->longest;
    n->used += ascii_is_lower(c) || ascii_is_digit(c) ? 1 : 0;
    n->last = c;
}

bool random_looks(struct span name)
{
    struct counts n = {0};

    for (size_t i = 0; i < name.len; i++) {
        count(&n, ascii_lower(name.at[i]));
    }
    if (n.used < SHORTEST) {
        return false;
    }
    return n.rare >= 2 || n.longest >= 6 || n.switches >= 4 ||
           (n.rare >= 1 && (n.switches >= 2 || n.longest >= 5));
}
