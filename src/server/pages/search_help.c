/* How to search. */
#include "server/pages/search_help.h"

#include "server/pages/lookup_page.h"
#include "server/target.h"

/* An example, and what it finds. */
struct example {
    const char *query;
    const char *meaning;
};

static const struct example words[] = {
    {"http proxy", "Records that have all of the words, in whichever columns, the best ones first. "
                   "The beginning of a word is enough."},
    {"discrad",
     "A word that hardly any record has also finds those that are spelled much like it."},
    {"443", "What is registered for a port number, and where the number is written otherwise."},
    {"6000-6063", "What is registered for a range."},
    {"domain/udp", "A service name or a port number for one transport protocol."},
    {"_ipp._tcp", "A service name as it stands in the DNS."},
};

static const struct example filters[] = {
    {"proxy transport:udp", "tcp, udp, sctp, dccp or none; several with commas"},
    {"state:reserved", "assigned, reserved or unassigned"},
    {"range:system", "system, user or dynamic"},
    {"mqtt year:2012-2019", "the year, or years, of registration or modification"},
    {"port:5000-5999 sip", "port numbers"},
    {"code:SC:RTPV", "a DCCP service code"},
    {"name:http", "words of the service name"},
    {"description:printer", "words of the description"},
    {"assignee:\"IESG\"", "words of the assignee"},
    {"contact:IETF_Chair", "words of the contact"},
    {"reference:rfc6335", "words of the reference"},
    {"notes:TXT", "words of the assignment notes or of unauthorized use"},
};

static void write_examples(struct html *html, const struct example *examples, size_t count)
{
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    for (size_t i = 0; i < count; i++) {
        struct buffer href;
        buffer_init(&href);
        buffer_append(&href, TEXT("/search?q="));
        target_append_encoded(&href, text_of(examples[i].query));
        html_open(html, "dt");
        html_open(html, "a");
        html_attribute(html, "href", buffer_text(&href));
        html_element(html, "code", text_of(examples[i].query));
        html_close(html);
        html_close(html);
        html_element(html, "dd", text_of(examples[i].meaning));
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    }
    html_close(html);
}

void search_help_write(struct html *html)
{
    section_begin(html, "words", "Words and numbers");
    write_examples(html, words, sizeof(words) / sizeof(*words));
    html_close(html);
    section_begin(html, "filters", "Filters");
    html_element(html, "p",
                 TEXT("A filter leaves only records that it takes. It stands among the words, or "
                      "alone; a value with blanks stands in quotes."));
    write_examples(html, filters, sizeof(filters) / sizeof(*filters));
    html_close(html);
}
