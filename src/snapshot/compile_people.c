/* Compiling people. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/compiler.h"

struct person_id {
    struct text id;
    uint32_t person;
};

static int compare_person(const void *a, const void *b)
{
    const struct person_id *x = a, *y = b;
    int order = text_compare(x->id, y->id);
    return order ? order : x->person < y->person ? -1 : x->person > y->person;
}

static void compile_person(struct compiler *compiler, const struct person *person,
                           struct lifetime lifetime, struct disk_person *disk)
{
    buffer_clear(&compiler->plain);
    for (size_t i = 0; i < person->uri_count; i++) {
        buffer_append(&compiler->plain, i ? TEXT("\n") : TEXT(""));
        buffer_append(&compiler->plain, person->uris[i]);
    }
    *disk = (struct disk_person){
        .id = intern(compiler, person->id),
        .name = intern(compiler, person->name),
        .organization = intern(compiler, person->organization),
        .uris = intern(compiler, buffer_text(&compiler->plain)),
        .updated = htole32(date_pack(person->updated)),
        .lifetime = disk_lifetime_of(lifetime),
    };
}

bool compile_people(struct compiler *compiler)
{
    const struct registry *versions = compiler->versions;
    struct disk_person *disk = section_bytes(compiler, SECTION_PEOPLE);
    uint32_t *by_id = section_bytes(compiler, SECTION_PEOPLE_BY_ID);
    struct person_id *ids =
        memory_allocate((versions->person_count + 1) * sizeof(struct person_id));
    if (!ids)
        return false;
    for (size_t i = 0; i < versions->person_count; i++) {
        compile_person(compiler, &versions->people[i], compiler->timeline->person_lifetimes[i],
                       &disk[i]);
        ids[i] = (struct person_id){versions->people[i].id, (uint32_t)i};
    }
    qsort(ids, versions->person_count, sizeof(*ids), compare_person);
    for (size_t i = 0; i < versions->person_count; i++)
        by_id[i] = htole32(ids[i].person);
    memory_free(ids);
    return true;
}
