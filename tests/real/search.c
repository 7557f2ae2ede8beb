/* Searching the newest real release: every record is found by its service name, also with its port
 * number, and names with a typing error; and what words find is what a plain scan over all columns
 * finds. Needs PORTREG_IANA, the directory of the unpacked releases; exits with 77 (skipped)
 * without it. With -v it prints what it counted. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "formats/format.h"
#include "snapshot/compile.h"
#include "snapshot/map.h"
#include "snapshot/search.h"

enum { SKIPPED = 77, PAGE = 50, TYPO_COUNT = 500, TYPO_PAGE = 10, WORD_COUNT = 300 };

struct test {
    struct portreg snapshot;
    uint32_t record_count;
    struct search_hit *hits; /* room for all records */
    unsigned char *expected; /* of each record: whether the plain scan found it */
    uint64_t random;
    unsigned failures;
};

static uint32_t next_random(struct test *test)
{
    test->random = test->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(test->random >> 33);
}

static void complain(struct test *test, const char *what, struct text query)
{
    printf("%s: %.*s\n", what, TEXT_ARGS(query));
    test->failures++;
}

/* Searches for QUERY; the first LIMIT hits are in TEST. */
static struct search_found find(struct test *test, struct text query, size_t limit)
{
    struct search search;
    struct search_found found = {0};
    struct error error;
    if (search_parse(query, &search, &error) != STATUS_OK ||
        search_run(&test->snapshot, &search, 0, limit, test->hits, &found, &error) != STATUS_OK)
        complain(test, error.message, query);
    return found;
}

static bool is_found(const struct test *test, const struct search_found *found, uint32_t id)
{
    for (size_t i = 0; i < found->count; i++)
        if (test->hits[i].id == id)
            return true;
    return false;
}

/* Each record is found by its service name, and with its port number on the first page. */
static void find_all_records(struct test *test)
{
    struct portreg_record record;
    char query[256];
    for (uint32_t i = 0; portreg_record_get(&test->snapshot, i, &record); i++) {
        struct text name = text_of_portreg(record.service_name);
        if (name.length == 0)
            continue;
        struct search_found found = find(test, name, test->record_count);
        if (!is_found(test, &found, record.id))
            complain(test, "expected a record with its name", name);
        if (!record.has_port_number)
            continue;
        snprintf(query, sizeof(query), "%.*s %u", TEXT_ARGS(name), record.first_port_number);
        found = find(test, text_of(query), PAGE);
        if (found.is_partial || !is_found(test, &found, record.id))
            complain(test, "expected a record on the first page", text_of(query));
    }
}

/* --- typing errors --- */

/* Makes a random error in the letters of NAME, of LENGTH; the new length. */
static size_t make_error(struct test *test, char *name, size_t length)
{
    size_t at = next_random(test) % length;
    char letter = (char)('a' + next_random(test) % 26);
    switch (next_random(test) % 4) {
    case 0: /* left out */
        memmove(name + at, name + at + 1, length - at - 1);
        return length - 1;
    case 1: /* inserted */
        memmove(name + at + 1, name + at, length - at);
        name[at] = letter;
        return length + 1;
    case 2: /* changed */
        name[at] = letter;
        return length;
    default: /* swapped */
        at = at ? at : 1;
        letter = name[at];
        name[at] = name[at - 1];
        name[at - 1] = letter;
        return length;
    }
}

/* Whether any of the hits has the service name NAME. */
static bool name_is_found(const struct test *test, const struct search_found *found,
                          struct text name)
{
    struct portreg_record record;
    for (size_t i = 0; i < found->count; i++)
        if (snapshot_decode(&test->snapshot, test->hits[i].id, &record) &&
            text_equal(text_of_portreg(record.service_name), name))
            return true;
    return false;
}

/* Names of five letters and more are in the first hits for a query with one error in it, unless
 * that is the beginning of other words. */
static unsigned find_typing_errors(struct test *test)
{
    unsigned tried = 0, skipped = 0;
    struct portreg_record record;
    while (tried < TYPO_COUNT) {
        char typed[64];
        portreg_record_get(&test->snapshot, next_random(test) % test->record_count, &record);
        struct text name = text_of_portreg(record.service_name);
        if (name.length < 5 || name.length > 40)
            continue;
        memcpy(typed, name.bytes, name.length);
        struct text query = {typed, make_error(test, typed, name.length)};
        struct search_found found = find(test, query, TYPO_PAGE);
        if (name_is_found(test, &found, name)) {
            tried++;
        } else if (found.total && test->hits[0].score >> 16 == 15) {
            skipped++;
        } else {
            tried++;
            printf("%.*s typed as ", TEXT_ARGS(name));
            complain(test, "expected the name in the first hits", query);
        }
    }
    return skipped;
}

/* --- a plain scan --- */

/* Whether a word of TEXT begins with BEGINNING. */
static bool has_word(struct portreg_text text, struct text beginning)
{
    size_t at = 0, start;
    struct word word;
    while (word_next(text_of_portreg(text), &at, &start, &word))
        if (text_starts_with(word_text(&word), beginning))
            return true;
    return false;
}

/* The same of all words of TEXT as one. */
static bool begins_joined(struct portreg_text text, struct text beginning)
{
    size_t at = 0, start;
    struct word joined = {.length = 0}, word;
    while (word_next(text_of_portreg(text), &at, &start, &word))
        word_join(&joined, &word);
    return text_starts_with(word_text(&joined), beginning);
}

static bool scan_record(const struct portreg_record *record, struct text word)
{
    return begins_joined(record->service_name, word) || begins_joined(record->alias_of, word) ||
           has_word(record->service_name, word) || has_word(record->description, word) ||
           has_word(record->assignee, word) || has_word(record->contact, word) ||
           has_word(record->reference, word) || has_word(record->unauthorized_use, word) ||
           has_word(record->assignment_notes, word);
}

/* A random word of the registry that has a letter and is no transport protocol, or its beginning.
 */
static struct word random_word(struct test *test)
{
    struct portreg_record record;
    struct word word;
    for (;;) {
        size_t at = 0, start;
        portreg_record_get(&test->snapshot, next_random(test) % test->record_count, &record);
        struct portreg_text texts[] = {record.service_name, record.description, record.assignee,
                                       record.reference, record.assignment_notes};
        struct text text = text_of_portreg(texts[next_random(test) % 5]);
        if (text.length)
            at = next_random(test) % text.length;
        if (!word_next(text, &at, &start, &word) || text_is_digits(word_text(&word)))
            continue;
        if (next_random(test) % 2 && text_find_malformed(word_text(&word)) == SIZE_MAX &&
            text_character_count(word_text(&word)) == word.length)
            word.length = (uint8_t)(1 + next_random(test) % word.length);
        if (transport_protocol_ask(word_text(&word)) == TRANSPORT_NONE &&
            !text_is_digits(word_text(&word)))
            return word;
    }
}

/* Compares what COUNT words find together with what a scan finds. */
static void compare_words(struct test *test, const struct word *words, size_t count)
{
    struct portreg_record record;
    char query[128] = "";
    size_t expected = 0, length = 0, exact = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(query + length, sizeof(query) - length, "%s%.*s", i ? " " : "",
                                   TEXT_ARGS(word_text(&words[i])));
    memset(test->expected, 0, test->snapshot.sections[SECTION_RECORDS].count);
    for (uint32_t i = 0; portreg_record_get(&test->snapshot, i, &record); i++) {
        bool has_all = true;
        for (size_t word = 0; word < count; word++)
            has_all &= scan_record(&record, word_text(&words[word]));
        test->expected[record.id] = has_all;
        expected += has_all;
    }
    struct search_found found = find(test, text_of(query), test->record_count);
    for (size_t i = 0; !found.is_partial && i < found.count; i++) {
        if (test->hits[i].score >> 16 < 15) /* typing errors */
            break;
        exact++;
        if (!test->expected[test->hits[i].id]) {
            complain(test, "found a record that a scan does not find", text_of(query));
            return;
        }
    }
    if (exact != expected)
        complain(test, "found other records than a scan", text_of(query));
}

static void compare_with_scan(struct test *test)
{
    for (int i = 0; i < WORD_COUNT; i++) {
        struct word words[] = {random_word(test), random_word(test)};
        compare_words(test, words, i % 3 == 0 ? 2 : 1);
    }
}

/* --- the whole --- */

/* Compiles the release PATH to the end of BUFFER. */
static int compile(const char *path, struct buffer *buffer, struct error *error)
{
    struct file file;
    struct registry registry;
    struct release release = {.sha256 = {0}};
    int status = file_open(&file, path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    registry_init(&registry);
    status = format_read(format_find(TEXT("xml")), &input, &registry, NULL, error);
    if (status == STATUS_OK)
        status = snapshot_compile_release(&registry, &release, buffer, error);
    registry_done(&registry);
    file_close(&file);
    return status;
}

static bool test_release(const char *path, bool verbose)
{
    struct test test = {.random = 6335};
    struct buffer buffer;
    struct error error = {0};
    buffer_init(&buffer);
    if (compile(path, &buffer, &error) != STATUS_OK ||
        map_init(&test.snapshot, buffer.bytes, buffer.length, NULL) != PORTREG_OK) {
        fprintf(stderr, "%s: %s\n", path, error.message);
        return false;
    }
    test.record_count = test.snapshot.sections[SECTION_RECORDS].count;
    test.hits = calloc(test.record_count, sizeof(*test.hits));
    test.expected = calloc(test.record_count, 1);
    if (!test.hits || !test.expected)
        abort();
    find_all_records(&test);
    unsigned skipped = find_typing_errors(&test);
    compare_with_scan(&test);
    if (verbose)
        printf("%u records; %d names with errors, and %u that became beginnings of words; "
               "%d words compared\n",
               test.record_count, TYPO_COUNT, skipped, WORD_COUNT);
    free(test.hits);
    free(test.expected);
    buffer_done(&buffer);
    return test.failures == 0;
}

int main(int argc, char **argv)
{
    const char *directory = getenv("PORTREG_IANA");
    char pattern[4096];
    glob_t releases;
    if (!directory)
        return SKIPPED;
    snprintf(pattern, sizeof(pattern), "%s/xml/*.xml", directory);
    if (glob(pattern, 0, NULL, &releases) != 0)
        return SKIPPED;
    bool fine = test_release(releases.gl_pathv[releases.gl_pathc - 1],
                             argc > 1 && strcmp(argv[1], "-v") == 0);
    globfree(&releases);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
