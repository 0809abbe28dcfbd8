/* One message checked in this process, for tests. */
#ifndef CHECK_IT_H
#define CHECK_IT_H

#include "message/checker.h"

#include "cmocka_all.h"

#define SERVER "mx.example.jp"

struct checked {
    struct checker *checker;
    struct observation *observation;
    struct record_question question;
    struct verdict *verdict;
};

static inline int check_it_begin(void **state)
{
    static struct observation observation;
    static struct verdict verdict;
    static struct checked c = {.observation = &observation, .verdict = &verdict};
    const struct checker_settings s = {.authserv_id = SPAN_INIT(SERVER), .without_sandbox = true};
    struct err e = {0};

    if (!checker_open(&s, &c.checker, &e)) {
        print_error("%s\n", e.text);
        return -1;
    }
    *state = &c;
    return 0;
}

static inline int check_it_end(void **state)
{
    checker_close(&((struct checked *)*state)->checker);
    return 0;
}

static inline const struct verdict *check_source(struct checked *c,
                                                 const struct message_source *src)
{
    checker_observe(c->checker, src, c->observation, &c->question);
    checker_judge(c->checker, c->observation, c->verdict);
    return c->verdict;
}

static inline const struct verdict *check_mail(struct checked *c, const char *text)
{
    const struct message_source src = {.kind = MESSAGE_MAIL,
                                       .bytes = {.at = text, .len = strlen(text)}};

    return check_source(c, &src);
}

static inline const struct verdict *check_sms(struct checked *c, const char *from, const char *text)
{
    const struct message_source src = {.kind = MESSAGE_SMS,
                                       .sms_from = {.at = from, .len = strlen(from)},
                                       .bytes = {.at = text, .len = strlen(text)}};

    return check_source(c, &src);
}

static inline bool names(const struct verdict *v, enum evidence_kind k)
{
    return evidence_find(&v->evidence, k) != NULL;
}

static inline void assert_names(const struct verdict *v, enum evidence_kind k)
{
    if (!names(v, k)) {
        for (size_t i = 0; i < v->evidence.count; i++) {
            print_error("  %s: %s\n", evidence_code((enum evidence_kind)v->evidence.at[i].kind),
                        v->evidence.at[i].on);
        }
        fail_msg("%s is not named", evidence_code(k));
    }
}

#endif
