/* A bar for long work. */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void progress_init(struct progress *progress)
{
    progress->shown = isatty(STDERR_FILENO);
}

void progress_show(const struct progress *progress, size_t done, size_t total, const char *word)
{
    enum { WIDTH = 40 };
    char bar[WIDTH + 1];
    if (!progress->shown)
        return;
    memset(bar, '.', WIDTH);
    memset(bar, '#', done * WIDTH / total);
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %zu of %zu  %s\033[K", bar, done, total, word);
    if (done == total)
        progress_clear(progress);
    fflush(stderr);
}

void progress_clear(const struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
