/* The HTML reader: the publisher's page, whole or in part, back into the model. expat, the table of
 * elements, and one state machine.
 *
 * The document type declaration with which HTML begins never reaches the parser. So there are no
 * declarations of entities, nothing is loaded, and an entity of HTML such as &nbsp; is an error. */
#include "base/memory.h"
#include "formats/html/html.h"
#include "formats/html/reader.h"
#include "formats/html/reference.h"

#define NAMESPACE "http://www.w3.org/1999/xhtml"

/* --- for both files --- */

static bool is_out_of_memory(const struct html_reader *reader)
{
    return reader->source.out_of_memory || reader->text.failed || reader->label.failed ||
           reader->address.failed || reader->scratch.failed;
}

void html_refuse(struct html_reader *reader, size_t offset, const char *expected, const char *found)
{
    if (is_out_of_memory(reader)) { /* what was found may be but a part of what is there */
        source_run_out_of_memory(&reader->source);
        return;
    }
    source_refuse(&reader->source, offset, expected, found);
}

void html_refuse_text(struct html_reader *reader, size_t offset, const char *expected,
                      struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    html_refuse(reader, offset, expected, text_quote(found, quoted));
}

void html_clear(struct html_reader *reader, struct buffer *buffer)
{
    reader->source.out_of_memory |= buffer->failed;
    buffer_clear(buffer);
}

void html_set_date(struct html_reader *reader, struct text text, struct date *date)
{
    if (text.length && !date_parse(text, date))
        html_refuse_text(reader, reader->content_offset, "a date as YYYY, YYYY-MM or YYYY-MM-DD",
                         text);
}

/* Where the text of a reference that is no link ends: at the bracket that closes the one before
 * it, if another reference or nothing follows that; otherwise at the last. SIZE_MAX: nowhere. */
static size_t find_closing_bracket(struct text text)
{
    size_t last = SIZE_MAX;
    long depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '[')
            depth++;
        if (text.bytes[i] != ']')
            continue;
        last = i;
        bool at_end = i + 1 == text.length || text.bytes[i + 1] == '[';
        if (depth-- <= 0 && at_end)
            return i;
    }
    return last;
}

/* Appends the references of TEXT, "[...][...]", which are no links. */
static void append_unlinked(struct html_reader *reader, struct text text)
{
    while (text.length) {
        size_t end = text.bytes[0] == '[' ? find_closing_bracket(text_from(text, 1)) : SIZE_MAX;
        if (end == SIZE_MAX) {
            html_refuse_text(reader, reader->content_offset, "references between brackets", text);
            return;
        }
        struct reference reference = {REFERENCE_TEXT, .label = text_slice(text, 1, end)};
        marked_append_reference(&reader->scratch, &reference);
        text = text_from(text, end + 2);
    }
}

struct text html_references(struct html_reader *reader, struct text marked)
{
    struct piece piece;
    html_clear(reader, &reader->scratch);
    while (marked_next(&marked, &piece)) {
        if (piece.kind == PIECE_REFERENCE)
            marked_append_reference(&reader->scratch, &piece.reference);
        else if (piece.kind == PIECE_TEXT)
            append_unlinked(reader, piece.text);
        else
            html_refuse(reader, reader->content_offset, "references", "a break or a paragraph");
    }
    return source_keep(&reader->source, buffer_text(&reader->scratch));
}

/* --- where the parser is --- */

static enum scope scope_of(const struct html_reader *reader)
{
    return reader->depth ? reader->stack[reader->depth - 1] : SCOPE_DOCUMENT;
}

static bool is_marked_text(enum scope scope)
{
    return scope == SCOPE_DEFINITION || scope == SCOPE_CELL || scope == SCOPE_PREFORMATTED ||
           scope == SCOPE_PARAGRAPH;
}

static bool is_plain_text(enum scope scope)
{
    return scope == SCOPE_TITLE || scope == SCOPE_HEADING || scope == SCOPE_TERM ||
           scope == SCOPE_COLUMN_TITLE;
}

static void refuse_element(struct html_reader *reader, enum scope parent, const char *name)
{
    char expected[ELEMENT_NAMES_SIZE_BYTES], shown[SOURCE_NAME_SIZE_BYTES];
    char found[sizeof(shown) + sizeof("<>")];
    snprintf(found, sizeof(found), "<%s>", source_name(name, shown));
    html_refuse(reader, source_here(&reader->source), html_element_names(parent, expected), found);
}

/* Behind a link in text stands the bracket that closes the reference. */
static void check_bracket(struct html_reader *reader)
{
    if (reader->bracket_due)
        html_refuse(reader, source_here(&reader->source), "\"]\" behind the link of a reference",
                    "the end of the text");
    reader->bracket_due = false;
}

/* --- start tags --- */

static const char *attribute_value(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static void check_attributes(struct html_reader *reader, const struct element *element,
                             const char **attributes)
{
    for (; attributes[0]; attributes += 2) {
        bool known = false;
        for (size_t i = 0; i < ELEMENT_ATTRIBUTE_LIMIT && element->attributes[i]; i++)
            known |= strcmp(element->attributes[i], attributes[0]) == 0;
        if (known)
            continue;
        char expected[64], found[SOURCE_NAME_SIZE_BYTES];
        snprintf(expected, sizeof(expected), "<%s> with known attributes", element->name);
        html_refuse(reader, source_here(&reader->source), expected,
                    source_name(attributes[0], found));
    }
}

/* Marks a part of the document that may stand once. */
static void once(struct html_reader *reader, bool *seen, const char *expected, const char *found)
{
    if (*seen)
        html_refuse(reader, source_here(&reader->source), expected, found);
    *seen = true;
}

static void begin_html(struct html_reader *reader, const char **attributes)
{
    const char *namespace = attribute_value(attributes, "xmlns");
    if (!namespace || strcmp(namespace, NAMESPACE) != 0)
        html_refuse_text(reader, source_here(&reader->source),
                         "<html> with xmlns=\"" NAMESPACE "\"", text_of(namespace));
}

/* Tells by its attributes which table this is. */
static void begin_table(struct html_reader *reader, const char **attributes)
{
    struct text id = text_of(attribute_value(attributes, "id"));
    struct text class = text_of(attribute_value(attributes, "class"));
    reader->column_count = 0;
    reader->table = TABLE_NONE;
    if (text_starts_with(id, TEXT("table-"))) {
        reader->table = TABLE_RECORDS;
        reader->source.registry->id =
            source_keep(&reader->source, text_from(id, sizeof("table-") - 1));
    } else if (id.length == 0 && text_equal(class, TEXT("sortable"))) {
        reader->table = TABLE_PEOPLE;
    } else if (id.length == 0 && text_equal(class, TEXT("fn"))) {
        reader->table = TABLE_FOOTNOTES;
    } else {
        html_refuse_text(reader, source_here(&reader->source),
                         "a table with id=\"table-...\", class=\"sortable\" or class=\"fn\"",
                         id.length ? id : class);
    }
    once(reader, &reader->table_seen[reader->table], "each table once", "a second one");
}

static void begin_text(struct html_reader *reader)
{
    html_clear(reader, &reader->text);
    reader->bracket_due = false;
    reader->content_offset = source_behind(&reader->source);
}

static void begin_preformatted(struct html_reader *reader, enum scope parent)
{
    if (text_trim(buffer_text(&reader->text)).length || reader->preformatted_seen)
        html_refuse(reader, source_here(&reader->source), "<pre> alone", "more beside it");
    if (parent == SCOPE_CELL && reader->table != TABLE_FOOTNOTES)
        html_refuse(reader, source_here(&reader->source), "text without <pre> in a table", "<pre>");
    reader->preformatted_seen = true;
    begin_text(reader);
}

/* What a link that has begun will be. */
static enum link link_of(const struct html_reader *reader, enum scope parent)
{
    return parent == SCOPE_CELL ? html_link_of_cell(reader) : LINK_REFERENCE;
}

static void begin_link(struct html_reader *reader, enum scope parent, const char **attributes)
{
    enum link link = link_of(reader, parent);
    const char *address = attribute_value(attributes, link == LINK_ANCHOR ? "name" : "href");
    html_clear(reader, &reader->label);
    html_clear(reader, &reader->address);
    buffer_append(&reader->address, text_of(address));
    if (!address)
        html_refuse(reader, source_here(&reader->source),
                    link == LINK_ANCHOR ? "an anchor with a name" : "a link with href",
                    "one without it");
    if (link != LINK_REFERENCE)
        return;
    if (text_ends_with(buffer_text(&reader->text), TEXT("[")))
        reader->text.length--;
    else
        html_refuse(reader, source_here(&reader->source), "\"[\" before the link of a reference",
                    "<a>");
}

static void begin_element(struct html_reader *reader, const struct element *element,
                          const char **attributes)
{
    switch (element->scope) {
    case SCOPE_HTML:
        begin_html(reader, attributes);
        break;
    case SCOPE_TABLE:
        begin_table(reader, attributes);
        break;
    case SCOPE_BODY:
        if (element->parent == SCOPE_HTML)
            once(reader, &reader->body_seen, "one <body>", "a second one");
        break;
    case SCOPE_LIST:
        once(reader, &reader->list_seen, "one header list", "a second <dl>");
        break;
    case SCOPE_ROW:
        html_begin_row(reader);
        break;
    case SCOPE_TITLE:
    case SCOPE_HEADING:
    case SCOPE_TERM:
    case SCOPE_COLUMN_TITLE:
    case SCOPE_CELL:
        reader->preformatted_seen = false;
        begin_text(reader);
        break;
    case SCOPE_DEFINITION:
        reader->preformatted_seen = false;
        begin_text(reader);
        if (reader->term.length == 0)
            html_refuse(reader, source_here(&reader->source), "<dt> before <dd>", "none");
        break;
    case SCOPE_PREFORMATTED:
        begin_preformatted(reader, element->parent);
        break;
    case SCOPE_PARAGRAPH:
        marked_append_paragraph(&reader->text);
        reader->paragraph_start = reader->text.length;
        break;
    case SCOPE_LINK:
        begin_link(reader, element->parent, attributes);
        break;
    case SCOPE_BREAK:
        marked_append_break(&reader->text);
        break;
    default:
        break;
    }
}

/* The links to other formats are the one definition that says nothing of the registry. */
static bool is_ignored(const struct html_reader *reader, const struct element *element)
{
    return element->scope == SCOPE_DEFINITION &&
           text_equal(reader->term, TEXT("Available Formats"));
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct html_reader *reader = context;
    enum scope parent = scope_of(reader), scope = SCOPE_IGNORED;
    if (reader->depth == HTML_DEPTH_LIMIT) {
        html_refuse(reader, source_here(&reader->source), "elements at most 16 deep", "more");
        XML_StopParser(reader->source.parser, XML_FALSE);
        return;
    }
    const struct element *element = html_element_find(parent, name);
    if (parent != SCOPE_IGNORED) {
        check_bracket(reader);
        if (!element)
            refuse_element(reader, parent, name);
        else if (!is_ignored(reader, element))
            scope = element->scope;
        if (element)
            check_attributes(reader, element, attributes);
    }
    reader->stack[reader->depth++] = scope;
    if (scope != SCOPE_IGNORED)
        begin_element(reader, element, attributes);
}

/* --- end tags --- */

/* Removes the white space that only indents: between elements, in text (from START on) that has
 * elements but no words. */
static void drop_indentation(struct html_reader *reader, size_t start)
{
    struct buffer *buffer = &reader->text;
    struct text rest = text_from(buffer_text(buffer), start);
    struct piece piece;
    unsigned depth = 0;
    bool elements_seen = false;
    for (struct text ahead = rest; marked_next(&ahead, &piece);) {
        bool inside = depth > 0;
        depth += piece.kind == PIECE_PARAGRAPH;
        depth -= piece.kind == PIECE_PARAGRAPH_END && depth > 0;
        elements_seen |= piece.kind != PIECE_TEXT;
        if (!inside && (piece.kind == PIECE_REFERENCE ||
                        (piece.kind == PIECE_TEXT && text_trim(piece.text).length)))
            return;
    }
    if (!elements_seen)
        return;
    buffer->length = start;
    depth = 0;
    while (rest.length) {
        struct text before = rest;
        if (!marked_next(&rest, &piece))
            break;
        depth += piece.kind == PIECE_PARAGRAPH;
        depth -= piece.kind == PIECE_PARAGRAPH_END && depth > 0;
        size_t length = before.length - rest.length;
        if (depth == 0 && piece.kind == PIECE_TEXT && memchr(before.bytes, '\n', length))
            continue;
        memmove(buffer->bytes + buffer->length, before.bytes, length);
        buffer->length += length;
    }
}

static void end_title(struct html_reader *reader)
{
    once(reader, &reader->title_seen, "one title", "a second <title>");
    reader->source.registry->title = source_keep(&reader->source, buffer_text(&reader->text));
}

static void end_heading(struct html_reader *reader)
{
    static const char *const headings[] = {"People", "Contact Information", "Footnote",
                                           "Footnotes"};
    struct text text = buffer_text(&reader->text);
    bool known = text_equal(text, reader->source.registry->title);
    for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
        known |= text_equal(text, text_of(headings[i]));
    if (!known)
        html_refuse_text(reader, reader->content_offset,
                         "the heading of the registry, of the people or of the footnotes", text);
}

/* A definition that is not preformatted. */
static void end_definition(struct html_reader *reader)
{
    struct registry *registry = reader->source.registry;
    struct text text = buffer_text(&reader->text);
    if (reader->preformatted_seen) {
        if (text_trim(text).length)
            html_refuse_text(reader, source_here(&reader->source), "nothing behind <pre>",
                             text_trim(text));
    } else if (text_equal(reader->term, TEXT("Last Updated"))) {
        once(reader, &reader->updated_seen, "Last Updated once", "it twice");
        html_set_date(reader, text, &registry->updated);
    } else if (text_equal(reader->term, TEXT("Reference"))) {
        once(reader, &reader->references_seen, "Reference once", "it twice");
        registry->references = html_references(reader, text);
    } else {
        html_refuse_text(reader, reader->content_offset, "<pre> with the text of this entry",
                         reader->term);
    }
    reader->term = (struct text){NULL, 0};
}

static void add_note(struct html_reader *reader, struct text content)
{
    struct note *note = registry_add_note(reader->source.registry);
    if (!note) {
        source_run_out_of_memory(&reader->source);
        return;
    }
    note->content = content;
    if (!text_equal(reader->term, TEXT("Note")))
        note->title = reader->term;
}

static void end_preformatted(struct html_reader *reader)
{
    drop_indentation(reader, 0);
    struct text content = source_keep(&reader->source, buffer_text(&reader->text));
    if (scope_of(reader) == SCOPE_CELL) {
        reader->footnote.content = content;
    } else if (text_equal(reader->term, TEXT("Expert(s)")) && !reader->experts_seen) {
        reader->experts_seen = true;
        reader->source.registry->experts = content;
    } else {
        add_note(reader, content);
    }
    html_clear(reader, &reader->text);
}

static void end_link(struct html_reader *reader)
{
    struct reference reference;
    enum link link = link_of(reader, scope_of(reader));
    if (link != LINK_REFERENCE) {
        html_end_row_link(reader, link);
        return;
    }
    if (!reference_of_link(buffer_text(&reader->address), buffer_text(&reader->label),
                           &reader->scratch, &reference))
        source_run_out_of_memory(&reader->source);
    marked_append_reference(&reader->text, &reference);
    reader->bracket_due = true;
}

static void end_paragraph(struct html_reader *reader)
{
    drop_indentation(reader, reader->paragraph_start);
    marked_append_paragraph_end(&reader->text);
}

static void end_element(struct html_reader *reader, enum scope scope)
{
    switch (scope) {
    case SCOPE_TITLE:
        end_title(reader);
        break;
    case SCOPE_HEADING:
        end_heading(reader);
        break;
    case SCOPE_TERM:
        reader->term = source_keep(&reader->source, buffer_text(&reader->text));
        break;
    case SCOPE_DEFINITION:
        end_definition(reader);
        break;
    case SCOPE_COLUMN_TITLE:
        html_end_column_title(reader);
        break;
    case SCOPE_TITLES:
        html_end_column_titles(reader);
        break;
    case SCOPE_CELL:
        drop_indentation(reader, 0);
        html_end_cell(reader);
        break;
    case SCOPE_ROW:
        html_end_row(reader);
        break;
    case SCOPE_PREFORMATTED:
        end_preformatted(reader);
        break;
    case SCOPE_PARAGRAPH:
        end_paragraph(reader);
        break;
    case SCOPE_LINK:
        end_link(reader);
        break;
    default:
        break;
    }
}

static void on_end(void *context, const XML_Char *name)
{
    struct html_reader *reader = context;
    (void)name; /* expat has checked that it fits */
    enum scope scope = reader->stack[--reader->depth];
    if (is_marked_text(scope))
        check_bracket(reader);
    end_element(reader, scope);
}

/* --- text between tags --- */

static void append_text(struct html_reader *reader, struct text text)
{
    if (reader->bracket_due && text.length) {
        if (text.bytes[0] == ']')
            text = text_from(text, 1);
        else
            html_refuse_text(reader, source_here(&reader->source),
                             "\"]\" behind the link of a reference", text);
        reader->bracket_due = false;
    }
    buffer_append(&reader->text, text);
}

static void on_text(void *context, const XML_Char *bytes, int length)
{
    struct html_reader *reader = context;
    struct text text = {bytes, (size_t)length};
    enum scope scope = scope_of(reader);
    if (is_marked_text(scope))
        append_text(reader, text);
    else if (is_plain_text(scope))
        buffer_append(&reader->text, text);
    else if (scope == SCOPE_LINK || scope == SCOPE_ITALICS)
        buffer_append(&reader->label, text);
    else if (scope != SCOPE_IGNORED && text_trim(text).length)
        html_refuse_text(reader, source_here(&reader->source), "an element", text_trim(text));
}

static void on_instruction(void *context, const XML_Char *target, const XML_Char *data)
{
    struct html_reader *reader = context;
    (void)data;
    html_refuse_text(reader, source_here(&reader->source), "no processing instruction",
                     text_of(target));
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal_subset)
{
    struct html_reader *reader = context;
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    html_refuse(reader, source_here(&reader->source),
                "at most one document type declaration, first of all", "DOCTYPE");
    XML_StopParser(reader->source.parser, XML_FALSE);
}

/* --- the whole --- */

static void set_handlers(struct html_reader *reader)
{
    XML_SetUserData(reader->source.parser, reader);
    XML_SetElementHandler(reader->source.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->source.parser, on_text);
    XML_SetProcessingInstructionHandler(reader->source.parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(reader->source.parser, on_doctype);
}

/* The offset behind a mark of byte order, an XML declaration and white space. */
static size_t skip_start(struct text bytes)
{
    size_t offset = text_starts_with(bytes, TEXT("\xef\xbb\xbf")) ? 3 : 0;
    if (text_starts_with(text_from(bytes, offset), TEXT("<?xml "))) {
        size_t end = text_find(bytes, TEXT("?>"), offset);
        offset = end == SIZE_MAX ? offset : end + 2;
    }
    while (offset < bytes.length && ascii_is_space(bytes.bytes[offset]))
        offset++;
    return offset;
}

/* Whether the document type declaration or the root element of HTML stands at OFFSET. */
static bool is_html_at(struct text bytes, size_t offset)
{
    static const struct text words[] = {TEXT("<!DOCTYPE html"), TEXT("<html")};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (text_equal_ignoring_case(text_slice(bytes, offset, words[i].length), words[i]))
            return true;
    return false;
}

bool html_recognise(struct text bytes)
{
    return is_html_at(bytes, skip_start(bytes));
}

/* Finds where the root element begins: behind the document type declaration, which may name where
 * the type is declared and declare nothing itself. */
static size_t skip_doctype(struct html_reader *reader)
{
    struct text bytes = reader->source.input->bytes;
    size_t start = skip_start(bytes);
    if (!text_equal_ignoring_case(text_slice(bytes, start, 14), TEXT("<!DOCTYPE html")))
        return start;
    char quote = '\0';
    for (size_t i = start; i < bytes.length; i++) {
        char c = bytes.bytes[i];
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        } else if (c == '[') {
            html_refuse(reader, i, "a document type without declarations of its own", "\"[\"");
            return bytes.length;
        }
    }
    html_refuse(reader, bytes.length, "\">\" after DOCTYPE", "the end of the file");
    return bytes.length;
}

/* Runs the parser over all that follows the document type. */
static void parse(struct html_reader *reader)
{
    size_t start = skip_doctype(reader);
    if (reader->source.refused)
        return;
    source_parse(&reader->source, start, "well-formed XHTML");
}

/* A page without these says nothing of a registry. */
static void check_complete(struct html_reader *reader)
{
    size_t end = reader->source.input->bytes.length;
    if (!reader->source.refused && !reader->title_seen)
        html_refuse(reader, end, "a page with <title>", "none");
    if (!reader->source.refused && !reader->table_seen[TABLE_RECORDS])
        html_refuse(reader, end, "a page with a table of records", "none");
}

int html_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error)
{
    struct html_reader *reader = memory_allocate(sizeof(*reader));
    if (!reader)
        return error_memory(error);
    memset(reader, 0, sizeof(*reader));
    source_open(&reader->source, input, registry, findings);
    if (reader->source.parser) {
        set_handlers(reader);
        parse(reader);
    }
    if (!reader->source.out_of_memory)
        check_complete(reader);
    reader->source.out_of_memory = is_out_of_memory(reader);
    int status = source_close(&reader->source, error);
    buffer_done(&reader->text);
    buffer_done(&reader->label);
    buffer_done(&reader->address);
    buffer_done(&reader->scratch);
    memory_free(reader);
    return status;
}
