/* Lists of records and of service names as JSON. */
#include "formats/json/answer_parts.h"

void answer_write_records(const struct portreg *snapshot, const uint32_t *indexes,
                          const struct answer_page *page, struct sink *sink)
{
    struct portreg_record record;
    bool any = false;
    struct json_members members = json_members_begin(sink);
    answer_member_release(&members, snapshot);
    answer_members_page(&members, page);
    json_member(&members, "records");
    sink_write_byte(sink, '[');
    for (size_t i = answer_page_first(page); i < answer_page_end(page); i++) {
        if (!portreg_record_get(snapshot, indexes[i], &record))
            continue;
        if (any)
            sink_write_byte(sink, ',');
        any = true;
        answer_write_record(sink, &record);
    }
    sink_write_byte(sink, ']');
    json_member_text_if_any(&members, "next", page->next);
    answer_member_disclaimer(&members);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}

static void write_name(struct sink *sink, const struct name *name)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "service_name", name->service_name);
    json_member_number(&members, "record_count", name->record_count);
    json_members_end(&members);
}

void answer_write_services(const struct portreg *snapshot, const struct names *names,
                           const struct answer_page *page, struct sink *sink)
{
    struct json_members members = json_members_begin(sink);
    answer_member_release(&members, snapshot);
    answer_members_page(&members, page);
    json_member(&members, "services");
    sink_write_byte(sink, '[');
    for (size_t i = answer_page_first(page); i < answer_page_end(page); i++) {
        if (i > answer_page_first(page))
            sink_write_byte(sink, ',');
        write_name(sink, &names->list[i]);
    }
    sink_write_byte(sink, ']');
    json_member_text_if_any(&members, "next", page->next);
    answer_member_disclaimer(&members);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}

static void member_uris(struct json_members *members, struct text uris)
{
    if (!uris.length)
        return;
    json_member(members, "uris");
    for (bool any = false; uris.bytes; any = true) {
        sink_write_byte(members->sink, any ? ',' : '[');
        json_write_string(members->sink, text_split(&uris, '\n'));
    }
    sink_write_byte(members->sink, ']');
}

void answer_write_person(const struct portreg *snapshot, const struct portreg_person *person,
                         struct sink *sink)
{
    struct json_members members = json_members_begin(sink);
    answer_member_release(&members, snapshot);
    json_member(&members, "person");
    struct json_members facts = json_members_begin(sink);
    json_member_text(&facts, "id", text_of_portreg(person->id));
    json_member_text_if_any(&facts, "name", text_of_portreg(person->name));
    json_member_text_if_any(&facts, "organization", text_of_portreg(person->organization));
    member_uris(&facts, text_of_portreg(person->uris));
    json_member_date_if_any(&facts, "updated", date_of_portreg(person->updated));
    json_members_end(&facts);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}
