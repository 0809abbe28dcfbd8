/* The messages that real people received: M1, M2, M3 by SMS, M7 (a fake) and M8 by mail. */
#include "check_it.h"

#define MAIL(from, subject, results)                                                               \
    results "From: " from "\r\nTo: Taro <taro@example.jp>\r\nSubject: " subject                    \
            "\r\nDate: Mon, 4 Oct 2021 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"                    \
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

#define BOUND(domain)                                                                              \
    "Authentication-Results: " SERVER "; dkim=pass header.d=" domain                               \
    "; dmarc=pass header.from=" domain "\r\n"

static const char m1[] =
    "【国外からのドコモメールアクセス】\n"
    "お客様のドコモメールに対して、以下に記載の国・地域からのアクセスを検知しました。\n"
    "お客様ご自身によるアクセスではない場合は不正アクセスの可能性が考えられます。\n"
    "セキュリティ対策のため直ちに認証用パスワードの変更を行ってください。\n\n"
    "■サービス名\nドコモメール(SMTP/IMAP)\n■アクセス日時\n"
    "2018/04/26 12:34:56(日本時間)\n\n■国・地域名\n日本\n\n"
    "【認証用パスワード変更方法】\n"
    "http://%s/site/mail/src/idpwchange.html\n";

static const char m2[] =
    "【ドコモメールへのアクセスブロック内容】\n"
    "お客様のドコモメールに対して、海外からのアクセスを検知しブロックしました。\n"
    "サービス:ドコモメール(SMTP/IMAP)\nアクセス日時:2019/8/01\n"
    "国・地域名※推定:〇〇国\nご自身によるアクセスの場合\n"
    "海外でドコモメールをご利用になる場合、IMAP専用パスワードを発行いただくか、"
    "ドコモメールブラウザ版をご利用下さい。\n%s";

static const char m3[] = "【ドコモメールへのアクセス制限】\n"
                         "お客様のご利用端末の設定状態ではドコモメールの送受信ができません。\n"
                         "ドコモメールをご利用するためには設定変更が必要です。\n"
                         "大変お手数ですが下記URLより設定変更をお願いいたします。\n"
                         "【ドコモメール設定変更】\nhttps://%s/mail/settings\n";

static const char m7[] =
    MAIL("さくらインターネット <tmmqhodmb@sakura.ad.jp>",
         "【要返信】さくらインターネット会員ご登録情報について",
         "") "■ご連絡日 [2021-10-03]\n\n"
             "さくらインターネット abuse対策チームです。\n"
             "以下の会員IDについて、ご登録情報の確認が取れておりません。\n\n"
             "つきましては、身分証明書のコピーをご提示いただきますようお願いいたします。\n"
             "現在、利用の制限(通信の停止)を行っております。\n"
             "▼期限 2021/10/7 まで\n"
             "期限までにご対応いただけない場合、基本約款第22条に基づき契約解除措置を取らせていただ"
             "きます。\n\n"
             "<会員登録情報の確認と更新のお願い>\nhttps://www.sakura-ad-sakurainfo.cn/\n\n"
             "■abuse対策チーム\nEmail : abuse@sakura.ad.jp\n"
             "■FAQ\nURL : https://www.sakura-ad-sakurainfo.cn/\n";

static const char m8_text[] =
    "山田太郎,\n\n誰かがアカウントにサインインしました。\n\n"
    "日時: 2021年5月10日 20:15 JST\nデバイス: Google Chrome Windows (デスクトップ)\n付近: "
    "栃木県\n\n"
    "これがお客様ご自身による操作だった場合、このメッセージは無視してください。"
    "そうでない場合は、お知らせください。\nhttps://%s/a/c/r?k=1\n\n"
    "このEメールがAmazonから送信されていることを確認するにはどうすればよいですか? "
    "このEメールのリンクは「https://www.amazon.co.jp」で始まります。\n";

static const char m8_head[] = MAIL("Amazon <account-update@amazon.com>",
                                   "アクションが必要です: サインイン", BOUND("amazon.com"));
static const char m8_head_unbound[] =
    MAIL("Amazon <account-update@amazon.com>", "アクションが必要です: サインイン", "");

/* Fills the one %s. */
static const char *with(const char *text, const char *host)
{
    static char bytes[8192];
    const char *hole = strstr(text, "%s");
    struct buf b = BUF_ON(bytes);

    assert_non_null(hole);
    b.cap--;
    buf_add(&b, (struct span){.at = text, .len = (size_t)(hole - text)});
    buf_add(&b, (struct span){.at = host, .len = strlen(host)});
    buf_add(&b, (struct span){.at = hole + 2, .len = strlen(hole + 2)});
    assert_false(b.full);
    bytes[b.len] = '\0';
    return bytes;
}

static const char *mail(const char *head, const char *text, const char *host)
{
    static char bytes[16384];
    struct buf b = BUF_ON(bytes);

    b.cap--;
    buf_addf(&b, "%s%s", head, with(text, host));
    assert_false(b.full);
    bytes[b.len] = '\0';
    return bytes;
}

static void the_fake_sakura_mail_is_fake_for_every_reason_its_reader_gave(void **state)
{
    const struct verdict *v = check_mail(*state, m7);

    assert_int_equal(v->code, VERDICT_FAKE);
    /* Fake also to whoever sees the text for the first time. */
    assert_true(v->score > evidence_find(&v->evidence, EVIDENCE_KNOWN_FAKE)->weight);
    assert_string_equal(v->brand, "sakura");
    assert_names(v, EVIDENCE_KNOWN_FAKE);       /* D-03 */
    assert_names(v, EVIDENCE_REPLY_DEMAND);     /* D-04 */
    assert_names(v, EVIDENCE_SENDER_RANDOM);    /* D-05 */
    assert_names(v, EVIDENCE_CONTACT_DIFFERS);  /* D-06 */
    assert_names(v, EVIDENCE_ASKS_IDENTITY);    /* D-07 */
    assert_names(v, EVIDENCE_THREAT_DEADLINE);  /* D-09 */
    assert_names(v, EVIDENCE_STATE_CLAIMED);    /* D-09 */
    assert_names(v, EVIDENCE_ID_MISSING);       /* D-10 */
    assert_names(v, EVIDENCE_FIELD_MISSING);    /* D-11 */
    assert_names(v, EVIDENCE_ACTION_FOREIGN);   /* D-12 */
    assert_names(v, EVIDENCE_LINK_LOOKALIKE);   /* D-13 */
    assert_names(v, EVIDENCE_LINK_NOT_SENDER);  /* D-14 */
    assert_names(v, EVIDENCE_ONE_FOREIGN_HOST); /* D-16 */
}

static void a_passed_authentication_does_not_save_the_fake(void **state)
{
    char bytes[8192];
    struct buf b = BUF_ON(bytes);

    buf_addf(&b, "%s%s", BOUND("sakura.ad.jp"), m7);
    bytes[b.len] = '\0';
    assert_int_equal(check_mail(*state, bytes)->code, VERDICT_FAKE);
    assert_names(((struct checked *)*state)->verdict, EVIDENCE_AUTH_PASSED);
}

static void the_access_sms_alone_cannot_be_told_because_it_can_be_copied(void **state)
{
    const struct verdict *v = check_sms(*state, "NTTDOCOMO", with(m1, "service.smt.docomo.ne.jp"));

    assert_int_equal(v->code, VERDICT_CANNOT_TELL);
    assert_int_equal(v->leaning, LEANING_GENUINE);
    assert_int_equal(v->rule, RULE_TEXT_ONLY);
    assert_names(v, EVIDENCE_KNOWN_GENUINE);
    assert_names(v, EVIDENCE_SMS_PUBLISHED);
    assert_names(v, EVIDENCE_LINKS_PUBLISHED);
}

static void one_foreign_link_makes_each_real_sms_a_fake(void **state)
{
    assert_int_equal(check_sms(*state, "NTTDOCOMO", with(m1, "docomo-mail-security.com"))->code,
                     VERDICT_FAKE);
    assert_int_equal(check_sms(*state, "NTTDOCOMO", with(m3, "docomo-mail-security.com"))->code,
                     VERDICT_FAKE);
    assert_int_equal(
        check_sms(*state, "NTTDOCOMO", with(m2, "https://docomo-mail-security.com/"))->code,
        VERDICT_FAKE);
}

static void a_foreign_link_keeps_a_mail_of_the_real_sender_from_being_genuine(void **state)
{
    const struct verdict *v = check_mail(*state, mail(m8_head, m8_text, "www.amazon-signin.top"));

    assert_int_not_equal(v->code, VERDICT_GENUINE);
    assert_int_equal(v->leaning, LEANING_FAKE);
    assert_names(v, EVIDENCE_LINK_LOOKALIKE);
    v = check_mail(*state, mail(m8_head, m8_text, "stranger-photos.com"));
    assert_int_not_equal(v->code, VERDICT_GENUINE);
    assert_int_not_equal(v->leaning, LEANING_GENUINE);
    assert_names(v, EVIDENCE_ACTION_FOREIGN);
}

static void the_real_texts_are_never_fake(void **state)
{
    static const char *const texts[] = {m1, m3};

    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct verdict *v =
            check_sms(*state, "NTTDOCOMO", with(texts[i], "service.smt.docomo.ne.jp"));

        assert_int_equal(v->code, VERDICT_CANNOT_TELL);
        assert_int_equal(v->leaning, LEANING_GENUINE);
    }
    assert_int_equal(check_sms(*state, "NTTDOCOMO", with(m2, ""))->code, VERDICT_CANNOT_TELL);
}

static void the_real_signin_mail_is_genuine_when_its_sender_is_bound(void **state)
{
    const struct verdict *v = check_mail(*state, mail(m8_head, m8_text, "www.amazon.co.jp"));

    assert_int_equal(v->code, VERDICT_GENUINE);
    assert_int_equal(v->rule, RULE_ALL_PUBLISHED);
    assert_names(v, EVIDENCE_SENDER_PUBLISHED);
    assert_names(v, EVIDENCE_LINKS_PUBLISHED);
    assert_names(v, EVIDENCE_AUTH_PASSED);
}

static void the_real_signin_mail_unbound_cannot_be_told(void **state)
{
    const struct verdict *v =
        check_mail(*state, mail(m8_head_unbound, m8_text, "www.amazon.co.jp"));

    assert_int_equal(v->code, VERDICT_CANNOT_TELL);
    assert_int_equal(v->leaning, LEANING_GENUINE);
    assert_int_equal(v->rule, RULE_NOT_BOUND);
    assert_names(v, EVIDENCE_AUTH_ABSENT);
}

static void the_subject_alone_condemns_nothing(void **state)
{
    const struct verdict *v =
        check_mail(*state, MAIL("Taro <taro@example.org>", "アクションが必要です: サインイン",
                                "") "では、また明日。\n");

    assert_int_equal(v->code, VERDICT_CANNOT_TELL);
    assert_int_equal(v->leaning, LEANING_NONE);
}

static void results_of_an_unknown_server_bind_nothing(void **state)
{
    static const char head[] =
        MAIL("Amazon <account-update@amazon.com>", "アクションが必要です: サインイン",
             "Authentication-Results: mx.evil.example; dmarc=pass header.from=amazon.com\r\n");
    const struct verdict *v = check_mail(*state, mail(head, m8_text, "www.amazon.co.jp"));

    assert_int_equal(v->code, VERDICT_CANNOT_TELL);
}

static void another_address_of_the_brand_is_not_genuine(void **state)
{
    static const char head[] =
        MAIL("Amazon <kdkqpwvx@amazon.com>", "サインイン", BOUND("amazon.com"));
    const struct verdict *v = check_mail(*state, mail(head, m8_text, "www.amazon.co.jp"));

    assert_int_not_equal(v->code, VERDICT_GENUINE);
    assert_names(v, EVIDENCE_SENDER_RANDOM);
}

static void a_foreign_reply_to_is_not_genuine(void **state)
{
    static const char head[] =
        MAIL("Amazon <account-update@amazon.com>\r\nReply-To: <a@evil.example>", "サインイン",
             BOUND("amazon.com"));

    assert_int_not_equal(check_mail(*state, mail(head, m8_text, "www.amazon.co.jp"))->code,
                         VERDICT_GENUINE);
}

/* --- our own record ------------------------------------------------------------------------------- */

static enum record_match match;

static bool notice_of(void *ctx, const struct record_question *q, struct record_answer *out,
                      struct err *e)
{
    (void)ctx;
    (void)e;
    assert_true(q->text.len > 0);
    *out = (struct record_answer){.match = match,
                                  .reference = "M7K2-9QXD-4TRW-8C",
                                  .recipient = "h***@example.jp",
                                  .sent = "2018-04-26 12:35:01",
                                  .differs = "http://docomo-mail-security.com/"};
    return true;
}

static const struct verdict *with_record(struct checked *c, enum record_match m, const char *host)
{
    const struct check_records records = {.notice = notice_of};
    struct err e = {0};

    match = m;
    (void)check_sms(c, "NTTDOCOMO", with(m1, host));
    assert_true(records_consult(&records, &c->question, c->observation, &e));
    checker_judge(c->checker, c->observation, c->verdict);
    return c->verdict;
}

static void with_its_record_the_sms_is_genuine(void **state)
{
    const struct verdict *v = with_record(*state, RECORD_AGREES, "service.smt.docomo.ne.jp");

    assert_int_equal(v->code, VERDICT_GENUINE);
    assert_int_equal(v->rule, RULE_RECORD_AGREES);
}

static void a_notice_copied_to_somebody_else_is_never_plainly_genuine(void **state)
{
    const struct verdict *v = with_record(*state, RECORD_RECIPIENT, "service.smt.docomo.ne.jp");
    const struct evidence *e = evidence_find(&v->evidence, EVIDENCE_RECORD_RECIPIENT);

    assert_int_equal(v->code, VERDICT_CANNOT_TELL);
    assert_int_equal(v->rule, RULE_RECORD_OTHER);
    assert_string_equal(e->on, "h***@example.jp");
    assert_string_equal(e->other, "2018-04-26 12:35:01");
}

static void a_changed_notice_and_a_reference_alone_are_fakes(void **state)
{
    assert_int_equal(with_record(*state, RECORD_ALTERED, "docomo-mail-security.com")->code,
                     VERDICT_FAKE);
    assert_int_equal(with_record(*state, RECORD_ALTERED, "service.smt.docomo.ne.jp")->code,
                     VERDICT_FAKE);
    assert_int_equal(with_record(*state, RECORD_ABSENT, "service.smt.docomo.ne.jp")->code,
                     VERDICT_FAKE);
}

/* --- limits and answers --------------------------------------------------------------------------- */

static void what_was_not_read_to_its_end_is_never_genuine(void **state)
{
    struct checked *c = *state;

    (void)check_mail(c, mail(m8_head, m8_text, "www.amazon.co.jp"));
    assert_int_equal(c->verdict->code, VERDICT_GENUINE);
    c->observation->unreadable = true;
    checker_judge(c->checker, c->observation, c->verdict);
    assert_int_equal(c->verdict->code, VERDICT_CANNOT_TELL);
    assert_int_equal(c->verdict->rule, RULE_UNREADABLE);
    evidence_add(&c->observation->evidence, EVIDENCE_RECORD_AGREES, SPAN("x"), SPAN(""), SPAN(""));
    checker_judge(c->checker, c->observation, c->verdict);
    assert_int_not_equal(c->verdict->code, VERDICT_GENUINE);
}

static void a_person_who_is_no_customer_makes_it_a_likelier_fake(void **state)
{
    struct checked *c = *state;
    struct answers answers = {.to = {[QUESTION_MEMBER] = ANSWER_NO}};
    int32_t before = check_mail(c, mail(m8_head_unbound, m8_text, "www.amazon.co.jp"))->score;

    assert_true((c->verdict->questions & 1u << QUESTION_MEMBER) != 0);
    judge_answers(c->observation, &answers);
    checker_judge(c->checker, c->observation, c->verdict);
    assert_true(c->verdict->score > before);
    assert_names(c->verdict, EVIDENCE_ANSWER_NOT_MEMBER);
    assert_true((c->verdict->questions & 1u << QUESTION_MEMBER) == 0);
}

static void answers_never_make_a_message_genuine(void **state)
{
    struct checked *c = *state;
    struct answers answers = {.to = {[QUESTION_MEMBER] = ANSWER_YES,
                                     [QUESTION_ADDRESS] = ANSWER_YES,
                                     [QUESTION_NAME] = ANSWER_YES,
                                     [QUESTION_UNNATURAL] = ANSWER_NO,
                                     [QUESTION_DONE] = ANSWER_YES}};

    (void)check_mail(c, mail(m8_head_unbound, m8_text, "www.amazon.co.jp"));
    judge_answers(c->observation, &answers);
    checker_judge(c->checker, c->observation, c->verdict);
    assert_int_equal(c->verdict->code, VERDICT_CANNOT_TELL);
    assert_int_equal(c->verdict->leaning, LEANING_GENUINE);
}

static void the_score_is_the_bias_and_the_weights(void **state)
{
    struct checked *c = *state;
    const struct verdict *v = check_mail(c, m7);
    int32_t sum = checker_weights(c->checker)->bias.now;

    for (size_t i = 0; i < v->evidence.count; i++) {
        sum += v->evidence.at[i].weight;
    }
    assert_int_equal(v->score, sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fake_sakura_mail_is_fake_for_every_reason_its_reader_gave),
        cmocka_unit_test(a_passed_authentication_does_not_save_the_fake),
        cmocka_unit_test(the_access_sms_alone_cannot_be_told_because_it_can_be_copied),
        cmocka_unit_test(one_foreign_link_makes_each_real_sms_a_fake),
        cmocka_unit_test(a_foreign_link_keeps_a_mail_of_the_real_sender_from_being_genuine),
        cmocka_unit_test(the_real_texts_are_never_fake),
        cmocka_unit_test(the_real_signin_mail_is_genuine_when_its_sender_is_bound),
        cmocka_unit_test(the_real_signin_mail_unbound_cannot_be_told),
        cmocka_unit_test(the_subject_alone_condemns_nothing),
        cmocka_unit_test(results_of_an_unknown_server_bind_nothing),
        cmocka_unit_test(another_address_of_the_brand_is_not_genuine),
        cmocka_unit_test(a_foreign_reply_to_is_not_genuine),
        cmocka_unit_test(with_its_record_the_sms_is_genuine),
        cmocka_unit_test(a_notice_copied_to_somebody_else_is_never_plainly_genuine),
        cmocka_unit_test(a_changed_notice_and_a_reference_alone_are_fakes),
        cmocka_unit_test(what_was_not_read_to_its_end_is_never_genuine),
        cmocka_unit_test(a_person_who_is_no_customer_makes_it_a_likelier_fake),
        cmocka_unit_test(answers_never_make_a_message_genuine),
        cmocka_unit_test(the_score_is_the_bias_and_the_weights),
    };

    return cmocka_run_group_tests(tests, check_it_begin, check_it_end);
}
