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

/* Three sums take turns, because one alone would wait for each of its multiplications. */
void snapshot_sum_add(struct snapshot_sum *sum, struct text body)
{
    uint64_t a = sum->sums[0], b = sum->sums[1], c = sum->sums[2];
    size_t i = sum->length;
    for (; body.length - i >= 24; i += 24) {
        a = add_word(a, body.bytes + i);
        b = add_word(b, body.bytes + i + 8);
        c = add_word(c, body.bytes + i + 16);
    }
    *sum = (struct snapshot_sum){{a, b, c}, i};
}

uint64_t snapshot_sum_end(struct snapshot_sum *sum, const struct disk_header *header,
                          struct text body)
{
    struct disk_header summed = *header;
    snapshot_sum_add(sum, body);
    uint64_t sums[] = {htole64(sum->sums[0]), htole64(sum->sums[1]), htole64(sum->sums[2]),
                       htole64(text_hash(text_from(body, sum->length)))};
    summed.checksum = htole64(text_hash((struct text){(const char *)sums, sizeof(sums)}));
    return text_hash((struct text){(const char *)&summed, sizeof(summed)});
}

uint64_t snapshot_checksum(const struct disk_header *header, struct text body)
{
    struct snapshot_sum sum = SNAPSHOT_SUM_INIT;
    return snapshot_sum_end(&sum, header, body);
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
