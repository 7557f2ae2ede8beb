/* Listing service names. */
#include "snapshot/names.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/lookup.h"

static int compare(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    struct text x = a->service_name, y = b->service_name;
    for (size_t i = 0; i < x.length && i < y.length; i++) {
        unsigned char c = (unsigned char)ascii_lower(x.bytes[i]);
        unsigned char d = (unsigned char)ascii_lower(y.bytes[i]);
        if (c != d)
            return c < d ? -1 : 1;
    }
    return x.length != y.length ? (x.length < y.length ? -1 : 1) : text_compare(x, y);
}

int names_list(const struct portreg *snapshot, struct text prefix, struct names *names,
               struct error *error)
{
    uint32_t count = snapshot->sections[SECTION_NAMES].count;
    *names = (struct names){.list = memory_allocate((count + 1) * sizeof(*names->list))};
    if (!names->list)
        return error_memory(error);
    for (uint32_t i = 0; i < count; i++) {
        const struct disk_name *entry = map_entry(snapshot, SECTION_NAMES, i);
        struct text name = text_of_portreg(map_text(snapshot, entry->name));
        if (!text_equal_ignoring_case(text_slice(name, 0, prefix.length), prefix))
            continue;
        struct portreg_list list = lookup_name_list(snapshot, i);
        if (list.count)
            names->list[names->count++] = (struct name){name, list.count};
    }
    qsort(names->list, names->count, sizeof(*names->list), compare);
    return STATUS_OK;
}

void names_done(struct names *names)
{
    memory_free(names->list);
    *names = (struct names){.list = NULL};
}
