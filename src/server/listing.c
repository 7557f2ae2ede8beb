/* Searching, filtering and sorting the records of a release. */
#include "server/listing.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <wctype.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "snapshot/query.h"

enum { WORD_LIMIT = 16 }; /* further words of a query are not looked at */

/* Ends a column in the folded text of a record. */
#define COLUMN_END '\n'

struct text record_cell(const struct portreg_record *record, enum column column,
                        char scratch[static CELL_SIZE_BYTES])
{
    scratch[0] = '\0';
    switch (column) {
    case COLUMN_SERVICE_NAME:
        return text_of_portreg(record->service_name);
    case COLUMN_PORT_NUMBER:
        if (record->has_port_number)
            ports_format((struct ports){.first = record->first_port_number,
                                        .last = record->last_port_number},
                         scratch);
        return text_of(scratch);
    case COLUMN_TRANSPORT_PROTOCOL:
        return text_of(portreg_transport_protocol_name(record->transport_protocol));
    case COLUMN_DESCRIPTION:
        return text_of_portreg(record->description);
    case COLUMN_ASSIGNEE:
        return text_of_portreg(record->assignee);
    case COLUMN_CONTACT:
        return text_of_portreg(record->contact);
    case COLUMN_REGISTRATION_DATE:
        return text_of(date_format(date_of_portreg(record->registration_date), scratch));
    case COLUMN_MODIFICATION_DATE:
        return text_of(date_format(date_of_portreg(record->modification_date), scratch));
    case COLUMN_REFERENCE:
        return text_of_portreg(record->reference);
    case COLUMN_SERVICE_CODE:
        if (record->has_service_code)
            snprintf(scratch, CELL_SIZE_BYTES, "%u", record->service_code);
        return text_of(scratch);
    case COLUMN_UNAUTHORIZED_USE:
        return text_of_portreg(record->unauthorized_use);
    case COLUMN_ASSIGNMENT_NOTES:
        return text_of_portreg(record->assignment_notes);
    case COLUMN_COUNT:
        break;
    }
    return (struct text){NULL, 0};
}

/* The letters of two bytes (Latin with accents, Greek, Cyrillic) whose small form has two as well.
 */
static void fold_pair(char pair[static 2], locale_t locale)
{
    wint_t letter = (wint_t)((pair[0] & 0x1f) << 6 | (pair[1] & 0x3f));
    wint_t small = towlower_l(letter, locale);
    if (small < 0x80 || small > 0x7ff)
        return;
    pair[0] = (char)(0xc0 | small >> 6);
    pair[1] = (char)(0x80 | (small & 0x3f));
}

/* Makes well-formed text lower case in place, and white space to spaces. */
static void fold(char *bytes, size_t length, locale_t locale)
{
    for (size_t i = 0; i < length; i++) {
        bool is_pair = ((unsigned char)bytes[i] & 0xe0) == 0xc0 && i + 1 < length;
        if (is_pair && locale)
            fold_pair(&bytes[i++], locale);
        else
            bytes[i] = ascii_is_space(bytes[i]) ? ' ' : ascii_lower(bytes[i]);
    }
}

/* The columns of RECORD in lower case, a line each, into the empty BUFFER. */
static void fold_record(const struct listing *listing, const struct portreg_record *record,
                        struct buffer *buffer)
{
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        char scratch[CELL_SIZE_BYTES];
        size_t start = buffer->length;
        buffer_append(buffer, record_cell(record, column, scratch));
        if (!buffer->failed)
            fold(buffer->bytes + start, buffer->length - start, listing->locale);
        buffer_append_byte(buffer, COLUMN_END);
    }
}

/* A cell as it is sorted: by number where the column has numbers or dates, else by text. */
struct sort_cell {
    uint64_t number;
    struct text text;
    uint32_t index;
    bool empty;
};

static int compare_cells(const void *left, const void *right)
{
    const struct sort_cell *a = left, *b = right;
    if (a->empty != b->empty)
        return a->empty ? 1 : -1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return text_compare(a->text, b->text);
}

static struct text folded_cell(struct text folded, enum column column)
{
    for (enum column before = 0; before < column; before++)
        text_split(&folded, COLUMN_END);
    return text_split(&folded, COLUMN_END);
}

/* The cell of COLUMN in RECORD at INDEX; its text is in ARENA. False without memory. */
static bool sort_cell_fill(const struct listing *listing, uint32_t index, enum column column,
                           struct arena *arena, struct sort_cell *cell)
{
    struct portreg_record record = {0};
    char scratch[CELL_SIZE_BYTES];
    portreg_record_get(listing->snapshot, index, &record);
    struct text text = record_cell(&record, column, scratch);
    *cell = (struct sort_cell){.index = index, .empty = text.length == 0};
    switch (column) {
    case COLUMN_PORT_NUMBER:
        cell->number = (uint64_t)record.first_port_number << 16 | record.last_port_number;
        return true;
    case COLUMN_TRANSPORT_PROTOCOL:
        cell->number = record.transport_protocol;
        return true;
    case COLUMN_REGISTRATION_DATE:
        cell->number = date_pack(date_of_portreg(record.registration_date));
        return true;
    case COLUMN_MODIFICATION_DATE:
        cell->number = date_pack(date_of_portreg(record.modification_date));
        return true;
    case COLUMN_SERVICE_CODE:
        cell->number = record.service_code;
        return true;
    default:
        break;
    }
    char *folded = arena_allocate_text(arena, text.length + 1);
    if (!folded)
        return false;
    if (text.length)
        memcpy(folded, text.bytes, text.length);
    fold(folded, text.length, listing->locale);
    cell->text = (struct text){folded, text.length};
    return true;
}

/* Cells that are equal have the same rank; those that are empty have UINT32_MAX. */
static void rank_cells(const struct sort_cell *cells, uint32_t count, uint32_t *ranks)
{
    uint32_t place = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i && compare_cells(&cells[i - 1], &cells[i]) != 0)
            place++;
        ranks[cells[i].index] = cells[i].empty ? UINT32_MAX : place;
    }
}

/* The ranks of COLUMN, made now, or NULL without memory. */
static uint32_t *make_ranks(const struct listing *listing, enum column column)
{
    struct arena arena;
    arena_init(&arena);
    uint32_t *ranks = memory_allocate(((size_t)listing->count + 1) * sizeof(*ranks));
    struct sort_cell *cells = memory_allocate(((size_t)listing->count + 1) * sizeof(*cells));
    bool filled = ranks && cells;
    for (uint32_t i = 0; filled && i < listing->count; i++)
        filled = sort_cell_fill(listing, i, column, &arena, &cells[i]);
    if (filled) {
        qsort(cells, listing->count, sizeof(*cells), compare_cells);
        rank_cells(cells, listing->count, ranks);
    } else {
        memory_free(ranks);
        ranks = NULL;
    }
    memory_free(cells);
    arena_done(&arena);
    return ranks;
}

/* The ranks of COLUMN, made when they are asked for the first time; NULL without memory. */
static const uint32_t *ranks_of(struct listing *listing, enum column column)
{
    uint32_t *ranks = atomic_load_explicit(&listing->ranks[column], memory_order_acquire);
    if (ranks)
        return ranks;
    pthread_mutex_lock(&listing->mutex);
    ranks = atomic_load_explicit(&listing->ranks[column], memory_order_relaxed);
    if (!ranks) {
        ranks = make_ranks(listing, column);
        atomic_store_explicit(&listing->ranks[column], ranks, memory_order_release);
    }
    pthread_mutex_unlock(&listing->mutex);
    return ranks;
}

void listing_init(struct listing *listing, const struct portreg *snapshot)
{
    *listing = (struct listing){.snapshot = snapshot, .mutex = PTHREAD_MUTEX_INITIALIZER};
    listing->count = portreg_release(snapshot).record_count;
    listing->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

void listing_done(struct listing *listing)
{
    if (!listing->snapshot)
        return;
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        memory_free(atomic_load_explicit(&listing->ranks[column], memory_order_relaxed));
    if (listing->locale)
        freelocale(listing->locale);
    pthread_mutex_destroy(&listing->mutex);
    *listing = (struct listing){0};
}

bool ports_ask(struct text text, struct ports *ports, enum transport_protocol *protocol)
{
    struct query query;
    if (query_parse(text, &query, NULL) != STATUS_OK || query.kind == QUERY_NAME)
        return false;
    *ports = query.ports;
    *protocol = query.transport_protocol;
    return true;
}

/* A word of a query. */
struct word {
    struct text text;
    bool is_ports;
    struct ports ports;
    enum transport_protocol transport_protocol;
};

struct words {
    struct word words[WORD_LIMIT];
    size_t count;
    char *bytes;
};

/* Splits QUERY into folded words. The caller frees words->bytes. */
static bool words_init(struct words *words, const struct listing *listing, struct text query)
{
    words->count = 0;
    words->bytes = memory_allocate(query.length + 1);
    if (!words->bytes)
        return false;
    if (query.length)
        memcpy(words->bytes, query.bytes, query.length);
    fold(words->bytes, query.length, listing->locale);
    struct text rest = {words->bytes, query.length};
    while (rest.bytes && words->count < WORD_LIMIT) {
        struct word word = {.text = text_split(&rest, ' ')};
        word.is_ports = ports_ask(word.text, &word.ports, &word.transport_protocol);
        if (word.text.length)
            words->words[words->count++] = word;
    }
    return true;
}

static bool covers(const struct portreg_record *record, const struct word *word)
{
    struct ports ports = {.first = record->first_port_number, .last = record->last_port_number};
    enum transport_protocol protocol = (enum transport_protocol)record->transport_protocol;
    return record->has_port_number && ports_overlap(ports, word->ports) &&
           (word->transport_protocol == TRANSPORT_NONE || protocol == TRANSPORT_NONE ||
            protocol == word->transport_protocol);
}

/* Whether FOLDED has NUMBER, and not as a part of a longer one. */
static bool has_number(struct text folded, struct text number)
{
    size_t at = 0;
    while ((at = text_find(folded, number, at)) != SIZE_MAX) {
        struct text next = text_slice(folded, at + number.length, 1);
        if ((at == 0 || !ascii_is_digit(folded.bytes[at - 1])) &&
            (next.length == 0 || !ascii_is_digit(next.bytes[0])))
            return true;
        at++;
    }
    return false;
}

/* How well a record answers the words: not at all, by its text, or by what it is of: its port
 * numbers or its service name. */
enum answer { ANSWER_NONE, ANSWER_TEXT, ANSWER_EXACT };

static enum answer answer_words(struct text folded, const struct portreg_record *record,
                                const struct words *words)
{
    enum answer answer = ANSWER_TEXT;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->words[i];
        if ((word->is_ports && covers(record, word)) ||
            text_equal(word->text, folded_cell(folded, COLUMN_SERVICE_NAME)))
            answer = ANSWER_EXACT;
        else if (word->is_ports ? !has_number(folded, word->text)
                                : text_find(folded, word->text, 0) == SIZE_MAX)
            return ANSWER_NONE;
    }
    return answer;
}

static bool is_of_year(const struct portreg_record *record, uint16_t year)
{
    return record->registration_date.year == year || record->modification_date.year == year;
}

static bool is_in_place(const struct portreg_record *record, const struct selection *selection)
{
    struct ports ports = {.first = record->first_port_number, .last = record->last_port_number};
    if (selection->place == PLACE_NOWHERE)
        return !record->has_port_number;
    return record->has_port_number &&
           ports_overlap(ports, port_range_facts(selection->range)->ports);
}

/* Whether TEXT has NEEDLE somewhere, ASCII letters in any case. */
static bool has_ignoring_case(struct text text, struct text needle)
{
    for (size_t at = 0; at + needle.length <= text.length; at++)
        if (text_equal_ignoring_case(text_slice(text, at, needle.length), needle))
            return true;
    return false;
}

static bool has_state(const struct portreg_record *record, enum state state)
{
    struct record model;
    snapshot_model(record, &model);
    return record_state(&model) == state;
}

/* Whether RECORD passes all filters. */
static bool passes(const struct portreg_record *record, const struct selection *selection)
{
    if (selection->has_transport &&
        (int)record->transport_protocol != (int)selection->transport_protocol)
        return false;
    if (selection->has_state && !has_state(record, selection->state))
        return false;
    if (selection->place != PLACE_ANY && !is_in_place(record, selection))
        return false;
    if (selection->year && !is_of_year(record, selection->year))
        return false;
    return !selection->assignee.length ||
           has_ignoring_case(text_of_portreg(record->assignee), selection->assignee);
}

static bool has_filter(const struct selection *selection)
{
    return selection->has_transport || selection->has_state || selection->place != PLACE_ANY ||
           selection->year || selection->assignee.length;
}

/* The place of a record in the result, before its index. RANKS are those of the column that is
 * sorted by. */
static uint32_t sort_key(const struct selection *selection, const uint32_t *ranks, uint32_t index,
                         enum answer answer)
{
    if (!selection->is_sorted)
        return answer == ANSWER_EXACT ? 0 : 1;
    uint32_t place = ranks[index];
    return selection->descending && place != UINT32_MAX ? UINT32_MAX - 1 - place : place;
}

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* Fills KEYS with those of the records that are asked for. Returns how many; SIZE_MAX without
 * memory. */
static size_t select_keys(const struct listing *listing, const struct selection *selection,
                          const struct words *words, const uint32_t *ranks, uint64_t *keys)
{
    size_t count = 0;
    struct buffer folded;
    bool needs_record = words->count || has_filter(selection);
    buffer_init(&folded);
    for (uint32_t i = 0; i < listing->count && !folded.failed; i++) {
        struct portreg_record record = {0};
        enum answer answer = ANSWER_TEXT;
        if (needs_record)
            portreg_record_get(listing->snapshot, i, &record);
        if (!passes(&record, selection))
            continue;
        if (words->count) {
            buffer_clear(&folded);
            fold_record(listing, &record, &folded);
            answer = answer_words(buffer_text(&folded), &record, words);
        }
        if (answer != ANSWER_NONE)
            keys[count++] = (uint64_t)sort_key(selection, ranks, i, answer) << 32 | i;
    }
    if (folded.failed)
        count = SIZE_MAX;
    buffer_done(&folded);
    return count;
}

int listing_select(struct listing *listing, const struct selection *selection, uint32_t *matches,
                   size_t *match_count, struct error *error)
{
    size_t count = SIZE_MAX;
    struct words words = {.count = 0};
    const uint32_t *ranks = selection->is_sorted ? ranks_of(listing, selection->column) : NULL;
    uint64_t *keys = memory_allocate((listing->count + (size_t)1) * sizeof(*keys));
    if (keys && (ranks || !selection->is_sorted) && words_init(&words, listing, selection->query))
        count = select_keys(listing, selection, &words, ranks, keys);
    if (count == SIZE_MAX)
        goto out;
    if (selection->is_sorted || words.count) /* else they are in the published order already */
        qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < count; i++)
        matches[i] = (uint32_t)keys[i];
    *match_count = count;
out:
    memory_free(words.bytes);
    memory_free(keys);
    return count == SIZE_MAX ? error_memory(error) : STATUS_OK;
}
