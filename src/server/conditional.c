/* Conditional requests and content coding. */
#include "server/conditional.h"

#include <stdio.h>

#include "base/sha256.h"

/* How many hexadecimal digits of the SHA-256 an entity tag shows. */
enum { ETAG_DIGITS = 32 };

void etag_make(struct text bytes, char etag[static ETAG_SIZE_BYTES])
{
    uint8_t hash[SHA256_SIZE_BYTES];
    char hex[SHA256_HEX_SIZE_BYTES];
    sha256_of(bytes, hash);
    snprintf(etag, ETAG_SIZE_BYTES, "\"%.*s\"", ETAG_DIGITS, sha256_format(hash, hex));
}

/* Takes the next entity tag off *LIST, without W/. A comma may stand within the quotes. */
static bool next_etag(struct text *list, struct text *etag)
{
    size_t i = 0;
    while (i < list->length && (ascii_is_space(list->bytes[i]) || list->bytes[i] == ','))
        i++;
    struct text rest = text_from(*list, i);
    if (text_starts_with(rest, TEXT("W/")))
        rest = text_from(rest, 2);
    size_t end = text_starts_with(rest, TEXT("\"")) ? text_find(rest, TEXT("\""), 1) : SIZE_MAX;
    if (end == SIZE_MAX)
        return false;
    *etag = text_slice(rest, 0, end + 1);
    *list = text_from(rest, end + 1);
    return true;
}

bool etag_list_has(struct text list, struct text etag)
{
    if (text_equal(text_trim(list), TEXT("*")))
        return true;
    struct text next;
    while (next_etag(&list, &next))
        if (text_equal(next, etag))
            return true;
    return false;
}

const char *http_date_format(time_t time, char buffer[static HTTP_DATE_SIZE_BYTES])
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm parts;
    buffer[0] = '\0';
    if (gmtime_r(&time, &parts))
        snprintf(buffer, HTTP_DATE_SIZE_BYTES, "%s, %02u %s %04u %02u:%02u:%02u GMT",
                 days[parts.tm_wday], (unsigned)parts.tm_mday % 100, months[parts.tm_mon],
                 (unsigned)(parts.tm_year + 1900) % 10000, (unsigned)parts.tm_hour % 100,
                 (unsigned)parts.tm_min % 100, (unsigned)parts.tm_sec % 100);
    return buffer;
}

bool http_date_parse(struct text text, time_t *time)
{
    static const char *const forms[] = {
        "%a, %d %b %Y %H:%M:%S GMT", /* IMF-fixdate */
        "%A, %d-%b-%y %H:%M:%S GMT", /* RFC 850 */
        "%a %b %e %H:%M:%S %Y",      /* asctime */
    };
    char string[64];
    text = text_trim(text);
    if (text.length >= sizeof(string))
        return false;
    snprintf(string, sizeof(string), "%.*s", TEXT_ARGS(text));
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct tm parts = {0};
        const char *end = strptime(string, forms[i], &parts);
        if (!end || *end)
            continue;
        *time = timegm(&parts);
        return true;
    }
    return false;
}

bool not_modified(struct text if_none_match, struct text if_modified_since, struct text etag,
                  time_t last_modified)
{
    time_t since;
    if (if_none_match.bytes)
        return etag_list_has(if_none_match, etag);
    return if_modified_since.bytes && last_modified && http_date_parse(if_modified_since, &since) &&
           last_modified <= since;
}

/* A weight in thousandths (RFC 9110 section 12.4.2): "0.5" is 500. -1 when it is none. */
static int weight_parse(struct text text)
{
    if (text.length == 0 || text.length > 5 || (text.bytes[0] != '0' && text.bytes[0] != '1'))
        return -1;
    int weight = (text.bytes[0] - '0') * 1000;
    if (text.length > 1 && text.bytes[1] != '.')
        return -1;
    int unit = 100;
    for (size_t i = 2; i < text.length; i++, unit /= 10) {
        if (!ascii_is_digit(text.bytes[i]))
            return -1;
        weight += (text.bytes[i] - '0') * unit;
    }
    return weight <= 1000 ? weight : -1;
}

int preference_take(struct text *list, struct text *name)
{
    struct text element = text_split(list, ',');
    int weight = 1000;
    *name = text_trim(text_split(&element, ';'));
    while (element.bytes) {
        struct text value = text_split(&element, ';');
        struct text parameter = text_trim(text_split(&value, '='));
        if (text_equal_ignoring_case(parameter, TEXT("q")))
            weight = weight_parse(text_trim(value));
    }
    return weight < 0 ? 0 : weight;
}

bool accepts_gzip(struct text value)
{
    enum { NOT_NAMED = -1 };
    int gzip = NOT_NAMED, identity = NOT_NAMED, any = NOT_NAMED;
    while (value.bytes) {
        struct text coding;
        int weight = preference_take(&value, &coding);
        if (text_equal_ignoring_case(coding, TEXT("gzip")) ||
            text_equal_ignoring_case(coding, TEXT("x-gzip")))
            gzip = weight;
        else if (text_equal_ignoring_case(coding, TEXT("identity")))
            identity = weight;
        else if (text_equal(coding, TEXT("*")))
            any = weight;
    }
    if (gzip == NOT_NAMED)
        gzip = any;
    return gzip > 0 && gzip >= identity;
}
