/* Claims: from the state of a record, and from the statements in its texts. */
#include "snapshot/claims.h"

#include "base/memory.h"
#include "registry/state.h"
#include "registry/statement.h"

/* What RECORD says of its port numbers. */
static enum verdict find_verdict(const struct record *record)
{
    static const enum verdict verdicts[] = {[STATE_ASSIGNED] = VERDICT_ASSIGNED,
                                            [STATE_RESERVED] = VERDICT_RESERVED,
                                            [STATE_UNASSIGNED] = VERDICT_UNASSIGNED};
    return verdicts[record_state(record)];
}

/* The demerits of RECORD, which has statements of KINDS. */
static uint8_t find_demerits(const struct record *record, unsigned kinds)
{
    unsigned demerits = 0;
    if (kinds & 1u << STATEMENT_ALIAS)
        demerits |= DEMERIT_ALIAS;
    if (kinds & 1u << STATEMENT_DUPLICATE)
        demerits |= DEMERIT_DUPLICATE;
    if (kinds & 1u << STATEMENT_WIDESPREAD_USE)
        demerits |= DEMERIT_WIDESPREAD_USE;
    if (record->ports.first != record->ports.last)
        demerits |= DEMERIT_RANGE;
    return (uint8_t)demerits;
}

/* The kinds of statements of RECORD; KINDS are those of the one before it, if there is one, which
 * often says the same. */
static unsigned find_statement_kinds(const struct record *record, const struct record *before,
                                     unsigned kinds)
{
    if (before && text_equal(record->description, before->description) &&
        text_equal(record->assignment_notes, before->assignment_notes))
        return kinds;
    return record_statement_kinds(record);
}

struct claim *claims_find(const struct registry *versions)
{
    struct claim *claims = memory_allocate((versions->record_count + 1) * sizeof(*claims));
    const struct record *before = NULL;
    unsigned kinds = 0;
    if (!claims)
        return NULL;
    for (size_t i = 0; i < versions->record_count; i++) {
        const struct record *record = &versions->records[i];
        kinds = find_statement_kinds(record, before, kinds);
        claims[i] = (struct claim){
            .first_port = record->ports.first,
            .last_port = record->ports.last,
            .transport_protocol = (uint8_t)record->transport_protocol,
            .verdict = (uint8_t)find_verdict(record),
            .demerits = find_demerits(record, kinds),
            .has_ports = record->has_ports,
        };
        before = record;
    }
    return claims;
}
