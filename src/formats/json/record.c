/* Records as JSON. */
#include "formats/json/record.h"

#include <errno.h>
#include <stdio.h>

static void write_reference(struct sink *sink, const struct reference *reference)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "type", reference_type_name(reference->type));
    json_member_text_if_any(&members, "data", reference->data);
    json_member_text_if_any(&members, "label", reference->label);
    if (reference->locator_kind != LOCATOR_NONE) {
        json_member_text(&members, "locator_kind", locator_kind_name(reference->locator_kind));
        json_member_text(&members, "locator", reference->locator);
    }
    json_members_end(&members);
}

void json_write_references(struct sink *sink, struct text references)
{
    struct reference reference;
    bool any = false;
    sink_write_byte(sink, '[');
    while (marked_next_reference(&references, &reference)) {
        if (any)
            sink_write_byte(sink, ',');
        any = true;
        write_reference(sink, &reference);
    }
    sink_write_byte(sink, ']');
}

/* One piece of marked text as an element of an array; a paragraph's own pieces follow it. */
static void write_piece(struct sink *sink, const struct piece *piece)
{
    switch (piece->kind) {
    case PIECE_TEXT:
        json_write_string(sink, piece->text);
        break;
    case PIECE_BREAK:
        sink_write(sink, TEXT("{\"break\":true}"));
        break;
    case PIECE_REFERENCE:
        sink_write(sink, TEXT("{\"reference\":"));
        write_reference(sink, &piece->reference);
        sink_write_byte(sink, '}');
        break;
    case PIECE_PARAGRAPH:
        sink_write(sink, TEXT("{\"paragraph\":["));
        break;
    case PIECE_PARAGRAPH_END:
        sink_write(sink, TEXT("]}"));
        break;
    }
}

/* MARKED as an array. A part of marked text may begin or end inside a paragraph, and paragraphs do
 * not nest: what has no partner is closed, or left out. */
static void write_content(struct sink *sink, struct text marked)
{
    struct piece piece;
    bool any = false, in_paragraph = false;
    sink_write_byte(sink, '[');
    while (marked_next(&marked, &piece)) {
        bool begins = piece.kind == PIECE_PARAGRAPH, ends = piece.kind == PIECE_PARAGRAPH_END;
        if ((begins && in_paragraph) || (ends && !in_paragraph))
            continue;
        if (any && !ends)
            sink_write_byte(sink, ',');
        write_piece(sink, &piece);
        in_paragraph = begins || (in_paragraph && !ends);
        any = !begins;
    }
    sink_write(sink, in_paragraph ? TEXT("]}]") : TEXT("]"));
}

void json_member_marked(struct json_members *members, const char *name, struct text marked)
{
    if (!marked_has_marks(marked)) {
        json_member_text(members, name, marked);
        return;
    }
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, marked, TEXT("\n"));
    json_member_text(members, name, buffer_text(&plain));
    if (plain.failed && !members->sink->failed)
        members->sink->failed = ENOMEM;
    buffer_done(&plain);

    char content_name[64];
    snprintf(content_name, sizeof(content_name), "%s_content", name);
    json_member(members, content_name);
    write_content(members->sink, marked);
}

static void member_references(struct json_members *members, const char *name,
                              struct text references)
{
    json_member(members, name);
    json_write_references(members->sink, references);
}

void json_members_record(struct json_members *members, const struct record *record)
{
    json_member_text_if_any(members, "service_name", record->service_name);
    if (record->has_ports) {
        json_member_number(members, "first_port_number", record->ports.first);
        json_member_number(members, "last_port_number", record->ports.last);
        if (record->ports.as_range)
            json_member_bool(members, "written_as_range", true);
    }
    json_member_text_if_any(members, "transport_protocol",
                            transport_protocol_name(record->transport_protocol));
    json_member_marked(members, "description", record->description);
    if (record->has_assignee)
        member_references(members, "assignee", record->assignee);
    if (record->contact.length)
        member_references(members, "contact", record->contact);
    json_member_date_if_any(members, "registration_date", record->registration_date);
    json_member_date_if_any(members, "modification_date", record->modification_date);
    if (record->reference.length)
        member_references(members, "reference", record->reference);
    if (record->has_service_code)
        json_member_number(members, "service_code", record->service_code);
    json_member_text_if_any(members, "unauthorized_use", record->unauthorized_use);
    if (record->assignment_notes.length)
        json_member_marked(members, "assignment_notes", record->assignment_notes);
}

void json_write_record(struct sink *sink, const struct record *record)
{
    struct json_members members = json_members_begin(sink);
    json_members_record(&members, record);
    json_members_end(&members);
}
