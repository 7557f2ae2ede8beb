/* States in words. */
#include "snapshot/explain.h"

/* Where the words go: as many as there is room for, and how many there would be. */
struct words {
    char *bytes;
    size_t size_bytes; /* one of them for the NUL */
    size_t length;
};

static void append(struct words *words, struct text text)
{
    for (size_t i = 0; i < text.length; i++, words->length++)
        if (words->length + 1 < words->size_bytes)
            words->bytes[words->length] = text.bytes[i];
}

/* Ends the words with a NUL, where they were cut, between characters. */
static void end(struct words *words)
{
    size_t length = words->length;
    if (words->size_bytes == 0)
        return;
    if (length >= words->size_bytes)
        length =
            text_length_of_whole_characters((struct text){words->bytes, words->size_bytes - 1});
    words->bytes[length] = '\0';
}

const char *portreg_reason_name(enum portreg_reason reason)
{
    static const char *const names[] = {
        [PORTREG_NO_RECORD] = "no-record",
        [PORTREG_BY_ASSIGNMENT] = "assignment",
        [PORTREG_BY_RESERVATION] = "reservation",
        [PORTREG_BY_AVAILABILITY] = "availability",
        [PORTREG_BY_OTHER_TRANSPORT] = "other-transport",
        [PORTREG_BY_ALL_TRANSPORTS] = "all-transports",
        [PORTREG_BY_RANGE] = "range",
    };
    return (unsigned)reason <= PORTREG_BY_RANGE ? names[reason] : "";
}

/* "a", "a and b", "a, b and c": the joint before item INDEX of COUNT. */
static struct text joint(uint32_t index, uint32_t count)
{
    if (index == 0)
        return TEXT("");
    return index + 1 == count ? TEXT(" and ") : TEXT(", ");
}

/* How many records of the answer are aliases. */
static uint32_t count_aliases(const struct portreg *snapshot, const struct portreg_answer *answer)
{
    struct portreg_record record;
    uint32_t count = 0;
    for (uint32_t i = 0; portreg_list_get(snapshot, answer->records, i, &record); i++)
        count += record.alias_of.length != 0;
    return count;
}

/* The service names of those records, or their description for want of one; aliases stand behind
 * all others. */
static void append_some_names(const struct portreg *snapshot, const struct portreg_answer *answer,
                              uint32_t from, uint32_t to, struct words *words)
{
    struct portreg_record record;
    for (uint32_t i = from; i < to && portreg_list_get(snapshot, answer->records, i, &record);
         i++) {
        append(words, joint(i - from, to - from));
        append(words, text_of_portreg(record.service_name.length ? record.service_name
                                                                 : record.description));
    }
}

/* "http, www and www-http", "sql-net (alias sql*net)". */
static void append_names(const struct portreg *snapshot, const struct portreg_answer *answer,
                         struct words *words)
{
    uint32_t count = answer->records.count, aliases = count_aliases(snapshot, answer);
    if (aliases == count)
        aliases = 0;
    append_some_names(snapshot, answer, 0, count - aliases, words);
    if (aliases == 0)
        return;
    append(words, aliases == 1 ? TEXT(" (alias ") : TEXT(" (aliases "));
    append_some_names(snapshot, answer, count - aliases, count, words);
    append(words, TEXT(")"));
}

/* The transport protocols of the records of the answer, each once. */
static void append_transport_protocols(const struct portreg *snapshot,
                                       const struct portreg_answer *answer, struct words *words)
{
    bool seen[TRANSPORT_LAST + 1] = {false};
    uint32_t count = 0, shown = 0;
    struct portreg_record record;
    for (uint32_t i = 0; portreg_list_get(snapshot, answer->records, i, &record); i++) {
        count += !seen[record.transport_protocol];
        seen[record.transport_protocol] = true;
    }
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++) {
        if (!seen[i])
            continue;
        append(words, joint(shown++, count));
        append(words, transport_protocol_name((enum transport_protocol)i));
    }
}

/* What the record behind a reservation or an unassigned block says. */
static void append_row(const struct portreg *snapshot, const struct portreg_answer *answer,
                       struct words *words)
{
    struct portreg_record record;
    char ports[PORTS_SIZE_BYTES];
    if (!portreg_list_get(snapshot, answer->records, 0, &record))
        return;
    append(words, TEXT("recorded as \""));
    append(words, text_of_portreg(record.description));
    append(words, TEXT("\""));
    if (record.first_port_number != record.last_port_number) {
        struct ports block = {record.first_port_number, record.last_port_number, false};
        append(words, TEXT(" with "));
        append(words, text_of(ports_format(block, ports)));
    }
    if (record.assignment_notes.length) {
        append(words, TEXT(": "));
        append(words, text_of_portreg(record.assignment_notes));
    }
}

static void append_explanation(const struct portreg *snapshot, const struct portreg_answer *answer,
                               struct words *words)
{
    switch ((enum portreg_reason)answer->reason) {
    case PORTREG_NO_RECORD:
        append(words, TEXT("not recorded"));
        break;
    case PORTREG_BY_RANGE:
        append(words, TEXT("dynamic port numbers are never assigned "
                           "(RFC 6335 section 6)"));
        break;
    case PORTREG_BY_OTHER_TRANSPORT:
        append(words, TEXT("as it is assigned for "));
        append_transport_protocols(snapshot, answer, words);
        append(words, TEXT(" (RFC 6335 section 8.1)"));
        break;
    case PORTREG_BY_ASSIGNMENT:
        append(words, TEXT("registered as "));
        append_names(snapshot, answer, words);
        break;
    case PORTREG_BY_RESERVATION:
    case PORTREG_BY_AVAILABILITY:
        append_row(snapshot, answer, words);
        break;
    case PORTREG_BY_ALL_TRANSPORTS:
        if (answer->state == PORTREG_ASSIGNED) {
            append(words, TEXT("registered, without a transport protocol, as "));
            append_names(snapshot, answer, words);
        } else {
            append_row(snapshot, answer, words);
        }
        break;
    }
}

size_t portreg_explain(const struct portreg *snapshot, const struct portreg_answer *answer,
                       char *buffer, size_t size_bytes)
{
    struct words words = {buffer, size_bytes, 0};
    append_explanation(snapshot, answer, &words);
    end(&words);
    return words.length;
}

void answer_explain(const struct portreg *snapshot, const struct portreg_answer *answer,
                    struct buffer *buffer)
{
    size_t start = buffer->length, length = portreg_explain(snapshot, answer, NULL, 0);
    buffer_append_repeated(buffer, '\0', length + 1);
    if (buffer->failed)
        return;
    portreg_explain(snapshot, answer, buffer->bytes + start, length + 1);
    buffer->length = start + length;
}
