/* Tests of compiling the search index: it holds what reading the texts word by word finds. */
#include "snapshot/search_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snapshot/search_words.h"
#include "snapshot/word.h"
#include "support/snapshot.h"

enum { RECORD_COUNT = 400, CONTACT_COUNT = 20, NAME_BYTES = 80, TEXT_BYTES = 400 };

/* A word is in a group, in these places. */
struct finding {
    struct text word;
    uint32_t group, places;
};

static struct {
    char names[RECORD_COUNT][NAME_BYTES];
    char descriptions[RECORD_COUNT][TEXT_BYTES];
    char contacts[CONTACT_COUNT][TEXT_BYTES];
    struct registry registry;
    struct compiled compiled;
} sample;

/* --- texts --- */

/* Pieces that a text is made of, most of them one letter; words of all lengths come from these. */
static const char *const pieces[] = {
    "a", "B", "e", "z", "Z", "0", "9", "t", "Tea",  "pot",  "x11", "green",        "\xc3\x89",
    " ", "-", "@", "[", "`", "{", "/", ":", "\x7f", "\t",   ".",   "\xe2\x80\x93", "\xcc\x81",
    "e", "n", "d", "G", "m", "s", "w", "q", "o",    "four", "tee", "\xe8\x8c\xb6", "\xff",
};

/* Sets TEXT, of SIZE bytes, at random: up to COUNT pieces, the first LETTERS of which are letters.
 */
static void make_text(char *text, size_t size, int count, int letters)
{
    size_t length = 0;
    text[0] = '\0';
    for (int i = rand() % (count + 1); i > 0; i--, letters--) {
        const char *piece =
            letters > 0 ? pieces[rand() % 12] : pieces[(size_t)rand() % (sizeof(pieces) / 8)];
        length += (size_t)snprintf(text + length, size - length, "%s", piece);
        if (length >= size)
            break;
    }
}

static int make_sample(void **state)
{
    (void)state;
    srand(6335);
    registry_init(&sample.registry);
    for (int i = 0; i < CONTACT_COUNT; i++)
        make_text(sample.contacts[i], TEXT_BYTES, 20, 1);
    for (int i = 0; i < RECORD_COUNT; i++) {
        if (i % 3 == 2) { /* the same texts as those before it, for the most part */
            memcpy(sample.names[i], sample.names[i - 1], NAME_BYTES);
            memcpy(sample.descriptions[i], sample.descriptions[i - 1], TEXT_BYTES);
        } else {
            make_text(sample.names[i], NAME_BYTES, 25, rand() % 4 ? 5 : 40);
            make_text(sample.descriptions[i], TEXT_BYTES, 90, rand() % 40);
        }
        struct record *record =
            add_record(&sample.registry, sample.names[i], "7", "tcp", sample.descriptions[i]);
        record->contact = text_of(sample.contacts[i / 2 % CONTACT_COUNT]);
        record->has_assignee = i % 5 == 0;
        if (record->has_assignee)
            record->assignee = text_of(sample.contacts[rand() % CONTACT_COUNT]);
    }
    compiled_init(&sample.compiled, &sample.registry);
    return 0;
}

static int drop_sample(void **state)
{
    (void)state;
    compiled_done(&sample.compiled);
    registry_done(&sample.registry);
    return 0;
}

static const struct disk_record *record_at(size_t index)
{
    const struct portreg *snapshot = &sample.compiled.snapshot;
    return (const struct disk_record *)(sample.compiled.bytes.bytes +
                                        snapshot->sections[SECTION_RECORDS].offset) +
           index;
}

static struct text text_section(void)
{
    return (struct text){(const char *)sample.compiled.snapshot.text,
                         sample.compiled.snapshot.text_bytes};
}

/* --- reading word by word --- */

struct findings {
    struct finding entries[RECORD_COUNT * 200];
    struct word words[RECORD_COUNT * 200];
    size_t count;
};

static void find(struct findings *findings, const struct word *word, uint32_t group,
                 uint32_t places)
{
    size_t i = findings->count++;
    assert_true(findings->count <= sizeof(findings->entries) / sizeof(*findings->entries));
    findings->words[i] = *word;
    findings->entries[i] = (struct finding){word_text(&findings->words[i]), group, places};
}

static void find_words(struct findings *findings, disk_text entry, uint32_t group, uint32_t places,
                       uint32_t whole)
{
    struct portreg_text text = map_text(&sample.compiled.snapshot, entry);
    struct word word, joined = {.length = 0};
    size_t at = 0, start;
    while (word_next((struct text){text.bytes, text.length}, &at, &start, &word)) {
        find(findings, &word, group, places);
        if (joined.length == 0)
            joined = word;
        else
            word_join(&joined, &word);
    }
    if (whole && joined.length)
        find(findings, &joined, group, whole);
}

static int compare_findings(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    int order = text_compare(x->word, y->word);
    return order ? order : (x->group > y->group) - (x->group < y->group);
}

/* Makes one of those of the same word and group. */
static void merge(struct findings *findings)
{
    struct finding *entries = findings->entries;
    size_t kept = 0;
    qsort(entries, findings->count, sizeof(*entries), compare_findings);
    for (size_t i = 0; i < findings->count; i++) {
        if (kept && compare_findings(&entries[kept - 1], &entries[i]) == 0)
            entries[kept - 1].places |= entries[i].places;
        else
            entries[kept++] = entries[i];
    }
    findings->count = kept;
}

static void find_all(struct findings *findings)
{
    const struct portreg *snapshot = &sample.compiled.snapshot;
    uint32_t first, end;
    findings->count = 0;
    for (uint32_t group = 0; search_group_at(snapshot, group, &first, &end); group++) {
        const struct disk_record *record = record_at(first);
        find_words(findings, record->service_name, group, PLACE_NAME, PLACE_WHOLE_NAME);
        find_words(findings, record->description_plain, group, PLACE_DESCRIPTION, 0);
        find_words(findings, record->assignee_plain, group, PLACE_ASSIGNEE, 0);
        find_words(findings, record->contact_plain, group, PLACE_CONTACT, 0);
        for (uint32_t i = first + 1; i < end; i++)
            assert_memory_equal(&record->service_name, &record_at(i)->service_name, 12);
    }
    merge(findings);
}

/* --- tests --- */

static void holds_what_reading_word_by_word_finds(void **state)
{
    (void)state;
    const struct portreg *snapshot = &sample.compiled.snapshot;
    static struct findings findings;
    size_t next = 0, lengths[WORD_BYTES] = {0};
    uint32_t damaged;
    find_all(&findings);
    assert_true(search_index_is_sound(snapshot, &damaged));
    for (uint32_t i = 0; i < search_word_count(snapshot); i++) {
        struct text word = search_word_at(snapshot, i);
        struct word_list list = search_list(snapshot, i);
        for (; word_list_next(&list); next++) {
            assert_true(next < findings.count);
            assert_true(text_equal(word, findings.entries[next].word));
            assert_int_equal(list.group, findings.entries[next].group);
            assert_int_equal(list.places, findings.entries[next].places);
        }
        lengths[word.length]++;
    }
    assert_int_equal(next, findings.count);
    assert_true(next > 2000);
    for (size_t i = 1; i < WORD_BYTES; i++)
        assert_true(lengths[i] > 0);
}

static bool build(struct search_index *index, size_t count)
{
    return search_index_build(index, record_at(0), count, text_section());
}

static void makes_an_empty_index_of_nothing(void **state)
{
    (void)state;
    struct search_index index;
    assert_true(build(&index, 0));
    assert_int_equal(index.words.length, sizeof(struct disk_search_word));
    assert_int_equal(
        index.groups.length + index.letters.length + index.bytes.length + index.lists.length, 0);
    search_index_done(&index);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    bool failed = true;
    unsigned long count = 0;
    while (failed) {
        struct search_index index;
        memory_fail_at(++count);
        bool good = build(&index, 40);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(good, !failed);
        search_index_done(&index);
    }
    assert_true(count > 12); /* the words did not fit in what was there at first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_what_reading_word_by_word_finds),
        cmocka_unit_test(makes_an_empty_index_of_nothing),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
