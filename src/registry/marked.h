/* Marked text: text with cross-references, line breaks and paragraphs in it, as descriptions and
 * assignment notes have. One string carries all: the marks are control characters, which no text
 * of a registry can contain (every reader refuses them). So marked text is copied, compared,
 * hashed and stored like any text, and read with marked_next.
 *
 *   BREAK
 *   PARAGRAPH ... PARAGRAPH_END
 *   REFERENCE type data [LOCATOR kind value] [LABEL text] REFERENCE_END
 *
 * type and kind are one byte each. A list of references (assignee, contact, reference) is marked
 * text that holds nothing else. */
#ifndef PORTREG_REGISTRY_MARKED_H
#define PORTREG_REGISTRY_MARKED_H

#include "base/buffer.h"

/* The types of a cross-reference ("xref") in the publisher's schema. */
enum reference_type {
    REFERENCE_NONE,
    REFERENCE_PERSON,
    REFERENCE_RFC,
    REFERENCE_RFC_ERRATA,
    REFERENCE_DRAFT,
    REFERENCE_URI,
    REFERENCE_TEXT,
    REFERENCE_NOTE,
    REFERENCE_REGISTRY,
    REFERENCE_UNICODE,
};
enum { REFERENCE_TYPE_COUNT = REFERENCE_UNICODE + 1 };

/* Where in the document a reference points. */
enum locator_kind {
    LOCATOR_NONE,
    LOCATOR_SECTION,
    LOCATOR_PAGE,
    LOCATOR_APPENDIX,
    LOCATOR_TABLE,
    LOCATOR_FIGURE,
    LOCATOR_ANCHOR,
};
enum { LOCATOR_KIND_COUNT = LOCATOR_ANCHOR + 1 };

struct reference {
    enum reference_type type;
    enum locator_kind locator_kind;
    struct text data;    /* "rfc6335", a handle, a URI; empty for REFERENCE_TEXT */
    struct text locator; /* "4.3" */
    struct text label;   /* the text of the reference, as far as it has one of its own */
};

/* "rfc", "person", ...: the name in the publisher's schema. */
struct text reference_type_name(enum reference_type type);
/* The type of this name, or REFERENCE_NONE. */
enum reference_type reference_type_parse(struct text name);
/* "section", "page", ...; the attribute in the publisher's schema. */
struct text locator_kind_name(enum locator_kind kind);
enum locator_kind locator_kind_parse(struct text name);

enum piece_kind {
    PIECE_TEXT,
    PIECE_BREAK,
    PIECE_PARAGRAPH,
    PIECE_PARAGRAPH_END,
    PIECE_REFERENCE,
};

struct piece {
    enum piece_kind kind;
    struct text text;           /* PIECE_TEXT */
    struct reference reference; /* PIECE_REFERENCE */
};

/* Whether C is the byte of a break or of the begin or end of a paragraph: what stands in marked
 * text where plain text has white space. */
static inline bool marked_is_joint(char c)
{
    return c >= 0x01 && c <= 0x03;
}

/* Whether C is one of the control characters that are marks. */
static inline bool marked_is_mark(char c)
{
    return c >= 0x01 && c <= 0x07;
}

/* Takes the next piece off *REST. Returns false at the end. Any bytes are safe to read: a mark
 * without its end ends with the text, unknown types are REFERENCE_NONE. Everything borrows. */
bool marked_next(struct text *rest, struct piece *piece);

/* Takes the next reference off a list of references (other pieces are passed over). */
bool marked_next_reference(struct text *rest, struct reference *reference);

/* Whether TEXT has any mark at all. */
bool marked_has_marks(struct text text);

void marked_append_break(struct buffer *buffer);
void marked_append_paragraph(struct buffer *buffer);
void marked_append_paragraph_end(struct buffer *buffer);
void marked_append_reference(struct buffer *buffer, const struct reference *reference);

/* How the publisher prints a reference, without the brackets: RFC6335, draft-..., the handle of a
 * person, the label where there is one. */
void reference_append_label(struct buffer *buffer, const struct reference *reference);

/* Appends MARKED as plain text: references as [label]; breaks, and the joints between paragraphs,
 * as SEPARATOR. */
void marked_append_plain(struct buffer *buffer, struct text marked, struct text separator);

#endif
