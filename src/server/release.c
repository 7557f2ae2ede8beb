/* The release that is served. */
#include "server/release.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/sha256.h"

const char *const companion_names[COMPANION_COUNT] = {HASHES_FILE, RELEASE_PROOF_FILE};

static int open_representation(struct representation *representation, const char *directory,
                               const char *name, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, directory, name, error);
    return status == STATUS_OK ? file_open(&representation->file, path, error) : status;
}

static int open_file(struct served_file *served, const char *directory, const char *name,
                     struct error *error)
{
    char path[PATH_SIZE_BYTES], gzip_name[64];
    struct stat info;
    int status = path_join(path, directory, name, error);
    if (status == STATUS_OK && stat(path, &info) < 0)
        status = error_system(error, "open", path);
    if (status != STATUS_OK)
        return status;
    served->last_modified = info.st_mtime;
    snprintf(gzip_name, sizeof(gzip_name), "%s.gz", name);
    status = open_representation(&served->plain, directory, name, error);
    if (status == STATUS_OK)
        status = open_representation(&served->gzip, directory, gzip_name, error);
    return status;
}

static int open_snapshot(struct served_release *release, const char *directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct portreg_error cause;
    int status = path_join(path, directory, SNAPSHOT_FILE, error);
    if (status != STATUS_OK)
        return status;
    switch (portreg_open(path, &release->snapshot, &cause)) {
    case PORTREG_OK:
        return STATUS_OK;
    case PORTREG_MEMORY:
        return error_memory(error);
    default:
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0}, "%s", cause.message);
    }
}

/* Whether the file of hashes has the one of the XML that is served. */
static bool has_hash(struct text hashes, struct text xml)
{
    uint8_t sha256[SHA256_SIZE_BYTES];
    char hex[SHA256_HEX_SIZE_BYTES];
    sha256_of(xml, sha256);
    return text_starts_with(hashes, text_of(sha256_format(sha256, hex)));
}

/* The files were published together: the first line of their hashes is that of the XML. */
static int check_agreement(const struct served_release *release, struct error *error)
{
    const struct file *hashes = &release->companions[COMPANION_HASHES].file;
    if (has_hash(hashes->bytes, release->files[RELEASE_FILE_XML].plain.file.bytes))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, hashes->name, (struct position){0, 0},
                     "expected the hash of " RELEASE_NAME ".xml, found another one: these files "
                     "were not published together");
}

/* A release that was published before there was a log has no proof. */
static int open_companions(struct served_release *release, const char *directory,
                           struct error *error)
{
    struct representation *proof = &release->companions[COMPANION_PROOF];
    if (open_representation(proof, directory, companion_names[COMPANION_PROOF], NULL) != STATUS_OK)
        file_close(&proof->file);
    return open_representation(&release->companions[COMPANION_HASHES], directory,
                               companion_names[COMPANION_HASHES], error);
}

static int open_all(struct served_release *release, const char *directory, struct error *error)
{
    int status = open_snapshot(release, directory, error);
    for (size_t i = 0; i < RELEASE_FILE_COUNT && status == STATUS_OK; i++)
        status = open_file(&release->files[i], directory, release_files[i].name, error);
    if (status == STATUS_OK)
        status = open_companions(release, directory, error);
    if (status == STATUS_OK)
        status = check_agreement(release, error);
    if (status == STATUS_OK)
        listing_init(&release->listing, release->snapshot);
    return status;
}

/* The directory behind the link: what is opened in it is all of one publication, whatever happens
 * to the link meanwhile. */
static int find_directory(const char *data_directory, char directory[static PATH_SIZE_BYTES],
                          struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, data_directory, PUBLISHED_DIRECTORY, error);
    if (status == STATUS_OK && !realpath(path, directory))
        status = error_system(error, "open", path);
    return status;
}

int release_open(const char *data_directory, struct served_release **release, struct error *error)
{
    char directory[PATH_SIZE_BYTES];
    int status = find_directory(data_directory, directory, error);
    if (status != STATUS_OK)
        return status;
    struct served_release *opened = memory_allocate(sizeof(*opened));
    if (!opened)
        return error_memory(error);
    *opened = (struct served_release){.references = 1};
    pthread_mutex_init(&opened->etags, NULL);
    chronicle_init(&opened->chronicle);
    status = open_all(opened, directory, error);
    if (status == STATUS_OK)
        *release = opened;
    else
        release_drop(opened);
    return status;
}

struct served_release *release_hold(struct served_release *release)
{
    release->references++;
    return release;
}

void release_drop(void *held)
{
    struct served_release *release = held;
    if (!release || --release->references > 0)
        return;
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        file_close(&release->files[i].plain.file);
        file_close(&release->files[i].gzip.file);
    }
    for (size_t i = 0; i < COMPANION_COUNT; i++)
        file_close(&release->companions[i].file);
    listing_done(&release->listing);
    chronicle_done(&release->chronicle);
    portreg_close(release->snapshot);
    pthread_mutex_destroy(&release->etags);
    memory_free(release);
}

void release_etag(struct served_release *release, struct representation *representation,
                  char etag[static ETAG_SIZE_BYTES])
{
    pthread_mutex_lock(&release->etags);
    if (!representation->etag[0])
        etag_make(representation->file.bytes, representation->etag);
    memcpy(etag, representation->etag, sizeof(representation->etag));
    pthread_mutex_unlock(&release->etags);
}
