/* Cutting a file where a row ends: at a line end with an even number of quotes before. */
#include "formats/csv/part.h"

/* How many of BYTES are C. */
static size_t count_bytes(struct text bytes, char c)
{
    size_t count = 0;
    while (bytes.length) {
        uint8_t few = 0; /* which the compiler can count sixteen at a time */
        struct text block = text_slice(bytes, 0, UINT8_MAX);
        for (size_t i = 0; i < block.length; i++)
            few = (uint8_t)(few + (block.bytes[i] == c));
        count += few;
        bytes = text_from(bytes, block.length);
    }
    return count;
}

void part_cut(struct text bytes, struct part *first, struct part *second)
{
    size_t end = bytes.length / 2;
    bool inside = count_bytes(text_slice(bytes, 0, end), '"') % 2 != 0; /* of a quoted cell */
    while (end < bytes.length && (bytes.bytes[end] != '\n' || inside))
        inside ^= bytes.bytes[end++] == '"';
    end += end < bytes.length;
    *first = (struct part){text_slice(bytes, 0, end), 1};
    *second = (struct part){text_from(bytes, end), (uint32_t)count_bytes(first->bytes, '\n') + 1};
}
