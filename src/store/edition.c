/* Editions: reading one release with its identities. */
#include "store/edition.h"

#include "base/memory.h"
#include "store/rows.h"

void edition_init(struct edition *edition)
{
    *edition = (struct edition){.place = 0};
    registry_init(&edition->registry);
}

void edition_done(struct edition *edition)
{
    registry_done(&edition->registry);
    memory_free(edition->records);
    memory_free(edition->people);
    memory_free(edition->notes);
    edition_init(edition);
}

bool edition_make_room(struct edition *edition)
{
    const struct registry *registry = &edition->registry;
    size_t note_count = registry->note_count + registry->footnote_count;
    edition->records = memory_allocate_zeroed(registry->record_count + 1, sizeof(struct stored));
    edition->people = memory_allocate_zeroed(registry->person_count + 1, sizeof(struct stored));
    edition->notes = memory_allocate_zeroed(note_count + 1, sizeof(int64_t));
    return edition->records && edition->people && edition->notes;
}

/* A list of identities that grows as rows are read. */
struct list {
    void *entries;
    size_t count, capacity;
};

/* A new entry of SIZE_BYTES at the end of LIST, or NULL. */
static void *list_add(struct list *list, size_t size_bytes)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        void *entries = memory_reallocate(list->entries, capacity * size_bytes);
        if (!entries)
            return NULL;
        list->entries = entries;
        list->capacity = capacity;
    }
    return (char *)list->entries + list->count++ * size_bytes;
}

static int keep(void *context, const struct stored *stored, struct row_lifetime lifetime,
                struct error *error)
{
    (void)lifetime;
    struct stored *entry = list_add(context, sizeof(*entry));
    if (!entry)
        return error_memory(error);
    *entry = *stored;
    return STATUS_OK;
}

static int keep_note(void *context, const struct stored *stored, struct row_lifetime lifetime,
                     struct error *error)
{
    (void)lifetime;
    int64_t *entry = list_add(context, sizeof(*entry));
    if (!entry)
        return error_memory(error);
    *entry = stored->version;
    return STATUS_OK;
}

static int keep_head(void *context, const struct stored *stored, struct row_lifetime lifetime,
                     struct error *error)
{
    (void)lifetime, (void)error;
    *(int64_t *)context = stored->version;
    return STATUS_OK;
}

int edition_read(struct edition *edition, const struct engine *engine, struct database *database,
                 int64_t place, struct error *error)
{
    struct row_source source = {engine, database, place, place, &edition->registry};
    struct list records = {0}, people = {0}, notes = {0};
    int status = read_records(&source, keep, &records, error);
    if (status == STATUS_OK)
        status = read_people(&source, keep, &people, error);
    if (status == STATUS_OK)
        status = read_notes(&source, keep_note, &notes, error);
    if (status == STATUS_OK)
        status = read_heads(&source, keep_head, &edition->head, error);
    edition->records = records.entries;
    edition->people = people.entries;
    edition->notes = notes.entries;
    edition->place = place;
    if (status != STATUS_OK)
        edition_done(edition);
    return status;
}
