/* Logging: the changes and releases of the store as entries of the log. */
#ifndef PORTREG_PUBLICATION_LOGGING_H
#define PORTREG_PUBLICATION_LOGGING_H

#include "history/log/log.h"
#include "publication/directory.h"
#include "store/store.h"

/* The entries of a release that is being added, as they collect. */
struct change_entries {
    struct store *store;
    uint32_t sequence; /* of the release */
    struct buffer entries;
    struct buffer entry; /* the one being made */
    uint32_t count;
};

/* The caller's object, which change_entries_done ends. */
void change_entries_init(struct change_entries *entries, struct store *store, uint32_t sequence);
void change_entries_done(struct change_entries *entries);
/* As arrival->each, with a struct change_entries as its context: makes an entry of CHANGE. */
int change_entries_add(void *entries, const struct change *change, struct error *error);
/* Puts what has collected into the store, behind the entry of the release before, which will not be
 * published any more if it has not been. */
int change_entries_store(struct change_entries *entries, struct error *error);

/* Puts an entry into the store for each release that has none. DIRECTORY holds the files of the
 * last release; NULL when they have not been made. Then, if the log has other hashes for them than
 * they have now, puts a further entry. */
int releases_store_entries(struct store *store, const struct release_directory *directory,
                           struct error *error);

/* Refuses a store that has fewer entries than the log in DATA_DIRECTORY, such as an older copy:
 * whatever it took in would not be what the log says. */
int log_check_store(const char *data_directory, struct store *store, struct error *error);

/* Looks, without the key, whether the checkpoint of the log is over as many entries as the store
 * has. */
int log_is_current(const char *data_directory, struct store *store, bool *current,
                   struct error *error);

/* Brings the log in DATA_DIRECTORY up to the store and signs it. *CHANGED says whether there was
 * anything to append. */
int log_catch_up(const char *data_directory, struct store *store, bool *changed,
                 struct error *error);

/* Appends to PROOF the file that proves that entry INDEX is in LOG, and carries the entry. */
int log_prove_entry(struct log *log, uint64_t index, struct buffer *proof, struct error *error);

/* The same for the entry of the release SEQUENCE. */
int log_prove_release(const char *data_directory, struct store *store, uint32_t sequence,
                      struct buffer *proof, struct error *error);

/* Makes the key of the log when it is missing, named ORIGIN or, when that is NULL, by default. An
 * ORIGIN that an existing key does not have is STATUS_INPUT. */
int log_make_key(const char *data_directory, const char *origin, struct error *error);

#endif
