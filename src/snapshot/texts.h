/* The texts of a snapshot while it is compiled: each is kept once. */
#ifndef PORTREG_SNAPSHOT_TEXTS_H
#define PORTREG_SNAPSHOT_TEXTS_H

#include "base/buffer.h"
#include "snapshot/layout.h"

struct text_slot;

struct texts {
    struct buffer bytes;     /* the section TEXT */
    struct text_slot *table; /* open addressing */
    size_t slot_count;       /* a power of two */
    size_t used;
    bool failed; /* memory was short, or there is more than the format can hold */
};

/* Begins without any text but the empty one. Returns false without memory. */
bool texts_init(struct texts *texts);
void texts_done(struct texts *texts);
/* No text is added any more: gives back the memory that takes. */
void texts_close(struct texts *texts);

/* Where TEXT is, added if it is new; 0 for the empty text, and when TEXTS has failed. */
uint32_t texts_add(struct texts *texts, struct text text);

/* The text at OFFSET, which texts_add returned; borrowed until the next one is added. */
struct text texts_get(const struct texts *texts, uint32_t offset);

#endif
