#include "apps/notice_ask.h"

#include "base/number.h"
#include "base/quote.h"
#include "wire/notice_json.h"
#include "words/told.h"

#include <string.h>
#include <sysexits.h>

#define TEXT_MAX 8192

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Line by line, wrapped. */
static void put_lines(const struct inquiry *q, const struct buf *text)
{
    struct span rest = {.at = text->at, .len = text->len};
    struct span line;

    while (rest.len > 0) {
        if (!span_cut(&rest, '\n', &line)) {
            line = rest;
            rest.len = 0;
        }
        page_paragraph(&q->page, line, 0);
    }
}

/* 0 it is ours, 1 it is not, 2 it cannot be one: as the checker's exit codes. */
static bool verify(struct inquiry *q, const char *reference, int *code, struct err *e)
{
    struct notice_answer a;
    struct span answer;
    char bytes[TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    if (!inquiry_get(q, "/v1/notices/", of(reference), "", &answer, e) ||
        !notice_json_read_answer(answer, &a, e)) {
        return false;
    }
    *code = a.status == NOTICE_OURS ? 0 : a.status == NOTICE_UNKNOWN ? 1 : 2;
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    words_answer(&text, q->voice.lang, q->voice.zone, &a);
    put_lines(q, &text);
    return true;
}

static bool forecast(struct inquiry *q, const char *days, struct err *e)
{
    const struct telling_settings *t = &q->settings->telling;
    struct forecast f;
    struct span answer;
    char path[256];
    struct buf asked = BUF_ON(path);
    char bytes[TEXT_MAX];
    struct buf text = BUF_ON(bytes);
    uint64_t n = 0;

    if (!number_parse(of(days), 1, FORECAST_DAYS_MAX, &n)) {
        return err_set(e, ERR_CONFIG, "--days: expected a whole number from 1 to %d, came %s",
                       FORECAST_DAYS_MAX, quote(of(days)).text);
    }
    buf_addf(&asked, "/v1/forecast?days=%u&learning_days=%u&same_days=%u&hour=%u&two_days=%u",
             (unsigned)n, t->learning_days, t->same_days, t->hour, t->two_days);
    if (!api_client_call(q->client, "GET", report_written(&asked), SPAN(""), &answer, e) ||
        !notice_json_read_forecast(answer, &f, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    words_forecast(&text, q->voice.lang, &f);
    put_lines(q, &text);
    return true;
}

static bool test(struct inquiry *q, const char *account, struct err *e)
{
    char path[1024];
    struct buf asked = BUF_ON(path);
    struct json_in_value reference = {0};
    struct span answer;

    buf_add(&asked, SPAN("/v1/accounts/"));
    api_client_encode(&asked, of(account));
    buf_add(&asked, SPAN("/notices"));
    if (asked.full) {
        return err_set(e, ERR_CONFIG, "expected a shorter name of an account");
    }
    if (!api_client_call(q->client, "POST", report_written(&asked), SPAN(""), &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "reference", &reference, e)) {
        return false;
    }
    if (reference.kind != JSON_IN_TEXT) {
        return err_set(e, ERR_CONFIG,
                       "notices cannot be composed: see mioboe config check for what is missing");
    }
    page_paragraph(&q->page, reference.raw, 0);
    return true;
}

bool notice_ask_knows(const char *verb)
{
    return strcmp(verb, "verify") == 0 || strcmp(verb, "forecast") == 0 ||
           strcmp(verb, "test") == 0;
}

int notice_ask(const struct options *options, const char *verb, const char *operand,
               const char *days)
{
    struct inquiry q = {.options = *options};
    struct err e = {0};
    int answer = 0;
    int code;

    if (!inquiry_begin(&q, "notice", false, &code)) {
        return code;
    }
    if (strcmp(verb, "verify") == 0) {
        (void)!verify(&q, operand, &answer, &e);
    } else if (strcmp(verb, "test") == 0) {
        (void)!test(&q, operand, &e);
    } else {
        (void)!forecast(&q, days == NULL ? NOTICE_ASK_DAYS : days, &e);
    }
    code = inquiry_end(&q, &e);
    return code == EX_OK ? answer : code;
}
