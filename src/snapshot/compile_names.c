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

/* The versions with a service name, sorted so that those of one name stand together; NULL without
 * memory. */
static uint64_t *sort_by_name(const struct compiler *compiler, size_t *count)
{
    size_t record_count = compiler->versions->record_count;
    const struct lifetime *lifetimes = compiler->timeline->record_lifetimes;
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    uint64_t *named = records ? memory_allocate((record_count + 1) * sizeof(*named)) : NULL;
    *count = 0;
    if (!named)
        return NULL;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].service_name)
            named[(*count)++] = (uint64_t)le32toh(records[i].service_name) << NAMED_OFFSET_SHIFT |
                                (is_current(compiler, lifetimes[i]) ? 0 : NAMED_PAST) | i;
    qsort(named, *count, sizeof(*named), compare_numbers);
    return named;
}

/* The section NAMES, and the lists of records that it points to; how many names. */
static size_t append_names(struct compiler *compiler, const uint64_t *named, size_t count)
{
    size_t name_count = 0;
    begin_section(compiler, SECTION_NAMES);
    for (size_t i = 0, end; i < count; i = end, name_count++) {
        uint32_t offset = (uint32_t)(named[i] >> NAMED_OFFSET_SHIFT), past_count = 0;
        struct disk_name name = {
            .name = htole32(offset),
            .at = htole32((uint32_t)(compiler->postings.length / sizeof(uint32_t)))};
        for (end = i; end < count && named[end] >> NAMED_OFFSET_SHIFT == offset; end++) {
            past_count += (named[end] & NAMED_PAST) != 0;
            buffer_append_u32(&compiler->postings, (uint32_t)named[end] & ~NAMED_PAST);
        }
        name.count = htole32((uint32_t)(end - i) - past_count);
        name.past_count = htole32(past_count);
        append_entry(compiler, &name, sizeof(name));
    }
    end_section(compiler, SECTION_NAMES);
    return name_count;
}

static void append_name_table(struct compiler *compiler, size_t name_count)
{
    size_t slots = 16;
    while (slots < name_count * 2)
        slots *= 2;
    begin_section(compiler, SECTION_NAME_TABLE);
    buffer_append_repeated(compiler->out, '\0', slots * sizeof(struct disk_name_slot));
    end_section(compiler, SECTION_NAME_TABLE);
    struct disk_name_slot *entries = section_bytes(compiler, SECTION_NAME_TABLE);
    const struct disk_name *names = section_bytes(compiler, SECTION_NAMES);
    if (!entries || compiler->texts.failed || compiler->texts.bytes.failed)
        return;
    for (size_t i = 0; i < name_count; i++) {
        struct text name = texts_get(&compiler->texts, le32toh(names[i].name));
        uint64_t hash = name_hash(name.bytes, name.length);
        size_t slot = hash & (slots - 1);
        while (entries[slot].name)
            slot = (slot + 1) & (slots - 1);
        entries[slot] = (struct disk_name_slot){htole32((uint32_t)hash), htole32((uint32_t)i + 1)};
    }
}

void compile_names(struct compiler *compiler)
{
    size_t count;
    uint64_t *named = sort_by_name(compiler, &count);
    if (!named) {
        compiler->failed = true;
        return;
    }
    append_name_table(compiler, append_names(compiler, named, count));
    memory_free(named);
}
