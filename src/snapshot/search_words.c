/* The words of the search index. */
#include "snapshot/search_words.h"

uint32_t search_word_count(const struct portreg *snapshot)
{
    uint32_t entries = snapshot->sections[SECTION_SEARCH_WORDS].count;
    uint32_t letters = snapshot->sections[SECTION_SEARCH_LETTERS].count;
    return entries && entries - 1 < letters ? entries - 1 : entries ? letters : 0;
}

/* The entry of the word at INDEX, which has one behind it; NULL past the end. */
static const struct disk_search_word *entry_at(const struct portreg *snapshot, uint32_t index)
{
    return index < search_word_count(snapshot) ? map_entry(snapshot, SECTION_SEARCH_WORDS, index)
                                               : NULL;
}

/* The bytes of SECTION from BEGIN to before END; empty when these are not within it. */
static struct text stretch(const struct portreg *snapshot, enum section section, uint32_t begin,
                           uint32_t end)
{
    if (begin >= end || end > snapshot->sections[section].count)
        return (struct text){NULL, 0};
    return (struct text){map_entry(snapshot, section, begin), end - begin};
}

struct text search_word_at(const struct portreg *snapshot, uint32_t index)
{
    const struct disk_search_word *entry = entry_at(snapshot, index);
    if (!entry)
        return (struct text){NULL, 0};
    return stretch(snapshot, SECTION_SEARCH_BYTES, le32toh(entry[0].bytes),
                   le32toh(entry[1].bytes));
}

/* The first word that comes behind BEGINNING; IS_END: behind all that begin with it. */
static uint32_t find_bound(const struct portreg *snapshot, struct text beginning, bool is_end)
{
    uint32_t low = 0, high = search_word_count(snapshot);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct text word = search_word_at(snapshot, middle);
        int order = text_compare(text_slice(word, 0, beginning.length), beginning);
        if (order < 0 || (is_end && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct word_range search_words_with(const struct portreg *snapshot, struct text beginning)
{
    struct word_range range = {find_bound(snapshot, beginning, false),
                               find_bound(snapshot, beginning, true)};
    if (range.end < range.first)
        range.end = range.first;
    return range;
}

uint32_t search_group_count(const struct portreg *snapshot)
{
    return snapshot->sections[SECTION_SEARCH_GROUPS].count;
}

bool search_group_at(const struct portreg *snapshot, uint32_t group, uint32_t *first, uint32_t *end)
{
    uint32_t count = snapshot->sections[SECTION_RECORDS].count;
    *first = map_number(snapshot, SECTION_SEARCH_GROUPS, group, UINT32_MAX);
    *end = map_number(snapshot, SECTION_SEARCH_GROUPS, group + 1, count);
    return *first < *end && *end <= count;
}

uint32_t search_group_of(const struct portreg *snapshot, uint32_t id)
{
    uint32_t low = 0, high = search_group_count(snapshot);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (map_number(snapshot, SECTION_SEARCH_GROUPS, middle, UINT32_MAX) <= id)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : UINT32_MAX;
}

struct word_list search_list(const struct portreg *snapshot, uint32_t index)
{
    const struct disk_search_word *entry = entry_at(snapshot, index);
    struct word_list list = {.group_count = search_group_count(snapshot)};
    if (!entry)
        return list;
    struct text bytes =
        stretch(snapshot, SECTION_SEARCH_LISTS, le32toh(entry[0].list), le32toh(entry[1].list));
    list.at = (const unsigned char *)bytes.bytes;
    list.end = bytes.length ? list.at + bytes.length : list.at;
    return list;
}
