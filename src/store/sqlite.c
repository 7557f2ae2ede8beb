/* The SQLite engine: write-ahead log, every commit synchronised, foreign keys held. */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "store/engine.h"

/* How long a reader waits while another process changes the write-ahead log itself. */
enum { BUSY_TIMEOUT_MS = 20 * 1000 };

struct database {
    sqlite3 *handle;
    char location[PATH_SIZE_BYTES];
};

struct query {
    sqlite3_stmt *handle;
    struct database *database;
    bool failed; /* a value could not be bound */
};

/* What SQLite says of the failure RESULT. */
static int fail(const struct database *database, int result, struct error *error)
{
    if (result == SQLITE_NOMEM)
        return error_memory(error);
    return error_set(
        error, STATUS_IO, database->location, (struct position){0, 0}, "expected %s: %s",
        result == SQLITE_CORRUPT ? "a sound store, found damage" : "the store to answer, found",
        database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(result));
}

static int sqlite_execute(struct database *database, const char *sql, struct error *error)
{
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? STATUS_OK : fail(database, result, error);
}

/* What is deleted is overwritten, as an erased salt must not be found in the file. Without
 * fullfsync the disk may still lose what it says it has; that is the disk's affair. */
static const char pragmas[] = "PRAGMA foreign_keys = ON;"
                              "PRAGMA cache_size = -32768;" /* KiB: a whole store, today */
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA cell_size_check = ON;";

/* The last process that closes the database properly removes its write-ahead log. */
static bool sqlite_was_interrupted(const char *location)
{
    char path[PATH_SIZE_BYTES + 8];
    struct stat info;
    snprintf(path, sizeof(path), "%s-wal", location);
    return stat(path, &info) == 0 && info.st_size > 0;
}

/* LOCATION as a URI that says that the file does not change, into URI. */
static void write_frozen_uri(const char *location, struct buffer *uri)
{
    buffer_append(uri, TEXT("file:"));
    for (const char *c = location; *c; c++)
        if (*c == '?' || *c == '#' || *c == '%')
            buffer_format(uri, "%%%02X", (unsigned)*c);
        else
            buffer_append_byte(uri, *c);
    buffer_append(uri, TEXT("?immutable=1"));
    buffer_append_byte(uri, '\0');
}

/* Opens the file. To read one that may change, memory is shared through a file beside it, which
 * cannot be made in a directory that is read-only. */
static int open_file(struct database *database, enum database_access access)
{
    static const int flags[] = {
        [DATABASE_WRITE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [DATABASE_READ] = SQLITE_OPEN_READONLY,
        [DATABASE_READ_FROZEN] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
    };
    const char *location = database->location;
    struct buffer uri;
    buffer_init(&uri);
    if (access == DATABASE_READ_FROZEN && !sqlite_was_interrupted(location)) {
        write_frozen_uri(location, &uri);
        location = uri.bytes;
    }
    int result = uri.failed ? SQLITE_NOMEM
                            : sqlite3_open_v2(location, &database->handle,
                                              flags[access] | SQLITE_OPEN_NOMUTEX, NULL);
    buffer_done(&uri);
    return result;
}

static int sqlite_open(const char *location, enum database_access access,
                       struct database **database, struct error *error)
{
    struct database *opened = memory_allocate_zeroed(1, sizeof(*opened));
    if (!opened)
        return error_memory(error);
    snprintf(opened->location, sizeof(opened->location), "%s", location);
    int result = open_file(opened, access);
    int status = result == SQLITE_OK ? STATUS_OK : fail(opened, result, error);
    if (status == STATUS_OK)
        sqlite3_busy_timeout(opened->handle, BUSY_TIMEOUT_MS);
    if (status == STATUS_OK)
        status = sqlite_execute(opened, pragmas, error);
    if (status == STATUS_OK && access == DATABASE_WRITE)
        status = sqlite_execute(opened, "PRAGMA journal_mode = WAL;", error);
    if (status == STATUS_OK) {
        *database = opened;
        return STATUS_OK;
    }
    sqlite3_close(opened->handle);
    memory_free(opened);
    return status;
}

static void sqlite_close(struct database *database)
{
    if (!database)
        return;
    sqlite3_close(database->handle);
    memory_free(database);
}

static int sqlite_prepare(struct database *database, const char *sql, struct query **query,
                          struct error *error)
{
    struct query *prepared = memory_allocate_zeroed(1, sizeof(*prepared));
    if (!prepared)
        return error_memory(error);
    prepared->database = database;
    int result = sqlite3_prepare_v2(database->handle, sql, -1, &prepared->handle, NULL);
    if (result == SQLITE_OK) {
        *query = prepared;
        return STATUS_OK;
    }
    memory_free(prepared);
    return fail(database, result, error);
}

static void sqlite_finish(struct query *query)
{
    if (!query)
        return;
    sqlite3_finalize(query->handle);
    memory_free(query);
}

static void sqlite_bind_integer(struct query *query, int parameter, int64_t value)
{
    query->failed |= sqlite3_bind_int64(query->handle, parameter, value) != SQLITE_OK;
}

static void sqlite_bind_text(struct query *query, int parameter, struct text value)
{
    query->failed |= sqlite3_bind_text64(query->handle, parameter, value.length ? value.bytes : "",
                                         value.length, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK;
}

static void sqlite_bind_bytes(struct query *query, int parameter, struct text value)
{
    query->failed |= sqlite3_bind_blob64(query->handle, parameter, value.length ? value.bytes : "",
                                         value.length, SQLITE_STATIC) != SQLITE_OK;
}

static void sqlite_bind_null(struct query *query, int parameter)
{
    query->failed |= sqlite3_bind_null(query->handle, parameter) != SQLITE_OK;
}

static void sqlite_reset(struct query *query)
{
    sqlite3_reset(query->handle);
    query->failed = false;
}

static int sqlite_step(struct query *query, bool *row, struct error *error)
{
    int result = query->failed ? SQLITE_NOMEM : sqlite3_step(query->handle);
    *row = result == SQLITE_ROW;
    if (result == SQLITE_ROW)
        return STATUS_OK;
    int status = result == SQLITE_DONE ? STATUS_OK : fail(query->database, result, error);
    sqlite_reset(query);
    return status;
}

static int64_t sqlite_integer(struct query *query, int column)
{
    return sqlite3_column_int64(query->handle, column);
}

static struct text sqlite_text(struct query *query, int column)
{
    const char *bytes = sqlite3_column_blob(query->handle, column);
    return (struct text){bytes, (size_t)sqlite3_column_bytes(query->handle, column)};
}

static bool sqlite_is_null(struct query *query, int column)
{
    return sqlite3_column_type(query->handle, column) == SQLITE_NULL;
}

static int64_t sqlite_last_id(struct database *database)
{
    return sqlite3_last_insert_rowid(database->handle);
}

static int sqlite_read_version(struct database *database, int64_t *version, struct error *error)
{
    struct query *query = NULL;
    bool row;
    *version = 0;
    int status = sqlite_prepare(database, "PRAGMA user_version", &query, error);
    if (status != STATUS_OK)
        return status;
    status = sqlite_step(query, &row, error);
    if (status == STATUS_OK && row)
        *version = sqlite_integer(query, 0);
    sqlite_finish(query);
    return status;
}

/* Also marks the file as ours, for file(1) and for whoever opens it: "port". */
static int sqlite_write_version(struct database *database, int64_t version, struct error *error)
{
    char sql[96];
    snprintf(sql, sizeof(sql), "PRAGMA application_id = 0x706f7274; PRAGMA user_version = %lld;",
             (long long)version);
    return sqlite_execute(database, sql, error);
}

/* The first row of what PRAGMA finds, as an error: that there is WHAT. A pragma that finds nothing
 * has no row, or one that says "ok". */
static int run_check(struct database *database, const char *pragma, const char *what,
                     struct error *error)
{
    struct query *query = NULL;
    bool row = false;
    int status = sqlite_prepare(database, pragma, &query, error);
    if (status != STATUS_OK)
        return status;
    status = sqlite_step(query, &row, error);
    if (status == STATUS_OK && row && !text_equal(sqlite_text(query, 0), TEXT("ok"))) {
        char quoted[QUOTED_SIZE_BYTES];
        status = error_set(error, STATUS_IO, database->location, (struct position){0, 0},
                           "expected a sound store, found %s %s", what,
                           text_quote(sqlite_text(query, 0), quoted));
    }
    sqlite_finish(query);
    return status;
}

static int sqlite_check(struct database *database, struct error *error)
{
    int status = run_check(database, "PRAGMA integrity_check(1)", "damage:", error);
    return status == STATUS_OK ? run_check(database, "PRAGMA foreign_key_check",
                                           "references to what is not there in the table", error)
                               : status;
}

const struct engine engine_sqlite = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .execute = sqlite_execute,
    .was_interrupted = sqlite_was_interrupted,
    .check = sqlite_check,
    .read_version = sqlite_read_version,
    .write_version = sqlite_write_version,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .bind_integer = sqlite_bind_integer,
    .bind_text = sqlite_bind_text,
    .bind_bytes = sqlite_bind_bytes,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .integer = sqlite_integer,
    .text = sqlite_text,
    .is_null = sqlite_is_null,
    .last_id = sqlite_last_id,
};
