/* mioboe password import - hashes other systems kept, taken in as they are. */
#include "apps/password.h"

#include "base/memory.h"
#include "base/number.h"
#include "wire/json_out.h"
#include "words/words.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sysexits.h>

#define LINES_MAX 1000               /* of one request; API_IMPORT_MAX */
#define BODY_MAX ((size_t)512 << 10) /* bytes of one request */
#define LINE_BYTES 4096

struct import {
    struct inquiry *q;
    const char *name; /* of the file */
    struct buf body;
    uint64_t first; /* number of the first line in it */
    size_t count;   /* of lines in it, the empty ones too */
    uint64_t read;
    uint64_t taken;
};

static bool whole(const struct json_in_value *v, uint64_t *out)
{
    return v->kind == JSON_IN_NUMBER && number_parse(v->raw, 0, UINT64_MAX, out);
}

/* Each refused line on standard error, with its number in the file. */
static bool tell_refused(struct import *in, struct span list, struct err *e)
{
    struct json_in walk = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;

    if (!json_in_open(list, JSON_IN_LIST, &walk, e)) {
        return false;
    }
    while (json_in_next(&walk, &key, &item, &more, e)) {
        struct json_in_value line = {0};
        struct json_in_value reason = {0};
        char room[WORDS_MAX];
        uint64_t number = 0;
        struct span text;

        if (!more) {
            return true;
        }
        if (!inquiry_member(item.raw, "line", &line, e) ||
            !inquiry_member(item.raw, "reason", &reason, e) || !whole(&line, &number)) {
            return false;
        }
        text = json_in_text(&reason, room, sizeof room, NULL);
        (void)fprintf(stderr, "%s:%llu: %.*s\n", in->name,
                      (unsigned long long)(in->first + number - 1), (int)text.len, text.at);
    }
    return false;
}

static bool send(struct import *in, struct err *e)
{
    struct json_in_value read = {0};
    struct json_in_value taken = {0};
    struct json_in_value refused = {0};
    struct span answer = {0};
    uint64_t n = 0;
    uint64_t m = 0;
    bool ok =
        in->body.len == 0 || api_client_call(in->q->client, "POST", SPAN("/v1/passwords/import"),
                                             report_written(&in->body), &answer, e);

    sodium_memzero(in->body.at, in->body.len);
    if (ok && in->body.len > 0) {
        ok = inquiry_member(answer, "read", &read, e) &&
             inquiry_member(answer, "taken", &taken, e) &&
             inquiry_member(answer, "refused", &refused, e) &&
             ((whole(&read, &n) && whole(&taken, &m)) ||
              err_set(e, ERR_BUG, "the answer holds no numbers")) &&
             tell_refused(in, refused.raw, e);
    }
    in->read += n;
    in->taken += m;
    in->first += in->count;
    in->count = 0;
    in->body.len = 0;
    return ok;
}

static size_t name_length(struct span line)
{
    size_t len = 0;

    while (len < line.len && line.at[len] != ',' && line.at[len] != ':') {
        len++;
    }
    return len;
}

/* "name,hash", "name:hash" or a JSON object, as one JSON line of the request. */
static bool add(struct import *in, struct span line, struct err *e)
{
    struct span name = line;
    struct json_out j;

    if (in->count == LINES_MAX || in->body.cap - in->body.len < 8 * line.len + 64) {
        if (!send(in, e)) {
            return false;
        }
    }
    if (line.len > 0 && line.at[line.len - 1] == '\r') {
        line.len--;
    }
    in->count++;
    if (line.len > 0 && line.at[0] != '{') {
        struct span hash;

        name.len = name_length(line); /* the first of them: there are some in hashes, too */
        hash = (struct span){.at = line.at + name.len, .len = line.len - name.len};
        if (hash.len > 0) {
            hash = (struct span){.at = hash.at + 1, .len = hash.len - 1};
        }
        j = json_out_open(&in->body);
        json_out_text(&j, "name", name);
        json_out_text(&j, "hash", hash);
        json_out_close(&j);
    } else {
        buf_add(&in->body, line);
    }
    buf_add(&in->body, SPAN("\n"));
    return true;
}

static bool read_all(struct import *in, FILE *from, struct err *e)
{
    char bytes[LINE_BYTES];
    bool ok = true;

    while (ok && fgets(bytes, sizeof bytes, from) != NULL) {
        struct span line = {.at = bytes, .len = strlen(bytes)};

        if (line.len == sizeof bytes - 1 && bytes[line.len - 1] != '\n') {
            ok = err_set(e, ERR_INPUT, "%.100s:%llu: expected at most %d bytes in a line", in->name,
                         (unsigned long long)(in->first + in->count), LINE_BYTES - 2);
        } else {
            line.len -= line.len > 0 && bytes[line.len - 1] == '\n';
            ok = add(in, line, e);
        }
    }
    sodium_memzero(bytes, sizeof bytes);
    if (ok && ferror(from) != 0) {
        ok = err_set(e, ERR_SYSTEM, "%.150s: %s", in->name, strerror(errno));
    }
    return ok && send(in, e);
}

static void tell(struct import *in)
{
    char line[WORDS_MAX];
    char numbers[2][32];
    struct buf text = BUF_ON(line);
    struct buf read = BUF_ON(numbers[0]);
    struct buf taken = BUF_ON(numbers[1]);
    struct arg args[2];

    words_number(&read, in->read);
    words_number(&taken, in->taken);
    args[0] = (struct arg){"read", report_written(&read)};
    args[1] = (struct arg){"taken", report_written(&taken)};
    label_put(&text, in->q->voice.lang, LABEL_PASSWORDS_IMPORTED, args, COUNT(args));
    page_paragraph(&in->q->page, report_written(&text), 0);
}

static bool import(struct inquiry *q, const char *path, struct err *e)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct import in = {.q = q,
                        .name = is_stdin ? "standard input" : path,
                        .body = {.at = memory_new(BODY_MAX, 1), .cap = BODY_MAX},
                        .first = 1};
    FILE *from = is_stdin ? stdin : fopen(path, "rbe");
    bool ok;

    if (from == NULL) {
        memory_free(in.body.at);
        return err_set(e, errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "%.150s: %s", path,
                       strerror(errno));
    }
    ok = read_all(&in, from, e);
    if (!is_stdin) {
        (void)fclose(from);
    }
    memory_free(in.body.at);
    tell(&in);
    return ok && (in.read == in.taken ||
                  err_set(e, ERR_INPUT,
                          "%.150s: %llu of %llu lines were refused, the others are in", in.name,
                          (unsigned long long)(in.read - in.taken), (unsigned long long)in.read));
}

int password_import(const struct options *o, int count, char *typed[])
{
    struct inquiry q = {.options = *o};
    struct err e = {0};
    int code;

    (void)count;
    if (!inquiry_begin(&q, "password", false, &code)) {
        return code;
    }
    (void)!import(&q, typed[0], &e);
    return inquiry_end(&q, &e);
}
