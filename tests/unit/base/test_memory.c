/* Tests of memory from the heap. */
#include "base/memory.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SMALL_LARGE_BLOCK_BYTES = 1 << 20, LARGE_BLOCK_BYTES = 16 << 20 };

/* How many more blocks malloc has from the system for themselves while there is one of 1 MiB. */
static size_t count_mapped(void)
{
    size_t before = mallinfo2().hblks;
    void *block = memory_allocate(SMALL_LARGE_BLOCK_BYTES);
    assert_non_null(block);
    size_t after = mallinfo2().hblks;
    memory_free(block);
    return after - before;
}

/* Malloc by itself takes blocks of 1 MiB from its heap after one of 16 MiB has been freed. */
static void large_blocks_go_back_to_the_system_after_larger_ones_too(void **state)
{
    (void)state;
    if (count_mapped() == 0)
        skip(); /* a sanitizer's malloc */
    memory_stay_small();
    void *larger = memory_allocate(LARGE_BLOCK_BYTES);
    assert_non_null(larger);
    memory_free(larger);
    assert_int_equal(count_mapped(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_blocks_go_back_to_the_system_after_larger_ones_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
