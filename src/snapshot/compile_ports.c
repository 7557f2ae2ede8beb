/* Compiling the indexes of records by port number. */
#include <stdlib.h>

#include "snapshot/compiler.h"
#include "snapshot/slots.h"

void compile_slots(struct compiler *compiler)
{
    begin_section(compiler, SECTION_SLOTS); /* first: its padding may move what is before it */
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    const uint32_t *order = section_bytes(compiler, SECTION_ORDER);
    size_t count = le32toh(compiler->header.sections[SECTION_ORDER].count);
    compiler->failed |=
        !records || !slots_compile(records, order, count, compiler->out, &compiler->postings);
    end_section(compiler, SECTION_SLOTS);
}

static int compare_by_port(const void *a, const void *b)
{
    const struct disk_by_port *x = a, *y = b;
    if (x->first_port != y->first_port)
        return x->first_port < y->first_port ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* Whether ENTRIES are in order already, as a release is published. */
static bool is_sorted_by_port(const struct disk_by_port *entries, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_by_port(&entries[i - 1], &entries[i]) > 0)
            return false;
    return true;
}

/* Sorts ENTRIES, and puts how far each and all before it reach in the place of its last port
 * number. */
static void finish_by_port(struct disk_by_port *entries, size_t count)
{
    if (!is_sorted_by_port(entries, count))
        qsort(entries, count, sizeof(*entries), compare_by_port);
    uint16_t reach = 0;
    for (size_t i = 0; i < count; i++) {
        reach = entries[i].reach > reach ? entries[i].reach : reach;
        entries[i] = (struct disk_by_port){htole32(entries[i].record),
                                           htole16(entries[i].first_port), htole16(reach)};
    }
}

void compile_by_port(struct compiler *compiler, enum section section, bool current)
{
    const struct timeline *timeline = compiler->timeline;
    size_t count = 0;
    begin_section(compiler, section);
    for (size_t i = 0; i < timeline->versions.record_count; i++) {
        const struct record *record = &timeline->versions.records[i];
        struct disk_by_port entry = {(uint32_t)i, record->ports.first, record->ports.last};
        if (!record->has_ports || is_current(compiler, timeline->record_lifetimes[i]) != current)
            continue;
        append_entry(compiler, &entry, sizeof(entry));
        count++;
    }
    end_section(compiler, section);
    struct disk_by_port *entries = section_bytes(compiler, section);
    if (entries)
        finish_by_port(entries, count);
}
