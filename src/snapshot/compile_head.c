/* Compiling what surrounds the records: notes, footnotes, heads and releases. */
#include "snapshot/compiler.h"

static struct disk_note compile_note(struct compiler *compiler, struct text title,
                                     struct text content, struct lifetime lifetime)
{
    return (struct disk_note){intern(compiler, title), intern(compiler, content),
                              disk_lifetime_of(lifetime)};
}

void compile_notes(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct registry *versions = compiler->versions;
    struct disk_note *notes = section_bytes(compiler, SECTION_NOTES);
    struct disk_note *footnotes = section_bytes(compiler, SECTION_FOOTNOTES);
    for (size_t i = 0; i < versions->note_count; i++)
        notes[i] = compile_note(compiler, versions->notes[i].title, versions->notes[i].content,
                                timeline->note_lifetimes[i]);
    for (size_t i = 0; i < versions->footnote_count; i++)
        footnotes[i] =
            compile_note(compiler, versions->footnotes[i].anchor, versions->footnotes[i].content,
                         timeline->footnote_lifetimes[i]);
}

void compile_heads(struct compiler *compiler)
{
    struct disk_head *disk = section_bytes(compiler, SECTION_HEADS);
    for (size_t i = 0; i < compiler->timeline->head_count; i++) {
        const struct head *head = &compiler->timeline->heads[i];
        disk[i] = (struct disk_head){
            .id = intern(compiler, head->id),
            .title = intern(compiler, head->title),
            .category = intern(compiler, head->category),
            .references = intern(compiler, head->references),
            .experts = intern(compiler, head->experts),
            .lifetime = disk_lifetime_of(head->lifetime),
        };
    }
}

void compile_releases(const struct compiler *compiler)
{
    struct disk_release *disk = section_bytes(compiler, SECTION_RELEASES);
    for (size_t i = 0; i < compiler->timeline->release_count; i++) {
        const struct release *release = &compiler->timeline->releases[i];
        disk[i] = (struct disk_release){
            .size_bytes = htole64(release->size_bytes),
            .recorded_at = htole64((uint64_t)release->recorded_at),
            .sequence = htole32(release->sequence),
            .date = htole32(date_pack(release->date)),
            .record_count = htole32(release->record_count),
        };
        memcpy(disk[i].sha256, release->sha256, sizeof(disk[i].sha256));
    }
}
