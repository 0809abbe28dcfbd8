/* What the brand registry costs: loading it, a host, a text. Run by hand: build/tests/bench/bench_brand. */
#include "message/brand.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 20000
#define LOADS 20

static const char *const hosts[] = {
    "https://www.amazon.co.jp/gp/css/order-history",
    "https://www.sakura-ad-sakurainfo.cn/",
    "https://www-daiwa-jp-umpeebbvvfgrrtkvvafhomghofciizfgfev.example/IP6wATE",
    "https://mail.example.com/a?u=https://example.org/",
    "https://xn--mazon-3ve.com/signin",
    "http://www.jaestt.co.jp-card-sercivelist.example.cn",
    "https://arnazon-login.top/",
    "https://static.example-cdn.net/logo.png",
};
static const char *const texts[] = {
    "【要返信】さくらインターネット会員ご登録情報について",
    "Your mailbox is almost full: please sign in to your account to keep receiving messages",
    "三井住友カードをご利用のお客様へ ご利用内容の確認をお願いします",
};

/* Processor time: the machine may have other work. */
static double now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct span span_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static struct brands *load(void)
{
    struct brands *b = NULL;
    struct err e;
    double least = 1e12;

    for (unsigned i = 0; i < LOADS; i++) {
        double begun = now_us();

        brands_free(&b);
        if (!brands_builtin(NULL, 0, &b, &e)) {
            (void)fprintf(stderr, "%s\n", e.text);
            exit(1);
        }
        least = now_us() - begun < least ? now_us() - begun : least;
    }
    (void)printf("load %zu brands: %.1f ms (least of %d)\n", brands_count(b), least / 1e3, LOADS);
    return b;
}

static void bench_hosts(const struct brands *b)
{
    double begun = now_us();
    double slowest = 0;
    size_t found = 0;

    for (unsigned i = 0; i < ROUNDS; i++) {
        double from = now_us();
        struct lookalike l;
        struct host h;
        struct err e;

        if (host_from_url(span_of(hosts[i % COUNT(hosts)]), &h, &e) &&
            brands_owner(b, &h) == NULL) {
            found += brands_lookalike(b, &h, &l) ? 1 : 0;
        }
        slowest = now_us() - from > slowest ? now_us() - from : slowest;
    }
    (void)printf("host from URL, owner, look-alike: %.2f us each, slowest %.0f us (%zu imitate)\n",
                 (now_us() - begun) / ROUNDS, slowest, found);
}

static void bench_texts(const struct brands *b)
{
    double begun = now_us();
    size_t bytes = 0;
    size_t found = 0;

    for (unsigned i = 0; i < ROUNDS; i++) {
        struct span text = span_of(texts[i % COUNT(texts)]);
        struct brand_hit hits[4];

        found += brands_in_text(b, text, hits, COUNT(hits));
        bytes += text.len;
    }
    (void)printf("names in a subject: %.2f us each, %.0f ns a byte (%zu found)\n",
                 (now_us() - begun) / ROUNDS, (now_us() - begun) * 1e3 / (double)bytes, found);
}

int main(void)
{
    struct brands *b = load();

    bench_hosts(b);
    bench_texts(b);
    brands_free(&b);
    return 0;
}
