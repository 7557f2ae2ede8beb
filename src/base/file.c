/* Files: map or read one whole, replace one atomically. */
#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static_assert((int)PATH_SIZE_BYTES >= PATH_MAX, "realpath fills so much");

int path_join(char path[static PATH_SIZE_BYTES], const char *directory, const char *name,
              struct error *error)
{
    int length = snprintf(path, PATH_SIZE_BYTES, "%s/%s", directory, name);
    if (length >= 0 && length < PATH_SIZE_BYTES)
        return STATUS_OK;
    errno = ENAMETOOLONG;
    return error_system(error, "open", directory);
}

static int too_large(const struct file *file, struct error *error)
{
    return error_set(error, STATUS_INPUT, file->name, (struct position){0, 0},
                     "expected at most %zu bytes, found more", FILE_SIZE_LIMIT_BYTES);
}

/* Reads FD to its end: for pipes, which cannot be mapped. */
static int read_all(struct file *file, int fd, struct error *error)
{
    size_t size = 0, length = 0;
    char *bytes = NULL;
    for (;;) {
        if (length == size) {
            size = size ? size * 2 : 64 * 1024;
            char *larger = memory_reallocate(bytes, size);
            if (!larger) {
                memory_free(bytes);
                return error_memory(error);
            }
            bytes = larger;
        }
        ssize_t count = read(fd, bytes + length, size - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || length > FILE_SIZE_LIMIT_BYTES) {
            int status =
                count < 0 ? error_system(error, "read", file->name) : too_large(file, error);
            memory_free(bytes);
            return status;
        }
        if (count == 0)
            break;
        length += (size_t)count;
    }
    file->bytes = (struct text){bytes, length};
    return STATUS_OK;
}

static int map_or_read(struct file *file, int fd, struct error *error)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return error_system(error, "read", file->name);
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return error_system(error, "read", file->name);
    }
    if (!S_ISREG(info.st_mode) || info.st_size == 0)
        return read_all(file, fd, error);
    if ((size_t)info.st_size > FILE_SIZE_LIMIT_BYTES)
        return too_large(file, error);
    /* all of it will be read: at once costs less than page by page */
    void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (bytes == MAP_FAILED)
        return read_all(file, fd, error);
    file->bytes = (struct text){bytes, (size_t)info.st_size};
    file->mapped = true;
    return STATUS_OK;
}

int file_open(struct file *file, const char *path, struct error *error)
{
    bool standard_input = strcmp(path, "-") == 0;
    *file = (struct file){{NULL, 0}, "", false};
    snprintf(file->name, sizeof(file->name), "%s", standard_input ? "standard input" : path);
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_system(error, "open", file->name);
    int status = map_or_read(file, fd, error);
    if (!standard_input)
        close(fd);
    return status;
}

void file_close(struct file *file)
{
    if (file->mapped)
        munmap((void *)(uintptr_t)file->bytes.bytes, file->bytes.length);
    else
        memory_free((void *)(uintptr_t)file->bytes.bytes);
    file->bytes = (struct text){NULL, 0};
    file->mapped = false;
}

/* Opens what is no regular file, such as a device or a pipe: it is written into, not replaced. */
static int open_special(struct replacement *replacement, const char *path, struct error *error)
{
    snprintf(replacement->path, sizeof(replacement->path), "%s", path);
    replacement->temporary[0] = '\0';
    replacement->stream = fopen(path, "wbe");
    return replacement->stream ? STATUS_OK : error_system(error, "write", path);
}

int replacement_open(struct replacement *replacement, const char *path, struct error *error)
{
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return open_special(replacement, path, error);
    replacement->stream = NULL;
    int length =
        snprintf(replacement->temporary, sizeof(replacement->temporary), "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(replacement->temporary)) {
        errno = ENAMETOOLONG;
        return error_system(error, "write", path);
    }
    snprintf(replacement->path, sizeof(replacement->path), "%s", path);
    int fd = mkostemp(replacement->temporary, O_CLOEXEC);
    replacement->stream = fd < 0 ? NULL : fdopen(fd, "wb");
    if (replacement->stream && fchmod(fd, 0644) == 0)
        return STATUS_OK;
    int status = error_system(error, "write", path);
    if (replacement->stream)
        replacement_abandon(replacement);
    else if (fd >= 0) {
        close(fd);
        unlink(replacement->temporary);
    }
    return status;
}

int replacement_commit(struct replacement *replacement, struct error *error)
{
    FILE *stream = replacement->stream;
    errno = 0;
    bool written = fflush(stream) == 0 && !ferror(stream);
    int number = errno ? errno : EIO; /* a write failed before, and its reason is gone */
    replacement->stream = NULL;
    if (fclose(stream) != 0 && written) {
        written = false;
        number = errno;
    }
    bool replaces = replacement->temporary[0] != '\0';
    if (written && (!replaces || rename(replacement->temporary, replacement->path) == 0))
        return STATUS_OK;
    if (!written)
        errno = number;
    int status = error_system(error, "write", replacement->path);
    if (replaces)
        unlink(replacement->temporary);
    return status;
}

void replacement_abandon(struct replacement *replacement)
{
    if (!replacement->stream)
        return;
    fclose(replacement->stream);
    replacement->stream = NULL;
    if (replacement->temporary[0])
        unlink(replacement->temporary);
}

/* Makes one directory where it is missing. */
static int make_one(const char *path, struct error *error)
{
    struct stat info;
    if (mkdir(path, 0755) == 0)
        return STATUS_OK;
    if (errno != EEXIST || stat(path, &info) < 0)
        return error_system(error, "make directory", path);
    if (S_ISDIR(info.st_mode))
        return STATUS_OK;
    errno = ENOTDIR;
    return error_system(error, "make directory", path);
}

int directory_make(const char *directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = STATUS_OK;
    if ((size_t)snprintf(path, sizeof(path), "%s", directory) >= sizeof(path)) {
        errno = ENAMETOOLONG;
        return error_system(error, "make directory", directory);
    }
    for (size_t i = 1; path[0] && path[i] && status == STATUS_OK; i++) {
        if (path[i] != '/')
            continue;
        path[i] = '\0';
        status = make_one(path, error);
        path[i] = '/';
    }
    return status == STATUS_OK ? make_one(path, error) : status;
}

int directory_sync(const char *directory, struct error *error)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_system(error, "open", directory);
    int result = fsync(fd);
    int status = result < 0 ? error_system(error, "synchronise", directory) : STATUS_OK;
    close(fd);
    return status;
}

int directory_remove(const char *directory, struct error *error)
{
    DIR *entries = opendir(directory);
    if (!entries)
        return errno == ENOENT ? STATUS_OK : error_system(error, "open", directory);
    struct dirent *entry;
    while ((entry = readdir(entries)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    return rmdir(directory) < 0 ? error_system(error, "remove", directory) : STATUS_OK;
}
