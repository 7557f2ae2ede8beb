/* Headers that tell browsers what pages of this server may do. */
#ifndef PORTREG_SERVER_SECURITY_H
#define PORTREG_SERVER_SECURITY_H

#include <stddef.h>

struct security_header {
    const char *name;
    const char *value;
};

/* Those that every answer has, whatever it is; a Cross-Origin-Resource-Policy is there besides,
 * which depends on who may read the answer. */
extern const struct security_header security_headers[];
extern const size_t security_header_count;

#endif
