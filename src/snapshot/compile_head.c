/* Compiling what surrounds the records: notes, footnotes, heads and releases. */
#include "snapshot/compiler.h"

static void append_note(struct compiler *compiler, struct text title, struct text content,
                        struct lifetime lifetime)
{
    struct disk_note note = {intern(compiler, title), intern(compiler, content),
                             disk_lifetime_of(lifetime)};
    append_entry(compiler, &note, sizeof(note));
}

void compile_notes(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct registry *versions = compiler->versions;
    begin_section(compiler, SECTION_NOTES);
    for (size_t i = 0; i < versions->note_count; i++)
        append_note(compiler, versions->notes[i].title, versions->notes[i].content,
                    timeline->note_lifetimes[i]);
    end_section(compiler, SECTION_NOTES);
    begin_section(compiler, SECTION_FOOTNOTES);
    for (size_t i = 0; i < versions->footnote_count; i++)
        append_note(compiler, versions->footnotes[i].anchor, versions->footnotes[i].content,
                    timeline->footnote_lifetimes[i]);
    end_section(compiler, SECTION_FOOTNOTES);
    compile_order(compiler, SECTION_NOTE_ORDER, timeline->note_lifetimes, versions->note_count);
    compile_order(compiler, SECTION_FOOTNOTE_ORDER, timeline->footnote_lifetimes,
                  versions->footnote_count);
}

void compile_heads(struct compiler *compiler)
{
    begin_section(compiler, SECTION_HEADS);
    for (size_t i = 0; i < compiler->timeline->head_count; i++) {
        const struct head *head = &compiler->timeline->heads[i];
        struct disk_head disk = {
            intern(compiler, head->id),       intern(compiler, head->title),
            intern(compiler, head->category), intern(compiler, head->references),
            intern(compiler, head->experts),  disk_lifetime_of(head->lifetime),
        };
        append_entry(compiler, &disk, sizeof(disk));
    }
    end_section(compiler, SECTION_HEADS);
}

void compile_releases(struct compiler *compiler)
{
    begin_section(compiler, SECTION_RELEASES);
    for (size_t i = 0; i < compiler->timeline->release_count; i++) {
        const struct release *release = &compiler->timeline->releases[i];
        struct disk_release disk = {
            .size_bytes = htole64(release->size_bytes),
            .recorded_at = htole64((uint64_t)release->recorded_at),
            .sequence = htole32(release->sequence),
            .date = htole32(date_pack(release->date)),
            .record_count = htole32(release->record_count),
        };
        memcpy(disk.sha256, release->sha256, sizeof(disk.sha256));
        append_entry(compiler, &disk, sizeof(disk));
    }
    end_section(compiler, SECTION_RELEASES);
}
