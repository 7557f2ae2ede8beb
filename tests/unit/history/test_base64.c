/* Tests of base64. */
#include "history/log/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* The vectors of RFC 4648 section 10. */
static const struct {
    const char *bytes, *encoded;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void agrees_with_the_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
        struct buffer buffer;
        uint8_t bytes[8];
        size_t length;
        buffer_init(&buffer);
        base64_append(&buffer, text_of(vectors[i].bytes));
        assert_true(text_equal(buffer_text(&buffer), text_of(vectors[i].encoded)));
        assert_true(base64_decode(buffer_text(&buffer), bytes, sizeof(bytes), &length));
        assert_int_equal(length, strlen(vectors[i].bytes));
        assert_memory_equal(bytes, vectors[i].bytes, length);
        buffer_done(&buffer);
    }
}

static void returns_what_it_was_given(void **state)
{
    (void)state;
    uint8_t given[300], taken[300];
    for (size_t length = 0; length < sizeof(given); length++) {
        struct buffer buffer;
        given[length] = (uint8_t)(length * 7 + 3);
        buffer_init(&buffer);
        base64_append(&buffer, (struct text){(const char *)given, length});
        assert_int_equal(buffer.length, (length + 2) / 3 * 4);
        assert_true(base64_decode_exactly(buffer_text(&buffer), taken, length));
        assert_memory_equal(given, taken, length);
        assert_false(base64_decode_exactly(buffer_text(&buffer), taken, length + 1));
        if (length > 0)
            assert_false(base64_decode_exactly(buffer_text(&buffer), taken, length - 1));
        buffer_done(&buffer);
    }
}

static void refuses_what_no_encoder_writes(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "Z",     "Zg",    "Zg=",   "Zg===",      "Zh==", "Zm9=", "Zm8",      "=",        "====",
        "Zm9v=", "Zm9v ", " Zm9v", "Zm9v\nZg==", "Zm-v", "Zm_v", "Zm9v====", "Zg==Zg==", "Zm9v!",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        uint8_t bytes[32];
        size_t length;
        if (base64_decode(text_of(wrong[i]), bytes, sizeof(bytes), &length))
            fail_msg("takes %s", wrong[i]);
    }
}

/* Of each character every other byte, for two of which libsodium has the same meaning. */
static void takes_each_byte_for_one_character_at_most(void **state)
{
    (void)state;
    unsigned count = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        const char encoded[] = {(char)byte, 'A', 'A', 'A'};
        uint8_t bytes[3];
        count += base64_decode_exactly((struct text){encoded, 4}, bytes, 3);
    }
    assert_int_equal(count, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_vectors),
        cmocka_unit_test(returns_what_it_was_given),
        cmocka_unit_test(refuses_what_no_encoder_writes),
        cmocka_unit_test(takes_each_byte_for_one_character_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
