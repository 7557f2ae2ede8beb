/* The records that a page tells about. */
#include "server/pages/record_list.h"

#include "base/memory.h"
#include "server/pages/record_card.h"
#include "server/pages/site.h"

/* --- collecting --- */

static bool has_record(const struct record_list *list, uint32_t id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].id == id)
            return true;
    return false;
}

static int add_record(struct record_list *list, const struct portreg_record *record,
                      struct error *error)
{
    if (list->count == RECORD_LIST_LIMIT || has_record(list, record->id))
        return STATUS_OK;
    if (list->count == list->capacity) {
        size_t larger = list->capacity ? 2 * list->capacity : 8;
        struct portreg_record *records =
            memory_reallocate(list->records, larger * sizeof(*records));
        if (!records)
            return error_memory(error);
        list->records = records;
        list->capacity = larger;
    }
    list->records[list->count++] = *record;
    return STATUS_OK;
}

/* Adds those that decide the state of a port number, in the order of their answer. */
static int add_deciding(struct record_list *list, const struct portreg *snapshot,
                        const struct query *query, struct error *error)
{
    int status = STATUS_OK;
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        struct portreg_record record;
        struct portreg_answer answer = portreg_find_port(
            snapshot, (enum portreg_transport_protocol)protocol, query->ports.first);
        bool is_asked = query->transport_protocol == TRANSPORT_NONE ||
                        (int)query->transport_protocol == protocol;
        if (!is_asked || answer.reason == PORTREG_BY_OTHER_TRANSPORT)
            continue;
        for (uint32_t i = 0; status == STATUS_OK && i < RECORD_LIST_LIMIT &&
                             portreg_list_get(snapshot, answer.records, i, &record);
             i++)
            status = add_record(list, &record, error);
    }
    return status;
}

int record_list_init(struct record_list *list, const struct portreg *snapshot,
                     const struct query *query, struct error *error)
{
    struct query records_of = *query;
    struct portreg_record record;
    int status = STATUS_OK;
    *list = (struct record_list){NULL, 0, 0};
    if (query->kind == QUERY_PORT) {
        status = add_deciding(list, snapshot, query, error);
        records_of.kind = QUERY_RANGE;
    }
    struct query_records records = query_records_begin(snapshot, &records_of);
    while (status == STATUS_OK && list->count < RECORD_LIST_LIMIT &&
           query_records_next(&records, &record))
        status = add_record(list, &record, error);
    return status;
}

void record_list_done(struct record_list *list)
{
    memory_free(list->records);
}

/* --- writing --- */

/* Whether A and B differ in nothing but the transport protocol. */
static bool is_same_but_transport(const struct portreg_record *a, const struct portreg_record *b)
{
    struct record one, other;
    snapshot_model(a, &one);
    snapshot_model(b, &other);
    other.transport_protocol = one.transport_protocol;
    return record_equal(&one, &other);
}

/* The transport protocols of the records that are like the one at INDEX, as a set; 0 when an
 * earlier one told of them. */
static unsigned transports_like(const struct record_list *list, size_t index)
{
    unsigned transports = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!is_same_but_transport(&list->records[index], &list->records[i]))
            continue;
        if (i < index)
            return 0;
        transports |= 1u << list->records[i].transport_protocol;
    }
    return transports;
}

static bool names_note(struct text marked, struct text anchor)
{
    struct reference reference;
    while (marked_next_reference(&marked, &reference))
        if (reference.type == REFERENCE_NOTE && text_equal(reference.data, anchor))
            return true;
    return false;
}

static bool points_to(const struct record_list *list, struct text anchor)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_record *record = &list->records[i];
        if (names_note(text_of_portreg(record->reference_marked), anchor) ||
            names_note(text_of_portreg(record->description_marked), anchor) ||
            names_note(text_of_portreg(record->assignment_notes_marked), anchor))
            return true;
    }
    return false;
}

static void write_footnote(struct html *html, const struct footnote *footnote, struct text as_of)
{
    struct buffer id;
    buffer_init(&id);
    buffer_append(&id, TEXT("footnote-"));
    buffer_append(&id, footnote->anchor);
    html_open(html, "p");
    html_set(html, "class", "footnotes");
    html_attribute(html, "id", buffer_text(&id));
    html_text(html, TEXT("["));
    html_text(html, footnote->anchor);
    html_text(html, TEXT("] "));
    site_marked(html, footnote->content, as_of);
    html_close(html);
    html->buffer->failed |= id.failed;
    buffer_done(&id);
}

void record_list_write(struct html *html, const struct record_list *list,
                       const struct portreg *snapshot, struct text as_of)
{
    struct footnote footnote;
    html_open(html, "div");
    html_set(html, "class", "cards");
    for (size_t i = 0; i < list->count; i++) {
        unsigned transports = transports_like(list, i);
        if (transports)
            record_card_write(html, &list->records[i], transports, as_of);
    }
    html_close(html);
    for (uint32_t i = 0; snapshot_footnote(snapshot, i, &footnote); i++)
        if (points_to(list, footnote.anchor))
            write_footnote(html, &footnote, as_of);
}
