/* What a search found, for a screen. */
#include "formats/screen/search.h"

#include "registry/state.h"

/* What is highlighted. */
struct results {
    const struct search *search;
    const struct search_found *found;
};

static bool highlight(const void *context, struct text text, size_t from, size_t *start,
                      size_t *end)
{
    const struct results *results = context;
    return search_next_match(results->search, results->found, text, from, start, end);
}

static void add_record(struct screen_table *table, const struct portreg_record *record)
{
    char ports[PORTS_SIZE_BYTES] = "";
    struct ports numbers = {record->first_port_number, record->last_port_number, false};
    struct record model;
    snapshot_model(record, &model);
    if (record->has_port_number)
        ports_format(numbers, ports);
    screen_table_add_row(table);
    screen_table_add_cell(table, text_of_portreg(record->service_name), TONE_PLAIN);
    screen_table_add_cell(table, text_of(ports), TONE_PLAIN);
    screen_table_add_cell(
        table, text_of(portreg_transport_protocol_name(record->transport_protocol)), TONE_PLAIN);
    screen_table_add_cell(table, text_of(state_name(record_state(&model))),
                          record_state(&model) == STATE_ASSIGNED ? TONE_GOOD : TONE_WARN);
    screen_table_add_cell(table, text_of_portreg(record->description), TONE_PLAIN);
    screen_table_add_cell(table, text_of_portreg(record->assignee), TONE_QUIET);
    screen_table_add_cell(table, text_of_portreg(record->reference), TONE_QUIET);
    screen_table_add_cell(table, text_of_portreg(record->assignment_notes), TONE_QUIET);
}

int screen_search_write(const struct portreg *snapshot, const struct search *search,
                        const struct search_found *found, const struct search_hit *hits,
                        const struct screen *screen)
{
    static const char *const titles[] = {
        "Service Name", "Port",     "Transport", "State",
        "Description",  "Assignee", "Reference", "Assignment Notes"};
    struct results results = {search, found};
    struct portreg_record record;
    struct screen_table table;
    screen_table_init(&table, sizeof(titles) / sizeof(*titles), titles);
    table.highlight = highlight;
    table.highlight_context = &results;
    for (size_t i = 0; i < found->count; i++)
        if (snapshot_decode(snapshot, hits[i].id, &record))
            add_record(&table, &record);
    int status = table.first || table.failed ? screen_table_write(&table, screen) : STATUS_OK;
    screen_table_done(&table);
    return status;
}
