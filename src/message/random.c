#include "message/random.h"

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

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void count(struct counts *n, char c)
{
    bool consonant = is_letter(c) && strchr("aeiouy", c) == NULL;

    if (is_letter(n->last) && is_letter(c) && strchr(rare[n->last - 'a'], c) != NULL) {
        n->rare++;
    }
    if ((is_letter(n->last) && is_digit(c)) || (is_digit(n->last) && is_letter(c))) {
        n->switches++;
    }
    n->run = consonant ? n->run + 1 : 0;
    n->longest = n->run > n->longest ? n->run : n->longest;
    n->used += is_letter(c) || is_digit(c) ? 1 : 0;
    n->last = c;
}

bool random_looks(struct span name)
{
    struct counts n = {0};

    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        count(&n, (char)(c >= 'A' && c <= 'Z' ? c | 32 : c)); /* ASCII's lower case */
    }
    if (n.used < SHORTEST) {
        return false;
    }
    return n.rare >= 2 || n.longest >= 6 || n.switches >= 4 ||
           (n.rare >= 1 && (n.switches >= 2 || n.longest >= 5));
}
