/* Searching. The index leads from words to groups of records with the same texts, so each term of
 * the query gives every group a score; what lies in the records themselves (port numbers, dates,
 * transport protocols, service codes) gives every record one. The best of all are then selected
 * without sorting the rest. docs/search.md explains the scores. */
#include "snapshot/search.h"

#include <stdlib.h>

#include "base/memory.h"
#include "registry/service_code.h"
#include "registry/state.h"
#include "snapshot/lookup.h"
#include "snapshot/search_letters.h"
#include "snapshot/search_words.h"

/* --- scores --- */

/* How a word of the query was found. */
enum match { MATCH_WHOLE, MATCH_TYPED, MATCH_BEGINNING, MATCH_SIMILAR, MATCH_SIMILAR_BEGINNING };
enum { MATCH_COUNT = MATCH_SIMILAR_BEGINNING + 1 };

/* What a word counts by the place it stands in and how it was found: as a whole, as the beginning
 * that was typed last, as the beginning of another word, with typing errors. */
static const struct {
    uint16_t places;
    uint16_t scores[MATCH_COUNT];
} ranks[] = {
    {PLACE_WHOLE_NAME, {950, 800, 780, 95, 65}},
    {PLACE_ALIAS_OF, {920, 720, 710, 92, 60}},
    {PLACE_NAME, {700, 650, 640, 88, 55}},
    {PLACE_DESCRIPTION, {500, 450, 440, 84, 50}},
    {PLACE_ASSIGNEE | PLACE_CONTACT | PLACE_REFERENCE, {300, 270, 260, 76, 48}},
    {PLACE_NOTES | PLACE_UNAUTHORIZED_USE, {200, 170, 160, 70, 46}},
};
enum {
    SCORE_EXACT_NAME = 1000,
    SCORE_PORTS = 900,   /* exactly these */
    SCORE_COVERED = 890, /* less one for each doubling of the range that covers them */
    SCORE_WITHIN = 870,
    SCORE_OVERLAP = 860,
    SCORE_CODE = 900,
    SCORE_TRANSPORT = 280,
    SCORE_DAY = 290,
    SCORE_MONTH = 275,
    SCORE_YEAR = 150,
    SCORE_EXACT_LEAST = 100, /* all below are typing errors */
    SCORE_OF_EDIT = 45,      /* what the second typing error costs */

    FEW_GROUPS = 3, /* with fewer than these, words that are similar are looked for too */
    YEAR_FIRST = 1900,
    YEAR_LAST = 2100, /* a number between them may mean a year */
};

static uint16_t score_of(uint32_t places, enum match match)
{
    for (size_t i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
        if (places & ranks[i].places)
            return ranks[i].scores[match];
    return 0;
}

/* What a term asks for that lies in records. */
struct wish {
    bool has_ports, has_code;
    struct ports ports;
    uint32_t code;
    struct date date;
    enum transport_protocol transport_protocol; /* its name is the term */
    unsigned transports;                        /* the only ones; 0: all */
};

/* A term with such a wish. */
struct mixed {
    struct wish wish;
    uint16_t *of_groups;
    uint16_t *of_records;
};

/* A search on its way. Arrays are by group unless they say otherwise. */
struct run {
    const struct portreg *snapshot;
    const struct search *search;
    uint32_t group_count, record_count;
    void *memory;     /* that all arrays are in */
    uint16_t *scores; /* of the term at hand */
    uint16_t *all;    /* of all words of it */
    uint16_t *one;    /* of one of them */
    uint16_t *sums;   /* of the scores of all terms */
    uint16_t *marks;  /* places in which any word of the term at hand was found */
    uint16_t *places; /* the same of all terms that were found */
    uint8_t *matched; /* how many terms were found */
    uint8_t *errors;  /* how many of these with typing errors */
    uint8_t *passed;  /* how many words of filters */
    struct mixed mixed[SEARCH_TERM_LIMIT];
    size_t mixed_count;
    bool is_similar; /* the term at hand was found with typing errors */
    uint64_t *keys;  /* of the records that were found: the best have the lowest */
    size_t key_count;
    unsigned best; /* how many terms they have */
};

/* --- words --- */

/* A word that is looked up. */
struct wanted {
    struct text text;
    const struct word *word;
    bool is_last;
    uint32_t places; /* the only ones that count */
};

/* What the lists of a word gave so far. */
struct tally {
    uint32_t living;   /* groups in the release, counted until they are no FEW_GROUPS */
    bool is_near;      /* one of these has a word with a single typing error */
    bool is_name;      /* a service name is just the word */
    size_t bytes_left; /* how much more of the lists may be read: all of them once */
};

static bool group_is_alive(const struct portreg *snapshot, uint32_t group)
{
    uint32_t id, end;
    if (!search_group_at(snapshot, group, &id, &end))
        return false;
    for (; id < end; id++)
        if (map_record_is_alive(snapshot, id))
            return true;
    return false;
}

/* Gives the groups in the list of the word at INDEX what they are worth, less PENALTY. */
static void score_list(struct run *run, const struct wanted *wanted, uint32_t index,
                       enum match match, unsigned penalty, uint16_t *scores, struct tally *tally)
{
    struct word_list list = search_list(run->snapshot, index);
    size_t bytes = (size_t)(list.end - list.at);
    uint32_t known = 0, places = 0;
    uint16_t score = 0;
    if (bytes > tally->bytes_left)
        return; /* only damage makes lists overlap */
    tally->bytes_left -= bytes;
    while (word_list_next(&list)) {
        if (list.places != known) {
            known = list.places;
            places = known & wanted->places;
            score = score_of(places, match);
            score = (uint16_t)(score > penalty ? score - penalty : 0);
        }
        if (score == 0)
            continue;
        if (score > scores[list.group])
            scores[list.group] = score;
        run->marks[list.group] |= (uint16_t)places;
        if ((tally->living < FEW_GROUPS || (!tally->is_near && penalty == 0)) &&
            group_is_alive(run->snapshot, list.group)) {
            tally->living++;
            tally->is_near |= penalty == 0;
            tally->is_name |= match == MATCH_WHOLE && places & (PLACE_WHOLE_NAME | PLACE_ALIAS_OF);
        }
    }
}

/* How many bits of LETTERS are set; as the compiler can do it for several at once. */
static inline uint32_t count_letters(uint32_t letters)
{
    letters &= (1u << LETTERS_LENGTH_SHIFT) - 1;
    letters -= letters >> 1 & 0x55555555;
    letters = (letters & 0x33333333) + (letters >> 2 & 0x33333333);
    letters = (letters + (letters >> 4)) & 0x0f0f0f0f;
    return letters * 0x01010101 >> 24;
}

/* Sets in MAYBE which of COUNT words, by their LETTERS, may be TYPED with LIMIT errors, or begin
 * with it. An edit changes two letters at most, and one of those that were typed. */
static void sieve(const uint32_t *letters, size_t count, uint32_t typed, unsigned limit,
                  bool is_beginning, uint8_t *maybe)
{
    uint32_t length = typed >> LETTERS_LENGTH_SHIFT;
    for (size_t i = 0; i < count && !is_beginning; i++) {
        uint32_t word = le32toh(letters[i]);
        uint32_t longer = (word >> LETTERS_LENGTH_SHIFT) + limit - length;
        maybe[i] = (longer <= 2 * limit) & (count_letters(word ^ typed) <= 2 * limit);
    }
    for (size_t i = 0; i < count && is_beginning; i++) {
        uint32_t word = le32toh(letters[i]);
        maybe[i] = ((word >> LETTERS_LENGTH_SHIFT) + limit >= length) &
                   (count_letters(typed & ~word) <= limit);
    }
}

/* The words that are WANTED with typing errors, or begin so. */
static void score_similar(struct run *run, const struct wanted *wanted, bool is_beginning,
                          uint16_t *scores, struct tally *tally)
{
    enum { CHUNK = 512 };
    uint8_t maybe[CHUNK];
    enum match match = is_beginning ? MATCH_SIMILAR_BEGINNING : MATCH_SIMILAR;
    unsigned limit = word_edits_forgiven(wanted->word);
    uint32_t count = search_word_count(run->snapshot), typed = search_letters(wanted->text);
    for (uint32_t first = 0; limit && first < count; first += CHUNK) {
        uint32_t size = count - first < CHUNK ? count - first : CHUNK;
        sieve(map_entry(run->snapshot, SECTION_SEARCH_LETTERS, first), size, typed, limit,
              is_beginning, maybe);
        for (uint32_t i = 0; i < size; i++) {
            if (!maybe[i])
                continue;
            unsigned distance = word_distance(
                wanted->text, search_word_at(run->snapshot, first + i), limit, is_beginning);
            if (distance > 0 && distance <= limit)
                score_list(run, wanted, first + i, match, (distance - 1) * SCORE_OF_EDIT, scores,
                           tally);
        }
    }
}

static struct tally tally_begin(const struct run *run)
{
    return (struct tally){.bytes_left = run->snapshot->sections[SECTION_SEARCH_LISTS].count};
}

/* Gives the groups that have WANTED, or what begins with it, their SCORES. */
static struct tally score_exact(struct run *run, const struct wanted *wanted, uint16_t *scores)
{
    struct word_range range = search_words_with(run->snapshot, wanted->text);
    struct tally tally = tally_begin(run);
    for (uint32_t i = range.first; i < range.end; i++) {
        bool is_whole =
            i == range.first && search_word_at(run->snapshot, i).length == wanted->text.length;
        enum match match = is_whole ? MATCH_WHOLE : wanted->is_last ? MATCH_TYPED : MATCH_BEGINNING;
        score_list(run, wanted, i, match, 0, scores, &tally);
    }
    return tally;
}

/* The same, and where these are few, the groups with words that are similar. */
static void score_word(struct run *run, const struct wanted *wanted, uint16_t *scores)
{
    struct tally exact = score_exact(run, wanted, scores), similar = tally_begin(run);
    if (exact.living >= FEW_GROUPS || exact.is_name)
        return;
    score_similar(run, wanted, false, scores, &similar);
    if (exact.living == 0 && !similar.is_near && wanted->is_last) {
        similar.bytes_left = run->snapshot->sections[SECTION_SEARCH_LISTS].count;
        score_similar(run, wanted, true, scores, &similar);
    }
    run->is_similar |= similar.living > 0;
}

/* --- terms --- */

/* The groups of the service name that TERM is, letter by letter. */
static void score_exact_name(struct run *run, const struct search_term *term)
{
    const struct portreg *snapshot = run->snapshot;
    uint32_t probe = 0, index, left = snapshot->sections[SECTION_POSTINGS].count;
    while (lookup_next_name(snapshot, term->text, &probe, &index)) {
        const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, index);
        uint64_t at = le32toh(name->at);
        uint64_t end = at + le32toh(name->count) + le32toh(name->past_count);
        for (; at < end && left > 0; at++, left--) {
            uint32_t group = search_group_of(
                snapshot, map_number(snapshot, SECTION_POSTINGS, (uint32_t)at, UINT32_MAX));
            if (at > UINT32_MAX || group >= run->group_count)
                break;
            run->scores[group] = SCORE_EXACT_NAME;
            run->marks[group] |= PLACE_WHOLE_NAME;
        }
    }
}

/* What all words of TERM are worth together: as the worst of them. */
static void score_all_words(struct run *run, const struct search_term *term)
{
    for (unsigned i = 0; i < term->word_count; i++) {
        const struct word *word = &run->search->words[term->first_word + i];
        struct wanted wanted = {word_text(word), word, term->is_last && i + 1u == term->word_count,
                                PLACE_SET_COUNT - 1};
        uint16_t *scores = i == 0 ? run->all : run->one;
        memset(scores, 0, run->group_count * sizeof(*scores));
        score_word(run, &wanted, scores);
        for (uint32_t group = 0; i > 0 && group < run->group_count; group++)
            run->all[group] = run->all[group] < run->one[group] ? run->all[group] : run->one[group];
    }
    for (uint32_t group = 0; group < run->group_count; group++)
        if (run->all[group] > run->scores[group])
            run->scores[group] = run->all[group];
}

static void score_term(struct run *run, const struct search_term *term)
{
    struct wanted wanted = {word_text(&term->joined), &term->joined, term->is_last,
                            term->word_count == 1 ? PLACE_SET_COUNT - 1
                                                  : PLACE_WHOLE_NAME | PLACE_ALIAS_OF};
    memset(run->scores, 0, run->group_count * sizeof(*run->scores));
    memset(run->marks, 0, run->group_count * sizeof(*run->marks));
    score_word(run, &wanted, run->scores);
    if (term->word_count > 1)
        score_all_words(run, term);
    score_exact_name(run, term);
    for (uint32_t group = 0; group < run->group_count; group++)
        run->places[group] |= run->scores[group] ? run->marks[group] : 0;
}

/* Adds what TERM gave to the sums. */
static void add_up(struct run *run)
{
    for (uint32_t group = 0; group < run->group_count; group++) {
        uint16_t score = run->scores[group];
        run->sums[group] = (uint16_t)(run->sums[group] + score);
        run->matched[group] = (uint8_t)(run->matched[group] + (score != 0));
        run->errors[group] =
            (uint8_t)(run->errors[group] + ((score != 0) & (score < SCORE_EXACT_LEAST)));
    }
}

/* --- what lies in records --- */

/* What a record with the port numbers HAS is worth to who wants WANTED, which overlap. */
static uint16_t score_ports(struct ports wanted, struct ports has)
{
    uint16_t doublings = 0;
    if (has.first == wanted.first && has.last == wanted.last)
        return SCORE_PORTS;
    for (unsigned width = (unsigned)has.last - has.first; width; width >>= 1)
        doublings++;
    if (has.first <= wanted.first && has.last >= wanted.last)
        return (uint16_t)(SCORE_COVERED - doublings);
    return has.first >= wanted.first && has.last <= wanted.last ? SCORE_WITHIN : SCORE_OVERLAP;
}

static struct ports ports_of(const struct disk_record *record)
{
    return (struct ports){le16toh(record->first_port), le16toh(record->last_port), false};
}

/* What a record with the date HAS is worth to who wants WANTED; a date may have no month. */
static unsigned score_date(struct date wanted, uint32_t packed)
{
    struct date has = date_unpack(packed);
    if (!date_is_set(wanted) || has.year != wanted.year ||
        (wanted.month && has.month != wanted.month) || (wanted.day && has.day != wanted.day))
        return 0;
    return wanted.day ? SCORE_DAY : wanted.month ? SCORE_MONTH : SCORE_YEAR;
}

static unsigned best_of(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* What RECORD is worth to WISH; adds the columns that say so to *COLUMNS. */
static unsigned score_record(const struct wish *wish, const struct disk_record *record,
                             unsigned *columns)
{
    unsigned registered = score_date(wish->date, le32toh(record->registration_date));
    unsigned modified = score_date(wish->date, le32toh(record->modification_date));
    unsigned score = best_of(registered, modified);
    *columns |= registered ? 1u << COLUMN_REGISTRATION_DATE : 0;
    *columns |= modified ? 1u << COLUMN_MODIFICATION_DATE : 0;
    if (wish->has_ports && record->flags & RECORD_HAS_PORTS &&
        ports_overlap(wish->ports, ports_of(record))) {
        score = best_of(score, score_ports(wish->ports, ports_of(record)));
        *columns |= 1u << COLUMN_PORT_NUMBER;
    }
    if (wish->has_code && record->flags & RECORD_HAS_SERVICE_CODE &&
        le32toh(record->service_code) == wish->code) {
        score = best_of(score, SCORE_CODE);
        *columns |= 1u << COLUMN_SERVICE_CODE;
    }
    if (wish->transport_protocol && record->transport_protocol == wish->transport_protocol) {
        score = best_of(score, SCORE_TRANSPORT);
        *columns |= 1u << COLUMN_TRANSPORT_PROTOCOL;
    }
    return score;
}

/* What TERM asks for beside its words. False: nothing. */
static bool find_wish(const struct search_term *term, struct wish *wish)
{
    *wish = (struct wish){.has_ports = term->has_ports,
                          .ports = term->ports,
                          .transports = term->transports,
                          .transport_protocol = transport_protocol_ask(term->text)};
    wish->has_code = service_code_parse(term->text, &wish->code) &&
                     (wish->code > PORT_LAST || !text_is_digits(term->text));
    if (!date_parse(term->text, &wish->date) ||
        (!wish->date.month && (wish->date.year < YEAR_FIRST || wish->date.year > YEAR_LAST)))
        wish->date = (struct date){0, 0, 0};
    return wish->has_ports || wish->has_code || wish->transports || wish->transport_protocol ||
           date_is_set(wish->date);
}

/* Scores the record ID by the wish of MIXED. */
static void score_own(struct run *run, struct mixed *mixed, uint32_t id)
{
    unsigned columns = 0;
    const struct disk_record *record = map_entry(run->snapshot, SECTION_RECORDS, id);
    if (record)
        mixed->of_records[id] = (uint16_t)score_record(&mixed->wish, record, &columns);
}

/* Scores those records of SECTION, BY_PORT or PAST_BY_PORT, whose port numbers are wanted. */
static void score_by_port(struct run *run, struct mixed *mixed, enum section section)
{
    const struct disk_by_port *entry;
    uint32_t i = lookup_skip_to(run->snapshot, section, mixed->wish.ports.first);
    for (; (entry = map_entry(run->snapshot, section, i)) &&
           le16toh(entry->first_port) <= mixed->wish.ports.last;
         i++)
        score_own(run, mixed, le32toh(entry->record));
}

static void score_records(struct run *run, struct mixed *mixed)
{
    const struct wish *wish = &mixed->wish;
    bool all = wish->has_code || wish->transport_protocol || date_is_set(wish->date);
    for (uint32_t id = 0; all && id < run->record_count; id++)
        score_own(run, mixed, id);
    if (all || !wish->has_ports)
        return;
    score_by_port(run, mixed, SECTION_BY_PORT);
    if (!run->snapshot->slots) /* as of an earlier release */
        score_by_port(run, mixed, SECTION_PAST_BY_PORT);
}

/* Keeps the scores of the term at hand apart, beside those of the records. */
static int keep_apart(struct run *run, const struct wish *wish)
{
    struct mixed *mixed = &run->mixed[run->mixed_count];
    mixed->wish = *wish;
    mixed->of_groups = memory_allocate_zeroed((size_t)run->group_count + run->record_count + 1,
                                              sizeof(*mixed->of_groups));
    if (!mixed->of_groups)
        return STATUS_MEMORY;
    mixed->of_records = mixed->of_groups + run->group_count;
    memcpy(mixed->of_groups, run->scores, run->group_count * sizeof(*run->scores));
    run->mixed_count++;
    score_records(run, mixed);
    return STATUS_OK;
}

/* --- filters --- */

/* Counts in PASSED how many words of filters each group has where they must be. */
static void pass_filter_words(struct run *run)
{
    for (size_t i = 0; i < run->search->filter_word_count; i++) {
        const struct search_filter_word *filter = &run->search->filter_words[i];
        struct wanted wanted = {word_text(&filter->word), &filter->word, filter->is_last,
                                filter->places};
        memset(run->one, 0, run->group_count * sizeof(*run->one));
        score_exact(run, &wanted, run->one);
        for (uint32_t group = 0; group < run->group_count; group++)
            run->passed[group] = (uint8_t)(run->passed[group] + (run->one[group] != 0));
    }
}

static bool is_between(uint32_t number, const struct search_filter *filter)
{
    return filter->first <= number && number <= filter->last;
}

static bool filter_accepts(const struct search_filter *filter, const struct disk_record *record)
{
    struct ports ports = ports_of(record);
    switch (filter->kind) {
    case FILTER_YEAR:
        return is_between(date_unpack(le32toh(record->registration_date)).year, filter) ||
               is_between(date_unpack(le32toh(record->modification_date)).year, filter);
    case FILTER_PORT:
        return record->flags & RECORD_HAS_PORTS && ports.first <= filter->last &&
               filter->first <= ports.last;
    default:
        return record->flags & RECORD_HAS_SERVICE_CODE &&
               is_between(le32toh(record->service_code), filter);
    }
}

/* Whether RECORD has any of the port numbers of the RANGES, which are a set. */
static bool is_in_ranges(const struct disk_record *record, unsigned ranges)
{
    for (int range = 0; range < RANGE_COUNT; range++)
        if (ranges & 1u << range &&
            ports_overlap(port_range_facts((enum port_range)range)->ports, ports_of(record)))
            return record->flags & RECORD_HAS_PORTS;
    return false;
}

static bool has_state(const struct disk_record *record, unsigned states)
{
    static const enum state meanings[] = {[VERDICT_ASSIGNED] = STATE_ASSIGNED,
                                          [VERDICT_RESERVED] = STATE_RESERVED,
                                          [VERDICT_UNASSIGNED] = STATE_UNASSIGNED};
    return record->verdict >= VERDICT_ASSIGNED && record->verdict <= VERDICT_UNASSIGNED &&
           states & 1u << meanings[record->verdict];
}

/* Of the filters of each kind, one must accept RECORD. */
static bool passes(const struct search *search, const struct disk_record *record)
{
    unsigned asked = 0, accepted = 0;
    if (search->transports && !(record->transport_protocol <= TRANSPORT_LAST &&
                                search->transports & 1u << record->transport_protocol))
        return false;
    if (search->states && !has_state(record, search->states))
        return false;
    if (search->ranges && !is_in_ranges(record, search->ranges))
        return false;
    for (size_t i = 0; i < search->filter_count; i++) {
        asked |= 1u << search->filters[i].kind;
        if (filter_accepts(&search->filters[i], record))
            accepted |= 1u << search->filters[i].kind;
    }
    return asked == accepted;
}

/* --- the records that are found --- */

/* Keys are numbers to sort by: typing errors, score, port number, place in the published order. */
enum { KEY_PORT_SHIFT = 27, KEY_SCORE_SHIFT = 44, KEY_ERRORS_SHIFT = 60, KEY_ERRORS_LIMIT = 15 };
static_assert((int)SEARCH_TERM_LIMIT <= (int)KEY_ERRORS_LIMIT, "the errors of all terms fit");
static_assert(SLOT_INDEX < 1 << KEY_PORT_SHIFT, "each version fits");

static uint64_t make_key(unsigned errors, unsigned sum, const struct disk_record *record,
                         uint32_t id)
{
    uint64_t port = record->flags & RECORD_HAS_PORTS ? le16toh(record->first_port) : PORT_COUNT;
    return (uint64_t)errors << KEY_ERRORS_SHIFT | (uint64_t)(UINT16_MAX - sum) << KEY_SCORE_SHIFT |
           port << KEY_PORT_SHIFT | id;
}

/* The fewer errors, then the higher the scores, the more. */
static uint32_t score_of_key(uint64_t key)
{
    uint32_t errors = (uint32_t)(key >> KEY_ERRORS_SHIFT);
    return (KEY_ERRORS_LIMIT - errors) << 16 |
           (UINT16_MAX - (uint32_t)(key >> KEY_SCORE_SHIFT & UINT16_MAX));
}

static uint32_t id_of_key(uint64_t key)
{
    return (uint32_t)key & ((1u << KEY_PORT_SHIFT) - 1);
}

/* What MIXED gives the record ID of GROUP. */
static unsigned score_mixed(const struct mixed *mixed, uint32_t group, uint32_t id,
                            const struct disk_record *record)
{
    unsigned transports = mixed->wish.transports;
    if (transports && record->transport_protocol != TRANSPORT_NONE &&
        !(record->transport_protocol <= TRANSPORT_LAST &&
          transports & 1u << record->transport_protocol))
        return 0;
    return best_of(mixed->of_groups[group], mixed->of_records[id]);
}

/* Takes the record ID of GROUP, if it has at least as many terms as the best so far. */
static void take_record(struct run *run, uint32_t group, uint32_t id)
{
    const struct disk_record *record = map_entry(run->snapshot, SECTION_RECORDS, id);
    unsigned matched = run->matched[group], errors = run->errors[group], sum = run->sums[group];
    for (size_t i = 0; i < run->mixed_count; i++) {
        unsigned score = score_mixed(&run->mixed[i], group, id, record);
        matched += score != 0;
        errors += score != 0 && score < SCORE_EXACT_LEAST;
        sum += score;
    }
    if (matched < run->best || !map_record_is_alive(run->snapshot, id) ||
        !passes(run->search, record))
        return;
    if (matched > run->best)
        run->key_count = 0;
    run->best = matched;
    run->keys[run->key_count++] = make_key(errors, sum, record, id);
}

static void take_records(struct run *run)
{
    uint32_t reached = 0; /* damage may make groups overlap */
    run->best = run->search->term_count ? 1 : 0;
    for (uint32_t group = 0; group < run->group_count; group++) {
        uint32_t id, end;
        if (run->matched[group] + run->mixed_count < run->best ||
            run->passed[group] != run->search->filter_word_count ||
            !search_group_at(run->snapshot, group, &id, &end) || id < reached)
            continue;
        for (reached = end; id < end; id++)
            take_record(run, group, id);
    }
}

static void swap_keys(uint64_t *a, uint64_t *b)
{
    uint64_t key = *a;
    *a = *b;
    *b = key;
}

/* Puts the lower ones of KEYS, which are all different, before a pivot between the others; how many
 * they are. */
static size_t part_keys(uint64_t *keys, size_t count, uint64_t random)
{
    uint64_t pivot;
    size_t lower = 0;
    swap_keys(&keys[random % count], &keys[count - 1]);
    pivot = keys[count - 1];
    for (size_t i = 0; i < count - 1; i++) { /* without a branch that cannot be foreseen */
        uint64_t key = keys[i];
        keys[i] = keys[lower];
        keys[lower] = key;
        lower += key < pivot;
    }
    swap_keys(&keys[lower], &keys[count - 1]);
    return lower;
}

/* Puts the lowest WANTED of KEYS first, in no order. */
static void select_keys(uint64_t *keys, size_t count, size_t wanted)
{
    uint64_t random = 6335;
    while (wanted > 0 && wanted < count) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t lower = part_keys(keys, count, random >> 33);
        if (lower >= wanted) {
            count = lower;
        } else {
            keys += lower + 1;
            count -= lower + 1;
            wanted -= lower + 1;
        }
    }
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint16_t columns_of_places(uint32_t places)
{
    static const struct {
        uint16_t places, column;
    } columns[] = {
        {PLACE_WHOLE_NAME | PLACE_NAME, COLUMN_SERVICE_NAME},
        {PLACE_DESCRIPTION, COLUMN_DESCRIPTION},
        {PLACE_ASSIGNEE, COLUMN_ASSIGNEE},
        {PLACE_CONTACT, COLUMN_CONTACT},
        {PLACE_REFERENCE, COLUMN_REFERENCE},
        {PLACE_NOTES | PLACE_ALIAS_OF, COLUMN_ASSIGNMENT_NOTES},
        {PLACE_UNAUTHORIZED_USE, COLUMN_UNAUTHORIZED_USE},
    };
    unsigned set = 0;
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
        if (places & columns[i].places)
            set |= 1u << columns[i].column;
    return (uint16_t)set;
}

static struct search_hit make_hit(const struct run *run, uint64_t key)
{
    struct search_hit hit = {.id = id_of_key(key), .score = score_of_key(key)};
    const struct disk_record *record = map_entry(run->snapshot, SECTION_RECORDS, hit.id);
    uint32_t group = search_group_of(run->snapshot, hit.id);
    unsigned columns = group < run->group_count ? columns_of_places(run->places[group]) : 0;
    for (size_t i = 0; record && i < run->mixed_count; i++)
        score_record(&run->mixed[i].wish, record, &columns);
    hit.columns = (uint16_t)columns;
    return hit;
}

/* Hands out those from the one at FIRST on. */
static void hand_out(struct run *run, size_t first, size_t limit, struct search_hit *hits,
                     struct search_found *found)
{
    size_t count = run->key_count;
    found->total = count;
    found->is_partial = count && run->best < run->search->term_count;
    if (first >= count)
        return;
    found->count = count - first < limit ? count - first : limit;
    select_keys(run->keys, count, first + found->count);
    select_keys(run->keys, first + found->count, first);
    qsort(run->keys + first, found->count, sizeof(*run->keys), compare_keys);
    for (size_t i = 0; i < found->count; i++)
        hits[i] = make_hit(run, run->keys[first + i]);
}

/* --- the whole --- */

/* The memory of RUN: keys, then what has two bytes, then what has one. */
static bool allocate(struct run *run)
{
    enum { WIDE_ARRAYS = 6, NARROW_ARRAYS = 3 };
    size_t groups = run->group_count;
    size_t bytes = groups * (WIDE_ARRAYS * sizeof(uint16_t) + NARROW_ARRAYS) +
                   (size_t)run->record_count * sizeof(uint64_t) + 1;
    run->memory = run->keys = memory_allocate(bytes);
    if (!run->memory)
        return false;
    run->sums = (uint16_t *)(void *)(run->keys + run->record_count);
    run->places = run->sums + groups;
    run->marks = run->places + groups;
    run->scores = run->marks + groups;
    run->all = run->scores + groups;
    run->one = run->all + groups;
    run->matched = (uint8_t *)(run->one + groups);
    run->errors = run->matched + groups;
    run->passed = run->errors + groups;
    memset(run->sums, 0, groups * 3 * sizeof(uint16_t));
    memset(run->matched, 0, groups * NARROW_ARRAYS);
    return true;
}

static int run_terms(struct run *run, struct search_found *found)
{
    struct wish wish;
    pass_filter_words(run);
    for (size_t i = 0; i < run->search->term_count; i++) {
        run->is_similar = false;
        score_term(run, &run->search->terms[i]);
        found->similar |= (uint32_t)run->is_similar << i;
        if (!find_wish(&run->search->terms[i], &wish))
            add_up(run);
        else if (keep_apart(run, &wish) != STATUS_OK)
            return STATUS_MEMORY;
    }
    return STATUS_OK;
}

int search_run(const struct portreg *snapshot, const struct search *search, size_t first,
               size_t limit, struct search_hit *hits, struct search_found *found,
               struct error *error)
{
    struct run run = {.snapshot = snapshot,
                      .search = search,
                      .group_count = search_group_count(snapshot),
                      .record_count = snapshot->sections[SECTION_RECORDS].count};
    *found = (struct search_found){0};
    if (search_is_empty(search))
        return STATUS_OK;
    int status = allocate(&run) ? run_terms(&run, found) : STATUS_MEMORY;
    if (status == STATUS_OK) {
        take_records(&run);
        hand_out(&run, first, limit, hits, found);
    }
    for (size_t i = 0; i < run.mixed_count; i++)
        memory_free(run.mixed[i].of_groups);
    memory_free(run.memory);
    return status == STATUS_OK ? STATUS_OK : error_memory(error);
}
