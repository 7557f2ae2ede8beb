/* The table of routes. */
#include "server/routes.h"

#include "server/api/api.h"
#include "server/api/changes.h"
#include "server/assets.h"
#include "server/files.h"
#include "server/log.h"
#include "server/pages/pages.h"

#define READ  (METHOD_GET | METHOD_HEAD | METHOD_OPTIONS)
#define FILES "/assignments/" RELEASE_NAME

const struct route routes[] = {
    {READ, "/", registry_page_answer, true, false,
     "the registry as a page; ?q= searches, ?transport=, ?state=, ?range=, ?year= and ?assignee= "
     "filter, ?sort= and ?order= sort, ?page= pages",
     FROZEN_FOLDER},
    {READ, "/releases", releases_page_answer, true, false,
     "all releases, with counts of what they changed", FROZEN_FOLDER},
    {READ, "/releases/{sequence}", release_page_answer, true, false,
     "what one release changed, record by record", FROZEN_RELEASES},
    {READ, "/ports/{number}", port_page_answer, true, false,
     "a port number or a range of them, as a page; as JSON or text by Accept; ?as-of=",
     FROZEN_PORTS},
    {READ, "/ports/{number}/{protocol}", port_page_answer, true, false,
     "the same for one transport protocol", FROZEN_PORTS_OF_TRANSPORTS},
    {READ, "/services/{name}", service_page_answer, true, false,
     "a service name, as a page; as JSON or text by Accept; ?as-of=", FROZEN_SERVICES},
    {READ, "/search", search_page_answer, true, false,
     "search over every column, as a page or as text by Accept; ?q= has the words and filters, "
     "?page= pages; without ?q= how to search",
     FROZEN_FOLDER},
    {READ, "/statistics", statistics_page_answer, true, false, "counts, with charts",
     FROZEN_FOLDER},
    {READ, "/statistics/assignments.svg", statistics_chart_answer, true, true,
     "a chart of assignments per year", FROZEN_FILE},
    {READ, "/statistics/ranges.svg", statistics_chart_answer, true, true,
     "of what is left in each range", FROZEN_FILE},
    {READ, "/statistics/growth.svg", statistics_chart_answer, true, true,
     "of how the registry grew", FROZEN_FILE},
    {READ, "/statistics/records.svg", statistics_chart_answer, true, true,
     "of the records by transport protocol and state", FROZEN_FILE},
    {READ, "/statistics/service-names.svg", statistics_chart_answer, true, true,
     "of service names without a port number per year", FROZEN_FILE},
    {READ, "/statistics/assignees.svg", statistics_chart_answer, true, true,
     "of the assignees with the most records", FROZEN_FILE},
    {READ, "/experts", experts_page_answer, true, false,
     "the experts, the procedures, and how to apply", FROZEN_FOLDER},
    {READ, "/about", about_page_answer, true, false,
     "what this is: disclaimer, freshness, formats, privacy, accessibility", FROZEN_FOLDER},
    {READ, "/people/{id}", person_page_answer, true, false,
     "the contact information of a person or an organization; ?as-of=", FROZEN_PEOPLE},
    {READ, "/map", map_page_answer, true, false,
     "all port numbers as a map; ?transport= tcp, udp, sctp, dccp or any; ?as-of=", FROZEN_FOLDER},
    {READ, "/map.svg", map_svg_answer, true, true,
     "the map as SVG; ?transport=, ?as-of=, ?scheme= light or dark", FROZEN_FILE},
    {READ, "/map.png", map_png_answer, true, true, "the same as PNG; ?size= 256, 512, 1024 or 2048",
     FROZEN_FILE},
    {READ, "/map/changes", map_changes_answer, true, true,
     "the states of all port numbers in the first release, and what each later one changes, as "
     "JSON",
     FROZEN_FOLDER},
    {READ, FILES, files_answer, true, true, "the registry as IANA publishes it: the HTML file",
     FROZEN_FOLDER},
    {READ, FILES "/", files_answer, true, true, "the same", FROZEN_NOT},
    {READ, FILES "/{file}", files_answer, true, true,
     RELEASE_NAME " with .xml, .csv, .xhtml or .txt; " HASHES_FILE "; " RELEASE_PROOF_FILE,
     FROZEN_PUBLISHED_FILES},
    {READ, "/api", api_page_answer, false, false, "the API as a page, with examples",
     FROZEN_FOLDER},
    {READ, "/api/v1", api_index_answer, false, true, "the paths of the API", FROZEN_FOLDER},
    {READ, "/api/v1/openapi.json", api_description_answer, false, true,
     "the description of the API, in OpenAPI 3.1", FROZEN_FILE},
    {READ, "/api/v1/ports/{number}", api_ports_answer, true, true,
     "a port number or a range of them; a range has pages", FROZEN_PORTS},
    {READ, "/api/v1/ports/{number}/{protocol}", api_ports_answer, true, true,
     "the same for one transport protocol: tcp, udp, sctp or dccp", FROZEN_PORTS_OF_TRANSPORTS},
    {READ, "/api/v1/services", api_services_answer, true, true,
     "the service names; ?prefix= those that begin so; in pages", FROZEN_NOT},
    {READ, "/api/v1/services/{name}", api_service_answer, true, true,
     "the records of a service name", FROZEN_SERVICES},
    {READ, "/api/v1/services/{name}/{protocol}", api_service_answer, true, true,
     "the same for one transport protocol", FROZEN_NOT},
    {READ, "/api/v1/search", api_search_answer, true, true,
     "search over every column, the best first; ?q= has the words and filters; in pages",
     FROZEN_NOT},
    {READ, "/api/v1/registry", api_registry_answer, true, true,
     "the header of the registry, and counts", FROZEN_FOLDER},
    {READ, "/api/v1/records", api_records_answer, true, true,
     "the records; ?transport=, ?state=, ?range=, ?year= and ?assignee= filter; in pages",
     FROZEN_NOT},
    {READ, "/api/v1/releases", api_releases_answer, true, true,
     "the releases, the newest first; in pages", FROZEN_FOLDER},
    {READ, "/api/v1/releases/{sequence}", api_release_answer, true, true,
     "a release by its sequence number; the last one with the hashes of its files",
     FROZEN_RELEASES},
    {READ, "/api/v1/changes", changes_answer, true, true,
     "the changes of the last release; ?since= those after a release or a date, ?release= "
     "those of a release, ?port= or ?service= those that touched it",
     FROZEN_FOLDER},
    {READ, "/api/v1/statistics", api_statistics_answer, true, true,
     "counts by state, range, transport protocol and year", FROZEN_FOLDER},
    {READ, "/api/v1/people/{id}", api_person_answer, true, true,
     "the contact information of a person or an organization", FROZEN_PEOPLE},
    {READ, "/changes.atom", changes_feed_answer, true, true,
     "the changes of the last releases, as an Atom feed; ?port= or ?service= all that touched it",
     FROZEN_FILE},
    {READ, "/log/checkpoint", log_checkpoint_answer, false, true,
     "the signed checkpoint of the log, as C2SP tlog-tiles has it", FROZEN_FILE},
    {READ, "/log/tile/{path...}", log_tile_answer, false, true,
     "its tiles of hashes and bundles of entries", FROZEN_TILES},
    {READ, "/log/proof/{index}", log_proof_answer, false, true,
     "the proof that an entry is in it, which carries the entry: C2SP tlog-proof", FROZEN_NOT},
    {READ, "/log/key", log_key_answer, false, true, "the public key that it is signed with",
     FROZEN_FILE},
    {READ, "/healthz", health_answer, true, false, "the date of the release, as text", FROZEN_NOT},
    {READ, "/web/{file}", assets_answer, false, false, "the style and the script of the page",
     FROZEN_ASSETS},
    {READ, "/{query}", short_page_answer, true, false,
     "what portreg lookup takes: 443, 6000-6063, https, _https._tcp; the same as its page",
     FROZEN_NOT},
    {READ, "/{query}/{protocol}", short_page_answer, true, false, "443/tcp, https/tcp", FROZEN_NOT},
};
const size_t route_count = sizeof(routes) / sizeof(*routes);

/* Whether TARGET has the segments of PATTERN, which begins with a slash. When it is LENIENT,
 * slashes at the end and doubled ones do not matter. */
static bool matches(const char *pattern, const struct target *target, bool lenient,
                    struct text *values)
{
    struct text rest = text_of(pattern + 1);
    size_t value_count = 0;
    for (size_t i = 0; i < target->segment_count; i++) {
        struct text segment = target->segments[i];
        if (lenient && !segment.length)
            continue;
        if (!rest.bytes)
            return false;
        struct text expected = text_split(&rest, '/');
        if (text_ends_with(expected, TEXT("...}")))
            return true;
        if (!text_starts_with(expected, TEXT("{"))) {
            if (!text_equal(segment, expected))
                return false;
        } else if (segment.length == 0 || value_count == ROUTE_VALUE_LIMIT) {
            return false;
        } else {
            values[value_count++] = segment;
        }
    }
    return !rest.bytes;
}

static const struct route *find(const struct target *target, bool lenient, struct text *values)
{
    for (size_t i = 0; i < route_count; i++) {
        memset(values, 0, ROUTE_VALUE_LIMIT * sizeof(*values));
        if (lenient && routes[i].any_origin) /* programs write addresses as they are told */
            continue;
        if (matches(routes[i].pattern, target, lenient, values))
            return &routes[i];
    }
    return NULL;
}

const struct route *route_find(const struct target *target,
                               struct text values[static ROUTE_VALUE_LIMIT])
{
    const struct route *route = find(target, false, values);
    return route ? route : find(target, true, values);
}
