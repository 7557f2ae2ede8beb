/* Reading records from JSON. */
#include "formats/json/reader.h"

/* An integer from 0 to MAXIMUM. */
static bool take_number(struct json_reader *reader, const struct json_value *value,
                        uint32_t maximum, const char *expected, uint32_t *number)
{
    json_int_t integer = json_integer_value(value->json);
    if (!json_is_integer(value->json) || integer < 0 || integer > maximum) {
        json_refuse_value(reader, value->place, expected, value->json);
        return false;
    }
    *number = (uint32_t)integer;
    return true;
}

static bool take_port_number(struct json_reader *reader, const struct json_value *value,
                             const char *other, uint16_t *port_number)
{
    uint32_t number;
    if (!take_number(reader, value, PORT_LAST, "a port number from 0 to 65535", &number))
        return false;
    if (!json_object_get(value->object, other)) {
        json_refuse(reader, value->place, "expected the member \"%s\" beside it, found none",
                    other);
        return false;
    }
    *port_number = (uint16_t)number;
    return true;
}

static void read_first_port_number(struct json_reader *reader, const struct json_value *value,
                                   void *target)
{
    struct record *record = target;
    record->has_ports = take_port_number(reader, value, "last_port_number", &record->ports.first);
}

static void read_last_port_number(struct json_reader *reader, const struct json_value *value,
                                  void *target)
{
    struct record *record = target;
    if (!take_port_number(reader, value, "first_port_number", &record->ports.last))
        return;
    const json_t *first = json_object_get(value->object, "first_port_number");
    if (json_is_integer(first) && json_integer_value(first) > record->ports.last)
        json_refuse(reader, value->place,
                    "expected a last port number not below the first, %" JSON_INTEGER_FORMAT
                    ", found %u",
                    json_integer_value(first), record->ports.last);
}

static void read_written_as_range(struct json_reader *reader, const struct json_value *value,
                                  void *target)
{
    struct record *record = target;
    const json_t *first = json_object_get(value->object, "first_port_number");
    const json_t *last = json_object_get(value->object, "last_port_number");
    record->ports.as_range = true;
    if (!json_is_true(value->json) || !first || !last || !json_equal(first, last))
        json_refuse_value(reader, value->place,
                          "true, and only for a first port number that is the last", value->json);
}

static void read_transport_protocol(struct json_reader *reader, const struct json_value *value,
                                    void *target)
{
    struct record *record = target;
    struct text name;
    if (!json_take_text(reader, value->place, value->json, &name))
        return;
    record->transport_protocol = transport_protocol_parse(name);
    if (record->transport_protocol == TRANSPORT_NONE)
        json_refuse_value(reader, value->place, "a transport protocol " TRANSPORT_NAMES,
                          value->json);
}

static void read_service_code(struct json_reader *reader, const struct json_value *value,
                              void *target)
{
    struct record *record = target;
    record->has_service_code = take_number(
        reader, value, UINT32_MAX, "a service code from 0 to 4294967295", &record->service_code);
}

static void read_assignee(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct record *record = target;
    record->has_assignee = true;
    json_take_references(reader, value->place, value->json, &record->assignee);
}

/* Refuses a reference whose being of type person is not PERSON. */
static void check_types(struct json_reader *reader, const struct json_value *value,
                        struct text references, bool person)
{
    struct reference reference;
    for (size_t i = 0; marked_next_reference(&references, &reference); i++) {
        if ((reference.type == REFERENCE_PERSON) == person || reference.type == REFERENCE_NONE)
            continue;
        struct json_place place = {value->place, NULL, i, false};
        json_refuse(reader, &place, "expected a reference %s, found one of type %.*s",
                    person ? "of type person" : "to a document",
                    TEXT_ARGS(reference_type_name(reference.type)));
    }
}

static void read_contact(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct record *record = target;
    json_read_references(reader, value, target);
    check_types(reader, value, record->contact, true);
}

static void read_reference(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct record *record = target;
    json_read_references(reader, value, target);
    check_types(reader, value, record->reference, false);
}

static const struct json_member_rule rules[] = {
    {"service_name", false, json_read_text, offsetof(struct record, service_name)},
    {"first_port_number", false, read_first_port_number, 0},
    {"last_port_number", false, read_last_port_number, 0},
    {"written_as_range", false, read_written_as_range, 0},
    {"transport_protocol", false, read_transport_protocol, 0},
    {"description", true, json_read_marked, offsetof(struct record, description)},
    {"description_content", false, json_read_content, 0},
    {"assignee", false, read_assignee, 0},
    {"contact", false, read_contact, offsetof(struct record, contact)},
    {"registration_date", false, json_read_date, offsetof(struct record, registration_date)},
    {"modification_date", false, json_read_date, offsetof(struct record, modification_date)},
    {"reference", false, read_reference, offsetof(struct record, reference)},
    {"service_code", false, read_service_code, 0},
    {"unauthorized_use", false, json_read_text, offsetof(struct record, unauthorized_use)},
    {"assignment_notes", false, json_read_marked, offsetof(struct record, assignment_notes)},
    {"assignment_notes_content", false, json_read_content, 0},
};

void json_read_record(struct json_reader *reader, const json_t *json, struct record *record)
{
    json_read_object(reader, NULL, json, rules, sizeof(rules) / sizeof(rules[0]), record);
}
