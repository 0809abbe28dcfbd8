#include "notice/templates.h"

#include "base/memory.h"
#include "base/quote.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 64
#define FILE_BYTES 512
#define SUFFIX ".mustache"

struct slot {
    struct set_template shown;
    struct template *compiled;
    char *text; /* of an overriding file; NULL: built in */
    char file[FILE_BYTES];
};

struct template_set {
    size_t count;
    struct slot *slots;
};

const char *notice_form_code(enum notice_form f)
{
    static const char *const codes[NOTICE_FORM_COUNT] = {"sms", "text", "html", "voice"};

    return codes[f];
}

static struct slot *find(const struct template_set *s, struct span name)
{
    for (size_t i = 0; i < s->count; i++) {
        const char *known = s->slots[i].shown.name;

        if (span_eq(name, (struct span){.at = known, .len = strlen(known)})) {
            return &s->slots[i];
        }
    }
    return NULL;
}

static enum template_escape escape_of(const char *name)
{
    return strstr(name, ".html.") != NULL ? TEMPLATE_HTML : TEMPLATE_PLAIN;
}

/* "line 3, column 7: expected ..." -> "FILE:3:7: expected ...". */
static bool place_error(const char *file, struct err *e)
{
    struct err told = *e;
    struct span rest = {.at = told.text, .len = strlen(told.text)};
    struct span line;
    struct span column;

    if (rest.len < 5 || memcmp(rest.at, "line ", 5) != 0) {
        return err_context(e, "%s", file);
    }
    rest = (struct span){.at = rest.at + 5, .len = rest.len - 5};
    if (!span_cut(&rest, ',', &line) || rest.len < 8 || !span_cut(&rest, ':', &column) ||
        column.len < 8) {
        return err_context(e, "%s", file);
    }
    return err_set(e, told.code, "%s:%.*s:%.*s:%.*s", file, (int)line.len, line.at,
                   (int)(column.len - 8), column.at + 8, (int)rest.len, rest.at);
}

static bool compile(struct slot *slot, struct span text, struct err *e)
{
    template_free(&slot->compiled);
    slot->shown.text = text;
    if (!template_parse(text, escape_of(slot->shown.name), &slot->compiled, e)) {
        return place_error(slot->shown.file, e);
    }
    slot->shown.compiled = slot->compiled;
    return true;
}

static bool open_built_in(struct template_set **out, struct err *e)
{
    struct template_set *s = memory_new(1, sizeof *s);

    while (notice_embedded[s->count].name != NULL) {
        s->count++;
    }
    s->slots = memory_new(s->count, sizeof *s->slots);
    for (size_t i = 0; i < s->count; i++) {
        struct slot *slot = &s->slots[i];
        struct buf file = {.at = slot->file, .cap = sizeof slot->file - 1};

        buf_addf(&file, "built-in %s", notice_embedded[i].name);
        slot->shown.name = notice_embedded[i].name;
        slot->shown.file = slot->file;
        if (!compile(slot, notice_embedded[i].text, e)) {
            template_set_free(&s);
            return false;
        }
    }
    *out = s;
    return true;
}

/* --- the operator's folder -------------------------------------------------------------------------- */

static bool system_error(struct err *e, const char *path, const char *what)
{
    int reason = errno;

    (void)err_set(e, ERR_SYSTEM, "%.150s: cannot %s: %s", path, what, strerror(reason));
    e->sys = reason;
    return false;
}

static bool read_all(int file, struct slot *slot, size_t *len, struct err *e)
{
    slot->text = memory_new(TEMPLATE_FILE_MAX + 1, 1);
    for (;;) {
        ssize_t got = read(file, slot->text + *len, TEMPLATE_FILE_MAX + 1 - *len);

        if (got < 0) {
            return system_error(e, slot->file, "read the template");
        }
        if (got == 0) {
            return true;
        }
        *len += (size_t)got;
        if (*len > TEMPLATE_FILE_MAX) {
            return err_set(e, ERR_CONFIG, "%.150s:1:1: expected at most %zu bytes, came more",
                           slot->file, TEMPLATE_FILE_MAX);
        }
    }
}

static bool override_with(struct slot *slot, struct err *e)
{
    int file = open(slot->file, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    bool read;

    if (file < 0) {
        return system_error(e, slot->file, "open the template");
    }
    slot->shown.overridden = true;
    read = read_all(file, slot, &len, e) &&
           compile(slot, (struct span){.at = slot->text, .len = len}, e);
    (void)close(file);
    return read;
}

static bool take_file(struct template_set *s, const char *folder, const char *file, struct err *e)
{
    static const struct span suffix = SPAN_INIT(SUFFIX);
    struct span name = {.at = file, .len = strlen(file)};
    struct buf path;
    struct slot *slot;

    if (name.len <= suffix.len || file[0] == '.' ||
        memcmp(file + name.len - suffix.len, suffix.at, suffix.len) != 0) {
        return true;
    }
    name.len -= suffix.len;
    slot = find(s, name);
    if (slot == NULL) {
        return err_set(e, ERR_CONFIG,
                       "%.120s: expected names such as signin.sms.ja.mustache (mioboe notice lint "
                       "--names shows all), came %s",
                       folder, quote((struct span){.at = file, .len = strlen(file)}).text);
    }
    path = (struct buf){.at = slot->file, .cap = sizeof slot->file - 1};
    memset(slot->file, 0, sizeof slot->file);
    buf_addf(&path, "%s/%s", folder, file);
    if (path.full) {
        return err_set(e, ERR_CONFIG, "notice_templates: expected a shorter path");
    }
    return override_with(slot, e);
}

static bool take_folder(struct template_set *s, const char *folder, struct err *e)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    bool good = true;

    if (dir == NULL) {
        return system_error(e, folder, "open the folder of templates");
    }
    /* One thread has this handle: readdir is safe (POSIX.1-2017). */
    /* cppcheck-suppress readdirCalled */
    while (good && (entry = readdir(dir)) != NULL) {
        good = take_file(s, folder, entry->d_name, e);
    }
    (void)closedir(dir);
    return good;
}

bool template_set_open(const char *folder, struct template_set **out, struct err *e)
{
    struct template_set *s = NULL;

    if (!open_built_in(&s, e)) {
        return false;
    }
    if (folder != NULL && folder[0] != '\0' && !take_folder(s, folder, e)) {
        template_set_free(&s);
        return false;
    }
    *out = s;
    return true;
}

bool template_set_with(const char *name, struct span text, struct template_set **out, struct err *e)
{
    struct template_set *s = NULL;
    struct slot *slot;

    if (!open_built_in(&s, e)) {
        return false;
    }
    slot = find(s, (struct span){.at = name, .len = strlen(name)});
    if (slot == NULL) {
        template_set_free(&s);
        return err_set(e, ERR_ABSENT, "there is no template %.60s", name);
    }
    slot->text = memory_new(text.len + 1, 1);
    if (text.len > 0) {
        memcpy(slot->text, text.at, text.len);
    }
    slot->shown.overridden = true;
    if (!compile(slot, (struct span){.at = slot->text, .len = text.len}, e)) {
        template_set_free(&s);
        return false;
    }
    *out = s;
    return true;
}

void template_set_free(struct template_set **s)
{
    if (*s == NULL) {
        return;
    }
    for (size_t i = 0; i < (*s)->count; i++) {
        template_free(&(*s)->slots[i].compiled);
        free((*s)->slots[i].text);
    }
    free((*s)->slots);
    free(*s);
    *s = NULL;
}

/* --- looking up ------------------------------------------------------------------------------------ */

const struct set_template *template_set_get(const struct template_set *s, enum notice_kind kind,
                                            enum notice_form form, enum lang lang)
{
    char bytes[NAME_BYTES];
    struct buf name = BUF_ON(bytes);
    const struct slot *slot;

    buf_addf(&name, "%s.%s.%s", kind == NOTICE_KIND_COUNT ? "subject" : notice_kind_code(kind),
             notice_form_code(form), lang_code(lang));
    slot = find(s, (struct span){.at = bytes, .len = name.len});
    return slot == NULL ? NULL : &slot->shown;
}

const struct set_template *template_set_named(const struct template_set *s, const char *name)
{
    const struct slot *slot = find(s, (struct span){.at = name, .len = strlen(name)});

    return slot == NULL ? NULL : &slot->shown;
}

const struct set_template *template_set_partial(const struct template_set *s, struct span name,
                                                const struct set_template *from)
{
    char bytes[TEMPLATE_NAME_MAX + NAME_BYTES];
    struct buf whole = BUF_ON(bytes);
    const struct slot *slot;

    buf_add(&whole, name);
    buf_addf(&whole, "%s", strchr(from->name, '.')); /* ".sms.ja" */
    slot = find(s, (struct span){.at = bytes, .len = whole.len});
    return slot == NULL ? NULL : &slot->shown;
}

struct seen_from {
    const struct template_set *set;
    const struct set_template *from;
};

static const struct template *partial(void *ctx, struct span name)
{
    const struct seen_from *seen = ctx;
    const struct set_template *t = template_set_partial(seen->set, name, seen->from);

    return t == NULL ? NULL : t->compiled;
}

bool template_set_render(const struct template_set *s, const struct set_template *t,
                         const struct template_data *data, struct template_sink to, struct err *e)
{
    struct seen_from seen = {s, t};
    struct template_data whole = *data;

    whole.partial = partial;
    whole.partial_ctx = &seen;
    return template_render(t->compiled, &whole, to, e);
}
