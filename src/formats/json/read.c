/* Reading a registry from JSON. The whole is walked here; jansson reads one entry of a list at a
 * time, so that memory for values is needed for one entry only and every entry has its place. */
#include "formats/json/json.h"
#include "formats/json/reader.h"

static struct text bytes_from(const struct json_reader *reader, size_t offset)
{
    return text_from(reader->input->bytes, offset);
}

/* Refuses broken syntax at OFFSET. */
static bool refuse_syntax(struct json_reader *reader, size_t offset, const char *expected)
{
    char found[QUOTED_SIZE_BYTES];
    struct text rest = bytes_from(reader, offset);
    json_refuse_at(reader, offset, "expected %s, found %s", expected,
                   rest.length ? text_quote(text_slice(rest, 0, 1), found) : "the end of the file");
    return false;
}

/* Moves *OFFSET behind white space and, when it is what follows, BYTE. */
static bool take_byte(struct json_reader *reader, size_t *offset, char byte)
{
    *offset = json_skip_blanks(reader->input->bytes, *offset);
    if (*offset >= reader->input->bytes.length || reader->input->bytes.bytes[*offset] != byte)
        return false;
    (*offset)++;
    return true;
}

/* Loads the value at *OFFSET, behind white space, and moves behind it. The caller ends with
 * json_decref. Returns NULL when the syntax is broken or memory is short. */
static json_t *load(struct json_reader *reader, size_t *offset)
{
    json_error_t error;
    *offset = json_skip_blanks(reader->input->bytes, *offset);
    struct text rest = bytes_from(reader, *offset);
    if (!rest.length) {
        refuse_syntax(reader, *offset, "a value");
        return NULL;
    }
    json_t *json =
        json_loadb(rest.bytes, rest.length,
                   JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &error);
    if (json) {
        reader->value = *offset;
        *offset += (size_t)error.position;
    } else if (!error.text[0]) {
        reader->out_of_memory = true;
    } else {
        bool early = json_error_code(&error) == json_error_premature_end_of_input;
        size_t wrong = early ? rest.length : json_last_token(rest, (size_t)error.position);
        json_refuse_at(reader, *offset + wrong, "expected well-formed JSON: %s", error.text);
    }
    return json;
}

/* A list of the registry: its entries are read one by one. */
struct list {
    const char *name;
    void (*read)(struct json_reader *reader, const json_t *json, size_t offset);
};

#define RULE_COUNT(rules) (sizeof(rules) / sizeof((rules)[0]))

static void read_note(struct json_reader *reader, const json_t *json, size_t offset)
{
    static const struct json_member_rule rules[] = {
        {"title", false, json_read_text, offsetof(struct note, title)},
        {"text", true, json_read_marked, offsetof(struct note, content)},
        {"text_content", false, json_read_content, 0},
    };
    (void)offset;
    struct note *note = registry_add_note(reader->registry);
    if (note)
        json_read_object(reader, NULL, json, rules, RULE_COUNT(rules), note);
    else
        reader->out_of_memory = true;
}

static void read_record(struct json_reader *reader, const json_t *json, size_t offset)
{
    struct record *record = registry_add_record(reader->registry);
    if (!record) {
        reader->out_of_memory = true;
        return;
    }
    record->position = json_reader_position(reader, offset);
    json_read_record(reader, json, record);
}

static void read_footnote(struct json_reader *reader, const json_t *json, size_t offset)
{
    static const struct json_member_rule rules[] = {
        {"anchor", true, json_read_any_text, offsetof(struct footnote, anchor)},
        {"text", true, json_read_marked, offsetof(struct footnote, content)},
        {"text_content", false, json_read_content, 0},
    };
    (void)offset;
    struct footnote *footnote = registry_add_footnote(reader->registry);
    if (footnote)
        json_read_object(reader, NULL, json, rules, RULE_COUNT(rules), footnote);
    else
        reader->out_of_memory = true;
}

static void read_uris(struct json_reader *reader, const struct json_value *value, void *target)
{
    if (!json_is_array(value->json) || json_array_size(value->json) == 0) {
        json_refuse_value(reader, value->place, "an array with a URI", value->json);
        return;
    }
    for (size_t i = 0; i < json_array_size(value->json) && !json_reader_stopped(reader); i++) {
        struct json_place place = {value->place, NULL, i, false};
        struct text uri;
        if (json_take_text(reader, &place, json_array_get(value->json, i), &uri) &&
            !person_add_uri(reader->registry, target, json_keep(reader, uri)))
            reader->out_of_memory = true;
    }
}

static void read_person(struct json_reader *reader, const json_t *json, size_t offset)
{
    static const struct json_member_rule rules[] = {
        {"id", true, json_read_text, offsetof(struct person, id)},
        {"name", false, json_read_text, offsetof(struct person, name)},
        {"organization", false, json_read_text, offsetof(struct person, organization)},
        {"uris", false, read_uris, 0},
        {"updated", false, json_read_date, offsetof(struct person, updated)},
    };
    struct person *person = registry_add_person(reader->registry);
    if (!person) {
        reader->out_of_memory = true;
        return;
    }
    person->position = json_reader_position(reader, offset);
    json_read_object(reader, NULL, json, rules, RULE_COUNT(rules), person);
}

static const struct list lists[] = {
    {"notes", read_note},
    {"records", read_record},
    {"footnotes", read_footnote},
    {"people", read_person},
};

static const struct list *find_list(const char *name)
{
    for (size_t i = 0; i < RULE_COUNT(lists); i++)
        if (strcmp(lists[i].name, name) == 0)
            return &lists[i];
    return NULL;
}

/* Reads the entries of LIST. Returns false when the syntax is broken or reading has stopped. */
static bool read_list(struct json_reader *reader, const struct list *list, size_t *offset)
{
    if (!take_byte(reader, offset, '['))
        return refuse_syntax(reader, *offset, "an array");
    if (take_byte(reader, offset, ']'))
        return true;
    do {
        json_t *entry = load(reader, offset);
        if (!entry)
            return false;
        list->read(reader, entry, reader->value);
        json_decref(entry);
        if (json_reader_stopped(reader))
            return false;
    } while (take_byte(reader, offset, ','));
    return take_byte(reader, offset, ']') || refuse_syntax(reader, *offset, "\",\" or \"]\"");
}

/* A list among the members of the header: it has been read. */
static void read_nothing(struct json_reader *reader, const struct json_value *value, void *target)
{
    (void)reader, (void)value, (void)target;
}

/* Reads what is no list from HEADER, an object that holds the value of every other member. */
static void read_header(struct json_reader *reader, const json_t *header, size_t begin)
{
    static const struct json_member_rule rules[] = {
        {"title", false, json_read_text, offsetof(struct registry, title)},
        {"id", false, json_read_text, offsetof(struct registry, id)},
        {"category", false, json_read_text, offsetof(struct registry, category)},
        {"updated", false, json_read_date, offsetof(struct registry, updated)},
        {"references", false, json_read_references, offsetof(struct registry, references)},
        {"experts", false, json_read_marked, offsetof(struct registry, experts)},
        {"experts_content", false, json_read_content, 0},
        {"notes", true, read_nothing, 0},
        {"records", true, read_nothing, 0},
        {"footnotes", true, read_nothing, 0},
        {"people", true, read_nothing, 0},
    };
    reader->value = begin;
    json_read_object(reader, NULL, header, rules, RULE_COUNT(rules), reader->registry);
}

/* Takes the name of a member; the caller ends with json_decref. */
static json_t *take_name(struct json_reader *reader, const json_t *header, size_t *offset)
{
    json_t *name = load(reader, offset);
    if (!name)
        return NULL;
    if (!json_is_string(name))
        json_refuse_value(reader, NULL, "the name of a member", name);
    else if (json_object_get(header, json_string_value(name)))
        json_refuse_value(reader, NULL, "each member once", name);
    else if (!take_byte(reader, offset, ':'))
        refuse_syntax(reader, *offset, "\":\"");
    else
        return name;
    json_decref(name);
    return NULL;
}

/* Reads one member of the registry into the registry, or into HEADER. */
static bool read_member(struct json_reader *reader, json_t *header, size_t *offset)
{
    json_t *name = take_name(reader, header, offset);
    if (!name)
        return false;
    const struct list *list = find_list(json_string_value(name));
    json_t *value = list ? json_null() : load(reader, offset);
    bool fine = value && (!list || read_list(reader, list, offset));
    if (value && json_object_set_new(header, json_string_value(name), value) != 0) {
        reader->out_of_memory = true;
        fine = false;
    }
    json_decref(name);
    return fine;
}

/* Reads the one object that the file is. */
static bool read_members(struct json_reader *reader, json_t *header, size_t *offset)
{
    if (!take_byte(reader, offset, '{'))
        return refuse_syntax(reader, *offset, "an object");
    if (!take_byte(reader, offset, '}')) {
        do {
            if (!read_member(reader, header, offset))
                return false;
        } while (take_byte(reader, offset, ','));
        if (!take_byte(reader, offset, '}'))
            return refuse_syntax(reader, *offset, "\",\" or \"}\"");
    }
    *offset = json_skip_blanks(reader->input->bytes, *offset);
    return *offset == reader->input->bytes.length ||
           refuse_syntax(reader, *offset, "the end of the file");
}

static void read_file(struct json_reader *reader)
{
    size_t offset = json_skip_blanks(reader->input->bytes, 0), begin = offset;
    json_t *header = json_object();
    if (!header)
        reader->out_of_memory = true;
    else if (read_members(reader, header, &offset))
        read_header(reader, header, begin);
    json_decref(header);
}

bool json_recognise(struct text bytes)
{
    size_t begin = json_skip_blanks(bytes, 0);
    return begin < bytes.length && bytes.bytes[begin] == '{';
}

int json_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error)
{
    struct json_reader reader = {
        .input = input, .registry = registry, .findings = findings, .position = {1, 1}};
    buffer_init(&reader.marked);
    buffer_init(&reader.plain);
    read_file(&reader);
    int status = STATUS_OK;
    if (reader.out_of_memory)
        status = error_memory(error);
    else if (reader.refusals)
        status = STATUS_INPUT;
    if (status == STATUS_INPUT && error)
        *error = reader.error;
    buffer_done(&reader.marked);
    buffer_done(&reader.plain);
    return status;
}
