#include "apps/jsonl.h"

#include "base/time.h"
#include "words/clean.h"

static void separate(struct jsonl *j)
{
    if (!j->empty) {
        (void)putc(',', j->to);
    }
    j->empty = false;
}

static void key(struct jsonl *j, const char *name)
{
    separate(j);
    (void)putc('"', j->to);
    (void)fputs(name, j->to);
    (void)fputs("\":", j->to);
}

struct jsonl jsonl_open(FILE *to)
{
    (void)putc('{', to);
    return (struct jsonl){.to = to, .empty = true};
}

void jsonl_close(struct jsonl *j)
{
    (void)putc('}', j->to);
}

struct jsonl jsonl_object(struct jsonl *in, const char *name)
{
    key(in, name);
    return jsonl_open(in->to);
}

struct jsonl jsonl_array(struct jsonl *in, const char *name)
{
    key(in, name);
    (void)putc('[', in->to);
    return (struct jsonl){.to = in->to, .empty = true};
}

struct jsonl jsonl_item(struct jsonl *array)
{
    separate(array);
    return jsonl_open(array->to);
}

void jsonl_end_array(struct jsonl *array)
{
    (void)putc(']', array->to);
}

/* As UTF-16 escapes: a character beyond U+FFFF takes two. */
static void put_escape(FILE *to, int32_t c)
{
    if (c > 0xFFFF) {
        c -= 0x10000;
        (void)fprintf(to, "\\u%04x\\u%04x", 0xD800u + (unsigned)(c >> 10),
                      0xDC00u + (unsigned)(c & 0x3FF));
        return;
    }
    (void)fprintf(to, "\\u%04x", (unsigned)c);
}

static bool simple(unsigned char c)
{
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

static void put_run(FILE *to, struct span run)
{
    if (run.len > 0) {
        (void)fwrite(run.at, 1, run.len, to);
    }
}

static void put_special(FILE *to, struct span *rest)
{
    struct span from = *rest;
    int32_t c = clean_next(rest);

    if (c == '"' || c == '\\') {
        (void)putc('\\', to);
        (void)putc(c, to);
    } else if (c == 0xFFFD) {
        (void)fputs("\xEF\xBF\xBD", to);
    } else if (clean_is_plain(c)) {
        put_run(to, (struct span){.at = from.at, .len = from.len - rest->len});
    } else {
        put_escape(to, c);
    }
}

static void put_string(FILE *to, struct span text)
{
    (void)putc('"', to);
    while (text.len > 0) {
        size_t run = 0;

        while (run < text.len && simple((unsigned char)text.at[run])) {
            run++;
        }
        put_run(to, (struct span){.at = text.at, .len = run});
        text = (struct span){.at = text.at + run, .len = text.len - run};
        if (text.len > 0) {
            put_special(to, &text);
        }
    }
    (void)putc('"', to);
}

void jsonl_text(struct jsonl *j, const char *name, struct span text)
{
    key(j, name);
    put_string(j->to, text);
}

void jsonl_code(struct jsonl *j, const char *name, const char *code)
{
    key(j, name);
    (void)fprintf(j->to, "\"%s\"", code);
}

void jsonl_count(struct jsonl *j, const char *name, uint64_t n)
{
    key(j, name);
    (void)fprintf(j->to, "%llu", (unsigned long long)n);
}

void jsonl_bool(struct jsonl *j, const char *name, bool truth)
{
    key(j, name);
    (void)fputs(truth ? "true" : "false", j->to);
}

void jsonl_null(struct jsonl *j, const char *name)
{
    key(j, name);
    (void)fputs("null", j->to);
}

void jsonl_raw(struct jsonl *j, const char *name, struct span number)
{
    key(j, name);
    put_run(j->to, number);
}

void jsonl_item_code(struct jsonl *array, const char *code)
{
    separate(array);
    (void)fprintf(array->to, "\"%s\"", code);
}

void jsonl_time(struct jsonl *j, const char *name, int64_t at_ms)
{
    char bytes[40];
    struct buf text = BUF_ON(bytes);

    time_print_utc(&text, at_ms);
    key(j, name);
    put_string(j->to, (struct span){.at = text.at, .len = text.len});
}

void jsonl_time_or_null(struct jsonl *j, const char *name, int64_t at_ms, bool known)
{
    if (known) {
        jsonl_time(j, name, at_ms);
    } else {
        jsonl_null(j, name);
    }
}
