/* How nginx serves a frozen site. */
#ifndef PORTREG_SERVER_FROZEN_NGINX_H
#define PORTREG_SERVER_FROZEN_NGINX_H

#include "base/buffer.h"

/* Appends what is to be included in a server { } block of nginx, so that it answers from the
 * site in DIRECTORY, an absolute path, what portreg serve answers: forms by Accept, compressed
 * files, media types, and headers. */
void nginx_snippet_append(struct buffer *buffer, const char *directory);

#endif
