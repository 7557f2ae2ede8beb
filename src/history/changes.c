/* Changes between two registries. */
#include "history/changes.h"

#include "base/memory.h"
#include "history/matching.h"

/* Both sides of a comparison: what is compared, and what the changes show. */
struct comparison {
    const struct registry *earlier, *reduced_earlier, *later, *reduced_later;
    const uint32_t *earlier_keys, *later_keys; /* NULL: they have none */
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

/* Adds the change from BEFORE to AFTER, either of which may be MATCHING_NONE; none when there is
 * none. */
static int add_change(struct comparison *comparison, uint32_t before, uint32_t after)
{
    bool was = before != MATCHING_NONE, is = after != MATCHING_NONE;
    unsigned columns = was && is ? change_columns(&comparison->reduced_earlier->records[before],
                                                  &comparison->reduced_later->records[after])
                                 : 0;
    if (was && is && !columns)
        return STATUS_OK;
    struct change change = change_of(was ? &comparison->earlier->records[before] : NULL,
                                     is ? &comparison->later->records[after] : NULL);
    change.columns = columns;
    if (comparison->earlier_keys)
        change.key = is ? comparison->later_keys[after] : comparison->earlier_keys[before];
    return changes_add(comparison->changes, &change, comparison->error);
}

/* Adds the records that were removed from *NEXT of the earlier ones on: up to END, and on to the
 * first that was not. */
static int add_removed(struct comparison *comparison, const struct matching *matching,
                       uint32_t *next, uint32_t end)
{
    int status = STATUS_OK;
    for (; *next < comparison->earlier->record_count && status == STATUS_OK; (*next)++) {
        bool removed = matching->successors[*next] == MATCHING_NONE;
        if (removed)
            status = add_change(comparison, *next, MATCHING_NONE);
        else if (*next >= end)
            break;
    }
    return status;
}

/* Goes through the later records, with those that were removed where they stood: before what was
 * added there. */
static int add_all(struct comparison *comparison, const struct matching *matching)
{
    uint32_t next = 0; /* of the earlier records */
    int status = add_removed(comparison, matching, &next, 0);
    for (uint32_t after = 0; after < comparison->later->record_count && status == STATUS_OK;
         after++) {
        uint32_t before = matching->predecessors[after];
        bool known = before != MATCHING_NONE;
        if (known && next < before)
            status = add_removed(comparison, matching, &next, before);
        if (status == STATUS_OK)
            status = add_change(comparison, before, after);
        if (known && next <= before && status == STATUS_OK) {
            next = before + 1;
            status = add_removed(comparison, matching, &next, next);
        }
    }
    if (status == STATUS_OK)
        status =
            add_removed(comparison, matching, &next, (uint32_t)comparison->earlier->record_count);
    return status;
}

int changes_find_reduced(const struct registry *earlier, const struct registry *reduced_earlier,
                         const struct registry *later, const struct registry *reduced_later,
                         struct changes *changes, struct error *error)
{
    struct comparison comparison = {earlier, reduced_earlier, later, reduced_later, NULL,
                                    NULL,    changes,         error};
    struct matching matching;
    *changes = (struct changes){NULL, 0, 0};
    int status = matching_find(reduced_earlier, reduced_later, &matching, error);
    if (status == STATUS_OK) {
        status = add_all(&comparison, &matching);
        matching_done(&matching);
    }
    return status;
}

int changes_find_by_key(const struct registry *earlier, const uint32_t *earlier_keys,
                        const struct registry *later, const uint32_t *later_keys,
                        struct changes *changes, struct error *error)
{
    struct comparison comparison = {earlier,      earlier,    later,   later,
                                    earlier_keys, later_keys, changes, error};
    struct matching matching;
    *changes = (struct changes){NULL, 0, 0};
    int status = matching_of_keys(earlier_keys, earlier->record_count, later_keys,
                                  later->record_count, &matching, error);
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
