#include "apps/forward_state.h"

#include "base/key_file.h"
#include "base/time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_BYTES 16

static bool trouble(struct err *e, const char *path, const char *what)
{
    int reason = errno;

    (void)err_set(e, ERR_SYSTEM, "%.150s: cannot %s: %s", path, what, strerror(reason));
    e->sys = reason;
    return false;
}

static bool join(char out[static PATH_BYTES_MAX], const char *folder, const char *kind,
                 const char *name, struct err *e)
{
    return snprintf(out, PATH_BYTES_MAX, "%s/%s%s%s", folder, kind, name[0] == '\0' ? "" : "/",
                    name) < PATH_BYTES_MAX ||
           err_set(e, ERR_CONFIG, "forward_state: expected a shorter path");
}

static bool make_folder(const char *folder, const char *kind, struct err *e)
{
    char path[PATH_BYTES_MAX];

    if (!join(path, folder, kind, "", e)) {
        return false;
    }
    return mkdir(path, S_IRWXU) == 0 || errno == EEXIST || trouble(e, path, "make the folder");
}

/* A name that tells nobody who or what is meant. ASCII case of an address does not matter. */
static void name_of(const uint8_t key[static KEY_FILE_SIZE], struct span one, struct span two,
                    char out[static FORWARD_ID_MAX])
{
    crypto_generichash_state h;
    uint8_t hash[HASH_BYTES];

    (void)crypto_generichash_init(&h, key, KEY_FILE_SIZE, sizeof hash);
    for (size_t i = 0; i < one.len; i++) {
        unsigned char c = (unsigned char)one.at[i];

        c = c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
        (void)crypto_generichash_update(&h, &c, 1);
    }
    (void)crypto_generichash_update(&h, (const unsigned char *)"\n", 1);
    (void)crypto_generichash_update(&h, (const unsigned char *)two.at, two.len);
    (void)crypto_generichash_final(&h, hash, sizeof hash);
    (void)sodium_bin2hex(out, FORWARD_ID_MAX, hash, sizeof hash);
}

static bool lock_sender(struct forward_state *s, const char *path, struct err *e)
{
    ssize_t got;

    s->sender = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (s->sender < 0) {
        return trouble(e, path, "open it");
    }
    while (flock(s->sender, LOCK_EX) != 0) {
        if (errno != EINTR) {
            return trouble(e, path, "lock it");
        }
    }
    got = pread(s->sender, s->times, sizeof s->times, 0);
    if (got < 0) {
        return trouble(e, path, "read it");
    }
    s->count = (size_t)got / sizeof s->times[0];
    return true;
}

bool forward_state_open(const char *folder, struct span sender, struct span mail,
                        struct forward_state *out, struct err *e)
{
    uint8_t key[KEY_FILE_SIZE];
    char path[PATH_BYTES_MAX];
    char who[FORWARD_ID_MAX];

    out->sender = -1;
    out->count = 0;
    if (snprintf(out->folder, sizeof out->folder, "%s", folder) >= (int)sizeof out->folder ||
        !join(path, folder, "key", "", e)) {
        return err_set(e, ERR_CONFIG, "forward_state: expected a shorter path");
    }
    if (!make_folder(folder, "answered", e) || !make_folder(folder, "senders", e) ||
        !key_file_load(path, key, e)) {
        return err_context(e, "forward_state");
    }
    name_of(key, sender, SPAN(""), who);
    name_of(key, sender, mail, out->id);
    sodium_memzero(key, sizeof key);
    return join(out->mark, folder, "answered", out->id, e) &&
           join(path, folder, "senders", who, e) && lock_sender(out, path, e);
}

bool forward_state_answered(const struct forward_state *s)
{
    struct stat about;

    return stat(s->mark, &about) == 0;
}

size_t forward_state_last_hour(const struct forward_state *s, int64_t now_ms)
{
    size_t count = 0;

    for (size_t i = 0; i < s->count; i++) {
        count += s->times[i] > now_ms - TIME_HOUR_MS && s->times[i] <= now_ms;
    }
    return count;
}

static bool sync_folder(const char *folder)
{
    char path[PATH_BYTES_MAX];
    struct err ignored;
    int file;
    bool ok;

    if (!join(path, folder, "answered", "", &ignored)) {
        return false;
    }
    file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        (void)close(file);
    }
    return ok;
}

bool forward_state_done(struct forward_state *s, int64_t now_ms, struct err *e)
{
    int file = open(s->mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    bool ok = file >= 0 && fsync(file) == 0 && sync_folder(s->folder);
    size_t len;

    if (file >= 0) {
        (void)close(file);
    }
    if (!ok) {
        return trouble(e, s->folder, "note an answer");
    }
    if (s->count == FORWARD_STATE_TIMES) {
        memmove(s->times, s->times + 1, sizeof s->times - sizeof s->times[0]);
        s->count--;
    }
    s->times[s->count++] = now_ms;
    len = s->count * sizeof s->times[0];
    return pwrite(s->sender, s->times, len, 0) == (ssize_t)len ||
           trouble(e, s->folder, "count an answer");
}

static void tidy_folder(const char *folder, const char *kind, int64_t before_s)
{
    char path[PATH_BYTES_MAX];
    struct err ignored;
    struct dirent *one;
    DIR *d;

    if (!join(path, folder, kind, "", &ignored)) {
        return;
    }
    d = opendir(path);
    /* cppcheck-suppress readdirCalled */
    while (d != NULL && (one = readdir(d)) != NULL) {
        struct stat about;

        if (one->d_name[0] != '.' && fstatat(dirfd(d), one->d_name, &about, 0) == 0 &&
            about.st_mtime < before_s) {
            (void)unlinkat(dirfd(d), one->d_name, 0);
        }
    }
    if (d != NULL) {
        (void)closedir(d);
    }
}

void forward_state_tidy(const struct forward_state *s, int64_t now_ms)
{
    int64_t before_s = (now_ms - FORWARD_STATE_DAYS * TIME_DAY_MS) / TIME_SECOND_MS;

    tidy_folder(s->folder, "answered", before_s);
    tidy_folder(s->folder, "senders", before_s);
}

void forward_state_close(struct forward_state *s)
{
    if (s->sender >= 0) {
        (void)close(s->sender);
        s->sender = -1;
    }
}
