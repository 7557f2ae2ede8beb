/* Compiling the search index. Each distinct text is taken apart once; what is found is sorted by
 * counting. */
#include "snapshot/search_index.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/search_letters.h"
#include "snapshot/word.h"

enum {
    SLOTS_AT_FIRST = 1 << 16, /* enough for the registry of today */
    WORDS_AT_FIRST = 1 << 14,
    HITS_AT_FIRST = 1 << 16,
    HEAD_BYTES = 8,
    BYTES_A_HIT = 7, /* at most: five for the group, two for the places */
    TEXT_APART = 4,  /* so many bytes of TEXT hold the beginning of one text at most */
    SLOT_ID_BITS = 24,
    WORD_LIMIT = (1 << SLOT_ID_BITS) - 2,
};

/* A word of the index. */
struct indexed {
    uint64_t head;   /* its first bytes, the first one highest: to compare and to sort by */
    uint32_t at;     /* all of its bytes, in the pool */
    uint32_t length; /* bytes */
};

/* Its hits; apart from it, as all that is used often should stay in the cache. */
struct hits_of_word {
    uint32_t count; /* how many groups it is in */
    uint32_t last;  /* 1 + the index of its last hit; 0: none */
};

/* A word is in a group. */
struct hit {
    uint32_t word;
    uint32_t group;
    uint32_t places;
};

/* An array that grows. */
struct array {
    void *entries;
    size_t count, limit;
};

struct builder {
    struct text texts;    /* the section TEXT */
    uint32_t *slots;      /* of a hash table: 1 + a word, and above SLOT_ID_BITS some of its hash */
    size_t slot_count;    /* a power of two */
    struct array indexed; /* struct indexed */
    struct array word_hits; /* struct hits_of_word, beside it */
    struct array word_ids;  /* uint32_t: for each text how many words it has, then these */
    uint32_t
        *taken_apart;   /* of each TEXT_APART bytes of TEXTS: 1 + where in WORD_IDS the text is */
    struct array hits;  /* struct hit, by group */
    struct buffer pool; /* the bytes of the words */
    bool failed;
};

/* --- arrays --- */

/* Room for EXTRA more entries; false without memory. */
static bool array_reserve(struct array *array, size_t extra, size_t entry_bytes, size_t at_first)
{
    if (array->limit - array->count >= extra)
        return true;
    size_t limit = array->limit ? array->limit * 2 : at_first;
    while (limit - array->count < extra)
        limit *= 2;
    void *entries = memory_reallocate(array->entries, limit * entry_bytes);
    if (!entries)
        return false;
    array->entries = entries;
    array->limit = limit;
    return true;
}

static struct indexed *indexed_words(const struct builder *builder)
{
    return builder->indexed.entries;
}

static struct hits_of_word *hits_of_words(const struct builder *builder)
{
    return builder->word_hits.entries;
}

/* --- words --- */

static inline uint64_t head_of(const struct word *word)
{
    uint64_t head;
    memcpy(&head, word->bytes, sizeof(head));
    return be64toh(head);
}

/* The hash of WORD, which begins with HEAD. */
static inline uint32_t hash_of(struct text word, uint64_t head)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    if (word.length > HEAD_BYTES)
        return (uint32_t)(text_hash(word) >> 32);
    head ^= head >> 32 ^ word.length; /* in a short word only the high half is not 0 */
    return (uint32_t)(head * factor >> 32);
}

static inline bool is_word(const struct builder *builder, const struct indexed *indexed,
                           const struct word *word, uint64_t head)
{
    return indexed->head == head && indexed->length == word->length &&
           (word->length <= HEAD_BYTES ||
            memcmp(builder->pool.bytes + indexed->at, word->bytes, word->length) == 0);
}

static struct text word_at(const struct builder *builder, uint32_t id)
{
    const struct indexed *indexed = &indexed_words(builder)[id];
    return (struct text){builder->pool.bytes + indexed->at, indexed->length};
}

/* What the slot of the word ID with HASH holds. */
static inline uint32_t slot_of(uint32_t id, uint32_t hash)
{
    return (id + 1) | hash >> SLOT_ID_BITS << SLOT_ID_BITS;
}

/* Puts the word ID with HASH into the first free slot. */
static void occupy(struct builder *builder, uint32_t id, uint32_t hash)
{
    size_t mask = builder->slot_count - 1, i = hash & mask;
    while (builder->slots[i])
        i = (i + 1) & mask;
    builder->slots[i] = slot_of(id, hash);
}

/* Makes a table of SLOT_COUNT slots with all words that are there. False without memory. */
static bool make_slots(struct builder *builder, size_t slot_count)
{
    uint32_t *slots = memory_allocate_zeroed(slot_count, sizeof(*slots));
    if (!slots)
        return false;
    memory_free(builder->slots);
    builder->slots = slots;
    builder->slot_count = slot_count;
    for (uint32_t id = 0; id < builder->indexed.count; id++)
        occupy(builder, id, hash_of(word_at(builder, id), indexed_words(builder)[id].head));
    return true;
}

/* Adds WORD, which is new; 0 without memory. */
static uint32_t add_word(struct builder *builder, const struct word *word, uint64_t head)
{
    struct array *array = &builder->indexed;
    uint32_t id = (uint32_t)array->count;
    if (id == WORD_LIMIT || !array_reserve(array, 1, sizeof(struct indexed), WORDS_AT_FIRST) ||
        !array_reserve(&builder->word_hits, 1, sizeof(struct hits_of_word), WORDS_AT_FIRST)) {
        builder->failed = true;
        return 0;
    }
    indexed_words(builder)[id] =
        (struct indexed){head, (uint32_t)builder->pool.length, word->length};
    hits_of_words(builder)[id] = (struct hits_of_word){0, 0};
    buffer_append(&builder->pool, word_text(word));
    array->count++;
    builder->word_hits.count++;
    builder->failed |= builder->pool.failed;
    if (builder->failed)
        return 0;
    if (array->count > builder->slot_count / 2)
        builder->failed |= !make_slots(builder, builder->slot_count * 2);
    else
        occupy(builder, id, hash_of(word_text(word), head));
    return id;
}

/* The index of WORD, which is added if it is new. */
static uint32_t intern_word(struct builder *builder, const struct word *word)
{
    uint64_t head = head_of(word);
    uint32_t hash = hash_of(word_text(word), head), slot;
    size_t mask = builder->slot_count - 1;
    for (size_t i = hash & mask; (slot = builder->slots[i]); i = (i + 1) & mask) {
        uint32_t id = (slot & (WORD_LIMIT + 1)) - 1;
        if (slot == slot_of(id, hash) && is_word(builder, &indexed_words(builder)[id], word, head))
            return id;
    }
    return add_word(builder, word, head);
}

/* --- texts --- */

static struct text text_at(const struct builder *builder, disk_text entry)
{
    uint32_t length, offset = le32toh(entry);
    memcpy(&length, builder->texts.bytes + offset, sizeof(length));
    return (struct text){builder->texts.bytes + offset + sizeof(length), le32toh(length)};
}

static void append_word_id(struct builder *builder, uint32_t id)
{
    uint32_t *ids = builder->word_ids.entries;
    ids[builder->word_ids.count++] = id;
}

/* The words of TEXT, behind their count, at the end of WORD_IDS; where. */
static size_t take_apart(struct builder *builder, struct text text)
{
    size_t begin = builder->word_ids.count, at = 0, start;
    struct word word;
    /* each word but the last has a byte behind it that parts it from the next */
    if (!array_reserve(&builder->word_ids, text.length / 2 + 2, sizeof(uint32_t), HITS_AT_FIRST)) {
        builder->failed = true;
        return 0;
    }
    append_word_id(builder, 0);
    while (!builder->failed && word_next(text, &at, &start, &word))
        append_word_id(builder, intern_word(builder, &word));
    ((uint32_t *)builder->word_ids.entries)[begin] =
        (uint32_t)(builder->word_ids.count - begin - 1);
    return begin;
}

/* Where in WORD_IDS the words of the text ENTRY are; without memory 0. */
static size_t words_of(struct builder *builder, disk_text entry)
{
    uint32_t *known = &builder->taken_apart[le32toh(entry) / TEXT_APART];
    if (*known == 0) /* a text takes five bytes at least, besides its own */
        *known = (uint32_t)take_apart(builder, text_at(builder, entry)) + 1;
    return *known - 1;
}

/* --- hits --- */

static void add_hit(struct builder *builder, uint32_t id, uint32_t group, uint32_t places)
{
    if (builder->failed)
        return;
    struct hits_of_word *of_word = &hits_of_words(builder)[id];
    struct hit *hits = builder->hits.entries;
    if (of_word->last && hits[of_word->last - 1].group == group) {
        hits[of_word->last - 1].places |= places;
        return;
    }
    if (!array_reserve(&builder->hits, 1, sizeof(struct hit), HITS_AT_FIRST)) {
        builder->failed = true;
        return;
    }
    hits = builder->hits.entries;
    hits[builder->hits.count++] = (struct hit){id, group, places};
    of_word->last = (uint32_t)builder->hits.count;
    of_word->count++;
}

/* The words of the text ENTRY, which is in GROUP. */
static void add_text(struct builder *builder, disk_text entry, uint32_t group, uint32_t places)
{
    if (entry == 0 || builder->failed)
        return;
    size_t begin = words_of(builder, entry);
    for (uint32_t i = 1; !builder->failed; i++) {
        const uint32_t *ids = (const uint32_t *)builder->word_ids.entries + begin;
        if (i > ids[0])
            break;
        add_hit(builder, ids[i], group, places);
    }
}

/* The words of the service name ENTRY as one. */
static void add_name(struct builder *builder, disk_text entry, uint32_t group, uint32_t places)
{
    struct text name;
    struct word joined = {.length = 0}, word;
    size_t at = 0, start;
    if (entry == 0 || builder->failed)
        return;
    name = text_at(builder, entry);
    while (word_next(name, &at, &start, &word)) {
        if (joined.length == 0)
            joined = word;
        else
            word_join(&joined, &word);
    }
    if (joined.length)
        add_hit(builder, intern_word(builder, &joined), group, places);
}

static void add_record(struct builder *builder, const struct disk_record *record, uint32_t group)
{
    bool one = record->assignee_plain == record->contact_plain;
    add_name(builder, record->service_name, group, PLACE_WHOLE_NAME);
    add_name(builder, record->alias_of, group, PLACE_ALIAS_OF);
    add_text(builder, record->service_name, group, PLACE_NAME);
    add_text(builder, record->description_plain, group, PLACE_DESCRIPTION);
    add_text(builder, record->assignee_plain, group,
             one ? PLACE_ASSIGNEE | PLACE_CONTACT : PLACE_ASSIGNEE);
    if (!one)
        add_text(builder, record->contact_plain, group, PLACE_CONTACT);
    add_text(builder, record->reference_plain, group, PLACE_REFERENCE);
    add_text(builder, record->assignment_notes_plain, group, PLACE_NOTES);
    add_text(builder, record->unauthorized_use, group, PLACE_UNAUTHORIZED_USE);
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
    uint32_t group = 0;
    for (size_t i = 0; i < count && !builder->failed; i++) {
        if (i > 0 && are_alike(&records[i - 1], &records[i]))
            continue;
        buffer_append_u32(&index->groups, (uint32_t)i);
        add_record(builder, &records[i], group++);
    }
}

/* --- sorting --- */

/* A word and what to sort it by. */
struct place {
    uint64_t head;
    uint32_t id;
};

/* One pass of sorting FROM into TO, by the byte at SHIFT of the heads. False when all have the same
 * there: then nothing was moved. */
static bool sort_by_byte(const struct place *from, struct place *to, size_t count, unsigned shift)
{
    size_t starts[256] = {0}, next = 0;
    for (size_t i = 0; i < count; i++)
        starts[from[i].head >> shift & 255]++;
    if (count && starts[from[0].head >> shift & 255] == count)
        return false;
    for (size_t i = 0; i < 256; i++) {
        size_t of_byte = starts[i];
        starts[i] = next;
        next += of_byte;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].head >> shift & 255]++] = from[i];
    return true;
}

static int compare_tails(const void *a, const void *b, void *context)
{
    const struct place *x = a, *y = b;
    return text_compare(word_at(context, x->id), word_at(context, y->id));
}

/* Puts words with the same head in order, by what is behind it. */
static void sort_tails(struct builder *builder, struct place *places, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && places[end].head == places[i].head;)
            end++;
        if (end - i > 1)
            qsort_r(places + i, end - i, sizeof(*places), compare_tails, builder);
    }
}

/* The words in byte order, in one of two halves of a block of memory, which the caller frees; NULL
 * without memory. */
static struct place *sort_words(struct builder *builder, struct place **block)
{
    size_t count = builder->indexed.count;
    struct place *from = *block = memory_allocate((2 * count + 1) * sizeof(*from));
    struct place *to = from + count;
    if (!from)
        return NULL;
    for (size_t i = 0; i < count; i++)
        from[i] = (struct place){indexed_words(builder)[i].head, (uint32_t)i};
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (!sort_by_byte(from, to, count, shift))
            continue;
        struct place *sorted = to;
        to = from;
        from = sorted;
    }
    sort_tails(builder, from, count);
    return from;
}

/* --- writing --- */

static inline char *append_number(char *p, uint32_t number)
{
    while (number >= 0x80) {
        *p++ = (char)(number | 0x80);
        number >>= 7;
    }
    *p++ = (char)number;
    return p;
}

/* A hit of a word that is known. */
struct listed {
    uint32_t group;
    uint32_t places;
};

/* The list of a word in COUNT groups; where it ends. */
static char *append_list(char *p, const struct listed *listed, size_t count)
{
    uint32_t group = 0, places = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = listed[i].places == places;
        p = append_number(p, (listed[i].group - group) << 1 | !same);
        group = listed[i].group;
        places = listed[i].places;
        if (!same)
            p = append_number(p, places);
    }
    return p;
}

/* The hits by word, in the order of WORDS; NULL without memory. Uses the LASTs of the words up. */
static struct listed *list_hits(const struct builder *builder, const struct place *words)
{
    struct listed *listed = memory_allocate((builder->hits.count + 1) * sizeof(*listed));
    const struct hit *hits = builder->hits.entries;
    uint32_t next = 0;
    if (!listed)
        return NULL;
    for (size_t i = 0; i < builder->indexed.count; i++) {
        struct hits_of_word *of_word = &hits_of_words(builder)[words[i].id];
        of_word->last = next;
        next += of_word->count;
    }
    for (size_t i = 0; i < builder->hits.count; i++)
        listed[hits_of_words(builder)[hits[i].word].last++] =
            (struct listed){hits[i].group, hits[i].places};
    return listed;
}

static void append_entry(struct search_index *index, char *list)
{
    struct disk_search_word entry = {htole32((uint32_t)index->bytes.length),
                                     htole32((uint32_t)(list - index->lists.bytes))};
    buffer_append(&index->words, (struct text){(const char *)&entry, sizeof(entry)});
}

static void write_words(const struct builder *builder, struct search_index *index,
                        const struct place *words, const struct listed *listed)
{
    size_t count = builder->indexed.count;
    buffer_reserve(&index->lists, builder->hits.count * BYTES_A_HIT + 1);
    buffer_reserve(&index->words, (count + 1) * sizeof(struct disk_search_word));
    buffer_reserve(&index->letters, count * sizeof(uint32_t));
    buffer_reserve(&index->bytes, builder->pool.length);
    if (index->lists.failed)
        return;
    char *end = index->lists.bytes;
    for (size_t i = 0; i < count; i++) {
        struct text word = word_at(builder, words[i].id);
        size_t hits = hits_of_words(builder)[words[i].id].count;
        append_entry(index, end);
        buffer_append_u32(&index->letters, search_letters(word));
        buffer_append(&index->bytes, word);
        end = append_list(end, listed, hits);
        listed += hits;
    }
    append_entry(index, end);
    index->lists.length = (size_t)(end - index->lists.bytes);
}

static bool write_index(struct builder *builder, struct search_index *index)
{
    struct place *block = NULL, *words = sort_words(builder, &block);
    struct listed *listed = words ? list_hits(builder, words) : NULL;
    if (listed)
        write_words(builder, index, words, listed);
    bool done = listed && !index->groups.failed && !index->words.failed && !index->letters.failed &&
                !index->bytes.failed && !index->lists.failed;
    memory_free(listed);
    memory_free(block);
    return done;
}

bool search_index_build(struct search_index *index, const struct disk_record *records, size_t count,
                        struct text texts)
{
    struct builder builder = {.texts = texts};
    *index = (struct search_index){0};
    buffer_init(&builder.pool);
    builder.taken_apart =
        memory_allocate_zeroed(texts.length / TEXT_APART + 1, sizeof(*builder.taken_apart));
    builder.failed = !builder.taken_apart || !make_slots(&builder, SLOTS_AT_FIRST);
    if (!builder.failed)
        add_records(&builder, index, records, count);
    bool done = !builder.failed && write_index(&builder, index);
    memory_free(builder.slots);
    memory_free(builder.taken_apart);
    memory_free(builder.indexed.entries);
    memory_free(builder.word_hits.entries);
    memory_free(builder.word_ids.entries);
    memory_free(builder.hits.entries);
    buffer_done(&builder.pool);
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
