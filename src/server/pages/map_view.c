/* What a visitor asks of the map. */
#include "server/pages/map_view.h"

#include "server/as_of.h"

/* Refuses VALUE, where EXPECTED was. False. */
static bool refuse(const struct visit *visit, const char *expected, struct text value)
{
    char quoted[QUOTED_SIZE_BYTES];
    response_problem(visit->response, HTTP_BAD_REQUEST, "expected %s, found %s", expected,
                     text_quote(value, quoted));
    return false;
}

bool map_view_read(const struct visit *visit, struct map_view *view)
{
    const struct target *target = &visit->request->target;
    struct text transport = target_parameter(target, TEXT("transport"));
    struct text scheme = target_parameter(target, TEXT("scheme"));
    struct text size = target_parameter(target, TEXT("size"));
    *view = (struct map_view){.transport_protocol = TRANSPORT_TCP,
                              .release = portreg_release_count(visit->release->snapshot) - 1,
                              .date = target_parameter(target, TEXT("as-of")),
                              .size = MAP_SIZE_DEFAULT};
    if (transport.length && !map_transport_parse(transport, &view->transport_protocol))
        return refuse(visit, "transport as " MAP_TRANSPORT_NAMES, transport);
    if (scheme.length && !scheme_parse(scheme, &view->scheme))
        return refuse(visit, "scheme as " SCHEME_NAMES, scheme);
    if (size.length && !map_size_parse(size, &view->size))
        return refuse(visit, "size as " MAP_SIZE_NAMES, size);
    return !view->date.length || as_of_find(visit, view->date, &view->release);
}

/* Appends a parameter; *SEPARATOR is what comes before it. */
static void append_parameter(struct buffer *buffer, char *separator, const char *name,
                             struct text value)
{
    buffer_append_byte(buffer, *separator);
    buffer_append(buffer, text_of(name));
    buffer_append_byte(buffer, '=');
    target_append_encoded(buffer, value);
    *separator = '&';
}

void map_view_append(struct buffer *buffer, const char *path, const struct map_view *view)
{
    char separator = '?';
    buffer_append(buffer, text_of(path));
    if (view->transport_protocol != TRANSPORT_TCP)
        append_parameter(buffer, &separator, "transport",
                         map_transport_name(view->transport_protocol));
    if (view->date.length)
        append_parameter(buffer, &separator, "as-of", view->date);
    if (view->scheme != SCHEME_LIGHT)
        append_parameter(buffer, &separator, "scheme", text_of(schemes[view->scheme].word));
}
