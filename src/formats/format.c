/* The table of formats. */
#include "formats/format.h"

#include "formats/csv/csv.h"
#include "formats/html/html.h"
#include "formats/json/json.h"
#include "formats/pipe/pipe.h"
#include "formats/txt/txt.h"
#include "formats/xml/xml.h"

const struct format formats[] = {
    {"xml", "XML, as IANA publishes it", "application/xml; charset=UTF-8", xml_recognise, xml_read,
     xml_write, 0},
    {"csv", "comma-separated values, as IANA publishes them", "text/csv; charset=UTF-8",
     csv_recognise, csv_read, csv_write,
     LACKS_DATE | LACKS_CATEGORY | LACKS_HEADER | LACKS_PEOPLE | LACKS_MARKS | LACKS_OWN_ASSIGNEE},
    {"txt", "plain text, as IANA publishes it", "text/plain; charset=UTF-8", txt_recognise, NULL,
     txt_write, 0},
    {"html", "XHTML, as IANA publishes it", "application/xhtml+xml; charset=UTF-8", html_recognise,
     html_read, html_write, LACKS_CATEGORY | LACKS_OWN_ASSIGNEE | LACKS_IDLE_MARKUP},
    {"json", "JSON, described by docs/json-schema.json", "application/json", json_recognise,
     json_read, json_write, 0},
    {"pipe", "the table with | between its cells", "text/plain; charset=UTF-8", pipe_recognise,
     pipe_read, NULL, LACKS_CATEGORY | LACKS_PEOPLE | LACKS_MARKS | LACKS_OWN_ASSIGNEE},
};
const size_t format_count = sizeof(formats) / sizeof(*formats);

const struct format *format_find(struct text name)
{
    for (size_t i = 0; i < format_count; i++)
        if (text_equal(name, text_of(formats[i].name)))
            return &formats[i];
    return NULL;
}

void format_names(bool reading, struct buffer *names)
{
    for (size_t i = 0; i < format_count; i++) {
        if (reading ? !formats[i].read : !formats[i].write)
            continue;
        if (names->length)
            buffer_append(names, TEXT(", "));
        buffer_append(names, text_of(formats[i].name));
    }
}

const struct format *format_recognise(const struct input *input, struct error *error)
{
    for (size_t i = 0; i < format_count; i++)
        if (formats[i].recognise(input->bytes))
            return &formats[i];
    struct position start = {1, 1};
    char quoted[QUOTED_SIZE_BYTES];
    error_set(error, STATUS_INPUT, input->file, start,
              "expected a registry as xml, csv, html, json or pipe, found %s",
              text_quote(text_slice(input->bytes, 0, 40), quoted));
    return NULL;
}

struct position position_at(struct text bytes, size_t offset)
{
    struct position position = {1, 1};
    for (size_t i = 0; i < offset && i < bytes.length; i++) {
        if (bytes.bytes[i] == '\n') {
            position.line++;
            position.column = 1;
        } else {
            position.column++;
        }
    }
    return position;
}

/* Refuses what no format may contain. */
static int check_bytes(const struct input *input, struct error *error)
{
    if (input->bytes.length == 0)
        return error_set(error, STATUS_INPUT, input->file, (struct position){1, 1},
                         "expected a registry, found an empty file");
    size_t malformed = text_find_malformed(input->bytes);
    if (malformed == SIZE_MAX)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, input->file, position_at(input->bytes, malformed),
                     "expected text in UTF-8 without control characters, found byte 0x%02x",
                     (unsigned)(unsigned char)input->bytes.bytes[malformed]);
}

int format_read(const struct format *format, const struct input *input, struct registry *registry,
                const struct findings *findings, struct error *error)
{
    struct error refusal = {0};
    int status = check_bytes(input, &refusal);
    if (status == STATUS_OK && !format && !(format = format_recognise(input, &refusal)))
        status = STATUS_INPUT;
    if (status == STATUS_OK && !format->read)
        status = error_set(&refusal, STATUS_INPUT, input->file, (struct position){1, 1},
                           "expected a format that can be read (xml, csv, html, json or pipe), "
                           "found %s, which is only written",
                           format->name);
    if (status == STATUS_OK)
        return format->read(input, registry, findings, error);
    findings_report(findings, SEVERITY_REFUSED, "form", "", input->file, refusal.position, "%s",
                    refusal.message);
    if (error)
        *error = refusal;
    return status;
}
