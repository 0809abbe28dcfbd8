#include "courier/round_trip.h"

#include "base/monotonic.h"

#include <curl/curl.h>
#include <stdio.h>
#include <time.h>

#define CONNECT_MS 3000L
#define LOOK_MS 400 /* between two looks into the inbox */
#define URL_MAX 400
#define ANSWER_MAX 4096

struct trip {
    const struct round_trip *t;
    int64_t ends_ms;
    size_t given; /* bytes of the message */
    char answer[ANSWER_MAX];
    size_t answered;
};

/* --- libcurl's callbacks: the signatures are its own ------------------------------------------------ */

static size_t give(char *to, size_t size, size_t count, void *ctx)
{
    struct trip *trip = ctx;
    size_t rest = trip->t->message.len - trip->given;
    size_t taken = size * count < rest ? size * count : rest;

    memcpy(to, trip->t->message.at + trip->given, taken);
    trip->given += taken;
    return taken;
}

static size_t hear(char *at, /* NOLINT(readability-non-const-parameter) */
                   size_t size, size_t count, void *ctx)
{
    struct trip *trip = ctx;
    size_t room = ANSWER_MAX - trip->answered;
    size_t taken = size * count < room ? size * count : room;

    memcpy(trip->answer + trip->answered, at, taken);
    trip->answered += taken;
    return size * count;
}

/* --- a connection ----------------------------------------------------------------------------------- */

static CURL *open_server(struct trip *trip, enum mail_protocol p, const char *path)
{
    const struct mail_server *s = &trip->t->setup->server[p];
    const char *scheme = p == MAIL_IMAP ? "imap" : "smtp";
    int64_t left_ms = trip->ends_ms - monotonic_ms();
    CURL *easy = curl_easy_init();
    char url[URL_MAX];

    if (easy == NULL) {
        return NULL;
    }
    (void)snprintf(url, sizeof url, "%s%s://%.*s:%u/%s", scheme,
                   s->socket == MAIL_SOCKET_TLS ? "s" : "", (int)s->host.len, s->host.at,
                   (unsigned)s->port, path);
    (void)curl_easy_setopt(easy, CURLOPT_URL, url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps");
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(
        easy, CURLOPT_USE_SSL,
        (long)(s->socket == MAIL_SOCKET_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (trip->t->ca_file != NULL && trip->t->ca_file[0] != '\0') {
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, trip->t->ca_file);
    }
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(left_ms < 1 ? 1 : left_ms));
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_USERNAME, trip->t->user);
    (void)curl_easy_setopt(easy, CURLOPT_PASSWORD, trip->t->password);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hear);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, trip);
    return easy;
}

static enum round_trip_result told(CURLcode rc)
{
    switch ((int)rc) {
    case CURLE_LOGIN_DENIED:
        return ROUND_TRIP_REFUSED;
    case CURLE_SEND_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_QUOTE_ERROR:
        return ROUND_TRIP_UNSENT;
    default:
        return ROUND_TRIP_AWAY;
    }
}

static bool send_mail(struct trip *trip, enum round_trip_result *out)
{
    CURL *easy = open_server(trip, MAIL_SUBMISSION, "mioboe.invalid");
    struct curl_slist *to = curl_slist_append(NULL, trip->t->address);
    CURLcode rc = CURLE_OUT_OF_MEMORY;

    if (easy != NULL && to != NULL) {
        char from[MAIL_ADDRESS_MAX + 3];

        (void)snprintf(from, sizeof from, "<%s>", trip->t->address);
        (void)curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from);
        (void)curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
        (void)curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
        (void)curl_easy_setopt(easy, CURLOPT_READDATA, trip);
        (void)curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)trip->t->message.len);
        rc = curl_easy_perform(easy);
    }
    curl_slist_free_all(to);
    curl_easy_cleanup(easy);
    *out = told(rc);
    return rc == CURLE_OK;
}

/* "* SEARCH 7\r\n": a number stands behind the word when the mark was found. */
static bool found(const struct trip *trip)
{
    static const char word[] = "* SEARCH ";
    size_t len = sizeof word - 1;

    for (size_t i = 0; i + len < trip->answered; i++) {
        if (memcmp(trip->answer + i, word, len) == 0) {
            char next = trip->answer[i + len];

            return next >= '1' && next <= '9';
        }
    }
    return false;
}

static enum round_trip_result look(struct trip *trip)
{
    CURL *easy = open_server(trip, MAIL_IMAP, "INBOX");
    char search[128];
    CURLcode rc = CURLE_OK;
    bool back = false;

    if (easy == NULL) {
        return ROUND_TRIP_AWAY;
    }
    (void)snprintf(search, sizeof search, "SEARCH HEADER Message-ID \"%s\"", trip->t->mark);
    (void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, search);
    while (!back && rc == CURLE_OK && monotonic_ms() < trip->ends_ms) {
        const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};

        trip->answered = 0;
        rc = curl_easy_perform(easy);
        back = rc == CURLE_OK && found(trip);
        if (!back && rc == CURLE_OK) {
            (void)nanosleep(&pause, NULL);
        }
    }
    curl_easy_cleanup(easy);
    if (back) {
        return ROUND_TRIP_BACK;
    }
    return rc == CURLE_OK || rc == CURLE_OPERATION_TIMEDOUT ? ROUND_TRIP_LATE : told(rc);
}

enum round_trip_result round_trip(const struct round_trip *t, int64_t *took_ms)
{
    int64_t begun_ms = monotonic_ms();
    struct trip trip = {.t = t, .ends_ms = begun_ms + t->within_ms};
    enum round_trip_result result = ROUND_TRIP_AWAY;

    if (send_mail(&trip, &result)) {
        result = look(&trip);
    }
    *took_ms = monotonic_ms() - begun_ms;
    return result;
}
