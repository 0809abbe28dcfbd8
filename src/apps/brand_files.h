/* apps/brand_files.h - the brand registry as a command wants it: the one inside the program and the operator's.
 *
 * Owns      nothing: what is loaded is the caller's. Threads: any.
 */
#ifndef APPS_BRAND_FILES_H
#define APPS_BRAND_FILES_H

#include "config/settings.h"
#include "message/brand.h"

#define BRAND_FILES_MAX 64 /* files of an operator's directory */

/* Brand files read into memory. */
struct brand_files {
    struct brand_file at[BRAND_FILES_MAX];
    size_t count;
};

/* Reads one more file. ERR_ABSENT no such file; ERR_SYSTEM not readable; ERR_CONFIG too long, or too many. */
bool brand_files_add(struct brand_files *f, const char *path, struct err *e) MUST_CHECK;

/* Reads every *.brands of a directory, by name. dir "": nothing. Errors as brand_files_add. */
bool brand_files_add_dir(struct brand_files *f, const char *dir, struct err *e) MUST_CHECK;

void brand_files_free(struct brand_files *f);

/* The registry with the operator's files of s->brands_dir; brands_free gives it back. */
bool brand_files_load(const struct settings *s, struct brands **out, struct err *e) MUST_CHECK;

#endif
