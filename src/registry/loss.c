/* Loss: the keys of one release, looked for in another. */
#include "registry/loss.h"

#include <stdlib.h>

#include "base/memory.h"

static int compare_numbers(unsigned a, unsigned b)
{
    return a < b ? -1 : a > b;
}

/* Byte order, capitals counting as small letters (RFC 6335 section 5.1). */
static int compare_service_names(struct text a, struct text b)
{
    size_t length = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < length; i++) {
        char x = ascii_lower(a.bytes[i]), y = ascii_lower(b.bytes[i]);
        if (x != y)
            return (unsigned char)x < (unsigned char)y ? -1 : 1;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

static int compare_keys(const struct record *a, const struct record *b)
{
    int order = compare_numbers(a->has_ports, b->has_ports);
    if (order == 0 && a->has_ports)
        order = compare_numbers(a->ports.first, b->ports.first);
    if (order == 0 && a->has_ports)
        order = compare_numbers(a->ports.last, b->ports.last);
    if (order == 0)
        order = compare_numbers(a->transport_protocol, b->transport_protocol);
    return order ? order : compare_service_names(a->service_name, b->service_name);
}

static int compare_entries(const void *a, const void *b)
{
    return compare_keys(*(const struct record *const *)a, *(const struct record *const *)b);
}

/* The records of REGISTRY in the order of their keys; at least one entry. NULL without memory. */
static const struct record **sort(const struct registry *registry)
{
    size_t count = registry->record_count;
    const struct record **sorted = memory_allocate_zeroed(count ? count : 1, sizeof(*sorted));
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &registry->records[i];
    qsort(sorted, count, sizeof(*sorted), compare_entries);
    return sorted;
}

int loss_measure(const struct registry *before, const struct registry *after, struct loss *loss,
                 struct error *error)
{
    const struct record **sorted = sort(after);
    *loss = (struct loss){before->record_count, 0, NULL};
    if (!sorted)
        return error_memory(error);
    for (size_t i = 0; i < before->record_count; i++) {
        const struct record *record = &before->records[i];
        if (bsearch(&record, sorted, after->record_count, sizeof(*sorted), compare_entries))
            continue;
        if (loss->lost_count++ == 0)
            loss->first = record;
    }
    memory_free(sorted);
    return STATUS_OK;
}

bool loss_exceeds(const struct loss *loss, unsigned percent)
{
    return loss->lost_count * 100 > loss->record_count * percent;
}
