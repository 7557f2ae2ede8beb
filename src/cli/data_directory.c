/* The data directory. */
#include "cli/data_directory.h"

#include <stdlib.h>
#include <unistd.h>

/* The value of the environment's variable NAME, or NULL when it is unset or empty. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

const char *data_directory_default(char buffer[static PATH_SIZE_BYTES])
{
    const char *data = variable("PORTREG_DATA"), *home = variable("HOME");
    const char *xdg = variable("XDG_DATA_HOME");
    if (data)
        return data;
    if (geteuid() == 0)
        return "/var/lib/portreg";
    if (xdg)
        snprintf(buffer, PATH_SIZE_BYTES, "%s/portreg", xdg);
    else
        snprintf(buffer, PATH_SIZE_BYTES, "%s/.local/share/portreg", home ? home : ".");
    return buffer;
}
