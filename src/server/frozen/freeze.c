/* The whole site as files. */
#include "server/frozen/freeze.h"

#include <stdio.h>

#include "base/memory.h"
#include "server/form.h"
#include "server/frozen/places.h"
#include "server/server.h"

struct freezer {
    struct frozen_tree *tree;
    struct served_release *release;
    const char *data_directory;
    bool is_folder; /* of the route at hand */
    struct buffer name;
    struct request request; /* large */
};

/* The index of a folder, by the media type of the answer. */
static struct text index_name(const char *media_type)
{
    struct text type = text_of(media_type);
    if (text_starts_with(type, TEXT("text/html")))
        return TEXT("index.html");
    if (text_starts_with(type, TEXT("application/xhtml+xml")))
        return TEXT("index.xhtml");
    return text_starts_with(type, TEXT("application/json")) ? TEXT("index.json")
                                                            : TEXT("index.txt");
}

/* The name of the file for RESPONSE: the decoded path, as a web server looks for it. */
static int make_name(struct freezer *freezer, const struct response *response, struct error *error)
{
    const struct target *target = &freezer->request.target;
    buffer_clear(&freezer->name);
    for (size_t i = 0; i < target->segment_count; i++) {
        if (!target->segments[i].length)
            continue;
        buffer_append(&freezer->name, freezer->name.length ? TEXT("/") : TEXT(""));
        buffer_append(&freezer->name, target->segments[i]);
    }
    if (freezer->is_folder) {
        buffer_append(&freezer->name, freezer->name.length ? TEXT("/") : TEXT(""));
        buffer_append(&freezer->name, index_name(response->media_type));
    }
    return freezer->name.failed ? error_memory(error) : STATUS_OK;
}

/* Whether RESPONSE has the form that ACCEPT asks for, as far as it has forms: a page without that
 * one answers with another, which is there already. */
static bool is_in_form(const struct response *response, struct text accept)
{
    return !response->varies_by_form || text_starts_with(text_of(response->media_type), accept);
}

/* Adds the answer in the form that ACCEPT asks for. *MORE: there are others. */
static int freeze_form(struct freezer *freezer, struct text accept, bool *more, struct error *error)
{
    struct response response = {0};
    freezer->request.accept = accept;
    server_answer(&freezer->request, freezer->data_directory, freezer->release, &response);
    int status = STATUS_OK;
    if (response.status == HTTP_OK && is_in_form(&response, accept)) {
        status = make_name(freezer, &response, error);
        if (status == STATUS_OK)
            status = frozen_tree_add(freezer->tree, buffer_text(&freezer->name),
                                     response.body.bytes, error);
    } else if (response.status >= HTTP_SERVER_ERROR) {
        status = error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                           "expected an answer, found the status %d for it", (int)response.status);
    }
    *more = response.varies_by_form;
    response_done(&response);
    return status;
}

static int freeze_place(void *context, struct text target, struct error *error)
{
    static const struct text accepts[] = {TEXT("text/html"), TEXT("application/json"),
                                          TEXT("text/plain")};
    struct freezer *freezer = context;
    bool more = true;
    int status = STATUS_OK;
    freezer->request = (struct request){.method = METHOD_GET};
    if (target_parse(&freezer->request.target, target) != TARGET_SOUND)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a path of at most %d bytes, found a longer one",
                         TARGET_LIMIT_BYTES);
    for (size_t i = 0; i < sizeof(accepts) / sizeof(*accepts) && more && status == STATUS_OK; i++)
        status = freeze_form(freezer, accepts[i], &more, error);
    return status;
}

/* Leads each port number of a block to the place of the block, which stands beside it. */
static int freeze_block(void *context, const struct route *route, uint16_t first, uint16_t last,
                        struct error *error)
{
    struct freezer *freezer = context;
    char target[16], name[256];
    struct text pattern = text_of(route->pattern);
    struct text directory = text_slice(pattern, 1, text_find(pattern, TEXT("{"), 0) - 1);
    int status = STATUS_OK;
    snprintf(target, sizeof(target), "%u-%u", (unsigned)first, (unsigned)last);
    for (uint32_t port = first; port <= last && status == STATUS_OK; port++) {
        snprintf(name, sizeof(name), "%.*s%u", TEXT_ARGS(directory), (unsigned)port);
        status = frozen_tree_link(freezer->tree, text_of(name), target, error);
    }
    return status;
}

int freeze(struct frozen_tree *tree, struct served_release *release, const char *data_directory,
           struct error *error)
{
    struct freezer *freezer = memory_allocate(sizeof(*freezer));
    if (!freezer)
        return error_memory(error);
    *freezer = (struct freezer){.tree = tree, .release = release, .data_directory = data_directory};
    buffer_init(&freezer->name);
    const struct place_sink sink = {freeze_place, freeze_block, freezer};
    int status = STATUS_OK;
    for (size_t i = 0; i < route_count && status == STATUS_OK; i++) {
        enum frozen frozen = routes[i].frozen;
        freezer->is_folder = frozen != FROZEN_FILE && frozen != FROZEN_PUBLISHED_FILES &&
                             frozen != FROZEN_ASSETS && frozen != FROZEN_TILES;
        status = places_each(&routes[i], release, data_directory, &sink, error);
    }
    buffer_done(&freezer->name);
    memory_free(freezer);
    return status;
}
