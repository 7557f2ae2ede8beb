/* Tests of the sink that writers write to. */
#include "base/sink.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"

static void keeps_every_byte_in_order(void **state)
{
    (void)state;
    static struct sink sink;
    struct buffer out, expected;
    buffer_init(&out);
    buffer_init(&expected);
    sink_init_buffer(&sink, &out);
    srand(1);
    static char block[40000];
    for (int round = 0; round < 200; round++) {
        size_t length = (size_t)rand() % sizeof(block);
        if (round % 2)
            length %= 50;
        memset(block, 'a' + round % 26, length);
        sink_write(&sink, (struct text){block, length});
        buffer_append(&expected, (struct text){block, length});
        sink_write_byte(&sink, '!');
        sink_write_repeated(&sink, '-', (size_t)round * 100);
        sink_format(&sink, "%d", round);
        buffer_append_byte(&expected, '!');
        buffer_append_repeated(&expected, '-', (size_t)round * 100);
        buffer_format(&expected, "%d", round);
    }
    sink_write(&sink, (struct text){NULL, 0});
    assert_int_equal(sink_flush(&sink, "buffer", NULL), STATUS_OK);
    assert_true(text_equal(buffer_text(&out), buffer_text(&expected)));
    buffer_done(&out);
    buffer_done(&expected);
}

static void writes_to_a_stream(void **state)
{
    (void)state;
    static struct sink sink;
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    assert_non_null(stream);
    sink_init_stream(&sink, stream);
    sink_write(&sink, TEXT("443"));
    assert_int_equal(sink_flush(&sink, "memory", NULL), STATUS_OK);
    sink_write(&sink, TEXT("/tcp"));
    assert_int_equal(sink_flush(&sink, "memory", NULL), STATUS_OK);
    assert_int_equal(fclose(stream), 0);
    assert_string_equal(bytes, "443/tcp");
    free(bytes);
}

/* A full disk is seen by the flush, however little was written. */
static void sees_a_full_disk(void **state)
{
    (void)state;
    static struct sink sink;
    struct error error = {0};
    FILE *stream = fopen("/dev/full", "wb");
    if (!stream)
        skip();
    sink_init_stream(&sink, stream);
    sink_write(&sink, TEXT("443"));
    assert_int_equal(sink_flush(&sink, "standard output", &error), STATUS_IO);
    assert_string_equal(error.message, "cannot write standard output: No space left on device");
    fclose(stream);
}

static int calls;

static bool fail_with_pipe(void *context, struct text bytes)
{
    (void)context;
    (void)bytes;
    calls++;
    errno = EPIPE;
    return false;
}

static void writes_nothing_after_the_first_failure(void **state)
{
    (void)state;
    static struct sink sink;
    struct error error = {0};
    sink_init_buffer(&sink, NULL);
    sink.write = fail_with_pipe;
    for (int i = 0; i < 100000; i++)
        sink_write(&sink, TEXT("0123456789"));
    sink_format(&sink, "%d", 1);
    assert_int_equal(calls, 1);
    errno = 0;
    assert_int_equal(sink_flush(&sink, "pipe", &error), STATUS_IO);
    assert_string_equal(error.message, "cannot write pipe: Broken pipe");
}

static void reports_a_buffer_without_memory(void **state)
{
    (void)state;
    static struct sink sink;
    struct buffer buffer;
    struct error error = {0};
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    sink_write(&sink, TEXT("443"));
    memory_fail_at(1);
    assert_int_equal(sink_flush(&sink, "buffer", &error), STATUS_IO);
    memory_fail_at(0);
    assert_string_equal(error.message, "cannot write buffer: Cannot allocate memory");
    buffer_done(&buffer);
}

/* A line with the notes of a record in it may be long. */
static void formats_lines_of_any_length(void **state)
{
    (void)state;
    static struct sink sink;
    struct buffer buffer;
    for (int length = 510; length < 515; length++) {
        buffer_init(&buffer);
        sink_init_buffer(&sink, &buffer);
        sink_format(&sink, "%*s!", length, "x");
        assert_int_equal(sink_flush(&sink, "buffer", NULL), STATUS_OK);
        assert_int_equal(buffer.length, length + 1);
        assert_true(text_ends_with(buffer_text(&buffer), TEXT(" x!")));
        buffer_done(&buffer);
    }
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    memory_fail_at(1);
    sink_format(&sink, "%*s", 512, "x");
    memory_fail_at(0);
    assert_int_equal(sink.failed, ENOMEM);
    buffer_done(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_every_byte_in_order),
        cmocka_unit_test(writes_to_a_stream),
        cmocka_unit_test(sees_a_full_disk),
        cmocka_unit_test(writes_nothing_after_the_first_failure),
        cmocka_unit_test(reports_a_buffer_without_memory),
        cmocka_unit_test(formats_lines_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
