/* Names that are near: "did you mean", and those that are much like one. */
#include "snapshot/lookup.h"
#include "snapshot/snapshot.h"

enum {
    SUGGEST_LENGTH = 40,
    SUGGEST_EDITS = 2,
    SIMILAR_LENGTH = 4, /* one edit makes most others of shorter names */
};

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

/* --- similar names --- */

/* Whether one edit makes B of A. That is looked at only where beginning and end leave no more than
 * two letters between them. */
static bool is_one_edit(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    size_t longer = a.length < b.length ? b.length : a.length;
    size_t equal = 0, begin;
    if (longer - shorter > 1 || shorter < SIMILAR_LENGTH)
        return false;
    while (equal < shorter && ascii_lower(a.bytes[equal]) == ascii_lower(b.bytes[equal]))
        equal++;
    for (begin = equal;
         equal < shorter && ascii_lower(a.bytes[a.length - 1 - (equal - begin)]) ==
                                ascii_lower(b.bytes[b.length - 1 - (equal - begin)]);)
        equal++;
    return equal + 2 >= longer && edit_distance(a, b) == 1;
}

/* What stands before the first hyphen or underscore of NAME. */
static struct text stem_of(struct text name)
{
    size_t length = 0;
    while (length < name.length && name.bytes[length] != '-' && name.bytes[length] != '_')
        length++;
    return text_slice(name, 0, length);
}

/* How near CANDIDATE is to NAME, 0 being nearest; SIMILAR_RANKS: not at all. */
enum { SIMILAR_BY_EDIT, SIMILAR_BY_STEM, SIMILAR_RANKS };
static int similarity(struct text candidate, struct text name)
{
    struct text stem = stem_of(name);
    if (candidate.length == name.length && text_equal_ignoring_case(candidate, name))
        return SIMILAR_RANKS;
    if (is_one_edit(candidate, name))
        return SIMILAR_BY_EDIT;
    bool has_stem = stem.length > 1 && candidate.length >= stem.length &&
                    text_equal_ignoring_case(stem_of(candidate), stem);
    return has_stem ? SIMILAR_BY_STEM : SIMILAR_RANKS;
}

size_t snapshot_similar(const struct portreg *snapshot, struct text name, struct text *names,
                        size_t limit)
{
    size_t count = 0;
    for (int rank = 0; rank < SIMILAR_RANKS; rank++)
        for (uint32_t i = 0; i < snapshot->sections[SECTION_NAMES].count && count < limit; i++) {
            const struct disk_name *entry = map_entry(snapshot, SECTION_NAMES, i);
            struct text candidate = text_of_portreg(map_text(snapshot, entry->name));
            if (candidate.length && similarity(candidate, name) == rank &&
                lookup_name_list(snapshot, i).count)
                names[count++] = candidate;
        }
    return count;
}
