/* Tests of the arena. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static void hands_out_aligned_memory_that_does_not_overlap(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    enum { COUNT = 3000 };
    static unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 700 + 1;
        pieces[i] = i % 2 ? arena_allocate(&arena, size)
                          : (unsigned char *)arena_allocate_text(&arena, size);
        assert_non_null(pieces[i]);
        if (i % 2)
            assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < i % 700 + 1; j++)
            assert_int_equal(pieces[i][j], i % 251);
    arena_done(&arena);
    assert_non_null(arena_allocate(&arena, 1)); /* it can be used again */
    arena_done(&arena);
}

static void gives_large_pieces_a_block_of_their_own(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char *small = arena_allocate_text(&arena, 10);
    char *large = arena_allocate_text(&arena, 5 << 20);
    char *after = arena_allocate_text(&arena, 10);
    assert_non_null(small);
    assert_non_null(large);
    assert_non_null(after);
    memset(small, 1, 10);
    memset(large, 2, 5 << 20);
    memset(after, 3, 10);
    assert_int_equal(small[9], 1);
    assert_int_equal(large[0], 2);
    arena_done(&arena);
}

/* No bytes are not out of memory. */
static void gives_a_pointer_for_no_bytes(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_non_null(arena_allocate(&arena, 0));
    assert_non_null(arena_allocate_text(&arena, 0));
    arena_done(&arena);
}

static void refuses_a_size_that_no_memory_has(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_null(arena_allocate(&arena, SIZE_MAX));
    assert_null(arena_allocate_text(&arena, SIZE_MAX - 8));
    assert_non_null(arena_allocate(&arena, 8));
    arena_done(&arena);
}

static void copies_text(void **state)
{
    (void)state;
    struct arena arena;
    struct text copy = TEXT("before");
    arena_init(&arena);
    assert_true(arena_copy(&arena, (struct text){NULL, 0}, &copy));
    assert_int_equal(copy.length, 0);
    char source[] = "http";
    assert_true(arena_copy(&arena, text_of(source), &copy));
    memset(source, 'x', 4);
    assert_true(text_equal(copy, TEXT("http")));
    arena_done(&arena);
}

static void takes_what_came_from_another(void **state)
{
    (void)state;
    struct arena arena, other;
    struct text first, second;
    arena_init(&arena);
    arena_init(&other);
    arena_take(&arena, &other); /* of nothing */
    assert_true(arena_copy(&other, TEXT("tea"), &first));
    assert_non_null(arena_allocate(&other, 5 << 20));
    arena_take(&arena, &other);
    arena_done(&other);
    assert_true(text_equal(first, TEXT("tea")));
    assert_true(arena_copy(&other, TEXT("pot"), &second)); /* it can be used again */
    assert_true(arena_copy(&arena, TEXT("cup"), &first));
    arena_take(&arena, &other);
    assert_true(text_equal(first, TEXT("cup")));
    assert_true(text_equal(second, TEXT("pot")));
    arena_done(&arena);
}

static void survives_failure(void **state)
{
    (void)state;
    struct arena arena;
    struct text copy;
    arena_init(&arena);
    memory_fail_at(1);
    assert_false(arena_copy(&arena, TEXT("http"), &copy));
    assert_int_equal(copy.length, 0);
    assert_true(memory_failed());
    memory_fail_at(0);
    assert_true(arena_copy(&arena, TEXT("http"), &copy));
    memory_fail_at(1);
    assert_null(arena_allocate_text(&arena, 1 << 20));
    memory_fail_at(0);
    assert_true(text_equal(copy, TEXT("http")));
    assert_non_null(arena_allocate(&arena, 1));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_aligned_memory_that_does_not_overlap),
        cmocka_unit_test(gives_large_pieces_a_block_of_their_own),
        cmocka_unit_test(gives_a_pointer_for_no_bytes),
        cmocka_unit_test(refuses_a_size_that_no_memory_has),
        cmocka_unit_test(copies_text),
        cmocka_unit_test(takes_what_came_from_another),
        cmocka_unit_test(survives_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
