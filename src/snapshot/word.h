/* Words, as search compares them: letters and digits, without regard to case and accents. What is
 * indexed and what is typed are both folded by these functions. */
#ifndef PORTREG_SNAPSHOT_WORD_H
#define PORTREG_SNAPSHOT_WORD_H

#include "base/text.h"

enum { WORD_BYTES = 32, WORD_LENGTH_LIMIT = WORD_BYTES - 1 };

/* A folded word: UTF-8, cut to WORD_LENGTH_LIMIT bytes. */
struct word {
    char bytes[WORD_BYTES]; /* the rest is zero */
    uint8_t length;
};

/* Takes the next word of TEXT at or after *AT, and moves *AT behind it; *START is where it begins.
 * Letters (Latin ones without their accents), digits, and all other characters that are neither
 * white space nor punctuation belong to words. False when there are no more. Any bytes are safe. */
bool word_next(struct text text, size_t *at, size_t *start, struct word *word);

/* Where the word of TEXT that the characters before and at AT belong to ends; AT when they do not
 * belong to one word. */
size_t word_end(struct text text, size_t at);

/* Appends B to A, as far as there is room. */
void word_join(struct word *a, const struct word *b);

static inline struct text word_text(const struct word *word)
{
    return (struct text){word->bytes, word->length};
}

/* How many bytes of TEXT, which begins with a word, fold to the first COUNT bytes of that word. */
size_t word_prefix_length(struct text text, size_t count);

/* How many letters must be inserted, left out, changed or swapped with their neighbour to make
 * WORD of TYPED: at most LIMIT, which is at most 2; more: LIMIT + 1. Letters are bytes here. With
 * IS_BEGINNING, to make any beginning of WORD. */
unsigned word_distance(struct text typed, struct text word, unsigned limit, bool is_beginning);

/* How many typing errors are forgiven in WORD: none below 4 letters, 1 up to 7, 2 from 8; and none
 * in a number. */
unsigned word_edits_forgiven(const struct word *word);

#endif
