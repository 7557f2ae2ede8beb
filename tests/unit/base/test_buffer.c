/* Tests of the growing buffer. */
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static void grows(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    assert_int_equal(buffer_text(&buffer).length, 0);
    buffer_append(&buffer, TEXT(""));
    buffer_append(&buffer, (struct text){NULL, 0});
    assert_null(buffer.bytes);
    for (int i = 0; i < 1000; i++) {
        buffer_append(&buffer, TEXT("ab"));
        buffer_append_byte(&buffer, 'c');
    }
    buffer_append_repeated(&buffer, 'd', 5000);
    buffer_append_repeated(&buffer, 'e', 0);
    buffer_format(&buffer, "%d%s", 42, "");
    assert_false(buffer.failed);
    assert_int_equal(buffer.length, 3000 + 5000 + 2);
    assert_memory_equal(buffer.bytes + 2997, "abcd", 4);
    assert_memory_equal(buffer.bytes + 7999, "d42", 3);
    buffer_done(&buffer);
    assert_null(buffer.bytes);
}

static void reserves_what_is_asked(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("kept"));
    buffer_reserve(&buffer, 5000);
    assert_int_equal(buffer.size_bytes, 5004);
    const char *bytes = buffer.bytes;
    buffer_append_repeated(&buffer, 'x', 5000);
    buffer_reserve(&buffer, 0);
    assert_ptr_equal(buffer.bytes, bytes);
    assert_memory_equal(buffer.bytes, "keptx", 5);
    buffer_append_byte(&buffer, 'y');
    assert_int_equal(buffer.length, 5005);
    assert_false(buffer.failed);
    buffer_reserve(&buffer, SIZE_MAX - 5004);
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 5005);
    buffer_done(&buffer);
}

static void extends_by_bytes_to_be_set(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("tea"));
    char *bytes = buffer_extend(&buffer, 1000);
    assert_ptr_equal(bytes, buffer.bytes + 3);
    assert_int_equal(buffer.length, 1003);
    memset(bytes, 'x', 1000);
    assert_null(buffer_extend(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 1003);
    buffer_done(&buffer);
}

static void formats_past_its_room(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    for (size_t width = 0; width < 600; width++) {
        buffer_clear(&buffer);
        buffer_append_repeated(&buffer, 'x', 250);
        buffer_format(&buffer, "%*s", (int)width, "y");
        assert_int_equal(buffer.length, 250 + (width ? width : 1));
        assert_int_equal(buffer.bytes[buffer.length - 1], 'y');
    }
    buffer_format(&buffer, "%s", "");
    assert_false(buffer.failed);
    buffer_done(&buffer);
}

static void remembers_the_first_failure(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("kept"));
    memory_fail_at(1);
    buffer_append_repeated(&buffer, 'x', 1000);
    assert_true(memory_failed());
    memory_fail_at(0);
    assert_true(buffer.failed);
    buffer_append(&buffer, TEXT("y"));
    buffer_append_byte(&buffer, 'y');
    buffer_format(&buffer, "y");
    assert_true(text_equal(buffer_text(&buffer), TEXT("kept")));
    buffer_clear(&buffer); /* for the next piece, of a whole that lacks one */
    assert_true(buffer.failed);
    buffer_append_byte(&buffer, 'z');
    assert_int_equal(buffer.length, 0);
    buffer_done(&buffer);
    assert_false(buffer.failed);
}

static void refuses_a_size_that_no_memory_has(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append_byte(&buffer, 'a');
    buffer_append_repeated(&buffer, 'x', SIZE_MAX);
    assert_true(buffer.failed);
    buffer_done(&buffer);
    buffer_append_repeated(&buffer, 'x', SIZE_MAX / 2 + 2);
    assert_true(buffer.failed);
    buffer_done(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows),
        cmocka_unit_test(reserves_what_is_asked),
        cmocka_unit_test(extends_by_bytes_to_be_set),
        cmocka_unit_test(formats_past_its_room),
        cmocka_unit_test(remembers_the_first_failure),
        cmocka_unit_test(refuses_a_size_that_no_memory_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
