/* What all that is compiled has to do: places for sections, texts, what is in the current release.
 */
#include "snapshot/compiler.h"

static void begin_section(struct compiler *compiler, enum section section)
{
    size_t surplus = compiler->out->length % SNAPSHOT_ALIGNMENT;
    buffer_append_repeated(compiler->out, '\0', surplus ? SNAPSHOT_ALIGNMENT - surplus : 0);
    compiler->header.sections[section].offset = htole32((uint32_t)compiler->out->length);
}

static void end_section(struct compiler *compiler, enum section section)
{
    struct disk_section *entry = &compiler->header.sections[section];
    size_t length = compiler->out->length - le32toh(entry->offset);
    entry->count = htole32((uint32_t)(length / section_entry_bytes[section]));
}

/* Gives SECTION place for COUNT entries, which are not set yet. */
static void allot(struct compiler *compiler, enum section section, size_t count)
{
    begin_section(compiler, section);
    buffer_extend(compiler->out, count * section_entry_bytes[section]);
    end_section(compiler, section);
}

/* As allot, for those of COUNT versions that are in the current release. */
static void allot_order(struct compiler *compiler, enum section section,
                        const struct lifetime *lifetimes, size_t count)
{
    size_t current = 0;
    for (size_t i = 0; i < count; i++)
        current += is_current(compiler, lifetimes[i]);
    allot(compiler, section, current);
}

bool allot_places(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct registry *versions = compiler->versions;
    buffer_append_repeated(compiler->out, '\0', sizeof(compiler->header));
    allot(compiler, SECTION_RECORDS, versions->record_count);
    allot(compiler, SECTION_LIFETIMES, versions->record_count);
    allot_order(compiler, SECTION_ORDER, timeline->record_lifetimes, versions->record_count);
    allot(compiler, SECTION_VERSIONS_BY_KEY, versions->record_count);
    allot(compiler, SECTION_SLOTS, SLOT_COUNT);
    allot(compiler, SECTION_PEOPLE, versions->person_count);
    allot(compiler, SECTION_PEOPLE_BY_ID, versions->person_count);
    allot_order(compiler, SECTION_PEOPLE_ORDER, timeline->person_lifetimes, versions->person_count);
    allot(compiler, SECTION_NOTES, versions->note_count);
    allot_order(compiler, SECTION_NOTE_ORDER, timeline->note_lifetimes, versions->note_count);
    allot(compiler, SECTION_FOOTNOTES, versions->footnote_count);
    allot_order(compiler, SECTION_FOOTNOTE_ORDER, timeline->footnote_lifetimes,
                versions->footnote_count);
    allot(compiler, SECTION_HEADS, timeline->head_count);
    allot(compiler, SECTION_RELEASES, timeline->release_count);
    return !compiler->out->failed && compiler->out->length <= UINT32_MAX;
}

void *section_bytes(const struct compiler *compiler, enum section section)
{
    return compiler->out->bytes + le32toh(compiler->header.sections[section].offset);
}

size_t section_count(const struct compiler *compiler, enum section section)
{
    return le32toh(compiler->header.sections[section].count);
}

void move_section(struct compiler *compiler, enum section section, const struct buffer *bytes)
{
    begin_section(compiler, section);
    buffer_append(compiler->out, buffer_text(bytes));
    end_section(compiler, section);
}

disk_text intern(struct compiler *compiler, struct text text)
{
    return htole32(texts_add(&compiler->texts, text));
}

bool is_current(const struct compiler *compiler, struct lifetime lifetime)
{
    return lifetime.last + 1 == compiler->timeline->release_count;
}

struct disk_lifetime disk_lifetime_of(struct lifetime lifetime)
{
    return (struct disk_lifetime){htole32(lifetime.first), htole32(lifetime.last)};
}
