#include "courier/courier.h"

#include "cmocka_all.h"
#include "peer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEPT_MAX 64
#define SOON_MS 5000 /* a busy machine */

/* --- an outbox in memory --------------------------------------------------------------------------- */

struct kept {
    struct delivery d;
    char detail[300];
    unsigned changes;
};

static struct outbox {
    pthread_mutex_t lock;
    struct kept kept[KEPT_MAX];
    size_t count;
    bool broken; /* change() fails */
    unsigned refused;
    char told[512];
    atomic_uint failing;
    atomic_uint working;
} box;

static struct notice about = {.reference = "M7K2-9QXD-4TRW-8C", .lang = 1};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(long ms)
{
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000};

    (void)nanosleep(&wait, NULL);
}

static bool box_due(void *ctx, const struct courier_due *what, courier_visit *visit,
                    void *visit_ctx, struct err *e)
{
    struct outbox *o = ctx;
    size_t limit = what->limit;

    (void)e;
    (void)pthread_mutex_lock(&o->lock);
    for (size_t i = 0; i < o->count && limit > 0; i++) {
        struct delivery *d = &o->kept[i].d;

        if (d->channel == what->channel && d->state == DELIVERY_WAITING &&
            d->next_ms <= what->now_ms) {
            limit--;
            if (!visit(visit_ctx, d, &about)) {
                break;
            }
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return true;
}

static bool box_next(void *ctx, int64_t *next_ms, struct err *e)
{
    struct outbox *o = ctx;

    (void)e;
    *next_ms = INT64_MAX;
    (void)pthread_mutex_lock(&o->lock);
    for (size_t i = 0; i < o->count; i++) {
        const struct delivery *d = &o->kept[i].d;

        if (d->state == DELIVERY_WAITING && d->next_ms < *next_ms) {
            *next_ms = d->next_ms;
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return true;
}

static bool box_change(void *ctx, struct delivery_change *changes, size_t count, struct err *e)
{
    struct outbox *o = ctx;
    bool ok;

    (void)pthread_mutex_lock(&o->lock);
    ok = !o->broken;
    o->refused += o->broken ? 1 : 0;
    for (size_t i = 0; ok && i < count; i++) {
        struct kept *k = &o->kept[changes[i].id - 1];

        k->d.state = changes[i].state;
        k->d.tries = changes[i].tries;
        k->d.next_ms = changes[i].next_ms;
        k->changes++;
        (void)snprintf(k->detail, sizeof k->detail, "%.*s", (int)changes[i].detail.len,
                       changes[i].detail.at);
    }
    (void)pthread_mutex_unlock(&o->lock);
    return ok || err_set(e, ERR_STORE, "the disk is full");
}

static bool box_release(void *ctx, int64_t at_ms, uint64_t *released, struct err *e)
{
    (void)ctx;
    (void)at_ms;
    (void)e;
    *released = 0;
    return true;
}

static void box_tell(void *ctx, enum courier_event what, enum channel c, const char *text)
{
    struct outbox *o = ctx;

    (void)c;
    (void)pthread_mutex_lock(&o->lock);
    (void)snprintf(o->told, sizeof o->told, "%s", text);
    (void)pthread_mutex_unlock(&o->lock);
    o->failing += what == COURIER_FAILING ? 1 : 0;
    o->working += what == COURIER_WORKING ? 1 : 0;
}

static int64_t put(enum channel c, const char *to, const char *body)
{
    int64_t id;

    (void)pthread_mutex_lock(&box.lock);
    id = (int64_t)++box.count;
    box.kept[id - 1].d = (struct delivery){
        .id = id,
        .channel = (uint8_t)c,
        .state = DELIVERY_WAITING,
        .expires_ms = now_ms() + 3600000,
        .recipient = {to, strlen(to)},
        .body = {body, strlen(body)},
    };
    (void)pthread_mutex_unlock(&box.lock);
    return id;
}

static struct kept look_at(int64_t id)
{
    struct kept k;

    (void)pthread_mutex_lock(&box.lock);
    k = box.kept[id - 1];
    (void)pthread_mutex_unlock(&box.lock);
    return k;
}

/* Waits until a delivery has this state (and so many tries); fails the test when it does not come. */
static struct kept wait_for(int64_t id, enum delivery_state state, unsigned tries)
{
    struct kept k = look_at(id);

    for (int i = 0; i < SOON_MS / 5 && !(k.d.state == state && k.d.tries >= tries); i++) {
        pause_ms(5);
        k = look_at(id);
    }
    assert_int_equal(k.d.state, state);
    assert_true(k.d.tries >= tries);
    return k;
}

/* --- a courier ------------------------------------------------------------------------------------- */

static char server[32];
static struct gateway *sms;

static struct courier_setup setup_with(const struct peer *mail)
{
    struct courier_setup s = {
        .outbox = {&box, box_due, box_next, box_change, box_release},
        .smtp = COURIER_SMTP_DEFAULT,
        .sms = sms,
        .report_key = {1, 2, 3},
        .tell = box_tell,
        .tell_ctx = &box,
    };

    if (mail != NULL) {
        (void)snprintf(server, sizeof server, "127.0.0.1:%u", (unsigned)peer_port(mail));
        s.smtp.server = server;
    }
    s.smtp.sender = "notice@notice.example.jp";
    s.smtp.backoff = (struct backoff){.count = 1, .wait_ms = {100}};
    s.smtp.timeout_ms = 3000;
    return s;
}

/* A gateway at the peer; timeouts of a second. */
static void use_gateway(const struct peer *p, const char *more)
{
    char text[1024];
    struct err e;
    int len =
        snprintf(text, sizeof text,
                 "url = http://127.0.0.1:%u/sendsms?to={{to}}&text={{text}}{{#report}}&dlr-url="
                 "{{report}}{{/report}}\ntimeout = 1\nretry = 1\n%s",
                 (unsigned)peer_port(p), more);

    assert_true(gateway_parse((struct span){text, (size_t)len}, "test.conf", &sms, &e));
}

static struct courier *started(const struct courier_setup *s)
{
    struct courier *c = NULL;
    struct err e;

    assert_true(courier_new(s, &c, &e));
    return c;
}

static int begin(void **state)
{
    (void)state;
    memset(&box, 0, sizeof box);
    (void)pthread_mutex_init(&box.lock, NULL);
    sms = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    gateway_free(&sms);
    (void)pthread_mutex_destroy(&box.lock);
    return 0;
}

/* --- mail ------------------------------------------------------------------------------------------ */

static const char mail_text[] = "Subject: test\r\nMessage-ID: <m7k2.1@notice.example.jp>\r\n\r\n"
                                ".a line that begins with a dot\r\n..and two\r\nend\r\n";

static void a_mail_arrives_byte_for_byte(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c = started(&s);
    struct kept k = wait_for(id, DELIVERY_ACCEPTED, 0);

    (void)state;
    assert_string_equal(peer_message(p, 0), mail_text);
    assert_string_equal(k.detail, "250 2.0.0 Ok: queued as 4FzT");
    assert_int_equal(courier_tally(c).channels[CHANNEL_MAIL].accepted, 1);
    courier_free(&c, 1000);
    assert_null(c);
    peer_free(&p);
}

static void many_mails_share_few_connections(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    struct courier *c;

    (void)state;
    for (int i = 0; i < 40; i++) {
        (void)put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    }
    c = started(&s);
    for (int64_t id = 1; id <= 40; id++) {
        (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    }
    assert_int_equal(peer_heard(p), 40);
    assert_true(peer_connections(p) <= s.smtp.slots);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_mail_put_off_by_the_server_is_sent_later(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;
    struct kept k;

    (void)state;
    peer_say(p, "RCPT", "451 4.7.1 Greylisted\r\n");
    c = started(&s);
    k = wait_for(id, DELIVERY_WAITING, 1);
    assert_string_equal(k.detail, "451 4.7.1 Greylisted");
    peer_say(p, "RCPT", "250 ok\r\n");
    (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    assert_int_equal(peer_heard(p), 1);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_mail_refused_for_good_fails_with_the_servers_words(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "nobody@example.jp", mail_text);
    struct courier *c;
    struct kept k;

    (void)state;
    peer_say(p, "RCPT",
             "550-5.1.1 <nobody@example.jp>: Recipient address rejected:\r\n"
             "550 5.1.1 User unknown\r\n");
    c = started(&s);
    k = wait_for(id, DELIVERY_FAILED, 0);
    assert_string_equal(k.detail, "550-5.1.1 <nobody@example.jp>: Recipient address rejected: "
                                  "5.1.1 User unknown");
    assert_int_equal(courier_tally(c).channels[CHANNEL_MAIL].failed, 1);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_refusal_behind_the_body_is_for_good_too(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    peer_say(p, ".", "554 5.7.1 Message rejected\r\n");
    c = started(&s);
    assert_string_equal(wait_for(id, DELIVERY_FAILED, 0).detail, "554 5.7.1 Message rejected");
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_server_that_greets_nobody_is_asked_again(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    peer_say(p, "greeting", "554 no service\r\n");
    c = started(&s);
    (void)wait_for(id, DELIVERY_WAITING, 3);
    assert_int_equal(box.failing, 1);
    peer_say(p, "greeting", "220 back\r\n");
    (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    assert_int_equal(box.working, 1);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_recipient_that_is_no_mailbox_never_reaches_the_server(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "a@example.jp>\r\nRCPT TO:<b@example.jp", mail_text);
    struct courier *c = started(&s);

    (void)state;
    (void)wait_for(id, DELIVERY_FAILED, 0);
    assert_int_equal(peer_connections(p), 0);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void starttls_that_is_not_offered_sends_nothing(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    s.smtp.tls = COURIER_TLS_STARTTLS;
    c = started(&s);
    (void)wait_for(id, DELIVERY_WAITING, 1);
    assert_int_equal(peer_heard(p), 0);
    courier_free(&c, 1000);
    peer_free(&p);
}

/* --- gateways -------------------------------------------------------------------------------------- */

static void an_sms_leaves_as_utf8_with_the_address_of_its_report(void **state)
{
    struct peer *p = peer_new(PEER_HTTP, 0);
    struct courier_setup s;
    struct courier *c;
    int64_t id = put(CHANNEL_SMS, "+819012345678", "身覚え 1&2");
    char token[GATEWAY_TOKEN_MAX];
    char wanted[400];

    (void)state;
    use_gateway(p, "report_url = http://127.0.0.1:8084/\n");
    s = setup_with(NULL);
    c = started(&s);
    assert_string_equal(wait_for(id, DELIVERY_ACCEPTED, 0).detail, "202 0: Accepted for delivery");
    gateway_token(s.report_key, id, token);
    (void)snprintf(
        wanted, sizeof wanted,
        "GET /sendsms?to=%%2B819012345678&text=%%E8%%BA%%AB%%E8%%A6%%9A%%E3%%81%%88%%201%%262"
        "&dlr-url=http%%3A%%2F%%2F127.0.0.1%%3A8084%%2Fv1%%2Fdeliveries%%2F1%%2F%s HTTP/1.1",
        token);
    assert_memory_equal(peer_message(p, 0), wanted, strlen(wanted));
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_gateway_that_hangs_costs_its_own_slots_only(void **state)
{
    struct peer *web = peer_new(PEER_HTTP, 0);
    struct peer *mail = peer_new(PEER_SMTP, 0);
    struct courier_setup s;
    struct courier *c;
    int64_t began;
    int64_t last = 0;

    (void)state;
    peer_say(web, "*", NULL);
    use_gateway(web, "slots = 2\n");
    for (int i = 0; i < 20; i++) {
        (void)put(CHANNEL_SMS, "+819012345678", "text");
    }
    for (int i = 0; i < 10; i++) {
        last = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    }
    s = setup_with(mail);
    began = now_ms();
    c = started(&s);
    (void)wait_for(last, DELIVERY_ACCEPTED, 0);
    assert_true(now_ms() - began < 1000); /* the gateway's time-out */
    assert_true(peer_heard(web) <= 2);
    courier_free(&c, 0);
    peer_free(&web);
    peer_free(&mail);
}

static void an_sms_is_sent_once_when_a_gateway_comes_back(void **state)
{
    struct peer *p = peer_new(PEER_HTTP, 0);
    uint16_t port = peer_port(p);
    struct courier_setup s;
    struct courier *c;
    int64_t id = put(CHANNEL_SMS, "+819012345678", "text");

    (void)state;
    use_gateway(p, "");
    peer_free(&p);
    s = setup_with(NULL);
    c = started(&s);
    (void)wait_for(id, DELIVERY_WAITING, 1);
    p = peer_new(PEER_HTTP, port);
    (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    pause_ms(300);
    assert_int_equal(peer_heard(p), 1);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void an_answer_that_nothing_was_said_about_is_tried_again(void **state)
{
    struct peer *p = peer_new(PEER_HTTP, 0);
    struct courier_setup s;
    struct courier *c;
    int64_t id = put(CHANNEL_SMS, "+819012345678", "text");

    (void)state;
    peer_say(p, "*", "HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nbusy\n");
    use_gateway(p, "answer = 202 accepted 0:*\nanswer = 4xx failed\n");
    s = setup_with(NULL);
    c = started(&s);
    assert_string_equal(wait_for(id, DELIVERY_WAITING, 1).detail, "503 busy");
    peer_say(p, "*", "HTTP/1.1 400 No\r\nContent-Length: 13\r\n\r\nbad number \x01\n");
    assert_string_equal(wait_for(id, DELIVERY_FAILED, 0).detail, "400 bad number");
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_call_leaves_as_the_example_describes_it(void **state)
{
    struct peer *p = peer_new(PEER_HTTP, 0);
    static char text[4096];
    FILE *in = fopen(TEST_DATA "/../../contrib/voice/call.conf", "r");
    struct gateway *voice = NULL;
    struct courier_setup s;
    struct courier *c;
    char *at;
    int64_t id = put(CHANNEL_VOICE, "+819012345678", "照会番号 M 7 \"K\"");
    struct err e;

    (void)state;
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    (void)fclose(in);
    at = strstr(text, "https://voice.example.jp/v1/calls");
    assert_non_null(at);
    memset(at, ' ', strlen("https://voice.example.jp/v1/calls"));
    at += snprintf(at, 40, "http://127.0.0.1:%u/v1/calls", (unsigned)peer_port(p));
    *at = ' ';
    assert_true(gateway_parse((struct span){text, strlen(text)}, "call.conf", &voice, &e));
    s = setup_with(NULL);
    s.voice = voice;
    c = started(&s);
    (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    assert_memory_equal(peer_message(p, 0), "POST /v1/calls HTTP/1.1\r\n", 25);
    assert_non_null(strstr(peer_message(p, 0), "Idempotency-Key: M7K2-9QXD-4TRW-8C-1\r\n"));
    assert_non_null(strstr(peer_message(p, 0),
                           "{\"to\": \"+819012345678\", \"from\": \"+81312345678\", \"language\": "
                           "\"ja\", \"say\": \"照会番号 M 7 \\\"K\\\"\", \"callback\": "));
    courier_free(&c, 1000);
    gateway_free(&voice);
    peer_free(&p);
}

/* --- the outbox ------------------------------------------------------------------------------------ */

static void what_is_too_late_expires_and_is_not_sent(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    box.kept[id - 1].d.expires_ms = now_ms() - 1;
    c = started(&s);
    (void)wait_for(id, DELIVERY_EXPIRED, 0);
    assert_int_equal(peer_heard(p), 0);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void what_could_only_be_tried_too_late_expires_at_once(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    peer_say(p, "RCPT", "451 4.7.1 Greylisted\r\n");
    s.smtp.backoff.wait_ms[0] = 7200000;
    c = started(&s);
    assert_string_equal(wait_for(id, DELIVERY_EXPIRED, 1).detail, "451 4.7.1 Greylisted");
    courier_free(&c, 1000);
    peer_free(&p);
}

static void a_channel_that_is_not_set_up_fails_at_once(void **state)
{
    struct courier_setup s = setup_with(NULL);
    int64_t call = put(CHANNEL_VOICE, "+819012345678", "text");
    int64_t mail = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c = started(&s);

    (void)state;
    assert_string_equal(wait_for(call, DELIVERY_FAILED, 0).detail, "nothing is set up to send it");
    (void)wait_for(mail, DELIVERY_FAILED, 0);
    courier_free(&c, 1000);
}

static void what_cannot_be_written_down_is_not_sent_again(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);
    struct courier *c;

    (void)state;
    box.broken = true;
    c = started(&s);
    for (int i = 0; i < SOON_MS / 5 && peer_heard(p) == 0; i++) {
        pause_ms(5);
    }
    pause_ms(1300); /* one look into the outbox more */
    (void)pthread_mutex_lock(&box.lock);
    assert_true(box.refused > 0);
    assert_string_equal(box.told, "the disk is full");
    box.broken = false;
    (void)pthread_mutex_unlock(&box.lock);
    (void)wait_for(id, DELIVERY_ACCEPTED, 0);
    assert_int_equal(peer_heard(p), 1);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void waking_it_sends_at_once(void **state)
{
    struct peer *p = peer_new(PEER_SMTP, 0);
    struct courier_setup s = setup_with(p);
    struct courier *c = started(&s);
    int64_t took = INT64_MAX;

    (void)state;
    pause_ms(50);
    /* The best of three: neighbours on a busy machine. */
    for (int i = 0; i < 3; i++) {
        int64_t began = now_ms();
        int64_t id = put(CHANNEL_MAIL, "hanako@example.jp", mail_text);

        courier_wake(c);
        (void)wait_for(id, DELIVERY_ACCEPTED, 0);
        took = now_ms() - began < took ? now_ms() - began : took;
    }
    assert_true(took < 500);
    courier_free(&c, 1000);
    peer_free(&p);
}

static void ending_it_finishes_what_is_under_way(void **state)
{
    struct peer *p = peer_new(PEER_HTTP, 0);
    struct courier_setup s;
    struct courier *c;
    int64_t id = put(CHANNEL_SMS, "+819012345678", "text");
    int64_t began;

    (void)state;
    peer_say(p, "*", NULL); /* until the gateway's time-out of a second */
    use_gateway(p, "");
    s = setup_with(NULL);
    c = started(&s);
    for (int i = 0; i < SOON_MS / 5 && peer_heard(p) == 0; i++) {
        pause_ms(5);
    }
    courier_free(&c, 10000);
    assert_int_equal(look_at(id).d.tries, 1);

    /* Time enough is not always given: then it stays as it was. */
    id = put(CHANNEL_SMS, "+819012345678", "text");
    c = started(&s);
    for (int i = 0; i < SOON_MS / 5 && peer_heard(p) < 2; i++) {
        pause_ms(5);
    }
    began = now_ms();
    courier_free(&c, 100);
    assert_true(now_ms() - began < 900);
    assert_int_equal(look_at(id).d.tries, 0);
    assert_int_equal(look_at(id).d.state, DELIVERY_WAITING);
    peer_free(&p);
}

static void a_setup_that_cannot_send_is_refused(void **state)
{
    struct courier_setup s = setup_with(NULL);
    struct courier *c = NULL;
    struct err e;

    (void)state;
    s.smtp.server = "127.0.0.1";
    assert_false(courier_new(&s, &c, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_string_equal(e.text, "smtp_server: expected HOST:PORT");
    s.smtp.server = "127.0.0.1:25";
    s.smtp.sender = "notice";
    assert_false(courier_new(&s, &c, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mail_arrives_byte_for_byte, begin, end),
        cmocka_unit_test_setup_teardown(many_mails_share_few_connections, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_put_off_by_the_server_is_sent_later, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_refused_for_good_fails_with_the_servers_words, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_refusal_behind_the_body_is_for_good_too, begin, end),
        cmocka_unit_test_setup_teardown(a_server_that_greets_nobody_is_asked_again, begin, end),
        cmocka_unit_test_setup_teardown(a_recipient_that_is_no_mailbox_never_reaches_the_server,
                                        begin, end),
        cmocka_unit_test_setup_teardown(starttls_that_is_not_offered_sends_nothing, begin, end),
        cmocka_unit_test_setup_teardown(an_sms_leaves_as_utf8_with_the_address_of_its_report, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_gateway_that_hangs_costs_its_own_slots_only, begin, end),
        cmocka_unit_test_setup_teardown(an_sms_is_sent_once_when_a_gateway_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_that_nothing_was_said_about_is_tried_again, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_call_leaves_as_the_example_describes_it, begin, end),
        cmocka_unit_test_setup_teardown(what_is_too_late_expires_and_is_not_sent, begin, end),
        cmocka_unit_test_setup_teardown(what_could_only_be_tried_too_late_expires_at_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_channel_that_is_not_set_up_fails_at_once, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_down_is_not_sent_again, begin, end),
        cmocka_unit_test_setup_teardown(waking_it_sends_at_once, begin, end),
        cmocka_unit_test_setup_teardown(ending_it_finishes_what_is_under_way, begin, end),
        cmocka_unit_test_setup_teardown(a_setup_that_cannot_send_is_refused, begin, end),
    };

    return cmocka_run_group_tests_name("courier", tests, NULL, NULL);
}
