/* Lines of a file with any bytes, packed or not: what comes out holds no newline, is bounded, and ends.
 * A plain file comes out byte for byte but for carriage returns and what is too long. */
#include "base/lines.h"
#include "base/unpack.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *file_with(const uint8_t *data, size_t size)
{
    static char path[64];
    static FILE *f;

    if (f == NULL) {
        (void)snprintf(path, sizeof path, "/tmp/fuzz-lines-%d", (int)getpid());
        f = fopen(path, "w");
    }
    if (f == NULL || ftruncate(fileno(f), 0) != 0 ||
        pwrite(fileno(f), data, size, 0) != (ssize_t)size) {
        abort();
    }
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool plain = unpack_kind((struct span){.at = (const char *)data, .len = size}) == PACKING_NONE;
    struct lines *l = NULL;
    struct span line;
    struct err e = {0};
    enum lines_result r = LINES_END;
    size_t pos = 0;
    size_t count = 0;

    if (!lines_open(file_with(data, size), false, &l, &e)) {
        abort();
    }
    while (count < 1000000 && ((r = lines_next(l, &line, &e)) == LINES_LINE || r == LINES_LONG)) {
        assert(line.len <= LINES_MAX);
        assert(line.len == 0 || memchr(line.at, '\n', line.len) == NULL);
        if (plain && r == LINES_LINE) {
            assert(line.len <= size - pos &&
                   (line.len == 0 || memcmp(line.at, data + pos, line.len) == 0));
        }
        while (plain && pos < size && data[pos] != '\n') {
            pos++;
        }
        pos++;
        count++;
    }
    assert(r == LINES_END || r == LINES_ERROR || count == 1000000);
    assert(r != LINES_ERROR || (!plain && e.code == ERR_INPUT && e.text[0] != '\0'));
    assert(!plain || pos >= size || size == 0);
    assert(r == LINES_LINE || r == LINES_LONG || lines_next(l, &line, &e) == r);
    lines_free(&l);
    return 0;
}
