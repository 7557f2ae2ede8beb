/* Counting for the page of statistics. */
#include "server/pages/tally.h"

#include <stdlib.h>

#include "base/memory.h"

enum { YEAR_LIMIT = 10000 };

/* Texts, to be sorted and counted. */
struct texts {
    struct text *list;
    size_t count;
};

/* The counting on its way. */
struct counting {
    const struct portreg *snapshot;
    struct tally *tally;
    struct tally_year *years; /* by year */
    struct texts handles, names;
    size_t room; /* of both */
};

static int compare_ignoring_case(const void *left, const void *right)
{
    const struct text *a = left, *b = right;
    for (size_t i = 0; i < a->length && i < b->length; i++) {
        int difference =
            (unsigned char)ascii_lower(a->bytes[i]) - (unsigned char)ascii_lower(b->bytes[i]);
        if (difference)
            return difference;
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

/* How many texts from FIRST on are the same in the sorted TEXTS. */
static size_t count_same(const struct texts *texts, size_t first)
{
    size_t end = first + 1;
    while (end < texts->count && text_equal_ignoring_case(texts->list[first], texts->list[end]))
        end++;
    return end - first;
}

static void sort(struct texts *texts)
{
    if (texts->count)
        qsort(texts->list, texts->count, sizeof(*texts->list), compare_ignoring_case);
}

/* --- records --- */

/* Adds the handles of the persons and organizations in the assignee of RECORD. */
static void add_handles(struct counting *counting, const struct portreg_record *record)
{
    struct text rest = text_of_portreg(record->assignee_marked);
    struct reference reference;
    while (counting->handles.count < counting->room && marked_next_reference(&rest, &reference))
        if (reference.type == REFERENCE_PERSON)
            counting->handles.list[counting->handles.count++] = reference.data;
}

static void count_record(struct counting *counting, const struct portreg_record *record)
{
    struct tally *tally = counting->tally;
    struct record model;
    snapshot_model(record, &model);
    enum state state = record_state(&model);
    uint16_t year = record->registration_date.year;
    tally->records[record->transport_protocol][state]++;
    tally->unauthorized += record->unauthorized_use.length != 0;
    if (model.service_name.length && counting->names.count < counting->room)
        counting->names.list[counting->names.count++] = model.service_name;
    if (state != STATE_ASSIGNED)
        return;
    add_handles(counting, record);
    if (year == 0 || year >= YEAR_LIMIT) {
        tally->undated++;
        return;
    }
    counting->years[year].records[record->transport_protocol]++;
    counting->years[year].names += !record->has_port_number;
}

static uint32_t records_of(const struct tally_year *year)
{
    uint32_t records = 0;
    for (int protocol = 0; protocol <= TRANSPORT_LAST; protocol++)
        records += year->records[protocol];
    return records;
}

/* Takes the last years over, but not those in the beginning that would hardly be seen beside the
 * largest: less than a hundredth of it. */
static void take_years(const struct tally_year *years, struct tally *tally)
{
    uint16_t last = YEAR_LIMIT - 1, first = 1;
    uint32_t largest = 0;
    while (last > 0 && !records_of(&years[last]))
        last--;
    if (last == 0)
        return;
    if (last > TALLY_YEAR_LIMIT)
        first = (uint16_t)(last - TALLY_YEAR_LIMIT + 1);
    for (uint16_t year = first; year <= last; year++)
        largest = records_of(&years[year]) > largest ? records_of(&years[year]) : largest;
    while (first < last && records_of(&years[first]) * 100 <= largest)
        first++;
    for (uint16_t year = 1; year < first; year++)
        tally->earlier += records_of(&years[year]);
    tally->first_year = first;
    tally->year_count = (size_t)(last - first + 1);
    memcpy(tally->years, years + first, tally->year_count * sizeof(*years));
}

/* Puts an assignee with so many records at its place among those with the most. */
static void rank_assignee(struct tally *tally, struct text handle, uint32_t records)
{
    size_t at = tally->assignee_count;
    if (at == TALLY_ASSIGNEE_LIMIT && tally->assignees[at - 1].records >= records)
        return;
    if (at < TALLY_ASSIGNEE_LIMIT)
        tally->assignee_count++;
    else
        at--;
    for (; at > 0 && tally->assignees[at - 1].records < records; at--)
        tally->assignees[at] = tally->assignees[at - 1];
    tally->assignees[at] = (struct tally_assignee){.handle = handle, .records = records};
}

static void take_texts(struct counting *counting)
{
    struct tally *tally = counting->tally;
    sort(&counting->handles);
    sort(&counting->names);
    for (size_t i = 0, same; i < counting->names.count; i += same, tally->service_names++)
        same = count_same(&counting->names, i);
    for (size_t i = 0, same; i < counting->handles.count; i += same) {
        same = count_same(&counting->handles, i);
        rank_assignee(tally, counting->handles.list[i], (uint32_t)same);
    }
    for (size_t i = 0; i < tally->assignee_count; i++) {
        struct tally_assignee *assignee = &tally->assignees[i];
        struct portreg_person person;
        if (portreg_find_person(counting->snapshot, assignee->handle.bytes, assignee->handle.length,
                                &person))
            assignee->organization = text_of_portreg(person.organization);
    }
}

static int count_records(const struct portreg *snapshot, struct tally *tally, struct error *error)
{
    struct portreg_record record;
    struct counting counting = {.snapshot = snapshot, .tally = tally};
    counting.room = 2 * (size_t)portreg_release(snapshot).record_count + 1;
    counting.years = memory_allocate_zeroed(YEAR_LIMIT, sizeof(*counting.years));
    counting.handles.list = memory_allocate(counting.room * sizeof(struct text));
    counting.names.list = memory_allocate(counting.room * sizeof(struct text));
    bool done = counting.years && counting.handles.list && counting.names.list;
    for (uint32_t i = 0; done && portreg_record_get(snapshot, i, &record); i++)
        count_record(&counting, &record);
    if (done) {
        take_years(counting.years, tally);
        take_texts(&counting);
    }
    memory_free(counting.names.list);
    memory_free(counting.handles.list);
    memory_free(counting.years);
    return done ? STATUS_OK : error_memory(error);
}

/* --- growth --- */

/* The last releases of months until LAST, at most LIMIT, evenly spread where there are more. Of
 * each the index. */
static size_t choose_releases(const struct portreg *snapshot, uint32_t last, uint32_t *chosen)
{
    struct portreg_release release, next;
    size_t count = 0;
    for (uint32_t i = 0; i <= last && portreg_release_get(snapshot, i, &release); i++) {
        bool ends_month = i == last || !portreg_release_get(snapshot, i + 1, &next) ||
                          next.date.year != release.date.year ||
                          next.date.month != release.date.month;
        if (ends_month && release.date.year)
            chosen[count++] = i;
    }
    while (count > TALLY_MOMENT_LIMIT) { /* every other one, and the last */
        size_t kept = 0;
        for (size_t i = (count - 1) % 2; i < count; i += 2)
            chosen[kept++] = chosen[i];
        count = kept;
    }
    return count;
}

/* Adds VERSION to the moments that it lived in, whose releases CHOSEN has. */
static void add_version(struct tally *tally, const uint32_t *chosen,
                        const struct portreg_record *version)
{
    struct record model;
    snapshot_model(version, &model);
    bool is_assigned = record_state(&model) == STATE_ASSIGNED;
    for (size_t i = 0; i < tally->moment_count; i++) {
        struct tally_moment *moment = &tally->moments[i];
        if (chosen[i] < version->first_release || chosen[i] > version->last_release)
            continue;
        moment->records++;
        moment->assigned += is_assigned;
        moment->names += is_assigned && !version->has_port_number;
    }
}

static int count_growth(const struct portreg *snapshot, struct tally *tally, struct error *error)
{
    struct portreg_record version;
    struct portreg_release release;
    uint32_t *chosen =
        memory_allocate(((size_t)portreg_release_count(snapshot) + 1) * sizeof(*chosen));
    if (!chosen)
        return error_memory(error);
    tally->moment_count = choose_releases(snapshot, portreg_release(snapshot).index, chosen);
    for (size_t i = 0; i < tally->moment_count; i++) {
        portreg_release_get(snapshot, chosen[i], &release);
        tally->moments[i] = (struct tally_moment){.date = date_of_portreg(release.date)};
    }
    for (uint32_t id = 0; snapshot_decode(snapshot, id, &version); id++)
        add_version(tally, chosen, &version);
    memory_free(chosen);
    return STATUS_OK;
}

int tally_count(const struct portreg *snapshot, struct tally *tally, struct error *error)
{
    memset(tally, 0, sizeof(*tally));
    statistics_count(snapshot, &tally->statistics);
    int status = count_records(snapshot, tally, error);
    return status == STATUS_OK ? count_growth(snapshot, tally, error) : status;
}
