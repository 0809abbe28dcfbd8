/* Loaded before the C library by tests: a disk that hangs, and a wall clock that somebody sets.
 *
 * SHIM_FOLDER names a folder. While a file "hang" is in it, fsync and fdatasync do not return. A file
 * "clock" holds seconds that are added to the wall clock. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))
#define STEP_NS 5000000 /* between two looks */

static const char *path_of(const char *name, char out[static 512])
{
    const char *folder = getenv("SHIM_FOLDER");

    (void)snprintf(out, 512, "%s/%s", folder == NULL ? "/nonexistent" : folder, name);
    return out;
}

static void wait_while_hanging(void)
{
    const struct timespec step = {.tv_nsec = STEP_NS};
    char path[512];

    while (access(path_of("hang", path), F_OK) == 0) {
        (void)nanosleep(&step, NULL);
    }
}

static long offset_s(void)
{
    char path[512];
    char text[32] = "";
    int fd = open(path_of("clock", path), O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return 0;
    }
    if (read(fd, text, sizeof text - 1) < 0) {
        text[0] = '\0';
    }
    (void)close(fd);
    return strtol(text, NULL, 10);
}

/* The names in the header are reserved. NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
SHOWN int fdatasync(int fd)
{
    wait_while_hanging();
    return (int)syscall(SYS_fdatasync, fd);
}

SHOWN int fsync(int fd)
{
    wait_while_hanging();
    return (int)syscall(SYS_fsync, fd);
}

SHOWN int clock_gettime(clockid_t clock, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, clock, out);

    if (rc == 0 && clock == CLOCK_REALTIME) {
        out->tv_sec += offset_s();
    }
    return rc;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
