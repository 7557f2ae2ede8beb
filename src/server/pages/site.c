/* What all pages have in common. */
#include "server/pages/pages.h"

/* Where the documents are that the registry refers to. */
#define RFC_SITE   "https://www.rfc-editor.org/info/"
#define DRAFT_SITE "https://datatracker.ietf.org/doc/html/"

static void write_head(struct html *html, struct text title, bool is_indexed)
{
    html_open(html, "head");
    html_open(html, "meta");
    html_set(html, "charset", "utf-8");
    html_open(html, "meta");
    html_set(html, "name", "viewport");
    html_set(html, "content", "width=device-width, initial-scale=1");
    html_open(html, "meta");
    html_set(html, "name", "color-scheme");
    html_set(html, "content", "light dark");
    if (!is_indexed) {
        html_open(html, "meta");
        html_set(html, "name", "robots");
        html_set(html, "content", "noindex");
    }
    html_element(html, "title", title);
    html_open(html, "link");
    html_set(html, "rel", "icon");
    html_set(html, "href", "/web/icon.svg");
    html_open(html, "link");
    html_set(html, "rel", "stylesheet");
    html_set(html, "href", "/web/style.css");
    html_open(html, "link");
    html_set(html, "rel", "alternate");
    html_set(html, "type", "application/atom+xml");
    html_set(html, "title", "Changes of the registry");
    html_set(html, "href", "/changes.atom");
    html_open(html, "script");
    html_set(html, "src", "/web/page.js");
    html_flag(html, "defer");
    html_close(html);
    html_close(html);
}

void site_begin(struct html *html, struct buffer *buffer, struct text title, bool is_indexed)
{
    html_begin(html, buffer);
    write_head(html, title, is_indexed);
    html_open(html, "body");
    html_open(html, "a");
    html_set(html, "class", "skip");
    html_set(html, "href", "#search");
    html_text(html, TEXT("Skip to the search"));
    html_close(html);
    html_open(html, "main");
    html_set(html, "id", "main");
}

int site_end(struct html *html, const struct visit *visit, struct error *error)
{
    html_close(html);
    html_open(html, "footer");
    html_open(html, "p");
    html_text(html, TEXT("A port number that is registered says nothing about the traffic on it: "
                         "an application may use any, and a registration endorses none."));
    html_close(html);
    html_open(html, "p");
    html_format(html, "Served by portreg %s. ", PORTREG_VERSION);
    html_link(html, TEXT("/changes.atom"), TEXT("Feed of changes"));
    html_text(html, TEXT(". "));
    html_link(html, TEXT("/api/v1/registry"), TEXT("JSON API"));
    html_close(html);
    html_end(html);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "text/html; charset=UTF-8";
    return response_take(visit->response, html->buffer, error);
}

/* Appends where REFERENCE leads; nothing when it leads nowhere that is safe to follow. */
static void append_target(struct buffer *href, const struct reference *reference)
{
    struct text data = reference->data;
    switch (reference->type) {
    case REFERENCE_PERSON:
        buffer_append(href, TEXT("/people/"));
        target_append_encoded(href, data);
        break;
    case REFERENCE_RFC:
        buffer_append(href, TEXT(RFC_SITE));
        target_append_encoded(href, data);
        break;
    case REFERENCE_DRAFT: /* "RFC-ietf-..." is an approved draft whose number is pending */
        buffer_append(href, TEXT(DRAFT_SITE));
        if (text_starts_with(data, TEXT("RFC-"))) {
            buffer_append(href, TEXT("draft-"));
            data = text_from(data, 4);
        }
        target_append_encoded(href, data);
        break;
    case REFERENCE_URI:
        if (text_starts_with(data, TEXT("https://")) || text_starts_with(data, TEXT("http://")))
            buffer_append(href, data);
        break;
    case REFERENCE_NOTE:
        buffer_append(href, TEXT("#footnote-"));
        target_append_encoded(href, data);
        break;
    default:
        break;
    }
}

/* A label is often one long word; it may be broken after the underscores of a handle. */
static void write_label(struct html *html, struct text label)
{
    while (label.length) {
        size_t end = text_find(label, TEXT("_"), 0);
        end = end == SIZE_MAX ? label.length : end + 1;
        html_text(html, text_slice(label, 0, end));
        label = text_from(label, end);
        if (label.length)
            html_open(html, "wbr");
    }
}

static void write_reference(struct html *html, const struct reference *reference)
{
    struct buffer href, label;
    buffer_init(&href);
    buffer_init(&label);
    append_target(&href, reference);
    reference_append_label(&label, reference);
    html_text(html, TEXT("["));
    html_open(html, href.length ? "a" : "span");
    if (href.length)
        html_attribute(html, "href", buffer_text(&href));
    write_label(html, buffer_text(&label));
    html_close(html);
    html_text(html, TEXT("]"));
    html->buffer->failed |= href.failed || label.failed;
    buffer_done(&href);
    buffer_done(&label);
}

void site_marked(struct html *html, struct text marked)
{
    struct piece piece;
    bool in_paragraph = false;
    while (marked_next(&marked, &piece)) {
        bool ends = piece.kind == PIECE_PARAGRAPH || piece.kind == PIECE_PARAGRAPH_END;
        if (ends && in_paragraph)
            html_close(html);
        if (ends)
            in_paragraph = piece.kind == PIECE_PARAGRAPH;
        if (piece.kind == PIECE_TEXT)
            html_text(html, piece.text);
        else if (piece.kind == PIECE_BREAK)
            html_open(html, "br");
        else if (piece.kind == PIECE_PARAGRAPH)
            html_open(html, "p");
        else if (piece.kind == PIECE_REFERENCE)
            write_reference(html, &piece.reference);
    }
    if (in_paragraph)
        html_close(html);
}

void site_term(struct html *html, const char *term)
{
    html_element(html, "dt", text_of(term));
    html_open(html, "dd");
}
