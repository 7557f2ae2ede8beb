/* Compiling the search index: the words of the texts of each group of records. */
#include "snapshot/search_index.h"

#include "base/memory.h"
#include "snapshot/search_hits.h"

enum {
    HITS_A_RECORD = 5, /* about */
    KNOWN_BITS = 12,
    JOINED_BYTES = 2 * WORD_BYTES, /* so that a whole key can be written behind a whole word */
};

/* A text whose words are known: most contacts are those of some records. */
struct known_text {
    disk_text entry; /* 0: none */
    uint32_t begin;  /* where in IDS its words begin */
    uint32_t count;
};

struct builder {
    struct search_hits hits;
    struct text texts; /* the section TEXT */
    uint32_t group;
    size_t group_begin; /* the first hit of GROUP */
    uint32_t *ids;      /* of the words of the texts taken apart */
    size_t id_count, id_limit;
    struct known_text *known; /* by some bits of the entry; a later one takes the place */
    bool failed;
};

static struct word_reader read_text(const struct builder *builder, disk_text entry)
{
    uint32_t length;
    const char *bytes = builder->texts.bytes + le32toh(entry) + sizeof(length);
    memcpy(&length, bytes - sizeof(length), sizeof(length));
    return (struct word_reader){.at = bytes,
                                .end = bytes + le32toh(length),
                                .limit = builder->texts.bytes + builder->texts.length};
}

/* How many words READER may have at most: all but the last have a byte behind that parts them. */
static size_t words_at_most(const struct word_reader *reader)
{
    return (size_t)(reader->end - reader->at) / 2 + 1;
}

/* --- hits --- */

/* Room for EXTRA more hits; false without memory. */
static bool reserve_hits(struct builder *builder, size_t extra)
{
    struct search_hits *hits = &builder->hits;
    if (hits->limit - hits->count >= extra)
        return true;
    size_t limit = hits->limit * 2 + extra;
    uint64_t *larger =
        limit < UINT32_MAX ? memory_reallocate(hits->hits, limit * sizeof(*larger)) : NULL;
    if (!larger) {
        builder->failed = true;
        return false;
    }
    hits->hits = larger;
    hits->limit = limit;
    return true;
}

/* The word ID is in the group at hand; there is room. */
static inline void add_hit(struct builder *builder, uint32_t id, uint32_t places)
{
    struct search_hits *hits = &builder->hits;
    if (id == WORD_NONE)
        return;
    struct indexed *word = &hits->table.words[id];
    if (word->last_hit > builder->group_begin) {
        hits->hits[word->last_hit - 1] |= places;
        return;
    }
    hits->hits[hits->count++] =
        (uint64_t)id << HIT_WORD_SHIFT | (uint64_t)builder->group << HIT_PLACE_BITS | places;
    word->last_hit = (uint32_t)hits->count;
    word->count++;
}

/* --- texts --- */

/* Room for EXTRA more words of texts; false without memory. */
static bool reserve_ids(struct builder *builder, size_t extra)
{
    if (builder->id_limit - builder->id_count >= extra)
        return true;
    size_t limit = builder->id_limit * 2 + extra;
    uint32_t *ids =
        limit < UINT32_MAX ? memory_reallocate(builder->ids, limit * sizeof(*ids)) : NULL;
    if (!ids) {
        builder->failed = true;
        return false;
    }
    builder->ids = ids;
    builder->id_limit = limit;
    return true;
}

/* The words of the text ENTRY, found before or now. Without memory maybe not all. */
static const struct known_text *take_apart(struct builder *builder, disk_text entry)
{
    uint32_t at = le32toh(entry) * 0x9e3779b1u >> (32 - KNOWN_BITS);
    struct known_text *known = &builder->known[at];
    if (known->entry == entry)
        return known;
    struct word_reader reader = read_text(builder, entry);
    struct word_key key;
    *known = (struct known_text){entry, (uint32_t)builder->id_count, 0};
    if (!reserve_ids(builder, words_at_most(&reader)))
        return known;
    while (word_reader_next(&reader, &key))
        builder->ids[builder->id_count++] = word_table_find(&builder->hits.table, &key);
    known->count = (uint32_t)builder->id_count - known->begin;
    return known;
}

/* The words of the text ENTRY are in PLACES of the group at hand. */
static void add_text(struct builder *builder, disk_text entry, uint32_t places)
{
    if (entry == 0)
        return;
    const struct known_text *known = take_apart(builder, entry);
    if (!reserve_hits(builder, known->count))
        return;
    for (uint32_t i = 0; i < known->count; i++)
        add_hit(builder, builder->ids[known->begin + i], places);
}

/* --- names --- */

/* Appends KEY to the LENGTH bytes of JOINED, as far as there is room; how many there are then. */
static uint32_t join(char joined[static JOINED_BYTES], uint32_t length, const struct word_key *key)
{
    for (uint32_t i = 0; i < word_key_parts(key->length); i++) {
        uint64_t part = htobe64(key->parts[i]);
        memcpy(joined + length + i * PART_BYTES, &part, sizeof(part));
    }
    length += key->length;
    if (length <= WORD_LENGTH_LIMIT)
        return length;
    return (uint32_t)text_length_of_whole_characters((struct text){joined, WORD_LENGTH_LIMIT});
}

/* The word that JOINED is. */
static struct word_key joined_key(const char *joined, uint32_t length)
{
    struct word word = {.length = (uint8_t)length};
    struct word_key key;
    memcpy(word.bytes, joined, WORD_BYTES);
    memset(word.bytes + length, 0, WORD_BYTES - length);
    word_key_of(&key, &word);
    return key;
}

/* The words of the service name ENTRY in PLACES, if any, and all of them as one in WHOLE. */
static void add_name(struct builder *builder, disk_text entry, uint32_t whole, uint32_t places)
{
    char joined[JOINED_BYTES];
    uint32_t length = 0, count = 0, id = WORD_NONE;
    struct word_key key;
    if (entry == 0)
        return;
    struct word_reader reader = read_text(builder, entry);
    if (!reserve_hits(builder, words_at_most(&reader) + 1))
        return;
    for (; word_reader_next(&reader, &key); count++) {
        if (length < WORD_LENGTH_LIMIT)
            length = join(joined, length, &key);
        if (places == 0)
            continue;
        id = word_table_find(&builder->hits.table, &key);
        add_hit(builder, id, places);
    }
    if (count > 1 || (count && places == 0)) {
        key = joined_key(joined, length);
        id = word_table_find(&builder->hits.table, &key);
    }
    add_hit(builder, id, whole);
}

/* --- records --- */

static void add_record(struct builder *builder, const struct disk_record *record)
{
    bool one = record->assignee_plain == record->contact_plain;
    add_name(builder, record->service_name, PLACE_WHOLE_NAME, PLACE_NAME);
    add_name(builder, record->alias_of, PLACE_ALIAS_OF, 0);
    add_text(builder, record->description_plain, PLACE_DESCRIPTION);
    add_text(builder, record->assignee_plain,
             one ? PLACE_ASSIGNEE | PLACE_CONTACT : PLACE_ASSIGNEE);
    if (!one)
        add_text(builder, record->contact_plain, PLACE_CONTACT);
    add_text(builder, record->reference_plain, PLACE_REFERENCE);
    add_text(builder, record->assignment_notes_plain, PLACE_NOTES);
    add_text(builder, record->unauthorized_use, PLACE_UNAUTHORIZED_USE);
}

/* Whether A and B have the same texts. */
static bool are_alike(const struct disk_record *a, const struct disk_record *b)
{
    return a->service_name == b->service_name && a->description_plain == b->description_plain &&
           a->assignee_plain == b->assignee_plain && a->contact_plain == b->contact_plain &&
           a->reference_plain == b->reference_plain && a->unauthorized_use == b->unauthorized_use &&
           a->assignment_notes_plain == b->assignment_notes_plain && a->alias_of == b->alias_of;
}

static void add_records(struct builder *builder, struct search_index *index,
                        const struct disk_record *records, size_t count)
{
    buffer_reserve(&index->groups, count * sizeof(uint32_t));
    for (size_t i = 0; i < count && !builder->failed; i++) {
        if (i > 0 && are_alike(&records[i - 1], &records[i]))
            continue;
        buffer_append_u32(&index->groups, (uint32_t)i);
        builder->group_begin = builder->hits.count;
        add_record(builder, &records[i]);
        builder->group++;
    }
}

bool search_index_build(struct search_index *index, const struct disk_record *records, size_t count,
                        struct text texts)
{
    struct builder builder = {.texts = texts};
    *index = (struct search_index){0};
    builder.known = memory_allocate_zeroed((size_t)1 << KNOWN_BITS, sizeof(*builder.known));
    builder.failed = !word_table_init(&builder.hits.table, count) || !builder.known ||
                     !reserve_hits(&builder, count * HITS_A_RECORD) ||
                     !reserve_ids(&builder, count * HITS_A_RECORD);
    if (!builder.failed)
        add_records(&builder, index, records, count);
    memory_free(builder.known);
    memory_free(builder.ids);
    bool done = !builder.failed && !builder.hits.table.failed && !index->groups.failed &&
                search_hits_write(&builder.hits, index);
    word_table_done(&builder.hits.table);
    memory_free(builder.hits.hits);
    return done;
}

void search_index_done(struct search_index *index)
{
    buffer_done(&index->groups);
    buffer_done(&index->words);
    buffer_done(&index->letters);
    buffer_done(&index->bytes);
    buffer_done(&index->lists);
}
