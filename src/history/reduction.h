/* A reduction: a registry as far as two formats both carry it, to be compared and nothing else.
 *
 * CSV has no breaks, and the publisher wrote its white space in a different way every few years.
 * So that a release in CSV does not differ from the same one in XML, both are reduced to what is
 * left in CSV: each reference is its label, and no white space counts. */
#ifndef PORTREG_HISTORY_REDUCTION_H
#define PORTREG_HISTORY_REDUCTION_H

#include "formats/format.h"

/* Fills the empty REDUCED with REGISTRY without what formats lack that have the bits LACKS; the
 * records stand in the same order. Texts may be borrowed: REDUCED lives no longer than REGISTRY.
 * End with registry_done, also after a failure. Returns 0 or STATUS_MEMORY. */
int reduction_make(const struct registry *registry, unsigned lacks, struct registry *reduced,
                   struct error *error);

#endif
