/* The terminal that standard output may be: how wide it is, and whether it shows colour. */
#ifndef PORTREG_CLI_TERMINAL_H
#define PORTREG_CLI_TERMINAL_H

#include "cli/command.h"
#include "formats/screen/table.h"

/* The standard output as a screen: as wide as the terminal that it is, else of any width; in colour
 * on a terminal, unless WHEN says otherwise. */
struct screen terminal_screen(enum color_when when);

/* Prints TABLE to it. Returns 0 or STATUS_MEMORY. */
int terminal_print_table(const struct screen_table *table, enum color_when when);

#endif
