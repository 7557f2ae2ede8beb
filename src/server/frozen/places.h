/* Every place of a site that can be a file: what stands in the braces of a route's pattern, in all
 * the values that the release has. */
#ifndef PORTREG_SERVER_FROZEN_PLACES_H
#define PORTREG_SERVER_FROZEN_PLACES_H

#include "server/routes.h"

/* Receives one target, encoded as in a request line: "/services/z39.50". */
struct place_sink {
    int (*place)(void *context, struct text target, struct error *error);
    /* The port numbers FIRST to LAST have no record of their own: each is answered by the place of
     * the whole block. */
    int (*block)(void *context, const struct route *route, uint16_t first, uint16_t last,
                 struct error *error);
    void *context;
};

/* Gives SINK every place of ROUTE, by its member frozen. Returns 0, or the first status that is not
 * 0 and that SINK returned. */
int places_each(const struct route *route, const struct served_release *release,
                const char *data_directory, const struct place_sink *sink, struct error *error);

#endif
