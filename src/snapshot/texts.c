/* Texts, each once: a hash table beside the bytes of the section TEXT. */
#include "snapshot/texts.h"

#include "base/memory.h"

enum {
    SLOTS_AT_FIRST = 65536,  /* enough for the registry of today */
    TEXT_OVERHEAD_BYTES = 5, /* the length before, the NUL behind */
};

/* The hash stands beside the offset, so that a text which is not there costs one access. */
struct text_slot {
    uint32_t offset; /* 0: free */
    uint32_t hash;
};

bool texts_init(struct texts *texts)
{
    *texts = (struct texts){.slot_count = SLOTS_AT_FIRST};
    texts->table = memory_allocate_zeroed(texts->slot_count, sizeof(*texts->table));
    buffer_init(&texts->bytes);
    buffer_append_repeated(&texts->bytes, '\0', TEXT_OVERHEAD_BYTES); /* the empty text, at 0 */
    return texts->table && !texts->bytes.failed;
}

void texts_close(struct texts *texts)
{
    memory_free(texts->table);
    texts->table = NULL;
}

void texts_done(struct texts *texts)
{
    texts_close(texts);
    buffer_done(&texts->bytes);
}

/* The first free slot for HASH. */
static struct text_slot *free_slot(struct text_slot *table, size_t slot_count, uint32_t hash)
{
    size_t slot = hash & (slot_count - 1);
    while (table[slot].offset)
        slot = (slot + 1) & (slot_count - 1);
    return &table[slot];
}

/* Twice as many slots. */
static bool grow(struct texts *texts)
{
    size_t slot_count = texts->slot_count * 2;
    struct text_slot *table = memory_allocate_zeroed(slot_count, sizeof(*table));
    if (!table)
        return false;
    for (size_t i = 0; i < texts->slot_count; i++)
        if (texts->table[i].offset)
            *free_slot(table, slot_count, texts->table[i].hash) = texts->table[i];
    memory_free(texts->table);
    texts->table = table;
    texts->slot_count = slot_count;
    return true;
}

struct text texts_get(const struct texts *texts, uint32_t offset)
{
    uint32_t length;
    memcpy(&length, texts->bytes.bytes + offset, sizeof(length));
    return (struct text){texts->bytes.bytes + offset + sizeof(length), le32toh(length)};
}

/* Whether one more text of LENGTH bytes fits; makes room for it in the table. */
static bool has_room(struct texts *texts, size_t length)
{
    if (texts->failed || texts->bytes.failed ||
        texts->bytes.length + length + TEXT_OVERHEAD_BYTES > UINT32_MAX)
        return false;
    return texts->used < texts->slot_count / 4 * 3 || grow(texts);
}

/* The entry of TEXT: its length, its bytes, a NUL. */
static void append(struct texts *texts, struct text text)
{
    uint32_t length = htole32((uint32_t)text.length);
    char *entry = buffer_extend(&texts->bytes, text.length + TEXT_OVERHEAD_BYTES);
    if (!entry)
        return;
    memcpy(entry, &length, sizeof(length));
    memcpy(entry + sizeof(length), text.bytes, text.length);
    entry[sizeof(length) + text.length] = '\0';
}

uint32_t texts_add(struct texts *texts, struct text text)
{
    if (text.length == 0)
        return 0;
    if (!has_room(texts, text.length)) {
        texts->failed = true;
        return 0;
    }
    uint32_t hash = (uint32_t)text_hash(text);
    size_t slot = hash & (texts->slot_count - 1);
    for (; texts->table[slot].offset; slot = (slot + 1) & (texts->slot_count - 1))
        if (texts->table[slot].hash == hash &&
            text_equal(texts_get(texts, texts->table[slot].offset), text))
            return texts->table[slot].offset;
    texts->table[slot] = (struct text_slot){(uint32_t)texts->bytes.length, hash};
    texts->used++;
    append(texts, text);
    return texts->table[slot].offset;
}
