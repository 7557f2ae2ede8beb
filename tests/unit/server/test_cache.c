/* Tests of the table of answers. */
#include "server/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"

static unsigned freed;

static void free_value(void *value)
{
    freed++;
    free(value);
}

static int *number_of(int value)
{
    int *number = malloc(sizeof(*number));
    assert_non_null(number);
    *number = value;
    return number;
}

static struct text key_of(int value, char buffer[static 16])
{
    snprintf(buffer, 16, "key %d", value);
    return text_of(buffer);
}

static struct cache *cache_new(size_t limit_bytes)
{
    struct cache *cache = malloc(sizeof(*cache));
    assert_non_null(cache);
    freed = 0;
    cache_init(cache, limit_bytes, free_value);
    return cache;
}

static void cache_free(struct cache *cache)
{
    cache_done(cache);
    free(cache);
}

static void add(struct cache *cache, int value, size_t cost_bytes)
{
    char buffer[16];
    int *number = number_of(value);
    if (!cache_add(cache, key_of(value, buffer), number, cost_bytes))
        free(number);
}

static bool has(struct cache *cache, int value)
{
    char buffer[16];
    const int *found = cache_find(cache, key_of(value, buffer));
    if (found)
        assert_int_equal(*found, value);
    return found != NULL;
}

static void test_finds_what_was_added(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1 << 20);
    for (int i = 0; i < 1000; i++)
        add(cache, i, 10);
    for (int i = 0; i < 1000; i++)
        assert_true(has(cache, i));
    assert_false(has(cache, 1000));
    assert_null(cache_find(cache, TEXT("")));
    assert_int_equal(cache->count, 1000);
    cache_empty(cache);
    assert_int_equal(freed, 1000);
    assert_int_equal(cache->count, 0);
    assert_int_equal(cache->used_bytes, 0);
    assert_false(has(cache, 1));
    add(cache, 1, 10);
    assert_true(has(cache, 1));
    cache_free(cache);
    assert_int_equal(freed, 1001);
}

/* The limit holds, and who was asked for stays rather than who was not. */
static void test_forgets_the_oldest(void **state)
{
    (void)state;
    enum { LIMIT_BYTES = 100 * 1024, COST_BYTES = 1024 };
    struct cache *cache = cache_new(LIMIT_BYTES);
    add(cache, 0, COST_BYTES);
    add(cache, 1, COST_BYTES);
    for (int i = 2; i < 500; i++) {
        assert_true(has(cache, 0));
        add(cache, i, COST_BYTES);
        assert_true(cache->used_bytes <= LIMIT_BYTES);
    }
    assert_true(has(cache, 0));
    assert_false(has(cache, 1));
    assert_true(has(cache, 499));
    assert_true(cache->count > 50 && cache->count < 100);
    assert_int_equal(freed, 500 - cache->count);
    cache_free(cache);
    assert_int_equal(freed, 500);
}

static void test_large_values(void **state)
{
    (void)state;
    enum { LIMIT_BYTES = 8000 };
    struct cache *cache = cache_new(LIMIT_BYTES);
    add(cache, 1, 1001);
    assert_false(has(cache, 1));
    assert_int_equal(cache->used_bytes, 0);
    add(cache, 2, 800);
    assert_true(has(cache, 2));
    cache_free(cache);
    assert_int_equal(freed, 1);
}

static void test_without_memory(void **state)
{
    (void)state;
    struct cache *cache = cache_new(8000);
    memory_fail_at(1);
    add(cache, 1, 10);
    assert_true(memory_failed());
    memory_fail_at(0);
    assert_false(has(cache, 1));
    assert_int_equal(cache->count, 0);
    cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_was_added),
        cmocka_unit_test(test_forgets_the_oldest),
        cmocka_unit_test(test_large_values),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
