/* Verifying the store: the database, and every release in it. */
#include <inttypes.h>

#include "base/memory.h"
#include "formats/format.h"
#include "publication/verifying.h"

int verifying_error(struct verifying *verifying, const char *subject, const struct error *error)
{
    if (error->status == STATUS_MEMORY)
        return STATUS_MEMORY;
    account_error(verifying->account, subject, error);
    return STATUS_OK;
}

/* --- the database --- */

/* What is before and behind the records of a release is there once, or the rows of it are damaged.
 */
static int check_heads(const struct timeline *timeline, struct error *error)
{
    for (uint32_t i = 0; i < timeline->release_count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < timeline->head_count; j++)
            count += lifetime_covers(timeline->heads[j].lifetime, i);
        if (count != 1)
            return error_set(error, STATUS_IO, STORE_FILE, (struct position){0, 0},
                             "release %u: expected one head, found %zu",
                             timeline->releases[i].sequence, count);
    }
    return STATUS_OK;
}

/* Reads the releases; *TIMELINE is empty after a failure. */
static int read_timeline(struct verifying *verifying, bool with_layout, struct timeline *timeline,
                         struct error *error)
{
    int status = store_read(verifying->store, verifying->sequence, with_layout, timeline, error);
    if (status != STATUS_OK)
        return status;
    status = check_heads(timeline, error);
    if (status != STATUS_OK)
        timeline_done(timeline);
    return status;
}

int verify_store(struct verifying *verifying, struct error *error)
{
    int status = store_open(verifying->data_directory, STORE_READ, &verifying->store, error);
    if (status == STATUS_OK && !verifying->sequence)
        status = store_check(verifying->store, error);
    if (status == STATUS_OK)
        status = read_timeline(verifying, false, &verifying->timeline, error);
    if (status != STATUS_OK) {
        /* what is damaged is not looked into any further */
        store_close(verifying->store);
        verifying->store = NULL;
        return verifying_error(verifying, "store", error);
    }
    if (verifying->sequence)
        return STATUS_OK;
    account_proved(verifying->account, "store", STORE_FILE,
                   "the database is whole; it has %zu releases", verifying->timeline.release_count);
    account_not_proved(verifying->account, "store", STORE_FILE,
                       "when and by whom releases were brought, which nothing else says");
    return STATUS_OK;
}

/* --- the releases --- */

/* The releases on their way through their writers. */
struct rewriting {
    struct verifying *verifying;
    struct timeline timeline; /* with layout */
    struct sink *sink;
    struct buffer bytes;
    size_t exact; /* releases that are the same again */
    size_t other; /* of formats that are not written again as they were received */
    char other_date[DATE_SIZE_BYTES]; /* of the first of them */
    char other_format[16];
};

static bool is_exact(const struct release *release, struct text bytes)
{
    uint8_t sha256[SHA256_SIZE_BYTES];
    sha256_of(bytes, sha256);
    return bytes.length == release->size_bytes &&
           memcmp(sha256, release->sha256, sizeof(sha256)) == 0;
}

/* Writes REGISTRY into rewriting->bytes. */
static int rewrite(struct rewriting *rewriting, const struct registry *registry,
                   const struct format *format, struct error *error)
{
    buffer_clear(&rewriting->bytes);
    sink_init_buffer(rewriting->sink, &rewriting->bytes);
    int status = format->write(registry, &(struct writing){.page = 0}, rewriting->sink, error);
    if (status == STATUS_OK && sink_flush(rewriting->sink, format->name, error) != STATUS_OK)
        status = error_memory(error);
    return status;
}

static void count_other(struct rewriting *rewriting, const struct unlogged *received)
{
    if (rewriting->other++)
        return;
    date_format(received->date, rewriting->other_date);
    memcpy(rewriting->other_format, received->format, sizeof(received->format));
}

/* XML is written as it was read, whoever wrote it; other formats as the publisher writes them. */
static int compare_release(struct rewriting *rewriting, const struct registry *registry,
                           const struct release *release, const struct unlogged *received,
                           struct error *error)
{
    char date[DATE_SIZE_BYTES];
    struct account *account = rewriting->verifying->account;
    const struct format *format = format_find(text_of(received->format));
    bool exact = false;
    if (format && format->write) {
        int status = rewrite(rewriting, registry, format, error);
        if (status != STATUS_OK)
            return status;
        exact = is_exact(release, buffer_text(&rewriting->bytes));
    }
    rewriting->exact += exact;
    if (registry->record_count != release->record_count)
        account_wrong(account, "releases", STORE_FILE,
                      "release %u of %s: expected %u records, found %zu", release->sequence,
                      date_format(release->date, date), release->record_count,
                      registry->record_count);
    if (!exact && strcmp(received->format, "xml") == 0)
        account_wrong(account, "releases", STORE_FILE,
                      "release %u of %s: expected the bytes that were received, found others when "
                      "it is written again",
                      release->sequence, date_format(release->date, date));
    else if (!exact)
        count_other(rewriting, received);
    return STATUS_OK;
}

static int verify_release(struct rewriting *rewriting, uint32_t index, struct error *error)
{
    const struct release *release = &rewriting->timeline.releases[index];
    struct registry registry;
    struct unlogged received;
    registry_init(&registry);
    int status =
        store_find_received(rewriting->verifying->store, release->sequence, &received, error);
    if (status == STATUS_OK)
        status = timeline_release(&rewriting->timeline, index, &registry, error);
    if (status == STATUS_OK)
        status = compare_release(rewriting, &registry, release, &received, error);
    registry_done(&registry);
    return status;
}

static int verify_each(struct rewriting *rewriting, struct error *error)
{
    struct account *account = rewriting->verifying->account;
    size_t count = rewriting->timeline.release_count;
    int status = STATUS_OK;
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
        status = verify_release(rewriting, i, error);
        if (account->advance)
            account->advance(account->context, i + 1, count);
    }
    return status;
}

static void tell_one_release(const struct rewriting *rewriting)
{
    struct account *account = rewriting->verifying->account;
    const struct release *release = &rewriting->timeline.releases[0];
    char date[DATE_SIZE_BYTES];
    date_format(release->date, date);
    if (rewriting->exact)
        account_proved(account, "releases", STORE_FILE,
                       "release %u of %s, written again, has the SHA-256 of the file received",
                       release->sequence, date);
    else if (rewriting->other)
        account_not_proved(account, "releases", STORE_FILE,
                           "that release %u of %s is what was received: another program wrote that "
                           "file (%s), and it is not kept",
                           release->sequence, date, rewriting->other_format);
}

static void tell_releases(const struct rewriting *rewriting)
{
    struct account *account = rewriting->verifying->account;
    if (rewriting->exact)
        account_proved(account, "releases", STORE_FILE,
                       "%zu of %zu releases, written again, have the SHA-256 of the file received",
                       rewriting->exact, rewriting->timeline.release_count);
    if (rewriting->other)
        account_not_proved(account, "releases", STORE_FILE,
                           "that %zu of %zu releases are what was received, first that of %s: "
                           "another program wrote these files (%s), and they are not kept",
                           rewriting->other, rewriting->timeline.release_count,
                           rewriting->other_date, rewriting->other_format);
}

int verify_releases(struct verifying *verifying, struct error *error)
{
    struct rewriting rewriting = {.verifying = verifying};
    if (!verifying->store)
        return STATUS_OK;
    buffer_init(&rewriting.bytes);
    rewriting.sink = memory_allocate(sizeof(*rewriting.sink));
    int status = rewriting.sink ? STATUS_OK : error_memory(error);
    if (status == STATUS_OK)
        status = read_timeline(verifying, true, &rewriting.timeline, error);
    if (status == STATUS_OK)
        status = verify_each(&rewriting, error);
    if (status == STATUS_OK)
        (verifying->sequence ? tell_one_release : tell_releases)(&rewriting);
    else
        status = verifying_error(verifying, "releases", error);
    timeline_done(&rewriting.timeline);
    buffer_done(&rewriting.bytes);
    memory_free(rewriting.sink);
    return status;
}
