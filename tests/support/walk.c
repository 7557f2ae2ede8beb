/* For tests: everything that can be asked of a snapshot. */
#include <stdlib.h>

#include "snapshot/query.h"
#include "snapshot/search.h"
#include "snapshot/statistics.h"
#include "snapshot/versions.h"
#include "support/snapshot.h"

/* A list that damage has made long is the caller's to bound; so do we. */
enum { LIST_LIMIT = 8, PIECE_LIMIT = 64, STATEMENT_LIMIT = 8, ENTRY_LIMIT = 512, VIEW_LIMIT = 2 };

static uint64_t see(struct portreg_text text)
{
    return text_hash(text_of_portreg(text)) + (unsigned char)text.bytes[text.length];
}

/* A text inside a piece or statement: no NUL follows it. */
static uint64_t see_part(struct portreg_text text)
{
    return text_hash(text_of_portreg(text));
}

/* The pieces of marked text that no NUL follows. */
static uint64_t see_pieces_of_part(struct portreg_text marked)
{
    uint64_t sum = see_part(marked);
    struct portreg_piece piece;
    for (int i = 0; i < PIECE_LIMIT && portreg_next_piece(&marked, &piece); i++) {
        if (piece.kind == PORTREG_PIECE_TEXT)
            sum += see_part(piece.text);
        if (piece.kind == PORTREG_PIECE_REFERENCE)
            sum += see_part(piece.reference.type) + see_part(piece.reference.label) +
                   see_part(piece.reference.data) + see_part(piece.reference.locator_kind) +
                   see_part(piece.reference.locator);
    }
    return sum;
}

static uint64_t see_pieces(struct portreg_text marked)
{
    return see(marked) + see_pieces_of_part(marked);
}

static uint64_t see_statements(const struct portreg_record *record)
{
    uint64_t sum = 0;
    struct portreg_statement statement;
    for (uint32_t i = 0; i < STATEMENT_LIMIT && portreg_record_statement(record, i, &statement);
         i++)
        sum += strlen(statement.kind) + see_part(statement.service_name) +
               see_pieces_of_part(statement.text) + statement.date.year + statement.expires.day;
    return sum;
}

static uint64_t see_record(const struct portreg_record *record)
{
    struct record model;
    char date[DATE_SIZE_BYTES];
    snapshot_model(record, &model);
    return see(record->service_name) + see(record->description) + see(record->assignee) +
           see(record->contact) + see(record->reference) + see(record->unauthorized_use) +
           see(record->assignment_notes) + see(record->alias_of) +
           see_pieces(record->description_marked) + see_pieces(record->assignee_marked) +
           see_pieces(record->contact_marked) + see_pieces(record->reference_marked) +
           see_pieces(record->assignment_notes_marked) + see_statements(record) +
           strlen(date_format(model.registration_date, date)) +
           strlen(portreg_transport_protocol_name(record->transport_protocol));
}

static uint64_t see_list(const struct portreg *snapshot, struct portreg_list list)
{
    uint64_t sum = list.count;
    struct portreg_record record;
    for (uint32_t i = 0; i < LIST_LIMIT && portreg_list_get(snapshot, list, i, &record); i++)
        sum += see_record(&record);
    /* past the end, whatever the list says */
    sum += portreg_list_get(snapshot, list, list.count, &record);
    return sum + portreg_list_get(snapshot, list, UINT32_MAX, &record);
}

static uint64_t see_port(const struct portreg *snapshot, int protocol, uint32_t port)
{
    char words[96];
    struct portreg_answer answer =
        portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, (uint16_t)port);
    return see_list(snapshot, answer.records) +
           portreg_explain(snapshot, &answer, words, sizeof(words)) + strlen(words) +
           strlen(portreg_state_name((enum portreg_state)answer.state)) +
           strlen(portreg_reason_name((enum portreg_reason)answer.reason));
}

static uint64_t see_ports(const struct portreg *snapshot, enum walk walk)
{
    uint64_t sum = 0;
    for (int protocol = -1; protocol <= PORTREG_DCCP + 1; protocol++) {
        for (uint32_t port = 0; port <= UINT16_MAX; port += port < 64 ? 1 : 997)
            sum += see_port(snapshot, protocol, port);
        for (uint32_t port = 0; walk == WALK_ALL_PORTS && port <= UINT16_MAX; port++)
            sum += portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol,
                                     (uint16_t)port)
                       .state;
    }
    return sum;
}

static uint64_t see_ranges(const struct portreg *snapshot)
{
    static const uint16_t ranges[][2] = {{0, 65535}, {1, 1}, {443, 6000}, {65535, 65535}, {9, 3}};
    uint64_t sum = 0;
    struct portreg_record record;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        uint32_t cursor = 0;
        for (int n = 0; n < ENTRY_LIMIT && portreg_next_in_ports(snapshot, ranges[i][0],
                                                                 ranges[i][1], &cursor, &record);
             n++)
            sum += see_record(&record);
    }
    uint32_t wild = UINT32_MAX;
    return sum + portreg_next_in_ports(snapshot, 0, 65535, &wild, &record);
}

static uint64_t see_name(const struct portreg *snapshot, const char *name, size_t length)
{
    return see_list(snapshot, portreg_find_name(snapshot, name, length)) +
           snapshot_suggest(snapshot, (struct text){name, length}).length;
}

/* Queries of every kind, and the stretches of what they find that they match. */
static uint64_t see_search(const struct portreg *snapshot)
{
    static const char *const queries[] = {"t",
                                          "tea",
                                          "tea_ pot",
                                          "alais",
                                          "https/tcp 443",
                                          "6-50 udp",
                                          "2001 tea",
                                          "SC:tea1",
                                          "name:te state:assigned range:system year:2001 note",
                                          "notes:alias transport:none"};
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        struct search search;
        struct search_found found;
        struct search_hit hits[8];
        struct portreg_record record;
        if (search_parse(text_of(queries[i]), &search, NULL) != STATUS_OK ||
            search_run(snapshot, &search, i % 3, 8, hits, &found, NULL) != STATUS_OK)
            continue;
        sum += found.total + found.similar + search_suggest(snapshot, &search).length;
        for (size_t n = 0; n < found.count; n++) {
            size_t start, end = 0;
            if (!snapshot_decode(snapshot, hits[n].id, &record))
                abort();
            sum += hits[n].score + hits[n].columns;
            while (search_next_match(&search, &found, text_of_portreg(record.assignment_notes), end,
                                     &start, &end))
                sum += end - start;
        }
    }
    return sum;
}

static uint64_t see_people(const struct portreg *snapshot)
{
    uint64_t sum = 0;
    struct portreg_person person;
    for (uint32_t i = 0; i < ENTRY_LIMIT && snapshot_person(snapshot, i, &person); i++) {
        sum += see(person.id) + see(person.name) + see(person.organization) + see(person.uris);
        sum += portreg_find_person(snapshot, person.id.bytes, person.id.length, &person);
    }
    return sum + portreg_find_person(snapshot, "", 0, &person) +
           portreg_find_person(snapshot, "Nobody", 6, &person);
}

static uint64_t see_head(const struct portreg *snapshot)
{
    struct snapshot_header header = snapshot_header(snapshot);
    struct portreg_release release = portreg_release(snapshot);
    struct note note;
    struct footnote footnote;
    uint64_t sum = see(release.title) + release.sha256[31] + text_hash(header.id) +
                   text_hash(header.title) + text_hash(header.category) +
                   text_hash(header.references) + text_hash(header.experts);
    for (uint32_t i = 0; i < ENTRY_LIMIT && snapshot_note(snapshot, i, &note); i++)
        sum += text_hash(note.title) + text_hash(note.content);
    for (uint32_t i = 0; i < ENTRY_LIMIT && snapshot_footnote(snapshot, i, &footnote); i++)
        sum += text_hash(footnote.anchor) + text_hash(footnote.content);
    return sum;
}

static uint64_t see_keys(const struct portreg *snapshot, struct version_keys *keys)
{
    uint64_t sum = keys->count;
    for (size_t i = 0; i < keys->count && i < LIST_LIMIT; i++)
        sum += see_list(snapshot, portreg_versions(snapshot, keys->keys[i]));
    version_keys_done(keys);
    return sum;
}

static uint64_t see_steps(const struct portreg *snapshot, uint32_t release)
{
    struct version_steps steps = {0};
    struct portreg_record record;
    uint64_t sum = 0;
    if (versions_of_release(snapshot, release, &steps, NULL) != STATUS_OK)
        return 0;
    for (size_t i = 0; i < steps.count && i < LIST_LIMIT; i++)
        sum += steps.list[i].key + snapshot_decode(snapshot, steps.list[i].before, &record) +
               snapshot_decode(snapshot, steps.list[i].after, &record);
    version_steps_done(&steps);
    return sum;
}

static uint64_t see_versions(const struct portreg *snapshot)
{
    struct version_keys keys = {0};
    struct portreg_record record;
    uint64_t sum = 0;
    if (version_keys_of_ports(snapshot, (struct ports){5, 60000, false}, TRANSPORT_TCP, &keys,
                              NULL) == STATUS_OK)
        sum += see_keys(snapshot, &keys);
    if (version_keys_of_name(snapshot, TEXT("TEA"), &keys, NULL) == STATUS_OK)
        sum += see_keys(snapshot, &keys);
    for (uint32_t release = 0; release < 3; release++) {
        sum += see_steps(snapshot, release);
        for (uint32_t cursor = 0; versions_next_change(snapshot, release, &cursor, &record);)
            sum += see_record(&record);
    }
    return sum + portreg_versions(snapshot, UINT32_MAX).count;
}

static uint64_t see_releases(const struct portreg *snapshot)
{
    uint64_t sum = portreg_release_count(snapshot);
    struct portreg_release release;
    for (uint32_t i = 0; i < ENTRY_LIMIT && portreg_release_get(snapshot, i, &release); i++)
        sum += see(release.title) + release.sha256[31] +
               portreg_release_of_date(snapshot, release.date);
    return sum + portreg_release_of_date(snapshot, (struct portreg_date){0, 0, 0});
}

static uint64_t see_counts(const struct portreg *snapshot)
{
    struct statistics statistics;
    statistics_count(snapshot, &statistics);
    return statistics.records + statistics.ports[0][RANGE_SYSTEM][PORTREG_ASSIGNED];
}

/* What SNAPSHOT says as of the release that it answers from. */
static uint64_t see_release(const struct portreg *snapshot, enum walk walk)
{
    struct portreg_record record;
    uint64_t sum = see_head(snapshot) + see_ports(snapshot, walk) + see_ranges(snapshot) +
                   see_people(snapshot) + see_name(snapshot, "", 0) +
                   see_name(snapshot, "https", 5) + see_name(snapshot, "no-such-name-here", 17);
    for (uint32_t i = 0; i < ENTRY_LIMIT && portreg_record_get(snapshot, i, &record); i++)
        sum += see_record(&record) +
               see_name(snapshot, record.service_name.bytes, record.service_name.length);
    return sum + portreg_record_get(snapshot, UINT32_MAX, &record);
}

uint64_t snapshot_walk(const struct portreg *snapshot, enum walk walk)
{
    uint64_t sum = see_release(snapshot, walk) + see_versions(snapshot) + see_releases(snapshot) +
                   see_search(snapshot);
    uint32_t count = portreg_release_count(snapshot);
    if (walk != WALK_SOME_PORTS)
        sum += see_counts(snapshot);
    for (uint32_t release = 0; release + 1 < count && release < VIEW_LIMIT; release++) {
        struct portreg *view;
        if (portreg_as_of(snapshot, release, &view, NULL) != PORTREG_OK)
            continue;
        sum += see_release(view, WALK_SOME_PORTS) + see_versions(view) + see_search(view);
        if (walk != WALK_SOME_PORTS)
            sum += see_counts(view);
        portreg_close(view);
    }
    return sum;
}
