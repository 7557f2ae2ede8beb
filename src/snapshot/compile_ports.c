/* Compiling the indexes of versions by port number. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/compiler.h"
#include "snapshot/slots.h"

static bool compile_slots(struct port_index *index)
{
    const struct compiler *compiler = index->compiler;
    return slots_compile(index->claims, section_bytes(compiler, SECTION_ORDER),
                         section_count(compiler, SECTION_ORDER),
                         section_bytes(compiler, SECTION_SLOTS), &index->postings);
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

/* Appends the versions with port numbers that are in the current release, or those that are not, to
 * ENTRIES. */
static void compile_by_port(const struct port_index *index, bool current, struct buffer *entries)
{
    const struct compiler *compiler = index->compiler;
    const struct lifetime *lifetimes = compiler->timeline->record_lifetimes;
    for (size_t i = 0; i < compiler->versions->record_count; i++) {
        const struct claim *claim = &index->claims[i];
        struct disk_by_port entry = {(uint32_t)i, claim->first_port, claim->last_port};
        if (claim->has_ports && is_current(compiler, lifetimes[i]) == current)
            buffer_append(entries, (struct text){(const char *)&entry, sizeof(entry)});
    }
    if (!entries->failed)
        finish_by_port((void *)entries->bytes, entries->length / sizeof(struct disk_by_port));
}

void compile_ports(struct port_index *index)
{
    index->claims = claims_find(index->compiler->versions);
    if (!index->claims || !compile_slots(index))
        return;
    compile_by_port(index, true, &index->by_port);
    compile_by_port(index, false, &index->past_by_port);
    index->good = !index->by_port.failed && !index->past_by_port.failed;
}

void port_index_done(struct port_index *index)
{
    memory_free(index->claims);
    buffer_done(&index->by_port);
    buffer_done(&index->past_by_port);
    buffer_done(&index->postings);
}
