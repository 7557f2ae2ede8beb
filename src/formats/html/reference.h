/* References as links: what address and what text the publisher's page gives a reference of each
 * type, and back. */
#ifndef PORTREG_FORMATS_HTML_REFERENCE_H
#define PORTREG_FORMATS_HTML_REFERENCE_H

#include "formats/style.h"
#include "registry/marked.h"

/* Whether a reference of TYPE is a link at all; otherwise the page has only its text. */
bool reference_is_link(enum reference_type type);

/* Whether ADDRESS may be a link: none that a browser runs instead of following it, however it is
 * disguised ("javascript:"). The publisher has no such address; a crafted registry may. */
bool address_is_safe(struct text address);

/* Appends the address that REFERENCE links to. */
void reference_append_address(struct buffer *buffer, const struct reference *reference,
                              const struct style *style);

/* Appends the text of the link. */
void reference_append_text(struct buffer *buffer, const struct reference *reference,
                           const struct style *style);

/* The part of "IANA registry NAME" that the page sets in italics: from this offset on. SIZE_MAX:
 * no part. */
size_t reference_italics(const struct reference *reference);

/* The reference whose link has ADDRESS and TEXT, both borrowed. A text that follows from type and
 * data is not kept as a label. SCRATCH is working space. Returns false without memory. */
bool reference_of_link(struct text address, struct text text, struct buffer *scratch,
                       struct reference *reference);

#endif
