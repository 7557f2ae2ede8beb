/* Positions: the longest ascending part stays, the rest is spread over the room between. */
#include "store/positions.h"

#include "base/memory.h"

/* The search for the longest ascending subsequence of what is not 0. */
struct search {
    const int64_t *positions;
    size_t *tails;    /* of the subsequences of each length: the index of the smallest last one */
    size_t *previous; /* of each index: the one before it in its subsequence, or SIZE_MAX */
    size_t length;
};

/* The length of the longest subsequence that POSITION can end, less one. */
static size_t find_length(const struct search *search, int64_t position)
{
    size_t low = 0, high = search->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (search->positions[search->tails[middle]] < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void search_longest(struct search *search, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (search->positions[i] <= 0)
            continue;
        size_t length = find_length(search, search->positions[i]);
        search->previous[i] = length ? search->tails[length - 1] : SIZE_MAX;
        search->tails[length] = i;
        if (length == search->length)
            search->length++;
    }
}

/* Sets all to 0 that are not in the longest ascending subsequence. */
static int keep_longest(int64_t *positions, size_t count, struct error *error)
{
    struct search search = {
        .positions = positions,
        .tails = memory_allocate((count + 1) * sizeof(size_t)),
        .previous = memory_allocate((count + 1) * sizeof(size_t)),
    };
    int status = search.tails && search.previous ? STATUS_OK : error_memory(error);
    if (status == STATUS_OK) {
        search_longest(&search, count);
        size_t kept = search.length ? search.tails[search.length - 1] : SIZE_MAX;
        for (size_t i = count; i-- > 0;) {
            if (i == kept)
                kept = search.previous[i];
            else
                positions[i] = 0;
        }
    }
    memory_free(search.tails);
    memory_free(search.previous);
    return status;
}

/* Spreads those from START to END, which have none, between LOWER and UPPER. */
static void spread(int64_t *positions, size_t start, size_t end, int64_t lower, int64_t upper)
{
    int64_t step = (upper - lower) / (int64_t)(end - start + 1);
    for (size_t i = start; i < end; i++)
        positions[i] = lower + step * (int64_t)(i - start + 1);
}

int positions_assign(int64_t *positions, size_t count, struct error *error)
{
    int status = keep_longest(positions, count, error);
    if (status != STATUS_OK)
        return status;
    int64_t lower = 0;
    for (size_t start = 0; start < count;) {
        size_t end = start;
        /* Where the room is used up, the next one that stood still moves too. */
        while (end < count &&
               (positions[end] == 0 || positions[end] - lower <= (int64_t)(end - start)))
            end++;
        int64_t upper =
            end < count ? positions[end] : lower + POSITION_STEP * (int64_t)(end - start + 1);
        spread(positions, start, end, lower, upper);
        lower = end < count ? positions[end] : upper;
        start = end + 1;
    }
    return STATUS_OK;
}
