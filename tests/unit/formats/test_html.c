/* Tests of HTML: pages against golden files that another program made from the same XML, what is
 * read back, what is refused and where, pages of 100 records, escaping, and failures of memory.
 *
 * The golden files are in PORTREG_FIXTURES/html; as-in-YEAR.html is sample.xml in the publisher's
 * way of that year. */
#include "formats/html/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/html/markup.h"
#include "formats/html/reference.h"
#include "formats/style.h"
#include "formats/xml/xml.h"

static const struct date in_2015 = {2015, 6, 7}, in_2026 = {2026, 8, 1};

struct outcome {
    struct registry registry;
    struct error error;
    int status;
};

typedef int read_function(const struct input *, struct registry *, const struct findings *,
                          struct error *);

/* Reads LENGTH bytes from a heap block of exactly that size, so that a sanitizer sees each byte
 * read too far. */
static void read_bytes(struct outcome *outcome, read_function *read, struct text bytes,
                       const struct findings *findings)
{
    char *copy = malloc(bytes.length ? bytes.length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes.bytes, bytes.length);
    struct input input = {"tea.html", {copy, bytes.length}, {0, 0, 0}};
    memset(outcome, 0, sizeof(*outcome));
    registry_init(&outcome->registry);
    outcome->status = read(&input, &outcome->registry, findings, &outcome->error);
    free(copy);
}

static void open_fixture(struct file *file, const char *name)
{
    char path[512];
    struct error error;
    snprintf(path, sizeof(path), PORTREG_FIXTURES "/html/%s", name);
    if (file_open(file, path, &error) != STATUS_OK)
        fail_msg("%s", error.message);
}

static void read_fixture(struct outcome *outcome, read_function *read, const char *name)
{
    struct file file;
    open_fixture(&file, name);
    read_bytes(outcome, read, file.bytes, NULL);
    file_close(&file);
    if (outcome->status != STATUS_OK)
        fail_msg("%s:%u:%u: %s", name, outcome->error.position.line, outcome->error.position.column,
                 outcome->error.message);
}

/* The page of REGISTRY; the caller frees the buffer. */
static struct buffer write_page(const struct registry *registry, struct date date, unsigned page)
{
    static struct sink sink;
    struct buffer buffer;
    struct writing writing = {.as_published = date, .page = page};
    struct error error;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    assert_int_equal(html_write(registry, &writing, &sink, &error), STATUS_OK);
    assert_int_equal(sink_flush(&sink, "memory", &error), STATUS_OK);
    return buffer;
}

static void assert_text(struct text found, const char *expected)
{
    if (!text_equal(found, text_of(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, TEXT_ARGS(found));
}

static void assert_written(const struct registry *registry, struct date date, unsigned page,
                           const char *golden)
{
    struct file file;
    open_fixture(&file, golden);
    struct buffer buffer = write_page(registry, date, page);
    struct text found = buffer_text(&buffer);
    size_t same = 0;
    while (same < found.length && same < file.bytes.length &&
           found.bytes[same] == file.bytes.bytes[same])
        same++;
    if (!text_equal(found, file.bytes))
        fail_msg("%s differs from byte %zu on: expected \"%.*s\", found \"%.*s\"", golden, same,
                 TEXT_ARGS(text_slice(file.bytes, same, 60)),
                 TEXT_ARGS(text_slice(found, same, 60)));
    buffer_done(&buffer);
    file_close(&file);
}

static bool has(struct text text, const char *needle)
{
    return text_find(text, text_of(needle), 0) != SIZE_MAX;
}

/* --- writing --- */

static void writes_the_page_of_each_era(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, xml_read, "sample.xml");
    assert_written(&outcome.registry, in_2015, 0, "as-in-2015.html");
    assert_written(&outcome.registry, in_2015, 1, "as-in-2015-page-1.html");
    assert_written(&outcome.registry, in_2026, 0, "as-in-2026.html");
    registry_done(&outcome.registry);
}

static void writes_in_the_way_of_its_own_date(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, xml_read, "sample.xml");
    assert_written(&outcome.registry, (struct date){0, 0, 0}, 0, "as-in-2015.html");
    registry_done(&outcome.registry);
}

static void changes_with_the_years(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        const char *since; /* on the page from this date on */
    } changes[] = {
        {{2019, 1, 3}, "<th>Unauthorized Use Reported</th>"},
        {{2019, 12, 17}, "\"https://www.iana.org/go/rfc6335\""},
        {{2020, 5, 19}, ">Contact Information</h1>"},
        {{2022, 1, 6}, "Licensing Terms"},
        {{2022, 1, 6}, "charset=UTF-8"},
        {{2025, 9, 22}, "class=\"navigation\""},
        {{2025, 11, 6}, "rfc9900#section-4.2"},
    };
    struct outcome outcome;
    read_fixture(&outcome, xml_read, "sample.xml");
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
        struct date before = changes[i].date;
        before.day--;
        struct buffer earlier = write_page(&outcome.registry, before, 0);
        struct buffer later = write_page(&outcome.registry, changes[i].date, 0);
        if (has(buffer_text(&earlier), changes[i].since) ||
            !has(buffer_text(&later), changes[i].since))
            fail_msg("%s does not begin on its day", changes[i].since);
        buffer_done(&earlier);
        buffer_done(&later);
    }
    registry_done(&outcome.registry);
}

/* A registry of COUNT records, each with a contact of its own; names are h0, h1, .... */
static void build_many(struct registry *registry, size_t count)
{
    registry_init(registry);
    registry->title = TEXT("Many");
    registry->id = TEXT("many");
    struct buffer buffer;
    buffer_init(&buffer);
    for (size_t i = 0; i < count; i++) {
        struct record *record = registry_add_record(registry);
        struct person *person = registry_add_person(registry);
        assert_non_null(record);
        assert_non_null(person);
        buffer_clear(&buffer);
        buffer_format(&buffer, "h%zu", i);
        assert_true(arena_copy(&registry->arena, buffer_text(&buffer), &person->id));
        record->service_name = person->id;
        struct reference reference = {REFERENCE_PERSON, .data = person->id};
        buffer_clear(&buffer);
        marked_append_reference(&buffer, &reference);
        assert_true(arena_copy(&registry->arena, buffer_text(&buffer), &record->contact));
    }
    buffer_done(&buffer);
}

static void divides_into_pages_of_100(void **state)
{
    (void)state;
    struct registry registry;
    build_many(&registry, 1250);
    struct buffer page = write_page(&registry, in_2026, 13);
    struct text text = buffer_text(&page);
    assert_true(has(text, "<td>h1200</td>") && has(text, "<td>h1249</td>"));
    assert_false(has(text, "<td>h1199</td>"));
    assert_true(has(text, "<a name=\"h1200\" id=\"h1200\">[h1200]</a>"));
    assert_false(has(text, "[h1199]"));
    assert_true(has(text, "<input name=\"search\""));
    buffer_done(&page);
    registry_done(&registry);
}

static void has_a_bar_on_every_page(void **state)
{
    (void)state;
#define LINK(number) "<a href=\"?&amp;page=" #number "\">" #number "</a>"
    static const struct {
        unsigned page;
        const char *bar;
    } cases[] = {
        {1, "\"> 1 " LINK(2) " " LINK(3) " " LINK(4) " " LINK(5) " " LINK(6) " ... " LINK(
                13) "</div>"},
        {3, "\">" LINK(1) " " LINK(2) " 3 " LINK(4) " " LINK(5) " " LINK(6) " " LINK(7) " " LINK(
                8) " ... " LINK(13) "</div>"},
        {7, "\">" LINK(1) "... " LINK(2) " " LINK(3) " " LINK(4) " " LINK(5) " " LINK(6) " 7 " LINK(
                8) " " LINK(9) " " LINK(10) " " LINK(11) " " LINK(12) " ... " LINK(13) "</div>"},
        {13, "\">" LINK(1) "... " LINK(8) " " LINK(9) " " LINK(10) " " LINK(11) " " LINK(
                 12) " 13 </div>"},
    };
    struct registry registry;
    build_many(&registry, 1250);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buffer page = write_page(&registry, in_2026, cases[i].page);
        struct text text = buffer_text(&page);
        size_t first = text_find(text, text_of(cases[i].bar), 0);
        if (first == SIZE_MAX || text_find(text, text_of(cases[i].bar), first + 1) == SIZE_MAX)
            fail_msg("page %u has not twice the bar %s", cases[i].page, cases[i].bar);
        buffer_done(&page);
    }
    registry_done(&registry);
}

static void refuses_a_page_that_is_not_there(void **state)
{
    (void)state;
    static struct sink sink;
    struct registry registry;
    struct buffer buffer;
    struct error error;
    struct writing writing = {.page = 3};
    build_many(&registry, 200);
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    assert_int_equal(html_write(&registry, &writing, &sink, &error), STATUS_INPUT);
    assert_string_equal(error.message, "expected a page from 1 to 2, found 3");
    assert_int_equal(sink.used, 0);
    registry_done(&registry);
}

static void writes_an_empty_registry(void **state)
{
    (void)state;
    struct registry registry;
    build_many(&registry, 0);
    for (unsigned page = 0; page < 2; page++) {
        struct buffer buffer = write_page(&registry, in_2015, page);
        struct outcome outcome;
        assert_true(has(buffer_text(&buffer), "<tbody></tbody>"));
        read_bytes(&outcome, html_read, buffer_text(&buffer), NULL);
        assert_int_equal(outcome.status, STATUS_OK);
        assert_int_equal(outcome.registry.record_count, 0);
        registry_done(&outcome.registry);
        buffer_done(&buffer);
    }
    registry_done(&registry);
}

static struct text keep_references(struct registry *registry, const struct reference *reference)
{
    struct buffer buffer;
    struct text copy;
    buffer_init(&buffer);
    marked_append_reference(&buffer, reference);
    assert_true(arena_copy(&registry->arena, buffer_text(&buffer), &copy));
    buffer_done(&buffer);
    return copy;
}

/* Every text there is holds an attempt to break out; none succeeds, and each comes back. */
static void escapes_every_text(void **state)
{
    (void)state;
    const struct text evil = TEXT("\"'><script>&amp;\n\t]]>");
    struct reference reference = {REFERENCE_URI, .data = evil, .label = TEXT("<b>\"")};
    struct reference handle = {REFERENCE_PERSON, .data = evil};
    struct registry registry;
    build_many(&registry, 0);
    registry.title = registry.id = registry.experts = evil;
    registry.references = keep_references(&registry, &reference);
    *registry_add_note(&registry) = (struct note){evil, evil};
    *registry_add_footnote(&registry) = (struct footnote){evil, evil};
    *registry_add_record(&registry) =
        (struct record){.service_name = evil,
                        .description = evil,
                        .contact = keep_references(&registry, &handle),
                        .reference = registry.references,
                        .unauthorized_use = evil,
                        .assignment_notes = evil};
    struct person *person = registry_add_person(&registry);
    *person = (struct person){.id = evil, .name = evil, .organization = evil};
    assert_true(person_add_uri(&registry, person, evil));

    struct buffer buffer = write_page(&registry, in_2026, 0);
    assert_false(has(buffer_text(&buffer), "<script>"));
    assert_false(has(buffer_text(&buffer), "<b>"));
    struct outcome outcome;
    read_bytes(&outcome, html_read, buffer_text(&buffer), NULL);
    assert_string_equal(outcome.error.message, "");
    struct buffer again = write_page(&outcome.registry, in_2026, 0);
    assert_true(text_equal(buffer_text(&buffer), buffer_text(&again)));
    assert_true(record_equal(&registry.records[0], &outcome.registry.records[0]));
    buffer_done(&again);
    buffer_done(&buffer);
    registry_done(&outcome.registry);
    registry_done(&registry);
}

static void writes_characters_as_references_in_ascii(void **state)
{
    (void)state;
    static struct sink sink;
    struct buffer buffer;
    struct markup markup;
    struct error error;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    markup_init(&markup, &sink);
    markup.ascii = true;
    markup_begin_inline(&markup, "p");
    markup_attribute(&markup, "title", TEXT("\xc3\xa9"));
    markup_text(&markup, TEXT("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8d\xb5z\xff"));
    markup_end(&markup);
    assert_int_equal(sink_flush(&sink, "memory", &error), STATUS_OK);
    assert_text(buffer_text(&buffer), "<p title=\"&#233;\">a&#233;&#8364;&#127861;z&#65533;</p>\n");
    buffer_done(&buffer);
}

/* --- reading --- */

static void reads_what_it_writes(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, html_read, "as-in-2015.html");
    assert_written(&outcome.registry, in_2015, 0, "as-in-2015.html");
    assert_written(&outcome.registry, in_2015, 1, "as-in-2015-page-1.html");
    registry_done(&outcome.registry);
    read_fixture(&outcome, html_read, "as-in-2015-page-1.html");
    assert_written(&outcome.registry, in_2015, 1, "as-in-2015-page-1.html");
    registry_done(&outcome.registry);
    read_fixture(&outcome, html_read, "as-in-2026.html");
    assert_written(&outcome.registry, in_2026, 0, "as-in-2026.html");
    registry_done(&outcome.registry);
}

static void reads_the_header(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, html_read, "as-in-2026.html");
    const struct registry *registry = &outcome.registry;
    assert_text(registry->title, "Tea & Port Number Registry");
    assert_text(registry->id, "tea-port-numbers");
    assert_int_equal(registry->category.length, 0);
    assert_int_equal(date_pack(registry->updated), date_pack(in_2015));
    assert_text(registry->experts, "Tea: Ada Example;\nMilk: Bob Ex\xc3\xa1mple");
    assert_int_equal(registry->note_count, 2);
    assert_int_equal(registry->notes[0].title.length, 0);
    assert_true(text_starts_with(registry->notes[0].content, TEXT("\nNumbers are")));
    assert_text(registry->notes[1].title, "Request a Tea");
    struct text references = registry->references;
    struct reference reference;
    assert_true(marked_next_reference(&references, &reference));
    assert_int_equal(reference.type, REFERENCE_RFC);
    assert_text(reference.data, "rfc6335");
    registry_done(&outcome.registry);
}

static void reads_people_and_footnotes(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, html_read, "as-in-2026.html");
    const struct registry *registry = &outcome.registry;
    assert_int_equal(registry->person_count, 5);
    const struct person *ada = &registry->people[0], *board = &registry->people[4];
    assert_text(ada->id, "Ada_Example");
    assert_text(ada->name, "Ada Example");
    assert_int_equal(ada->uri_count, 2);
    assert_text(ada->uris[0], "mailto:ada&tea.example");
    assert_text(ada->uris[1], "https://tea.example/ada");
    assert_int_equal(date_pack(ada->updated), date_pack((struct date){2014, 2, 0}));
    assert_int_equal(ada->organization.length, 0);
    assert_text(board->organization, "Tea Board");
    assert_int_equal(board->name.length, 0);
    assert_int_equal(registry->footnote_count, 2);
    assert_text(registry->footnotes[0].anchor, "1");
    assert_text(registry->footnotes[1].content, "Nobody refers to this.");
    registry_done(&outcome.registry);
}

static void assert_next_reference(struct text *list, enum reference_type type, const char *data,
                                  const char *label)
{
    struct reference reference;
    assert_true(marked_next_reference(list, &reference));
    assert_int_equal(reference.type, type);
    assert_text(reference.data, data);
    assert_text(reference.label, label);
}

static void tells_references_by_their_links(void **state)
{
    (void)state;
    struct outcome outcome;
    struct reference reference;
    read_fixture(&outcome, html_read, "as-in-2026.html");
    struct text list = outcome.registry.records[1].reference;
    assert_true(marked_next_reference(&list, &reference));
    assert_text(reference.data, "rfc9900");
    assert_int_equal(reference.locator_kind, LOCATOR_SECTION);
    assert_text(reference.locator, "4.2");
    assert_text(reference.label, "");
    assert_next_reference(&list, REFERENCE_DRAFT, "RFC-ietf-tea-pot-07", "");
    assert_next_reference(&list, REFERENCE_DRAFT, "draft-tea-05", "the draft on tea");
    list = outcome.registry.records[2].reference;
    assert_next_reference(&list, REFERENCE_URI, "https://tea.example/a?b&c", "");
    assert_next_reference(&list, REFERENCE_URI, "https://tea.example/d", "Tea\n  Paper");
    assert_next_reference(&list, REFERENCE_TEXT, "", "ISO 3103 [tea] <x>");
    assert_next_reference(&list, REFERENCE_NOTE, "1", "");
    assert_next_reference(&list, REFERENCE_REGISTRY, "tea-kinds", "");
    assert_next_reference(&list, REFERENCE_REGISTRY, "tea-kinds", "Kinds");
    assert_int_equal(list.length, 0);
    list = outcome.registry.records[4].contact; /* a person with a name like a footnote's */
    assert_next_reference(&list, REFERENCE_PERSON, "note1", "");
    registry_done(&outcome.registry);
}

static void reads_records(void **state)
{
    (void)state;
    struct outcome outcome;
    read_fixture(&outcome, html_read, "as-in-2015.html");
    const struct record *records = outcome.registry.records;
    assert_int_equal(outcome.registry.record_count, 5);
    assert_text(records[1].service_name, "tea");
    assert_int_equal(records[1].transport_protocol, TRANSPORT_TCP);
    assert_true(records[1].has_assignee);
    assert_int_equal(date_pack(records[1].modification_date), date_pack((struct date){2012, 3, 0}));
    assert_text(records[1].unauthorized_use, "used by \"coffee\" & others");
    assert_int_equal(records[2].ports.first, 8000);
    assert_int_equal(records[2].ports.last, 8002);
    assert_false(records[2].has_assignee);
    assert_int_equal(records[2].assignee.length, 0);
    assert_int_equal(records[3].transport_protocol, TRANSPORT_NONE);
    assert_false(records[4].has_ports);
    assert_true(records[4].has_service_code);
    assert_int_equal(records[4].service_code, 1952803872);
    assert_text(records[4].description, " Tea in [a cup] ");
    registry_done(&outcome.registry);
}

/* The white space that only indents a cell is no part of it. */
static void drops_indentation_only(void **state)
{
    (void)state;
    struct outcome outcome;
    struct piece piece;
    read_fixture(&outcome, html_read, "as-in-2026.html");
    struct text description = outcome.registry.records[2].description;
    assert_true(marked_next(&description, &piece) && piece.kind == PIECE_BREAK);
    assert_int_equal(description.length, 0);
    struct text notes = outcome.registry.records[1].assignment_notes;
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_PARAGRAPH);
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_TEXT);
    assert_text(piece.text, "Defined TXT keys: ");
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_REFERENCE);
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_PARAGRAPH_END);
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_PARAGRAPH);
    assert_true(marked_next(&notes, &piece) && piece.kind == PIECE_TEXT);
    assert_text(piece.text, "\n      path=<path>");
    registry_done(&outcome.registry);
}

static void knows_the_place_of_each_record(void **state)
{
    (void)state;
    struct outcome outcome;
    struct file file;
    read_fixture(&outcome, html_read, "as-in-2026.html");
    open_fixture(&file, "as-in-2026.html");
    for (size_t i = 0; i < outcome.registry.record_count; i++) {
        struct position position = outcome.registry.records[i].position;
        struct text rest = file.bytes;
        for (uint32_t line = 1; line < position.line; line++)
            text_split(&rest, '\n');
        assert_int_equal(position.column, 11);
        assert_true(text_starts_with(text_from(rest, 10), TEXT("<tr>\n            <td>")));
    }
    assert_int_equal(
        outcome.registry.records[1].position.line - outcome.registry.records[0].position.line, 14);
    file_close(&file);
    registry_done(&outcome.registry);
}

/* Every kind of reference, as a link and back. */
static void links_lead_back(void **state)
{
    (void)state;
    static const struct reference references[] = {
        {REFERENCE_PERSON, .data = TEXT("Ada_Example")},
        {REFERENCE_PERSON, .data = TEXT("note7")},
        {REFERENCE_NOTE, .data = TEXT("7")},
        {REFERENCE_RFC, .data = TEXT("rfc6335")},
        {REFERENCE_RFC, .data = TEXT("rfc6335"), .label = TEXT("this one")},
        {REFERENCE_RFC, LOCATOR_SECTION, TEXT("rfc6335"), TEXT("8.1"), {NULL, 0}},
        {REFERENCE_RFC, LOCATOR_PAGE, TEXT("rfc6335"), TEXT("8"), TEXT("a page")},
        {REFERENCE_RFC, LOCATOR_APPENDIX, TEXT("rfc6335"), TEXT("A"), {NULL, 0}},
        {REFERENCE_RFC, LOCATOR_TABLE, TEXT("rfc6335"), TEXT("2"), {NULL, 0}},
        {REFERENCE_RFC, LOCATOR_FIGURE, TEXT("rfc6335"), TEXT("3"), {NULL, 0}},
        {REFERENCE_RFC, LOCATOR_ANCHOR, TEXT("rfc6335"), TEXT("name"), {NULL, 0}},
        {REFERENCE_RFC_ERRATA, .data = TEXT("4711")},
        {REFERENCE_RFC_ERRATA, .data = TEXT("4711"), .label = TEXT("rfc6335")},
        {REFERENCE_DRAFT, .data = TEXT("draft-tea-01")},
        {REFERENCE_DRAFT, .data = TEXT("RFC-ietf-tea-01")},
        {REFERENCE_DRAFT, LOCATOR_SECTION, TEXT("RFC-ietf-tea-01"), TEXT("5"), {NULL, 0}},
        {REFERENCE_URI, .data = TEXT("https://tea.example/#x")},
        {REFERENCE_URI, .data = TEXT("https://tea.example/"), .label = TEXT("Tea")},
        {REFERENCE_URI, .data = TEXT("https://www.iana.org/protocols/apply")},
        {REFERENCE_URI, .data = TEXT("https://www.iana.org/go/std5"), .label = TEXT("STD5")},
        {REFERENCE_REGISTRY, .data = TEXT("tea-kinds")},
        {REFERENCE_REGISTRY, .data = TEXT("tea-kinds"), .label = TEXT("Kinds")},
    };
    struct style style = style_of(in_2026);
    struct buffer address, text, scratch;
    buffer_init(&address);
    buffer_init(&text);
    buffer_init(&scratch);
    for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++) {
        struct reference found;
        buffer_clear(&address);
        buffer_clear(&text);
        reference_append_address(&address, &references[i], &style);
        reference_append_text(&text, &references[i], &style);
        assert_true(reference_of_link(buffer_text(&address), buffer_text(&text), &scratch, &found));
        if (found.type != references[i].type || !text_equal(found.data, references[i].data) ||
            found.locator_kind != references[i].locator_kind ||
            !text_equal(found.locator, references[i].locator) ||
            !text_equal(found.label, references[i].label))
            fail_msg("reference %zu (%.*s, \"%.*s\") does not come back", i,
                     TEXT_ARGS(buffer_text(&address)), TEXT_ARGS(buffer_text(&text)));
    }
    buffer_done(&address);
    buffer_done(&text);
    buffer_done(&scratch);
}

static void recognises_html(void **state)
{
    (void)state;
    assert_true(html_recognise(TEXT("<!DOCTYPE html PUBLIC \"x\">")));
    assert_true(html_recognise(TEXT("<!doctype html>\n<html>")));
    assert_true(html_recognise(TEXT("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<html>")));
    assert_false(html_recognise(TEXT("<?xml version=\"1.0\"?>\n<registry>")));
    assert_false(html_recognise(TEXT("<!DOCTYPE registry>")));
    assert_false(html_recognise(TEXT("Service Name,Port Number")));
    assert_false(html_recognise(TEXT("")));
}

/* --- refusing --- */

#define TITLES                                                                                     \
    "<th>Service Name</th><th>Port Number</th><th>Transport Protocol</th><th>Description</th>"     \
    "<th>Assignee</th><th>Contact</th><th>Registration Date</th><th>Modification Date</th>"        \
    "<th>Reference</th><th>Service Code</th><th>Unauthorized Use Reported</th>"                    \
    "<th>Assignment Notes</th>"
#define START                                                                                      \
    "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>T</title></head>"  \
    "<body>\n"
#define TABLE START "<table id=\"table-t\"><thead><tr>" TITLES "</tr></thead><tbody>\n"
#define END   "\n</tbody></table></body></html>\n"
/* A row in line 4 with one cell of its own. */
#define CELLS(before, cell, after) TABLE "<tr>" before cell after "</tr>" END
#define C                          "<td></td>"
#define PEOPLE                                                                                     \
    "<table class=\"sortable\"><thead><tr><th>ID</th><th>Name</th><th>Contact URI</th>"            \
    "<th>Last Updated</th></tr></thead><tbody>\n"

static const struct {
    const char *html;
    uint32_t line, column;
    const char *message;
} refusals[] = {
    {CELLS(C, "<td>65536</td>", C C C C C C C C C C), 4, 18, "found \"65536\""},
    {CELLS(C, "<td>9-8</td>", C C C C C C C C C C), 4, 18, "found \"9-8\""},
    {CELLS(C C, "<td>quic</td>", C C C C C C C C C), 4, 27, "tcp, udp, sctp or dccp"},
    {CELLS(C C C C C C, "<td>2015-02-29</td>", C C C C C), 4, 63, "found \"2015-02-29\""},
    {CELLS(C C C C C C C C C, "<td>4294967296</td>", C C), 4, 90, "a service code"},
    {CELLS(C C C C, "<td>Ada</td>", C C C C C C C), 4, 45, "references between brackets"},
    {CELLS(C C C C C, "<td>[x]</td>", C C C C C C), 4, 54, "a contact that links to a person"},
    {CELLS(C C C C C C C C, "<td>[<a href=\"#A\">A</a>]</td>", C C C), 4, 81, "no person"},
    {CELLS(C C C, "<td><a href=\"#A\">A</a></td>", C C C C C C C C), 4, 36, "\"[\" before"},
    {CELLS(C C C, "<td>[<a href=\"#A\">A</a></td>", C C C C C C C C), 4, 55, "\"]\" behind"},
    {CELLS(C C C, "<td>[<a href=\"#A\">A</a>.</td>", C C C C C C C C), 4, 55, "found \".\""},
    {CELLS(C C C, "<td>[<a name=\"A\">A</a>]</td>", C C C C C C C C), 4, 37, "a link with href"},
    {CELLS(C C C, "<td><pre>x</pre></td>", C C C C C C C C), 4, 36, "without <pre>"},
    {CELLS(C C C, "<td><b>x</b></td>", C C C C C C C C), 4, 36, "found <b>"},
    {CELLS(C C C, "<td class=\"x\" style=\"x\">x</td>", C C C C C C C C), 4, 32, "found style"},
    {CELLS("", "<td>a<br/>b</td>", C C C C C C C C C C C), 4, 9, "text only"},
    {CELLS(C C C C C C, "", C C C C C), 4, 104, "expected 12 cells, found 11"},
    {CELLS(C C C C C C C, C, C C C C C), 4, 122, "expected 12 cells, found 13"},
    {CELLS(C C C, "<td>&nbsp;</td>", C C C C C C C C), 4, 36, "undefined entity"},
    {TABLE END PEOPLE, 6, 1, "well-formed"},
    {TABLE "</tbody></table>" PEOPLE "<tr><td>[A]</td>" C C C "</tr>" END, 5, 9, "no text"},
    {TABLE "</tbody></table>" PEOPLE "<tr><td><a name=\"A\" id=\"A\">[B]</a></td>" C C C
           "</tr>" END,
     5, 31, "name between brackets"},
    {TABLE "</tbody></table>" PEOPLE "<tr>" C C C C "</tr>" END, 5, 41, "a person with an ID"},
    {TABLE "</tbody></table>" PEOPLE "<tr><td><a name=\"A\" id=\"A\">[A]</a></td>" C
           "<td><a href=\"x\">y</a></td>" C "</tr>" END,
     5, 66, "a link whose text is its address"},
    {TABLE "</tbody></table><table id=\"table-u\">", 4, 17, "each table once"},
    {"<!DOCTYPE html><!DOCTYPE html>\n<html/>", 1, 30, "found DOCTYPE"},
    {START "<table id=\"table-t\"><thead><tr><th>Name</th>", 3, 36, "the column \"Service Name\""},
    {START "<table class=\"x\">", 3, 1, "a table with"},
    {START "<dl><dt>Last Updated</dt><dd>2015-13</dd></dl>", 3, 30, "found \"2015-13\""},
    {START "<dl><dd>2015</dd></dl>", 3, 5, "<dt> before <dd>"},
    {START "<dl><dt>Note</dt><dd>x</dd></dl>", 3, 22, "<pre>"},
    {START "<dl><dt>Note</dt><dd><pre>x</pre>y</dd></dl>", 3, 35, "nothing behind <pre>"},
    {START "<h1>Coffee</h1>", 3, 5, "found \"Coffee\""},
    {START "<marquee>", 3, 1, "found <marquee>"},
    {START "x</body></html>", 3, 1, "an element"},
    {START "<?php x ?>", 3, 1, "no processing instruction"},
    {START "</body></html>", 3, 15, "a table of records"},
    {START "</body><body>", 3, 8, "one <body>"},
    {"<!DOCTYPE html [<!ENTITY a \"b\">]>\n<html/>", 1, 16, "without declarations of its own"},
    {"<!DOCTYPE html SYSTEM \"a[b>c\"", 1, 30, "the end of the file"},
    {"<html/>", 1, 1, "xmlns"},
    {"<div/>", 1, 1, "expected <html>"},
};

static void refuses_with_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        struct outcome outcome;
        read_bytes(&outcome, html_read, text_of(refusals[i].html), NULL);
        const struct error *error = &outcome.error;
        if (outcome.status != STATUS_INPUT || error->position.line != refusals[i].line ||
            error->position.column != refusals[i].column ||
            !strstr(error->message, refusals[i].message))
            fail_msg("case %zu: expected \"%s\" at %u:%u, found \"%s\" at %u:%u, status %d", i,
                     refusals[i].message, refusals[i].line, refusals[i].column, error->message,
                     error->position.line, error->position.column, outcome.status);
        assert_string_equal(error->file, "tea.html");
        registry_done(&outcome.registry);
    }
}

static void accepts_the_frame_of_the_refusals(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome, html_read, TEXT(CELLS(C C C C, C, C C C C C C C)), NULL);
    assert_string_equal(outcome.error.message, "");
    assert_int_equal(outcome.registry.record_count, 1);
    registry_done(&outcome.registry);
}

static void count_finding(void *context, const struct finding *finding)
{
    size_t *count = context;
    assert_int_equal(finding->severity, SEVERITY_REFUSED);
    assert_string_equal(finding->rule, "form");
    ++*count;
}

static void goes_on_when_somebody_listens(void **state)
{
    (void)state;
    size_t count = 0;
    struct findings findings = {count_finding, &count};
    struct outcome outcome;
    read_bytes(&outcome, html_read,
               TEXT(TABLE "<tr>" C "<td>x</td><td>y</td>" C C C C C C C C C "</tr><tr>" C C "</tr>"
                          "<tr>" C C C C C C C C C C C C "</tr>" END),
               &findings);
    assert_int_equal(outcome.status, STATUS_INPUT);
    assert_int_equal(count, 3);
    assert_int_equal(outcome.registry.record_count, 2);
    assert_non_null(strstr(outcome.error.message, "found \"x\""));
    registry_done(&outcome.registry);
}

static void refuses_deep_nesting(void **state)
{
    (void)state;
    struct buffer buffer;
    struct outcome outcome;
    size_t count = 0;
    struct findings findings = {count_finding, &count};
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT(START));
    for (int i = 0; i < 100000; i++)
        buffer_append(&buffer, TEXT("<article>"));
    read_bytes(&outcome, html_read, buffer_text(&buffer), &findings);
    assert_int_equal(outcome.status, STATUS_INPUT);
    assert_non_null(strstr(outcome.error.message, "at most 16 deep"));
    registry_done(&outcome.registry);
    buffer_done(&buffer);
}

static void refuses_every_truncation(void **state)
{
    (void)state;
    static const char *const names[] = {"as-in-2015-page-1.html", "as-in-2026.html"};
    for (size_t i = 0; i < 2; i++) {
        struct file file;
        open_fixture(&file, names[i]);
        for (size_t length = 0; length + 1 < file.bytes.length; length++) {
            struct outcome outcome;
            read_bytes(&outcome, html_read, text_slice(file.bytes, 0, length), NULL);
            if (outcome.status != STATUS_INPUT)
                fail_msg("%s cut at %zu is taken", names[i], length);
            registry_done(&outcome.registry);
        }
        file_close(&file);
    }
}

/* --- memory --- */

static void survives_each_failure_of_memory_reading(void **state)
{
    (void)state;
    struct file file;
    open_fixture(&file, "as-in-2026.html");
    unsigned long failures = 0;
    for (bool failed = true; failed; failures++) {
        struct outcome outcome;
        memory_fail_at(failures + 1);
        read_bytes(&outcome, html_read, file.bytes, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(outcome.status, failed ? STATUS_MEMORY : STATUS_OK);
        registry_done(&outcome.registry);
    }
    assert_true(failures > 10);
    file_close(&file);
}

static void survives_each_failure_of_memory_writing(void **state)
{
    (void)state;
    static struct sink sink;
    struct outcome outcome;
    read_fixture(&outcome, xml_read, "sample.xml");
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    unsigned long failures = 0;
    for (bool failed = true; failed; failures++) {
        struct writing writing = {.page = 1};
        struct error error;
        sink_init_stream(&sink, stream);
        memory_fail_at(failures + 1);
        int status = html_write(&outcome.registry, &writing, &sink, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
    }
    assert_true(failures > 2);
    fclose(stream);
    registry_done(&outcome.registry);
}

static void links_to_nothing_that_a_browser_runs(void **state)
{
    static const char registry_start[] =
        "<registry xmlns=\"http://www.iana.org/assignments\" id=\"x\"><record><description>";
    static const char *const addresses[] = {"javascript:alert(1)",  "JavaScript:alert(1)",
                                            " javascript:alert(1)", "java&#10;script:a",
                                            "vbscript:a",           "&#9;data:text/html,a"};
    (void)state;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        char xml[512];
        snprintf(
            xml, sizeof(xml),
            "%s<xref type=\"uri\" data=\"%s\">press</xref></description></record>"
            "<people><person id=\"A\"><name>A</name><uri>%s</uri></person></people></registry>",
            registry_start, addresses[i], addresses[i]);
        struct outcome outcome;
        read_bytes(&outcome, xml_read, text_of(xml), NULL);
        assert_int_equal(outcome.status, STATUS_OK);
        struct buffer page = write_page(&outcome.registry, (struct date){2026, 8, 1}, 0);
        assert_true(has(buffer_text(&page), "[press]"));
        assert_false(has(buffer_text(&page), ">press</a>"));
        assert_false(has(buffer_text(&page), "alert(1)\""));
        assert_false(has(buffer_text(&page), "cript:a\""));
        assert_false(has(buffer_text(&page), "html,a\""));
        buffer_done(&page);
        registry_done(&outcome.registry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_page_of_each_era),
        cmocka_unit_test(writes_in_the_way_of_its_own_date),
        cmocka_unit_test(changes_with_the_years),
        cmocka_unit_test(divides_into_pages_of_100),
        cmocka_unit_test(has_a_bar_on_every_page),
        cmocka_unit_test(refuses_a_page_that_is_not_there),
        cmocka_unit_test(writes_an_empty_registry),
        cmocka_unit_test(escapes_every_text),
        cmocka_unit_test(links_to_nothing_that_a_browser_runs),
        cmocka_unit_test(writes_characters_as_references_in_ascii),
        cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(reads_the_header),
        cmocka_unit_test(reads_people_and_footnotes),
        cmocka_unit_test(tells_references_by_their_links),
        cmocka_unit_test(reads_records),
        cmocka_unit_test(drops_indentation_only),
        cmocka_unit_test(knows_the_place_of_each_record),
        cmocka_unit_test(links_lead_back),
        cmocka_unit_test(recognises_html),
        cmocka_unit_test(refuses_with_line_and_column),
        cmocka_unit_test(accepts_the_frame_of_the_refusals),
        cmocka_unit_test(goes_on_when_somebody_listens),
        cmocka_unit_test(refuses_deep_nesting),
        cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(survives_each_failure_of_memory_reading),
        cmocka_unit_test(survives_each_failure_of_memory_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
