/* What all that is compiled has to do: sections, texts, and what is in the current release. */
#include "snapshot/compiler.h"

void begin_section(struct compiler *compiler, enum section section)
{
    size_t surplus = compiler->out->length % SNAPSHOT_ALIGNMENT;
    buffer_append_repeated(compiler->out, '\0', surplus ? SNAPSHOT_ALIGNMENT - surplus : 0);
    compiler->header.sections[section].offset = htole32((uint32_t)compiler->out->length);
}

void end_section(struct compiler *compiler, enum section section)
{
    struct disk_section *entry = &compiler->header.sections[section];
    size_t length = compiler->out->length - le32toh(entry->offset);
    entry->count = htole32((uint32_t)(length / section_entry_bytes[section]));
}

void *section_bytes(const struct compiler *compiler, enum section section)
{
    if (compiler->out->failed)
        return NULL;
    return compiler->out->bytes + le32toh(compiler->header.sections[section].offset);
}

void move_section(struct compiler *compiler, enum section section, struct buffer *bytes)
{
    compiler->failed |= bytes->failed;
    begin_section(compiler, section);
    buffer_append(compiler->out, buffer_text(bytes));
    end_section(compiler, section);
    buffer_done(bytes);
}

void append_entry(struct compiler *compiler, const void *entry, size_t size_bytes)
{
    buffer_append(compiler->out, (struct text){entry, size_bytes});
}

bool is_current(const struct compiler *compiler, struct lifetime lifetime)
{
    return lifetime.last + 1 == compiler->timeline->release_count;
}

struct disk_lifetime disk_lifetime_of(struct lifetime lifetime)
{
    return (struct disk_lifetime){htole32(lifetime.first), htole32(lifetime.last)};
}

void compile_order(struct compiler *compiler, enum section section,
                   const struct lifetime *lifetimes, size_t count)
{
    begin_section(compiler, section);
    for (size_t i = 0; i < count; i++)
        if (is_current(compiler, lifetimes[i]))
            buffer_append_u32(compiler->out, (uint32_t)i);
    end_section(compiler, section);
}

disk_text intern(struct compiler *compiler, struct text text)
{
    return htole32(texts_add(&compiler->texts, text));
}
