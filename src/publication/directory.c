/* The directory of a release: written under a name that nobody looks for, then linked. */
#include "publication/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "publication/gzip.h"

/* Directories of releases: the link's name, a dot, and six characters that mkdtemp chooses. */
#define RELEASE_PREFIX   PUBLISHED_DIRECTORY "."
#define RELEASE_TEMPLATE RELEASE_PREFIX "XXXXXX"
/* Links and files on their way to their names. No template of mkdtemp gives these. */
#define NEW_LINK     ".link.new"
#define NEW_SNAPSHOT ".snapshot.new"

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

/* Writes and synchronises the file NAME in DIRECTORY, open for all readers as a release is: who may
 * read it is said by the data directory, not by the umask of the day. */
static int write_file(const char *directory, const char *name, struct text bytes,
                      struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, directory, name, error);
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

int release_directory_add(struct release_directory *directory, const char *name, struct text bytes,
                          struct error *error)
{
    return write_file(directory->path, name, bytes, error);
}

int release_format(const struct registry *registry, const struct format *format,
                   struct buffer *buffer, struct error *error)
{
    struct sink *sink = memory_allocate(sizeof(*sink));
    if (!sink)
        return error_memory(error);
    buffer_clear(buffer);
    sink_init_buffer(sink, buffer);
    int status = format->write(registry, &(struct writing){0}, sink, error);
    if (status == STATUS_OK && sink_flush(sink, format->name, error) != STATUS_OK)
        status = error_memory(error);
    memory_free(sink);
    return status;
}

/* Writes one of the publisher's files, plain and compressed, and hashes it. */
static int write_release_file(struct release_directory *directory, const struct registry *registry,
                              size_t index, struct error *error)
{
    const struct release_file *file = &release_files[index];
    char compressed_name[64];
    snprintf(compressed_name, sizeof(compressed_name), "%s.gz", file->name);
    int status =
        release_format(registry, format_find(text_of(file->format)), &directory->content, error);
    if (status != STATUS_OK)
        return status;
    struct text content = buffer_text(&directory->content);
    sha256_of(content, directory->sha256[index]);
    status = write_file(directory->path, file->name, content, error);
    buffer_clear(&directory->compressed);
    if (status == STATUS_OK)
        status = gzip_append(&directory->compressed, content, GZIP_USUAL, error);
    if (status == STATUS_OK)
        status = write_file(directory->path, compressed_name, buffer_text(&directory->compressed),
                            error);
    return status;
}

/* The hashes in the form that sha256sum(1) checks. */
static int write_hashes(struct release_directory *directory, struct error *error)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    buffer_clear(&directory->content);
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++)
        buffer_format(&directory->content, "%s  %s\n", sha256_format(directory->sha256[i], hex),
                      release_files[i].name);
    if (directory->content.failed)
        return error_memory(error);
    return write_file(directory->path, HASHES_FILE, buffer_text(&directory->content), error);
}

int release_directory_write(struct release_directory *directory, const struct registry *registry,
                            struct error *error)
{
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        int status = write_release_file(directory, registry, i, error);
        if (status != STATUS_OK)
            return status;
    }
    return write_hashes(directory, error);
}

/* Makes the directory of the release, open for all readers. */
static int make_directory(struct release_directory *directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, directory->data_directory, RELEASE_TEMPLATE, error);
    if (status != STATUS_OK)
        return status;
    if (!mkdtemp(path))
        return error_system(error, "write into", directory->data_directory);
    memcpy(directory->path, path, sizeof(path));
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

/* Puts the finished snapshot NEW_SNAPSHOT into its place. A copied data directory may have a link
 * there, to a release that is about to go. */
static int put_snapshot(const char *data_directory, struct error *error)
{
    char new_path[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    int status = path_join(new_path, data_directory, NEW_SNAPSHOT, error);
    if (status == STATUS_OK)
        status = path_join(path, data_directory, SNAPSHOT_FILE, error);
    if (status == STATUS_OK && rename(new_path, path) < 0)
        status = error_system(error, "replace", path);
    return status == STATUS_OK ? directory_sync(data_directory, error) : status;
}

int snapshot_publish(const char *data_directory, struct text snapshot, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, data_directory, NEW_SNAPSHOT, error);
    if (status != STATUS_OK)
        return status;
    if (unlink(path) < 0 && errno != ENOENT)
        return error_system(error, "write", path);
    status = write_file(data_directory, NEW_SNAPSHOT, snapshot, error);
    if (status == STATUS_OK)
        status = put_snapshot(data_directory, error);
    if (status != STATUS_OK)
        unlink(path);
    return status;
}

/* Gives the release the snapshot that look-ups have: the same file under another name. */
static int link_snapshot(const struct release_directory *directory, struct error *error)
{
    char from[PATH_SIZE_BYTES], to[PATH_SIZE_BYTES];
    int status = path_join(from, directory->data_directory, SNAPSHOT_FILE, error);
    if (status == STATUS_OK)
        status = path_join(to, directory->path, SNAPSHOT_FILE, error);
    if (status == STATUS_OK && link(from, to) < 0)
        status = error_system(error, "link", from);
    return status;
}

int release_directory_publish(struct release_directory *directory, struct error *error)
{
    int status = link_snapshot(directory, error);
    if (status == STATUS_OK)
        status = directory_sync(directory->path, error);
    if (status == STATUS_OK)
        status = directory_sync(directory->data_directory, error);
    if (status == STATUS_OK)
        status = replace_link(directory->data_directory, PUBLISHED_DIRECTORY,
                              strrchr(directory->path, '/') + 1, error);
    if (status == STATUS_OK) {
        directory->path[0] = '\0'; /* it is not ours to remove any more */
        status = directory_sync(directory->data_directory, error);
    }
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

int release_directory_init(struct release_directory *directory, const char *data_directory,
                           struct error *error)
{
    *directory = (struct release_directory){.data_directory = data_directory};
    buffer_init(&directory->content);
    buffer_init(&directory->compressed);
    remove_leftovers(data_directory);
    return make_directory(directory, error);
}

void release_directory_done(struct release_directory *directory)
{
    if (directory->path[0])
        directory_remove(directory->path, NULL);
    buffer_done(&directory->content);
    buffer_done(&directory->compressed);
}

/* Whether both paths lead to one file. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool release_directory_is_current(const char *data_directory)
{
    char snapshot[PATH_SIZE_BYTES], published[PATH_SIZE_BYTES];
    return path_join(snapshot, data_directory, SNAPSHOT_FILE, NULL) == STATUS_OK &&
           path_join(published, data_directory, PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE, NULL) ==
               STATUS_OK &&
           is_same_file(snapshot, published);
}

bool release_file_hash(const char *data_directory, size_t index,
                       uint8_t sha256[static SHA256_SIZE_BYTES])
{
    char directory[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    struct file file;
    if (path_join(directory, data_directory, PUBLISHED_DIRECTORY, NULL) != STATUS_OK ||
        path_join(path, directory, release_files[index].name, NULL) != STATUS_OK ||
        file_open(&file, path, NULL) != STATUS_OK)
        return false;
    sha256_of(file.bytes, sha256);
    file_close(&file);
    return true;
}
