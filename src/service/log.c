#include "service/log.h"

#include "base/quote.h"
#include "base/time.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024
#define LINES_WAITING 2048 /* 2 MiB */
#define PIECES_MAX 20      /* journald fields of one line */

static const struct {
    const char *name;
    const char *id; /* sd-id128 of its MESSAGE_ID */
} events[LOG_EVENT_COUNT] = {
    [LOG_EVENT_STARTED] = {"service.started", "b73dc5cb107148618b12df993c9cf6c0"},
    [LOG_EVENT_READY] = {"service.ready", "3e1b7b6f99bd44f4a9567127f3c36f6a"},
    [LOG_EVENT_RELOADED] = {"service.reloaded", "61a694d6880140f2893fdbfab72567f9"},
    [LOG_EVENT_RELOAD_REFUSED] = {"service.reload_refused", "7d5faa7f734b4fc280c347110ede134a"},
    [LOG_EVENT_STOPPING] = {"service.stopping", "85b377c9a0554a7883ff90d99492cab7"},
    [LOG_EVENT_STOPPED] = {"service.stopped", "ccd4ca6d26b447cdb3a1b2e81d5d30ed"},
    [LOG_EVENT_LISTENING] = {"service.listening", "3ac7364fa618433790e9e20f8ff2a6b8"},
    [LOG_EVENT_JUDGED] = {"signin.judged", "9ee528fda9cc40f29839eabd67167c0c"},
    [LOG_EVENT_ALLOWED] = {"signin.allowed", "a7c185b7ccec460d9f65f534c36f4512"},
    [LOG_EVENT_REPORTED] = {"signin.reported", "580556ea377742e193206ea1ae30f89b"},
    [LOG_EVENT_REPORT_LOST] = {"signin.report_lost", "8b187c70f19b41978dfefc9733101aaa"},
    [LOG_EVENT_OUTAGE] = {"signin.outage", "cb6de592772e4dbeb0b2315cca4a71cb"},
    [LOG_EVENT_REQUEST_REFUSED] = {"request.refused", "746348e82da045d398268f32211d54c4"},
    [LOG_EVENT_LIST_CHANGED] = {"list.changed", "bcf49713ccd845508ae4bf2a3683d8a9"},
    [LOG_EVENT_STAGE_CHANGED] = {"stage.changed", "5d0f6f0b1c0e4a7b9a3f2f6de1a8c47e"},
    [LOG_EVENT_ACCOUNT_CHANGED] = {"account.changed", "8a82814d71ef46419211634da10dc09b"},
    [LOG_EVENT_PASSWORD_CHANGED] = {"password.changed", "4224fcd4eef64d8b96b2ed2c55ecc1e0"},
    [LOG_EVENT_TOKEN_CHANGED] = {"token.changed", "eabd42cd5aef4627b7626c12c6d19857"},
    [LOG_EVENT_FAKES_CHANGED] = {"fakes.changed", "30c54b5f9a7a4623a6a293cadc1b1528"},
    [LOG_EVENT_SENDING_FAILS] = {"notice.sending_fails", "a84798b5acbe2ae5b1f9d754557780df"},
    [LOG_EVENT_SENDING_WORKS] = {"notice.sending_works", "3d3be7d43429845d9ced89c9a920fc4d"},
    [LOG_EVENT_SENDER_OWNED] = {"notice.sender_owned", "444d1d86ce80b8fbe245a2b7b5027dd7"},
    [LOG_EVENT_OUTBOX] = {"notice.outbox", "45cbe313f3f5dd7291785d2940e171ed"},
    [LOG_EVENT_STALLED] = {"service.stalled", "c7732acf2a3546bebb4e5145842874fd"},
    [LOG_EVENT_FILTER_JUDGED] = {"filter.judged", "9762b5ca89374b53a11c322ece4d2a50"},
    [LOG_EVENT_FILTER_UNJUDGED] = {"filter.unjudged", "f7cc6dd588a6434d84b67062bb2d779b"},
};

static const struct {
    const char *name;
    int priority; /* syslog(3) */
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
    [LOG_LEVEL_WARNING] = {"warning", LOG_WARNING},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
};

/* JSON: the line itself. journald: its fields, NUL behind each. */
struct line {
    size_t len;
    char bytes[LINE_MAX_BYTES];
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t thread;
    bool open;
    bool ended;
    bool journal;
    size_t first;
    size_t count;
    uint64_t dropped;
    struct line *lines;
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .some = PTHREAD_COND_INITIALIZER};

static _Atomic int least_level = LOG_LEVEL_INFO;

/* systemd.exec(5), JOURNAL_STREAM: device and inode of the stream the journal reads. */
static bool stderr_is_the_journal(void)
{
    const char *stated = getenv("JOURNAL_STREAM");
    char mine[64];
    struct stat what;

    if (stated == NULL || fstat(STDERR_FILENO, &what) != 0) {
        return false;
    }
    (void)snprintf(mine, sizeof mine, "%ju:%ju", (uintmax_t)what.st_dev, (uintmax_t)what.st_ino);
    return strcmp(stated, mine) == 0;
}

static void write_journal(const struct line *line)
{
    struct iovec pieces[PIECES_MAX];
    int count = 0;
    struct span rest = {.at = line->bytes, .len = line->len};
    struct span piece;

    while (count < PIECES_MAX && span_cut(&rest, '\0', &piece)) {
        char *at;

        memcpy(&at, &piece.at, sizeof at); /* iovec knows no const */
        pieces[count++] = (struct iovec){.iov_base = at, .iov_len = piece.len};
    }
    (void)sd_journal_sendv(pieces, count);
}

static void write_line(const struct line *line)
{
    size_t done = 0;

    if (ring.journal) {
        write_journal(line);
        return;
    }
    while (done < line->len) {
        ssize_t wrote = write(STDERR_FILENO, line->bytes + done, line->len - done);

        if (wrote <= 0) {
            return;
        }
        done += (size_t)wrote;
    }
}

static void *write_lines(void *unused)
{
    struct line line;

    (void)unused;
    (void)pthread_mutex_lock(&ring.lock);
    for (;;) {
        while (ring.count == 0 && !ring.ended) {
            (void)pthread_cond_wait(&ring.some, &ring.lock);
        }
        if (ring.count == 0) {
            break;
        }
        line.len = ring.lines[ring.first].len;
        memcpy(line.bytes, ring.lines[ring.first].bytes, line.len);
        ring.first = (ring.first + 1) % LINES_WAITING;
        ring.count--;
        (void)pthread_mutex_unlock(&ring.lock);
        write_line(&line);
        (void)pthread_mutex_lock(&ring.lock);
    }
    (void)pthread_mutex_unlock(&ring.lock);
    return NULL;
}

bool log_open(enum log_level least, struct err *e)
{
    int code;

    atomic_store(&least_level, (int)least);
    ring.journal = stderr_is_the_journal();
    ring.first = 0;
    ring.count = 0;
    ring.ended = false;
    ring.lines = calloc(LINES_WAITING, sizeof *ring.lines);
    if (ring.lines == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for the log");
    }
    code = pthread_create(&ring.thread, NULL, write_lines, NULL);
    if (code != 0) {
        free(ring.lines);
        ring.lines = NULL;
        (void)err_set(e, ERR_SYSTEM, "log thread: %s", strerror(code));
        e->sys = code;
        return false;
    }
    (void)pthread_mutex_lock(&ring.lock);
    ring.open = true;
    (void)pthread_mutex_unlock(&ring.lock);
    return true;
}

void log_level_set(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

bool log_wants(enum log_level level)
{
    return (int)level <= atomic_load_explicit(&least_level, memory_order_relaxed);
}

/* A JSON string's inside (RFC 8259 section 7). */
static void add_escaped(struct buf *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            buf_addf(out, "\\%c", *c);
        } else if ((unsigned char)*c < ' ') {
            buf_addf(out, "\\u%04x", (unsigned)(unsigned char)*c);
        } else {
            buf_add(out, (struct span){.at = c, .len = 1});
        }
    }
}

/* Peer bytes: quoted as everywhere, without the quotation marks. */
static struct quote unmarked(struct span text)
{
    struct quote q = quote(text);
    size_t len = strlen(q.text);

    memmove(q.text, q.text + 1, len);
    for (size_t i = strlen(q.text); i > 0; i--) {
        if (q.text[i - 1] == '"') {
            memmove(q.text + i - 1, q.text + i, strlen(q.text + i) + 1);
            break;
        }
    }
    return q;
}

static void print_json(struct buf *out, enum log_level level, enum log_event event,
                       const char *message, const struct log_field *fields, size_t count)
{
    struct timespec now;
    char time_text[32];
    struct buf utc = BUF_ON(time_text);

    (void)clock_gettime(CLOCK_REALTIME, &now);
    time_print_utc(&utc, (int64_t)now.tv_sec * TIME_SECOND_MS);
    buf_addf(out,
             "{\"time\":\"%.*s.%03ldZ\",\"level\":\"%s\",\"event\":\"%s\",\"event_id\":\"%s\",",
             (int)(utc.len > 0 ? utc.len - 1 : 0), utc.at, now.tv_nsec / 1000000,
             levels[level].name, events[event].name, events[event].id);
    buf_add(out, SPAN("\"message\":\""));
    add_escaped(out, message);
    buf_add(out, SPAN("\""));
    for (size_t i = 0; i < count; i++) {
        buf_addf(out, ",\"%s\":", fields[i].key);
        if (fields[i].kind == LOG_NUMBER) {
            buf_addf(out, "%" PRId64, fields[i].number);
            continue;
        }
        buf_add(out, SPAN("\""));
        add_escaped(out, unmarked(fields[i].text).text);
        buf_add(out, SPAN("\""));
    }
    buf_add(out, SPAN("}\n"));
}

static void add_name(struct buf *out, const char *key)
{
    buf_add(out, SPAN("MIOBOE_"));
    for (const char *c = key; *c != '\0'; c++) {
        char upper = *c;

        if (upper >= 'a' && upper <= 'z') {
            upper = (char)(upper - 0x20);
        }
        buf_add(out, (struct span){.at = &upper, .len = 1});
    }
}

static void print_journal(struct buf *out, enum log_level level, enum log_event event,
                          const char *message, const struct log_field *fields, size_t count)
{
    buf_addf(out, "MESSAGE=%s", message);
    buf_add(out, SPAN("\0"));
    buf_addf(out, "PRIORITY=%d%cMESSAGE_ID=%s%cMIOBOE_EVENT=%s%c", levels[level].priority, '\0',
             events[event].id, '\0', events[event].name, '\0');
    for (size_t i = 0; i < count; i++) {
        add_name(out, fields[i].key);
        if (fields[i].kind == LOG_NUMBER) {
            buf_addf(out, "=%" PRId64 "%c", fields[i].number, '\0');
        } else {
            buf_addf(out, "=%s%c", unmarked(fields[i].text).text, '\0');
        }
    }
}

void log_story(enum log_level level, enum log_event event, const char *message,
               const struct log_field *fields, size_t count)
{
    char bytes[LINE_MAX_BYTES];
    struct buf out = BUF_ON(bytes);

    if (!log_wants(level)) {
        return;
    }
    (ring.journal ? print_journal : print_json)(&out, level, event, message, fields, count);
    if (out.full) { /* without its fields it fits */
        out.len = 0;
        out.full = false;
        (ring.journal ? print_journal : print_json)(&out, level, event, message, NULL, 0);
    }
    (void)pthread_mutex_lock(&ring.lock);
    if (!ring.open || ring.count == LINES_WAITING || out.full) {
        ring.dropped++;
    } else {
        struct line *line = &ring.lines[(ring.first + ring.count++) % LINES_WAITING];

        memcpy(line->bytes, out.at, out.len);
        line->len = out.len;
        (void)pthread_cond_signal(&ring.some);
    }
    (void)pthread_mutex_unlock(&ring.lock);
}

uint64_t log_dropped(void)
{
    uint64_t dropped;

    (void)pthread_mutex_lock(&ring.lock);
    dropped = ring.dropped;
    (void)pthread_mutex_unlock(&ring.lock);
    return dropped;
}

void log_close(void)
{
    (void)pthread_mutex_lock(&ring.lock);
    if (!ring.open) {
        (void)pthread_mutex_unlock(&ring.lock);
        return;
    }
    ring.open = false;
    ring.ended = true;
    (void)pthread_cond_signal(&ring.some);
    (void)pthread_mutex_unlock(&ring.lock);
    (void)pthread_join(ring.thread, NULL);
    free(ring.lines);
    ring.lines = NULL;
}
