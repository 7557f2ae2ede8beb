/* Words as numbers, so that comparing, hashing and sorting them takes a few of these and no bytes;
 * and reading them from texts, eight bytes at a time. */
#ifndef PORTREG_SNAPSHOT_WORD_KEY_H
#define PORTREG_SNAPSHOT_WORD_KEY_H

#include <endian.h>

#include "snapshot/word.h"

enum { PART_BYTES = 8, PART_LIMIT = WORD_BYTES / PART_BYTES };

/* A folded word: its bytes, the first one highest, then zeros. Parts behind its end are not set. */
struct word_key {
    uint64_t parts[PART_LIMIT];
    uint32_t length; /* bytes; at least one */
};

/* How many parts a word of LENGTH bytes has. */
static inline uint32_t word_key_parts(uint32_t length)
{
    return (length + PART_BYTES - 1) / PART_BYTES;
}

/* WORD, which is not empty. */
static inline void word_key_of(struct word_key *key, const struct word *word)
{
    memcpy(key->parts, word->bytes, sizeof(key->parts));
    for (size_t i = 0; i < PART_LIMIT; i++)
        key->parts[i] = be64toh(key->parts[i]);
    key->length = word->length;
}

/* A text whose words are taken one after the other: one of the section TEXT, as behind it is a NUL,
 * which parts words. */
struct word_reader {
    const char *at, *end;
    bool has_margin; /* PART_BYTES behind its end may be read */
};

/* The ASCII letters and digits among eight bytes of text, made small, with something in place of
 * the others; these have the high bit set in OTHERS. */
static inline uint64_t word_fold_part(uint64_t bytes, uint64_t *others)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    uint64_t seven = bytes & ~high, small = seven | 0x20 * ones;
    uint64_t letters = (small + (0x80 - 'a') * ones) & ~(small + (0x7f - 'z') * ones);
    uint64_t digits = (seven + (0x80 - '0') * ones) & ~(seven + (0x7f - '9') * ones);
    *others = (~(letters | digits) | bytes) & high;
    return small;
}

/* As word_reader_next, for words of any characters. */
static inline bool word_reader_next_of_any(struct word_reader *reader, struct word_key *key)
{
    struct text text = {reader->at, (size_t)(reader->end - reader->at)};
    struct word word;
    size_t at = 0, start;
    if (!word_next(text, &at, &start, &word))
        return false;
    reader->at += at;
    word_key_of(key, &word);
    return true;
}

/* The next word of READER; false when there are no more. The same words as those of word_next. */
static inline bool word_reader_next(struct word_reader *reader, struct word_key *key)
{
    const char *at = reader->at;
    uint32_t length = 0;
    if (at >= reader->end)
        return false;
    while (reader->has_margin) {
        uint64_t bytes, others;
        memcpy(&bytes, at, sizeof(bytes));
        bytes = le64toh(bytes);
        uint64_t small = word_fold_part(bytes, &others);
        uint64_t other = others & -others;                     /* the first of them */
        if (others == 0 && length < WORD_BYTES - PART_BYTES) { /* the word goes on */
            key->parts[length / PART_BYTES] = __builtin_bswap64(small);
            length += PART_BYTES;
            at += PART_BYTES;
            continue;
        }
        if (others == 0 || bytes & other)
            break;
        uint32_t before = (uint32_t)__builtin_ctzll(other) / 8;
        key->parts[length / PART_BYTES] = __builtin_bswap64(small & (other - 1) >> 7);
        length += before;
        at += before + 1;
        reader->at = at;
        if (length) {
            key->length = length;
            return true;
        }
        if (at >= reader->end)
            return false;
    }
    return word_reader_next_of_any(reader, key);
}

#endif
