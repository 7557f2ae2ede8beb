/* The map as a picture, and how it changed from release to release, for those who play it. */
#include "base/memory.h"
#include "server/pages/map_view.h"
#include "server/pages/pages.h"

/* A map that VIEW asks for, which the caller frees; NULL without memory. */
static struct map *read_map(const struct visit *visit, const struct map_view *view,
                            struct error *error)
{
    struct map *map = memory_allocate(sizeof(*map));
    if (map && map_read(visit->release->snapshot, view->release, view->transport_protocol, map,
                        error) == STATUS_OK)
        return map;
    memory_free(map);
    error_memory(error);
    return NULL;
}

/* Gives BUFFER to the response. */
static int answer_with(const struct visit *visit, const char *media_type, struct buffer *buffer,
                       struct error *error)
{
    visit->response->status = HTTP_OK;
    visit->response->media_type = media_type;
    return response_take(visit->response, buffer, error);
}

int map_svg_answer(const struct visit *visit, struct error *error)
{
    struct map_view view;
    struct buffer buffer;
    struct sink sink;
    if (!map_view_read(visit, &view))
        return STATUS_OK;
    struct map *map = read_map(visit, &view, error);
    if (!map)
        return STATUS_MEMORY;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    int status = map_write_svg(map, view.scheme, &sink, error);
    if (status == STATUS_OK)
        status = sink_flush(&sink, "picture", error);
    if (status == STATUS_OK)
        status = answer_with(visit, "image/svg+xml", &buffer, error);
    buffer_done(&buffer);
    memory_free(map);
    return status;
}

/* With an entity tag of its own: what has one is not compressed once more. */
int map_png_answer(const struct visit *visit, struct error *error)
{
    struct map_view view;
    struct buffer buffer;
    if (!map_view_read(visit, &view))
        return STATUS_OK;
    struct map *map = read_map(visit, &view, error);
    if (!map)
        return STATUS_MEMORY;
    buffer_init(&buffer);
    int status = map_append_png(map, view.scheme, view.size, &buffer, error);
    if (status == STATUS_OK) {
        etag_make(buffer_text(&buffer), visit->response->etag);
        status = answer_with(visit, "image/png", &buffer, error);
    }
    buffer_done(&buffer);
    memory_free(map);
    return status;
}

int map_changes_answer(const struct visit *visit, struct error *error)
{
    struct buffer buffer;
    struct sink sink;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    int status = map_write_changes(visit->release->snapshot, &sink, error);
    if (status == STATUS_OK)
        status = sink_flush(&sink, "answer", error);
    if (status == STATUS_OK)
        status = answer_with(visit, "application/json", &buffer, error);
    buffer_done(&buffer);
    return status;
}
