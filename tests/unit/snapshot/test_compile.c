/* Tests of compiling: the state of every port number by the order of precedence, one case a
 * clause; all 4 x 65,536 against a judgement written another way; failing allocations. */
#include "snapshot/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "registry/state.h"
#include "snapshot/snapshot.h"
#include "support/snapshot.h"

/* A record of a case: name, ports, transport protocol, description, notes. */
struct row {
    const char *service_name, *ports, *protocol, *description, *notes;
};

/* What is asked, and the answer: the first letters of the descriptions of its records, in order. */
struct clause {
    const char *title;
    struct row rows[5];
    const char *ports;
    enum portreg_transport_protocol protocol;
    enum portreg_state state;
    enum portreg_reason reason;
    const char *records;
};

#define ALIAS                                                                                      \
    "This entry is an alias to \"tea\".\nThis entry is now historic, not usable for use with "     \
    "many\ncommon service discovery mechanisms."
#define DUPLICATE                                                                                  \
    "This is a duplicate of the \"tea\" service and should not be used for discovery purposes."
#define WIDESPREAD "This entry records an unassigned but widespread use"

static const struct clause clauses[] = {
    {"a named record assigns",
     {{"tea", "7", "tcp", "A", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "A"},
    {"a named record goes before a reserved and an unassigned row of its transport protocol",
     {{"", "7", "tcp", "Reserved", ""},
      {"", "7", "tcp", "Unassigned", ""},
      {"tea", "7", "tcp", "A", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "A"},
    {"any private use is assigned",
     {{"", "7", "tcp", "any private tea", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "a"},
    {"a reserved row goes before an unassigned one",
     {{"", "7", "tcp", "Unassigned", ""}, {"", "7", "tcp", "Reserved", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_RESERVED,
     PORTREG_BY_RESERVATION,
     "R"},
    {"what was removed is reserved",
     {{"", "7", "tcp", "Removed", ""},
      {"", "7", "tcp", "De-registered", ""},
      {"", "7", "tcp", "Zapped", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_RESERVED,
     PORTREG_BY_RESERVATION,
     "RDZ"},
    {"possibly used is unassigned",
     {{"", "7", "tcp", "Possibly tea????", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_BY_AVAILABILITY,
     "P"},
    {"an own reserved row goes before another transport protocol's assignment",
     {{"tea", "7", "udp", "A", ""}, {"", "7", "tcp", "Reserved", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_RESERVED,
     PORTREG_BY_RESERVATION,
     "R"},
    {"an own unassigned row goes before another transport protocol's assignment",
     {{"tea", "7", "udp", "A", ""}, {"", "7", "tcp", "Unassigned", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_BY_AVAILABILITY,
     "U"},
    {"assigned for others: reserved, with the records of all of them in the order of theirs",
     {{"tea", "7", "dccp", "D", ""}, {"tea", "7", "udp", "B", ""}, {"pot", "7", "udp", "C", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_RESERVED,
     PORTREG_BY_OTHER_TRANSPORT,
     "BCD"},
    {"reserved for others implies nothing",
     {{"", "7", "udp", "Reserved", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_NO_RECORD,
     ""},
    {"assigned for others goes before a row without transport protocol",
     {{"", "7", "", "Unassigned", ""}, {"tea", "7", "sctp", "S", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_RESERVED,
     PORTREG_BY_OTHER_TRANSPORT,
     "S"},
    {"a named row without transport protocol assigns for all",
     {{"tea", "7", "", "A", ""}, {"", "7", "", "Reserved", ""}},
     "7",
     PORTREG_SCTP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ALL_TRANSPORTS,
     "A"},
    {"a reserved row without transport protocol",
     {{"", "7", "", "Unassigned", ""}, {"", "7", "", "Reserved", ""}},
     "7",
     PORTREG_DCCP,
     PORTREG_RESERVED,
     PORTREG_BY_ALL_TRANSPORTS,
     "R"},
    {"an unassigned row without transport protocol",
     {{"", "5-9", "", "Unassigned", ""}},
     "9",
     PORTREG_UDP,
     PORTREG_UNASSIGNED,
     PORTREG_BY_ALL_TRANSPORTS,
     "U"},
    {"own rows go before rows without transport protocol",
     {{"tea", "7", "", "A", ""}, {"", "7", "udp", "Unassigned", ""}},
     "7",
     PORTREG_UDP,
     PORTREG_UNASSIGNED,
     PORTREG_BY_AVAILABILITY,
     "U"},
    {"nothing is recorded",
     {{"tea", "8", "tcp", "A", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_NO_RECORD,
     ""},
    {"dynamic begins at 49152",
     {{"tea", "49151", "tcp", "A", ""}},
     "49152",
     PORTREG_TCP,
     PORTREG_DYNAMIC,
     PORTREG_BY_RANGE,
     ""},
    {"49151 is none",
     {{"tea", "8", "tcp", "A", ""}},
     "49151",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_NO_RECORD,
     ""},
    {"dynamic ends at 65535",
     {{"tea", "8", "tcp", "A", ""}},
     "65535",
     PORTREG_DCCP,
     PORTREG_DYNAMIC,
     PORTREG_BY_RANGE,
     ""},
    {"a record in the dynamic range is told",
     {{"tea", "49152-65535", "tcp", "A", ""}},
     "65535",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "A"},
    {"a record without a port number is nowhere",
     {{"tea", "", "tcp", "A", ""}},
     "0",
     PORTREG_TCP,
     PORTREG_UNASSIGNED,
     PORTREG_NO_RECORD,
     ""},
    {"the published order among equals",
     {{"tea", "7", "tcp", "B", ""}, {"pot", "7", "tcp", "A", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "BA"},
    {"canonical first: a range, widespread use, a duplicate, an alias follow",
     {{"tea_", "7", "tcp", "E", ALIAS},
      {"tea2", "7", "tcp", "D", DUPLICATE},
      {"tea3", "7", "tcp", "C", WIDESPREAD},
      {"tea4", "6-8", "tcp", "B", ""},
      {"tea", "7", "tcp", "A", ""}},
     "7",
     PORTREG_TCP,
     PORTREG_ASSIGNED,
     PORTREG_BY_ASSIGNMENT,
     "ABCDE"},
};

static void add_rows(struct registry *registry, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count && rows[i].description; i++)
        add_record(registry, rows[i].service_name, rows[i].ports, rows[i].protocol,
                   rows[i].description)
            ->assignment_notes = text_of(rows[i].notes);
}

static void assert_records(const struct portreg *snapshot, const struct clause *clause,
                           struct portreg_list list)
{
    struct portreg_record record;
    assert_int_equal(list.count, strlen(clause->records));
    for (uint32_t i = 0; i < list.count; i++) {
        assert_true(portreg_list_get(snapshot, list, i, &record));
        if (record.description.bytes[0] != clause->records[i])
            fail_msg("%s: record %u is %s", clause->title, i, record.description.bytes);
    }
    assert_false(portreg_list_get(snapshot, list, list.count, &record));
}

static void decides_by_the_first_clause_that_applies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++) {
        struct registry registry;
        struct compiled compiled;
        struct ports ports;
        registry_init(&registry);
        add_rows(&registry, clauses[i].rows, 5);
        compiled_init(&compiled, &registry);
        assert_null(ports_parse(text_of(clauses[i].ports), &ports));
        struct portreg_answer answer =
            portreg_find_port(&compiled.snapshot, clauses[i].protocol, ports.first);
        if (answer.state != clauses[i].state || answer.reason != clauses[i].reason)
            fail_msg("%s: found %s by %s", clauses[i].title,
                     portreg_state_name((enum portreg_state)answer.state),
                     portreg_reason_name((enum portreg_reason)answer.reason));
        assert_int_equal(answer.port_number, ports.first);
        assert_int_equal(answer.transport_protocol, clauses[i].protocol);
        assert_records(&compiled.snapshot, &clauses[i], answer.records);
        compiled_done(&compiled);
        registry_done(&registry);
    }
}

static void has_no_answer_without_a_transport_protocol(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "A");
    add_record(&registry, "tea", "8", "", "A");
    compiled_init(&compiled, &registry);
    static const int protocols[] = {PORTREG_NO_TRANSPORT, PORTREG_DCCP + 1, -1};
    for (size_t i = 0; i < 3; i++) {
        struct portreg_answer answer =
            portreg_find_port(&compiled.snapshot, (enum portreg_transport_protocol)protocols[i], 7);
        assert_int_equal(answer.state, PORTREG_UNASSIGNED);
        assert_int_equal(answer.records.count, 0);
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

/* --- all port numbers, judged another way --- */

/* A small generator of numbers, the same on every run. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void fill_randomly(struct registry *registry, uint32_t *seed)
{
    static const char *const names[] = {"", "", "tea", "pot", "Tea"};
    static const char *const protocols[] = {"", "tcp", "udp", "sctp", "dccp", "tcp", "udp"};
    static const char *const descriptions[] = {"Reserved", "Unassigned", "any private use",
                                               "Removed"};
    for (unsigned i = 0; i < 60; i++) {
        struct record *record =
            add_record(registry, names[next_random(seed) % 5], "1",
                       protocols[next_random(seed) % 7], descriptions[next_random(seed) % 4]);
        unsigned first = next_random(seed) % (i % 5 ? 40 : 65536);
        unsigned length = next_random(seed) % 3 ? 0 : next_random(seed) % (i % 7 ? 9 : 30000);
        unsigned last = first + length > 65535 ? 65535 : first + length;
        record->ports = (struct ports){(uint16_t)first, (uint16_t)last, false};
    }
}

/* The best state that records of PROTOCOL say of PORT, and how many say it. */
static bool judge_own(const struct registry *registry, int protocol, unsigned port,
                      enum state *best, uint32_t *count)
{
    static const enum state order[] = {STATE_ASSIGNED, STATE_RESERVED, STATE_UNASSIGNED};
    for (size_t s = 0; s < 3; s++) {
        *best = order[s];
        *count = 0;
        for (size_t i = 0; i < registry->record_count; i++) {
            const struct record *record = &registry->records[i];
            *count += (int)record->transport_protocol == protocol && record->ports.first <= port &&
                      port <= record->ports.last && record_state(record) == order[s];
        }
        if (*count)
            return true;
    }
    return false;
}

static struct portreg_answer judge(const struct registry *registry, int protocol, unsigned port)
{
    struct portreg_answer answer = {.state = PORTREG_UNASSIGNED};
    enum state state;
    uint32_t count;
    if (judge_own(registry, protocol, port, &state, &count)) {
        answer.state = (uint8_t)state;
        answer.reason = state == STATE_ASSIGNED   ? PORTREG_BY_ASSIGNMENT
                        : state == STATE_RESERVED ? PORTREG_BY_RESERVATION
                                                  : PORTREG_BY_AVAILABILITY;
        answer.records.count = count;
        return answer;
    }
    for (int other = PORTREG_TCP; other <= PORTREG_DCCP; other++)
        if (judge_own(registry, other, port, &state, &count) && state == STATE_ASSIGNED)
            answer.records.count += count;
    if (answer.records.count) {
        answer.state = PORTREG_RESERVED;
        answer.reason = PORTREG_BY_OTHER_TRANSPORT;
    } else if (judge_own(registry, PORTREG_NO_TRANSPORT, port, &state, &count)) {
        answer.state = (uint8_t)state;
        answer.reason = PORTREG_BY_ALL_TRANSPORTS;
        answer.records.count = count;
    } else if (port >= 49152) {
        answer.state = PORTREG_DYNAMIC;
        answer.reason = PORTREG_BY_RANGE;
    }
    return answer;
}

static void judges_all_port_numbers_as_written_down(void **state)
{
    (void)state;
    uint32_t seed = 6335;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill_randomly(&registry, &seed);
    compiled_init(&compiled, &registry);
    assert_int_equal(portreg_verify(&compiled.snapshot, NULL), PORTREG_OK);
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        for (unsigned port = 0; port <= 65535; port++) {
            struct portreg_answer expected = judge(&registry, protocol, port);
            struct portreg_answer found = portreg_find_port(
                &compiled.snapshot, (enum portreg_transport_protocol)protocol, (uint16_t)port);
            if (found.state != expected.state || found.reason != expected.reason ||
                found.records.count != expected.records.count)
                fail_msg("%u of %d: expected %u by %u with %u records, found %u by %u with %u",
                         port, protocol, expected.state, expected.reason, expected.records.count,
                         found.state, found.reason, found.records.count);
        }
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

/* --- all columns --- */

#define PERSON(id)                                                                                 \
    "\x04"                                                                                         \
    "B" id "\x07"
#define RFC(id)                                                                                    \
    "\x04"                                                                                         \
    "C" id "\x07"

static void keeps_every_column(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct portreg_record found;
    struct record model;
    registry_init(&registry);
    struct record *record = add_record(&registry, "tea_pot", "6000-6063", "dccp",
                                       "a\x01"
                                       "b");
    record->assignee = TEXT(PERSON("Tea_Board"));
    record->contact = TEXT(PERSON("Ada") PERSON("Zo\xc3\xab"));
    record->reference = TEXT(RFC("rfc2324"));
    record->unauthorized_use = TEXT("yes");
    record->assignment_notes = TEXT("see " RFC("rfc7168"));
    record->registration_date = (struct date){2011, 8, 0};
    record->modification_date = (struct date){2012, 0, 0};
    record->service_code = UINT32_MAX;
    record->has_service_code = record->has_assignee = true;
    add_record(&registry, "", "", "", "")->contact = TEXT(PERSON("Ada"));
    compiled_init(&compiled, &registry);
    assert_int_equal(portreg_release(&compiled.snapshot).record_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(portreg_record_get(&compiled.snapshot, i, &found));
        snapshot_model(&found, &model);
        model.assignee = model.has_assignee ? model.assignee : (struct text){NULL, 0};
        assert_true(record_equal(&registry.records[i], &model));
    }
    assert_false(portreg_record_get(&compiled.snapshot, 2, &found));
    assert_string_equal(found.assignee.bytes, "[Ada]"); /* the contact, as it has none of its own */
    assert_false(found.has_own_assignee);
    portreg_record_get(&compiled.snapshot, 0, &found);
    assert_string_equal(found.description.bytes, "a\nb");
    assert_string_equal(found.assignee.bytes, "[Tea_Board]");
    assert_string_equal(found.contact.bytes, "[Ada][Zo\xc3\xab]");
    assert_string_equal(found.reference.bytes, "[RFC2324]");
    assert_string_equal(found.assignment_notes.bytes, "see [RFC7168]");
    assert_true(found.is_legacy_name);
    assert_int_equal(found.alias_of.length, 0);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void keeps_the_head_and_the_people(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    registry.id = TEXT("teas");
    registry.title = TEXT("Teas");
    registry.category = TEXT("Beverages");
    registry.updated = (struct date){2024, 11, 19};
    registry.references = TEXT(RFC("rfc2324"));
    registry.experts = TEXT("Ada");
    *registry_add_note(&registry) = (struct note){TEXT("More"), TEXT("a note")};
    *registry_add_footnote(&registry) = (struct footnote){TEXT("1"), TEXT("a footnote")};
    static const char *const ids[] = {"Zo\xc3\xab", "Ada", "Bob", "A", "ada"};
    for (size_t i = 0; i < 5; i++)
        registry_add_person(&registry)->id = text_of(ids[i]);
    registry.people[1].organization = TEXT("Tea Board");
    registry.people[1].updated = (struct date){2020, 2, 0};
    assert_true(person_add_uri(&registry, &registry.people[1], TEXT("mailto:ada&tea.example")));
    assert_true(person_add_uri(&registry, &registry.people[1], TEXT("https://tea.example/")));
    compiled_init(&compiled, &registry);
    struct snapshot_header header = snapshot_header(&compiled.snapshot);
    assert_true(text_equal(header.id, registry.id) && text_equal(header.title, registry.title) &&
                text_equal(header.category, registry.category) &&
                text_equal(header.references, registry.references) &&
                text_equal(header.experts, registry.experts));
    struct portreg_release release = portreg_release(&compiled.snapshot);
    assert_int_equal(release.date.year, 2024);
    assert_int_equal(release.date.day, 19);
    assert_int_equal(release.sha256[0], 0x5a);
    assert_string_equal(release.title.bytes, "Teas");
    struct note note;
    struct footnote footnote;
    assert_true(snapshot_note(&compiled.snapshot, 0, &note));
    assert_true(text_equal(note.title, TEXT("More")) && text_equal(note.content, TEXT("a note")));
    assert_false(snapshot_note(&compiled.snapshot, 1, &note));
    assert_true(snapshot_footnote(&compiled.snapshot, 0, &footnote));
    assert_true(text_equal(footnote.content, TEXT("a footnote")));
    for (uint32_t i = 0; i < 5; i++) {
        struct portreg_person person, found;
        assert_true(snapshot_person(&compiled.snapshot, i, &person)); /* the published order */
        assert_string_equal(person.id.bytes, ids[i]);
        assert_true(portreg_find_person(&compiled.snapshot, ids[i], strlen(ids[i]), &found));
        assert_string_equal(found.id.bytes, ids[i]);
    }
    struct portreg_person person;
    assert_true(portreg_find_person(&compiled.snapshot, "Ada", 3, &person));
    assert_string_equal(person.organization.bytes, "Tea Board");
    assert_string_equal(person.uris.bytes, "mailto:ada&tea.example\nhttps://tea.example/");
    assert_int_equal(person.updated.month, 2);
    assert_false(portreg_find_person(&compiled.snapshot, "Nobody", 6, &person));
    assert_false(portreg_find_person(&compiled.snapshot, "", 0, &person));
    compiled_done(&compiled);
    registry_done(&registry);
}

/* --- failures --- */

static void compiles_the_same_bytes_from_the_same_registry(void **state)
{
    (void)state;
    uint32_t seed = 1;
    struct registry registry;
    struct compiled once, twice;
    registry_init(&registry);
    fill_randomly(&registry, &seed);
    compiled_init(&once, &registry);
    compiled_init(&twice, &registry);
    assert_true(text_equal(buffer_text(&once.bytes), buffer_text(&twice.bytes)));
    compiled_done(&once);
    compiled_done(&twice);
    registry_done(&registry);
}

/* A small file can ask for any amount of memory: 300 times all port numbers are refused. Ten
 * thousand names for one port number are not, and keep their order. */
static void refuses_what_covers_too_much(void **state)
{
    (void)state;
    struct registry registry;
    struct buffer buffer;
    struct error error = {0};
    registry_init(&registry);
    buffer_init(&buffer);
    for (int i = 0; i < 10000; i++) {
        struct record *record = registry_add_record(&registry);
        record->service_name = TEXT("tea");
        record->has_ports = true;
        record->ports = (struct ports){7, 7, false};
        record->transport_protocol = TRANSPORT_TCP;
    }
    assert_int_equal(snapshot_compile_release(&registry, &(struct release){0}, &buffer, &error),
                     STATUS_OK);
    for (int i = 0; i < 300; i++)
        registry.records[i].ports = (struct ports){0, 65535, false};
    buffer_clear(&buffer);
    assert_int_equal(snapshot_compile_release(&registry, &(struct release){0}, &buffer, &error),
                     STATUS_INPUT);
    assert_non_null(strstr(error.message, "at most 16777216 port numbers"));
    buffer_done(&buffer);
    registry_done(&registry);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled whole;
    struct release release = {.sha256 = {0x5a}};
    registry_init(&registry);
    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
        add_rows(&registry, clauses[i].rows, 5);
    struct person *person = registry_add_person(&registry);
    person->id = TEXT("Ada");
    person_add_uri(&registry, person, TEXT("a"));
    compiled_init(&whole, &registry);
    bool failed = true;
    unsigned long count = 0;
    while (failed) {
        struct buffer bytes;
        struct error error = {0};
        buffer_init(&bytes);
        memory_fail_at(++count);
        int status = snapshot_compile_release(&registry, &release, &bytes, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        if (!failed)
            assert_true(text_equal(buffer_text(&bytes), buffer_text(&whole.bytes)));
        buffer_done(&bytes);
    }
    assert_true(count > 10);
    compiled_done(&whole);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_by_the_first_clause_that_applies),
        cmocka_unit_test(has_no_answer_without_a_transport_protocol),
        cmocka_unit_test(judges_all_port_numbers_as_written_down),
        cmocka_unit_test(keeps_every_column),
        cmocka_unit_test(keeps_the_head_and_the_people),
        cmocka_unit_test(compiles_the_same_bytes_from_the_same_registry),
        cmocka_unit_test(refuses_what_covers_too_much),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
