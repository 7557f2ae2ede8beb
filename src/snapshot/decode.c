/* From the bytes of a snapshot to values: records, people, notes. */
#include "base/text.h"
#include "registry/state.h"
#include "registry/statement.h"
#include "snapshot/map.h"
#include "snapshot/snapshot.h"

static struct portreg_date date_to_portreg(struct date date)
{
    return (struct portreg_date){date.year, date.month, date.day};
}

/* The date of a field of the file. */
static struct portreg_date date_of(uint32_t packed)
{
    return date_to_portreg(date_unpack(le32toh(packed)));
}

bool snapshot_decode(const struct portreg *snapshot, uint32_t id, struct portreg_record *record)
{
    const struct disk_record *disk = map_entry(snapshot, SECTION_RECORDS, id);
    const struct disk_lifetime *lifetime = map_entry(snapshot, SECTION_LIFETIMES, id);
    if (!disk || !lifetime)
        return false;
    *record = (struct portreg_record){
        .id = id,
        .key = le32toh(disk->key),
        .first_release = le32toh(lifetime->first),
        .last_release = le32toh(lifetime->last),
        .service_name = map_text(snapshot, disk->service_name),
        .has_port_number = disk->flags & RECORD_HAS_PORTS,
        .first_port_number = le16toh(disk->first_port),
        .last_port_number = le16toh(disk->last_port),
        .transport_protocol = disk->transport_protocol <= PORTREG_DCCP
                                  ? (enum portreg_transport_protocol)disk->transport_protocol
                                  : PORTREG_NO_TRANSPORT,
        .description = map_text(snapshot, disk->description_plain),
        .assignee = map_text(snapshot, disk->assignee_plain),
        .contact = map_text(snapshot, disk->contact_plain),
        .registration_date = date_of(disk->registration_date),
        .modification_date = date_of(disk->modification_date),
        .reference = map_text(snapshot, disk->reference_plain),
        .has_service_code = disk->flags & RECORD_HAS_SERVICE_CODE,
        .service_code = le32toh(disk->service_code),
        .unauthorized_use = map_text(snapshot, disk->unauthorized_use),
        .assignment_notes = map_text(snapshot, disk->assignment_notes_plain),
        .has_own_assignee = disk->flags & RECORD_HAS_ASSIGNEE,
        .is_legacy_name = disk->flags & RECORD_LEGACY_NAME,
        .alias_of = map_text(snapshot, disk->alias_of),
        .description_marked = map_text(snapshot, disk->description),
        .assignee_marked = map_text(snapshot, disk->assignee),
        .contact_marked = map_text(snapshot, disk->contact),
        .reference_marked = map_text(snapshot, disk->reference),
        .assignment_notes_marked = map_text(snapshot, disk->assignment_notes),
    };
    return true;
}

bool portreg_record_get(const struct portreg *snapshot, uint32_t index,
                        struct portreg_record *record)
{
    return snapshot_decode(snapshot, map_order(snapshot, ORDER_RECORDS, index), record);
}

void snapshot_model(const struct portreg_record *record, struct record *model)
{
    *model = (struct record){
        .service_name = text_of_portreg(record->service_name),
        .ports = {record->first_port_number, record->last_port_number, false},
        .transport_protocol = (enum transport_protocol)record->transport_protocol,
        .has_ports = record->has_port_number,
        .has_assignee = record->has_own_assignee,
        .has_service_code = record->has_service_code,
        .service_code = record->service_code,
        .description = text_of_portreg(record->description_marked),
        .assignee = text_of_portreg(record->assignee_marked),
        .contact = text_of_portreg(record->contact_marked),
        .registration_date = date_of_portreg(record->registration_date),
        .modification_date = date_of_portreg(record->modification_date),
        .reference = text_of_portreg(record->reference_marked),
        .unauthorized_use = text_of_portreg(record->unauthorized_use),
        .assignment_notes = text_of_portreg(record->assignment_notes_marked),
    };
}

static struct portreg_text text_to_portreg(struct text text)
{
    return (struct portreg_text){text.bytes ? text.bytes : "", text.length};
}

bool portreg_record_statement(const struct portreg_record *record, uint32_t index,
                              struct portreg_statement *statement)
{
    struct record model;
    struct statement found;
    snapshot_model(record, &model);
    if (!record_statement(&model, index, &found))
        return false;
    *statement = (struct portreg_statement){
        .kind = statement_kind_name(found.kind),
        .service_name = text_to_portreg(found.service_name),
        .text = text_to_portreg(found.text),
        .date = date_to_portreg(found.date),
        .expires = date_to_portreg(found.expires),
    };
    return true;
}

bool portreg_next_piece(struct portreg_text *rest, struct portreg_piece *piece)
{
    struct text marked = text_of_portreg(*rest);
    struct piece found;
    if (!marked_next(&marked, &found))
        return false;
    *rest = text_to_portreg(marked);
    *piece = (struct portreg_piece){.kind = (enum portreg_piece_kind)found.kind};
    if (found.kind == PIECE_TEXT)
        piece->text = text_to_portreg(found.text);
    if (found.kind == PIECE_REFERENCE)
        piece->reference = (struct portreg_reference){
            .type = text_to_portreg(reference_type_name(found.reference.type)),
            .label = text_to_portreg(found.reference.label),
            .data = text_to_portreg(found.reference.data),
            .locator_kind = text_to_portreg(locator_kind_name(found.reference.locator_kind)),
            .locator = text_to_portreg(found.reference.locator),
        };
    return true;
}

/* --- people --- */

static void decode_person(const struct portreg *snapshot, const struct disk_person *disk,
                          struct portreg_person *person)
{
    *person = (struct portreg_person){
        .id = map_text(snapshot, disk->id),
        .name = map_text(snapshot, disk->name),
        .organization = map_text(snapshot, disk->organization),
        .uris = map_text(snapshot, disk->uris),
        .updated = date_of(disk->updated),
    };
}

bool snapshot_person(const struct portreg *snapshot, uint32_t index, struct portreg_person *person)
{
    const struct disk_person *disk =
        map_entry(snapshot, SECTION_PEOPLE, map_order(snapshot, ORDER_PEOPLE, index));
    if (disk)
        decode_person(snapshot, disk, person);
    return disk != NULL;
}

/* The INDEXth of PEOPLE_BY_ID. */
static const struct disk_person *person_by_id(const struct portreg *snapshot, uint32_t index)
{
    return map_entry(snapshot, SECTION_PEOPLE,
                     map_number(snapshot, SECTION_PEOPLE_BY_ID, index, UINT32_MAX));
}

static int compare_id(const struct portreg *snapshot, const struct disk_person *disk,
                      struct text id)
{
    return text_compare(text_of_portreg(map_text(snapshot, disk->id)), id);
}

/* The first place in PEOPLE_BY_ID whose id is not before ID. */
static uint32_t find_id(const struct portreg *snapshot, struct text id)
{
    uint32_t low = 0, high = snapshot->sections[SECTION_PEOPLE_BY_ID].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct disk_person *disk = person_by_id(snapshot, middle);
        if (disk && compare_id(snapshot, disk, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool portreg_find_person(const struct portreg *snapshot, const char *id, size_t length,
                         struct portreg_person *person)
{
    struct text wanted = {id, length};
    const struct disk_person *disk;
    for (uint32_t i = find_id(snapshot, wanted);
         (disk = person_by_id(snapshot, i)) && compare_id(snapshot, disk, wanted) == 0; i++) {
        if (!map_is_alive(snapshot, &disk->lifetime))
            continue;
        decode_person(snapshot, disk, person);
        return true;
    }
    return false;
}

/* --- notes --- */

/* Title (or anchor) and content of the INDEXth entry of NOTES or FOOTNOTES in the release. */
static bool decode_note(const struct portreg *snapshot, enum section section, enum order order,
                        uint32_t index, struct text *title, struct text *content)
{
    const struct disk_note *disk = map_entry(snapshot, section, map_order(snapshot, order, index));
    if (!disk)
        return false;
    *title = text_of_portreg(map_text(snapshot, disk->title));
    *content = text_of_portreg(map_text(snapshot, disk->content));
    return true;
}

bool snapshot_note(const struct portreg *snapshot, uint32_t index, struct note *note)
{
    return decode_note(snapshot, SECTION_NOTES, ORDER_NOTES, index, &note->title, &note->content);
}

bool snapshot_footnote(const struct portreg *snapshot, uint32_t index, struct footnote *footnote)
{
    return decode_note(snapshot, SECTION_FOOTNOTES, ORDER_FOOTNOTES, index, &footnote->anchor,
                       &footnote->content);
}

/* --- names of values --- */

const char *portreg_transport_protocol_name(enum portreg_transport_protocol protocol)
{
    unsigned known = (unsigned)protocol <= PORTREG_DCCP ? (unsigned)protocol : 0;
    return transport_protocol_name((enum transport_protocol)known).bytes;
}

const char *portreg_state_name(enum portreg_state state)
{
    static_assert((int)STATE_ASSIGNED == (int)PORTREG_ASSIGNED &&
                      (int)STATE_RESERVED == (int)PORTREG_RESERVED &&
                      (int)STATE_DYNAMIC == (int)PORTREG_DYNAMIC,
                  "the library's states are ours");
    return (unsigned)state <= PORTREG_DYNAMIC ? state_name((enum state)state) : "";
}

struct portreg_range portreg_range_of(uint16_t port_number)
{
    const struct port_range_facts *facts = port_range_facts(port_range_of(port_number));
    return (struct portreg_range){
        .name = facts->name.bytes,
        .first_port_number = facts->ports.first,
        .last_port_number = facts->ports.last,
        .procedures = facts->procedures.bytes,
    };
}

const char *portreg_remark(uint16_t port_number)
{
    return port_remark(port_number).bytes;
}
