/* Executing portregd. */
#include "cli/execute.h"

#include <unistd.h>

#include "base/file.h"
#include "cli/output.h"

#ifndef PORTREG_LIBEXECDIR
#define PORTREG_LIBEXECDIR "/usr/libexec/portreg"
#endif

/* The directory this program was started from, or false. */
static bool own_directory(char path[static PATH_SIZE_BYTES])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_SIZE_BYTES - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

int execute_portregd(const char *const *arguments)
{
    char directory[PATH_SIZE_BYTES], program[PATH_SIZE_BYTES];
    struct error error;
    if (own_directory(directory) && path_join(program, directory, "portregd", NULL) == STATUS_OK)
        execv(program, (char **)(uintptr_t)arguments);
    execv(PORTREG_LIBEXECDIR "/portregd", (char **)(uintptr_t)arguments);
    error_system(&error, "start", "portregd (beside portreg or in " PORTREG_LIBEXECDIR ")");
    return print_error(&error);
}
