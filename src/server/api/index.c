/* The JSON API: what it has. */
#include "formats/json/members.h"
#include "server/api/api.h"
#include "server/api/reply.h"
#include "server/assets.h"

#define DESCRIPTION "openapi.json"

static void write_path(struct sink *sink, const struct route *route)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "path", text_of(route->pattern));
    json_member_text(&members, "description", text_of(route->help));
    json_members_end(&members);
}

static int write_index(void *context, struct sink *sink, struct error *error)
{
    (void)context;
    (void)error;
    bool any = false;
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "title", TEXT("portreg"));
    json_member_text(&members, "version", TEXT(PORTREG_VERSION));
    json_member_text(&members, "documentation", TEXT("/api"));
    json_member_text(&members, "openapi", TEXT("/api/v1/" DESCRIPTION));
    json_member(&members, "paths");
    sink_write_byte(sink, '[');
    for (size_t i = 0; i < route_count; i++) {
        if (!text_starts_with(text_of(routes[i].pattern), TEXT("/api/v1/")))
            continue;
        if (any)
            sink_write_byte(sink, ',');
        any = true;
        write_path(sink, &routes[i]);
    }
    sink_write_byte(sink, ']');
    json_members_end(&members);
    sink_write_byte(sink, '\n');
    return STATUS_OK;
}

int api_index_answer(const struct visit *visit, struct error *error)
{
    return reply_json(visit, write_index, NULL, error);
}

int api_description_answer(const struct visit *visit, struct error *error)
{
    (void)error;
    asset_answer(visit, TEXT(DESCRIPTION));
    return STATUS_OK;
}
