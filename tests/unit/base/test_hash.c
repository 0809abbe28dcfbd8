#include "base/hash.h"

#include "cmocka_all.h"

static void the_stable_key_gives_the_same_hash_on_every_machine(void **state)
{
    (void)state;
    /* identities kept in stores depend on this value: changing it counts old lines again */
    assert_true(hash_bytes(&HASH_KEY_STABLE, "alice", 5) ==
                hash_bytes(&HASH_KEY_STABLE, "alice", 5));
    assert_true(hash_bytes(&HASH_KEY_STABLE, "alice", 5) == UINT64_C(0xd9ff0501490a03bf));
}

static void two_random_keys_hash_differently(void **state)
{
    struct hash_key a;
    struct hash_key b;

    (void)state;
    hash_key_random(&a);
    hash_key_random(&b);
    assert_true(hash_bytes(&a, "alice", 5) != hash_bytes(&b, "alice", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stable_key_gives_the_same_hash_on_every_machine),
        cmocka_unit_test(two_random_keys_hash_differently),
    };

    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
