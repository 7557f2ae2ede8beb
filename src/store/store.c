/* The store: opening, transactions, and what is asked of it in a word. */
#include "store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "store/bind.h"
#include "store/opened.h"
#include "store/schema.h"

/* The file that a writer has locked. */
#define LOCK_FILE "lock"

static const char *const kind_names[] = {
    [STORE_MIRROR] = "mirror", [STORE_AUTHORITY] = "authority"};

/* --- opening --- */

/* The kind that the store has been given; a new one becomes a mirror. */
static int read_kind(struct store *store, struct error *error)
{
    struct query *query;
    bool row;
    int status = store->engine->prepare(store->database, "SELECT kind FROM store", &query, error);
    if (status != STATUS_OK)
        return status;
    status = store->engine->step(query, &row, error);
    store->kind =
        status == STATUS_OK && row &&
                text_equal(store->engine->text(query, 0), text_of(kind_names[STORE_AUTHORITY]))
            ? STORE_AUTHORITY
            : STORE_MIRROR;
    bool is_new = status == STATUS_OK && !row && store->mode == STORE_WRITE;
    store->engine->finish(query);
    if (is_new)
        status = store->engine->execute(store->database,
                                        "INSERT INTO store (id, kind) VALUES (1, 'mirror')", error);
    return status;
}

/* Brings the tables up to date, or, for a reader, looks whether they are. */
static int open_tables(struct store *store, const char *path, struct error *error)
{
    if (store->mode == STORE_WRITE)
        return schema_migrate(store->engine, store->database, error);
    bool is_current;
    int status = schema_check(store->engine, store->database, &is_current, error);
    if (status == STATUS_OK && !is_current)
        return error_set(error, STATUS_IO, path, (struct position){0, 0},
                         "expected the tables of today, found older ones: the next import brings "
                         "them up to date");
    return status;
}

static int open_database(struct store *store, const char *path, struct error *error)
{
    bool is_writer = store->mode == STORE_WRITE;
    bool interrupted = is_writer && store->engine->was_interrupted(path);
    enum database_access access = is_writer          ? DATABASE_WRITE
                                  : store->lock >= 0 ? DATABASE_READ_FROZEN
                                                     : DATABASE_READ;
    int status = store->engine->open(path, access, &store->database, error);
    if (status == STATUS_OK && interrupted)
        status = store->engine->check(store->database, error);
    if (status == STATUS_OK)
        status = open_tables(store, path, error);
    return status == STATUS_OK ? read_kind(store, error) : status;
}

/* Makes the data directory and takes the lock for writing. */
static int become_writer(struct store *store, const char *data_directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = directory_make(data_directory, error);
    if (status == STATUS_OK)
        status = path_join(path, data_directory, LOCK_FILE, error);
    if (status == STATUS_OK)
        status = lock_open(path, "publishes here", STORE_LOCK_TIMEOUT_MS, &store->lock, error);
    return status;
}

/* Looks for the store. A reader who may not write into the data directory keeps writers out where
 * it can, because then it cannot be told of what they do. */
static int become_reader(struct store *store, const char *data_directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    if (!store_exists(data_directory))
        return error_set(error, STATUS_IO, data_directory, (struct position){0, 0},
                         "expected a store, found none: the first import makes it");
    int status = path_join(path, data_directory, LOCK_FILE, error);
    if (status == STATUS_OK && access(data_directory, W_OK) < 0)
        lock_share(path, &store->lock);
    return status;
}

int store_open(const char *data_directory, enum store_mode mode, struct store **store,
               struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct store *opened = memory_allocate_zeroed(1, sizeof(*opened));
    if (!opened)
        return error_memory(error);
    opened->engine = &engine_sqlite;
    opened->mode = mode;
    opened->lock = -1;
    edition_init(&opened->last);
    int status = path_join(path, data_directory, STORE_FILE, error);
    if (status == STATUS_OK)
        status = mode == STORE_WRITE ? become_writer(opened, data_directory, error)
                                     : become_reader(opened, data_directory, error);
    if (status == STATUS_OK)
        status = open_database(opened, path, error);
    if (status == STATUS_OK)
        *store = opened;
    else
        store_close(opened);
    return status;
}

static void free_tables(struct store *store)
{
    struct tables *tables = store->tables;
    if (!tables)
        return;
    versions_done(&tables->record);
    versions_done(&tables->record_placement);
    versions_done(&tables->person);
    versions_done(&tables->person_placement);
    versions_done(&tables->head);
    versions_done(&tables->note);
    store->engine->finish(tables->find_layout);
    store->engine->finish(tables->add_layout);
    memory_free(tables);
    store->tables = NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    free_tables(store);
    edition_done(&store->last);
    store->engine->close(store->database);
    if (store->lock >= 0)
        close(store->lock);
    memory_free(store);
}

/* Each batch of entries begins where the one before it ends. */
static const char find_gaps[] =
    "SELECT count(*) FROM log_batch AS batch WHERE first_entry <> coalesce((SELECT"
    " max(earlier.first_entry + earlier.entry_count) FROM log_batch AS earlier"
    " WHERE earlier.first_entry < batch.first_entry), 0)";

int store_check(struct store *store, struct error *error)
{
    int64_t gaps = 0;
    int status = store->engine->check(store->database, error);
    if (status == STATUS_OK)
        status = store_ask(store, find_gaps, 0, 0, &gaps, error);
    if (status == STATUS_OK && gaps)
        return error_set(error, STATUS_IO, STORE_FILE, (struct position){0, 0},
                         "expected entries without gaps, found %lld", (long long)gaps);
    return status;
}

bool store_exists(const char *data_directory)
{
    char path[PATH_SIZE_BYTES];
    struct stat info;
    return path_join(path, data_directory, STORE_FILE, NULL) == STATUS_OK && stat(path, &info) == 0;
}

enum store_kind store_kind(const struct store *store)
{
    return store->kind;
}

/* The queries for one table, which is part of store->tables. */
static int prepare_table(struct store *store, struct versions *versions, const char *table,
                         const char *columns, struct error *error)
{
    return versions_init(versions, store->engine, store->database, table, columns, error);
}

int store_prepare_tables(struct store *store, struct error *error)
{
    if (store->tables)
        return STATUS_OK;
    struct tables *tables = store->tables = memory_allocate_zeroed(1, sizeof(*tables));
    if (!tables)
        return error_memory(error);
    int status = prepare_table(store, &tables->record, "record", record_columns, error);
    if (status == STATUS_OK)
        status = prepare_table(store, &tables->record_placement, "record_placement",
                               record_placement_columns, error);
    if (status == STATUS_OK)
        status = prepare_table(store, &tables->person, "person", person_columns, error);
    if (status == STATUS_OK)
        status = prepare_table(store, &tables->person_placement, "person_placement",
                               person_placement_columns, error);
    if (status == STATUS_OK)
        status = prepare_table(store, &tables->head, "head", head_columns, error);
    if (status == STATUS_OK)
        status = prepare_table(store, &tables->note, "note", note_columns, error);
    if (status == STATUS_OK)
        status = store->engine->prepare(store->database, "SELECT id FROM layout WHERE content = ?1",
                                        &tables->find_layout, error);
    if (status == STATUS_OK)
        status = store->engine->prepare(store->database, "INSERT INTO layout (content) VALUES (?1)",
                                        &tables->add_layout, error);
    if (status != STATUS_OK)
        free_tables(store);
    return status;
}

/* --- transactions --- */

int store_begin(struct store *store, struct error *error)
{
    int status = store->engine->execute(store->database, "BEGIN IMMEDIATE", error);
    store->in_transaction = status == STATUS_OK;
    return status;
}

int store_commit(struct store *store, struct error *error)
{
    int status = store->engine->execute(store->database, "COMMIT", error);
    if (status != STATUS_OK)
        store_rollback(store);
    store->in_transaction = false;
    return status;
}

void store_rollback(struct store *store)
{
    if (!store->in_transaction)
        return;
    store->engine->execute(store->database, "ROLLBACK", NULL);
    store->in_transaction = false;
    /* both may be of a release that is gone now */
    edition_done(&store->last);
    read_kind(store, NULL);
}

int store_enter(struct store *store, bool *own, struct error *error)
{
    *own = !store->in_transaction;
    return *own ? store_begin(store, error) : STATUS_OK;
}

int store_leave(struct store *store, bool own, int status, struct error *error)
{
    if (status == STATUS_OK)
        return own ? store_commit(store, error) : STATUS_OK;
    if (own)
        store_rollback(store);
    return status;
}

/* --- questions --- */

int store_ask(struct store *store, const char *sql, int64_t first, int64_t second, int64_t *value,
              struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    *value = 0;
    int status = engine->prepare(store->database, sql, &query, error);
    if (status != STATUS_OK)
        return status;
    if (strstr(sql, "?1"))
        engine->bind_integer(query, 1, first);
    if (strstr(sql, "?2"))
        engine->bind_integer(query, 2, second);
    status = engine->step(query, &row, error);
    if (status == STATUS_OK && row)
        *value = engine->integer(query, 0);
    engine->finish(query);
    return status;
}

int store_count(struct store *store, uint32_t *count, struct error *error)
{
    int64_t value;
    int status = store_ask(store, "SELECT count(*) FROM release", 0, 0, &value, error);
    *count = (uint32_t)value;
    return status;
}

int store_next_sequence(struct store *store, uint32_t *sequence, struct error *error)
{
    int64_t value;
    int status =
        store_ask(store, "SELECT coalesce(max(sequence), 0) + 1 FROM release", 0, 0, &value, error);
    *sequence = (uint32_t)value;
    return status;
}

int store_find_release(struct store *store, struct date date, uint32_t *sequence,
                       struct error *error)
{
    int64_t value;
    int64_t latest = date_is_set(date) ? date_pack(date) : INT64_MAX;
    int status = store_ask(store,
                           "SELECT sequence FROM release WHERE date <= ?1 "
                           "ORDER BY place DESC LIMIT 1",
                           latest, 0, &value, error);
    *sequence = (uint32_t)value;
    return status;
}

int store_first_date(struct store *store, struct date *date, struct error *error)
{
    int64_t value;
    int status =
        store_ask(store, "SELECT date FROM release ORDER BY place LIMIT 1", 0, 0, &value, error);
    *date = date_unpack((uint32_t)value);
    if (status == STATUS_OK && !date_is_set(*date))
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected a store with a release, found none");
    return status;
}
