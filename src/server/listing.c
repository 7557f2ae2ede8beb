/* Searching, filtering and sorting the records of a release. */
#include "server/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <wctype.h>

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

/* Folds the columns of RECORD into one text of the listing's arena. */
static bool fold_record(struct listing *listing, const struct portreg_record *record,
                        struct buffer *buffer, struct text *folded)
{
    buffer_clear(buffer);
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        char scratch[CELL_SIZE_BYTES];
        size_t start = buffer->length;
        buffer_append(buffer, record_cell(record, column, scratch));
        if (!buffer->failed)
            fold(buffer->bytes + start, buffer->length - start, listing->locale);
        buffer_append_byte(buffer, COLUMN_END);
    }
    return !buffer->failed && arena_copy(&listing->arena, buffer_text(buffer), folded);
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

static struct sort_cell sort_cell_of(const struct listing *listing, uint32_t index,
                                     enum column column)
{
    struct portreg_record record = {0};
    struct text text = folded_cell(listing->folded[index], column);
    struct sort_cell cell = {0, {NULL, 0}, index, text.length == 0};
    portreg_record_get(listing->snapshot, index, &record);
    switch (column) {
    case COLUMN_PORT_NUMBER:
        cell.number = (uint64_t)record.first_port_number << 16 | record.last_port_number;
        break;
    case COLUMN_TRANSPORT_PROTOCOL:
        cell.number = record.transport_protocol;
        break;
    case COLUMN_REGISTRATION_DATE:
        cell.number = date_pack(date_of_portreg(record.registration_date));
        break;
    case COLUMN_MODIFICATION_DATE:
        cell.number = date_pack(date_of_portreg(record.modification_date));
        break;
    case COLUMN_SERVICE_CODE:
        cell.number = record.service_code;
        break;
    default:
        cell.text = text;
    }
    return cell;
}

/* Cells that are equal have the same rank; those that are empty have UINT32_MAX. */
static void rank(const struct listing *listing, enum column column, struct sort_cell *cells)
{
    for (uint32_t i = 0; i < listing->count; i++)
        cells[i] = sort_cell_of(listing, i, column);
    qsort(cells, listing->count, sizeof(*cells), compare_cells);
    uint32_t place = 0;
    for (uint32_t i = 0; i < listing->count; i++) {
        if (i && compare_cells(&cells[i - 1], &cells[i]) != 0)
            place++;
        listing->ranks[column][cells[i].index] = cells[i].empty ? UINT32_MAX : place;
    }
}

static bool rank_all(struct listing *listing)
{
    struct sort_cell *cells = memory_allocate((listing->count + 1) * sizeof(*cells));
    bool done = cells != NULL;
    for (enum column column = 0; column < COLUMN_COUNT && done; column++) {
        listing->ranks[column] = memory_allocate((listing->count + 1) * sizeof(uint32_t));
        done = listing->ranks[column] != NULL;
        if (done)
            rank(listing, column, cells);
    }
    memory_free(cells);
    return done;
}

static bool fold_all(struct listing *listing)
{
    struct buffer buffer;
    buffer_init(&buffer);
    listing->folded = memory_allocate((listing->count + 1) * sizeof(*listing->folded));
    bool done = listing->folded != NULL;
    for (uint32_t i = 0; i < listing->count && done; i++) {
        struct portreg_record record = {0};
        portreg_record_get(listing->snapshot, i, &record);
        done = fold_record(listing, &record, &buffer, &listing->folded[i]);
    }
    buffer_done(&buffer);
    return done;
}

int listing_init(struct listing *listing, const struct portreg *snapshot, struct error *error)
{
    *listing = (struct listing){.snapshot = snapshot};
    arena_init(&listing->arena);
    listing->count = portreg_release(snapshot).record_count;
    listing->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (fold_all(listing) && rank_all(listing))
        return STATUS_OK;
    listing_done(listing);
    return error_memory(error);
}

void listing_done(struct listing *listing)
{
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        memory_free(listing->ranks[column]);
    memory_free(listing->folded);
    if (listing->locale)
        freelocale(listing->locale);
    arena_done(&listing->arena);
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

/* The place of a record in the result, before its index. */
static uint32_t sort_key(const struct listing *listing, const struct selection *selection,
                         uint32_t index, enum answer answer)
{
    if (!selection->is_sorted)
        return answer == ANSWER_EXACT ? 0 : 1;
    uint32_t place = listing->ranks[selection->column][index];
    return selection->descending && place != UINT32_MAX ? UINT32_MAX - 1 - place : place;
}

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* Whether the words or the filter look at more of a record than its folded text. */
static bool needs_records(const struct selection *selection, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->words[i].is_ports)
            return true;
    return selection->has_transport;
}

static size_t select_keys(const struct listing *listing, const struct selection *selection,
                          const struct words *words, uint64_t *keys)
{
    size_t count = 0;
    bool with_records = needs_records(selection, words);
    for (uint32_t i = 0; i < listing->count; i++) {
        struct portreg_record record = {0};
        if (with_records)
            portreg_record_get(listing->snapshot, i, &record);
        if (selection->has_transport &&
            (int)record.transport_protocol != (int)selection->transport_protocol)
            continue;
        enum answer answer = answer_words(listing->folded[i], &record, words);
        if (answer != ANSWER_NONE)
            keys[count++] = (uint64_t)sort_key(listing, selection, i, answer) << 32 | i;
    }
    return count;
}

int listing_select(const struct listing *listing, const struct selection *selection,
                   uint32_t *matches, size_t *match_count, struct error *error)
{
    int status = STATUS_OK;
    struct words words = {.count = 0};
    uint64_t *keys = memory_allocate((listing->count + (size_t)1) * sizeof(*keys));
    if (!keys || !words_init(&words, listing, selection->query)) {
        status = error_memory(error);
        goto out;
    }
    *match_count = select_keys(listing, selection, &words, keys);
    if (selection->is_sorted || words.count) /* else they are in the published order already */
        qsort(keys, *match_count, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < *match_count; i++)
        matches[i] = (uint32_t)keys[i];
out:
    memory_free(words.bytes);
    memory_free(keys);
    return status;
}
