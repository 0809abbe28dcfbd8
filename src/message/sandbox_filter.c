#include "message/sandbox_child.h"

#include "base/number.h"
#include "message/ascii.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Sanitizers reserve terabytes and speak to the kernel in their own ways when they report. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define CPU_MAX 3600 /* seconds in a child's life; each request has its own limit */

/* What computing needs. abort() needs the signal calls, qsort() asks for the memory's size. */
static const int ALLOWED[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(tgkill),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(setitimer),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(sched_yield),
    SCMP_SYS(restart_syscall),
};

/* What libraries try and can do without: refused, so that they go on. */
static const int REFUSED[] = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(ioctl),
    SCMP_SYS(fcntl),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(uname),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(prctl),
    SCMP_SYS(prlimit64),
    SCMP_SYS(sched_getaffinity),
};

static bool limit(int what, rlim_t to, struct err *e)
{
    struct rlimit l = {.rlim_cur = to, .rlim_max = to};

    if (setrlimit((__rlimit_resource_t)what, &l) != 0) {
        int why = errno;

        (void)err_set(e, ERR_SYSTEM, "setrlimit %d refused", what);
        e->sys = why;
        return false;
    }
    return true;
}

/* Bytes of data the process has already, most of them shared with its parent; field 6 of
 * /proc/self/statm (proc(5)). */
static bool read_data_size(uint64_t *out)
{
    char text[200];
    struct span rest = {.at = text};
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
    uint64_t pages = 0;

    if (fd >= 0) {
        (void)close(fd);
    }
    rest.len = len < 0 ? 0 : (size_t)len;
    for (int field = 1; field <= 6; field++) {
        rest = span_trim(rest);
        if (!number_take(&rest, &pages)) {
            return false;
        }
    }
    *out = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return true;
}

static bool set_limits(struct err *e)
{
    uint64_t data = 0;

    /* Data, not address space: libraries map tens of megabytes that nobody touches. */
    if (!SANITIZED && !read_data_size(&data)) {
        return err_set(e, ERR_SYSTEM, "/proc/self/statm cannot be read");
    }
    if (!SANITIZED && !limit(RLIMIT_DATA, data + SANDBOX_MEMORY, e)) {
        return false;
    }
    return limit(RLIMIT_CPU, CPU_MAX, e) && limit(RLIMIT_CORE, 0, e) && limit(RLIMIT_FSIZE, 0, e) &&
           limit(RLIMIT_NOFILE, 0, e) && limit(RLIMIT_MEMLOCK, 0, e);
}

/* mmap and mprotect for anything but code. 0 or -errno. */
static int allow_memory(scmp_filter_ctx filter)
{
    int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

    return rc != 0 ? rc
                   : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static int add_rules(scmp_filter_ctx filter)
{
    int rc = allow_memory(filter);

    for (size_t i = 0; rc == 0 && i < COUNT(ALLOWED); i++) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED[i], 0);
    }
    for (size_t i = 0; rc == 0 && i < COUNT(REFUSED); i++) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), REFUSED[i], 0);
    }
    return rc;
}

bool sandbox_give_up(struct err *e)
{
    scmp_filter_ctx filter;
    int rc = -ENOMEM;

    if (!set_limits(e)) {
        return false;
    }
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return err_set(e, ERR_SYSTEM, "prctl refused");
    }
    filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter != NULL) {
        rc = add_rules(filter);
        rc = rc != 0 ? rc : seccomp_load(filter);
        seccomp_release(filter);
    }
    if (rc != 0) {
        (void)err_set(e, ERR_SYSTEM, "seccomp refused");
        e->sys = -rc;
        return false;
    }
    return true;
}
