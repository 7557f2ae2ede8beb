/* A site as files. */
#include "server/frozen/frozen_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/tree.h"
#include "publication/gzip.h"

#define SITE        "site"
#define SITE_PREFIX SITE "."
#define LOCK        "lock"

enum {
    LOCK_TIMEOUT_MS = 10 * 1000,
    NAME_LIMIT_BYTES = 255, /* of a segment */
    GZIP_SMALLEST = 9,      /* it is compressed once and sent often */
};

/* --- the directory --- */

/* Whether NAME is one of those that this program makes in DIR. */
static bool is_ours(const char *name)
{
    return strcmp(name, SITE) == 0 || strcmp(name, LOCK) == 0 ||
           text_starts_with(text_of(name), TEXT(SITE_PREFIX)) ||
           text_starts_with(text_of(name), TEXT("nginx.conf"));
}

/* Refuses a directory in which somebody has something else. */
static int check_directory(const char *directory, struct error *error)
{
    DIR *entries = opendir(directory);
    if (!entries)
        return error_system(error, "open", directory);
    int status = STATUS_OK;
    struct dirent *entry;
    while (status == STATUS_OK && (entry = readdir(entries)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !is_ours(entry->d_name)) {
            char quoted[QUOTED_SIZE_BYTES];
            status = error_set(error, STATUS_INPUT, directory, (struct position){0, 0},
                               "expected an empty directory, or one that a site was published "
                               "into before, found %s in it",
                               text_quote(text_of(entry->d_name), quoted));
        }
    closedir(entries);
    return status;
}

/* Where the link leads, absolute; empty when there is none. */
static void find_before(struct frozen_tree *tree)
{
    char link[PATH_SIZE_BYTES];
    if (path_join(link, tree->directory, SITE, NULL) != STATUS_OK || !realpath(link, tree->before))
        tree->before[0] = '\0';
}

/* Removes what killed writers left, and sites before the one that is served. */
static int remove_leftovers(const struct frozen_tree *tree, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    DIR *entries = opendir(tree->directory);
    if (!entries)
        return error_system(error, "open", tree->directory);
    int status = STATUS_OK;
    struct dirent *entry;
    while (status == STATUS_OK && (entry = readdir(entries))) {
        if (!text_starts_with(text_of(entry->d_name), TEXT(SITE_PREFIX)))
            continue;
        status = path_join(path, tree->directory, entry->d_name, error);
        if (status == STATUS_OK && strcmp(path, tree->before) != 0)
            status = tree_remove(path, error);
    }
    closedir(entries);
    return status;
}

int frozen_tree_init(struct frozen_tree *tree, const char *directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    *tree = (struct frozen_tree){.lock = -1};
    buffer_init(&tree->compressed);
    int status = directory_make(directory, error);
    if (status == STATUS_OK && !realpath(directory, tree->directory))
        status = error_system(error, "open", directory);
    if (status == STATUS_OK)
        status = check_directory(tree->directory, error);
    if (status == STATUS_OK)
        status = path_join(path, tree->directory, LOCK, error);
    if (status == STATUS_OK)
        status = lock_open(path, "publishes into it", LOCK_TIMEOUT_MS, &tree->lock, error);
    if (status != STATUS_OK)
        return status;
    find_before(tree);
    status = remove_leftovers(tree, error);
    if (status == STATUS_OK)
        status = path_join(path, tree->directory, SITE_PREFIX "XXXXXX", error);
    if (status != STATUS_OK)
        return status;
    if (!mkdtemp(path) || chmod(path, 0755) < 0)
        return error_system(error, "make", path);
    strcpy(tree->path, path);
    return STATUS_OK;
}

void frozen_tree_done(struct frozen_tree *tree)
{
    if (tree->path[0])
        tree_remove(tree->path, NULL);
    if (tree->lock >= 0)
        close(tree->lock);
    buffer_done(&tree->compressed);
}

/* --- files --- */

static bool is_sound(struct text name)
{
    if (memchr(name.bytes, '\0', name.length))
        return false;
    while (name.bytes) {
        struct text segment = text_split(&name, '/');
        if (!segment.length || segment.length > NAME_LIMIT_BYTES ||
            text_equal(segment, TEXT(".")) || text_equal(segment, TEXT("..")))
            return false;
    }
    return true;
}

/* DIRECTORY/NAME into PATH. */
static int join(char path[static PATH_SIZE_BYTES], const char *directory, struct text name,
                const char *suffix, struct error *error)
{
    char terminated[PATH_SIZE_BYTES];
    char quoted[QUOTED_SIZE_BYTES];
    int length = snprintf(terminated, sizeof(terminated), "%.*s%s", TEXT_ARGS(name), suffix);
    if (!is_sound(name) || length < 0 || (size_t)length >= sizeof(terminated))
        return error_set(error, STATUS_INPUT, directory, (struct position){0, 0},
                         "expected a path that can be the name of a file, found %s",
                         text_quote(name, quoted));
    return path_join(path, directory, terminated, error);
}

/* Makes the directory that PATH is to stand in. Most follow one another. */
static int make_parent(struct frozen_tree *tree, const char *path, struct error *error)
{
    char parent[PATH_SIZE_BYTES];
    strcpy(parent, path);
    *strrchr(parent, '/') = '\0';
    if (strcmp(parent, tree->parent) == 0)
        return STATUS_OK;
    int status = directory_make(parent, error);
    if (status == STATUS_OK)
        strcpy(tree->parent, parent);
    return status;
}

/* Whether the file PATH has these BYTES. */
static bool has_bytes(const char *path, struct text bytes)
{
    struct stat found;
    struct file file;
    if (stat(path, &found) < 0 || !S_ISREG(found.st_mode) || (size_t)found.st_size != bytes.length)
        return false;
    if (file_open(&file, path, NULL) != STATUS_OK)
        return false;
    bool same = text_equal(file.bytes, bytes);
    file_close(&file);
    return same;
}

/* Takes NAME, and NAME.gz if there is one, over from the site before, when it is the same. */
static bool keep(const struct frozen_tree *tree, struct text name, struct text bytes,
                 const char *path, const char *compressed_path)
{
    char before[PATH_SIZE_BYTES], compressed_before[PATH_SIZE_BYTES];
    if (!tree->before[0] || join(before, tree->before, name, "", NULL) != STATUS_OK ||
        join(compressed_before, tree->before, name, ".gz", NULL) != STATUS_OK ||
        !has_bytes(before, bytes))
        return false;
    if (link(compressed_before, compressed_path) < 0 && errno != ENOENT)
        return false;
    return link(before, path) == 0;
}

static int write_file(const char *path, struct text bytes, struct error *error)
{
    int status = STATUS_OK;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_system(error, "write", path);
    while (bytes.length && status == STATUS_OK) {
        ssize_t written = write(fd, bytes.bytes, bytes.length);
        if (written >= 0)
            bytes = text_from(bytes, (size_t)written);
        else if (errno != EINTR)
            status = error_system(error, "write", path);
    }
    if (close(fd) < 0 && status == STATUS_OK)
        status = error_system(error, "write", path);
    return status;
}

static int write_compressed(struct frozen_tree *tree, const char *path, struct text bytes,
                            struct error *error)
{
    buffer_clear(&tree->compressed);
    int status = gzip_append(&tree->compressed, bytes, GZIP_SMALLEST, error);
    if (status == STATUS_OK && tree->compressed.length < bytes.length)
        status = write_file(path, buffer_text(&tree->compressed), error);
    return status;
}

int frozen_tree_add(struct frozen_tree *tree, struct text name, struct text bytes,
                    struct error *error)
{
    char path[PATH_SIZE_BYTES], compressed_path[PATH_SIZE_BYTES];
    int status = join(path, tree->path, name, "", error);
    if (status == STATUS_OK)
        status = join(compressed_path, tree->path, name, ".gz", error);
    if (status == STATUS_OK)
        status = make_parent(tree, path, error);
    if (status != STATUS_OK)
        return status;
    if (access(path, F_OK) == 0)
        return STATUS_OK;
    tree->files++;
    if (keep(tree, name, bytes, path, compressed_path)) {
        tree->files_kept++;
        return STATUS_OK;
    }
    status = write_file(path, bytes, error);
    if (status == STATUS_OK && bytes.length >= GZIP_FROM_BYTES)
        status = write_compressed(tree, compressed_path, bytes, error);
    return status;
}

int frozen_tree_link(struct frozen_tree *tree, struct text name, const char *target,
                     struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = join(path, tree->path, name, "", error);
    if (status == STATUS_OK)
        status = make_parent(tree, path, error);
    if (status == STATUS_OK && symlink(target, path) < 0)
        status = error_system(error, "make", path);
    return status;
}

/* --- publication --- */

int frozen_tree_put(struct frozen_tree *tree, const char *name, struct text bytes,
                    struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct replacement replacement;
    int status = path_join(path, tree->directory, name, error);
    if (status == STATUS_OK)
        status = replacement_open(&replacement, path, error);
    if (status != STATUS_OK)
        return status;
    if (fwrite(bytes.bytes, 1, bytes.length, replacement.stream) == bytes.length)
        return replacement_commit(&replacement, error);
    status = error_system(error, "write", path);
    replacement_abandon(&replacement);
    return status;
}

/* Everything that was written is on the disk before the link leads to it: the whole file system at
 * once, as there are many small files. */
static int synchronise(const struct frozen_tree *tree, struct error *error)
{
    int fd = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_system(error, "open", tree->path);
    int status = syncfs(fd) < 0 ? error_system(error, "synchronise", tree->path) : STATUS_OK;
    close(fd);
    return status;
}

int frozen_tree_publish(struct frozen_tree *tree, struct error *error)
{
    char link[PATH_SIZE_BYTES], fresh[PATH_SIZE_BYTES];
    int status = synchronise(tree, error);
    if (status == STATUS_OK)
        status = path_join(link, tree->directory, SITE, error);
    if (status == STATUS_OK)
        status = path_join(fresh, tree->directory, SITE_PREFIX "link", error);
    if (status != STATUS_OK)
        return status;
    unlink(fresh);
    if (symlink(strrchr(tree->path, '/') + 1, fresh) < 0 || rename(fresh, link) < 0) {
        status = error_system(error, "replace", link);
        unlink(fresh);
        return status;
    }
    tree->path[0] = '\0';
    return directory_sync(tree->directory, error);
}
