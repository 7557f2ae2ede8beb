/* Tests of marked text: what is built reads back, and any bytes are safe to read. */
#include "registry/marked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"

static void names_read_back(void **state)
{
    (void)state;
    for (int i = 1; i < REFERENCE_TYPE_COUNT; i++)
        assert_int_equal(reference_type_parse(reference_type_name((enum reference_type)i)), i);
    for (int i = 1; i < LOCATOR_KIND_COUNT; i++)
        assert_int_equal(locator_kind_parse(locator_kind_name((enum locator_kind)i)), i);
    assert_int_equal(reference_type_parse(TEXT("")), REFERENCE_NONE);
    assert_int_equal(reference_type_parse(TEXT("RFC")), REFERENCE_NONE);
    assert_int_equal(locator_kind_parse(TEXT("chapter")), LOCATOR_NONE);
}

/* What a test built, to compare with what is read. */
struct built {
    struct buffer marked;
    struct piece pieces[64];
    size_t count;
};

static struct text random_word(void)
{
    static const char *const words[] = {"",    "rfc6335",    "A",
                                        "[x]", "\xc3\xb6",   " \n\t",
                                        "4.3", "Jon_Postel", "https://example.com/?a=b&c"};
    return text_of(words[(size_t)rand() % (sizeof(words) / sizeof(*words))]);
}

static void build_reference(struct built *built, struct piece *piece)
{
    piece->kind = PIECE_REFERENCE;
    piece->reference.type = (enum reference_type)(rand() % REFERENCE_TYPE_COUNT);
    piece->reference.data = random_word();
    piece->reference.label = random_word();
    piece->reference.locator_kind = (enum locator_kind)(rand() % LOCATOR_KIND_COUNT);
    if (piece->reference.locator_kind != LOCATOR_NONE)
        piece->reference.locator = random_word();
    marked_append_reference(&built->marked, &piece->reference);
}

static void build_piece(struct built *built)
{
    struct piece *piece = &built->pieces[built->count];
    *piece = (struct piece){.kind = (enum piece_kind)(rand() % (PIECE_REFERENCE + 1))};
    bool after_text = built->count && built->pieces[built->count - 1].kind == PIECE_TEXT;
    switch (piece->kind) {
    case PIECE_TEXT:
        piece->text = random_word();
        if (after_text || piece->text.length == 0)
            return; /* would become one with the text before it, or nothing */
        buffer_append(&built->marked, piece->text);
        break;
    case PIECE_BREAK:
        marked_append_break(&built->marked);
        break;
    case PIECE_PARAGRAPH:
        marked_append_paragraph(&built->marked);
        break;
    case PIECE_PARAGRAPH_END:
        marked_append_paragraph_end(&built->marked);
        break;
    case PIECE_REFERENCE:
        build_reference(built, piece);
        break;
    }
    built->count++;
}

static void assert_reference(const struct reference *a, const struct reference *b)
{
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->locator_kind, b->locator_kind);
    assert_true(text_equal(a->data, b->data));
    assert_true(text_equal(a->locator, b->locator));
    assert_true(text_equal(a->label, b->label));
}

static void everything_built_reads_back(void **state)
{
    (void)state;
    static struct built built;
    srand(6335);
    buffer_init(&built.marked);
    for (int round = 0; round < 5000; round++) {
        buffer_clear(&built.marked);
        built.count = 0;
        for (int i = rand() % 60; i > 0; i--)
            build_piece(&built);
        struct text rest = buffer_text(&built.marked);
        struct piece piece;
        size_t count = 0;
        for (; marked_next(&rest, &piece); count++) {
            assert_in_range(count, 0, built.count - 1);
            assert_int_equal(piece.kind, built.pieces[count].kind);
            if (piece.kind == PIECE_TEXT)
                assert_true(text_equal(piece.text, built.pieces[count].text));
            if (piece.kind == PIECE_REFERENCE)
                assert_reference(&piece.reference, &built.pieces[count].reference);
        }
        assert_int_equal(count, built.count);
        assert_int_equal(rest.length, 0);
    }
    buffer_done(&built.marked);
}

/* Reads all of TEXT in every way; the copy of exact size lets a sanitizer see too much reading. */
static void read_hostile(const char *bytes, size_t length)
{
    char *copy = malloc(length ? length : 1);
    memcpy(copy, bytes, length);
    struct text rest = {copy, length};
    struct piece piece;
    struct reference reference;
    size_t pieces = 0;
    while (marked_next(&rest, &piece)) {
        assert_in_range(++pieces, 1, length); /* it always moves on */
        if (piece.kind == PIECE_REFERENCE) {
            assert_in_range(piece.reference.type, 0, REFERENCE_TYPE_COUNT - 1);
            assert_in_range(piece.reference.locator_kind, 0, LOCATOR_KIND_COUNT - 1);
        }
    }
    rest = (struct text){copy, length};
    while (marked_next_reference(&rest, &reference))
        ;
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, (struct text){copy, length}, TEXT(" "));
    marked_has_marks((struct text){copy, length});
    buffer_done(&plain);
    free(copy);
}

static void any_bytes_are_safe(void **state)
{
    (void)state;
    char bytes[40];
    srand(1);
    for (int round = 0; round < 100000; round++) {
        size_t length = (size_t)rand() % sizeof(bytes);
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)(rand() % 4 ? rand() % 10 : rand());
        read_hostile(bytes, length);
    }
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++)
            read_hostile((char[]){(char)a, (char)b}, 2);
}

static void every_truncation_is_safe(void **state)
{
    (void)state;
    struct buffer marked;
    buffer_init(&marked);
    struct reference reference = {REFERENCE_RFC, LOCATOR_SECTION, TEXT("rfc9110"), TEXT("4.3"),
                                  TEXT("HTTP")};
    marked_append_paragraph(&marked);
    buffer_append(&marked, TEXT("see "));
    marked_append_reference(&marked, &reference);
    marked_append_paragraph_end(&marked);
    for (size_t length = 0; length <= marked.length; length++)
        read_hostile(marked.bytes, length);
    buffer_done(&marked);
}

static void a_list_passes_over_what_is_no_reference(void **state)
{
    (void)state;
    struct buffer marked;
    buffer_init(&marked);
    struct reference a = {.type = REFERENCE_PERSON, .data = TEXT("A_Person")};
    struct reference b = {.type = REFERENCE_TEXT, .label = TEXT("words")}, found;
    buffer_append(&marked, TEXT("by "));
    marked_append_reference(&marked, &a);
    marked_append_break(&marked);
    marked_append_reference(&marked, &b);
    buffer_append(&marked, TEXT("."));
    struct text rest = buffer_text(&marked);
    assert_true(marked_has_marks(rest));
    assert_true(marked_next_reference(&rest, &found));
    assert_reference(&found, &a);
    assert_true(marked_next_reference(&rest, &found));
    assert_reference(&found, &b);
    assert_false(marked_next_reference(&rest, &found));
    assert_false(marked_has_marks(TEXT("tab\t lf\n cr\r")));
    for (size_t length = 0; length < 40; length++) {
        char bytes[40];
        memset(bytes, 'x', sizeof(bytes));
        bytes[length] = '\x07';
        assert_false(marked_has_marks((struct text){bytes, length}));
        for (size_t more = length + 1; more < sizeof(bytes); more++)
            assert_true(marked_has_marks((struct text){bytes, more}));
        bytes[length] = '\b';
        assert_false(marked_has_marks((struct text){bytes, sizeof(bytes)}));
    }
    buffer_done(&marked);
}

static void labels_are_as_published(void **state)
{
    (void)state;
    static const struct {
        struct reference reference;
        const char *label;
    } cases[] = {
        {{REFERENCE_RFC, LOCATOR_NONE, TEXT("rfc6335"), TEXT(""), TEXT("")}, "RFC6335"},
        {{REFERENCE_RFC, LOCATOR_SECTION, TEXT("rfc6335"), TEXT("5.1"), TEXT("")},
         "RFC6335, Section 5.1"},
        {{REFERENCE_RFC, LOCATOR_SECTION, TEXT("rfc8765"), TEXT("6.1"),
          TEXT("RFC8765, Section 6.1")},
         "RFC8765, Section 6.1"},
        {{REFERENCE_RFC, LOCATOR_NONE, TEXT("rfc1"), TEXT(""), TEXT(" \n")}, "RFC1"},
        {{REFERENCE_DRAFT, LOCATOR_NONE, TEXT("RFC-ietf-x-07"), TEXT(""), TEXT("")},
         "RFC-ietf-x-07"},
        {{REFERENCE_PERSON, LOCATOR_NONE, TEXT("A_Person"), TEXT(""), TEXT("other")}, "A_Person"},
        {{REFERENCE_NOTE, LOCATOR_NONE, TEXT("1"), TEXT(""), TEXT("")}, "1"},
        {{REFERENCE_URI, LOCATOR_NONE, TEXT("http://a"), TEXT(""), TEXT("")}, "http://a"},
        {{REFERENCE_URI, LOCATOR_NONE, TEXT("http://a"), TEXT(""), TEXT("A")}, "A"},
        {{REFERENCE_TEXT, LOCATOR_NONE, TEXT(""), TEXT(""), TEXT("words")}, "words"},
        {{REFERENCE_RFC_ERRATA, LOCATOR_NONE, TEXT("4711"), TEXT(""), TEXT("")}, "RFC Errata 4711"},
        {{REFERENCE_REGISTRY, LOCATOR_NONE, TEXT("x"), TEXT(""), TEXT("")}, "IANA registry x"},
    };
    struct buffer label;
    buffer_init(&label);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buffer_clear(&label);
        reference_append_label(&label, &cases[i].reference);
        if (!text_equal(buffer_text(&label), text_of(cases[i].label)))
            fail_msg("%.*s", TEXT_ARGS(buffer_text(&label)));
    }
    buffer_done(&label);
}

static void plain_text_joins_paragraphs(void **state)
{
    (void)state;
    struct buffer marked, plain;
    buffer_init(&marked);
    buffer_init(&plain);
    for (int i = 0; i < 2; i++) {
        marked_append_paragraph(&marked);
        buffer_append(&marked, i ? TEXT("two") : TEXT("one"));
        marked_append_break(&marked);
        buffer_append(&marked, TEXT("more"));
        marked_append_paragraph_end(&marked);
    }
    marked_append_plain(&plain, buffer_text(&marked), TEXT("|"));
    assert_true(text_equal(buffer_text(&plain), TEXT("one|more|two|more")));
    buffer_done(&marked);
    buffer_done(&plain);
}

static void a_failing_buffer_is_no_crash(void **state)
{
    (void)state;
    struct buffer marked;
    struct reference reference = {.type = REFERENCE_RFC, .data = TEXT("rfc1")};
    buffer_init(&marked);
    memory_fail_at(1);
    marked_append_reference(&marked, &reference);
    marked_append_break(&marked);
    memory_fail_at(0);
    assert_true(marked.failed);
    assert_int_equal(marked.length, 0);
    buffer_done(&marked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_read_back),
        cmocka_unit_test(everything_built_reads_back),
        cmocka_unit_test(any_bytes_are_safe),
        cmocka_unit_test(every_truncation_is_safe),
        cmocka_unit_test(a_list_passes_over_what_is_no_reference),
        cmocka_unit_test(labels_are_as_published),
        cmocka_unit_test(plain_text_joins_paragraphs),
        cmocka_unit_test(a_failing_buffer_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
