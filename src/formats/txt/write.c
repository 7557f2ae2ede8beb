/* Writing plain text as the publisher does, who prints the page with a text browser 150 columns
 * wide: a frame of headings and definitions around the two tables. */
#include "formats/cell.h"
#include "formats/style.h"
#include "formats/txt/table.h"
#include "formats/txt/txt.h"

enum {
    PAGE_WIDTH = 150,
    PREFORMATTED_INDENT = 1,
    BULLET_INDENT = 2, /* from the margin */
    TAB_WIDTH = 8,
};

struct writer {
    const struct registry *registry;
    struct sink *sink;
    struct style style;
    struct buffer text; /* a piece of text on its way */
    bool begun;         /* something stands above: the next section keeps a blank line away */
    bool failed;        /* memory was short */
};

/* --- lines --- */

static void write_line(struct writer *writer, size_t indent, struct text line)
{
    if (line.length)
        sink_write_repeated(writer->sink, ' ', indent);
    sink_write(writer->sink, line);
    sink_write_byte(writer->sink, '\n');
}

static void write_blank(struct writer *writer)
{
    sink_write_byte(writer->sink, '\n');
}

/* Between sections is a blank line. */
static void begin_section(struct writer *writer)
{
    if (writer->begun)
        write_blank(writer);
    writer->begun = true;
}

/* Headings are counted in characters whatever the tables count. */
static void write_centred(struct writer *writer, struct text line)
{
    size_t width = text_character_count(line);
    write_line(writer, width < PAGE_WIDTH ? (PAGE_WIDTH - width) / 2 : 0, line);
}

/* MARKED as plain text, borrowed until the next call. */
static struct text plain(struct writer *writer, struct text marked)
{
    buffer_clear(&writer->text);
    marked_append_plain(&writer->text, marked, TEXT("\n"));
    writer->failed |= writer->text.failed;
    return buffer_text(&writer->text);
}

/* As plain, with runs of white space as single spaces. */
static struct text plain_line(struct writer *writer, struct text marked)
{
    struct text text = text_trim(plain(writer, marked));
    char *bytes = writer->text.bytes;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        bool space = ascii_is_space(text.bytes[i]);
        if (!space || !ascii_is_space(bytes[length - 1]))
            bytes[length++] = space ? ' ' : text.bytes[i];
    }
    return (struct text){bytes, length};
}

static struct text trim_end(struct text line)
{
    while (line.length && ascii_is_space(line.bytes[line.length - 1]))
        line.length--;
    return line;
}

/* A line of preformatted text; tabs go on to the next multiple of their width. */
static void write_preformatted_line(struct writer *writer, struct text line)
{
    size_t column = 0;
    line = trim_end(line);
    if (line.length)
        sink_write_repeated(writer->sink, ' ', PREFORMATTED_INDENT);
    for (size_t i = 0; i < line.length; i++) {
        unsigned char c = (unsigned char)line.bytes[i];
        if (c == '\t') {
            sink_write_repeated(writer->sink, ' ', TAB_WIDTH - column % TAB_WIDTH);
            column += TAB_WIDTH - column % TAB_WIDTH;
            continue;
        }
        sink_write_byte(writer->sink, line.bytes[i]);
        column += (c & 0xc0) != 0x80;
    }
    write_blank(writer);
}

/* Preformatted text as a browser shows it: without one line feed at its start and one at its
 * end. */
static void write_preformatted(struct writer *writer, struct text marked)
{
    struct text text = plain(writer, marked);
    if (text_starts_with(text, TEXT("\n")))
        text = text_from(text, 1);
    if (text_ends_with(text, TEXT("\n")))
        text.length--;
    while (text.bytes) {
        struct text line = text_split(&text, '\n');
        write_preformatted_line(writer, line);
    }
}

/* --- the frame --- */

static size_t margin_of(const struct writer *writer)
{
    return writer->style.txt_margin;
}

/* A term and its definition in one line each. */
static void write_definition(struct writer *writer, struct text term, struct text definition)
{
    begin_section(writer);
    write_line(writer, margin_of(writer), term);
    write_line(writer, margin_of(writer) + writer->style.txt_indent, definition);
}

/* Nothing when MARKED is blank. */
static void write_preformatted_section(struct writer *writer, struct text heading,
                                       struct text marked)
{
    if (text_trim(marked).length == 0)
        return;
    begin_section(writer);
    write_line(writer, margin_of(writer), heading);
    write_blank(writer);
    write_preformatted(writer, marked);
}

static void write_navigation(struct writer *writer)
{
    static const struct text places[] = {TEXT("Domains"), TEXT("Protocols"), TEXT("Numbers"),
                                         TEXT("About")};
    if (writer->style.txt_blank_after_site)
        write_blank(writer);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        sink_write_repeated(writer->sink, ' ', margin_of(writer) + BULLET_INDENT);
        sink_write(writer->sink, TEXT("\xe2\x80\xa2\xc2\xa0")); /* a bullet, no break behind it */
        write_line(writer, 0, places[i]);
    }
}

static void write_site_header(struct writer *writer)
{
    if (!writer->style.txt_site_header)
        return;
    begin_section(writer);
    write_line(writer, margin_of(writer), TEXT("Internet Assigned Numbers Authority"));
    if (writer->style.txt_navigation)
        write_navigation(writer);
}

static void write_notes(struct writer *writer)
{
    for (size_t i = 0; i < writer->registry->note_count; i++) {
        const struct note *note = &writer->registry->notes[i];
        write_preformatted_section(writer, note->title.length ? note->title : TEXT("Note"),
                                   note->content);
    }
}

static void write_available_formats(struct writer *writer)
{
    static const struct text lines[] = {TEXT("[IMG]"), TEXT("CSV [IMG]"), TEXT("XML [IMG]"),
                                        TEXT("HTML [IMG]"), TEXT("Plain text")};
    begin_section(writer);
    write_line(writer, margin_of(writer), TEXT("Available Formats"));
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        write_line(writer, margin_of(writer) + writer->style.txt_indent, lines[i]);
}

/* All that stands above the records. */
static void write_front(struct writer *writer)
{
    const struct registry *registry = writer->registry;
    char updated[DATE_SIZE_BYTES];
    write_site_header(writer);
    if (text_trim(registry->title).length) {
        begin_section(writer);
        write_centred(writer, plain_line(writer, registry->title));
    }
    if (date_is_set(registry->updated))
        write_definition(writer, TEXT("Last Updated"),
                         text_of(date_format(registry->updated, updated)));
    write_preformatted_section(writer, TEXT("Expert(s)"), registry->experts);
    if (registry->references.length)
        write_definition(writer, TEXT("Reference"), plain_line(writer, registry->references));
    write_notes(writer);
    write_available_formats(writer);
}

static void write_footnote(struct writer *writer, const struct footnote *footnote)
{
    struct text content = plain(writer, footnote->content);
    size_t margin = margin_of(writer),
           hanging = text_character_count(footnote->anchor) + strlen("[] ");
    sink_write_repeated(writer->sink, ' ', margin);
    sink_write_byte(writer->sink, '[');
    sink_write(writer->sink, footnote->anchor);
    sink_write(writer->sink, TEXT("] "));
    write_line(writer, 0, trim_end(text_split(&content, '\n')));
    while (content.bytes) {
        struct text line = text_split(&content, '\n');
        write_line(writer, margin + hanging, trim_end(line));
    }
}

static void write_footnotes(struct writer *writer)
{
    size_t count = writer->registry->footnote_count;
    if (count == 0)
        return;
    begin_section(writer);
    write_centred(writer, count == 1 ? TEXT("Footnote") : TEXT("Footnotes"));
    write_blank(writer);
    for (size_t i = 0; i < count; i++)
        write_footnote(writer, &writer->registry->footnotes[i]);
}

/* --- the tables --- */

static void fill_record(struct table *table, const struct record *record)
{
    char scratch[CELL_SCRATCH_SIZE_BYTES];
    table_begin_row(table);
    for (int i = 0; i < COLUMN_COUNT; i++)
        table_append(table, (size_t)i, cell_of(record, (enum column)i, scratch));
}

static void add_record_columns(struct writer *writer, struct table *table)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        table_add_column(table, style_column_title(&writer->style, (enum column)i),
                         cell_is_centred((enum column)i));
}

static void write_records(struct writer *writer)
{
    const struct registry *registry = writer->registry;
    struct table table;
    if (registry->record_count == 0)
        return;
    begin_section(writer);
    table_init(&table, writer->style.txt_counts_bytes);
    add_record_columns(writer, &table);
    for (size_t i = 0; i < registry->record_count && !table.failed; i++) {
        fill_record(&table, &registry->records[i]);
        table_measure_row(&table);
    }
    table_fit(&table, PAGE_WIDTH, margin_of(writer));
    table_write_titles(&table, writer->sink);
    for (size_t i = 0; i < registry->record_count && !table.failed; i++) {
        fill_record(&table, &registry->records[i]);
        table_write_row(&table, writer->sink);
    }
    writer->failed |= table.failed;
    table_done(&table);
}

static void fill_person(struct table *table, const struct person *person)
{
    char updated[DATE_SIZE_BYTES];
    table_begin_row(table);
    table_append(table, PERSON_ID, TEXT("["));
    table_append(table, PERSON_ID, person->id);
    table_append(table, PERSON_ID, TEXT("]"));
    table_append(table, PERSON_NAME, person->name);
    table_append(table, PERSON_ORGANIZATION, person->organization);
    for (size_t i = 0; i < person->uri_count; i++) {
        if (i)
            table_append_break(table, PERSON_URI);
        table_append(table, PERSON_URI, person->uris[i]);
    }
    table_append(table, PERSON_UPDATED, text_of(date_format(person->updated, updated)));
}

static void add_person_columns(struct table *table)
{
    for (int i = 0; i < PERSON_COLUMN_COUNT; i++)
        table_add_column(table, person_column_title((enum person_column)i), false);
}

static void write_people(struct writer *writer)
{
    const struct registry *registry = writer->registry;
    struct table table;
    if (registry->person_count == 0)
        return;
    begin_section(writer);
    write_centred(writer, writer->style.people_title);
    write_blank(writer);
    table_init(&table, writer->style.txt_counts_bytes);
    add_person_columns(&table);
    for (size_t i = 0; i < registry->person_count && !table.failed; i++) {
        fill_person(&table, &registry->people[i]);
        table_measure_row(&table);
    }
    table_fit(&table, PAGE_WIDTH, margin_of(writer));
    table_write_titles(&table, writer->sink);
    for (size_t i = 0; i < registry->person_count && !table.failed; i++) {
        fill_person(&table, &registry->people[i]);
        table_write_row(&table, writer->sink);
    }
    writer->failed |= table.failed;
    table_done(&table);
}

int txt_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error)
{
    struct writer writer = {
        .registry = registry, .sink = sink, .style = style_for(registry, writing)};
    buffer_init(&writer.text);
    write_front(&writer);
    write_records(&writer);
    write_people(&writer);
    write_footnotes(&writer);
    if (writer.style.txt_site_header) {
        begin_section(&writer);
        write_line(&writer, margin_of(&writer), TEXT("Licensing Terms"));
    }
    buffer_done(&writer.text);
    return writer.failed ? error_memory(error) : STATUS_OK;
}
