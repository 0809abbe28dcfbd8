#include "apps/brand_files.h"

#include "base/memory.h"
#include "base/quote.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool cannot(const char *path, struct err *e)
{
    int sys = errno;
    struct span name = {.at = path, .len = strlen(path)};

    (void)err_set(e, sys == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "cannot read %s: %s",
                  quote(name).text, strerror(sys));
    e->sys = sys;
    return false;
}

static struct span kept_name(const char *path)
{
    size_t len = strlen(path);
    char *name = memory_new(len + 1, 1);

    (void)snprintf(name, len + 1, "%s", path);
    return (struct span){.at = name, .len = len};
}

bool brand_files_add(struct brand_files *f, const char *path, struct err *e)
{
    FILE *in;
    char *text;
    size_t len;
    bool bad;

    if (f->count == BRAND_FILES_MAX) {
        return err_set(e, ERR_CONFIG, "at most %d brand files are read", BRAND_FILES_MAX);
    }
    in = fopen(path, "re");
    if (in == NULL) {
        return cannot(path, e);
    }
    text = memory_new(BRAND_FILE_MAX + 1, 1);
    len = fread(text, 1, BRAND_FILE_MAX + 1, in);
    bad = ferror(in) != 0;
    if (bad) {
        (void)cannot(path, e);
        memory_free(text);
    } else {
        f->at[f->count++] =
            (struct brand_file){.name = kept_name(path), .text = {.at = text, .len = len}};
    }
    (void)fclose(in);
    return !bad;
}

static int is_brand_file(const struct dirent *d)
{
    size_t len = strlen(d->d_name);

    return len > 7 && d->d_name[0] != '.' && strcmp(d->d_name + len - 7, ".brands") == 0;
}

bool brand_files_add_dir(struct brand_files *f, const char *dir, struct err *e)
{
    struct dirent **found = NULL;
    bool read = true;
    int count;

    if (dir[0] == '\0') {
        return true;
    }
    count = scandir(dir, &found, is_brand_file, alphasort);
    if (count < 0) {
        return cannot(dir, e);
    }
    for (int i = 0; i < count; i++) {
        char path[SETTINGS_TEXT_MAX + 260];

        (void)snprintf(path, sizeof path, "%s/%s", dir, found[i]->d_name);
        read = read && brand_files_add(f, path, e);
        free(found[i]);
    }
    free(found);
    return read;
}

void brand_files_free(struct brand_files *f)
{
    for (size_t i = 0; i < f->count; i++) {
        memory_free(f->at[i].name.at);
        memory_free(f->at[i].text.at);
    }
    f->count = 0;
}

bool brand_files_load(const struct settings *s, struct brands **out, struct err *e)
{
    struct brand_files f = {.count = 0};
    bool made = brand_files_add_dir(&f, s->brands_dir, e) && brands_builtin(f.at, f.count, out, e);

    brand_files_free(&f);
    return made;
}
