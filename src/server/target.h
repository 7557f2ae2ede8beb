/* The target of a request: the path in its segments and the parameters of the query, decoded
 * (RFC 3986, and for the query application/x-www-form-urlencoded). */
#ifndef PORTREG_SERVER_TARGET_H
#define PORTREG_SERVER_TARGET_H

#include "base/buffer.h"

enum {
    TARGET_LIMIT_BYTES = 4096,
    TARGET_SEGMENT_LIMIT = 16,
    TARGET_PARAMETER_LIMIT = 16, /* further ones are not looked at */
};

struct target_parameter {
    struct text name;
    struct text value;
};

struct target {
    struct text segments[TARGET_SEGMENT_LIMIT]; /* "/" has one, which is empty */
    size_t segment_count;
    struct target_parameter parameters[TARGET_PARAMETER_LIMIT];
    size_t parameter_count;
    size_t used;
    char bytes[TARGET_LIMIT_BYTES]; /* what the texts are in */
};

enum target_fault {
    TARGET_SOUND,
    TARGET_LONG,      /* more than TARGET_LIMIT_BYTES: 414 */
    TARGET_MALFORMED, /* no path, a broken % sequence, no UTF-8, a control character: 400 */
};

/* Reads RAW, as it stands in the request line, in origin or absolute form (RFC 9112 section 3.2).
 * A segment may contain a decoded slash. */
enum target_fault target_parse(struct target *target, struct text raw);

/* The value of the first parameter of this name, or the empty text. */
struct text target_parameter(const struct target *target, struct text name);

/* Appends TEXT as it may stand in a path segment or as a value in a query. */
void target_append_encoded(struct buffer *buffer, struct text text);

#endif
