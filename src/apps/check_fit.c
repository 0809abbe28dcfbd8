#include "apps/check_fit.h"

#include "apps/check_input.h"
#include "apps/jsonl.h"
#include "apps/paths.h"
#include "base/hash.h"
#include "base/memory.h"
#include "message/fit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define WEIGHTS_BYTES 16384
#define FALSE_MAIL_PER_MILLE 0 /* genuine mails called fake that the threshold allows */
#define FALSE_SMS_PER_MILLE 1
#define MARGIN 40 /* hundredths of a nat: messages nobody has seen yet go a little higher */
#define FAKE_WEIGHT 1.0f
#define GENUINE_WEIGHT 2.0f /* to call a genuine message fake is the worse mistake */

/* The sets a folder holds. */
enum set {
    SET_PHISH,
    SET_HAM,
    SET_NOTICE,
    SET_SMS_PHISH,
    SET_SMS_HAM,
    SET_COUNT
};

static const struct {
    const char *name;
    bool fake;
    bool sms;
} sets[SET_COUNT] = {
    [SET_PHISH] = {"phish", true, false},         [SET_HAM] = {"ham", false, false},
    [SET_NOTICE] = {"ham-notice", false, false},  [SET_SMS_PHISH] = {"sms-phish.tsv", true, true},
    [SET_SMS_HAM] = {"sms-ham.tsv", false, true},
};

struct fitting {
    struct checker *checker;
    struct observation *observation;
    struct fit_row *rows;
    uint8_t *set;  /* by row */
    char **name;   /* by row; NULL for an SMS */
    int32_t *held; /* by row: score by weights the row had no part in */
    size_t count;
    size_t cap;
};

static void add_row(struct fitting *f, enum set set, const struct message_source *src,
                    const char *name)
{
    struct fit_row row = {.fake = sets[set].fake,
                          .weight = sets[set].fake ? FAKE_WEIGHT : GENUINE_WEIGHT};

    if (f->count == f->cap) {
        f->cap = f->cap == 0 ? 1024 : 2 * f->cap;
        f->rows = memory_grow(f->rows, f->cap, sizeof *f->rows);
        f->set = memory_grow(f->set, f->cap, sizeof *f->set);
        f->held = memory_grow(f->held, f->cap, sizeof *f->held);
        f->name = memory_grow(f->name, f->cap, sizeof *f->name);
    }
    checker_observe(f->checker, src, f->observation, NULL);
    fit_row_set(&row, f->observation);
    row.fold = (uint8_t)(hash_span(&HASH_KEY_STABLE, src->bytes) % FIT_FOLDS);
    f->name[f->count] = name == NULL ? NULL : strdup(name);
    f->set[f->count] = (uint8_t)set;
    f->rows[f->count++] = row;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_file(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static bool add_mail(struct fitting *f, enum set set, const char *path, struct err *e)
{
    char *bytes = NULL;
    size_t len = 0;
    struct message_source src = {.kind = MESSAGE_MAIL};

    if (!check_input_read(path, &bytes, &len, e)) {
        return false;
    }
    src.bytes = (struct span){.at = bytes, .len = len};
    add_row(f, set, &src, path);
    free(bytes);
    return true;
}

static bool add_folder(struct fitting *f, enum set set, const char *folder, struct err *e)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, is_file, by_name);
    bool ok = count >= 0 || err_set(e, ERR_ABSENT, "the folder %s cannot be read", folder);

    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES_MAX];
        struct buf b = BUF_ON(path);

        buf_addf(&b, "%s/%s", folder, names[i]->d_name);
        ok = ok && !b.full && add_mail(f, set, path, e);
        free(names[i]);
    }
    free(names);
    return ok;
}

static bool add_table(struct fitting *f, enum set set, const char *path, struct err *e)
{
    char *bytes = NULL;
    size_t len = 0;
    struct span rest;
    struct span line;
    struct span column;

    if (!check_input_read(path, &bytes, &len, e)) {
        return false;
    }
    rest = (struct span){.at = bytes, .len = len};
    while (span_cut(&rest, '\n', &line)) {
        struct message_source src = {.kind = MESSAGE_SMS};

        bool told = span_cut(&line, '\t', &column);

        told = told && span_cut(&line, '\t', &column);
        if (told) {
            src.bytes = line;
            add_row(f, set, &src, NULL);
        }
    }
    free(bytes);
    return true;
}

static bool add_all(struct fitting *f, const char *folder, struct err *e)
{
    for (unsigned i = 0; i < SET_COUNT; i++) {
        char path[PATH_BYTES_MAX];
        struct buf b = BUF_ON(path);

        buf_addf(&b, "%s/%s", folder, sets[i].name);
        if (b.full || !(sets[i].sms ? add_table(f, (enum set)i, path, e)
                                    : add_folder(f, (enum set)i, path, e))) {
            return false;
        }
    }
    return true;
}

/* Every row's score by the weights fitted without its fold. */
static bool hold_out(struct fitting *f, const struct weights *prior, struct err *e)
{
    for (unsigned fold = 0; fold < FIT_FOLDS; fold++) {
        struct weights w;

        if (!fit_weights(f->rows, f->count, fold, prior, &w, e)) {
            return false;
        }
        for (size_t i = 0; i < f->count; i++) {
            if (f->rows[i].fold == fold) {
                f->held[i] = fit_score(&f->rows[i], &w);
            }
        }
    }
    return true;
}

static size_t count_from(const struct fitting *f, enum set set, int32_t from, size_t *all)
{
    size_t count = 0;

    *all = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (f->set[i] == set) {
            (*all)++;
            count += f->held[i] >= from ? 1 : 0;
        }
    }
    return count;
}

/* The least score from which so few genuine messages (of mails, of SMS) are called fake. */
static int32_t threshold(const struct fitting *f, bool sms)
{
    size_t ham = 0;
    size_t notices = 0;
    int32_t at = -WEIGHT_MAX;
    size_t allowed = sms ? FALSE_SMS_PER_MILLE : FALSE_MAIL_PER_MILLE;

    for (; at < WEIGHT_MAX; at++) {
        size_t wrong = count_from(f, sms ? SET_SMS_HAM : SET_HAM, at, &ham);
        size_t wrong_notices = sms ? 0 : count_from(f, SET_NOTICE, at, &notices);

        if (wrong * 1000 <= ham * allowed && wrong_notices == 0) {
            break;
        }
    }
    return at + MARGIN;
}

static void tell(const struct fitting *f, const struct weights *w, int32_t mail, int32_t sms)
{
    (void)fprintf(stderr, "bias %d, of SMS %d; thresholds %d and %d\n", w->bias.now,
                  w->bias_sms.now, mail, sms);
    for (unsigned i = 0; i < SET_COUNT; i++) {
        size_t all = 0;
        size_t fake = count_from(f, (enum set)i, sets[i].sms ? sms : mail, &all);

        (void)fprintf(stderr, "%-14s %5zu of %5zu called fake, %.1f %%\n", sets[i].name, fake, all,
                      all == 0 ? 0.0 : 100.0 * (double)fake / (double)all);
    }
}

/* One line of JSON for each message: what it is, and how it was judged by weights it had no part in. */
static void tell_each(const struct fitting *f, int32_t mail, int32_t sms)
{
    for (size_t i = 0; i < f->count; i++) {
        struct jsonl j = jsonl_open(stdout);
        const char *name = f->name[i] == NULL ? "" : f->name[i];

        jsonl_text(&j, "file", (struct span){.at = name, .len = strlen(name)});
        jsonl_code(&j, "set", sets[f->set[i]].name);
        jsonl_bool(&j, "fake", f->held[i] >= (sets[f->set[i]].sms ? sms : mail));
        jsonl_close(&j);
        (void)putchar('\n');
    }
}

static bool fit(struct fitting *f, bool each, struct err *e)
{
    const struct weights *prior = checker_weights(f->checker);
    struct weights w;
    int32_t mail;
    int32_t sms;
    char *bytes;
    struct buf out = {.cap = WEIGHTS_BYTES};

    if (!hold_out(f, prior, e) || !fit_weights(f->rows, f->count, FIT_FOLDS, prior, &w, e)) {
        return false;
    }
    mail = threshold(f, false);
    sms = threshold(f, true);
    tell(f, &w, mail, sms);
    if (each) {
        tell_each(f, mail, sms);
        return true;
    }
    /* One threshold for both: the biases take the difference. */
    w.bias.now = (int16_t)(w.bias.now - mail);
    w.bias_sms.now = (int16_t)(w.bias_sms.now - sms);
    bytes = memory_new(WEIGHTS_BYTES, 1);
    out.at = bytes;
    weights_print(&out, &w);
    (void)fwrite(out.at, 1, out.len, stdout);
    memory_free(bytes);
    return true;
}

bool check_fit(struct checker *c, const char *folder, bool each, struct err *e)
{
    struct fitting f = {.checker = c, .observation = memory_new(1, sizeof *f.observation)};
    bool ok = add_all(&f, folder, e) && fit(&f, each, e);

    for (size_t i = 0; i < f.count; i++) {
        free(f.name[i]);
    }
    memory_free(f.name);
    memory_free(f.observation);
    memory_free(f.rows);
    memory_free(f.set);
    memory_free(f.held);
    return ok;
}
