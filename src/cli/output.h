/* What commands share: errors to standard error, results to standard output. */
#ifndef PORTREG_CLI_OUTPUT_H
#define PORTREG_CLI_OUTPUT_H

#include "base/sink.h"
#include "cli/command.h"
#include "snapshot/snapshot.h"

/* Prints "portreg: ..." to standard error and returns the exit status that ERROR asks for. */
int print_error(const struct error *error);

/* A sink on standard output. There is one for the whole program. */
struct sink *output_sink(void);
/* Hands on what was printed so far, so that a message comes behind it. */
void output_flush(void);
/* Flushes it to the end. Returns STATUS, or EXIT_FAILED after a message when writing failed. */
int output_done(int status);

/* Replaces the file PATH by BYTES; "-" is standard output. Returns 0 or a status. */
int output_write_file(const char *path, struct text bytes, struct error *error);

/* Says that the data directory has no release, and how to get one. */
void hint_import(const struct options *options);

/* Opens the snapshot that OPTIONS ask for, whatever their date. NULL, after a message that says how
 * to get one. */
struct portreg *open_snapshot(const struct options *options);

/* A snapshot that answers from the release that was asked for. */
struct opened_snapshot {
    const struct portreg *snapshot; /* one of the two */
    struct portreg *file;
    struct portreg *view; /* as of an earlier release; NULL without --as-of */
};

/* Opens the snapshot that OPTIONS ask for, as of their date. Returns EXIT_DONE, and the caller ends
 * with snapshot_close; or another exit status, after a message. */
int snapshot_open(struct opened_snapshot *opened, const struct options *options);
void snapshot_close(struct opened_snapshot *opened);

#endif
