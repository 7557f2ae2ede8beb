/* Memory from the heap. */
#include "base/memory.h"

#include <stdlib.h>

static unsigned long requests_until_failure;
static int failed;

static int must_fail(void)
{
    if (requests_until_failure == 0 || --requests_until_failure != 0)
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

void memory_fail_at(unsigned long count)
{
    requests_until_failure = count;
    failed = 0;
}

int memory_failed(void)
{
    return failed;
}
