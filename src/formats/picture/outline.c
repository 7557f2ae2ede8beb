/* Outlines: walks along the edges between cells that are in the area and cells that are not. At
 * every corner an even number of edges meet, so a walk that takes each once comes back to where it
 * began. */
#include "formats/picture/outline.h"

/* The edges that no walk has taken yet. */
struct edges {
    bool right[HILBERT_SIDE + 1][HILBERT_SIDE]; /* row, column: from that corner to the right */
    bool down[HILBERT_SIDE][HILBERT_SIDE + 1];  /* row, column: from that corner downwards */
};

/* Where a walk is, and where it goes. */
struct walker {
    int x, y;
    int dx, dy;
};

static bool is_in(const struct cells *cells, int row, int column)
{
    return row >= 0 && row < HILBERT_SIDE && column >= 0 && column < HILBERT_SIDE &&
           cells->in[row][column];
}

static void find_edges(const struct cells *cells, struct edges *edges)
{
    for (int row = 0; row <= HILBERT_SIDE; row++) {
        for (int column = 0; column <= HILBERT_SIDE; column++) {
            bool here = is_in(cells, row, column);
            if (column < HILBERT_SIDE)
                edges->right[row][column] = here != is_in(cells, row - 1, column);
            if (row < HILBERT_SIDE)
                edges->down[row][column] = here != is_in(cells, row, column - 1);
        }
    }
}

/* The edge that WALKER would take; NULL at the end of the square. */
static bool *edge_ahead(struct edges *edges, const struct walker *walker)
{
    int x = walker->x - (walker->dx < 0), y = walker->y - (walker->dy < 0);
    if (x < 0 || y < 0 || x > HILBERT_SIDE || y > HILBERT_SIDE)
        return NULL;
    if (walker->dx)
        return x < HILBERT_SIDE ? &edges->right[y][x] : NULL;
    return y < HILBERT_SIDE ? &edges->down[y][x] : NULL;
}

/* Turns WALKER to the side where there is an edge. False: it can only go straight on. */
static bool turn(struct edges *edges, struct walker *walker)
{
    for (int side = -1; side <= 1; side += 2) {
        struct walker turned = {walker->x, walker->y, side * walker->dy, side * walker->dx};
        const bool *edge = edge_ahead(edges, &turned);
        if (!edge || !*edge)
            continue;
        *walker = turned;
        return true;
    }
    return false;
}

/* Takes edges straight ahead as long as there is no way to the side and this is not HOME. How many.
 */
static int go_straight(struct edges *edges, struct walker *walker, const struct walker *home)
{
    int steps = 0;
    bool *edge;
    while ((edge = edge_ahead(edges, walker)) && *edge) {
        *edge = false;
        walker->x += walker->dx;
        walker->y += walker->dy;
        steps++;
        struct walker turned = *walker;
        if ((walker->x == home->x && walker->y == home->y) || turn(edges, &turned))
            break;
    }
    return steps;
}

/* One loop from HOME, where an edge leads to the right. The last side is closed by the path. */
static void write_loop(struct edges *edges, struct walker home, struct sink *sink)
{
    struct walker walker = home;
    int steps = go_straight(edges, &walker, &home);
    while (walker.x != home.x || walker.y != home.y) {
        sink_format(sink, "%c%d", walker.dx ? 'h' : 'v', steps * (walker.dx + walker.dy));
        turn(edges, &walker);
        steps = go_straight(edges, &walker, &home);
        if (steps == 0) /* cannot be: each corner has an even number of edges */
            break;
    }
    sink_write_byte(sink, 'z');
}

void outline_write(const struct cells *cells, struct sink *sink)
{
    struct edges edges;
    int x = 0, y = 0; /* where the last loop began */
    find_edges(cells, &edges);
    for (int row = 0; row <= HILBERT_SIDE; row++) {
        for (int column = 0; column < HILBERT_SIDE; column++) {
            if (!edges.right[row][column])
                continue;
            sink_format(sink, "m%d %d", column - x, row - y);
            write_loop(&edges, (struct walker){column, row, 1, 0}, sink);
            x = column;
            y = row;
        }
    }
}
