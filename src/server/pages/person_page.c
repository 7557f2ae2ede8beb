/* The contact information of one person or organization, as the registry publishes it. */

#include "server/pages/pages.h"
#include "server/pages/site.h"

static void write_entry(struct html *html, const char *term, struct text value)
{
    if (!value.length)
        return;
    site_term(html, term);
    html_text(html, value);
    html_close(html);
}

/* Addresses stay as they are published, which is spam-proof; a web page becomes a link. */
static void write_uris(struct html *html, struct text uris)
{
    while (uris.length) {
        struct text uri = text_split(&uris, '\n');
        site_term(html, "URI");
        if (text_starts_with(uri, TEXT("https://")) || text_starts_with(uri, TEXT("http://")))
            html_link(html, uri, uri);
        else
            html_text(html, uri);
        html_close(html);
    }
}

/* A link to the records that name the person. */
static void write_records_link(struct html *html, struct text id)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/?q=%5B"));
    target_append_encoded(&href, id);
    buffer_append(&href, TEXT("%5D"));
    html_open(html, "p");
    html_link(html, buffer_text(&href), TEXT("Records that name this contact"));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

static void write_person(struct html *html, const struct portreg_person *person)
{
    char date[DATE_SIZE_BYTES];
    date_format(date_of_portreg(person->updated), date);
    html_open(html, "h1");
    html_format(html, "Contact information");
    html_close(html);
    html_open(html, "dl");
    html_set(html, "class", "facts");
    write_entry(html, "ID", text_of_portreg(person->id));
    write_entry(html, "Name", text_of_portreg(person->name));
    write_entry(html, "Organization", text_of_portreg(person->organization));
    write_uris(html, text_of_portreg(person->uris));
    write_entry(html, "Last Updated", text_of(date));
    html_close(html);
    write_records_link(html, text_of_portreg(person->id));
}

int person_page_answer(const struct visit *visit, struct error *error)
{
    struct portreg_person person;
    struct text id = visit->values[0];
    if (!portreg_find_person(visit->release->snapshot, id.bytes, id.length, &person)) {
        char quoted[QUOTED_SIZE_BYTES];
        response_problem(visit->response, HTTP_NOT_FOUND,
                         "expected the identifier of a contact of the registry, found %s",
                         text_quote(id, quoted));
        return STATUS_OK;
    }
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    site_begin(&html, &buffer, &(struct site){.title = text_of_portreg(person.id)});
    write_person(&html, &person);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}
