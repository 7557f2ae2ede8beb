/* Answers as JSON. */
#include "formats/json/answer.h"

#include <errno.h>

#include "base/sha256.h"
#include "formats/json/answer_parts.h"
#include "registry/experts.h"
#include "snapshot/explain.h"

static void write_statement(struct sink *sink, const struct portreg_statement *statement)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "kind", text_of(statement->kind));
    json_member_text_if_any(&members, "service_name", text_of_portreg(statement->service_name));
    if (statement->text.length)
        json_member_marked(&members, "text", text_of_portreg(statement->text));
    json_member_date_if_any(&members, "date", date_of_portreg(statement->date));
    json_member_date_if_any(&members, "expires", date_of_portreg(statement->expires));
    json_members_end(&members);
}

void answer_members_record(struct json_members *members, const struct portreg_record *record)
{
    struct record model;
    struct portreg_statement statement;
    snapshot_model(record, &model);
    json_members_record(members, &model);
    json_member_text_if_any(members, "alias_of", text_of_portreg(record->alias_of));
    if (record->is_legacy_name)
        json_member_bool(members, "legacy_name", true);
    for (uint32_t i = 0; portreg_record_statement(record, i, &statement); i++) {
        if (i == 0)
            json_member(members, "statements");
        sink_write_byte(members->sink, i == 0 ? '[' : ',');
        write_statement(members->sink, &statement);
        if (!portreg_record_statement(record, i + 1, &statement))
            sink_write_byte(members->sink, ']');
    }
}

void answer_write_record(struct sink *sink, const struct portreg_record *record)
{
    struct json_members members = json_members_begin(sink);
    answer_members_record(&members, record);
    json_members_end(&members);
}

void answer_member_release(struct json_members *parent, const struct portreg *snapshot)
{
    struct portreg_release release = portreg_release(snapshot);
    char sha256[SHA256_HEX_SIZE_BYTES];
    json_member(parent, "release");
    struct json_members members = json_members_begin(parent->sink);
    json_member_text(&members, "title", text_of_portreg(release.title));
    json_member_date_if_any(&members, "date", date_of_portreg(release.date));
    json_member_text(&members, "sha256", text_of(sha256_format(release.sha256, sha256)));
    json_members_end(&members);
}

void answer_member_disclaimer(struct json_members *members)
{
    json_member_text(members, "disclaimer", TEXT(PORTREG_DISCLAIMER));
}

/* The member "range": which of the three ranges, and how its numbers are assigned. */
static void member_range(struct json_members *parent, uint16_t port_number)
{
    const struct port_range_facts *facts = port_range_facts(port_range_of(port_number));
    json_member(parent, "range");
    struct json_members members = json_members_begin(parent->sink);
    json_member_text(&members, "name", facts->name);
    json_member_number(&members, "first_port_number", facts->ports.first);
    json_member_number(&members, "last_port_number", facts->ports.last);
    json_member_text(&members, "procedures", facts->procedures);
    json_members_end(&members);
}

/* One transport protocol of a port number. True when it is assigned or reserved. */
static bool write_port(const struct portreg *snapshot, uint16_t port_number,
                       enum transport_protocol protocol, struct sink *sink)
{
    struct portreg_answer answer =
        portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, port_number);
    struct portreg_record record;
    struct buffer words;
    struct json_members members = json_members_begin(sink);
    buffer_init(&words);
    answer_explain(snapshot, &answer, &words);
    json_member_number(&members, "port_number", port_number);
    json_member_text(&members, "transport_protocol", transport_protocol_name(protocol));
    json_member_text(&members, "state", text_of(portreg_state_name(answer.state)));
    json_member_text(&members, "reason", text_of(portreg_reason_name(answer.reason)));
    json_member_text(&members, "explanation", buffer_text(&words));
    if (words.failed && !sink->failed)
        sink->failed = ENOMEM;
    json_member(&members, "records");
    sink_write_byte(sink, '[');
    for (uint32_t i = 0; portreg_list_get(snapshot, answer.records, i, &record); i++) {
        if (i)
            sink_write_byte(sink, ',');
        answer_write_record(sink, &record);
    }
    sink_write_byte(sink, ']');
    json_members_end(&members);
    buffer_done(&words);
    return answer.state == PORTREG_ASSIGNED || answer.state == PORTREG_RESERVED;
}

static bool member_answers(struct json_members *members, const struct portreg *snapshot,
                           const struct query *query)
{
    uint16_t port_number = query->ports.first;
    bool found = false, any = false;
    struct text remark = port_remark(port_number);
    member_range(members, port_number);
    json_member_text_if_any(members, "remark", remark);
    json_member(members, "answers");
    sink_write_byte(members->sink, '[');
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        if (query->transport_protocol != TRANSPORT_NONE &&
            query->transport_protocol != (enum transport_protocol)protocol)
            continue;
        if (any)
            sink_write_byte(members->sink, ',');
        any = true;
        found |=
            write_port(snapshot, port_number, (enum transport_protocol)protocol, members->sink);
    }
    sink_write_byte(members->sink, ']');
    return found;
}

size_t answer_page_count(const struct answer_page *page)
{
    return page->total ? (page->total - 1) / page->limit + 1 : 1;
}

void answer_members_page(struct json_members *members, const struct answer_page *page)
{
    json_member_number(members, "total", page->total);
    json_member_number(members, "page", page->number);
    json_member_number(members, "page_count", answer_page_count(page));
}

size_t answer_page_first(const struct answer_page *page)
{
    return (page->number - 1) * page->limit;
}

size_t answer_page_end(const struct answer_page *page)
{
    size_t end = answer_page_first(page) + page->limit;
    return end < page->total ? end : page->total;
}

/* The records of a range or of a service name: all of them, or those of PAGE. True when the query
 * is answered by any. */
static bool member_records(struct json_members *members, const struct portreg *snapshot,
                           const struct query *query, const struct answer_page *page)
{
    struct query_records records = query_records_begin(snapshot, query);
    struct portreg_record record;
    size_t first = page ? answer_page_first(page) : 0;
    size_t end = page ? answer_page_end(page) : SIZE_MAX;
    bool found = false;
    json_member(members, "records");
    sink_write_byte(members->sink, '[');
    for (size_t i = 0; i < end && query_records_next(&records, &record); i++) {
        found |= query_is_answered_by(query, &record);
        if (i < first)
            continue;
        if (i > first)
            sink_write_byte(members->sink, ',');
        answer_write_record(members->sink, &record);
    }
    sink_write_byte(members->sink, ']');
    return found;
}

/* A list of records: whole, when it fits on one page. */
static bool members_list(struct json_members *members, const struct portreg *snapshot,
                         const struct query *query, const struct answer_page *page)
{
    if (!page || answer_page_count(page) == 1)
        return member_records(members, snapshot, query, NULL);
    answer_members_page(members, page);
    bool found = member_records(members, snapshot, query, page);
    json_member_text_if_any(members, "next", page->next);
    return found;
}

bool answer_write(const struct portreg *snapshot, const struct query *query,
                  const struct answer_page *page, struct sink *sink)
{
    char words[QUERY_SIZE_BYTES];
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "query", query_format(query, words));
    answer_member_release(&members, snapshot);
    bool found = query->kind == QUERY_PORT ? member_answers(&members, snapshot, query)
                                           : members_list(&members, snapshot, query, page);
    answer_member_disclaimer(&members);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
    return found;
}

static void member_notes(struct json_members *parent, const struct portreg *snapshot)
{
    struct note note;
    json_member(parent, "notes");
    sink_write_byte(parent->sink, '[');
    for (uint32_t i = 0; snapshot_note(snapshot, i, &note); i++) {
        if (i)
            sink_write_byte(parent->sink, ',');
        struct json_members members = json_members_begin(parent->sink);
        json_member_text_if_any(&members, "title", note.title);
        json_member_marked(&members, "text", note.content);
        json_members_end(&members);
    }
    sink_write_byte(parent->sink, ']');
}

/* The member "experts": each name with the transport protocols that it reviews. */
static void member_experts(struct json_members *parent, struct text experts)
{
    struct expert group = {0}, expert;
    bool any = false;
    json_member(parent, "experts");
    sink_write_byte(parent->sink, '[');
    while (experts_next(&experts, &group, &expert)) {
        if (any)
            sink_write_byte(parent->sink, ',');
        any = true;
        struct json_members members = json_members_begin(parent->sink);
        json_member_text(&members, "name", expert.name);
        if (expert.leads)
            json_member_bool(&members, "leads", true);
        json_member(&members, "transport_protocols");
        for (int i = TRANSPORT_FIRST, shown = 0; i <= TRANSPORT_LAST; i++) {
            if (!expert.transport_protocols[i])
                continue;
            sink_write_byte(parent->sink, shown++ ? ',' : '[');
            json_write_string(parent->sink, transport_protocol_name((enum transport_protocol)i));
        }
        sink_write_byte(parent->sink, ']');
        json_members_end(&members);
    }
    sink_write_byte(parent->sink, ']');
}

void answer_write_registry(const struct portreg *snapshot, struct sink *sink)
{
    struct snapshot_header header = snapshot_header(snapshot);
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "title", header.title);
    json_member_text_if_any(&members, "category", header.category);
    json_member_date_if_any(&members, "updated", header.updated);
    answer_member_release(&members, snapshot);
    json_member(&members, "references");
    json_write_references(sink, header.references);
    member_experts(&members, header.experts);
    member_notes(&members, snapshot);
    json_member_number(&members, "record_count", header.record_count);
    json_member_number(&members, "person_count", header.person_count);
    answer_member_disclaimer(&members);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}
