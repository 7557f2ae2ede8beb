/* A bar for long work, on standard error when that is a terminal. */
#ifndef PORTREG_CLI_PROGRESS_H
#define PORTREG_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool shown; /* standard error is a terminal */
};

void progress_init(struct progress *progress);
/* DONE of TOTAL, which is more than 0, are done; WORD says at what. At the end the bar is gone. */
void progress_show(const struct progress *progress, size_t done, size_t total, const char *word);
/* Takes the bar away before the end, so that a message can stand there. */
void progress_clear(const struct progress *progress);

#endif
