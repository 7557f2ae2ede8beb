/* The blocks of the map. */
#include "server/pages/map_blocks.h"

#include <stdio.h>

#include "formats/picture/hilbert.h"

enum { BLOCK_NUMBERS = 1024, BLOCK_SIDE = 32, BLOCK_COUNT = PORT_COUNT / BLOCK_NUMBERS };

/* The order in which shades are told of. */
static const enum shade told[SHADE_COUNT] = {SHADE_ASSIGNED, SHADE_RESERVED, SHADE_IMPLIED,
                                             SHADE_UNASSIGNED, SHADE_DYNAMIC};

static void set_number(struct html *html, const char *name, int value)
{
    char digits[16];
    snprintf(digits, sizeof(digits), "%d", value);
    html_set(html, name, digits);
}

/* Opens a rectangle of SVG. */
static void open_rectangle(struct html *html, int x, int y, int width, int height)
{
    html_open(html, "rect");
    set_number(html, "x", x);
    set_number(html, "y", y);
    set_number(html, "width", width);
    set_number(html, "height", height);
}

/* Where the block at INDEX has its upper left, in cells. */
static struct place corner_of(int index)
{
    struct place place = hilbert_place((uint16_t)(index * BLOCK_NUMBERS));
    return (struct place){(uint8_t)(place.x / BLOCK_SIDE * BLOCK_SIDE),
                          (uint8_t)(place.y / BLOCK_SIDE * BLOCK_SIDE)};
}

/* The address of the page of a block. */
static void set_href(struct html *html, int index, const struct map_view *view)
{
    struct buffer href;
    buffer_init(&href);
    buffer_format(&href, "/ports/%d-%d", index * BLOCK_NUMBERS, (index + 1) * BLOCK_NUMBERS - 1);
    if (view->date.length) {
        buffer_append(&href, TEXT("?as-of="));
        target_append_encoded(&href, view->date);
    }
    html_attribute(html, "href", buffer_text(&href));
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

/* --- over the picture --- */

static void write_label(struct html *html, const char *class, int x, int y, struct text label)
{
    html_open(html, "text");
    html_set(html, "class", class);
    set_number(html, "x", x);
    set_number(html, "y", y);
    html_text(html, label);
    html_close(html);
}

static void write_block_link(struct html *html, int index, const struct map_view *view)
{
    struct place corner = corner_of(index);
    html_open(html, "a");
    set_href(html, index, view);
    html_set(html, "tabindex", "-1");
    open_rectangle(html, corner.x, corner.y, BLOCK_SIDE, BLOCK_SIDE);
    html_close(html);
    html_open(html, "text");
    html_set(html, "class", "first");
    set_number(html, "x", corner.x + 1);
    set_number(html, "y", corner.y + 4);
    html_format(html, "%d", index * BLOCK_NUMBERS);
    html_close(html);
    html_close(html);
}

/* System Ports and Dynamic Ports are squares, User Ports what is left. */
static void write_ranges(struct html *html)
{
    html_open(html, "g");
    html_set(html, "class", "ranges");
    open_rectangle(html, 0, 0, BLOCK_SIDE, BLOCK_SIDE);
    html_close(html);
    open_rectangle(html, HILBERT_SIDE / 2, 0, HILBERT_SIDE / 2, HILBERT_SIDE / 2);
    html_close(html);
    html_close(html);
    write_label(html, "range small", 16, 20, TEXT("System"));
    write_label(html, "range", 192, 83, port_range_facts(RANGE_DYNAMIC)->name);
    write_label(html, "range", 128, 211, port_range_facts(RANGE_USER)->name);
}

void map_overlay_write(struct html *html, const struct map_view *view)
{
    html_open(html, "svg");
    html_set(html, "class", "map-over");
    html_set(html, "viewBox", "0 0 256 256");
    html_set(html, "aria-hidden", "true");
    html_set(html, "focusable", "false");
    for (int block = 0; block < BLOCK_COUNT; block++)
        write_block_link(html, block, view);
    write_ranges(html);
    html_close(html);
}

/* --- the list --- */

struct block {
    int index;
    int counts[SHADE_COUNT];
};

static struct block count_block(const struct map *map, int index)
{
    struct block block = {.index = index};
    for (int port = index * BLOCK_NUMBERS; port < (index + 1) * BLOCK_NUMBERS; port++)
        block.counts[map->shades[port]]++;
    return block;
}

/* What the counts say, as a bar. */
static void write_bar(struct html *html, const struct block *block)
{
    int x = 0;
    html_open(html, "svg");
    html_set(html, "class", "map-bar");
    html_set(html, "viewBox", "0 0 1024 1");
    html_set(html, "preserveAspectRatio", "none");
    html_set(html, "aria-hidden", "true");
    for (int i = 0; i < SHADE_COUNT; i++) {
        enum shade shade = told[i];
        if (!block->counts[shade])
            continue;
        open_rectangle(html, x, 0, block->counts[shade], 1);
        html_set(html, "class", shades[shade].word);
        html_close(html);
        x += block->counts[shade];
    }
    html_close(html);
}

static void write_counts(struct html *html, const struct block *block)
{
    static const char *const words[SHADE_COUNT] = {"unassigned", "assigned", "reserved",
                                                   "by implication", "dynamic"};
    const char *before = "";
    html_open(html, "span");
    for (int i = 0; i < SHADE_COUNT; i++) {
        if (!block->counts[told[i]])
            continue;
        html_format(html, "%s%d %s", before, block->counts[told[i]], words[told[i]]);
        before = ", ";
    }
    html_close(html);
}

static void write_block(struct html *html, const struct block *block, const struct map_view *view)
{
    html_open(html, "li");
    html_open(html, "a");
    set_href(html, block->index, view);
    html_format(html, "%d\xe2\x80\x93%d", block->index * BLOCK_NUMBERS,
                (block->index + 1) * BLOCK_NUMBERS - 1);
    html_close(html);
    write_bar(html, block);
    write_counts(html, block);
    html_close(html);
}

void map_blocks_write(struct html *html, const struct map *map, const struct map_view *view)
{
    html_open(html, "ul");
    html_set(html, "class", "map-blocks");
    for (int index = 0; index < BLOCK_COUNT; index++) {
        struct block block = count_block(map, index);
        write_block(html, &block, view);
    }
    html_close(html);
}
