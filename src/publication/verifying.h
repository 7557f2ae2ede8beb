/* The parts of a verification of a data directory. Each tells its account what it found; what it
 * returns is a status only where it could not do its work. */
#ifndef PORTREG_PUBLICATION_VERIFYING_H
#define PORTREG_PUBLICATION_VERIFYING_H

#include "publication/account.h"
#include "publication/logged.h"
#include "store/store.h"

struct verifying {
    const char *data_directory;
    const struct policy *policy; /* NULL: nobody is trusted to have signed the log */
    struct account *account;
    uint32_t sequence;        /* the one release that is verified; 0: all of them */
    struct store *store;      /* NULL: it cannot be read */
    struct timeline timeline; /* the releases without layout; none when they cannot be read */
    struct log *log;          /* NULL: it cannot be read */
    struct logged logged;     /* what is in it */
};

/* What ERROR says is wrong, unless it is that memory is short. Returns 0 or STATUS_MEMORY. */
int verifying_error(struct verifying *verifying, const char *subject, const struct error *error);

/* Opens the store and, for all releases, checks every page of it; fills verifying->timeline. */
int verify_store(struct verifying *verifying, struct error *error);
/* Writes the releases again as it was received, and compares their SHA-256. */
int verify_releases(struct verifying *verifying, struct error *error);

/* Opens the log, and verifies all of it and compares it with the entries of the store; of one
 * release only its own entries. Fills verifying->logged. */
int verify_log(struct verifying *verifying, struct error *error);
/* Compares the releases of the store with their entries. */
int verify_release_entries(struct verifying *verifying, struct error *error);
/* Compares every version of every record with the entries of changes. */
int verify_change_entries(struct verifying *verifying, struct error *error);

/* Verifies the snapshot, and compares it with the store. */
int verify_snapshot(struct verifying *verifying, struct error *error);
/* Verifies the published files. */
int verify_files(struct verifying *verifying, struct error *error);

#endif
