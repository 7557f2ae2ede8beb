/* Verifying the log: itself, against the entries of the store, and what its entries say of
 * releases. */
#include <inttypes.h>

#include "base/memory.h"
#include "history/log/bundle.h"
#include "history/log/verify.h"
#include "publication/files.h"
#include "publication/verifying.h"

/* --- the log itself --- */

static int open_log(struct verifying *verifying, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, verifying->data_directory, LOG_DIRECTORY, error);
    if (status != STATUS_OK)
        return status;
    struct log *log = memory_allocate(sizeof(*log));
    if (!log)
        return error_memory(error);
    status = log_open(log, path, verifying->policy, error);
    if (status == STATUS_OK) {
        verifying->log = log;
        return STATUS_OK;
    }
    log_close(log);
    memory_free(log);
    return status;
}

static void tell_finding(void *context, const struct error *finding)
{
    struct verifying *verifying = context;
    account_error(verifying->account, "log", finding);
}

/* Computes the log anew from its entries. */
static int verify_tree(struct verifying *verifying, struct error *error)
{
    struct log_verification verification;
    int status = log_verify(verifying->log, tell_finding, verifying, &verification, error);
    if (status != STATUS_OK)
        return status;
    if (verification.finding_count == 0)
        account_proved(verifying->account, "log", NULL,
                       "all %" PRIu64 " entries, in %" PRIu64
                       " files, are those of the signed checkpoint",
                       verification.entry_count, verification.file_count);
    account_signatures(verifying->account, verifying->policy, &verifying->log->answer);
    return STATUS_OK;
}

/* --- the entries of the store --- */

/* The entries of the store, against which those of the log are held one after another. */
struct comparison {
    struct text rest;
    uint64_t count; /* as the store counts them */
    uint64_t differ, first_that_differs;
};

static int compare_entry(void *context, uint64_t index, struct text entry, struct error *error)
{
    (void)error;
    struct comparison *comparison = context;
    struct text own;
    if (bundle_next(&comparison->rest, &own) && text_equal(own, entry))
        return STATUS_OK;
    if (comparison->differ++ == 0)
        comparison->first_that_differs = index;
    return STATUS_OK;
}

static void tell_comparison(struct verifying *verifying, struct comparison *comparison)
{
    struct account *account = verifying->account;
    struct text entry;
    uint64_t more = 0;
    while (bundle_next(&comparison->rest, &entry))
        more++;
    if (comparison->differ)
        account_wrong(account, "entries", STORE_FILE,
                      "expected the entries of the log, found %" PRIu64
                      " that are missing or others, first entry %" PRIu64,
                      comparison->differ, comparison->first_that_differs);
    if (more || comparison->rest.length)
        account_wrong(account, "entries", LOG_DIRECTORY,
                      "expected all entries of the store, found that the last %" PRIu64
                      " are not in the log (portreg log append)",
                      more);
    else if (!comparison->differ && comparison->count != log_size(verifying->log))
        account_wrong(account, "entries", STORE_FILE,
                      "expected a count of %" PRIu64 " entries, found %" PRIu64,
                      log_size(verifying->log), comparison->count);
    else if (!comparison->differ)
        account_proved(account, "entries", STORE_FILE, "the store has the entries of the log");
}

static int compare_entries(struct verifying *verifying, struct error *error)
{
    struct comparison comparison = {.differ = 0};
    struct buffer entries;
    uint64_t first;
    if (!verifying->store)
        return STATUS_OK;
    buffer_init(&entries);
    int status = store_read_entries(verifying->store, 0, &entries, &first, error);
    comparison.rest = buffer_text(&entries);
    if (status == STATUS_OK)
        status = store_entry_count(verifying->store, &comparison.count, error);
    if (status == STATUS_OK)
        status = log_walk(verifying->log, compare_entry, &comparison, error);
    if (status == STATUS_OK)
        tell_comparison(verifying, &comparison);
    buffer_done(&entries);
    return status;
}

/* Holds the entries of one release against the checkpoint. */
static int verify_entries_of_release(struct verifying *verifying, struct error *error)
{
    int status = STATUS_OK;
    account_signatures(verifying->account, verifying->policy, &verifying->log->answer);
    for (size_t i = 0; i < verifying->logged.count && status == STATUS_OK; i++) {
        const struct logged_release *logged = &verifying->logged.releases[i];
        if (logged->entry.release == verifying->sequence)
            status = log_verify_entry(verifying->log, logged->index, logged->bytes, error);
    }
    return status;
}

int verify_log(struct verifying *verifying, struct error *error)
{
    if (!verifying->policy)
        return STATUS_OK;
    bool all = !verifying->sequence;
    int status = open_log(verifying, error);
    if (status == STATUS_OK && all)
        status = verify_tree(verifying, error);
    if (status == STATUS_OK && all)
        status = compare_entries(verifying, error);
    if (status == STATUS_OK)
        status = logged_read(&verifying->logged, verifying->log, error);
    if (status == STATUS_OK && !all)
        status = verify_entries_of_release(verifying, error);
    return status == STATUS_OK ? STATUS_OK : verifying_error(verifying, "log", error);
}

/* --- the entries of releases --- */

/* Whether ENTRY says of RELEASE what the store says. */
static bool is_same_release(const struct entry *entry, const struct release *release)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    return date_pack(entry->date) == date_pack(release->date) &&
           entry->record_count == release->record_count &&
           text_equal(entry->received_sha256, text_of(sha256_format(release->sha256, hex)));
}

/* Format and source, which a timeline does not have. */
static int compare_source(struct verifying *verifying, const struct entry *entry, bool *same,
                          struct error *error)
{
    struct unlogged received;
    int status = store_find_received(verifying->store, entry->release, &received, error);
    *same = status == STATUS_OK && text_equal(entry->received_format, text_of(received.format)) &&
            text_equal(entry->source, text_of(received.source));
    return status;
}

/* The release SEQUENCE of the store, or NULL. */
static const struct release *find_release(const struct timeline *timeline, uint32_t sequence)
{
    for (size_t i = 0; i < timeline->release_count; i++)
        if (timeline->releases[i].sequence == sequence)
            return &timeline->releases[i];
    return NULL;
}

/* Holds an entry against the release that it is of. */
static int verify_release_entry(struct verifying *verifying, const struct logged_release *logged,
                                struct error *error)
{
    const struct release *release = find_release(&verifying->timeline, logged->entry.release);
    bool same = release && is_same_release(&logged->entry, release);
    int status = same ? compare_source(verifying, &logged->entry, &same, error) : STATUS_OK;
    if (status == STATUS_OK && !same)
        account_wrong(verifying->account, "releases", STORE_FILE,
                      "expected release %u as entry %" PRIu64 " of the log says it, found %s",
                      logged->entry.release, logged->index, release ? "another" : "none");
    return status;
}

/* Whether the store knows the hashes that the last entry with files has. */
static int compare_hashes(struct verifying *verifying, uint32_t sequence, bool *same,
                          struct error *error)
{
    const struct logged_release *logged = logged_find(&verifying->logged, sequence, true);
    int status = STATUS_OK;
    for (size_t i = 0; logged && i < RELEASE_FILE_COUNT && status == STATUS_OK && *same; i++) {
        uint8_t sha256[SHA256_SIZE_BYTES];
        char hex[SHA256_HEX_SIZE_BYTES];
        const char *name = release_files[i].name;
        bool known;
        status = store_find_file(verifying->store, sequence, name, sha256, &known, error);
        *same = known && text_equal(logged_file_hash(&logged->entry, text_of(name)),
                                    text_of(sha256_format(sha256, hex)));
    }
    return status;
}

/* What the store remembers of the entries of RELEASE. */
static int verify_memory(struct verifying *verifying, const struct release *release,
                         struct error *error)
{
    char date[DATE_SIZE_BYTES];
    uint64_t index;
    bool same = true;
    const struct logged_release *logged = logged_find(&verifying->logged, release->sequence, false);
    if (!logged) {
        account_wrong(verifying->account, "releases", LOG_DIRECTORY,
                      "expected an entry of release %u of %s, found none", release->sequence,
                      date_format(release->date, date));
        return STATUS_OK;
    }
    int status = store_find_entry(verifying->store, release->sequence, &index, error);
    same = status == STATUS_OK && index == logged->index;
    if (same)
        status = compare_hashes(verifying, release->sequence, &same, error);
    if (status == STATUS_OK && !same)
        account_wrong(verifying->account, "releases", STORE_FILE,
                      "release %u of %s: expected the number of its entry, and its hashes, as the "
                      "log has them, found others",
                      release->sequence, date_format(release->date, date));
    return status;
}

int verify_release_entries(struct verifying *verifying, struct error *error)
{
    if (!verifying->store || !verifying->log)
        return STATUS_OK;
    size_t wrong_before = verifying->account->wrong_count;
    int status = STATUS_OK;
    for (size_t i = 0; i < verifying->logged.count && status == STATUS_OK; i++) {
        const struct logged_release *logged = &verifying->logged.releases[i];
        if (!verifying->sequence || logged->entry.release == verifying->sequence)
            status = verify_release_entry(verifying, logged, error);
    }
    for (size_t i = 0; i < verifying->timeline.release_count && status == STATUS_OK; i++)
        status = verify_memory(verifying, &verifying->timeline.releases[i], error);
    if (status != STATUS_OK)
        return verifying_error(verifying, "releases", error);
    if (verifying->account->wrong_count == wrong_before)
        account_proved(verifying->account, "releases", STORE_FILE,
                       "the log has the entry of %s: date, source, number of records, SHA-256 of "
                       "the file received",
                       verifying->sequence ? "this release" : "each release");
    return STATUS_OK;
}
