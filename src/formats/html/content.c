/* The HTML writer's texts: marked text and references become elements. */
#include "formats/html/page.h"
#include "formats/html/reference.h"

static void write_link_text(struct page *page, const struct reference *reference)
{
    struct buffer *scratch = page_scratch(page);
    reference_append_text(scratch, reference, &page->style);
    struct text text = buffer_text(scratch);
    size_t italics = reference_italics(reference);
    markup_text(&page->markup, text_slice(text, 0, italics));
    if (italics < text.length)
        markup_element(&page->markup, "i", text_from(text, italics));
}

static void write_reference(struct page *page, const struct reference *reference)
{
    bool safe = reference->type != REFERENCE_URI || address_is_safe(reference->data);
    markup_text(&page->markup, TEXT("["));
    if (reference_is_link(reference->type) && safe) {
        markup_begin_inline(&page->markup, "a");
        struct buffer *scratch = page_scratch(page);
        reference_append_address(scratch, reference, &page->style);
        markup_attribute(&page->markup, "href", buffer_text(scratch));
        write_link_text(page, reference);
        markup_end(&page->markup);
    } else {
        write_link_text(page, reference);
    }
    markup_text(&page->markup, TEXT("]"));
}

void page_write_references(struct page *page, struct text references)
{
    struct reference reference;
    while (marked_next_reference(&references, &reference))
        write_reference(page, &reference);
}

/* Writes a piece that is no paragraph. */
static void write_piece(struct page *page, const struct piece *piece)
{
    if (piece->kind == PIECE_TEXT) {
        markup_text(&page->markup, piece->text);
    } else if (piece->kind == PIECE_REFERENCE) {
        write_reference(page, &piece->reference);
    } else if (piece->kind == PIECE_BREAK) {
        markup_begin(&page->markup, "br");
        markup_end(&page->markup);
    }
}

/* What an element will have in it: whether it is written in one line depends on that. */
struct contents {
    bool paragraphs;
    bool text;  /* anything at all that is text when written */
    bool words; /* text that is more than white space */
};

static void count_piece(struct contents *contents, const struct piece *piece)
{
    bool reference = piece->kind == PIECE_REFERENCE;
    bool text = piece->kind == PIECE_TEXT;
    contents->text |= text || reference;
    contents->words |= reference || (text && text_trim(piece->text).length);
}

/* Looks at MARKED without what is inside its paragraphs. */
static struct contents look_at(struct text marked)
{
    struct contents contents = {0};
    struct piece piece;
    unsigned depth = 0;
    while (marked_next(&marked, &piece)) {
        if (piece.kind == PIECE_PARAGRAPH) {
            contents.paragraphs = true;
            depth++;
        } else if (piece.kind == PIECE_PARAGRAPH_END) {
            depth -= depth > 0;
        } else if (depth == 0) {
            count_piece(&contents, &piece);
        }
    }
    return contents;
}

/* Takes the next piece of the paragraph that has begun; paragraphs inside it are joined to it. */
static bool next_of_paragraph(struct text *rest, unsigned *depth, struct piece *piece)
{
    if (!marked_next(rest, piece))
        return false;
    if (piece->kind == PIECE_PARAGRAPH)
        ++*depth;
    return piece->kind != PIECE_PARAGRAPH_END || (*depth)-- > 0;
}

static void write_paragraph(struct page *page, struct text *rest)
{
    struct contents contents = {0};
    struct piece piece;
    unsigned depth = 0;
    for (struct text ahead = *rest; next_of_paragraph(&ahead, &depth, &piece);)
        count_piece(&contents, &piece);
    if (contents.text)
        markup_begin_inline(&page->markup, "p");
    else
        markup_begin(&page->markup, "p");
    depth = 0;
    while (next_of_paragraph(rest, &depth, &piece))
        write_piece(page, &piece);
    markup_end(&page->markup);
}

static bool reference_follows(struct text rest)
{
    struct piece piece;
    return marked_next(&rest, &piece) && piece.kind == PIECE_REFERENCE;
}

/* An element with paragraphs loses the white space between its children, and is then indented like
 * a list; one without keeps every blank. */
void page_write_marked(struct page *page, const char *name, struct text marked)
{
    struct contents contents = look_at(marked);
    if (contents.paragraphs ? contents.words : contents.text)
        markup_begin_inline(&page->markup, name);
    else
        markup_begin(&page->markup, name);

    struct piece piece;
    bool after_reference = false;
    while (marked_next(&marked, &piece)) {
        bool lost = contents.paragraphs && piece.kind == PIECE_TEXT && !after_reference &&
                    text_trim(piece.text).length == 0 && !reference_follows(marked);
        if (piece.kind == PIECE_PARAGRAPH)
            write_paragraph(page, &marked);
        else if (!lost)
            write_piece(page, &piece);
        after_reference = piece.kind == PIECE_REFERENCE;
    }
    markup_end(&page->markup);
}
