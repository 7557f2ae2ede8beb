/* Bundles of entries (C2SP tlog-tiles): each entry behind its length in two bytes. */
#ifndef PORTREG_HISTORY_LOG_BUNDLE_H
#define PORTREG_HISTORY_LOG_BUNDLE_H

#include "base/buffer.h"

/* Appends ENTRY, of at most ENTRY_LIMIT_BYTES, to a bundle. */
void bundle_append(struct buffer *bundle, struct text entry);

/* Moves *REST behind its first entry, which becomes *ENTRY. Returns false at the end, and where
 * *REST is too short for what it says; then *REST is not empty. */
bool bundle_next(struct text *rest, struct text *entry);

#endif
