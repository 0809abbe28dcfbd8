/* breach_open, breach_holds_hash, breach_build: no file ends the process; what a list that builds holds, both
 * forms of it find; what is refused is explained and leaves the output alone. */
#define _GNU_SOURCE /* memfd_create */
#undef NDEBUG
#include "credential/breach.h"

#include "base/unpack.h"
#include "credential/breach_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int file = -1;
static char file_path[64];
static char built_path[64];

static void rewrite(const uint8_t *data, size_t size)
{
    if (file < 0) {
        file = memfd_create("list", MFD_CLOEXEC);
        assert(file >= 0);
        (void)snprintf(file_path, sizeof file_path, "/proc/self/fd/%d", file);
        (void)snprintf(built_path, sizeof built_path, "/dev/shm/mioboe-fuzz-breach.%ld",
                       (long)getpid());
    }
    assert(ftruncate(file, 0) == 0);
    assert(pwrite(file, data, size, 0) == (ssize_t)size);
}

/* The verdict on one hash; a file that is not in order has none. */
static bool ask(const struct breach *b, const uint8_t *hash, bool *held)
{
    struct err e = {0};

    if (breach_holds_hash(b, hash, held, &e)) {
        return true;
    }
    assert(e.code == ERR_CONFIG && e.text[0] != '\0');
    return false;
}

static void ask_lines(const struct breach *text, const struct breach *compact, const uint8_t *data,
                      size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct span line;

    while (rest.len > 0) {
        uint8_t hash[BREACH_HASH_SIZE];
        bool held = false;

        if (!span_cut(&rest, '\n', &line)) {
            line = rest;
            rest.len = 0;
        }
        assert(breach_line(line, hash)); /* it was built of them */
        /* A line may be longer for the builder than for whoever halves the file. */
        assert(text == NULL || !ask(text, hash, &held) || held);
        held = false;
        assert(ask(compact, hash, &held) && held);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t probe[BREACH_HASH_SIZE] = {0x80};
    struct breach_tally tally = {0};
    struct breach *text = NULL;
    struct breach *compact = NULL;
    struct err e = {0};
    bool held = false;

    rewrite(data, size);
    if (!breach_open(file_path, &text, &e)) {
        assert(text == NULL && e.text[0] != '\0');
    } else {
        (void)ask(text, probe, &held);
        (void)ask(text, size >= BREACH_HASH_SIZE ? data + size - BREACH_HASH_SIZE : probe, &held);
    }
    if (unpack_kind((struct span){.at = (const char *)data, .len = size}) == PACKING_NONE &&
        breach_build(file_path, built_path, NULL, NULL, &tally, &e)) {
        assert(tally.lines >= tally.entries && tally.entries > 0);
        assert(breach_open(built_path, &compact, &e));
        assert(breach_count(compact) == tally.entries);
        ask_lines(text, compact, data, size);
    }
    breach_free(&text);
    breach_free(&compact);
    (void)unlink(built_path);
    return 0;
}
