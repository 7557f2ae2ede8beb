/* "Did you mean": the service name nearest to what was typed. */
#include "snapshot/lookup.h"
#include "snapshot/snapshot.h"

enum { SUGGEST_LENGTH = 40, SUGGEST_EDITS = 2 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;
    return ab < c ? ab : c;
}

unsigned edit_distance(struct text a, struct text b)
{
    unsigned rows[3][SUGGEST_LENGTH + 1];
    if (a.length > SUGGEST_LENGTH || b.length > SUGGEST_LENGTH)
        return UINT32_MAX;
    for (unsigned j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.length; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.length; j++) {
            char x = ascii_lower(a.bytes[i - 1]), y = ascii_lower(b.bytes[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == ascii_lower(b.bytes[j - 2]) &&
                y == ascii_lower(a.bytes[i - 2]) && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a.length % 3][b.length];
}

struct text snapshot_suggest(const struct portreg *snapshot, struct text name)
{
    struct text best = {NULL, 0};
    unsigned best_distance = name.length <= 3 ? 2 : SUGGEST_EDITS + 1;
    uint32_t best_first = 0; /* of names that are as near, the first in the published order */
    for (uint32_t i = 0; i < snapshot->sections[SECTION_NAMES].count; i++) {
        const struct disk_name *entry = map_entry(snapshot, SECTION_NAMES, i);
        struct text candidate = text_of_portreg(map_text(snapshot, entry->name));
        if (candidate.length > name.length + SUGGEST_EDITS ||
            name.length > candidate.length + SUGGEST_EDITS)
            continue;
        unsigned distance = edit_distance(candidate, name);
        if (distance > best_distance)
            continue;
        struct portreg_list list = lookup_name_list(snapshot, i);
        uint32_t first = lookup_list_get(snapshot, list, 0);
        if (list.count == 0 || (distance == best_distance && first >= best_first))
            continue;
        best = candidate;
        best_distance = distance;
        best_first = first;
    }
    return best;
}
