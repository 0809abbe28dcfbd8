/* Writes a Dovecot and Postfix log as a provider's machine writes it: bench_gen_maillog LINES SEED > file.
 *
 * 20,000 accounts over 30 days in order of time, about 150 bytes a line. Phones poll from their line at
 * home and from a mobile network, some accounts travel, guessers come from elsewhere with 3 % of the
 * sign-ins. The same arguments give the same bytes. */
#include "base/buf.h"
#include "base/number.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNTS 20000
#define GUESSERS 400
#define DAYS 30
#define START_MS INT64_C(1760054400000) /* 2025-10-10 00:00:00 UTC */

static uint64_t seed;

/* xorshift64*: Vigna 2016 */
static uint32_t draw(uint32_t below)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

/* The same account draws the same numbers every time. */
static uint32_t of_account(uint32_t account, uint32_t salt, uint32_t below)
{
    uint64_t x = (account + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15) +
                 salt * UINT64_C(0xbf58476d1ce4e5b9);

    x ^= x >> 31;
    x *= UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(x >> 33) % below;
}

struct text {
    char at[64];
};

static struct text quad(uint32_t first, uint32_t account, uint32_t salt)
{
    struct text t;

    (void)snprintf(t.at, sizeof t.at, "%u.%u.%u.%u", first, of_account(account, salt + 1, 256),
                   of_account(account, salt + 2, 256), 1 + of_account(account, salt + 3, 254));
    return t;
}

/* Blocks of Japanese providers: first octet, lowest second octet, how many of them. */
struct block {
    uint8_t first;
    uint8_t second;
    uint8_t count;
};

static struct text within(const struct block *b, uint32_t account, uint32_t salt)
{
    struct text t;

    (void)snprintf(t.at, sizeof t.at, "%u.%u.%u.%u", b->first,
                   b->second + of_account(account, salt + 1, b->count),
                   of_account(account, salt + 2, 256), 1 + of_account(account, salt + 3, 254));
    return t;
}

/* Where the account signs in from at that minute: a line at home with IPv4 and IPv6, a mobile
 * network that gives another address every other day, abroad for some for a week. */
static struct text remote_of(uint32_t account, uint32_t day)
{
    static const struct block home[] = {{60, 32, 16},   {118, 0, 16}, {126, 0, 240}, {106, 128, 32},
                                        {153, 128, 60}, {180, 0, 60}, {114, 144, 40}};
    static const struct block mobile[] = {{49, 96, 9}, {1, 72, 4}, {106, 160, 30}, {126, 240, 12}};
    static const uint8_t abroad[] = {8,  24,  62,  72,  81,  88,  90,  93,
                                     99, 140, 151, 175, 189, 200, 211, 217};
    uint32_t kind = draw(10);
    struct text t;

    if (of_account(account, 1, 50) == 0 && day / 7 == of_account(account, 2, 5)) {
        return quad(abroad[of_account(account, 3, sizeof abroad)], account, 10);
    }
    if (kind < 5) {
        return within(&home[of_account(account, 4, COUNT(home))], account, 20);
    }
    if (kind < 8) {
        return within(&mobile[of_account(account, 5, COUNT(mobile))], account, 30 + day / 2 % 3);
    }
    (void)snprintf(t.at, sizeof t.at, "2400:%x:%x:%x::%x", 0x2410 + of_account(account, 6, 64),
                   of_account(account, 7, 65536), of_account(account, 8, 65536), 1 + draw(65535));
    return t;
}

static struct text guesser(uint32_t *which)
{
    static const uint8_t nets[] = {5, 31, 45, 46, 77, 80, 91, 103, 141, 178, 185, 193, 194, 212};

    *which = draw(GUESSERS);
    return quad(nets[of_account(*which, 50, sizeof nets)], *which, 60);
}

static struct text stamp(int64_t at_ms)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = time_to_civil(at_ms);
    struct text t;

    (void)snprintf(t.at, sizeof t.at, "%.3s %2d %02d:%02d:%02d",
                   months + (ptrdiff_t)(c.month - 1) * 3, c.day, c.hour, c.minute, c.second);
    return t;
}

static struct text session(void)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct text t = {{0}};

    for (int i = 0; i < 16; i++) {
        t.at[i] = alphabet[draw(64)];
    }
    return t;
}

static struct text queue_id(void)
{
    static const char alphabet[] = "BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789";
    struct text t = {{'4'}};

    for (int i = 1; i < 14; i++) {
        t.at[i] = alphabet[draw(sizeof alphabet - 1)];
    }
    return t;
}

static uint64_t imap(const char *when, uint32_t day)
{
    uint32_t account = draw(ACCOUNTS);
    struct text id = session();
    struct text remote = remote_of(account, day);
    unsigned pid = 10000 + draw(50000);
    bool pop = of_account(account, 9, 8) == 0;

    (void)printf("%s mx1 dovecot: %s-login: Login: user=<user%05u@example.jp>, method=PLAIN, "
                 "rip=%s, lip=192.0.2.25, "
                 "mpid=%u, TLS, session=<%s>\n",
                 when, pop ? "pop3" : "imap", account, remote.at, pid, id.at);
    if (draw(100) < 55) {
        return 1;
    }
    if (pop) {
        (void)printf("%s mx1 dovecot: pop3(user%05u@example.jp)<%u><%s>: Disconnected: Logged out "
                     "top=0/0, retr=%u/%u, "
                     "del=0/%u, size=%u\n",
                     when, account, pid, id.at, draw(3), draw(90000), draw(300), draw(9000000));
    } else {
        (void)printf(
            "%s mx1 dovecot: imap(user%05u@example.jp)<%u><%s>: Disconnected: Logged out in=%u "
            "out=%u "
            "deleted=0 expunged=0 trashed=0 hdr_count=%u hdr_bytes=%u body_count=0 body_bytes=0\n",
            when, account, pid, id.at, 100 + draw(900), 1000 + draw(90000), draw(20), draw(9000));
    }
    return 2;
}

static uint64_t mail_in(const char *when)
{
    uint32_t account = draw(ACCOUNTS);
    uint32_t peer = draw(5000);
    struct text id = queue_id();
    struct text remote = quad(40 + of_account(peer, 70, 60), peer, 71);
    unsigned pid = 10000 + draw(50000);

    (void)printf("%s mx1 postfix/smtpd[%u]: connect from mail%u.example.com[%s]\n", when, pid, peer,
                 remote.at);
    (void)printf("%s mx1 postfix/smtpd[%u]: %s: client=mail%u.example.com[%s]\n", when, pid, id.at,
                 peer, remote.at);
    (void)printf("%s mx1 postfix/cleanup[%u]: %s: message-id=<%08x.%08x@mail%u.example.com>\n",
                 when, pid + 1, id.at, draw(INT32_MAX), draw(INT32_MAX), peer);
    (void)printf(
        "%s mx1 postfix/qmgr[%u]: %s: from=<news%u@example.com>, size=%u, nrcpt=1 (queue active)\n",
        when, 1701U, id.at, peer, 2000 + draw(90000));
    (void)printf("%s mx1 dovecot: lmtp(user%05u@example.jp)<%u><%s>: "
                 "msgid=<%08x@mail%u.example.com>: saved mail to "
                 "INBOX\n",
                 when, account, pid + 2, session().at, draw(INT32_MAX), peer);
    (void)printf("%s mx1 postfix/lmtp[%u]: %s: to=<user%05u@example.jp>, "
                 "relay=mx1.example.jp[private/dovecot-lmtp], "
                 "delay=0.%02u, delays=0.05/0/0/0.02, dsn=2.0.0, status=sent (250 2.0.0 "
                 "<user%05u@example.jp> Saved)\n",
                 when, pid + 3, id.at, account, 10 + draw(89), account);
    (void)printf("%s mx1 postfix/qmgr[%u]: %s: removed\n", when, 1701U, id.at);
    (void)printf("%s mx1 postfix/smtpd[%u]: disconnect from mail%u.example.com[%s] ehlo=2 "
                 "starttls=1 mail=1 rcpt=1 data=1 "
                 "quit=1 commands=7\n",
                 when, pid, peer, remote.at);
    return 8;
}

static uint64_t mail_out(const char *when, uint32_t day)
{
    uint32_t account = draw(ACCOUNTS);
    struct text id = queue_id();
    struct text remote = remote_of(account, day);
    unsigned pid = 10000 + draw(50000);

    (void)printf("%s mx1 postfix/submission/smtpd[%u]: connect from unknown[%s]\n", when, pid,
                 remote.at);
    (void)printf("%s mx1 postfix/submission/smtpd[%u]: %s: client=unknown[%s], sasl_method=PLAIN, "
                 "sasl_username=user%05u@example.jp\n",
                 when, pid, id.at, remote.at, account);
    (void)printf("%s mx1 postfix/qmgr[%u]: %s: from=<user%05u@example.jp>, size=%u, nrcpt=1 (queue "
                 "active)\n",
                 when, 1701U, id.at, account, 1000 + draw(50000));
    (void)printf("%s mx1 postfix/smtp[%u]: %s: to=<friend%u@example.net>, "
                 "relay=mx.example.net[192.0.2.80]:25, delay=1.%u, "
                 "delays=0.1/0.01/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as %s)\n",
                 when, pid + 1, id.at, draw(90000), draw(10), queue_id().at);
    (void)printf("%s mx1 postfix/qmgr[%u]: %s: removed\n", when, 1701U, id.at);
    return 5;
}

static uint64_t failure(const char *when)
{
    uint32_t which;
    struct text remote = guesser(&which);
    uint32_t account = draw(3) == 0 ? draw(ACCOUNTS) : of_account(which, 90 + draw(20), ACCOUNTS);

    if (draw(4) == 0) {
        (void)printf("%s mx1 postfix/submission/smtpd[%u]: warning: unknown[%s]: SASL LOGIN "
                     "authentication failed: "
                     "(reason unavailable), sasl_username=user%05u@example.jp\n",
                     when, 10000 + draw(50000), remote.at, account);
    } else {
        (void)printf(
            "%s mx1 dovecot: imap-login: Disconnected: Connection closed (auth failed, %u attempts "
            "in %u secs): "
            "user=<user%05u@example.jp>, method=PLAIN, rip=%s, lip=192.0.2.25, TLS, session=<%s>\n",
            when, 1 + draw(3), 2 + draw(18), account, remote.at, session().at);
    }
    return 1;
}

int main(int argc, char **argv)
{
    uint64_t lines = 0;
    uint64_t done = 0;

    if (argc != 3 ||
        !number_parse((struct span){.at = argv[1], .len = strlen(argv[1])}, 1, INT32_MAX, &lines) ||
        !number_parse((struct span){.at = argv[2], .len = strlen(argv[2])}, 0, UINT64_MAX - 1,
                      &seed)) {
        (void)fputs("usage: bench_gen_maillog LINES SEED > file\n", stderr);
        return 64;
    }
    seed++;
    while (done < lines) {
        int64_t at_ms = START_MS + (int64_t)(done * (uint64_t)DAYS * (uint64_t)TIME_DAY_MS / lines);
        struct text when = stamp(at_ms);
        uint32_t day = (uint32_t)(done * DAYS / lines);
        uint32_t what = draw(1000);

        if (what < 830) {
            done += imap(when.at, day);
        } else if (what < 915) {
            done += mail_in(when.at);
        } else if (what < 945) {
            done += mail_out(when.at, day);
        } else {
            done += failure(when.at);
        }
    }
    return ferror(stdout) == 0 && fflush(stdout) == 0 ? 0 : 74;
}
