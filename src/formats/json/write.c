/* Writing a registry as JSON: one object, one line for each record and each person, so that two
 * releases can be compared line by line. */
#include <errno.h>

#include "formats/json/json.h"
#include "formats/json/record.h"

/* The members of the whole object stand on lines of their own. */
static void begin_line(struct json_members *members)
{
    if (members->any)
        sink_write_byte(members->sink, ',');
    members->any = false;
    sink_write(members->sink, TEXT("\n  "));
}

static void begin_member(struct json_members *members, const char *name)
{
    begin_line(members);
    json_member(members, name);
}

static void write_text(struct json_members *members, const char *name, struct text text)
{
    if (!text.length)
        return;
    begin_member(members, name);
    json_write_string(members->sink, text);
}

static void write_header(struct json_members *members, const struct registry *registry)
{
    char digits[DATE_SIZE_BYTES];
    write_text(members, "title", registry->title);
    write_text(members, "id", registry->id);
    write_text(members, "category", registry->category);
    write_text(members, "updated", text_of(date_format(registry->updated, digits)));
    if (registry->references.length) {
        begin_member(members, "references");
        json_write_references(members->sink, registry->references);
    }
    if (registry->experts.length) {
        begin_line(members);
        json_member_marked(members, "experts", registry->experts);
    }
}

static void write_note(struct sink *sink, const struct registry *registry, size_t index)
{
    struct json_members members = json_members_begin(sink);
    json_member_text_if_any(&members, "title", registry->notes[index].title);
    json_member_marked(&members, "text", registry->notes[index].content);
    json_members_end(&members);
}

static void write_record(struct sink *sink, const struct registry *registry, size_t index)
{
    json_write_record(sink, &registry->records[index]);
}

static void write_footnote(struct sink *sink, const struct registry *registry, size_t index)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "anchor", registry->footnotes[index].anchor);
    json_member_marked(&members, "text", registry->footnotes[index].content);
    json_members_end(&members);
}

static void write_person(struct sink *sink, const struct registry *registry, size_t index)
{
    const struct person *person = &registry->people[index];
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "id", person->id);
    json_member_text_if_any(&members, "name", person->name);
    json_member_text_if_any(&members, "organization", person->organization);
    if (person->uri_count) {
        json_member(&members, "uris");
        for (size_t i = 0; i < person->uri_count; i++) {
            sink_write_byte(sink, i ? ',' : '[');
            json_write_string(sink, person->uris[i]);
        }
        sink_write_byte(sink, ']');
    }
    json_member_date_if_any(&members, "updated", person->updated);
    json_members_end(&members);
}

/* The list NAME of COUNT entries, one a line. */
static void write_list(struct json_members *members, const char *name,
                       const struct registry *registry, size_t count,
                       void (*write)(struct sink *, const struct registry *, size_t))
{
    struct sink *sink = members->sink;
    begin_member(members, name);
    for (size_t i = 0; i < count; i++) {
        sink_write(sink, i ? TEXT(",\n    ") : TEXT("[\n    "));
        write(sink, registry, i);
    }
    sink_write(sink, count ? TEXT("\n  ]") : TEXT("[]"));
}

int json_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
               struct error *error)
{
    (void)writing; /* one form for all dates */
    struct json_members members = json_members_begin(sink);
    write_header(&members, registry);
    write_list(&members, "notes", registry, registry->note_count, write_note);
    write_list(&members, "records", registry, registry->record_count, write_record);
    write_list(&members, "footnotes", registry, registry->footnote_count, write_footnote);
    write_list(&members, "people", registry, registry->person_count, write_person);
    sink_write(sink, TEXT("\n}\n"));
    return sink->failed == ENOMEM ? error_memory(error) : STATUS_OK;
}
