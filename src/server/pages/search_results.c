/* What a search found, record by record. */
#include "server/pages/search_results.h"

#include <stdio.h>

#include "registry/state.h"
#include "server/listing.h"
#include "server/pages/links.h"
#include "server/pages/site.h"

/* How much of a long text is shown around what was found in it. */
enum { BEFORE_BYTES = 70, BEHIND_BYTES = 130 };

static bool next_match(const struct results *results, struct text text, size_t from, size_t *start,
                       size_t *end)
{
    return search_next_match(&results->search, &results->found, text, from, start, end);
}

/* TEXT with what was searched for marked. */
static void write_marked(struct html *html, const struct results *results, struct text text)
{
    size_t at = 0, start, end;
    while (next_match(results, text, at, &start, &end)) {
        html_text(html, text_slice(text, at, start - at));
        html_element(html, "mark", text_slice(text, start, end - start));
        at = end;
    }
    html_text(html, text_from(text, at));
}

/* The last blank of TEXT before OFFSET, but not before LIMIT; OFFSET when there is none. */
static size_t blank_before(struct text text, size_t offset, size_t limit)
{
    for (size_t i = offset; i > limit; i--)
        if (ascii_is_space(text.bytes[i - 1]))
            return i;
    return offset;
}

/* The beginning of TEXT, or the part around the first match, when it is long. Cut between words,
 * and where there are none between characters. */
static void write_part(struct html *html, const struct results *results, struct text text)
{
    size_t start = 0, end = 0, from = 0, length;
    next_match(results, text, 0, &start, &end);
    if (text.length > BEFORE_BYTES + BEHIND_BYTES && start > BEFORE_BYTES)
        from = blank_before(text, start, start - BEFORE_BYTES);
    struct text part = text_from(text, from);
    length = end - from + BEHIND_BYTES;
    if (part.length > length) {
        part = text_slice(part, 0, blank_before(part, length, end - from));
        part.length = text_length_of_whole_characters(part);
    }
    html_text(html, from ? TEXT("\xe2\x80\xa6 ") : TEXT(""));
    write_marked(html, results, part);
    html_text(html, from + part.length < text.length ? TEXT(" \xe2\x80\xa6") : TEXT(""));
}

/* --- one record --- */

static void write_heading(struct html *html, const struct results *results,
                          const struct search_hit *hit, const struct portreg_record *record)
{
    struct ports ports = {record->first_port_number, record->last_port_number, false};
    struct text name = text_of_portreg(record->service_name);
    struct record model;
    snapshot_model(record, &model);
    html_open(html, "h3");
    if (name.length) {
        struct buffer href;
        buffer_init(&href);
        link_append_service(&href, name, results->as_of->date);
        html_open(html, "a");
        html_attribute(html, "href", buffer_text(&href));
        write_marked(html, results, name);
        html_close(html);
        html_text(html, TEXT(" "));
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    }
    html_open(html, "span");
    html_set(html, "class", "place");
    if (hit->columns & 1u << COLUMN_PORT_NUMBER)
        html_open(html, "mark");
    if (record->has_port_number)
        link_ports(html, ports, results->as_of->date);
    if (hit->columns & 1u << COLUMN_PORT_NUMBER)
        html_close(html);
    html_format(html, " %s", portreg_transport_protocol_name(record->transport_protocol));
    html_close(html);
    html_text(html, TEXT(" "));
    site_state(html, (enum portreg_state)record_state(&model));
    html_close(html);
}

/* The other columns in which something was found. */
static void write_columns(struct html *html, const struct results *results,
                          const struct search_hit *hit, const struct portreg_record *record)
{
    const unsigned told = 1u << COLUMN_SERVICE_NAME | 1u << COLUMN_PORT_NUMBER |
                          1u << COLUMN_TRANSPORT_PROTOCOL | 1u << COLUMN_DESCRIPTION;
    if (!(hit->columns & ~told))
        return;
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        char scratch[CELL_SIZE_BYTES];
        if (!(hit->columns & ~told & 1u << column))
            continue;
        site_term(html, column_title(column).bytes);
        write_part(html, results, record_cell(record, column, scratch));
        html_close(html);
    }
    html_close(html);
}

static void write_hit(struct html *html, const struct results *results,
                      const struct search_hit *hit)
{
    struct portreg_record record;
    if (!snapshot_decode(results->as_of->snapshot, hit->id, &record))
        return;
    html_open(html, "li");
    write_heading(html, results, hit, &record);
    if (record.description.length) {
        html_open(html, "p");
        write_part(html, results, text_of_portreg(record.description));
        html_close(html);
    }
    write_columns(html, results, hit, &record);
    html_close(html);
}

void results_hits_write(struct html *html, const struct results *results)
{
    char start[16];
    if (!results->found.count)
        return;
    snprintf(start, sizeof(start), "%zu", results->first + 1);
    html_open(html, "ol");
    html_set(html, "class", "hits");
    html_set(html, "start", start);
    for (size_t i = 0; i < results->found.count; i++)
        write_hit(html, results, &results->hits[i]);
    html_close(html);
}
