/* Publication: writing a release and making it visible by one rename. */
#include "publication/publication.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "publication/files.h"
#include "publication/gzip.h"
#include "snapshot/compile.h"
#include "snapshot/snapshot.h"

enum { LOCK_RETRY_MS = 20 };

/* Directories of releases: the link's name, a dot, and six characters that mkdtemp chooses. */
#define RELEASE_PREFIX   PUBLISHED_DIRECTORY "."
#define RELEASE_TEMPLATE RELEASE_PREFIX "XXXXXX"
/* Links on their way to their names. No template of mkdtemp gives this one. */
#define NEW_LINK  ".link.new"
#define LOCK_FILE "lock"

/* A release on its way. */
struct building {
    const char *data_directory;
    char directory[PATH_SIZE_BYTES]; /* of this release; empty until it is made */
    struct buffer content;           /* of the file being written */
    struct buffer compressed;
    struct publication *publication;
};

static bool write_all(int fd, struct text bytes)
{
    while (bytes.length) {
        ssize_t count = write(fd, bytes.bytes, bytes.length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = text_from(bytes, (size_t)count);
    }
    return true;
}

/* Writes and synchronises the file NAME of the release, open for all readers as its directory is:
 * who may read a release is said by the data directory, not by the umask of the day. */
static int write_file(const struct building *building, const char *name, struct text bytes,
                      struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, building->directory, name, error);
    if (status != STATUS_OK)
        return status;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_system(error, "write", path);
    if (fchmod(fd, 0644) < 0 || !write_all(fd, bytes) || fsync(fd) < 0)
        status = error_system(error, "write", path);
    if (close(fd) < 0 && status == STATUS_OK)
        status = error_system(error, "write", path);
    return status;
}

/* Fills building->content with REGISTRY in FORMAT. */
static int format_release(struct building *building, const struct registry *registry,
                          const struct format *format, struct error *error)
{
    struct sink *sink = memory_allocate(sizeof(*sink));
    if (!sink)
        return error_memory(error);
    buffer_clear(&building->content);
    sink_init_buffer(sink, &building->content);
    int status = format->write(registry, &(struct writing){0}, sink, error);
    if (status == STATUS_OK && sink_flush(sink, format->name, error) != STATUS_OK)
        status = error_memory(error);
    memory_free(sink);
    return status;
}

/* Writes one of the publisher's files, plain and compressed. */
static int write_release_file(struct building *building, const struct registry *registry,
                              const struct release_file *file, struct error *error)
{
    char compressed_name[64];
    snprintf(compressed_name, sizeof(compressed_name), "%s.gz", file->name);
    int status = format_release(building, registry, format_find(text_of(file->format)), error);
    if (status == STATUS_OK)
        status = write_file(building, file->name, buffer_text(&building->content), error);
    buffer_clear(&building->compressed);
    if (status == STATUS_OK)
        status =
            gzip_append(&building->compressed, buffer_text(&building->content), GZIP_SMALL, error);
    if (status == STATUS_OK)
        status = write_file(building, compressed_name, buffer_text(&building->compressed), error);
    return status;
}

static int write_snapshot(struct building *building, const struct registry *registry,
                          struct error *error)
{
    struct release release = {.sequence = 0};
    memcpy(release.sha256, building->publication->sha256, sizeof(release.sha256));
    buffer_clear(&building->content);
    int status = snapshot_compile_release(registry, &release, &building->content, error);
    if (status != STATUS_OK)
        return status;
    return write_file(building, SNAPSHOT_FILE, buffer_text(&building->content), error);
}

static int write_release(struct building *building, const struct registry *registry,
                         struct error *error)
{
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        int status = write_release_file(building, registry, &release_files[i], error);
        if (status != STATUS_OK)
            return status;
        if (i == RELEASE_FILE_XML)
            sha256_of(buffer_text(&building->content), building->publication->sha256);
    }
    int status = write_snapshot(building, registry, error);
    return status == STATUS_OK ? directory_sync(building->directory, error) : status;
}

/* Makes the directory of the release, open for all readers. */
static int make_directory(struct building *building, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, building->data_directory, RELEASE_TEMPLATE, error);
    if (status != STATUS_OK)
        return status;
    if (!mkdtemp(path))
        return error_system(error, "write into", building->data_directory);
    memcpy(building->directory, path, sizeof(path));
    if (chmod(path, 0755) < 0)
        return error_system(error, "write", path);
    return STATUS_OK;
}

/* The target of the link NAME in the data directory, into TARGET; empty when it is no link. */
static int read_link(const char *data_directory, const char *name, char *target, size_t size,
                     struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, data_directory, name, error);
    if (status != STATUS_OK)
        return status;
    ssize_t length = readlink(path, target, size - 1);
    target[length > 0 ? length : 0] = '\0';
    return STATUS_OK;
}

/* Puts the link NEW_PATH at PATH. A data directory that was copied with its links followed has a
 * file or a directory there; a directory has to change places with the link. */
static int put_link(const char *new_path, const char *path, struct error *error)
{
    if (rename(new_path, path) == 0)
        return STATUS_OK;
    if (errno == EISDIR && renameat2(AT_FDCWD, new_path, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
        return directory_remove(new_path, error);
    return error_system(error, "replace", path);
}

/* Makes NAME in the data directory a link to TARGET, in one step. */
static int replace_link(const char *data_directory, const char *name, const char *target,
                        struct error *error)
{
    char new_path[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    int status = path_join(new_path, data_directory, NEW_LINK, error);
    if (status == STATUS_OK)
        status = path_join(path, data_directory, name, error);
    if (status != STATUS_OK)
        return status;
    if (unlink(new_path) < 0 && errno == EISDIR)
        directory_remove(new_path, NULL);
    if (symlink(target, new_path) < 0)
        return error_system(error, "write into", data_directory);
    status = put_link(new_path, path, error);
    if (status != STATUS_OK)
        unlink(new_path);
    return status;
}

/* Makes the finished release the current one. */
static int make_visible(struct building *building, struct error *error)
{
    const char *data_directory = building->data_directory;
    char target[256];
    int status = read_link(data_directory, SNAPSHOT_FILE, target, sizeof(target), error);
    if (status == STATUS_OK && strcmp(target, PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE) != 0)
        status = replace_link(data_directory, SNAPSHOT_FILE, PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE,
                              error);
    if (status == STATUS_OK)
        status = directory_sync(data_directory, error);
    if (status == STATUS_OK)
        status = replace_link(data_directory, PUBLISHED_DIRECTORY,
                              strrchr(building->directory, '/') + 1, error);
    return status;
}

/* Removes the directories of all releases but the current one. What cannot be removed now is
 * removed by the next publication. */
static void remove_leftovers(const char *data_directory)
{
    char current[256], path[PATH_SIZE_BYTES];
    DIR *entries = opendir(data_directory);
    if (!entries)
        return;
    if (read_link(data_directory, PUBLISHED_DIRECTORY, current, sizeof(current), NULL) != STATUS_OK)
        current[0] = '\0';
    struct dirent *entry;
    while ((entry = readdir(entries)))
        if (text_starts_with(text_of(entry->d_name), TEXT(RELEASE_PREFIX)) &&
            strcmp(entry->d_name, current) != 0 &&
            path_join(path, data_directory, entry->d_name, NULL) == STATUS_OK)
            directory_remove(path, NULL);
    closedir(entries);
}

/* Only one process at a time publishes. Returns the lock, which lives until it is closed, or -1. */
static int take_lock(const char *data_directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    if (path_join(path, data_directory, LOCK_FILE, error) != STATUS_OK)
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) {
        error_system(error, "write", path);
        return -1;
    }
    for (unsigned waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited_ms += LOCK_RETRY_MS) {
        if ((errno == EWOULDBLOCK || errno == EINTR) && waited_ms < LOCK_TIMEOUT_MS) {
            nanosleep(&(struct timespec){0, LOCK_RETRY_MS * 1000000L}, NULL);
            continue;
        }
        if (errno == EWOULDBLOCK)
            error_set(error, STATUS_IO, data_directory, (struct position){0, 0},
                      "expected to be the only one who publishes here, found another process "
                      "doing so for %d seconds; try again when it has finished",
                      LOCK_TIMEOUT_MS / 1000);
        else
            error_system(error, "lock", path);
        close(fd);
        return -1;
    }
    return fd;
}

static int publish_locked(struct building *building, const struct registry *registry,
                          struct error *error)
{
    const char *data_directory = building->data_directory;
    remove_leftovers(data_directory);
    int status = make_directory(building, error);
    if (status == STATUS_OK)
        status = write_release(building, registry, error);
    if (status == STATUS_OK)
        status = make_visible(building, error);
    if (status != STATUS_OK) {
        if (building->directory[0])
            directory_remove(building->directory, NULL);
        return status;
    }
    return directory_sync(data_directory, error);
}

/* Publishes REGISTRY; fills building->publication. */
static int publish(const char *data_directory, const struct registry *registry,
                   struct publication *publication, struct error *error)
{
    struct building building = {.data_directory = data_directory, .publication = publication};
    buffer_init(&building.content);
    buffer_init(&building.compressed);
    *publication = (struct publication){registry->updated, registry->record_count, {0}};
    int status = directory_make(data_directory, error);
    int lock = -1;
    if (status != STATUS_OK)
        goto out;
    lock = take_lock(data_directory, error);
    status = lock < 0 ? STATUS_IO : publish_locked(&building, registry, error);
out:
    if (lock >= 0)
        close(lock);
    buffer_done(&building.content);
    buffer_done(&building.compressed);
    return status;
}

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

int publication_import(const char *data_directory, const struct input *input,
                       const struct format *format, const struct findings *findings,
                       struct publication *publication, struct error *error)
{
    struct publication ignored;
    struct registry registry;
    registry_init(&registry);
    int status = format_read(format, input, &registry, findings, error);
    if (status == STATUS_OK)
        status = check_release(input, &registry, error);
    name_registry(&registry);
    if (status == STATUS_OK)
        status = publish(data_directory, &registry, publication ? publication : &ignored, error);
    registry_done(&registry);
    return status;
}

/* Whether the snapshot PATH is sound and of the release whose XML has SHA256. */
static bool snapshot_is_of(const char *path, const uint8_t sha256[static SHA256_SIZE_BYTES])
{
    struct portreg *snapshot;
    if (portreg_open(path, &snapshot, NULL) != PORTREG_OK)
        return false;
    struct portreg_release release = portreg_release(snapshot);
    bool is = memcmp(release.sha256, sha256, SHA256_SIZE_BYTES) == 0 &&
              portreg_verify(snapshot, NULL) == PORTREG_OK;
    portreg_close(snapshot);
    return is;
}

/* Whether both names of the snapshot lead to the one of the published XML, which FILE has. */
static bool is_sound(const char *data_directory, const struct file *file)
{
    char path[PATH_SIZE_BYTES];
    uint8_t sha256[SHA256_SIZE_BYTES];
    sha256_of(file->bytes, sha256);
    return path_join(path, data_directory, SNAPSHOT_FILE, NULL) == STATUS_OK &&
           snapshot_is_of(path, sha256) &&
           path_join(path, data_directory, PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE, NULL) ==
               STATUS_OK &&
           snapshot_is_of(path, sha256);
}

int publication_repair(const char *data_directory, enum publication_state *state,
                       struct error *error)
{
    char path[PATH_SIZE_BYTES];
    *state = PUBLICATION_NONE;
    int status = path_join(path, data_directory, PUBLISHED_XML, error);
    if (status != STATUS_OK)
        return status;
    if (access(path, F_OK) < 0 && errno == ENOENT)
        return STATUS_OK;
    struct file file;
    status = file_open(&file, path, error);
    if (status != STATUS_OK)
        return status;
    *state = PUBLICATION_SOUND;
    if (!is_sound(data_directory, &file)) {
        struct input input = {file.name, file.bytes, {0, 0, 0}};
        status =
            publication_import(data_directory, &input, format_find(TEXT("xml")), NULL, NULL, error);
        *state = PUBLICATION_REPAIRED;
    }
    file_close(&file);
    return status;
}
