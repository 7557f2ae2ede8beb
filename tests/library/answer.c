/* An answer as JSON, made by a stranger: from include/portreg.h alone, with jansson instead of our
 * own code. It must equal that of portreg lookup --json: answer SNAPSHOT QUERY
 * QUERY is 443, 443/tcp, 6000-6063, 6000-6063/udp, https or https/tcp. */
#include <jansson.h>
#include <portreg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct query {
    char key[64]; /* the port number, range or service name */
    enum portreg_transport_protocol protocol;
    bool is_name, is_range;
    unsigned first, last;
};

static void set(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        abort();
}

static json_t *string_of(struct portreg_text text)
{
    return json_stringn(text.bytes, text.length);
}

static void set_text_if_any(json_t *object, const char *name, struct portreg_text text)
{
    if (text.length)
        set(object, name, string_of(text));
}

static void set_date_if_any(json_t *object, const char *name, struct portreg_date date)
{
    char text[16] = "";
    if (date.day)
        snprintf(text, sizeof(text), "%04u-%02u-%02u", date.year, date.month, date.day);
    else if (date.month)
        snprintf(text, sizeof(text), "%04u-%02u", date.year, date.month);
    else if (date.year)
        snprintf(text, sizeof(text), "%04u", date.year);
    if (*text)
        set(object, name, json_string(text));
}

static json_t *json_of_reference(const struct portreg_reference *reference)
{
    json_t *object = json_object();
    set(object, "type", string_of(reference->type));
    set_text_if_any(object, "data", reference->data);
    set_text_if_any(object, "label", reference->label);
    if (reference->locator_kind.length) {
        set(object, "locator_kind", string_of(reference->locator_kind));
        set(object, "locator", string_of(reference->locator));
    }
    return object;
}

static json_t *json_of_references(struct portreg_text marked)
{
    json_t *array = json_array();
    struct portreg_piece piece;
    while (portreg_next_piece(&marked, &piece))
        if (piece.kind == PORTREG_PIECE_REFERENCE)
            json_array_append_new(array, json_of_reference(&piece.reference));
    return array;
}

static json_t *json_of_pieces(struct portreg_text marked)
{
    json_t *content = json_array(), *target = content;
    struct portreg_piece piece;
    while (portreg_next_piece(&marked, &piece)) {
        switch (piece.kind) {
        case PORTREG_PIECE_TEXT:
            json_array_append_new(target, string_of(piece.text));
            break;
        case PORTREG_PIECE_BREAK:
            json_array_append_new(target, json_pack("{s:b}", "break", 1));
            break;
        case PORTREG_PIECE_PARAGRAPH: {
            json_t *paragraph = json_array();
            json_array_append_new(content, json_pack("{s:o}", "paragraph", paragraph));
            target = paragraph;
            break;
        }
        case PORTREG_PIECE_PARAGRAPH_END:
            target = content;
            break;
        case PORTREG_PIECE_REFERENCE:
            json_array_append_new(
                target, json_pack("{s:o}", "reference", json_of_reference(&piece.reference)));
            break;
        }
    }
    return content;
}

static bool has_marks(struct portreg_text marked)
{
    struct portreg_piece piece;
    bool any = false;
    while (portreg_next_piece(&marked, &piece))
        any |= piece.kind != PORTREG_PIECE_TEXT;
    return any;
}

/* The plain text as NAME, and the pieces as NAME_content where there are any but text. */
static void set_marked(json_t *object, const char *name, struct portreg_text plain,
                       struct portreg_text marked)
{
    char content_name[64];
    set(object, name, string_of(plain));
    if (!has_marks(marked))
        return;
    snprintf(content_name, sizeof(content_name), "%s_content", name);
    set(object, content_name, json_of_pieces(marked));
}

/* MARKED as plain text in WORDS: what lies between lines and paragraphs is a line feed. */
static struct portreg_text make_plain(struct portreg_text marked, char *words, size_t size)
{
    struct portreg_piece piece;
    size_t length = 0;
    bool paragraph_ended = false;
    while (portreg_next_piece(&marked, &piece) && length + piece.text.length + 2 < size) {
        if ((paragraph_ended && piece.kind != PORTREG_PIECE_PARAGRAPH_END) ||
            piece.kind == PORTREG_PIECE_BREAK)
            words[length++] = '\n';
        paragraph_ended = piece.kind == PORTREG_PIECE_PARAGRAPH_END;
        if (piece.kind == PORTREG_PIECE_TEXT) {
            memcpy(words + length, piece.text.bytes, piece.text.length);
            length += piece.text.length;
        }
    }
    return (struct portreg_text){words, length};
}

static json_t *json_of_statements(const struct portreg_record *record)
{
    json_t *array = json_array();
    struct portreg_statement statement;
    char words[4096];
    for (uint32_t i = 0; portreg_record_statement(record, i, &statement); i++) {
        json_t *object = json_object();
        set(object, "kind", json_string(statement.kind));
        set_text_if_any(object, "service_name", statement.service_name);
        if (statement.text.length)
            set_marked(object, "text", make_plain(statement.text, words, sizeof(words)),
                       statement.text);
        set_date_if_any(object, "date", statement.date);
        set_date_if_any(object, "expires", statement.expires);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_of_record(const struct portreg_record *record)
{
    json_t *object = json_object(), *statements = json_of_statements(record);
    set_text_if_any(object, "service_name", record->service_name);
    if (record->has_port_number) {
        set(object, "first_port_number", json_integer(record->first_port_number));
        set(object, "last_port_number", json_integer(record->last_port_number));
    }
    if (record->transport_protocol != PORTREG_NO_TRANSPORT)
        set(object, "transport_protocol",
            json_string(portreg_transport_protocol_name(record->transport_protocol)));
    set_marked(object, "description", record->description, record->description_marked);
    if (record->has_own_assignee)
        set(object, "assignee", json_of_references(record->assignee_marked));
    if (record->contact_marked.length)
        set(object, "contact", json_of_references(record->contact_marked));
    set_date_if_any(object, "registration_date", record->registration_date);
    set_date_if_any(object, "modification_date", record->modification_date);
    if (record->reference_marked.length)
        set(object, "reference", json_of_references(record->reference_marked));
    if (record->has_service_code)
        set(object, "service_code", json_integer(record->service_code));
    set_text_if_any(object, "unauthorized_use", record->unauthorized_use);
    if (record->assignment_notes.length)
        set_marked(object, "assignment_notes", record->assignment_notes,
                   record->assignment_notes_marked);
    set_text_if_any(object, "alias_of", record->alias_of);
    if (record->is_legacy_name)
        set(object, "legacy_name", json_true());
    if (json_array_size(statements))
        set(object, "statements", json_incref(statements));
    json_decref(statements);
    return object;
}

static json_t *json_of_release(const struct portreg *snapshot)
{
    struct portreg_release release = portreg_release(snapshot);
    json_t *object = json_object();
    char digits[65];
    for (size_t i = 0; i < 32; i++)
        snprintf(digits + 2 * i, 3, "%02x", release.sha256[i]);
    set(object, "title", string_of(release.title));
    set_date_if_any(object, "date", release.date);
    set(object, "sha256", json_string(digits));
    return object;
}

/* --- port numbers --- */

static json_t *json_of_port(const struct portreg *snapshot, uint16_t port_number,
                            enum portreg_transport_protocol protocol)
{
    struct portreg_answer answer = portreg_find_port(snapshot, protocol, port_number);
    struct portreg_record record;
    char words[4096];
    json_t *object = json_object(), *records = json_array();
    portreg_explain(snapshot, &answer, words, sizeof(words));
    for (uint32_t i = 0; portreg_list_get(snapshot, answer.records, i, &record); i++)
        json_array_append_new(records, json_of_record(&record));
    set(object, "port_number", json_integer(port_number));
    set(object, "transport_protocol", json_string(portreg_transport_protocol_name(protocol)));
    set(object, "state", json_string(portreg_state_name((enum portreg_state)answer.state)));
    set(object, "reason", json_string(portreg_reason_name((enum portreg_reason)answer.reason)));
    set(object, "explanation", json_string(words));
    set(object, "records", records);
    return object;
}

static void set_answers(json_t *object, const struct portreg *snapshot, const struct query *query)
{
    struct portreg_range range = portreg_range_of((uint16_t)query->first);
    const char *remark = portreg_remark((uint16_t)query->first);
    json_t *answers = json_array();
    set(object, "range",
        json_pack("{s:s, s:i, s:i, s:s}", "name", range.name, "first_port_number",
                  range.first_port_number, "last_port_number", range.last_port_number, "procedures",
                  range.procedures));
    if (*remark)
        set(object, "remark", json_string(remark));
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++)
        if (query->protocol == PORTREG_NO_TRANSPORT || (int)query->protocol == protocol)
            json_array_append_new(answers, json_of_port(snapshot, (uint16_t)query->first,
                                                        (enum portreg_transport_protocol)protocol));
    set(object, "answers", answers);
}

/* --- records of a range or a name --- */

static void append_record(json_t *records, const struct query *query,
                          const struct portreg_record *record)
{
    if (query->protocol == PORTREG_NO_TRANSPORT ||
        record->transport_protocol == PORTREG_NO_TRANSPORT ||
        record->transport_protocol == query->protocol)
        json_array_append_new(records, json_of_record(record));
}

static void set_records(json_t *object, const struct portreg *snapshot, const struct query *query)
{
    json_t *records = json_array();
    struct portreg_record record;
    if (query->is_name) {
        struct portreg_list list = portreg_find_name(snapshot, query->key, strlen(query->key));
        for (uint32_t i = 0; portreg_list_get(snapshot, list, i, &record); i++)
            append_record(records, query, &record);
    } else {
        uint32_t cursor = 0;
        while (portreg_next_in_ports(snapshot, (uint16_t)query->first, (uint16_t)query->last,
                                     &cursor, &record))
            append_record(records, query, &record);
    }
    set(object, "records", records);
}

static void parse(const char *text, struct query *query)
{
    const char *slash = strrchr(text, '/');
    int used = 0;
    *query = (struct query){.protocol = PORTREG_NO_TRANSPORT};
    snprintf(query->key, sizeof(query->key), "%s", text);
    for (int protocol = PORTREG_TCP; slash && protocol <= PORTREG_DCCP; protocol++)
        if (strcmp(slash + 1, portreg_transport_protocol_name(
                                  (enum portreg_transport_protocol)protocol)) == 0) {
            query->protocol = (enum portreg_transport_protocol)protocol;
            query->key[slash - text] = '\0';
        }
    if (sscanf(query->key, "%u-%u%n", &query->first, &query->last, &used) == 2 &&
        query->key[used] == '\0')
        query->is_range = true;
    else if (sscanf(query->key, "%u%n", &query->first, &used) != 1 || query->key[used] != '\0')
        query->is_name = true;
}

int main(int argc, char **argv)
{
    struct portreg *snapshot;
    struct portreg_error error;
    struct query query;
    if (argc != 3 || portreg_open(argv[1], &snapshot, &error) != PORTREG_OK) {
        fprintf(stderr, "answer: %s\n", argc == 3 ? error.message : "SNAPSHOT QUERY");
        return EXIT_FAILURE;
    }
    parse(argv[2], &query);
    json_t *object = json_object();
    set(object, "query", json_string(argv[2]));
    set(object, "release", json_of_release(snapshot));
    if (query.is_name || query.is_range)
        set_records(object, snapshot, &query);
    else
        set_answers(object, snapshot, &query);
    set(object, "disclaimer", json_string(PORTREG_DISCLAIMER));
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
    portreg_close(snapshot);
    return EXIT_SUCCESS;
}
