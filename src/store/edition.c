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

/* The head of the release into the registry. */
static int read_head(struct edition *edition, const struct row_source *source, struct error *error)
{
    struct registry *registry = &edition->registry;
    struct head *head = NULL;
    struct rows rows = {0};
    int status = read_heads(source, &registry->arena, &head, &rows, error);
    if (status == STATUS_OK && rows.count) {
        edition->head = rows.list[0].stored.version;
        registry->id = head->id;
        registry->title = head->title;
        registry->category = head->category;
        registry->references = head->references;
        registry->experts = head->experts;
        registry->frame = head->frame;
    }
    memory_free(head);
    rows_done(&rows);
    return status;
}

/* The rows of everything but the head. */
struct contents {
    struct rows records, people, notes;
};

static int read_contents(struct edition *edition, const struct row_source *source,
                         struct contents *contents, struct error *error)
{
    int status = read_records(source, &edition->registry, &contents->records, error);
    if (status == STATUS_OK)
        status = read_people(source, &edition->registry, &contents->people, error);
    if (status == STATUS_OK)
        status = read_notes(source, &edition->registry, &contents->notes, error);
    if (status == STATUS_OK && !edition_make_room(edition))
        status = error_memory(error);
    return status;
}

static void keep_identities(struct edition *edition, const struct contents *contents)
{
    for (size_t i = 0; i < contents->records.count; i++)
        edition->records[i] = contents->records.list[i].stored;
    for (size_t i = 0; i < contents->people.count; i++)
        edition->people[i] = contents->people.list[i].stored;
    for (size_t i = 0; i < contents->notes.count; i++)
        edition->notes[i] = contents->notes.list[i].stored.version;
}

int edition_read(struct edition *edition, const struct engine *engine, struct database *database,
                 int64_t place, struct error *error)
{
    struct row_source source = {engine, database, place, place, true};
    struct contents contents = {0};
    int status = read_contents(edition, &source, &contents, error);
    if (status == STATUS_OK)
        status = read_head(edition, &source, error);
    if (status == STATUS_OK)
        keep_identities(edition, &contents);
    rows_done(&contents.records);
    rows_done(&contents.people);
    rows_done(&contents.notes);
    edition->place = place;
    if (status != STATUS_OK)
        edition_done(edition);
    return status;
}
