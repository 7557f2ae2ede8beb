/* Marked text: reading and building. */
#include "registry/marked.h"

#include <assert.h>

enum mark {
    MARK_BREAK = 0x01,
    MARK_PARAGRAPH = 0x02,
    MARK_PARAGRAPH_END = 0x03,
    MARK_REFERENCE = 0x04,
    MARK_LOCATOR = 0x05,
    MARK_LABEL = 0x06,
    MARK_REFERENCE_END = 0x07,
};
static_assert(MARK_BREAK == 0x01 && MARK_PARAGRAPH_END == 0x03 && MARK_REFERENCE_END == 0x07,
              "marked_is_joint and marked_is_mark know these");

static const struct text type_names[] = {
    [REFERENCE_NONE] = TEXT(""),
    [REFERENCE_PERSON] = TEXT("person"),
    [REFERENCE_RFC] = TEXT("rfc"),
    [REFERENCE_RFC_ERRATA] = TEXT("rfc-errata"),
    [REFERENCE_DRAFT] = TEXT("draft"),
    [REFERENCE_URI] = TEXT("uri"),
    [REFERENCE_TEXT] = TEXT("text"),
    [REFERENCE_NOTE] = TEXT("note"),
    [REFERENCE_REGISTRY] = TEXT("registry"),
    [REFERENCE_UNICODE] = TEXT("unicode"),
};

static const struct text locator_names[] = {
    [LOCATOR_NONE] = TEXT(""),         [LOCATOR_SECTION] = TEXT("section"),
    [LOCATOR_PAGE] = TEXT("page"),     [LOCATOR_APPENDIX] = TEXT("appendix"),
    [LOCATOR_TABLE] = TEXT("table"),   [LOCATOR_FIGURE] = TEXT("figure"),
    [LOCATOR_ANCHOR] = TEXT("anchor"),
};

struct text reference_type_name(enum reference_type type)
{
    return type_names[type];
}

enum reference_type reference_type_parse(struct text name)
{
    for (int i = 1; i < REFERENCE_TYPE_COUNT; i++)
        if (text_equal(name, type_names[i]))
            return (enum reference_type)i;
    return REFERENCE_NONE;
}

struct text locator_kind_name(enum locator_kind kind)
{
    return locator_names[kind];
}

enum locator_kind locator_kind_parse(struct text name)
{
    for (int i = 1; i < LOCATOR_KIND_COUNT; i++)
        if (text_equal(name, locator_names[i]))
            return (enum locator_kind)i;
    return LOCATOR_NONE;
}

/* Takes text up to the next mark. */
static struct text take_text(struct text *rest)
{
    size_t length = 0;
    while (length < rest->length && !marked_is_mark(rest->bytes[length]))
        length++;
    struct text taken = text_slice(*rest, 0, length);
    *rest = text_from(*rest, length);
    return taken;
}

/* Takes one byte; 0 at the end. */
static char take_byte(struct text *rest)
{
    char c = rest->length ? rest->bytes[0] : '\0';
    *rest = text_from(*rest, 1);
    return c;
}

static char peek(const struct text *rest)
{
    return rest->length ? rest->bytes[0] : '\0';
}

/* A code of one byte, 'A' + the value, below COUNT; else 0. */
static int take_code(struct text *rest, int count)
{
    int code = take_byte(rest) - 'A';
    return code > 0 && code < count ? code : 0;
}

static void take_reference(struct text *rest, struct reference *reference)
{
    *reference = (struct reference){0};
    reference->type = (enum reference_type)take_code(rest, REFERENCE_TYPE_COUNT);
    reference->data = take_text(rest);
    if (peek(rest) == MARK_LOCATOR) {
        take_byte(rest);
        reference->locator_kind = (enum locator_kind)take_code(rest, LOCATOR_KIND_COUNT);
        reference->locator = take_text(rest);
    }
    if (peek(rest) == MARK_LABEL) {
        take_byte(rest);
        reference->label = take_text(rest);
    }
    if (peek(rest) == MARK_REFERENCE_END)
        take_byte(rest);
}

bool marked_next(struct text *rest, struct piece *piece)
{
    while (rest->length) {
        if (!marked_is_mark(peek(rest))) {
            piece->kind = PIECE_TEXT;
            piece->text = take_text(rest);
            return true;
        }
        switch (take_byte(rest)) {
        case MARK_BREAK:
            piece->kind = PIECE_BREAK;
            return true;
        case MARK_PARAGRAPH:
            piece->kind = PIECE_PARAGRAPH;
            return true;
        case MARK_PARAGRAPH_END:
            piece->kind = PIECE_PARAGRAPH_END;
            return true;
        case MARK_REFERENCE:
            piece->kind = PIECE_REFERENCE;
            take_reference(rest, &piece->reference);
            return true;
        default: /* a mark out of place: only in damaged bytes */
            break;
        }
    }
    return false;
}

bool marked_next_reference(struct text *rest, struct reference *reference)
{
    struct piece piece;
    while (marked_next(rest, &piece)) {
        if (piece.kind != PIECE_REFERENCE)
            continue;
        *reference = piece.reference;
        return true;
    }
    return false;
}

/* Whether one of the eight bytes of WORD is below 8. */
static bool has_byte_below_8(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    return ((word - 8 * ones) & ~word & 0x80 * ones) != 0;
}

/* As marked_has_marks, byte by byte. */
static bool has_marks(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (marked_is_mark(text.bytes[i]))
            return true;
    return false;
}

bool marked_has_marks(struct text text)
{
    uint64_t word;
    if (text.length < sizeof(word))
        return has_marks(text);
    for (size_t i = 0; i < text.length; i += sizeof(word)) { /* the last one overlaps */
        size_t most = text.length - sizeof(word);
        memcpy(&word, text.bytes + (i < most ? i : most), sizeof(word));
        if (has_byte_below_8(word))
            return has_marks(text); /* a mark, or a NUL in damaged bytes */
    }
    return false;
}

void marked_append_break(struct buffer *buffer)
{
    buffer_append_byte(buffer, MARK_BREAK);
}

void marked_append_paragraph(struct buffer *buffer)
{
    buffer_append_byte(buffer, MARK_PARAGRAPH);
}

void marked_append_paragraph_end(struct buffer *buffer)
{
    buffer_append_byte(buffer, MARK_PARAGRAPH_END);
}

void marked_append_reference(struct buffer *buffer, const struct reference *reference)
{
    buffer_append_byte(buffer, MARK_REFERENCE);
    buffer_append_byte(buffer, (char)('A' + reference->type));
    buffer_append(buffer, reference->data);
    if (reference->locator_kind != LOCATOR_NONE) {
        buffer_append_byte(buffer, MARK_LOCATOR);
        buffer_append_byte(buffer, (char)('A' + reference->locator_kind));
        buffer_append(buffer, reference->locator);
    }
    if (reference->label.length) {
        buffer_append_byte(buffer, MARK_LABEL);
        buffer_append(buffer, reference->label);
    }
    buffer_append_byte(buffer, MARK_REFERENCE_END);
}

/* "RFC6335": upper case as the publisher's stylesheet makes it, ASCII letters only. */
static void append_upper(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        buffer_append_byte(buffer, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

/* ", Section 4.3": what the publisher adds to a reference that has no text of its own. */
static void append_locator(struct buffer *buffer, const struct reference *reference)
{
    static const struct text words[] = {
        [LOCATOR_SECTION] = TEXT(", Section "),   [LOCATOR_PAGE] = TEXT(", Page "),
        [LOCATOR_APPENDIX] = TEXT(", Appendix "), [LOCATOR_TABLE] = TEXT(", Table "),
        [LOCATOR_FIGURE] = TEXT(", Figure "),     [LOCATOR_ANCHOR] = TEXT("#"),
    };
    if (reference->locator_kind == LOCATOR_NONE)
        return;
    buffer_append(buffer, words[reference->locator_kind]);
    buffer_append(buffer, reference->locator);
}

void reference_append_label(struct buffer *buffer, const struct reference *reference)
{
    bool has_label = text_trim(reference->label).length != 0;
    switch (reference->type) {
    case REFERENCE_PERSON:
    case REFERENCE_NOTE:
        buffer_append(buffer, reference->data);
        return;
    case REFERENCE_RFC_ERRATA:
        buffer_append(buffer, TEXT("RFC Errata "));
        break;
    case REFERENCE_REGISTRY:
        if (!has_label)
            buffer_append(buffer, TEXT("IANA registry "));
        break;
    default:
        break;
    }
    if (has_label || reference->type == REFERENCE_TEXT || reference->type == REFERENCE_UNICODE) {
        buffer_append(buffer, reference->label);
        return;
    }
    if (reference->type == REFERENCE_RFC || reference->type == REFERENCE_RFC_ERRATA)
        append_upper(buffer, reference->data);
    else
        buffer_append(buffer, reference->data);
    append_locator(buffer, reference);
}

void marked_append_plain(struct buffer *buffer, struct text marked, struct text separator)
{
    struct piece piece;
    bool joint = false; /* a paragraph has ended: separate it from what follows */
    while (marked_next(&marked, &piece)) {
        if (joint && piece.kind != PIECE_PARAGRAPH_END) {
            buffer_append(buffer, separator);
            joint = false;
        }
        switch (piece.kind) {
        case PIECE_TEXT:
            buffer_append(buffer, piece.text);
            break;
        case PIECE_BREAK:
            buffer_append(buffer, separator);
            break;
        case PIECE_REFERENCE:
            buffer_append_byte(buffer, '[');
            reference_append_label(buffer, &piece.reference);
            buffer_append_byte(buffer, ']');
            break;
        case PIECE_PARAGRAPH:
            break;
        case PIECE_PARAGRAPH_END:
            joint = true;
            break;
        }
    }
}
