/* Identifying: what of a release is what of its neighbours, by keys and positions. */
#include <stdlib.h>

#include "base/memory.h"
#include "history/matching.h"
#include "store/adding.h"
#include "store/positions.h"

/* COUNT matches with nothing; NULL without memory. */
static uint32_t *no_matches(size_t count)
{
    uint32_t *matches = memory_allocate((count + 1) * sizeof(*matches));
    if (matches)
        memset(matches, 0xff, count * sizeof(*matches));
    return matches;
}

/* --- people --- */

/* A person, to be sorted by handle. */
struct by_handle {
    struct text handle;
    uint32_t person;
};

static int compare_handles(const void *a, const void *b)
{
    const struct by_handle *x = a, *y = b;
    int order = text_compare(x->handle, y->handle);
    return order ? order : x->person < y->person ? -1 : x->person > y->person;
}

static struct by_handle *sort_people(const struct registry *registry)
{
    struct by_handle *list = memory_allocate((registry->person_count + 1) * sizeof(*list));
    for (size_t i = 0; list && i < registry->person_count; i++)
        list[i] = (struct by_handle){registry->people[i].id, (uint32_t)i};
    if (list)
        qsort(list, registry->person_count, sizeof(*list), compare_handles);
    return list;
}

/* Fills MATCHES: of each person of LATER, the one of EARLIER with the same handle (of several, the
 * first with the first). Returns false without memory. */
static bool match_people(const struct registry *earlier, const struct registry *later,
                         uint32_t *matches)
{
    if (earlier->person_count == 0)
        return true;
    struct by_handle *before = sort_people(earlier), *after = sort_people(later);
    for (size_t i = 0, j = 0;
         before && after && i < earlier->person_count && j < later->person_count;) {
        int order = text_compare(before[i].handle, after[j].handle);
        if (order == 0)
            matches[after[j].person] = before[i].person;
        i += order <= 0;
        j += order >= 0;
    }
    bool matched = before && after;
    memory_free(before);
    memory_free(after);
    return matched;
}

/* --- records --- */

/* As match_people, by what two records have in common. */
static int match_records(const struct registry *earlier, const struct registry *later,
                         uint32_t *matches, struct error *error)
{
    struct matching matching = {0};
    if (earlier->record_count == 0)
        return STATUS_OK;
    int status = matching_find(earlier, later, &matching, error);
    if (status == STATUS_OK)
        memcpy(matches, matching.predecessors, later->record_count * sizeof(*matches));
    matching_done(&matching);
    return status;
}

/* --- keys --- */

/* A thing, to be sorted by its key. */
struct by_key {
    int64_t key;
    uint32_t thing;
};

static int compare_keys(const void *a, const void *b)
{
    const struct by_key *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

static struct by_key *sort_keys(const struct stored *things, size_t count)
{
    struct by_key *list = memory_allocate((count + 1) * sizeof(*list));
    for (size_t i = 0; list && i < count; i++)
        list[i] = (struct by_key){things[i].key, (uint32_t)i};
    if (list)
        qsort(list, count, sizeof(*list), compare_keys);
    return list;
}

/* Fills in which things of both sides are the same, by their keys. AFTER_TO_BEFORE is the inverse
 * of things->before_to_after. Returns false without memory. */
static bool find_same_keys(struct things *things, uint32_t *after_to_before)
{
    struct by_key *before = sort_keys(things->before, things->before_count);
    struct by_key *after = sort_keys(things->after, things->after_count);
    for (size_t i = 0, j = 0;
         before && after && i < things->before_count && j < things->after_count;) {
        int order = compare_keys(&before[i], &after[j]);
        if (order == 0) {
            things->before_to_after[before[i].thing] = after[j].thing;
            after_to_before[after[j].thing] = before[i].thing;
        }
        i += order <= 0;
        j += order >= 0;
    }
    bool found = before && after;
    memory_free(before);
    memory_free(after);
    return found;
}

/* Makes the matches with what follows agree with those with what comes before: what has a key
 * before can only be what has that key after. */
static void agree(struct things *things, const uint32_t *after_to_before)
{
    for (size_t i = 0; i < things->here_count; i++) {
        uint32_t before = things->to_before[i], after = things->to_after[i];
        if (before != MATCHING_NONE)
            things->to_after[i] = things->before_to_after[before];
        else if (after != MATCHING_NONE && after_to_before[after] != MATCHING_NONE)
            things->to_after[i] = MATCHING_NONE; /* it is another thing before */
    }
}

/* Makes both sides agree where there are two. */
static int reconcile(struct things *things, struct error *error)
{
    if (things->before_count == 0 || things->after_count == 0)
        return STATUS_OK;
    uint32_t *after_to_before = no_matches(things->after_count);
    bool found = after_to_before && find_same_keys(things, after_to_before);
    if (found)
        agree(things, after_to_before);
    memory_free(after_to_before);
    return found ? STATUS_OK : error_memory(error);
}

/* Gives each thing the key of the one it is matched with, else the next new one, and in POSITIONS
 * the position that it had, else 0. */
static void inherit(struct things *things, int64_t next_key, int64_t *positions)
{
    for (size_t i = 0; i < things->here_count; i++) {
        uint32_t before = things->to_before[i], after = things->to_after[i];
        const struct stored *origin = before != MATCHING_NONE  ? &things->before[before]
                                      : after != MATCHING_NONE ? &things->after[after]
                                                               : NULL;
        things->here[i].key = origin ? origin->key : next_key++;
        positions[i] = origin ? origin->position : 0;
        if (before != MATCHING_NONE)
            things->from_before[before] = (uint32_t)i;
    }
}

/* Gives keys, counted from NEXT_KEY where they are new, and positions. */
static int settle(struct things *things, int64_t next_key, struct error *error)
{
    int64_t *positions = memory_allocate((things->here_count + 1) * sizeof(*positions));
    if (!positions)
        return error_memory(error);
    inherit(things, next_key, positions);
    int status = positions_assign(positions, things->here_count, error);
    for (size_t i = 0; i < things->here_count; i++)
        things->here[i].position = positions[i];
    memory_free(positions);
    return status;
}

/* --- all of it --- */

static bool make_room(struct things *things)
{
    things->to_before = no_matches(things->here_count);
    things->to_after = no_matches(things->here_count);
    things->from_before = no_matches(things->before_count);
    things->before_to_after = no_matches(things->before_count);
    return things->to_before && things->to_after && things->from_before && things->before_to_after;
}

static int identify_records(struct adding *adding, struct error *error)
{
    const struct registry *here = &adding->here->registry;
    struct things *records = &adding->records;
    int64_t next_key;
    int status = match_records(&adding->before->registry, here, records->to_before, error);
    if (status == STATUS_OK)
        status = match_records(&adding->after->registry, here, records->to_after, error);
    if (status == STATUS_OK)
        status = reconcile(records, error);
    if (status == STATUS_OK)
        status = store_ask(adding->store, "SELECT coalesce(max(key), 0) + 1 FROM record", 0, 0,
                           &next_key, error);
    return status == STATUS_OK ? settle(records, next_key, error) : status;
}

static int identify_people(struct adding *adding, struct error *error)
{
    const struct registry *here = &adding->here->registry;
    struct things *people = &adding->people;
    int64_t next_key;
    if (!match_people(&adding->before->registry, here, people->to_before) ||
        !match_people(&adding->after->registry, here, people->to_after))
        return error_memory(error);
    int status = reconcile(people, error);
    if (status == STATUS_OK)
        status = store_ask(adding->store, "SELECT coalesce(max(key), 0) + 1 FROM person", 0, 0,
                           &next_key, error);
    return status == STATUS_OK ? settle(people, next_key, error) : status;
}

int adding_identify(struct adding *adding, struct error *error)
{
    const struct edition *before = adding->before, *after = adding->after;
    struct edition *here = adding->here;
    if (!edition_make_room(here))
        return error_memory(error);
    adding->records = (struct things){.here = here->records,
                                      .before = before->records,
                                      .after = after->records,
                                      .here_count = here->registry.record_count,
                                      .before_count = before->registry.record_count,
                                      .after_count = after->registry.record_count};
    adding->people = (struct things){.here = here->people,
                                     .before = before->people,
                                     .after = after->people,
                                     .here_count = here->registry.person_count,
                                     .before_count = before->registry.person_count,
                                     .after_count = after->registry.person_count};
    if (!make_room(&adding->records) || !make_room(&adding->people))
        return error_memory(error);
    int status = identify_records(adding, error);
    return status == STATUS_OK ? identify_people(adding, error) : status;
}

static void forget(struct things *things)
{
    memory_free(things->to_before);
    memory_free(things->to_after);
    memory_free(things->from_before);
    memory_free(things->before_to_after);
    *things = (struct things){0};
}

void adding_forget(struct adding *adding)
{
    forget(&adding->records);
    forget(&adding->people);
}
