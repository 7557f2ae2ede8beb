/* Compiling what versions there are: lifetimes, what is in the current release, versions by key. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/compiler.h"

/* The section SECTION: the indexes of those of COUNT versions that are in the current release. */
static void compile_order(const struct compiler *compiler, enum section section,
                          const struct lifetime *lifetimes, size_t count)
{
    uint32_t *next = section_bytes(compiler, section);
    for (size_t i = 0; i < count; i++)
        if (is_current(compiler, lifetimes[i]))
            *next++ = htole32((uint32_t)i);
}

void compile_lifetimes(const struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct registry *versions = compiler->versions;
    struct disk_lifetime *disk = section_bytes(compiler, SECTION_LIFETIMES);
    for (size_t i = 0; i < versions->record_count; i++)
        disk[i] = disk_lifetime_of(timeline->record_lifetimes[i]);
    compile_order(compiler, SECTION_ORDER, timeline->record_lifetimes, versions->record_count);
    compile_order(compiler, SECTION_PEOPLE_ORDER, timeline->person_lifetimes,
                  versions->person_count);
    compile_order(compiler, SECTION_NOTE_ORDER, timeline->note_lifetimes, versions->note_count);
    compile_order(compiler, SECTION_FOOTNOTE_ORDER, timeline->footnote_lifetimes,
                  versions->footnote_count);
}

/* A version of a record, to sort by. */
struct version {
    uint32_t key;
    uint32_t first_release;
    uint32_t id;
};

static int compare_versions(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->first_release != y->first_release)
        return x->first_release < y->first_release ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

bool compile_versions_by_key(const struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    size_t count = timeline->versions.record_count;
    struct version *versions = memory_allocate((count + 1) * sizeof(*versions));
    bool sorted = true;
    if (!versions)
        return false;
    for (size_t i = 0; i < count; i++) {
        versions[i] = (struct version){timeline->record_keys[i],
                                       timeline->record_lifetimes[i].first, (uint32_t)i};
        sorted &= i == 0 || compare_versions(&versions[i - 1], &versions[i]) < 0;
    }
    if (!sorted)
        qsort(versions, count, sizeof(*versions), compare_versions);
    uint32_t *ids = section_bytes(compiler, SECTION_VERSIONS_BY_KEY);
    for (size_t i = 0; i < count; i++)
        ids[i] = htole32(versions[i].id);
    memory_free(versions);
    return true;
}
