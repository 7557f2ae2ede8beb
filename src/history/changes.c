/* Changes between two registries. */
#include "history/changes.h"

#include "base/memory.h"
#include "history/matching.h"

/* Both sides of a comparison: what is compared, and what the changes show. */
struct comparison {
    const struct registry *earlier, *reduced_earlier, *later, *reduced_later;
    struct changes *changes;
    struct error *error;
};

int changes_add(struct changes *changes, const struct change *change, struct error *error)
{
    if (changes->count == changes->capacity) {
        size_t larger = changes->capacity ? 2 * changes->capacity : 64;
        struct change *list = memory_reallocate(changes->list, larger * sizeof(*list));
        if (!list)
            return error_memory(error);
        changes->list = list;
        changes->capacity = larger;
    }
    changes->list[changes->count++] = *change;
    return STATUS_OK;
}

void changes_done(struct changes *changes)
{
    memory_free(changes->list);
    *changes = (struct changes){NULL, 0, 0};
}

static int add_removed(struct comparison *comparison, size_t before)
{
    struct change change = change_of(&comparison->earlier->records[before], NULL);
    return changes_add(comparison->changes, &change, comparison->error);
}

static int add_added(struct comparison *comparison, size_t after)
{
    struct change change = change_of(NULL, &comparison->later->records[after]);
    return changes_add(comparison->changes, &change, comparison->error);
}

/* Adds the change from BEFORE to AFTER, unless there is none. */
static int add_modified(struct comparison *comparison, size_t before, size_t after)
{
    unsigned columns = change_columns(&comparison->reduced_earlier->records[before],
                                      &comparison->reduced_later->records[after]);
    if (!columns)
        return STATUS_OK;
    struct change change =
        change_of(&comparison->earlier->records[before], &comparison->later->records[after]);
    change.columns = columns;
    return changes_add(comparison->changes, &change, comparison->error);
}

/* Goes through the later records, with those that were removed where they stood. */
static int add_all(struct comparison *comparison, const struct matching *matching)
{
    size_t next = 0; /* of the earlier records */
    int status = STATUS_OK;
    for (size_t after = 0; after <= comparison->later->record_count && !status; after++) {
        bool end = after == comparison->later->record_count;
        uint32_t before =
            end ? (uint32_t)comparison->earlier->record_count : matching->predecessors[after];
        for (; before != MATCHING_NONE && next < before && !status; next++)
            if (matching->successors[next] == MATCHING_NONE)
                status = add_removed(comparison, next);
        if (end || status)
            break;
        status = before == MATCHING_NONE ? add_added(comparison, after)
                                         : add_modified(comparison, before, after);
    }
    return status;
}

int changes_find_reduced(const struct registry *earlier, const struct registry *reduced_earlier,
                         const struct registry *later, const struct registry *reduced_later,
                         struct changes *changes, struct error *error)
{
    struct comparison comparison = {earlier, reduced_earlier, later, reduced_later, changes, error};
    struct matching matching;
    *changes = (struct changes){NULL, 0, 0};
    int status = matching_find(reduced_earlier, reduced_later, &matching, error);
    if (status == STATUS_OK) {
        status = add_all(&comparison, &matching);
        matching_done(&matching);
    }
    return status;
}

int changes_find(const struct registry *earlier, const struct registry *later,
                 struct changes *changes, struct error *error)
{
    return changes_find_reduced(earlier, earlier, later, later, changes, error);
}
