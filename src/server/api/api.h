/* The JSON API, each path with its function; the objects are those of formats/json/answer.h. Where
 * they come from a release, ?as-of= asks for that of a date: another form than a date is 400, a
 * date before the first release 404. Lists come in pages (server/api/paging.h). What is refused is
 * refused with a problem (server/problem.h). */
#ifndef PORTREG_SERVER_API_API_H
#define PORTREG_SERVER_API_API_H

#include "server/routes.h"

/* /api/v1: the paths of the API. */
int api_index_answer(const struct visit *visit, struct error *error);
/* /api/v1/openapi.json: its description. */
int api_description_answer(const struct visit *visit, struct error *error);
/* /api/v1/ports/{number}[/{protocol}]: a malformed port number or an unknown transport protocol is
 * 400; an unassigned port number is 200 with its state. */
int api_ports_answer(const struct visit *visit, struct error *error);
/* /api/v1/services/{name}[/{protocol}]: an unknown service name is 404. */
int api_service_answer(const struct visit *visit, struct error *error);
/* /api/v1/services: all service names, or those that begin with ?prefix=. */
int api_services_answer(const struct visit *visit, struct error *error);
/* /api/v1/search: what ?q= finds, the best first; a filter that makes no sense is 400. */
int api_search_answer(const struct visit *visit, struct error *error);
/* /api/v1/registry */
int api_registry_answer(const struct visit *visit, struct error *error);
/* /api/v1/records: all records, or those that the parameters of server/api/record_query.h leave. */
int api_records_answer(const struct visit *visit, struct error *error);
/* /api/v1/releases: those that the snapshot knows, the newest first. */
int api_releases_answer(const struct visit *visit, struct error *error);
/* /api/v1/releases/{sequence}: one of them; the last one with its published files. */
int api_release_answer(const struct visit *visit, struct error *error);
/* /api/v1/statistics */
int api_statistics_answer(const struct visit *visit, struct error *error);
/* /api/v1/people/{id} */
int api_person_answer(const struct visit *visit, struct error *error);
/* /healthz: the date of the release as a line of text. */
int health_answer(const struct visit *visit, struct error *error);

#endif
