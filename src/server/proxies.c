/* What trusted proxies say of the client. */
#include "server/proxies.h"

enum {
    HOP_LIMIT = 32,         /* a chain of more proxies is not looked at */
    HOST_LIMIT_BYTES = 255, /* of a domain name; a port number comes on top */
};

/* What one proxy says of who came to it; texts that it did not send are empty. */
struct hop {
    struct text address;
    struct text scheme;
    struct text host;
};

int proxies_add(struct proxies *proxies, struct text list, struct error *error)
{
    while (list.bytes) {
        struct text item = text_trim(text_split(&list, ','));
        char quoted[QUOTED_SIZE_BYTES];
        if (proxies->count == PROXY_LIMIT)
            return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                             "expected at most %d trusted proxies, found more", PROXY_LIMIT);
        if (!network_parse(item, &proxies->networks[proxies->count]))
            return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                             "expected trusted proxies such as 192.0.2.1, 2001:db8::/32 or unix, "
                             "found %s",
                             text_quote(item, quoted));
        proxies->count++;
    }
    return STATUS_OK;
}

bool proxies_trust(const struct proxies *proxies, const struct address *address)
{
    for (size_t i = 0; proxies && i < proxies->count; i++)
        if (network_contains(&proxies->networks[i], address))
            return true;
    return false;
}

struct buffer *forwarding_list(struct forwarding *forwarding, struct text name)
{
    if (text_equal_ignoring_case(name, TEXT("Forwarded")))
        return &forwarding->forwarded;
    if (name.length <= 12 ||
        !text_equal_ignoring_case(text_slice(name, 0, 12), TEXT("X-Forwarded-")))
        return NULL;
    name = text_from(name, 12);
    return text_equal_ignoring_case(name, TEXT("For"))     ? &forwarding->address
           : text_equal_ignoring_case(name, TEXT("Proto")) ? &forwarding->scheme
           : text_equal_ignoring_case(name, TEXT("Host"))  ? &forwarding->host
                                                           : NULL;
}

void forwarding_done(struct forwarding *forwarding)
{
    buffer_done(&forwarding->forwarded);
    buffer_done(&forwarding->address);
    buffer_done(&forwarding->scheme);
    buffer_done(&forwarding->host);
}

/* As text_split, but a separator within quotes is none. */
static struct text split_quoted(struct text *text, char separator)
{
    bool quoted = false;
    struct text all = *text;
    for (size_t i = 0; i < all.length; i++) {
        if (quoted && all.bytes[i] == '\\') {
            i++;
        } else if (all.bytes[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && all.bytes[i] == separator) {
            *text = (struct text){all.bytes + i + 1, all.length - i - 1};
            return text_slice(all, 0, i);
        }
    }
    *text = (struct text){0};
    return all;
}

/* The value of a parameter without its quotes. What has an escape in it is none of the values that
 * are looked for, and is recognised as none later. */
static struct text unquote(struct text value)
{
    value = text_trim(value);
    if (value.length >= 2 && value.bytes[0] == '"' && value.bytes[value.length - 1] == '"')
        return text_slice(value, 1, value.length - 2);
    return value;
}

/* Reads one element of Forwarded: for=192.0.2.1;proto=https;host="ports.example.org". */
static struct hop read_element(struct text element)
{
    struct hop hop = {0};
    while (element.bytes) {
        struct text value = split_quoted(&element, ';');
        struct text name = text_trim(text_split(&value, '='));
        if (text_equal_ignoring_case(name, TEXT("for")))
            hop.address = unquote(value);
        else if (text_equal_ignoring_case(name, TEXT("proto")))
            hop.scheme = unquote(value);
        else if (text_equal_ignoring_case(name, TEXT("host")))
            hop.host = unquote(value);
    }
    return hop;
}

/* The last item of a list with commas. */
static struct text last_item(const struct buffer *list)
{
    struct text rest = buffer_text(list), item = {0};
    while (rest.bytes)
        item = text_split(&rest, ',');
    return text_trim(item);
}

/* Reads what the proxies say into HOPS, that of the nearest one last. Returns how many there are;
 * none when there are more than HOP_LIMIT. */
static size_t read_hops(const struct forwarding *forwarding, struct hop hops[static HOP_LIMIT])
{
    bool is_standard = forwarding->address.length == 0 && forwarding->forwarded.length > 0;
    struct text rest = buffer_text(is_standard ? &forwarding->forwarded : &forwarding->address);
    struct hop common = {.scheme = last_item(&forwarding->scheme),
                         .host = last_item(&forwarding->host)};
    size_t count = 0;
    if (!rest.length && (common.scheme.length || common.host.length)) {
        hops[0] = common;
        return 1;
    }
    while (rest.bytes) {
        if (count == HOP_LIMIT)
            return 0;
        if (is_standard) {
            hops[count] = read_element(split_quoted(&rest, ','));
        } else {
            hops[count] = common;
            hops[count].address = text_trim(text_split(&rest, ','));
        }
        count++;
    }
    return count;
}

/* Reads the address of a node: 192.0.2.1, 192.0.2.1:4711, 2001:db8::1 or [2001:db8::1]:4711. */
static bool read_node(struct text node, struct address *address)
{
    if (text_starts_with(node, TEXT("["))) {
        size_t end = text_find(node, TEXT("]"), 0);
        return end != SIZE_MAX && address_parse(text_slice(node, 1, end - 1), address);
    }
    if (address_parse(node, address))
        return true;
    struct text host = text_split(&node, ':');
    return text_is_digits(node) && address_parse(host, address);
}

/* Whether HOST can be a host and a port number, so that it may stand in an address. */
static bool is_host(struct text host)
{
    for (size_t i = 0; i < host.length; i++) {
        char c = host.bytes[i];
        if (!ascii_is_letter(c) && !ascii_is_digit(c) && !memchr(".-_:[]", c, 6))
            return false;
    }
    return host.length > 0 && host.length <= HOST_LIMIT_BYTES + sizeof(":65535") - 1;
}

static void believe(const struct hop *hop, struct client *client)
{
    if (text_equal_ignoring_case(hop->scheme, TEXT("https")))
        client->is_https = true;
    else if (text_equal_ignoring_case(hop->scheme, TEXT("http")))
        client->is_https = false;
    if (is_host(hop->host))
        client->host = hop->host;
}

static bool is_whole(const struct forwarding *forwarding)
{
    return !forwarding->forwarded.failed && !forwarding->address.failed &&
           !forwarding->scheme.failed && !forwarding->host.failed;
}

void forwarding_apply(const struct forwarding *forwarding, const struct proxies *proxies,
                      struct client *client)
{
    struct hop hops[HOP_LIMIT];
    if (!is_host(client->host))
        client->host = (struct text){0};
    if (!proxies || proxies->count == 0 || !is_whole(forwarding))
        return;
    size_t left = read_hops(forwarding, hops);
    while (left && proxies_trust(proxies, &client->address)) {
        const struct hop *hop = &hops[--left];
        struct address address;
        believe(hop, client);
        if (!read_node(hop->address, &address))
            return;
        client->address = address;
    }
}
