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
    const char *end = bytes + le32toh(length),
               *limit = builder->texts.bytes + builder->texts.length;
    return (struct word_reader){bytes, end, limit - end >= PART_BYTES};
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

/* The words IDS are in PLACES of the group at hand; there is room. */
static inline void add_hits(struct builder *builder, const uint32_t *ids, size_t count,
                            uint32_t places)
{
    struct indexed *words = builder->hits.table.words;
    uint64_t *hits = builder->hits.hits;
    size_t hit_count = builder->hits.count, group_begin = builder->group_begin;
    uint64_t here = (uint64_t)builder->group << HIT_PLACE_BITS | places;
    for (size_t i = 0; i < count; i++) {
        struct indexed *word = &words[ids[i]];
        if (word->last_hit > group_begin) {
            hits[word->last_hit - 1] |= places;
            continue;
        }
        hits[hit_count++] = (uint64_t)ids[i] << HIT_WORD_SHIFT | here;
        word->last_hit = (uint32_t)hit_count;
        word->count++;
    }
    builder->hits.count = hit_count;
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

/* Sets KNOWN, where another text may be, to the words of the text ENTRY. Without memory to none. */
static void take_apart(struct builder *builder, disk_text entry, struct known_text *known)
{
    struct word_reader reader = read_text(builder, entry);
    struct word_key key;
    *known = (struct known_text){entry, (uint32_t)builder->id_count, 0};
    if (!reserve_ids(builder, words_at_most(&reader)))
        return;
    uint32_t *id = builder->ids + known->begin;
    while (word_reader_next(&reader, &key))
        *id++ = word_table_find(&builder->hits.table, &key);
    builder->id_count = (size_t)(id - builder->ids);
    known->count = (uint32_t)builder->id_count - known->begin;
}

/* The words of the text ENTRY are in PLACES of the group at hand. */
static inline void add_text(struct builder *builder, disk_text entry, uint32_t places)
{
    struct known_text *known = &builder->known[le32toh(entry) * 0x9e3779b1u >> (32 - KNOWN_BITS)];
    if (entry == 0)
        return;
    if (known->entry != entry)
        take_apart(builder, entry, known);
    if (reserve_hits(builder, known->count))
        add_hits(builder, builder->ids + known->begin, known->count, places);
}

/* --- names --- */

/* Words as one: their bytes, then zeros. */
struct joined {
    char bytes[JOINED_BYTES];
    uint32_t length;
};

/* Appends KEY to JOINED, as far as there is room. */
static inline void join(struct joined *joined, const struct word_key *key)
{
    for (uint32_t i = 0; i * PART_BYTES < key->length; i++) {
        uint64_t part = htobe64(key->parts[i]);
        memcpy(joined->bytes + joined->length + i * PART_BYTES, &part, sizeof(part));
    }
    joined->length += key->length;
    if (joined->length <= WORD_LENGTH_LIMIT)
        return;
    joined->length =
        (uint32_t)text_length_of_whole_characters((struct text){joined->bytes, WORD_LENGTH_LIMIT});
    memset(joined->bytes + joined->length, 0, JOINED_BYTES - joined->length);
}

/* The index of the word that JOINED is. */
static uint32_t find_joined(struct builder *builder, const struct joined *joined)
{
    struct word_key key;
    memcpy(key.parts, joined->bytes, sizeof(key.parts));
    for (size_t i = 0; i < PART_LIMIT; i++)
        key.parts[i] = be64toh(key.parts[i]);
    key.length = joined->length;
    return word_table_find(&builder->hits.table, &key);
}

/* The words of the service name ENTRY, as one. */
static struct joined join_words(const struct builder *builder, disk_text entry)
{
    struct joined joined = {.length = 0};
    struct word_reader reader = read_text(builder, entry);
    struct word_key key;
    while (joined.length < WORD_LENGTH_LIMIT && word_reader_next(&reader, &key))
        join(&joined, &key);
    return joined;
}

/* The words of the service name ENTRY, each and as one. */
static void add_name(struct builder *builder, disk_text entry)
{
    struct joined joined = {.length = 0};
    struct word_key key;
    size_t count = 0;
    if (entry == 0)
        return;
    struct word_reader reader = read_text(builder, entry);
    if (!reserve_ids(builder, words_at_most(&reader)) ||
        !reserve_hits(builder, words_at_most(&reader) + 1))
        return;
    uint32_t *ids = builder->ids + builder->id_count, whole;
    for (; word_reader_next(&reader, &key); count++) {
        ids[count] = word_table_find(&builder->hits.table, &key);
        if (joined.length < WORD_LENGTH_LIMIT)
            join(&joined, &key);
    }
    if (count == 0)
        return;
    whole = count == 1 ? ids[0] : find_joined(builder, &joined);
    add_hits(builder, ids, count, PLACE_NAME);
    add_hits(builder, &whole, 1, PLACE_WHOLE_NAME);
}

/* The words of the service name ENTRY, of which the record is an alias, as one. */
static void add_alias(struct builder *builder, disk_text entry)
{
    struct joined joined = join_words(builder, entry);
    if (joined.length == 0 || !reserve_hits(builder, 1))
        return;
    uint32_t id = find_joined(builder, &joined);
    add_hits(builder, &id, 1, PLACE_ALIAS_OF);
}

/* --- records --- */

static void add_record(struct builder *builder, const struct disk_record *record)
{
    bool one = record->assignee_plain == record->contact_plain;
    add_name(builder, record->service_name);
    if (record->alias_of)
        add_alias(builder, record->alias_of);
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
                search_index_write(&builder.hits, index);
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
