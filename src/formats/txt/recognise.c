/* Recognising plain text, so that it can be refused by name: it is written only. */
#include "formats/txt/txt.h"

/* Where the title of the registry is looked for. */
enum { TITLE_WITHIN_BYTES = 512 };

bool txt_recognise(struct text bytes)
{
    static const struct text site = TEXT("Internet Assigned Numbers Authority\n");
    static const struct text title =
        TEXT("  Service Name and Transport Protocol Port Number Registry\n");
    struct text start = text_slice(bytes, 0, TITLE_WITHIN_BYTES);
    size_t margin = 0;
    while (margin < start.length && start.bytes[margin] == ' ')
        margin++;
    return text_starts_with(text_from(start, margin), site) ||
           text_find(start, title, 0) != SIZE_MAX;
}
