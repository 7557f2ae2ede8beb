/* Publication: from bytes into the store, and from the store to all that is visible. */
#include "publication/publication.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "publication/directory.h"
#include "publication/files.h"
#include "publication/logging.h"
#include "publication/received.h"
#include "snapshot/compile.h"
#include "snapshot/snapshot.h"

struct publisher {
    char data_directory[PATH_SIZE_BYTES];
    struct store *store;
};

/* A publisher for DATA_DIRECTORY with its store open in MODE. */
static int open_store(const char *data_directory, enum store_mode mode,
                      struct publisher **publisher, struct error *error)
{
    struct publisher *opened = memory_allocate_zeroed(1, sizeof(*opened));
    if (!opened)
        return error_memory(error);
    int status = store_open(data_directory, mode, &opened->store, error);
    if (status == STATUS_OK) {
        snprintf(opened->data_directory, sizeof(opened->data_directory), "%s", data_directory);
        *publisher = opened;
    } else {
        publisher_close(opened);
    }
    return status;
}

/* Whether DATA_DIRECTORY has a release that was published without a store, by a portreg that had
 * none. */
static bool path_of_unstored(const char *data_directory, char path[static PATH_SIZE_BYTES])
{
    return path_join(path, data_directory, PUBLISHED_XML, NULL) == STATUS_OK &&
           access(path, F_OK) == 0;
}

/* Takes such a release into the empty store, as the first. */
static int take_over(struct publisher *publisher, struct error *error)
{
    const struct origin origin = {.source = "import", .agent = "an earlier portreg"};
    char path[PATH_SIZE_BYTES];
    struct addition addition;
    struct file file;
    uint32_t count;
    int status = store_count(publisher->store, &count, error);
    if (status != STATUS_OK || count || !path_of_unstored(publisher->data_directory, path))
        return status;
    status = file_open(&file, path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {path, file.bytes, {0, 0, 0}};
    status =
        publisher_add(publisher, &input, format_find(TEXT("xml")), &origin, NULL, &addition, error);
    file_close(&file);
    return status;
}

int publisher_open(const char *data_directory, const char *origin, struct publisher **publisher,
                   struct error *error)
{
    struct publisher *opened = NULL;
    int status = open_store(data_directory, STORE_WRITE, &opened, error);
    if (status == STATUS_OK)
        status = log_make_key(data_directory, origin, error);
    if (status == STATUS_OK)
        status = log_check_store(data_directory, opened->store, error);
    if (status == STATUS_OK)
        status = take_over(opened, error);
    if (status == STATUS_OK)
        *publisher = opened;
    else
        publisher_close(opened);
    return status;
}

void publisher_close(struct publisher *publisher)
{
    if (!publisher)
        return;
    store_close(publisher->store);
    memory_free(publisher);
}

/* --- into the store --- */

/* A format without a header, such as CSV, leaves the registry without a name: a published one has
 * the publisher's. */
static void name_registry(struct registry *registry)
{
    registry->id = registry_id(registry);
    if (text_trim(registry->title).length == 0)
        registry->title = TEXT(REGISTRY_TITLE);
}

/* Refuses what reads well and is no release: one without a date, one of another date than the
 * caller's, one without records, which would empty the data directory. */
static int check_release(const struct input *input, const struct registry *registry,
                         struct error *error)
{
    char given[DATE_SIZE_BYTES], found[DATE_SIZE_BYTES];
    struct position nowhere = {0, 0};
    if (!date_is_set(registry->updated))
        return error_set(error, STATUS_INPUT, input->file, nowhere,
                         "expected the date of the release, found none: the format carries no "
                         "date, so it has to be given: --date YYYY-MM-DD");
    if (date_is_set(input->date) && date_pack(input->date) != date_pack(registry->updated))
        return error_set(error, STATUS_INPUT, input->file, nowhere,
                         "expected a release of %s, found one of %s",
                         date_format(input->date, given), date_format(registry->updated, found));
    if (registry->record_count == 0)
        return error_set(error, STATUS_INPUT, input->file, nowhere,
                         "expected a release with records, found none");
    return STATUS_OK;
}

/* Adds REGISTRY and the entries for its changes, inside a transaction. */
static int add_with_entries(struct publisher *publisher, struct arrival *arrival,
                            struct registry *registry, struct addition *addition,
                            struct error *error)
{
    struct change_entries entries;
    uint32_t count;
    int status = store_next_sequence(publisher->store, &count, error);
    if (status != STATUS_OK)
        return status;
    change_entries_init(&entries, publisher->store, count);
    arrival->each = change_entries_add;
    arrival->context = &entries;
    status = store_add(publisher->store, arrival, registry, addition, error);
    if (status == STATUS_OK && !addition->known)
        status = change_entries_store(&entries, error);
    change_entries_done(&entries);
    return status;
}

static int add_registry(struct publisher *publisher, struct arrival *arrival,
                        struct registry *registry, struct addition *addition, struct error *error)
{
    int status = store_begin(publisher->store, error);
    if (status != STATUS_OK)
        return status;
    status = add_with_entries(publisher, arrival, registry, addition, error);
    if (status == STATUS_OK)
        return store_commit(publisher->store, error);
    store_rollback(publisher->store);
    return status;
}

int publisher_add(struct publisher *publisher, const struct input *input,
                  const struct format *format, const struct origin *origin,
                  const struct findings *findings, struct addition *addition, struct error *error)
{
    struct sha256_job hash;
    struct registry registry;
    registry_init(&registry);
    int status = store_prepare(publisher->store, error);
    if (status != STATUS_OK)
        return status;
    sha256_job_begin(&hash, input->bytes);
    status = format_read(format, input, &registry, findings, error);
    sha256_job_end(&hash);
    if (status == STATUS_OK)
        status = check_release(input, &registry, error);
    if (status == STATUS_OK && !format)
        format = format_recognise(input, error);
    name_registry(&registry);
    struct arrival arrival = {
        .file = input->file,
        .format = format ? format->name : "",
        .size_bytes = input->bytes.length,
        .source = origin->source,
        .agent = origin->agent,
        .recorded_at = time(NULL),
        .backfill = origin->backfill,
        .authority = origin->authority,
    };
    memcpy(arrival.sha256, hash.sha256, sizeof(arrival.sha256));
    *addition = (struct addition){.known = false};
    if (status == STATUS_OK && strcmp(arrival.format, "xml") != 0 && !origin->authority)
        status = received_find(publisher->store, format, registry.updated, arrival.sha256,
                               &addition->release, error);
    addition->known = addition->release.sequence != 0;
    if (status == STATUS_OK && !addition->known)
        status = add_registry(publisher, &arrival, &registry, addition, error);
    registry_done(&registry);
    return status;
}

/* --- the snapshot --- */

/* Whether SNAPSHOT holds the releases of TIMELINE. */
static bool has_releases(const struct portreg *snapshot, const struct timeline *timeline)
{
    if (portreg_release_count(snapshot) != timeline->release_count)
        return false;
    for (uint32_t i = 0; i < timeline->release_count; i++) {
        struct portreg_release release;
        if (!portreg_release_get(snapshot, i, &release) ||
            release.sequence != timeline->releases[i].sequence ||
            memcmp(release.sha256, timeline->releases[i].sha256, sizeof(release.sha256)) != 0)
            return false;
    }
    return true;
}

/* Whether the snapshot that look-ups see is whole and of the releases of TIMELINE. */
static bool snapshot_is_current(const struct publisher *publisher, const struct timeline *timeline)
{
    char path[PATH_SIZE_BYTES];
    struct portreg *snapshot;
    if (path_join(path, publisher->data_directory, SNAPSHOT_FILE, NULL) != STATUS_OK ||
        portreg_open(path, &snapshot, NULL) != PORTREG_OK)
        return false;
    bool is = has_releases(snapshot, timeline) && portreg_verify(snapshot, NULL) == PORTREG_OK;
    portreg_close(snapshot);
    return is;
}

static int publish_snapshot(struct publisher *publisher, const struct timeline *timeline,
                            bool *changed, struct error *error)
{
    struct buffer snapshot;
    *changed = !snapshot_is_current(publisher, timeline);
    if (!*changed)
        return STATUS_OK;
    buffer_init(&snapshot);
    int status = snapshot_compile(timeline, &snapshot, error);
    if (status == STATUS_OK)
        status = snapshot_publish(publisher->data_directory, buffer_text(&snapshot), error);
    buffer_done(&snapshot);
    return status;
}

/* --- the files and the log --- */

/* Whether the published files are those of the log and of the snapshot: with it they were linked,
 * and the hash of each is known. */
static int files_are_current(struct publisher *publisher, uint32_t sequence, bool *current,
                             struct error *error)
{
    *current = release_directory_is_current(publisher->data_directory);
    for (size_t i = 0; *current && i < RELEASE_FILE_COUNT; i++) {
        uint8_t known[SHA256_SIZE_BYTES], found[SHA256_SIZE_BYTES];
        int status = store_find_file(publisher->store, sequence, release_files[i].name, known,
                                     current, error);
        if (status != STATUS_OK)
            return status;
        *current = *current && release_file_hash(publisher->data_directory, i, found) &&
                   memcmp(known, found, sizeof(known)) == 0;
    }
    return STATUS_OK;
}

/* Fills the empty REGISTRY with the release SEQUENCE as the publisher wrote it; it borrows from
 * *TIMELINE. */
static int read_release(struct store *store, uint32_t sequence, struct timeline *timeline,
                        struct registry *registry, struct error *error)
{
    int status = store_read(store, sequence, true, timeline, error);
    return status == STATUS_OK ? timeline_release(timeline, 0, registry, error) : status;
}

/* Writes the files of the release SEQUENCE into DIRECTORY. */
static int write_files(struct publisher *publisher, uint32_t sequence,
                       struct release_directory *directory, struct error *error)
{
    struct timeline timeline = {0};
    struct registry registry;
    registry_init(&registry);
    int status = read_release(publisher->store, sequence, &timeline, &registry, error);
    if (status == STATUS_OK)
        status = release_directory_write(directory, &registry, error);
    registry_done(&registry);
    timeline_done(&timeline);
    return status;
}

static int add_proof(struct publisher *publisher, uint32_t sequence,
                     struct release_directory *directory, struct error *error)
{
    struct buffer proof;
    buffer_init(&proof);
    int status =
        log_prove_release(publisher->data_directory, publisher->store, sequence, &proof, error);
    if (status == STATUS_OK && proof.failed)
        status = error_memory(error);
    if (status == STATUS_OK)
        status = release_directory_add(directory, RELEASE_PROOF_FILE, buffer_text(&proof), error);
    buffer_done(&proof);
    return status;
}

/* The files of the last release, its entry, the log, and the link that makes it the current one. */
static int publish_files(struct publisher *publisher, uint32_t sequence, struct error *error)
{
    struct release_directory directory;
    bool ignored;
    int status = release_directory_init(&directory, publisher->data_directory, error);
    if (status == STATUS_OK)
        status = write_files(publisher, sequence, &directory, error);
    if (status == STATUS_OK)
        status = releases_store_entries(publisher->store, &directory, error);
    if (status == STATUS_OK)
        status = log_catch_up(publisher->data_directory, publisher->store, &ignored, error);
    if (status == STATUS_OK)
        status = add_proof(publisher, sequence, &directory, error);
    if (status == STATUS_OK)
        status = release_directory_publish(&directory, error);
    release_directory_done(&directory);
    return status;
}

/* What is behind the snapshot, as far as it is missing. */
static int publish_rest(struct publisher *publisher, uint32_t sequence, bool *changed,
                        struct error *error)
{
    bool current;
    int status = files_are_current(publisher, sequence, &current, error);
    *changed = !current;
    if (status == STATUS_OK && !current)
        return publish_files(publisher, sequence, error);
    if (status == STATUS_OK)
        status = releases_store_entries(publisher->store, NULL, error);
    if (status == STATUS_OK)
        status = log_catch_up(publisher->data_directory, publisher->store, changed, error);
    return status;
}

int publisher_publish(struct publisher *publisher, bool *changed, struct error *error)
{
    struct timeline timeline;
    uint32_t count, sequence = 0;
    bool snapshot_changed, rest_changed = false;
    *changed = false;
    int status = store_count(publisher->store, &count, error);
    if (status != STATUS_OK || count == 0)
        return status;
    status = store_read(publisher->store, 0, false, &timeline, error);
    if (status != STATUS_OK)
        return status;
    status = publish_snapshot(publisher, &timeline, &snapshot_changed, error);
    sequence = timeline.releases[timeline.release_count - 1].sequence;
    timeline_done(&timeline);
    if (status == STATUS_OK)
        status = publish_rest(publisher, sequence, &rest_changed, error);
    *changed = status == STATUS_OK && (snapshot_changed || rest_changed);
    return status;
}

int publication_import(const char *data_directory, const struct input *input,
                       const struct format *format, const struct origin *origin,
                       const struct findings *findings, struct addition *addition,
                       struct error *error)
{
    struct publisher *publisher = NULL;
    struct addition ignored;
    bool changed;
    int status = publisher_open(data_directory, NULL, &publisher, error);
    if (status == STATUS_OK)
        status = publisher_add(publisher, input, format, origin, findings,
                               addition ? addition : &ignored, error);
    if (status == STATUS_OK)
        status = publisher_publish(publisher, &changed, error);
    publisher_close(publisher);
    return status;
}

/* Whether snapshot and files are what the store, which has a release, says. */
static int inspect(struct publisher *publisher, bool *current, struct error *error)
{
    struct timeline timeline;
    int status = store_read(publisher->store, 0, false, &timeline, error);
    if (status != STATUS_OK)
        return status;
    *current = snapshot_is_current(publisher, &timeline);
    if (*current)
        status = files_are_current(
            publisher, timeline.releases[timeline.release_count - 1].sequence, current, error);
    timeline_done(&timeline);
    if (status == STATUS_OK && *current)
        status = log_is_current(publisher->data_directory, publisher->store, current, error);
    return status;
}

/* Looks, without writing. */
static int inspect_only(const char *data_directory, enum publication_state *state,
                        struct error *error)
{
    struct publisher *publisher = NULL;
    uint32_t count = 0;
    bool current = true;
    int status = open_store(data_directory, STORE_READ, &publisher, error);
    if (status == STATUS_OK)
        status = store_count(publisher->store, &count, error);
    if (status == STATUS_OK && count)
        status = inspect(publisher, &current, error);
    publisher_close(publisher);
    if (status == STATUS_OK && count && current)
        *state = PUBLICATION_SOUND;
    if (status != STATUS_OK || current)
        return status;
    return error_set(error, STATUS_IO, data_directory, (struct position){0, 0},
                     "expected what the store says, found something else published, and no "
                     "permission to make it again");
}

int publication_repair(const char *data_directory, enum publication_state *state,
                       struct error *error)
{
    struct publisher *publisher = NULL;
    char path[PATH_SIZE_BYTES];
    uint32_t count = 0;
    bool changed = false;
    *state = PUBLICATION_NONE;
    if (!store_exists(data_directory) && !path_of_unstored(data_directory, path))
        return STATUS_OK;
    /* Looking takes neither the lock nor the key, and is nearly always all there is to do. */
    int status = inspect_only(data_directory, state, error);
    if (*state == PUBLICATION_SOUND || access(data_directory, W_OK) < 0)
        return status;
    status = publisher_open(data_directory, NULL, &publisher, error);
    if (status == STATUS_OK)
        status = store_count(publisher->store, &count, error);
    if (status == STATUS_OK)
        status = publisher_publish(publisher, &changed, error);
    publisher_close(publisher);
    if (status == STATUS_OK && count)
        *state = changed ? PUBLICATION_REPAIRED : PUBLICATION_SOUND;
    return status;
}
