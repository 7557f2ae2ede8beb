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
                           struct lifetime lifetime)
{
    buffer_clear(&compiler->plain);
    for (size_t i = 0; i < person->uri_count; i++) {
        buffer_append(&compiler->plain, i ? TEXT("\n") : TEXT(""));
        buffer_append(&compiler->plain, person->uris[i]);
    }
    struct disk_person disk = {
        .id = intern(compiler, person->id),
        .name = intern(compiler, person->name),
        .organization = intern(compiler, person->organization),
        .uris = intern(compiler, buffer_text(&compiler->plain)),
        .updated = htole32(date_pack(person->updated)),
        .lifetime = disk_lifetime_of(lifetime),
    };
    append_entry(compiler, &disk, sizeof(disk));
}

void compile_people(struct compiler *compiler)
{
    const struct registry *versions = compiler->versions;
    const struct lifetime *lifetimes = compiler->timeline->person_lifetimes;
    struct person_id *ids =
        memory_allocate((versions->person_count + 1) * sizeof(struct person_id));
    if (!ids) {
        compiler->failed = true;
        return;
    }
    begin_section(compiler, SECTION_PEOPLE);
    for (size_t i = 0; i < versions->person_count; i++) {
        compile_person(compiler, &versions->people[i], lifetimes[i]);
        ids[i] = (struct person_id){versions->people[i].id, (uint32_t)i};
    }
    end_section(compiler, SECTION_PEOPLE);
    qsort(ids, versions->person_count, sizeof(*ids), compare_person);
    begin_section(compiler, SECTION_PEOPLE_BY_ID);
    for (size_t i = 0; i < versions->person_count; i++)
        buffer_append_u32(compiler->out, ids[i].person);
    end_section(compiler, SECTION_PEOPLE_BY_ID);
    compile_order(compiler, SECTION_PEOPLE_ORDER, lifetimes, versions->person_count);
    memory_free(ids);
}
