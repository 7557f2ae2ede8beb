/* Tests of plain text: the layout of a table, the frame of each year, and registries that lack
 * some of it. */
#include "formats/txt/txt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "formats/txt/table.h"
#include "registry/marked.h"

static void assert_text(struct text found, const char *expected)
{
    if (!text_equal(found, text_of(expected)))
        fail_msg("expected:\n%s\nfound:\n%.*s", expected, TEXT_ARGS(found));
}

/* --- tables --- */

struct cells {
    struct text left, right;
};

/* Writes a table of two columns, the right one centred. */
static void assert_table(const struct cells *rows, size_t row_count, bool counts_bytes,
                         size_t page_width, const char *expected)
{
    static struct sink sink;
    struct table table;
    struct buffer buffer;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    table_init(&table, counts_bytes);
    table_add_column(&table, TEXT("Left"), false);
    table_add_column(&table, TEXT("Far Right"), true);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < row_count; i++) {
            table_begin_row(&table);
            table_append(&table, 0, rows[i].left);
            table_append(&table, 1, rows[i].right);
            if (pass == 0)
                table_measure_row(&table);
            else
                table_write_row(&table, &sink);
        }
        if (pass == 0) {
            table_fit(&table, page_width, 2);
            table_write_titles(&table, &sink);
        }
    }
    assert_false(table.failed);
    table_done(&table);
    sink_flush(&sink, "memory", NULL);
    assert_text(buffer_text(&buffer), expected);
    buffer_done(&buffer);
}

static void wraps_words_and_centres_titles_and_cells(void **state)
{
    (void)state;
    static const struct cells rows[] = {
        {TEXT("one two  three\n\tfour"), TEXT("80")},
        {TEXT(""), TEXT("")},
        {TEXT("unbreakable-word/with,marks"), TEXT("12345678")},
    };
    assert_table(rows, 3, false, 0,
                 "           Left               Far\n"
                 "                             Right\n"
                 "one two three four             80\n"
                 "\n"
                 "unbreakable-word/with,marks 12345678\n");
}

/* A cell of fewer lines stands in the middle of its row, a little above where it cannot be. */
static void centres_cells_in_the_height_of_their_row(void **state)
{
    (void)state;
    static const struct cells rows[] = {{TEXT("aaaa bbbb cccc"), TEXT("1")},
                                        {TEXT("aaaa bbbb cccc dddd"), TEXT("1")}};
    assert_table(rows, 2, false, 0,
                 "Left  Far\n"
                 "     Right\n"
                 "aaaa\n"
                 "bbbb   1\n"
                 "cccc\n"
                 "aaaa\n"
                 "bbbb   1\n"
                 "cccc\n"
                 "dddd\n");
}

static void keeps_breaks_and_a_blank_line_between_paragraphs(void **state)
{
    (void)state;
    struct buffer left, right;
    buffer_init(&left);
    buffer_init(&right);
    marked_append_break(&left); /* leading breaks show nothing */
    buffer_append(&left, TEXT("a"));
    marked_append_break(&left);
    marked_append_break(&left);
    buffer_append(&left, TEXT("b"));
    marked_append_break(&left);
    for (int i = 0; i < 3; i++) {
        buffer_append(&right, TEXT("\n  "));
        marked_append_paragraph(&right);
        if (i != 1)
            buffer_append(&right, TEXT("p"));
        marked_append_paragraph_end(&right);
    }
    const struct cells rows[] = {{buffer_text(&left), buffer_text(&right)}};
    assert_table(rows, 1, false, 0,
                 "Left  Far\n"
                 "     Right\n"
                 "a      p\n"
                 "\n"
                 "b      p\n");
    buffer_done(&left);
    buffer_done(&right);
}

static void counts_characters_or_bytes(void **state)
{
    (void)state;
    static const struct cells rows[] = {{TEXT("\xc3\xa9\xc3\xa9\xc3\xa9"), TEXT("\xc3\xa9")}};
    assert_table(rows, 1, false, 0,
                 "Left  Far\n"
                 "     Right\n"
                 "\xc3\xa9\xc3\xa9\xc3\xa9    \xc3\xa9\n");
    assert_table(rows, 1, true, 0,
                 " Left   Far\n"
                 "       Right\n"
                 "\xc3\xa9\xc3\xa9\xc3\xa9  \xc3\xa9\n");
}

static void widens_a_table_that_is_narrower_than_the_page(void **state)
{
    (void)state;
    static const struct cells rows[] = {{TEXT("one two three"), TEXT("80")}};
    assert_table(rows, 1, false, 40,
                 "      Left      Far Right\n"
                 "  one two three    80\n");
    assert_table(rows, 1, false, 20, /* not room for all */
                 "     Left     Far\n"
                 "             Right\n"
                 "  one two     80\n"
                 "  three\n");
    assert_table(rows, 1, false, 14, /* no room for two margins */
                 "Left   Far\n"
                 "      Right\n"
                 "one\n"
                 "two    80\n"
                 "three\n");
}

/* --- registries --- */

/* What REGISTRY is in the way of DATE. */
static void assert_written(const struct registry *registry, struct date date, const char *expected)
{
    static struct sink sink;
    struct buffer buffer;
    struct writing writing = {.as_published = date};
    struct error error;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    assert_int_equal(txt_write(registry, &writing, &sink, &error), 0);
    assert_int_equal(sink_flush(&sink, "memory", &error), 0);
    assert_text(buffer_text(&buffer), expected);
    buffer_done(&buffer);
}

#define FORMATS(indent)                                                                            \
    indent "[IMG]\n" indent "CSV [IMG]\n" indent "XML [IMG]\n" indent "HTML [IMG]\n" indent        \
           "Plain text\n"
#define SPACES_8  "        "
#define CENTRE_10 /* before ten characters in the middle of the page */                            \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "

/* A registry with everything in its frame. */
static void fill(struct registry *registry, struct buffer *reference)
{
    registry_init(registry);
    registry->title = TEXT("\n  Tea\n Names ");
    registry->updated = (struct date){2020, 1, 2};
    registry->experts = TEXT("\nAda\tExample  \n\n");
    marked_append_reference(reference,
                            &(struct reference){.type = REFERENCE_RFC, .data = TEXT("rfc6335")});
    registry->references = buffer_text(reference);
    struct note *note = registry_add_note(registry);
    assert_non_null(note);
    note->content = TEXT("\n First.\n");
    note = registry_add_note(registry);
    assert_non_null(note);
    *note = (struct note){TEXT("Second"), TEXT("2")};
    for (int i = 0; i < 2; i++) {
        struct footnote *footnote = registry_add_footnote(registry);
        assert_non_null(footnote);
        *footnote = (struct footnote){TEXT("12"), TEXT("one\ntwo ")};
    }
}

/* What stands between the title and the formats, by the margin and the place of definitions. */
#define FRAME(margin, definition)                                                                  \
    "\n" margin "Last Updated\n" definition "2020-01-02\n"                                         \
    "\n" margin "Expert(s)\n\n Ada     Example\n\n"                                                \
    "\n" margin "Reference\n" definition "[RFC6335]\n"                                             \
    "\n" margin "Note\n\n  First.\n"                                                               \
    "\n" margin "Second\n\n 2\n"                                                                   \
    "\n" margin "Available Formats\n" FORMATS(definition)
#define FOOTNOTES(margin)                                                                          \
    "\n" CENTRE_10 "Footnotes\n\n" margin "[12] one\n" margin "     two\n" margin                  \
    "[12] one\n" margin "     two\n"
#define SITE                 "Internet Assigned Numbers Authority\n"
#define BULLET(margin, word) margin "  \xe2\x80\xa2\xc2\xa0" word "\n"
#define BULLETS(margin)                                                                            \
    BULLET(margin, "Domains")                                                                      \
    BULLET(margin, "Protocols") BULLET(margin, "Numbers") BULLET(margin, "About")

static void writes_the_frame_of_each_year(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        const char *expected;
    } years[] = {
        {{2021, 12, 31}, CENTRE_10 "Tea Names\n" FRAME("   ", "   " SPACES_8) FOOTNOTES("   ")},
        {{2022, 1, 6},
         "   " SITE "\n" CENTRE_10 "Tea Names\n" FRAME("   ", "   " SPACES_8)
             FOOTNOTES("   ") "\n   Licensing Terms\n"},
        {{2023, 3, 13},
         "   " SITE "\n" CENTRE_10 "Tea Names\n" FRAME("   ", "   ")
             FOOTNOTES("   ") "\n   Licensing Terms\n"},
        {{2025, 9, 26},
         "   " SITE "\n" BULLETS("   ") "\n" CENTRE_10 "Tea Names\n" FRAME("   ", "   ")
             FOOTNOTES("   ") "\n   Licensing Terms\n"},
        {{2026, 7, 19},
         SITE BULLETS("") "\n" CENTRE_10 "Tea Names\n" FRAME("", SPACES_8)
             FOOTNOTES("") "\nLicensing Terms\n"},
    };
    struct registry registry;
    struct buffer reference;
    buffer_init(&reference);
    fill(&registry, &reference);
    for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++)
        assert_written(&registry, years[i].date, years[i].expected);
    /* without a date asked for: the release's own */
    assert_written(&registry, (struct date){0, 0, 0}, years[0].expected);
    registry_done(&registry);
    buffer_done(&reference);
}

static void writes_no_section_that_would_be_empty(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    registry.experts = TEXT(" \n");
    assert_non_null(registry_add_note(&registry));
    assert_written(&registry, (struct date){2021, 1, 1},
                   "   Available Formats\n" FORMATS("   " SPACES_8));
    registry_done(&registry);
}

static void add_tea(struct registry *registry)
{
    struct record *record = registry_add_record(registry);
    assert_non_null(record);
    *record = (struct record){
        .service_name = TEXT("tea"),
        .ports = {.first = 80, .last = 81},
        .has_ports = true,
        .transport_protocol = TRANSPORT_DCCP,
        .description = TEXT("Tea Time"),
        .registration_date = {2011, 8, 17},
        .modification_date = {2012, 3, 0},
        .service_code = 7,
        .has_service_code = true,
        .unauthorized_use = TEXT("coffee"),
        .assignment_notes = TEXT("none"),
    };
    struct person *person = registry_add_person(registry);
    assert_non_null(person);
    person->id = TEXT("Ada");
    person->organization = TEXT("Tea Board");
    person->updated = (struct date){2011, 8, 17};
    assert_true(person_add_uri(registry, person, TEXT("mailto:ada&tea.example")));
    assert_true(person_add_uri(registry, person, TEXT("tea:x")));
}

/* clang-format off */
static const char tea_written[] =
    "   Available Formats\n" FORMATS("   " SPACES_8)
    "\n"
    "    Service    Port     Transport   Description Assignee Contact  Registration   Modification  Reference  Service        Known         Assignment\n"
    "     Name     Number    Protocol                                      Date           Date                  Code    Unauthorized Uses     Notes\n"
    "   tea        80-81       dccp      Tea Time                     2011-08-17     2012-03                      7     coffee            none\n"
    "\n"
    "                                                                        People\n"
    "\n"
    "    ID   Name Organization      Contact URI       Last Updated\n"
    "   [Ada]      Tea Board    mailto:ada&tea.example 2011-08-17\n"
    "                           tea:x\n";
/* clang-format on */

static void writes_records_and_people(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    add_tea(&registry);
    assert_written(&registry, (struct date){2018, 1, 1}, tea_written);
    registry_done(&registry);
}

static bool swallow(void *context, struct text bytes)
{
    (void)context;
    (void)bytes;
    return true;
}

static void survives_every_allocation_that_fails(void **state)
{
    (void)state;
    struct registry registry;
    struct buffer reference;
    buffer_init(&reference);
    fill(&registry, &reference);
    add_tea(&registry);
    registry.records[0].reference = buffer_text(&reference);
    bool failed = true;
    for (unsigned long n = 1; failed; n++) {
        static struct sink sink;
        struct error error;
        struct writing writing = {{0, 0, 0}, 0};
        sink = (struct sink){.write = swallow};
        memory_fail_at(n);
        int status = txt_write(&registry, &writing, &sink, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_true(n < 1000);
    }
    registry_done(&registry);
    buffer_done(&reference);
}

static void recognises_what_it_writes(void **state)
{
    (void)state;
    assert_true(txt_recognise(TEXT("   Internet Assigned Numbers Authority\n\n")));
    assert_true(txt_recognise(TEXT("Internet Assigned Numbers Authority\n  x")));
    assert_true(
        txt_recognise(TEXT("      Service Name and Transport Protocol Port Number Registry\n")));
    assert_false(txt_recognise(TEXT("Service Name,Port Number")));
    assert_false(txt_recognise(TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps_words_and_centres_titles_and_cells),
        cmocka_unit_test(centres_cells_in_the_height_of_their_row),
        cmocka_unit_test(keeps_breaks_and_a_blank_line_between_paragraphs),
        cmocka_unit_test(counts_characters_or_bytes),
        cmocka_unit_test(widens_a_table_that_is_narrower_than_the_page),
        cmocka_unit_test(writes_the_frame_of_each_year),
        cmocka_unit_test(writes_no_section_that_would_be_empty),
        cmocka_unit_test(writes_records_and_people),
        cmocka_unit_test(survives_every_allocation_that_fails),
        cmocka_unit_test(recognises_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
