/* The entries of the log, and the salts of what they hide. */
#include <sodium.h>
#include <stdio.h>
#include <zlib.h>

#include "base/memory.h"
#include "store/opened.h"

enum { HASH_SIZE_BYTES = 32 };

/* The hash that a column holds; all zero for what is none. */
static void copy_hash(uint8_t hash[static HASH_SIZE_BYTES], struct text column)
{
    memset(hash, 0, HASH_SIZE_BYTES);
    if (column.length == HASH_SIZE_BYTES)
        memcpy(hash, column.bytes, HASH_SIZE_BYTES);
}

/* A word that a column holds, as a string of at most SIZE_BYTES. */
static void copy_word(char *word, size_t size_bytes, struct text column)
{
    snprintf(word, size_bytes, "%.*s", TEXT_ARGS(column));
}

/* --- entries --- */

/* Compresses BYTES as zlib does. *LENGTH is that of the result, which the caller frees; NULL
 * without memory. */
static uint8_t *compress_entries(struct text bytes, uLongf *length)
{
    *length = compressBound(bytes.length);
    uint8_t *compressed = memory_allocate(*length);
    if (compressed && compress2(compressed, length, (const Bytef *)bytes.bytes, bytes.length,
                                Z_BEST_COMPRESSION) == Z_OK)
        return compressed;
    memory_free(compressed);
    return NULL;
}

static int insert_batch(struct store *store, uint64_t first, uint32_t count, struct text bytes,
                        uint64_t size_bytes, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    int status = engine->prepare(store->database,
                                 "INSERT INTO log_batch (first_entry, entry_count, size_bytes,"
                                 " entries) VALUES (?1, ?2, ?3, ?4)",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, (int64_t)first);
    engine->bind_integer(query, 2, count);
    engine->bind_integer(query, 3, (int64_t)size_bytes);
    engine->bind_bytes(query, 4, bytes);
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

int store_add_entries(struct store *store, struct text entries, uint32_t count, struct error *error)
{
    bool own;
    uint64_t first;
    uLongf length;
    uint8_t *compressed = compress_entries(entries, &length);
    if (!compressed)
        return error_memory(error);
    int status = store_enter(store, &own, error);
    if (status == STATUS_OK) {
        status = store_entry_count(store, &first, error);
        if (status == STATUS_OK)
            status = insert_batch(store, first, count, (struct text){(char *)compressed, length},
                                  entries.length, error);
        status = store_leave(store, own, status, error);
    }
    memory_free(compressed);
    return status;
}

int store_entry_count(struct store *store, uint64_t *count, struct error *error)
{
    int64_t value;
    int status = store_ask(store,
                           "SELECT first_entry + entry_count FROM log_batch "
                           "ORDER BY first_entry DESC LIMIT 1",
                           0, 0, &value, error);
    *count = (uint64_t)value;
    return status;
}

/* Appends the uncompressed bytes of a batch to ENTRIES. */
static int append_batch(struct buffer *entries, struct text compressed, uint64_t size_bytes,
                        struct error *error)
{
    size_t start = entries->length;
    uLongf length = size_bytes;
    buffer_append_repeated(entries, '\0', size_bytes);
    if (entries->failed)
        return error_memory(error);
    int result = uncompress((Bytef *)entries->bytes + start, &length,
                            (const Bytef *)compressed.bytes, compressed.length);
    if (result == Z_MEM_ERROR)
        return error_memory(error);
    if (result == Z_OK && length == size_bytes)
        return STATUS_OK;
    return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                     "expected a batch of %llu bytes of entries in the store, found it damaged",
                     (unsigned long long)size_bytes);
}

int store_read_entries(struct store *store, uint64_t index, struct buffer *entries, uint64_t *first,
                       struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row, begun = false;
    *first = index;
    int status = engine->prepare(store->database,
                                 "SELECT first_entry, size_bytes, entries FROM log_batch "
                                 "WHERE first_entry + entry_count > ?1 ORDER BY first_entry",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, (int64_t)index);
    while ((status = engine->step(query, &row, error)) == STATUS_OK && row) {
        *first = begun ? *first : (uint64_t)engine->integer(query, 0);
        begun = true;
        status = append_batch(entries, engine->text(query, 2), (uint64_t)engine->integer(query, 1),
                              error);
        if (status != STATUS_OK)
            break;
    }
    engine->finish(query);
    return status;
}

/* --- releases --- */

/* The first row of SQL, which is one of the queries below; SEQUENCE is its ?1, where it has one. */
static int find_unlogged(struct store *store, const char *sql, uint32_t sequence,
                         struct unlogged *unlogged, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    *unlogged = (struct unlogged){0};
    int status = engine->prepare(store->database, sql, &query, error);
    if (status != STATUS_OK)
        return status;
    if (sequence)
        engine->bind_integer(query, 1, sequence);
    status = engine->step(query, &row, error);
    if (status == STATUS_OK && row) {
        unlogged->sequence = (uint32_t)engine->integer(query, 0);
        unlogged->date = date_unpack((uint32_t)engine->integer(query, 1));
        copy_hash(unlogged->sha256, engine->text(query, 2));
        copy_word(unlogged->format, sizeof(unlogged->format), engine->text(query, 3));
        copy_word(unlogged->source, sizeof(unlogged->source), engine->text(query, 4));
        unlogged->record_count = (uint32_t)engine->integer(query, 5);
        unlogged->is_last = engine->integer(query, 6) != 0;
    }
    engine->finish(query);
    return status;
}

#define SELECT_UNLOGGED                                                                            \
    "SELECT sequence, date, sha256, format, source, record_count, "                                \
    "place = (SELECT max(place) FROM release) FROM release "

int store_find_unlogged(struct store *store, struct unlogged *unlogged, struct error *error)
{
    return find_unlogged(store, SELECT_UNLOGGED "WHERE entry IS NULL ORDER BY sequence LIMIT 1", 0,
                         unlogged, error);
}

int store_find_last(struct store *store, struct unlogged *last, struct error *error)
{
    return find_unlogged(store, SELECT_UNLOGGED "ORDER BY place DESC LIMIT 1", 0, last, error);
}

int store_find_received(struct store *store, uint32_t sequence, struct unlogged *release,
                        struct error *error)
{
    return find_unlogged(store, SELECT_UNLOGGED "WHERE sequence = ?1", sequence, release, error);
}

int store_put_entry(struct store *store, uint32_t sequence, uint64_t index, struct error *error)
{
    int64_t ignored;
    return store_ask(store, "UPDATE release SET entry = ?2 WHERE sequence = ?1", sequence,
                     (int64_t)index, &ignored, error);
}

int store_find_entry(struct store *store, uint32_t sequence, uint64_t *index, struct error *error)
{
    int64_t value;
    int status = store_ask(store, "SELECT entry FROM release WHERE sequence = ?1", sequence, 0,
                           &value, error);
    *index = (uint64_t)value;
    return status;
}

int store_find_file(struct store *store, uint32_t sequence, const char *name,
                    uint8_t sha256[static 32], bool *known, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    int status = engine->prepare(store->database,
                                 "SELECT sha256 FROM release_file WHERE release = ?1 AND name = ?2",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, sequence);
    engine->bind_text(query, 2, text_of(name));
    status = engine->step(query, known, error);
    if (status == STATUS_OK && *known)
        copy_hash(sha256, engine->text(query, 0));
    engine->finish(query);
    return status;
}

int store_put_file(struct store *store, uint32_t sequence, const char *name,
                   const uint8_t sha256[static 32], struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    int status = engine->prepare(store->database,
                                 "INSERT INTO release_file (release, name, sha256) "
                                 "VALUES (?1, ?2, ?3) "
                                 "ON CONFLICT (release, name) DO UPDATE SET sha256 = ?3",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, sequence);
    engine->bind_text(query, 2, text_of(name));
    engine->bind_bytes(query, 3, (struct text){(const char *)sha256, HASH_SIZE_BYTES});
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

/* --- salts --- */

enum { SALT_SIZE_BYTES = 32 };

static int insert_salt(struct store *store, struct text subject,
                       const uint8_t salt[static SALT_SIZE_BYTES], struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    int status = engine->prepare(store->database,
                                 "INSERT INTO salt (subject, salt) VALUES (?1, ?2)", &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_text(query, 1, subject);
    engine->bind_bytes(query, 2, (struct text){(const char *)salt, SALT_SIZE_BYTES});
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

int store_find_salt(struct store *store, struct text subject, uint8_t salt[static 32], bool *found,
                    struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    int status =
        engine->prepare(store->database, "SELECT salt FROM salt WHERE subject = ?1", &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_text(query, 1, subject);
    status = engine->step(query, found, error);
    if (status == STATUS_OK && *found && engine->text(query, 0).length == SALT_SIZE_BYTES)
        memcpy(salt, engine->text(query, 0).bytes, SALT_SIZE_BYTES);
    engine->finish(query);
    return status;
}

int store_salt(struct store *store, struct text subject, uint8_t salt[static 32],
               struct error *error)
{
    bool found = false;
    int status = store_find_salt(store, subject, salt, &found, error);
    if (status != STATUS_OK || found)
        return status;
    randombytes_buf(salt, SALT_SIZE_BYTES);
    return insert_salt(store, subject, salt, error);
}

/* Deletes the salts of all subjects that name HANDLE. */
/* Where a text names a person: as a reference of type person (registry/marked.h), with place or
 * label or without, and as CSV writes it. The handle is always whole: others have it in theirs. */
static const char delete_salts_sql[] =
    "DELETE FROM salt WHERE instr(subject, char(4) || 'B' || ?1 || char(5))"
    " OR instr(subject, char(4) || 'B' || ?1 || char(6))"
    " OR instr(subject, char(4) || 'B' || ?1 || char(7))"
    " OR instr(subject, '[' || ?1 || ']')";

static int delete_salts(struct store *store, struct text handle, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    bool row;
    int status = engine->prepare(store->database, delete_salts_sql, &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_text(query, 1, handle);
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

/* Remembers that salts are gone of entries that there are now. */
static int put_erasure(struct store *store, struct error *error)
{
    uint64_t count;
    int64_t ignored;
    int status = store_entry_count(store, &count, error);
    if (status != STATUS_OK)
        return status;
    return store_ask(store, "INSERT INTO erasure (entry) VALUES (?1)", (int64_t)count, 0, &ignored,
                     error);
}

/* As store_erase_salts, in a transaction. */
static int erase_salts(struct store *store, struct text handle, uint32_t *count,
                       struct error *error)
{
    int64_t before, after = 0;
    int status = store_ask(store, "SELECT count(*) FROM salt", 0, 0, &before, error);
    if (status == STATUS_OK)
        status = delete_salts(store, handle, error);
    if (status == STATUS_OK)
        status = store_ask(store, "SELECT count(*) FROM salt", 0, 0, &after, error);
    if (status == STATUS_OK && before != after)
        status = put_erasure(store, error);
    if (status == STATUS_OK)
        *count = (uint32_t)(before - after);
    return status;
}

int store_erase_salts(struct store *store, struct text handle, uint32_t *count, struct error *error)
{
    bool own;
    *count = 0;
    int status = store_enter(store, &own, error);
    if (status != STATUS_OK)
        return status;
    status = erase_salts(store, handle, count, error);
    return store_leave(store, own, status, error);
}

int store_last_erasure(struct store *store, uint64_t *entry_count, struct error *error)
{
    int64_t value;
    int status = store_ask(store, "SELECT max(entry) FROM erasure", 0, 0, &value, error);
    *entry_count = (uint64_t)value;
    return status;
}
