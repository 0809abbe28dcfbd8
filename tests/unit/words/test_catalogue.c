/* The linter of the catalogue: what every text for people must keep. */
#include "words/catalogue.h"

#include "base/attr.h"
#include "words/clean.h"

#include "cmocka_all.h"

#include <string.h>

#define HOLES_MAX 8

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static bool before(struct span a, struct span b)
{
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

    return order < 0 || (order == 0 && a.len < b.len);
}

/* The placeholders of a text in alphabetical order, each once. */
static size_t holes(const char *text, struct span out[static HOLES_MAX])
{
    struct span rest = text_of(text);
    struct span head;
    size_t count = 0;

    while (span_cut(&rest, '{', &head)) {
        struct span name = SPAN("");
        size_t at = 0;

        assert_true(span_cut(&rest, '}', &name));
        assert_true(name.len > 0 && memchr(name.at, '{', name.len) == NULL);
        while (at < count && before(out[at], name)) {
            at++;
        }
        if (at < count && span_eq(out[at], name)) {
            continue;
        }
        assert_true(count < HOLES_MAX);
        memmove(out + at + 1, out + at, (count - at) * sizeof *out);
        out[at] = name;
        count++;
    }
    assert_null(memchr(rest.at, '}', rest.len));
    return count;
}

static void check_same_holes(const char *a, const char *b)
{
    struct span left[HOLES_MAX] = {0};
    struct span right[HOLES_MAX] = {0};
    size_t count = holes(a, left);
    bool same = holes(b, right) == count;

    for (size_t i = 0; i < count; i++) {
        same = same && span_eq(left[i], right[i]);
    }
    if (!same) {
        fail_msg("placeholders differ: \"%s\" and \"%s\"", a, b);
    }
}

static void check_calm(const char *text)
{
    static const char *const banned[] = {
        "URGENT", "urgent", "immediately", "Immediately", "DANGER", "danger",     "WARNING",
        "!",      "attack", "hacked",      "suspicious",  "fraud",  "completely", "100 %",
        "至急",   "緊急",   "危険",        "完全に防",    "今すぐ", "直ちに",     "！",
        "攻撃",   "不審",   "乗っ取",      "確実に",      "絶対",   "100%",       "警告"};

    const char *found = NULL;

    for (size_t i = 0; i < COUNT(banned); i++) {
        found = strstr(text, banned[i]) != NULL ? banned[i] : found;
    }
    if (found != NULL) {
        fail_msg("\"%s\" stands in: %s", found, text);
    }
}

static void check_clean(const char *text)
{
    char bytes[4096];
    struct buf out = BUF_ON(bytes);

    clean_text(&out, text_of(text));
    assert_true(span_eq((struct span){.at = out.at, .len = out.len}, text_of(text)));
}

static bool ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80) {
            return false;
        }
    }
    return true;
}

static void check_entry(const struct entry *entry)
{
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        assert_non_null(entry->text[l]);
        assert_true(entry->text[l][0] != '\0');
        check_calm(entry->text[l]);
        check_clean(entry->text[l]);
    }
    check_same_holes(entry->text[LANG_EN], entry->text[LANG_JA]);
    assert_true(ascii(entry->text[LANG_EN]));
}

static void every_text_exists_in_both_languages_with_the_same_placeholders_and_is_calm(void **state)
{
    (void)state;
    for (unsigned p = 0; p < PHRASE_COUNT; p++) {
        check_entry(catalogue_phrase((enum phrase)p));
    }
    for (unsigned l = 0; l < LABEL_COUNT; l++) {
        check_entry(catalogue_label((enum label)l));
    }
    for (unsigned c = 0; c < COUNTED_COUNT; c++) {
        check_entry(&catalogue_counted((enum counted)c)->many);
        check_calm(catalogue_counted((enum counted)c)->one.text[LANG_EN]);
        assert_string_equal(catalogue_counted((enum counted)c)->one.text[LANG_JA],
                            catalogue_counted((enum counted)c)->many.text[LANG_JA]);
    }
}

static void labels_are_not_left_in_english(void **state)
{
    (void)state;
    for (unsigned l = 0; l < LABEL_COUNT; l++) {
        assert_false(ascii(catalogue_label((enum label)l)->text[LANG_JA]));
    }
}

static void every_text_that_names_a_country_calls_it_estimated(void **state)
{
    (void)state;
    for (unsigned p = 0; p < PHRASE_COUNT; p++) {
        const struct entry *e = catalogue_phrase((enum phrase)p);

        if (strstr(e->text[LANG_EN], "{country}") != NULL ||
            strstr(e->text[LANG_EN], "{usual}") != NULL) {
            assert_non_null(strstr(e->text[LANG_EN], "(estimated)"));
            assert_non_null(strstr(e->text[LANG_JA], "推定"));
        }
    }
}

static void placeholders_are_filled_wherever_they_stand(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    catalogue_put(&out, "{b} and {a}, {b}",
                  (const struct arg[]){{"a", SPAN("one")}, {"b", SPAN("{a}")}}, 2);
    assert_true(span_eq((struct span){.at = out.at, .len = out.len}, SPAN("{a} and one, {a}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            every_text_exists_in_both_languages_with_the_same_placeholders_and_is_calm),
        cmocka_unit_test(labels_are_not_left_in_english),
        cmocka_unit_test(every_text_that_names_a_country_calls_it_estimated),
        cmocka_unit_test(placeholders_are_filled_wherever_they_stand),
    };

    return cmocka_run_group_tests_name("words/catalogue", tests, NULL, NULL);
}
