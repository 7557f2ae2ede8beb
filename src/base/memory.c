/* Memory from the heap. */
#include "base/memory.h"

#include <limits.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Atomic, for jobs ask for memory too. */
static atomic_ulong requests_until_failure;
static atomic_int failed;

static int must_fail(void)
{
    unsigned long left = atomic_load_explicit(&requests_until_failure, memory_order_relaxed);
    while (left && !atomic_compare_exchange_weak(&requests_until_failure, &left, left - 1))
        continue;
    if (left != 1)
        return 0;
    failed = 1;
    return 1;
}

void *memory_allocate(size_t size_bytes)
{
    return must_fail() ? NULL : malloc(size_bytes);
}

void *memory_allocate_zeroed(size_t count, size_t size_bytes)
{
    return must_fail() ? NULL : calloc(count, size_bytes);
}

void *memory_reallocate(void *block, size_t size_bytes)
{
    return must_fail() ? NULL : realloc(block, size_bytes);
}

void memory_free(void *block)
{
    free(block);
}

/* The largest block that malloc can be told to take from its heap. */
enum { HEAP_BLOCK_LIMIT_BYTES = 32 << 20 };
enum { LARGE_PAGE_BYTES = 2 << 20 };

void memory_expect(size_t size_bytes)
{
    mallopt(M_ARENA_MAX, 1); /* threads take from it too */
    mallopt(M_MMAP_THRESHOLD, HEAP_BLOCK_LIMIT_BYTES);
    mallopt(M_TRIM_THRESHOLD, INT_MAX); /* the heap stays as large as it is now made */
    void *block = malloc(size_bytes);
    uintptr_t surplus = (uintptr_t)block % LARGE_PAGE_BYTES;
    if (block && size_bytes > LARGE_PAGE_BYTES)
        madvise((char *)block + (LARGE_PAGE_BYTES - surplus), size_bytes - LARGE_PAGE_BYTES,
                MADV_HUGEPAGE);
    free(block);
}

enum { RETURNED_BLOCK_BYTES = 128 << 10 };

void memory_stay_small(void)
{
    mallopt(M_MMAP_THRESHOLD, RETURNED_BLOCK_BYTES); /* fixed: it would grow otherwise */
}

void memory_fail_at(unsigned long count)
{
    requests_until_failure = count;
    failed = 0;
}

int memory_failed(void)
{
    return failed;
}
