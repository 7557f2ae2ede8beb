/* Compiling service names: the versions that have each, and the table to find them by. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/compiler.h"

/* A version and the offset of its service name, as one number to sort by: versions of one name
 * stand together, those of the current release first. Versions count to SLOT_INDEX at most. */
enum { NAMED_OFFSET_SHIFT = 32 };
#define NAMED_PAST 0x80000000u

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Sorts COUNT NUMBERS, most of which are in order already: takes out those that are not, and merges
 * them in again. LATE has room for as many. */
static void sort_mostly_sorted(uint64_t *numbers, size_t count, uint64_t *late)
{
    size_t kept = 0, late_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || numbers[i] > numbers[kept - 1])
            numbers[kept++] = numbers[i];
        else
            late[late_count++] = numbers[i];
    }
    qsort(late, late_count, sizeof(*late), compare_numbers);
    while (late_count) { /* from the end, where there is room */
        if (kept && numbers[kept - 1] > late[late_count - 1])
            numbers[--count] = numbers[--kept];
        else
            numbers[--count] = late[--late_count];
    }
}

/* The versions with a service name, sorted so that those of one name stand together; NULL without
 * memory. */
static uint64_t *sort_by_name(const struct compiler *compiler, size_t *count)
{
    size_t record_count = compiler->versions->record_count;
    const struct lifetime *lifetimes = compiler->timeline->record_lifetimes;
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    uint64_t *named = memory_allocate((record_count + 1) * 2 * sizeof(*named));
    *count = 0;
    if (!named)
        return NULL;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].service_name)
            named[(*count)++] = (uint64_t)le32toh(records[i].service_name) << NAMED_OFFSET_SHIFT |
                                (is_current(compiler, lifetimes[i]) ? 0 : NAMED_PAST) | i;
    sort_mostly_sorted(named, *count, named + record_count);
    return named;
}

/* Appends the names of NAMED, and the lists of records that they point to. */
static void append_names(struct name_index *index, const uint64_t *named, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t offset = (uint32_t)(named[i] >> NAMED_OFFSET_SHIFT), past_count = 0;
        struct disk_name name = {
            .name = htole32(offset),
            .at = htole32((uint32_t)(index->postings->length / sizeof(uint32_t)))};
        for (end = i; end < count && named[end] >> NAMED_OFFSET_SHIFT == offset; end++) {
            past_count += (named[end] & NAMED_PAST) != 0;
            buffer_append_u32(index->postings, (uint32_t)named[end] & ~NAMED_PAST);
        }
        name.count = htole32((uint32_t)(end - i) - past_count);
        name.past_count = htole32(past_count);
        buffer_append(&index->names, (struct text){(const char *)&name, sizeof(name)});
    }
}

/* The names of INDEX in a table of at least twice as many slots. */
static void append_table(struct name_index *index)
{
    const struct disk_name *names = (const void *)index->names.bytes;
    size_t name_count = index->names.length / sizeof(*names), slots = 16;
    while (slots < name_count * 2)
        slots *= 2;
    buffer_append_repeated(&index->table, '\0', slots * sizeof(struct disk_name_slot));
    if (index->names.failed || index->table.failed)
        return;
    struct disk_name_slot *entries = (void *)index->table.bytes;
    for (size_t i = 0; i < name_count; i++) {
        struct text name = texts_get(&index->compiler->texts, le32toh(names[i].name));
        uint64_t hash = name_hash(name.bytes, name.length);
        size_t slot = hash & (slots - 1);
        while (entries[slot].name)
            slot = (slot + 1) & (slots - 1);
        entries[slot] = (struct disk_name_slot){htole32((uint32_t)hash), htole32((uint32_t)i + 1)};
    }
}

void compile_names(struct name_index *index)
{
    size_t count;
    uint64_t *named = sort_by_name(index->compiler, &count);
    if (!named)
        return;
    append_names(index, named, count);
    append_table(index);
    memory_free(named);
    index->good = !index->names.failed && !index->table.failed && !index->postings->failed;
}

void name_index_done(struct name_index *index)
{
    buffer_done(&index->names);
    buffer_done(&index->table);
}
