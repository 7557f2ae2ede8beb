/* Synchronising, once. */
#include "cli/sync.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "publication/directory.h"
#include "publication/publication.h"
#include "registry/loss.h"

/* One run. */
struct run {
    const struct sync_request *request;
    struct sync_result *result;
    struct file file;        /* the published XML of the current release */
    struct registry current; /* what it says */
    bool has_current;        /* otherwise the data directory has no release yet */
    struct sync_memory memory;
    struct download download;
    struct registry received; /* what the download says */
};

static void run_init(struct run *run, const struct sync_request *request,
                     struct sync_result *result)
{
    *run = (struct run){.request = request, .result = result};
    *result = (struct sync_result){.outcome = SYNC_FAILED};
    registry_init(&run->current);
    registry_init(&run->received);
    buffer_init(&run->download.body);
}

static void run_done(struct run *run)
{
    registry_done(&run->current);
    registry_done(&run->received);
    download_done(&run->download);
    file_close(&run->file);
}

/* Reads the current release, if there is one. */
static int read_current(struct run *run, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct sync_release *release = &run->result->release;
    int status = path_join(path, run->request->data_directory, PUBLISHED_XML, error);
    if (status != STATUS_OK)
        return status;
    if (access(path, F_OK) < 0 && errno == ENOENT)
        return STATUS_OK;
    status = file_open(&run->file, path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {run->file.name, run->file.bytes, {0, 0, 0}};
    status = format_read(format_find(TEXT("xml")), &input, &run->current, NULL, error);
    if (status == STATUS_INPUT)
        error->status = status = STATUS_IO; /* the data directory is damaged, not the download */
    if (status != STATUS_OK)
        return status;
    run->has_current = true;
    release->date = run->current.updated;
    release->record_count = run->current.record_count;
    sha256_of(run->file.bytes, release->sha256);
    return STATUS_OK;
}

static int download(struct run *run, struct error *error)
{
    struct download_request request = {.url = run->request->url,
                                       .timeout_s = run->request->timeout_s,
                                       .cancelled = run->request->cancelled};
    if (run->has_current &&
        sync_memory_read(run->request->data_directory, run->result->release.sha256, &run->memory))
        request.known = run->memory.validators;
    int status = download_run(&request, &run->download, error);
    run->result->retry_after_s = run->download.retry_after_s;
    memcpy(run->result->answered, run->download.validators.url, sizeof(run->result->answered));
    return status;
}

/* Whether the download, whose SHA-256 is RECEIVED, is what the current release was made of. */
static bool is_current(const struct run *run, const uint8_t received[static SHA256_SIZE_BYTES])
{
    return run->has_current &&
           (memcmp(received, run->result->release.sha256, SHA256_SIZE_BYTES) == 0 ||
            memcmp(received, run->memory.received, SHA256_SIZE_BYTES) == 0);
}

/* Refuses a release without a date, and one from before the current one. */
static int check_date(const struct run *run, struct error *error)
{
    char current[DATE_SIZE_BYTES], received[DATE_SIZE_BYTES];
    struct position nowhere = {0, 0};
    if (!date_is_set(run->received.updated))
        return error_set(error, STATUS_INPUT, run->request->url, nowhere,
                         "expected a format that carries the date of the release (xml, html or "
                         "json), found none");
    if (!run->has_current || date_pack(run->received.updated) >= date_pack(run->current.updated))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, run->request->url, nowhere,
                     "expected a release of %s, which is the current one, or later, found one of "
                     "%s",
                     date_format(run->current.updated, current),
                     date_format(run->received.updated, received));
}

/* Refuses a release in which too many of the records of the current one are gone. */
static int check_loss(struct run *run, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct loss loss;
    int status = loss_measure(&run->current, &run->received, &loss, error);
    if (status != STATUS_OK)
        return status;
    run->result->lost_count = loss.lost_count;
    if (run->request->force || !loss_exceeds(&loss, SYNC_LOSS_LIMIT_PERCENT))
        return STATUS_OK;
    struct text name = loss.first->service_name;
    return error_set(error, STATUS_INPUT, run->request->url, (struct position){0, 0},
                     "expected at most %d %% of the %zu records of the current release to be gone, "
                     "found %zu gone, the first of them %s; --force imports it all the same",
                     SYNC_LOSS_LIMIT_PERCENT, loss.record_count, loss.lost_count,
                     name.length ? text_quote(name, quoted) : "without a service name");
}

/* Makes the download the current release. */
static int import(struct run *run, const struct input *input, struct error *error)
{
    struct sync_release *release = &run->result->release;
    struct origin origin = {.source = "sync", .agent = run->request->url};
    struct addition addition;
    int status = publication_import(run->request->data_directory, input, NULL, &origin, NULL,
                                    &addition, error);
    if (status != STATUS_OK)
        return status;
    release->date = addition.release.date;
    release->record_count = addition.release.record_count;
    release_file_hash(run->request->data_directory, RELEASE_FILE_XML, release->sha256);
    return STATUS_OK;
}

/* Judges the download, and imports it. */
static int take(struct run *run, struct error *error)
{
    struct input input = {run->request->url, buffer_text(&run->download.body), {0, 0, 0}};
    int status = format_read(NULL, &input, &run->received, NULL, error);
    if (status == STATUS_OK)
        status = check_date(run, error);
    if (status == STATUS_OK)
        status = check_loss(run, error);
    if (status == STATUS_OK)
        status = import(run, &input, error);
    if (status == STATUS_OK)
        run->result->outcome = SYNC_IMPORTED;
    return status;
}

/* Remembers what was received for the next run. It is no failure when that fails: the next run asks
 * for the whole file. */
static void remember(struct run *run, struct error *error)
{
    run->memory.validators = run->download.validators;
    memcpy(run->memory.release, run->result->release.sha256, SHA256_SIZE_BYTES);
    run->result->forgetful =
        sync_memory_write(run->request->data_directory, &run->memory, error) != STATUS_OK;
}

static int run_all(struct run *run, struct error *error)
{
    uint8_t sha256[SHA256_SIZE_BYTES];
    int status = read_current(run, error);
    if (status == STATUS_OK)
        status = download(run, error);
    if (status != STATUS_OK)
        return status;
    run->result->outcome = SYNC_NOTHING_NEW;
    if (run->download.modified) {
        sha256_of(buffer_text(&run->download.body), sha256);
        if (!is_current(run, sha256))
            status = take(run, error);
        memcpy(run->memory.received, sha256, SHA256_SIZE_BYTES);
    }
    if (status == STATUS_OK)
        remember(run, error);
    return status;
}

void sync_run(const struct sync_request *request, struct sync_result *result, struct error *error)
{
    struct run run;
    run_init(&run, request, result);
    int status = run_all(&run, error);
    if (status != STATUS_OK)
        result->outcome = status == STATUS_INPUT ? SYNC_REFUSED : SYNC_FAILED;
    run_done(&run);
}
