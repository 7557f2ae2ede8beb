/* References as a table prints them. */
#include "formats/csv/references.h"

/* No RFC has a longer name, "RFC" and its number. */
enum { RFC_NAME_LIMIT = 16 };

/* Takes "[label]" off *REST, up to the bracket that closes the first one. */
static bool take_label(struct text *rest, struct text *label)
{
    size_t depth = 0;
    for (size_t i = 0; i < rest->length; i++) {
        if (rest->bytes[i] == '[')
            depth++;
        else if (rest->bytes[i] == ']' && depth > 0)
            depth--;
        if (depth == 0) {
            *label = text_slice(*rest, 1, i - 1);
            *rest = text_from(*rest, i + 1);
            return i > 0;
        }
    }
    return false;
}

bool handles_parse(struct text cell, struct buffer *marked)
{
    while (cell.length) {
        struct reference reference = {.type = REFERENCE_PERSON};
        if (!take_label(&cell, &reference.data) || reference.data.length == 0)
            return false;
        marked_append_reference(marked, &reference);
    }
    return true;
}

static bool has_space(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (ascii_is_space(text.bytes[i]))
            return true;
    return false;
}

/* The type of a document called NAME, or REFERENCE_TEXT. */
static enum reference_type document_type(struct text name)
{
    bool rfc = text_starts_with(name, TEXT("RFC"));
    if (rfc && text_is_digits(text_from(name, 3)) && name.length <= RFC_NAME_LIMIT)
        return REFERENCE_RFC;
    if ((rfc && text_starts_with(name, TEXT("RFC-"))) || text_starts_with(name, TEXT("draft-")))
        return has_space(name) ? REFERENCE_TEXT : REFERENCE_DRAFT;
    return REFERENCE_TEXT;
}

/* Appends a reference to the document NAME. The schema writes RFCs in lower case. */
static void append_document(struct buffer *marked, enum reference_type type, struct text name,
                            struct text label)
{
    char lower[RFC_NAME_LIMIT] = "rfc";
    struct reference reference = {.type = type, .data = name, .label = label};
    if (type == REFERENCE_RFC) {
        memcpy(lower + 3, name.bytes + 3, name.length - 3);
        reference.data = (struct text){lower, name.length};
    }
    marked_append_reference(marked, &reference);
}

static void append_by_label(struct buffer *marked, struct text label)
{
    size_t comma = text_find(label, TEXT(", "), 0);
    struct text name = text_slice(label, 0, comma);
    enum reference_type type = document_type(name);
    if (type != REFERENCE_TEXT) {
        append_document(marked, type, name, comma == SIZE_MAX ? (struct text){NULL, 0} : label);
        return;
    }
    struct reference reference = {.type = REFERENCE_TEXT, .label = label};
    if (text_is_digits(label))
        reference = (struct reference){.type = REFERENCE_NOTE, .data = label};
    else if ((text_starts_with(label, TEXT("http://")) ||
              text_starts_with(label, TEXT("https://"))) &&
             !has_space(label))
        reference = (struct reference){.type = REFERENCE_URI, .data = label};
    marked_append_reference(marked, &reference);
}

bool references_parse(struct text cell, struct buffer *marked)
{
    while (cell.length) {
        struct text label;
        if (!take_label(&cell, &label))
            return false;
        append_by_label(marked, label);
    }
    return true;
}
