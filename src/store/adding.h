/* A release being added, for the files that store_add is made of: what is what in it and in its
 * neighbours (identify.c), and what of it has to be written (put.c). */
#ifndef PORTREG_STORE_ADDING_H
#define PORTREG_STORE_ADDING_H

#include "store/opened.h"

/* The records, or the people, of the release that is being added HERE, and of the releases BEFORE
 * and AFTER it. Matches are indexes, or MATCHING_NONE. */
struct things {
    struct stored *here;
    const struct stored *before, *after;
    size_t here_count, before_count, after_count;
    uint32_t *to_before, *to_after; /* of each here: the same thing on that side */
    uint32_t *from_before;          /* of each before: the same thing here */
    uint32_t *before_to_after;      /* of each before: the same thing after */
};

struct adding {
    struct store *store;
    const struct arrival *arrival;
    struct addition *addition;
    struct gap gap;
    const struct edition *before, *after; /* empty where there is none */
    struct edition *here;
    struct things records, people;
};

/* Finds out which record and which person of the release is which of its neighbours', and gives
 * each its key and its position. Returns 0, STATUS_IO or STATUS_MEMORY. */
int adding_identify(struct adding *adding, struct error *error);
/* Frees what identifying has made. */
void adding_forget(struct adding *adding);

/* Writes the versions that the release has of its own, and ends the lifetimes of what is not in it
 * any more; tells of each change. The release has its row already. Returns 0, STATUS_IO,
 * STATUS_MEMORY, or what it was told by whom it told. */
int adding_put(struct adding *adding, struct error *error);

#endif
