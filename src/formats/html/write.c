/* The HTML writer: the publisher's page, whole or in pages of 100 records. */
#include "formats/html/html.h"
#include "formats/html/page.h"

/* Finds the records of the page that is asked for. */
static int choose_records(struct page *page, struct error *error)
{
    size_t count = page->registry->record_count;
    size_t last = count ? (count + RECORDS_PER_PAGE - 1) / RECORDS_PER_PAGE : 1;
    if (page->number > last)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a page from 1 to %zu, found %u", last, page->number);
    page->last = (unsigned)last;
    page->first_record = page->number ? (size_t)(page->number - 1) * RECORDS_PER_PAGE : 0;
    page->record_count = count - page->first_record;
    if (page->number && page->record_count > RECORDS_PER_PAGE)
        page->record_count = RECORDS_PER_PAGE;
    return STATUS_OK;
}

int html_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
               struct error *error)
{
    struct page page = {
        .style = style_for(registry, writing),
        .registry = registry,
        .number = writing->page,
    };
    int status = choose_records(&page, error);
    if (status != STATUS_OK)
        return status;
    markup_init(&page.markup, sink);
    buffer_init(&page.scratch);
    page_begin(&page);
    page_write_search(&page);
    page_write_bar(&page);
    page_write_records(&page);
    page_write_bar(&page);
    page_write_people(&page);
    page_end(&page);
    if (page.failed || page.scratch.failed)
        status = error_memory(error);
    buffer_done(&page.scratch);
    return status;
}
