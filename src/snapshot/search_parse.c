/* Reading what people search for. */
#include <stdio.h>

#include "registry/service_code.h"
#include "registry/state.h"
#include "snapshot/layout.h"
#include "snapshot/search.h"

/* --- filters --- */

static int refuse(struct error *error, const char *expected, const char *filter, struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected %s behind %s:, found %s", expected, filter,
                     found.length ? text_quote(found, quoted) : "nothing");
}

/* Each reads VALUE, one of those that stand behind a filter with commas between them. Returns NULL,
 * or what was expected. */
typedef const char *read_value(struct search *search, struct text value);

static const char *read_transport(struct search *search, struct text value)
{
    enum transport_protocol protocol = transport_protocol_ask(value);
    if (protocol == TRANSPORT_NONE && !text_equal_ignoring_case(value, TEXT("none")))
        return "tcp, udp, sctp, dccp or none";
    search->transports |= (uint8_t)(1u << protocol);
    return NULL;
}

static const char *read_state(struct search *search, struct text value)
{
    static const enum state states[] = {STATE_ASSIGNED, STATE_RESERVED, STATE_UNASSIGNED};
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        if (!text_equal_ignoring_case(value, text_of(state_name(states[i]))))
            continue;
        search->states |= (uint8_t)(1u << states[i]);
        return NULL;
    }
    return "assigned, reserved or unassigned";
}

static const char *read_range(struct search *search, struct text value)
{
    for (int range = 0; range < RANGE_COUNT; range++) {
        if (!text_equal_ignoring_case(value, port_range_facts((enum port_range)range)->word))
            continue;
        search->ranges |= (uint8_t)(1u << range);
        return NULL;
    }
    return "system, user or dynamic";
}

/* Adds a filter for numbers from FIRST to LAST. */
static const char *add_filter(struct search *search, enum search_filter_kind kind, uint64_t first,
                              uint64_t last)
{
    if (search->filter_count == SEARCH_FILTER_LIMIT)
        return "fewer filters";
    search->filters[search->filter_count++] =
        (struct search_filter){kind, (uint32_t)first, (uint32_t)last};
    return NULL;
}

static const char *read_year(struct search *search, struct text value)
{
    enum { YEAR_LIMIT = 9999 };
    uint64_t first, last;
    struct text rest = value;
    struct text begin = text_split(&rest, '-');
    if (!text_to_number(begin, YEAR_LIMIT, &first) || first == 0)
        return "a year or years as 2015-2019";
    last = first;
    if (rest.bytes && (!text_to_number(rest, YEAR_LIMIT, &last) || last < first))
        return "a year or years as 2015-2019";
    return add_filter(search, FILTER_YEAR, first, last);
}

static const char *read_port(struct search *search, struct text value)
{
    struct ports ports;
    if (ports_parse(value, &ports))
        return "a port number or a range as 6000-6063";
    return add_filter(search, FILTER_PORT, ports.first, ports.last);
}

static const char *read_code(struct search *search, struct text value)
{
    uint32_t code;
    if (!service_code_parse(value, &code))
        return "a service code as SC:fdpz or 1717858426";
    return add_filter(search, FILTER_CODE, code, code);
}

/* The filters: of values, or of words in some places. */
static const struct {
    const char *name;
    read_value *read;
    unsigned places;
} filters[] = {
    {"transport", read_transport, 0},
    {"state", read_state, 0},
    {"range", read_range, 0},
    {"year", read_year, 0},
    {"port", read_port, 0},
    {"code", read_code, 0},
    {"name", NULL, PLACE_WHOLE_NAME | PLACE_NAME | PLACE_ALIAS_OF},
    {"description", NULL, PLACE_DESCRIPTION},
    {"assignee", NULL, PLACE_ASSIGNEE},
    {"contact", NULL, PLACE_CONTACT},
    {"reference", NULL, PLACE_REFERENCE},
    {"notes", NULL, PLACE_NOTES | PLACE_UNAUTHORIZED_USE},
};
enum { FILTER_COUNT = sizeof(filters) / sizeof(*filters) };

/* VALUE without the quotes around it; the one behind may be still to be typed. */
static struct text unquoted(struct text value)
{
    if (!text_starts_with(value, TEXT("\"")))
        return value;
    value = text_from(value, 1);
    if (text_ends_with(value, TEXT("\"")))
        value.length--;
    return text_trim(value);
}

static int parse_values(struct search *search, size_t filter, struct text value,
                        struct error *error)
{
    struct text rest = unquoted(value);
    do {
        struct text one = text_trim(text_split(&rest, ','));
        const char *expected = filters[filter].read(search, one);
        if (expected)
            return refuse(error, expected, filters[filter].name, one);
    } while (rest.bytes);
    return STATUS_OK;
}

static int parse_filter_words(struct search *search, size_t filter, struct text value,
                              struct error *error)
{
    size_t at = 0, start, before = search->filter_word_count;
    struct word word;
    while (word_next(value, &at, &start, &word)) {
        if (search->filter_word_count == SEARCH_FILTER_LIMIT)
            return refuse(error, "fewer words", filters[filter].name, value);
        search->filter_words[search->filter_word_count++] =
            (struct search_filter_word){word, (uint16_t)filters[filter].places, false};
    }
    if (search->filter_word_count == before)
        return refuse(error, "words", filters[filter].name, value);
    search->filter_words[search->filter_word_count - 1].is_last = true;
    return STATUS_OK;
}

/* Reads CHUNK if it is a filter; *IS_FILTER tells. A word that is none before a colon is text. */
static int parse_filter(struct search *search, struct text chunk, bool *is_filter,
                        struct error *error)
{
    struct text value = chunk;
    struct text name = text_split(&value, ':');
    *is_filter = false;
    for (size_t i = 0; value.bytes && i < FILTER_COUNT; i++) {
        if (!text_equal_ignoring_case(name, text_of(filters[i].name)))
            continue;
        *is_filter = true;
        return filters[i].read ? parse_values(search, i, value, error)
                               : parse_filter_words(search, i, value, error);
    }
    return STATUS_OK;
}

/* --- terms --- */

/* DNS-SD says _udp for every transport protocol but TCP (RFC 6763 section 7). */
static uint8_t dns_sd_transports(struct text label)
{
    if (text_equal_ignoring_case(label, TEXT("_tcp")))
        return 1u << TRANSPORT_TCP;
    if (text_equal_ignoring_case(label, TEXT("_udp")))
        return 1u << TRANSPORT_UDP | 1u << TRANSPORT_SCTP | 1u << TRANSPORT_DCCP;
    return 0;
}

/* Takes the transport protocol off TERM: "443/tcp", "tcp/https", "_https._tcp" and what may follow
 * that. */
static void take_transport_protocol(struct search_term *term)
{
    struct text second = term->text;
    struct text first = text_split(&second, '/');
    if (second.bytes && transport_protocol_ask(second) != TRANSPORT_NONE) {
        term->transports = (uint8_t)(1u << transport_protocol_ask(second));
        term->text = first;
    } else if (second.bytes && transport_protocol_ask(first) != TRANSPORT_NONE) {
        term->transports = (uint8_t)(1u << transport_protocol_ask(first));
        term->text = second;
    } else if (text_starts_with(term->text, TEXT("_"))) {
        struct text labels = text_from(term->text, 1);
        struct text name = text_split(&labels, '.');
        term->transports = dns_sd_transports(text_split(&labels, '.'));
        if (term->transports)
            term->text = name;
    }
}

/* Adds CHUNK as a term, unless it has no word or there are too many. */
static void add_term(struct search *search, struct text chunk)
{
    struct search_term *term = &search->terms[search->term_count];
    size_t at = 0, start;
    struct word word;
    if (search->term_count == SEARCH_TERM_LIMIT)
        return;
    *term =
        (struct search_term){.text = unquoted(chunk), .first_word = (uint8_t)search->word_count};
    take_transport_protocol(term);
    term->has_ports = ports_parse(term->text, &term->ports) == NULL;
    while (search->word_count < SEARCH_WORD_LIMIT && word_next(term->text, &at, &start, &word)) {
        if (term->word_count == 0)
            term->joined = word;
        else
            word_join(&term->joined, &word);
        search->words[search->word_count++] = word;
        term->word_count++;
    }
    search->term_count += term->word_count != 0;
}

/* --- the whole --- */

/* Takes the next chunk off *REST: up to white space that is not in quotes. Empty at the end. */
static struct text take_chunk(struct text *rest)
{
    size_t end = 0;
    bool quoted = false;
    *rest = text_trim(*rest);
    for (; end < rest->length && (quoted || !ascii_is_space(rest->bytes[end])); end++)
        quoted ^= rest->bytes[end] == '"';
    struct text chunk = text_slice(*rest, 0, end);
    *rest = text_from(*rest, end);
    return chunk;
}

int search_parse(struct text query, struct search *search, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text rest = query, chunk;
    memset(search, 0, sizeof(*search));
    search->text = text_trim(query);
    if (text_find_malformed(query) != SIZE_MAX)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected words in UTF-8 without control characters, found %s",
                         text_quote(query, quoted));
    while ((chunk = take_chunk(&rest)).length) {
        bool is_filter;
        if (parse_filter(search, chunk, &is_filter, error) != STATUS_OK)
            return STATUS_INPUT;
        if (!is_filter)
            add_term(search, chunk);
    }
    if (search->term_count)
        search->terms[search->term_count - 1].is_last = true;
    return STATUS_OK;
}

bool search_is_empty(const struct search *search)
{
    return !search->term_count && !search->filter_count && !search->filter_word_count &&
           !search->transports && !search->states && !search->ranges;
}
