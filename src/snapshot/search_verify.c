/* Verifying the search index: that everything in it leads to something, in order. */
#include "snapshot/search_letters.h"
#include "snapshot/search_words.h"
#include "snapshot/word.h"

static uint32_t count_of(const struct portreg *snapshot, enum section section)
{
    return snapshot->sections[section].count;
}

/* Whether the groups are all records in order, none of them empty. */
static bool groups_are_sound(const struct portreg *snapshot)
{
    uint32_t first, end = 0;
    for (uint32_t i = 0; i < search_group_count(snapshot); i++) {
        uint32_t before = end;
        if (!search_group_at(snapshot, i, &first, &end) || first != before)
            return false;
    }
    return end == count_of(snapshot, SECTION_RECORDS);
}

/* Whether the list of the word at INDEX is some groups in order, and nothing else. */
static bool list_is_sound(const struct portreg *snapshot, uint32_t index)
{
    struct word_list list = search_list(snapshot, index);
    uint64_t next = 0;
    if (list.at == list.end)
        return false;
    while (word_list_next(&list)) {
        if (list.group < next || list.places == 0)
            return false;
        next = (uint64_t)list.group + 1;
        if (list.at == list.end)
            return true;
    }
    return false;
}

/* Whether the word at INDEX begins where BEFORE, the one before it, ends, and comes behind it. */
static bool word_is_sound(const struct portreg *snapshot, uint32_t index, struct text before)
{
    struct text word = search_word_at(snapshot, index);
    const uint32_t *letters = map_entry(snapshot, SECTION_SEARCH_LETTERS, index);
    return word.length > 0 && word.length <= WORD_LENGTH_LIMIT && text_compare(before, word) < 0 &&
           le32toh(*letters) == search_letters(word) && list_is_sound(snapshot, index);
}

bool search_index_is_sound(const struct portreg *snapshot, uint32_t *damaged)
{
    uint32_t count = search_word_count(snapshot);
    const struct disk_search_word *first = map_entry(snapshot, SECTION_SEARCH_WORDS, 0);
    struct text before = {NULL, 0};
    *damaged = 0;
    if (!groups_are_sound(snapshot) || !first || first->bytes != 0 || first->list != 0 ||
        count_of(snapshot, SECTION_SEARCH_WORDS) != count + 1 ||
        count_of(snapshot, SECTION_SEARCH_LETTERS) != count ||
        le32toh(first[count].bytes) != count_of(snapshot, SECTION_SEARCH_BYTES) ||
        le32toh(first[count].list) != count_of(snapshot, SECTION_SEARCH_LISTS))
        return false;
    for (; *damaged < count; ++*damaged) {
        if (!word_is_sound(snapshot, *damaged, before))
            return false;
        before = search_word_at(snapshot, *damaged);
    }
    return true;
}
