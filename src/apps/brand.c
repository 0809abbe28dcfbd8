/* mioboe brand - the brands messages are faked with, and what imitates them. */
#include "apps/brand_files.h"
#include "apps/brand_print.h"
#include "apps/command.h"
#include "apps/jsonl.h"
#include "apps/terminal.h"
#include "base/lines.h"
#include "base/quote.h"
#include "words/clean.h"
#include "words/words.h"

#include <sysexits.h>
#include <unistd.h>

enum {
    BRAND_OPTION_CONFIG,
    BRAND_OPTION_LANG,
    BRAND_OPTION_JSON,
    BRAND_OPTIONS
};

static const struct option_row rows[BRAND_OPTIONS] = {
    [BRAND_OPTION_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [BRAND_OPTION_LANG] = {"lang", 0, OPTION_VALUE, "en|ja", "Language of the output."},
    [BRAND_OPTION_JSON] = {"json", 0, OPTION_FLAG, NULL, "Print one JSON object a line."},
};

/* What every verb works on. */
struct work {
    struct options options;
    struct settings *settings;
    struct brands *brands;
    enum lang lang;
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe brand [OPTION...] which DOMAIN...   Tell whose it is or whom it imitates.\n"
        "       mioboe brand [OPTION...] show ID...        Show all that is known of a brand.\n"
        "       mioboe brand [OPTION...] list              Show every brand.\n"
        "       mioboe brand [OPTION...] lint [FILE...]    Check brand files.\n\n"
        "DOMAIN is a domain, a host or a URL; - reads one a line. Nothing is asked from the\n"
        "network. Without FILE lint checks the brands inside the program and those of "
        "brands_dir.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe brand which sakura-ad-sakurainfo.cn\n"
        "  mioboe brand show sakura\n"
        "  mioboe brand lint /etc/mioboe/brands/ours.brands\n\n"
        "Exit codes: 0 done; 64 usage; 65 no domain; 66 no such brand or file; 74 not readable;\n"
        "78 a fault in a brand file or a setting.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- which -------------------------------------------------------------------------------------------- */

/* What is known of one host. */
struct found {
    struct host host;
    const struct brand *owner;
    struct lookalike like; /* like.brand NULL: imitates nobody */
};

static void put_traits(struct jsonl *j, const struct host *h)
{
    static const char *const codes[] = {"shortener", "hosting", "bucket", "dynamic-dns", "odd-tld"};
    unsigned traits = site_traits(h);
    struct jsonl codes_of = jsonl_array(j, "traits");

    for (unsigned i = 0; i < COUNT(codes); i++) {
        if ((traits & 1u << i) != 0) {
            jsonl_item_code(&codes_of, codes[i]);
        }
    }
    jsonl_end_array(&codes_of);
}

static void put_found_json(struct span typed, const struct found *f)
{
    const struct brand *b = f->owner != NULL ? f->owner : f->like.brand;
    struct jsonl j = jsonl_open(stdout);

    jsonl_text(&j, "input", typed);
    jsonl_text(&j, "host", host_name(&f->host));
    jsonl_text(&j, "domain", host_domain(&f->host));
    jsonl_code(&j, "relation", f->owner != NULL ? "own" : b != NULL ? "imitates" : "none");
    if (b != NULL) {
        jsonl_text(&j, "brand", b->id);
        jsonl_text(&j, "en", b->en);
        jsonl_text(&j, "ja", b->ja);
    }
    if (f->like.brand != NULL) {
        jsonl_code(&j, "how", likeness_code(f->like.how));
        jsonl_text(&j, "label", f->like.label);
        jsonl_text(&j, "like", f->like.like);
    }
    put_traits(&j, &f->host);
    jsonl_close(&j);
    (void)putchar('\n');
}

static void put_found(const struct work *w, const struct found *f)
{
    const struct brand *b = f->owner != NULL ? f->owner : f->like.brand;
    struct span name = b == NULL ? SPAN("") : w->lang == LANG_JA ? b->ja : b->en;
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char shown[3 * SHOWN_MAX];
    struct buf host = BUF_ON(shown);
    enum label told = f->owner != NULL ? LABEL_BRAND_OWN
                      : b == NULL      ? LABEL_BRAND_NONE
                                       : LABEL_BRAND_PREFIX + f->like.how;

    clean_text(&host, span_of(f->host.shown));
    {
        const struct arg args[] = {
            {"host", {.at = host.at, .len = host.len}}, {"brand", name}, {"like", f->like.like}};

        label_put(&text, w->lang, told, args, COUNT(args));
    }
    (void)printf("%.*s\n", (int)text.len, text.at);
}

static bool tell_one(const struct work *w, struct span typed, struct err *e)
{
    struct found f = {.owner = NULL};

    if (!host_from_url(typed, &f.host, e)) {
        return false;
    }
    f.owner = brands_owner(w->brands, &f.host);
    if (!brands_lookalike(w->brands, &f.host, &f.like)) {
        f.like.brand = NULL;
    }
    if (w->options.set[BRAND_OPTION_JSON]) {
        put_found_json(typed, &f);
    } else {
        put_found(w, &f);
    }
    return true;
}

/* Of many lines a bad one is told and skipped. */
static bool tell_lines(const struct work *w, struct err *e)
{
    struct lines *in = NULL;
    struct span line;
    struct err bad;
    enum lines_result result = LINES_LINE;

    if (!lines_open("-", false, &in, e)) {
        return false;
    }
    while (result == LINES_LINE || result == LINES_LONG) {
        result = lines_next(in, &line, e);
        if (result == LINES_LINE && line.len > 0 && !tell_one(w, line, &bad)) {
            (void)fprintf(stderr, "mioboe brand: %s\n", bad.text);
        }
    }
    lines_free(&in);
    return result == LINES_END;
}

static bool which(const struct work *w, int count, char *typed[], struct err *e)
{
    if (count == 1 && strcmp(typed[0], "-") == 0) {
        return tell_lines(w, e);
    }
    for (int i = 0; i < count; i++) {
        if (!tell_one(w, span_of(typed[i]), e)) {
            return false;
        }
    }
    return true;
}

/* --- show and list ------------------------------------------------------------------------------------ */

static bool show(const struct work *w, int count, char *typed[], struct err *e)
{
    for (int i = 0; i < count; i++) {
        const struct brand *b = brands_find(w->brands, span_of(typed[i]));

        if (b == NULL) {
            return err_set(e, ERR_ABSENT, "there is no brand %s; all of them: mioboe brand list",
                           quote(span_of(typed[i])).text);
        }
        if (w->options.set[BRAND_OPTION_JSON]) {
            brand_print_json(stdout, b);
        } else {
            (void)fputs(i > 0 ? "\n" : "", stdout);
            brand_print_file(stdout, b);
        }
    }
    return true;
}

static bool list(const struct work *w)
{
    for (size_t i = 0; i < brands_count(w->brands); i++) {
        const struct brand *b = brands_at(w->brands, i);
        struct span name = w->lang == LANG_JA ? b->ja : b->en;

        if (w->options.set[BRAND_OPTION_JSON]) {
            brand_print_json(stdout, b);
        } else {
            (void)printf("%-24.*s  %.*s\n", (int)b->id.len, b->id.at, (int)name.len, name.at);
        }
    }
    return true;
}

/* --- lint ------------------------------------------------------------------------------------------------ */

static void say_fault(void *ctx, const struct err *fault)
{
    (void)ctx;
    (void)fprintf(stderr, "%s\n", fault->text);
}

/* The files given, or those of the directory, on top of those inside the program. */
static bool lint_files(const struct work *w, const struct brand_files *mine, struct err *e)
{
    size_t inside = 0;
    const struct brand_file *builtin = brands_builtin_files(&inside);
    struct brand_file all[BRAND_FILES_MAX + 16];
    struct brands *b = NULL;
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char digits[24];
    size_t faults;

    if (inside > 16) {
        return err_set(e, ERR_BUG, "there are too many brand files inside the program");
    }
    memcpy(all, builtin, inside * sizeof *all);
    memcpy(all + inside, mine->at, mine->count * sizeof *all);
    faults = brands_lint(all, inside + mine->count, say_fault, NULL);
    if (faults > 0) {
        return err_set(e, ERR_CONFIG, "%zu faults in brand files", faults);
    }
    if (!brands_new(all, inside + mine->count, &b, e)) {
        return false;
    }
    (void)snprintf(digits, sizeof digits, "%zu", brands_count(b));
    brands_free(&b);
    label_put(&text, w->lang, LABEL_BRANDS_FIT, &(struct arg){"n", span_of(digits)}, 1);
    (void)printf("%.*s\n", (int)text.len, text.at);
    return true;
}

static bool lint(const struct work *w, int count, char *typed[], struct err *e)
{
    struct brand_files mine = {.count = 0};
    bool good = count > 0 || brand_files_add_dir(&mine, w->settings->brands_dir, e);

    for (int i = 0; i < count && good; i++) {
        good = brand_files_add(&mine, typed[i], e);
    }
    good = good && lint_files(w, &mine, e);
    brand_files_free(&mine);
    return good;
}

/* --- the command ------------------------------------------------------------------------------------------ */

static bool act(struct work *w, int count, char *typed[], struct err *e)
{
    const char *verb = typed[0];

    if (strcmp(verb, "lint") == 0) {
        return lint(w, count - 1, typed + 1, e);
    }
    if (!brand_files_load(w->settings, &w->brands, e)) {
        return false;
    }
    if (strcmp(verb, "which") == 0) {
        return which(w, count - 1, typed + 1, e);
    }
    return strcmp(verb, "show") == 0 ? show(w, count - 1, typed + 1, e) : list(w);
}

static bool typed_right(int count, char *typed[])
{
    if (count == 0) {
        return false;
    }
    if (strcmp(typed[0], "which") == 0 || strcmp(typed[0], "show") == 0) {
        return count > 1;
    }
    return strcmp(typed[0], "lint") == 0 || (strcmp(typed[0], "list") == 0 && count == 1);
}

static bool begin(struct work *w, struct err *e)
{
    const char *file = w->options.value[BRAND_OPTION_CONFIG];

    if (file == NULL && access(SETTINGS_FILE, F_OK) == 0) {
        file = SETTINGS_FILE;
    }
    return settings_load(file, &w->settings, e) &&
           terminal_lang(w->options.value[BRAND_OPTION_LANG], w->settings, &w->lang, e);
}

static int run(int argc, char *argv[])
{
    struct work w = {.lang = LANG_EN};
    struct err e = {0};
    bool good;
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &w.options)) {
        return EX_USAGE;
    }
    if (w.options.help) {
        return usage(stdout);
    }
    if (!typed_right(argc - w.options.rest, argv + w.options.rest)) {
        return usage(stderr);
    }
    good = begin(&w, &e) && act(&w, argc - w.options.rest, argv + w.options.rest, &e);
    code = good ? EX_OK : command_fail("brand", &e);
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fputs("mioboe brand: cannot write the output\n", stderr);
        code = EX_IOERR;
    }
    brands_free(&w.brands);
    settings_free(&w.settings);
    return code;
}

const struct command command_brand = {
    .name = "brand",
    .summary = "Tell whose a domain is or whom it imitates; check brand files.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = run,
    .operands = "which|show|list|lint",
};
