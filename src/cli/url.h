/* The addresses that a download may have (RFC 3986): http and https, and nothing that would send a
 * password or leave the network for the disk. */
#ifndef PORTREG_CLI_URL_H
#define PORTREG_CLI_URL_H

#include "base/error.h"

enum { URL_SIZE_BYTES = 2048 };

/* Refuses what is no https or http URL with a host, is too long, or has a user name or a password
 * in it, which would end up in logs. Returns 0, STATUS_INPUT or STATUS_MEMORY. */
int url_check(const char *url, struct error *error);

/* Whether a redirect from FROM, which url_check let pass, may be followed to TO: to https anywhere;
 * from http also to http on the same host and port. Never from https to http. Returns 0, or
 * STATUS_INPUT with an error that names both. */
int url_check_redirect(const char *from, const char *to, struct error *error);

#endif
