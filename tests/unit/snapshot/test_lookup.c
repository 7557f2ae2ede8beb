/* Tests of looking up: names exactly and folded, ranges against a plain search, the published
 * order, pieces and statements of records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "snapshot/snapshot.h"
#include "support/snapshot.h"

/* The descriptions of the records of LIST, one after the other. */
static const char *descriptions(const struct portreg *snapshot, struct portreg_list list)
{
    static char words[256];
    struct portreg_record record;
    size_t length = 0;
    words[0] = '\0';
    for (uint32_t i = 0; portreg_list_get(snapshot, list, i, &record); i++)
        length += (size_t)snprintf(words + length, sizeof(words) - length, "%s",
                                   record.description.bytes);
    return words;
}

static void assert_name(const struct portreg *snapshot, const char *name, const char *expected)
{
    struct portreg_list list = portreg_find_name(snapshot, name, strlen(name));
    assert_string_equal(descriptions(snapshot, list), expected);
    assert_int_equal(list.count, strlen(expected));
}

static void finds_names_exactly_then_without_regard_to_case(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "A");
    add_record(&registry, "Pot", "7", "tcp", "B");
    add_record(&registry, "pot", "8", "tcp", "C"); /* differs by case only */
    add_record(&registry, "tea", "7", "udp", "D");
    add_record(&registry, "IR-App", "", "", "E");
    add_record(&registry, "", "9", "tcp", "F");
    add_record(&registry, "a-name-of-15-by", "10", "tcp", "G");
    add_record(&registry,
               "T\xc3\x89"
               "a",
               "10", "tcp", "H"); /* no ASCII letter: never folded */
    compiled_init(&compiled, &registry);
    assert_name(&compiled.snapshot, "tea", "AD");
    assert_name(&compiled.snapshot, "TEA", "AD");
    assert_name(&compiled.snapshot, "Pot", "B");
    assert_name(&compiled.snapshot, "pot", "C");
    assert_name(&compiled.snapshot, "POT", "B"); /* the first by its bytes */
    assert_name(&compiled.snapshot, "ir-app", "E");
    assert_name(&compiled.snapshot, "iR-aPP", "E");
    assert_name(&compiled.snapshot, "A-NAME-OF-15-BY", "G");
    assert_name(&compiled.snapshot,
                "t\xc3\x89"
                "A",
                "H");
    assert_name(&compiled.snapshot,
                "t\xc3\xa9"
                "a",
                "");
    assert_name(&compiled.snapshot, "te", "");
    assert_name(&compiled.snapshot, "teaa", "");
    assert_name(&compiled.snapshot, "te\x01", ""); /* 0x41 ^ 0x40: only letters fold */
    assert_name(&compiled.snapshot, "ir\rapp", "");
    assert_name(&compiled.snapshot, "", "");
    assert_int_equal(portreg_find_name(&compiled.snapshot, "teapot", 3).count, 2);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void finds_each_of_many_names(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static char names[COUNT][16];
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof(names[i]), "%s%u", i % 2 ? "tea-" : "a-longer-", i);
        add_record(&registry, names[i], "7", "tcp", names[i]);
    }
    compiled_init(&compiled, &registry);
    for (unsigned i = 0; i < COUNT; i++) {
        struct portreg_record record;
        char capital[16];
        memcpy(capital, names[i], sizeof(capital));
        capital[0] = (char)(capital[0] - 'a' + 'A');
        struct portreg_list list = portreg_find_name(&compiled.snapshot, capital, strlen(capital));
        assert_int_equal(list.count, 1);
        assert_true(portreg_list_get(&compiled.snapshot, list, 0, &record));
        assert_string_equal(record.service_name.bytes, names[i]);
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

/* --- ranges --- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void fill_randomly(struct registry *registry, uint32_t *seed, unsigned span)
{
    for (unsigned i = 0; i < 40; i++) {
        struct record *record =
            add_record(registry, "tea", next_random(seed) % 8 ? "1" : "", "tcp", "A");
        unsigned first = next_random(seed) % span;
        unsigned last = first + (next_random(seed) % 3 ? 0 : next_random(seed) % span);
        if (record->has_ports)
            record->ports =
                (struct ports){(uint16_t)first, (uint16_t)(last < span ? last : span - 1), false};
    }
}

/* That the records in FIRST to LAST are those that a plain search finds, by port number. */
static void assert_range(const struct registry *registry, const struct portreg *snapshot,
                         unsigned first, unsigned last)
{
    size_t expected = 0, found = 0;
    uint32_t cursor = 0;
    struct portreg_record record, previous = {0};
    bool seen[64] = {false};
    for (size_t i = 0; i < registry->record_count; i++)
        expected += registry->records[i].has_ports && registry->records[i].ports.first <= last &&
                    registry->records[i].ports.last >= first;
    while (portreg_next_in_ports(snapshot, (uint16_t)first, (uint16_t)last, &cursor, &record)) {
        assert_true(record.has_port_number);
        assert_true(record.first_port_number <= last && record.last_port_number >= first);
        assert_true(record.id < 64 && !seen[record.id]);
        seen[record.id] = true;
        if (found++)
            assert_true(previous.first_port_number < record.first_port_number ||
                        (previous.first_port_number == record.first_port_number &&
                         previous.id < record.id));
        previous = record;
    }
    assert_int_equal(found, expected);
    assert_false(
        portreg_next_in_ports(snapshot, (uint16_t)first, (uint16_t)last, &cursor, &record));
}

static void finds_the_records_of_every_range(void **state)
{
    (void)state;
    static const unsigned spans[] = {16, 48, 65536};
    uint32_t seed = 6335;
    for (unsigned round = 0; round < 12; round++) {
        unsigned span = spans[round % 3];
        struct registry registry;
        struct compiled compiled;
        registry_init(&registry);
        fill_randomly(&registry, &seed, span);
        compiled_init(&compiled, &registry);
        for (unsigned first = 0; first<span; first += span> 1000 ? 977 : 1)
            for (unsigned last = first; last<span; last += span> 1000 ? 3001 : 1)
                assert_range(&registry, &compiled.snapshot, first, last);
        assert_range(&registry, &compiled.snapshot, 0, 65535);
        assert_range(&registry, &compiled.snapshot, 65535, 65535);
        compiled_done(&compiled);
        registry_done(&registry);
    }
}

static void finds_nothing_in_an_empty_registry(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    compiled_init(&compiled, &registry);
    assert_range(&registry, &compiled.snapshot, 0, 65535);
    assert_name(&compiled.snapshot, "tea", "");
    assert_int_equal(portreg_release(&compiled.snapshot).record_count, 0);
    assert_int_equal(portreg_release(&compiled.snapshot).date.year, 0);
    assert_int_equal(portreg_verify(&compiled.snapshot, NULL), PORTREG_OK);
    struct portreg_record record = {.id = 42};
    assert_false(portreg_list_get(&compiled.snapshot, (struct portreg_list){0, 0}, 0, &record));
    assert_false(portreg_list_get(&compiled.snapshot, (struct portreg_list){5, 9}, 3, &record));
    assert_int_equal(record.id, 42); /* untouched */
    compiled_done(&compiled);
    registry_done(&registry);
}

static void counts_the_records_in_the_published_order(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct portreg_record record;
    registry_init(&registry);
    add_record(&registry, "z", "9", "udp", "A");
    add_record(&registry, "", "3-5", "", "B");
    add_record(&registry, "a", "", "tcp", "C");
    compiled_init(&compiled, &registry);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(portreg_record_get(&compiled.snapshot, i, &record));
        assert_int_equal(record.description.bytes[0], 'A' + i);
        assert_int_equal(record.id, i);
    }
    assert_false(portreg_record_get(&compiled.snapshot, 3, &record));
    assert_false(portreg_record_get(&compiled.snapshot, UINT32_MAX, &record));
    compiled_done(&compiled);
    registry_done(&registry);
}

/* --- what a record says --- */

static void takes_marked_text_to_pieces(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct portreg_record record;
    struct portreg_piece piece;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp",
               "a\x01\x02"
               "b\x03\x04"
               "Crfc1\x05"
               "B4.3\x06"
               "l\x07");
    compiled_init(&compiled, &registry);
    assert_true(portreg_record_get(&compiled.snapshot, 0, &record));
    struct portreg_text rest = record.description_marked;
    static const enum portreg_piece_kind kinds[] = {
        PORTREG_PIECE_TEXT, PORTREG_PIECE_BREAK,         PORTREG_PIECE_PARAGRAPH,
        PORTREG_PIECE_TEXT, PORTREG_PIECE_PARAGRAPH_END, PORTREG_PIECE_REFERENCE};
    for (size_t i = 0; i < 6; i++) {
        assert_true(portreg_next_piece(&rest, &piece));
        assert_int_equal(piece.kind, kinds[i]);
        if (i == 3)
            assert_memory_equal(piece.text.bytes, "b", 1);
    }
    assert_string_equal(piece.reference.type.bytes, "rfc");
    assert_memory_equal(piece.reference.data.bytes, "rfc1", piece.reference.data.length);
    assert_string_equal(piece.reference.locator_kind.bytes, "section");
    assert_memory_equal(piece.reference.locator.bytes, "4.3", piece.reference.locator.length);
    assert_memory_equal(piece.reference.label.bytes, "l", piece.reference.label.length);
    assert_false(portreg_next_piece(&rest, &piece));
    assert_false(portreg_next_piece(&rest, &piece));
    compiled_done(&compiled);
    registry_done(&registry);
}

static void derives_statements_and_aliases(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct portreg_record record;
    struct portreg_statement statement;
    registry_init(&registry);
    add_record(&registry, "tea_pot", "7", "tcp", "")->assignment_notes =
        TEXT("This entry is an alias to \"tea-pot\".\nThis entry is now historic, not usable for "
             "use with many\ncommon service discovery mechanisms.");
    add_record(&registry, "", "7", "udp", "Reserved")->assignment_notes =
        TEXT("De-assigned on 2023-11-16.");
    compiled_init(&compiled, &registry);
    assert_true(portreg_record_get(&compiled.snapshot, 0, &record));
    assert_true(record.is_legacy_name);
    assert_string_equal(record.alias_of.bytes, "tea-pot");
    assert_true(portreg_record_statement(&record, 0, &statement));
    assert_string_equal(statement.kind, "alias");
    assert_memory_equal(statement.service_name.bytes, "tea-pot", 7);
    assert_int_equal(statement.service_name.length, 7);
    assert_false(portreg_record_statement(&record, 1, &statement));
    assert_true(portreg_record_get(&compiled.snapshot, 1, &record));
    assert_int_equal(record.alias_of.length, 0);
    assert_true(portreg_record_statement(&record, 0, &statement));
    assert_string_equal(statement.kind, "de-assigned");
    assert_int_equal(statement.date.month, 11);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void names_every_value(void **state)
{
    (void)state;
    assert_string_equal(portreg_state_name(PORTREG_ASSIGNED), "assigned");
    assert_string_equal(portreg_state_name((enum portreg_state)99), "");
    assert_string_equal(portreg_reason_name(PORTREG_BY_OTHER_TRANSPORT), "other-transport");
    assert_string_equal(portreg_reason_name((enum portreg_reason)99), "");
    assert_string_equal(portreg_transport_protocol_name(PORTREG_SCTP), "sctp");
    assert_string_equal(portreg_transport_protocol_name(PORTREG_NO_TRANSPORT), "");
    assert_string_equal(portreg_transport_protocol_name((enum portreg_transport_protocol)99), "");
    assert_string_equal(portreg_remark(443), "");
    assert_true(strstr(portreg_remark(1021), "experiments") != NULL);
    struct portreg_range range = portreg_range_of(1024);
    assert_string_equal(range.name, "User Ports");
    assert_int_equal(range.first_port_number, 1024);
    assert_int_equal(range.last_port_number, 49151);
    assert_int_equal(portreg_range_of(1023).last_port_number, 1023);
    assert_string_equal(portreg_range_of(49152).procedures, "never assigned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_names_exactly_then_without_regard_to_case),
        cmocka_unit_test(finds_each_of_many_names),
        cmocka_unit_test(finds_the_records_of_every_range),
        cmocka_unit_test(finds_nothing_in_an_empty_registry),
        cmocka_unit_test(counts_the_records_in_the_published_order),
        cmocka_unit_test(takes_marked_text_to_pieces),
        cmocka_unit_test(derives_statements_and_aliases),
        cmocka_unit_test(names_every_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
