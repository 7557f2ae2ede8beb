/* The data directory that both programs use when none is named. */
#ifndef PORTREG_CLI_DATA_DIRECTORY_H
#define PORTREG_CLI_DATA_DIRECTORY_H

#include "base/file.h"

/* $PORTREG_DATA; else /var/lib/portreg for root; else $XDG_DATA_HOME/portreg, or without that
 * ~/.local/share/portreg. Returns the path, which may be in BUFFER. */
const char *data_directory_default(char buffer[static PATH_SIZE_BYTES]);

#endif
