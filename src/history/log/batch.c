/* Files that are written together. */
#include "history/log/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Behind the name of a file on its way. Who writes holds a lock, so one name is enough, and what a
 * crash left is overwritten. */
#define NEW_SUFFIX ".new"

enum { NEW_NAME_SIZE_BYTES = BATCH_NAME_SIZE_BYTES + sizeof(NEW_SUFFIX) };

static const char *new_name(const char *name, char buffer[static NEW_NAME_SIZE_BYTES])
{
    snprintf(buffer, NEW_NAME_SIZE_BYTES, "%s" NEW_SUFFIX, name);
    return buffer;
}

/* "cannot write DIRECTORY/NAME: ..." */
static int fail(const struct batch *batch, const char *what, const char *name, struct error *error)
{
    char path[PATH_SIZE_BYTES + BATCH_NAME_SIZE_BYTES];
    int number = errno;
    snprintf(path, sizeof(path), "%s/%s", batch->directory_name, name);
    errno = number;
    return error_system(error, what, path);
}

void batch_init(struct batch *batch, int directory, const char *directory_name)
{
    batch->directory = directory;
    batch->directory_name = directory_name;
    batch->count = 0;
    batch->made_directories = false;
}

/* Makes the directories on the way to NAME. */
static int make_directories(struct batch *batch, const char *name, struct error *error)
{
    char path[BATCH_NAME_SIZE_BYTES];
    for (size_t i = 0; name[i]; i++) {
        if (name[i] == '/') {
            path[i] = '\0';
            if (mkdirat(batch->directory, path, 0755) < 0 && errno != EEXIST)
                return fail(batch, "make directory", path, error);
        }
        path[i] = name[i];
    }
    batch->made_directories = true;
    return STATUS_OK;
}

static int open_new(struct batch *batch, const char *name, mode_t mode, int *fd,
                    struct error *error)
{
    char path[NEW_NAME_SIZE_BYTES];
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    new_name(name, path);
    *fd = openat(batch->directory, path, flags, mode);
    if (*fd < 0 && errno == ENOENT) {
        int status = make_directories(batch, name, error);
        if (status != STATUS_OK)
            return status;
        *fd = openat(batch->directory, path, flags, mode);
    }
    if (*fd >= 0 && fchmod(*fd, mode) == 0)
        return STATUS_OK;
    int status = fail(batch, "write", name, error);
    if (*fd >= 0)
        close(*fd);
    return status;
}

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

int batch_add(struct batch *batch, const char *name, struct text bytes, mode_t mode,
              struct error *error)
{
    int status = STATUS_OK, fd = -1;
    if (batch->count == BATCH_LIMIT)
        status = batch_commit(batch, error);
    if (status == STATUS_OK)
        status = open_new(batch, name, mode, &fd, error);
    if (status != STATUS_OK)
        return status;
    struct batch_file *file = &batch->files[batch->count++];
    file->fd = fd;
    snprintf(file->name, sizeof(file->name), "%s", name);
    if (!write_all(fd, bytes))
        return fail(batch, "write", name, error);
    /* the disk may begin, while the next files are made */
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return STATUS_OK;
}

/* The length of the directory's part of NAME: without the last slash and what follows. */
static size_t directory_length(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? (size_t)(slash - name) : 0;
}

static int sync_directory(const struct batch *batch, const char *name, size_t length,
                          struct error *error)
{
    char path[BATCH_NAME_SIZE_BYTES];
    snprintf(path, sizeof(path), "%.*s", length ? (int)length : 1, length ? name : ".");
    int fd = openat(batch->directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = STATUS_OK;
    if (fd < 0 || fsync(fd) < 0)
        status = fail(batch, "synchronise", path, error);
    if (fd >= 0)
        close(fd);
    return status;
}

/* Whether a file before the one at INDEX is in the same directory, which is synchronised then. */
static bool is_synchronised(const struct batch *batch, size_t index, size_t length)
{
    for (size_t i = 0; i < index; i++)
        if (directory_length(batch->files[i].name) == length &&
            memcmp(batch->files[i].name, batch->files[index].name, length) == 0)
            return true;
    return false;
}

/* Synchronises each directory that has a new file, and where directories were made, those above. */
static int sync_directories(struct batch *batch, struct error *error)
{
    for (size_t i = 0; i < batch->count; i++) {
        const char *name = batch->files[i].name;
        size_t length = directory_length(name);
        if (is_synchronised(batch, i, length))
            continue;
        int status = sync_directory(batch, name, length, error);
        while (status == STATUS_OK && length && batch->made_directories) {
            while (length && name[--length] != '/')
                ;
            status = sync_directory(batch, name, length, error);
        }
        if (status != STATUS_OK)
            return status;
    }
    batch->made_directories = false;
    return STATUS_OK;
}

/* Synchronises and closes the files that were written. */
static int sync_files(struct batch *batch, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
        struct batch_file *file = &batch->files[i];
        if (fsync(file->fd) < 0)
            status = fail(batch, "write", file->name, error);
        int closed = close(file->fd);
        file->fd = -1;
        if (closed < 0 && status == STATUS_OK)
            status = fail(batch, "write", file->name, error);
    }
    return status;
}

int batch_commit(struct batch *batch, struct error *error)
{
    char path[NEW_NAME_SIZE_BYTES];
    int status = sync_files(batch, error);
    for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
        const char *name = batch->files[i].name;
        if (renameat(batch->directory, new_name(name, path), batch->directory, name) < 0)
            status = fail(batch, "write", name, error);
    }
    if (status == STATUS_OK)
        status = sync_directories(batch, error);
    if (status != STATUS_OK)
        batch_abandon(batch);
    batch->count = 0;
    return status;
}

void batch_abandon(struct batch *batch)
{
    char path[NEW_NAME_SIZE_BYTES];
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->files[i].fd >= 0)
            close(batch->files[i].fd);
        unlinkat(batch->directory, new_name(batch->files[i].name, path), 0);
    }
    batch->count = 0;
}

int batch_write_one(int directory, const char *directory_name, const char *name, struct text bytes,
                    mode_t mode, struct error *error)
{
    struct batch batch;
    batch_init(&batch, directory, directory_name);
    int status = batch_add(&batch, name, bytes, mode, error);
    if (status == STATUS_OK)
        status = batch_commit(&batch, error);
    batch_abandon(&batch);
    return status;
}
