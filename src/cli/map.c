/* portreg map: the port numbers as a picture. */
#include <unistd.h>

#include "base/memory.h"
#include "cli/output.h"
#include "formats/picture/map.h"

/* What is asked for. */
struct wish {
    enum transport_protocol transport_protocol;
    enum scheme scheme;
    unsigned size; /* of PNG */
};

static int refuse(struct error *error, const char *expected, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     expected, text_quote(text_of(found), quoted));
}

static int read_wish(const struct options *options, struct wish *wish, struct error *error)
{
    *wish = (struct wish){TRANSPORT_TCP, SCHEME_LIGHT, MAP_SIZE_DEFAULT};
    if (options->svg == options->png)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected --svg or --png, found %s (see portreg map --help)",
                         options->svg ? "both" : "neither");
    if (options->transport &&
        !map_transport_parse(text_of(options->transport), &wish->transport_protocol))
        return refuse(error, "the transport protocol " MAP_TRANSPORT_NAMES, options->transport);
    if (options->scheme && !scheme_parse(text_of(options->scheme), &wish->scheme))
        return refuse(error, "the scheme " SCHEME_NAMES, options->scheme);
    if (options->pixels && options->svg)
        return refuse(error, "--pixels with --png only", "--svg");
    if (options->pixels && !map_size_parse(text_of(options->pixels), &wish->size))
        return refuse(error, "a width of " MAP_SIZE_NAMES " pixels", options->pixels);
    if (options->png && !options->output && isatty(STDOUT_FILENO))
        return refuse(error, "--output FILE or a pipe for PNG", "a terminal");
    return STATUS_OK;
}

static int append_svg(const struct map *map, const struct wish *wish, struct buffer *picture,
                      struct error *error)
{
    struct sink sink;
    sink_init_buffer(&sink, picture);
    int status = map_write_svg(map, wish->scheme, &sink, error);
    return status == STATUS_OK ? sink_flush(&sink, "picture", error) : status;
}

/* Appends the picture that is asked for of what SNAPSHOT answers to PICTURE. */
static int append_picture(const struct portreg *snapshot, const struct options *options,
                          const struct wish *wish, struct buffer *picture, struct error *error)
{
    struct map *map = memory_allocate(sizeof(*map));
    int status = map ? map_read(snapshot, portreg_release(snapshot).index, wish->transport_protocol,
                                map, error)
                     : error_memory(error);
    if (status == STATUS_OK)
        status = options->png ? map_append_png(map, wish->scheme, wish->size, picture, error)
                              : append_svg(map, wish, picture, error);
    memory_free(map);
    return status;
}

int run_map(const struct options *options)
{
    struct opened_snapshot opened;
    struct buffer picture;
    struct error error;
    struct wish wish;
    if (read_wish(options, &wish, &error) != STATUS_OK)
        return print_error(&error);
    int exit_status = snapshot_open(&opened, options);
    if (exit_status != EXIT_DONE)
        return exit_status;
    buffer_init(&picture);
    int status = append_picture(opened.snapshot, options, &wish, &picture, &error);
    if (status == STATUS_OK)
        status = output_write_file(options->output ? options->output : "-", buffer_text(&picture),
                                   &error);
    buffer_done(&picture);
    snapshot_close(&opened);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}
