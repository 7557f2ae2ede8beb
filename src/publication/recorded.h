/* Whether a record is what an entry of the log says that it was changed into. */
#ifndef PORTREG_PUBLICATION_RECORDED_H
#define PORTREG_PUBLICATION_RECORDED_H

#include "store/store.h"

enum agreement {
    AGREEMENT_WHOLE,      /* it is the same, with its people */
    AGREEMENT_BUT_PEOPLE, /* it is the same but for commitments, to people */
    AGREEMENT_NONE,
};

/* Compares RECORD with AFTER, the record of an entry. STORE has the salts; without one (NULL), or
 * where a salt was erased, commitments are never the same. Returns 0, STATUS_IO or STATUS_MEMORY. */
int recorded_compare(const struct record *record, struct text after, struct store *store,
                     enum agreement *agreement, struct error *error);

#endif
