/* The access log: a line for each request, written by a thread of its own, so that no answer waits
 * for a disk. Lines that it cannot take in time are dropped and counted. */
#ifndef PORTREG_SERVER_ACCESS_LOG_H
#define PORTREG_SERVER_ACCESS_LOG_H

#include <time.h>

#include "base/buffer.h"
#include "base/error.h"
#include "server/address.h"

enum access_log_format {
    ACCESS_LOG_COMBINED, /* as web servers have written it since the nineties */
    ACCESS_LOG_JSON,     /* an object a line */
};

enum {
    ACCESS_LOG_WAITING_BYTES = 1024 * 1024, /* what may wait to be written; more is dropped */
    ACCESS_LOG_TEXT_LIMIT_BYTES = 2048, /* of a target or a header; the rest of it is left out */
};

/* A request that has been answered. Texts that were not sent are empty. */
struct access {
    struct address address;
    time_t time;
    struct text method, target, version;
    unsigned status;
    uint64_t body_bytes;
    uint64_t duration_us;
    struct text referer, user_agent;
};

/* Appends the line for ACCESS, with its line feed. Control characters, quotes, backslashes and what
 * is no ASCII are escaped in the combined format, as \xHH; JSON is UTF-8 always. */
void access_format(const struct access *access, enum access_log_format format,
                   struct buffer *buffer);

struct access_log;

/* Appends to the file PATH, which is made when missing, or to standard output when it is "-". The
 * string must live as long as the log. Returns 0, STATUS_IO or STATUS_MEMORY. */
int access_log_open(const char *path, enum access_log_format format, struct access_log **log,
                    struct error *error);

/* Begins to write; lines may come from now on. To be called when no other thread may be begun in
 * the name of who started the process. Returns 0 or STATUS_IO. */
int access_log_start(struct access_log *log, struct error *error);

/* Writes what there is and ends. LOG may be NULL. */
void access_log_close(struct access_log *log);

enum access_log_format access_log_format_of(const struct access_log *log);

/* Takes LINE, or drops it. Never waits for the file. */
void access_log_write(struct access_log *log, struct text line);

/* Opens the file anew, which somebody may have renamed. On failure the old one stays. Returns 0 or
 * STATUS_IO. */
int access_log_reopen(struct access_log *log, struct error *error);

/* How many lines were dropped. */
uint64_t access_log_dropped(struct access_log *log);

#endif
