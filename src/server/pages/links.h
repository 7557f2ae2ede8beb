/* Links to the pages of port numbers and of service names, which stay in the release that a page is
 * of. */
#ifndef PORTREG_SERVER_PAGES_LINKS_H
#define PORTREG_SERVER_PAGES_LINKS_H

#include "registry/port.h"
#include "registry/transport_protocol.h"
#include "server/as_of.h"
#include "server/html.h"

/* Appends the address of the page of PORTS, for one transport protocol or for all:
 * "/ports/443/tcp", and behind it "?as-of=DATE" unless AS_OF is empty. */
void link_append_ports(struct buffer *href, struct ports ports, enum transport_protocol protocol,
                       struct text as_of);

/* A link to it, whose text is the port number or the range. */
void link_ports(struct html *html, struct ports ports, struct text as_of);

/* Appends the address of the page of SERVICE_NAME: "/services/https", with "?as-of=DATE" as above.
 */
void link_append_service(struct buffer *href, struct text service_name, struct text as_of);

/* A link to the page of SERVICE_NAME, whose text that is. */
void link_service(struct html *html, struct text service_name, struct text as_of);

/* A link to the RFC, whose text is CITATION: "RFC 6335 section 8.1". Appends what comes behind the
 * site's address to it: PLACE is "rfc6335#section-8.1". Both are string constants. */
void link_rfc(struct html *html, const char *place, const char *citation);

/* When a page is of a date that was asked for, says so, with a link to PATH, where the same of the
 * current release is. */
void link_current(struct html *html, const struct as_of *as_of, struct text path);

#endif
