/* Directories with all that is in them. */
#include "base/tree.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>

/* How many directories are open at a time. */
enum { OPEN_DIRECTORY_LIMIT = 16 };

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

int tree_remove(const char *directory, struct error *error)
{
    if (nftw(directory, remove_entry, OPEN_DIRECTORY_LIMIT, FTW_DEPTH | FTW_PHYS) == 0 ||
        errno == ENOENT)
        return STATUS_OK;
    return error_system(error, "remove", directory);
}
