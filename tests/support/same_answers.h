/* For tests: that two handles give the same answers. */
#ifndef PORTREG_TESTS_SAME_ANSWERS_H
#define PORTREG_TESTS_SAME_ANSWERS_H

#include "snapshot/snapshot.h"

/* What answers_differ asks for. */
struct asked {
    const char *const *names; /* each as it is, with other capitals, and with a letter too few */
    size_t name_count;
    uint32_t explained; /* every so manyth port number is explained too; 1: all */
};

/* The first question that A and B answer differently, in words, in BUFFER; NULL: there is none. Ids
 * and keys of records and the indexes of releases do not count. Asks for the state and the records
 * of all port numbers, all records, people and notes, counts, and ASKED. */
enum { DIFFERENCE_SIZE_BYTES = 256 };
const char *answers_differ(const struct portreg *a, const struct portreg *b,
                           const struct asked *asked, char buffer[static DIFFERENCE_SIZE_BYTES]);

#endif
