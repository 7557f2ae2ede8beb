/* One error: what went wrong, where in which file, what was expected and what was found. */
#ifndef PORTREG_BASE_ERROR_H
#define PORTREG_BASE_ERROR_H

#include <stdarg.h>

#include "base/text.h"

/* What a fallible function returns: 0, or one of these. */
enum status {
    STATUS_OK = 0,
    STATUS_INPUT = -1,  /* bad input: the caller's exit status is 2 */
    STATUS_IO = -2,     /* the system said no: exit status 3 */
    STATUS_MEMORY = -3, /* out of memory: exit status 3 */
};

/* A place in a file. Lines and columns count from 1, columns in bytes; 0 means unknown. */
struct position {
    uint32_t line;
    uint32_t column;
};

struct error {
    enum status status;
    char file[256]; /* empty when the error belongs to no file */
    struct position position;
    char message[512]; /* one line, lower case, without the position; cut between characters */
};

/* Fills *ERROR, which may be NULL, and returns STATUS. */
__attribute__((format(printf, 5, 6))) int error_set(struct error *error, enum status status,
                                                    const char *file, struct position position,
                                                    const char *format, ...);

/* As error_set, with the arguments in a list. */
__attribute__((format(printf, 5, 0))) int error_set_list(struct error *error, enum status status,
                                                         const char *file, struct position position,
                                                         const char *format, va_list arguments);

/* "cannot WHAT FILE: strerror(errno)", STATUS_IO. */
int error_system(struct error *error, const char *what, const char *file);

/* Out of memory, STATUS_MEMORY. */
int error_memory(struct error *error);

/* FILE:LINE:COLUMN: message, as far as known, into BUFFER of SIZE_BYTES; always terminated. */
void error_format(const struct error *error, char *buffer, size_t size_bytes);

/* TEXT made fit for a message, in quotes: control characters and broken UTF-8 escaped, cut at
 * about 60 bytes. Returns BUFFER. */
enum { QUOTED_SIZE_BYTES = 280 };
const char *text_quote(struct text text, char buffer[static QUOTED_SIZE_BYTES]);

#endif
