/* An arena: memory that is handed out piece by piece and freed all at once. */
#ifndef PORTREG_BASE_ARENA_H
#define PORTREG_BASE_ARENA_H

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    char *next;                 /* free space of the newest block */
    size_t left_bytes;
};

/* The caller's object; no memory is taken before the first allocation. */
void arena_init(struct arena *arena);
/* Frees everything that came from ARENA, which can then be used again. */
void arena_done(struct arena *arena);

/* Makes all that came from OTHER belong to ARENA; OTHER is empty afterwards. */
void arena_take(struct arena *arena, struct arena *other);

/* SIZE_BYTES of uninitialised memory, aligned for any object, or NULL. */
void *arena_allocate(struct arena *arena, size_t size_bytes);
/* As arena_allocate, for text: not aligned. */
char *arena_allocate_text(struct arena *arena, size_t size_bytes);
/* A copy of TEXT in ARENA. Returns false without memory. */
bool arena_copy(struct arena *arena, struct text text, struct text *copy);

#endif
