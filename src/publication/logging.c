/* Logging: from the store into the log. */
#include "publication/logging.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "history/entry.h"
#include "history/log/base64.h"
#include "history/log/log.h"
#include "history/log/proof.h"
#include "history/log/signer.h"
#include "history/log/writer.h"

/* Each entry stands behind its length, as in a bundle: two bytes, the higher first. */
enum { LENGTH_SIZE_BYTES = 2 };

static void append_with_length(struct buffer *entries, struct text entry)
{
    buffer_append_byte(entries, (char)(entry.length >> 8));
    buffer_append_byte(entries, (char)(entry.length & 0xff));
    buffer_append(entries, entry);
}

/* Takes the next entry off *REST. False at the end, and for a rest that is too short. */
static bool take_entry(struct text *rest, struct text *entry)
{
    if (rest->length < LENGTH_SIZE_BYTES)
        return false;
    size_t length = (size_t)(uint8_t)rest->bytes[0] << 8 | (uint8_t)rest->bytes[1];
    *entry = text_slice(*rest, LENGTH_SIZE_BYTES, length);
    *rest = text_from(*rest, LENGTH_SIZE_BYTES + length);
    return entry->length == length;
}

/* --- changes --- */

void change_entries_init(struct change_entries *entries, struct store *store, uint32_t sequence)
{
    *entries = (struct change_entries){.store = store, .sequence = sequence};
    buffer_init(&entries->entries);
    buffer_init(&entries->entry);
}

void change_entries_done(struct change_entries *entries)
{
    buffer_done(&entries->entries);
    buffer_done(&entries->entry);
}

static int salt_of_store(void *context, struct text subject,
                         uint8_t salt[static ENTRY_SALT_SIZE_BYTES], struct error *error)
{
    return store_salt(context, subject, salt, error);
}

int change_entries_add(void *context, const struct change *change, struct error *error)
{
    struct change_entries *entries = context;
    struct entry_salts salts = {salt_of_store, entries->store};
    buffer_clear(&entries->entry);
    int status = entry_append_change(&entries->entry, change, entries->sequence, &salts, error);
    if (status != STATUS_OK)
        return status;
    append_with_length(&entries->entries, buffer_text(&entries->entry));
    entries->count++;
    return entries->entries.failed ? error_memory(error) : STATUS_OK;
}

/* --- releases --- */

/* Puts the entry of a release into the store, with the hashes of DIRECTORY's files unless it is
 * NULL, and remembers them. */
static int store_release_entry(struct store *store, const struct unlogged *unlogged,
                               const struct release_directory *directory, struct error *error)
{
    struct entry_file files[RELEASE_FILE_COUNT];
    struct buffer entry, entries;
    uint64_t index;
    struct entry_release release = {
        .sequence = unlogged->sequence,
        .date = unlogged->date,
        .record_count = unlogged->record_count,
        .source = unlogged->source,
        .received_format = text_of(unlogged->format),
        .files = files,
        .file_count = directory ? RELEASE_FILE_COUNT : 0,
    };
    memcpy(release.received_sha256, unlogged->sha256, sizeof(release.received_sha256));
    for (size_t i = 0; i < release.file_count; i++) {
        files[i].name = release_files[i].name;
        memcpy(files[i].sha256, directory->sha256[i], sizeof(files[i].sha256));
    }
    buffer_init(&entry);
    buffer_init(&entries);
    int status = entry_append_release(&entry, &release, error);
    if (status == STATUS_OK)
        append_with_length(&entries, buffer_text(&entry));
    if (status == STATUS_OK && entries.failed)
        status = error_memory(error);
    if (status == STATUS_OK)
        status = store_entry_count(store, &index, error);
    if (status == STATUS_OK)
        status = store_add_entries(store, buffer_text(&entries), 1, error);
    for (size_t i = 0; status == STATUS_OK && i < release.file_count; i++)
        status = store_put_file(store, release.sequence, files[i].name, files[i].sha256, error);
    if (status == STATUS_OK)
        status = store_put_entry(store, release.sequence, index, error);
    buffer_done(&entry);
    buffer_done(&entries);
    return status;
}

/* Whether the store knows other hashes, or none, for the files of the release SEQUENCE. */
static int files_differ(struct store *store, uint32_t sequence,
                        const struct release_directory *directory, bool *differ,
                        struct error *error)
{
    *differ = false;
    for (size_t i = 0; i < RELEASE_FILE_COUNT && !*differ; i++) {
        uint8_t known[SHA256_SIZE_BYTES];
        bool is_known;
        int status =
            store_find_file(store, sequence, release_files[i].name, known, &is_known, error);
        if (status != STATUS_OK)
            return status;
        *differ = !is_known || memcmp(known, directory->sha256[i], sizeof(known)) != 0;
    }
    return STATUS_OK;
}

/* A later program may write the files of the same release otherwise, and a release that a backfill
 * pushed aside may become the last again: then the log gets their hashes once more. */
static int store_other_files(struct store *store, const struct release_directory *directory,
                             struct error *error)
{
    struct unlogged last;
    bool differ;
    int status = store_find_last(store, &last, error);
    if (status == STATUS_OK)
        status = files_differ(store, last.sequence, directory, &differ, error);
    if (status != STATUS_OK || !differ)
        return status;
    return store_release_entry(store, &last, directory, error);
}

/* An entry for each release before the one with sequence number END that has none. */
static int store_unlogged(struct store *store, const struct release_directory *directory,
                          uint32_t end, struct error *error)
{
    struct unlogged unlogged;
    int status;
    while ((status = store_find_unlogged(store, &unlogged, error)) == STATUS_OK &&
           unlogged.sequence && unlogged.sequence < end) {
        status = store_release_entry(store, &unlogged, unlogged.is_last ? directory : NULL, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

int releases_store_entries(struct store *store, const struct release_directory *directory,
                           struct error *error)
{
    int status = store_begin(store, error);
    if (status != STATUS_OK)
        return status;
    status = store_unlogged(store, directory, UINT32_MAX, error);
    if (status == STATUS_OK && directory)
        status = store_other_files(store, directory, error);
    if (status == STATUS_OK)
        return store_commit(store, error);
    store_rollback(store);
    return status;
}

int change_entries_store(struct change_entries *entries, struct error *error)
{
    int status = store_unlogged(entries->store, NULL, entries->sequence, error);
    if (status != STATUS_OK || entries->count == 0)
        return status;
    return store_add_entries(entries->store, buffer_text(&entries->entries), entries->count, error);
}

/* --- the log --- */

/* Refuses an entry that the log has otherwise. */
static int compare_entry(struct log_writer *writer, uint64_t index, struct text entry,
                         struct error *error)
{
    bool has;
    int status = log_writer_has(writer, index, entry, &has, error);
    if (status == STATUS_OK && !has)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected a store with the entries of the log, found that entry %" PRIu64
                         " is another: this store was an older copy once and has gone on from "
                         "there, or the log is another one's",
                         index);
    return status;
}

/* Compares the entries that the log has with ENTRIES, which begin at the first, and appends the
 * others. */
static int append_entries(struct log_writer *writer, struct text entries, struct error *error)
{
    struct text entry;
    uint64_t size = log_writer_size(writer);
    int status = STATUS_OK;
    for (uint64_t i = 0; status == STATUS_OK && take_entry(&entries, &entry); i++)
        status =
            i < size ? compare_entry(writer, i, entry, error) : log_append(writer, entry, error);
    return status;
}

/* Refuses a log that has more entries than the store: it is of another store. */
static int check_sizes(const struct log_writer *writer, struct store *store, bool *behind,
                       struct error *error)
{
    uint64_t count;
    int status = store_entry_count(store, &count, error);
    *behind = status == STATUS_OK && log_writer_size(writer) < count;
    if (status == STATUS_OK && log_writer_size(writer) > count)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected a log of at most %" PRIu64 " entries, as the store has, found "
                         "one of %" PRIu64 ": this store is an older copy, or the log is another "
                         "one's; restore the store that belongs to the log",
                         count, log_writer_size(writer));
    return status;
}

/* Appends what is missing. All entries are compared, not the last alone: a store that was set back
 * and took in the same releases again has hidden the same texts with other salts. */
static int append_missing(struct log_writer *writer, struct store *store, struct error *error)
{
    struct buffer entries;
    uint64_t first;
    buffer_init(&entries);
    int status = store_read_entries(store, 0, &entries, &first, error);
    if (status == STATUS_OK)
        status = append_entries(writer, buffer_text(&entries), error);
    buffer_done(&entries);
    return status;
}

/* What is wrong with the key, its state or the log is wrong with the data directory, and not with
 * what is imported. */
static int blame_directory(int status, struct error *error)
{
    if (status != STATUS_INPUT)
        return status;
    if (error)
        error->status = STATUS_IO;
    return STATUS_IO;
}

static int open_writer(const char *data_directory, struct log_writer **writer, struct error *error)
{
    char log[PATH_SIZE_BYTES], key[PATH_SIZE_BYTES];
    *writer = NULL;
    int status = path_join(log, data_directory, LOG_DIRECTORY, error);
    if (status == STATUS_OK)
        status = path_join(key, data_directory, LOG_KEY_FILE, error);
    if (status == STATUS_OK)
        status = log_writer_open(writer, log, key, error);
    return blame_directory(status, error);
}

int log_check_store(const char *data_directory, struct store *store, struct error *error)
{
    struct log_writer *writer;
    bool behind;
    int status = open_writer(data_directory, &writer, error);
    if (status == STATUS_OK)
        status = check_sizes(writer, store, &behind, error);
    log_writer_close(writer);
    return status;
}

int log_is_current(const char *data_directory, struct store *store, bool *current,
                   struct error *error)
{
    char directory[PATH_SIZE_BYTES];
    struct log log;
    uint64_t count;
    int status = store_entry_count(store, &count, error);
    if (status == STATUS_OK)
        status = path_join(directory, data_directory, LOG_DIRECTORY, error);
    if (status != STATUS_OK)
        return status;
    *current = log_open(&log, directory, NULL, NULL) == STATUS_OK && log_size(&log) == count;
    log_close(&log);
    return STATUS_OK;
}

int log_catch_up(const char *data_directory, struct store *store, bool *changed,
                 struct error *error)
{
    struct log_writer *writer;
    *changed = false;
    int status = open_writer(data_directory, &writer, error);
    if (status == STATUS_OK)
        status = check_sizes(writer, store, changed, error);
    if (status == STATUS_OK && *changed)
        status = append_missing(writer, store, error);
    /* Also without new entries: a writer that was killed may have signed a checkpoint and not put
     * it in place. */
    if (status == STATUS_OK)
        status = log_sign(writer, error);
    log_writer_close(writer);
    return blame_directory(status, error);
}

int log_prove_entry(struct log *log, uint64_t index, struct buffer *buffer, struct error *error)
{
    struct buffer entry, extra;
    struct proof proof = {.index = index, .checkpoint = log->checkpoint_file.bytes};
    buffer_init(&entry);
    buffer_init(&extra);
    int status = log_entry(log, index, &entry, error);
    base64_append(&extra, buffer_text(&entry));
    proof.extra = buffer_text(&extra);
    if (status == STATUS_OK && extra.failed)
        status = error_memory(error);
    if (status == STATUS_OK)
        status = log_prove_inclusion(log, index, log_size(log), &proof.path, error);
    if (status == STATUS_OK)
        proof_append(buffer, &proof);
    buffer_done(&entry);
    buffer_done(&extra);
    return status == STATUS_OK && buffer->failed ? error_memory(error) : status;
}

int log_prove_release(const char *data_directory, struct store *store, uint32_t sequence,
                      struct buffer *proof, struct error *error)
{
    char directory[PATH_SIZE_BYTES], key[PATH_SIZE_BYTES];
    struct verifier verifier;
    struct policy *policy = memory_allocate(sizeof(*policy));
    struct log log;
    uint64_t index;
    if (!policy)
        return error_memory(error);
    int status = path_join(directory, data_directory, LOG_DIRECTORY, error);
    if (status == STATUS_OK)
        status = path_join(key, data_directory, LOG_KEY_FILE, error);
    if (status == STATUS_OK)
        status = signer_read_verifier(key, &verifier, error);
    if (status == STATUS_OK)
        status = store_find_entry(store, sequence, &index, error);
    if (status == STATUS_OK) {
        policy_init_of_log(policy, &verifier);
        status = log_open(&log, directory, policy, error);
        if (status == STATUS_OK)
            status = log_prove_entry(&log, index, proof, error);
        log_close(&log);
    }
    memory_free(policy);
    return status;
}

/* Makes the key in PATH, unless there is a log already: that has a key, which is lost. */
static int make_key(const char *data_directory, const char *path, const char *origin,
                    struct error *error)
{
    char checkpoint[PATH_SIZE_BYTES];
    int status =
        path_join(checkpoint, data_directory, LOG_DIRECTORY "/" LOG_CHECKPOINT_FILE, error);
    if (status == STATUS_OK && access(checkpoint, F_OK) == 0)
        return error_set(error, STATUS_IO, path, (struct position){0, 0},
                         "expected the key of the log, found no such file; restore it and "
                         "%s" SIGNER_STATE_SUFFIX ", or move the log away to begin another one",
                         LOG_KEY_FILE);
    if (status == STATUS_OK)
        status = signer_create(path, text_of(origin), error);
    return blame_directory(status, error);
}

int log_make_key(const char *data_directory, const char *origin, struct error *error)
{
    char path[PATH_SIZE_BYTES], quoted[QUOTED_SIZE_BYTES];
    struct verifier verifier;
    int status = path_join(path, data_directory, LOG_KEY_FILE, error);
    if (status != STATUS_OK)
        return status;
    if (access(path, F_OK) < 0)
        return make_key(data_directory, path, origin ? origin : LOG_ORIGIN_DEFAULT, error);
    if (!origin)
        return STATUS_OK;
    status = signer_read_verifier(path, &verifier, error);
    if (status == STATUS_OK && strcmp(verifier.name, origin) != 0)
        return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                         "expected the key of a log named %s, found that of %s",
                         text_quote(text_of(origin), quoted), verifier.name);
    return status;
}
