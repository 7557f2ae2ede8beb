/* Tests of the texts of a snapshot: each once, whatever their number; every allocation failing. */
#include "snapshot/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/memory.h"

enum { MANY = 200000 }; /* more than there are slots at first */

static struct text numbered(size_t number, char buffer[static 32])
{
    int length = snprintf(buffer, 32, "service-%zu", number);
    return (struct text){buffer, (size_t)length};
}

static void keeps_each_text_once(void **state)
{
    (void)state;
    static uint32_t offsets[MANY];
    char buffer[32];
    struct texts texts;
    assert_true(texts_init(&texts));
    for (size_t i = 0; i < MANY; i++)
        offsets[i] = texts_add(&texts, numbered(i, buffer));
    size_t length = texts.bytes.length;
    for (size_t i = 0; i < MANY; i++) {
        struct text text = numbered(i, buffer);
        assert_true(text_equal(texts_get(&texts, offsets[i]), text));
        assert_int_equal(texts_add(&texts, text), offsets[i]);
        assert_int_equal(texts.bytes.bytes[offsets[i] + sizeof(uint32_t) + text.length], '\0');
    }
    assert_int_equal(texts.bytes.length, length);
    assert_false(texts.failed);
    texts_done(&texts);
}

static void empty_text_is_at_0(void **state)
{
    (void)state;
    struct texts texts;
    assert_true(texts_init(&texts));
    assert_int_equal(texts_add(&texts, TEXT("")), 0);
    assert_int_equal(texts_get(&texts, 0).length, 0);
    assert_int_not_equal(texts_add(&texts, TEXT("http")), 0);
    texts_done(&texts);
}

/* Whether adding MANY texts succeeds. */
static bool add_many(void)
{
    char buffer[32];
    struct texts texts;
    bool good = texts_init(&texts);
    for (size_t i = 0; good && i < MANY; i++)
        texts_add(&texts, numbered(i, buffer));
    good = good && !texts.failed && !texts.bytes.failed;
    texts_done(&texts);
    return good;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    unsigned long count = 1;
    for (;; count++) {
        memory_fail_at(count);
        bool good = add_many();
        if (!memory_failed())
            break;
        assert_false(good);
    }
    memory_fail_at(0);
    assert_true(count > 10);
    assert_true(add_many());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_each_text_once),
        cmocka_unit_test(empty_text_is_at_0),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
