/* The JSON API: the answers of portreg lookup --json. Where they come from a release, ?as-of= asks
 * for that of a date: another form than a date is 400, a date before the first release 404. */
#ifndef PORTREG_SERVER_API_API_H
#define PORTREG_SERVER_API_API_H

#include "server/routes.h"

/* /api/v1/ports/{number}[/{protocol}]: a malformed port number or an unknown transport protocol is
 * 400; an unassigned port number is 200 with its state. */
int api_ports_answer(const struct visit *visit, struct error *error);
/* /api/v1/services/{name}: an unknown service name is 404. */
int api_services_answer(const struct visit *visit, struct error *error);
/* /api/v1/registry */
int api_registry_answer(const struct visit *visit, struct error *error);
/* /api/v1/releases: those that the snapshot knows, the newest first; ?page= beyond the last is 404,
 * and 400 when it is no number. */
int api_releases_answer(const struct visit *visit, struct error *error);
/* /healthz: the date of the release as a line of text. */
int health_answer(const struct visit *visit, struct error *error);

#endif
