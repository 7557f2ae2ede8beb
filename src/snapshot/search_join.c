/* Joining search indexes: their words are merged, and where both have a word, its two lists. */
#include "snapshot/search_join.h"

/* An index that is read word by word. */
struct reader {
    const struct disk_search_word *words;
    const uint32_t *letters;
    const char *bytes;
    const char *lists;
    size_t next, count;
};

/* Where a list ends: its last group, and the last places said. All 0 before its first. */
struct list_end {
    uint32_t group;
    uint32_t places;
};

static struct reader reader_of(const struct search_index *index)
{
    return (struct reader){.words = (const void *)index->words.bytes,
                           .letters = (const void *)index->letters.bytes,
                           .bytes = index->bytes.bytes,
                           .lists = index->lists.bytes,
                           .count = index->letters.length / sizeof(uint32_t)};
}

/* The next word of READER. */
static struct text next_word(const struct reader *reader)
{
    const struct disk_search_word *word = &reader->words[reader->next];
    uint32_t begin = le32toh(word[0].bytes), end = le32toh(word[1].bytes);
    return (struct text){reader->bytes + begin, end - begin};
}

/* Its list. */
static struct text next_list(const struct reader *reader)
{
    const struct disk_search_word *word = &reader->words[reader->next];
    uint32_t begin = le32toh(word[0].list), end = le32toh(word[1].list);
    return (struct text){reader->lists + begin, end - begin};
}

/* --- lists --- */

static uint32_t take_number(struct text *list)
{
    uint32_t number = 0;
    unsigned shift = 0;
    unsigned char byte;
    do {
        byte = (unsigned char)list->bytes[0];
        number |= (byte & 0x7fu) << shift;
        shift += 7;
        *list = text_from(*list, 1);
    } while (byte & 0x80);
    return number;
}

static void append_number(struct buffer *lists, uint32_t number)
{
    for (; number >= 0x80; number >>= 7)
        buffer_append_byte(lists, (char)(number | 0x80));
    buffer_append_byte(lists, (char)number);
}

static struct list_end find_end(struct text list)
{
    struct list_end end = {0, 0};
    while (list.length) {
        uint32_t number = take_number(&list);
        end.group += number >> 1;
        if (number & 1)
            end.places = take_number(&list);
    }
    return end;
}

/* Appends LIST, whose groups count from that of index SHIFT, behind one that ends at END: only its
 * first entry depends on what is before. */
static void append_behind(struct buffer *lists, struct list_end end, struct text list,
                          uint32_t shift)
{
    uint32_t group = (take_number(&list) >> 1) + shift;
    uint32_t places = take_number(&list); /* the first entry always says them */
    bool same = places == end.places;
    append_number(lists, (group - end.group) << 1 | !same);
    if (!same)
        append_number(lists, places);
    buffer_append(lists, list);
}

/* --- words --- */

static void append_entry(struct search_index *whole)
{
    struct disk_search_word entry = {htole32((uint32_t)whole->bytes.length),
                                     htole32((uint32_t)whole->lists.length)};
    buffer_append(&whole->words, (struct text){(const char *)&entry, sizeof(entry)});
}

/* Appends the next word of READER, without its list. */
static void append_word(struct search_index *whole, const struct reader *reader)
{
    append_entry(whole);
    buffer_append(&whole->bytes, next_word(reader));
    buffer_append_u32(&whole->letters, le32toh(reader->letters[reader->next]));
}

static void join_words(struct search_index *whole, struct reader *first, struct reader *second,
                       uint32_t first_groups)
{
    while (first->next < first->count || second->next < second->count) {
        int order = first->next == first->count ? 1
                    : second->next == second->count
                        ? -1
                        : text_compare(next_word(first), next_word(second));
        struct list_end end = {0, 0};
        append_word(whole, order <= 0 ? first : second);
        if (order <= 0) {
            struct text list = next_list(first);
            buffer_append(&whole->lists, list);
            if (order == 0)
                end = find_end(list);
            first->next++;
        }
        if (order >= 0) {
            append_behind(&whole->lists, end, next_list(second), first_groups);
            second->next++;
        }
    }
    append_entry(whole);
}

static void reserve(struct search_index *whole, const struct search_index *first,
                    const struct search_index *second)
{
    buffer_reserve(&whole->groups, first->groups.length + second->groups.length);
    buffer_reserve(&whole->words, first->words.length + second->words.length);
    buffer_reserve(&whole->letters, first->letters.length + second->letters.length);
    buffer_reserve(&whole->bytes, first->bytes.length + second->bytes.length);
    buffer_reserve(&whole->lists, first->lists.length + second->lists.length);
}

bool search_index_join(struct search_index *whole, const struct search_index *first,
                       const struct search_index *second, uint32_t count)
{
    struct reader first_words = reader_of(first), second_words = reader_of(second);
    const uint32_t *groups = (const void *)second->groups.bytes;
    *whole = (struct search_index){0};
    reserve(whole, first, second);
    buffer_append(&whole->groups, buffer_text(&first->groups));
    for (size_t i = 0; i < second->groups.length / sizeof(*groups); i++)
        buffer_append_u32(&whole->groups, le32toh(groups[i]) + count);
    join_words(whole, &first_words, &second_words,
               (uint32_t)(first->groups.length / sizeof(*groups)));
    return !whole->groups.failed && !whole->words.failed && !whole->letters.failed &&
           !whole->bytes.failed && !whole->lists.failed;
}
