/* The HTML writer's three tables: records, people and footnotes. */
#include <stdlib.h>

#include "base/memory.h"
#include "formats/cell.h"
#include "formats/html/page.h"
#include "formats/html/reference.h"

static void attribute(struct page *page, const char *name, const char *value)
{
    markup_attribute(&page->markup, name, text_of(value));
}

static void write_cell(struct page *page, struct text text)
{
    markup_element(&page->markup, "td", text);
}

static void write_date_cell(struct page *page, struct date date)
{
    char text[DATE_SIZE_BYTES];
    write_cell(page, text_of(date_format(date, text)));
}

static void write_record_cell(struct page *page, enum column column, struct text content)
{
    if (!cell_is_centred(column)) {
        page_write_marked(page, "td", content);
        return;
    }
    markup_begin_inline(&page->markup, "td");
    attribute(page, "align", "center");
    markup_text(&page->markup, content);
    markup_end(&page->markup);
}

static void write_record(struct page *page, const struct record *record)
{
    char scratch[CELL_SCRATCH_SIZE_BYTES];
    markup_begin(&page->markup, "tr");
    for (int column = 0; column < COLUMN_COUNT; column++)
        write_record_cell(page, (enum column)column, cell_of(record, (enum column)column, scratch));
    markup_end(&page->markup);
}

static void write_record_titles(struct page *page)
{
    markup_begin(&page->markup, "thead");
    markup_begin(&page->markup, "tr");
    for (int column = 0; column < COLUMN_COUNT; column++) {
        markup_begin_inline(&page->markup, "th");
        if (column == COLUMN_PORT_NUMBER)
            attribute(page, "class", "sortNumeric");
        markup_text(&page->markup, style_column_title(&page->style, (enum column)column));
        markup_end(&page->markup);
    }
    markup_end(&page->markup);
    markup_end(&page->markup);
}

void page_write_records(struct page *page)
{
    markup_begin(&page->markup, "table");
    struct buffer *scratch = page_scratch(page);
    buffer_append(scratch, TEXT("table-"));
    buffer_append(scratch, registry_id(page->registry));
    markup_attribute(&page->markup, "id", buffer_text(scratch));
    attribute(page, "class", page->number ? "sortable_srv" : "sortable");
    write_record_titles(page);
    markup_begin(&page->markup, "tbody");
    for (size_t i = 0; i < page->record_count; i++)
        write_record(page, &page->registry->records[page->first_record + i]);
    markup_end(&page->markup);
    markup_end(&page->markup);
}

/* What the records of one page refer to: the handles of people, or the anchors of footnotes. */
struct mentions {
    enum reference_type type;
    struct text *data; /* sorted before it is searched */
    size_t count, capacity;
    bool failed; /* without memory */
};

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void mentions_add(struct mentions *mentions, struct text data)
{
    if (mentions->count == mentions->capacity) {
        size_t capacity = mentions->capacity ? 2 * mentions->capacity : 4 * RECORDS_PER_PAGE;
        struct text *larger = memory_reallocate(mentions->data, capacity * sizeof(*larger));
        if (!larger) {
            mentions->failed = true;
            return;
        }
        mentions->data = larger;
        mentions->capacity = capacity;
    }
    mentions->data[mentions->count++] = data;
}

static void mentions_collect(struct mentions *mentions, struct text marked)
{
    struct reference reference;
    while (!mentions->failed && marked_next_reference(&marked, &reference))
        if (reference.type == mentions->type)
            mentions_add(mentions, reference.data);
}

/* Collects from all records of PAGE. The whole registry has everybody: nothing is collected. */
static void mentions_init(struct mentions *mentions, const struct page *page,
                          enum reference_type type)
{
    *mentions = (struct mentions){.type = type};
    for (size_t i = 0; page->number && i < page->record_count; i++) {
        const struct record *record = &page->registry->records[page->first_record + i];
        mentions_collect(mentions, record->description);
        if (record->has_assignee)
            mentions_collect(mentions, record->assignee);
        mentions_collect(mentions, record->contact);
        mentions_collect(mentions, record->reference);
        mentions_collect(mentions, record->assignment_notes);
    }
    if (mentions->count)
        qsort(mentions->data, mentions->count, sizeof(*mentions->data), compare_texts);
}

static bool is_mentioned(const struct mentions *mentions, const struct page *page, struct text data)
{
    if (!page->number)
        return true;
    return mentions->count &&
           bsearch(&data, mentions->data, mentions->count, sizeof(*mentions->data), compare_texts);
}

/* A cell with "[TEXT]" as the place that links to it come to. */
static void write_anchor(struct page *page, const char *prefix, struct text text)
{
    struct buffer *scratch = page_scratch(page);
    buffer_append(scratch, text_of(prefix));
    buffer_append(scratch, text);
    markup_begin_inline(&page->markup, "a");
    markup_attribute(&page->markup, "name", buffer_text(scratch));
    markup_attribute(&page->markup, "id", buffer_text(scratch));
    markup_text(&page->markup, TEXT("["));
    markup_text(&page->markup, text);
    markup_text(&page->markup, TEXT("]"));
    markup_end(&page->markup);
}

static void write_uris(struct page *page, const struct person *person)
{
    bool all_safe = true;
    for (size_t i = 0; i < person->uri_count; i++)
        all_safe &= address_is_safe(person->uris[i]);
    if (all_safe)
        markup_begin(&page->markup, "td");
    else
        markup_begin_inline(&page->markup, "td"); /* it has text of its own */
    for (size_t i = 0; i < person->uri_count; i++) {
        if (i > 0) {
            markup_begin(&page->markup, "br");
            markup_end(&page->markup);
        }
        if (!address_is_safe(person->uris[i])) {
            markup_text(&page->markup, person->uris[i]);
            continue;
        }
        markup_begin_inline(&page->markup, "a");
        markup_attribute(&page->markup, "href", person->uris[i]);
        markup_text(&page->markup, person->uris[i]);
        markup_end(&page->markup);
    }
    markup_end(&page->markup);
}

static void write_person(struct page *page, const struct person *person, bool organizations)
{
    markup_begin(&page->markup, "tr");
    markup_begin(&page->markup, "td");
    write_anchor(page, "", person->id);
    markup_end(&page->markup);
    write_cell(page, person->name);
    if (organizations)
        write_cell(page, person->organization);
    write_uris(page, person);
    write_date_cell(page, person->updated);
    markup_end(&page->markup);
}

static void write_heading(struct page *page, struct text title)
{
    markup_begin_inline(&page->markup, "h1");
    attribute(page, "class", "people");
    markup_text(&page->markup, title);
    markup_end(&page->markup);
}

static void write_people_titles(struct page *page, bool organizations)
{
    markup_begin(&page->markup, "thead");
    markup_begin(&page->markup, "tr");
    for (int i = 0; i < PERSON_COLUMN_COUNT; i++)
        if (i != PERSON_ORGANIZATION || organizations)
            markup_element(&page->markup, "th", person_column_title((enum person_column)i));
    markup_end(&page->markup);
    markup_end(&page->markup);
}

/* The people table; nothing when nobody is in it. Its column of organizations is there when
 * anybody in it has one. */
static void write_people(struct page *page, const struct mentions *mentions)
{
    const struct registry *registry = page->registry;
    bool organizations = false, somebody = false;
    for (size_t i = 0; i < registry->person_count; i++) {
        if (!is_mentioned(mentions, page, registry->people[i].id))
            continue;
        somebody = true;
        organizations |= registry->people[i].organization.length != 0;
    }
    if (!somebody)
        return;
    write_heading(page, page->style.people_title);
    markup_begin(&page->markup, "table");
    attribute(page, "class", "sortable");
    write_people_titles(page, organizations);
    markup_begin(&page->markup, "tbody");
    for (size_t i = 0; i < registry->person_count; i++)
        if (is_mentioned(mentions, page, registry->people[i].id))
            write_person(page, &registry->people[i], organizations);
    markup_end(&page->markup);
    markup_end(&page->markup);
}

static void write_footnote(struct page *page, const struct footnote *footnote)
{
    struct markup *markup = &page->markup;
    markup_begin(markup, "tr");
    markup_begin(markup, "td");
    attribute(page, "class", "fn");
    attribute(page, "valign", "top");
    write_anchor(page, "note", footnote->anchor);
    markup_end(markup);
    markup_begin(markup, "td");
    attribute(page, "class", "fn");
    page_write_marked(page, "pre", footnote->content);
    markup_end(markup);
    markup_end(markup);
}

static void write_footnotes(struct page *page, const struct mentions *mentions)
{
    const struct registry *registry = page->registry;
    size_t count = 0;
    for (size_t i = 0; i < registry->footnote_count; i++)
        count += is_mentioned(mentions, page, registry->footnotes[i].anchor);
    if (count == 0)
        return;
    markup_element(&page->markup, "h1", count == 1 ? TEXT("Footnote") : TEXT("Footnotes"));
    markup_begin(&page->markup, "table");
    attribute(page, "class", "fn");
    for (size_t i = 0; i < registry->footnote_count; i++)
        if (is_mentioned(mentions, page, registry->footnotes[i].anchor))
            write_footnote(page, &registry->footnotes[i]);
    markup_end(&page->markup);
}

void page_write_people(struct page *page)
{
    struct mentions people, footnotes;
    mentions_init(&people, page, REFERENCE_PERSON);
    mentions_init(&footnotes, page, REFERENCE_NOTE);
    page->failed |= people.failed || footnotes.failed;
    if (!page->failed) {
        write_people(page, &people);
        write_footnotes(page, &footnotes);
    }
    memory_free(people.data);
    memory_free(footnotes.data);
}
