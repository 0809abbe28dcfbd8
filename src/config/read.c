#include "config/read.h"

#include "base/quote.h"
#include "config/setting.h"

#include <assert.h>
#include <confuse.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>

#define ROWS_MAX 160

/* One reading. */
struct reading {
    struct settings *s;
    bool seen[ROWS_MAX];    /* rows stated so far; those of a network until it ends */
    size_t network_start;   /* first block of the network we are in */
    struct own_network now; /* of the network we are in: country and trusted */
    bool failed;
    size_t line; /* of the mistake */
    struct err *e;
};

/* libconfuse hands no context to its callbacks and has one lexer for all: both under one lock. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static struct reading *reading;

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Keeps the line and gives what libconfuse wants for "stop". */
static int stop(const cfg_t *at)
{
    reading->failed = true;
    reading->line = at->line > 0 ? (size_t)at->line : 0;
    return -1;
}

static int refuse(const cfg_t *at, const char *key, const char *expected, const char *came)
{
    (void)err_set(reading->e, ERR_CONFIG, "%s: expected %s, came %s", key, expected, came);
    return stop(at);
}

static const struct setting *row_of(const cfg_t *at, const cfg_opt_t *opt)
{
    char bytes[64];
    struct buf key = BUF_ON(bytes);

    buf_addf(&key, "%s%s", at->title != NULL ? "network." : "", opt->name);
    return setting_find((struct span){.at = key.at, .len = key.len});
}

static bool add_block(struct reading *r, struct span text, struct err *e)
{
    struct settings *s = r->s;
    struct own_network block = {0};
    struct own_network *grown;

    if (!own_network_parse(text, &block, e)) {
        return false;
    }
    for (size_t i = 0; i < s->network_count; i++) {
        if (s->networks[i].bits == block.bits &&
            address_eq(&s->networks[i].prefix, &block.prefix) &&
            address_is_v4(&s->networks[i].prefix) == address_is_v4(&block.prefix)) {
            return err_set(e, ERR_CONFIG, "expected each block once, came %s again",
                           quote(text).text);
        }
    }
    if (s->network_count == NETWORKS_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d blocks, came more", NETWORKS_MAX);
    }
    if ((s->network_count & (s->network_count - 1)) == 0) { /* 0, 1, 2, 4, ...: full */
        size_t cap = s->network_count == 0 ? 1 : 2 * s->network_count;

        grown = realloc(s->networks, cap * sizeof *grown);
        if (grown == NULL) {
            return err_set(e, ERR_LIMIT, "no memory for the networks");
        }
        s->networks = grown;
    }
    s->networks[s->network_count++] = block;
    return true;
}

static bool take(struct reading *r, const struct setting *row, struct span value)
{
    if (row->group != SETTING_NETWORK) {
        return setting_apply(row, value, r->s, r->e);
    }
    switch (row->type) {
    case SETTING_BLOCKS:
        if (!add_block(r, value, r->e)) {
            r->e->code = r->e->code == ERR_INPUT ? ERR_CONFIG : r->e->code;
            return err_context(r->e, "%s", row->key);
        }
        return true;
    case SETTING_TRUTH:
        return setting_truth(row, value, &r->now.trusted, r->e);
    case SETTING_COUNTRY:
        return setting_country(row, value, &r->now.country, r->e);
    case SETTING_CHOICE:
    case SETTING_NUMBER:
    case SETTING_PATH:
    case SETTING_ZONE:
    case SETTING_ENDPOINTS:
    case SETTING_SOURCES:
    case SETTING_WORDS:
    case SETTING_TEXT:
    case SETTING_URL:
        break;
    }
    return err_set(r->e, ERR_BUG, "%s has no place in a network", row->key);
}

/* libconfuse calls this once for each value, when the line of its reader is the value's. */
static int on_value(cfg_t *at, cfg_opt_t *opt, const char *value, void *result)
{
    const struct setting *row = row_of(at, opt);
    size_t index;

    if (row == NULL) {
        return refuse(at, opt->name, "a setting", "a key without a row");
    }
    index = (size_t)(row - setting_table);
    if (reading->seen[index] && (row->type != SETTING_BLOCKS || opt->nvalues <= 1)) {
        return refuse(at, row->key, "each setting once", "it again");
    }
    reading->seen[index] = true;
    reading->s->stated += row->group != SETTING_NETWORK;
    if (!take(reading, row, span_of(value))) {
        return stop(at);
    }
    memcpy(result, &value, sizeof value);
    return 0;
}

/* The network's section was read; its blocks get what it says of them all. */
static int on_network(cfg_t *at, cfg_opt_t *opt)
{
    struct reading *r = reading;
    const char *stated = cfg_title(cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1));
    const char *title = stated == NULL ? "" : stated;
    size_t len = strlen(title);

    if (len == 0 || len >= NETWORK_NAME_MAX) {
        return refuse(at, "network", "a name of 1 to 63 bytes", quote(span_of(title)).text);
    }
    if (r->s->network_count == r->network_start) {
        return refuse(at, "network", "addresses = {...} inside", quote(span_of(title)).text);
    }
    for (size_t i = r->network_start; i < r->s->network_count; i++) {
        struct own_network *block = &r->s->networks[i];

        block->trusted = r->now.trusted;
        block->country = r->now.country;
        memcpy(block->name, title, len + 1);
    }
    for (size_t i = 0; i < setting_count; i++) {
        r->seen[i] = r->seen[i] && setting_table[i].group != SETTING_NETWORK;
    }
    r->now = (struct own_network){0};
    r->network_start = r->s->network_count;
    r->s->stated++;
    return 0;
}

/* What libconfuse says, and how we say it: text before and after the word it quotes. */
static const struct {
    const char *says;
    const char *before;
    const char *after;
} sayings[] = {
    {"no such option", "expected a setting, came ", ""},
    {"unexpected token", "expected KEY = VALUE, came ", ""},
    {"missing equal sign", "", ": expected = after the key, came something else"},
    {"missing opening brace", "", ": expected { after the name, came something else"},
    {"missing title", "", ": expected a name before {, came something else"},
    {"found duplicate title", "network: expected each name once, came ", " again"},
    {"unexpected closing brace", "expected a setting, came }", NULL},
    {"premature end", "expected a value or }, came the end of the file", NULL},
};

/* A key that is none here: perhaps it stands in the wrong place, perhaps it is mistyped. */
static void unknown_key(const cfg_t *at, const char *word)
{
    bool in_network = at->title != NULL;
    const char *like = setting_nearest(span_of(word));
    const char *hint = like == NULL ? "" : "; did you mean ";
    const char *mark = like == NULL ? "" : "?";

    if (like != NULL && strcmp(like, word) == 0) {
        hint = in_network ? "; it belongs outside of network" : "; it belongs inside network";
        like = NULL;
        mark = "";
    }
    (void)err_set(reading->e, ERR_CONFIG, "expected a setting, came %s%s%s%s",
                  quote(span_of(word)).text, hint, like == NULL ? "" : like, mark);
}

static void on_error(cfg_t *at, const char *fmt, va_list args)
{
    const char *word;
    size_t i = 0;

    if (reading->failed) {
        return;
    }
    while (i < COUNT(sayings) && strncmp(fmt, sayings[i].says, strlen(sayings[i].says)) != 0) {
        i++;
    }
    if (i == COUNT(sayings)) {
        (void)err_set(reading->e, ERR_CONFIG, "expected KEY = VALUE, came something else");
    } else if (sayings[i].after == NULL) {
        (void)err_set(reading->e, ERR_CONFIG, "%s", sayings[i].before);
    } else {
        word = va_arg(args, const char *);
        (void)err_set(reading->e, ERR_CONFIG, "%s%s%s", sayings[i].before,
                      sayings[i].before[0] == '\0' ? word : quote(span_of(word)).text,
                      sayings[i].after);
        if (i == 0) {
            unknown_key(at, word);
        }
    }
    (void)stop(at);
}

/* Fills `out` (rows of one kind, and CFG_END) from the table. Gives how many. */
static size_t options(cfg_opt_t *out, bool in_network)
{
    const cfg_opt_t end = CFG_END();
    size_t used = 0;

    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];
        const cfg_opt_t one = CFG_STR_CB(row->key, NULL, CFGF_NODEFAULT, on_value);
        const cfg_opt_t list = CFG_STR_LIST_CB(row->key, NULL, CFGF_NODEFAULT, on_value);

        if ((row->group == SETTING_NETWORK) == in_network) {
            out[used++] = row->type == SETTING_BLOCKS ? list : one;
        }
    }
    out[used] = end;
    return used;
}

static bool parse(FILE *in, struct reading *r)
{
    static cfg_opt_t inner[ROWS_MAX + 1]; /* under the lock; too big for the stack */
    static cfg_opt_t outer[ROWS_MAX + 2];
    const cfg_opt_t end = CFG_END();
    const cfg_opt_t network =
        CFG_SEC("network", inner, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
    size_t used = options(outer, false);
    cfg_t *cfg;
    bool ok;

    (void)options(inner, true);
    outer[used] = network;
    outer[used + 1] = end;
    cfg = cfg_init(outer, CFGF_NONE);
    if (cfg == NULL) {
        return err_set(r->e, ERR_LIMIT, "no memory for the settings");
    }
    (void)cfg_set_error_function(cfg, on_error);
    (void)cfg_set_validate_func(cfg, "network", on_network);
    ok = cfg_parse_fp(cfg, in) == CFG_SUCCESS;
    if (!ok && !r->failed) {
        (void)err_set(r->e, ERR_CONFIG, "expected KEY = VALUE, came something else");
        (void)stop(cfg);
    }
    (void)cfg_free(cfg);
    return ok && !r->failed;
}

/* Its messages are told apart by their English text. */
static bool parse_in_english(FILE *in, struct reading *r)
{
    locale_t english = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before;
    bool ok;

    if (english == (locale_t)0) {
        return err_set(r->e, ERR_LIMIT, "no memory for the settings");
    }
    before = uselocale(english);
    ok = parse(in, r);
    (void)uselocale(before);
    freelocale(english);
    return ok;
}

bool read_settings(char *text, struct settings *s, size_t *line, struct err *e)
{
    size_t len = strlen(text);
    struct reading now = {.s = s, .e = e};
    FILE *in;
    bool ok;

    assert(setting_count <= ROWS_MAX);
    *line = 0;
    if (len == 0) {
        return true;
    }
    in = fmemopen(text, len, "r");
    if (in == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for the settings");
    }
    (void)pthread_mutex_lock(&one_at_a_time);
    reading = &now;
    ok = parse_in_english(in, &now);
    reading = NULL;
    *line = now.line;
    (void)pthread_mutex_unlock(&one_at_a_time);
    (void)fclose(in);
    return ok;
}
