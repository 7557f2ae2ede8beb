/* Tests of charts. */
#include "server/pages/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <expat.h>

#include "base/memory.h"

static const uint32_t some[] = {3, 0, 4000000000u}, others[] = {1, 0, 7};
static const struct text labels[] = {TEXT("one"), TEXT("t&<\"o"),
                                     TEXT("a label that is much longer than there is room for")};
static const double places[] = {0, 0.5, 1};
static const struct chart_mark marks[] = {{0, TEXT("left")}, {1, TEXT("right")}};

static struct chart make(enum chart_kind kind)
{
    return (struct chart){
        .kind = kind,
        .id = "sample",
        .title = TEXT("Sample & Sons"),
        .description = TEXT("What can be <seen>"),
        .labels = labels,
        .label_count = 3,
        .places = places,
        .marks = marks,
        .mark_count = 2,
        .series = {{"first", "tcp", "#0b5c6b", some}, {"second", "udp", "#d07d1f", others}},
        .series_count = 2,
        .source = TEXT("A registry, 2026-01-15")};
}

static void assert_has(const struct buffer *buffer, const char *words)
{
    if (text_find(buffer_text(buffer), text_of(words), 0) == SIZE_MAX)
        fail_msg("no \"%s\" in %.*s", words, TEXT_ARGS(buffer_text(buffer)));
}

static void assert_well_formed(const struct buffer *buffer)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    assert_false(buffer->failed);
    if (XML_Parse(parser, buffer->bytes, (int)buffer->length, 1) != XML_STATUS_OK)
        fail_msg("%s: %.*s", XML_ErrorString(XML_GetErrorCode(parser)),
                 TEXT_ARGS(buffer_text(buffer)));
    XML_ParserFree(parser);
}

static void files_are_well_formed(void **state)
{
    (void)state;
    for (int kind = CHART_COLUMNS; kind <= CHART_LINES; kind++) {
        struct buffer buffer;
        struct chart chart = make((enum chart_kind)kind);
        buffer_init(&buffer);
        chart_write_file(&buffer, &chart);
        assert_well_formed(&buffer);
        assert_has(&buffer, "xmlns=\"http://www.w3.org/2000/svg\"");
        assert_has(&buffer, "<title id=\"sample-title\">Sample &amp; Sons</title>");
        assert_has(&buffer, "What can be &lt;seen&gt;</desc>");
        assert_has(&buffer, "#d07d1f");
        assert_has(&buffer, "A registry, 2026-01-15");
        buffer_done(&buffer);
    }
}

static void pages_have_classes_and_no_style(void **state)
{
    (void)state;
    for (int kind = CHART_COLUMNS; kind <= CHART_LINES; kind++) {
        struct buffer buffer;
        struct html html;
        struct chart chart = make((enum chart_kind)kind);
        buffer_init(&buffer);
        html_begin(&html, &buffer);
        chart_write(&html, &chart);
        html_end(&html);
        assert_has(&buffer, "class=\"udp\"");
        assert_true(text_find(buffer_text(&buffer), TEXT("#d07d1f"), 0) == SIZE_MAX);
        assert_true(text_find(buffer_text(&buffer), TEXT("style"), 0) == SIZE_MAX);
        buffer_done(&buffer);
    }
}

static void numbers_are_said(void **state)
{
    (void)state;
    struct buffer buffer;
    struct chart chart = make(CHART_ROWS);
    buffer_init(&buffer);
    chart_write_file(&buffer, &chart);
    assert_has(&buffer, "<title>one: 3 first, 1 second</title>");
    assert_has(&buffer, "<title>t&amp;&lt;&quot;o</title>");
    assert_has(&buffer, "a label that is much lon\xe2\x80\xa6</text>");
    buffer_done(&buffer);
    assert_int_equal(chart_total(&chart, 0), 4);
}

static void nothing_is_drawn_of_nothing(void **state)
{
    (void)state;
    for (int kind = CHART_COLUMNS; kind <= CHART_LINES; kind++) {
        struct buffer buffer;
        struct chart chart = make((enum chart_kind)kind);
        chart.label_count = 0;
        chart.mark_count = 0;
        buffer_init(&buffer);
        chart_write_file(&buffer, &chart);
        assert_well_formed(&buffer);
        assert_true(text_find(buffer_text(&buffer), TEXT("nan"), 0) == SIZE_MAX);
        buffer_done(&buffer);
    }
}

static void fails_without_memory(void **state)
{
    (void)state;
    for (unsigned long n = 1;; n++) {
        struct buffer buffer;
        struct chart chart = make(CHART_LINES);
        buffer_init(&buffer);
        memory_fail_at(n);
        chart_write_file(&buffer, &chart);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        assert_true(buffer.failed == was_hit);
        buffer_done(&buffer);
        if (!was_hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_well_formed), cmocka_unit_test(pages_have_classes_and_no_style),
        cmocka_unit_test(numbers_are_said),      cmocka_unit_test(nothing_is_drawn_of_nothing),
        cmocka_unit_test(fails_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
