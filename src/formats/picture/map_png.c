/* The map as PNG, by libpng. */
#include <png.h>

#include "base/memory.h"
#include "formats/picture/map.h"

enum { COMPRESSION_LEVEL = 6, BIT_DEPTH = 4 };

/* libpng's functions for memory, errors and bytes. */
static void *allocate(png_structp png, png_alloc_size_t size_bytes)
{
    (void)png;
    return memory_allocate(size_bytes);
}

static void release(png_structp png, void *block)
{
    (void)png;
    memory_free(block);
}

/* Only memory can be short. */
static void fail(png_structp png, const char *message)
{
    (void)message;
    png_longjmp(png, 1);
}

static void be_quiet(png_structp png, const char *message)
{
    (void)png;
    (void)message;
}

static void append(png_structp png, png_bytep bytes, size_t length)
{
    buffer_append(png_get_io_ptr(png), (struct text){(const char *)bytes, length});
}

static void flush(png_structp png)
{
    (void)png;
}

static void set_header(png_structp png, png_infop info, enum scheme scheme, unsigned size)
{
    png_color colors[SHADE_COUNT];
    for (int shade = 0; shade < SHADE_COUNT; shade++) {
        const struct color *color = &shades[shade].colors[scheme];
        colors[shade] = (png_color){color->red, color->green, color->blue};
    }
    png_set_IHDR(png, info, size, size, BIT_DEPTH, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, colors, SHADE_COUNT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    /* The rows of a cell repeat one another: against the one above, most are nothing. */
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, COMPRESSION_LEVEL);
}

/* What the picture says of itself. Texts in tEXt are Latin-1: only our own words. */
static void set_texts(png_structp png, png_infop info, const struct map *map)
{
    char title[96], date[DATE_SIZE_BYTES];
    snprintf(title, sizeof(title), "Port numbers for %.*s, %s",
             TEXT_ARGS(map_transport_title(map->transport_protocol)), date_format(map->date, date));
    png_text texts[] = {
        {.compression = PNG_TEXT_COMPRESSION_NONE, .key = (char[]){"Title"}, .text = title},
        {.compression = PNG_TEXT_COMPRESSION_NONE,
         .key = (char[]){"Description"},
         .text = (char[]){"256 by 256 port numbers on a Hilbert curve, from 0 at the upper left to "
                          "65535 at the upper right. " PORTREG_DISCLAIMER}},
    };
    png_set_text(png, info, texts, sizeof(texts) / sizeof(*texts));
}

/* The pixels of the cells of ROW, each SCALE wide. */
static void fill_row(const struct map *map, unsigned row, unsigned scale, uint8_t *pixels)
{
    for (unsigned column = 0; column < HILBERT_SIDE; column++)
        memset(pixels + column * scale, map->cells[row][column], scale);
}

static void append_all(png_structp png, png_infop info, const struct map *map, enum scheme scheme,
                       unsigned size, uint8_t *pixels)
{
    unsigned scale = size / HILBERT_SIDE;
    set_header(png, info, scheme, size);
    set_texts(png, info, map);
    png_write_info(png, info);
    png_set_packing(png);
    for (unsigned y = 0; y < size; y++) {
        if (y % scale == 0)
            fill_row(map, y / scale, scale, pixels);
        png_write_row(png, pixels);
    }
    png_write_end(png, NULL);
}

/* False: memory was short, and libpng came back here. */
static bool try_append_all(png_structp png, png_infop info, const struct map *map,
                           enum scheme scheme, unsigned size, uint8_t *pixels)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    append_all(png, info, map, scheme, size, pixels);
    return true;
}

int map_append_png(const struct map *map, enum scheme scheme, unsigned size, struct buffer *buffer,
                   struct error *error)
{
    png_structp png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, NULL, fail, be_quiet, NULL,
                                                allocate, release);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *pixels = memory_allocate(size);
    bool done = false;
    if (info && pixels) {
        png_set_write_fn(png, buffer, append, flush);
        done = try_append_all(png, info, map, scheme, size, pixels);
    }
    memory_free(pixels);
    png_destroy_write_struct(&png, &info);
    return done && !buffer->failed ? STATUS_OK : error_memory(error);
}
