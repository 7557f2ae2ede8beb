/* Which letters a word has: two words that are a few edits apart have most of them in common. */
#ifndef PORTREG_SNAPSHOT_SEARCH_LETTERS_H
#define PORTREG_SNAPSHOT_SEARCH_LETTERS_H

#include "snapshot/layout.h"

/* The entry of SEARCH_LETTERS for the folded WORD, of at most 31 bytes. */
static inline uint32_t search_letters(struct text word)
{
    uint32_t letters = (uint32_t)word.length << LETTERS_LENGTH_SHIFT;
    for (size_t i = 0; i < word.length; i++) {
        char c = word.bytes[i];
        if (c >= 'a' && c <= 'z')
            letters |= 1u << (c - 'a');
        else if (ascii_is_digit(c))
            letters |= LETTERS_DIGIT;
    }
    return letters;
}

#endif
