#define ZLIB_CONST /* zlib does not write to its input */
#include "base/unpack.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define ZSTD_WINDOW_LOG_MAX 27 /* 128 MiB: UNPACK_MEMORY_MAX */
#define GZIP_WINDOW (15 + 16)  /* zlib: the largest window, gzip wrapping only */

struct unpack {
    enum packing packing;
    bool member_ended; /* gzip: between two members; zstd: between two frames */
    bool finished;     /* nothing more will come */
    z_stream gzip;
    lzma_stream xz;
    ZSTD_DStream *zstd;
};

static bool starts(struct span first, const char *magic, size_t len)
{
    return first.len >= len && memcmp(first.at, magic, len) == 0;
}

enum packing unpack_kind(struct span first)
{
    if (starts(first, "\x1f\x8b", 2)) {
        return PACKING_GZIP;
    }
    if (starts(first, (const char[]){'\xfd', '7', 'z', 'X', 'Z', '\0'}, 6)) {
        return PACKING_XZ;
    }
    return starts(first, "\x28\xb5\x2f\xfd", 4) ? PACKING_ZSTD : PACKING_NONE;
}

const char *unpack_name(enum packing p)
{
    static const char *const names[] = {[PACKING_NONE] = "plain",
                                        [PACKING_GZIP] = "gzip",
                                        [PACKING_XZ] = "xz",
                                        [PACKING_ZSTD] = "zstd"};

    return names[p];
}

static bool start(struct unpack *u)
{
    switch (u->packing) {
    case PACKING_NONE:
        return false;
    case PACKING_GZIP:
        return inflateInit2(&u->gzip, GZIP_WINDOW) == Z_OK;
    case PACKING_XZ:
        u->xz = (lzma_stream)LZMA_STREAM_INIT;
        return lzma_stream_decoder(&u->xz, UNPACK_MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
    case PACKING_ZSTD:
        u->zstd = ZSTD_createDStream();
        return u->zstd != NULL && ZSTD_isError(ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax,
                                                                      ZSTD_WINDOW_LOG_MAX)) == 0;
    }
    return false;
}

bool unpack_new(enum packing p, struct unpack **out, struct err *e)
{
    struct unpack *u = calloc(1, sizeof *u);

    if (u != NULL) {
        u->packing = p;
    }
    if (u == NULL || !start(u)) {
        unpack_free(&u);
        return err_set(e, ERR_SYSTEM, "no memory to unpack %s data", unpack_name(p));
    }
    *out = u;
    return true;
}

void unpack_free(struct unpack **u)
{
    if (*u == NULL) {
        return;
    }
    if ((*u)->packing == PACKING_GZIP) {
        (void)inflateEnd(&(*u)->gzip);
    }
    if ((*u)->packing == PACKING_XZ) {
        lzma_end(&(*u)->xz);
    }
    (void)ZSTD_freeDStream((*u)->zstd);
    free(*u);
    *u = NULL;
}

static void moved(struct span *in, size_t left)
{
    in->at += in->len - left;
    in->len = left;
}

static bool damaged(const struct unpack *u, struct err *e)
{
    return err_set(e, ERR_INPUT, "damaged %s data", unpack_name(u->packing));
}

static bool cut_short(const struct unpack *u, struct err *e)
{
    return err_set(e, ERR_INPUT, "ends in the middle of its %s data", unpack_name(u->packing));
}

/* False when what follows the last member is no further one. */
static bool gzip_next_member(struct unpack *u, struct span *in)
{
    if (in->len > 0 && (unsigned char)in->at[0] != 0x1f) {
        u->finished = true; /* padding or rubbish after the last member */
        moved(in, 0);
    }
    if (in->len == 0) {
        return false;
    }
    u->member_ended = false;
    return inflateReset(&u->gzip) == Z_OK;
}

static bool gzip_step(struct unpack *u, struct span *in, struct unpacked *out, struct err *e)
{
    int got;

    if (u->member_ended && !gzip_next_member(u, in)) {
        return true;
    }
    u->gzip.next_in = (z_const Bytef *)in->at;
    u->gzip.avail_in = (uInt)in->len;
    u->gzip.next_out = (Bytef *)out->at;
    u->gzip.avail_out = (uInt)out->cap;
    got = inflate(&u->gzip, Z_NO_FLUSH);
    moved(in, u->gzip.avail_in);
    out->made = out->cap - u->gzip.avail_out;
    u->member_ended = got == Z_STREAM_END;
    return got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR || out->made > 0 ||
           damaged(u, e);
}

static bool xz_step(struct unpack *u, struct span *in, bool last, struct unpacked *out,
                    struct err *e)
{
    lzma_ret got;

    u->xz.next_in = (const uint8_t *)in->at;
    u->xz.avail_in = in->len;
    u->xz.next_out = (uint8_t *)out->at;
    u->xz.avail_out = out->cap;
    got = lzma_code(&u->xz, last ? LZMA_FINISH : LZMA_RUN);
    moved(in, u->xz.avail_in);
    out->made = out->cap - u->xz.avail_out;
    u->finished = got == LZMA_STREAM_END;
    if (got == LZMA_MEMLIMIT_ERROR && out->made == 0) {
        return err_set(e, ERR_INPUT, "xz data that need more than %d MiB to unpack",
                       UNPACK_MEMORY_MAX / 1024 / 1024);
    }
    return got == LZMA_OK || got == LZMA_STREAM_END || got == LZMA_BUF_ERROR || out->made > 0 ||
           damaged(u, e);
}

static bool zstd_step(struct unpack *u, struct span *in, struct unpacked *out, struct err *e)
{
    ZSTD_inBuffer from = {.src = in->at, .size = in->len};
    ZSTD_outBuffer to = {.dst = out->at, .size = out->cap};
    size_t got;

    if (in->len == 0 && u->member_ended) {
        return true;
    }
    do { /* also without input: what the frame still holds back */
        got = ZSTD_decompressStream(u->zstd, &to, &from);
        u->member_ended = got == 0;
    } while (ZSTD_isError(got) == 0 && from.pos < from.size && to.pos < to.size);
    out->made = to.pos;
    moved(in, ZSTD_isError(got) != 0 ? 0 : from.size - from.pos);
    return ZSTD_isError(got) == 0 || out->made > 0 || damaged(u, e);
}

bool unpack_step(struct unpack *u, struct span *in, bool last, struct unpacked *out, struct err *e)
{
    bool ok = true;

    out->made = 0;
    if (u->finished) {
        moved(in, 0);
        return true;
    }
    if (u->packing == PACKING_GZIP) {
        ok = gzip_step(u, in, out, e);
    } else if (u->packing == PACKING_XZ) {
        ok = xz_step(u, in, last, out, e);
    } else {
        ok = zstd_step(u, in, out, e);
    }
    if (ok && last && out->made == 0 && in->len == 0 && !u->finished && !u->member_ended) {
        return cut_short(u, e);
    }
    return ok;
}
