/* Received: whether a file is a release that the store has already, in another format.
 *
 * CSV, text and HTML carry less than XML. The same release in one of them is not a change of the
 * registry, and must not become one. */
#ifndef PORTREG_PUBLICATION_RECEIVED_H
#define PORTREG_PUBLICATION_RECEIVED_H

#include "base/sha256.h"
#include "formats/format.h"
#include "store/store.h"

/* Looks whether the last release of DATE in STORE, written in FORMAT, is the file with SHA256. Then
 * *RELEASE is that release; otherwise its sequence number is 0. */
int received_find(struct store *store, const struct format *format, struct date date,
                  const uint8_t sha256[static SHA256_SIZE_BYTES], struct release *release,
                  struct error *error);

#endif
