/* The store: every release of a registry, as versions of its records, in one database.
 *
 * The store is the truth; published files, log and snapshot are made from it, and made again. One
 * process at a time writes; any number read meanwhile. What is written is written in transactions
 * that end synchronised: after a crash the store holds a prefix of what was added. */
#ifndef PORTREG_STORE_STORE_H
#define PORTREG_STORE_STORE_H

#include "base/buffer.h"
#include "history/change.h"
#include "registry/timeline.h"

/* The store, in the data directory. */
#define STORE_FILE "store.db"

struct store;

enum store_kind {
    STORE_MIRROR,    /* follows a publisher */
    STORE_AUTHORITY, /* decides for itself, after the release it began with */
};

enum store_mode {
    STORE_READ,  /* fails when there is none */
    STORE_WRITE, /* makes the data directory and the store when missing */
};

/* How long a writer waits for another one to finish. */
enum { STORE_LOCK_TIMEOUT_MS = 20 * 1000 };

/* Opens the store in DATA_DIRECTORY; a new one is a mirror. A writer holds the one lock for writing
 * until store_close. After a crash the database is checked first. The caller ends with store_close.
 * Returns 0; STATUS_IO, also when there is none to read, when another process is writing or when
 * damage was found; STATUS_INPUT when a later portreg wrote it; STATUS_MEMORY. */
int store_open(const char *data_directory, enum store_mode mode, struct store **store,
               struct error *error);
void store_close(struct store *store); /* NULL is allowed */

/* Looks whether the database is whole: every page, index and reference. STATUS_IO with the first
 * thing that is wrong. */
int store_check(struct store *store, struct error *error);

/* Whether DATA_DIRECTORY has a store. */
bool store_exists(const char *data_directory);

enum store_kind store_kind(const struct store *store);

/* A release on its way into the store. */
struct arrival {
    const char *file;   /* for messages */
    const char *format; /* of the bytes received: "xml" */
    uint8_t sha256[32]; /* of these bytes */
    uint64_t size_bytes;
    const char *source;  /* how it came: "import", "sync" or "decision" */
    const char *agent;   /* who or what brought it: an account of the system, an address */
    int64_t recorded_at; /* seconds since 1970 */
    bool backfill;       /* a release that is older than the last is put in its place */
    bool authority;      /* with it, its first, the store becomes an authority */
    /* Told of each change from the release before, in the transaction that adds it; a status other
     * than 0 undoes all. What is removed comes last. NULL: nobody asks. */
    int (*each)(void *context, const struct change *change, struct error *error);
    void *context;
};

/* What store_add did. */
struct addition {
    bool known;                        /* nothing: the store has had this release already */
    struct release release;            /* the one added, or the one known */
    uint32_t added, modified, removed; /* records */
};

/* Reads the last release, which the next one is compared with, unless it is at hand. store_add does
 * so when it has to; whoever knows that a release is coming can have it done before it is there. */
int store_prepare(struct store *store, struct error *error);

/* Adds REGISTRY, a whole release with its date, in one transaction. REGISTRY is taken over: it is
 * empty afterwards. Returns 0; STATUS_INPUT for a release that is older than the last one without
 * ARRIVAL->backfill, for an authority that has a release, and for a mirror with releases that is to
 * become an authority; STATUS_IO or STATUS_MEMORY. The store
 * is as it was then. */
int store_add(struct store *store, const struct arrival *arrival, struct registry *registry,
              struct addition *addition, struct error *error);

/* The sequence number that the next release gets. */
int store_next_sequence(struct store *store, uint32_t *sequence, struct error *error);

/* How many releases the store has. */
int store_count(struct store *store, uint32_t *count, struct error *error);

/* Reads all releases into *TIMELINE, or with PLACE_OF the one of that sequence number alone (0:
 * all). WITH_LAYOUT: records and people as the publisher wrote them, which only XML needs; without
 * it versions that differ in nothing else are one. The caller ends with timeline_done. */
int store_read(struct store *store, uint32_t sequence, bool with_layout, struct timeline *timeline,
               struct error *error);

/* The sequence number of the last release of DATE or before it, and its date; 0 when there is
 * none. No date: the last release. */
int store_find_release(struct store *store, struct date date, uint32_t *sequence,
                       struct error *error);

/* The date of the first release. STATUS_IO when there is none. */
int store_first_date(struct store *store, struct date *date, struct error *error);

/* --- what the log takes from the store --- */

/* A release whose entry in the log is missing. */
struct unlogged {
    uint32_t sequence; /* 0: there is none */
    struct date date;
    uint8_t sha256[32]; /* of the file received */
    char format[16];    /* of that file */
    char source[16];
    uint32_t record_count;
    bool is_last; /* no release has a later place: its files are published */
};

/* The first release, in the order in which they came, that has no entry yet. */
int store_find_unlogged(struct store *store, struct unlogged *unlogged, struct error *error);
/* The last release by place, whether it has its entry or not. */
int store_find_last(struct store *store, struct unlogged *last, struct error *error);
/* The release SEQUENCE, whether it has its entry or not; there is none when *RELEASE has no
 * sequence. */
int store_find_received(struct store *store, uint32_t sequence, struct unlogged *release,
                        struct error *error);
/* Remembers that the entry of the release SEQUENCE is the one at INDEX of the log. */
int store_put_entry(struct store *store, uint32_t sequence, uint64_t index, struct error *error);
/* Where it is; 0 also when it has none. */
int store_find_entry(struct store *store, uint32_t sequence, uint64_t *index, struct error *error);

/* The SHA-256 of the published file NAME of the release SEQUENCE, as the log has it; *KNOWN is
 * false when it has none. */
int store_find_file(struct store *store, uint32_t sequence, const char *name,
                    uint8_t sha256[static 32], bool *known, struct error *error);
/* Remembers it, in the place of what was known. */
int store_put_file(struct store *store, uint32_t sequence, const char *name,
                   const uint8_t sha256[static 32], struct error *error);

/* The entries of the log, in their order. Adds ENTRIES (COUNT of them, each with its length before
 * it, as two bytes, the higher first) behind all others. */
int store_add_entries(struct store *store, struct text entries, uint32_t count,
                      struct error *error);
/* How many entries there are. */
int store_entry_count(struct store *store, uint64_t *count, struct error *error);
/* Appends the batches from the one with entry INDEX on to ENTRIES, in the form above; *FIRST is the
 * index of the first entry there, which is at most INDEX. */
int store_read_entries(struct store *store, uint64_t index, struct buffer *entries, uint64_t *first,
                       struct error *error);

/* The salt of SUBJECT, made when it has none yet. Only a writer may ask. */
int store_salt(struct store *store, struct text subject, uint8_t salt[static 32],
               struct error *error);
/* The salt of SUBJECT, which is never made: *FOUND is false when it was erased, or never there. */
int store_find_salt(struct store *store, struct text subject, uint8_t salt[static 32], bool *found,
                    struct error *error);
/* Forgets the salts of all subjects that name the person HANDLE; *COUNT is how many. That it was
 * done, and of which entries at most, is remembered. */
int store_erase_salts(struct store *store, struct text handle, uint32_t *count,
                      struct error *error);
/* How many entries there were when salts were erased last: later ones have theirs; 0: never. */
int store_last_erasure(struct store *store, uint64_t *entry_count, struct error *error);

/* One transaction for several of the calls above: they take part in it, store_add too. */
int store_begin(struct store *store, struct error *error);
int store_commit(struct store *store, struct error *error);
/* Undoes everything since store_begin. */
void store_rollback(struct store *store);

#endif
