/* The terminal. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/output.h"

/* The width of the terminal, or 0 when the output is none. */
static size_t terminal_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    uint64_t width;
    if (!isatty(STDOUT_FILENO))
        return 0;
    if (columns && text_to_number(text_of(columns), 10000, &width) && width > 0)
        return (size_t)width;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

struct screen terminal_screen(enum color_when when)
{
    const char *no_color = getenv("NO_COLOR");
    bool color = when == COLOR_ALWAYS ||
                 (when == COLOR_AUTO && isatty(STDOUT_FILENO) && !(no_color && *no_color));
    return (struct screen){output_sink(), terminal_width(), color};
}

int terminal_print_table(const struct screen_table *table, enum color_when when)
{
    struct screen screen = terminal_screen(when);
    return screen_table_write(table, &screen);
}
