/* The bytes of a snapshot: what compiling and reading share. */
#include "snapshot/layout.h"

#include <string.h>

/* SUM with the eight bytes at P in it. */
static inline uint64_t add_word(uint64_t sum, const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    sum = (sum ^ le64toh(word)) * 0x9fb21c651e98df25u;
    return sum ^ sum >> 29;
}

/* The hash of a long text: three sums take turns, because one alone would wait for each of its
 * multiplications. */
static uint64_t long_hash(struct text text)
{
    uint64_t a = 1, b = 2, c = 3;
    size_t i = 0;
    for (; text.length - i >= 24; i += 24) {
        a = add_word(a, text.bytes + i);
        b = add_word(b, text.bytes + i + 8);
        c = add_word(c, text.bytes + i + 16);
    }
    uint64_t sums[] = {htole64(a), htole64(b), htole64(c), htole64(text_hash(text_from(text, i)))};
    return text_hash((struct text){(const char *)sums, sizeof(sums)});
}

uint64_t snapshot_checksum(const struct disk_header *header, struct text body)
{
    struct disk_header summed = *header;
    summed.checksum = htole64(long_hash(body));
    return text_hash((struct text){(const char *)&summed, sizeof(summed)});
}

/* The eight bytes of WORD with ASCII capitals made small. */
static uint64_t lower_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t seven = word & 0x7f * ones;
    uint64_t above_z = seven + (0x7f - 'Z') * ones;
    uint64_t from_a = seven + (0x80 - 'A') * ones;
    uint64_t capital = ~word & (from_a ^ above_z) & 0x80 * ones;
    return word | capital >> 2;
}

uint64_t name_hash(const char *name, size_t length)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    uint64_t hash = length * factor;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, name, 8);
        hash = (hash ^ lower_word(le64toh(word))) * factor;
        hash ^= hash >> 32;
        name += 8;
        length -= 8;
    }
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)name[i] << (8 * i);
    hash = (hash ^ lower_word(word)) * factor;
    return hash ^ hash >> 29;
}
