/* References as links, written and read. */
#include "formats/html/reference.h"

#define ERRATA_ADDRESS "http://www.rfc-editor.org/errata_search.php?eid="
#define ITALICS_LEAD   "IANA registry "

enum { SCHEME_SIZE_BYTES = 16 }; /* more than the longest scheme that matters */

static const struct text sites[] = {TEXT("http://www.iana.org"), TEXT("https://www.iana.org")};
static const struct text errata_address = TEXT(ERRATA_ADDRESS);
static const struct text documents = TEXT("/go/");
static const struct text registries = TEXT("/assignments/");

/* A draft that has been approved is named RFC-...; its address still says draft-.... */
static const struct text approved = TEXT("RFC-");
static const struct text draft = TEXT("draft-");

/* Where in the document: the part of the address behind its "#". */
static const struct text fragments[] = {
    [LOCATOR_NONE] = TEXT(""),        [LOCATOR_SECTION] = TEXT("section-"),
    [LOCATOR_PAGE] = TEXT("page-"),   [LOCATOR_APPENDIX] = TEXT("appendix-"),
    [LOCATOR_TABLE] = TEXT("table-"), [LOCATOR_FIGURE] = TEXT("figure-"),
    [LOCATOR_ANCHOR] = TEXT(""),
};

bool reference_is_link(enum reference_type type)
{
    return type != REFERENCE_NONE && type != REFERENCE_TEXT && type != REFERENCE_UNICODE;
}

/* Only documents are linked to at a place inside them, and only since the publisher does it. */
/* The scheme of ADDRESS as a browser reads it, which skips white space and control characters; cut
 * to the size of BUFFER. */
static struct text read_scheme(struct text address, char buffer[static SCHEME_SIZE_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < address.length && address.bytes[i] != ':'; i++)
        if ((unsigned char)address.bytes[i] > ' ' && length < SCHEME_SIZE_BYTES)
            buffer[length++] = address.bytes[i];
    return (struct text){buffer, length};
}

bool address_is_safe(struct text address)
{
    static const struct text run[] = {TEXT("javascript"), TEXT("vbscript"), TEXT("data")};
    char buffer[SCHEME_SIZE_BYTES];
    struct text scheme = read_scheme(address, buffer);
    for (size_t i = 0; i < sizeof(run) / sizeof(*run); i++)
        if (text_equal_ignoring_case(scheme, run[i]))
            return false;
    return true;
}

static bool has_place(const struct reference *reference, const struct style *style)
{
    return style->html_locators && reference->locator_kind != LOCATOR_NONE &&
           (reference->type == REFERENCE_RFC || reference->type == REFERENCE_DRAFT);
}

static void append_document(struct buffer *buffer, const struct reference *reference,
                            const struct style *style)
{
    struct text data = reference->data;
    buffer_append(buffer, sites[style->html_https]);
    buffer_append(buffer, documents);
    if (reference->type == REFERENCE_DRAFT && text_starts_with(data, approved)) {
        buffer_append(buffer, draft);
        data = text_from(data, approved.length);
    }
    buffer_append(buffer, data);
    if (!has_place(reference, style))
        return;
    buffer_append_byte(buffer, '#');
    buffer_append(buffer, fragments[reference->locator_kind]);
    buffer_append(buffer, reference->locator);
}

void reference_append_address(struct buffer *buffer, const struct reference *reference,
                              const struct style *style)
{
    switch (reference->type) {
    case REFERENCE_RFC:
    case REFERENCE_DRAFT:
        append_document(buffer, reference, style);
        return;
    case REFERENCE_RFC_ERRATA:
        buffer_append(buffer, errata_address);
        break;
    case REFERENCE_PERSON:
        buffer_append(buffer, TEXT("#"));
        break;
    case REFERENCE_NOTE:
        buffer_append(buffer, TEXT("#note"));
        break;
    case REFERENCE_REGISTRY:
        buffer_append(buffer, sites[style->html_https]);
        buffer_append(buffer, registries);
        break;
    default:
        break;
    }
    buffer_append(buffer, reference->data);
}

void reference_append_text(struct buffer *buffer, const struct reference *reference,
                           const struct style *style)
{
    struct reference shown = *reference;
    if (!has_place(reference, style))
        shown.locator_kind = LOCATOR_NONE;
    reference_append_label(buffer, &shown);
}

size_t reference_italics(const struct reference *reference)
{
    bool named = reference->type == REFERENCE_REGISTRY && text_trim(reference->label).length == 0;
    return named ? sizeof(ITALICS_LEAD) - 1 : SIZE_MAX;
}

/* Takes PREFIX off *TEXT. */
static bool take_prefix(struct text *text, struct text prefix)
{
    if (!text_starts_with(*text, prefix))
        return false;
    *text = text_from(*text, prefix.length);
    return true;
}

/* Splits "rfc8765#section-6.1" into data and locator. */
static void read_place(struct reference *reference)
{
    struct text place = reference->data;
    struct text document = text_split(&place, '#');
    if (!place.bytes)
        return;
    reference->data = document;
    reference->locator_kind = LOCATOR_ANCHOR;
    for (int kind = LOCATOR_SECTION; kind < LOCATOR_ANCHOR; kind++) {
        if (!take_prefix(&place, fragments[kind]))
            continue;
        reference->locator_kind = (enum locator_kind)kind;
        break;
    }
    reference->locator = place;
}

/* A document at the publisher's: DOCUMENT is "rfc6335" or "draft-...", perhaps with a place. Other
 * names are no types of ours and stay plain addresses. */
static bool read_document(struct text document, struct text text, struct reference *reference)
{
    struct reference read = {.data = document};
    read_place(&read);
    struct text number = read.data;
    if (take_prefix(&number, TEXT("rfc")) && number.length && ascii_is_digit(number.bytes[0])) {
        read.type = REFERENCE_RFC;
    } else if (text_starts_with(read.data, draft)) {
        read.type = REFERENCE_DRAFT;
        struct text name = text_from(read.data, draft.length);
        struct text shown = text;
        if (take_prefix(&shown, approved) && text_starts_with(shown, name))
            read.data = text_slice(text, 0, approved.length + name.length);
    } else {
        return false;
    }
    *reference = read;
    return true;
}

/* A place in the page itself: a person, or a footnote. */
static bool read_inside(struct text address, struct text text, struct reference *reference)
{
    struct text rest = address;
    if (take_prefix(&rest, TEXT("#note")) && text_equal(rest, text))
        *reference = (struct reference){.type = REFERENCE_NOTE, .data = rest};
    else if (rest = address, take_prefix(&rest, TEXT("#")) && text_equal(rest, text))
        *reference = (struct reference){.type = REFERENCE_PERSON, .data = rest};
    else
        return false;
    return true;
}

/* Something at the publisher's site. */
static bool read_at_site(struct text address, struct text text, struct reference *reference)
{
    for (size_t i = 0; i < sizeof(sites) / sizeof(*sites); i++) {
        struct text path = address;
        if (!take_prefix(&path, sites[i]))
            continue;
        if (take_prefix(&path, documents))
            return read_document(path, text, reference);
        if (!take_prefix(&path, registries))
            return false;
        *reference = (struct reference){.type = REFERENCE_REGISTRY, .data = path};
        return true;
    }
    return false;
}

bool reference_of_link(struct text address, struct text text, struct buffer *scratch,
                       struct reference *reference)
{
    static const struct style everything_shown = {.html_locators = true};
    struct text rest = address;
    if (text_equal(address, text))
        *reference = (struct reference){.type = REFERENCE_URI, .data = address};
    else if (take_prefix(&rest, errata_address))
        *reference = (struct reference){.type = REFERENCE_RFC_ERRATA, .data = rest};
    else if (!read_inside(address, text, reference) && !read_at_site(address, text, reference))
        *reference = (struct reference){.type = REFERENCE_URI, .data = address};

    buffer_clear(scratch);
    reference_append_text(scratch, reference, &everything_shown);
    if (!text_equal(buffer_text(scratch), text)) {
        reference->label = text;
        if (reference->type == REFERENCE_RFC_ERRATA)
            take_prefix(&reference->label, TEXT("RFC Errata "));
    }
    return !scratch->failed;
}
