/* The 64 blocks of 1,024 port numbers that the map is divided into: as links on the picture, and as
 * a list with counts. */
#ifndef PORTREG_SERVER_PAGES_MAP_BLOCKS_H
#define PORTREG_SERVER_PAGES_MAP_BLOCKS_H

#include "server/html.h"
#include "server/pages/map_view.h"

/* Writes what lies over the picture: borders and names of the ranges, the first number of each
 * block, and a link on each block for those who point at it; others find it in the list. */
void map_overlay_write(struct html *html, const struct map_view *view);

/* Writes the list: each block with a link, a bar and counts. */
void map_blocks_write(struct html *html, const struct map *map, const struct map_view *view);

#endif
