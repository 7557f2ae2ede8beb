/* A record, laid out for reading. */
#include "server/pages/record_card.h"

#include <stdio.h>

#include "registry/service_code.h"
#include "registry/service_name.h"
#include "registry/state.h"
#include "server/pages/links.h"
#include "server/pages/site.h"

const char *transports_format(unsigned transports, char buffer[static TRANSPORTS_SIZE_BYTES])
{
    size_t length = 0;
    buffer[0] = '\0';
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++) {
        struct text name = transport_protocol_name((enum transport_protocol)i);
        if (transports & 1u << i)
            length += (size_t)snprintf(buffer + length, TRANSPORTS_SIZE_BYTES - length, "%s%.*s",
                                       length ? ", " : "", TEXT_ARGS(name));
    }
    return buffer;
}

/* --- heading: what it is a record of, and the state that it gives --- */

static void write_place(struct html *html, const struct portreg_record *record, unsigned transports,
                        struct text as_of)
{
    char names[TRANSPORTS_SIZE_BYTES];
    struct ports ports = {record->first_port_number, record->last_port_number, false};
    transports_format(transports, names);
    html_open(html, "span");
    html_set(html, "class", "place");
    if (record->has_port_number)
        link_ports(html, ports, as_of);
    html_text(html, record->has_port_number && *names ? TEXT(" ") : TEXT(""));
    html_text(html, text_of(names));
    html_close(html);
}

static void write_heading(struct html *html, const struct portreg_record *record,
                          unsigned transports, struct text as_of)
{
    struct record model;
    snapshot_model(record, &model);
    html_open(html, "h3");
    if (record->service_name.length)
        link_service(html, text_of_portreg(record->service_name), as_of);
    else
        html_element(html, "span",
                     record->description.length ? text_of_portreg(record->description)
                                                : TEXT("No description"));
    html_text(html, TEXT(" "));
    write_place(html, record, transports, as_of);
    html_text(html, TEXT(" "));
    site_state(html, (enum portreg_state)record_state(&model));
    html_close(html);
}

/* --- columns --- */

static void write_marked(struct html *html, enum column column, struct portreg_text marked,
                         struct text as_of)
{
    if (!marked.length)
        return;
    site_term(html, column_title(column).bytes);
    site_marked(html, text_of_portreg(marked), as_of);
    html_close(html);
}

static void write_date(struct html *html, enum column column, struct portreg_date date)
{
    char words[DATE_SIZE_BYTES];
    date_format(date_of_portreg(date), words);
    if (!*words)
        return;
    site_term(html, column_title(column).bytes);
    html_element(html, "time", text_of(words));
    html_close(html);
}

static void write_service_code(struct html *html, const struct portreg_record *record)
{
    char text[SERVICE_CODE_SIZE_BYTES], hex[SERVICE_CODE_SIZE_BYTES];
    if (!record->has_service_code)
        return;
    service_code_format_text(record->service_code, text);
    service_code_format_hex(record->service_code, hex);
    site_term(html, column_title(COLUMN_SERVICE_CODE).bytes);
    html_format(html, "%u", record->service_code);
    html_format(html, "%s%s, %s (", *text ? ", " : "", text, hex);
    link_rfc(html, "rfc4340#section-8.1.2", "RFC 4340 section 8.1.2");
    html_text(html, TEXT(")"));
    html_close(html);
}

/* What of a record is said in a sentence of the description or of the notes, and names another
 * service name. */
static void write_other_names(struct html *html, const struct portreg_record *record,
                              struct text as_of)
{
    static const char *const terms[][2] = {
        {"alias", "Alias of"},
        {"replacement", "Replaces"},
        {"duplicate", "Duplicate of"},
        {"renamed", "Before that"},
    };
    struct portreg_statement statement;
    for (uint32_t i = 0; portreg_record_statement(record, i, &statement); i++)
        for (size_t k = 0; k < sizeof(terms) / sizeof(*terms); k++) {
            if (strcmp(statement.kind, terms[k][0]) != 0 || !statement.service_name.length)
                continue;
            site_term(html, terms[k][1]);
            link_service(html, text_of_portreg(statement.service_name), as_of);
            html_close(html);
        }
}

static void write_legacy(struct html *html, const struct portreg_record *record)
{
    unsigned faults = service_name_faults(text_of_portreg(record->service_name));
    if (!record->is_legacy_name)
        return;
    site_term(html, "Legacy name");
    html_format(html, "%s (", service_name_fault_words(faults));
    link_rfc(html, "rfc6335#section-5.1", "RFC 6335 section 5.1");
    html_text(html, TEXT(")"));
    html_close(html);
}

void record_card_write(struct html *html, const struct portreg_record *record, unsigned transports,
                       struct text as_of)
{
    html_open(html, "article");
    html_set(html, "class", "record");
    write_heading(html, record, transports, as_of);
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    if (record->service_name.length)
        write_marked(html, COLUMN_DESCRIPTION, record->description_marked, as_of);
    write_other_names(html, record, as_of);
    write_legacy(html, record);
    write_marked(html, COLUMN_ASSIGNEE, record->assignee_marked, as_of);
    write_marked(html, COLUMN_CONTACT, record->contact_marked, as_of);
    write_date(html, COLUMN_REGISTRATION_DATE, record->registration_date);
    write_date(html, COLUMN_MODIFICATION_DATE, record->modification_date);
    write_marked(html, COLUMN_REFERENCE, record->reference_marked, as_of);
    write_service_code(html, record);
    write_marked(html, COLUMN_UNAUTHORIZED_USE, record->unauthorized_use, as_of);
    write_marked(html, COLUMN_ASSIGNMENT_NOTES, record->assignment_notes_marked, as_of);
    html_close(html);
    html_close(html);
}
