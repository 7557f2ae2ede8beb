/* Counting by year. */
#include "snapshot/years.h"

#include "base/memory.h"
#include "registry/state.h"

enum { YEARS_AT_FIRST = 64 };

static bool grow(struct years *years)
{
    if (years->count < years->capacity)
        return true;
    size_t capacity = years->capacity ? years->capacity * 2 : YEARS_AT_FIRST;
    struct year *list = memory_reallocate(years->list, capacity * sizeof(*list));
    if (!list)
        return false;
    years->list = list;
    years->capacity = capacity;
    return true;
}

/* The entry of YEAR, which is made when there is none; NULL without memory. Most records follow one
 * of the same year or of one before it, so the search begins at the end. */
static struct year *find(struct years *years, uint16_t year)
{
    size_t at = years->count;
    while (at && years->list[at - 1].year > year)
        at--;
    if (at && years->list[at - 1].year == year)
        return &years->list[at - 1];
    if (!grow(years))
        return NULL;
    memmove(&years->list[at + 1], &years->list[at], (years->count - at) * sizeof(*years->list));
    years->count++;
    years->list[at] = (struct year){.year = year};
    return &years->list[at];
}

static bool count(struct years *years, const struct portreg_record *record)
{
    struct record model;
    snapshot_model(record, &model);
    if (record_state(&model) != STATE_ASSIGNED)
        return true;
    if (!model.registration_date.year) {
        years->without_date++;
        return true;
    }
    struct year *year = find(years, model.registration_date.year);
    if (year)
        year->records[model.transport_protocol]++;
    return year;
}

int years_count(const struct portreg *snapshot, struct years *years, struct error *error)
{
    struct portreg_record record;
    *years = (struct years){.list = NULL};
    for (uint32_t i = 0; portreg_record_get(snapshot, i, &record); i++) {
        if (count(years, &record))
            continue;
        years_done(years);
        return error_memory(error);
    }
    return STATUS_OK;
}

void years_done(struct years *years)
{
    memory_free(years->list);
    *years = (struct years){.list = NULL};
}

uint32_t year_total(const struct year *year)
{
    uint32_t total = 0;
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++)
        total += year->records[protocol];
    return total;
}
