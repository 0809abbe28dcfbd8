#include "message/scrub.h"

#include "cmocka_all.h"

static char shown_bytes[4096];
static char bare_bytes[4096];

static struct span scrubbed(const char *to, const char *address, const char *text)
{
    static struct scrub_names names;
    struct buf shown = BUF_ON(shown_bytes);
    struct buf bare = BUF_ON(bare_bytes);
    struct arena *a = arena_new((size_t)4 << 20);
    struct span in = {.at = text, .len = strlen(text)};

    assert_non_null(a);
    names.count = 0;
    scrub_add_name(&names, (struct span){.at = to, .len = strlen(to)});
    scrub_add_address(&names, (struct span){.at = address, .len = strlen(address)});
    scrub_find_names(&names, in, a);
    scrub_text(&names, in, a, &shown, &bare);
    assert_int_equal(arena_taken(a), 0);
    assert_false(shown.full);
    arena_free(&a);
    bare_bytes[bare.len] = '\0';
    shown_bytes[shown.len] = '\0';
    return (struct span){.at = shown.at, .len = shown.len};
}

static void assert_scrubs(const char *text, const char *expected)
{
    struct span got = scrubbed("", "", text);

    if (!span_eq(got, (struct span){.at = expected, .len = strlen(expected)})) {
        fail_msg("%s\nbecame   %.*s\nexpected %s", text, (int)got.len, got.at, expected);
    }
}

static void assert_gone(struct span text, const char *word)
{
    if (strstr(text.at, word) != NULL) {
        fail_msg("%s is still in %.*s", word, (int)text.len, text.at);
    }
}

static void links_keep_their_domain_and_nothing_else(void **state)
{
    (void)state;
    assert_scrubs("go to https://u77a.login.example.top/k/ZXCV?id=taro now",
                  "go to ⟨link example.top⟩ now");
    assert_scrubs("詳細はhttp://example.co.jp/a/b?c=dをご覧ください",
                  "詳細は⟨link example.co.jp⟩をご覧ください");
    assert_scrubs("www.example.top/x", "⟨link example.top⟩");
    assert_scrubs("hxxps://203.0.113.9/x", "⟨link⟩");
    assert_scrubs("mail.example.com is a host", "⟨link example.com⟩ is a host");
}

static void addresses_go(void **state)
{
    (void)state;
    assert_scrubs("To: taro.yamada+a@mail.example.jp.", "To: ⟨address⟩");
    assert_scrubs("ta***@example.jp 様", "⟨address⟩ 様");
    assert_scrubs("宛先taro＠example.jp", "宛先⟨address⟩");
}

static void an_address_behind_a_number_goes_as_well(void **state)
{
    (void)state;
    assert_gone(scrubbed("", "", "090-1234-567aro@example.jp"), "aro@");
    assert_gone(scrubbed("", "", "0 90-1234-567aro@example.jp"), "aro@");
}

static void numbers_of_any_script_go_and_short_ones_stay(void **state)
{
    (void)state;
    assert_scrubs("call +81 90-1234-5678", "call +⟨number⟩");
    assert_scrubs("電話 ０９０－１２３４－５６７８ まで", "電話 ⟨number⟩ まで");
    assert_scrubs("注文番号: 250-1234567-7654321", "注文番号: ⟨number⟩");
    assert_scrubs("within 24 hours, 3 steps", "within 24 hours, 3 steps");
    assert_scrubs("24時間以内に", "24時間以内に");
    assert_scrubs("お客様番号D01-4432X", "お客様番号⟨id⟩");
    assert_scrubs("token QhZkLmPqRsTuVwXyAb", "token ⟨id⟩");
    assert_scrubs("٠٩٠١٢٣٤", "⟨number⟩");
}

static void dates_times_and_amounts_are_told_apart(void **state)
{
    (void)state;
    assert_scrubs("2026年11月28日 18時5分に9,800円", "⟨date⟩ ⟨time⟩に⟨amount⟩");
    assert_scrubs("期限 2021/10/7 23:59:59", "期限 ⟨date⟩ ⟨time⟩");
    assert_scrubs("on 28.11.2026 you paid $120.00 USD", "on ⟨date⟩ you paid ⟨amount⟩");
    assert_scrubs("11月30日まで", "⟨date⟩まで");
}

static void names_in_salutations_go_and_nobodys_stay(void **state)
{
    (void)state;
    assert_scrubs("山田 太郎 様\nいつもご利用いただき", "⟨name⟩ 様\nいつもご利用いただき");
    assert_scrubs("この度は佐藤様にお知らせします。佐藤様の",
                  "この度は⟨name⟩様にお知らせします。⟨name⟩様の");
    assert_scrubs("お客様\n会員様へ 皆様 仕様 同様に", "お客様\n会員様へ 皆様 仕様 同様に");
    assert_scrubs("Dear Taro Yamada,\nMr. Yamada", "Dear ⟨name⟩,\nMr. ⟨name⟩");
    assert_scrubs("Dear Customer,\nHello we noticed", "Dear Customer,\nHello we noticed");
    assert_scrubs("Hi taro,", "Hi ⟨name⟩,");
    assert_scrubs("お名前：鈴木一郎\n鈴木一郎さん", "お名前：⟨name⟩\n⟨name⟩さん");
    assert_scrubs("ユーザーID: taro_y", "ユーザーID: ⟨id⟩");
}

static void postal_addresses_go(void **state)
{
    (void)state;
    assert_scrubs("〒100-0001 東京都千代田区千代田1-1", "⟨postal⟩");
    assert_scrubs("お届け先：大阪府大阪市北区梅田3丁目", "お届け先：⟨postal⟩");
    assert_scrubs("送り先は神奈川県横浜市西区みなとみらい2", "送り先は⟨postal⟩");
    assert_scrubs("東京都では雨です", "東京都では雨です");
}

static void names_of_the_headers_go_wherever_they_stand(void **state)
{
    struct span got;

    (void)state;
    got = scrubbed("高橋 花子", "hanako.takahashi@example.jp",
                   "高橋花子さま、Hanako Takahashiのアカウント hanako.takahashi は停止、高橋の");
    assert_gone(got, "高橋");
    assert_gone(got, "花子");
    assert_gone(got, "akahashi");
    assert_gone(got, "anako");
    assert_non_null(strstr(got.at, "停止"));
}

static void a_hostile_text_forges_no_placeholder(void **state)
{
    (void)state;
    assert_scrubs("⟨link amazon.co.jp⟩ x", " link ⟨link amazon.co.jp⟩  x");
    assert_scrubs("⟨name⟩", " name ");
}

static void what_nobody_sees_hides_nothing(void **state)
{
    (void)state;
    assert_scrubs("taro\xe2\x80\x8b@example.jp 090\xe2\x81\xa0-1234-5678 a\xe2\x80\xae b",
                  "⟨address⟩ ⟨number⟩ a b");
}

static void the_bare_text_has_no_placeholders(void **state)
{
    (void)state;
    (void)scrubbed("", "", "Dear Taro Yamada, pay 9,800円 at https://example.top/x now");
    assert_null(strstr(bare_bytes, "⟨"));
    assert_null(strstr(bare_bytes, "name"));
    assert_null(strstr(bare_bytes, "example"));
    assert_non_null(strstr(bare_bytes, "now"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_keep_their_domain_and_nothing_else),
        cmocka_unit_test(addresses_go),
        cmocka_unit_test(an_address_behind_a_number_goes_as_well),
        cmocka_unit_test(numbers_of_any_script_go_and_short_ones_stay),
        cmocka_unit_test(dates_times_and_amounts_are_told_apart),
        cmocka_unit_test(names_in_salutations_go_and_nobodys_stay),
        cmocka_unit_test(postal_addresses_go),
        cmocka_unit_test(names_of_the_headers_go_wherever_they_stand),
        cmocka_unit_test(a_hostile_text_forges_no_placeholder),
        cmocka_unit_test(what_nobody_sees_hides_nothing),
        cmocka_unit_test(the_bare_text_has_no_placeholders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
