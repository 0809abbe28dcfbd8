#include "notice/reference.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/mioboe-key-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || snprintf(path, sizeof path, "%s/notice.key", folder) < 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void a_missing_key_is_made_for_its_owner_alone_and_read_again(void **state)
{
    struct notice_key made = {0};
    struct notice_key again = {0};
    struct stat about;
    struct err e = {0};

    (void)state;
    assert_true(notice_key_load(path, &made, &e));
    assert_true(notice_key_load(path, &again, &e));
    assert_memory_equal(made.bytes, again.bytes, NOTICE_KEY_SIZE);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_false(sodium_is_zero(made.bytes, NOTICE_KEY_SIZE));
}

static void a_key_others_may_read_is_refused(void **state)
{
    struct notice_key key = {.bytes = {7}};
    struct err e = {0};

    (void)state;
    assert_int_equal(chmod(path, 0640), 0);
    assert_false(notice_key_load(path, &key, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(key.bytes[0], 7);
    assert_int_equal(chmod(path, 0600), 0);
}

static void a_key_of_another_length_is_refused(void **state)
{
    struct notice_key key = {.bytes = {7}};
    struct err e = {0};

    (void)state;
    assert_int_equal(truncate(path, NOTICE_KEY_SIZE - 1), 0);
    assert_false(notice_key_load(path, &key, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(truncate(path, NOTICE_KEY_SIZE + 1), 0);
    assert_false(notice_key_load(path, &key, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(key.bytes[0], 7);
}

static void a_key_that_cannot_be_made_says_so(void **state)
{
    struct notice_key key = {.bytes = {7}};
    struct err e = {0};

    (void)state;
    assert_false(notice_key_load("/nonexistent/notice.key", &key, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
    assert_int_equal(key.bytes[0], 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_key_is_made_for_its_owner_alone_and_read_again),
        cmocka_unit_test(a_key_others_may_read_is_refused),
        cmocka_unit_test(a_key_of_another_length_is_refused),
        cmocka_unit_test(a_key_that_cannot_be_made_says_so),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, make_folder, remove_folder);
}
