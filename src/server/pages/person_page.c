/* The contact information of one person or organization, as the registry publishes it. */

#include "server/pages/links.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"
#include "server/problem.h"

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

/* A link to the records that name the person, as of the same date. */
static void write_records_link(struct html *html, struct text id, struct text as_of)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/?q=%5B"));
    target_append_encoded(&href, id);
    buffer_append(&href, TEXT("%5D"));
    if (as_of.length) {
        buffer_append(&href, TEXT("&as-of="));
        target_append_encoded(&href, as_of);
    }
    html_open(html, "p");
    html_link(html, buffer_text(&href), TEXT("Records that name this contact"));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

static void write_current(struct html *html, const struct portreg_person *person,
                          const struct as_of *as_of)
{
    struct buffer path;
    buffer_init(&path);
    buffer_append(&path, TEXT("/people/"));
    target_append_encoded(&path, text_of_portreg(person->id));
    link_current(html, as_of, buffer_text(&path));
    html->buffer->failed |= path.failed;
    buffer_done(&path);
}

static void write_person(struct html *html, const struct portreg_person *person,
                         const struct as_of *as_of)
{
    char date[DATE_SIZE_BYTES];
    date_format(date_of_portreg(person->updated), date);
    html_element(html, "h1", TEXT("Contact information"));
    write_current(html, person, as_of);
    html_open(html, "dl");
    html_set(html, "class", "facts");
    write_entry(html, "ID", text_of_portreg(person->id));
    write_entry(html, "Name", text_of_portreg(person->name));
    write_entry(html, "Organization", text_of_portreg(person->organization));
    write_uris(html, text_of_portreg(person->uris));
    write_entry(html, "Last Updated", text_of(date));
    html_close(html);
    write_records_link(html, text_of_portreg(person->id), as_of->date);
}

static int write_page(const struct visit *visit, const struct portreg_person *person,
                      const struct as_of *as_of, struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    site_begin(&html, &buffer, &(struct site){.title = text_of_portreg(person->id)});
    write_person(&html, person, as_of);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

static int answer_person(const struct visit *visit, const struct as_of *as_of, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct portreg_person person;
    struct text id = visit->values[0];
    if (portreg_find_person(as_of->snapshot, id.bytes, id.length, &person))
        return write_page(visit, &person, as_of, error);
    problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_PERSON},
                   "expected the id of a contact of the registry, found %s",
                   text_quote(id, quoted));
    return STATUS_OK;
}

int person_page_answer(const struct visit *visit, struct error *error)
{
    struct as_of as_of;
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot)
        status = answer_person(visit, &as_of, error);
    as_of_done(&as_of);
    return status;
}
