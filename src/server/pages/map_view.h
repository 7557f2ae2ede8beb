/* What a visitor asks of the map: of which transport protocol, as of when, and how it is drawn. */
#ifndef PORTREG_SERVER_PAGES_MAP_VIEW_H
#define PORTREG_SERVER_PAGES_MAP_VIEW_H

#include "formats/picture/map.h"
#include "server/routes.h"

struct map_view {
    enum transport_protocol transport_protocol; /* TRANSPORT_NONE: any */
    uint32_t release;                           /* its index in the snapshot */
    struct text date; /* the parameter as it was sent; empty: the current release */
    enum scheme scheme;
    unsigned size; /* of PNG, in pixels */
};

/* Reads the parameters of VISIT; one that is missing or empty is the usual: tcp, the current
 * release, light, MAP_SIZE_DEFAULT. False: the request is refused, with 400, or 404 for a date
 * before the first release. */
bool map_view_read(const struct visit *visit, struct map_view *view);

/* Appends PATH with the parameters that ask for VIEW; none for what is usual. The size is not among
 * them. */
void map_view_append(struct buffer *buffer, const char *path, const struct map_view *view);

#endif
