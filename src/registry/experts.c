/* Reading the names of experts out of the header's text. */
#include "registry/experts.h"

/* How the publisher begins a group. */
struct label {
    struct text words;
    enum transport_protocol protocols[2];
};

static const struct label labels[] = {
    {TEXT("TCP/UDP:"), {TRANSPORT_TCP, TRANSPORT_UDP}},
    {TEXT("SCTP:"), {TRANSPORT_SCTP, TRANSPORT_SCTP}},
    {TEXT("DCCP:"), {TRANSPORT_DCCP, TRANSPORT_DCCP}},
};

static void begin_group(struct expert *group, const struct label *label)
{
    *group = (struct expert){0};
    group->transport_protocols[label->protocols[0]] = true;
    group->transport_protocols[label->protocols[1]] = true;
}

/* Takes white space, and the label of a group, off *REST. */
static void take_labels(struct text *rest, struct expert *group)
{
    *rest = text_trim(*rest);
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
        if (!text_starts_with(*rest, labels[i].words))
            continue;
        *rest = text_trim(text_from(*rest, labels[i].words.length));
        begin_group(group, &labels[i]);
        i = SIZE_MAX; /* a label may follow a label: look again from the first */
    }
}

/* Where the name at the start of TEXT ends: at a comma, a semicolon, the end of a line, or "and".
 */
static size_t name_end(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == ',' || text.bytes[i] == ';' || text.bytes[i] == '\n')
            return i;
        if (i && text_starts_with(text_from(text, i), TEXT(" and ")))
            return i;
    }
    return text.length;
}

bool experts_next(struct text *rest, struct expert *group, struct expert *expert)
{
    bool any = false;
    for (int i = 0; i <= TRANSPORT_LAST; i++)
        any |= group->transport_protocols[i];
    if (!any)
        begin_group(group, &labels[0]);
    while (rest->length) {
        take_labels(rest, group);
        if (text_starts_with(*rest, TEXT("and ")))
            *rest = text_trim(text_from(*rest, 4));
        size_t end = name_end(*rest);
        struct text name = text_trim(text_slice(*rest, 0, end));
        bool leads = end < rest->length && rest->bytes[end] == ';';
        bool separator = end < rest->length && rest->bytes[end] != ' ';
        *rest = text_from(*rest, end + separator);
        if (name.length == 0)
            continue;
        *expert = *group;
        expert->name = name;
        /* The last name of a group may end with a semicolon too, when another group follows. */
        struct expert next_group = *group;
        struct text ahead = *rest;
        take_labels(&ahead, &next_group);
        expert->leads = leads && memcmp(next_group.transport_protocols, group->transport_protocols,
                                        sizeof(group->transport_protocols)) == 0;
        return true;
    }
    return false;
}
