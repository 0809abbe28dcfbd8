#include "message/wording.h"

#include "message/fold.h"

#include "cmocka_all.h"

#include <stdlib.h>

#define TEXT_MAX 8192

struct state {
    struct wordings *all;
    struct arena *arena;
};

static int setup(void **state)
{
    static struct state s;
    struct err e = {0};

    if (!wordings_new(wording_file, &s.all, &e)) {
        print_error("%s\n", e.text);
        return -1;
    }
    s.arena = arena_new(1 << 20);
    *state = &s;
    return s.arena == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    struct state *s = *state;

    wordings_free(&s->all);
    arena_free(&s->arena);
    return 0;
}

static struct wording_result look(const struct wordings *w, struct arena *a, struct span text)
{
    static char bytes[TEXT_MAX];
    struct buf folded = BUF_ON(bytes);
    struct wording_result result;

    text_fold(text, &folded);
    assert_true(wordings_find(w, a, (struct span){.at = bytes, .len = folded.len}, &result));
    return result;
}

/* One line alone: as if the file had no other. */
static struct wordings *alone(const struct wording_line *line)
{
    static char bytes[TEXT_MAX];
    struct buf b = BUF_ON(bytes);
    struct wordings *one = NULL;
    struct err e = {0};

    buf_addf(&b, "%s\t", wording_name(line->category));
    buf_add(&b, line->lang);
    buf_add(&b, SPAN("\t"));
    buf_add(&b, line->pattern);
    buf_add(&b, SPAN("\ta\tb\n"));
    assert_false(b.full);
    if (!wordings_new((struct span){.at = bytes, .len = b.len}, &one, &e)) {
        fail_msg("line %u: %s", line->number, e.text);
    }
    return one;
}

static void every_line_fires_on_its_own_text_and_not_on_the_other(void **state)
{
    struct state *s = *state;
    struct span rest = wording_file;
    struct wording_line line;
    struct err e = {0};
    uint32_t number = 0;
    unsigned bad = 0;

    while (wording_line_take(&rest, &number, &line, &e)) {
        struct wordings *one = alone(&line);

        if (look(one, s->arena, line.fires).at[line.category].lines != 1) {
            print_error("line %u does not fire\n", line.number);
            bad++;
        }
        if (look(one, s->arena, line.silent).at[line.category].lines != 0) {
            print_error("line %u is not silent\n", line.number);
            bad++;
        }
        wordings_free(&one);
    }
    assert_int_equal(e.code, ERR_NONE);
    assert_int_equal(bad, 0);
}

static void a_line_with_a_minus_takes_back_what_its_category_found(void **state)
{
    struct state *s = *state;

    assert_int_equal(look(s->all, s->arena, SPAN("パスワードを入力してください"))
                         .at[WORDING_ASKS_PASSWORD]
                         .lines,
                     1);
    assert_int_equal(
        look(s->all, s->arena, SPAN("メールでパスワードの入力をお願いすることはありません"))
            .at[WORDING_ASKS_PASSWORD]
            .lines,
        0);
    assert_int_equal(look(s->all, s->arena, SPAN("We will never ask you to send your password"))
                         .at[WORDING_ASKS_PASSWORD]
                         .lines,
                     0);
}

static void words_are_found_however_they_are_written(void **state)
{
    struct state *s = *state;
    static const char *const same[] = {"パスワードを入力してください", "ﾊﾟｽﾜｰﾄﾞを入力してください",
                                       "パスワード を 入 力 して", "パスワードを\r\n入力して"};

    for (size_t i = 0; i < COUNT(same); i++) {
        struct span text = {.at = same[i], .len = strlen(same[i])};

        assert_int_equal(look(s->all, s->arena, text).at[WORDING_ASKS_PASSWORD].lines, 1);
    }
}

static void latin_and_katakana_words_are_whole_words(void **state)
{
    struct wordings *w = NULL;
    struct err e = {0};

    (void)state;
    assert_true(wordings_new(SPAN("call\ten\tepos|カード\ta\tb\n"), &w, &e));
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("epos カード")).at[WORDING_CALL].lines, 1);
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("a deposit")).at[WORDING_CALL].lines, 0);
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("スコアカード")).at[WORDING_CALL].lines, 0);
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("私のカードを")).at[WORDING_CALL].lines, 1);
    wordings_free(&w);
}

static void a_gap_is_counted_in_characters(void **state)
{
    struct wordings *w = NULL;
    struct err e = {0};

    assert_true(wordings_new(SPAN("call\tja\t口座 ~3 停止\ta\tb\n"), &w, &e));
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("口座を一時停止")).at[WORDING_CALL].lines, 1);
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("口座を一時的停止")).at[WORDING_CALL].lines,
        0);
    assert_int_equal(
        look(w, ((struct state *)*state)->arena, SPAN("停止口座")).at[WORDING_CALL].lines, 0);
    wordings_free(&w);
}

static void a_damaged_file_is_refused_with_its_line(void **state)
{
    static const char *const bad[] = {
        "threat\tja\tx\ta\n",
        "nothing\tja\tx\ta\tb\n",
        "threat\tja\t\ta\tb\n",
        "threat\tja\ta|\ta\tb\n",
        "threat\tja\ta ~999 b\tc\td\n",
        "threat\tja\ta ~1 b ~1 c ~1 d ~1 e ~1 f ~1 g ~1 h ~1 i ~1 j\tc\td\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct wordings *w = NULL;
        struct err e = {0};
        char bytes[256];
        struct buf b = BUF_ON(bytes);

        buf_addf(&b, "# head\n%s", bad[i]);
        assert_false(wordings_new((struct span){.at = bytes, .len = b.len}, &w, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.text, "line 2"));
        assert_null(w);
    }
}

static void a_full_arena_finds_nothing_and_says_so(void **state)
{
    struct state *s = *state;
    struct arena *small = arena_new(64);
    struct wording_result result;

    assert_non_null(small);
    memset(&result, 0xFF, sizeof result);
    assert_false(wordings_find(s->all, small, SPAN("要返信"), &result));
    assert_int_equal(result.at[WORDING_REPLY_DEMAND].lines, 0);
    arena_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_fires_on_its_own_text_and_not_on_the_other),
        cmocka_unit_test(a_line_with_a_minus_takes_back_what_its_category_found),
        cmocka_unit_test(words_are_found_however_they_are_written),
        cmocka_unit_test(latin_and_katakana_words_are_whole_words),
        cmocka_unit_test(a_gap_is_counted_in_characters),
        cmocka_unit_test(a_damaged_file_is_refused_with_its_line),
        cmocka_unit_test(a_full_arena_finds_nothing_and_says_so),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
