/* Bundles of entries. */
#include "history/log/bundle.h"

enum { LENGTH_SIZE_BYTES = 2 };

void bundle_append(struct buffer *bundle, struct text entry)
{
    buffer_append_byte(bundle, (char)(entry.length >> 8));
    buffer_append_byte(bundle, (char)entry.length);
    buffer_append(bundle, entry);
}

bool bundle_next(struct text *rest, struct text *entry)
{
    if (rest->length < LENGTH_SIZE_BYTES)
        return false;
    size_t length = (size_t)(uint8_t)rest->bytes[0] << 8 | (uint8_t)rest->bytes[1];
    if (rest->length - LENGTH_SIZE_BYTES < length)
        return false;
    *entry = (struct text){rest->bytes + LENGTH_SIZE_BYTES, length};
    *rest = text_from(*rest, LENGTH_SIZE_BYTES + length);
    return true;
}
