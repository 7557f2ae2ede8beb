/* The routes: every path that the server answers, in one table. */
#ifndef PORTREG_SERVER_ROUTES_H
#define PORTREG_SERVER_ROUTES_H

#include "server/message.h"
#include "server/release.h"

enum { ROUTE_VALUE_LIMIT = 2 };

/* What a handler works with. */
struct visit {
    const struct request *request;
    struct text values[ROUTE_VALUE_LIMIT]; /* of the variable segments of the path, in order */
    const char *data_directory;            /* where the log is read at each request */
    struct served_release *release;        /* NULL: nothing has been published yet */
    struct response *response;             /* empty; to be filled */
};

/* How portreg publish writes what a route answers: which values its variables take, and whether an
 * answer is a file of its own name or a folder with an index in each of its forms. */
enum frozen {
    FROZEN_NOT,                 /* made for the moment, or for a question of somebody's own */
    FROZEN_FOLDER,              /* the path itself, */
    FROZEN_FILE,                /* the same as a file */
    FROZEN_PORTS,               /* folders for all port numbers, */
    FROZEN_PORTS_OF_TRANSPORTS, /* for each transport protocol of them, */
    FROZEN_SERVICES,            /* for all service names, */
    FROZEN_PEOPLE,              /* all contacts, */
    FROZEN_RELEASES,            /* and all releases, by their sequence numbers */
    FROZEN_PUBLISHED_FILES,     /* files: the publisher's, */
    FROZEN_ASSETS,              /* those of the pages, */
    FROZEN_TILES,               /* and those of the log */
};

struct route {
    unsigned methods;    /* a set of enum method */
    const char *pattern; /* "/api/v1/ports/{number}": a segment in braces takes any but "", and one
                          * such as {path...} at the end all that are left; it gives no value */
    /* Answers; the conditions of the request are looked at afterwards. Returns 0, or a status when
     * it could not, and then has not filled the response. */
    int (*answer)(const struct visit *visit, struct error *error);
    bool needs_release; /* without one the answer is 503 */
    bool any_origin;    /* scripts of other sites may read the answer */
    const char *help;
    enum frozen frozen;
};

extern const struct route routes[];
extern const size_t route_count;

/* Instead of the place of a route: none has this path. */
#define ROUTE_NONE SIZE_MAX

/* The route whose pattern TARGET has, with VALUES filled, or NULL. For pages, which people type the
 * addresses of, a slash at the end or twice does not matter: /443/ is /443. */
const struct route *route_find(const struct target *target,
                               struct text values[static ROUTE_VALUE_LIMIT]);

#endif
